/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_DMA_MAPPING_H
#define LINUX_DMA_MAPPING_H

/*
 * Allocate and map memory for devices.
 *
 * A dma_addr_t is an address that a device uses on its bus; the CPU must not dereference it.  A
 * streaming buffer belongs to the device while it is mapped.  During this time, the CPU may access
 * the buffer only after dma_sync_*_for_cpu() and before dma_sync_*_for_device().  Sizes and offsets
 * are in bytes.
 *
 * A function with a @gfp parameter may sleep if @gfp allows it.  Masks, windows and segment limits
 * are set in thread context before anything is mapped.  All other functions may be called in any
 * context except NMIs.
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

/* Attributes; Documentation/dma.md describes their effects. */
#define DMA_ATTR_WEAK_ORDERING		(1UL << 1)
#define DMA_ATTR_WRITE_COMBINE		(1UL << 2)
#define DMA_ATTR_NO_KERNEL_MAPPING	(1UL << 4)
#define DMA_ATTR_SKIP_CPU_SYNC		(1UL << 5)
#define DMA_ATTR_FORCE_CONTIGUOUS	(1UL << 6)
#define DMA_ATTR_ALLOC_SINGLE_PAGES	(1UL << 7)
#define DMA_ATTR_NO_WARN		(1UL << 8)
#define DMA_ATTR_PRIVILEGED		(1UL << 9)
#define DMA_ATTR_MMIO			(1UL << 10)

/* ---- Addressing limits ----------------------------------------------------------------------- */

/*
 * Set the mask of bus addresses that the device can drive.  Returns -EIO if no memory lies at these
 * addresses, otherwise 0.
 */
int dma_set_mask(struct device *dev, u64 mask);
int dma_set_coherent_mask(struct device *dev, u64 mask);
int dma_set_mask_and_coherent(struct device *dev, u64 mask);
/* Set dev->dma_mask, which the bus code did not set, and then both masks of the device. */
int dma_coerce_mask_and_coherent(struct device *dev, u64 mask);
int dma_supported(struct device *dev, u64 mask);
/* Return the smallest mask that covers all RAM. */
u64 dma_get_required_mask(struct device *dev);
/* True if the device cannot reach all RAM, so that some buffers must be copied. */
bool dma_addressing_limited(struct device *dev);

static inline u64 dma_get_mask(struct device *dev)
{
	return dev->dma_mask && *dev->dma_mask ? *dev->dma_mask : DMA_BIT_MASK(32);
}

/* Return the alignment in bytes at which buffers do not share cache lines. */
int dma_get_cache_alignment(void);
/*
 * Return the size of the largest buffer that can be mapped (max) or that can be mapped efficiently
 * (opt).
 */
size_t dma_max_mapping_size(struct device *dev);
size_t dma_opt_mapping_size(struct device *dev);
/*
 * Return false if dma_sync_*() has no effect for the mapping at @addr (dma_need_sync()), or for any
 * mapping of the device (dma_dev_need_sync()).
 */
bool dma_need_sync(struct device *dev, dma_addr_t addr);
bool dma_dev_need_sync(const struct device *dev);

/* ---- Limits of the device's segments --------------------------------------------------------- */

#define DMA_SEG_SIZE_DEFAULT	65536u

static inline unsigned int dma_get_max_seg_size(struct device *dev)
{
	return dev->dma_parms && dev->dma_parms->max_segment_size ? dev->dma_parms->max_segment_size
								  : DMA_SEG_SIZE_DEFAULT;
}

/* Returns 0, or -EIO and a report if the device has no dma_parms. */
int dma_set_max_seg_size(struct device *dev, unsigned int size);

/* Return the boundary mask: no segment crosses an address that is a multiple of the mask plus 1. */
static inline unsigned long dma_get_seg_boundary(struct device *dev)
{
	return dev->dma_parms && dev->dma_parms->segment_boundary_mask ?
	       dev->dma_parms->segment_boundary_mask : ULONG_MAX;
}

/*
 * Return the mask of addresses at which the device's IOMMU can merge two buffers into one segment,
 * or 0 if there is no IOMMU.
 */
unsigned long dma_get_merge_boundary(struct device *dev);

static inline unsigned long dma_get_seg_boundary_nr_pages(struct device *dev,
							  unsigned int page_shift)
{
	return dev ? (dma_get_seg_boundary(dev) >> page_shift) + 1 : (U32_MAX >> page_shift) + 1;
}

