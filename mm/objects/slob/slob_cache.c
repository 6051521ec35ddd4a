// SPDX-License-Identifier: BSD-2-Clause
/* Caches of SLOB: see slob.c. */

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/numa.h>

#include "slob_entry.h"

/* The pool that the objects of a cache come from; NR_POOLS: whole pages. */
static unsigned int cache_pool(const struct kmem_cache *s)
{
	return s->room ? POOL_CACHE_PLACES : s->size <= SLABS_MAX ? POOL_CACHE_SLABS :
	       s->size <= LARGE_MAX ? POOL_CACHE_LARGE :
	       s->size <= HUGE_MAX ? POOL_CACHE_HUGE : NR_POOLS;
}

/* A room that no cache has, for this one; 0: all are taken. */
static u16 take_room(struct kmem_cache *s)
{
	for (unsigned int i = 1; i <= NR_ROOMS; i++) {
		if (!READ_ONCE(slob_rooms[i]) && !cmpxchg(&slob_rooms[i], NULL, s))
			return i * sizeof(struct hlist_head);
	}
	return 0;
}

int slab_engine_create(struct kmem_cache *s, const struct kmem_cache_args *args)
{
	bool waits = slab_waits_for_rcu(s), has_zone = s->flags & (SLAB_CACHE_DMA | SLAB_CACHE_DMA32);
	unsigned int kind, place;

	/* Slabs and pages of places say elsewhere whose an object is. */
	s->size = ALIGN(max(s->object_size, (unsigned int)SLABS_MIN), CLASS_STEP);
	s->size = ALIGN(s->size + (waits ? sizeof(struct rcu_head) : 0), s->align);
	place = ALIGN(s->size, PLACE_STEP);
	if (HAS_PLACES && s->size > SLABS_MAX && place <= CACHE_PLACE_MAX && !waits && !has_zone)
		s->room = take_room(s);
	if (HAS_PLACES && s->room) {
		s->size = place;
		s->place = slob_place_sizes[place / PLACE_STEP];
	} else if (s->size > SLABS_MAX) {
		s->size = ALIGN(s->object_size, 8) + (waits ? sizeof(struct rcu_head) : 0) + sizeof(s);
		if (max(s->size, s->align) <= LARGE_MAX)
			s->size = max(ALIGN(s->size, 1U << LARGE_SHIFT), LARGE_MIN << LARGE_SHIFT);
		else if (max(s->size, s->align) <= HUGE_MAX)
			s->size =
				max(ALIGN(s->size, 1U << HUGE_SHIFT), (unsigned int)HUGE_MIN << HUGE_SHIFT);
		else
			s->size = PAGE_SIZE << get_order(s->object_size);
	}
	kind = cache_pool(s);
	/* Whole pages do not wait. */
	if (waits && (kind == NR_POOLS || has_zone))
		return -EINVAL;
	s->fast = 0;
	if (kind <= POOL_CACHE_LARGE && !waits && !has_zone && !s->ctor && !slab_inits())
		s->fast = s->size;
	if (slab_debug_init(s))
		s->fast = 0;
	return 0;
}

void slab_engine_init(void)
{
	slob_init_places();
	slab_engine_create(&kmem_cache_boot, NULL);
}

/* Whatever the flags. */
static void *cache_alloc_any(struct kmem_cache *s, gfp_t gfp, int nid, const void *caller)
{
	unsigned int kind = cache_pool(s);
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
	if (s->ctor && WARN(gfp & __GFP_ZERO, "cache %s has a constructor and cannot zero\n", s->name))
		gfp &= ~__GFP_ZERO;
	pool = kind < NR_POOLS ? slob_pool_of_node(kind, nid) : NULL;
	if (pool && !(gfp & GFP_SLAB_RARE & ~__GFP_ZERO))
		object = slob_take(s, pool, s->size, s->align, gfp, nid, false, caller);
	if (!object && !slab_waits_for_rcu(s))
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
	void *object = slob_take(s, own_pool(cache_pool(s)), s->size, s->align, gfp, NUMA_NO_NODE, true,
				 slow_caller(caller));

	return object ? prepared(object, s->object_size, gfp) : cache_alloc_slow(s, gfp, caller);
}
#endif

