/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_DMA_PRIVATE_H
#define MM_DMA_PRIVATE_H

#include <internal/arch.h>
#include <internal/dma.h>
#include <linux/dma-map-ops.h>
#include <linux/dma-mapping.h>
#include <linux/jump_label.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/of_address.h>
#include <linux/swiotlb.h>
#include <quarry/dma_cache.h>

#include "mm/pages/pages.h"

/*
 * Return the bus address of a physical range, or DMA_MAPPING_ERROR if no window contains all of it.
 */
static inline dma_addr_t dma_from_phys(const struct device *dev, phys_addr_t pa, size_t size)
{
	const struct bus_dma_region *w = dev->dma_range_map;

	if (!w)
		return pa;
	for (; w->size; w++) {
		if (pa >= w->cpu_start && pa - w->cpu_start < w->size &&
		    size <= w->size - (pa - w->cpu_start))
			return pa - w->cpu_start + w->dma_start;
	}
	return DMA_MAPPING_ERROR;
}

/*
 * Return the physical address of a bus address that dma_from_phys() returned, or 0 for other
 * addresses.
 */
static inline phys_addr_t dma_to_phys(const struct device *dev, dma_addr_t addr)
{
	const struct bus_dma_region *w = dev->dma_range_map;

	if (!w)
		return addr;
	for (; w->size; w++) {
		if (addr >= w->dma_start && addr - w->dma_start < w->size)
			return addr - w->dma_start + w->cpu_start;
	}
	return 0;
}

/* Return true if the device can address all of the bus range under this mask. */
static inline bool dma_reaches(const struct device *dev, dma_addr_t addr, size_t size, u64 mask)
{
	dma_addr_t last = addr + size - 1;

	if (dev->bus_dma_limit)
		mask = min(mask, dev->bus_dma_limit);
	return addr != DMA_MAPPING_ERROR && last >= addr && last <= mask;
}

/* Return true if the device can address all of the bus range under its streaming mask. */
static inline bool dma_maps_straight(struct device *dev, dma_addr_t addr, size_t size)
{
	return dma_reaches(dev, addr, size, dma_get_mask(dev));
}

/*
 * Return the size in bytes of the cache lines that are maintained for the device, or 0 if the
 * device is coherent or there is no maintenance.  dev->dma_coherent is read again, because drivers
 * may have changed it themselves since the reach was computed.
 */
static inline unsigned int dma_line(const struct device *dev)
{
	return dev->dma_coherent ? 0 : READ_ONCE(dev->dma_reach.line);
}

static inline u64 coherent_mask(const struct device *dev)
{
	return dev->coherent_dma_mask ? dev->coherent_dma_mask : DMA_BIT_MASK(32);
}

/* mm/dma/reach.c: true if RAM was added since boot, which may be out of any device's reach. */
extern bool dma_ram_grew;

/*
 * Return true if coherent memory comes from the device's own region or pool, or from its DMA
 * operations.  Then dma_reaches_all() is false.
 */
static inline bool dma_has_own(const struct device *dev)
{
	return dev->dma_reach.own;
}

/* Return true if the device can address all RAM under the mask, and may use all of it. */
static inline bool dma_reaches_all(const struct device *dev, u64 mask)
{
	return likely(mask > dev->dma_reach.all_above && !READ_ONCE(dma_ram_grew));
}

/*
 * Return true if @page, which may be any page, is the first page of a block of that order that was
 * allocated as plain pages and has no other owner.
 */
static __always_inline bool is_dma_block(const struct page *page, unsigned int order)
{
	return is_page(page) && page_is(page, PGTY_allocated, order);
}

/* mm/dma/pages.c: return the last physical address that the device can address under the mask. */
phys_addr_t dma_last_in_reach(const struct device *dev, u64 mask);
/* Allocate 2^order pages that the device can address under the mask.  Returns NULL on failure. */
struct page *dma_alloc_reached(const struct device *dev, unsigned int order, gfp_t gfp, u64 mask);
/* Allocate zeroed pages of any size that the device can address.  Returns NULL on failure. */
struct page *dma_alloc_block(const struct device *dev, size_t size, gfp_t gfp, u64 mask);
/* Free memory of dma_alloc_block().  Returns false, without effect, if @page has another size. */
bool dma_free_block(struct page *page, size_t size);

