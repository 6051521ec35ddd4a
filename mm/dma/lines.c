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
 *	free       0     1     1  ...			a bit each
 *
 * Pages for coherent devices come from the page allocator and have the type PGTY_dma; their records
 * are found by struct page.  Pages for other devices come from uncached.c; their records are found
 * by a hash of their address.
 *
 * Invariants:
 *	1. a page with a free piece is on the list of its kind and size, and any other page is on
 *	   the list of full pages;
 *	2. a page whose pieces are all free is freed, unless it is the only one of its list.
 *
 * Locking: lines_lock, with interrupts off, protects lists, hash and records.  Pages are
 * allocated and freed without it.
 */

#include <internal/arch.h>
#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/find.h>
#include <linux/hashtable.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
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
	unsigned int nr_free;
	u8 shift;			/* pieces of 2^shift bytes */
	u8 page_type;			/* previous type of the page; 0: the page is uncached */
	void *va;
	phys_addr_t pa;
};

static struct hlist_head partial[2][NR_SIZES];	/* index: [uncached][shift - LINES_SHIFT_MIN] */
static HLIST_HEAD(full);			/* records of full pages, for kmemleak, too */
static DEFINE_HASHTABLE(uncached_pages, 4);
static DEFINE_SPINLOCK(lines_lock);

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

/* Allocate a piece and return its offset. */
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

void *lines_alloc(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
		  unsigned long attrs)
{
	unsigned int shift = lines_shift(dev, size);
	u64 mask = coherent_mask(dev);
	unsigned long flags, offset;
	struct lines *l;
	void *va;

	if (unlikely(shift >= PAGE_SHIFT || dma_bad_attrs(size, attrs)))
		return dma_alloc_whole(dev, size, handle, gfp, attrs);
	spin_lock_irqsave(&lines_lock, flags);
	l = __find_partial(dev, shift, mask);
	if (likely(l))
		offset = __lines_take(l, shift);
	spin_unlock_irqrestore(&lines_lock, flags);
	if (unlikely(!l)) {
		l = lines_grow(dev, shift, gfp & ~(__GFP_HIGHMEM | __GFP_COMP), mask, &offset);
		if (!l)
			return dma_alloc_rest(dev, size, handle, gfp, attrs);
	}
	va = l->va + offset;
	clear_piece(va, 1UL << shift);
	*handle = dma_from_phys(dev, l->pa + offset, size);
	__atomic_fetch_add(&dev->dma_coherent_bytes, size, __ATOMIC_RELAXED);
	dma_debug_map(dev, DMA_DEBUG_COHERENT, *handle, size, DMA_BIDIRECTIONAL, attrs);
	return va;
}

/* Return true if all pieces of the page are free and its list has other pages. */
static __always_inline bool __is_spare(const struct lines *l) __must_hold(&lines_lock)
{
	lockdep_assert_held(&lines_lock);
	return l->nr_free == PAGE_SIZE >> l->shift &&
	       (l->partial.next || l->partial.pprev != &list_of(l)->first);
}

static void __lines_remove(struct lines *l) __must_hold(&lines_lock)
{
	lockdep_assert_held(&lines_lock);
	hlist_del(&l->partial);
	if (!l->page_type)
		hash_del(&l->hash);
}

bool lines_free(struct device *dev, unsigned int shift, void *va, phys_addr_t pa)
{
	unsigned long flags, offset = offset_in_page(va);
	bool allocated, spare = false;
	struct lines *l;

	spin_lock_irqsave(&lines_lock, flags);
	l = __lines_find(va, dev->dma_coherent);
	allocated = likely(l && l->shift == shift && l->pa + offset == pa) &&
		    !(offset & ((1UL << shift) - 1)) && !test_bit(offset >> shift, l->free);
	if (likely(allocated)) {
		__set_bit(offset >> shift, l->free);
		if (unlikely(!l->nr_free++)) {
			hlist_del(&l->partial);
			hlist_add_head(&l->partial, list_of(l));
		} else {
			spare = __is_spare(l);
		}
		VM_WARN_ON(l->nr_free > PAGE_SIZE >> shift);
		if (unlikely(spare))
			__lines_remove(l);
	}
	spin_unlock_irqrestore(&lines_lock, flags);
	if (spare)
		lines_destroy(l);
	return allocated;
}