/* In blocks. */
static noinline void *cache_alloc_medium(struct kmem_cache *s, gfp_t gfp, const void *caller)
{
	unsigned long flags, size = block_bytes(s);
	struct slob_blocks *blocks = blocks_of(lock_own_pool(POOL_CACHE_LARGE, &flags));
	void *object = __slob_take_block(blocks, size >> LARGE_SHIFT, s->align >> LARGE_SHIFT);

	if (likely(object))
		*block_owner(object, size) = s;
	slob_unlock_irqrestore(&blocks->pool, flags);
	if (unlikely(!object))
		return slob_cache_alloc_unit(s, gfp, caller);
	count_objects(s, 1);
	return prepared(object, s->object_size, gfp);
}

/* In the cache's pages of places, if one has a free one.  Not cleared. */
static __fast_inline void *cache_alloc_place(struct kmem_cache *s, unsigned long room, gfp_t gfp,
					     const void *caller)
{
	unsigned long flags;
	struct slob_places *places = places_of(lock_own_pool(POOL_CACHE_PLACES, &flags));
	struct hlist_node *links = first_links(places, room);
	void *object;

	if (unlikely(!links)) {
		slob_unlock_irqrestore(&places->pool, flags);
		return cache_alloc_medium(s, gfp, caller);
	}
	object = __take_free(links, s->size);
	slob_unlock_irqrestore(&places->pool, flags);
	count_objects(s, 1);
	return object;
}

/* Bytes of the cache's objects, if the short code may allocate them; 0: cache_alloc_any() has to. */
static __fast_inline unsigned long fast_size(const struct kmem_cache *s)
{
	return IS_ENABLED(CONFIG_SLOB_FAST_PATHS) ? READ_ONCE(s->fast) : 0;
}

static noinline void *cache_alloc_rare(struct kmem_cache *s, gfp_t gfp, const void *caller)
{
	if (!fast_size(s) || !gfp_is_plain_or_zero(gfp))
		return cache_alloc_slow(s, gfp, caller);
	if (s->room) {
		void *object = cache_alloc_place(s, s->room, gfp, caller);

		return object ? prepared(object, s->object_size, gfp) : NULL;
	}
	return s->size <= SLABS_MAX ? take_small(POOL_CACHE_SLABS, s, s->size, gfp, true) :
				      cache_alloc_medium(s, gfp, caller);
}

void *kmem_cache_alloc(struct kmem_cache *s, gfp_t gfp)
{
	unsigned long size, room;

	gfp = alloc_context(gfp);
	if (slab_bad_cache(s, __func__) || should_failslab(s, 0, gfp))
		return NULL;
	size = fast_size(s);
	if (unlikely(!gfp_is_plain(gfp)))
		return cache_alloc_rare(s, gfp, fast_caller());
	if (likely(size - 1 < SLABS_MAX))
		return take_small(POOL_CACHE_SLABS, s, size, gfp, false);
	room = size ? s->room : 0;
	return room ? cache_alloc_place(s, room, gfp, fast_caller()) :
		      cache_alloc_rare(s, gfp, fast_caller());
}

void *kmem_cache_alloc_node(struct kmem_cache *s, gfp_t gfp, int nid)
{
	gfp = alloc_context(gfp);
	if (slab_bad_cache(s, __func__) || should_failslab(s, 0, gfp))
		return NULL;
	return cache_alloc_any(s, gfp, nid, __builtin_return_address(0));
}

/* @nr bits, of which @first is the lowest. */
static __fast_inline u64 row_bits(u64 first, size_t nr)
{
	return (first << nr) - first;
}

/*
 * Clear the lowest row of bits in @map, up to @nr of them: how many, and the number of the first.  Adding
 * the first bit to the map carries into the bit behind the row; there is one, for bit 63 is no place.
 */
