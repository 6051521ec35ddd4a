// SPDX-License-Identifier: BSD-2-Clause
/* Costs of virtual mappings. */

#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/vmalloc.h>

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

static void virtual_ioremap(void)
{
	struct cost map = { 0 }, unmap = { 0 };
	/* No RAM, and nobody touches it. */
	phys_addr_t phys = ALIGN(memblock_end_of_DRAM(), SZ_1M);

	for (int i = 0; i < BENCH_PAIRS; i++) {
		void __iomem *regs;

		BENCH_TIME_OPEN(&map, regs = ioremap(phys, PAGE_SIZE));
		BENCH_TIME_OPEN(&unmap, iounmap(regs));
	}
	cost_print(&map, "ioremap", "4K");
	cost_print(&unmap, "iounmap", "4K");
}
BENCH(ioremap, virtual_ioremap);

static void virtual_kvmalloc(void)
{
	struct cost alloc = { 0 }, release = { 0 };

	for (int i = 0; i < BENCH_PAIRS; i++) {
		void *p;

		BENCH_TIME_OPEN(&alloc, p = kvmalloc(SZ_64K, GFP_KERNEL));
		BENCH_TIME_OPEN(&release, kvfree(p));
	}
	cost_print(&alloc, "kvmalloc", "64K");
	cost_print(&release, "kvfree", "64K");
}
BENCH(kvmalloc, virtual_kvmalloc);
