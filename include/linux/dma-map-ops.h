/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_DMA_MAP_OPS_H
#define LINUX_DMA_MAP_OPS_H

/* For platform code and drivers of buses: memory for a device's DMA, or operations that do all of it. */

#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/types.h>

struct cma;
struct page;
struct scatterlist;

/*
 * A device with these operations is mapped by them, not by mm/dma: each call of <linux/dma-mapping.h> goes
 * to the operation of its name, with its arguments, in its context, and under its rules; map_sg returns the
 * number of segments or -errno.  NULL: map_page and map_sg: such calls are refused, and reported; alloc,
 * alloc_pages_op, map_resource, get_sgtable: they fail; dma_supported: any mask; get_required_mask: 32
 * bits; max_mapping_size, opt_mapping_size: no limit; get_merge_boundary: 0; the others: nothing to do.
 */
struct dma_map_ops {
	void *(*alloc)(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp, unsigned long attrs);
	void (*free)(struct device *dev, size_t size, void *va, dma_addr_t handle, unsigned long attrs);
	struct page *(*alloc_pages_op)(struct device *dev, size_t size, dma_addr_t *handle,
				       enum dma_data_direction dir, gfp_t gfp);
	void (*free_pages)(struct device *dev, size_t size, struct page *page, dma_addr_t handle,
			   enum dma_data_direction dir);
	int (*get_sgtable)(struct device *dev, struct sg_table *sgt, void *va, dma_addr_t handle,
			   size_t size, unsigned long attrs);
	dma_addr_t (*map_page)(struct device *dev, struct page *page, unsigned long offset, size_t size,
			       enum dma_data_direction dir, unsigned long attrs);
	void (*unmap_page)(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
			   unsigned long attrs);
	int (*map_sg)(struct device *dev, struct scatterlist *sgl, int nents, enum dma_data_direction dir,
		      unsigned long attrs);
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

/* NULL: mm/dma maps for the device. */
static inline const struct dma_map_ops *get_dma_ops(struct device *dev)
{
	return dev->dma_ops;
}

/* From now on; NULL: as before.  Refused and reported while something is mapped.  Thread context. */
void set_dma_ops(struct device *dev, const struct dma_map_ops *ops);

/* Say whether the device is coherent, before anything is mapped; take its operations off. */
void arch_setup_dma_ops(struct device *dev, bool coherent);
void arch_teardown_dma_ops(struct device *dev);

static inline bool dev_is_dma_coherent(struct device *dev)
{
	return dev->dma_coherent;
}

/* The area for devices that have none of their own; NULL: there is none.  With CONFIG_CMA. */
extern struct cma *dma_contiguous_default_area;

/*
 * From now on the device's coherent memory is of these bytes, that are no RAM of the allocators: whole
 * pages from @phys on, which the device sees at @device_addr.  0; -EINVAL for what cannot be, -EBUSY: it
 * has such memory; each with a message; -ENOMEM.  Thread context, before the device allocates.
 */
int dma_declare_coherent_memory(struct device *dev, phys_addr_t phys, dma_addr_t device_addr, size_t size);

/* No more.  Refused and reported while some of it is allocated. */
void dma_release_coherent_memory(struct device *dev);

#endif /* LINUX_DMA_MAP_OPS_H */
