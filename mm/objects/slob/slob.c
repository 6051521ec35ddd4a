// SPDX-License-Identifier: BSD-2-Clause
/*
 * SLOB: the object allocator for small machines.
 *
 * Problem.  Hand out objects of any size with as little memory around them as can be, in a bounded
 * number of instructions, and refuse every bad free.
 *
 * Structure.  Most objects are small, and hold little of the memory: up to 128 bytes they are places in
 * slabs, which cost few instructions.  Few are larger, and hold most of it: up to 4,032 bytes they are
 * blocks, cut to size from units and joined again, which costs little memory.  Many of one size, for which
 * the blocks have no more room, are in pages of places.  What is larger has pages of its own; up to 4,096
 * bytes it is a block where a unit has a whole page free.
 *
 * Slabs.  1 KiB each: a page of 4 KiB has four.  A slab has places of one size, its class, which is 16
 * bytes or a larger multiple of 8, from its start on, so that the size's powers of two align them; at its
 * end is a map, with a bit for each place that is free, and the class.  The slabs of a class that have a
 * free place are on a list:
 *
 *	allocation	the lowest bit of the map of the list's first slab; a slab without free places
 *			leaves the list.  An empty list gets a slab of those that have no class, or a new
 *			page
 *	freeing		the offset in the slab divided by the class's size, without rest: the bit, which
 *			must not be set.  A slab that had no free place comes first on its list; one
 *			without an object loses its class, but for the first two of a list.  A page without
 *			a slab that has a class goes back
 *
 * Slabs of caches have a word for each place besides, below the map: the cache's address.
 *
 * Blocks.  A unit has 16 KiB in granules of 32 bytes.  (Pages of 16 and 64 KiB: a unit is such a page, and
 * a second kind, eight pages in 512 granules, takes what is larger, up to 63/64 of a page.)  A unit starts
 * with its map, one bit for each granule:
 *
 *	0  inside a block in use: not its first granule; or in the map itself
 *	1  the first granule of a block in use, or free
 *
 *	granule  8  9 10 11 12 13 14 15 16 17 18
 *	bit      1  0  0  1  0  1  1  1  1  1  0
 *	        [in use ][used][  free   ][in use
 *
 * A block in use has at least two granules, hence:
 *
 *	"1 0" is where a block in use starts, and nothing else is: any other pointer is refused;
 *	the next 1 is where it ends: its size is one bit scan, in three words at most;
 *	a 1 just before a block is the end of a free one;
 *	a 1 just after it, followed by another, is the start of a free one.
 *
 * So neither objects nor the map say a size.  A free block does, inside itself (see slob.h): in its
 * first two words with its neighbours in a list, and again in its last word.  There is a list for each
 * size up to 128 granules and one for each 128 sizes above, and a bit for each list that is not empty: the
 * smallest block that is large enough is a bit scan away.
 *
 * The block freed last is not put back on a list yet (blocks->last).  Its bits in the map are still those
 * of a block in use, so that the next object of its size touches neither the map nor the lists.
 *
 * Allocation, with a size in granules:
 *	1. the block freed last, if it fits exactly;
 *	2. the first block of the list of that size;
 *	3. the first block of the lowest list above; for an aligned object, the first of three lists that
 *	   starts with a block with an aligned place, else that where every block has one.  What is left
 *	   before and behind goes back to the lists;
 *	4. a new unit; without one, the object gets whole pages of its own.
 * In 2 and 3 the map's bits inside the block are cleared.  For an object of a page's size 3 looks at the
 * first three blocks that may have an aligned place, then takes one where every block has; instead of 4
 * comes a page.
 *
 * Freeing:
 *	1. check the pattern "1 0", and that it is not the block freed last; scan for the size;
 *	2. it becomes the block freed last, and the block that was the last one before it is put back:
 *	3. set the bits inside; join it with the free blocks beside it; put the result on its list;
 *	4. if its unit is all free, give that back to the page allocator, or keep it if no other is.
 *
 * Places.  What kmalloc() takes as 256, 512, 1,024 or 2,048 bytes, and objects of caches up to 1,024, may
 * be places of that size in a page of their own.  All about it is in the struct page: a bit for each place
 * that is free, the size, the number of the free place that has the links of a list of such pages, and
 * instead of the pool's address its CPU and, of a page of a cache's, the number of that one's list.
 *
 * Allocation:
 *	1. the lowest free place of the list's first page; the one with the links last: then the page leaves
 *	   the list;
 *	2. as for blocks, without a new unit: so holes between blocks are filled first;
 *	3. the first place of a new page.
 *
 * Freeing: as in slabs.  A page that had no free place comes first on its list, with its links in the new
 * one; one without an object goes back, but for the first of a list.
 *
 * Objects of caches are in slabs and units that all caches share, where a word beside each is its cache's
 * address, and in pages of one cache.  So what is freed to the wrong cache is refused, and kfree() finds
 * the right one.  The first 64 caches of medium objects have such pages; later ones, and those whose
 * objects wait for readers, have blocks alone.  An object of a SLAB_TYPESAFE_BY_RCU cache has a struct
 * rcu_head behind it, and OWNER_RCU added to the address; freed, it also gets OWNER_FREED, stays as it is
 * until readers are done, and only then is freed.
 *
 * Invariants, as slab_engine_validate() numbers them:
 *	1. the map's bits of the header are 0, those of a free block 1;
 *	2. a free block ends inside its unit and says its size at both ends;
 *	3. a free block is followed by one in use, or by the unit's end;
 *	4. a list's blocks lie in units of its pool, have its sizes, and link to the one before;
 *	5. a list's bit is set if and only if the list is not empty;
 *	6. the lists hold all free blocks of the pool's units but those too small for any object, and all
 *	   slabs of its pages that have a free place or no class, and all pages with a free place;
 *	7. a unit that is all free is the one that blocks->empty names;
 *	8. a block in use is not smaller than the pool's smallest, and names its cache if it is of one; the
 *	   cache of the block freed last may have ended;
 *	9. blocks->last, if it is not 0, names a block that is in use by the map, and its size;
 *	10. a list's slabs lie in pages of its pool, have its class, and link to the one before;
 *	11. a slab on the list of a class has a free place, and an object unless it is one of the first two;
 *	12. a slab's map has no bit but those of places, and its class is slob_class_of()'s;
 *	13. a page has a slab with a class;
 *	14. a list's pages of places are of its pool, have its size or are of its cache, and have links
 *	    to the one before in the place that the struct page names;
 *	15. such a page has an object unless it is the first;
 *	16. its map has no bit but those of places, and a number only if a place is free: that one's.
 *
 * Locking.  Each CPU has pools of its own, from which it allocates; kmalloc_node() and its kin use those of
 * a CPU of the node.  A pool's lock, taken with interrupts off, protects the pool, the maps and free blocks
 * of its units, and the type and owner of their struct pages.  What a CPU frees goes back to the pool that
 * it came from.  So CPUs meet only where one frees what another allocated.  An interrupt sees either all or
 * nothing of an operation of its own CPU.  The page allocator is called without the lock.  A pool's address
 * is in no struct page but those of a unit's pages or of a page of slabs or places, and is taken out
 * before the page is freed: reading it under the lock is all that tells whether a pointer lies in a unit.
 * The size of an object in use, as its bits in the map, may be read without.
 *
 * Bounds.  Nothing is searched but bits: a slab's map; three map words, two words of lists, three lists'
 * first blocks.  The worst free takes two blocks off lists and puts one on; the worst allocation takes one
 * off and puts two on.  Beyond that comes one page allocation or free, and the slabs of a page.  What
 * is kept without an object: two slabs of each class, a page of each list of places, the empty unit and
 * that of the block freed last; kmem_cache_shrink() gives back those of all CPUs.
 *
 * Small images.  Without CONFIG_SLOB_FAST_PATHS, kmalloc_any() and cache_alloc_any() do every allocation,
 * slob_free_slow() does every free, and a free puts its block back at once.  Without CONFIG_SLOB_PLACES
 * there are only slabs and blocks.
 *
 * The caller of a function with a name in two underscores holds the lock.
 *
 * The files: kmalloc() and kfree() are here, caches in slob_cache.c; both expand the steps with slabs
 * (slob_slabs.h) and places (slob_places.h), and call those with blocks (slob_blocks.c).  slob_free.c has
 * the frees that are not simple.  To observe: slabinfo on the console, slab_engine_validate(),
 * Documentation/slob.md.
 */

