/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_HIGHMEM_H
#define LINUX_HIGHMEM_H

/*
 * RAM beyond the linear map (CONFIG_HIGHMEM): it has struct pages and frame numbers, and page_address()
 * is NULL.  Only allocations with __GFP_HIGHMEM get it; vmap() and vmalloc() give it an address.
 *
 * All of these: any context.
 */

#include <linux/mm.h>

#ifdef CONFIG_HIGHMEM
/* Through a window of this CPU's, with interrupts off for a page at a time. */
void clear_high_pages(struct page *page, unsigned int nr_pages);
unsigned long totalhigh_pages(void);
unsigned long nr_free_highpages(void);
#else
static inline void clear_high_pages(struct page *page, unsigned int nr_pages)
{
}

static inline unsigned long totalhigh_pages(void)
{
	return 0;
}

static inline unsigned long nr_free_highpages(void)
{
	return 0;
}
#endif

/* Pages side by side, all with an address or all without. */
static inline void clear_highpages(struct page *page, unsigned int nr_pages)
{
	if (PageHighMem(page))
		clear_high_pages(page, nr_pages);
	else
		clear_pages(page_address(page), nr_pages);
}

static inline void clear_highpage(struct page *page)
{
	clear_highpages(page, 1);
}

#endif /* LINUX_HIGHMEM_H */
