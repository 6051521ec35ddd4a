/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_SLOB_H
#define MM_SLOB_H

/*
 * Types, locks and helpers that the files of SLOB share.  The comment at the top of slob.c has the
 * terms.
 */

#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/jump_label.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/mmdebug.h>
#include <linux/percpu.h>
#include <linux/spinlock.h>

#include "mm/objects/objects.h"

#define LARGE_SHIFT	5	/* a granule of the "large" pools has 32 bytes */
/* A granule of the "huge" pools, which exist only if pages have more than 4 KiB, is 1/64 page. */
#define HUGE_SHIFT	(PAGE_SHIFT - 6)
#define TOP_ORDER	(PAGE_SHIFT > 12 ? 3 : 2)	/* order of the largest units */
#define LARGE_ORDER	(PAGE_SHIFT > 12 ? 0 : TOP_ORDER)
#define LARGE_GRANULES	(PAGE_SIZE << LARGE_ORDER >> LARGE_SHIFT)	/* granules of a unit */
#define HUGE_GRANULES	(PAGE_SIZE << TOP_ORDER >> HUGE_SHIFT)
#define MAX_UNIT_GRANULES	(LARGE_GRANULES > HUGE_GRANULES ? LARGE_GRANULES : HUGE_GRANULES)
#define MAX_GRANULES	128UL	/* granules of the largest block in use */
#define PAGE_GRANULES	(PAGE_SIZE >> LARGE_SHIFT)
/* true if an object of one page may be a block of a unit */
#define PAGE_IN_UNIT	(PAGE_SHIFT == 12)

/*
 * Each pool reserves the last freed block for the next object of its size, except in small images.
 */
#define KEEP_LAST	IS_ENABLED(CONFIG_SLOB_FAST_PATHS)

/*
 * Lists of free blocks: one for each size up to MAX_GRANULES, then one for each further
 * MAX_GRANULES sizes.  The last list has all larger blocks.
 */
#define NR_BIG_LISTS	(MAX_UNIT_GRANULES / MAX_GRANULES - 1)
#define NR_LISTS	(MAX_GRANULES + NR_BIG_LISTS)

#define SLABS_MIN	16UL	/* bytes of the smallest slot; a slab then has 61 slots */
#define SLABS_MAX	128UL

#define SLAB_SIZE	1024UL
/*
 * The number of a class is its slot size in steps of 8 bytes.  0 means that a slab has no class;
 * 1 is not used.
 */
#define CLASS_STEP	8
#define NR_CLASSES	17

/*
 * The lock of a pool.  The CPU that owns the pool repeats an atomic exchange until it has the lock;
 * usually the first exchange succeeds.  Another CPU (in kfree(), kmalloc_node(), shrinking or a
 * report) tries one exchange if the queue is empty, and otherwise waits in the queue.  Only the
 * first CPU of the queue contends with the CPU that owns the pool.
 */
struct slob_lock {
	unsigned long taken;
	spinlock_t queue;
};

/*
 * The common part of all pools.  page->slab of a page of slabs, and of all pages of a unit,
 * points to this structure.
 */
struct slob_pool {
	struct slob_lock lock;
	u8 shift;		/* a granule has 2^shift bytes; 0 if the pool has no blocks */
	bool page_slabs;	/* the pool has page slabs */
	u8 order;		/* a unit has 2^order pages */
	bool caches;		/* the objects belong to caches, not to kmalloc() */
	u32 nr_units;		/* number of units, pages of slabs or page slabs */
	const char *name;
};

/* An object in use, as __slob_find() returns it. */
struct slob_object {
	size_t size;		/* bytes of its slot or block; 0 if no object was found */
	const void **owner;	/* the word that records its cache; NULL in a pool of kmalloc() */
};

/*
 * Return the object in use that starts at @p, which is in a unit or page of the pool.  The caller
 * holds the pool's lock or owns the object.
 */
struct slob_object __slob_find(const struct slob_pool *pool, const void *p);
/*
 * Set @start to the start of the slot or block, in use or free, that @p points into, or to NULL if
 * @p points into metadata.  Returns the number of bytes, at least 1, from @p to the end of the
 * slot, block or metadata.
 */
size_t __slob_locate(const struct slob_pool *pool, const void *p, const void **start);

struct slob_class {
	u64 all;		/* a bit for each slot of a slab; 0 if the slab has no class */
	s32 reciprocal; /* 2^32 / size, rounded up; signed, because RISC-V sign-extends loads */
	u16 size;		/* bytes of a slot */
};

/*
 * The last bytes of a slab.  To free a slot, the fast path reads only these bytes and, in a pool of
 * caches, the owner of the slot.
 */
