// SPDX-License-Identifier: BSD-2-Clause
/*
 * SLOB: the object allocator for small machines.
 *
 * SLOB allocates objects of any size with little memory overhead.  Apart from lock waits and the
 * page allocator, the work of kmalloc() and kfree() is bounded.  A free is refused if the pointer
 * is invalid, if the object is free already, or if it belongs to another cache.
 *
 * Small objects are frequent and use little of the memory, so they are slots of slabs, which take
 * few instructions.  Larger objects are rare and use most of the memory, so they are blocks,
 * which are cut to size and joined with free neighbours when they are freed.  If no free block
 * fits an object that can have page slabs, a new page is divided into slots of its size.
 *
 * Terms:
 *
 *	pool		the slabs, page slabs or units of one CPU, with one lock; kmalloc() and
 *			caches have separate pools
 *	slab		1 KiB with slots of one size
 *	class		a size of slots in slabs; a slab that is not in use has no class
 *	page slab	a page with slots of one size
 *	slot		the memory for one object in a slab or page slab
 *	unit		the pages that blocks are cut from: 16 KiB, or 1 or 8 larger pages
 *	granule		32 bytes, or 1/64 of a page in the units of 8 pages; the sizes and addresses
 *			of blocks are multiples of it
 *	block		one or more granules of a unit, in use or free
 *	map		one bit for each slot of a slab or page slab, or for each granule of a unit
 *	list		slabs of one class with a free slot, page slabs of one slot size or cache
 *			with a free slot, or free blocks of one size or size range
 *	links		the pointers of a list: at the end of a slab, in a free slot or in a free
 *			block
 *	owner		the cache of an object; objects of kmalloc() have no owner
 *	last freed	the block of a pool that was freed most recently, and that is not on a list
 *	block		yet
 *	run		the struct pages that fast frees of a CPU may read; other frees take the
 *			slow path
 *
 * The pool that an object comes from depends on its size (see slob_rows in slob_blocks.h):
 *
 *	bytes		kmalloc(), rounded up to 32		a cache
 *	up to 128	slabs (rounded up to 8)			slabs
 *	up to 1,024	256, 512 and 1,024: page slabs or	page slabs of the cache, or blocks
 *			blocks; other sizes: blocks
 *	up to 4,032	2,048: page slabs or blocks; other	up to 4,024: blocks; above: a page
 *			sizes: blocks
 *	up to 4,096	a block of one page, or a page		a page
 *	more		pages					pages
 *
 * Where the table has page slabs and blocks, the allocator tries a free slot of a page slab first,
 * then a free block, and then adds a new page slab.
 *
 * A free is refused if the pointer
 *
 *	1. is not in a unit or page of a pool, and is not the first byte of an object with its own
 *	   pages;
 *	2. is not the start of a slot or block;
 *	3. points to a free slot or block, or to an object that waits for a grace period;
 *	4. points to an object of another cache (kfree() accepts the objects of all caches).
 *
 * A refused free changes nothing, and slab_report_bad_free() reports it.
 *
 * Slabs.  A page of 4 KiB has four slabs.  The slots begin at the slab's start, so a slot whose
 * size is a power of two is aligned to it.  The size is a multiple of 8 bytes, and at least 16.
 * The slab ends with its links, its map and its class (struct slob_slab).  In a pool of caches, an
 * array of owners lies before them, with one word for each slot.  A slab with a free slot is on the
 * list of its class:
 *
 *	allocation	takes the lowest free slot of the first slab of the list.  A slab whose last
 *			free slot is taken leaves the list.  If the list is empty, a slab without a
 *			class gets this class.  If there is none, a new page adds four slabs without
 *			a class first
 *	free		divides the offset in the slab by the size of a slot.  A remainder, or a set
 *			bit in the map, refuses the free.  A slab that was full becomes the first of
 *			its list.  An empty slab loses its class unless it is one of the first two
 *			of the list.  If a slab that was full moves an empty slab to the third
 *			position, the empty slab loses its class, too.  A page whose slabs all have
 *			no class is freed
 *
 * Blocks.  A unit has 16 KiB in granules of 32 bytes.  (With pages of 16 and 64 KiB a unit is one
 * page, and larger objects, up to 63/64 of a page, have units of a second kind: eight pages in 512
 * granules.)  A unit begins with its map, which has one bit for each granule:
 *
 *	0  inside a block in use, but not its first granule; or a granule of the map itself
 *	1  the first granule of a block in use, or a granule of a free block
 *
 *	granule  8  9 10 11 12 13 14 15 16 17 18
 *	bit      1  0  0  1  0  1  1  1  1  1  0
 *	        [in use ][use ][  free   ][in use
 *
 * A block in use has at least two granules.  It follows that
 *
 *	"1 0" occurs only at the start of a block in use or of the last freed block; such a block
 *	ends before the next 1 or with the unit, so a scan of at most three words finds its end; a 1
 *	just before a block is the end of a free block; "1 1" just after a block is the start of a
 *	free block.
 *
 * So no size is stored for a block in use.  A free block stores its size in its first two words,
 * together with its links, and again in its last word (see slob.h).  Each size up to 128 granules
 * has a list, and so has each further range of 128 sizes.  Each list has a bit, which is set if the
 * list is not empty.  A bit scan finds the smallest block of at most 128 granules that is large
 * enough, or else the first block of the lowest list whose blocks are all large enough.
 *
 * The map shows the last freed block as in use, so its allocation changes neither the map nor a
 * list.
 *
 * Allocation of n granules tries
 *
 *	1. the last freed block, if its size and alignment match;
 *	2. the first block of the list of that size, if it is aligned;
 *	3. the first block of the next larger size that has a free block.  For an aligned object,
 *	   the first blocks of three lists are searched for an aligned part, then a block of
 *	   n + align - 1 granules is used.  The parts of the block before and after the object are
 *	   put on their lists;
 *	4. a new unit.  If there is no memory for one, the object gets pages of its own.
 *
 * For an object of one page, at most three blocks of 128 to 255 granules are searched for a whole
 * aligned page, then a block of at least 256 is used.  Otherwise the object gets its own page
 * instead of a new unit.
 *
 * A free
 *
 *	1. checks that the block starts with "1 0", is not the last freed block and has the right
 *	   owner, and finds the size;
 *	2. makes this block the last freed block, and frees the block that was freed before:
 *	   a) sets its bits, joins it with its free neighbours, and puts the result on its list;
 *	   b) frees the unit if it has no block in use and the pool has another empty unit.
 *
 * Page slabs.  The struct page of a page slab has the map, the size of a slot, and the number of
 * the free slot with the links.  page->pool has the CPU, the list, and a bit for pools of caches.
 * At most 64 caches with slots of 129 to 1,024 bytes have a list at a time.  Other caches, and
 * those with SLAB_TYPESAFE_BY_RCU, use blocks.  Objects of caches that need a DMA zone have pages
 * of their own.
 *
 *	allocation	takes the lowest free slot of the first page of the list, except the slot
 *			with the links, which is taken last; then the page leaves the list
 *	free		as in slabs.  A page slab that was full becomes the first of its list, with
 *			its links in the freed slot.  An empty page slab is freed unless it is the
 *			first one
 *
 * Owners.  The owner of an object is recorded so that a free to the wrong cache is refused.  It is
 * in the array of owners of a slab, or in the last word of a block.  The objects of a page slab all
 * have the owner of its list.  An object of a SLAB_TYPESAFE_BY_RCU cache is followed by a struct
 * rcu_head, and its owner word includes OWNER_RCU.  A free adds OWNER_FREED, and the memory of the
 * object does not change until a grace period ends.
 *
 * Invariants, with the numbers that slab_engine_validate() reports:
 *
 *	1. in a unit's map, the bits of the map itself are 0, and those of a free block are 1;
 *	2. a free block ends inside its unit and records the same size at both ends;
 *	3. a free block is followed by a block in use or by the unit's end;
 *	4. the blocks of a list are in units of its pool, have its sizes, and link to the previous
 *	   block;
 *	5. the bit of a list is set if and only if the list is not empty;
 *	6. the lists have all free blocks of the pool's units except those too small for any
 *	   object, all slabs of its pages that have a free slot or no class, and all page slabs
 *	   with a free slot; and nr_units is the number of the pool's units, pages of slabs or
 *	   page slabs;
 *	7. a unit that is all free is the one that blocks->empty points to;
 *	8. a block in use has at least blocks->min granules, and the owner of each object in a
 *	   pool of caches is a cache; the owner of the last freed block is not checked, as that
 *	   cache may have been destroyed;
 *	9. the last freed block is in use according to the map, and has the size that blocks->last
 *	   records;
 *	10. the slabs of a list are in pages of its pool, have its class, and link to the previous
 *	    slab;
 *	11. a slab on the list of a class has a free slot, and an object unless it is one of the
 *	    first two;
 *	12. a slab's map has only bits of slots, and slab->class equals slob_class_of() of its
 *	    number;
 *	13. a page of slabs has a slab with a class;
 *	14. the page slabs of a list are in its pool, have its slot size or its cache, and link to
 *	    the previous page slab in the slot that page->slots records for the links;
 *	15. a page slab on a list has an object unless it is the first one;
 *	16. the map of a page slab has only bits of slots; the number of the slot with the links
 *	    is that of a free slot, or 0 if no slot is free.
 *
 * Locking.  Each CPU allocates from its own pools; functions such as kmalloc_node() use the pools
 * of a CPU of the node.  A freed object returns to its pool, whichever CPU frees it.  So CPUs
 * contend for a lock only when one frees an object of another, and in kmalloc_node(), shrinking and
 * reports.  The lock of a pool protects the pool, the maps and free blocks of its units, and the
 * type and owner of their struct pages.  Interrupts are off while it is held, so an interrupt
 * handler sees an operation of its CPU either complete or not begun.  The page allocator is called
 * without the lock.  The address of a pool, or its tag, is only in struct pages of its units and
 * pages, and is removed before these are freed.  So a reader that holds the lock learns from the
 * struct page whether a pointer points into the pool.  The size of an object in use may be read
 * without the lock.
 *
 * Bounds.  The searches are bit scans of a slab's map, of three words of a unit's map and of the
 * words for the lists, and checks of at most three free blocks.  The longest free removes two
 * blocks from lists and adds one; the longest allocation removes one and adds two.  In addition,
 * kmalloc() and kfree() allocate or free at most one page or unit, with the slabs of that page.
 * Each pool retains at most two empty slabs of each class, one empty page slab of each list, one
 * empty unit, and the unit of the last freed block.  kmem_cache_shrink() frees this memory of all
 * CPUs.
 *
 * Small images.  Without CONFIG_SLOB_FAST_PATHS, kmalloc_any() and cache_alloc_any() do every
 * allocation, slob_free_slow() does every free, and there is no last freed block.  Without
 * CONFIG_SLOB_PAGE_SLABS there are only slabs and blocks.
 *
 * A function of SLOB whose name begins with two underscores is called with the pool's lock held.
 *
 * Files: slob.c and slob_cache.c have the functions that users call.  slob_entry.h, slob_slabs.h
 * and slob_page_slabs.h have the code that is inline in them, and slob_blocks.c has the blocks.
 * slob_free.c finds the pool and the object of a pointer, and has the frees that are not inline.
 * slob_engine.c has sizes and counts, slob_debug.c slub_debug=, slob_info.c slabinfo, slob_report.c
 * reports, and slob_validate.c the validator.  Documentation/slob.md has measurements and the
 * alternatives that were tried.
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
#ifdef CONFIG_SLOB_PAGE_SLABS
	.page_slabs = {
		{ .pool = { .name = "slob-pages", .page_slabs = true } },
		{ .pool = { .name = "slob-cache-pages", .page_slabs = true, .caches = true } },
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

void kfree(const void *object)
{
	free_fast(NULL, false, object);
}

/*
 * Return true if kmalloc() may use page slabs with slots of @size, a multiple of SLOT_STEP above
 * SLABS_MAX.
 */