int dma_set_seg_boundary(struct device *dev, unsigned long mask);

/*
 * Return the mask of the low address bits that are equal in a bus address and in the physical
 * address of its buffer, even if the buffer is copied.
 */
static inline unsigned int dma_get_min_align_mask(struct device *dev)
{
	return dev->dma_parms ? dev->dma_parms->min_align_mask : 0;
}

int dma_set_min_align_mask(struct device *dev, unsigned int mask);

/* ---- Streaming mappings ---------------------------------------------------------------------- */

/*
 * Map a buffer for the device.  The device owns the buffer until it is unmapped.  On failure, print
 * the reason and return DMA_MAPPING_ERROR, which callers test with dma_mapping_error().  Mapping
 * fails if the range is not mappable memory or exceeds dma_max_mapping_size().  A buffer is copied
 * if the device cannot reach it, or if the device is not coherent and the buffer shares a cache
 * line with other data.
 */
dma_addr_t dma_map_page_attrs(struct device *dev, struct page *page, size_t offset, size_t size,
			      enum dma_data_direction dir, unsigned long attrs);
dma_addr_t dma_map_single_attrs(struct device *dev, void *ptr, size_t size,
				enum dma_data_direction dir, unsigned long attrs);
/* Unmap a buffer.  @addr, @size and @dir must be those of the mapping. */
void dma_unmap_page_attrs(struct device *dev, dma_addr_t addr, size_t size,
			  enum dma_data_direction dir, unsigned long attrs);

/*
 * Map registers of another device for @dev.  The CPU must not access the registers while they are
 * mapped.  RAM is refused.
 */
dma_addr_t dma_map_resource(struct device *dev, phys_addr_t pa, size_t size,
			    enum dma_data_direction dir, unsigned long attrs);
void dma_unmap_resource(struct device *dev, dma_addr_t addr, size_t size,
			enum dma_data_direction dir, unsigned long attrs);

/* Map a physical range: device registers if @attrs contains DMA_ATTR_MMIO, otherwise RAM. */
dma_addr_t dma_map_phys(struct device *dev, phys_addr_t pa, size_t size,
			enum dma_data_direction dir, unsigned long attrs);
void dma_unmap_phys(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		    unsigned long attrs);

#ifdef CONFIG_DMA_API_DEBUG
void debug_dma_mapping_error(struct device *dev, dma_addr_t addr);
#else
#define debug_dma_mapping_error(dev, addr)	((void)0)
#endif

/* Return -ENOMEM if @addr is the result of a mapping that failed, otherwise 0. */
static inline int dma_mapping_error(struct device *dev, dma_addr_t addr)
{
	debug_dma_mapping_error(dev, addr);
	return addr == DMA_MAPPING_ERROR ? -ENOMEM : 0;
}

/* Transfer the ownership of a mapped buffer, or of a part of the buffer, without unmapping it. */
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
 * Map @nents entries of a scatterlist.  Returns the number of segments; sg_dma_address() and
 * sg_dma_len() of the first entries describe them.  Returns 0 and maps nothing if an entry cannot
 * be mapped.  Entries that are adjacent on the bus are merged within the device's limits.  An entry
 * above the limits is split if the list has a spare entry for the rest.  To unmap and sync, pass
 * the same @nents as to dma_map_sg_attrs(), not its return value.
 */
unsigned int dma_map_sg_attrs(struct device *dev, struct scatterlist *sgl, int nents,
			      enum dma_data_direction dir, unsigned long attrs);
void dma_unmap_sg_attrs(struct device *dev, struct scatterlist *sgl, int nents,
			enum dma_data_direction dir, unsigned long attrs);
void dma_sync_sg_for_cpu(struct device *dev, struct scatterlist *sgl, int nents,
			 enum dma_data_direction dir);
void dma_sync_sg_for_device(struct device *dev, struct scatterlist *sgl, int nents,
			    enum dma_data_direction dir);

/*
 * Map a table and store the number of segments in it.  Returns 0, -EINVAL if an entry is not
 * mappable memory, or -ENOMEM.
 */
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
 * Allocate zeroed memory that the CPU and the device can access at the same time without sync
 * calls.  The memory is aligned to the smallest power-of-two number of pages that holds @size.  On
 * failure, print the reason and return NULL.  The reasons are: memory is exhausted; the device
 * cannot reach any memory; the device is not coherent and the machine cannot map memory uncached.
 */
