// SPDX-License-Identifier: BSD-2-Clause
/* Address-space layout, TLB flushes and cache maintenance of the process. */

#include <linux/cache.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/of.h>
#include <linux/pgtable.h>
#include <asm/andes.h>
#include <asm/layout.h>
#include <asm/page.h>
#include <internal/arch.h>
#include <internal/dma.h>

#include "host.h"
#include "private.h"

#define CACHE_LINE	64U
#define WINDOW		0x400000000UL	/* 16 GiB: see <asm/page.h> */

void host_table_geometry(struct pgtable *table)
{
	table->levels = PTE_LEVELS;
	table->index_bits = PTE_INDEX_BITS;
	table->page_shift = PAGE_SHIFT;
	table->max_leaf = 2;
	table->cont_bits = PTE_CONT_BITS;
}

void __init arch_paging_init(struct vm_layout *layout, struct pgtable *table)
{
	host_table_geometry(table);
	layout->linear_start = HOST_LINEAR_START;
	layout->linear_limit = HOST_LINEAR_START + WINDOW;
	layout->vmalloc_start = layout->linear_limit;
	layout->vmalloc_end = layout->vmalloc_start + WINDOW;
	layout->vmemmap_start = layout->vmalloc_end;
	layout->vmemmap_end = layout->vmemmap_start + WINDOW;
}

void __init arch_boot_table(struct pgtable *table)
{
	table->offset = host_boot_table.offset;
	table->root = host_boot_table.root;
}

/*
 * Only keep the compiler from reordering stores: the machine walks the table in RAM, and sees
 * stores in program order.
 */
void arch_pte_sync(unsigned long start, size_t size)
{
	barrier();
}

void arch_paging_activate(const struct pgtable *table)
{
	unsigned long flags;

	flags = arch_local_irq_save();
	host_set_root((unsigned long)table->root - table->offset);
	arch_local_irq_restore(flags);
}

void arch_tlb_flush_local(unsigned long start, size_t size)
{
	unsigned long flags;

	flags = arch_local_irq_save();
	host_tlb_drop(start, size);
	arch_local_irq_restore(flags);
}

void arch_tlb_flush(unsigned long start, size_t size)
{
	arch_tlb_flush_local(start, size);
}

void arch_sync_icache(unsigned long start, size_t size)
{
	barrier();
}

static unsigned int line __ro_after_init = CACHE_LINE;

/*
 * Disable the maintenance by CPUs if the device tree requests it.  In that case, only a cache
 * controller maintains the cache (libc_cachectl.c).
 */
static int __init find_cache_line(void)
{
	struct device_node *cpus = of_find_node_by_path("/cpus");
	u32 bytes;

	if (!of_property_read_u32(cpus, "quarry,cbom-block-size", &bytes) && !bytes)
		line = 0;
	return 0;
}
early_initcall(find_cache_line);

unsigned int arch_dcache_line(void)
{
	return line;
}

void andes_l1d_command(unsigned long va, unsigned long command)
{
	struct pgtable_range range;

	if (pgtable_lookup(&kernel_pgtable, va, &range))
		host_l1d_command(range.pa + (va - range.start), command);
}

/*
 * Maintain the cache lines of a virtual range, page by page, because the pages may have any
 * physical addresses.  Does nothing if devices are coherent.
 */
static void maintain(unsigned long start, size_t size, unsigned int what)
{
	unsigned long end = start + size, flags, step;
	struct pgtable_range range;

	if (!host_cache_seed())
		return;
	for (unsigned long va = start; va < end; va += step) {
		step = min(end - va, PAGE_SIZE - (va & (PAGE_SIZE - 1)));
		if (!pgtable_lookup(&kernel_pgtable, va, &range))
			continue;
		flags = arch_local_irq_save();
		host_cache_maintain(range.pa + (va - range.start), step, what);
		arch_local_irq_restore(flags);
	}
}

void arch_dcache_clean(unsigned long start, size_t size)
{
	maintain(start, size, HOST_CACHE_CLEAN);
}

void arch_dcache_invalidate(unsigned long start, size_t size)
{
	maintain(start, size, HOST_CACHE_INVALIDATE);
}

void arch_dcache_flush(unsigned long start, size_t size)
{
	maintain(start, size, HOST_CACHE_CLEAN | HOST_CACHE_INVALIDATE);
}

bool arch_has_uncached(void)
{
	return arch_pte_has_uncached();
}
