/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_SLOB_ENTRY_H
#define MM_SLOB_ENTRY_H

/* Shared by slob.c, with kmalloc() and kfree(), and slob_cache.c, with the functions of caches. */

#include <linux/string.h>

#include "slob_blocks.h"
#include "slob_places.h"
#include "slob_slabs.h"

/* This CPU's pool, locked, with interrupts off. */
static __fast_inline struct slob_pool *lock_own_pool(unsigned int kind, unsigned long *flags)
{
	struct slob_pool *pool;

	local_irq_save(*flags);
	pool = own_pool(kind);
	slob_lock_own(pool);
	return pool;
}

/* The pool for objects of that node, NULL if no CPU of it runs; @nid may be NUMA_NO_NODE. */
struct slob_pool *slob_pool_of_node(unsigned int kind, int nid);
/*
 * For a cache, or for kmalloc() if @s is NULL; from a new unit if the others are full, which @full says
 * that they were just now.  @size: as the pool hands them out.  NULL if there is no page for one: the
 * caller then tries with whole pages.
 */
void *slob_take(struct kmem_cache *s, struct slob_pool *pool, size_t size, size_t align, gfp_t gfp, int nid,
		bool full, const void *caller);

/* Clear the object if the flags ask for zeros; the caller has looked at all other flags. */
static __fast_inline void *prepared(void *object, size_t size, gfp_t gfp)
{
	return gfp & __GFP_ZERO ? memset(object, 0, size) : object;
}

/* Where the pool, one of caches, says whose the object of @size bytes is; NULL: its page does. */
const void **slob_owner_of(const struct slob_pool *pool, const void *object, size_t size);

static __fast_inline const void *owner_word(const struct kmem_cache *s)
{
	return (const char *)s + (slab_waits_for_rcu(s) ? OWNER_RCU : 0);
}

static __fast_inline void count_objects(struct kmem_cache *s, long change)
{
	__atomic_fetch_add(&s->nr_objects, change, __ATOMIC_RELAXED);
}

/* Record the cache as the owner of a new object, whose word is @owner, if it has one. */
static __fast_inline void __become_of(struct kmem_cache *s, const void **owner)
{
	if (owner)
		*owner = owner_word(s);
	count_objects(s, 1);
}

/* Free an object in @page, a page of places that may be of @pool, this CPU's. */
void slob_kfree_place(const void *object, struct page *page, struct slob_pool *pool, const void *caller);
void slob_cache_free_place(const void *object, struct kmem_cache *s, struct page *page,
			   struct slob_pool *pool, const void *caller);
/* Free an object of kmalloc() that may be large, of which @page is the first page. */
void slob_free_pages(const void *object, struct page *page, const void *caller);
/* Free an object in @page, a page of the run and of none of this CPU's pools.  @s: NULL for kfree(). */
void slob_free_elsewhere(const void *object, struct kmem_cache *s, const struct page *page,
			 const void *caller);
/* All frees that are not simple; @s: NULL for kfree(). */
void slob_free_slow(const void *object, struct kmem_cache *s, const void *caller);
/* The same; gives up the pool's lock first. */
void slob_free_bad(const void *object, struct kmem_cache *s, struct slob_pool *pool, unsigned long flags,
		   const void *caller);
/* Give up the lock and what became empty. */
void slob_free_unlock(struct slob_pool *pool, struct page *empty, unsigned long flags);
/* The last step of a free, where the slab changes lists; gives up the lock. */
void slob_settle(struct slob_slabs *slabs, struct slob_slab *slab, u64 was, unsigned long flags);

/*
 * The first struct page of the unit of several pages that @page may be in.  If it is in none, that is
 * anybody's page, which the page allocator may just be putting on a list.
 */
static __fast_inline struct page *unit_page(const struct page *page)
{
	return (struct page *)((unsigned long)page & -(sizeof(*page) << TOP_ORDER));
}

/*
 * The private word of a unit's first page, or of a page of slabs or places: its pool's address, or the
 * word of a page of places (slob_places.h); 0: @page is none of these.  The caller's pointer may be one
 * that was freed before, and the page may change hands meanwhile, when it has other words there: the word
 * is read before and after the type, and slob_set_owner() and slob_clear_owner() keep their stores in
 * order.  Of a page of places only the half that names the pool stays.
 */
