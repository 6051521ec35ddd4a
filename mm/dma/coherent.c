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
#include <linux/mm.h>
#include <quarry/arch.h>
#include <quarry/dma.h>

#include "mm/pages/pages.h"
#include "dma.h"

#define ATTRS_KNOWN	(DMA_ATTR_WEAK_ORDERING | DMA_ATTR_WRITE_COMBINE | DMA_ATTR_FORCE_CONTIGUOUS | \
			 DMA_ATTR_ALLOC_SINGLE_PAGES | DMA_ATTR_NO_WARN)

static void complain(struct device *dev, size_t size, unsigned long attrs, const char *why)
{
	if (!(attrs & DMA_ATTR_NO_WARN))
		dev_err(dev, "no coherent memory of %zu bytes: %s\n", size, why);
}

static __always_inline bool is_cached_block(const void *va, phys_addr_t pa, unsigned int order)
{
	return is_linear_addr(va) && __pa(va) == pa && !offset_in_page(va) &&
	       is_dma_block(virt_to_page(va), order);
}

void *dma_alloc_attrs(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
		      unsigned long attrs)
{
	u64 mask = coherent_mask(dev);
	unsigned int order;
	struct page *page;
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
	if (dev->dma_coherent) {
		page = dma_alloc_reached(dev, order, gfp, mask);
		pa = page ? page_to_phys(page) : 0;
		va = page ? page_address(page) : NULL;
	} else {
		va = uncached_alloc(order, gfp, &pa);
	}
	if (!va) {
		complain(dev, size, attrs, dev->dma_coherent || gfpflags_allow_blocking(gfp) ?
			 "no memory in the device's reach" : "none is ready for callers that may not sleep; "
							    "coherent_pool= makes more ready");
		return NULL;
	}
	*handle = dma_from_phys(dev, pa, PAGE_SIZE << order);
	if (!dev->dma_coherent && !dma_reaches(dev, *handle, size, mask)) {
		complain(dev, size, attrs, "the device does not reach the memory that is free");
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
