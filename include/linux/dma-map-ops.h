/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_DMA_MAP_OPS_H
#define LINUX_DMA_MAP_OPS_H

/*
 * Functions for platform code and bus drivers: assign memory to a device for DMA, or replace all
 * DMA operations of a device.
 */

#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/pgtable.h>
#include <linux/slab.h>
#include <linux/types.h>

struct cma;
struct page;
struct scatterlist;

/*
 * Operations that replace mm/dma for a device.  Each function of <linux/dma-mapping.h> calls the
 * operation with its name, with the same arguments, context and rules.  map_sg returns the number
 * of segments or -errno.
 *
 * An operation may be NULL.  Then its function behaves as follows: map_page and map_sg are refused
 * and reported; alloc, alloc_pages_op, map_resource and get_sgtable fail; dma_supported accepts any
 * mask; get_required_mask returns a mask of 32 bits; max_mapping_size and opt_mapping_size have no
 * limit; get_merge_boundary returns 0; all other functions do nothing.
 */
struct dma_map_ops {
	void *(*alloc)(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
		       unsigned long attrs);
	void (*free)(struct device *dev, size_t size, void *va, dma_addr_t handle,
		     unsigned long attrs);
	struct page *(*alloc_pages_op)(struct device *dev, size_t size, dma_addr_t *handle,
				       enum dma_data_direction dir, gfp_t gfp);
	void (*free_pages)(struct device *dev, size_t size, struct page *page, dma_addr_t handle,
			   enum dma_data_direction dir);
	int (*get_sgtable)(struct device *dev, struct sg_table *sgt, void *va, dma_addr_t handle,
			   size_t size, unsigned long attrs);
	dma_addr_t (*map_page)(struct device *dev, struct page *page, unsigned long offset,
			       size_t size, enum dma_data_direction dir, unsigned long attrs);
	void (*unmap_page)(struct device *dev, dma_addr_t addr, size_t size,
			   enum dma_data_direction dir, unsigned long attrs);
	int (*map_sg)(struct device *dev, struct scatterlist *sgl, int nents,
		      enum dma_data_direction dir, unsigned long attrs);
	void (*unmap_sg)(struct device *dev, struct scatterlist *sgl, int nents,
			 enum dma_data_direction dir, unsigned long attrs);
	dma_addr_t (*map_resource)(struct device *dev, phys_addr_t pa, size_t size,
				   enum dma_data_direction dir, unsigned long attrs);
	void (*unmap_resource)(struct device *dev, dma_addr_t addr, size_t size,
			       enum dma_data_direction dir, unsigned long attrs);
	void (*sync_single_for_cpu)(struct device *dev, dma_addr_t addr, size_t size,
				    enum dma_data_direction dir);
	void (*sync_single_for_device)(struct device *dev, dma_addr_t addr, size_t size,
				       enum dma_data_direction dir);
	void (*sync_sg_for_cpu)(struct device *dev, struct scatterlist *sgl, int nents,
				enum dma_data_direction dir);
	void (*sync_sg_for_device)(struct device *dev, struct scatterlist *sgl, int nents,
				   enum dma_data_direction dir);
	int (*dma_supported)(struct device *dev, u64 mask);
	u64 (*get_required_mask)(struct device *dev);
	size_t (*max_mapping_size)(struct device *dev);
	size_t (*opt_mapping_size)(void);
	unsigned long (*get_merge_boundary)(struct device *dev);
};

/* Return the device's DMA operations, or NULL if mm/dma maps buffers for the device. */
static inline const struct dma_map_ops *get_dma_ops(struct device *dev)
{
	return dev->dma_ops;
}

/*
 * Set the device's DMA operations, or reset them if @ops is NULL.  The change is refused and
 * reported while the device has mappings.  Context: thread.
 */
void set_dma_ops(struct device *dev, const struct dma_map_ops *ops);

/*
 * arch_setup_dma_ops() sets whether the device is coherent and must be called before the first
 * mapping.  arch_teardown_dma_ops() removes the device's operations.
 */
void arch_setup_dma_ops(struct device *dev, bool coherent);
void arch_teardown_dma_ops(struct device *dev);

static inline bool dev_is_dma_coherent(struct device *dev)
{
	return dev->dma_coherent;
}

/* CMA area for devices that have no CMA area of their own, or NULL.  Needs CONFIG_CMA. */
extern struct cma *dma_contiguous_default_area;

/*
 * Reserve the physical range of @size bytes at @phys for all coherent memory of the device.  The
 * device sees the range at @device_addr.  Only whole pages are used.  The range must not be RAM of
 * the page allocator.  Returns 0; -EINVAL, or -EBUSY if the device already has such memory, after
 * printing a message; or -ENOMEM.  Context: thread, before the device's first allocation.
 */
int dma_declare_coherent_memory(struct device *dev, phys_addr_t phys, dma_addr_t device_addr,
				size_t size);

/*
 * Undo dma_declare_coherent_memory().  The call is refused and reported while a part of the memory
 * is allocated.
 */
void dma_release_coherent_memory(struct device *dev);

#endif /* LINUX_DMA_MAP_OPS_H */
