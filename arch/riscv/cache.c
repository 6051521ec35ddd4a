// SPDX-License-Identifier: BSD-2-Clause
/*
 * Data cache maintenance by the Zicbom instructions (CMO specification 1.0), if the device tree
 * lists them.  The instructions of T-Head's older CPUs are in drivers/cache/thead.c.
 */

#include <linux/cache.h>
#include <linux/init.h>
#include <linux/pgtable.h>
#include <linux/sprintf.h>
#include <asm/cacheflush.h>
#include <internal/arch.h>
#include <internal/dma.h>

#include "riscv.h"

/*
 * Smallest and largest line size of all harts.  Maintenance may run on any hart.  Steps of the
 * smallest line size reach each line on every hart.  Buffers that consist of whole lines of the
 * largest size share no line with their neighbours on any hart.
 */
static u32 cbom_smallest __ro_after_init, cbom_largest __ro_after_init;
unsigned int riscv_cbom_block_size __ro_after_init;

void __init riscv_set_caches(u32 smallest_line, u32 largest_line)
{
	if (!smallest_line)
		return;
	cbom_smallest = smallest_line;
	cbom_largest = largest_line;
	riscv_cbom_block_size = largest_line;
}

void riscv_print_caches(char *buf, size_t size)
{
	int n = scnprintf(buf, size, "memory types: %s; Zicbom: ", riscv_memory_types_name());

	if (!cbom_largest)
		scnprintf(buf + n, size - n, "none");
	else if (cbom_smallest == cbom_largest)
		scnprintf(buf + n, size - n, "lines of %u bytes", cbom_largest);
	else
		scnprintf(buf + n, size - n, "lines of %u to %u bytes", cbom_smallest,
			  cbom_largest);
}

bool arch_has_uncached(void)
{
	return arch_pte_has_uncached();
}

unsigned int arch_dcache_line(void)
{
	return cbom_largest;
}

/* Encoded as numbers, because older assemblers do not know the mnemonics. */
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
