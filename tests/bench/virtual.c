// SPDX-License-Identifier: BSD-2-Clause
/* Benchmarks of virtual mappings. */

#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/vmalloc.h>

#include "bench.h"

#define NR_AREAS	2000

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

static void *areas[NR_AREAS];

static void areas_free(unsigned int nr)
{
	while (nr)
		vfree(areas[--nr]);
}

/*
 * Allocate 256 areas of four pages, and free them in another order.  After that, measure pairs of
 * allocation and free while 2,000 areas exist.
 */
static void vmalloc_many(void)
{
	struct cost alloc = { 0 }, release = { 0 };
	unsigned int i, round;

	for (round = 0; round < 20; round++) {
		for (i = 0; i < 256; i++)
			BENCH_TIME_OPEN(&alloc, areas[i] = vmalloc(4 * PAGE_SIZE));
		for (i = 0; i < 256; i++)
			BENCH_TIME_OPEN(&release, vfree(areas[i * 37 % 256]));
	}
	cost_print(&alloc, "vmalloc_batch256", "4pages/random");
	cost_print(&release, "vfree_batch256", "4pages/random");
	alloc = release = (struct cost){ 0 };
	for (i = 0; i < NR_AREAS; i++) {
		areas[i] = vmalloc(4 * PAGE_SIZE);
		if (!areas[i])
			return areas_free(i);
	}
	for (i = 0; i < BENCH_PAIRS; i++) {
		void *area;

		BENCH_TIME_OPEN(&alloc, area = vmalloc(4 * PAGE_SIZE));
		BENCH_TIME_OPEN(&release, vfree(area));
	}
	areas_free(NR_AREAS);
	cost_print(&alloc, "vmalloc_busy2000", "4pages");
	cost_print(&release, "vfree_busy2000", "4pages");
}

static void virtual_vmalloc(void)
{
	vmalloc_pair(1, 10000);
	vmalloc_pair(4, 10000);
	vmalloc_pair(16, 10000);
	vmalloc_pair(256, 1000);
	vmalloc_pair(1024, 1000);
	vmalloc_many();
}
BENCH(vmalloc, virtual_vmalloc);

static void vmap_pair(struct page **pages, const char *param)
{
	struct cost map = { 0 }, unmap = { 0 };

	for (int i = 0; i < BENCH_PAIRS; i++) {
		void *area;

		BENCH_TIME_OPEN(&map, area = vmap(pages, 16, VM_MAP, PAGE_KERNEL));
		BENCH_TIME_OPEN(&unmap, vunmap(area));
	}
	cost_print(&map, "vmap", param);
	cost_print(&unmap, "vunmap", param);
}

static void vm_map_ram_pair(struct page **pages)
{
	struct cost map = { 0 }, unmap = { 0 };

	for (int i = 0; i < BENCH_PAIRS; i++) {
		void *area;

		BENCH_TIME_OPEN(&map, area = vm_map_ram(pages, 16, NUMA_NO_NODE));
		BENCH_TIME_OPEN(&unmap, vm_unmap_ram(area, 16));
	}
	cost_print(&map, "vm_map_ram", "16pages");
	cost_print(&unmap, "vm_unmap_ram", "16pages");
}

static void virtual_vmap(void)
{
	struct page *pages[16], *many[32] = { 0 }, *block = alloc_pages(GFP_KERNEL, 4);
	unsigned long nr;

	if (!block)
		return;
	for (int i = 0; i < 16; i++)
		pages[i] = block + i;
	vmap_pair(pages, "16pages");
	__free_pages(block, 4);
	/* Allocate 32 pages and use every second one, so that no two used pages are adjacent. */
	nr = alloc_pages_bulk(GFP_KERNEL, 32, many);
	for (int i = 0; i < 16; i++)
		pages[i] = many[2 * i];
	if (nr == 32) {
		vmap_pair(pages, "16single");
		vm_map_ram_pair(pages);
	}
	release_pages(many, nr);
}
BENCH(vmap, virtual_vmap);

static void virtual_ioremap(void)
{
	struct cost map = { 0 }, unmap = { 0 };
	/* This address is after the end of RAM.  The benchmark does not access it. */
	phys_addr_t phys = ALIGN(memblock_end_of_DRAM(), SZ_1M);

	for (int i = 0; i < BENCH_PAIRS; i++) {
		void __iomem *regs;

		BENCH_TIME_OPEN(&map, regs = ioremap(phys, PAGE_SIZE));
		BENCH_TIME_OPEN(&unmap, iounmap(regs));
	}
	cost_print(&map, "ioremap", "4096");
	cost_print(&unmap, "iounmap", "4096");
}
BENCH(ioremap, virtual_ioremap);

static void kvmalloc_pair(size_t size, unsigned int rounds)
{
	struct cost alloc = { 0 }, release = { 0 };
	char param[16];

	for (unsigned int i = 0; i < rounds + rounds / 10; i++) {
		void *p;

		if (i == rounds / 10)
			alloc = release = (struct cost){ 0 };
		BENCH_TIME_OPEN(&alloc, p = kvmalloc(size, GFP_KERNEL));
		BENCH_TIME_OPEN(&release, kvfree(p));
	}
	scnprintf(param, sizeof(param), "%zu", size);
	cost_print(&alloc, "kvmalloc", param);
	cost_print(&release, "kvfree", param);
}

static void virtual_kvmalloc(void)
{
	kvmalloc_pair(SZ_1K, BENCH_PAIRS);
	kvmalloc_pair(SZ_64K, BENCH_PAIRS);
	kvmalloc_pair(SZ_8M, 50);
}
BENCH(kvmalloc, virtual_kvmalloc);
