/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_DMA_DEBUG_H
#define MM_DMA_DEBUG_H

/* Shared by debug.c, which knows mappings by what devices access, and owner.c, by whose memory it is. */

#include <linux/dma-mapping.h>
#include <linux/interval_tree.h>
#include <linux/spinlock.h>
#include <linux/stackdepot.h>

#include "dma.h"

/* One mapping, or coherent memory. */
struct dma_record {
	struct interval_tree_node range;	/* what the device accesses, by the CPU's address */
	struct interval_tree_node buffer;	/* the same, or what it is a copy of; not coherent memory */
	const struct device *dev;
	dma_addr_t addr;
	size_t size;
	enum dma_debug_kind kind;
	enum dma_data_direction dir;
	bool tested;				/* by dma_mapping_error() */
	depot_stack_handle_t trace;
};

/* Of all records.  Interrupts off; nothing else is taken under it. */
extern spinlock_t dma_debug_lock;

void dma_debug_show_record(const struct dma_record *r);

static inline bool dma_record_is_streaming(const struct dma_record *r)
{
	return r->kind != DMA_DEBUG_COHERENT && r->kind != DMA_DEBUG_RESOURCE;
}

/* owner.c: a streaming mapping is added, or removed.  dma_debug_lock is held. */
void __dma_owner_add(struct dma_record *r);
void __dma_owner_remove(struct dma_record *r);

#endif /* MM_DMA_DEBUG_H */
