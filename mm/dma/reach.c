// SPDX-License-Identifier: BSD-2-Clause
/*
 * What a device reaches.
 *
 * The dma-ranges properties of the buses above a device, combined, are a list of windows: CPU addresses
 * [cpu_start, + size) appear to the device at dma_start.  No list: the device sees physical addresses as
 * they are.  Within its windows a device drives the addresses below its mask.
 */

#include <linux/bug.h>
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/of_address.h>
#include <linux/slab.h>
#include <quarry/dma.h>

#include "dma.h"

#define MAX_WINDOWS 8

/* Does any page of RAM lie in reach? */
int dma_supported(struct device *dev, u64 mask)
{
	phys_addr_t start, end;
	u64 i;

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

int dma_set_mask(struct device *dev, u64 mask)
{
	if (!dev->dma_mask || !dma_supported(dev, mask)) {
		dev_warn(dev, "no memory within the DMA mask %#llx\n", (unsigned long long)mask);
		return -EIO;
	}
	*dev->dma_mask = mask;
	return 0;
}

int dma_set_coherent_mask(struct device *dev, u64 mask)
{
	if (!dma_supported(dev, mask))
		return -EIO;
	dev->coherent_dma_mask = mask;
	if (!dev->dma_coherent && can_map_uncached())
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

u64 dma_get_required_mask(struct device *dev)
{
	phys_addr_t last = memblock_end_of_DRAM() - PAGE_SIZE;
	dma_addr_t addr = dma_from_phys(dev, last, PAGE_SIZE);

	if (addr == DMA_MAPPING_ERROR)
		addr = last;
	return DMA_BIT_MASK(64) >> __builtin_clzll((addr + PAGE_SIZE - 1) | 1);
}

static int read_windows(struct device *dev)
{
	struct bus_dma_region windows[MAX_WINDOWS], *map;
	int n = of_dma_regions(dev->of_node, windows, MAX_WINDOWS);

	if (n == -ENODEV)
		return 0;
	if (n < 0) {
		dev_err(dev, "dma-ranges of the buses above contradict each other or are too many\n");
		return n;
	}
	map = kcalloc(n + 1, sizeof(*map), GFP_KERNEL);
	if (!map)
		return -ENOMEM;
	for (int i = 0; i < n; i++) {
		map[i] = windows[i];
		dev->bus_dma_limit = max_t(u64, dev->bus_dma_limit,
					   map[i].dma_start + (map[i].size - 1));
	}
	dev->dma_range_map = map;
	return 0;
}

int dma_configure(struct device *dev)
{
	dev->coherent_dma_mask = DMA_BIT_MASK(32);
	if (dev->dma_mask)
		*dev->dma_mask = DMA_BIT_MASK(32);
	dev->bus_dma_limit = 0;
	dev->dma_range_map = NULL;
	dev->dma_coherent = of_dma_is_coherent(dev->of_node);
	return dev->of_node ? read_windows(dev) : 0;
}

void dma_deconfigure(struct device *dev)
{
	if (dev->dma_coherent_bytes || dev->dma_mapped)
		dev_warn(dev, "the driver left %lu bytes of coherent memory and %lu mappings\n",
			 dev->dma_coherent_bytes, dev->dma_mapped);
	kfree(dev->dma_range_map);
	dev->dma_range_map = NULL;
}