#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/numa.h>
#include <linux/string.h>
#include <linux/topology.h>

#include "mm/objects/large.h"
#include "slob_entry.h"

static_assert(sizeof(unsigned long) == 8);

DEFINE_PER_CPU_CACHE_HOT_LAST(struct slob_pools, slob_pools) = {
	.slabs = {
		{ .pool = { .name = "slob-slabs" } },
		{ .pool = { .name = "slob-cache-slabs", .caches = true } },
	},
#ifdef CONFIG_SLOB_PLACES
	.places = {
		{ .pool = { .name = "slob-places", .places = true } },
		{ .pool = { .name = "slob-cache-places", .places = true, .caches = true } },
	},
#endif
	.blocks = {
		LARGE_POOL("slob-32", false),
		LARGE_POOL("slob-cache-32", true),
#if PAGE_SHIFT > 12
		HUGE_POOL("slob-huge", false),
		HUGE_POOL("slob-cache-huge", true),
#endif
	},
};

/* kfree() */

void kfree(const void *object)
{
	free_fast(NULL, false, object);
}

/* kmalloc() */

/* Of what kmalloc() takes from SLABS_MAX + 1 to LARGE_MAX bytes, rounded up: does it have places? */
static __fast_inline bool has_places(size_t size)
{
	static_assert(LARGE_MAX < 2 * NR_PLACE_SIZES * PLACE_STEP);
	return HAS_PLACES && !(size & (size - 1));
}

