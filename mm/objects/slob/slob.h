/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_SLOB_H
#define MM_SLOB_H

/* Shared by the files of the SLOB engine: see slob.c for what it all means. */

#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/jump_label.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/percpu.h>
#include <linux/spinlock.h>

#include "mm/objects/objects.h"

#define LARGE_SHIFT	5	/* of the pools of 32-byte granules */
#define HUGE_SHIFT	(PAGE_SHIFT - 6)	/* with larger pages: of those of 64 granules in a page */
#define TOP_ORDER	(PAGE_SHIFT > 12 ? 3 : 2)	/* of the units of the largest granules */
#define LARGE_ORDER	(PAGE_SHIFT > 12 ? 0 : TOP_ORDER)
#define LARGE_GRANULES	(PAGE_SIZE << LARGE_ORDER >> LARGE_SHIFT)	/* of a unit: bits of its map */
#define HUGE_GRANULES	(PAGE_SIZE << TOP_ORDER >> HUGE_SHIFT)
#define MOST_GRANULES	(LARGE_GRANULES > HUGE_GRANULES ? LARGE_GRANULES : HUGE_GRANULES)
#define MAX_GRANULES	128UL	/* of a block that is handed out */
#define PAGE_GRANULES	(PAGE_SIZE >> LARGE_SHIFT)
#define PAGE_IN_UNIT	(PAGE_SHIFT == 12)	/* may an object of that size be a block? */

/* The block freed last is kept for the next object of its size.  Small images put it back at once. */
#define KEEP_LAST	IS_ENABLED(CONFIG_SLOB_FAST_PATHS)

/*
 * Lists of free blocks: one for each size up to MAX_GRANULES, then one for as many sizes each, of
 * which the last has all larger blocks.
 */
#define NR_BIG_LISTS	(MOST_GRANULES / MAX_GRANULES - 1)
#define NR_LISTS	(MAX_GRANULES + NR_BIG_LISTS)

#define SLABS_MIN	16UL	/* bytes of a place in a slab: a place's number is below 64 */
#define SLABS_MAX	128UL

/* A slab has places of one size, its class: a multiple of 8 bytes. */
#define SLAB_SIZE	1024UL
#define CLASS_STEP	8
#define NR_CLASSES	17	/* the largest is 128 bytes; 0: of a slab without places */

/*
 * A pool's lock.  Mostly the pool's own CPU takes it, and finds it free: that is one exchange.  Another
 * CPU, which frees an object of the pool, tries the same exchange if the queue is empty.  If that fails,
 * the other CPU waits in the queue, of which only the first contends with the pool's own CPU.
 */
struct slob_lock {
	unsigned long taken;
	spinlock_t queue;
};

/* The common part of slabs and of blocks.  page->slab of all pages of a unit points to it. */
struct slob_pool {
	struct slob_lock lock;
	u8 shift;		/* blocks: a granule has 2^shift bytes; others: 0 */
	bool places;		/* pages of places */
	u8 order;		/* a unit has 2^order pages */
	bool caches;		/* objects of caches; otherwise of kmalloc() */
	u32 nr_units;
	const char *name;
};

struct slob_class {
	u64 all;		/* a bit for each place in a slab; 0: this is no class */
	s32 reciprocal;		/* 2^32 / size, rounded up; RISC-V loads a word with its sign */
	u16 size;		/* bytes of a place */
};

/* The end of a slab: what a free has to know is here, so that it looks nowhere else. */
struct slob_slab {
	struct hlist_node list;	/* of its class, where it has a free place; of those without a class */
	u64 map;		/* bit i: place i is free */
	struct slob_class class;
};

struct slob_slabs {
	struct slob_pool pool;
	struct hlist_head room[NR_CLASSES]; /* slabs with a free place; of class 0: those without places */
};

/* 2^32 / size, rounded up.  @size: at least 8. */
#define RECIPROCAL_32(size)	((s32)(U32_MAX / (u32)(size)) + 1)

/*
 * Return true, and set @quotient, if the size with that RECIPROCAL_32() divides @offset, which is below
 * 4096.  This is divides() of sheaf.h with half the bits: the low half of the product is below the
 * reciprocal if and only if the size divides @offset.
 */
