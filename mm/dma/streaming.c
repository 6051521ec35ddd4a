// SPDX-License-Identifier: BSD-2-Clause
/*
 * Streaming mappings, which pass the ownership of a buffer from the CPU to a device and back.
 *
 * For a coherent device, a mapping is the computation of an address, and a check that the device
 * can address the buffer.  For a device that is not coherent, caches are maintained when the
 * ownership changes:
 *
 *	to the device	lines that the CPU wrote are cleaned; so are lines that the device will
 *			write, so that no dirty line is evicted over the device's data
 *	to the CPU	lines that the device wrote are invalidated, because speculation may have
 *			read them before
 *
 * If the buffer shares a line with other data, invalidating the line would lose data that the CPU
 * wrote there during the transfer, and not invalidating it would lose data of the device.  So a
 * buffer to which the device writes must fill its first and last line; otherwise it gets a bounce
 * buffer (swiotlb.c).  A buffer that the device cannot address gets a bounce buffer, too.
 *
 * There are two paths.  The fast path serves ranges within one page of struct dma_reach, which is
 * RAM with a constant difference between bus and physical addresses.  A range that stays in its
 * page cannot leave its block.  The slow path serves all other ranges, and checks every block.  A
 * dma_reach.size of 0 sends all calls of a device to the slow path.
 */

#include <internal/arch.h>
#include <internal/dma.h>
#include <linux/bug.h>
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>

#include "mm/pages/pages.h"
#include "dma.h"

static void to_device(struct device *dev, phys_addr_t pa, size_t size)
{
	if (IS_ENABLED(CONFIG_DMA_NONCOHERENT) && dma_line(dev))
		dma_cache_clean((unsigned long)__va(pa), size);
}

/*
 * Clean partial lines at the edges first, so that the CPU's writes to the other bytes of these
 * lines are not lost.
 */
void dma_invalidate(struct device *dev, unsigned long start, size_t size)
{
	unsigned long mask = READ_ONCE(dev->dma_reach.line) - 1, end = start + size;

	if (unlikely((start | size) & mask)) {
		if (start & mask)
			dma_cache_flush(start, 1);
		if (end & mask)
			dma_cache_flush(end, 1);
		start = ALIGN(start, mask + 1);
		end &= ~mask;
		if (start >= end)
			return;
	}
	dma_cache_invalidate(start, end - start);
}

static void to_cpu(struct device *dev, phys_addr_t pa, size_t size, enum dma_data_direction dir)
{
	if (IS_ENABLED(CONFIG_DMA_NONCOHERENT) && dma_line(dev) && dir != DMA_TO_DEVICE)
		dma_invalidate(dev, (unsigned long)__va(pa), size);
}

/* ---- the slow path --------------------------------------------------------------------------- */

/*
 * Return NULL if the whole range is RAM that is allocated or was never in the page allocator, and
 * the reason otherwise.
 */
static const char *why_no_memory(phys_addr_t pa, size_t size)
{
	phys_addr_t last = pa + size - 1;

	if (!size)
		return "its size is 0";
	if (last < pa)
		return "it wraps around";
	for (phys_addr_t at = pa; at <= last;) {
		struct page *page = pfn_to_page(PFN_DOWN(at)), *head;
		unsigned int type;

		if (!pfn_valid(PFN_DOWN(at)) || !page_ready(page))
			return "it is not RAM";
		head = page_block_head(page);
		type = head ? READ_ONCE(head->type) : PGTY_none;
		if (type < PGTY_allocated && type != PGTY_reserved)
			return "a part of it is not allocated";
		at = page_to_phys(head) + (PAGE_SIZE << READ_ONCE(head->order));
	}
	return NULL;
}

static bool must_copy(struct device *dev, dma_addr_t addr, phys_addr_t pa, size_t size,
		      enum dma_data_direction dir)
{
	if (!dma_maps_straight(dev, addr, size) || is_swiotlb_force_bounce(dev))
		return true;
	/* Cache maintenance needs an address in the linear map, which high memory does not have. */
	return dma_line(dev) &&
	       (shares_line(dev, pa, size, dir) || !is_linear_addr(__va(pa + size - 1)));
}

