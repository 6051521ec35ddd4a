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

/* A physical range as the device addresses it; DMA_MAPPING_ERROR if no window holds all of it. */
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

/* The other way, for an address that was handed out. */
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

/* Whether the device drives all of the range under this mask. */
static inline bool dma_reaches(const struct device *dev, dma_addr_t addr, size_t size, u64 mask)
{
	dma_addr_t last = addr + size - 1;

	if (dev->bus_dma_limit)
		mask = min(mask, dev->bus_dma_limit);
	return addr != DMA_MAPPING_ERROR && last >= addr && last <= mask;
}

/* What the CPU's physical range is to the device, and in reach of its streaming mask. */
static inline bool dma_maps_straight(struct device *dev, dma_addr_t addr, size_t size)
{
	return dma_reaches(dev, addr, size, dma_get_mask(dev));
}

/*
 * Return the size in bytes of the cache lines that are maintained for the device, or 0 if it is
 * coherent or if there is no maintenance.  Drivers may write dev->dma_coherent directly, after the
 * reach was computed.
 */
static inline unsigned int dma_line(const struct device *dev)
{
	return dev->dma_coherent ? 0 : READ_ONCE(dev->dma_reach.line);
}

static inline u64 coherent_mask(const struct device *dev)
{
	return dev->coherent_dma_mask ? dev->coherent_dma_mask : DMA_BIT_MASK(32);
}

/* RAM was added since boot, and may be out of any device's reach.  mm/dma/reach.c. */
extern bool dma_ram_grew;

/* Coherent memory of the device is of its own, or of its operations.  Then dma_reaches_all() is false. */
static inline bool dma_has_own(const struct device *dev)
{
	return dev->dma_reach.own;
}

static inline bool dma_reaches_all(const struct device *dev, u64 mask)
{
	return likely(mask > dev->dma_reach.all_above && !READ_ONCE(dma_ram_grew));
}

/* A block of that order, allocated as plain pages and without another owner.  For any page. */
static __always_inline bool is_dma_block(const struct page *page, unsigned int order)
{
	return is_page(page) && page_is(page, PGTY_allocated, order);
}

/* mm/dma/pages.c: the last address of the CPU's that the device drives under the mask. */
phys_addr_t dma_last_in_reach(const struct device *dev, u64 mask);
/* 2^order pages that the device drives under the mask; NULL. */
struct page *dma_alloc_reached(const struct device *dev, unsigned int order, gfp_t gfp, u64 mask);
/* The same of any size, zeroed.  dma_free_block(): false, and nothing happens, unless this is allocated. */
struct page *dma_alloc_block(const struct device *dev, size_t size, gfp_t gfp, u64 mask);
bool dma_free_block(struct page *page, size_t size);

/*
 * mm/dma/large.c: any number of pages in one piece, not zeroed, from a page block's boundary on if there
 * are as many; NULL, also if gfp forbids to sleep.  dma_large_free(): false, and nothing happens, unless
 * just these were allocated.  Thread context.
 */
#ifdef CONFIG_CONTIG_ALLOC
struct page *dma_large_alloc(const struct device *dev, unsigned long nr, gfp_t gfp, u64 mask);
bool dma_large_free(const struct page *page, unsigned long nr);
#else
static inline struct page *dma_large_alloc(const struct device *dev, unsigned long nr, gfp_t gfp, u64 mask)
{
	return NULL;
}

static inline bool dma_large_free(const struct page *page, unsigned long nr)
{
	return false;
}
#endif

/*
 * Coherent memory: pieces of up to half a page (mm/dma/lines.c), and whole pages (mm/dma/coherent.c),
 * which also serve the requests that the former do not.  As dma_alloc_attrs().  lines_free() frees a
 * piece of 2^shift bytes, or returns false if @va is not the start of one.  Any context.
 */
void *lines_alloc(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp, unsigned long attrs);
bool lines_free(struct device *dev, unsigned int shift, void *va, phys_addr_t pa);

#define LINES_SHIFT_MIN		6

/* The pieces that serve this many bytes, up to half a page; PAGE_SHIFT and above: a page does. */
static __always_inline unsigned int lines_shift(struct device *dev, size_t size)
{
	size = max3(size, (size_t)dma_line(dev), (size_t)dma_get_min_align_mask(dev) + 1);
	return likely(size <= 1UL << LINES_SHIFT_MIN) ? LINES_SHIFT_MIN : (unsigned int)order_base_2(size);
}

void *dma_alloc_whole(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp, unsigned long attrs);
/* What everybody's memory does not serve: of the device's own; or NULL, with a message. */
void *dma_alloc_rest(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp, unsigned long attrs);

