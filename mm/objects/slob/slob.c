// SPDX-License-Identifier: BSD-2-Clause
/*
 * SLOB: the object allocator for small machines.
 *
 * Problem.  Hand out objects of any size with as little memory around them as can be, in a bounded
 * number of instructions, and refuse every bad free.
 *
 * Structure.  Objects are blocks of granules in units: up to 504 bytes in pages of 8-byte granules, up to
 * 4,032 in 32 KiB of 64-byte granules.  Both have 512 granules, and the same code serves both.  (Pages of
 * 16 and 64 KiB: a page of either kind has more or fewer, and a third kind, eight pages in 512 granules,
 * takes what is larger, up to 63/64 of a page.)  A unit starts with its map, one bit for each granule:
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
 *	the next 1 is where it ends: its size is one bit scan, in two words at most;
 *	a 1 just before a block is the end of a free one;
 *	a 1 just after it, followed by another, is the start of a free one.
 *
 * So neither objects nor the map say a size.  A free block does, inside itself (see slob.h): in its
 * first two words with its neighbours in a list, and again in its last word.  There is a list for each
 * size up to 64 granules and one for each 64 sizes above, and a bit for each list that is not empty: the
 * smallest block that is large enough is one bit scan away.
 *
 * The block freed last, pool->recent, is not given back yet: the map still has it in use.  If the next
 * object has its size, neither map nor lists are touched.
 *
 * Allocation, with a size in granules:
 *	1. the block freed last, if it fits exactly;
 *	2. the first block of the list of that size;
 *	3. the first block of the lowest list above; for an aligned object, the first of three lists that
 *	   starts with a block with an aligned place, else that where every block has one.  What is left
 *	   before and behind goes back to the lists;
 *	4. a new unit; without one, the object gets whole pages of its own.
 * In 2 and 3 the map's bits inside the block are cleared.
 *
 * Freeing:
 *	1. check the pattern "1 0", and that it is not the block freed last; scan for the size;
 *	2. it becomes the block freed last; the one that was it before:
 *	3. set the bits inside; join it with the free blocks beside it; put the result on its list;
 *	4. if its unit is all free, give that back to the page allocator, or keep it if no other is.
 *
 * Objects of caches are in units of their own, which all caches share.  The last word of each is its
 * cache's address, so that what is freed to the wrong cache is refused, and kfree() finds the right one.
 * An object of a SLAB_TYPESAFE_BY_RCU cache has a struct rcu_head before that, and OWNER_RCU added to the
 * address; freed, it also gets OWNER_FREED, stays as it is until readers are done, and only then is freed.
 *
 * Invariants, as slab_engine_validate() numbers them:
 *	1. the map's bits of the header are 0, those of a free block 1;
 *	2. a free block ends inside its unit and says its size at both ends;
 *	3. a free block is followed by one in use, or by the unit's end;
 *	4. a list's blocks lie in units of its pool, have its sizes, and link to the one before;
 *	5. a list's bit is set if and only if the list is not empty;
 *	6. the lists hold all free blocks of the pool's units but those too small for any object;
 *	7. a unit that is all free is the one that pool->empty names;
 *	8. a block in use is not smaller than the pool's smallest, and one of a cache names it;
 *	9. pool->recent, if not 0, names a block that the map has in use, and its size.
 *
 * Locking.  Each CPU has pools of its own, from which it allocates; kmalloc_node() and its kin use those of
 * a CPU of the node.  A pool's lock, taken with interrupts off, protects the pool, the maps and free blocks
 * of its units, and the type and owner of their struct pages.  What a CPU frees goes back to the pool that
 * it came from.  So CPUs meet only where one frees what another allocated.  An interrupt sees either all or
 * nothing of an operation of its own CPU.  The page allocator is called without the lock.  A pool's address
 * is in no struct page but that of a unit's first page, and is taken out before the page is freed: reading
 * it under the lock is all that tells whether a pointer lies in a unit.  The size of an object in use, as
 * its bits in the map, may be read without.
 *
 * Bounds.  Nothing is searched but bits: two map words, one word of lists, three lists' first blocks.
 * The worst free takes two blocks off lists and puts one on; the worst allocation takes one off and puts
 * two on.  Beyond that comes one page allocation or free.  A pool keeps at most two units without an
 * object, the empty one and that of the block freed last; kmem_cache_shrink() gives back those of all CPUs.
 *
 * Functions with names in two underscores are called with the lock held.  Those that take the shift are
 * expanded for each of the two, which are then constants.
 *
 * To observe: slabinfo on the console, slab_engine_validate(), Documentation/slob.md.
 */

