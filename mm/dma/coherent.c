// SPDX-License-Identifier: BSD-2-Clause
/*
 * Coherent memory.
 *
 * For a coherent device it is pages as they are; for one that is not, pages that only an uncached
 * mapping shows (uncached.c).  Both are zeroed, and checked against the device's windows and mask before
 * they are handed out.
 */

#include <linux/bug.h>
#include <linux/dma-mapping.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/slab.h>
#include <quarry/arch.h>
#include <quarry/dma.h>

#include "mm/pages/pages.h"
#include "dma.h"

#define ATTRS_KNOWN	(DMA_ATTR_WEAK_ORDERING | DMA_ATTR_WRITE_COMBINE | DMA_ATTR_FORCE_CONTIGUOUS | \
			 DMA_ATTR_ALLOC_SINGLE_PAGES | DMA_ATTR_NO_WARN)

static u64 coherent_mask(const struct device *dev)
{
	return dev->coherent_dma_mask ? dev->coherent_dma_mask : DMA_BIT_MASK(32);
}

static void complain(struct device *dev, size_t size, unsigned long attrs, const char *why)
{
	if (!(attrs & DMA_ATTR_NO_WARN))
		dev_err(dev, "no coherent memory of %zu bytes: %s\n", size, why);
}

/* The last address of the CPU's that the device drives under the mask. */
static phys_addr_t last_in_reach(const struct device *dev, u64 mask)
{
	const struct bus_dma_region *w = dev->dma_range_map;
	phys_addr_t last = 0;

	if (dev->bus_dma_limit)
		mask = min(mask, dev->bus_dma_limit);
	if (!w)
		return mask;
	for (; w->size; w++) {
		if (w->dma_start <= mask)
			last = max_t(u64, last, w->cpu_start + min(w->size - 1, mask - w->dma_start));
	}
	return last;
}

/* Of a node all of whose memory is at or below @last. */
static struct page *alloc_of_nodes(unsigned int order, gfp_t gfp, phys_addr_t last)
{
	nodemask_t near = node_online_map;
	struct zone *zone;

	for_each_populated_zone(zone) {
		if (PFN_PHYS((phys_addr_t)zone_end_pfn(zone)) - 1 > last)
			node_clear(zone_to_nid(zone), near);
	}
	return __alloc_pages(gfp, order, NUMA_NO_NODE, &near);
}

static void *alloc_cached(const struct device *dev, unsigned int order, gfp_t gfp, u64 mask,
			  phys_addr_t *pa)
{
	phys_addr_t last = last_in_reach(dev, mask);
	struct page *page;

	if (order > MAX_PAGE_ORDER)
		return NULL;
	/* The zone is a limit that holds for most devices; the exact reach is checked by the caller. */
	if (!(gfp & (GFP_DMA | GFP_DMA32)))
		gfp |= mm_zone_flag(last);
	page = alloc_pages(gfp | __GFP_ZERO, order);
	if (page && IS_ENABLED(CONFIG_NUMA) && page_to_phys(page) + (PAGE_SIZE << order) - 1 > last) {
		__free_pages(page, order);
		page = alloc_of_nodes(order, gfp | __GFP_ZERO, last);
	}
	if (!page)
		return NULL;
	*pa = page_to_phys(page);
	return page_address(page);
}

/* True if a block of that order starts there, allocated as plain pages and without another owner. */
static __always_inline bool is_cached_block(const void *va, phys_addr_t pa, unsigned int order)
{
	const struct page *page = virt_to_page(va);

	return is_linear_addr(va) && __pa(va) == pa && !offset_in_page(va) && page_ready(page) &&
	       page_is(page, PGTY_allocated, order);
}

void *dma_alloc_attrs(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
		      unsigned long attrs)
{
	u64 mask = coherent_mask(dev);
	unsigned int order;
	phys_addr_t pa = 0;
	void *va;

	if (WARN(!size || size > SSIZE_MAX || (attrs & ~ATTRS_KNOWN),
		 "dma_alloc_attrs: size %zu, attributes %#lx\n", size, attrs))
		return NULL;
	order = get_order(size);
	gfp &= ~(__GFP_HIGHMEM | __GFP_COMP);
	if (!dev->dma_coherent && !can_map_uncached()) {
		complain(dev, size, attrs, "the device is not coherent, and this machine cannot map "
			 "memory uncached");
		return NULL;
	}
	if (!dev->dma_coherent && gfpflags_allow_blocking(gfp))
		uncached_prepare();
	va = dev->dma_coherent ? alloc_cached(dev, order, gfp, mask, &pa) : uncached_alloc(order, gfp, &pa);
	if (!va) {
		complain(dev, size, attrs, dev->dma_coherent || gfpflags_allow_blocking(gfp) ?
			 "no memory" : "none is ready for callers that may not sleep; "
				       "coherent_pool= makes more ready");
		return NULL;
	}
	*handle = dma_from_phys(dev, pa, PAGE_SIZE << order);
	if (!dma_reaches(dev, *handle, size, mask)) {
		complain(dev, size, attrs, "the device does not reach the memory that is free");
		if (dev->dma_coherent)
			free_pages((unsigned long)va, order);
		else
			uncached_free(va, pa, order);
		return NULL;
	}
	__atomic_fetch_add(&dev->dma_coherent_bytes, size, __ATOMIC_RELAXED);
	return va;
}

static noinline void dma_refuse_free(const struct device *dev, size_t size, const void *va,
				     dma_addr_t handle)
{
	WARN(1, "dma_free_coherent: %zu bytes at %px are not at %#llx of %s\n", size, va,
	     (unsigned long long)handle, dev_name(dev));
}

void dma_free_attrs(struct device *dev, size_t size, void *va, dma_addr_t handle,
		    unsigned long attrs)
{
	phys_addr_t pa = dma_to_phys(dev, handle);
	unsigned int order = get_order(size);

	if (!va)
		return;
	if (dev->dma_coherent ? !is_cached_block(va, pa, order) : !uncached_free(va, pa, order)) {
		dma_refuse_free(dev, size, va, handle);
		return;
	}
	__atomic_fetch_sub(&dev->dma_coherent_bytes, size, __ATOMIC_RELAXED);
	if (dev->dma_coherent)
		free_pages((unsigned long)va, order);
}