/* The pool that kmalloc() takes objects of @size bytes from; NR_POOLS: whole pages. */
static __fast_inline unsigned int pool_for(size_t size)
{
	if (size <= SLABS_MAX)
		return POOL_SLABS;
	if (size <= LARGE_MAX)
		return has_places(ALIGN(size, PLACE_STEP)) ? POOL_PLACES : POOL_LARGE;
	return size <= HUGE_MAX ? POOL_HUGE : NR_POOLS;
}

/* An object that is too large for all pools, but not for a page, which a unit may have. */
static __fast_inline bool fits_page(size_t size)
{
	return PAGE_IN_UNIT && size > LARGE_MAX && size <= PAGE_SIZE;
}

/* May a unit have a whole page for one?  kmalloc() asks before it takes the lock, which tells for sure. */
static __fast_inline bool may_have_page(const struct slob_blocks *blocks)
{
	return PAGE_IN_UNIT &&
	       (data_race(blocks->big) || (data_race(blocks->last) & SIZE_MASK) == PAGE_GRANULES);
}

struct slob_pool *slob_pool_of_node(unsigned int kind, int nid)
{
	unsigned int cpu;

	if (!IS_ENABLED(CONFIG_NUMA) || nid == NUMA_NO_NODE || nid == numa_mem_id())
		return own_pool(kind);
	for_each_online_cpu(cpu) {
		if (cpu_to_node(cpu) == nid)
			return slob_pool(per_cpu_ptr(&slob_pools, cpu), kind);
	}
	return NULL;
}

/*
 * An object of @size bytes, as the pool hands them out; NULL if there is none.  @page: the first page of a
 * new unit, or NULL.  The object then comes from the new unit, although others may have freed some
 * meanwhile: a unit without an object would break invariants 7 and 13.
 */