struct slob_slab {
	struct hlist_node list;	/* in slob_slabs.lists, if the slab has a free slot or no class */
	u64 map;		/* bit i is set if slot i is free */
	struct slob_class class;
};

struct slob_slabs {
	struct slob_pool pool;
	/* slabs with a free slot by class; lists[0]: slabs without a class */
	struct hlist_head lists[NR_CLASSES];
};

/* The reciprocal for divides_32(): 2^32 / size, rounded up.  @size is at least 8. */
#define RECIPROCAL_32(size)	((s32)(U32_MAX / (u32)(size)) + 1)

/*
 * Set @quotient to @offset / size, and return true if there is no remainder.  @reciprocal is
 * RECIPROCAL_32(size), and @offset is below 4096.  The remainder is 0 if and only if the low half
 * of the product is below the reciprocal.  This is divides() of sheaf.h with half the bits.
 */
static __fast_inline bool divides_32(s32 reciprocal, unsigned long offset, unsigned long *quotient)
{
	unsigned long product = offset * reciprocal;

	*quotient = product >> 32;
	return likely((u32)product < (u32)reciprocal);
}

/*
 * Page slabs hold objects of kmalloc() whose rounded size is a power of two, and objects of caches
 * of 129 to 1,024 bytes.  They need pages of 4 KiB, because a struct page does not have enough bits
 * for the map of a larger page.
 */
#define HAS_PAGE_SLABS	IS_ENABLED(CONFIG_SLOB_PAGE_SLABS)
#define SLOT_STEP	32UL	/* bytes; slot sizes of page slabs are multiples of this */
#define NR_SLOT_SIZES	64UL	/* slot sizes of up to 2,048 bytes, for kmalloc() */
#define NR_CACHE_LISTS	(HAS_PAGE_SLABS ? NR_SLOT_SIZES : 0UL)	/* lists of page slabs for caches */
#define CACHE_PAGE_SLAB_MAX	1024UL	/* bytes of the largest slot of a cache */

struct slob_page_slabs {
	struct slob_pool pool;
	u32 tag;		/* page->pool of its page slabs, without the list offset */
	/*
	 * Page slabs with a free slot.  In the pool of kmalloc(), the index is the slot size in
	 * SLOT_STEPs.  In the pool of caches, each cache has the index that claim_list() assigned.
	 */
	struct hlist_head lists[NR_CACHE_LISTS + 1];
};

struct slob_blocks {
	struct slob_pool pool;
	u64 exact[MAX_GRANULES / 64]; /* bit n - 1 is set if a block of n granules is on its list */
	u64 big;		/* bit i is set if list[MAX_GRANULES + i] is not empty */
	u8 header;		/* granules of the map, before the first block */
	u8 min;			/* granules of the smallest block in use or on a list */
	u16 whole;		/* granules of an empty unit without its map */
	unsigned long last;	/* sized_block() of the last freed block, or 0 */
	u64 *empty;		/* the empty unit that the pool retains, or NULL */
	unsigned long *list[NR_LISTS];
};

/*
 * The pools of a CPU.  Each pool for kmalloc() is followed by the pool of the same kind for caches.
 */
enum {
	POOL_SLABS,		/* kmalloc() up to 128 bytes */
	POOL_CACHE_SLABS,
	POOL_PAGE_SLABS,	/* kmalloc() of 256 to 2,048 bytes; only with HAS_PAGE_SLABS */
	POOL_CACHE_PAGE_SLABS,	/* caches with slots of up to 1,024 bytes */
	/*
	 * blocks up to 4,032 bytes, with granules of 32 bytes, in units of 16 KiB (64 KiB if that
	 * is the page size)
	 */
	POOL_LARGE = HAS_PAGE_SLABS ? POOL_CACHE_PAGE_SLABS + 1 : POOL_PAGE_SLABS,
	POOL_CACHE_LARGE,
	POOL_HUGE, /* pages above 4 KiB: blocks up to 63/64 of a page, in units of 8 pages */
	POOL_CACHE_HUGE,
	NR_POOLS = PAGE_SHIFT > 12 ? POOL_CACHE_HUGE + 1 : POOL_HUGE
};

/* The pools of one CPU. */
struct slob_pools {
	struct slob_slabs slabs[2];	/* used most often, so their offset is 0 */
	struct page_run run;		/* struct pages that fast frees may read; see page_run.h */
	unsigned int nr_run_misses;	/* times that a thread freed an object outside of run */
	struct slob_page_slabs page_slabs[POOL_LARGE - POOL_PAGE_SLABS];
	struct slob_blocks blocks[NR_POOLS - POOL_LARGE];
};

