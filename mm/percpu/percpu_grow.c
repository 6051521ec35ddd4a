// SPDX-License-Identifier: BSD-2-Clause
/*
 * Create, grow and free the chunks of per-CPU memory (see percpu.c).
 *
 * A chunk reserves an area of the vmalloc window that can hold all units at their strides.  Its
 * pages are populated in ascending order, the same number in each unit, and remain mapped until the
 * chunk is freed:
 *
 *	unit 0  [page 0][page 1][      |      ]   <- nr_granules: the end of the populated pages
 *	unit 1  [page 0][page 1][      |      ]
 *
 * A request that finds no free block adds pages after the last page of the first chunk with enough
 * capacity, so that the request surely fits.  If no chunk has the capacity, it creates a new one.
 * The pages of CPU n's unit are allocated preferably from CPU n's node.
 *
 * Requests that may not sleep use only free granules of populated pages.  If fewer than
 * PCPU_FREE_LOW are left, or if such a request fails, a work item populates pages until
 * PCPU_FREE_HIGH granules are free and a request like the largest failed one can succeed.
 *
 * The same work item frees all empty chunks except one.  A shrinker frees the last one, too.
 *
 * Locking: functions that add or free pages hold pcpu_grow_mutex, and pcpu.lock where they access
 * the lists.  Reclaim may call the shrinker during an allocation by this file.  The shrinker
 * therefore only tries to acquire pcpu_grow_mutex.
 *
 * Failure: the pages of a chunk are added to the lists only after all units have them.  If one
 * allocation fails, the pages that were mapped before it are unmapped and freed.
 */

#define pr_fmt(fmt) "percpu: " fmt

#include <internal/arch.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/pgtable.h>
#include <linux/sched.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/topology.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>

#include "mm/virtual/virtual.h"
#include "percpu.h"

DEFINE_MUTEX(pcpu_grow_mutex);

/*
 * Return the capacity of a unit in pages.  The capacity is limited so that every granule number
 * fits into 16 bits, and every block size has a list.
 */
static unsigned int unit_pages(void)
{
	unsigned long size = max(pcpu.stride, PCPU_MIN_UNIT_SIZE);

	return min(size, (unsigned long)PCPU_MAX_GRANULES << PCPU_MIN_ALLOC_SHIFT) >> PAGE_SHIFT;
}

static unsigned int nr_pages(const struct pcpu_chunk *chunk)
{
	return chunk->nr_granules / PCPU_PAGE_GRANULES;
}

static char *page_of(const struct pcpu_chunk *chunk, unsigned int unit, unsigned int index)
{
	return chunk->base + unit * pcpu.stride + ((unsigned long)index << PAGE_SHIFT);
}

/* ---- pages ------------------------------------------------------------------------------- */

/* Add a page to a list of pages that are freed after the TLB flush.  page->private is the link. */
static void put_on(struct page **list, const void *address)
{
	struct page *page = vmalloc_to_page(address);

	if (!page)
		return;
	set_page_private(page, (unsigned long)*list);
	*list = page;
}

static void pcpu_free_pages(struct page *list)
{
	struct page *next;

	for (; list; list = next) {
		next = (struct page *)page_private(list);
		set_page_private(list, 0);
		__free_page(list);
	}
}

/* Unmap and free the pages [index, end) of all units. */
static void depopulate(struct pcpu_chunk *chunk, unsigned int index, unsigned int end)
{
	unsigned long size = (unsigned long)(end - index) << PAGE_SHIFT;
	struct page *list = NULL;

	for (unsigned int unit = 0; unit < pcpu.nr_units; unit++) {
		for (unsigned int i = index; i < end; i++)
			put_on(&list, page_of(chunk, unit, i));
		pgtable_unmap_locked((unsigned long)page_of(chunk, unit, index), size);
		arch_tlb_flush((unsigned long)page_of(chunk, unit, index), size);
	}
	pcpu_free_pages(list);
}

static bool pcpu_map_page(unsigned int cpu, char *address, gfp_t gfp)
{
	struct page *page = alloc_pages_node(cpu_to_node(cpu), gfp, 0);

	if (page && pgtable_map_locked((unsigned long)address, page_to_phys(page), PAGE_SIZE,
				       PAGE_KERNEL)) {
		__free_page(page);
		return false;
	}
	return page;
}

/* Populate pages [index, end) of all units.  On failure, none remains mapped. */
static bool pcpu_populate(struct pcpu_chunk *chunk, unsigned int index, unsigned int end, gfp_t gfp)
{
	gfp &= GFP_KERNEL | __GFP_NORETRY | __GFP_RETRY_MAYFAIL | __GFP_NOFAIL | __GFP_NOWARN;
	gfp |= __GFP_HIGHMEM;
	for (unsigned int i = index; i < end; i++) {
		for (unsigned int unit = 0; unit < pcpu.nr_units; unit++) {
			if (!pcpu_map_page(unit, page_of(chunk, unit, i), gfp)) {
				depopulate(chunk, index, i + 1);
				return false;
			}
		}
	}
	return true;
}

