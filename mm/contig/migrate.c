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
 *	1. grab(): one compare-and-exchange of page->word acquires a reference and the page
 *	   lock, if the page is movable, not locked and not isolated at that instant.  An owner
 *	   that frees the page first acquires the page lock and clears the type.  So grab() fails
 *	   if the owner was first.  Otherwise the owner waits for the lock.
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
 * Locking: the page lock only (page_movable.c).
 */

#define pr_fmt(fmt) "migrate: " fmt

#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/migrate.h>
#include <linux/mmdebug.h>
#include <linux/pagemap.h>

#include "mm/pages/pages.h"

/*
 * Do step 1 (see the top of the file).  Another owner may have allocated the page, and may write to
 * its struct page without a lock.  Then the exchange fails.  The thread sanitizer would report the
 * attempt as a write.
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
	VM_WARN_ON(!PageLocked(page));
	ok = page_movable_operations(page)->isolate_page(page, mode);
	if (ok)
		page_change_tag(page, 0, TAG_FLAGS(PG_isolated));
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
		page_movable_operations(page)->putback_page(page);
	page_change_tag(page, TAG_FLAGS(PG_isolated), 0);
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
	VM_WARN_ON(dst == src);
	lock_page(dst);
	if (PageMovable(src))
		err = page_movable_operations(src)->migrate_page(dst, src, mode);
	if (!err)
		page_change_tag(src, TAG_FLAGS(PG_isolated), 0);
	unlock_page(dst);
	unlock_page(src);
	if (!err) {
		drop_reference(src);
		drop_reference(dst);
	}
	return err;
}
