/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_DMA_MAPPING_H
#define LINUX_DMA_MAPPING_H

/*
 * Memory for devices.
 *
 * Addresses of type dma_addr_t are the device's view and mean nothing to the CPU.  Between mapping and
 * unmapping a streaming buffer belongs to the device: the CPU looks at it or changes it only between
 * dma_sync_*_for_cpu() and dma_sync_*_for_device().  Sizes and offsets are in bytes.
 *
 * Whose context: what takes gfp may sleep if that allows it; masks, windows and segment limits are set
 * in thread context, before anything is mapped; all other functions may be called anywhere but in an NMI.
 */

#include <linux/align.h>
#include <linux/device.h>
#include <linux/dma-direction.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/scatterlist.h>
#include <linux/types.h>

struct page;

#define DMA_BIT_MASK(n)		((n) == 64 ? ~0ULL : (1ULL << (n)) - 1)
#define DMA_MAPPING_ERROR	(~(dma_addr_t)0)

/* Attributes; Documentation/dma.md says what each does here. */
#define DMA_ATTR_WEAK_ORDERING		(1UL << 1)
#define DMA_ATTR_WRITE_COMBINE		(1UL << 2)
#define DMA_ATTR_NO_KERNEL_MAPPING	(1UL << 4)
#define DMA_ATTR_SKIP_CPU_SYNC		(1UL << 5)
#define DMA_ATTR_FORCE_CONTIGUOUS	(1UL << 6)
#define DMA_ATTR_ALLOC_SINGLE_PAGES	(1UL << 7)
#define DMA_ATTR_NO_WARN		(1UL << 8)
#define DMA_ATTR_PRIVILEGED		(1UL << 9)
#define DMA_ATTR_MMIO			(1UL << 10)

/* ---- Reach ----------------------------------------------------------------------------------- */

/* Which bus addresses the device can drive: 0, or -EIO if no memory is among them. */
int dma_set_mask(struct device *dev, u64 mask);
int dma_set_coherent_mask(struct device *dev, u64 mask);
int dma_set_mask_and_coherent(struct device *dev, u64 mask);
/* The same, of a device that has no streaming mask of its own. */
int dma_coerce_mask_and_coherent(struct device *dev, u64 mask);
int dma_supported(struct device *dev, u64 mask);
/* The smallest mask that reaches all of RAM. */
u64 dma_get_required_mask(struct device *dev);
/* True if there is RAM that the device does not reach: it is mapped by copying. */
bool dma_addressing_limited(struct device *dev);

static inline u64 dma_get_mask(struct device *dev)
{
	return dev->dma_mask && *dev->dma_mask ? *dev->dma_mask : DMA_BIT_MASK(32);
}

/* Bytes to which a buffer's start and size are rounded so that it shares no cache line. */
int dma_get_cache_alignment(void);
/* The largest buffer that can be mapped; and the largest that is mapped without more cost per byte. */
size_t dma_max_mapping_size(struct device *dev);
size_t dma_opt_mapping_size(struct device *dev);
/* False if no dma_sync_*() has anything to do for this mapping, or for any of the device's. */
bool dma_need_sync(struct device *dev, dma_addr_t addr);
bool dma_dev_need_sync(const struct device *dev);

/* ---- Limits of the device's segments --------------------------------------------------------- */

#define DMA_SEG_SIZE_DEFAULT	65536u

static inline unsigned int dma_get_max_seg_size(struct device *dev)
{
	return dev->dma_parms && dev->dma_parms->max_segment_size ? dev->dma_parms->max_segment_size :
								     DMA_SEG_SIZE_DEFAULT;
}

/* 0, or -EIO if the device has no dma_parms, which is reported. */
int dma_set_max_seg_size(struct device *dev, unsigned int size);

