/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_DMA_PRIVATE_H
#define MM_DMA_PRIVATE_H

#include <linux/dma-mapping.h>
#include <linux/minmax.h>
#include <linux/of_address.h>
#include <quarry/arch.h>
#include <quarry/dma.h>

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

/* Devices that are not coherent get coherent memory only where this is so. */
static inline bool can_map_uncached(void)
{
	return IS_ENABLED(CONFIG_DMA_NONCOHERENT) && arch_has_uncached() && arch_dcache_line();
}

/* The line that maintenance works on; 0: there is none, or the image does without. */
static inline unsigned int maintained_line(void)
{
	return IS_ENABLED(CONFIG_DMA_NONCOHERENT) ? arch_dcache_line() : 0;
}

/*
 * mm/dma/debug.c: streaming mappings are recorded; why there is no such one to unmap, or none that @size
 * bytes to sync are in; NULL.  Any context.
 */
#ifdef CONFIG_DMA_API_DEBUG
void dma_debug_map(const struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir);
const char *dma_debug_unmap(const struct device *dev, dma_addr_t addr, size_t size,
			    enum dma_data_direction dir);
const char *dma_debug_sync(const struct device *dev, dma_addr_t addr, size_t size);
#else
#define dma_debug_map(dev, addr, size, dir)	((void)0)
#define dma_debug_unmap(dev, addr, size, dir)	NULL
#define dma_debug_sync(dev, addr, size)		NULL
#endif

/* mm/dma/uncached.c: whole pages that only an uncached mapping shows, zeroed. */

#ifdef CONFIG_DMA_NONCOHERENT
/* For a device that is not coherent: keep some ready for callers that may not sleep.  Thread context. */
void uncached_prepare(void);
/* How many pages are kept ready; what it was before.  Thread context. */
unsigned long uncached_set_reserve(unsigned long pages);
/* NULL: there is none, or, where gfp does not allow to sleep, none that is ready. */
void *uncached_alloc(unsigned int order, gfp_t gfp, phys_addr_t *pa);
/* False, and nothing is freed, if not all of it is allocated, or is not at pa.  Any context. */
bool uncached_free(void *va, phys_addr_t pa, unsigned int order);
/* Wait until what is no longer needed has gone back.  Thread context. */
void uncached_settle(void);
unsigned long uncached_blocks(void);
#else
static inline void uncached_prepare(void)
{
}

static inline void *uncached_alloc(unsigned int order, gfp_t gfp, phys_addr_t *pa)
{
	return NULL;
}

static inline bool uncached_free(void *va, phys_addr_t pa, unsigned int order)
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
