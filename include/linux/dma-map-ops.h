/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_DMA_MAP_OPS_H
#define LINUX_DMA_MAP_OPS_H

/*
 * For platform code and bus drivers: provide memory for a device's DMA, or replace all DMA
 * operations.
 */

#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/types.h>

struct cma;
struct page;
struct scatterlist;

/*
 * Operations that replace mm/dma for a device.  Each function of <linux/dma-mapping.h> calls the
 * operation of its name with the same arguments, context and rules; map_sg returns the number of
 * segments or -errno.
 *
 * An operation may be NULL.  Then map_page and map_sg are refused and reported; alloc,
 * alloc_pages_op, map_resource and get_sgtable fail; dma_supported accepts any mask;
 * get_required_mask returns 32 bits; max_mapping_size and opt_mapping_size have no limit;
 * get_merge_boundary returns 0; all others do nothing.
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

/* Returns NULL if mm/dma maps for the device. */
static inline const struct dma_map_ops *get_dma_ops(struct device *dev)
{
	return dev->dma_ops;
}

/*
 * Set or, with NULL, reset the operations.  Refused and reported while the device has mappings.
 * Context: thread.
 */
void set_dma_ops(struct device *dev, const struct dma_map_ops *ops);

/* Set whether the device is coherent, before anything is mapped; remove its operations. */
void arch_setup_dma_ops(struct device *dev, bool coherent);
void arch_teardown_dma_ops(struct device *dev);

static inline bool dev_is_dma_coherent(struct device *dev)
{
	return dev->dma_coherent;
}

/* The CMA area of devices without an area of their own, or NULL.  Needs CONFIG_CMA. */
extern struct cma *dma_contiguous_default_area;

/*
 * Use a physical range for all coherent memory of the device.  The device sees it at @device_addr.
 * Only whole pages are used, and the range must not be RAM of the page allocator.  Returns 0;
 * -EINVAL or -EBUSY (the device has such memory) and a message; or -ENOMEM.  Context: thread,
 * before the device allocates.
 */
int dma_declare_coherent_memory(struct device *dev, phys_addr_t phys, dma_addr_t device_addr,
				size_t size);

/* Undo the declaration.  Refused and reported while a part of the memory is allocated. */
void dma_release_coherent_memory(struct device *dev);

#endif /* LINUX_DMA_MAP_OPS_H */