/* No segment crosses a multiple of mask + 1. */
static inline unsigned long dma_get_seg_boundary(struct device *dev)
{
	return dev->dma_parms && dev->dma_parms->segment_boundary_mask ?
	       dev->dma_parms->segment_boundary_mask : ULONG_MAX;
}

/*
 * Where the device's IOMMU can join two pieces of memory into one segment: where the first ends, and the
 * second starts, at a multiple of this + 1.  0: there is no IOMMU.
 */
unsigned long dma_get_merge_boundary(struct device *dev);

static inline unsigned long dma_get_seg_boundary_nr_pages(struct device *dev, unsigned int page_shift)
{
	return dev ? (dma_get_seg_boundary(dev) >> page_shift) + 1 : (U32_MAX >> page_shift) + 1;
}

int dma_set_seg_boundary(struct device *dev, unsigned long mask);

/* These bits of a buffer's address are the same in its bus address, wherever it is copied to. */
static inline unsigned int dma_get_min_align_mask(struct device *dev)
{
	return dev->dma_parms ? dev->dma_parms->min_align_mask : 0;
}

int dma_set_min_align_mask(struct device *dev, unsigned int mask);

/* ---- Streaming mappings ---------------------------------------------------------------------- */

/*
 * Give memory to the device.  DMA_MAPPING_ERROR, which only dma_mapping_error() may test, and a message
 * naming what was wrong, if it is no memory that can be mapped, or is larger than
 * dma_max_mapping_size().  What the device does not reach, or what shares a cache line with something
 * else on a device that is not coherent, is copied.
 */
dma_addr_t dma_map_page_attrs(struct device *dev, struct page *page, size_t offset, size_t size,
			      enum dma_data_direction dir, unsigned long attrs);
dma_addr_t dma_map_single_attrs(struct device *dev, void *ptr, size_t size,
				enum dma_data_direction dir, unsigned long attrs);
/* The same address, size and direction as mapped. */
void dma_unmap_page_attrs(struct device *dev, dma_addr_t addr, size_t size,
			  enum dma_data_direction dir, unsigned long attrs);

/* Registers of another device, which no CPU accesses meanwhile; memory is refused. */
dma_addr_t dma_map_resource(struct device *dev, phys_addr_t pa, size_t size,
			    enum dma_data_direction dir, unsigned long attrs);
void dma_unmap_resource(struct device *dev, dma_addr_t addr, size_t size,
			enum dma_data_direction dir, unsigned long attrs);

/* By physical address: memory, or with DMA_ATTR_MMIO registers. */
dma_addr_t dma_map_phys(struct device *dev, phys_addr_t pa, size_t size, enum dma_data_direction dir,
			unsigned long attrs);
void dma_unmap_phys(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		    unsigned long attrs);

#ifdef CONFIG_DMA_API_DEBUG
void debug_dma_mapping_error(struct device *dev, dma_addr_t addr);
#else
#define debug_dma_mapping_error(dev, addr)	((void)0)
#endif

/* -ENOMEM if it was not mapped. */
static inline int dma_mapping_error(struct device *dev, dma_addr_t addr)
{
	debug_dma_mapping_error(dev, addr);
	return addr == DMA_MAPPING_ERROR ? -ENOMEM : 0;
}

/* Move ownership of a mapped buffer, or a part of it, without unmapping. */
void dma_sync_single_for_cpu(struct device *dev, dma_addr_t addr, size_t size,
			     enum dma_data_direction dir);
void dma_sync_single_for_device(struct device *dev, dma_addr_t addr, size_t size,
				enum dma_data_direction dir);

static inline void dma_sync_single_range_for_cpu(struct device *dev, dma_addr_t addr,
						 unsigned long offset, size_t size,
						 enum dma_data_direction dir)
{
	dma_sync_single_for_cpu(dev, addr + offset, size, dir);
}

static inline void dma_sync_single_range_for_device(struct device *dev, dma_addr_t addr,
						    unsigned long offset, size_t size,
						    enum dma_data_direction dir)
{
	dma_sync_single_for_device(dev, addr + offset, size, dir);
}

