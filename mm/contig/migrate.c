// SPDX-License-Identifier: BSD-2-Clause
/*
 * Moving single pages under their owners.
 *
 * Problem.  Whoever wants the place of a page finds it by its address, and does not know whether it
 * is still there at the next instruction: the owner may free it, and it may be somebody else's at
 * once.
 *
 * Terms.  A movable page is of the type PGTY_movable.  Its flags hold the number of its owner's
 * operations in a table, its lock, and whether somebody is about to move it (isolated).
 *
 * Steps:
 *	1. grab(): one compare-and-exchange of the first word takes a reference and the lock, if the
 *	   page is movable, not locked and not isolated at that instant.  An owner that wants to
 *	   free it clears the type first, with the lock held; so either it comes first, and there is
 *	   nothing to grab, or it waits.
 *	2. isolate_page() of the owner; then the page is marked isolated, and unlocked.  Our
 *	   reference keeps it from being handed out again even if the owner gives it up now.
 *	3. With the page and the new one locked: if the owner gave it up, nothing is left to do.
 *	   Otherwise migrate_page() of the owner.
 *	4. On success the reference to the old page is the last one, and frees it; the new one has
 *	   the owner's.  On failure the caller tries again or calls putback_page() of the owner.
 *
 * Invariants: a page is isolated only between 2 and 4, and has one reference more than its owner
 * knows of; type, flags and count of a page in use change by atomic operations only.
 *
 * Locking: no other than the page's.  Waiters for any page's lock share one queue: there are few.
 */

#define pr_fmt(fmt) "migrate: " fmt

#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/migrate.h>
#include <linux/pagemap.h>
#include <linux/wait.h>

#include "mm/pages/pages.h"

/* Entry 0 is that of pages which have none. */
static const struct movable_operations *operations[PG_movable_ops + 1];

static DECLARE_WAIT_QUEUE_HEAD(page_unlocked);

/* The bits of struct page's tag. */
#define TAG_FLAGS(flags)	((u32)(flags) << 24)
#define TAG_TYPE(type)		((u32)(type))

/* Returns the tag before. */
static u32 change_tag(struct page *page, u32 clear, u32 set)
{
	u32 old = READ_ONCE(page->tag);

	while (!try_cmpxchg(&page->tag, &old, (old & ~clear) | set))
		;
	return old;
}

bool trylock_page(struct page *page)
{
	return !(change_tag(page, 0, TAG_FLAGS(PG_locked)) & TAG_FLAGS(PG_locked));
}

void lock_page(struct page *page)
{
	wait_event(page_unlocked, trylock_page(page));
}

void unlock_page(struct page *page)
{
	u32 old = change_tag(page, TAG_FLAGS(PG_locked), 0);

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

static const struct movable_operations *operations_of(const struct page *page)
{
	return READ_ONCE(operations[READ_ONCE(page->tag) >> 24 & PG_movable_ops]);
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
	/* With its type it goes back among the movable ones: it may be CMA's. */
	page_keep_in_place(page);
}

const struct movable_operations *page_movable_operations(const struct page *page)
{
	return operations_of(page);
}

void page_set_movable(struct page *page, unsigned int number)
{
	change_tag(page, TAG_TYPE(0xff) | TAG_FLAGS(PG_movable_ops),
		   TAG_TYPE(PGTY_movable) | TAG_FLAGS(number));
}

void page_keep_in_place(struct page *page)
{
	change_tag(page, TAG_TYPE(0xff) | TAG_FLAGS(PG_movable_ops),
		   TAG_TYPE(PGTY_allocated + MIGRATE_MOVABLE));
}

/*
 * Step 1.  The page may have another owner meanwhile, who writes to its struct page without a lock:
 * then the exchange fails.  The thread sanitizer would report the attempt as a write.
 */
static noinline __no_sanitize_thread bool grab(struct page *page)
{
	const u64 add = (1ULL << 32) + TAG_FLAGS(PG_locked);
	u64 old = *(volatile u64 *)&page->word;

	do {
		if ((u8)old != PGTY_movable || old & TAG_FLAGS(PG_locked | PG_isolated) ||
		    (int)(old >> 32) <= 0)
			return false;
	} while (!try_cmpxchg_acquire(&page->word, &old, old + add));
	return true;
}

/*
 * Drop the reference to a page that its owner may be freeing.  If it is the only reference, no other
 * CPU uses the page.
 */
static void drop_reference(struct page *page)
{
	if (!atomic_add_unless(&page->_refcount, -1, 1))
		put_page(page);
}

bool isolate_movable_page(struct page *page, isolate_mode_t mode)
{
	bool ok;

	if (!is_page(page) || !grab(page))
		return false;
	ok = operations_of(page)->isolate_page(page, mode);
	if (ok)
		change_tag(page, 0, TAG_FLAGS(PG_isolated));
	unlock_page(page);
	if (!ok)
		drop_reference(page);
	return ok;
}

/* A caller that moves or puts back a page that is not isolated does not hold a reference to it. */
static bool is_isolated(const struct page *page, const char *what, const void *caller)
{
	if (likely(is_page(page) && READ_ONCE(page->flags) & PG_isolated))
		return true;
	page_report_bad_ref(page, what, "it is not isolated", caller);
	return false;
}

void putback_movable_page(struct page *page)
{
	if (!is_isolated(page, __func__, __builtin_return_address(0)))
		return;
	lock_page(page);
	if (PageMovable(page))
		operations_of(page)->putback_page(page);
	change_tag(page, TAG_FLAGS(PG_isolated), 0);
	unlock_page(page);
	drop_reference(page);
}

int migrate_movable_page(struct page *dst, struct page *src, enum migrate_mode mode)
{
	int err = 0;

	if (!is_isolated(src, __func__, __builtin_return_address(0)))
		return -EINVAL;
	if (mode != MIGRATE_ASYNC)
		lock_page(src);
	else if (!trylock_page(src))
		return -EAGAIN;
	lock_page(dst);
	if (PageMovable(src))
		err = operations_of(src)->migrate_page(dst, src, mode);
	if (!err)
		change_tag(src, TAG_FLAGS(PG_isolated), 0);
	unlock_page(dst);
	unlock_page(src);
	if (!err) {
		drop_reference(src);
		drop_reference(dst);
	}
	return err;
}
