/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_LARGE_H
#define MM_LARGE_H

/*
 * The fast path of large objects: kmalloc() allocates them from this CPU's lists of pages, and
 * kfree() returns them there.  kmalloc_large_node() and kfree_large() serve the requests that
 * kmalloc_large_fast() and kfree_large_fast() refuse.
 */

#include <linux/mm.h>

#include "mm/pages/pcp.h"
#include "objects.h"

#define LARGE_FAST_MAX	(PAGE_SIZE << PCP_MAX_ORDER)	/* bytes */

/* Return the order of the pages for @size bytes, from 1 to LARGE_FAST_MAX. */
static __fast_inline unsigned long large_order(size_t size)
{
	unsigned long more = (size - 1) >> PAGE_SHIFT;

	static_assert(PCP_MAX_ORDER == 3);
	return (more > 0) + (more > 1) + (more > 3);
}

static __fast_inline void count_large_pages(long nr)
{
	__atomic_fetch_add(&nr_large_pages, nr, __ATOMIC_RELAXED);
}

/*
 * Allocate 1 to LARGE_FAST_MAX bytes, and clear them if the flags include __GFP_ZERO.  Returns NULL
 * if pcp_alloc() has no pages for these flags.
 */
static __fast_inline void *kmalloc_large_fast(size_t size, gfp_t gfp)
{
	unsigned long order = large_order(size);
	struct page *page = pcp_alloc(gfp & ~__GFP_ZERO, order);
	void *object;

	if (unlikely(!page))
		return NULL;
	page->private = size << 1 | 1;
	__SetPageLargeKmalloc(page);
	count_large_pages(1L << order);
	object = page_address(page);
	if (gfp & __GFP_ZERO)
		clear_pages(object, 1U << order);
	return object;
}

/*
 * Free a large object of kmalloc() in @page.  Returns false if the slow path has to free @object.
 */
static __fast_inline bool kfree_large_fast(struct page *page, const void *object)
{
	unsigned long order = READ_ONCE(page->order);

	if (unlikely(READ_ONCE(page->type) != PGTY_large_kmalloc || offset_in_page(object) ||
		     !(READ_ONCE(page->private) & 1) || order > PCP_MAX_ORDER ||
		     !pcp_free_as(page, order, PGTY_large_kmalloc)))
		return false;
	count_large_pages(-(1L << order));
	return true;
}

#endif /* MM_LARGE_H */
