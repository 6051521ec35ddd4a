// SPDX-License-Identifier: BSD-2-Clause
/*
 * Find the pool, the object and the owner of a pointer, which may be any value, and free objects
 * in all cases that slob.c and slob_cache.c do not handle inline.
 */

#include <linux/math.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "mm/objects/large.h"
#include "slob_entry.h"

struct slob_pool *slob_pool_of(const void *p)
{
	struct page *page = virt_to_page(p);

	if (!page_ready(page))
		return NULL;
	if (!data_race(page->type)) {
		page = unit_page(page);
		if (data_race(page->order) != TOP_ORDER)
			return NULL;
	}
	return pool_of_page(page);
}

void slob_links_overwritten(const void *links)
{
	panic("slob: the links of free memory at %px are overwritten\n", links);
}

void slob_lock_queued(struct slob_pool *pool)
{
	spin_lock(&pool->lock.queue);
	slob_lock_own(pool);
	spin_unlock(&pool->lock.queue);
}

struct slob_pool *slob_lock_pool_of(const void *p, unsigned long *flags)
{
	struct slob_pool *pool = slob_pool_of(p);

	if (!pool)
		return NULL;
	slob_lock_irqsave(pool, flags);
	if (likely(slob_pool_of(p) == pool))
		return pool;
	slob_unlock_irqrestore(pool, *flags);
	return NULL;
}

static struct slob_object find_in_unit(const struct slob_pool *pool, const void *p)
{
	struct slob_object object = {};
	unsigned long n;

	if ((unsigned long)p & ((1UL << pool->shift) - 1))
		return object;
	n = data_race(slob_used_size(pool->shift, p));
	if (KEEP_LAST && data_race(blocks_of(pool)->last) == sized_block(p, n))
		return object;
	object.size = n << pool->shift;
	object.owner = pool->caches ? block_owner(p, object.size) : NULL;
	return object;
}

struct slob_object __slob_find(const struct slob_pool *pool, const void *p)
{
	return is_slabs(pool) ? find_in_slab(pool, p) :
	       is_page_slabs(pool) ? find_in_page_slab(pool, p) :
				     find_in_unit(pool, p);
}

/*
 * Free an object.  Returns the first page of a unit or page that the caller has to free, or NULL.
 */
static struct page *__free_object(struct slob_pool *pool, const void *object, size_t size)
{
	struct slob_slabs *slabs = slabs_of(pool);
	struct page *page = virt_to_page(object);
	struct slob_page_slot in_page;
	struct slob_slot slot;

	VM_WARN_ON(!slob_is_locked(pool));
	if (is_page_slabs(pool)) {
		__find_page_slot(page, slot_layout_of(page), object, &in_page);
		return __set_page_slots(page_slabs_of(pool), page, object, &in_page,
					in_page.was | in_page.bit)
			       ? NULL
			       : __slob_relist_page_slab(page_slabs_of(pool), page, in_page.was,
							 in_page.bit);
	}
	if (is_slabs(pool)) {
		__find_slot(object, &slot);
		return __free_slot(slabs, &slot) ? NULL
						 : __slob_relist_slab(slabs, slot.slab, slot.map);
	}
	return __slob_free_block(blocks_of(pool), object, size >> pool->shift);
}

/* Return true if @s, which may be any value, is a cache: an object in use of kmem_cache_boot. */
static bool __is_cache(const struct kmem_cache *s)
{
	const struct page *large;
	struct slob_object object;
	struct slob_pool *pool;

	if (s == &kmem_cache_boot)
		return true;
	if ((unsigned long)s & 7)
		return false;
	large = large_page(s);
	if (large)
		return large_cache(large) == &kmem_cache_boot;
	pool = slob_pool_of(s);
	if (!pool || !pool->caches)
		return false;
	/*
	 * No lock is needed: if @s is an object in use, its bits in the map and its owner do not
	 * change.
	 */
	object = __slob_find(pool, s);
	return object.size && data_race(*object.owner) == &kmem_cache_boot;
}

/* Return the cache that an owner word names.  If the word was overwritten, it may be any value. */
static struct kmem_cache *named_cache(const void *word)
{
	return (struct kmem_cache *)((unsigned long)word & ~OWNER_FLAGS);
}

struct kmem_cache *slob_cache_of(const void **owner)
{
	return owner && __is_cache(named_cache(*owner)) ? named_cache(*owner) : NULL;
}

/*
 * Return true if @found, the result of __slob_find(), may be freed to @s, and count it as freed in
 * its cache.  @s: NULL for kfree(), which accepts all caches.
 */
static bool __check_and_uncount(const struct slob_object *found, const struct kmem_cache *s)
{
	struct kmem_cache *owner;

	if (!found->size || !found->owner)
		return found->size && !s;
	owner = named_cache(*found->owner);
	if (slob_waits(found->owner) || (s ? owner != s : !__is_cache(owner)))
		return false;
	count_objects(owner, -1);
	return true;
}