#define dma_map_page(dev, page, offset, size, dir) \
	dma_map_page_attrs(dev, page, offset, size, dir, 0)
#define dma_unmap_page(dev, addr, size, dir)	dma_unmap_page_attrs(dev, addr, size, dir, 0)
#define dma_map_single(dev, ptr, size, dir)	dma_map_single_attrs(dev, ptr, size, dir, 0)
#define dma_unmap_single(dev, addr, size, dir)	dma_unmap_page_attrs(dev, addr, size, dir, 0)
#define dma_unmap_single_attrs(dev, addr, size, dir, attrs) \
	dma_unmap_page_attrs(dev, addr, size, dir, attrs)

/* ---- Scatterlists ---------------------------------------------------------------------------- */

/*
 * Map @nents entries of memory.  Returns how many segments they became, 0 if one of them cannot be
 * mapped (nothing is then).  Entries that follow each other on the bus become one segment within the
 * device's limits; an entry above the limits is cut where the list has an entry left for the rest.
 * sg_dma_address() and sg_dma_len() of that many entries are the segments.  Unmap and sync take the
 * number of entries that was given to dma_map_sg(), not what it returned.
 */
unsigned int dma_map_sg_attrs(struct device *dev, struct scatterlist *sgl, int nents,
			      enum dma_data_direction dir, unsigned long attrs);
void dma_unmap_sg_attrs(struct device *dev, struct scatterlist *sgl, int nents,
			enum dma_data_direction dir, unsigned long attrs);
void dma_sync_sg_for_cpu(struct device *dev, struct scatterlist *sgl, int nents,
			 enum dma_data_direction dir);
void dma_sync_sg_for_device(struct device *dev, struct scatterlist *sgl, int nents,
			    enum dma_data_direction dir);

/* The segments are counted in the table.  0; -EINVAL for what is no memory, -ENOMEM. */
int dma_map_sgtable(struct device *dev, struct sg_table *sgt, enum dma_data_direction dir,
		    unsigned long attrs);

static inline void dma_unmap_sgtable(struct device *dev, struct sg_table *sgt,
				     enum dma_data_direction dir, unsigned long attrs)
{
	dma_unmap_sg_attrs(dev, sgt->sgl, sgt->orig_nents, dir, attrs);
}

static inline void dma_sync_sgtable_for_cpu(struct device *dev, struct sg_table *sgt,
					    enum dma_data_direction dir)
{
	dma_sync_sg_for_cpu(dev, sgt->sgl, sgt->orig_nents, dir);
}

static inline void dma_sync_sgtable_for_device(struct device *dev, struct sg_table *sgt,
					       enum dma_data_direction dir)
{
	dma_sync_sg_for_device(dev, sgt->sgl, sgt->orig_nents, dir);
}

#define dma_map_sg(dev, sgl, nents, dir)	dma_map_sg_attrs(dev, sgl, nents, dir, 0)
#define dma_unmap_sg(dev, sgl, nents, dir)	dma_unmap_sg_attrs(dev, sgl, nents, dir, 0)

/* ---- Coherent memory ------------------------------------------------------------------------- */

/*
 * Zeroed memory that CPU and device see alike without any call, aligned to the smallest power of two of
 * pages that holds size.  NULL without memory, if the device cannot reach any, or if it is not coherent
 * and the machine cannot map memory uncached; a message says which.
 */
void *dma_alloc_attrs(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
		      unsigned long attrs);
/* NULL is nothing. */
void dma_free_attrs(struct device *dev, size_t size, void *cpu_addr, dma_addr_t handle,
		    unsigned long attrs);

static inline void *dma_alloc_coherent(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp)
{
	return dma_alloc_attrs(dev, size, handle, gfp, 0);
}

static inline void dma_free_coherent(struct device *dev, size_t size, void *cpu_addr,
				     dma_addr_t handle)
{
	dma_free_attrs(dev, size, cpu_addr, handle, 0);
}

