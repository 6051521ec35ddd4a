// SPDX-License-Identifier: BSD-2-Clause
/*
 * Code that runs with the MMU disabled: find the console, print the first line, and build the boot
 * page tables.
 *
 * The boot tables map the image at its link address, the device tree and the console's registers,
 * all in one gigabyte.  The chain of tables root57 -> root48 -> root39 is built once.  Each of
 * these tables is the root for its own mode, because the kernel half of a smaller mode is the last
 * entry of the table of the next larger mode.
 */

#include <linux/init.h>
#include <linux/pgtable.h>
#include <linux/printk.h>
#include <asm/layout.h>
#include <asm/page.h>
#include <asm/sbi.h>
#include <internal/arch.h>
#include <internal/early.h>

#include "riscv.h"

struct boot_info boot_info;

static phys_addr_t boot_roots[3] __initdata;

static phys_addr_t __init upper_half_root(pte_t *root)
{
	return arch_pte_pa(root[PAGE_SIZE / sizeof(pte_t) - 1], 0);
}

/*
 * Run the first C code, before any allocator or trap handling exists.  Returns the roots for Sv57,
 * Sv48 and Sv39.
 */
phys_addr_t *__init riscv_early(unsigned long hartid, phys_addr_t dtb, phys_addr_t image)
{
	struct pgtable table;

	boot_info.dtb = dtb;
	boot_info.boot_hwid = hartid;
	boot_info.image = image;
	early_console_init(dtb);
	if (image % IMAGE_ALIGN)
		early_fail("the image is not loaded at a multiple of 2 MiB: ", image);

	riscv_early_memory_types((void *)dtb);
	early_table_init(&table, 5);
	if (early_map_image(&table) || early_map_dtb(&table) || early_map_console(&table))
		early_fail("the boot page tables are too small for the image at ", image);
	boot_roots[0] = (phys_addr_t)table.root;
	boot_roots[1] = upper_half_root(table.root);
	boot_roots[2] = upper_half_root((pte_t *)boot_roots[1]);
	return boot_roots;
}

void __init riscv_no_paging(void)
{
	/*
	 * In M-mode, satp accepts any value but addresses are not translated, so the expected page
	 * fault did not occur.
	 */
	if (csr_read(satp))
		early_fail(
			"Entered in M-mode: this image needs S-mode, with SBI firmware below; satp is ",
			csr_read(satp));
	early_fail("this hart supports none of Sv57, Sv48 and Sv39; satp remains ", csr_read(satp));
}

void riscv_early_trap(unsigned long cause, unsigned long pc, unsigned long address)
{
	early_puts("\nTrap during early boot: scause ");
	early_puthex(cause);
	early_puts(" sepc ");
	early_puthex(pc);
	early_puts(" stval ");
	early_puthex(address);
	early_explain_address(address);
	early_fail("\nstopped; device tree at ", boot_info.dtb);
}
