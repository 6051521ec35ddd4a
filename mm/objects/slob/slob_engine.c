// SPDX-License-Identifier: BSD-2-Clause
/* What SLOB does beside allocating and freeing: sizes, counts, giving back what it keeps. */

#include <linux/compiler.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/mm.h>

#include "slob_core.h"

size_t kmalloc_size_roundup(size_t size)
{
	if (!size)
		return 0;
	if (slob_debug_kmalloc_on() && slob_debug_class(size))
		return size;
	if (size <= SMALL_MAX)
		return small_granules(size) << 3;
	if (size <= LARGE_MAX)
		return large_granules(size) << 6;
	if (size <= HUGE_MAX)
		return ALIGN(size, 1UL << HUGE_SHIFT);
	return size > KMALLOC_MAX_SIZE ? size : PAGE_SIZE << get_order(size);
}

size_t slab_ksize(const void *object)
{
	struct slob_pool *pool;
	unsigned long flags;
	unsigned long n = 0;
	size_t size = 0;

	pool = slob_lock_pool_of(object, &flags);
	if (pool && !((unsigned long)object & ((1UL << pool->shift) - 1)))
		n = slob_used_size(pool->shift, object);
	if (n && (pool->recent == recent_word(object, n) || slob_waits(pool, object, n)))
		n = 0;
	if (n) {
		struct kmem_cache *s = pool->caches ? slob_cache_of(pool, object, n) : NULL;

		size = s ? s->object_size : (size_t)n << pool->shift;
	}
	if (pool)
		slob_unlock_irqrestore(pool, flags);
	if (!n && (slab_debug_ksize(object, &size) || kfence_ksize(object, &size)))
		return size;
	return !n && large_page(object) ? large_ksize(virt_to_page(object)) : size;
}

unsigned long slab_engine_objects(struct kmem_cache *s)
{
	return READ_ONCE(s->nr_objects);
}

unsigned long slab_engine_kept(void)
{
	unsigned long nr_pages = 0;
	struct slob_pool *pool;
	unsigned int cpu;

	for_each_slob_pool(pool, cpu)
		nr_pages += (!!data_race(pool->empty) + !!data_race(pool->recent)) << pool->order;
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

int slab_engine_create(struct kmem_cache *s, const struct kmem_cache_args *args)
{
	unsigned int kind;

	s->size = ALIGN(s->object_size, 8) + sizeof(s);
	if (slab_waits_for_rcu(s))
		s->size += sizeof(struct rcu_head);
	kind = cache_pools(s);
	/* Whole pages do not wait. */
	if (slab_waits_for_rcu(s) && (kind == NR_POOLS || s->flags & (SLAB_CACHE_DMA | SLAB_CACHE_DMA32)))
		return -EINVAL;
	s->fast = kind == POOL_CACHE_SMALL &&
		  !(s->flags & (SLAB_CACHE_DMA | SLAB_CACHE_DMA32 | SLAB_TYPESAFE_BY_RCU)) && !s->ctor &&
		  !slab_inits();
	if (kind < NR_POOLS)
		s->size = max(ALIGN(s->size, 1U << shift_of(kind)), (unsigned int)min_of(shift_of(kind)) <<
			      shift_of(kind));
	else
		s->size = PAGE_SIZE << get_order(s->object_size);
	if (slab_debug_init(s))
		s->fast = false;
	return 0;
}

void slab_engine_init(void)
{
	slab_engine_create(&kmem_cache_boot, NULL);
}

/* All caches share the units. */
void slab_engine_shrink(struct kmem_cache *s)
{
	slab_engine_reap();
}

void slab_engine_destroy(struct kmem_cache *s)
{
	WRITE_ONCE(s->fast, false);
	slab_engine_reap();
}

void kmem_cache_free_bulk(struct kmem_cache *s, size_t nr, void **objects)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		if (s)
			kmem_cache_free(s, objects[i]);
		else
			kfree(objects[i]);
	}
}
