/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_DMA_DEBUG_H
#define MM_DMA_DEBUG_H

/* Shared by debug.c, which finds mappings by bus address, and owner.c and touch.c, by the memory. */

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
	u64 owned;				/* parts that the device owns: touch.c */
	u8 part_shift;				/* bytes of a part */
	unsigned int nr_sums;
	u32 sums[];				/* of each part, when the device became its owner */
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

/* Those that overlap [start, last], by physical address. */
extern struct rb_root_cached dma_buffers;
#define for_each_dma_buffer(r, start, last)							\
	for (struct interval_tree_node *__n = interval_tree_iter_first(&dma_buffers, start, last);	\
	     __n && ((r) = container_of(__n, struct dma_record, buffer), true);			\
	     __n = interval_tree_iter_next(__n, start, last))

/*
 * touch.c: bytes [at, at + size) of a streaming mapping, by their owner.  dma_debug_lock is held.
 * __dma_touch_give(): they are the device's from now on; __dma_touch_take(): the CPU's, and the parts of
 * which the sum is another one than it was; __dma_touch_open(): nobody watches, until one of these.
 */
void __dma_touch_give(struct dma_record *r, size_t at, size_t size);
u64 __dma_touch_take(struct dma_record *r, size_t at, size_t size);
void __dma_touch_open(struct dma_record *r, size_t at, size_t size);
/* Report that these parts changed; without the lock. */
void dma_touch_report(const struct dma_record *r, u64 changed);
/* A part of a mapping of that size has 2^this bytes. */
unsigned int dma_touch_part_shift(size_t size);

#endif /* MM_DMA_DEBUG_H */
