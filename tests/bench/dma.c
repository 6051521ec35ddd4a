// SPDX-License-Identifier: BSD-2-Clause
/* Costs of DMA memory and of mapping for a device. */

#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/sprintf.h>
#include <quarry/dma.h>

#include "bench.h"

static void coherent_pair(struct device *dev, size_t size, const char *kind)
{
	struct cost alloc = { 0 }, release = { 0 };
	char param[32];

	for (int i = 0; i < BENCH_WARM_UP + BENCH_PAIRS; i++) {
		dma_addr_t handle;
		void *area;

		if (i == BENCH_WARM_UP)
			alloc = release = (struct cost){ 0 };
		BENCH_TIME_OPEN(&alloc, area = dma_alloc_coherent(dev, size, &handle, GFP_KERNEL));
		if (!area)
			return;
		BENCH_TIME_OPEN(&release, dma_free_coherent(dev, size, area, handle));
	}
	scnprintf(param, sizeof(param), "%zu/%s", size, kind);
	cost_print(&alloc, "dma_alloc_coherent", param);
	cost_print(&release, "dma_free_coherent", param);
}

static void map_pair(struct device *dev, size_t size, enum dma_data_direction dir, const char *kind)
{
	struct cost map = { 0 }, unmap = { 0 };
	void *buffer = (void *)__get_free_page(GFP_KERNEL);
	char param[32];

	for (int i = 0; buffer && i < BENCH_WARM_UP + BENCH_PAIRS; i++) {
		dma_addr_t addr;

		if (i == BENCH_WARM_UP)
			map = unmap = (struct cost){ 0 };
		BENCH_TIME(&map, addr = dma_map_single(dev, buffer, size, dir));
		if (dma_mapping_error(dev, addr))
			break;
		BENCH_TIME(&unmap, dma_unmap_single(dev, addr, size, dir));
	}
	free_page((unsigned long)buffer);
	scnprintf(param, sizeof(param), "%zu/%s/%s", size, dir == DMA_TO_DEVICE ? "to" : "from", kind);
	cost_print(&map, "dma_map_single", param);
	cost_print(&unmap, "dma_unmap_single", param);
}

static void dma_kind(struct device *dev, bool coherent)
{
	const char *kind = coherent ? "coherent" : "noncoherent";

	dev->dma_coherent = coherent;
	dma_reach_changed(dev);
	if (coherent || arch_has_uncached()) {
		coherent_pair(dev, 64, kind);
		coherent_pair(dev, 4096, kind);
		coherent_pair(dev, 65536, kind);
	}
	if (coherent || dma_get_cache_alignment() > 1) {
		map_pair(dev, 1500, DMA_TO_DEVICE, kind);
		map_pair(dev, 4096, DMA_TO_DEVICE, kind);
		map_pair(dev, 4096, DMA_FROM_DEVICE, kind);
	}
}

static void virtual_dma(void)
{
	struct device *dev = root_device_register("bench");

	if (IS_ERR(dev))
		return;
	if (!dma_coerce_mask_and_coherent(dev, DMA_BIT_MASK(64))) {
		dma_kind(dev, true);
		dma_kind(dev, false);
	}
	root_device_unregister(dev);
}
BENCH(dma, virtual_dma);