#define pr_fmt(fmt) "slob: " fmt

#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/numa.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/topology.h>

#include "slob_core.h"

static_assert(sizeof(unsigned long) == 8);
static_assert(SMALL_GRANULES >= LARGE_GRANULES && SMALL_HEADER <= 2 * 64);
static_assert(HUGE_SHIFT == LARGE_SHIFT || HUGE_GRANULES - 1 <= SIZE_MASK);

DEFINE_PER_CPU(struct slob_pools, slob_pools) = {
	.pool = {
		[POOL_SMALL] = { .name = "slob-8", SMALL_POOL },
		[POOL_LARGE] = { .name = "slob-64", LARGE_POOL },
		[POOL_CACHE_SMALL] = { .name = "slob-cache-8", .caches = true, SMALL_POOL },
		[POOL_CACHE_LARGE] = { .name = "slob-cache-64", .caches = true, LARGE_POOL },
#if PAGE_SHIFT > 12
		[POOL_HUGE] = { .name = "slob-huge", HUGE_POOL },
		[POOL_CACHE_HUGE] = { .name = "slob-cache-huge", .caches = true, HUGE_POOL },
#endif
	},
};

unsigned long slob_used_size(unsigned int shift, const void *block)
{
	return used_size(shift, block);
}

/* Units */

static unsigned long *first_block(const struct slob_pool *pool, u64 *map)
{
	return (unsigned long *)((char *)map + (pool->header << pool->shift));
}

/* A new unit: all but the header is one free block, on no list yet. */
static unsigned long *__add_unit(struct slob_pool *pool, struct page *page)
{
	u64 *map = page_address(page);

	__SetPageSlab(page);
	WRITE_ONCE(page->slab, pool);
	memset(map, 0xff, granules_of(pool->shift) / 8);
	if (SMALL_HEADER < 64 || pool->header < 64)
		map[0] <<= pool->header;
	else
		map[0] = map[1] = 0;
	pool->nr_units++;
	return first_block(pool, map);
}

static struct page *__drop_unit(struct slob_pool *pool, void *unit)
{
	struct page *page = virt_to_page(unit);

	pool->nr_units--;
	WRITE_ONCE(page->slab, NULL);
	__ClearPageSlab(page);
	return page;
}

/*
 * Give a block back, joined with the free ones beside it.  Returns the first page of a unit that has
 * become empty and is not kept.
 */
static __fast_inline struct page *__put(struct slob_pool *pool, unsigned int shift,
					  unsigned long *block, unsigned long size)
{
	unsigned long *end = (unsigned long *)((char *)block + (size << shift)), more;
	unsigned long beside = __mark_free(shift, block, size);

	if (beside & FREE_AFTER) {
		more = block_size(end);
		__remove(pool, shift, end, more);
		size += more;
	}
	if (beside & FREE_BEFORE) {
		more = size_before(shift, block);
		block = (unsigned long *)((char *)block - (more << shift));
		__remove(pool, shift, block, more);
		size += more;
	}
	if (unlikely(size == whole_of(shift))) {
		if (pool->empty)
			return __drop_unit(pool, unit_of(pool, block));
		pool->empty = unit_of(pool, block);
	}
	__insert(pool, shift, block, size);
	return NULL;
}

static noinline struct page *put_recent(struct slob_pool *pool)
{
	unsigned long recent = pool->recent;

	pool->recent = 0;
	return __put(pool, pool->shift, link_block(recent), recent & SIZE_MASK);
}

