// SPDX-License-Identifier: BSD-2-Clause
/*
 * SLOB: the object allocator for small machines.
 *
 * Problem.  Hand out objects of any size with as little memory around them as can be, in a bounded
 * number of instructions, and refuse every bad free.
 *
 * Structure.  Objects are blocks of granules in units: up to 504 bytes in pages of 8-byte granules,
 * above that in 32 KiB of 64-byte granules.  Both have 512 granules, and the same code serves both.  A
 * unit starts with its map, one bit for each granule:
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
 *
 * Invariants, as slob_validate() numbers them:
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
 * Locking.  slob_lock, taken with interrupts off, protects all pools, maps and free blocks, the objects'
 * number of a cache, and the type and owner of a unit's struct page.  An interrupt sees either all or
 * nothing of an operation of its own CPU.  The page allocator is called without the lock.  A pool's
 * address is in no struct page but that of a unit's first page, and is taken out before the page is
 * freed: reading it under the lock is all that tells whether a pointer lies in a unit.  A pool for each
 * CPU would go where slob_pools is named; what a CPU frees of another's would need that one's lock.
 *
 * Bounds.  Nothing is searched but bits: two map words, one word of lists, three lists' first blocks.
 * The worst free takes two blocks off lists and puts one on; the worst allocation takes one off and puts
 * two on.  Beyond that comes one page allocation or free.  A pool keeps at most two units without an
 * object, the empty one and that of the block freed last; kmem_cache_shrink() gives back both.
 *
 * Functions with names in two underscores are called with the lock held.  Those that take the shift are
 * expanded for each of the two, which are then constants.
 *
 * To observe: slabinfo on the console, slob_validate(), Documentation/slob.md.
 */

#define pr_fmt(fmt) "slob: " fmt

#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "slob_core.h"

static_assert(sizeof(unsigned long) == 8);
static_assert(UNIT_GRANULES - 1 <= SIZE_MASK);

DEFINE_SPINLOCK(slob_lock);

#define SMALL_POOL	.shift = SMALL_SHIFT, .order = 0, .header = SMALL_HEADER, .min = SMALL_MIN, \
			.whole = UNIT_GRANULES - SMALL_HEADER
#define LARGE_POOL	.shift = LARGE_SHIFT, .order = 3, .header = LARGE_HEADER, .min = LARGE_MIN, \
			.whole = UNIT_GRANULES - LARGE_HEADER

struct slob_pool slob_pools[NR_POOLS] = {
	[POOL_SMALL] = { .name = "slob-8", SMALL_POOL },
	[POOL_LARGE] = { .name = "slob-64", LARGE_POOL },
	[POOL_CACHE_SMALL] = { .name = "slob-cache-8", .caches = true, SMALL_POOL },
	[POOL_CACHE_LARGE] = { .name = "slob-cache-64", .caches = true, LARGE_POOL },
};

static_assert(PAGE_SIZE == UNIT_GRANULES << 3);

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
	page->slab = pool;
	memset(map, 0xff, UNIT_WORDS * sizeof(*map));
	map[0] <<= pool->header;
	pool->nr_units++;
	return first_block(pool, map);
}

static struct page *__drop_unit(struct slob_pool *pool, void *unit)
{
	struct page *page = virt_to_page(unit);

	pool->nr_units--;
	page->slab = NULL;
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
		more = block[-1] & SIZE_MASK;
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
static bool shrink(struct slob_pool *pool, unsigned long *nr_pages)
{
	struct page *page = NULL;
	unsigned long flags;
	bool found = true;

	spin_lock_irqsave(&slob_lock, flags);
	if (pool->recent) {
		page = put_recent(pool);
	} else if (pool->empty) {
		__remove(pool, pool->shift, first_block(pool, pool->empty), pool->whole);
		page = __drop_unit(pool, pool->empty);
		pool->empty = NULL;
	} else {
		found = false;
	}
	spin_unlock_irqrestore(&slob_lock, flags);
	if (page) {
		__free_pages(page, pool->order);
		*nr_pages += 1UL << pool->order;
	}
	return found;
}

/* Freeing */

struct slob_pool *slob_pool_of(const void *p)
{
	struct page *page = virt_to_page(p);