static __fast_inline unsigned long owner_of_page(const struct page *page)
{
	unsigned long owner = data_race(READ_ONCE(page->private));

	smp_rmb();
	if (data_race(page->type) != PGTY_slab)
		return 0;
	smp_rmb();
	return likely(READ_ONCE(page->pool) == (u32)owner) ? owner : 0;
}

/* The pool that the word names; NULL: @page is none of these. */
static __fast_inline struct slob_pool *pool_of_page(const struct page *page)
{
	unsigned long owner = owner_of_page(page);

	return may_be_places(owner) ? slob_places_pool(owner) : (struct slob_pool *)owner;
}

/* An object in use of slabs of @pool, which is locked.  Gives up the lock. */
static __fast_inline void free_place(struct slob_pool *pool, const struct slob_place *place,
				     unsigned long flags)
{
	if (unlikely(!__free_place(slabs_of(pool), place)))
		return slob_settle(slabs_of(pool), place->slab, place->map, flags);
	slob_unlock_irqrestore(pool, flags);
}

/* Allocate from a new slab, as no other has a free place, and give up the lock.  @s: NULL for kmalloc(). */
void *slob_take_new_slab(struct kmem_cache *s, struct slob_slabs *slabs, unsigned long size, gfp_t gfp,
			 unsigned long flags);
/* Allocate an object of a cache after this CPU's pools were tried. */
void *slob_cache_alloc_unit(struct kmem_cache *s, gfp_t gfp, const void *caller);

/* Allocate at most SLABS_MAX bytes from this CPU's slabs.  @s: NULL for kmalloc(). */
static __fast_inline void *take_small(unsigned int kind, struct kmem_cache *s, unsigned long size,
				      gfp_t gfp, bool zero)
{
	unsigned long flags, number;
	struct slob_slabs *slabs = slabs_of(lock_own_pool(kind, &flags));
	struct slob_slab *slab = first_slab_of(slabs, size);
	void *object;

	if (unlikely(!slab))
		return slob_take_new_slab(s, slabs, size, gfp, flags);
	object = __take_place(slab, size, &number);
	if (s)
		*owner_slot(slab, number) = s;
	slob_unlock_irqrestore(&slabs->pool, flags);
	if (s)
		count_objects(s, 1);
	return zero ? prepared(object, s ? s->object_size : size, gfp) : object;
}

/*
 * kfree(), and with @cache kmem_cache_free().  An object in a slab of this CPU is freed here.  Its page's
 * private word is the pool's address, which no other struct page has.
 */
static __fast_inline void free_fast(struct kmem_cache *s, bool cache, const void *object)
{
	struct slob_pools *own = this_cpu_hot_ptr(slob_pools);
	struct slob_pool *pool = slob_pool(own, cache ? POOL_CACHE_SLABS : POOL_SLABS);
	const struct page *page;
	struct slob_place place;
	unsigned long flags, owner;

	if (slob_frees_slowly() || unlikely(!run_page(&own->run, object, &page)))
		return slob_free_slow(object, s, fast_caller());
	owner = data_race(page->private);
	if (unlikely(owner != (unsigned long)pool)) {
		if (cache && unlikely(!s))
			return slob_free_slow(object, NULL, fast_caller());
		pool = slob_pool(own, cache ? POOL_CACHE_LARGE : POOL_LARGE);
		if (owner == (unsigned long)pool)
			return cache ? slob_cache_free_block(object, s, page, pool, fast_caller()) :
				       slob_kfree_block(object, page, pool, fast_caller());
		if (!cache && owner & 1)
			return slob_free_pages(object, (struct page *)page, fast_caller());
		if (!has_tag(owner))
			return slob_free_elsewhere(object, s, page, fast_caller());
		pool = slob_pool(own, cache ? POOL_CACHE_PLACES : POOL_PLACES);
		return cache ? slob_cache_free_place(object, s, (struct page *)page, pool, fast_caller()) :
			       slob_kfree_place(object, (struct page *)page, pool, fast_caller());
	}
	local_irq_save(flags);
	slob_lock_own(pool);
	if (unlikely(data_race(page->slab) != pool || !__find_place(object, &place) ||
		     (cache && *owner_slot(place.slab, place.number) != s)))
		return slob_free_bad(object, s, pool, flags, fast_caller());
	if (cache)
		count_objects(s, -1);
	free_place(pool, &place, flags);
}

#endif /* MM_SLOB_ENTRY_H */
