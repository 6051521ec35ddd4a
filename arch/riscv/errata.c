// SPDX-License-Identifier: BSD-2-Clause
/* Errata of RISC-V cores, and their workarounds. */

#include <linux/printk.h>
#include <asm/sbi.h>
#include <asm/vendorid_list.h>

#include "riscv.h"

static unsigned long number_of_cpu(unsigned long which)
{
	return sbi_call(SBI_EXT_BASE, which, 0, 0, 0, 0, 0).value;
}

/*
 * Return true if the core has the erratum SiFive CIP-1200: an sfence.vma with an address does not
 * remove the address's entry from the instruction TLB.  The erratum affects cores up to the 7
 * series.  The list of cores is Linux's (arch/riscv/errata/sifive).
 */
static bool has_cip_1200(void)
{
	unsigned long vendor = number_of_cpu(SBI_BASE_MVENDORID);
	unsigned long arch = number_of_cpu(SBI_BASE_MARCHID);
	unsigned long implementation = number_of_cpu(SBI_BASE_MIMPID);

	return vendor == SIFIVE_VENDOR_ID && (arch == 0x8000000000000007 || arch == 1) &&
	       (implementation & 0xffffff) <= 0x200630 && implementation != 0x1200626;
}

void riscv_find_errata(void)
{
	if (has_cip_1200())
		riscv_flush_limit = 0;
}

void riscv_print_errata(void)
{
	if (!riscv_flush_limit)
		pr_info("CPU: erratum SiFive CIP-1200: each TLB flush covers all addresses\n");
}
