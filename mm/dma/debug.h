/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_DMA_DEBUG_H
#define MM_DMA_DEBUG_H

/* The records of mappings, which debug.c, owner.c and touch.c share. */

#include <linux/dma-mapping.h>
#include <linux/interval_tree.h>
#include <linux/spinlock.h>
#include <linux/stackdepot.h>

#include "dma.h"

/* The record of a mapping or of coherent memory. */
struct dma_record {
	struct interval_tree_node range;	/* physical range that the device accesses */
	struct interval_tree_node buffer;	/* streaming: physical range of the buffer */
	const struct device *dev;
	dma_addr_t addr;
	size_t size;
	enum dma_debug_kind kind;
	enum dma_data_direction dir;
	bool tested;				/* dma_mapping_error() was called for the mapping */
	depot_stack_handle_t trace;
	u64 owned;				/* bit i: the device owns part i (touch.c) */
	u8 part_shift;				/* log2 of the bytes of a part */
	unsigned int nr_sums;
	u32 sums[];				/* part checksums at the handover to the device */
};

/*
 * Protects all records.  Acquired with interrupts off; no other lock is acquired while it is held.
 */
extern spinlock_t dma_debug_lock;

void dma_debug_show_record(const struct dma_record *r);

static inline bool dma_record_is_streaming(const struct dma_record *r)
{
	return r->kind != DMA_DEBUG_COHERENT && r->kind != DMA_DEBUG_RESOURCE;
}

/* owner.c: add or remove the record of a streaming mapping.  Called with dma_debug_lock held. */
void __dma_owner_add(struct dma_record *r);
void __dma_owner_remove(struct dma_record *r);

/*
 * The streaming mappings, sorted by the physical addresses of their buffers.  The macro iterates
 * over those that overlap a range.
 */
extern struct rb_root_cached dma_buffers;
#define for_each_dma_buffer(r, start, last) \
	for (struct interval_tree_node *__n = interval_tree_iter_first(&dma_buffers, start, last); \
	     __n && ((r) = container_of(__n, struct dma_record, buffer), true); \
	     __n = interval_tree_iter_next(__n, start, last))

/*
 * touch.c: change the owner of bytes [at, at + size) of a streaming mapping.  Called with
 * dma_debug_lock held.  __dma_touch_give() makes the device their owner.  __dma_touch_take() makes
 * the CPU their owner, and returns the parts whose checksums have changed.  __dma_touch_open()
 * suspends the detection until one of the two is called.
 */
void __dma_touch_give(struct dma_record *r, size_t at, size_t size);
u64 __dma_touch_take(struct dma_record *r, size_t at, size_t size);
void __dma_touch_open(struct dma_record *r, size_t at, size_t size);
/* Report the parts that have changed.  Called without dma_debug_lock. */
void dma_touch_report(const struct dma_record *r, u64 changed);
/* Return the shift of the parts of a mapping of @size bytes: a part has 2^shift bytes. */
unsigned int dma_touch_part_shift(size_t size);

#endif /* MM_DMA_DEBUG_H */
