// SPDX-License-Identifier: BSD-2-Clause
/*
 * Movable pages: the page lock, and the table of their owners' operations.  The opening comment
 * of migrate.c describes the protocol by which such a page is moved.
 *
 * The type and the flags of a page in use change only by atomic operations on its tag, because
 * the owner and a CPU that moves the page may change them concurrently.  One wait queue serves
 * all page locks, because few threads wait for a page lock.
 */

#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/migrate.h>
#include <linux/pagemap.h>
#include <linux/wait.h>

#include "pages.h"

/* Entry 0 is for pages without operations. */
static const struct movable_operations *operations[PG_movable_ops + 1];

static DECLARE_WAIT_QUEUE_HEAD(page_unlocked);

u32 page_change_tag(struct page *page, u32 clear, u32 set)
{
	u32 old = READ_ONCE(page->tag);

	while (!try_cmpxchg(&page->tag, &old, (old & ~clear) | set))
		;
	return old;
}

bool trylock_page(struct page *page)
{
	return !(page_change_tag(page, 0, TAG_FLAGS(PG_locked)) & TAG_FLAGS(PG_locked));
}

void lock_page(struct page *page)
{
	wait_event(page_unlocked, trylock_page(page));
}

void unlock_page(struct page *page)
{
	u32 old = page_change_tag(page, TAG_FLAGS(PG_locked), 0);

	WARN_ON_ONCE(!(old & TAG_FLAGS(PG_locked)));
	if (waitqueue_active(&page_unlocked))
		wake_up_all(&page_unlocked);
}

unsigned int page_movable_number(const struct movable_operations *ops)
{
	for (unsigned int i = 1; i < ARRAY_SIZE(operations); i++) {
		const struct movable_operations *old = cmpxchg(&operations[i], NULL, ops);

		if (!old || old == ops)
			return i;
	}
	return 0;
}

void __SetPageMovable(struct page *page, const struct movable_operations *ops)
{
	const void *caller = __builtin_return_address(0);
	unsigned int number = ops ? page_movable_number(ops) : 0;
	struct page seen = page_snapshot(page);

	if (WARN_ON_ONCE(!number))
		return;
	if (!page_is(&seen, PGTY_allocated, 0) || !PageLocked(&seen))
		return page_report_bad_ref(page, "__SetPageMovable", NULL, caller);
	page_set_movable(page, number);
}

void __ClearPageMovable(struct page *page)
{
	if (!PageMovable(page) || !PageLocked(page))
		return page_report_bad_ref(page, "__ClearPageMovable", NULL,
					   __builtin_return_address(0));
	/* The page may be in a CMA area, so its migrate type remains MIGRATE_MOVABLE. */
	page_keep_in_place(page);
}

const struct movable_operations *page_movable_operations(const struct page *page)
{
	return READ_ONCE(operations[READ_ONCE(page->tag) >> 24 & PG_movable_ops]);
}

void page_set_movable(struct page *page, unsigned int number)
{
	page_change_tag(page, TAG_TYPE(0xff) | TAG_FLAGS(PG_movable_ops),
		   TAG_TYPE(PGTY_movable) | TAG_FLAGS(number));
}

void page_keep_in_place(struct page *page)
{
	page_change_tag(page, TAG_TYPE(0xff) | TAG_FLAGS(PG_movable_ops),
		   TAG_TYPE(PGTY_allocated + MIGRATE_MOVABLE));
}
