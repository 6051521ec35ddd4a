// SPDX-License-Identifier: BSD-2-Clause
/*
 * Coherent memory of up to half a page: descriptors, small rings, mailboxes.
 *
 * A page is divided into pieces of one size, so that a piece is aligned to its size.  The size is a
 * power of two, from 64 bytes, or from the length of a cache line that is longer, to half a page.
 * The record of the page, with a bit for each piece, is outside of the page, where no device
 * writes:
 *
 *	page     [ 64 ][ 64 ][ 64 ]...			64 pieces
 *	free       0     1     0  ...			a bit each: free, and not in a stack
 *	used       1     0     0  ...			a bit each: allocated by a caller
 *
 * Pages for coherent devices come from the page allocator and have the type PGTY_dma; their records
 * are found by struct page.  Pages for other devices come from uncached.c; their records are found
 * by a hash of their address.
 *
 * With CONFIG_SMP, each CPU has a stack of free pieces of one page, its home, for each kind and for
 * each of the NR_STACKS smallest sizes (internal/cpu_blocks.h).  Usual calls use the stack without
 * lines_lock.  An empty stack is filled from a page of the list, which becomes the home.  If no
 * page has a free piece, the pieces of all stacks return to their pages before a page is added.
 *
 * Invariants:
 *	1. a page with a piece whose bit in free is set is on the list of its kind and size, and any
 *	   other page is on the list of full pages;
 *	2. a page whose pieces are all free is freed, unless it is the only one of its list, or the
 *	   home of a stack, or has a piece in a stack;
 *	3. a piece has at most one of its two bits set; if it has none, it is in a stack, or moves
 *	   between a stack and its page.
 *
 * Locking: lines_lock, with interrupts off, protects lists, hash and records, except for the bitmap
 * used.  A bit of used is cleared by an atomic operation only, so that one of two concurrent frees
 * of a piece is refused.  Pages are allocated and freed without lines_lock.
 *
 * Bounds: a CPU caches at most CPU_BLOCKS pieces of each kind and size, which lie in at most
 * 2 * NR_STACKS pages.  At most CPU_BLOCKS pieces are moved while lines_lock is held.
 */

#include <internal/arch.h>
#include <internal/cpu_blocks.h>
#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/cpumask.h>
#include <linux/find.h>
#include <linux/hashtable.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "dma.h"

#define NR_SIZES	(PAGE_SHIFT - LINES_SHIFT_MIN)
#define PIECES		(PAGE_SIZE >> LINES_SHIFT_MIN)	/* pieces of the smallest size in a page */

/* The record of a page that is divided into pieces. */
struct lines {
	struct hlist_node partial;	/* links in partial[][] or full, see invariant 1 */
	struct hlist_node hash;		/* in uncached_pages, if the page is uncached */
	DECLARE_BITMAP(free, PIECES);
	DECLARE_BITMAP(used, PIECES);
	unsigned int nr_free;		/* bits set in free */
	unsigned int homes;		/* stacks whose home this page is */
	u8 shift;			/* pieces of 2^shift bytes */
	u8 page_type;			/* previous type of the page; 0: the page is uncached */
	void *va;
	phys_addr_t pa;
};

static struct hlist_head partial[2][NR_SIZES];	/* index: [uncached][shift - LINES_SHIFT_MIN] */
static HLIST_HEAD(full);			/* records of full pages, for kmemleak, too */
static DEFINE_HASHTABLE(uncached_pages, 4);
static DEFINE_SPINLOCK(lines_lock);

/* Number of sizes with stacks: 64 and 128 bytes. */
#define NR_STACKS	2
/*
 * The stacks of the CPU: those of NR_STACKS sizes for coherent devices, then those for others.  A
 * home is NULL before the stack is filled first.
 */
static DEFINE_PER_CPU(struct cpu_blocks [2 * NR_STACKS], lines_stacks);

static struct hlist_head *list_of(const struct lines *l)
{
	VM_WARN_ON(l->shift < LINES_SHIFT_MIN || l->shift >= PAGE_SHIFT);
	return &partial[!l->page_type][l->shift - LINES_SHIFT_MIN];
}

/* ---- pages ----------------------------------------------------------------------------------- */

static struct lines *lines_create(const struct device *dev, unsigned int shift, gfp_t gfp, u64 mask)
{
	struct lines *l = kzalloc(sizeof(*l), gfp & ~(__GFP_ZERO | __GFP_DMA | __GFP_DMA32));
	struct page *page;

