// SPDX-License-Identifier: BSD-2-Clause
/* Paging mode, TLB and caches of this CPU. */

#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/pgtable.h>
#include <asm/barrier.h>
#include <asm/layout.h>
#include <asm/page.h>
#include <asm/sysreg.h>
#include <quarry/arch.h>
#include <quarry/dma.h>

#include "arm64.h"

#define TCR_EPD0	(1UL << 7)	/* no walks by TTBR0: all of the lower half faults */

/* From here on single-page flushes cost more than one of everything. */
#define FLUSH_ALL_PAGES 256

void arm64_disable_identity(void)
{
	write_sysreg(read_sysreg(tcr_el1) | TCR_EPD0, tcr_el1);
	isb();
	arch_tlb_flush_local(0, 0);
}

void __init arch_paging_init(struct vm_layout *layout, struct pgtable *table)
{
	table->levels = (CONFIG_ARM64_VA_BITS - PAGE_SHIFT + 8) / 9;
	table->index_bits = 9;
	table->page_shift = PAGE_SHIFT;
	table->max_leaf = 2;

	layout->linear_start = -1UL << CONFIG_ARM64_VA_BITS;
	layout->linear_limit = -1UL << (CONFIG_ARM64_VA_BITS - 1);
	layout->vmemmap_start = (unsigned long)virt_to_page((void *)layout->linear_start);
	layout->vmemmap_end = -0x200000000UL;
	layout->vmalloc_start = layout->linear_limit;
	layout->vmalloc_end = layout->vmemmap_start;
	arm64_disable_identity();
}

void __init arch_boot_table(struct pgtable *table)
{
	table->offset = vm_layout.image_offset;
	table->root = (pte_t *)(arm64_boot_mmu.ttbr1 + table->offset);
}

void arch_pte_sync(void)
{
	dsb(ishst);
	isb();
}

void arch_paging_activate(const struct pgtable *table)
{
	dsb(ish);
	write_sysreg((unsigned long)table->root - table->offset, ttbr1_el1);
	isb();
	arch_tlb_flush_local(0, 0);
}

#define TLBI_VA(va) ((va) >> 12 & 0xfffffffffffUL)

void arch_tlb_flush_local(unsigned long start, size_t size)
{
	dsb(nshst);
	if (!size || size > FLUSH_ALL_PAGES * PAGE_SIZE) {
		__asm__ __volatile__("tlbi vmalle1" : : : "memory");
	} else {
		for (unsigned long va = start; va - start < size; va += PAGE_SIZE)
			__asm__ __volatile__("tlbi vaae1, %0" : : "r"(TLBI_VA(va)) : "memory");
	}
	dsb(nsh);
	isb();
}

void arch_tlb_flush(unsigned long start, size_t size)
{
	dsb(ishst);
	if (!size || size > FLUSH_ALL_PAGES * PAGE_SIZE) {
		__asm__ __volatile__("tlbi vmalle1is" : : : "memory");
	} else {
		for (unsigned long va = start; va - start < size; va += PAGE_SIZE)
			__asm__ __volatile__("tlbi vaae1is, %0" : : "r"(TLBI_VA(va)) : "memory");
	}
	dsb(ish);
	isb();
}

bool arch_has_uncached(void)
{
	return true;
}

unsigned int arch_dcache_line(void)
{
	return 4U << (read_sysreg(ctr_el0) >> 16 & 15);
}

#define FOR_EACH_LINE(op)							\
do {										\
	unsigned long line_size = arch_dcache_line();				\
										\
	for (unsigned long line = start & -line_size; line < start + size; line += line_size) \
		__asm__ __volatile__(op ", %0" : : "r"(line) : "memory");	\
	dsb(sy);								\
} while (0)

void arch_dcache_clean(unsigned long start, size_t size)
{
	FOR_EACH_LINE("dc cvac");
}

void arch_dcache_invalidate(unsigned long start, size_t size)
{
	FOR_EACH_LINE("dc ivac");
}

void arch_dcache_flush(unsigned long start, size_t size)
{
	FOR_EACH_LINE("dc civac");
}

void arch_sync_icache(unsigned long start, size_t size)
{
	FOR_EACH_LINE("dc cvau");
	__asm__ __volatile__("ic ialluis" : : : "memory");
	dsb(ish);
	isb();
}
