// SPDX-License-Identifier: BSD-2-Clause
/*
 * Code that runs with the MMU disabled: find the console, print the first line, and build the boot
 * page tables.
 *
 * TTBR1 gets the boot tables of kernel/early.c.  TTBR0 gets a table that maps the image at its
 * physical address, for the code that enables the MMU.  This table always uses 48 address bits,
 * even if the kernel's half uses fewer, because RAM may be above 2^39.
 */

#include <linux/cache.h>
#include <linux/init.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <asm/layout.h>
#include <asm/page.h>
#include <asm/processor.h>
#include <internal/arch.h>
#include <internal/early.h>
#include <internal/sections.h>

#include "arm64.h"

struct boot_info boot_info;
bool arm64_has_pmu;
struct boot_mmu arm64_boot_mmu;

#define TCR_T0SZ(bits)	(64UL - (bits))
#define TCR_T1SZ(bits)	((64UL - (bits)) << 16)
#define TCR_CACHED	(1UL << 8 | 1UL << 10 | 3UL << 12 | 1UL << 24 | 1UL << 26 | 3UL << 28)
/* Page sizes of both halves: the fields TG0 and TG1. */
#define TCR_PAGES	(PAGE_SHIFT == 12 ? 2UL << 30 : PAGE_SHIFT == 14 ? 1UL << 30 | 2UL << 14 : \
			 3UL << 30 | 1UL << 14)
#define TCR_IPS_SHIFT	32
#define TCR_TBI1	(1UL << 38)	/* ignore the upper byte, which contains the tag */
#define TCR_DS		(1UL << 59)
#define PARANGE_48	5UL
#define PARANGE_52	6UL

#define IDMAP_BITS	48
#define VA_BITS_MIN (CONFIG_ARM64_VA_BITS < 52 ? CONFIG_ARM64_VA_BITS : PAGE_SHIFT == 14 ? 47 : 48)

unsigned int arm64_va_bits;
phys_addr_t arm64_boot_root;

unsigned int arm64_levels(unsigned int va_bits)
{
	return DIV_ROUND_UP(va_bits - PAGE_SHIFT, PAGE_SHIFT - 3);
}

/*
 * Return the value of TTBR1 for a root table.
 *
 * A table fills a page, and the walker of mm/virtual/pgtable.c indexes each table by
 * PAGE_SHIFT - 3 bits of an address.  In the root table, the index bits above the width of an
 * address are ones, so that only the last entries of the page are used.  The hardware does not use
 * these index bits.  Therefore, TTBR1 points to the first entry that is used.
 */
u64 arm64_ttbr1(phys_addr_t root)
{
	unsigned int below = PAGE_SHIFT + (arm64_levels(arm64_va_bits) - 1) * (PAGE_SHIFT - 3);
	unsigned int used = arm64_va_bits - below;
	phys_addr_t first = root + PAGE_SIZE - (sizeof(pte_t) << used);

	return first | (first >> 46 & 0x3c);
}

/*
 * Return true if the CPU supports addresses of 52 bits with this page size.  Stops the machine if
 * the CPU does not support the page size (TGran*).
 */
static bool __init has_52_bits(void)
{
	u64 mmfr0 = read_sysreg(id_aa64mmfr0_el1);
	unsigned int pages4 = mmfr0 >> 28 & 15, pages16 = mmfr0 >> 20 & 15,
		     pages64 = mmfr0 >> 24 & 15;

	if (PAGE_SHIFT == 12 ? pages4 == 15 : PAGE_SHIFT == 14 ? !pages16 : pages64 == 15)
		early_fail("this CPU does not support the page size, in KiB: ", PAGE_SIZE >> 10);
	if (PAGE_SHIFT == 16)
		return read_sysreg(id_aa64mmfr2_el1) >> 16 & 15;
	return PAGE_SHIFT == 12 ? pages4 == 1 : pages16 == 2;
}

/* Set arm64_va_bits.  Returns the fields of TCR_EL1 for the widths of addresses. */
static u64 __init choose_widths(void)
{
	u64 range = read_sysreg(id_aa64mmfr0_el1) & 15,
	    most = PAGE_SHIFT == 16 ? PARANGE_52 : PARANGE_48;
	u64 tcr = TCR_T0SZ(IDMAP_BITS);

	arm64_va_bits = VA_BITS_MIN;
	if (has_52_bits() && CONFIG_ARM64_VA_BITS == 52)
		arm64_va_bits = 52;
#ifdef CONFIG_ARM64_LPA2
	arm64_pte_sh = PTE_SH_INNER;
	if (arm64_va_bits == 52) {
		arm64_pte_sh = 0;
		most = PARANGE_52;
		tcr |= TCR_DS;
	}
#endif
	return tcr | TCR_T1SZ(arm64_va_bits) | min(range, most) << TCR_IPS_SHIFT;
}