/* Return true if the driver has changed the device's mask or coherence directly, without a call. */
static bool reach_is_stale(const struct device *dev)
{
	u64 mask = READ_ONCE(dev->dma_reach.mask);

	return (mask && mask != (dev->dma_mask ? *dev->dma_mask : 0)) ||
	       READ_ONCE(dev->dma_reach.line) != (dev->dma_coherent ? 0 : maintained_line());
}

/*
 * Disable the fast paths for the device until the next call that sets its mask.  The slow paths
 * read the mask and the coherence from the device itself.  Another CPU may be using the fast paths
 * and reads va, bus and size together, so only size of these three changes.  A reach->mask of 0 is
 * never equal to the mask of a device.
 */
static void leave_fast_paths(struct device *dev)
{
	struct dma_reach *reach = &dev->dma_reach;

	WRITE_ONCE(reach->size, 0);
	WRITE_ONCE(reach->plain, false);
	WRITE_ONCE(reach->line, dev->dma_coherent ? 0 : maintained_line());
	WRITE_ONCE(reach->mask, 0);
}

int dma_map_one(struct device *dev, phys_addr_t pa, size_t size, enum dma_data_direction dir,
		unsigned long attrs, dma_addr_t *addr)
{
	const char *why = why_no_memory(pa, size);
	int err = why ? -EINVAL : 0;

	if (reach_is_stale(dev))
		leave_fast_paths(dev);
	if (DMA_WARN(dev, !valid_dma_direction(dir), "invalid DMA direction %d\n", dir))
		return -EINVAL;
	if (!err && !dev->dma_coherent && !dma_line(dev)) {
		why = "the device is not coherent, and cache maintenance is not available";
		err = -EINVAL;
	} else if (!err) {
		*addr = dma_from_phys(dev, pa, size);
		if (must_copy(dev, *addr, pa, size, dir)) {
			*addr = swiotlb_map(dev, pa, size, dir, &why);
			err = why ? -ENOMEM : 0;
		} else if (!(attrs & DMA_ATTR_SKIP_CPU_SYNC)) {
			to_device(dev, pa, size);
		}
	}
	if (why)
		dma_count_refused(dev);
	if (why && !(attrs & DMA_ATTR_NO_WARN))
		dev_err(dev, "cannot map %zu bytes at %#llx for DMA: %s\n", size,
			(unsigned long long)pa, why);
	return err;
}

bool dma_end_one(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		 unsigned long attrs)
{
	int copied = may_be_copy(&dev->dma_reach, dma_to_phys(dev, addr)) ?
		     swiotlb_unmap(dev, addr, size, dir, attrs) : 0;

	if (!copied && !(attrs & DMA_ATTR_SKIP_CPU_SYNC))
		to_cpu(dev, dma_to_phys(dev, addr), size, dir);
	return copied >= 0;
}

static noinline bool dma_report_unmapped(struct device *dev, const char *what, dma_addr_t addr,
					 size_t size, const char *why, const void *caller)
{
	DMA_WARN(dev, true, "%s of %zu bytes at %#llx by %pS: %s\n", what, size,
		 (unsigned long long)addr, caller, why ? why : "it is not mapped");
	return false;
}

/*
 * Return the reason why a range cannot be an existing mapping, or NULL.  This check needs no
 * records.  An unmap may invalidate lines, so its range must be memory.
 */
static const char *why_not_mapped(struct device *dev, dma_addr_t addr, size_t size,
				  enum dma_data_direction dir)
{
	if (addr == DMA_MAPPING_ERROR || READ_ONCE(dev->dma_mapped) <= 0)
		return "nothing is mapped";
	if (!valid_dma_direction(dir))
		return "the direction is invalid";
	return why_no_memory(dma_to_phys(dev, addr), size);
}

