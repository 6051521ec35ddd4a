// SPDX-License-Identifier: BSD-2-Clause
/*
 * Return sizes and counts of SLOB's objects and pages, and free the empty memory that its pools
 * retain.
 */

#include <linux/compiler.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>

#include "slob_blocks.h"
#include "slob_page_slabs.h"
#include "slob_slabs.h"

size_t kmalloc_size_roundup(size_t size)
{
	if (!size)
		return 0;
	if (kasan_enabled() || (slob_debug_kmalloc_on() && slob_debug_class(size)))
		return size;
	if (size <= SLABS_MAX)
		return ALIGN(max(size, SLABS_MIN), CLASS_STEP);
	if (size <= LARGE_MAX)
		return ALIGN(size, 1UL << LARGE_SHIFT);
	if (size <= HUGE_MAX)
		return ALIGN(size, 1UL << HUGE_SHIFT);
	return size > KMALLOC_MAX_SIZE ? size : PAGE_SIZE << get_order(size);
}

size_t slab_ksize(const void *object)
{
	struct slob_pool *pool;
	unsigned long flags;
	size_t size = 0;

	pool = slob_lock_pool_of(object, &flags);
	if (pool) {
		size = __slob_size(pool, object);
		if (size && pool->caches) {
			struct kmem_cache *s = slob_cache_of(pool, object, size);

			if (slob_waits(pool, object, size))
				size = 0;
			else if (s)
				size = s->object_size;
		}
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
	if (slab_waits_for_rcu(s))
		slab_rcu_barrier();
	if (HAS_PAGE_SLABS && s->list_offset)
		slob_release_list(s->list_offset);
}

static void tell_object(const struct slob_pool *pool, const void *object, size_t size,
			slab_object_fn fn, void *arg)
{
	const struct kmem_cache *s = pool->caches ? slob_cache_of(pool, object, size) : NULL;

	if (!slob_waits(pool, object, size))
		fn(s, object, s ? s->object_size : size, arg);
}

static void for_each_in_slab(const struct slob_pool *pool, const char *slab, slab_object_fn fn,
			     void *arg)
{
	const struct slob_class *class = &slab_at(slab)->class;

	/* The class may have been overwritten, so the loop ends at the slab's end in any case. */
	for (unsigned int at = 0; class->size && at < SLAB_SIZE; at += class->size) {
		if (__slob_size(pool, slab + at))
			tell_object(pool, slab + at, class->size, fn, arg);
	}
}

void slob_for_each_in_unit(const struct slob_pool *pool, const void *unit, slab_object_fn fn,
			   void *arg)
{
	size_t size, at;

	if (is_slabs(pool)) {
		for (at = 0; at < PAGE_SIZE; at += SLAB_SIZE)
			for_each_in_slab(pool, (const char *)unit + at, fn, arg);
		return;
	}
	if (is_page_slabs(pool)) {
		size = slot_bytes(virt_to_page(unit));
		for (at = 0; at + size <= PAGE_SIZE; at += size) {
			if (__slob_size(pool, (const char *)unit + at))
				tell_object(pool, (const char *)unit + at, size, fn, arg);
		}
		return;
	}
	for (at = blocks_of(pool)->header << pool->shift; at < unit_size(pool); at += size) {
		const char *object = (const char *)unit + at;

		size = slob_used_size(pool->shift, object) << pool->shift;
		if (__slob_size(pool, object))
			tell_object(pool, object, size, fn, arg);
		if (!size)
			size = block_size((const unsigned long *)object) << pool->shift;
		if (!size)
			break;
	}
}
