// SPDX-License-Identifier: BSD-2-Clause
/*
 * Pages within the reach of a device: for coherent memory of coherent devices, for bounce
 * buffers, and for drivers that synchronize the memory themselves (dma_alloc_pages() and
 * relatives).
 *
 * The pages come from a zone that the device can probably address.  They are compared with the
 * windows and the mask of the device, and pages that it cannot address are freed again.
 */

#include <linux/bug.h>
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/nodemask.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "mm/pages/pages.h"
#include "dma.h"

phys_addr_t dma_last_in_reach(const struct device *dev, u64 mask)
{
	const struct bus_dma_region *w = dev->dma_range_map;
	phys_addr_t last = 0;

	if (dev->bus_dma_limit)
		mask = min(mask, dev->bus_dma_limit);
	if (!w)
		return mask;
	for (; w->size; w++) {
		if (w->dma_start <= mask)
			last = max_t(u64, last,
				     w->cpu_start + min(w->size - 1, mask - w->dma_start));
	}
	return last;
}

/* Allocate from a node whose memory is all at or below @last. */
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

struct page *dma_alloc_reached(const struct device *dev, unsigned int order, gfp_t gfp, u64 mask)
{
	size_t size = PAGE_SIZE << order;
	phys_addr_t last;
	struct page *page;

	if (unlikely(order > MAX_PAGE_ORDER))
		return NULL;
	if (dma_reaches_all(dev, mask))
		return alloc_pages(gfp, order);
	last = dma_last_in_reach(dev, mask);
	if (!(gfp & (GFP_DMA | GFP_DMA32)))
		gfp |= mm_zone_flag(last);
	page = alloc_pages(gfp, order);
	if (page && IS_ENABLED(CONFIG_NUMA) && page_to_phys(page) + size - 1 > last) {
		__free_pages(page, order);
		page = alloc_of_nodes(order, gfp, last);
	}
	if (page && !dma_reaches(dev, dma_from_phys(dev, page_to_phys(page), size), size, mask)) {
		__free_pages(page, order);
		page = NULL;
	}
	return page;
}

static struct page *alloc_large(const struct device *dev, size_t size, gfp_t gfp, u64 mask)
{
	struct page *page = dma_large_alloc(dev, PFN_UP(size), gfp, mask);

	VM_WARN_ON(page && !PageReserved(page));
	if (page)
		memset(page_address(page), 0, PAGE_ALIGN(size));
	return page;
}

/*
 * Allocate from the device's own CMA area first if it has one, then from the page allocator, and
 * then, if the page allocator has no such block, as dma_large_alloc() does.
 */
struct page *dma_alloc_block(const struct device *dev, size_t size, gfp_t gfp, u64 mask)
{
	unsigned int order = get_order(size);
	bool costly = order > PAGE_ALLOC_COSTLY_ORDER;
	struct page *page = NULL;

	VM_WARN_ON(!size);
	gfp |= __GFP_ZERO;
	if (dev->cma_area && order)
		page = alloc_large(dev, size, gfp, mask);
	if (!page)
		page = dma_alloc_reached(dev, order, costly ? gfp | __GFP_NOWARN : gfp, mask);
	return page || !costly ? page : alloc_large(dev, size, gfp, mask);
}

bool dma_free_block(struct page *page, size_t size)
{
	unsigned int order = get_order(size);

	if (!is_dma_block(page, order))
		return dma_large_free(page, PFN_UP(size));
	__free_pages(page, order);
	return true;
}

/* ---- pages that drivers synchronize ---------------------------------------------------------- */

static struct page *dma_take_pages(struct device *dev, size_t size, gfp_t gfp)
{
	phys_addr_t pa;

	if (!dev->dma_io_tlb_mem)
		return dma_alloc_block(dev, size, gfp, coherent_mask(dev));
	pa = swiotlb_alloc(dev, PAGE_ALIGN(size));
	if (!pa)
		return NULL;
	memset(__va(pa), 0, PAGE_ALIGN(size));
	return pfn_to_page(PFN_DOWN(pa));
}

static bool dma_give_back_pages(struct device *dev, struct page *page, size_t size)
{
	if (dev->dma_io_tlb_mem)
		return swiotlb_free(dev, page_to_phys(page), PAGE_ALIGN(size));
	return dma_free_block(page, size);
}

struct page *dma_alloc_pages(struct device *dev, size_t size, dma_addr_t *handle,
			     enum dma_data_direction dir, gfp_t gfp)
{
	bool wrong = !size || size > SSIZE_MAX || !valid_dma_direction(dir) ||
		     gfp & (GFP_DMA | GFP_DMA32 | __GFP_HIGHMEM | __GFP_COMP);
	struct page *page;