void slob_free_unlock(struct slob_pool *pool, struct page *empty, unsigned long flags)
{
	slob_unlock_irqrestore(pool, flags);
	if (unlikely(empty))
		__free_pages(empty, empty->order);
}

/* Free the object whose slot or block contains @head, after the grace period. */
static void put_object_rcu(struct rcu_head *head)
{
	struct slob_object found = {};
	struct slob_pool *pool;
	const void *object;
	unsigned long flags;

	pool = slob_lock_pool_of(head, &flags);
	if (WARN_ON(!pool))
		return;
	__slob_locate(pool, head, &object);
	if (object)
		found = __slob_find(pool, object);
	/* The metadata may have been overwritten.  Then the object is lost. */
	if (WARN_ON(!found.size)) {
		slob_unlock_irqrestore(pool, flags);
		return;
	}
	*found.owner = named_cache(*found.owner);
	slob_free_unlock(pool, __free_object(pool, object, found.size), flags);
}

/*
 * Free an object of a SLAB_TYPESAFE_BY_RCU cache after a grace period, and unlock the pool.  The
 * object is followed by a struct rcu_head.
 */
static void free_after_grace_period(struct slob_pool *pool, const void *object,
				    const void **owner, unsigned long flags)
{
	struct rcu_head *head = slab_rcu_head(named_cache(*owner), object);

	*owner = (const char *)*owner + OWNER_FREED;
	slob_unlock_irqrestore(pool, flags);
	slab_call_rcu(head, put_object_rcu);
}

/* With init_on_free=, clear a freed object, whose owner is still recorded. */
static void __clear_freed(const void *object, const struct slob_object *found)
{
	const struct kmem_cache *s = slob_cache_of(found->owner);

	if (slab_init_on_free(s))
		memset((void *)object, 0, s ? s->object_size : found->size);
}

/*
 * If a thread frees an object outside of this CPU's run, count this free.  The first of each
 * PAGE_RUN_STRAYS such frees moves the run to the range of the object's page.
 */
static void slob_learn_run(const void *object)
{
	struct slob_pools *own = this_cpu_hot_ptr(slob_pools);
	const struct page *page;

	if (in_task() && !run_page(&own->run, object, &page) &&
	    own->nr_run_misses++ % PAGE_RUN_STRAYS == 0)
		page_run_learn(&own->run, object);
}

/* Free an object of any CPU's pool.  Returns false if @object must not be freed to @s. */
static bool free_in_unit(struct kmem_cache *s, const void *object)
{
	struct slob_object found;
	struct slob_pool *pool;
	unsigned long flags;

	pool = slob_lock_pool_of(object, &flags);
	if (!pool)
		return false;
	if (IS_ENABLED(CONFIG_SLOB_FAST_PATHS))
		slob_learn_run(object);
	found = __slob_find(pool, object);
	if (!__check_and_uncount(&found, s)) {
		slob_unlock_irqrestore(pool, flags);
		return false;
	}
	if (found.owner && (unsigned long)*found.owner & OWNER_RCU) {
		free_after_grace_period(pool, object, found.owner, flags);
		return true;
	}
	if (slab_inits())
		__clear_freed(object, &found);
	slob_free_unlock(pool, __free_object(pool, object, found.size), flags);
	return true;
}

void slob_free_slow(const void *object, struct kmem_cache *s, const void *caller)
{
	const struct object_tool *tool;

	caller = slow_caller(caller);
	if (ZERO_OR_NULL_PTR(object) || dma_owner_keeps_object(object, caller) ||
	    (!offset_in_page(object) && kfree_large(object, s)) || likely(free_in_unit(s, object)))
		return;
	tool = object_tool_of(object);
	if (tool)
		tool->free(s, (void *)object, caller);
	else
		slab_report_bad_free(s, object, caller);
}

static noinline void drop_unused_page_slab(struct slob_pool *pool, struct page *page,
					   unsigned long flags)
{
	slob_free_unlock(pool, __slob_drop_page_slab(page_slabs_of(pool), page), flags);
}

/* After a slot was freed, put the page slab on its list or remove it, and unlock the pool. */
static noinline void relist_page_slab(struct slob_pool *pool, struct page *page, u64 was, u64 bit,
				      unsigned long flags)
{
	struct page *unused = __relist_page_slab(page_slabs_of(pool), page, was, bit);

	if (unlikely(unused))
		return drop_unused_page_slab(pool, unused, flags);
	slob_unlock_irqrestore(pool, flags);
}

/*
 * Free an object in @page, a page slab of @pool, and unlock the pool.  @cache: true if @s is not
 * NULL.
 */
static __fast_inline void __free_page_slot(const void *object, struct kmem_cache *s, bool cache,
					   struct page *page, struct slob_pool *pool,
					   unsigned long flags, const void *caller)
{
	struct slob_page_slot slot;

	if (unlikely(!__find_page_slot(page, cache ? &s->slot : slot_layout_of(page), object,
				       &slot)))
		return slob_unlock_free_slow(object, s, pool, flags, caller);
	if (cache)
		count_objects(s, -1);
	if (unlikely(!__set_page_slots(page_slabs_of(pool), page, object, &slot,
				       slot.was | slot.bit)))
		return relist_page_slab(pool, page, slot.was, slot.bit, flags);
	slob_unlock_irqrestore(pool, flags);
}

