// SPDX-License-Identifier: BSD-2-Clause
/* Costs of virtual mappings and of DMA memory. */

#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/vmalloc.h>
#include <quarry/dma.h>

#include "bench.h"

static void vmalloc_pair(unsigned int nr_pages, unsigned int rounds)
{
	struct cost alloc = { 0 }, release = { 0 };
	char param[16];

	for (unsigned int i = 0; i < rounds + rounds / 10; i++) {
		void *area;

		if (i == rounds / 10)
			alloc = release = (struct cost){ 0 };
		BENCH_TIME_OPEN(&alloc, area = vmalloc((unsigned long)nr_pages << PAGE_SHIFT));
		if (!area)
			return;
		BENCH_TIME_OPEN(&release, vfree(area));
	}
	scnprintf(param, sizeof(param), "%upages", nr_pages);
	cost_print(&alloc, "vmalloc", param);
	cost_print(&release, "vfree", param);
}

static void virtual_vmalloc(void)
{
	vmalloc_pair(1, 10000);
	vmalloc_pair(4, 10000);
	vmalloc_pair(16, 10000);
	vmalloc_pair(256, 1000);
	vmalloc_pair(1024, 1000);
}
BENCH(vmalloc, virtual_vmalloc);

static void virtual_vmap(void)
{
	struct cost map = { 0 }, unmap = { 0 };
	struct page *pages[16], *block = alloc_pages(GFP_KERNEL, 4);

	if (!block)
		return;
	for (int i = 0; i < 16; i++)
		pages[i] = block + i;
	for (int i = 0; i < BENCH_PAIRS; i++) {
		void *area;

		BENCH_TIME_OPEN(&map, area = vmap(pages, 16, VM_MAP, PAGE_KERNEL));
		BENCH_TIME_OPEN(&unmap, vunmap(area));
	}
	__free_pages(block, 4);
	cost_print(&map, "vmap", "16pages");
	cost_print(&unmap, "vunmap", "16pages");
}
BENCH(vmap, virtual_vmap);

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