/* Give back the block freed last, then the unit that is empty; adds pages.  False if there is neither. */
bool slob_shrink(struct slob_pool *pool, unsigned long *nr_pages)
{
	struct page *page = NULL;
	unsigned long flags;
	bool found = true;

	slob_lock_irqsave(pool, &flags);
	if (pool->recent) {
		page = put_recent(pool);
	} else if (pool->empty) {
		__remove(pool, pool->shift, first_block(pool, pool->empty), pool->whole);
		page = __drop_unit(pool, pool->empty);
		pool->empty = NULL;
	} else {
		found = false;
	}
	slob_unlock_irqrestore(pool, flags);
	if (page) {
		__free_pages(page, pool->order);
		*nr_pages += 1UL << pool->order;
	}
	return found;
}

/* Freeing */

/*
 * The first struct page of the unit of several pages that @page may be in.  If it is in none, that is
 * anybody's page, which the page allocator may just be putting on a list.
 */
static __fast_inline struct page *unit_page(const struct page *page)
{
	return (struct page *)((unsigned long)page & -(sizeof(*page) << TOP_ORDER));
}

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
	return data_race(page->type) == PGTY_slab ? READ_ONCE(page->slab) : NULL;
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

/* Make @block the one freed last: the one before it is given back for good. */
static __fast_inline struct page *__put_recent(struct slob_pool *pool, unsigned int shift,
						 unsigned long *block, unsigned long size)
{
	unsigned long old = pool->recent;

	pool->recent = recent_word(block, size);
	return old ? __put(pool, shift, link_block(old), old & SIZE_MASK) : NULL;
}

static const void **trailer_of(const struct slob_pool *pool, const void *object, unsigned int n)
{
	return (const void **)((char *)object + (n << pool->shift)) - 1;
}

/* Is @s a cache?  For values that may be anything.  It has a page of its own if there was no unit. */
static bool __is_cache(const struct kmem_cache *s)
{
	struct slob_pool *pool;
	unsigned int n;

	if (s == &kmem_cache_boot)
		return true;
	if ((unsigned long)s & 7)
		return false;
	if (large_page(s))
		return large_cache(large_page(s)) == &kmem_cache_boot;
	pool = slob_pool_of(s);
	if (!pool || !pool->caches || (unsigned long)s & ((1UL << pool->shift) - 1))
		return false;
	/* Without that pool's lock: of a block in use nobody changes its bits. */
	n = data_race(slob_used_size(pool->shift, s));
	return n && data_race(*trailer_of(pool, s, n)) == &kmem_cache_boot;
}

struct kmem_cache *slob_cache_of(const struct slob_pool *pool, const void *object, unsigned int n)
{
	unsigned long owner = (unsigned long)*trailer_of(pool, object, n) & ~OWNER_FLAGS;

	return __is_cache((struct kmem_cache *)owner) ? (struct kmem_cache *)owner : NULL;
}

bool slob_waits(const struct slob_pool *pool, const void *object, unsigned int n)
{
	return pool->caches && (unsigned long)*trailer_of(pool, object, n) & OWNER_FREED;
}

static __fast_inline const void *owner_word(const struct kmem_cache *s)
{
	return (const char *)s + (slab_waits_for_rcu(s) ? OWNER_RCU : 0);
}

static __fast_inline void count_object(struct kmem_cache *s, long change)
{
	__atomic_fetch_add(&s->nr_objects, change, __ATOMIC_RELAXED);
}

/* A block becomes an object of the cache. */
static __fast_inline void __become_of(struct kmem_cache *s, const struct slob_pool *pool, void *block)
{
	*trailer_of(pool, block, s->size >> pool->shift) = owner_word(s);
	count_object(s, 1);
}

/* The block in use that starts at @object, if it is one that @s may free (NULL: anybody); else 0. */
static unsigned long __check(struct slob_pool *pool, const struct kmem_cache *s, const void *object)
{
	struct kmem_cache *owner;
	unsigned long n;

	if ((unsigned long)object & ((1UL << pool->shift) - 1))
		return 0;
	n = slob_used_size(pool->shift, object);
	if (pool->recent == recent_word(object, n))
		return 0;
	if (!n || !pool->caches)
		return s ? 0 : n;
	owner = slob_cache_of(pool, object, n);
	if (!owner || (s && s != owner) || slob_waits(pool, object, n))
		return 0;
	count_object(owner, -1);
	return n;
}

