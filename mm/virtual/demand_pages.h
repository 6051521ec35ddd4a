/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_DEMAND_PAGES_H
#define MM_DEMAND_PAGES_H

/* Lists of blocks of 2^n pages, linked by page->private, for the regions of demand.c. */

#include <linux/mm.h>
#include <linux/mmdebug.h>

#include "mm/pages/pages.h"

static inline void demand_push(struct page **list, struct page *page)
{
	set_page_private(page, (unsigned long)*list);
	*list = page;
}

static inline struct page *demand_pop(struct page **list)
{
	struct page *page = *list;

	VM_WARN_ON(!page);
	*list = (struct page *)page_private(page);
	set_page_private(page, 0);
	return page;
}

/* Pop one page, and push the rest of its block. */
static inline struct page *demand_pop_page(struct page **list)
{
	struct page *page = demand_pop(list);

	while (page->order)
		demand_push(list, page_split_half(page));
	return page;
}

/* Free the blocks of the list.  Context: any. */
void demand_free_pages(struct page *list);

/*
 * Allocate @nr pages as a list of blocks, the smallest ones first.  Returns 0, or -ENOMEM with an
 * empty list.  A failure is not reported.  May sleep.
 */
int demand_take_pages(unsigned long nr, gfp_t gfp, struct page **list);

#endif /* MM_DEMAND_PAGES_H */