	if (!page_ready(page))
		return NULL;
	if (!page->type) {
		page = (struct page *)((unsigned long)page & -(sizeof(*page) << UNIT_MAX_ORDER));
		if (page->order != UNIT_MAX_ORDER)
			return NULL;
	}
	if (page->type != PGTY_slab || page_is_large(page))
		return NULL;
	return page->slab;
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

static struct page *large_page(const void *object)
{
	struct page *page = virt_to_page(object);

	return page_ready(page) && !offset_in_page(object) && page->type == PGTY_slab &&
	       page_is_large(page) ? page : NULL;
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
	n = slob_used_size(pool->shift, s);
	return n && *trailer_of(pool, s, n) == &kmem_cache_boot;
}

struct kmem_cache *slob_cache_of(const struct slob_pool *pool, const void *object, unsigned int n)
{
	struct kmem_cache *s = *(struct kmem_cache **)trailer_of(pool, object, n);

	return __is_cache(s) ? s : NULL;
}

/* The block in use that starts at @object, if it is one that @s may free (NULL: anybody); else 0. */
static unsigned long __check(struct slob_pool *pool, const struct kmem_cache *s, const void *object)
{
	struct kmem_cache *owner;
	unsigned long n;

	if (!pool || (unsigned long)object & ((1UL << pool->shift) - 1))
		return 0;
	n = slob_used_size(pool->shift, object);
	if (pool->recent == recent_word(object, n))
		return 0;
	if (!n || !pool->caches)
		return s ? 0 : n;
	owner = slob_cache_of(pool, object, n);
	if (!owner || (s && s != owner))
		return 0;
	owner->nr_objects--;
	return n;
}

/* Give up the lock and what became empty. */
static void free_unlock(struct page *empty, unsigned long flags)
{
	spin_unlock_irqrestore(&slob_lock, flags);
	if (unlikely(empty))
		__free_pages(empty, empty->order);
}

/* All that is not simple; the lock is held. */
static noinline void free_slow(struct kmem_cache *s, const void *object, unsigned long flags)
{
	const void *caller = __builtin_return_address(0);
	struct slob_pool *pool = slob_pool_of(object);
	unsigned long n = __check(pool, s, object);

	if (likely(n)) {
		struct page *empty = pool->recent ? put_recent(pool) : NULL;

		pool->recent = recent_word(object, n);
		return free_unlock(empty, flags);
	}
	spin_unlock_irqrestore(&slob_lock, flags);
	if (!large_page(object) || !kfree_large(virt_to_page(object), s))
		slab_report_bad(s ? "kmem_cache_free" : "kfree", s, object, caller);
}

/* A block while another one is the one freed last. */
static noinline void free_small(struct slob_pool *pool, unsigned long *block, unsigned long n,
				unsigned long flags)
{
	free_unlock(__put_recent(pool, SMALL_SHIFT, block, n), flags);
}

/* The same in 64-byte granules; the lock is held. */
static noinline void free_medium(unsigned long *block, unsigned long flags)
{
	struct slob_pool *pool = &slob_pools[POOL_LARGE];
	unsigned long n = used_size(LARGE_SHIFT, block);

	if (unlikely(!n || pool->recent == recent_word(block, n)))
		return free_slow(NULL, block, flags);
	free_unlock(__put_recent(pool, LARGE_SHIFT, block, n), flags);
}

/*
 * The first struct page of the unit of 64-byte granules that @page may be in.  If it is in none, that is
 * anybody's page, which the page allocator may just be putting on a list.
 */
static __fast_inline struct page *unit_page(struct page *page)
{
	return (struct page *)((unsigned long)page & -(sizeof(*page) << UNIT_MAX_ORDER));
}

void kfree(const void *object)
{
	struct slob_pool *pool = &slob_pools[POOL_SMALL];
	struct page *page = virt_to_page(object);
	unsigned long flags, n;

	if (ZERO_OR_NULL_PTR(object))
		return;
	spin_lock_irqsave(&slob_lock, flags);
	/* A pool's address is in no struct page but those of its units' first pages. */
	if (unlikely(!page_ready(page)))
		return free_slow(NULL, object, flags);
	if (likely(page->slab == pool && !((unsigned long)object & 7))) {
		n = used_size(SMALL_SHIFT, object);
		if (likely(n && !pool->recent)) {
			pool->recent = recent_word(object, n);
			spin_unlock_irqrestore(&slob_lock, flags);
			return;
		}
		if (likely(n && pool->recent != recent_word(object, n)))
			return free_small(pool, (unsigned long *)object, n, flags);
	} else if (data_race(unit_page(page)->slab) == &slob_pools[POOL_LARGE] &&
		   !((unsigned long)object & 63)) {
		return free_medium((unsigned long *)object, flags);
	}
	free_slow(NULL, object, flags);
}

void kmem_cache_free(struct kmem_cache *s, void *object)
{
	struct slob_pool *pool = &slob_pools[POOL_CACHE_SMALL];
	struct page *page = virt_to_page(object);
	unsigned long flags, n;

	if (!object)
		return;
	spin_lock_irqsave(&slob_lock, flags);
	if (likely(page_ready(page) && page->slab == pool && !((unsigned long)object & 7))) {
		n = s->size >> SMALL_SHIFT;
		if (likely(used_size(SMALL_SHIFT, object) == n &&
			   *trailer_of(pool, object, n) == s &&
			   pool->recent != recent_word(object, n))) {
			s->nr_objects--;
			if (pool->recent)
				return free_small(pool, object, n, flags);
			pool->recent = recent_word(object, n);
			spin_unlock_irqrestore(&slob_lock, flags);
			return;
		}
	}
	free_slow(s, object, flags);
}

/* kmalloc() */

/* Granules of the alignment that kmalloc() promises for @size bytes. */
static __fast_inline unsigned long small_align(size_t size)
{
	if (size & 15)
		return 1;
	return size & (size - 1) ? 2 : size >> 3;
}

static __fast_inline unsigned long large_align(size_t size)
{
	return size & (size - 1) ? 1 : size >> 6;
}

static __fast_inline unsigned long small_granules(size_t size)
{
	return size > 16 ? (size + 7) >> 3 : 2;
}

static __fast_inline unsigned long large_granules(size_t size)
{
	return (size + 63) >> 6;
}


static struct page *new_unit(const struct slob_pool *pool, gfp_t gfp)
{
	return page_alloc((gfp & ~(__GFP_ZERO | __GFP_NOFAIL)) | __GFP_NOWARN, pool->order,
			  NUMA_NO_NODE, __builtin_return_address(0));
}

/*
 * For a cache, or for kmalloc() if @s is NULL; from a new unit if the others are full, which @full says
 * that they were just now.  NULL if there is no page for one: the caller then tries with whole pages.
 */
static noinline void *take(struct kmem_cache *s, struct slob_pool *pool, unsigned long n,
			   unsigned long align, gfp_t gfp, bool full)
{
	unsigned int shift = pool->shift;
	struct page *page;
	unsigned long flags;
	void *object;

	spin_lock_irqsave(&slob_lock, flags);
	object = full ? NULL : __take(pool, shift, n, align);
	if (!object) {
		spin_unlock_irqrestore(&slob_lock, flags);
		page = new_unit(pool, gfp);
		if (!page)
			return NULL;
		spin_lock_irqsave(&slob_lock, flags);
		/* From no other: what was freed meanwhile must not leave the new unit empty. */
		object = __carve(pool, shift, __add_unit(pool, page), pool->whole, n, align);
	}
	if (s) {
		*trailer_of(pool, object, n) = s;
		s->nr_objects++;
	}
	spin_unlock_irqrestore(&slob_lock, flags);
	return object;
}

static noinline void *kmalloc_slow(size_t size, gfp_t gfp)
{
	const void *caller = __builtin_return_address(0);
	bool small = size <= SMALL_MAX;
	struct slob_pool *pool = &slob_pools[small ? POOL_SMALL : POOL_LARGE];
	unsigned long n = small ? small_granules(size) : large_granules(size);
	unsigned long align = small ? small_align(size) : large_align(size);
	void *object;

	if (!size)
		return ZERO_SIZE_PTR;
	if (size > LARGE_MAX || gfp & GFP_SLAB_RARE & ~__GFP_ZERO)
		return kmalloc_large(size, gfp, NULL, caller);
	/* Without the flag it was tried already. */
	object = take(NULL, pool, n, align, gfp, !(gfp & __GFP_ZERO));
	if (!object)
		return kmalloc_large(size, gfp, NULL, caller);
	if (gfp & __GFP_ZERO)
		memset(object, 0, n << pool->shift);
	return object;
}

/* Neither the block freed last nor one of just that size; the lock is held. */
static noinline void *kmalloc_part(size_t size, gfp_t gfp, unsigned long n, unsigned long align,
				   unsigned long flags)
{
	void *object = __take_part(&slob_pools[POOL_SMALL], SMALL_SHIFT, n, align);

	spin_unlock_irqrestore(&slob_lock, flags);
	return likely(object) ? object : kmalloc_slow(size, gfp);
}

/* Not the block freed last; the lock is held. */
static noinline void *kmalloc_exact(size_t size, gfp_t gfp, unsigned long n, unsigned long align,
				    unsigned long flags)
{
	void *object = __take_exact(&slob_pools[POOL_SMALL], SMALL_SHIFT, n, align);

	if (!object)
		object = __take_front(&slob_pools[POOL_SMALL], SMALL_SHIFT, n, align);
	if (!object)
		return kmalloc_part(size, gfp, n, align, flags);
	spin_unlock_irqrestore(&slob_lock, flags);
	return object;
}

/* More than SMALL_MAX bytes. */
static noinline void *kmalloc_medium(size_t size, gfp_t gfp)
{
	struct slob_pool *pool = &slob_pools[POOL_LARGE];
	unsigned long n = large_granules(size), align = large_align(size), flags;
	void *object;

	spin_lock_irqsave(&slob_lock, flags);
	object = __take_recent(pool, LARGE_SHIFT, n, align);
	if (!object)
		object = __take(pool, LARGE_SHIFT, n, align);
	spin_unlock_irqrestore(&slob_lock, flags);
	return likely(object) ? object : kmalloc_slow(size, gfp);
}

void *kmalloc(size_t size, gfp_t gfp)
{
	unsigned long flags, n, align;
	void *object;

	if (unlikely(size - 1 >= SMALL_MAX || gfp & GFP_SLAB_RARE)) {
		if (size - 1 < LARGE_MAX && !(gfp & GFP_SLAB_RARE))
			return kmalloc_medium(size, gfp);
		return kmalloc_slow(size, gfp);
	}
	n = small_granules(size);
	align = small_align(size);
	spin_lock_irqsave(&slob_lock, flags);
	object = __take_recent(&slob_pools[POOL_SMALL], SMALL_SHIFT, n, align);
	if (unlikely(!object))
		return kmalloc_exact(size, gfp, n, align, flags);
	spin_unlock_irqrestore(&slob_lock, flags);
	return object;
}

size_t kmalloc_size_roundup(size_t size)
{
	if (!size)
		return 0;
	if (size <= SMALL_MAX)
		return small_granules(size) << 3;
	if (size <= LARGE_MAX)
		return large_granules(size) << 6;
	return size > KMALLOC_MAX_SIZE ? size : PAGE_SIZE << get_order(size);
}

size_t ksize(const void *object)
{
	struct slob_pool *pool;
	unsigned long flags;
	unsigned long n = 0;
	size_t size = 0;

	if (ZERO_OR_NULL_PTR(object))
		return 0;
	spin_lock_irqsave(&slob_lock, flags);
	pool = slob_pool_of(object);
	if (pool && !((unsigned long)object & ((1UL << pool->shift) - 1)))
		n = slob_used_size(pool->shift, object);
	if (n && pool->recent == recent_word(object, n))
		n = 0;
	if (n) {
		struct kmem_cache *s = pool->caches ? slob_cache_of(pool, object, n) : NULL;

		size = s ? s->object_size : (size_t)n << pool->shift;
	}
	spin_unlock_irqrestore(&slob_lock, flags);
	if (!n && large_page(object))
		return large_ksize(virt_to_page(object));
	if (!n)
		slab_report_bad("ksize", NULL, object, __builtin_return_address(0));
	return size;
}

/* Caches */

static struct slob_pool *cache_pool(const struct kmem_cache *s)
{
	if (s->size <= SMALL_MAX && s->align <= SMALL_MAX)
		return &slob_pools[POOL_CACHE_SMALL];
	if (s->size <= LARGE_MAX && s->align <= PAGE_SIZE / 2)
		return &slob_pools[POOL_CACHE_LARGE];
	return NULL;
}

int slab_engine_create(struct kmem_cache *s)
{
	const struct slob_pool *pool;

	s->size = ALIGN(s->object_size, 8) + sizeof(s);
	pool = cache_pool(s);
	s->fast = pool == &slob_pools[POOL_CACHE_SMALL] &&
		  !(s->flags & (SLAB_CACHE_DMA | SLAB_CACHE_DMA32));
	s->size = pool ? ALIGN(s->size, 1U << pool->shift) : PAGE_SIZE << get_order(s->object_size);
	return 0;
}

static noinline void *cache_alloc_slow(struct kmem_cache *s, gfp_t gfp)
{
	const void *caller = __builtin_return_address(0);
	struct slob_pool *pool = cache_pool(s);
	void *object;

	if (s->flags & SLAB_CACHE_DMA)
		gfp |= __GFP_DMA;
	if (s->flags & SLAB_CACHE_DMA32)
		gfp |= __GFP_DMA32;
	if (s->ctor && WARN(gfp & __GFP_ZERO, "cache %s has a constructor and cannot zero\n", s->name))
		gfp &= ~__GFP_ZERO;
	if (!pool || gfp & GFP_SLAB_RARE & ~__GFP_ZERO)
		return kmalloc_large(s->object_size, gfp, s, caller);
	object = take(s, pool, s->size >> pool->shift, s->align >> pool->shift, gfp, false);
	if (!object)
		return kmalloc_large(s->object_size, gfp, s, caller);
	if (gfp & __GFP_ZERO)
		memset(object, 0, s->object_size);
	return object;
}

static __fast_inline void *cache_take_recent(struct kmem_cache *s)
{
	struct slob_pool *pool = &slob_pools[POOL_CACHE_SMALL];
	unsigned long flags;
	void *object;

	spin_lock_irqsave(&slob_lock, flags);
	object = __take_recent(pool, SMALL_SHIFT, s->size >> SMALL_SHIFT, s->align >> SMALL_SHIFT);
	if (likely(object)) {
		*trailer_of(pool, object, s->size >> SMALL_SHIFT) = s;
		s->nr_objects++;
	}
	spin_unlock_irqrestore(&slob_lock, flags);
	return object;
}

void *kmem_cache_alloc(struct kmem_cache *s, gfp_t gfp)
{
	void *object = NULL;

	if (likely(s->fast && !(gfp & GFP_SLAB_RARE)))
		object = cache_take_recent(s);
	if (unlikely(!object))
		object = cache_alloc_slow(s, gfp);
	if (unlikely(s->ctor) && object)
		s->ctor(object);
	return object;
}

void slab_engine_account(struct kmem_cache *s, long nr)
{
	unsigned long flags;

	spin_lock_irqsave(&slob_lock, flags);
	s->nr_objects += nr;
	spin_unlock_irqrestore(&slob_lock, flags);
}

unsigned long slab_engine_kept(void)
{
	unsigned long nr_pages = 0, flags;

	spin_lock_irqsave(&slob_lock, flags);
	for (unsigned int i = 0; i < NR_POOLS; i++) {
		const struct slob_pool *pool = &slob_pools[i];

		nr_pages += (!!pool->empty + !!pool->recent) << pool->order;
	}
	spin_unlock_irqrestore(&slob_lock, flags);
	return nr_pages;
}

unsigned long slab_engine_pages(void)
{
	unsigned long nr_pages = 0, flags;

	spin_lock_irqsave(&slob_lock, flags);
	for (unsigned int i = 0; i < NR_POOLS; i++)
		nr_pages += (unsigned long)slob_pools[i].nr_units << slob_pools[i].order;
	spin_unlock_irqrestore(&slob_lock, flags);
	return nr_pages;
}

unsigned long slab_engine_reap(void)
{
	unsigned long nr_pages = 0;

	for (unsigned int i = 0; i < NR_POOLS; i++) {
		while (shrink(&slob_pools[i], &nr_pages))
			;
	}
	return nr_pages;
}

void slab_engine_init(void)
{
	slab_engine_create(&kmem_cache_boot);
}