/* Give up the lock and what became empty. */
static void free_unlock(struct slob_pool *pool, struct page *empty, unsigned long flags)
{
	slob_unlock_irqrestore(pool, flags);
	if (unlikely(empty))
		__free_pages(empty, empty->order);
}

/* @n granules that nobody uses, while another block may be the one freed last.  Gives up the lock. */
static void put_block(struct slob_pool *pool, const void *object, unsigned long n, unsigned long flags)
{
	struct page *empty = pool->recent ? put_recent(pool) : NULL;

	pool->recent = recent_word(object, n);
	free_unlock(pool, empty, flags);
}

static void put_block_rcu(struct rcu_head *head)
{
	const void **trailer = (const void **)(head + 1);
	const struct kmem_cache *s = (void *)((unsigned long)*trailer & ~OWNER_FLAGS);
	void *object = (char *)(trailer + 1) - s->size;
	struct slob_pool *pool;
	unsigned long flags;

	pool = slob_lock_pool_of(object, &flags);
	*trailer = s;
	put_block(pool, object, s->size >> pool->shift, flags);
}

/* With the pool's lock, while it says whose the object is. */
static void __clear_freed(const struct slob_pool *pool, const void *object, unsigned long n)
{
	const struct kmem_cache *s = pool->caches ? slob_cache_of(pool, object, n) : NULL;

	if (slab_init_on_free(s))
		memset((void *)object, 0, s ? s->object_size : n << pool->shift);
}

/* An object of a unit, whichever CPU's.  False: nothing is to be freed there. */
static bool free_in_unit(struct kmem_cache *s, const void *object)
{
	struct slob_pools *own = this_cpu_ptr(&slob_pools);
	const struct page *page;
	const void **trailer;
	unsigned long flags, n;
	struct slob_pool *pool;

	pool = slob_lock_pool_of(object, &flags);
	if (!pool)
		return false;
	/* From now on frees around here are fast. */
	if (in_task() && !run_page(&own->run, object, &page) && own->strays++ % PAGE_RUN_STRAYS == 0)
		page_run_learn(&own->run, object);
	n = __check(pool, s, object);
	trailer = trailer_of(pool, object, n);
	if (n && (!pool->caches || !((unsigned long)*trailer & OWNER_RCU))) {
		if (slab_inits())
			__clear_freed(pool, object, n);
		put_block(pool, object, n, flags);
		return true;
	}
	if (n)
		*trailer = (const char *)*trailer + OWNER_FREED;
	slob_unlock_irqrestore(pool, flags);
	if (n)
		slab_call_rcu((struct rcu_head *)trailer - 1, put_block_rcu);
	return n;
}

/* All that is not simple. */
static noinline void free_slow(struct kmem_cache *s, const void *object, const void *caller)
{
	caller = slow_caller(caller);
	if (ZERO_OR_NULL_PTR(object) || dma_owner_keeps_object(object, caller) ||
	    (!offset_in_page(object) && kfree_large(object, s)) || likely(free_in_unit(s, object)))
		return;
	if (slab_debug_owns(object))
		slab_debug_free(s, (void *)object, caller);
	else if (is_kfence_address(object))
		kfence_free(s, (void *)object, caller);
	else
		slab_report_bad(s ? "kmem_cache_free" : "kfree", s, object, caller);
}

/* Gives up the pool's lock. */
static noinline void free_bad(struct kmem_cache *s, struct slob_pool *pool, const void *object,
			      unsigned long flags, const void *caller)
{
	slob_unlock_irqrestore(pool, flags);
	free_slow(s, object, caller);
}

/* A block while another one is the one freed last. */
static noinline void free_small(struct slob_pool *pool, unsigned long *block, unsigned long n,
				unsigned long flags)
{
	free_unlock(pool, __put_recent(pool, SMALL_SHIFT, block, n), flags);
}