	if (!l)
		return NULL;
	VM_WARN_ON(shift < LINES_SHIFT_MIN || shift >= PAGE_SHIFT);
	l->shift = shift;
	l->nr_free = PAGE_SIZE >> shift;
	bitmap_set(l->free, 0, l->nr_free);
	if (dev->dma_coherent) {
		page = dma_alloc_reached(dev, 0, gfp, mask);
		if (page) {
			l->pa = page_to_phys(page);
			l->va = page_address(page);
			l->page_type = page->type;
			page->private = (unsigned long)l;
			WRITE_ONCE(page->type, PGTY_dma);
		}
	} else {
		l->va = uncached_alloc(dev, PAGE_SIZE, gfp, mask, &l->pa);
	}
	if (l->va)
		return l;
	kfree(l);
	return NULL;
}

static void lines_destroy(struct lines *l)
{
	VM_WARN_ON(l->nr_free != PAGE_SIZE >> l->shift);
	if (l->page_type) {
		struct page *page = virt_to_page(l->va);

		page->private = 0;
		WRITE_ONCE(page->type, l->page_type);
		__free_page(page);
	} else {
		uncached_free(l->va, l->pa, PAGE_SIZE);
	}
	kfree(l);
}

static void __lines_add(struct lines *l) __must_hold(&lines_lock)
{
	lockdep_assert_held(&lines_lock);
	hlist_add_head(&l->partial, list_of(l));
	VM_WARN_ON(!l->va || offset_in_page(l->va) || offset_in_page(l->pa));
	if (!l->page_type)
		hash_add(uncached_pages, &l->hash, (unsigned long)l->va >> PAGE_SHIFT);
}

/* Return the record of the page that contains @va, or NULL.  @va may be any address. */
static struct lines *__lines_find(const void *va, bool coherent) __must_hold(&lines_lock)
{
	struct lines *l;

	lockdep_assert_held(&lines_lock);
	if (coherent) {
		const struct page *page = virt_to_page(va);

		return is_linear_addr(va) && page_ready(page) && READ_ONCE(page->type) == PGTY_dma ?
		       (struct lines *)page->private : NULL;
	}
	hash_for_each_possible(uncached_pages, l, hash, (unsigned long)va >> PAGE_SHIFT) {
		if (l->va == (void *)((unsigned long)va & PAGE_MASK))
			return l;
	}
	return NULL;
}

/* ---- pieces ---------------------------------------------------------------------------------- */

/* Return a page with a free piece that the device can reach, or NULL. */
static __always_inline struct lines *__find_partial(const struct device *dev, unsigned int shift,
						    u64 mask) __must_hold(&lines_lock)
{
	bool all = dma_reaches_all(dev, mask);
	struct lines *l;

	lockdep_assert_held(&lines_lock);
	if (unlikely(!all && dma_has_own(dev)))
		return NULL;

	hlist_for_each_entry(l, &partial[!dev->dma_coherent][shift - LINES_SHIFT_MIN], partial) {
		if (all || dma_reaches(dev, dma_from_phys(dev, l->pa, PAGE_SIZE), PAGE_SIZE, mask))
			return l;
	}
	return NULL;
}

/* Return true if pieces of this size are cached in the stacks of the CPUs. */
static __always_inline bool lines_has_stacks(unsigned int shift)
{
	return IS_ENABLED(CONFIG_SMP) && shift < LINES_SHIFT_MIN + NR_STACKS;
}

/* Set the bit in used of a piece that the caller allocates. */
static __always_inline void lines_mark_used(struct lines *l, unsigned long offset)
{
	VM_WARN_ON(test_bit(offset >> l->shift, l->used));
	if (IS_ENABLED(CONFIG_SMP))
		set_bit(offset >> l->shift, l->used);
	else
		__set_bit(offset >> l->shift, l->used);
}

/* Clear the bit in used of the piece at @va and @pa.  Returns false if it is not allocated. */
static __always_inline bool lines_claim(struct lines *l, const void *va, phys_addr_t pa)
{
	unsigned long offset = va - l->va, at = offset >> l->shift;

	if (unlikely(offset >= PAGE_SIZE || l->pa + offset != pa ||
		     offset & ((1UL << l->shift) - 1)))
		return false;
	/* The piece becomes free only after the caller's accesses to it. */
	return IS_ENABLED(CONFIG_SMP) ? test_and_clear_bit(at, l->used) :
					__test_and_clear_bit(at, l->used);
}

/* Pop a free piece of a page and return its offset. */
static __always_inline unsigned long __lines_take(struct lines *l, unsigned int shift)
	__must_hold(&lines_lock)
{
	unsigned long at = find_first_bit(l->free, PIECES);

	lockdep_assert_held(&lines_lock);
	VM_WARN_ON(!l->nr_free || l->shift != shift || at >= PAGE_SIZE >> shift);
	__clear_bit(at, l->free);
	if (unlikely(!--l->nr_free)) {
		hlist_del(&l->partial);
		hlist_add_head(&l->partial, &full);
	}
	return at << shift;
}