static __fast_inline bool divides_32(s32 reciprocal, unsigned long offset, unsigned long *quotient)
{
	unsigned long product = offset * reciprocal;

	*quotient = product >> 32;
	return likely((u32)product < (u32)reciprocal);
}

/*
 * Pages of places of one size: for objects of kmalloc() of which the size is a power of two, and for
 * medium ones of one cache.  Not with larger pages, of which a struct page has not enough bits.  Without
 * them the linker leaves out all functions that only is_places() leads to.
 */
#define HAS_PLACES	IS_ENABLED(CONFIG_SLOB_PLACES)
#define PLACE_STEP	32UL	/* bytes: sizes are multiples */
#define NR_PLACE_SIZES	64UL	/* kmalloc(): to 2,048 bytes */
#define NR_ROOMS	(HAS_PLACES ? NR_PLACE_SIZES : 0UL)	/* caches that can have such pages */
#define CACHE_PLACE_MAX	1024UL	/* bytes: of objects of caches */

struct slob_places {
	struct slob_pool pool;
	u32 tag;		/* what its pages say */
	/* The links of pages with a free place: by its size in PLACE_STEPs, or by the cache's room. */
	struct hlist_head room[NR_ROOMS + 1];
};

struct slob_blocks {
	struct slob_pool pool;
	u64 exact[MAX_GRANULES / 64];	/* bit n - 1: the list of blocks of n granules is not empty */
	u64 big;		/* bit i: list[MAX_GRANULES + i] is not empty */
	u8 header;		/* granules before the first block */
	u8 min;			/* granules of the smallest block; smaller ones are on no list */
	u16 whole;		/* granules of an empty unit */
	unsigned long last;	/* the block freed last and its size, as in a link, or 0 */
	u64 *empty;		/* the unit without an object that is kept, or NULL */
	unsigned long *list[NR_LISTS];
};

/* The pool for objects of caches has the next number. */
enum {
	POOL_SLABS,		/* kmalloc() up to 128 bytes */
	POOL_CACHE_SLABS,
	POOL_PLACES,		/* kmalloc() of 256, 512, 1,024 and 2,048 bytes; with HAS_PLACES */
	POOL_CACHE_PLACES,	/* up to 1,024 */
	/* up to 4,032: 16 KiB, or a larger page, of 32-byte granules */
	POOL_LARGE = HAS_PLACES ? POOL_CACHE_PLACES + 1 : POOL_PLACES,
	POOL_CACHE_LARGE,
	POOL_HUGE,		/* with larger pages, up to 63/64 of one: eight of them */
	POOL_CACHE_HUGE,
	NR_POOLS = PAGE_SHIFT > 12 ? POOL_CACHE_HUGE + 1 : POOL_HUGE
};

/* Of one CPU. */
struct slob_pools {
	struct slob_slabs slabs[2];	/* first: what is used most has the address of all */
	struct page_run run;
	unsigned int strays;		/* frees outside of it */
	struct slob_places places[POOL_LARGE - POOL_PLACES];
	struct slob_blocks blocks[NR_POOLS - POOL_LARGE];
};

DECLARE_PER_CPU_CACHE_HOT(struct slob_pools, slob_pools);

static __fast_inline struct slob_pool *slob_pool(struct slob_pools *pools, unsigned int kind)
{
	return kind < POOL_PLACES ? &pools->slabs[kind].pool :
	       kind < POOL_LARGE  ? &pools->places[kind - POOL_PLACES].pool :
				    &pools->blocks[kind - POOL_LARGE].pool;
}

static __fast_inline struct slob_slabs *slabs_of(const struct slob_pool *pool)
{
	return container_of(pool, struct slob_slabs, pool);
}

static __fast_inline struct slob_places *places_of(const struct slob_pool *pool)
{
	return container_of(pool, struct slob_places, pool);
}

static __fast_inline struct slob_blocks *blocks_of(const struct slob_pool *pool)
{
	return container_of(pool, struct slob_blocks, pool);
}

static __fast_inline bool is_places(const struct slob_pool *pool)
{
	return HAS_PLACES && pool->places;
}

static __fast_inline bool is_slabs(const struct slob_pool *pool)
{
	return !pool->shift && !is_places(pool);
}