/* Not in a page of 8-byte granules of this CPU's; perhaps in a unit of 64-byte ones. */
static noinline void free_other(const void *object, const struct page *page, const void *caller)
{
	struct slob_pool *pool = own_pool(POOL_LARGE);
	unsigned long flags, n;

	page = LARGE_ORDER ? unit_page(page) : page;
	if (data_race(page->slab) != pool || (unsigned long)object & 63)
		return free_slow(NULL, object, caller);
	local_irq_save(flags);
	slob_lock_own(pool);
	n = likely(data_race(page->slab) == pool) ? used_size(LARGE_SHIFT, object) : 0;
	if (unlikely(!n || pool->recent == recent_word(object, n)))
		return free_bad(NULL, pool, object, flags, caller);
	free_unlock(pool, __put_recent(pool, LARGE_SHIFT, (unsigned long *)object, n), flags);
}

void kfree(const void *object)
{
	struct slob_pools *own = this_cpu_ptr(&slob_pools);
	struct slob_pool *pool = &own->pool[POOL_SMALL];
	const struct page *page;
	unsigned long flags, n;

	if (slob_frees_slowly())
		return free_slow(NULL, object, fast_caller());
	/* A pool's address is in no struct page but those of its units' first pages. */
	if (unlikely(!run_page(&own->run, object, &page) || (unsigned long)object & 7))
		return free_slow(NULL, object, fast_caller());
	if (unlikely(data_race(page->slab) != pool))
		return free_other(object, page, fast_caller());
	local_irq_save(flags);
	slob_lock_own(pool);
	n = likely(data_race(page->slab) == pool) ? used_size(SMALL_SHIFT, object) : 0;
	if (likely(n && !pool->recent)) {
		pool->recent = recent_word(object, n);
		slob_unlock_irqrestore(pool, flags);
		return;
	}
	if (likely(n && pool->recent != recent_word(object, n)))
		return free_small(pool, (unsigned long *)object, n, flags);
	free_bad(NULL, pool, object, flags, fast_caller());
}

void kmem_cache_free(struct kmem_cache *s, void *object)
{
	struct slob_pools *own = this_cpu_ptr(&slob_pools);
	struct slob_pool *pool = &own->pool[POOL_CACHE_SMALL];
	const struct page *page;
	unsigned long flags, n;

	if (slab_bad_cache(s, __func__))
		return;
	if (slob_frees_slowly())
		return free_slow(s, object, fast_caller());
	n = s->size >> SMALL_SHIFT;
	if (unlikely(!run_page(&own->run, object, &page) || (unsigned long)object & 7 ||
		     data_race(page->slab) != pool))
		return free_slow(s, object, fast_caller());
	local_irq_save(flags);
	slob_lock_own(pool);
	if (unlikely(data_race(page->slab) != pool || used_size(SMALL_SHIFT, object) != n ||
		     *trailer_of(pool, object, n) != s || pool->recent == recent_word(object, n)))
		return free_bad(s, pool, object, flags, fast_caller());
	count_object(s, -1);
	if (pool->recent)
		return free_small(pool, object, n, flags);
	pool->recent = recent_word(object, n);
	slob_unlock_irqrestore(pool, flags);
}

/* kmalloc() */

/* Of this CPU. */
static __fast_inline struct slob_pool *lock_own_pool(unsigned int kind, unsigned long *flags)
{
	struct slob_pool *pool;

	local_irq_save(*flags);
	pool = own_pool(kind);
	slob_lock_own(pool);
	return pool;
}

/* The pool for objects of that node, NULL if no CPU of it runs; @nid may be NUMA_NO_NODE. */
static struct slob_pool *pool_of_node(unsigned int kind, int nid)
{
	unsigned int cpu;

	if (nid == NUMA_NO_NODE || nid == numa_mem_id())
		return own_pool(kind);
	for_each_online_cpu(cpu) {
		if (cpu_to_node(cpu) == nid)
			return &per_cpu_ptr(&slob_pools, cpu)->pool[kind];
	}
	return NULL;
}

