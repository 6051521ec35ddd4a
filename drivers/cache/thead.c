// SPDX-License-Identifier: BSD-2-Clause
/*
 * Cache maintenance for T-Head's C906, C910 and C920, which do not have Zicbom.  The
 * instructions th.dcache.cpa, .ipa and .cipa clean, invalidate and flush the line of a physical
 * address, and th.sync.s waits for them (XTheadCmo and XTheadSync 1.0 of the T-Head extension
 * specification).  A line has 64 bytes.
 *
 * The cores are detected by the extension xtheadcmo in the device tree, or by the vendor ID, as in
 * Linux (arch/riscv/errata/thead/errata.c), because device trees of boards do not list the
 * extension.  Later cores of T-Head have other IDs, and Zicbom.
 */

#include <linux/init.h>
#include <linux/of.h>
#include <asm/cpufeature.h>
#include <asm/sbi.h>
#include <asm/vendorid_list.h>
#include <quarry/dma_cache.h>

#define LINE	64UL

/* Encoded as numbers, for assemblers that do not support these instructions. */
#define FOR_EACH_LINE(op) \
do { \
	unsigned long __line = pa & -LINE; \
 \
	for (; __line < pa + size; __line += LINE) \
		__asm__ __volatile__(".insn r 0x0b, 0, 1, x0, %0, x" #op : : "r"(__line) : "memory"); \
	__asm__ __volatile__(".insn r 0x0b, 0, 0, x0, x0, x25" : : : "memory"); \
} while (0)

static void thead_clean(phys_addr_t pa, size_t size)
{
	FOR_EACH_LINE(9);
}

static void thead_invalidate(phys_addr_t pa, size_t size)
{
	FOR_EACH_LINE(10);
}

static void thead_flush(phys_addr_t pa, size_t size)
{
	FOR_EACH_LINE(11);
}

static const struct dma_cache_ops thead_ops = {
	.name = "T-Head's instructions",
	.line = LINE,
	.clean = thead_clean,
	.invalidate = thead_invalidate,
	.flush = thead_flush,
};

static int __init thead_init(void)
{
	struct device_node *cpu = of_get_cpu_node(0, NULL);

	if (!dma_cache_wanted() || !cpu ||
	    !(sbi_cpu_is(THEAD_VENDOR_ID, 0, 0) || riscv_has_extension(cpu, "xtheadcmo")))
		return 0;
	return dma_cache_register(&thead_ops);
}
core_initcall(thead_init);
