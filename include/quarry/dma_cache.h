/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUARRY_DMA_CACHE_H
#define QUARRY_DMA_CACHE_H

/*
 * Cache maintenance by a driver, for CPUs without architectural instructions for it: cache
 * controllers with registers, and vendor-specific instructions.  mm/dma/cache.c describes the
 * selection; the drivers are in drivers/cache.
 */

#include <linux/types.h>

struct dma_cache_ops {
	const char *name;
	unsigned int line;	/* bytes, a power of two from 16 to PAGE_SIZE */
	/* Lines are found by linear addresses, so memory must be in the linear map. */
	bool linear;
	/*
	 * Maintain all lines that overlap [@pa, @pa + @size): clean writes dirty lines to memory,
	 * invalidate drops lines, flush does both.  When they return, a transfer may start.
	 * invalidate may flush, because lines that are invalidated as a whole are not dirty.
	 * Context: any.
	 */
	void (*clean)(phys_addr_t pa, size_t size);
	void (*invalidate)(phys_addr_t pa, size_t size);
	void (*flush)(phys_addr_t pa, size_t size);
};

/*
 * Use these operations for devices that are not coherent, instead of the CPU's instructions.  @ops
 * must remain valid.  Returns 0; -EINVAL if an operation is missing; or -EBUSY if a driver is
 * registered; errors print a message.  Called in initcall level 1, before devices are bound.
 */
int dma_cache_register(const struct dma_cache_ops *ops);

/* True if a driver is needed: the CPU has no instructions, and no driver is registered. */
bool dma_cache_wanted(void);

#endif /* QUARRY_DMA_CACHE_H */
