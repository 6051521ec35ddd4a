// SPDX-License-Identifier: BSD-2-Clause
/*
 * Streaming mappings: a buffer of the CPU's is the device's for a while.
 *
 * For a coherent device that is arithmetic and a check of reach.  For one that is not, ownership moves
 * with cache maintenance:
 *
 *	to the device	what the CPU wrote is cleaned; what the device will write is cleaned as well, so
 *			that no dirty line is evicted over it
 *	to the CPU	what the device wrote is invalidated, for lines that speculation brought in
 *
 * Invalidating a line that the buffer shares with something else would lose what the CPU wrote there
 * meanwhile, and not invalidating it would lose what the device wrote; so a mapping that the device
 * writes must own its first and last line, or it is refused.
 */

#include <linux/bug.h>
#include <linux/dma-mapping.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <quarry/arch.h>
#include <quarry/dma.h>

#include "dma.h"

static bool shares_line(const void *va, size_t size)
{
	unsigned int line = maintained_line();

	return line && (((unsigned long)va | size) & (line - 1));
}

static void to_device(struct device *dev, phys_addr_t pa, size_t size)
{
	if (IS_ENABLED(CONFIG_DMA_NONCOHERENT) && !dev->dma_coherent)
		arch_dcache_clean((unsigned long)__va(pa), size);
}

static void to_cpu(struct device *dev, phys_addr_t pa, size_t size, enum dma_data_direction dir)
{
	if (IS_ENABLED(CONFIG_DMA_NONCOHERENT) && !dev->dma_coherent && dir != DMA_TO_DEVICE)
		arch_dcache_invalidate((unsigned long)__va(pa), size);
}

static bool is_linear_range(const void *va, size_t size)
{
	unsigned long start = (unsigned long)va, last = start + size - 1;

	return size && last >= start && is_linear_addr(va) && is_linear_addr((void *)last);
}

static dma_addr_t refuse(struct device *dev, const void *va, size_t size, const char *why)
{
	dev_err(dev, "cannot map %zu bytes at %px for DMA: %s\n", size, va, why);
	return DMA_MAPPING_ERROR;
}

static void count_mapping(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir)
{
	dma_debug_map(dev, addr, size, dir);
	__atomic_fetch_add(&dev->dma_mapped, 1, __ATOMIC_RELAXED);
}

static noinline bool is_high_ram(phys_addr_t pa, size_t size)
{
	phys_addr_t last = pa + size - 1;

	return size && last >= pa && pfn_valid(PFN_DOWN(pa)) && pfn_valid(PFN_DOWN(last));
}

/* A range whose lines a call can drop must be one that was mapped; this much is known of it anyway. */
static __always_inline bool may_be_mapped(struct device *dev, dma_addr_t addr, phys_addr_t pa, size_t size)
{
	return addr != DMA_MAPPING_ERROR && READ_ONCE(dev->dma_mapped) &&
	       (is_linear_range(__va(pa), size) || is_high_ram(pa, size));
}

static noinline void dma_report_unmapped(struct device *dev, const char *what, dma_addr_t addr,
					 size_t size, const char *why, const void *caller)
{
	WARN(1, "%s: %s of %zu bytes at %#llx by %pS: %s\n", dev_name(dev), what, size,
	     (unsigned long long)addr, caller, why ? why : "that is not mapped");
}

static bool may_sync(struct device *dev, dma_addr_t addr, size_t size, const char *what, const void *caller)
{
	const char *why = dma_debug_sync(dev, addr, size);

	if (!why && may_be_mapped(dev, addr, dma_to_phys(dev, addr), size))
		return true;
	dma_report_unmapped(dev, what, addr, size, why, caller);
	return false;
}

dma_addr_t dma_map_single_attrs(struct device *dev, void *va, size_t size,
				enum dma_data_direction dir, unsigned long attrs)
{
	dma_addr_t addr;

	if (WARN(!valid_dma_direction(dir), "dma_map_single: direction %d\n", dir))
		return DMA_MAPPING_ERROR;
	if (!is_linear_range(va, size))
		return refuse(dev, va, size, "not memory of the linear map");
	if (!dev->dma_coherent) {
		if (!maintained_line())
			return refuse(dev, va, size, "the device is not coherent, and cache "
				      "maintenance is not available");
		if (dir != DMA_TO_DEVICE && shares_line(va, size))
			return refuse(dev, va, size, "it shares a cache line with something else: "
				      "round up to dma_get_cache_alignment()");
	}
	addr = dma_from_phys(dev, __pa(va), size);
	if (!dma_reaches(dev, addr, size, dma_get_mask(dev)))
		return refuse(dev, va, size, "out of the device's reach");
	if (!(attrs & DMA_ATTR_SKIP_CPU_SYNC))
		to_device(dev, __pa(va), size);
	count_mapping(dev, addr, size, dir);
	return addr;
}