static void *__take_object(const struct kmem_cache *s, struct slob_pool *pool, size_t size, size_t align,
			   struct page *page)
{
	struct slob_slabs *slabs = slabs_of(pool);
	struct slob_blocks *blocks = blocks_of(pool);
	unsigned long class = size / CLASS_STEP, number;
	unsigned int shift = pool->shift;
	struct hlist_node *links;
	struct slob_slab *slab;

	if (is_slabs(pool)) {
		if (page)
			__slob_add_page(slabs, page);
		slab = page ? NULL : first_slab(slabs, class);
		if (!slab)
			slab = __slob_new_slab(slabs, class);
		return slab ? __take_place(slab, size, &number) : NULL;
	}
	if (is_places(pool)) {
		if (page)
			return __slob_take_from_page(places_of(pool), page, size, s);
		links = first_links(places_of(pool), s ? s->room : room_of_size(size));
		return links ? __take_free(links, size) : NULL;
	}
	size >>= shift;
	align >>= shift;
	return page ? __slob_take_from_new(blocks, page, size, align)
		    : __slob_take_block(blocks, size, align);
}

/* The same in a hole between the blocks of that CPU, for which @pool has places; NULL if none is free. */
static void *take_hole(struct kmem_cache *s, const struct slob_pool *pool, size_t size, size_t align)
{
	struct slob_pools *pools =
		container_of(places_of(pool) - pool->caches, struct slob_pools, places[0]);
	struct slob_pool *blocks = slob_pool(pools, POOL_LARGE + pool->caches);
	unsigned long flags;
	void *object;

	if (s)
		size = block_bytes(s);
	slob_lock_irqsave(blocks, &flags);
	object = __take_object(s, blocks, size, align, NULL);
	if (object && s)
		__become_of(s, block_owner(object, size));
	slob_unlock_irqrestore(blocks, flags);
	return object;
}

void *slob_take(struct kmem_cache *s, struct slob_pool *pool, size_t size, size_t align, gfp_t gfp, int nid,
		bool full, const void *caller)
{
	void *object = NULL;
	struct page *page;
	unsigned long flags;

	if (!full) {
		slob_lock_irqsave(pool, &flags);
		object = __take_object(s, pool, size, align, NULL);
		if (!object)
			slob_unlock_irqrestore(pool, flags);
	}
	if (!object) {
		object = is_places(pool) && !full ? take_hole(s, pool, size, align) : NULL;
		if (object)
			return object;
		page = page_alloc((gfp & ~(__GFP_ZERO | __GFP_NOFAIL)) | __GFP_NOWARN, pool->order, nid,
				  caller);
		if (!page)
			return NULL;
		slob_lock_irqsave(pool, &flags);
		object = __take_object(s, pool, size, align, page);
	}
	if (s)
		__become_of(s, slob_owner_of(pool, object, size));
	slob_unlock_irqrestore(pool, flags);
	return object;
}

/* Of the size of a page, in a unit; not cleared. */
static void *take_page(struct slob_pool *pool)
{
	unsigned long flags;
	void *object;

	slob_lock_irqsave(pool, &flags);
	object = __slob_take_block(blocks_of(pool), PAGE_GRANULES, PAGE_GRANULES);
	slob_unlock_irqrestore(pool, flags);
	return object;
}