/*
 * Free an object in a page slab that free_own_page_slot() does not accept.  The function needs no
 * stack frame.  If the pool is locked, slob_free_slow() waits for the lock.  @owner: page->private.
 */
static noinline void free_page_slot_other_pool(const void *object, struct kmem_cache *s,
					       struct page *page, const void *caller,
					       unsigned long owner)
{
	struct slob_pool *pool = page_slab_pool(owner);
	unsigned long list_offset = (u32)owner >> PAGE_SLAB_LIST_SHIFT, flags;

	local_irq_save(flags);
	if (unlikely((s ? s->list_offset : 0) != list_offset || pool->caches != !!s ||
		     !slob_trylock(pool))) {
		local_irq_restore(flags);
		return slob_free_slow(object, s, caller);
	}
	if (unlikely(!is_page_slab_of(page_slabs_of(pool), page, list_offset)))
		return slob_unlock_free_slow(object, s, pool, flags, caller);
	__free_page_slot(object, s, !!s, page, pool, flags, caller);
}

void slob_free_other_pool(const void *object, struct kmem_cache *s, const struct page *page,
			  const void *caller)
{
	unsigned long owner = pool_word_of_page(page), flags;
	struct slob_pool *pool = (struct slob_pool *)owner;
	struct slob_slot slot;

	if (may_be_page_slab(owner))
		return free_page_slot_other_pool(object, s, (struct page *)page, caller, owner);
	if (!owner || pool->shift)
		return slob_free_block_other_pool(object, s, page, caller);
	local_irq_save(flags);
	if (unlikely(pool->caches != !!s || !slob_trylock(pool))) {
		local_irq_restore(flags);
		return slob_free_slow(object, s, caller);
	}
	if (unlikely(data_race(page->slab) != pool || !__find_slot(object, &slot) ||
		     (s && *slot_owner(slot.slab, slot.number) != s)))
		return slob_unlock_free_slow(object, s, pool, flags, caller);
	if (s)
		count_objects(s, -1);
	free_slot(pool, &slot, flags);
}

/* Free an object in @page, which may be a page slab of @pool, a pool of this CPU. */
static __fast_inline void free_own_page_slot(const void *object, struct kmem_cache *s, bool cache,
					     struct page *page, struct slob_pool *pool,
					     const void *caller)
{
	unsigned long flags;

	local_irq_save(flags);
	slob_lock_own(pool);
	if (unlikely(!is_page_slab_of(page_slabs_of(pool), page, cache ? s->list_offset : 0))) {
		slob_unlock_irqrestore(pool, flags);
		return slob_free_other_pool(object, s, page, caller);
	}
	__free_page_slot(object, s, cache, page, pool, flags, caller);
}

void slob_kfree_page_slot(const void *object, struct page *page, struct slob_pool *pool,
			  const void *caller)
{
	free_own_page_slot(object, NULL, false, page, pool, caller);
}

void slob_cache_free_page_slot(const void *object, struct kmem_cache *s, struct page *page,
			       struct slob_pool *pool, const void *caller)
{
	free_own_page_slot(object, s, true, page, pool, caller);
}

void slob_free_pages(const void *object, struct page *page, const void *caller)
{
	if (unlikely(!kfree_large_fast(page, object)))
		slob_free_slow(object, NULL, caller);
}

noinline void slob_unlock_free_slow(const void *object, struct kmem_cache *s,
				    struct slob_pool *pool, unsigned long flags, const void *caller)
{
	slob_unlock_irqrestore(pool, flags);
	slob_free_slow(object, s, caller);
}

/* Remove an empty slab, and unlock the pool. */
static noinline void drop_unused_slab(struct slob_slabs *slabs, struct slob_slab *slab,
				      unsigned long flags)
{
	slob_free_unlock(&slabs->pool, __slob_drop_slab(slabs, slab), flags);
}

noinline void slob_relist_slab(struct slob_slabs *slabs, struct slob_slab *slab, u64 was,
			       unsigned long flags)
{
	struct slob_slab *unused = __relist_slab(slabs, slab, was);

	if (unlikely(unused))
		return drop_unused_slab(slabs, unused, flags);
	slob_unlock_irqrestore(&slabs->pool, flags);
}

bool slob_shrink(struct slob_pool *pool, unsigned long *nr_pages)
{
	struct page *page = NULL;
	unsigned long flags;
	bool found;

	slob_lock_irqsave(pool, &flags);
	found = is_slabs(pool) ? __slob_drop_kept_slab(slabs_of(pool), &page) :
		is_page_slabs(pool) ? __slob_drop_kept_page_slab(page_slabs_of(pool), &page) :
				 __slob_drop_kept_block(blocks_of(pool), &page);
	slob_unlock_irqrestore(pool, flags);
	if (page) {
		__free_pages(page, pool->order);
		*nr_pages += 1UL << pool->order;
	}
	return found;
}

