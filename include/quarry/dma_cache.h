/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUARRY_DMA_CACHE_H
#define QUARRY_DMA_CACHE_H

/*
 * Cache maintenance by a driver, for CPUs without architectural instructions for it.  Such a driver
 * uses the registers of a cache controller, or vendor-specific instructions.  mm/dma/cache.c
 * describes how a driver is selected; the drivers are in drivers/cache.
 */

#include <linux/types.h>

struct dma_cache_ops {
	const char *name;
	unsigned int line;	/* bytes, a power of two from 16 to PAGE_SIZE */
	/*
	 * True if the driver finds lines by linear address, which needs memory in the linear map.
	 */
	bool linear;
	/*
	 * Maintain all lines that overlap [@pa, @pa + @size): clean writes dirty lines to memory,
	 * invalidate drops lines, flush does both.  A transfer may start when the function returns.
	 * invalidate may flush instead, because a line that is invalidated as a whole is not
	 * dirty, so that a flush writes nothing.  Context: any.
	 */
	void (*clean)(phys_addr_t pa, size_t size);
	void (*invalidate)(phys_addr_t pa, size_t size);
	void (*flush)(phys_addr_t pa, size_t size);
};

/*
 * Use these operations for devices that are not coherent, instead of the CPU's instructions.  @ops
 * must remain valid.  Returns 0, -EINVAL if an operation is missing, or -EBUSY if a driver is
 * registered already.  An error is printed.  Called in initcall level 1, before devices are bound.
 */
int dma_cache_register(const struct dma_cache_ops *ops);

/*
 * Return true if a driver is needed, because the CPU has no cache instructions and no driver is
 * registered.
 */
bool dma_cache_wanted(void);

#endif /* QUARRY_DMA_CACHE_H */
