// SPDX-License-Identifier: BSD-2-Clause
/* Create caches of SLOB, and allocate and free their objects, singly and in bulk.  See slob.c. */

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/numa.h>

#include "slob_entry.h"

/* Assign a list of page slabs to the cache.  Returns the list's offset, or 0 if no list is left. */
static u16 claim_list(struct kmem_cache *s)
{
	for (unsigned int i = 1; i <= NR_CACHE_LISTS; i++) {
		if (!READ_ONCE(slob_list_caches[i]) && !cmpxchg(&slob_list_caches[i], NULL, s))
			return i * sizeof(struct hlist_head);
	}
	return 0;
}

int slab_engine_create(struct kmem_cache *s, const struct kmem_cache_args *args)
{
	bool waits = slab_waits_for_rcu(s),
	     has_zone = s->flags & (SLAB_CACHE_DMA | SLAB_CACHE_DMA32);
	unsigned int slot;
	const struct slob_row *row;

	/* In slabs and page slabs the owner is recorded outside of the slot. */
	s->size = ALIGN(max(s->object_size, (unsigned int)SLABS_MIN), CLASS_STEP);
	s->size = ALIGN(s->size + (waits ? sizeof(struct rcu_head) : 0), s->align);
	slot = ALIGN(s->size, SLOT_STEP);
	if (HAS_PAGE_SLABS && s->size > SLABS_MAX && slot <= CACHE_PAGE_SLAB_MAX && !waits &&
	    !has_zone)
		s->list_offset = claim_list(s);
	if (HAS_PAGE_SLABS && s->list_offset) {
		s->size = slot;
		s->slot = slob_slot_layouts[slot / SLOT_STEP];
		s->pool = POOL_CACHE_PAGE_SLABS;
	} else if (s->size <= SLABS_MAX) {
		s->pool = POOL_CACHE_SLABS;
	} else {
		/* The owner is recorded in the last word of a block. */
		s->size = ALIGN(s->object_size, 8) + (waits ? sizeof(struct rcu_head) : 0) +
			  sizeof(s);
		row = slob_row(max(s->size, s->align));
		s->size = row ? row_size(row, s->size) : PAGE_SIZE << get_order(slab_large_size(s));
		s->pool = row ? row->pool + 1 : NR_POOLS;
	}
	s->fast = 0;
	if (s->pool <= POOL_CACHE_LARGE && !waits && !has_zone && !s->ctor && !slab_inits())
		s->fast = s->size;
	if (slab_debug_init(s))
		s->fast = 0;
	return 0;
}

void slab_engine_init(void)
{
	slob_init_page_slabs();
	slab_engine_create(&kmem_cache_boot, NULL);
}

/* Allocate an object with any flags. */
static void *cache_alloc_any(struct kmem_cache *s, gfp_t gfp, int nid, const void *caller)
{
	struct slob_pool *pool;
	void *object;

	if (unlikely(s->ended)) {
		slab_report_no_cache("kmem_cache_alloc", s, caller);
		return NULL;
	}
	if (slab_debugged(s))
		return slab_debug_front(s, s, s->object_size, gfp, nid, caller);
	if (slab_init_on_alloc(s))
		gfp |= __GFP_ZERO;
	object = kfence_alloc(s, s->object_size, gfp, caller);
	if (object)
		return object;
	nid = page_request_node(nid, gfp, 0, caller);
	if (nid == -EINVAL)
		return NULL;
	if (s->flags & SLAB_CACHE_DMA)
		gfp |= __GFP_DMA;
	if (s->flags & SLAB_CACHE_DMA32)
		gfp |= __GFP_DMA32;
	if (s->ctor && WARN(gfp & __GFP_ZERO, "cache %s has a constructor: __GFP_ZERO is ignored\n",
			    s->name))
		gfp &= ~__GFP_ZERO;
	pool = s->pool < NR_POOLS ? slob_pool_of_node(s->pool, nid) : NULL;
	if (pool && !(gfp & GFP_SLAB_RARE & ~__GFP_ZERO))
		object = slob_alloc(s, pool, s->size, s->align, gfp, nid, false, caller);
	if (!object)
		object = kmalloc_large_node(s->object_size, gfp & ~__GFP_ZERO, nid, s, caller);
	if (object && gfp & __GFP_ZERO)
		memset(object, 0, s->object_size);
	if (object && s->ctor)
		s->ctor(object);
	return object;
}

