// SPDX-License-Identifier: BSD-2-Clause
/*
 * Choose how caches are maintained for devices that are not coherent.
 *
 * The maintenance is done by instructions of the architecture (arch_dcache_*() of
 * <internal/arch.h>), or by a driver with a struct dma_cache_ops, which is selected at boot from
 * the device tree or the CPU's vendor:
 *
 *	1. In initcall level 0 the port detects the CPU's instructions.
 *	2. In level 1 the drivers of drivers/cache search for their hardware.  A driver that finds
 *	   it registers its operations if the CPU has no instructions.
 *	3. Devices are bound from level 4 on.  Without instructions and without a driver, devices
 *	   that are not coherent are refused.
 *
 * The choice is a static branch: if no driver is registered, each maintenance call costs one NOP,
 * and calls the architecture's functions directly.  Drivers get physical addresses, because
 * controllers use these.  A driver that needs the linear map sets a flag.  Then no memory is
 * removed from the linear map, and the coherent memory of devices that are not coherent comes from
 * their own region or the default one (regions.c).
 */

#define pr_fmt(fmt) "dma: " fmt

#include <linux/errno.h>
#include <linux/log2.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/mmdebug.h>
#include <linux/printk.h>
#include <quarry/dma_cache.h>

#include "dma.h"

DEFINE_STATIC_KEY_FALSE(dma_cache_driven);
const struct dma_cache_ops *dma_cache_driver __read_mostly;

int dma_cache_register(const struct dma_cache_ops *ops)
{
	if (!ops->clean || !ops->invalidate || !ops->flush || !is_power_of_2(ops->line) ||
	    ops->line < 16 || ops->line > PAGE_SIZE) {
		pr_err("cache maintenance by %s: missing operation, or invalid line of %u bytes\n",
		       ops->name, ops->line);
		return -EINVAL;
	}
	if (static_key_enabled(&dma_cache_driven)) {
		pr_err("cache maintenance by %s: refused, as %s is registered already\n", ops->name,
		       dma_cache_driver->name);
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

/*
 * Do not clear dma_cache_driver when the branch is disabled: another CPU may be executing a
 * function of the driver.
 */
const struct dma_cache_ops *dma_cache_replace(const struct dma_cache_ops *ops)
{
	const struct dma_cache_ops *old = static_key_enabled(&dma_cache_driven) ? dma_cache_driver
										: NULL;

	VM_WARN_ON(ops && !is_power_of_2(ops->line));
	if (ops)
		WRITE_ONCE(dma_cache_driver, ops);
	if (ops && !old)
		static_branch_enable(&dma_cache_driven);
	else if (!ops && old)
		static_branch_disable(&dma_cache_driven);
	return old;
}

/* ---- maintenance by a driver ----------------------------------------------------------------- */

void dma_cache_driver_clean(unsigned long va, size_t size)
{
	VM_WARN_ON(!is_linear_addr((void *)va));
	READ_ONCE(dma_cache_driver)->clean(__pa(va), size);
}

void dma_cache_driver_invalidate(unsigned long va, size_t size)
{
	VM_WARN_ON(!is_linear_addr((void *)va));
	READ_ONCE(dma_cache_driver)->invalidate(__pa(va), size);
}

void dma_cache_driver_flush(unsigned long va, size_t size)
{
	VM_WARN_ON(!is_linear_addr((void *)va));
	READ_ONCE(dma_cache_driver)->flush(__pa(va), size);
}

/*
 * Flush only the parts in RAM.  On some boards, RAM has an uncached alias at other physical
 * addresses, which a cache controller does not know.
 */
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
