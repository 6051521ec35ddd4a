// SPDX-License-Identifier: BSD-2-Clause
/*
 * Compute the reach of a device, which is the memory that it can address.
 *
 * The dma-ranges properties of the buses above a device, combined, are a list of windows: CPU
 * addresses [cpu_start, cpu_start + size) appear to the device at dma_start.  Without a list, bus
 * addresses are physical addresses.  Within its windows, a device can address bus addresses up to
 * its mask.
 */

#include <internal/dma.h>
#include <linux/bug.h>
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/memory.h>
#include <linux/mmdebug.h>
#include <linux/of_address.h>
#include <linux/of_device.h>
#include <linux/of_reserved_mem.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <quarry/layout.h>

#include "dma.h"

#define MAX_WINDOWS 8

/*
 * Set @reach to the part of the RAM [start, end) that the device can address through window @w,
 * if this part is larger than the present reach.  @w: NULL if addresses are not translated.
 */
static void widen(struct device *dev, struct dma_reach *reach, const struct bus_dma_region *w,
		  phys_addr_t start, phys_addr_t end)
{
	u64 offset = w ? w->cpu_start - w->dma_start : 0, mask = reach->mask;

	if (dev->bus_dma_limit)
		mask = min(mask, dev->bus_dma_limit);
	if (w) {
		start = max_t(u64, start, w->cpu_start);
		end = min_t(u64, end - 1, w->cpu_start + (w->size - 1)) + 1;
	}
	start = PAGE_ALIGN(start);
	if (start >= end || start - offset > mask)
		return;
	end = PAGE_ALIGN_DOWN(min_t(u64, end - offset - 1, mask) + 1) + offset;
	if (end > start && end - start > reach->size) {
		VM_WARN_ON(!PAGE_ALIGNED(start) || !PAGE_ALIGNED(end));
		reach->va = (unsigned long)__va(start);
		reach->size = end - start;
		reach->bus = start - offset;
	}
}

static void widen_all(struct device *dev, struct dma_reach *reach, phys_addr_t start,
		      phys_addr_t end)
{
	const struct bus_dma_region *w = dev->dma_range_map;

	end = min_t(u64, end, __pa(vm_layout.linear_end - 1) + 1);
	if (start >= end)
		return;
	if (!w)
		widen(dev, reach, NULL, start, end);
	for (; w && w->size; w++)
		widen(dev, reach, w, start, end);
}

/*
 * Return a mask: with each higher mask, the device can address the whole range.  Returns U64_MAX if
 * no mask is sufficient.
 */
static u64 all_above(const struct device *dev, phys_addr_t start, phys_addr_t end)
{
	dma_addr_t addr = dma_from_phys(dev, start, end - start);

	return dma_reaches(dev, addr, end - start, U64_MAX) ? addr + (end - start) - 2 : U64_MAX;
}

void dma_reach_changed(struct device *dev)
{
	struct dma_reach reach = {
		.mask = dma_get_mask(dev),
		.line = dev->dma_coherent ? 0 : maintained_line(),
		.copies = dev->dma_reach.copies,
		.own = dev->dma_mem || dev->dma_io_tlb_mem || dev->dma_ops,
	};
	phys_addr_t start, end, from = 0, to = 0;
	u64 i;

	/* Adjacent ranges of RAM are handled as one. */
	for_each_mem_range(i, &start, &end) {
		reach.all_above = max(reach.all_above, all_above(dev, start, end));
		if (start != to) {
			widen_all(dev, &reach, from, to);
			from = start;
		}
		to = end;
	}
	widen_all(dev, &reach, from, to);
	if (reach.own)
		reach.all_above = U64_MAX;
	if (dev->dma_ops || reach.copies == &dma_ops_bounds)
		reach.copies = dev->dma_ops ? &dma_ops_bounds : NULL;
	reach.plain = dev->dma_coherent && !reach.copies;
	if ((!dev->dma_coherent && !reach.line) || !dev->dma_mask || is_swiotlb_force_bounce(dev) ||
	    dma_debug_on() || dev->dma_ops)
		reach.size = 0;
	/* The value that the fast paths compare with *dev->dma_mask. */
	reach.mask = dev->dma_mask ? *dev->dma_mask : 0;
	VM_WARN_ON(reach.size && !is_linear_addr((void *)(reach.va + reach.size - 1)));
	VM_WARN_ON(reach.plain && reach.line);
	dev->dma_reach = reach;
}

/* ---- RAM that is added later ----------------------------------------------------------------- */

bool dma_ram_grew __read_mostly;

#ifdef CONFIG_MEMORY_HOTPLUG
static int dma_memory_event(struct notifier_block *nb, unsigned long action, void *data)
{
	if (action == MEM_GOING_ONLINE)
		WRITE_ONCE(dma_ram_grew, true);
	return NOTIFY_OK;
}

static struct notifier_block memory_events = { .notifier_call = dma_memory_event };

static int __init watch_memory(void)
{
	return register_memory_notifier(&memory_events);
}
core_initcall(watch_memory);
#endif

