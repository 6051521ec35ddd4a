// SPDX-License-Identifier: BSD-2-Clause
/*
 * Migration of single pages while their owners use them.
 *
 * Problem.  The caller that needs a page frame finds the page by its address, and holds no
 * reference to it.  At any moment the owner may free the page, and another owner may allocate it.
 *
 * Terms.  A movable page has the type PGTY_movable.  Its flags are the index of the owner's
 * operations in a table, the page lock, and PG_isolated, which marks the page while it is being
 * moved.
 *
 * Steps:
 *	1. grab(): one compare-and-exchange of the first word acquires a reference and the page
 *	   lock, if the page is movable, not locked and not isolated at that instant.  An owner
 *	   that frees the page first clears the type, with the page lock held.  So grab() fails if
 *	   the owner was first; otherwise the owner waits for the lock.
 *	2. Call the owner's isolate_page(), mark the page as isolated, and unlock it.  The
 *	   reference prevents a new allocation of the page, even if the owner frees it now.
 *	3. Lock both pages.  If the owner has freed the page, there is nothing to move.
 *	   Otherwise call the owner's migrate_page().
 *	4. On success, dropping the reference to the old page frees it, and the owner has the
 *	   reference to the new page.  On failure, the caller tries again or calls the owner's
 *	   putback_page().
 *
 * Invariants: a page is isolated only between steps 2 and 4, and then has one reference in addition
 * to the owner's.  Type, flags and reference count of a page in use change only by atomic
 * operations.
 *
 * Locking: the page lock only.  The waiters for all page locks share one wait queue, because they
 * are few.
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

/* Entry 0 is for pages without operations. */
static const struct movable_operations *operations[PG_movable_ops + 1];

static DECLARE_WAIT_QUEUE_HEAD(page_unlocked);

/* Masks of the members of struct page's tag. */
#define TAG_FLAGS(flags)	((u32)(flags) << 24)
#define TAG_TYPE(type)		((u32)(type))

/* Clear and set bits of the tag atomically.  Returns the previous tag. */
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
	/* The page may be in a CMA area, so its type remains one for movable pages. */
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
 * Step 1.  Meanwhile the page may have another owner, who writes to its struct page without a lock.
 * Then the exchange fails.  The thread sanitizer would report the attempt as a write.
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
 * Drop the reference to a page that its owner may be freeing.  If it is the only reference, no
 * other CPU uses the page.
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

/*
 * Check that the page is isolated.  A caller that moves or puts back a page that is not isolated
 * holds no reference to it.
 */
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