static struct page *new_unit(const struct slob_pool *pool, gfp_t gfp, int nid, const void *caller)
{
	return page_alloc((gfp & ~(__GFP_ZERO | __GFP_NOFAIL)) | __GFP_NOWARN, pool->order, nid, caller);
}

/*
 * For a cache, or for kmalloc() if @s is NULL; from a new unit if the others are full, which @full says
 * that they were just now.  NULL if there is no page for one: the caller then tries with whole pages.
 */
static noinline void *take(struct kmem_cache *s, struct slob_pool *pool, unsigned long n,
			   unsigned long align, gfp_t gfp, int nid, bool full, const void *caller)
{
	unsigned int shift = pool->shift;
	struct page *page;
	unsigned long flags;
	void *object;

	slob_lock_irqsave(pool, &flags);
	object = full ? NULL : __take(pool, shift, n, align);
	if (!object) {
		slob_unlock_irqrestore(pool, flags);
		page = new_unit(pool, gfp, nid, caller);
		if (!page)
			return NULL;
		slob_lock_irqsave(pool, &flags);
		/* From no other: what was freed meanwhile must not leave the new unit empty. */
		object = __carve(pool, shift, __add_unit(pool, page), pool->whole, n, align);
	}
	if (s)
		__become_of(s, pool, object);
	slob_unlock_irqrestore(pool, flags);
	return object;
}

/* @tried: for that size, just now. */
static void *kmalloc_any(size_t size, gfp_t gfp, int nid, bool tried, const void *caller)
{
	unsigned int kind = pool_for(size), shift = shift_of(kind);
	unsigned long n = (size + (1UL << shift) - 1) >> shift;
	unsigned long align = size & (size - 1) ? 1 : size >> shift;
	struct slob_pool *pool;
	void *object;

	if (!size)
		return ZERO_SIZE_PTR;
	if (kind == POOL_SMALL) {
		n = small_granules(size);
		align = small_align(size);
	}
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
	pool = kind < NR_POOLS ? pool_of_node(kind, nid) : NULL;
	if (pool && !(gfp & GFP_SLAB_RARE & ~__GFP_ZERO))
		object = take(NULL, pool, n, align, gfp, nid, tried, caller);
	if (!object)
		return kmalloc_large_node(size, gfp, nid, NULL, caller);
	if (gfp & __GFP_ZERO)
		memset(object, 0, n << shift);
	return object;
}

/* The pools were tried. */
static noinline void *kmalloc_slow(size_t size, gfp_t gfp, const void *caller)
{
	return kmalloc_any(size, gfp, NUMA_NO_NODE, true, slow_caller(caller));
}

static noinline void *kmalloc_untried(size_t size, gfp_t gfp, const void *caller)
{
	return kmalloc_any(size, gfp, NUMA_NO_NODE, false, slow_caller(caller));
}

void *__kmalloc_node_track_caller(size_t size, gfp_t gfp, int nid, unsigned long caller)
{
	gfp = caller_context(gfp, "kmalloc", (void *)caller);
	if (should_failslab(NULL, size, gfp))
		return NULL;
	return kmalloc_any(size, gfp, nid, false, (void *)caller);
}

/* What the flags of an object of a pool ask for, which is zeros or nothing. */
static __fast_inline void *prepared(void *object, size_t size, gfp_t gfp)
{
	return gfp & __GFP_ZERO ? memset(object, 0, size) : object;
}

/* Neither the block freed last nor one of just that size; the pool's lock is held. */
static noinline void *kmalloc_part(struct slob_pool *pool, size_t size, gfp_t gfp, unsigned long n,
				   unsigned long align, unsigned long flags)
{
	void *object = __take_part(pool, SMALL_SHIFT, n, align);

	slob_unlock_irqrestore(pool, flags);
	return likely(object) ? prepared(object, n << SMALL_SHIFT, gfp) :
				kmalloc_slow(size, gfp, fast_caller());
}