static noinline void *cache_alloc_slow(struct kmem_cache *s, gfp_t gfp, const void *caller)
{
	return cache_alloc_any(s, gfp, NUMA_NO_NODE, slow_caller(caller));
}

#ifdef CONFIG_SLOB_FAST_PATHS
void *slob_cache_alloc_unit(struct kmem_cache *s, gfp_t gfp, const void *caller)
{
	void *object = slob_alloc(s, own_pool(s->pool), s->size, s->align, gfp, NUMA_NO_NODE,
				  true, slow_caller(caller));

	return object ? zero_if_asked(object, s->object_size, gfp)
		      : cache_alloc_slow(s, gfp, caller);
}
#endif

/* Allocate an object in a block. */
static noinline void *cache_alloc_medium(struct kmem_cache *s, gfp_t gfp, const void *caller)
{
	unsigned long flags, size = block_bytes(s);
	struct slob_blocks *blocks = blocks_of(lock_own_pool(POOL_CACHE_LARGE, &flags));
	void *object = __slob_alloc_block(blocks, size >> LARGE_SHIFT, s->align >> LARGE_SHIFT);

	if (likely(object))
		*block_owner(object, size) = s;
	slob_unlock_irqrestore(&blocks->pool, flags);
	if (unlikely(!object))
		return slob_cache_alloc_unit(s, gfp, caller);
	count_objects(s, 1);
	return zero_if_asked(object, s->object_size, gfp);
}

/*
 * Allocate a slot of the cache's page slabs, or a block if no slot is free.  With __GFP_ZERO,
 * this function clears a block, but the caller has to clear a slot.
 */
static __fast_inline void *cache_alloc_page_slot(struct kmem_cache *s, unsigned long list_offset,
						 gfp_t gfp, const void *caller)
{
	unsigned long flags;
	struct slob_page_slabs *page_slabs = page_slabs_of(
		lock_own_pool(POOL_CACHE_PAGE_SLABS, &flags));
	struct hlist_node *links = first_links(page_slabs, list_offset);
	void *object;

	if (unlikely(!links)) {
		slob_unlock_irqrestore(&page_slabs->pool, flags);
		return cache_alloc_medium(s, gfp, caller);
	}
	object = __alloc_page_slot(links, s->size);
	slob_unlock_irqrestore(&page_slabs->pool, flags);
	count_objects(s, 1);
	return object;
}

/*
 * Return the bytes of the cache's slots or blocks, or 0 if cache_alloc_any() has to do this
 * allocation.
 */
static __fast_inline unsigned long fast_size(const struct kmem_cache *s)
{
	return IS_ENABLED(CONFIG_SLOB_FAST_PATHS) ? READ_ONCE(s->fast) : 0;
}

static noinline void *cache_alloc_rare(struct kmem_cache *s, gfp_t gfp, const void *caller)
{
	if (!fast_size(s) || !gfp_is_plain_or_zero(gfp))
		return cache_alloc_slow(s, gfp, caller);
	if (s->list_offset) {
		void *object = cache_alloc_page_slot(s, s->list_offset, gfp, caller);

		return object ? zero_if_asked(object, s->object_size, gfp) : NULL;
	}
	return s->size <= SLABS_MAX ? alloc_small(POOL_CACHE_SLABS, s, s->size, gfp, true) :
				      cache_alloc_medium(s, gfp, caller);
}

void *kmem_cache_alloc(struct kmem_cache *s, gfp_t gfp)
{
	unsigned long size, list_offset;

	gfp = alloc_context(gfp);
	if (slab_bad_cache(s, __func__) || should_failslab(s, 0, gfp))
		return NULL;
	size = fast_size(s);
	if (unlikely(!gfp_is_plain(gfp)))
		return cache_alloc_rare(s, gfp, fast_caller());
	if (likely(size - 1 < SLABS_MAX))
		return alloc_small(POOL_CACHE_SLABS, s, size, gfp, false);
	list_offset = size ? s->list_offset : 0;
	return list_offset ? cache_alloc_page_slot(s, list_offset, gfp, fast_caller()) :
		      cache_alloc_rare(s, gfp, fast_caller());
}

