// SPDX-License-Identifier: BSD-2-Clause
/*
 * Devices with DMA operations of their own, for example those of a bus or of an IOMMU driver.
 * Each call is forwarded to the operations that set_dma_ops() set.
 *
 * The fast paths do not serve such a device: dma_reach_changed() sets dev->dma_reach so that the
 * conditions of the fast paths are false for all addresses, and the slow paths check dev->dma_ops
 * first.  dev->dma_mapped counts the mappings of the device, but only its operations can check
 * them.  dev->dma_coherent_bytes does not count its coherent memory, and a free of memory that is
 * not counted calls the device's operations.
 *
 * Memory of the device's own region (dma_declare_coherent_memory()) is used first, as in Linux.
 */

#include <linux/bug.h>
#include <linux/dma-map-ops.h>
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "dma.h"

const struct swiotlb_bounds dma_ops_bounds = { .low = ~(phys_addr_t)0 };

void set_dma_ops(struct device *dev, const struct dma_map_ops *ops)
{
	if (DMA_WARN(
		    dev, READ_ONCE(dev->dma_mapped) > 0 || READ_ONCE(dev->dma_coherent_bytes),
		    "set_dma_ops() by %pS: %ld mappings and %lu bytes of coherent memory are in use\n",
		    __builtin_return_address(0), dev->dma_mapped, dev->dma_coherent_bytes))
		return;
	dev->dma_ops = ops;
	dma_reach_changed(dev);
}

void arch_setup_dma_ops(struct device *dev, bool coherent)
{
	dev->dma_coherent = coherent;
	dma_reach_changed(dev);
}

void arch_teardown_dma_ops(struct device *dev)
{
	set_dma_ops(dev, NULL);
}

/* ---- streaming mappings ---------------------------------------------------------------------- */

/* Count the result of a map operation, as a mapping or as a refused call. */
static dma_addr_t count_mapping(struct device *dev, dma_addr_t addr)
{
	if (addr == DMA_MAPPING_ERROR)
		dma_count_refused(dev);
	else
		__atomic_fetch_add(&dev->dma_mapped, 1, __ATOMIC_RELAXED);
	return addr;
}

dma_addr_t dma_ops_map(struct device *dev, phys_addr_t pa, size_t size, enum dma_data_direction dir,
		       unsigned long attrs)
{
	const struct dma_map_ops *ops = dev->dma_ops;
	dma_addr_t addr = DMA_MAPPING_ERROR;

	if (!DMA_WARN(dev, !valid_dma_direction(dir) || !size || !ops->map_page,
		      "map of %zu bytes, direction %d: invalid, or not supported by dma_map_ops\n",
		      size, dir))
		addr = ops->map_page(dev, pfn_to_page(PFN_DOWN(pa)), offset_in_page(pa), size, dir,
				     attrs);
	return count_mapping(dev, addr);
}

/* Count the end of a mapping.  Returns false after a report if the count is 0 already. */
static bool ops_end_mapping(struct device *dev, const void *caller)
{
	if (DMA_WARN(dev, READ_ONCE(dev->dma_mapped) <= 0, "unmap by %pS: nothing is mapped\n",
		     caller))
		return false;
	__atomic_fetch_sub(&dev->dma_mapped, 1, __ATOMIC_RELAXED);
	return true;
}

void dma_ops_unmap(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		   unsigned long attrs)
{
	if (ops_end_mapping(dev, __builtin_return_address(0)) && dev->dma_ops->unmap_page)
		dev->dma_ops->unmap_page(dev, addr, size, dir, attrs);
}

void dma_ops_sync(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		  bool for_device)
{
	const struct dma_map_ops *ops = dev->dma_ops;

	if (for_device && ops->sync_single_for_device)
		ops->sync_single_for_device(dev, addr, size, dir);
	else if (!for_device && ops->sync_single_for_cpu)
		ops->sync_single_for_cpu(dev, addr, size, dir);
}