DECLARE_PER_CPU_CACHE_HOT(struct slob_pools, slob_pools);

static __fast_inline struct slob_pool *slob_pool(struct slob_pools *pools, unsigned int kind)
{
	return kind < POOL_PAGE_SLABS ? &pools->slabs[kind].pool :
	       kind < POOL_LARGE  ? &pools->page_slabs[kind - POOL_PAGE_SLABS].pool :
				    &pools->blocks[kind - POOL_LARGE].pool;
}

static __fast_inline struct slob_slabs *slabs_of(const struct slob_pool *pool)
{
	return container_of(pool, struct slob_slabs, pool);
}

static __fast_inline struct slob_page_slabs *page_slabs_of(const struct slob_pool *pool)
{
	return container_of(pool, struct slob_page_slabs, pool);
}

static __fast_inline struct slob_blocks *blocks_of(const struct slob_pool *pool)
{
	return container_of(pool, struct slob_blocks, pool);
}

static __fast_inline bool is_page_slabs(const struct slob_pool *pool)
{
	return HAS_PAGE_SLABS && pool->page_slabs;
}

static __fast_inline bool is_slabs(const struct slob_pool *pool)
{
	return !pool->shift && !is_page_slabs(pool);
}

/*
 * Set the page's type.  From then on, pool_word_of_page() returns page->private, which the
 * caller has stored before.
 */
static inline void slob_publish_page(struct page *page)
{
	smp_wmb();
	__SetPageSlab(page);
}

/* Clear the type before page->private gets another use, so that pool_word_of_page() returns 0. */
static inline void slob_retract_page(struct page *page)
{
	__ClearPageSlab(page);
	smp_wmb();
}

#define for_each_slob_pool(pool, cpu)								\
	for_each_possible_cpu(cpu)								\
		for (unsigned int kind__ = 0; kind__ < NR_POOLS &&				\
		     ((pool) = slob_pool(per_cpu_ptr(&slob_pools, cpu), kind__)); kind__++)

/* Try to lock the pool with one exchange; any value except 0 means locked.  Interrupts are off. */
static __fast_inline bool slob_try_exchange(struct slob_pool *pool)
{
	return !IS_ENABLED(CONFIG_SMP) ||
	       likely(!arch_xchg_acquire(&pool->lock.taken, (unsigned long)pool));
}

/*
 * Lock a pool of this CPU, or any pool if this CPU is the first of its queue.  Interrupts are off.
 */
static __fast_inline void slob_lock_own(struct slob_pool *pool)
{
	while (!slob_try_exchange(pool))
		cpu_relax();
	barrier();
}

/*
 * Try to lock a pool of any CPU; interrupts are off.  Returns false if it is locked or a CPU is
 * in the queue.
 */
static __fast_inline bool slob_trylock(struct slob_pool *pool)
{
	bool waited_for = IS_ENABLED(CONFIG_SMP) && spin_is_locked(&pool->lock.queue);
	bool taken = likely(!waited_for) && slob_try_exchange(pool);

	barrier();
	return taken;
}

static __fast_inline void slob_unlock(struct slob_pool *pool)
{
	barrier();
	if (IS_ENABLED(CONFIG_SMP))
		smp_store_release(&pool->lock.taken, 0);
}

/* Return whether interrupts are off and the pool is locked, by this or another CPU. */
static inline bool slob_is_locked(const struct slob_pool *pool)
{
	return irqs_disabled() && (!IS_ENABLED(CONFIG_SMP) || READ_ONCE(pool->lock.taken));
}

/* Wait in the queue and lock a pool of any CPU; interrupts are off. */
void slob_lock_queued(struct slob_pool *pool);

/* Lock a pool of any CPU. */
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

/* Return the map of the unit that @p points into.  The map is at the start of the unit. */
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
 * A free block begins with its links: word 0 has the address of the next block of the list, word 1
 * has that of the previous one, each shifted left by LINK_SHIFT.  The low 9 bits of both words are
 * the size in granules.  They are 0 if the size is above MAX_GRANULES; then word 2 is the size.
 * The last word of the block has the size in its low 9 bits.  A size that does not fit there is
 * stored above these bits, which are then 0.  A block smaller than blocks->min records its size in
 * word 0 and in its last word, but has no links.
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

/*
 * Panic because the links of a list are invalid: a write to free memory, or beyond the end of an
 * object, has overwritten them.
 */
void __noreturn slob_links_overwritten(const void *links);

/*
 * Remove a slab or page slab from its list.  With CONFIG_LIST_HARDENED the links are checked first.
 */
static __fast_inline void slob_unlink(struct hlist_node *links)
{
	if (unlikely(!__hlist_del_valid(links)))
		slob_links_overwritten(links);
	__hlist_del(links);
}