bool dma_unmap_one(struct device *dev, enum dma_debug_kind kind, dma_addr_t addr, size_t size,
		   enum dma_data_direction dir, unsigned long attrs, const void *caller)
{
	const char *why = why_not_mapped(dev, addr, size, dir);

	if (!why)
		why = dma_debug_unmap(dev, kind, addr, size, dir);
	if (!why && !dma_end_one(dev, addr, size, dir, attrs))
		why = "mapped with another address or size";
	return why ? dma_report_unmapped(dev, "unmap", addr, size, why, caller) : true;
}

bool dma_sync_one(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		  bool for_device, const void *caller)
{
	const char *why = why_not_mapped(dev, addr, size, dir);
	int copied = 0;

	if (!why)
		why = dma_debug_sync(dev, addr, size, dir, for_device);
	if (!why && may_be_copy(&dev->dma_reach, dma_to_phys(dev, addr)))
		copied = swiotlb_sync(dev, addr, size, dir, for_device);
	if (copied < 0)
		why = "it is not inside the mapping";
	if (why)
		return dma_report_unmapped(dev,
					   for_device ? "sync for the device" : "sync for the CPU",
					   addr, size, why, caller);
	if (!copied && for_device)
		to_device(dev, dma_to_phys(dev, addr), size);
	else if (!copied)
		to_cpu(dev, dma_to_phys(dev, addr), size, dir);
	if (for_device)
		dma_debug_synced(dev, addr, size);
	return true;
}

static noinline dma_addr_t dma_map_slow(struct device *dev, phys_addr_t pa, size_t size,
					enum dma_data_direction dir, unsigned long attrs)
{
	dma_addr_t addr;

	if (unlikely(dev->dma_ops))
		return dma_ops_map(dev, pa, size, dir, attrs);
	if (dma_map_one(dev, pa, size, dir, attrs, &addr))
		return DMA_MAPPING_ERROR;
	dma_debug_map(dev, DMA_DEBUG_SINGLE, addr, size, dir, attrs);
	__atomic_fetch_add(&dev->dma_mapped, 1, __ATOMIC_RELAXED);
	return addr;
}

static noinline void dma_unmap_slow(struct device *dev, dma_addr_t addr, size_t size,
				    enum dma_data_direction dir, unsigned long attrs)
{
	if (unlikely(dev->dma_ops)) {
		dma_ops_unmap(dev, addr, size, dir, attrs);
		return;
	}
	if (dma_unmap_one(dev, DMA_DEBUG_SINGLE, addr, size, dir, attrs,
			  __builtin_return_address(0)))
		__atomic_fetch_sub(&dev->dma_mapped, 1, __ATOMIC_RELAXED);
}

/* ---- the fast path --------------------------------------------------------------------------- */

static __always_inline bool maps_fast(const struct device *dev, unsigned long offset, size_t size,
				      enum dma_data_direction dir)
{
	return dma_in_page(&dev->dma_reach, offset, size) && likely((unsigned int)dir < DMA_NONE) &&
	       dma_mask_is(dev, READ_ONCE(dev->dma_reach.mask));
}

/* Map a buffer that is not within one page, or for a device that is not coherent. */
static noinline dma_addr_t dma_map_rest(struct device *dev, void *va, size_t size,
					enum dma_data_direction dir, unsigned long attrs)
{
	const struct dma_reach *reach = &dev->dma_reach;
	unsigned long offset = (unsigned long)va - reach->va;

	VM_WARN_ON(dev->dma_ops && reach->size);
	if (dma_line(dev) && maps_fast(dev, offset, size, dir) &&
	    !shares_line(dev, (unsigned long)va, size, dir)) {
		__atomic_fetch_add(&dev->dma_mapped, 1, __ATOMIC_RELAXED);
		if (!(attrs & DMA_ATTR_SKIP_CPU_SYNC))
			dma_cache_clean((unsigned long)va, size);
		return reach->bus + offset;
	}
	if (likely(is_linear_addr(va)))
		return dma_map_slow(dev, __pa(va), size, dir, attrs);
	dma_count_refused(dev);
	if (!(attrs & DMA_ATTR_NO_WARN))
		dev_err(dev, "cannot map %zu bytes at %px for DMA: it is not in the linear map\n",
			size, va);
	return DMA_MAPPING_ERROR;
}

