// SPDX-License-Identifier: BSD-2-Clause
/*
 * The data cache, and memory types of page-table entries: what a CPU has of its own for devices that do not
 * look into its cache.
 *
 *	architecture	Zicbom (CMO specification 1.0) and Svpbmt (Privileged Architecture, section 4.6), which
 *			the device tree names
 *	T-Head		C906, C910 and C920, which are older than these: th.dcache.* and th.sync.s (XTheadCmo
 *			1.0), and bits 63 to 59 of an entry (XTheadMaee); known by their vendor's number,
 *			since no device tree names them
 *
 * Where firmware has switched XTheadMaee on, an entry with none of its bits is memory that is not cached:
 * so the types are known before the first table is made.
 */

#include <linux/cache.h>
#include <linux/init.h>
#include <linux/jump_label.h>
#include <linux/of.h>
#include <linux/pgtable.h>
#include <linux/sprintf.h>
#include <asm/sbi.h>
#include <quarry/arch.h>
#include <quarry/dma.h>

#include "riscv.h"

/* ---- memory types ---------------------------------------------------------------------------- */

#define SVPBMT_NC	(1UL << 61)
#define SVPBMT_IO	(2UL << 61)

#define THEAD_SO	(1UL << 63)	/* strong order */
#define THEAD_C		(1UL << 62)	/* cacheable */
#define THEAD_B		(1UL << 61)	/* bufferable */
#define THEAD_SH	(1UL << 60)	/* shareable */

#define SXSTATUS_MAEE	(1UL << 21)	/* of th.sxstatus */

#define VENDOR_THEAD	0x5b7

static long base_value(unsigned long function)
{
	return sbi_call(SBI_EXT_BASE, function, 0, 0, 0, 0, 0).value;
}

/* Their later cores have other numbers, and the extensions of the architecture. */
static bool is_thead(void)
{
	return base_value(SBI_BASE_MVENDORID) == VENDOR_THEAD && !base_value(SBI_BASE_MARCHID) &&
	       !base_value(SBI_BASE_MIMPID);
}

/* With the MMU off. */
void __init riscv_early_memory_types(void)
{
	if (!is_thead() || !(csr_read(0x5c0) & SXSTATUS_MAEE))
		return;
	riscv_memory_types[PGPROT_NORMAL] = THEAD_C | THEAD_B | THEAD_SH;
	riscv_memory_types[PGPROT_NC] = THEAD_B | THEAD_SH;
	riscv_memory_types[PGPROT_DEVICE] = THEAD_SO | THEAD_SH;
	riscv_memory_types[PGPROT_DEVICE_STRICT] = THEAD_SO | THEAD_SH;
}

/* Without either scheme the physical memory attributes decide, and there is no uncached memory. */
static const char *types __ro_after_init = "fixed";

static void __init find_memory_types(struct device_node *cpu)
{
	if (riscv_memory_types[PGPROT_NORMAL]) {
		types = "T-Head";
	} else if (riscv_has_extension(cpu, "svpbmt")) {
		types = "Svpbmt";
		riscv_memory_types[PGPROT_NC] = SVPBMT_NC;
		riscv_memory_types[PGPROT_DEVICE] = SVPBMT_IO;
		riscv_memory_types[PGPROT_DEVICE_STRICT] = SVPBMT_IO;
	}
}

bool arch_has_uncached(void)
{
	return riscv_memory_types[PGPROT_NC];
}

/* ---- maintenance ----------------------------------------------------------------------------- */

static unsigned int line __ro_after_init;
static DEFINE_STATIC_KEY_FALSE(thead_cmo);

void __init riscv_find_caches(struct device_node *cpu)
{
	find_memory_types(cpu);
	line = riscv_line_of(cpu, "zicbom", "riscv,cbom-block-size");
	if (!line && (riscv_has_extension(cpu, "xtheadcmo") || is_thead())) {
		line = 64;
		static_branch_enable(&thead_cmo);
	}
}

void riscv_print_caches(char *buf, size_t size)
{
	scnprintf(buf, size, "memory types: %s; cache maintenance: %s, line %u bytes", types,
		  !line ? "none" : static_branch_unlikely(&thead_cmo) ? "T-Head" : "Zicbom", line ? line : 64);
}

unsigned int arch_dcache_line(void)
{
	return line;
}

/* An instruction on each line, then one that waits for them.  Encoded, for assemblers that do not know them. */
#define MAINTAIN(start, size, ...) __MAINTAIN(start, size, __VA_ARGS__)
#define __MAINTAIN(start, size, each, complete)						\
do {											\
	unsigned long __at = (start) & -(unsigned long)line, __end = (start) + (size);	\
											\
	for (; __at < __end; __at += line)						\
		__asm__ __volatile__(each : : "r"(__at) : "memory");			\
	__asm__ __volatile__(complete : : : "memory");					\
} while (0)

#define CBO(op)		".insn i 0x0f, 2, x0, %0, " #op, "fence rw, rw"
#define THEAD(op)	".insn r 0x0b, 0, 1, x0, %0, x" #op, ".insn r 0x0b, 0, 0, x0, x0, x25"

void arch_dcache_clean(unsigned long start, size_t size)
{
	if (static_branch_unlikely(&thead_cmo))
		MAINTAIN(start, size, THEAD(5));
	else
		MAINTAIN(start, size, CBO(1));
}

void arch_dcache_invalidate(unsigned long start, size_t size)
{
	if (static_branch_unlikely(&thead_cmo))
		MAINTAIN(start, size, THEAD(6));
	else
		MAINTAIN(start, size, CBO(0));
}

void arch_dcache_flush(unsigned long start, size_t size)
{
	if (static_branch_unlikely(&thead_cmo))
		MAINTAIN(start, size, THEAD(7));
	else
		MAINTAIN(start, size, CBO(2));
}