/* The same where writes may be combined and reads are slow; here it is coherent memory. */
static inline void *dma_alloc_wc(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp)
{
	return dma_alloc_attrs(dev, size, handle, gfp,
			       DMA_ATTR_WRITE_COMBINE | (gfp & __GFP_NOWARN ? DMA_ATTR_NO_WARN : 0));
}

static inline void dma_free_wc(struct device *dev, size_t size, void *cpu_addr, dma_addr_t handle)
{
	dma_free_attrs(dev, size, cpu_addr, handle, DMA_ATTR_WRITE_COMBINE);
}

/* Freed when the driver is unbound, or before by dmam_free_coherent(). */
void *dmam_alloc_attrs(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
		       unsigned long attrs);
void dmam_free_coherent(struct device *dev, size_t size, void *cpu_addr, dma_addr_t handle);

static inline void *dmam_alloc_coherent(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp)
{
	return dmam_alloc_attrs(dev, size, handle, gfp, 0);
}

/* Describe coherent memory as a list, for another device: 0, -ENOMEM, -ENXIO if it has no struct page. */
int dma_get_sgtable_attrs(struct device *dev, struct sg_table *sgt, void *cpu_addr, dma_addr_t handle,
			  size_t size, unsigned long attrs);
#define dma_get_sgtable(dev, sgt, cpu_addr, handle, size) \
	dma_get_sgtable_attrs(dev, sgt, cpu_addr, handle, size, 0)

/* ---- Memory that the device reaches, mapped for streaming ------------------------------------ */

/*
 * Zeroed pages within the device's coherent mask, mapped in this direction: the caller moves ownership
 * by dma_sync_single_*().  NULL, with a message.
 */
struct page *dma_alloc_pages(struct device *dev, size_t size, dma_addr_t *handle,
			     enum dma_data_direction dir, gfp_t gfp);
void dma_free_pages(struct device *dev, size_t size, struct page *page, dma_addr_t handle,
		    enum dma_data_direction dir);

static inline void *dma_alloc_noncoherent(struct device *dev, size_t size, dma_addr_t *handle,
					  enum dma_data_direction dir, gfp_t gfp)
{
	struct page *page = dma_alloc_pages(dev, size, handle, dir, gfp);

	return page ? page_address(page) : NULL;
}

static inline void dma_free_noncoherent(struct device *dev, size_t size, void *va, dma_addr_t handle,
					enum dma_data_direction dir)
{
	dma_free_pages(dev, size, virt_to_page(va), handle, dir);
}

/*
 * The same as one segment on the bus of pages that need not follow each other.  Without an IOMMU they do.
 * dma_vmap_noncontiguous() gives the CPU one address for all, NULL without memory.  May sleep.
 */
struct sg_table *dma_alloc_noncontiguous(struct device *dev, size_t size, enum dma_data_direction dir,
					 gfp_t gfp, unsigned long attrs);
void dma_free_noncontiguous(struct device *dev, size_t size, struct sg_table *sgt,
			    enum dma_data_direction dir);
void *dma_vmap_noncontiguous(struct device *dev, size_t size, struct sg_table *sgt);
void dma_vunmap_noncontiguous(struct device *dev, void *va);

/* ---- What a driver keeps to unmap later ------------------------------------------------------ */

#define DEFINE_DMA_UNMAP_ADDR(name)		dma_addr_t name
#define DEFINE_DMA_UNMAP_LEN(name)		__u32 name
#define dma_unmap_addr(ptr, name)		((ptr)->name)
#define dma_unmap_addr_set(ptr, name, value)	((ptr)->name = (value))
#define dma_unmap_len(ptr, name)		((ptr)->name)
#define dma_unmap_len_set(ptr, name, value)	((ptr)->name = (value))

#endif /* LINUX_DMA_MAPPING_H */
