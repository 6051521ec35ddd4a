/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUARRY_DMA_CACHE_H
#define QUARRY_DMA_CACHE_H

/*
 * Cache maintenance by a driver, for machines whose CPUs have no instructions of the architecture for it:
 * cache controllers with registers, and vendors' own instructions.  mm/dma/cache.c says how it is chosen,
 * drivers/cache has the drivers.
 */

#include <linux/types.h>

struct dma_cache_ops {
	const char *name;
	unsigned int line;	/* bytes: a power of two from 16 to PAGE_SIZE */
	/* Lines are found by addresses of the linear map, so memory must be mapped there. */
	bool linear;
	/*
	 * All lines that overlap [pa, pa + size), until devices see it: clean writes dirty lines to memory,
	 * invalidate drops lines, flush does both.  A device's transfer may start when they return.
	 * invalidate may flush: no line is dirty that is invalidated as a whole.  Any context.
	 */
	void (*clean)(phys_addr_t pa, size_t size);
	void (*invalidate)(phys_addr_t pa, size_t size);
	void (*flush)(phys_addr_t pa, size_t size);
};

/*
 * From now on devices that are not coherent are served by these, whatever the CPU has of its own; ops must
 * stay.  0; -EINVAL for a table that is not complete, -EBUSY if there is one already, both with a message.
 * At boot, in initcall level 1: before any device is bound.
 */
int dma_cache_register(const struct dma_cache_ops *ops);

/* Whether a driver is wanted: the CPU has no instructions, and no other driver was first. */
bool dma_cache_wanted(void);

#endif /* QUARRY_DMA_CACHE_H */