/*
 * mm/dma/large.c: allocate @nr contiguous pages, which are not zeroed.  If they fill a page block,
 * they start at the boundary of one.  Returns NULL on failure, or if @gfp does not allow sleeping.
 * dma_large_free() returns false, without effect, if not exactly these pages were allocated.
 * Called in thread context.
 */
#ifdef CONFIG_CONTIG_ALLOC
struct page *dma_large_alloc(const struct device *dev, unsigned long nr, gfp_t gfp, u64 mask);
bool dma_large_free(const struct page *page, unsigned long nr);
#else
static inline struct page *dma_large_alloc(const struct device *dev, unsigned long nr, gfp_t gfp,
					   u64 mask)
{
	return NULL;
}

static inline bool dma_large_free(const struct page *page, unsigned long nr)
{
	return false;
}
#endif

/*
 * Coherent memory is a piece of a page, up to half a page (mm/dma/lines.c), or whole pages
 * (mm/dma/coherent.c).  If lines_alloc() cannot serve a request, it calls dma_alloc_whole().  The
 * parameters are those of dma_alloc_attrs().  lines_free() frees a piece of 2^shift bytes, or
 * returns false if no such piece is allocated at @va.  May be called in any context.
 */
void *lines_alloc(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
		  unsigned long attrs);
bool lines_free(struct device *dev, unsigned int shift, void *va, phys_addr_t pa);

#define LINES_SHIFT_MIN		6

/*
 * Return the shift of the pieces for @size bytes.  PAGE_SHIFT or more means that a whole page is
 * needed.
 */
static __always_inline unsigned int lines_shift(struct device *dev, size_t size)
{
	size = max3(size, (size_t)dma_line(dev), (size_t)dma_get_min_align_mask(dev) + 1);
	return likely(size <= 1UL << LINES_SHIFT_MIN) ? LINES_SHIFT_MIN
						      : (unsigned int)order_base_2(size);
}

void *dma_alloc_whole(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
		      unsigned long attrs);
/*
 * Allocate from the device's own memory or operations, because the common allocators cannot serve
 * the request.  Returns NULL after a message on failure.
 */
void *dma_alloc_rest(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
		     unsigned long attrs);

#define DMA_ATTRS_COHERENT	(DMA_ATTR_WEAK_ORDERING | DMA_ATTR_WRITE_COMBINE | \
				 DMA_ATTR_NO_KERNEL_MAPPING | DMA_ATTR_SKIP_CPU_SYNC | \
				 DMA_ATTR_FORCE_CONTIGUOUS | DMA_ATTR_NO_WARN | \
				 DMA_ATTR_ALLOC_SINGLE_PAGES | DMA_ATTR_PRIVILEGED)

static __always_inline bool dma_bad_attrs(size_t size, unsigned long attrs)
{
	return size - 1 >= SSIZE_MAX || attrs & ~DMA_ATTRS_COHERENT;
}

/*
 * mm/dma/cache.c: maintain the cache lines that overlap [va, va + size) of the linear map, with the
 * CPU's instructions or a driver.  Called only if maintained_line() > 0, in any context.
 */
#ifdef CONFIG_DMA_CACHE_OPS
DECLARE_STATIC_KEY_FALSE(dma_cache_driven);
extern const struct dma_cache_ops *dma_cache_driver;

/*
 * Use the operations @ops, or the CPU's instructions if @ops is NULL.  Returns the previous
 * operations.
 */