dma_addr_t dma_ops_map_resource(struct device *dev, phys_addr_t pa, size_t size,
				enum dma_data_direction dir, unsigned long attrs)
{
	dma_addr_t addr = DMA_MAPPING_ERROR;

	if (dev->dma_ops->map_resource)
		addr = dev->dma_ops->map_resource(dev, pa, size, dir, attrs);
	return count_mapping(dev, addr);
}

void dma_ops_unmap_resource(struct device *dev, dma_addr_t addr, size_t size,
			    enum dma_data_direction dir, unsigned long attrs)
{
	if (ops_end_mapping(dev, __builtin_return_address(0)) && dev->dma_ops->unmap_resource)
		dev->dma_ops->unmap_resource(dev, addr, size, dir, attrs);
}

/* ---- scatterlists ---------------------------------------------------------------------------- */

int dma_ops_map_sg(struct device *dev, struct scatterlist *sgl, int nents,
		   enum dma_data_direction dir, unsigned long attrs)
{
	int nr;

	if (DMA_WARN(dev, !valid_dma_direction(dir) || !dev->dma_ops->map_sg,
		     "map_sg of %d entries: direction %d is invalid, or dma_map_ops has no map_sg\n",
		     nents, dir))
		return -EINVAL;
	nr = dev->dma_ops->map_sg(dev, sgl, nents, dir, attrs);
	if (nr <= 0)
		dma_count_refused(dev);
	/* As in Linux, callers get only these errors. */
	return nr > 0 || nr == -EINVAL || nr == -ENOMEM || nr == -EREMOTEIO ? nr : -EIO;
}

void dma_ops_unmap_sg(struct device *dev, struct scatterlist *sgl, int nents,
		      enum dma_data_direction dir, unsigned long attrs)
{
	if (ops_end_mapping(dev, __builtin_return_address(0)) && dev->dma_ops->unmap_sg)
		dev->dma_ops->unmap_sg(dev, sgl, nents, dir, attrs);
}

void dma_ops_sync_sg(struct device *dev, struct scatterlist *sgl, int nents,
		     enum dma_data_direction dir, bool for_device)
{
	const struct dma_map_ops *ops = dev->dma_ops;

	if (for_device && ops->sync_sg_for_device)
		ops->sync_sg_for_device(dev, sgl, nents, dir);
	else if (!for_device && ops->sync_sg_for_cpu)
		ops->sync_sg_for_cpu(dev, sgl, nents, dir);
}

/* ---- memory ---------------------------------------------------------------------------------- */

void *dma_ops_alloc(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
		    unsigned long attrs)
{
	void *va = NULL;

	if (dev->dma_ops->alloc)
		va = dev->dma_ops->alloc(dev, size, handle, gfp & ~(GFP_ZONEMASK | __GFP_COMP),
					 attrs);
	if (!va)
		dma_count_refused(dev);
	return va;
}

void dma_ops_free(struct device *dev, size_t size, void *va, dma_addr_t handle, unsigned long attrs)
{
	if (dev->dma_ops->free)
		dev->dma_ops->free(dev, size, va, handle, attrs);
}

struct page *dma_ops_alloc_pages(struct device *dev, size_t size, dma_addr_t *handle,
				 enum dma_data_direction dir, gfp_t gfp)
{
	struct page *page = NULL;

	if (dev->dma_ops->alloc_pages_op)
		page = dev->dma_ops->alloc_pages_op(dev, PAGE_ALIGN(size), handle, dir, gfp);
	if (page)
		__atomic_fetch_add(&dev->dma_mapped, 1, __ATOMIC_RELAXED);
	else
		dma_count_refused(dev);
	return page;
}

void dma_ops_free_pages(struct device *dev, size_t size, struct page *page, dma_addr_t handle,
			enum dma_data_direction dir)
{
	if (ops_end_mapping(dev, __builtin_return_address(0)) && dev->dma_ops->free_pages)
		dev->dma_ops->free_pages(dev, PAGE_ALIGN(size), page, handle, dir);
}
