// SPDX-License-Identifier: BSD-2-Clause
/*
 * Allocate contiguous memory that is larger than a block of the page allocator, for example for
 * frame buffers and rings of video engines.  It comes from the first of these sources that has
 * memory in the device's reach:
 *
 *	the CMA area that the device's memory-region names,
 *	the default CMA area,
 *	any adjacent pages that can be freed by migration (alloc_contig_pages()).
 *
 * The memory starts at a page block's boundary, so that large page-table leaves can map it.  A
 * list, which is short, records the allocations, and a free must match one of its entries.
 *
 * Locking: large_lock, with interrupts off, protects the list.  Allocating memory may sleep.
 */

#include <linux/align.h>
#include <linux/cma.h>
#include <linux/dma-map-ops.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "dma.h"

struct large {
	struct list_head list;
	struct page *page;
	unsigned long nr;
	/* the CMA area, or NULL if alloc_contig_pages() allocated the pages */
	struct cma *area;
};

static LIST_HEAD(large_list);
static DEFINE_SPINLOCK(large_lock);

/* Mark pages as reserved, so that no other code can free any of them, or clear the mark. */
static void large_mark(const struct large *large, bool ours)
{
	for (unsigned long i = 0; i < large->nr; i++) {
		if (ours)
			SetPageReserved(large->page + i);
		else
			ClearPageReserved(large->page + i);
	}
}

static void large_release(const struct large *large)
{
	VM_WARN_ON(!large->page || !large->nr);
	if (IS_ENABLED(CONFIG_CMA) && large->area)
		cma_release(large->area, large->page, large->nr);
	else
		free_contig_range(page_to_pfn(large->page), large->nr);
}

/*
 * Return true if pages were allocated and the device can address them.  Otherwise free the pages.
 */
static bool large_in_reach(const struct device *dev, const struct large *large, u64 mask)
{
	size_t size = large->nr << PAGE_SHIFT;

	if (!large->page)
		return false;
	if (dma_reaches(dev, dma_from_phys(dev, page_to_phys(large->page), size), size, mask))
		return true;
	large_release(large);
	return false;
}

static bool take_of_area(const struct device *dev, struct large *large, struct cma *area, u64 mask)
{
	unsigned int align;

	if (!IS_ENABLED(CONFIG_CMA) || !area)
		return false;
	align = min_t(unsigned int, get_order(large->nr << PAGE_SHIFT), pageblock_order);
	large->area = area;
	large->page = cma_alloc(area, large->nr, align, true);
	return large_in_reach(dev, large, mask);
}

static bool take_of_zones(const struct device *dev, struct large *large, gfp_t gfp, u64 mask)
{
	unsigned long whole = ALIGN(large->nr, pageblock_nr_pages);

	gfp &= ~__GFP_ZERO;
	if (!(gfp & (GFP_DMA | GFP_DMA32)))
		gfp |= mm_zone_flag(dma_last_in_reach(dev, mask));
	large->area = NULL;
	large->page = alloc_contig_pages(whole, gfp, NUMA_NO_NODE, NULL);
	if (large->page)
		free_contig_range(page_to_pfn(large->page) + large->nr, whole - large->nr);
	return large_in_reach(dev, large, mask);
}

static struct cma *default_area(void)
{
#ifdef CONFIG_CMA
	return dma_contiguous_default_area;
#else
	return NULL;
#endif
}

struct page *dma_large_alloc(const struct device *dev, unsigned long nr, gfp_t gfp, u64 mask)
{
	struct large *large;
	unsigned long flags;

	if (!gfpflags_allow_blocking(gfp))
		return NULL;
	large = kmalloc(sizeof(*large), GFP_KERNEL);
	if (!large)
		return NULL;
	VM_WARN_ON(!nr);
	large->nr = nr;
	if (!take_of_area(dev, large, dev->cma_area, mask) &&
	    !take_of_area(dev, large, default_area(), mask) &&
	    !take_of_zones(dev, large, gfp, mask)) {
		kfree(large);
		return NULL;
	}
	VM_WARN_ON(PageReserved(large->page));
	large_mark(large, true);
	spin_lock_irqsave(&large_lock, flags);
	list_add(&large->list, &large_list);
	spin_unlock_irqrestore(&large_lock, flags);
	return large->page;
}

bool dma_large_free(const struct page *page, unsigned long nr)
{
	struct large *large, *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&large_lock, flags);
	list_for_each_entry(large, &large_list, list) {
		if (large->page == page && large->nr == nr) {
			found = large;
			list_del(&large->list);
			break;
		}
	}
	spin_unlock_irqrestore(&large_lock, flags);
	if (!found)
		return false;
	VM_WARN_ON(!PageReserved(found->page));
	large_mark(found, false);
	large_release(found);
	kfree(found);
	return true;
}