/* Return true if all pieces of the page are free, and no list or stack needs the page. */
static __always_inline bool __is_spare(const struct lines *l) __must_hold(&lines_lock)
{
	lockdep_assert_held(&lines_lock);
	return l->nr_free == PAGE_SIZE >> l->shift && !l->homes &&
	       (l->partial.next || l->partial.pprev != &list_of(l)->first);
}

static void __lines_remove(struct lines *l) __must_hold(&lines_lock)
{
	lockdep_assert_held(&lines_lock);
	hlist_del(&l->partial);
	if (!l->page_type)
		hash_del(&l->hash);
}

/*
 * Push a piece that is neither used nor in a stack to its page.  Returns the page if the caller
 * must destroy it after releasing lines_lock, or NULL.
 */
static __always_inline struct lines *__lines_put(struct lines *l, unsigned long offset)
	__must_hold(&lines_lock)
{
	unsigned long at = offset >> l->shift;

	lockdep_assert_held(&lines_lock);
	VM_WARN_ON(test_bit(at, l->free) || test_bit(at, l->used));
	__set_bit(at, l->free);
	VM_WARN_ON(l->nr_free >= PAGE_SIZE >> l->shift);
	if (unlikely(!l->nr_free++)) {
		hlist_del(&l->partial);
		hlist_add_head(&l->partial, list_of(l));
	} else if (unlikely(__is_spare(l))) {
		__lines_remove(l);
		return l;
	}
	return NULL;
}

/* ---- stacks of the CPUs ---------------------------------------------------------------------- */

static __always_inline struct cpu_blocks *lines_stack(bool uncached, unsigned int shift)
{
	return &(*this_cpu_ptr(&lines_stacks))[uncached * NR_STACKS + shift - LINES_SHIFT_MIN];
}

/* Pop a piece of this CPU's stack.  Returns 0 if there is none on top of the stack. */
static __always_inline unsigned long lines_pop(bool uncached, unsigned int shift, struct lines **l)
{
	struct cpu_blocks *blocks;
	unsigned long flags, va = 0;

	local_irq_save(flags);
	blocks = lines_stack(uncached, shift);
	*l = blocks->home;
	if (likely(*l))
		va = cpu_blocks_pop(blocks);
	local_irq_restore_short(flags);
	return va;
}

/* Push a piece of the home on this CPU's stack.  Returns false if it is not such a piece. */
static __always_inline bool lines_push(bool uncached, unsigned int shift, void *va, phys_addr_t pa)
{
	struct cpu_blocks *blocks;
	unsigned long flags;
	bool done = false;
	struct lines *l;

	local_irq_save(flags);
	blocks = lines_stack(uncached, shift);
	l = blocks->home;
	if (likely(l && !cpu_blocks_full(blocks)) && likely(lines_claim(l, va, pa))) {
		cpu_blocks_push(blocks, (unsigned long)va);
		done = true;
	}
	local_irq_restore_short(flags);
	return done;
}

/*
 * Fill this CPU's stack, if it is empty, with pieces of the page, except for one slot.  Returns the
 * previous home if the caller must destroy it after releasing lines_lock, or NULL.
 */
static struct lines *__lines_fill(struct lines *l) __must_hold(&lines_lock)
{
	struct cpu_blocks *blocks = lines_stack(!l->page_type, l->shift);
	struct lines *home = blocks->home;

	lockdep_assert_held(&lines_lock);
	if (!home)
		cpu_blocks_init(blocks, NULL);
	while (!cpu_blocks_empty(blocks)) {
		if (READ_ONCE(*blocks->top))
			return NULL;
		blocks->top--;	/* another CPU stole the piece */
	}
	blocks->home = l;
	l->homes++;
	for (unsigned int n = 1; n < CPU_BLOCKS && l->nr_free; n++)
		cpu_blocks_push(blocks, (unsigned long)l->va + __lines_take(l, l->shift));
	if (!home || --home->homes || !__is_spare(home))
		return NULL;
	__lines_remove(home);
	return home;
}

/* Return the pieces of all stacks to their pages.  Returns false if there were none. */
static noinline bool lines_drain(bool uncached, unsigned int shift)
{
	bool found = false;
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		struct cpu_blocks *blocks = &per_cpu(lines_stacks, cpu)[uncached * NR_STACKS +
									shift - LINES_SHIFT_MIN];

		for (unsigned int slot = 0; slot < CPU_BLOCKS; slot++) {
			struct lines *l, *spare = NULL;
			unsigned long flags, va;

			spin_lock_irqsave(&lines_lock, flags);
			va = cpu_blocks_steal(blocks, slot);
			l = va ? __lines_find((void *)va, !uncached) : NULL;
			if (l)
				spare = __lines_put(l, offset_in_page(va));
			spin_unlock_irqrestore(&lines_lock, flags);
			found |= !!l;
			if (spare)
				lines_destroy(spare);
		}
	}
	return found;
}

