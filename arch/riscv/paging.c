// SPDX-License-Identifier: BSD-2-Clause
/* Paging mode, TLB flushes and instruction cache synchronization. */

#include <linux/cache.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/smp.h>
#include <linux/of.h>
#include <linux/pgtable.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <asm/layout.h>
#include <asm/page.h>
#include <asm/sbi.h>
#include <internal/arch.h>
#include <internal/dtb.h>

#include "riscv.h"

unsigned int riscv_satp_mode __ro_after_init;
bool riscv_has_svinval __ro_after_init;

/*
 * Limit in bytes: for larger ranges, flushing single pages takes longer than flushing everything.
 */
size_t riscv_flush_limit __ro_after_init = 64 * PAGE_SIZE;

/*
 * Return true if the node is a hart that can use page tables.  A hart without an MMU is disabled
 * and has no mmu-type.
 */
static bool __init is_hart(const struct dtb *dtb, int node)
{
	const char *type = dtb_prop_string(dtb, node, "device_type");

	return type && !strcmp(type, "cpu") &&
	       (dtb_available(dtb, node) || dtb_prop_string(dtb, node, "mmu-type"));
}

/*
 * Return true if all harts have Svnapot.  The function reads the firmware's device tree, because
 * of_init() runs after the final tables are built.
 */
static bool __init all_have_svnapot(void)
{
	const void *blob = (void *)(BOOT_DTB_WINDOW + boot_info.dtb % IMAGE_ALIGN);
	struct dtb dtb;
	int node, depth = 0;
	bool any = false;

	/* T-Head's memory types use the same bit as Svnapot. */
	if (riscv_memory_types[PGPROT_NORMAL] || dtb_open(&dtb, blob, BOOT_DTB_WINDOW_SIZE / 2))
		return false;
	node = dtb_find_path(&dtb, "/cpus", 5);
	while (node >= 0 && (node = dtb_next_node(&dtb, node, &depth)) >= 0 && depth > 0) {
		if (!is_hart(&dtb, node))
			continue;
		any = true;
		if (!dtb_prop_lists(&dtb, node, "riscv,isa-extensions", "svnapot") &&
		    !riscv_isa_names(dtb_prop_string(&dtb, node, "riscv,isa"), "svnapot"))
			return false;
	}
	return any;
}

void __init arch_paging_init(struct vm_layout *layout, struct pgtable *table)
{
	unsigned int levels, va_bits;

	riscv_find_errata();
	riscv_satp_mode = csr_read(satp) >> SATP_MODE_SHIFT;
	levels = riscv_satp_mode - SATP_MODE_SV39 + 3;
	va_bits = PAGE_SHIFT + 9 * levels;

	table->levels = levels;
	table->index_bits = 9;
	table->page_shift = PAGE_SHIFT;
	table->max_leaf = 2;
	if (IS_ENABLED(CONFIG_PGTABLE_CONT) && all_have_svnapot())
		table->cont_bits = 4;

	layout->linear_start = -1UL << (va_bits - 1);
	layout->linear_limit = -1UL << (va_bits - 2);
	layout->vmemmap_start = (unsigned long)virt_to_page((void *)layout->linear_start);
	layout->vmemmap_end = -0x200000000UL;
	layout->vmalloc_start = layout->linear_limit;
	layout->vmalloc_end = layout->vmemmap_start;
}

void __init arch_boot_table(struct pgtable *table)
{
	phys_addr_t root = (csr_read(satp) & SATP_PPN_MASK) << PAGE_SHIFT;

	table->offset = vm_layout.image_offset;
	table->root = (pte_t *)(root + table->offset);
}

/*
 * Make a page-table walk see earlier stores to a table.  Only an sfence.vma guarantees this
 * (4.2.1), even for new mappings.
 */
void arch_pte_sync(unsigned long start, size_t size)
{
	arch_tlb_flush_local(start, size);
}

void arch_paging_activate(const struct pgtable *table)
{
	phys_addr_t root = (unsigned long)table->root - table->offset;

	csr_write(satp, (unsigned long)riscv_satp_mode << SATP_MODE_SHIFT | root >> PAGE_SHIFT);
	__asm__ __volatile__("sfence.vma" : : : "memory");
}

/*
 * Flush pages by Svinval (Privileged Architecture, chapter 9).  The fences before and after the
 * flush, which are most of the cost of an sfence.vma, are separate instructions and are executed
 * only once.
 */
static void flush_by_svinval(unsigned long start, size_t size)
{
	__asm__ __volatile__(".4byte 0x18000073" : : : "memory");		/* sfence.w.inval */
	for (unsigned long va = start; va - start < size; va += PAGE_SIZE)
		__asm__ __volatile__(".insn r 0x73, 0, 0x0b, x0, %0, x0" : : "r"(va) : "memory");
	__asm__ __volatile__(".4byte 0x18100073" : : : "memory"); /* sfence.inval.ir */
}

void arch_tlb_flush_local(unsigned long start, size_t size)
{
	if (!size || size > riscv_flush_limit) {
		__asm__ __volatile__("sfence.vma" : : : "memory");
		return;
	}
	if (size > PAGE_SIZE && riscv_has_svinval) {
		flush_by_svinval(start, size);
		return;
	}
	for (unsigned long va = start; va - start < size; va += PAGE_SIZE)
		__asm__ __volatile__("sfence.vma %0" : : "r"(va) : "memory");
}

void arch_tlb_flush(unsigned long start, size_t size)
{
	arch_tlb_flush_local(start, size);
	if (!IS_ENABLED(CONFIG_SMP) || num_online_cpus() == 1)
		return;
	if (sbi_remote_sfence(start, size))
		pr_err("SBI: remote fence of %#lx failed\n", start);
}

void arch_sync_icache(unsigned long start, size_t size)
{
	__asm__ __volatile__("fence.i" : : : "memory");
}
