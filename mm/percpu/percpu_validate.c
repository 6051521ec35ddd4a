// SPDX-License-Identifier: BSD-2-Clause
/* Check the invariants of percpu.c.  The numbers are those of its opening comment. */

#define pr_fmt(fmt) "percpu: " fmt

#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/vmalloc.h>

#include "percpu.h"

static void pcpu_violated(int *bad, unsigned int invariant, const void *where)
{
	if (!(*bad)++)
		pr_err("invariant %u violated at %px\n", invariant, where);
}

/* Check invariants 3 and 4 of percpu.c.  Returns the number of granules on the list. */
static unsigned long check_list(const struct pcpu_chunk *chunk, unsigned int bin, int *bad)
{
	unsigned long sum = 0, i, prev = PCPU_NO_BLOCK;

	if (!(chunk->bins >> bin & 1))
		return 0;
	for (i = chunk->head[bin]; i != PCPU_NO_BLOCK; prev = i, i = pcpu_block(chunk, i)->next) {
		const struct pcpu_block *block = pcpu_block(chunk, i);

		if (i >= chunk->nr_granules || i + block->size > chunk->nr_granules ||
		    sum > chunk->nr_granules) {
			pcpu_violated(bad, 3, block);
			return sum;
		}
		if (!block->size || block->bin != bin || pcpu_bin_of(block->size) != bin ||
		    block->prev != prev ||
		    pcpu_block(chunk, i + block->size - 1)->size != block->size)
			pcpu_violated(bad, 3, block);
		sum += block->size;
	}
	if (prev == PCPU_NO_BLOCK)
		pcpu_violated(bad, 4, chunk);
	return sum;
}

/* Check invariant 1 of percpu.c for the used granule @i.  Returns the end of its allocation. */
static unsigned long check_allocation(const struct pcpu_chunk *chunk, unsigned long i, int *bad)
{
	while (!pcpu_last(chunk, i)) {
		if (++i == chunk->nr_granules || !pcpu_used(chunk, i) || pcpu_live(chunk, i)) {
			pcpu_violated(bad, 1, pcpu_block(chunk, i));
			return i;
		}
	}
	return i + 1;
}

/* Check invariant 2 of percpu.c for the free block at @i.  Returns the end of the block. */
static unsigned long check_block(const struct pcpu_chunk *chunk, unsigned long i, int *bad)
{
	unsigned long end = i + pcpu_block(chunk, i)->size;

	if (end == i || end > chunk->nr_granules) {
		pcpu_violated(bad, 2, pcpu_block(chunk, i));
		return chunk->nr_granules;
	}
	for (unsigned long j = i; j < end; j++) {
		if (pcpu_used(chunk, j))
			pcpu_violated(bad, 2, pcpu_block(chunk, j));
		if (pcpu_live(chunk, j) || pcpu_last(chunk, j))
			pcpu_violated(bad, 1, pcpu_block(chunk, j));
	}
	if (!pcpu_used(chunk, end))
		pcpu_violated(bad, 2, pcpu_block(chunk, end));
	return end;
}

/*
 * Check invariants 1 and 2 of percpu.c.  Returns the number of free granules according to the map.
 */
static unsigned long check_map(const struct pcpu_chunk *chunk, int *bad)
{
	unsigned long free = 0, i = 0, end;

	while (i < chunk->nr_granules) {
		if (pcpu_used(chunk, i)) {
			i = check_allocation(chunk, i, bad);
		} else {
			end = check_block(chunk, i, bad);
			free += end - i;
			i = end;
		}
	}
	return free;
}

/* Check invariant 10 of percpu.c for this CPU. */
static void check_recent(int *bad)
{
	const struct pcpu_recent *recent = this_cpu_ptr(&pcpu_recent[0]);

	for (unsigned int n = 1; n <= PCPU_RECENT_SIZES; n++, recent++) {
		for (unsigned int k = 0; k < recent->nr; k++) {
			unsigned long i = recent->granule[k];

			if (!pcpu_used(pcpu.first, i) || pcpu_live(pcpu.first, i) ||
			    (i && pcpu_used(pcpu.first, i - 1) && !pcpu_last(pcpu.first, i - 1)) ||
			    pcpu_size_at(pcpu.first, i) != n)
				pcpu_violated(bad, 10, pcpu_block(pcpu.first, i));
		}
	}
}