static __fast_inline bool has_page_slabs(size_t size)
{
	static_assert(LARGE_MAX < 2 * NR_SLOT_SIZES * SLOT_STEP);
	return HAS_PAGE_SLABS && !(size & (size - 1));
}

/* Return the index of the pool for kmalloc() of @size bytes, which @row has rounded up. */
static __fast_inline unsigned int kmalloc_pool(const struct slob_row *row, size_t size)
{
	return row->pool == POOL_LARGE && has_page_slabs(size) ? POOL_PAGE_SLABS : row->pool;
}

/*
 * Return true if an object of @size is allocated as a whole page: a block if a unit has a free
 * aligned page, otherwise a page of its own.
 */
static __fast_inline bool fits_page(size_t size)
{
	return PAGE_IN_UNIT && size > LARGE_MAX && size <= PAGE_SIZE;
}

/*
 * Return true if the last freed block, or a free block of more than 128 granules, may contain a
 * whole page.  The list of blocks of 128 granules is not checked.  Called without the pool's lock.
 */
static __fast_inline bool may_have_big_block(const struct slob_blocks *blocks)
{
	return PAGE_IN_UNIT &&
	       (data_race(blocks->big) || (data_race(blocks->last) & SIZE_MASK) == MAX_GRANULES);
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
 * Allocate an object of @size bytes, which the caller has rounded up for the pool, and record its
 * owner.  Returns NULL if the pool has no free memory for it.  @page: the first page of new memory
 * for the pool, or NULL.  With @page, the object is always allocated in the new memory, even if
 * other CPUs have freed objects since the caller found the pool full.  A new unit without an object
 * would violate invariants 7 and 13, which the top of this file lists.
 */
static void *__alloc_object(struct slob_pool *pool, const struct kmem_cache *s, size_t size,
			    size_t align, struct page *page)
{
	struct slob_blocks *blocks = blocks_of(pool);
	struct slob_slabs *slabs = slabs_of(pool);
	unsigned int shift = pool->shift;
	struct slob_slab *slab = NULL;
	struct hlist_node *links;
	unsigned long number;
	void *object;

	VM_WARN_ON(!slob_is_locked(pool));
	if (is_page_slabs(pool)) {
		if (page)
			return __slob_alloc_in_new_page(page_slabs_of(pool), page, size, s);
		links = first_links(page_slabs_of(pool),
				    s ? s->list_offset : page_slab_list_offset(size));
		return links ? __alloc_page_slot(links, size) : NULL;
	}
	if (is_slabs(pool)) {
		if (page)
			__slob_add_page(slabs, page);
		else
			slab = first_slab_of(slabs, size);
		if (!slab)
			slab = __slob_new_slab(slabs, size / CLASS_STEP);
		if (!slab)
			return NULL;
		object = __alloc_slot(slab, size, &number);
		if (s)
			*slot_owner(slab, number) = owner_word(s);
		return object;
	}
	align >>= shift;
	object = page ? __slob_alloc_in_new_unit(blocks, page, size >> shift, align)
		      : __slob_alloc_block(blocks, size >> shift, align);
	if (object && s)
		*block_owner(object, size) = owner_word(s);
	return object;
}

/*
 * Allocate a block instead of a slot of @pool, which has page slabs.  The block comes from the same
 * CPU's pool of blocks, which this function locks.
 */
static void *alloc_from_blocks(struct kmem_cache *s, const struct slob_pool *pool, size_t size,
			       size_t align)
{
	struct slob_pools *pools =
		container_of(page_slabs_of(pool) - pool->caches, struct slob_pools, page_slabs[0]);
	struct slob_pool *blocks = slob_pool(pools, POOL_LARGE + pool->caches);
	unsigned long flags;
	void *object;

	if (s)
		size = block_bytes(s);
	slob_lock_irqsave(blocks, &flags);
	object = __alloc_object(blocks, s, size, align, NULL);
	if (object && s)
		count_objects(s, 1);
	slob_unlock_irqrestore(blocks, flags);
	return object;
}

void *slob_alloc(struct kmem_cache *s, struct slob_pool *pool, size_t size, size_t align, gfp_t gfp,
		 int nid, bool full, const void *caller)
{
	void *object = NULL;
	struct page *page;
	unsigned long flags;

	if (!full) {
		slob_lock_irqsave(pool, &flags);
		object = __alloc_object(pool, s, size, align, NULL);
		if (!object)
			slob_unlock_irqrestore(pool, flags);
	}
	if (!object) {
		object = is_page_slabs(pool) && !full ? alloc_from_blocks(s, pool, size, align)
						      : NULL;
		if (object)
			return object;
		page = page_alloc((gfp & ~(__GFP_ZERO | __GFP_NOFAIL)) | __GFP_NOWARN, pool->order,
				  nid, caller);
		if (!page)
			return NULL;
		slob_lock_irqsave(pool, &flags);
		object = __alloc_object(pool, s, size, align, page);
	}
	if (s)
		count_objects(s, 1);
	slob_unlock_irqrestore(pool, flags);
	return object;
}

/* Allocate a block of the size of a page.  The block is not cleared. */
static void *alloc_page_block(struct slob_pool *pool)
{
	unsigned long flags;
	void *object;

	slob_lock_irqsave(pool, &flags);
	object = __slob_alloc_block(blocks_of(pool), PAGE_GRANULES, PAGE_GRANULES);
	slob_unlock_irqrestore(pool, flags);
	return object;
}

static void *kmalloc_any(size_t size, gfp_t gfp, int nid, const void *caller)
{
	const struct slob_row *row = slob_row(size);
	size_t rounded = row ? row_size(row, size) : PAGE_SIZE;
	struct slob_pool *pool = NULL;
	void *object;

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
	if ((row || fits_page(size)) && !(gfp & GFP_SLAB_RARE & ~__GFP_ZERO))
		pool = slob_pool_of_node(row ? kmalloc_pool(row, rounded) : POOL_LARGE, nid);
	if (pool)
		object = row ? slob_alloc(NULL, pool, rounded, size & (size - 1) ? 1 : size, gfp,
					  nid, false, caller)
			     : alloc_page_block(pool);
	if (!object)
		return kmalloc_large_node(size, gfp, nid, NULL, caller);
	if (gfp & __GFP_ZERO)
		memset(object, 0, rounded);
	return object;
}

/*
 * Allocate from a new unit or page, because this CPU's pools are full.  gfp_is_plain_or_zero() is
 * true for @gfp.
 */
static noinline void *kmalloc_new_unit(size_t size, gfp_t gfp, const void *caller)
{
	const struct slob_row *row = slob_row(size);
	size_t rounded = row_size(row, size);
	void *object = slob_alloc(NULL, own_pool(kmalloc_pool(row, rounded)), rounded,
				  size & (size - 1) ? 1 : size, gfp, NUMA_NO_NODE, true,
				  slow_caller(caller));

	return object ? zero_if_asked(object, rounded, gfp)
		      : kmalloc_large_node(size, gfp, NUMA_NO_NODE, NULL, caller);
}

static noinline void *kmalloc_slow(size_t size, gfp_t gfp, const void *caller)
{
	return kmalloc_any(size, gfp, NUMA_NO_NODE, slow_caller(caller));
}

#ifdef CONFIG_SLOB_FAST_PATHS
void *slob_alloc_new_slab(struct kmem_cache *s, struct slob_slabs *slabs, unsigned long size,
			  gfp_t gfp, unsigned long flags)
{
	struct slob_slab *slab = __slob_new_slab(slabs, size / CLASS_STEP);
	unsigned long number;
	void *object = NULL;

	if (slab) {
		object = __alloc_slot(slab, size, &number);
		if (s)
			*slot_owner(slab, number) = s;
	}
	slob_unlock_irqrestore(&slabs->pool, flags);
	if (!object)
		return s ? slob_cache_alloc_unit(s, gfp, fast_caller()) :
			   kmalloc_new_unit(size, gfp, fast_caller());
	if (s)
		count_objects(s, 1);
	return zero_if_asked(object, s ? s->object_size : size, gfp);
}
#endif

/*
 * Allocate a block from the lists, because the last freed block does not fit, and unlock the pool.
 */
static noinline void *kmalloc_listed(struct slob_blocks *blocks, unsigned long n,
				     unsigned long align, size_t size, gfp_t gfp,
				     unsigned long flags, const void *caller)
{
	void *object = __slob_alloc_listed(blocks, n, align);

	slob_unlock_irqrestore(&blocks->pool, flags);
	return likely(object) ? zero_if_asked(object, ALIGN(size, 1UL << LARGE_SHIFT), gfp) :
				kmalloc_new_unit(size, gfp, caller);
}

/* Allocate a block.  An allocation of the last freed block needs no stack frame. */
static __fast_inline void *kmalloc_block(size_t size, gfp_t gfp, const void *caller)
{
	unsigned long n = large_granules(size), align = large_align(size), flags;
	struct slob_blocks *blocks = blocks_of(lock_own_pool(POOL_LARGE, &flags));
	void *object = __slob_alloc_last(blocks, LARGE_SHIFT, n, align);

	if (!object)
		return kmalloc_listed(blocks, n, align, size, gfp, flags, caller);
	slob_unlock_irqrestore(&blocks->pool, flags);
	return zero_if_asked(object, n << LARGE_SHIFT, gfp);
}

/*
 * Allocate more than SLABS_MAX and at most LARGE_MAX bytes: a slot of a page slab, or else a block.
 */
static noinline void *kmalloc_medium(size_t size, gfp_t gfp, const void *caller)
{
	struct slob_page_slabs *page_slabs = page_slabs_of(own_pool(POOL_PAGE_SLABS));
	unsigned long flags, rounded = ALIGN(size, SLOT_STEP);
	struct hlist_node *links;
	void *object;

	if (has_page_slabs(rounded) && first_links(page_slabs, page_slab_list_offset(rounded))) {
		local_irq_save(flags);
		slob_lock_own(&page_slabs->pool);
		links = first_links(page_slabs, page_slab_list_offset(rounded));
		object = likely(links) ? __alloc_page_slot(links, rounded) : NULL;
		slob_unlock_irqrestore(&page_slabs->pool, flags);
		if (likely(object))
			return zero_if_asked(object, rounded, gfp);
	}
	return kmalloc_block(size, gfp, caller);
}

/* Allocate more than LARGE_MAX bytes: a "huge" block, a block of one page, or pages. */
static noinline void *kmalloc_whole(size_t size, gfp_t gfp, const void *caller)
{
	struct slob_pool *pool = own_pool(POOL_LARGE);
	void *object = NULL;

	if (size <= HUGE_MAX || size > LARGE_FAST_MAX)
		return kmalloc_slow(size, gfp, caller);
	if (fits_page(size) && may_have_big_block(blocks_of(pool)))
		object = alloc_page_block(pool);
	if (object && gfp & __GFP_ZERO)
		clear_pages(object, 1);
	if (!object)
		object = kmalloc_large_fast(size, gfp);
	return object ? object : kmalloc_slow(size, gfp, caller);
}

/* Serve the requests that kmalloc_fast() does not serve inline. */
static noinline void *kmalloc_general(size_t size, gfp_t gfp, const void *caller)
{
	if (unlikely(!gfp_is_plain_or_zero(gfp) || !size))
		return kmalloc_slow(size, gfp, caller);
	if (size <= SLABS_MAX)
		return alloc_small(POOL_SLABS, NULL, ALIGN(max(size, SLABS_MIN), CLASS_STEP), gfp,
				   true);
	return size <= LARGE_MAX ? kmalloc_medium(size, gfp, caller)
				 : kmalloc_whole(size, gfp, caller);
}

/* Return true if kmalloc() may use the fast path, because no debugging tool has to see the call. */
static __fast_inline bool kmalloc_is_fast(void)
{
	return IS_ENABLED(CONFIG_SLOB_FAST_PATHS) && !slob_debug_kmalloc_on() && !kfence_waits();
}

static __fast_inline void *kmalloc_fast(size_t size, gfp_t gfp)
{
	if (unlikely(size - CLASS_STEP - 1 >= SLABS_MAX - CLASS_STEP || !gfp_is_plain(gfp)))
		return kmalloc_general(size, gfp, fast_caller());
	return alloc_small(POOL_SLABS, NULL, ALIGN(size, CLASS_STEP), gfp, false);
}

void *__kmalloc(size_t size, gfp_t gfp)
{
	gfp = caller_context(gfp, "kmalloc", __builtin_return_address(0));
	if (should_failslab(NULL, size, gfp))
		return NULL;
	return kmalloc_is_fast() ? kmalloc_fast(size, gfp) : kmalloc_slow(size, gfp, fast_caller());
}

#ifdef CONFIG_LIBC_MALLOC_QUARRY
void *kmalloc_quick(size_t size, void *(*slow)(size_t size))
{
	struct slob_slabs *slabs;
	struct slob_slab *slab;
	unsigned long flags, number, rounded = ALIGN(size, CLASS_STEP);
	void *object;

	if (unlikely(size - CLASS_STEP - 1 >= SLABS_MAX - CLASS_STEP) || KMALLOC_IS_CHECKED ||
	    !kmalloc_is_fast())
		return kmalloc_quick_rest(size, slow);
	slabs = slabs_of(lock_own_pool(POOL_SLABS, &flags));
	slab = first_slab_of(slabs, rounded);
	if (unlikely(!slab)) {
		slob_unlock_irqrestore(&slabs->pool, flags);
		return kmalloc_quick_rest(size, slow);
	}
	object = __alloc_slot(slab, rounded, &number);
	slob_unlock_irqrestore(&slabs->pool, flags);
	return object;
}
#endif

void *__kmalloc_node_track_caller(size_t size, gfp_t gfp, int nid, unsigned long caller)
{
	gfp = caller_context(gfp, "kmalloc", (void *)caller);
	if (should_failslab(NULL, size, gfp))
		return NULL;
	/*
	 * If the fast path fails, its report has the return address of this function, not @caller.
	 */
	if (likely(nid == NUMA_NO_NODE) && kmalloc_is_fast())
		return kmalloc_fast(size, gfp);
	return kmalloc_any(size, gfp, nid, (void *)caller);
}

void *__kmalloc_node(size_t size, gfp_t gfp, int nid)
{
	return __kmalloc_node_track_caller(size, gfp, nid, _RET_IP_);
}