/* Without an address there is nothing to name a cache line by. */
static dma_addr_t map_high_page(struct device *dev, phys_addr_t pa, size_t size,
				enum dma_data_direction dir)
{
	dma_addr_t addr = dma_from_phys(dev, pa, size);
	const char *why = NULL;

	if (!valid_dma_direction(dir))
		why = "no direction";
	else if (!size || !pfn_valid(PFN_DOWN(pa + size - 1)))
		why = "not memory";
	else if (!dev->dma_coherent)
		why = "high memory, and the device is not coherent";
	else if (!dma_reaches(dev, addr, size, dma_get_mask(dev)))
		why = "out of the device's reach";
	if (why) {
		dev_err(dev, "cannot map %zu bytes at physical %#llx for DMA: %s\n", size,
			(unsigned long long)pa, why);
		return DMA_MAPPING_ERROR;
	}
	count_mapping(dev, addr, size, dir);
	return addr;
}

dma_addr_t dma_map_page_attrs(struct device *dev, struct page *page, size_t offset, size_t size,
			      enum dma_data_direction dir, unsigned long attrs)
{
	if (PageHighMem(page))
		return map_high_page(dev, page_to_phys(page) + offset, size, dir);
	return dma_map_single_attrs(dev, page_address(page) + offset, size, dir, attrs);
}

static __always_inline void dma_end_mapping(struct device *dev, phys_addr_t pa, size_t size,
					    enum dma_data_direction dir, unsigned long attrs)
{
	__atomic_fetch_sub(&dev->dma_mapped, 1, __ATOMIC_RELAXED);
	if (!(attrs & DMA_ATTR_SKIP_CPU_SYNC))
		to_cpu(dev, pa, size, dir);
}

/* High memory, mistakes, and all with CONFIG_DMA_API_DEBUG. */
static noinline void dma_unmap_slowly(struct device *dev, dma_addr_t addr, size_t size,
				      enum dma_data_direction dir, unsigned long attrs, const void *caller)
{
	phys_addr_t pa = dma_to_phys(dev, addr);
	bool known = may_be_mapped(dev, addr, pa, size);
	const char *why = known ? dma_debug_unmap(dev, addr, size, dir) : NULL;

	if (known && !why)
		dma_end_mapping(dev, pa, size, dir, attrs);
	else
		dma_report_unmapped(dev, "unmap", addr, size, why, caller);
}

void dma_unmap_page_attrs(struct device *dev, dma_addr_t addr, size_t size,
			  enum dma_data_direction dir, unsigned long attrs)
{
	phys_addr_t pa = dma_to_phys(dev, addr);

	if (!IS_ENABLED(CONFIG_DMA_API_DEBUG) && addr != DMA_MAPPING_ERROR &&
	    READ_ONCE(dev->dma_mapped) && is_linear_range(__va(pa), size))
		dma_end_mapping(dev, pa, size, dir, attrs);
	else
		dma_unmap_slowly(dev, addr, size, dir, attrs, __builtin_return_address(0));
}

int dma_mapping_error(struct device *dev, dma_addr_t addr)
{
	return addr == DMA_MAPPING_ERROR ? -ENOMEM : 0;
}

void dma_sync_single_for_cpu(struct device *dev, dma_addr_t addr, size_t size,
			     enum dma_data_direction dir)
{
	if (may_sync(dev, addr, size, "sync for the CPU", __builtin_return_address(0)))
		to_cpu(dev, dma_to_phys(dev, addr), size, dir);
}

void dma_sync_single_for_device(struct device *dev, dma_addr_t addr, size_t size,
				enum dma_data_direction dir)
{
	if (may_sync(dev, addr, size, "sync for the device", __builtin_return_address(0)))
		to_device(dev, dma_to_phys(dev, addr), size);
}

int dma_get_cache_alignment(void)
{
	return max_t(unsigned int, arch_dcache_line(), 1);
}

size_t dma_max_mapping_size(struct device *dev)
{
	return SIZE_MAX;
}