/*
 * Make only one tail call, with unchanged arguments.  If there are two, GCC 12 copies all arguments
 * on entry.
 */
dma_addr_t dma_map_single_attrs(struct device *dev, void *va, size_t size,
				enum dma_data_direction dir, unsigned long attrs)
{
	unsigned long offset = (unsigned long)va - dev->dma_reach.va;

	if (!maps_fast(dev, offset, size, dir) || unlikely(!dev->dma_coherent))
		return dma_map_rest(dev, va, size, dir, attrs);
	__atomic_fetch_add(&dev->dma_mapped, 1, __ATOMIC_RELAXED);
	return dev->dma_reach.bus + offset;
}

dma_addr_t dma_map_page_attrs(struct device *dev, struct page *page, size_t offset, size_t size,
			      enum dma_data_direction dir, unsigned long attrs)
{
	void *va = page_address(page);

	if (!va)
		return dma_map_slow(dev, page_to_phys(page) + offset, size, dir, attrs);
	return dma_map_single_attrs(dev, va + offset, size, dir, attrs);
}

/* Return true if the range lies in one page of the reach, and outside of all bounce buffers. */
static __always_inline bool is_straight(const struct dma_reach *reach, unsigned long offset,
					size_t size)
{
	return dma_in_page(reach, offset, size) && !may_be_copy(reach, __pa(reach->va + offset));
}

/*
 * Unmap a range for which caches are maintained, which has a bounce buffer, or which
 * dma_unmap_page_attrs() does not accept.
 */
static noinline void dma_unmap_rest(struct device *dev, dma_addr_t addr, size_t size,
				    enum dma_data_direction dir, unsigned long attrs)
{
	const struct dma_reach *reach = &dev->dma_reach;
	unsigned long offset = addr - reach->bus;

	if (READ_ONCE(reach->plain) || dma_nothing_mapped(dev, dir) ||
	    !is_straight(reach, offset, size)) {
		dma_unmap_slow(dev, addr, size, dir, attrs);
		return;
	}
	__atomic_fetch_sub(&dev->dma_mapped, 1, __ATOMIC_RELAXED);
	if (dir != DMA_TO_DEVICE && dma_line(dev) && !(attrs & DMA_ATTR_SKIP_CPU_SYNC))
		dma_invalidate(dev, reach->va + offset, size);
}

/*
 * Return true if an unmap or a sync of the range needs no work except for the count: the device
 * needs neither cache maintenance nor bounce buffers, and the range is in its reach.
 */
static __always_inline bool is_plain(const struct device *dev, dma_addr_t addr, size_t size,
				     enum dma_data_direction dir)
{
	const struct dma_reach *reach = &dev->dma_reach;

	return READ_ONCE(reach->plain) && dma_in_reach(reach, addr - reach->bus, size) &&
	       !dma_nothing_mapped(dev, dir);
}

void dma_unmap_page_attrs(struct device *dev, dma_addr_t addr, size_t size,
			  enum dma_data_direction dir, unsigned long attrs)
{
	if (unlikely(!is_plain(dev, addr, size, dir)))
		dma_unmap_rest(dev, addr, size, dir, attrs);
	else
		__atomic_fetch_sub(&dev->dma_mapped, 1, __ATOMIC_RELAXED);
}

static noinline void dma_sync_rest(struct device *dev, dma_addr_t addr, size_t size,
				   enum dma_data_direction dir, bool for_device, const void *caller)
{
	const struct dma_reach *reach = &dev->dma_reach;
	unsigned long offset = addr - reach->bus;