#define DMA_ATTRS_COHERENT	(DMA_ATTR_WEAK_ORDERING | DMA_ATTR_WRITE_COMBINE | \
				 DMA_ATTR_NO_KERNEL_MAPPING | DMA_ATTR_SKIP_CPU_SYNC | \
				 DMA_ATTR_FORCE_CONTIGUOUS | DMA_ATTR_NO_WARN | \
				 DMA_ATTR_ALLOC_SINGLE_PAGES | DMA_ATTR_PRIVILEGED)

static __always_inline bool dma_bad_attrs(size_t size, unsigned long attrs)
{
	return size - 1 >= SSIZE_MAX || attrs & ~DMA_ATTRS_COHERENT;
}

/*
 * mm/dma/cache.c: maintenance of lines that overlap [va, va + size) of the linear map, by the CPU's
 * instructions or by a driver; only if maintained_line() > 0.  Any context.
 */
#ifdef CONFIG_DMA_CACHE_OPS
DECLARE_STATIC_KEY_FALSE(dma_cache_driven);
extern const struct dma_cache_ops *dma_cache_driver;

/* Use this table, or with NULL the CPU's instructions: what was used before.  Tests use it too. */
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
 * Drop the lines of memory at @pa that only @va maps, uncached; nothing where a driver would look for
 * them in the linear map.
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

/* The same; 0 also if the image does without. */
static inline unsigned int maintained_line(void)
{
	return IS_ENABLED(CONFIG_DMA_NONCOHERENT) ? dma_cache_line() : 0;
}

/* Devices that are not coherent get coherent memory of everybody's only where this is so. */
static inline bool can_map_uncached(void)
{
	if (!IS_ENABLED(CONFIG_DMA_NONCOHERENT) || !arch_has_uncached())
		return false;
	return dma_cache_has_driver() ? !dma_cache_driver_linear() : arch_dcache_line() > 0;
}

/* On a device that is not coherent, a mapping that it writes shares a line with something else. */
static inline bool shares_line(const struct device *dev, unsigned long start, size_t size,
			       enum dma_data_direction dir)
{
	unsigned int line = dma_line(dev);

	return dir != DMA_TO_DEVICE && line && ((start | size) & (line - 1));
}

/*
 * A call of the driver's that was wrong, and had no effect: what WARN() says, begun with the device's name;
 * and one that failed.  dmainfo shows how many there were.
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

/* mm/dma/ops.c: for a device with operations of its own, which the slow paths ask for. */
extern const struct swiotlb_bounds dma_ops_bounds;	/* of no copies */

dma_addr_t dma_ops_map(struct device *dev, phys_addr_t pa, size_t size, enum dma_data_direction dir,
		       unsigned long attrs);
void dma_ops_unmap(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		   unsigned long attrs);
void dma_ops_sync(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		  bool for_device);
dma_addr_t dma_ops_map_resource(struct device *dev, phys_addr_t pa, size_t size,
				enum dma_data_direction dir, unsigned long attrs);
void dma_ops_unmap_resource(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
			    unsigned long attrs);
int dma_ops_map_sg(struct device *dev, struct scatterlist *sgl, int nents, enum dma_data_direction dir,
		   unsigned long attrs);
void dma_ops_unmap_sg(struct device *dev, struct scatterlist *sgl, int nents, enum dma_data_direction dir,
		      unsigned long attrs);
void dma_ops_sync_sg(struct device *dev, struct scatterlist *sgl, int nents, enum dma_data_direction dir,
		     bool for_device);
void *dma_ops_alloc(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp, unsigned long attrs);
void dma_ops_free(struct device *dev, size_t size, void *va, dma_addr_t handle, unsigned long attrs);
struct page *dma_ops_alloc_pages(struct device *dev, size_t size, dma_addr_t *handle,
				 enum dma_data_direction dir, gfp_t gfp);
void dma_ops_free_pages(struct device *dev, size_t size, struct page *page, dma_addr_t handle,
			enum dma_data_direction dir);

/* mm/dma/pool.c: each of the device's pools.  Thread context. */
struct dma_pool_usage {
	const char *name;
	size_t size, bytes;		/* of a block; of all memory that the pool has */
	unsigned long blocks, used;
};

void dma_pools_for_each(struct device *dev, void (*fn)(const struct dma_pool_usage *usage, void *arg),
			void *arg);

/* ---- mm/dma/debug.c: what is mapped and allocated is recorded -------------------------------- */

enum dma_debug_kind {
	DMA_DEBUG_SINGLE, DMA_DEBUG_SG, DMA_DEBUG_PAGES, DMA_DEBUG_RESOURCE, DMA_DEBUG_COHERENT,
};

