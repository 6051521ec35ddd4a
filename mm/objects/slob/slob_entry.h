/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_SLOB_ENTRY_H
#define MM_SLOB_ENTRY_H

/*
 * Inline fast paths of kmalloc(), kfree() and the functions of caches, and the functions that they
 * call.
 */

#include <linux/string.h>

#include "slob_blocks.h"
#include "slob_page_slabs.h"
#include "slob_slabs.h"

/* Lock a pool of this CPU with interrupts off, and return it. */
static __fast_inline struct slob_pool *lock_own_pool(unsigned int kind, unsigned long *flags)
{
	struct slob_pool *pool;

	local_irq_save(*flags);
	pool = own_pool(kind);
	slob_lock_own(pool);
	return pool;
}

/*
 * Return the pool of a CPU of the node, or NULL if no CPU of the node is online.  @nid may be
 * NUMA_NO_NODE.
 */
struct slob_pool *slob_pool_of_node(unsigned int kind, int nid);
/*
 * Allocate an object from @pool, or from a new unit or page if the pool is full.  @s: NULL for
 * kmalloc().  @size: rounded for the pool.  @full: true if the caller found the pool full.  Returns
 * NULL if the page allocator fails; the caller then tries to allocate whole pages.
 */
void *slob_alloc(struct kmem_cache *s, struct slob_pool *pool, size_t size, size_t align, gfp_t gfp,
		 int nid, bool full, const void *caller);

/* Clear the object if the flags include __GFP_ZERO, and return it. */
static __fast_inline void *zero_if_asked(void *object, size_t size, gfp_t gfp)
{
	return gfp & __GFP_ZERO ? memset(object, 0, size) : object;
}

static __fast_inline void count_objects(struct kmem_cache *s, long change)
{
	__atomic_fetch_add(&s->nr_objects, change, __ATOMIC_RELAXED);
}

/*
 * Free an object of kmalloc() or of a cache in @page, which may be a page slab of @pool.  The
 * functions check this with the pool locked.
 */
void slob_kfree_page_slot(const void *object, struct page *page, struct slob_pool *pool,
			  const void *caller);
void slob_cache_free_page_slot(const void *object, struct kmem_cache *s, struct page *page,
			       struct slob_pool *pool, const void *caller);
/* Free an object of kmalloc() that may have pages of its own, the first of which is @page. */
void slob_free_pages(const void *object, struct page *page, const void *caller);
/*
 * Free an object in @page, which is not in the pool that the caller expected.  @s: NULL for
 * kfree().
 */
void slob_free_other_pool(const void *object, struct kmem_cache *s, const struct page *page,
			  const void *caller);
/* Free any object, or report a pointer that must not be freed.  @s: NULL for kfree(). */
void slob_free_slow(const void *object, struct kmem_cache *s, const void *caller);
/* Unlock the pool and call slob_free_slow(), which frees the object or reports it. */
void slob_unlock_free_slow(const void *object, struct kmem_cache *s, struct slob_pool *pool,
			   unsigned long flags, const void *caller);
/* Unlock the pool, and free the pages that became empty, if @empty is not NULL. */
void slob_free_unlock(struct slob_pool *pool, struct page *empty, unsigned long flags);
/*
 * After a slot was freed, put the slab on its list or remove the slab, and unlock the pool.  @was:
 * the slab's map before the slot was freed.
 */
void slob_relist_slab(struct slob_slabs *slabs, struct slob_slab *slab, u64 was,
		      unsigned long flags);

/*
 * Return the first struct page of the unit that @page may be in, if units have several pages.  If
 * @page is in no unit, the result may be any page, even one that the page allocator is just
 * changing.
 */
static __fast_inline struct page *unit_page(const struct page *page)
{
	return (struct page *)((unsigned long)page & -(sizeof(*page) << TOP_ORDER));
}

/*
 * Return page->private of the first page of a unit, of a page of slabs or of a page slab: the
 * address of the pool, or the tag of slob_page_slabs.h.  Returns 0 for any other page.  The
 * caller's pointer may point to free memory, and the page may get another use during this call.
 * So the word is read before and after the type, and slob_publish_page() and slob_retract_page()
 * order their stores.  Only half of the word is compared, because the other half is the map of a
 * page slab, which may change.
 */