	if (unlikely(dev->dma_ops))
		dma_ops_sync(dev, addr, size, dir, for_device);
	else if (dma_nothing_mapped(dev, dir) || !is_straight(reach, offset, size))
		dma_sync_one(dev, addr, size, dir, for_device, caller);
	else if (for_device)
		to_device(dev, __pa(reach->va + offset), size);
	else
		to_cpu(dev, __pa(reach->va + offset), size, dir);
}

void dma_sync_single_for_cpu(struct device *dev, dma_addr_t addr, size_t size,
			     enum dma_data_direction dir)
{
	if (unlikely(!is_plain(dev, addr, size, dir)))
		dma_sync_rest(dev, addr, size, dir, false, __builtin_return_address(0));
}

void dma_sync_single_for_device(struct device *dev, dma_addr_t addr, size_t size,
				enum dma_data_direction dir)
{
	if (unlikely(!is_plain(dev, addr, size, dir)))
		dma_sync_rest(dev, addr, size, dir, true, __builtin_return_address(0));
}

/* ---- by physical address --------------------------------------------------------------------- */

dma_addr_t dma_map_resource(struct device *dev, phys_addr_t pa, size_t size,
			    enum dma_data_direction dir, unsigned long attrs)
{
	const char *why = NULL;

	if (!valid_dma_direction(dir))
		why = "the direction is invalid";
	else if (!size || pa + size - 1 < pa)
		why = "its size is 0, or it wraps around";
	else if (page_first_ram(pa, pa + size) < pa + size)
		why = "it is RAM, not registers";
	else if (dev->dma_ops)
		return dma_ops_map_resource(dev, pa, size, dir, attrs);
	else if (!dma_maps_straight(dev, pa, size))
		why = "the device cannot address it";
	if (why) {
		dma_count_refused(dev);
		if (!(attrs & DMA_ATTR_NO_WARN))
			dev_err(dev, "cannot map %zu bytes of registers at %#llx for DMA: %s\n",
				size, (unsigned long long)pa, why);
		return DMA_MAPPING_ERROR;
	}
	dma_debug_map(dev, DMA_DEBUG_RESOURCE, pa, size, dir, attrs);
	__atomic_fetch_add(&dev->dma_mapped, 1, __ATOMIC_RELAXED);
	return pa;
}

void dma_unmap_resource(struct device *dev, dma_addr_t addr, size_t size,
			enum dma_data_direction dir, unsigned long attrs)
{
	const char *why = "nothing is mapped";

	if (unlikely(dev->dma_ops)) {
		dma_ops_unmap_resource(dev, addr, size, dir, attrs);
		return;
	}
	if (READ_ONCE(dev->dma_mapped) > 0)
		why = dma_debug_unmap(dev, DMA_DEBUG_RESOURCE, addr, size, dir);
	if (why)
		dma_report_unmapped(dev, "unmap", addr, size, why, __builtin_return_address(0));
	else
		__atomic_fetch_sub(&dev->dma_mapped, 1, __ATOMIC_RELAXED);
}

dma_addr_t dma_map_phys(struct device *dev, phys_addr_t pa, size_t size,
			enum dma_data_direction dir, unsigned long attrs)
{
	return attrs & DMA_ATTR_MMIO ? dma_map_resource(dev, pa, size, dir, attrs) :
				       dma_map_slow(dev, pa, size, dir, attrs);
}

void dma_unmap_phys(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		    unsigned long attrs)
{
	if (attrs & DMA_ATTR_MMIO)
		dma_unmap_resource(dev, addr, size, dir, attrs);
	else
		dma_unmap_page_attrs(dev, addr, size, dir, attrs);
}

/* ---- queries --------------------------------------------------------------------------------- */

int dma_get_cache_alignment(void)
{
	return max_t(unsigned int, dma_cache_line(), 1);
}

bool dma_dev_need_sync(const struct device *dev)
{
	return !dev->dma_coherent || dev->dma_reach.copies;
}

bool dma_need_sync(struct device *dev, dma_addr_t addr)
{
	return dma_dev_need_sync(dev);
}