static __fast_inline size_t __take_row(u64 *map, size_t nr, unsigned long *number)
{
	u64 first = *map & -*map, carried = *map + first;

	*number = __ffs_bit_hot(first);
	nr = min(nr, (size_t)(__ffs_hot(carried) - *number));
	*map ^= row_bits(first, nr);
	return nr;
}

/* Objects of the slab to @at, up to @end, which is behind; where they end. */
static __fast_inline void **__take_places(struct kmem_cache *s, struct slob_slab *slab, unsigned long size,
					  void **at, void **end)
{
	u64 map = slab->map;

	do {
		unsigned long number;
		void **row = at + __take_row(&map, end - at, &number);
		char *object = slab_start(slab) + number * size;
		const void **owner = owner_slot(slab, number);

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

/* The same of pages of places, of the page that has these links. */
static __fast_inline size_t __take_in_page(struct hlist_node *links, unsigned long size, size_t nr,
					   void **objects)
{
	struct page *page = virt_to_page(links);
	u32 word = page->places, own = 1U << (word >> LINKS_SHIFT);
	u64 others = word & FREE_PLACES & ~own;
	size_t i = 0;

	while (i < nr && others) {
		unsigned long number, end = i + __take_row(&others, nr - i, &number);
		char *object = place_address(links, number, size);

		for (; i < end; i++, object += size)
			objects[i] = object;
	}
	WRITE_ONCE(page->places, (word & ~FREE_PLACES) | others | own);
	if (i < nr) {
		slob_unlink(links);
		WRITE_ONCE(page->places, 0);
		objects[i++] = links;
	}
	return i;
}

static size_t cache_alloc_places(struct kmem_cache *s, unsigned long size, size_t nr, void **objects)
{
	struct slob_places *places;
	struct hlist_node *links;
	unsigned long flags;
	size_t i = 0;

	do {
		places = places_of(lock_own_pool(POOL_CACHE_PLACES, &flags));
		links = first_links(places, s->room);
		if (likely(links))
			i += __take_in_page(links, size, nr - i, objects + i);
		slob_unlock_irqrestore(&places->pool, flags);
	} while (links && i < nr);
	count_objects(s, i);
	return i;
}

/* From a new page, if that is half used then. */
static void *cache_alloc_first(struct kmem_cache *s, gfp_t gfp, size_t nr, const void *caller)
{
	struct slob_pool *pool = own_pool(POOL_CACHE_PLACES);

	if (nr < PAGE_SIZE / s->size / 2)
		return NULL;
	return slob_take(s, pool, s->size, s->align, gfp, NUMA_NO_NODE, true, caller);
}

/* The rest of @nr objects, from @i on; as kmem_cache_alloc_bulk(). */
static noinline int cache_alloc_rest(struct kmem_cache *s, gfp_t gfp, size_t nr, void **objects, size_t i,
				     const void *caller)
{
	size_t size = fast_size(s);
	bool places = size && s->room && gfp_is_plain(gfp);

	caller = slow_caller(caller);
	for (; i < nr; i++) {
		if (places)
			i += cache_alloc_places(s, size, nr - i, objects + i);
		if (i == nr)
			break;
		objects[i] = places ? cache_alloc_first(s, gfp, nr - i, caller) : NULL;
		if (!objects[i])
			objects[i] = kmem_cache_alloc(s, gfp);
		if (!objects[i]) {
			kmem_cache_free_bulk(s, i, objects);
			return 0;
		}
	}
	return nr;
}

/* Of SLABS_MAX bytes at most, with ordinary flags, and one or more; as kmem_cache_alloc_bulk(). */
static noinline int cache_alloc_small_bulk(struct kmem_cache *s, gfp_t gfp, size_t nr, void **objects,
					   const void *caller)
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
			at = __take_places(s, slab, size, at, end);
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
 * How many of @objects, up to @nr, lie one behind the other in memory.  Most callers free objects in the
 * order in which kmem_cache_alloc_bulk() handed them out.
 */
static __fast_inline size_t row_of(unsigned long size, size_t nr, void **objects)
{
	void **at = objects, **end = objects + nr;
	const void *next = *at;

	for (; at != end && *at == next; at++)
		next += size;
	return at - objects;
}

/* The same of objects of @s alone.  @slot: where the slab says whose the first is. */
static __fast_inline size_t row_of_cache(const struct kmem_cache *s, unsigned long size, size_t nr,
					 void **objects, const void **slot)
{
	void **at = objects, **end = objects + nr;
	const void *next = *at;

	do {
		if (*slot-- != s)
			break;
		next += size;
	} while (++at != end && *at == next);
	return at - objects;
}

/*
 * How many of @row places, from the one with the bit @first on, have a bit in @used; @bits: theirs.  A
 * place without is one that the caller frees twice: it ends the row.
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

/* slob_free_unlock(), expanded for the frequent case. */
static __fast_inline void bulk_unlock(struct slob_pool *pool, struct page *empty, unsigned long flags)
{
	if (unlikely(empty))
		return slob_free_unlock(pool, empty, flags);
	slob_unlock_irqrestore(pool, flags);
}

/* The first of @nr objects that are in one slab of this CPU; how many. */
static size_t cache_free_some(struct kmem_cache *s, size_t nr, void **objects)
{
	struct slob_pools *own = this_cpu_hot_ptr(slob_pools);
	struct slob_pool *pool = slob_pool(own, POOL_CACHE_SLABS);
	struct slob_slab *slab = slab_of(objects[0]);
	struct page *empty = NULL;
	struct slob_place place;
	const struct page *page;
	unsigned long flags, number;
	size_t i = 0, row;
	u64 used, bits;

	if (!run_page(&own->run, objects[0], &page) || data_race(page->slab) != pool)
		return 0;
	local_irq_save(flags);
	slob_lock_own(pool);
	if (likely(data_race(page->slab) == pool)) {
		place = (struct slob_place){ .slab = slab, .map = slab->map, .all = slab->class.all };
		used = place.map ^ place.all;
		while (i < nr && slab_of(objects[i]) == slab &&
		       is_place(&slab->class, used, objects[i], &number)) {
			row = row_of_cache(s, slab->class.size, min(nr - i, NR_PLACES - number),
					   objects + i, owner_slot(slab, number));
			row = row_in_use(1UL << number, row, used, &bits);
			if (unlikely(!row))
				break;
			used ^= bits;
			i += row;
		}
		if (i && !__set_map(slabs_of(pool), &place, used ^ place.all))
			empty = __slob_settle(slabs_of(pool), slab, place.map);
		count_objects(s, -i);
	}
	bulk_unlock(pool, empty, flags);
	return i;
}

/* The same in one page of places. */
static size_t cache_free_places(struct kmem_cache *s, size_t nr, void **objects)
{
	struct slob_pool *pool = own_pool(POOL_CACHE_PLACES);
	struct page *empty = NULL, *page = virt_to_page(objects[0]);
	struct slob_page_place place = {};
	unsigned long flags;
	size_t i = 0, row;
	u64 was, map, bits;

	if (!page_ready(page) || !is_page_of(places_of(pool), page, s->room))
		return 0;
	local_irq_save(flags);
	slob_lock_own(pool);
	if (likely(is_page_of(places_of(pool), page, s->room))) {
		was = map = page->places;
		while (i < nr && is_in_page(objects[i], objects[0]) &&
		       is_place_of(page, &s->place, objects[i], &place)) {
			row = row_of(s->size, min(nr - i, (size_t)LINKS_SHIFT), objects + i);
			row = row_in_use(place.bit, row, (map ^ place.all) & FREE_PLACES, &bits);
			if (unlikely(!row))
				break;
			map |= bits;
			i += row;
		}
		place.was = was;
		bits = map & ~was;
		if (i && !__set_places(places_of(pool), page, objects[0], &place, map))
			empty = __slob_settle_page(places_of(pool), page, was, bits & -bits);
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
			some = s->room		    ? cache_free_places(s, nr - i, objects + i) :
			       s->size <= SLABS_MAX ? cache_free_some(s, nr - i, objects + i) : 0;
		if (some)
			continue;
		if (s)
			kmem_cache_free(s, objects[i]);
		else
			kfree(objects[i]);
		some = 1;
	}
}