	if (DMA_WARN(dev, wrong, "dma_alloc_pages: invalid size %zu, flags %#x or direction %d\n",
		     size, gfp, dir))
		return NULL;
	if (!dev->dma_coherent && !maintained_line() && !dev->dma_ops) {
		dma_count_refused(dev);
		dev_err(dev,
			"no pages for DMA: the device is not coherent, and cache maintenance is not "
			"available\n");
		return NULL;
	}
	if (dev->dma_ops)
		return dma_ops_alloc_pages(dev, size, handle, dir, gfp);
	page = dma_take_pages(dev, size, gfp);
	if (!page) {
		dma_count_refused(dev);
		dev_err(dev, "no free %zu bytes of pages that the device can address\n", size);
		return NULL;
	}
	*handle = dma_from_phys(dev, page_to_phys(page), PAGE_ALIGN(size));
	dma_debug_map(dev, DMA_DEBUG_PAGES, *handle, size, dir, DMA_ATTR_SKIP_CPU_SYNC);
	__atomic_fetch_add(&dev->dma_mapped, 1, __ATOMIC_RELAXED);
	return page;
}

void dma_free_pages(struct device *dev, size_t size, struct page *page, dma_addr_t handle,
		    enum dma_data_direction dir)
{
	if (!page)
		return;
	if (dev->dma_ops) {
		dma_ops_free_pages(dev, size, page, handle, dir);
		return;
	}
	if (DMA_WARN(dev, !is_page(page) || page_to_phys(page) != dma_to_phys(dev, handle),
		     "dma_free_pages: %zu bytes of page %px do not match the handle %#llx\n", size,
		     page, (unsigned long long)handle))
		return;
	if (!dma_unmap_one(dev, DMA_DEBUG_PAGES, handle, size, dir, DMA_ATTR_SKIP_CPU_SYNC,
			   __builtin_return_address(0)))
		return;
	if (!DMA_WARN(dev, !dma_give_back_pages(dev, page, size),
		      "dma_free_pages: %zu bytes at %#llx do not match the allocation\n", size,
		      (unsigned long long)handle))
		__atomic_fetch_sub(&dev->dma_mapped, 1, __ATOMIC_RELAXED);
}

/* ---- scatterlists ---------------------------------------------------------------------------- */

/* Without an IOMMU, one segment of bus addresses needs physically contiguous memory. */
struct sg_table *dma_alloc_noncontiguous(struct device *dev, size_t size,
					 enum dma_data_direction dir, gfp_t gfp,
					 unsigned long attrs)
{
	struct sg_table *sgt;
	struct page *page;
	dma_addr_t handle;

	if (DMA_WARN(dev, attrs & ~DMA_ATTR_ALLOC_SINGLE_PAGES,
		     "dma_alloc_noncontiguous: invalid attributes %#lx\n", attrs))
		return NULL;
	sgt = kmalloc(sizeof(*sgt), gfp & ~__GFP_ZERO);
	if (!sgt || sg_alloc_table(sgt, 1, gfp & ~__GFP_ZERO))
		goto free_sgt;
	page = dma_alloc_pages(dev, size, &handle, dir, gfp);
	if (!page)
		goto free_table;
	sg_set_page(sgt->sgl, page, PAGE_ALIGN(size), 0);
	sg_dma_address(sgt->sgl) = handle;
	sg_dma_len(sgt->sgl) = PAGE_ALIGN(size);
	return sgt;
free_table:
	sg_free_table(sgt);
free_sgt:
	kfree(sgt);
	return NULL;
}

void dma_free_noncontiguous(struct device *dev, size_t size, struct sg_table *sgt,
			    enum dma_data_direction dir)
{
	dma_free_pages(dev, size, sg_page(sgt->sgl), sg_dma_address(sgt->sgl), dir);
	sg_free_table(sgt);
	kfree(sgt);
}

void *dma_vmap_noncontiguous(struct device *dev, size_t size, struct sg_table *sgt)
{
	return page_address(sg_page(sgt->sgl));
}

void dma_vunmap_noncontiguous(struct device *dev, void *va)
{
}

int dma_get_sgtable_attrs(struct device *dev, struct sg_table *sgt, void *va, dma_addr_t handle,
			  size_t size, unsigned long attrs)
{
	phys_addr_t pa = dma_to_phys(dev, handle);
	int err;

	if (dev->dma_ops && !dev->dma_mem)
		return dev->dma_ops->get_sgtable ?
		       dev->dma_ops->get_sgtable(dev, sgt, va, handle, size, attrs) : -ENXIO;
	if (DMA_WARN(dev, !size || !pfn_valid(PFN_DOWN(pa)) || !pfn_valid(PFN_DOWN(pa + size - 1)),
		     "dma_get_sgtable: %zu bytes at %#llx are not RAM\n", size,
		     (unsigned long long)handle))
		return -ENXIO;
	err = sg_alloc_table(sgt, 1, GFP_KERNEL);
	if (!err)
		sg_set_page(sgt->sgl, pfn_to_page(PFN_DOWN(pa)), size, offset_in_page(pa));
	return err;
}