const struct dma_cache_ops *dma_cache_replace(const struct dma_cache_ops *ops);
#define dma_cache_has_driver()		static_branch_unlikely(&dma_cache_driven)
#define dma_cache_driver_line()		(READ_ONCE(dma_cache_driver)->line)
#define dma_cache_driver_linear()	(READ_ONCE(dma_cache_driver)->linear)
#define dma_cache_driver_name()		(READ_ONCE(dma_cache_driver)->name)
void dma_cache_driver_clean(unsigned long va, size_t size);
void dma_cache_driver_invalidate(unsigned long va, size_t size);
void dma_cache_driver_flush(unsigned long va, size_t size);
void dma_cache_driver_drop(phys_addr_t pa, size_t size);
#else
#define dma_cache_has_driver()		false
#define dma_cache_driver_line()		0U
#define dma_cache_driver_linear()	false
#define dma_cache_driver_name()		""
#define dma_cache_driver_clean(va, size)	((void)0)
#define dma_cache_driver_invalidate(va, size)	((void)0)
#define dma_cache_driver_flush(va, size)	((void)0)
#define dma_cache_driver_drop(pa, size)	((void)0)
#endif

static __always_inline void dma_cache_clean(unsigned long va, size_t size)
{
	if (dma_cache_has_driver())
		dma_cache_driver_clean(va, size);
	else
		arch_dcache_clean(va, size);
}

static __always_inline void dma_cache_invalidate(unsigned long va, size_t size)
{
	if (dma_cache_has_driver())
		dma_cache_driver_invalidate(va, size);
	else
		arch_dcache_invalidate(va, size);
}

static __always_inline void dma_cache_flush(unsigned long va, size_t size)
{
	if (dma_cache_has_driver())
		dma_cache_driver_flush(va, size);
	else
		arch_dcache_flush(va, size);
}

/*
 * Clean and invalidate the lines of memory at @pa, which has only the uncached mapping at @va.
 * Does nothing if the driver of the cache can do this only through the linear map.
 */
static inline void dma_cache_drop(unsigned long va, phys_addr_t pa, size_t size)
{
	if (dma_cache_has_driver())
		dma_cache_driver_drop(pa, size);
	else
		arch_dcache_flush(va, size);
}

/* Return the size of the line that maintenance works on, or 0 without maintenance. */
static inline unsigned int dma_cache_line(void)
{
	return dma_cache_has_driver() ? dma_cache_driver_line() : arch_dcache_line();
}

/* Return dma_cache_line(), or 0 without CONFIG_DMA_NONCOHERENT. */
static inline unsigned int maintained_line(void)
{
	return IS_ENABLED(CONFIG_DMA_NONCOHERENT) ? dma_cache_line() : 0;
}

/*
 * Return true if RAM can be mapped uncached.  Otherwise, devices that are not coherent have
 * coherent memory only in a region of their own or in the default region.
 */
static inline bool can_map_uncached(void)
{
	if (!IS_ENABLED(CONFIG_DMA_NONCOHERENT) || !arch_has_uncached())
		return false;
	return dma_cache_has_driver() ? !dma_cache_driver_linear() : arch_dcache_line() > 0;
}

/*
 * Return true if the device is not coherent, may write to the mapping, and the mapping shares a
 * cache line with other data.
 */
static inline bool shares_line(const struct device *dev, unsigned long start, size_t size,
			       enum dma_data_direction dir)
{
	unsigned int line = dma_line(dev);

	return dir != DMA_TO_DEVICE && line && ((start | size) & (line - 1));
}

/*
 * Report a driver's wrong call, which has no effect, with a WARN() that begins with the device's
 * name, and count the call.  dma_count_refused() also counts calls that failed.  dmainfo prints the
 * count.
 */
