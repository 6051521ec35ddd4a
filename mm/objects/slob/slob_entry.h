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

/* Free what is in none of this CPU's pools, but in @page, a page of the run; @s: NULL for kfree(). */
void slob_free_elsewhere(struct kmem_cache *s, const void *object, const struct page *page,
			 const void *caller);
/* All frees that are not simple; @s: NULL for kfree(). */
void slob_free_slow(struct kmem_cache *s, const void *object, const void *caller);
/* The same; gives up the pool's lock first. */
void slob_free_bad(struct kmem_cache *s, struct slob_pool *pool, const void *object, unsigned long flags,
		   const void *caller);
/* Give up the lock and what became empty. */
void slob_free_unlock(struct slob_pool *pool, struct page *empty, unsigned long flags);
/* The last step of a free, where the slab changes lists; gives up the lock. */
void slob_settle(struct slob_slabs *slabs, struct slob_slab *slab, u64 was, unsigned long flags);
/* The same of a page of places. */
void slob_settle_page(struct slob_pool *pool, struct page *page, u64 was, u64 bit,
		      unsigned long flags);

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

/*
 * An object in @page, of that room and with places of that size, of @pool, which is locked.  Gives up the
 * lock.
 */
static __fast_inline void free_in_page(struct slob_pool *pool, struct page *page, const void *object,
				       const struct slob_place_size *size,
				       const struct slob_page_place *place, unsigned long room,
				       unsigned long flags)
{
	if (unlikely(!__set_places(places_of(pool), page, object, size, room, place->was,
				   place->was | place->bit)))
		return slob_settle_page(pool, page, place->was, place->bit, flags);
	slob_unlock_irqrestore(pool, flags);
}

#endif /* MM_SLOB_ENTRY_H */
