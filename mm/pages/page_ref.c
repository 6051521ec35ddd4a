// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reference counts of pages.  A change is one compare-and-exchange, after these checks: the page is
 * allocated; the count does not become negative; it does not exceed PAGE_REF_SATURATED; a saturated
 * count does not change.
 *
 * alloc_pages() and freeing a block with one reference do not use these functions.
 */

#include <linux/mm.h>

#include "pages.h"

#define REFUSED		INT_MIN
#define OTHER_COUNT	"invalid for its reference count"
#define OF_OWNER	"the last reference belongs to its owner"

/* Return true if the block can have references. */
static bool is_held(const struct page *page)
{
	return page_is_allocated(page);
}

/*
 * Return true if the last reference may be dropped.  A page with a special type belongs to an
 * owner, which frees it by other functions.
 */
static bool may_end(const struct page *page)
{
	unsigned int type = READ_ONCE(page->type) & ~PGTY_MIGRATETYPE;

	return type == PGTY_allocated || type == PGTY_movable;
}

/* Change the count.  Returns the new count, or REFUSED after a report. */
static int page_ref_change(struct page *page, int nr, const char *what, const void *caller)
{
	int old, new;

	if (!is_held(page)) {
		page_report_bad_ref(page, what, NULL, caller);
		return REFUSED;
	}
	old = page_ref_count(page);
	do {
		new = old + (unsigned int)nr;
		if (old <= 0 || (nr <= 0 && new < 0)) {
			page_report_bad_ref(page, what, OTHER_COUNT, caller);
			return REFUSED;
		}
		if (old == PAGE_REF_SATURATED)
			return old;
		if (!new && !may_end(page)) {
			page_report_bad_ref(page, what, OF_OWNER, caller);
			return REFUSED;
		}
		if (new < old && nr > 0)
			new = PAGE_REF_SATURATED;
	} while (!atomic_try_cmpxchg(&page->_refcount, &old, new));
	if (new == PAGE_REF_SATURATED)
		page_report_saturated(page, caller);
	return new;
}

static void page_ref_report(const struct page *page, const char *what, const void *caller)
{
	page_report_bad_ref(page, what, is_held(page) ? OTHER_COUNT : NULL, caller);
}

static void page_ref_set(struct page *page, int nr, const char *what, const void *caller)
{
	if (!is_held(page) || nr < 0)
		return page_ref_report(page, what, caller);
	atomic_set_release(&page->_refcount, nr);
}

#define HERE	__func__, __builtin_return_address(0)

void set_page_count(struct page *page, int nr)
{
	page_ref_set(page, nr, HERE);
}

void init_page_count(struct page *page)
{
	page_ref_set(page, 1, HERE);
}

void get_page(struct page *page)
{
	page_ref_change(compound_head(page), 1, HERE);
}

bool get_page_unless_zero(struct page *page)
{
	return page_ref_add_unless(page, 1, 0);
}

bool put_page_testzero(struct page *page)
{
	return !page_ref_change(page, -1, HERE);
}

void page_ref_add(struct page *page, int nr)
{
	page_ref_change(page, nr, HERE);
}

void page_ref_inc(struct page *page)
{
	page_ref_change(page, 1, HERE);
}

int page_ref_inc_return(struct page *page)
{
	page_ref_change(page, 1, HERE);
	return page_ref_count(page);
}

bool page_ref_add_unless(struct page *page, int nr, int unless)
{
	int old = page_ref_count(page);

	do {
		if (old == unless)
			return false;
		if (old <= 0 || nr > PAGE_REF_SATURATED - old)
			return page_ref_change(page, nr, HERE) != REFUSED;
	} while (!atomic_try_cmpxchg(&page->_refcount, &old, old + nr));
	return true;
}

void page_ref_sub(struct page *page, int nr)
{
	page_ref_change(page, -nr, HERE);
}

void page_ref_dec(struct page *page)
{
	page_ref_change(page, -1, HERE);
}

int page_ref_sub_return(struct page *page, int nr)
{
	int new = page_ref_change(page, -nr, HERE);

	return new == REFUSED ? page_ref_count(page) : new;
}

int page_ref_dec_return(struct page *page)
{
	int new = page_ref_change(page, -1, HERE);

	return new == REFUSED ? page_ref_count(page) : new;
}

bool page_ref_sub_and_test(struct page *page, int nr)
{
	return !page_ref_change(page, -nr, HERE);
}

bool page_ref_dec_and_test(struct page *page)
{
	return !page_ref_change(page, -1, HERE);
}

bool page_ref_freeze(struct page *page, int count)
{
	int old = count;

	if (!is_held(page) || count <= 0) {
		page_ref_report(page, HERE);
		return false;
	}
	return atomic_try_cmpxchg(&page->_refcount, &old, 0);
}

void page_ref_unfreeze(struct page *page, int count)
{
	int zero = 0;

	if (!is_held(page) || count <= 0 || !atomic_try_cmpxchg(&page->_refcount, &zero, count))
		page_ref_report(page, HERE);
}

/* Reserved pages */

/*
 * Change the type from @from to @to; the migrate type does not change.  Called by the block's
 * owner.  A block with a special type is refused.
 */
static void change_type(struct page *page, unsigned int from, unsigned int to, const char *what,
			const void *caller)
{
	struct page *head = page_block_head(page);
	unsigned int type = head ? READ_ONCE(head->type) : PGTY_none,
		     kind = type & ~PGTY_MIGRATETYPE;

	if (kind == from)
		WRITE_ONCE(head->type, to + type - from);
	else if (kind != to)
		page_report_bad_ref(page, what, "not allocated, or of another type", caller);
}

void SetPageReserved(struct page *page)
{
	if (!PageReserved(page))
		change_type(page, PGTY_allocated, PGTY_marked, HERE);
}

void ClearPageReserved(struct page *page)
{
	change_type(page, PGTY_marked, PGTY_allocated, HERE);
}