/* Return 1 if the device can address any page of RAM under the mask, and 0 otherwise. */
int dma_supported(struct device *dev, u64 mask)
{
	phys_addr_t start, end;
	u64 i;

	if (dev->dma_ops)
		return dev->dma_ops->dma_supported ? dev->dma_ops->dma_supported(dev, mask) : 1;
	for_each_mem_range(i, &start, &end) {
		const struct bus_dma_region *w = dev->dma_range_map;

		if (!w && dma_reaches(dev, start, PAGE_SIZE, mask))
			return 1;
		for (; w && w->size; w++) {
			phys_addr_t from = max_t(u64, start, w->cpu_start);

			if (from < end && from - w->cpu_start < w->size &&
			    dma_reaches(dev, from - w->cpu_start + w->dma_start, PAGE_SIZE, mask))
				return 1;
		}
	}
	return 0;
}

bool dma_addressing_limited(struct device *dev)
{
	u64 mask = dma_get_mask(dev);
	phys_addr_t start, end;
	u64 i;

	if (dev->dma_ops)
		return mask < dma_get_required_mask(dev);
	for_each_mem_range(i, &start, &end) {
		if (!dma_reaches(dev, dma_from_phys(dev, start, end - start), end - start, mask))
			return true;
	}
	return false;
}

/* Prepare bounce buffers, which a device needs if it cannot address all RAM or is not coherent. */
static void prepare_copies(struct device *dev)
{
	if (!dev->dma_ops && (dma_line(dev) || dma_addressing_limited(dev)))
		swiotlb_prepare(dev);
}

int dma_set_mask(struct device *dev, u64 mask)
{
	if (!dev->dma_mask || !dma_supported(dev, mask)) {
		dev_warn(dev, "no memory within the DMA mask %#llx\n", (unsigned long long)mask);
		return -EIO;
	}
	*dev->dma_mask = mask;
	dma_reach_changed(dev);
	prepare_copies(dev);
	return 0;
}

int dma_set_coherent_mask(struct device *dev, u64 mask)
{
	if (!dma_supported(dev, mask))
		return -EIO;
	dev->coherent_dma_mask = mask;
	dma_reach_changed(dev);
	if (!dev->dma_coherent && !dev->dma_ops && can_map_uncached())
		uncached_prepare();
	return 0;
}

int dma_set_mask_and_coherent(struct device *dev, u64 mask)
{
	int err = dma_set_mask(dev, mask);

	return err ? err : dma_set_coherent_mask(dev, mask);
}

int dma_coerce_mask_and_coherent(struct device *dev, u64 mask)
{
	dev->dma_mask = &dev->coherent_dma_mask;
	return dma_set_mask_and_coherent(dev, mask);
}

size_t dma_max_mapping_size(struct device *dev)
{
	if (dev->dma_ops)
		return dev->dma_ops->max_mapping_size ? dev->dma_ops->max_mapping_size(dev)
						      : SIZE_MAX;
	return dma_line(dev) || is_swiotlb_force_bounce(dev) || dma_addressing_limited(dev) ?
	       swiotlb_max_mapping_size(dev) : SIZE_MAX;
}

size_t dma_opt_mapping_size(struct device *dev)
{
	size_t most = dma_max_mapping_size(dev);

	if (!dev->dma_ops || !dev->dma_ops->opt_mapping_size)
		return most;
	return min(most, dev->dma_ops->opt_mapping_size());
}

unsigned long dma_get_merge_boundary(struct device *dev)
{
	return dev->dma_ops && dev->dma_ops->get_merge_boundary
		       ? dev->dma_ops->get_merge_boundary(dev)
		       : 0;
}

/* ---- limits of segments ---------------------------------------------------------------------- */

static struct device_dma_parameters *parms_of(struct device *dev, const char *what)
{
	DMA_WARN(dev, !dev->dma_parms, "%s: the device has no dma_parms\n", what);
	return dev->dma_parms;
}

int dma_set_max_seg_size(struct device *dev, unsigned int size)
{
	struct device_dma_parameters *parms = parms_of(dev, "dma_set_max_seg_size");

	if (!parms)
		return -EIO;
	parms->max_segment_size = size;
	return 0;
}

int dma_set_seg_boundary(struct device *dev, unsigned long mask)
{
	struct device_dma_parameters *parms = parms_of(dev, "dma_set_seg_boundary");

	if (!parms || DMA_WARN(dev, mask & (mask + 1), "invalid boundary mask %#lx\n", mask))
		return -EIO;
	parms->segment_boundary_mask = mask;
	return 0;
}

int dma_set_min_align_mask(struct device *dev, unsigned int mask)
{
	struct device_dma_parameters *parms = parms_of(dev, "dma_set_min_align_mask");

	if (!parms || DMA_WARN(dev, mask & (mask + 1) || mask >= SZ_64K,
			       "invalid alignment mask %#x\n", mask))
		return -EIO;
	parms->min_align_mask = mask;
	return 0;
}