/* Behind the store of the word that says whose the page is: from now on owner_of_page() finds it. */
static inline void slob_set_owner(struct page *page)
{
	smp_wmb();
	__SetPageSlab(page);
}

/* In front of any other use of that word. */
static inline void slob_clear_owner(struct page *page)
{
	__ClearPageSlab(page);
	smp_wmb();
}

#define for_each_slob_pool(pool, cpu)								\
	for_each_possible_cpu(cpu)								\
		for (unsigned int kind__ = 0; kind__ < NR_POOLS &&				\
		     ((pool) = slob_pool(per_cpu_ptr(&slob_pools, cpu), kind__)); kind__++)

/* With interrupts off.  What is stored is any value but 0 that is in a register. */
static __fast_inline bool __slob_trylock(struct slob_pool *pool)
{
	return !IS_ENABLED(CONFIG_SMP) ||
	       likely(!arch_xchg_acquire(&pool->lock.taken, (unsigned long)pool));
}

/* With interrupts off, on the pool's own CPU, or by the first of the queue. */
static __fast_inline void slob_lock_own(struct slob_pool *pool)
{
	while (!__slob_trylock(pool))
		cpu_relax();
	barrier();
}

/* On any CPU, with interrupts off: false if anybody has the lock or waits for it. */
static __fast_inline bool slob_trylock(struct slob_pool *pool)
{
	bool waited_for = IS_ENABLED(CONFIG_SMP) && spin_is_locked(&pool->lock.queue);
	bool taken = likely(!waited_for) && __slob_trylock(pool);

	barrier();
	return taken;
}

static __fast_inline void slob_unlock(struct slob_pool *pool)
{
	barrier();
	if (IS_ENABLED(CONFIG_SMP))
		smp_store_release(&pool->lock.taken, 0);
}

/* Take the lock in the order of the queue; on any CPU, with interrupts off. */
void slob_lock_queued(struct slob_pool *pool);

/* On any CPU. */
static __fast_inline void slob_lock_irqsave(struct slob_pool *pool, unsigned long *flags)
{
	local_irq_save(*flags);
	if (unlikely(!slob_trylock(pool)))
		slob_lock_queued(pool);
}

static __fast_inline void slob_unlock_irqrestore(struct slob_pool *pool, unsigned long flags)
{
	slob_unlock(pool);
	local_irq_restore_short(flags);
}

static __fast_inline struct slob_pool *own_pool(unsigned int kind)
{
	return slob_pool(this_cpu_hot_ptr(slob_pools), kind);
}

static __fast_inline unsigned long granules_of(unsigned int shift)
{
	return shift == LARGE_SHIFT ? LARGE_GRANULES : HUGE_GRANULES;
}

static __fast_inline unsigned long unit_size(const struct slob_pool *pool)
{
	return PAGE_SIZE << pool->order;
}

/* The unit that @p points into: its map. */
static __fast_inline u64 *unit_of(const struct slob_pool *pool, const void *p)
{
	return (u64 *)((unsigned long)p & -unit_size(pool));
}

static __fast_inline unsigned int granule_of(const struct slob_pool *pool, const void *p)
{
	return ((unsigned long)p & (unit_size(pool) - 1)) >> pool->shift;
}

static __fast_inline bool unit_bit(const u64 *map, unsigned int i)
{
	return map[i / 64] >> (i % 64) & 1;
}

/*
 * A free block: word 0 is the next one of the list, word 1 the one before it, each shifted left by 6
 * with the size in the low 9 bits, or 0 there if the size is above MAX_GRANULES and in word 2.  The
 * block's last word has the size in the low 9 bits, or 0 there if a size can be too large for them and is
 * above.
 */
#define LINK_SHIFT	6
#define SIZE_BITS	9
#define SIZE_MASK	((1UL << SIZE_BITS) - 1)

static __fast_inline unsigned long size_before(unsigned int shift, const unsigned long *end)
{
	unsigned long size = end[-1] & SIZE_MASK;

	return granules_of(shift) - 1 > SIZE_MASK && !size ? end[-1] >> SIZE_BITS : size;
}

static __fast_inline unsigned long *link_block(unsigned long word)
{
	return (unsigned long *)((long)word >> (LINK_SHIFT + 3) << 3);
}