#ifdef CONFIG_DMA_API_DEBUG
bool dma_debug_on(void);
void dma_debug_map(struct device *dev, enum dma_debug_kind kind, dma_addr_t addr, size_t size,
		   enum dma_data_direction dir, unsigned long attrs);
/* Why this is not what was recorded; NULL.  dma_debug_unmap() forgets it then. */
const char *dma_debug_match(const struct device *dev, enum dma_debug_kind kind, dma_addr_t addr,
			    size_t size, enum dma_data_direction dir);
const char *dma_debug_unmap(struct device *dev, enum dma_debug_kind kind, dma_addr_t addr,
			    size_t size, enum dma_data_direction dir);
const char *dma_debug_sync(const struct device *dev, dma_addr_t addr, size_t size,
			   enum dma_data_direction dir, bool for_device);
/* It was synced for the device, which owns it from now on. */
void dma_debug_synced(const struct device *dev, dma_addr_t addr, size_t size);
/* Report and forget what the device has. */
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

/* The mask is the driver's, which may write to it. */
static __always_inline bool dma_mask_is(const struct device *dev, u64 mask)
{
	return likely(dev->dma_mask && *dev->dma_mask == mask);
}

/*
 * The fast paths serve ranges within one page of the reach, or within the reach.  @offset counts from
 * reach->va and from reach->bus alike.  Ranges of size 0, and ranges that wrap around, are not served.
 */
static __always_inline bool dma_in_page(const struct dma_reach *reach, unsigned long offset, size_t size)
{
	unsigned long end;

	/* With all higher bits set, an offset is as far below 0 as the end of its page is away. */
	return likely(offset < READ_ONCE(reach->size) &&
		      !__builtin_add_overflow(offset | -PAGE_SIZE, size - 1, &end));
}

static __always_inline bool dma_in_reach(const struct dma_reach *reach, unsigned long offset, size_t size)
{
	unsigned long last;

	return likely(!__builtin_add_overflow(offset, size - 1, &last) && last < READ_ONCE(reach->size));
}

/* mm/dma/streaming.c: for a device with a line; drops what the cache has of these bytes. */
void dma_invalidate(struct device *dev, unsigned long start, size_t size);

/*
 * mm/dma/streaming.c: map one range by the slow path, without counting or recording it.  Returns 0, or
 * after a message -EINVAL if the range is not memory, or -ENOMEM.  dma_end_one() unmaps it without
 * checks, and returns false if the address is not that of a mapping.
 */
int dma_map_one(struct device *dev, phys_addr_t pa, size_t size, enum dma_data_direction dir,
		unsigned long attrs, dma_addr_t *addr);
bool dma_end_one(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		 unsigned long attrs);
/* The same, and part of one, after all checks; false: refused and reported, with the caller. */
bool dma_unmap_one(struct device *dev, enum dma_debug_kind kind, dma_addr_t addr, size_t size,
		   enum dma_data_direction dir, unsigned long attrs, const void *caller);
bool dma_sync_one(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		  bool for_device, const void *caller);

/* ---- mm/dma/area.c: memory that is given out in granules --------------------------------------- */

struct dma_area {
	void *va;
	phys_addr_t pa;
	unsigned int shift;	/* a granule has 2^shift bytes */
	unsigned long nr, used;	/* granules */
	unsigned long *map;	/* a bit for each: in use */
	unsigned long *first;	/* the first of what was handed out */
};

static inline bool dma_area_has(const struct dma_area *area, const void *va)
{
	return (unsigned long)va - (unsigned long)area->va < area->nr << area->shift;
}

/* So many granules side by side, and where they are; NULL.  Under the caller's lock. */
void *dma_area_take(struct dma_area *area, unsigned long nr, phys_addr_t *pa);
/* False, and nothing happens, unless these were taken together and are at pa. */
bool dma_area_give_back(struct dma_area *area, void *va, phys_addr_t pa, unsigned long nr);

/* ---- mm/dma/declared.c: coherent memory of single devices ------------------------------------ */

/* Why a device cannot have this memory for itself; NULL. */
const char *dma_mem_refused(const struct device *dev, phys_addr_t pa, size_t size);
/*
 * Describe and map a region.  Returns NULL on failure.  dma_mem_create() describes a region that is mapped.
 */
struct dma_coherent_mem *dma_mem_map(phys_addr_t pa, size_t size, bool uncached);
struct dma_coherent_mem *dma_mem_create(void *va, phys_addr_t pa, size_t size);
/*
 * Free the description.  Returns false, without effect, while memory of it is in use.  The mapping remains.
 */
