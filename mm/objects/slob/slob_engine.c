// SPDX-License-Identifier: BSD-2-Clause
/*
 * Return sizes and counts of SLOB's objects and pages, and free the empty memory that its pools
 * retain.
 */

#include <linux/compiler.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>

#include "slob_blocks.h"
#include "slob_page_slabs.h"
#include "slob_slabs.h"

size_t kmalloc_size_roundup(size_t size)
{
	const struct slob_row *row;

	if (!size)
		return 0;
	if (kasan_enabled() || (slob_debug_kmalloc_on() && slob_debug_class(size)))
		return size;
	row = slob_row(size);
	if (row)
		return row_size(row, size);
	return size > KMALLOC_MAX_SIZE ? size : PAGE_SIZE << get_order(size);
}

size_t slab_ksize(const void *object)
{
	struct slob_object found;
	const struct kmem_cache *s;
	struct slob_pool *pool;
	unsigned long flags;
	size_t size = 0;

	pool = slob_lock_pool_of(object, &flags);
	if (pool) {
		found = __slob_find(pool, object);
		s = slob_cache_of(found.owner);
		if (!slob_waits(found.owner))
			size = s ? s->object_size : found.size;
		slob_unlock_irqrestore(pool, flags);
	}
	if (size || object_tool_ksize(object, &size))
		return size;
	return large_page(object) ? large_ksize(virt_to_page(object)) : 0;
}

unsigned long slab_engine_objects(struct kmem_cache *s)
{
	return READ_ONCE(s->nr_objects);
}

/*
 * Return an upper bound of the number of empty units that the pool retains: blocks->empty, and the
 * unit of the last freed block.
 */
static unsigned long __nr_kept_units(const struct slob_blocks *blocks)
{
	return !!blocks->empty + !!blocks->last;
}

/*
 * Return an upper bound of the empty pages that pools retain; each empty slab is counted as a
 * page.  Each pool is locked during its count, so that its slabs are not freed.
 */
unsigned long slab_engine_kept(void)
{
	unsigned long nr_pages = 0, flags;
	struct slob_pool *pool;
	unsigned int cpu;

	for_each_slob_pool(pool, cpu) {
		slob_lock_irqsave(pool, &flags);
		if (is_slabs(pool))
			nr_pages += __slob_nr_kept_slabs(slabs_of(pool));
		else if (is_page_slabs(pool))
			nr_pages += __slob_nr_kept_page_slabs(page_slabs_of(pool));
		else
			nr_pages += __nr_kept_units(blocks_of(pool)) << pool->order;
		slob_unlock_irqrestore(pool, flags);
	}
	return nr_pages;
}

unsigned long slab_engine_pages(void)
{
	unsigned long nr_pages = 0;
	struct slob_pool *pool;
	unsigned int cpu;

	for_each_slob_pool(pool, cpu)
		nr_pages += (unsigned long)data_race(pool->nr_units) << pool->order;
	return nr_pages;
}

unsigned long slab_engine_reap(void)
{
	unsigned long nr_pages = 0;
	struct slob_pool *pool;
	unsigned int cpu;

	for_each_slob_pool(pool, cpu) {
		while (slob_shrink(pool, &nr_pages))
			;
	}
	return nr_pages;
}

/* Free the empty memory of all pools, because all caches share the pools. */
void slab_engine_shrink(struct kmem_cache *s)
{
	slab_engine_reap();
}

void slab_engine_destroy(struct kmem_cache *s)
{
	WRITE_ONCE(s->fast, 0);
	if (HAS_PAGE_SLABS && s->list_offset)
		slob_release_list(s->list_offset);
}

/* The whole of a slab without a class counts as a free slot. */
static size_t locate_in_slab(const void *p, const void **start)
{
	const struct slob_slab *slab = slab_at(p);
	unsigned long offset = (unsigned long)p % SLAB_SIZE, size = slab->class.size, number, end;
	bool is_slot;

	divides_32(slab->class.reciprocal, offset, &number);
	is_slot = number < MAX_SLOTS && slab->class.all & 1UL << number;
	*start = is_slot || !size ? slab_start(slab) + number * size : NULL;
	end = is_slot ? (number + 1) * size : SLAB_SIZE;
	/* The class may have been overwritten. */
	return (end > offset && end < SLAB_SIZE ? end : SLAB_SIZE) - offset;
}

/* The bytes between the last slot and the page's end count as a free slot. */
static size_t locate_in_page_slab(const void *p, const void **start)
{
	unsigned long size = slot_bytes(virt_to_page(p));
	unsigned long first = rounddown(offset_in_page(p), size);

	*start = slot_address(p, 0, size) + first;
	return min(first + size, PAGE_SIZE) - offset_in_page(p);
}

/*
 * In the map, a block in use begins with the last 1 before a 0, and a free block with the first 1
 * after a 0.  The map may have been overwritten, so the search does not leave the unit.
 */
static size_t locate_in_unit(const struct slob_pool *pool, const void *p, const void **start)
{
	unsigned int header = blocks_of(pool)->header, i = granule_of(pool, p), end = header;
	const char *block = NULL;
	const u64 *map = unit_of(pool, p);
	bool used;

	if (i >= header) {
		block = (const char *)map + (i << pool->shift);
		used = !unit_bit(map, i) || slob_used_size(pool->shift, block);
		while (i > header && (used ? !unit_bit(map, i) : unit_bit(map, i - 1)))
			i--;
		block = (const char *)map + (i << pool->shift);
		end = i + (used ? slob_used_size(pool->shift, block)
				: block_size((const unsigned long *)block));
		end = max(end, granule_of(pool, p) + 1);
	}
	*start = block;
	return (const char *)map + ((unsigned long)end << pool->shift) - (const char *)p;
}

size_t __slob_locate(const struct slob_pool *pool, const void *p, const void **start)
{
	return is_slabs(pool) ? locate_in_slab(p, start) :
	       is_page_slabs(pool) ? locate_in_page_slab(p, start) :
				     locate_in_unit(pool, p, start);
}

void slob_for_each_in_unit(const struct slob_pool *pool, const void *unit, slab_object_fn fn,
			   void *arg)
{
	const char *p = unit, *end = p + unit_size(pool);
	const struct kmem_cache *s;
	struct slob_object found;
	const void *start;

	for (; p < end; p += __slob_locate(pool, p, &start)) {
		found = __slob_find(pool, p);
		if (!found.size || slob_waits(found.owner))
			continue;
		s = slob_cache_of(found.owner);
		fn(s, p, s ? s->object_size : found.size, arg);
	}
}
