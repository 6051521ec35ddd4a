// SPDX-License-Identifier: BSD-2-Clause
/*
 * Who maintains the cache for devices that are not coherent.
 *
 * Either the CPU, by instructions of its architecture (arch_dcache_*() of <internal/arch.h>), or one driver
 * of a table struct dma_cache_ops, which is found at boot by the device tree or by the CPU's vendor:
 *
 *	1. The port finds out what the CPU has, in initcall level 0.
 *	2. The drivers of drivers/cache look for their hardware, in level 1.  One that finds it where the
 *	   CPU has nothing registers its table.
 *	3. Devices are bound from level 4 on.  With neither, those that are not coherent are refused.
 *
 * The choice is a static branch: where no driver registers, each call of maintenance costs one
 * instruction that does nothing, and the architecture's functions are called directly.  Drivers get
 * physical addresses, for that is what a controller knows; a table that needs the linear map says so, and
 * then memory is not taken out of it: coherent memory of devices that are not coherent is of their own
 * region or of the default one (regions.c).
 */

#define pr_fmt(fmt) "dma: " fmt

#include <linux/errno.h>
#include <linux/log2.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <quarry/dma_cache.h>

#include "dma.h"

DEFINE_STATIC_KEY_FALSE(dma_cache_driven);
const struct dma_cache_ops *dma_cache_driver __read_mostly;

int dma_cache_register(const struct dma_cache_ops *ops)
{
	if (!ops->clean || !ops->invalidate || !ops->flush || !is_power_of_2(ops->line) || ops->line < 16 ||
	    ops->line > PAGE_SIZE) {
		pr_err("cache maintenance by %s: an operation is missing, or a line of %u bytes is none\n",
		       ops->name, ops->line);
		return -EINVAL;
	}
	if (static_key_enabled(&dma_cache_driven)) {
		pr_err("cache maintenance by %s: %s does it already\n", ops->name, dma_cache_driver->name);
		return -EBUSY;
	}
	dma_cache_replace(ops);
	pr_info("cache maintenance by %s, line %u bytes\n", ops->name, ops->line);
	return 0;
}

bool dma_cache_wanted(void)
{
	return !maintained_line();
}

/* The branch is turned off first, and the old table stays: another CPU may be in the middle of a call. */
const struct dma_cache_ops *dma_cache_replace(const struct dma_cache_ops *ops)
{
	const struct dma_cache_ops *old = static_key_enabled(&dma_cache_driven) ? dma_cache_driver : NULL;

	if (ops)
		WRITE_ONCE(dma_cache_driver, ops);
	if (ops && !old)
		static_branch_enable(&dma_cache_driven);
	else if (!ops && old)
		static_branch_disable(&dma_cache_driven);
	return old;
}

/* ---- where a driver does it ------------------------------------------------------------------ */

void dma_cache_driver_clean(unsigned long va, size_t size)
{
	READ_ONCE(dma_cache_driver)->clean(__pa(va), size);
}

void dma_cache_driver_invalidate(unsigned long va, size_t size)
{
	READ_ONCE(dma_cache_driver)->invalidate(__pa(va), size);
}

void dma_cache_driver_flush(unsigned long va, size_t size)
{
	READ_ONCE(dma_cache_driver)->flush(__pa(va), size);
}

/* An uncached alias of RAM, such as some boards have, is no address that a controller knows. */
void dma_cache_driver_drop(phys_addr_t pa, size_t size)
{
	const struct dma_cache_ops *ops = READ_ONCE(dma_cache_driver);
	phys_addr_t start, end;
	u64 i;

	if (ops->linear)
		return;
	for_each_mem_range(i, &start, &end) {
		start = max(start, pa);
		end = min(end, pa + size);
		if (start < end)
			ops->flush(start, end - start);
	}
}