static void *kmalloc_any(size_t size, gfp_t gfp, int nid, const void *caller)
{
	unsigned int kind = pool_for(size);
	struct slob_pool *pool;
	void *object;
	size_t taken;

	if (!size)
		return ZERO_SIZE_PTR;
	if (slob_debug_kmalloc_on() && slob_debug_class(size))
		return slab_debug_front(slob_debug_class(size), NULL, size, gfp, nid, caller);
	if (slab_init_on_alloc(NULL))
		gfp |= __GFP_ZERO;
	object = kfence_alloc(NULL, size, gfp, caller);
	if (object)
		return object;
	nid = page_request_node(nid, gfp, 0, caller);
	if (nid == -EINVAL)
		return NULL;
	taken = kmalloc_size_roundup(size);
	pool = NULL;
	if ((kind < NR_POOLS || fits_page(size)) && !(gfp & GFP_SLAB_RARE & ~__GFP_ZERO))
		pool = slob_pool_of_node(kind < NR_POOLS ? kind : POOL_LARGE, nid);
	if (pool)
		object = kind == NR_POOLS ? take_page(pool) :
					    slob_take(NULL, pool, taken, size & (size - 1) ? 1 : size, gfp,
						      nid, false, caller);
	if (!object)
		return kmalloc_large_node(size, gfp, nid, NULL, caller);
	if (gfp & __GFP_ZERO)
		memset(object, 0, taken);
	return object;
}

/* This CPU's pools were tried, with ordinary flags, or __GFP_ZERO. */
static noinline void *kmalloc_slow(size_t size, gfp_t gfp, const void *caller)
{
	size_t taken = ALIGN(size, size <= SLABS_MAX ? CLASS_STEP : 1UL << LARGE_SHIFT);
	void *object = slob_take(NULL, own_pool(pool_for(size)), taken, size & (size - 1) ? 1 : size, gfp,
				 NUMA_NO_NODE, true, slow_caller(caller));

	return object ? prepared(object, taken, gfp)
		      : kmalloc_large_node(size, gfp, NUMA_NO_NODE, NULL, caller);
}

static noinline void *kmalloc_untried(size_t size, gfp_t gfp, const void *caller)
{
	return kmalloc_any(size, gfp, NUMA_NO_NODE, slow_caller(caller));
}

#ifdef CONFIG_SLOB_FAST_PATHS
void *slob_take_new_slab(struct kmem_cache *s, struct slob_slabs *slabs, unsigned long size, gfp_t gfp,
			 unsigned long flags)
{
	struct slob_slab *slab = __slob_new_slab(slabs, size / CLASS_STEP);
	unsigned long number;
	void *object = NULL;

	if (slab) {
		object = __take_place(slab, size, &number);
		if (s)
			*owner_slot(slab, number) = s;
	}
	slob_unlock_irqrestore(&slabs->pool, flags);
	if (!object)
		return s ? slob_cache_alloc_unit(s, gfp, fast_caller()) :
			   kmalloc_slow(size, gfp, fast_caller());
	if (s)
		count_objects(s, 1);
	return prepared(object, s ? s->object_size : size, gfp);
}
#endif

/* The block freed last does not fit; the caller holds the pool's lock, which this gives up. */
static noinline void *kmalloc_listed(struct slob_blocks *blocks, unsigned long n, unsigned long align,
				     size_t size, gfp_t gfp, unsigned long flags, const void *caller)
{
	void *object = __slob_take_listed(blocks, n, align);

	slob_unlock_irqrestore(&blocks->pool, flags);
	return likely(object) ? prepared(object, ALIGN(size, 1UL << LARGE_SHIFT), gfp) :
				kmalloc_slow(size, gfp, caller);
}

/* The block freed last, without a frame on the stack, if it fits. */
static __fast_inline void *kmalloc_block(size_t size, gfp_t gfp, const void *caller)
{
	unsigned long n = large_granules(size), align = large_align(size), flags;
	struct slob_blocks *blocks = blocks_of(lock_own_pool(POOL_LARGE, &flags));
	void *object = __slob_take_last(blocks, LARGE_SHIFT, n, align);

	if (!object)
		return kmalloc_listed(blocks, n, align, size, gfp, flags, caller);
	slob_unlock_irqrestore(&blocks->pool, flags);
	return prepared(object, n << LARGE_SHIFT, gfp);
}

