// SPDX-License-Identifier: BSD-2-Clause
/* Paging mode, TLB flushes and cache maintenance. */

#include <linux/cache.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/pgtable.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <asm/barrier.h>
#include <asm/layout.h>
#include <asm/page.h>
#include <asm/sysreg.h>
#include <internal/arch.h>
#include <internal/dma.h>

#include "arm64.h"

#define TCR_EPD0	(1UL << 7)	/* no walks by TTBR0: the whole lower half faults */

/*
 * Maximum number of pages that are flushed one by one.  For more pages, flushing everything is
 * faster.
 */
#define FLUSH_ALL_PAGES 256
#define FLUSH_ALL_RANGES 65536	/* the same limit with FEAT_TLBIRANGE */

void arm64_disable_identity(void)
{
	write_sysreg(read_sysreg(tcr_el1) | TCR_EPD0, tcr_el1);
	isb();
	arch_tlb_flush_local(0, 0);
}

void __init arch_paging_init(struct vm_layout *layout, struct pgtable *table)
{
	table->levels = arm64_levels(arm64_va_bits);
	table->index_bits = PAGE_SHIFT - 3;
	table->page_shift = PAGE_SHIFT;
	table->max_leaf = 2;
	/* Size of a group (D8.7.1): 64 KiB with pages of 4 KiB, 2 MiB with larger pages. */
	table->cont_bits = PAGE_SHIFT == 12 ? 4 : 21 - PAGE_SHIFT;

	layout->linear_start = -1UL << arm64_va_bits;
	layout->linear_limit = -1UL << (arm64_va_bits - 1);
	layout->vmemmap_start = (unsigned long)virt_to_page((void *)layout->linear_start);
	layout->vmemmap_end = -0x200000000UL;
	layout->vmalloc_start = layout->linear_limit;
	layout->vmalloc_end = layout->vmemmap_start;
}

void __init arch_boot_table(struct pgtable *table)
{
	table->offset = vm_layout.image_offset;
	table->root = (pte_t *)(arm64_boot_root + table->offset);
}

void arch_pte_sync(unsigned long start, size_t size)
{
	dsb(ishst);
	isb();
}

static pte_t empty_root[PAGE_SIZE / sizeof(pte_t)] __initbss __aligned(PAGE_SIZE);

void __init arch_paging_activate(const struct pgtable *table)
{
	void (*replace)(u64 ttbr1, u64 empty) = (void *)__pa_symbol(replace_ttbr1);

	dsb(ish);
	replace(arm64_ttbr1((unsigned long)table->root - table->offset),
		arm64_ttbr1(__pa_symbol(empty_root)));
	arm64_disable_identity();
}

#define TLBI_VA(va) ((va) >> 12 & 0xfffffffffffUL)

/*
 * With FEAT_TLBIRANGE (Arm DDI 0487, C5.5), one instruction flushes (num + 1) << (5 * scale + 1)
 * pages, where num is below 32 and scale is below 4.  With TCR_EL1.DS, the range must start at a
 * multiple of 64 KiB, so the pages before the first such address are flushed one by one.  After
 * that, each range starts at such an address, because ranges with larger scales come first, and
 * their sizes are multiples of 64 KiB.
 */
static bool has_ranges __ro_after_init;

#ifdef CONFIG_ARM64_LPA2
#define RANGE_SHIFT	(arm64_pte_sh ? PAGE_SHIFT : 16)
#else
#define RANGE_SHIFT	PAGE_SHIFT
#endif

#define RANGE_PAGES(num, scale)	(((num) + 1UL) << (5 * (scale) + 1))
#define TLBI_RANGE(va, num, scale) \
	((PAGE_SHIFT / 2 - 5UL) << 46 | (unsigned long)(scale) << 44 | (num) << 39 |	\
	 ((va) >> RANGE_SHIFT & 0x1fffffffffUL))

void arm64_find_tlbi(void)
{
	static bool asked;
	bool mine = (read_sysreg(id_aa64isar0_el1) >> 56 & 15) >= 2;

	/*
	 * Ranges are used only if all CPUs have FEAT_TLBIRANGE.  CPUs are started one after the
	 * other, so no lock is needed.
	 */
	has_ranges = mine && (!asked || has_ranges);
	asked = true;
}

/*
 * Flush pages by TLBI: @one is vaae1 or vaae1is, for one page.  @many encodes rvaae1 or rvaae1is,
 * for a range of pages, because older assemblers do not know these names.
 */