/* Return the address and the size of a block in one word, encoded as in its links. */
static __fast_inline unsigned long sized_block(const void *block, unsigned long size)
{
	return (unsigned long)block << LINK_SHIFT | size;
}

static __fast_inline unsigned long block_size(const unsigned long *block)
{
	unsigned long size = block[0] & SIZE_MASK;

	return size ? size : block[2];
}

/*
 * Return the number of the size-range list that has blocks of @size granules.  @size is above
 * MAX_GRANULES.  The first size-range list has the number 1.
 */
static __fast_inline unsigned long big_list(unsigned long size)
{
	return min(size / MAX_GRANULES, (unsigned long)NR_BIG_LISTS);
}

static __fast_inline unsigned long block_list(unsigned long size)
{
	return size <= MAX_GRANULES ? size - 1 : MAX_GRANULES - 1 + big_list(size);
}

/*
 * Free one empty slab, page slab or unit that the pool retains, or its last freed block.  Add the
 * number of pages that this frees to @nr_pages.  Returns false if the pool retains no such memory.
 */
bool slob_shrink(struct slob_pool *pool, unsigned long *nr_pages);

/*
 * Return the index of the first page after the allocation that begins at page @i.  Walks over all
 * units use this.  An allocation that is not a unit may be freed or replaced during the walk.
 */
static inline unsigned long slob_next_page(unsigned long i)
{
	struct page page;

	if (!page_ready(page_map.base + i))
		return (i | (pageblock_nr_pages - 1)) + 1;
	page = data_race(page_snapshot(page_map.base + i));
	return i + (page.type && page.order <= MAX_PAGE_ORDER ? 1UL << page.order : 1);
}

/*
 * Return the number of granules of the block in use, or last freed block, that starts at @block.
 * Returns 0 if no such block starts there.
 */
unsigned long slob_used_size(unsigned int shift, const void *block);

/* An owner word is the address of a cache plus these flags. */
#define OWNER_FREED	1UL	/* the object was freed and waits for a grace period */
#define OWNER_RCU	2UL	/* the object will wait for a grace period when it is freed */
#define OWNER_FLAGS	3UL

/* Return the owner word that an object of the cache has while it is in use. */
static __fast_inline const void *owner_word(const struct kmem_cache *s)
{
	return (const char *)s + (slab_waits_for_rcu(s) ? OWNER_RCU : 0);
}

/*
 * Return true if the object with that owner word was freed and waits for a grace period.  @owner:
 * slob_object.owner, which may be NULL.  The caller holds the pool's lock.
 */
static inline bool slob_waits(const void **owner)
{
	return owner && (unsigned long)*owner & OWNER_FREED;
}

/*
 * Return the cache of an object in use.  Returns NULL for an object of kmalloc(), or if the owner
 * was overwritten.  @owner: slob_object.owner.  The caller holds the pool's lock.
 */
struct kmem_cache *slob_cache_of(const void **owner);
/*
 * Call @fn for each object in use in a unit, page of slabs or page slab.  The caller holds the
 * pool's lock.
 */
void slob_for_each_in_unit(const struct slob_pool *pool, const void *unit, slab_object_fn fn,
			   void *arg);
/*
 * Return the pool that the memory at @p is in, or NULL.  The memory stays in that pool while the
 * pool's lock is held or an object of that memory is in use.
 */
struct slob_pool *slob_pool_of(const void *p);
/* Lock and return the pool that the memory at @p is in.  Returns NULL if it is in no pool. */
struct slob_pool *slob_lock_pool_of(const void *p, unsigned long *flags);

#ifdef CONFIG_SLUB_DEBUG
/*
 * Enabled if slub_debug= names a size of kmalloc(), or if init_on_alloc= or init_on_free= is set.
 */
DECLARE_STATIC_KEY_FALSE(slob_debug_key);
#define slob_debug_kmalloc_on()		static_branch_unlikely(&slob_debug_key)
/* Return the cache that checks objects of kmalloc() of @size bytes, or NULL. */
struct kmem_cache *slob_debug_class(size_t size);
#else
#define slob_debug_kmalloc_on()		false
#define slob_debug_class(size)		NULL
#endif

/*
 * Return true if slob_free_slow() has to do every free: the image has no fast paths,
 * init_on_alloc= or init_on_free= is set, or there may be a streaming DMA mapping.
 */
static __fast_inline bool slob_frees_slowly(void)
{
	return !IS_ENABLED(CONFIG_SLOB_FAST_PATHS) || (slob_debug_kmalloc_on() && slab_inits()) ||
	       dma_owner_any();
}

#endif /* MM_SLOB_H */