/* ---- chunks ------------------------------------------------------------------------------ */

static void pcpu_insert_chunk(struct pcpu_chunk *chunk)
{
	struct rb_node **link = &pcpu.tree.rb_node, *parent = NULL;

	while (*link) {
		parent = *link;
		if (chunk->base < rb_entry(parent, struct pcpu_chunk, node)->base)
			link = &parent->rb_left;
		else
			link = &parent->rb_right;
	}
	rb_link_node(&chunk->node, parent, link);
	rb_insert_color(&chunk->node, &pcpu.tree);
}

/* Set nr_granules and move the end mark in the map accordingly. */
static void __move_end(struct pcpu_chunk *chunk, unsigned long to)
{
	unsigned long at = chunk->nr_granules;

	lockdep_assert_held(&pcpu.lock);
	if (to != at)
		chunk->map[at / 64].used &= ~(1UL << at % 64);
	chunk->map[to / 64].used |= 1UL << to % 64;
	chunk->nr_granules = to;
}

static struct pcpu_chunk *chunk_create(gfp_t gfp)
{
	unsigned int pages = unit_pages();
	unsigned long words = pcpu_map_words(pages * PCPU_PAGE_GRANULES), flags, size;
	struct pcpu_chunk *chunk;

	gfp &= GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN;
	chunk = kzalloc(struct_size(chunk, map, words), gfp);
	if (!chunk)
		return NULL;
	size = (pcpu.nr_units - 1) * pcpu.stride + ((unsigned long)pages << PAGE_SHIFT);
	chunk->base = vmap_get(size, VM_PERCPU, gfp, chunk_create);
	if (!chunk->base) {
		kfree(chunk);
		return NULL;
	}
	chunk->max_pages = pages;
	chunk->slot = PCPU_FULL;
	spin_lock_irqsave(&pcpu.lock, flags);
	__move_end(chunk, 0);
	hlist_add_head(&chunk->slot_node, &pcpu.slots[PCPU_FULL]);
	pcpu_insert_chunk(chunk);
	pcpu.nr_empty++;
	spin_unlock_irqrestore(&pcpu.lock, flags);
	return chunk;
}

/*
 * Remove the chunk from the slots and the tree, so that it can be destroyed.  Returns false if the
 * chunk is in use, or if it is one of the @keep empty chunks that remain.
 */
static bool chunk_hide(struct pcpu_chunk *chunk, unsigned int keep)
{
	unsigned long flags;
	bool empty;

	spin_lock_irqsave(&pcpu.lock, flags);
	empty = chunk->nr_free == chunk->empty_at && pcpu.nr_empty > keep;
	if (empty) {
		chunk->bins = 0;
		__pcpu_refile(chunk);
		hlist_del(&chunk->slot_node);
		rb_erase(&chunk->node, &pcpu.tree);
		pcpu.nr_free -= chunk->nr_free;
		pcpu.nr_empty--;
	}
	spin_unlock_irqrestore(&pcpu.lock, flags);
	return empty;
}

static void chunk_destroy(struct pcpu_chunk *chunk)
{
	struct page *list = NULL;

	for (unsigned int unit = 0; unit < pcpu.nr_units; unit++) {
		for (unsigned int i = 0; i < nr_pages(chunk); i++)
			put_on(&list, page_of(chunk, unit, i));
	}
	vmap_put(chunk->base, VM_PERCPU);
	pcpu_free_pages(list);
	kfree(chunk);
}

unsigned long pcpu_shrink(unsigned int keep)
{
	unsigned long freed = 0;
	struct rb_node *rb, *next;

	/* pcpu_grow_mutex protects the tree from all other updaters. */
	for (rb = rb_first(&pcpu.tree); rb; rb = next) {
		struct pcpu_chunk *chunk = rb_entry(rb, struct pcpu_chunk, node);

		next = rb_next(rb);
		if (!chunk_hide(chunk, keep))
			continue;
		freed += (unsigned long)nr_pages(chunk) * pcpu.nr_units;
		chunk_destroy(chunk);
	}
	return freed;
}

/* ---- growth ------------------------------------------------------------------------------ */

/*
 * Return the number of pages that must be added for an allocation.  Free granules at the end of
 * the chunk reduce this number.
 */