void *kmem_cache_alloc_node(struct kmem_cache *s, gfp_t gfp, int nid)
{
	gfp = alloc_context(gfp);
	if (slab_bad_cache(s, __func__) || should_failslab(s, 0, gfp))
		return NULL;
	return cache_alloc_any(s, gfp, nid, __builtin_return_address(0));
}

/* Return a mask of @nr consecutive bits whose lowest bit is @first. */
static __fast_inline u64 row_bits(u64 first, size_t nr)
{
	return (first << nr) - first;
}

/*
 * Clear the lowest group of consecutive set bits in @map, at most @nr bits.  Sets @number to the
 * number of the lowest cleared bit, and returns how many bits were cleared.  Adding the lowest set
 * bit carries into the first clear bit above the group, which exists because bit 63 is never set.
 */
static __fast_inline size_t __alloc_row(u64 *map, size_t nr, unsigned long *number)
{
	u64 first = *map & -*map, carried = *map + first;

	*number = __ffs_bit_hot(first);
	nr = min(nr, (size_t)(__ffs_hot(carried) - *number));
	*map ^= row_bits(first, nr);
	return nr;
}

/*
 * Allocate slots until @slab is full or @at reaches @end.  Returns the end of the stored pointers.
 */
static __fast_inline void **__alloc_slots(struct kmem_cache *s, struct slob_slab *slab,
					  unsigned long size, void **at, void **end)
{
	u64 map = slab->map;

	do {
		unsigned long number;
		void **row = at + __alloc_row(&map, end - at, &number);
		char *object = slab_start(slab) + number * size;
		const void **owner = slot_owner(slab, number);

		do {
			*at++ = object;
			*owner-- = s;
			object += size;
		} while (at != row);
	} while (map && at != end);
	slab->map = map;
	if (!map)
		slob_unlink(&slab->list);
	return at;
}

/*
 * Allocate at most @nr slots of the page slab that contains @links.  Returns the number of slots.
 */
static __fast_inline size_t __alloc_page_slots(struct hlist_node *links, unsigned long size,
					       size_t nr, void **objects)
{
	struct page *page = virt_to_page(links);
	u32 word = page->slots, own = 1U << (word >> LINKS_SHIFT);
	u64 others = word & FREE_SLOTS & ~own;
	size_t i = 0;

	while (i < nr && others) {
		unsigned long number, end = i + __alloc_row(&others, nr - i, &number);
		char *object = slot_address(links, number, size);

		for (; i < end; i++, object += size)
			objects[i] = object;
	}
	WRITE_ONCE(page->slots, (word & ~FREE_SLOTS) | others | own);
	if (i < nr) {
		slob_unlink(links);
		WRITE_ONCE(page->slots, 0);
		objects[i++] = links;
	}
	return i;
}

static size_t cache_alloc_page_slots(struct kmem_cache *s, unsigned long size, size_t nr,
				     void **objects)
{
	struct slob_page_slabs *page_slabs;
	struct hlist_node *links;
	unsigned long flags;
	size_t i = 0;

	do {
		page_slabs = page_slabs_of(lock_own_pool(POOL_CACHE_PAGE_SLABS, &flags));
		links = first_links(page_slabs, s->list_offset);
		if (likely(links))
			i += __alloc_page_slots(links, size, nr - i, objects + i);
		slob_unlock_irqrestore(&page_slabs->pool, flags);
	} while (links && i < nr);
	count_objects(s, i);
	return i;
}

/*
 * Allocate the first object of a new page slab if @nr objects would fill at least half of the
 * page slab.  Otherwise return NULL.
 */
static void *cache_alloc_first(struct kmem_cache *s, gfp_t gfp, size_t nr, const void *caller)
{
	struct slob_pool *pool = own_pool(POOL_CACHE_PAGE_SLABS);

	if (nr < PAGE_SIZE / s->size / 2)
		return NULL;
	return slob_alloc(s, pool, s->size, s->align, gfp, NUMA_NO_NODE, true, caller);
}