static __fast_inline unsigned long pool_word_of_page(const struct page *page)
{
	unsigned long owner = data_race(READ_ONCE(page->private));

	smp_rmb();
	if (data_race(page->type) != PGTY_slab)
		return 0;
	smp_rmb();
	return likely(READ_ONCE(page->pool) == (u32)owner) ? owner : 0;
}

/*
 * Return the pool of a unit, a page of slabs or a page slab, by its first page, or NULL for other
 * pages.
 */
static __fast_inline struct slob_pool *pool_of_page(const struct page *page)
{
	unsigned long owner = pool_word_of_page(page);

	return may_be_page_slab(owner) ? page_slab_pool(owner) : (struct slob_pool *)owner;
}

/* Free an object in use of a pool of slabs, and unlock the pool. */
static __fast_inline void free_slot(struct slob_pool *pool, const struct slob_slot *slot,
				    unsigned long flags)
{
	if (unlikely(!__free_slot(slabs_of(pool), slot)))
		return slob_relist_slab(slabs_of(pool), slot->slab, slot->map, flags);
	slob_unlock_irqrestore(pool, flags);
}

/*
 * Allocate from a new slab, because the list is empty, and unlock the pool.  @s: NULL for
 * kmalloc().
 */
void *slob_alloc_new_slab(struct kmem_cache *s, struct slob_slabs *slabs, unsigned long size,
			  gfp_t gfp, unsigned long flags);
/* Allocate an object of a cache from a new unit or page, because this CPU's pools are full. */
void *slob_cache_alloc_unit(struct kmem_cache *s, gfp_t gfp, const void *caller);

/*
 * Allocate at most SLABS_MAX bytes from this CPU's slabs.  @s: NULL for kmalloc().  @zero: honour
 * __GFP_ZERO.
 */
static __fast_inline void *alloc_small(unsigned int kind, struct kmem_cache *s, unsigned long size,
				       gfp_t gfp, bool zero)
{
	unsigned long flags, number;
	struct slob_slabs *slabs = slabs_of(lock_own_pool(kind, &flags));
	struct slob_slab *slab = first_slab_of(slabs, size);
	void *object;

	if (unlikely(!slab))
		return slob_alloc_new_slab(s, slabs, size, gfp, flags);
	object = __alloc_slot(slab, size, &number);
	if (s)
		*slot_owner(slab, number) = s;
	slob_unlock_irqrestore(&slabs->pool, flags);
	if (s)
		count_objects(s, 1);
	return zero ? zero_if_asked(object, s ? s->object_size : size, gfp) : object;
}

/*
 * Implement kfree() and, if @cache is true, kmem_cache_free().  This function itself frees only
 * objects in slabs of this CPU.  It recognizes them by page->private: only struct pages of the
 * pool contain the pool's address.  For all other objects, it calls another function.
 */
static __fast_inline void free_fast(struct kmem_cache *s, bool cache, const void *object)
{
	struct slob_pools *own = this_cpu_hot_ptr(slob_pools);
	struct slob_pool *pool = slob_pool(own, cache ? POOL_CACHE_SLABS : POOL_SLABS);
	const struct page *page;
	struct slob_slot slot;
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
			return slob_free_other_pool(object, s, page, fast_caller());
		pool = slob_pool(own, cache ? POOL_CACHE_PAGE_SLABS : POOL_PAGE_SLABS);
		return cache ? slob_cache_free_page_slot(object, s, (struct page *)page, pool,
							 fast_caller())
			     : slob_kfree_page_slot(object, (struct page *)page, pool,
						    fast_caller());
	}
	local_irq_save(flags);
	slob_lock_own(pool);
	if (unlikely(data_race(page->slab) != pool || !__find_slot(object, &slot) ||
		     (cache && *slot_owner(slot.slab, slot.number) != s)))
		return slob_unlock_free_slow(object, s, pool, flags, fast_caller());
	if (cache)
		count_objects(s, -1);
	free_slot(pool, &slot, flags);
}

#endif /* MM_SLOB_ENTRY_H */
