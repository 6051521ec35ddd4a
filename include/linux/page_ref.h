/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PAGE_REF_H
#define LINUX_PAGE_REF_H

/*
 * References to pages, one page at a time: the counts of a compound page are those of its head, and what
 * is said of any other page of a block is refused.  Any context.
 *
 * What makes no sense is reported with its caller, and has no effect: a page that nobody has, more
 * references given up than there are.  A count that would overflow is reported once and stays at
 * PAGE_REF_SATURATED: such a page is never freed.
 */

#include <linux/atomic.h>
#include <linux/limits.h>
#include <linux/page-flags.h>

#define PAGE_REF_SATURATED	INT_MAX

static inline int page_ref_count(const struct page *page)
{
	return atomic_read(&page->_refcount);
}

/* Those to any page of a compound page count for the whole. */
static inline int page_count(const struct page *page)
{
	return page_ref_count(compound_head(page));
}

/* Of an allocated block: for its owner, while nobody else can have a reference. */
void set_page_count(struct page *page, int nr);
void init_page_count(struct page *page);	/* to 1 */

/* Needs a reference already. */
void page_ref_add(struct page *page, int nr);
void page_ref_inc(struct page *page);
int page_ref_inc_return(struct page *page);
/* False, and nothing is added, if the count is @unless. */
bool page_ref_add_unless(struct page *page, int nr, int unless);

/* Down to 0, where the block stays allocated: the caller frees, or gives it references again. */
void page_ref_sub(struct page *page, int nr);
void page_ref_dec(struct page *page);
int page_ref_sub_return(struct page *page, int nr);
int page_ref_dec_return(struct page *page);
/* True if that was the last reference. */
bool page_ref_sub_and_test(struct page *page, int nr);
bool page_ref_dec_and_test(struct page *page);

/*
 * If there are just @count references, hold the page at 0, where nobody else gets one; then give it
 * @count references again.
 */
bool page_ref_freeze(struct page *page, int count);
void page_ref_unfreeze(struct page *page, int count);

#endif /* LINUX_PAGE_REF_H */