/* The block freed last is not it at first sight; the pool's lock is held. */
static noinline void *kmalloc_exact(struct slob_pool *pool, size_t size, gfp_t gfp, unsigned long n,
				    unsigned long flags)
{
	unsigned long align = small_align(size);
	void *object = align == 2 ? __take_recent(pool, SMALL_SHIFT, n, align) : NULL;

	if (!object)
		object = __take_exact(pool, SMALL_SHIFT, n, align);
	if (!object)
		object = __take_front(pool, SMALL_SHIFT, n, align);
	if (!object)
		return kmalloc_part(pool, size, gfp, n, align, flags);
	slob_unlock_irqrestore(pool, flags);
	return prepared(object, n << SMALL_SHIFT, gfp);
}

/* Of 1 to SMALL_MAX bytes; @zero: the flags may ask for that. */
static __fast_inline void *kmalloc_small(size_t size, gfp_t gfp, bool zero)
{
	unsigned long n = small_granules(size), flags;
	struct slob_pool *pool = lock_own_pool(POOL_SMALL, &flags);
	void *object = link_block(pool->recent);

	/* Whatever the alignment: kmalloc_exact() looks closer. */
	if (unlikely((pool->recent & SIZE_MASK) != n || ((unsigned long)object & ~size & (size - 1))))
		return kmalloc_exact(pool, size, gfp, n, flags);
	pool->recent = 0;
	slob_unlock_irqrestore(pool, flags);
	return zero ? prepared(object, n << SMALL_SHIFT, gfp) : object;
}

/* 0, or more than SMALL_MAX bytes. */
static noinline void *kmalloc_medium(size_t size, gfp_t gfp, const void *caller)
{
	unsigned long n = large_granules(size), align = large_align(size), flags;
	struct slob_pool *pool;
	void *object;

	if (unlikely(size - 1 >= LARGE_MAX || gfp & GFP_SLAB_RARE & ~__GFP_ZERO))
		return kmalloc_untried(size, gfp, caller);
	pool = lock_own_pool(POOL_LARGE, &flags);
	object = __take_recent(pool, LARGE_SHIFT, n, align);
	if (!object)
		object = __take(pool, LARGE_SHIFT, n, align);
	slob_unlock_irqrestore(pool, flags);
	return likely(object) ? prepared(object, n << LARGE_SHIFT, gfp) : kmalloc_slow(size, gfp, caller);
}

/* Zeroed, or whatever is asked for. */
static noinline void *kmalloc_rare(size_t size, gfp_t gfp, const void *caller)
{
	if (unlikely(gfp & GFP_SLAB_RARE & ~__GFP_ZERO))
		return kmalloc_untried(size, gfp, caller);
	return kmalloc_small(size, gfp, true);
}

void *__kmalloc(size_t size, gfp_t gfp)
{
	gfp = caller_context(gfp, "kmalloc", __builtin_return_address(0));
	if (should_failslab(NULL, size, gfp))
		return NULL;
	if (slob_debug_kmalloc_on() || kfence_waits())
		return kmalloc_untried(size, gfp, fast_caller());
	if (unlikely(size - 1 >= SMALL_MAX))
		return kmalloc_medium(size, gfp, fast_caller());
	if (unlikely(gfp & GFP_SLAB_RARE))
		return kmalloc_rare(size, gfp, fast_caller());
	return kmalloc_small(size, gfp, false);
}

void *__kmalloc_node(size_t size, gfp_t gfp, int nid)
{
	return __kmalloc_node_track_caller(size, gfp, nid, _RET_IP_);
}

/* Caches */

