// SPDX-License-Identifier: BSD-2-Clause
/*
 * The data cache, and memory types of page-table entries: what a CPU has of its own for devices that do not
 * look into its cache.
 *
 *	Zicbom		instructions on cache lines (CMO specification 1.0), which the device tree names
 *	Svpbmt		bits 62 and 61 of an entry (Privileged Architecture, section 4.6), the same
 *	XTheadMaee	bits 63 to 59 of an entry: T-Head's C906, C910 and C920, known by their names
 *			and their vendor's number, since no device tree names the extension.  Their
 *			instructions on cache lines are those of drivers/cache/thead.c.
 *
 * Where firmware has switched XTheadMaee on, an entry with none of its bits is memory that is not cached:
 * so the types are known before the first table is made.
 */

#include <linux/cache.h>
#include <linux/init.h>
#include <linux/of.h>
#include <linux/pgtable.h>
#include <linux/sprintf.h>
#include <asm/cacheflush.h>
#include <asm/layout.h>
#include <asm/sbi.h>
#include <asm/vendorid_list.h>
#include <quarry/arch.h>
#include <quarry/dma.h>
#include <quarry/dtb.h>

#include "riscv.h"

/* ---- memory types ---------------------------------------------------------------------------- */

#define SVPBMT_NC	(1UL << 61)
#define SVPBMT_IO	(2UL << 61)

/* XTheadMaee 1.0 of the T-Head extension specification. */
#define THEAD_SO	(1UL << 63)	/* strong order */
#define THEAD_C		(1UL << 62)	/* cacheable */
#define THEAD_B		(1UL << 61)	/* bufferable */
#define THEAD_SH	(1UL << 60)	/* shareable */

#define SXSTATUS_MAEE	(1UL << 21)	/* of th.sxstatus, CSR 0x5c0 */

void __init_or_kunit riscv_choose_memory_types(u64 *bits, bool thead, unsigned long sxstatus, bool svpbmt)
{
	if (thead && sxstatus & SXSTATUS_MAEE) {
		bits[PGPROT_NORMAL] = THEAD_C | THEAD_B | THEAD_SH;
		bits[PGPROT_NC] = THEAD_B | THEAD_SH;
		bits[PGPROT_DEVICE] = THEAD_SO | THEAD_SH;
		bits[PGPROT_DEVICE_STRICT] = THEAD_SO | THEAD_SH;
		bits[PGPROT_WT] = THEAD_SO | THEAD_SH;	/* there is no such type: as ioremap() */
	} else if (svpbmt) {
		bits[PGPROT_NC] = SVPBMT_NC;
		bits[PGPROT_DEVICE] = SVPBMT_IO;
		bits[PGPROT_DEVICE_STRICT] = SVPBMT_IO;
		bits[PGPROT_WT] = SVPBMT_IO;
	}
}

/* The tree is asked before firmware: without firmware an SBI call hangs, and nobody reports why. */
static bool __init names_thead(void)
{
	struct dtb dtb;
	int node = -1;

	if (dtb_open(&dtb, (void *)boot_info.dtb, BOOT_DTB_WINDOW_SIZE / 2))
		return false;
	while ((node = dtb_next_node(&dtb, node, NULL)) >= 0) {
		if (dtb_compatible(&dtb, node, "thead,c906") || dtb_compatible(&dtb, node, "thead,c910") ||
		    dtb_compatible(&dtb, node, "thead,c920"))
			return true;
	}
	return false;
}

/* With the MMU off. */
void __init riscv_early_memory_types(void)
{
	/* Later cores have other numbers, and the extensions of the architecture. */
	if (names_thead() && sbi_cpu_is(THEAD_VENDOR_ID, 0, 0))
		riscv_choose_memory_types(riscv_memory_types, true, csr_read(0x5c0), false);
}

/* Without either scheme the physical memory attributes decide, and there is no uncached memory. */
static const char *types __ro_after_init = "fixed";

static void __init set_memory_types(bool svpbmt)
{
	if (riscv_memory_types[PGPROT_NORMAL]) {
		types = "T-Head";
	} else if (svpbmt) {
		types = "Svpbmt";
		riscv_choose_memory_types(riscv_memory_types, false, 0, true);
	}
}

bool arch_has_uncached(void)
{
	return riscv_memory_types[PGPROT_NC];
}

/* ---- maintenance ----------------------------------------------------------------------------- */

/*
 * Harts may differ in their lines, and a call of maintenance runs on any of them.  Steps of the smallest
 * line touch each line on every hart.  Buffers of whole lines of the largest size share none with their
 * neighbours on any of them.
 */
static u32 cbom_smallest __ro_after_init, cbom_largest __ro_after_init;
unsigned int riscv_cbom_block_size __ro_after_init;

void __init riscv_set_caches(bool svpbmt, u32 smallest_line, u32 largest_line)
{
	set_memory_types(svpbmt);
	if (!smallest_line)
		return;
	cbom_smallest = smallest_line;
	cbom_largest = largest_line;
	riscv_cbom_block_size = largest_line;
}

void riscv_print_caches(char *buf, size_t size)
{
	int n = scnprintf(buf, size, "memory types: %s; Zicbom: ", types);

	if (!cbom_largest)
		scnprintf(buf + n, size - n, "none");
	else if (cbom_smallest == cbom_largest)
		scnprintf(buf + n, size - n, "lines of %u bytes", cbom_largest);
	else
		scnprintf(buf + n, size - n, "lines of %u to %u bytes", cbom_smallest, cbom_largest);
}

unsigned int arch_dcache_line(void)
{
	return cbom_largest;
}

/* Encoded, for assemblers that do not know the names. */
#define CBO(op, address) \
	__asm__ __volatile__(".insn i 0x0f, 2, x0, %0, " #op : : "r"(address) : "memory")
#define FOR_EACH_LINE(op)							\
do {										\
	unsigned long __size = cbom_smallest, __line = start & -__size;		\
										\
	for (; __line < start + size; __line += __size)				\
		CBO(op, __line);						\
	__asm__ __volatile__("fence rw, rw" : : : "memory");			\
} while (0)

void arch_dcache_clean(unsigned long start, size_t size)
{
	FOR_EACH_LINE(1);
}

void arch_dcache_invalidate(unsigned long start, size_t size)
{
	FOR_EACH_LINE(0);
}

void arch_dcache_flush(unsigned long start, size_t size)
{
	FOR_EACH_LINE(2);
}