void *dma_alloc_attrs(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
		      unsigned long attrs);
/* Free memory of dma_alloc_attrs().  A @cpu_addr of NULL is ignored. */
void dma_free_attrs(struct device *dev, size_t size, void *cpu_addr, dma_addr_t handle,
		    unsigned long attrs);

static inline void *dma_alloc_coherent(struct device *dev, size_t size, dma_addr_t *handle,
				       gfp_t gfp)
{
	return dma_alloc_attrs(dev, size, handle, gfp, 0);
}

static inline void dma_free_coherent(struct device *dev, size_t size, void *cpu_addr,
				     dma_addr_t handle)
{
	dma_free_attrs(dev, size, cpu_addr, handle, 0);
}

/* Allocate coherent memory.  Quarry maps write-combining memory like other coherent memory. */
static inline void *dma_alloc_wc(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp)
{
	return dma_alloc_attrs(dev, size, handle, gfp,
			       DMA_ATTR_WRITE_COMBINE |
				       (gfp & __GFP_NOWARN ? DMA_ATTR_NO_WARN : 0));
}

static inline void dma_free_wc(struct device *dev, size_t size, void *cpu_addr, dma_addr_t handle)
{
	dma_free_attrs(dev, size, cpu_addr, handle, DMA_ATTR_WRITE_COMBINE);
}

/*
 * Allocate managed coherent memory: dmam_free_coherent() or the unbinding of the driver frees it.
 */
void *dmam_alloc_attrs(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
		       unsigned long attrs);
void dmam_free_coherent(struct device *dev, size_t size, void *cpu_addr, dma_addr_t handle);

static inline void *dmam_alloc_coherent(struct device *dev, size_t size, dma_addr_t *handle,
					gfp_t gfp)
{
	return dmam_alloc_attrs(dev, size, handle, gfp, 0);
}

/*
 * Describe coherent memory by a scatterlist, so that it can be mapped for another device.  Returns
 * 0, -ENOMEM, or -ENXIO if the memory has no struct page.
 */
int dma_get_sgtable_attrs(struct device *dev, struct sg_table *sgt, void *cpu_addr,
			  dma_addr_t handle, size_t size, unsigned long attrs);
#define dma_get_sgtable(dev, sgt, cpu_addr, handle, size) \
	dma_get_sgtable_attrs(dev, sgt, cpu_addr, handle, size, 0)

/* ---- Streaming memory allocated for a device ------------------------------------------------- */

/*
 * Allocate zeroed pages within the device's coherent mask and map them.  The caller transfers
 * ownership with dma_sync_single_*().  Returns NULL and prints a message on failure.
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

static inline void dma_free_noncoherent(struct device *dev, size_t size, void *va,
					dma_addr_t handle, enum dma_data_direction dir)
{
	dma_free_pages(dev, size, virt_to_page(va), handle, dir);
}

/*
 * Allocate pages that an IOMMU maps as one bus segment; without an IOMMU the pages are physically
 * contiguous.  dma_vmap_noncontiguous() maps the pages for the CPU, or returns NULL if memory is
 * exhausted.  May sleep.
 */
struct sg_table *dma_alloc_noncontiguous(struct device *dev, size_t size,
					 enum dma_data_direction dir, gfp_t gfp,
					 unsigned long attrs);
void dma_free_noncontiguous(struct device *dev, size_t size, struct sg_table *sgt,
			    enum dma_data_direction dir);
void *dma_vmap_noncontiguous(struct device *dev, size_t size, struct sg_table *sgt);
void dma_vunmap_noncontiguous(struct device *dev, void *va);

/* ---- Unmap information in a driver's structures ---------------------------------------------- */

#define DEFINE_DMA_UNMAP_ADDR(name)		dma_addr_t name
#define DEFINE_DMA_UNMAP_LEN(name)		__u32 name
#define dma_unmap_addr(ptr, name)		((ptr)->name)
#define dma_unmap_addr_set(ptr, name, value)	((ptr)->name = (value))
#define dma_unmap_len(ptr, name)		((ptr)->name)
#define dma_unmap_len_set(ptr, name, value)	((ptr)->name = (value))

#endif /* LINUX_DMA_MAPPING_H */