/* More than SLABS_MAX bytes, up to LARGE_MAX: from a page of places, if one has room, or in a block. */
static noinline void *kmalloc_medium(size_t size, gfp_t gfp, const void *caller)
{
	struct slob_places *places = places_of(own_pool(POOL_PLACES));
	unsigned long flags, taken = ALIGN(size, PLACE_STEP);
	struct hlist_node *links;
	void *object;

	if (has_places(taken) && first_links(places, room_of_size(taken))) {
		local_irq_save(flags);
		slob_lock_own(&places->pool);
		links = first_links(places, room_of_size(taken));
		object = likely(links) ? __take_free(links, taken) : NULL;
		slob_unlock_irqrestore(&places->pool, flags);
		if (likely(object))
			return prepared(object, taken, gfp);
	}
	return kmalloc_block(size, gfp, caller);
}

/* Allocate more than LARGE_MAX bytes: a free page of a unit, or whole pages. */
static noinline void *kmalloc_whole(size_t size, gfp_t gfp, const void *caller)
{
	struct slob_pool *pool = own_pool(POOL_LARGE);
	void *object = NULL;

	if (size <= HUGE_MAX || size > LARGE_FAST_MAX)
		return kmalloc_untried(size, gfp, caller);
	if (fits_page(size) && may_have_page(blocks_of(pool)))
		object = take_page(pool);
	if (object && gfp & __GFP_ZERO)
		clear_pages(object, 1);
	if (!object)
		object = kmalloc_large_fast(size, gfp);
	return object ? object : kmalloc_untried(size, gfp, caller);
}

/* Serve the requests that kmalloc_fast() does not serve inline. */
static noinline void *kmalloc_general(size_t size, gfp_t gfp, const void *caller)
{
	if (unlikely(!gfp_is_plain_or_zero(gfp) || !size))
		return kmalloc_untried(size, gfp, caller);
	if (size <= SLABS_MAX)
		return take_small(POOL_SLABS, NULL, ALIGN(max(size, SLABS_MIN), CLASS_STEP), gfp, true);
	return size <= LARGE_MAX ? kmalloc_medium(size, gfp, caller) : kmalloc_whole(size, gfp, caller);
}

/* May this CPU's pools be tried first? */
static __fast_inline bool kmalloc_is_fast(void)
{
	return IS_ENABLED(CONFIG_SLOB_FAST_PATHS) && !slob_debug_kmalloc_on() && !kfence_waits();
}

static __fast_inline void *kmalloc_fast(size_t size, gfp_t gfp)
{
	if (unlikely(size - CLASS_STEP - 1 >= SLABS_MAX - CLASS_STEP || !gfp_is_plain(gfp)))
		return kmalloc_general(size, gfp, fast_caller());
	return take_small(POOL_SLABS, NULL, ALIGN(size, CLASS_STEP), gfp, false);
}

void *__kmalloc(size_t size, gfp_t gfp)
{
	gfp = caller_context(gfp, "kmalloc", __builtin_return_address(0));
	if (should_failslab(NULL, size, gfp))
		return NULL;
	return kmalloc_is_fast() ? kmalloc_fast(size, gfp) : kmalloc_untried(size, gfp, fast_caller());
}

void *__kmalloc_node_track_caller(size_t size, gfp_t gfp, int nid, unsigned long caller)
{
	gfp = caller_context(gfp, "kmalloc", (void *)caller);
	if (should_failslab(NULL, size, gfp))
		return NULL;
	/* If memory ends on the short way, the report names the caller of this function, not @caller. */
	if (likely(nid == NUMA_NO_NODE) && kmalloc_is_fast())
		return kmalloc_fast(size, gfp);
	return kmalloc_any(size, gfp, nid, (void *)caller);
}

void *__kmalloc_node(size_t size, gfp_t gfp, int nid)
{
	return __kmalloc_node_track_caller(size, gfp, nid, _RET_IP_);
}