void arm64_start_pmu(void)
{
	unsigned int version = read_sysreg(id_aa64dfr0_el1) >> 8 & 15;

	if (!version || version == 15)
		return;
	write_sysreg(0, pmccfiltr_el0);
	write_sysreg(1UL << 31, pmcntenset_el0);
	write_sysreg((read_sysreg(pmcr_el0) | 1) & ~8UL, pmcr_el0);	/* enable; no divider */
	isb();
	arm64_has_pmu = true;
}

#ifdef CONFIG_ARM64_LPA2
u64 arm64_pte_sh __ro_after_init;
#endif

static void __init map_identity(struct pgtable *table)
{
	phys_addr_t start = boot_info.image;
	unsigned long size = min_t(unsigned long, PAGE_ALIGN(_end - _text), IMAGE_ALIGN);

	if (pgtable_map(table, start, start, size, PAGE_KERNEL_ROX))
		early_fail("the boot page tables are too small for the image at ", start);
}

/* Run the first C code.  Returns the parameters of enable_mmu. */
struct boot_mmu *__init arm64_early(phys_addr_t dtb, phys_addr_t image, unsigned long entry_level)
{
	struct pgtable table, identity;
	u64 widths;

	boot_info.dtb = dtb;
	boot_info.boot_hwid = read_sysreg(mpidr_el1) & MPIDR_AFFINITY;
	boot_info.image = image;
	boot_info.entry_level = entry_level;
	early_console_init(dtb);
	if (image % IMAGE_ALIGN)
		early_fail("the image is not loaded at a multiple of 2 MiB: ", image);
	if (image >> IDMAP_BITS)
		early_fail("the image is loaded above 2^48: ", image);
	arm64_start_pmu();
	widths = choose_widths();
	early_table_init(&table, arm64_levels(arm64_va_bits));
	if (early_map_image(&table) || early_map_dtb(&table) || early_map_console(&table))
		early_fail("the boot page tables are too small for the image at ", image);
	early_table_init(&identity, arm64_levels(IDMAP_BITS));
	map_identity(&identity);
	arm64_boot_root = (phys_addr_t)table.root;
	arm64_boot_mmu = (struct boot_mmu){
		.ttbr0 = (phys_addr_t)identity.root,
		.ttbr1 = arm64_ttbr1(arm64_boot_root),
		.tcr = widths | TCR_CACHED | TCR_PAGES | (arm64_has_tags() ? TCR_TBI1 : 0),
		.mair = MAIR_VALUE & ~(arm64_has_tags() ? MAIR_NO_TAGS : 0),
	};
	return &arm64_boot_mmu;
}

void arm64_early_trap(unsigned long esr, unsigned long elr, unsigned long far)
{
	early_puts("\nException during early boot: esr ");
	early_puthex(esr);
	early_puts(" elr ");
	early_puthex(elr);
	early_puts(" far ");
	early_puthex(far);
	early_explain_address(far);
	early_fail("\nstopped; device tree at ", boot_info.dtb);
}

/*
 * Report a trap to EL2.  The MMU of EL2 is disabled, so the console's registers are accessed at
 * their physical address.
 */
void arm64_el2_trap(unsigned long esr, unsigned long elr, unsigned long far)
{
	early_console_unmapped();
	early_puts("\nUnhandled trap to EL2: esr ");
	early_puthex(esr);
	early_puts(" elr ");
	early_puthex(elr);
	early_puts(" far ");
	early_puthex(far);
	early_fail("\nstopped; device tree at ", boot_info.dtb);
}

/*
 * Make a semihosting call (Arm Semihosting 2.0).  Without a listener, the hlt traps, and the trap
 * handler skips it.
 */
static long semihosting_call(unsigned long op, const void *arg)
{
	register unsigned long x0 __asm__("x0") = op;
	register const void *x1 __asm__("x1") = arg;

	__asm__ __volatile__("hlt #0xf000" : "+r"(x0) : "r"(x1) : "memory");
	return x0;
}

#define SEMIHOSTING_WRITEC		0x03
#define SEMIHOSTING_EXIT		0x18
#define SEMIHOSTING_APPLICATION_EXIT	0x20026UL

bool arch_early_putc(char c)
{
	semihosting_call(SEMIHOSTING_WRITEC, &c);
	return true;
}

int arch_early_getc(void)
{
	return -1;
}

void arm64_semihosting_exit(int status)
{
	unsigned long block[2] = { SEMIHOSTING_APPLICATION_EXIT, status };

	semihosting_call(SEMIHOSTING_EXIT, block);
}