#define DMA_WARN(dev, condition, fmt, ...)					\
({										\
	bool __wrong = (condition);						\
										\
	if (unlikely(__wrong)) {						\
		dma_count_refused(dev);						\
		WARN(1, "%s: " fmt, dev_name(dev), ##__VA_ARGS__);		\
	}									\
	unlikely(__wrong);							\
})

static inline void dma_count_refused(struct device *dev)
{
	__atomic_fetch_add(&dev->dma_refused, 1, __ATOMIC_RELAXED);
}

/*
 * mm/dma/ops.c: calls for a device with DMA operations of its own.  The slow paths check whether a
 * device has such operations.
 */
extern const struct swiotlb_bounds dma_ops_bounds;	/* no address is within these bounds */

dma_addr_t dma_ops_map(struct device *dev, phys_addr_t pa, size_t size, enum dma_data_direction dir,
		       unsigned long attrs);
void dma_ops_unmap(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		   unsigned long attrs);
void dma_ops_sync(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		  bool for_device);
dma_addr_t dma_ops_map_resource(struct device *dev, phys_addr_t pa, size_t size,
				enum dma_data_direction dir, unsigned long attrs);
void dma_ops_unmap_resource(struct device *dev, dma_addr_t addr, size_t size,
			    enum dma_data_direction dir, unsigned long attrs);
int dma_ops_map_sg(struct device *dev, struct scatterlist *sgl, int nents,
		   enum dma_data_direction dir, unsigned long attrs);
void dma_ops_unmap_sg(struct device *dev, struct scatterlist *sgl, int nents,
		      enum dma_data_direction dir, unsigned long attrs);
void dma_ops_sync_sg(struct device *dev, struct scatterlist *sgl, int nents,
		     enum dma_data_direction dir, bool for_device);
void *dma_ops_alloc(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
		    unsigned long attrs);
void dma_ops_free(struct device *dev, size_t size, void *va, dma_addr_t handle,
		  unsigned long attrs);
struct page *dma_ops_alloc_pages(struct device *dev, size_t size, dma_addr_t *handle,
				 enum dma_data_direction dir, gfp_t gfp);
void dma_ops_free_pages(struct device *dev, size_t size, struct page *page, dma_addr_t handle,
			enum dma_data_direction dir);

struct dma_pool_usage {
	const char *name;
	size_t size, bytes;		/* bytes of a block; bytes of all chunks of the pool */
	unsigned long blocks, used;
};

/* mm/dma/pool.c: call @fn for each of the device's pools.  Called in thread context. */
void dma_pools_for_each(struct device *dev,
			void (*fn)(const struct dma_pool_usage *usage, void *arg), void *arg);

/*
 * ---- mm/dma/debug.c: records of mappings and coherent memory ----------------------------------
 */

enum dma_debug_kind {
	DMA_DEBUG_SINGLE, DMA_DEBUG_SG, DMA_DEBUG_PAGES, DMA_DEBUG_RESOURCE, DMA_DEBUG_COHERENT,
};

#ifdef CONFIG_DMA_API_DEBUG
bool dma_debug_on(void);
void dma_debug_map(struct device *dev, enum dma_debug_kind kind, dma_addr_t addr, size_t size,
		   enum dma_data_direction dir, unsigned long attrs);
/*
 * Return the reason why a call does not match its record, or NULL if it does.  dma_debug_unmap()
 * removes a record that matches.
 */
const char *dma_debug_match(const struct device *dev, enum dma_debug_kind kind, dma_addr_t addr,
			    size_t size, enum dma_data_direction dir);
const char *dma_debug_unmap(struct device *dev, enum dma_debug_kind kind, dma_addr_t addr,
			    size_t size, enum dma_data_direction dir);
const char *dma_debug_sync(const struct device *dev, dma_addr_t addr, size_t size,
			   enum dma_data_direction dir, bool for_device);
/* Record that the range was synced for the device, which owns it from now on. */
void dma_debug_synced(const struct device *dev, dma_addr_t addr, size_t size);
/* Report and remove all records of the device. */
void dma_debug_release(struct device *dev);
#else
#define dma_debug_on()					false
#define dma_debug_map(dev, kind, addr, size, dir, attrs)	((void)0)
#define dma_debug_match(dev, kind, addr, size, dir)	NULL
#define dma_debug_unmap(dev, kind, addr, size, dir)	NULL
#define dma_debug_sync(dev, addr, size, dir, for_device)	NULL
#define dma_debug_synced(dev, addr, size)		((void)0)
#define dma_debug_release(dev)				((void)0)
#endif

/*
 * Return true if the device's streaming mask is @mask.  Drivers may write to their mask without a
 * call.
 */
static __always_inline bool dma_mask_is(const struct device *dev, u64 mask)
{
	return likely(dev->dma_mask && *dev->dma_mask == mask);
}

/*
 * dma_in_page() and dma_in_reach(): return true if a fast path may serve the range, because it lies
 * within one page of the reach, or within the reach.  @offset is counted from reach->va for
 * addresses, and from reach->bus for bus addresses.  Both return false for a size of 0, and for a
 * range that wraps around.
 */
static __always_inline bool dma_in_page(const struct dma_reach *reach, unsigned long offset,
					size_t size)
{
	unsigned long end;

	/* offset | -PAGE_SIZE is minus the bytes to the page's end; a longer range overflows. */
	return likely(offset < READ_ONCE(reach->size) &&
		      !__builtin_add_overflow(offset | -PAGE_SIZE, size - 1, &end));
}

static __always_inline bool dma_in_reach(const struct dma_reach *reach, unsigned long offset,
					 size_t size)
{
	unsigned long last;

	return likely(!__builtin_add_overflow(offset, size - 1, &last) &&
		      last < READ_ONCE(reach->size));
}

/*
 * Return true if the device has no mapping, or if @dir cannot be the direction of a mapping.  The
 * fast paths of unmap and sync check this, because they read no record of the mapping.
 */
static __always_inline bool dma_nothing_mapped(const struct device *dev,
					       enum dma_data_direction dir)
{
	return unlikely((unsigned int)dir >= DMA_NONE || READ_ONCE(dev->dma_mapped) <= 0);
}

/*
 * mm/dma/streaming.c: invalidate the cache lines of these bytes, for a device with dma_line() > 0.
 */
void dma_invalidate(struct device *dev, unsigned long start, size_t size);

/*
 * mm/dma/streaming.c: map one range by the slow path, without counting or recording it.  Returns 0,
 * -EINVAL if the range is not memory or the direction is invalid, or -ENOMEM.  Errors are reported.
 * dma_end_one() unmaps the range without a look at records.  It returns false if the address is in
 * a bounce buffer, but does not begin a mapping of that size.
 */
int dma_map_one(struct device *dev, phys_addr_t pa, size_t size, enum dma_data_direction dir,
		unsigned long attrs, dma_addr_t *addr);
bool dma_end_one(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		 unsigned long attrs);
/*
 * Unmap a range, or sync a part of a mapping, after all checks.  Returns false if the call is
 * refused; it is then reported with @caller.
 */
bool dma_unmap_one(struct device *dev, enum dma_debug_kind kind, dma_addr_t addr, size_t size,
		   enum dma_data_direction dir, unsigned long attrs, const void *caller);
bool dma_sync_one(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		  bool for_device, const void *caller);

/*
 * ---- mm/dma/area.c: an allocator of granules ---------------------------------------------------
 */

struct dma_area {
	void *va;
	phys_addr_t pa;
	unsigned int shift;	/* a granule has 2^shift bytes */
	unsigned long nr, used;	/* granules */
	unsigned long *map;	/* a bit for each granule in use */
	unsigned long *first;	/* a bit for each granule at which an allocation starts */
};

static inline bool dma_area_has(const struct dma_area *area, const void *va)
{
	return (unsigned long)va - (unsigned long)area->va < area->nr << area->shift;
}

/*
 * Allocate @nr consecutive granules, and set @pa to their physical address.  Returns NULL if no
 * free range is large enough.  The caller holds the lock that protects @area.
 */
void *dma_area_take(struct dma_area *area, unsigned long nr, phys_addr_t *pa);
/*
 * Free granules.  Returns false, without effect, if they are not one allocation at @pa.  The caller
 * holds the lock that protects @area.
 */
bool dma_area_give_back(struct dma_area *area, void *va, phys_addr_t pa, unsigned long nr);

/* ---- mm/dma/declared.c: coherent memory of single devices ------------------------------------ */

/* Return the reason why a device cannot have this memory as its own, or NULL. */
const char *dma_mem_refused(const struct device *dev, phys_addr_t pa, size_t size);
/*
 * Map a region and return its description, or NULL on failure.  dma_mem_create() describes a
 * region that is mapped already.
 */
struct dma_coherent_mem *dma_mem_map(phys_addr_t pa, size_t size, bool uncached);
struct dma_coherent_mem *dma_mem_create(void *va, phys_addr_t pa, size_t size);
/*
 * Free the description.  Returns false, without effect, while memory of the region is in use.  The
 * mapping remains.
 */
bool dma_mem_destroy(struct dma_coherent_mem *mem);
bool dma_mem_is_uncached(const struct dma_coherent_mem *mem);
/* Set the device's own memory, or remove it if @mem is NULL. */
void dma_mem_assign(struct device *dev, struct dma_coherent_mem *mem);
/* Remove the memory that the driver declared, when the driver is unbound. */
void dma_mem_leave(struct device *dev);

/*
 * Allocate zeroed memory of the device's region, or return NULL.  dma_mem_free() frees memory for
 * which dma_mem_has() returns true.
 */
void *dma_mem_alloc(struct device *dev, size_t size, dma_addr_t *handle);
bool dma_mem_has(const struct device *dev, const void *va);
bool dma_mem_free(struct device *dev, size_t size, void *va, dma_addr_t handle);
void dma_mem_usage(const struct device *dev, phys_addr_t *pa, size_t *size, size_t *used);

/*
 * mm/dma/regions.c: the device tree may have a default region for devices that can have no other
 * coherent memory.  dma_use_default_region() assigns it to a device without its own memory that
 * needs it.  dma_leave_default_region() removes it before the device gets its own memory.
 */
#ifdef CONFIG_OF_RESERVED_MEM
void dma_use_default_region(struct device *dev);
void dma_leave_default_region(struct device *dev);
#else
static inline void dma_use_default_region(struct device *dev)
{
}

static inline void dma_leave_default_region(struct device *dev)
{
}
#endif

/* ---- mm/dma/swiotlb.c: bounce buffers -------------------------------------------------------- */

/* The range that contains all present and former pools of a device. */
struct swiotlb_bounds {
	phys_addr_t low, high;
};

/*
 * Return true if @pa may be a bounce buffer of the device.  False for nearly all other addresses.
 */
static __always_inline bool may_be_copy(const struct dma_reach *reach, phys_addr_t pa)
{
	const struct swiotlb_bounds *bounds = READ_ONCE(reach->copies);

	return bounds && pa >= READ_ONCE(bounds->low) && pa < READ_ONCE(bounds->high);
}

struct swiotlb_usage {
	unsigned long nslabs, used, used_hiwater, pools;
};

#ifdef CONFIG_SWIOTLB
/*
 * Copy a buffer to a bounce buffer that the device can address.  Returns the bus address of the
 * bounce buffer, or DMA_MAPPING_ERROR; then @why is set to the reason.
 */
dma_addr_t swiotlb_map(struct device *dev, phys_addr_t pa, size_t size, enum dma_data_direction dir,
		       const char **why);
/*
 * Unmap a mapping that may have a bounce buffer, or sync a part of one.  Return 1 on success, 0 if
 * the address is not in a bounce buffer, and -EINVAL if the range is not exactly one mapping
 * (swiotlb_unmap()) or not inside of one (swiotlb_sync()).
 */
int swiotlb_unmap(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		  unsigned long attrs);
int swiotlb_sync(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		 bool for_device);
/* Return the buffer whose bounce buffer is at @pa, or @pa itself if that is not a bounce buffer. */
phys_addr_t swiotlb_original(struct device *dev, phys_addr_t pa);
/*
 * Create the first shared pool if there is none, for a device that may need it.  Called in thread
 * context.
 */
void swiotlb_prepare(struct device *dev);
/* Return the usage of the device's restricted pool, or of the shared pools if @dev is NULL. */
void swiotlb_usage(const struct device *dev, struct swiotlb_usage *usage);
/*
 * Allocate memory of the device's restricted pool for other use than as a bounce buffer.  Returns
 * its physical address, or 0 on failure.  swiotlb_free() returns false, without effect, if @pa is
 * not an allocation of that size.  May be called in any context.
 */
phys_addr_t swiotlb_alloc(struct device *dev, size_t size);
bool swiotlb_free(struct device *dev, phys_addr_t pa, size_t size);
/* Create a restricted pool in reserved pages of the linear map.  Returns NULL on failure. */
struct io_tlb_mem *swiotlb_restricted_create(phys_addr_t pa, size_t size);
void swiotlb_restricted_destroy(struct io_tlb_mem *mem);
#else
static inline dma_addr_t swiotlb_map(struct device *dev, phys_addr_t pa, size_t size,
				     enum dma_data_direction dir, const char **why)
{
	*why = "it needs a bounce buffer, and CONFIG_SWIOTLB is off";
	return DMA_MAPPING_ERROR;
}

static inline int swiotlb_unmap(struct device *dev, dma_addr_t addr, size_t size,
				enum dma_data_direction dir, unsigned long attrs)
{
	return 0;
}

static inline int swiotlb_sync(struct device *dev, dma_addr_t addr, size_t size,
			       enum dma_data_direction dir, bool for_device)
{
	return 0;
}

static inline phys_addr_t swiotlb_original(struct device *dev, phys_addr_t pa)
{
	return pa;
}

static inline void swiotlb_prepare(struct device *dev)
{
}

static inline void swiotlb_usage(const struct device *dev, struct swiotlb_usage *usage)
{
	*usage = (struct swiotlb_usage){ 0 };
}

static inline phys_addr_t swiotlb_alloc(struct device *dev, size_t size)
{
	return 0;
}

static inline bool swiotlb_free(struct device *dev, phys_addr_t pa, size_t size)
{
	return false;
}
#endif

/* mm/dma/uncached.c: allocate and free whole pages that have only an uncached mapping. */

#ifdef CONFIG_DMA_NONCOHERENT
/*
 * Fill the reserve for callers that may not sleep.  Called for devices that are not coherent, in
 * thread context.
 */
void uncached_prepare(void);
/* Set the number of pages of the reserve.  Returns the old number.  Called in thread context. */
unsigned long uncached_set_reserve(unsigned long pages);
/*
 * Allocate @size bytes.  An allocation of up to 2 MiB is aligned to its size, rounded up to a power
 * of two.  Returns NULL if no such memory is in the device's reach, or, if @gfp does not allow
 * sleeping, in the reserve.
 */
void *uncached_alloc(const struct device *dev, size_t size, gfp_t gfp, u64 mask, phys_addr_t *pa);
/*
 * Free an allocation.  Returns false, without effect, if @va is not an allocation of that size at
 * @pa.  May be called in any context.
 */
bool uncached_free(void *va, phys_addr_t pa, size_t size);
/*
 * Wait until the work item has freed the blocks that are not needed any more.  Called in thread
 * context.
 */
void uncached_settle(void);
unsigned long uncached_blocks(void);
#else
static inline void uncached_prepare(void)
{
}

static inline void *uncached_alloc(const struct device *dev, size_t size, gfp_t gfp, u64 mask,
				   phys_addr_t *pa)
{
	return NULL;
}

static inline bool uncached_free(void *va, phys_addr_t pa, size_t size)
{
	return false;
}

static inline unsigned long uncached_set_reserve(unsigned long pages)
{
	return 0;
}

static inline void uncached_settle(void)
{
}

static inline unsigned long uncached_blocks(void)
{
	return 0;
}
#endif

#endif /* MM_DMA_PRIVATE_H */