/*
 * Allocate objects @i to @nr - 1 of a bulk.  If an allocation fails, free all objects and return 0.
 */
static noinline int cache_alloc_rest(struct kmem_cache *s, gfp_t gfp, size_t nr, void **objects,
				     size_t i, const void *caller)
{
	size_t size = fast_size(s);
	bool page_slabs = size && s->list_offset && gfp_is_plain(gfp);

	caller = slow_caller(caller);
	for (; i < nr; i++) {
		if (page_slabs)
			i += cache_alloc_page_slots(s, size, nr - i, objects + i);
		if (i == nr)
			break;
		objects[i] = page_slabs ? cache_alloc_first(s, gfp, nr - i, caller) : NULL;
		if (!objects[i])
			objects[i] = kmem_cache_alloc(s, gfp);
		if (!objects[i]) {
			kmem_cache_free_bulk(s, i, objects);
			return 0;
		}
	}
	return nr;
}

/*
 * Allocate one or more objects of at most SLABS_MAX bytes, with flags for which gfp_is_plain() is
 * true.
 */
static noinline int cache_alloc_small_bulk(struct kmem_cache *s, gfp_t gfp, size_t nr,
					   void **objects, const void *caller)
{
	unsigned long flags, size = s->size;
	void **at = objects, **end = objects + nr;
	struct slob_slabs *slabs;
	struct slob_slab *slab;

	do {
		slabs = slabs_of(lock_own_pool(POOL_CACHE_SLABS, &flags));
		slab = first_slab_of(slabs, size);
		if (unlikely(!slab))
			slab = __slob_new_slab(slabs, size / CLASS_STEP);
		if (likely(slab))
			at = __alloc_slots(s, slab, size, at, end);
		slob_unlock_irqrestore(&slabs->pool, flags);
	} while (slab && at != end);
	count_objects(s, at - objects);
	if (unlikely(at != end))
		return cache_alloc_rest(s, gfp, nr, objects, at - objects, caller);
	return nr;
}

int kmem_cache_alloc_bulk(struct kmem_cache *s, gfp_t gfp, size_t nr, void **objects)
{
	gfp = alloc_context(gfp);
	if (slab_bad_cache(s, __func__) || should_failslab(s, 0, gfp))
		return 0;
	if (fast_size(s) - 1 < SLABS_MAX && gfp_is_plain(gfp) && likely(nr))
		return cache_alloc_small_bulk(s, gfp, nr, objects, fast_caller());
	return cache_alloc_rest(s, gfp, nr, objects, 0, fast_caller());
}

void kmem_cache_free(struct kmem_cache *s, void *object)
{
	if (!slab_bad_cache(s, __func__))
		free_fast(s, true, object);
}

/*
 * Return the number of objects, from the first one on, that follow each other in memory without a
 * gap.  Most callers free objects in the order in which kmem_cache_alloc_bulk() returned them.
 */
static __fast_inline size_t row_of(unsigned long size, size_t nr, void **objects)
{
	void **at = objects, **end = objects + nr;
	const void *next = *at;

	for (; at != end && *at == next; at++)
		next += size;
	return at - objects;
}

/*
 * Do the same as row_of(), but stop at the first object whose owner is not @s.  @owner: the owner
 * word of objects[0].
 */
static __fast_inline size_t row_of_cache(const struct kmem_cache *s, unsigned long size, size_t nr,
					 void **objects, const void **owner)
{
	void **at = objects, **end = objects + nr;
	const void *next = *at;

	do {
		if (*owner-- != s)
			break;
		next += size;
	} while (++at != end && *at == next);
	return at - objects;
}

/*
 * Return the number of consecutive slots in use from bit @first on, at most @row, and set @bits to
 * their bits.  @used: the bits of all slots in use.  The row ends before a free slot, which must
 * not be freed again.
 */
static __fast_inline size_t row_in_use(u64 first, size_t row, u64 used, u64 *bits)
{
	*bits = row_bits(first, row);
	if (likely((*bits & used) == *bits))
		return row;
	for (row = 0; used & first << row; row++)
		;
	*bits = row_bits(first, row);
	return row;
}