/* Whatever the flags. */
static void *cache_alloc_any(struct kmem_cache *s, gfp_t gfp, int nid, const void *caller)
{
	unsigned int kind = cache_pools(s);
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
	pool = kind < NR_POOLS ? pool_of_node(kind, nid) : NULL;
	if (pool && !(gfp & GFP_SLAB_RARE & ~__GFP_ZERO))
		object = take(s, pool, s->size >> pool->shift, s->align >> pool->shift, gfp, nid, false,
			      caller);
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

static __fast_inline void *__cache_take(struct kmem_cache *s, struct slob_pool *pool)
{
	unsigned long n = s->size >> SMALL_SHIFT, align = s->align >> SMALL_SHIFT;
	void *object = __take_exact(pool, SMALL_SHIFT, n, align);

	if (!object)
		object = __take_front(pool, SMALL_SHIFT, n, align);
	return object ? object : __take_part(pool, SMALL_SHIFT, n, align);
}

/* Not the block freed last; the pool's lock is held. */
static noinline void *cache_alloc_part(struct kmem_cache *s, gfp_t gfp, struct slob_pool *pool,
				       unsigned long flags)
{
	void *object = __cache_take(s, pool);

	if (likely(object))
		__become_of(s, pool, object);
	slob_unlock_irqrestore(pool, flags);
	return likely(object) ? prepared(object, s->object_size, gfp) :
				cache_alloc_slow(s, gfp, fast_caller());
}

static __fast_inline void *cache_alloc_fast(struct kmem_cache *s, gfp_t gfp, bool zero)
{
	unsigned long flags;
	struct slob_pool *pool = lock_own_pool(POOL_CACHE_SMALL, &flags);
	void *object;

	object = __take_recent(pool, SMALL_SHIFT, s->size >> SMALL_SHIFT, s->align >> SMALL_SHIFT);
	if (unlikely(!object))
		return cache_alloc_part(s, gfp, pool, flags);
	__become_of(s, pool, object);
	slob_unlock_irqrestore(pool, flags);
	return zero ? prepared(object, s->object_size, gfp) : object;
}

static noinline void *cache_alloc_rare(struct kmem_cache *s, gfp_t gfp, const void *caller)
{
	if (!READ_ONCE(s->fast) || gfp & GFP_SLAB_RARE & ~__GFP_ZERO)
		return cache_alloc_slow(s, gfp, caller);
	return cache_alloc_fast(s, gfp, true);
}

void *kmem_cache_alloc(struct kmem_cache *s, gfp_t gfp)
{
	gfp = alloc_context(gfp);
	if (slab_bad_cache(s, __func__) || should_failslab(s, 0, gfp))
		return NULL;
	if (unlikely(!READ_ONCE(s->fast) || gfp & GFP_SLAB_RARE))
		return cache_alloc_rare(s, gfp, fast_caller());
	return cache_alloc_fast(s, gfp, false);
}

void *kmem_cache_alloc_node(struct kmem_cache *s, gfp_t gfp, int nid)
{
	gfp = alloc_context(gfp);
	if (slab_bad_cache(s, __func__) || should_failslab(s, 0, gfp))
		return NULL;
	return cache_alloc_any(s, gfp, nid, __builtin_return_address(0));
}

/* With interrupts off no longer than for so many objects. */
#define BULK	16

/* Those that units have; how many. */
static size_t cache_alloc_some(struct kmem_cache *s, size_t nr, void **objects)
{
	struct slob_pool *pool;
	unsigned long flags;
	size_t i = 0;

	while (i < nr) {
		size_t end = min_t(size_t, i + BULK, nr);

		pool = lock_own_pool(POOL_CACHE_SMALL, &flags);
		for (; i < end && (objects[i] = __cache_take(s, pool)); i++)
			__become_of(s, pool, objects[i]);
		slob_unlock_irqrestore(pool, flags);
		if (i < end)
			break;
	}
	return i;
}

int kmem_cache_alloc_bulk(struct kmem_cache *s, gfp_t gfp, size_t nr, void **objects)
{
	size_t i = 0;

	gfp = alloc_context(gfp);
	if (slab_bad_cache(s, __func__) || should_failslab(s, 0, gfp))
		return 0;
	if (READ_ONCE(s->fast) && !(gfp & GFP_SLAB_RARE))
		i = cache_alloc_some(s, nr, objects);
	for (; i < nr; i++) {
		objects[i] = kmem_cache_alloc(s, gfp);
		if (!objects[i]) {
			kmem_cache_free_bulk(s, i, objects);
			return 0;
		}
	}
	return nr;
}