/* ---- allocation and free --------------------------------------------------------------------- */

/* Add a page, and allocate a piece of it.  Returns NULL on failure. */
static noinline struct lines *lines_grow(struct device *dev, unsigned int shift, gfp_t gfp,
					 u64 mask, unsigned long *offset)
{
	struct lines *l = dma_has_own(dev) ? NULL : lines_create(dev, shift, gfp, mask);
	unsigned long flags;

	if (!l)
		return NULL;
	spin_lock_irqsave(&lines_lock, flags);
	__lines_add(l);
	*offset = __lines_take(l, shift);
	spin_unlock_irqrestore(&lines_lock, flags);
	return l;
}

/*
 * Clear a piece.  at is volatile, because GCC would otherwise call memset(), which is slower for a
 * few cache lines.
 */
static __always_inline void clear_piece(void *va, size_t size)
{
	volatile u64 *at = va, *end = va + size;

	for (; at < end; at += 8)
		at[0] = at[1] = at[2] = at[3] = at[4] = at[5] = at[6] = at[7] = 0;
}

/*
 * Allocate a piece with lines_lock.  Returns its page and stores its offset, or returns NULL on
 * failure.
 */
static noinline struct lines *lines_alloc_slow(struct device *dev, unsigned int shift, gfp_t gfp,
					       u64 mask, unsigned long *offset)
{
	bool stacks = lines_has_stacks(shift) && !dma_has_own(dev);
	struct lines *l, *spare = NULL;
	unsigned long flags;

	do {
		spin_lock_irqsave(&lines_lock, flags);
		l = __find_partial(dev, shift, mask);
		if (likely(l)) {
			*offset = __lines_take(l, shift);
			if (stacks && dma_reaches_all(dev, mask))
				spare = __lines_fill(l);
		}
		spin_unlock_irqrestore(&lines_lock, flags);
	} while (unlikely(!l) && stacks && lines_drain(!dev->dma_coherent, shift));
	if (unlikely(spare))
		lines_destroy(spare);
	return likely(l) ? l : lines_grow(dev, shift, gfp & ~(__GFP_HIGHMEM | __GFP_COMP), mask,
					  offset);
}

void *lines_alloc(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
		  unsigned long attrs)
{
	unsigned int shift = lines_shift(dev, size);
	u64 mask = coherent_mask(dev);
	unsigned long offset, piece = 0;
	struct lines *l;

	if (unlikely(shift >= PAGE_SHIFT || dma_bad_attrs(size, attrs)))
		return dma_alloc_whole(dev, size, handle, gfp, attrs);
	if (likely(lines_has_stacks(shift) && dma_reaches_all(dev, mask)))
		piece = lines_pop(!dev->dma_coherent, shift, &l);
	offset = offset_in_page(piece);
	if (unlikely(!piece)) {
		l = lines_alloc_slow(dev, shift, gfp, mask, &offset);
		if (!l)
			return dma_alloc_rest(dev, size, handle, gfp, attrs);
		piece = (unsigned long)l->va + offset;
	}
	lines_mark_used(l, offset);
	clear_piece((void *)piece, 1UL << shift);
	*handle = dma_from_phys(dev, l->pa + offset, size);
	__atomic_fetch_add(&dev->dma_coherent_bytes, size, __ATOMIC_RELAXED);
	dma_debug_map(dev, DMA_DEBUG_COHERENT, *handle, size, DMA_BIDIRECTIONAL, attrs);
	return (void *)piece;
}

bool lines_free(struct device *dev, unsigned int shift, void *va, phys_addr_t pa)
{
	struct lines *l, *spare = NULL;
	unsigned long flags;
	bool freed;

	if (likely(lines_has_stacks(shift)) &&
	    likely(lines_push(!dev->dma_coherent, shift, va, pa)))
		return true;
	spin_lock_irqsave(&lines_lock, flags);
	l = __lines_find(va, dev->dma_coherent);
	freed = likely(l && l->shift == shift) && lines_claim(l, va, pa);
	if (likely(freed))
		spare = __lines_put(l, offset_in_page(va));
	spin_unlock_irqrestore(&lines_lock, flags);
	if (unlikely(spare))
		lines_destroy(spare);
	return freed;
}