u64 dma_get_required_mask(struct device *dev)
{
	phys_addr_t last = memblock_end_of_DRAM() - PAGE_SIZE;
	dma_addr_t addr = dma_from_phys(dev, last, PAGE_SIZE);

	if (dev->dma_ops)
		return dev->dma_ops->get_required_mask ? dev->dma_ops->get_required_mask(dev) :
							 DMA_BIT_MASK(32);
	if (addr == DMA_MAPPING_ERROR)
		addr = last;
	return DMA_BIT_MASK(64) >> __builtin_clzll((addr + PAGE_SIZE - 1) | 1);
}

static int set_windows(struct device *dev, const struct bus_dma_region *windows, int n)
{
	struct bus_dma_region *map = kcalloc(n + 1, sizeof(*map), GFP_KERNEL);

	if (!map)
		return -ENOMEM;
	for (int i = 0; i < n; i++) {
		map[i] = windows[i];
		VM_WARN_ON(!windows[i].size);
		dev->bus_dma_limit = max_t(u64, dev->bus_dma_limit,
					   map[i].dma_start + (map[i].size - 1));
	}
	dev->dma_range_map = map;
	return 0;
}

static int read_windows(struct device *dev)
{
	struct bus_dma_region windows[MAX_WINDOWS];
	int n = of_dma_regions(dev->of_node, windows, MAX_WINDOWS);

	if (n == -ENODEV)
		return 0;
	if (n < 0) {
		dev_err(dev, "dma-ranges of the parent buses are contradictory or too many\n");
		return n;
	}
	return set_windows(dev, windows, n);
}

/* Assign the first restricted pool that the device's node names, before its driver maps memory. */
static int use_restricted_pool(struct device *dev, struct device_node *np)
{
	struct device_node *region;

	for (int i = 0; (region = of_parse_phandle(np, "memory-region", i)); i++) {
		if (of_device_is_available(region) &&
		    of_device_is_compatible(region, "restricted-dma-pool"))
			return of_reserved_mem_device_init_by_idx(dev, np, i);
	}
	return 0;
}

int dma_configure(struct device *dev)
{
	int err;

	dev->coherent_dma_mask = DMA_BIT_MASK(32);
	if (dev->dma_mask)
		*dev->dma_mask = DMA_BIT_MASK(32);
	dev->bus_dma_limit = 0;
	dev->dma_range_map = NULL;
	dev->dma_reach.copies = NULL;
	dev->dma_coherent = of_dma_is_coherent(dev->of_node);
	err = dev->of_node ? read_windows(dev) : 0;
	if (err)
		return err;
	dma_reach_changed(dev);
	err = use_restricted_pool(dev, dev->of_node);
	if (err)
		dma_deconfigure(dev);
	else
		dma_use_default_region(dev);
	return err;
}

/* Limit the masks to the addresses that the windows translate. */
static void narrow_masks(struct device *dev)
{
	u64 mask = dev->bus_dma_limit ? DMA_BIT_MASK(64) >> __builtin_clzll(dev->bus_dma_limit)
				      : U64_MAX;

	if (!dev->coherent_dma_mask)
		dev->coherent_dma_mask = DMA_BIT_MASK(32);
	if (!dev->dma_mask) {
		dev_warn(dev, "no DMA mask is set: using the coherent mask\n");
		dev->dma_mask = &dev->coherent_dma_mask;
	}
	dev->coherent_dma_mask &= mask;
	*dev->dma_mask &= mask;
}

int of_dma_configure_id(struct device *dev, struct device_node *np, bool force_dma, const u32 *id)
{
	struct bus_dma_region windows[MAX_WINDOWS];
	/* If @np is not the device's own node, it is the node of its bus. */
	int n = np == dev->of_node ? of_dma_regions(np, windows, MAX_WINDOWS) :
				     of_bus_dma_regions(np, windows, MAX_WINDOWS);
	int err = 0;

	if (n < 0 && !force_dma)
		return n == -ENODEV ? 0 : n;
	if (DMA_WARN(dev, READ_ONCE(dev->dma_mapped) > 0 || READ_ONCE(dev->dma_coherent_bytes),
		     "of_dma_configure() by %pS: DMA mappings exist\n",
		     __builtin_return_address(0)))
		return -EBUSY;
	kfree(dev->dma_range_map);
	dev->dma_range_map = NULL;
	dev->bus_dma_limit = 0;
	if (n > 0)
		err = set_windows(dev, windows, n);
	if (err)
		return err;
	narrow_masks(dev);
	arch_setup_dma_ops(dev, of_dma_is_coherent(np));
	return use_restricted_pool(dev, np);
}

void dma_deconfigure(struct device *dev)
{
	if (dev->dma_coherent_bytes || dev->dma_mapped)
		dev_warn(dev, "the driver left %lu bytes of coherent memory and %ld mappings\n",
			 dev->dma_coherent_bytes, dev->dma_mapped);
	dma_debug_release(dev);
	of_reserved_mem_device_release(dev);
	dma_mem_leave(dev);
	kfree(dev->dma_range_map);
	dev->dma_range_map = NULL;
}
