// SPDX-License-Identifier: BSD-2-Clause
/*
 * Coherent memory below a page: descriptors, small rings, mailboxes.
 *
 * A page is cut into pieces of one size, a power of two from 64 bytes (or a cache line that is longer) to
 * half a page, so that a piece is aligned to its size.  What is known of the page, a bit for each piece
 * above all, lies outside of it, where no device writes:
 *
 *	page     [ 64 ][ 64 ][ 64 ]...			64 pieces
 *	free       0     1     1  ...			a bit each
 *
 * Pages for coherent devices are of the page allocator, PGTY_dma, and found by struct page; those for
 * other devices are of uncached.c, and found by a hash of their address.
 *
 * Invariants:
 *	1. a page is on the list of its kind and size if, and only if, some piece of it is free;
 *	2. a page all of whose pieces are free goes back, unless it is the only one of its list.
 *
 * Locking: lines_lock, interrupts off, for all of it.  Pages are taken and given back outside.
 */

#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/find.h>
#include <linux/hashtable.h>
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <quarry/arch.h>

#include "dma.h"

#define SHIFT_MIN	6
#define NR_SIZES	(PAGE_SHIFT - SHIFT_MIN)
#define PIECES		(PAGE_SIZE >> SHIFT_MIN)	/* of the smallest size */

/* A page that is cut. */
struct lines {
	struct hlist_node partial;	/* invariant 1 */
	struct hlist_node hash;		/* if uncached */
	DECLARE_BITMAP(free, PIECES);
	unsigned int nr_free;
	u8 shift;			/* pieces of 2^shift bytes */
	u8 page_type;			/* that the page had; 0: uncached */
	void *va;
	phys_addr_t pa;
};

static struct hlist_head partial[2][NR_SIZES];	/* [uncached][shift - SHIFT_MIN] */
static DEFINE_HASHTABLE(uncached_pages, 4);
static DEFINE_SPINLOCK(lines_lock);

static struct hlist_head *list_of(const struct lines *l)
{
	return &partial[!l->page_type][l->shift - SHIFT_MIN];
}

/* ---- pages ----------------------------------------------------------------------------------- */

static struct lines *lines_create(const struct device *dev, unsigned int shift, gfp_t gfp, u64 mask)
{
	struct lines *l = kzalloc(sizeof(*l), gfp & ~(__GFP_ZERO | __GFP_DMA | __GFP_DMA32));
	struct page *page;

	if (!l)
		return NULL;
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
		l->va = uncached_alloc(0, gfp, &l->pa);
		if (l->va && !dma_reaches(dev, dma_from_phys(dev, l->pa, PAGE_SIZE), PAGE_SIZE, mask)) {
			uncached_free(l->va, l->pa, 0);
			l->va = NULL;
		}
	}
	if (l->va)
		return l;
	kfree(l);
	return NULL;
}

static void lines_destroy(struct lines *l)
{
	if (l->page_type) {
		struct page *page = virt_to_page(l->va);

		page->private = 0;
		WRITE_ONCE(page->type, l->page_type);
		__free_page(page);
	} else {
		uncached_free(l->va, l->pa, 0);
	}
	kfree(l);
}

/* Lock held. */
static void __add(struct lines *l)
{
	hlist_add_head(&l->partial, list_of(l));
	if (!l->page_type)
		hash_add(uncached_pages, &l->hash, (unsigned long)l->va >> PAGE_SHIFT);
}

/* The page that the address is in; NULL.  For any address; lock held. */
static struct lines *__find(const void *va, bool coherent)
{
	struct lines *l;

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

unsigned int lines_shift(const struct device *dev, size_t size)
{
	size = max_t(size_t, size, dev->dma_reach.line);
	return size <= 1UL << SHIFT_MIN ? SHIFT_MIN : (unsigned int)order_base_2(size);
}

/* Of a page that the device reaches; NULL.  Lock held. */
static void *__take(const struct device *dev, unsigned int shift, u64 mask, phys_addr_t *pa)
{
	struct lines *l;
	unsigned long at;

	hlist_for_each_entry(l, &partial[!dev->dma_coherent][shift - SHIFT_MIN], partial) {
		if (!dma_reaches(dev, dma_from_phys(dev, l->pa, PAGE_SIZE), PAGE_SIZE, mask))
			continue;
		at = find_first_bit(l->free, PIECES);
		__clear_bit(at, l->free);
		if (!--l->nr_free)
			hlist_del_init(&l->partial);
		*pa = l->pa + (at << shift);
		return l->va + (at << shift);
	}
	return NULL;
}

void *lines_alloc(const struct device *dev, unsigned int shift, gfp_t gfp, u64 mask, phys_addr_t *pa)
{
	unsigned long flags;
	struct lines *l;
	void *va;

	spin_lock_irqsave(&lines_lock, flags);
	va = __take(dev, shift, mask, pa);
	spin_unlock_irqrestore(&lines_lock, flags);
	if (unlikely(!va)) {
		l = lines_create(dev, shift, gfp, mask);
		if (!l)
			return NULL;
		spin_lock_irqsave(&lines_lock, flags);
		__add(l);
		va = __take(dev, shift, mask, pa);
		spin_unlock_irqrestore(&lines_lock, flags);
	}
	return memset(va, 0, 1UL << shift);
}

bool lines_free(const struct device *dev, void *va, phys_addr_t pa, unsigned int shift)
{
	unsigned long flags, offset = offset_in_page(va);
	bool allocated, spare = false;
	struct lines *l;

	spin_lock_irqsave(&lines_lock, flags);
	l = __find(va, dev->dma_coherent);
	allocated = l && l->shift == shift && l->pa + offset == pa && !(offset & ((1UL << shift) - 1)) &&
		    !test_bit(offset >> shift, l->free);
	if (allocated) {
		__set_bit(offset >> shift, l->free);
		if (!l->nr_free++)
			hlist_add_head(&l->partial, list_of(l));
		spare = l->nr_free == PAGE_SIZE >> shift &&
			(l->partial.next || list_of(l)->first != &l->partial);
		if (spare) {
			hlist_del(&l->partial);
			if (!l->page_type)
				hash_del(&l->hash);
		}
	}
	spin_unlock_irqrestore(&lines_lock, flags);
	if (spare)
		lines_destroy(l);
	return allocated;
}