/* Check invariant 9 of percpu.c. */
static void pcpu_check_pages(const struct pcpu_chunk *chunk, int *bad)
{
	for (unsigned int unit = 0; unit < pcpu.nr_units; unit++) {
		for (unsigned int page = 0; page < chunk->max_pages; page++) {
			const char *address = chunk->base + unit * pcpu.stride + page * PAGE_SIZE;

			if (!!vmalloc_to_page(address) !=
			    (page < chunk->nr_granules / PCPU_PAGE_GRANULES))
				pcpu_violated(bad, 9, address);
		}
	}
}

static void check_chunk(const struct pcpu_chunk *chunk, int *bad)
{
	unsigned long on_lists = 0, in_map, end = chunk->nr_granules;

	if (!pcpu_used(chunk, end) || pcpu_live(chunk, end) || pcpu_last(chunk, end))
		pcpu_violated(bad, 7, chunk);
	if (chunk->slot != (chunk->bins ? __fls(chunk->bins) : PCPU_FULL))
		pcpu_violated(bad, 5, chunk);
	for (unsigned int bin = 0; bin < PCPU_NR_BINS; bin++)
		on_lists += check_list(chunk, bin, bad);
	in_map = check_map(chunk, bad);
	if (on_lists != in_map)
		pcpu_violated(bad, 2, chunk);
	if (chunk->nr_free != in_map)
		pcpu_violated(bad, 6, chunk);
	if (chunk == pcpu.first)
		return;
	if (end % PCPU_PAGE_GRANULES || chunk->empty_at != end)
		pcpu_violated(bad, 8, chunk);
	pcpu_check_pages(chunk, bad);
}

/* Check invariant 5 of percpu.c for all chunks.  Returns the number of chunks in the slots. */
static unsigned int check_slots(int *bad)
{
	const struct pcpu_chunk *chunk;
	unsigned int nr = 0;

	for (unsigned int slot = 0; slot <= PCPU_FULL; slot++) {
		bool filed = slot < PCPU_FULL && pcpu.slot_mask >> slot & 1;

		if (slot < PCPU_FULL && filed == hlist_empty(&pcpu.slots[slot]))
			pcpu_violated(bad, 5, &pcpu.slots[slot]);
		hlist_for_each_entry(chunk, &pcpu.slots[slot], slot_node) {
			if (chunk->slot != slot)
				pcpu_violated(bad, 5, chunk);
			nr++;
		}
	}
	return nr;
}

int percpu_validate(void)
{
	unsigned long sum, flags;
	unsigned int nr = 1, empty = 0;
	const char *last = NULL;
	int bad = 0;

	mutex_lock(&pcpu_grow_mutex);
	spin_lock_irqsave(&pcpu.lock, flags);
	check_chunk(pcpu.first, &bad);
	sum = pcpu.first->nr_free;
	for (struct rb_node *rb = rb_first(&pcpu.tree); rb; rb = rb_next(rb)) {
		const struct pcpu_chunk *chunk = rb_entry(rb, struct pcpu_chunk, node);

		if (chunk->base <= last)
			pcpu_violated(&bad, 8, chunk);
		last = chunk->base;
		check_chunk(chunk, &bad);
		sum += chunk->nr_free;
		empty += chunk->nr_free == chunk->empty_at;
		nr++;
	}
	if (sum != pcpu.nr_free)
		pcpu_violated(&bad, 6, &pcpu.nr_free);
	if (empty != pcpu.nr_empty)
		pcpu_violated(&bad, 8, &pcpu.nr_empty);
	check_recent(&bad);
	if (check_slots(&bad) != nr)
		pcpu_violated(&bad, 5, pcpu.slots);
	spin_unlock_irqrestore(&pcpu.lock, flags);
	mutex_unlock(&pcpu_grow_mutex);
	return bad;
}