/* Panic: whoever wrote to free memory, or behind an object, has overwritten the links of a list there. */
void __noreturn slob_links_overwritten(const void *links);

/* Take a slab, or a page of places, off its list: see CONFIG_LIST_HARDENED. */
static __fast_inline void slob_unlink(struct hlist_node *links)
{
	if (unlikely(!__hlist_del_valid(links)))
		slob_links_overwritten(links);
	__hlist_del(links);
}

/* The address of a block, as in a link, and its size. */
static __fast_inline unsigned long sized_block(const void *block, unsigned long size)
{
	return (unsigned long)block << LINK_SHIFT | size;
}

static __fast_inline unsigned long block_size(const unsigned long *block)
{
	unsigned long size = block[0] & SIZE_MASK;

	return size ? size : block[2];
}

/* Counted from 1. */
static __fast_inline unsigned long big_list(unsigned long size)
{
	return min(size / MAX_GRANULES, (unsigned long)NR_BIG_LISTS);
}

static __fast_inline unsigned long list_of(unsigned long size)
{
	return size <= MAX_GRANULES ? size - 1 : MAX_GRANULES - 1 + big_list(size);
}

/*
 * The pool keeps a slab, a page of places, a block or a unit that no object is in: give one of these back,
 * and add the pages that this freed to @nr_pages.  False if the pool keeps none.
 */
bool slob_shrink(struct slob_pool *pool, unsigned long *nr_pages);
/*
 * The page of the map after @i's block: for who looks at all units.  Blocks of others may change meanwhile,
 * but no unit is in one.
 */
static inline unsigned long slob_next_page(unsigned long i)
{
	struct page page;

	if (!page_ready(page_map.base + i))
		return (i | (pageblock_nr_pages - 1)) + 1;
	page = data_race(page_snapshot(page_map.base + i));
	return i + (page.type && page.order <= MAX_PAGE_ORDER ? 1UL << page.order : 1);
}

/* The granules of the block in use that starts at @block; 0 if none does. */
unsigned long slob_used_size(unsigned int shift, const void *block);
/*
 * Bytes of the object in use that starts at @object, in a unit of the pool; 0: none does.  The caller holds
 * the pool's lock, or uses the object.
 */
size_t __slob_size(const struct slob_pool *pool, const void *object);
/* Added to the cache's address beside an object. */
#define OWNER_FREED	1UL	/* waits for readers */
#define OWNER_RCU	2UL	/* will, once it is freed */
#define OWNER_FLAGS	3UL

/* Was the object freed, and waits for readers?  Under the pool's lock. */
bool slob_waits(const struct slob_pool *pool, const void *object, size_t size);
/* The cache of an object in use; NULL if the word that says so was overwritten.  Under the pool's lock. */
struct kmem_cache *slob_cache_of(const struct slob_pool *pool, const void *object, size_t size);
/* Call @fn for each object in use of a unit.  Under the pool's lock. */
void slob_for_each_in_unit(const struct slob_pool *pool, const void *unit, slab_object_fn fn, void *arg);
/*
 * The pool whose unit @p points into, or NULL.  It stays one while the pool's lock is held, or an object
 * there is in use.
 */
struct slob_pool *slob_pool_of(const void *p);
/* The same, locked. */
struct slob_pool *slob_lock_pool_of(const void *p, unsigned long *flags);

#ifdef CONFIG_SLUB_DEBUG
/* kmalloc() under watch: has it sizes of which objects are watched?  The cache for @size bytes, or NULL. */
DECLARE_STATIC_KEY_FALSE(slob_debug_key);
#define slob_debug_kmalloc_on()		static_branch_unlikely(&slob_debug_key)
struct kmem_cache *slob_debug_class(size_t size);
#else
#define slob_debug_kmalloc_on()		false
#define slob_debug_class(size)		NULL
#endif

/*
 * slob_free_slow() has to do every free: the image has no fast paths, frees clear objects, or a device may
 * still have one.
 */
static __fast_inline bool slob_frees_slowly(void)
{
	return !IS_ENABLED(CONFIG_SLOB_FAST_PATHS) || (slob_debug_kmalloc_on() && slab_inits()) ||
	       dma_owner_any();
}

#endif /* MM_SLOB_H */
