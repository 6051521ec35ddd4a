// SPDX-License-Identifier: BSD-2-Clause
/* Benchmarks of DMA memory, of mappings for a device, and of DMA pools. */

#include <internal/dma.h>
#include <linux/array_size.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/minmax.h>
#include <linux/prandom.h>
#include <linux/scatterlist.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/sprintf.h>

#include "bench.h"

#define NR_BATCH	1000
#define NR_SG		8

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
	scnprintf(param, sizeof(param), "%zu/%s/%s", size, dir == DMA_TO_DEVICE ? "to" : "from",
		  kind);
	cost_print(&map, "dma_map_single", param);
	cost_print(&unmap, "dma_unmap_single", param);
}

/*
 * Measure a scatterlist with entries of 1,500 bytes.  Each entry is in a separate page, as in
 * network drivers.
 */
static void sg_pair(struct device *dev, const char *kind)
{
	struct cost map = { 0 }, unmap = { 0 };
	struct page *pages = alloc_pages(GFP_KERNEL, 4);
	struct scatterlist sgl[NR_SG];
	char param[32];

	if (!pages)
		return;
	sg_init_table(sgl, NR_SG);
	for (int i = 0; i < NR_SG; i++)
		sg_set_page(&sgl[i], pages + 2 * i, 1500, 0);
	for (int i = 0; i < BENCH_WARM_UP + BENCH_PAIRS; i++) {
		unsigned int nr;

		if (i == BENCH_WARM_UP)
			map = unmap = (struct cost){ 0 };
		BENCH_TIME(&map, nr = dma_map_sg(dev, sgl, NR_SG, DMA_TO_DEVICE));
		if (!nr)
			break;
		BENCH_TIME(&unmap, dma_unmap_sg(dev, sgl, NR_SG, DMA_TO_DEVICE));
	}
	__free_pages(pages, 4);
	scnprintf(param, sizeof(param), "8x1500/to/%s", kind);
	cost_print(&map, "dma_map_sg", param);
	cost_print(&unmap, "dma_unmap_sg", param);
}

static void pool_pairs(struct dma_pool *pool, const char *kind)
{
	struct cost alloc = { 0 }, release = { 0 };
	char param[32];

	for (int i = 0; i < BENCH_WARM_UP + BENCH_PAIRS; i++) {
		dma_addr_t handle;
		void *block;

		if (i == BENCH_WARM_UP)
			alloc = release = (struct cost){ 0 };
		BENCH_TIME(&alloc, block = dma_pool_alloc(pool, GFP_ATOMIC, &handle));
		if (!block)
			return;
		BENCH_TIME(&release, dma_pool_free(pool, block, handle));
	}
	scnprintf(param, sizeof(param), "64/%s", kind);
	cost_print(&alloc, "dma_pool_alloc", param);
	cost_print(&release, "dma_pool_free", param);
}

static void pool_batch(struct dma_pool *pool, const char *kind)
{
	static struct { void *va; dma_addr_t handle; } block[NR_BATCH];
	static u16 order[NR_BATCH];
	struct cost alloc = { 0 }, release = { 0 };
	struct rnd_state random;
	char param[32];
	unsigned int n;

	prandom_seed_state(&random, 1);
	for (n = 0; n < NR_BATCH; n++)
		order[n] = n;
	for (n = NR_BATCH - 1; n; n--) {
		unsigned int other = prandom_u32_state(&random) % (n + 1);

		swap(order[n], order[other]);
	}
	for (int round = 0; round < 20; round++) {
		for (n = 0; n < NR_BATCH; n++) {
			dma_addr_t *handle = &block[n].handle;

			BENCH_TIME_OPEN(&alloc,
					block[n].va = dma_pool_alloc(pool, GFP_KERNEL, handle));
			if (!block[n].va)
				break;
		}
		for (unsigned int i = 0; i < NR_BATCH; i++) {
			if (order[i] < n)
				BENCH_TIME_OPEN(&release, dma_pool_free(pool, block[order[i]].va,
									block[order[i]].handle));
		}
	}
	scnprintf(param, sizeof(param), "64/random/%s", kind);
	cost_print(&alloc, "dma_pool_alloc_batch1000", param);
	cost_print(&release, "dma_pool_free_batch1000", param);
}

static void bench_pool(struct device *dev, const char *kind)
{
	struct dma_pool *pool = dma_pool_create("bench", dev, 64, 64, 0);

	if (!pool)
		return;
	pool_pairs(pool, kind);
	pool_batch(pool, kind);
	dma_pool_destroy(pool);
}

static void dma_kind(struct device *dev, bool coherent)
{
	static const u16 sizes[] = { 64, 1500, 4096 };
	const char *kind = coherent ? "coherent" : "noncoherent";

	dev->dma_coherent = coherent;
	dma_reach_changed(dev);
	if (coherent || arch_has_uncached()) {
		coherent_pair(dev, 64, kind);
		coherent_pair(dev, 4096, kind);
		coherent_pair(dev, 65536, kind);
		coherent_pair(dev, SZ_1M, kind);
		bench_pool(dev, kind);
	}
	if (coherent || dma_get_cache_alignment() > 1) {
		for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
			map_pair(dev, sizes[i], DMA_TO_DEVICE, kind);
			map_pair(dev, sizes[i], DMA_FROM_DEVICE, kind);
		}
		sg_pair(dev, kind);
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