static unsigned int pages_needed(const struct pcpu_chunk *chunk, unsigned int n, unsigned int align)
{
	unsigned long flags, start, end;

	spin_lock_irqsave(&pcpu.lock, flags);
	start = end = chunk->nr_granules;
	if (end && !pcpu_used(chunk, end - 1))
		start -= pcpu_block(chunk, end - 1)->size;
	spin_unlock_irqrestore(&pcpu.lock, flags);
	start = ALIGN(start << PCPU_MIN_ALLOC_SHIFT, align) >> PCPU_MIN_ALLOC_SHIFT;
	return start + n <= end ? 1 : DIV_ROUND_UP(start + n - end, PCPU_PAGE_GRANULES);
}

static bool pcpu_grow_chunk(struct pcpu_chunk *chunk, unsigned int pages, gfp_t gfp)
{
	unsigned long end = chunk->nr_granules, n = pages * PCPU_PAGE_GRANULES, flags;

	if (!pcpu_populate(chunk, nr_pages(chunk), nr_pages(chunk) + pages, gfp))
		return false;
	spin_lock_irqsave(&pcpu.lock, flags);
	__move_end(chunk, end + n);
	chunk->empty_at += n;
	__pcpu_give(chunk, end, n);
	spin_unlock_irqrestore(&pcpu.lock, flags);
	return true;
}

bool pcpu_grow(unsigned int n, unsigned int align, gfp_t gfp)
{
	struct pcpu_chunk *chunk;
	struct rb_node *rb;

	for (rb = rb_first(&pcpu.tree); rb; rb = rb_next(rb)) {
		unsigned int pages;

		chunk = rb_entry(rb, struct pcpu_chunk, node);
		if (nr_pages(chunk) == chunk->max_pages)
			continue;
		pages = pages_needed(chunk, n, align);
		if (nr_pages(chunk) + pages <= chunk->max_pages)
			return pcpu_grow_chunk(chunk, pages, gfp);
	}
	chunk = chunk_create(gfp);
	return chunk && pcpu_grow_chunk(chunk, DIV_ROUND_UP(n, PCPU_PAGE_GRANULES), gfp);
}

/* ---- in the background ------------------------------------------------------------------- */

/*
 * Return the number of granules of an allocation for which the work item must add pages, or 0 if
 * enough granules are free.
 */
static unsigned int wanted(void)
{
	static unsigned int missed;	/* protected by pcpu_grow_mutex */
	unsigned long flags;
	unsigned int bin;
	bool enough;

	spin_lock_irqsave(&pcpu.lock, flags);
	missed = max3(missed, pcpu.missed, 1U);
	pcpu.missed = 0;
	bin = pcpu_bin_of(missed);
	bin += pcpu_bin_size(bin) < missed;
	enough = pcpu.slot_mask >> bin && pcpu.nr_free >= PCPU_FREE_HIGH;
	spin_unlock_irqrestore(&pcpu.lock, flags);
	if (!enough)
		return missed;
	missed = 0;
	return 0;
}

static void pcpu_balance_workfn(struct work_struct *work)
{
	unsigned int n;

	mutex_lock(&pcpu_grow_mutex);
	pcpu_shrink(1);
	while ((n = wanted()) && pcpu_grow(n, PCPU_MIN_ALLOC_SIZE,
					   GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN))
		cond_resched();
	mutex_unlock(&pcpu_grow_mutex);
}

DECLARE_WORK(pcpu_balance_work, pcpu_balance_workfn);

void pcpu_balance(void)
{
	if (sched_started)
		schedule_work(&pcpu_balance_work);
}

#ifdef CONFIG_RECLAIM
static unsigned long count_empty(struct shrinker *shrinker, struct shrink_control *sc)
{
	unsigned long pages = 0, flags;

	spin_lock_irqsave(&pcpu.lock, flags);
	for (struct rb_node *rb = rb_first(&pcpu.tree); rb; rb = rb_next(rb)) {
		const struct pcpu_chunk *chunk = rb_entry(rb, struct pcpu_chunk, node);

		if (chunk->nr_free == chunk->empty_at)
			pages += (unsigned long)nr_pages(chunk) * pcpu.nr_units;
	}
	spin_unlock_irqrestore(&pcpu.lock, flags);
	return pages ? pages : SHRINK_EMPTY;
}

static unsigned long scan_empty(struct shrinker *shrinker, struct shrink_control *sc)
{
	unsigned long freed;

	if (!mutex_trylock(&pcpu_grow_mutex))
		return SHRINK_STOP;
	freed = pcpu_shrink(0);
	mutex_unlock(&pcpu_grow_mutex);
	return freed;
}

static int __init register_shrinker(void)
{
	struct shrinker *shrinker = shrinker_alloc(0, "percpu");

	if (!shrinker)
		return -ENOMEM;
	shrinker->count_objects = count_empty;
	shrinker->scan_objects = scan_empty;
	shrinker_register(shrinker);
	return 0;
}
core_initcall(register_shrinker);
#endif