bool dma_mem_destroy(struct dma_coherent_mem *mem);
bool dma_mem_is_uncached(const struct dma_coherent_mem *mem);
/* From now on the device has this or, NULL, none of its own. */
void dma_mem_assign(struct device *dev, struct dma_coherent_mem *mem);
/* Remove the memory that the driver declared, when it is unbound. */
void dma_mem_leave(struct device *dev);

/*
 * Allocate zeroed memory of the device's region, or return NULL.  dma_mem_free() frees memory that
 * dma_mem_has().
 */
void *dma_mem_alloc(struct device *dev, size_t size, dma_addr_t *handle);
bool dma_mem_has(const struct device *dev, const void *va);
bool dma_mem_free(struct device *dev, size_t size, void *va, dma_addr_t handle);
void dma_mem_usage(const struct device *dev, phys_addr_t *pa, size_t *size, size_t *used);

/*
 * mm/dma/regions.c: the region for devices that can have no other coherent memory, if the tree has one: for
 * a device without memory of its own; and no more, before the device gets such.
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

/* ---- mm/dma/swiotlb.c: mappings that are copied ---------------------------------------------- */

/* All pools of a device are, and were, in between. */
struct swiotlb_bounds {
	phys_addr_t low, high;
};

/* Return true if @pa may be a bounce buffer of the device.  False for nearly all other addresses. */
static __always_inline bool may_be_copy(const struct dma_reach *reach, phys_addr_t pa)
{
	const struct swiotlb_bounds *bounds = READ_ONCE(reach->copies);

	return bounds && pa >= READ_ONCE(bounds->low) && pa < READ_ONCE(bounds->high);
}

struct swiotlb_usage {
	unsigned long nslabs, used, used_hiwater, pools;
};

#ifdef CONFIG_SWIOTLB
/* Copy to where the device reaches: the bus address; DMA_MAPPING_ERROR, and in *why the reason. */
dma_addr_t swiotlb_map(struct device *dev, phys_addr_t pa, size_t size, enum dma_data_direction dir,
		       const char **why);
/*
 * 0 if the address is not of a mapping that was copied; 1, and it was ended, or a part of it copied;
 * -EINVAL if it is not just this mapping, or more than a part of one.
 */
int swiotlb_unmap(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		  unsigned long attrs);
int swiotlb_sync(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		 bool for_device);
/* Return the buffer whose bounce buffer is at @pa, or @pa itself if that is not a bounce buffer. */
phys_addr_t swiotlb_original(struct device *dev, phys_addr_t pa);
/* For a device whose mappings may be copied: have the first pool.  Thread context. */
void swiotlb_prepare(struct device *dev);
/* Of the device's restricted pool; NULL: of that which the others share. */
void swiotlb_usage(const struct device *dev, struct swiotlb_usage *usage);
/*
 * Memory of the device's restricted pool, not copied from anywhere: 0: there is none.  swiotlb_free():
 * false, and nothing is freed, unless just this was allocated.  Any context.
 */
phys_addr_t swiotlb_alloc(struct device *dev, size_t size);
bool swiotlb_free(struct device *dev, phys_addr_t pa, size_t size);
/* A restricted pool in reserved pages of the linear map; NULL. */
struct io_tlb_mem *swiotlb_restricted_create(phys_addr_t pa, size_t size);
void swiotlb_restricted_destroy(struct io_tlb_mem *mem);
#else
static inline dma_addr_t swiotlb_map(struct device *dev, phys_addr_t pa, size_t size,
				     enum dma_data_direction dir, const char **why)
{
	*why = "it would have to be copied, and the image has no CONFIG_SWIOTLB";
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

/* mm/dma/uncached.c: whole pages that only an uncached mapping shows, zeroed. */

#ifdef CONFIG_DMA_NONCOHERENT
/* For a device that is not coherent: keep some ready for callers that may not sleep.  Thread context. */
void uncached_prepare(void);
/* Set the number of pages of the reserve.  Returns the old number.  Thread context. */
unsigned long uncached_set_reserve(unsigned long pages);
/*
 * Allocate @size bytes, up to 2 MiB, aligned to the next power of two.  Returns NULL if no such memory
 * is in the device's reach, or, if @gfp does not allow sleeping, in the reserve.
 */
void *uncached_alloc(const struct device *dev, size_t size, gfp_t gfp, u64 mask, phys_addr_t *pa);
/* Returns false, without effect, if @va is not an allocation of that size at @pa.  Any context. */
bool uncached_free(void *va, phys_addr_t pa, size_t size);
/* Wait until what is no longer needed has gone back.  Thread context. */
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