#define FLUSH_PAGES(one, many, start, size) \
do { \
	unsigned long va_ = (start), pages_ = (size) >> PAGE_SHIFT; \
 \
	for (; pages_ && has_ranges && va_ & ((1UL << RANGE_SHIFT) - 1); \
	     pages_--, va_ += PAGE_SIZE) \
		__asm__ __volatile__("tlbi " one ", %0" : : "r"(TLBI_VA(va_)) : "memory"); \
	for (int scale_ = 3; pages_ > 1 && has_ranges && scale_ >= 0; scale_--) { \
		unsigned long num_ = pages_ >> (5 * scale_ + 1) & 31; \
 \
		if (!num_--) \
			continue; \
		__asm__ __volatile__("sys #0, c8, " many ", #3, %0" : : \
				     "r"(TLBI_RANGE(va_, num_, scale_)) : "memory"); \
		va_ += RANGE_PAGES(num_, scale_) << PAGE_SHIFT; \
		pages_ -= RANGE_PAGES(num_, scale_); \
	} \
	for (; pages_; pages_--, va_ += PAGE_SIZE) \
		__asm__ __volatile__("tlbi " one ", %0" : : "r"(TLBI_VA(va_)) : "memory"); \
} while (0)

/*
 * Return true if the whole TLB must be flushed: @size is 0, or flushing @size bytes page by page
 * takes longer.
 */
static bool is_everything(size_t size)
{
	return !size || size > (has_ranges ? FLUSH_ALL_RANGES : FLUSH_ALL_PAGES) * PAGE_SIZE;
}

void arch_tlb_flush_local(unsigned long start, size_t size)
{
	dsb(nshst);
	if (is_everything(size))
		__asm__ __volatile__("tlbi vmalle1" : : : "memory");
	else
		FLUSH_PAGES("vaae1", "c6", start, size);
	dsb(nsh);
	isb();
}

void arch_tlb_flush(unsigned long start, size_t size)
{
	dsb(ishst);
	if (is_everything(size))
		__asm__ __volatile__("tlbi vmalle1is" : : : "memory");
	else
		FLUSH_PAGES("vaae1is", "c2", start, size);
	dsb(ish);
	if (arm64_repeats_tlbi) {	/* the address of the second TLBI does not matter */
		__asm__ __volatile__("tlbi vale1is, xzr" : : : "memory");
		dsb(ish);
	}
	isb();
}

bool arch_has_uncached(void)
{
	return true;
}

/*
 * Sizes of the smallest and the largest cache line of all CPUs.  Maintenance may run on any CPU.
 * Steps of the smallest line size reach each line on every CPU.  Buffers that consist of whole
 * lines of the largest size share no line with their neighbours.
 */
static unsigned int smallest_line __ro_after_init = 64;
static unsigned int largest_line __ro_after_init;

void arm64_find_lines(void)
{
	unsigned int mine = 4U << (read_sysreg(ctr_el0) >> 16 & 15);

	if (largest_line && mine != largest_line)
		pr_warn("CPU %u has cache lines of %u bytes, but others have %u\n",
			smp_processor_id(), mine, largest_line);
	smallest_line = min(smallest_line, mine);
	largest_line = max(largest_line, mine);
}

unsigned int arch_dcache_line(void)
{
	return largest_line;
}

#define FOR_EACH_LINE(op)							\
do {										\
	unsigned long line_size = smallest_line;				\
										\
	for (unsigned long line = start & -line_size; line < start + size; line += line_size) \
		__asm__ __volatile__(op ", %0" : : "r"(line) : "memory");	\
	dsb(sy);								\
} while (0)

void arch_dcache_flush(unsigned long start, size_t size)
{
	FOR_EACH_LINE("dc civac");
}

void arch_dcache_clean(unsigned long start, size_t size)
{
	if (arm64_clean_invalidates) {
		arch_dcache_flush(start, size);
		return;
	}
	FOR_EACH_LINE("dc cvac");
}

void arch_dcache_invalidate(unsigned long start, size_t size)
{
	FOR_EACH_LINE("dc ivac");
}

void arch_sync_icache(unsigned long start, size_t size)
{
	if (arm64_clean_invalidates)
		FOR_EACH_LINE("dc civac");
	else
		FOR_EACH_LINE("dc cvau");
	__asm__ __volatile__("ic ialluis" : : : "memory");
	dsb(ish);
	isb();
}
