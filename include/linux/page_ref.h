/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PAGE_REF_H
#define LINUX_PAGE_REF_H

/*
 * Page reference counts.  The first page of a compound page holds its count; operations on the
 * other pages of a block are refused.  Context: any.
 *
 * An invalid operation (on a free page, or dropping too many references) is refused and reported
 * with its caller.  A count that would overflow is reported once and remains at PAGE_REF_SATURATED;
 * such a page is never freed.
 */

#include <linux/atomic.h>
#include <linux/limits.h>
#include <linux/page-flags.h>

#define PAGE_REF_SATURATED	INT_MAX

static inline int page_ref_count(const struct page *page)
{
	return atomic_read(&page->_refcount);
}

/* Return the number of references to the whole compound page. */
static inline int page_count(const struct page *page)
{
	return page_ref_count(compound_head(page));
}

/* Set the count of an allocated block.  No other context may hold a reference. */
void set_page_count(struct page *page, int nr);
void init_page_count(struct page *page);	/* set the count to 1 */

/* Add references to a page.  The caller must hold a reference. */
void page_ref_add(struct page *page, int nr);
void page_ref_inc(struct page *page);
int page_ref_inc_return(struct page *page);
/* Add @nr references unless the count is @unless; return false in that case. */
bool page_ref_add_unless(struct page *page, int nr, int unless);

/*
 * Drop references.  A block whose count reaches 0 remains allocated: the caller must free it or add
 * references.
 */
void page_ref_sub(struct page *page, int nr);
void page_ref_dec(struct page *page);
int page_ref_sub_return(struct page *page, int nr);
int page_ref_dec_return(struct page *page);
/* Drop references.  Returns true if no reference remains. */
bool page_ref_sub_and_test(struct page *page, int nr);
bool page_ref_dec_and_test(struct page *page);

/*
 * page_ref_freeze(): if the count is @count, set it to 0, so that no other context can get a
 * reference, and return true.  page_ref_unfreeze() sets the count back to @count.
 */
bool page_ref_freeze(struct page *page, int count);
void page_ref_unfreeze(struct page *page, int count);

#endif /* LINUX_PAGE_REF_H */