/* Do the same as slob_free_unlock(), with the frequent case inline. */
static __fast_inline void bulk_unlock(struct slob_pool *pool, struct page *empty,
				      unsigned long flags)
{
	if (unlikely(empty))
		return slob_free_unlock(pool, empty, flags);
	slob_unlock_irqrestore(pool, flags);
}

/*
 * Free the objects, from the first one on, that are in the same slab of this CPU.  Returns the
 * number of freed objects.
 */
static size_t cache_free_slots(struct kmem_cache *s, size_t nr, void **objects)
{
	struct slob_pools *own = this_cpu_hot_ptr(slob_pools);
	struct slob_pool *pool = slob_pool(own, POOL_CACHE_SLABS);
	struct slob_slab *slab = slab_at(objects[0]);
	struct page *empty = NULL;
	struct slob_slot slot;
	const struct page *page;
	unsigned long flags, number;
	size_t i = 0, row;
	u64 used, bits;

	if (!run_page(&own->run, objects[0], &page) || data_race(page->slab) != pool)
		return 0;
	local_irq_save(flags);
	slob_lock_own(pool);
	if (likely(data_race(page->slab) == pool)) {
		slot = (struct slob_slot){ .slab = slab, .map = slab->map, .all = slab->class.all };
		used = slot.map ^ slot.all;
		while (i < nr && slab_at(objects[i]) == slab &&
		       slot_in_use(&slab->class, used, objects[i], &number)) {
			row = row_of_cache(s, slab->class.size, min(nr - i, MAX_SLOTS - number),
					   objects + i, slot_owner(slab, number));
			row = row_in_use(1UL << number, row, used, &bits);
			if (unlikely(!row))
				break;
			used ^= bits;
			i += row;
		}
		if (i && !__set_slots(slabs_of(pool), &slot, used ^ slot.all))
			empty = __slob_relist_slab(slabs_of(pool), slab, slot.map);
		count_objects(s, -i);
	}
	bulk_unlock(pool, empty, flags);
	return i;
}

/*
 * Free the objects, from the first one on, that are in the same page slab of this CPU.  Returns the
 * number of freed objects.
 */
static size_t cache_free_page_slots(struct kmem_cache *s, size_t nr, void **objects)
{
	struct slob_pool *pool = own_pool(POOL_CACHE_PAGE_SLABS);
	struct page *empty = NULL, *page = virt_to_page(objects[0]);
	struct slob_page_slot slot = {};
	unsigned long flags;
	size_t i = 0, row;
	u64 was, map, bits;

	if (!page_ready(page) || !is_page_slab_of(page_slabs_of(pool), page, s->list_offset))
		return 0;
	local_irq_save(flags);
	slob_lock_own(pool);
	if (likely(is_page_slab_of(page_slabs_of(pool), page, s->list_offset))) {
		was = map = page->slots;
		while (i < nr && is_in_page(objects[i], objects[0]) &&
		       __find_page_slot(page, &s->slot, objects[i], &slot)) {
			row = row_of(s->size, min(nr - i, (size_t)LINKS_SHIFT), objects + i);
			row = row_in_use(slot.bit, row, (map ^ slot.all) & FREE_SLOTS, &bits);
			if (unlikely(!row))
				break;
			map |= bits;
			i += row;
		}
		slot.was = was;
		bits = map & ~was;
		if (i && !__set_page_slots(page_slabs_of(pool), page, objects[0], &slot, map))
			empty = __slob_relist_page_slab(page_slabs_of(pool), page, was,
							bits & -bits);
		count_objects(s, -i);
	}
	bulk_unlock(pool, empty, flags);
	return i;
}

void kmem_cache_free_bulk(struct kmem_cache *s, size_t nr, void **objects)
{
	size_t i, some;

	for (i = 0; i < nr; i += some) {
		some = 0;
		if (s && s->fast && !slob_frees_slowly())
			some = s->list_offset ? cache_free_page_slots(s, nr - i, objects + i)
			       : s->size <= SLABS_MAX ? cache_free_slots(s, nr - i, objects + i)
						      : 0;
		if (some)
			continue;
		if (s)
			kmem_cache_free(s, objects[i]);
		else
			kfree(objects[i]);
		some = 1;
	}
}
