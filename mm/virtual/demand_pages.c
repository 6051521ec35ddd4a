// SPDX-License-Identifier: BSD-2-Clause
/* Allocate and free the pages of demand-paged regions. */

#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm.h>

#include "demand_pages.h"

void demand_free_pages(struct page *list)
{
	struct page *pages[32];
	unsigned int nr = 0;

	while (list) {
		struct page *page = demand_pop(&list);

		if (page->order)
			__free_pages(page, page->order);
		else
			pages[nr++] = page;
		if (nr == ARRAY_SIZE(pages) || (nr && !list)) {
			release_pages(pages, nr);
			nr = 0;
		}
	}
}

/*
 * Fewer pages are not allocated as a block.  A heap that grows in small steps then uses the pages
 * between larger blocks first.
 */
#define MIN_BLOCK_ORDER	4

/*
 * Allocate a block of at most @nr pages, if a large one is free.  *@order is the order to try, and
 * is set to the order of the block.  Blocks are a matter of speed, so that memory is not reclaimed
 * for them and no reserve is used.
 */
static struct page *take_block(unsigned long nr, gfp_t gfp, unsigned int *order)
{
	gfp = (gfp & ~__GFP_RECLAIM) | __GFP_NOMEMALLOC;
	for (*order = min_t(unsigned int, *order, ilog2(nr)); *order >= MIN_BLOCK_ORDER;
	     --*order) {
		struct page *page = alloc_pages(gfp, *order);

		if (page)
			return page;
	}
	return NULL;
}

/* Allocate at most @nr single pages, and push them onto the list.  Returns their number. */
static unsigned long take_singles(unsigned long nr, gfp_t gfp, struct page **list)
{
	struct page *pages[16] = { NULL };
	unsigned long want = min(nr, ARRAY_SIZE(pages)), got = alloc_pages_bulk(gfp, want, pages);

	if (!got && (pages[0] = alloc_page(gfp)))
		got = 1;
	for (unsigned long i = 0; i < got; i++)
		demand_push(list, pages[i]);
	return got;
}

int demand_take_pages(unsigned long nr, gfp_t gfp, struct page **list)
{
	unsigned int order = MAX_PAGE_ORDER;

	gfp |= GFP_KERNEL | __GFP_HIGHMEM | __GFP_RETRY_MAYFAIL | __GFP_NOWARN;
	*list = NULL;
	while (nr) {
		struct page *block = take_block(nr, gfp, &order);
		unsigned long got = block ? 1UL << order : take_singles(nr, gfp, list);

		if (block)
			demand_push(list, block);
		if (!got) {
			demand_free_pages(*list);
			*list = NULL;
			return -ENOMEM;
		}
		nr -= got;
	}
	return 0;
}
