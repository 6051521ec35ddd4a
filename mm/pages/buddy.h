/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_BUDDY_H
#define MM_BUDDY_H

/*
 * The fast paths of the buddy system: allocating and freeing a block.  They are inline, so that a
 * function that needs only these paths makes no calls.  mm/pages/buddy.c explains the design.  The
 * caller holds the zone's lock.
 */

#include <linux/bitops.h>
#include <linux/compiler.h>
#include <linux/lockdep.h>
#include <linux/mmdebug.h>

#include "pages.h"

/* Return the lowest set bit of a word that is not 0.  Bit 0 is the most frequent. */
static __fast_inline unsigned long lowest_bit(unsigned long mask)
{
	return mask & 1 ? 0 : __ffs_hot(mask);
}

static __fast_inline struct page *buddy_of(const struct page *page, unsigned long nr_pages)
{
	return (struct page *)((unsigned long)page ^ nr_pages * sizeof(*page));
}

/* Return the value of page->word for the first page of a free block. */
static __fast_inline u64 free_word(const struct zone *zone, unsigned long order, unsigned long mt)
{
	return zone->word_free + (order << 8) + (mt << 24);
}

/*
 * Check a free block that is on a list, or will be inserted: only those invariants whose check
 * takes constant time.
 */
static __fast_inline void buddy_check_block(const struct zone *zone, const struct page *page,
					    unsigned long order)
{
	VM_WARN_ON(order > MAX_PAGE_ORDER);
	VM_WARN_ON((unsigned long)page & ((sizeof(*page) << order) - 1));
	VM_WARN_ON(page->type != PGTY_free);
	VM_WARN_ON(page->order != order);
	VM_WARN_ON(page->zone != zone->id);
}

/*
 * Each link is stored by one instruction, because a CPU that frees the page a second time by
 * mistake may read the links concurrently.
 */
static __fast_inline void __enlist(struct zone *zone, struct free_lists *lists,
				     struct page *page, unsigned long order)
{
	unsigned long next = lists->head[order], number = page - zone->base;

	lockdep_assert_held(&zone->lock);
	buddy_check_block(zone, page, order);
	WRITE_ONCE(page->links, next);
	lists->head[order] = number;
	if (next)
		WRITE_ONCE(zone->base[next].prev, number);
	else
		lists->nonempty |= 1UL << order;
}

static __fast_inline void __unlist(struct zone *zone, struct free_lists *lists,
				     struct page *page, unsigned long order)
{
	unsigned long links = page->links, next = links & ~0U, prev = links >> 32;

	lockdep_assert_held(&zone->lock);
	buddy_check_block(zone, page, order);
	VM_WARN_ON(!(lists->nonempty >> order & 1));
	if (next)
		WRITE_ONCE(zone->base[next].prev, prev);
	if (prev) {
		WRITE_ONCE(zone->base[prev].next, next);
		return;
	}
	lists->head[order] = next;
	if (!next)
		lists->nonempty ^= 1UL << order;
}

/* Check the counts of free pages against each other. */
static __fast_inline void buddy_check_counts(const struct zone *zone)
{
	lockdep_assert_held(&zone->lock);
	VM_WARN_ON((long)zone->nr_free_pages < 0);
	VM_WARN_ON(zone->nr_free_cma > zone->nr_free_pages);
	VM_WARN_ON(zone->nr_free_highatomic > zone->nr_free_pages);
}

/*
 * Add @nr_pages, which is negative for allocations, to the zone's numbers of free pages of the type
 * @mt.  Other code may read these numbers without the zone's lock.
 */
static __fast_inline void __account(struct zone *zone, long nr_pages, unsigned long mt)
{
	lockdep_assert_held(&zone->lock);
	if (unlikely(mt >= MIGRATE_PCPTYPES)) {
		if (mt == MIGRATE_ISOLATE)
			return;
		if (mt == MIGRATE_CMA)
			WRITE_ONCE(zone->nr_free_cma, zone->nr_free_cma + nr_pages);
		else
			WRITE_ONCE(zone->nr_free_highatomic, zone->nr_free_highatomic + nr_pages);
		zone->fast_mark += nr_pages;
	}
	WRITE_ONCE(zone->nr_free_pages, zone->nr_free_pages + nr_pages);
	buddy_check_counts(zone);
}

/*
 * Halve a block of order @high until it has @order.  The lists of the orders from @order to
 * @high - 1 are empty.
 */
static __fast_inline void __split(struct zone *zone, struct page *page, unsigned long high,
				    unsigned long order, unsigned long mt)
{
	struct free_lists *lists = &zone->lists[mt];
	u64 word = free_word(zone, high, mt);

	lockdep_assert_held(&zone->lock);
	VM_WARN_ON(high <= order || high > MAX_PAGE_ORDER);
	VM_WARN_ON((unsigned long)page & ((sizeof(*page) << high) - 1));
	VM_WARN_ON(lists->nonempty >> order & ((1UL << (high - order)) - 1));
	lists->nonempty += (1UL << high) - (1UL << order);
	do {
		struct page *upper = page + (1UL << --high);

		word -= 1 << 8;
		WRITE_ONCE(upper->word, word);
		WRITE_ONCE(upper->links, 0);
		lists->head[high] = upper - zone->base;
	} while (high != order);
}

/*
 * Pop the first block of the lowest list at or above *order.  *order is set to the order of the
 * block.  Returns NULL if these lists are empty.
 */
static __fast_inline struct page *__take_first(struct zone *zone, unsigned long *order,
						 unsigned long mt)
{
	struct free_lists *lists = &zone->lists[mt];
	unsigned long nonempty = lists->nonempty, mask = nonempty >> *order, next;
	struct page *page;
	u32 *head;

	lockdep_assert_held(&zone->lock);
	VM_WARN_ON(*order > MAX_PAGE_ORDER || mt >= MIGRATE_TYPES);
	if (unlikely(!mask))
		return NULL;
	*order += lowest_bit(mask);
	head = &lists->head[*order];
	page = &zone->base[*head];
	buddy_check_block(zone, page, *order);
	VM_WARN_ON(page->prev);
	next = page->next;
	*head = next;
	if (next)
		WRITE_ONCE(zone->base[next].prev, 0);
	else
		lists->nonempty = nonempty ^ 1UL << *order;
	return page;
}

/* Allocate a block of the order from the lists of @mt.  Its struct page still has the type free. */
static __fast_inline struct page *__take(struct zone *zone, unsigned long order, unsigned long mt)
{
	unsigned long found = order;
	struct page *page = __take_first(zone, &found, mt);

	lockdep_assert_held(&zone->lock);
	if (unlikely(!page))
		return NULL;
	if (found != order)
		__split(zone, page, found, order, mt);
	__account(zone, -(1L << order), mt);
	return page;
}

/*
 * Allocate a block of the order by all means that the flags allow.  Its struct page is undefined.
 */
static __fast_inline struct page *zone_take(struct zone *zone, unsigned long order,
					      unsigned long mt, unsigned int alloc_flags)
{
	struct page *page = NULL;

	if (likely(!(alloc_flags & (ALLOC_CMA | ALLOC_HIGHATOMIC))))
		page = __take(zone, order, mt);
	return likely(page) ? page : zone_take_slow(zone, order, mt, alloc_flags);
}

/*
 * Finish the merge of a block that is at least a page block: also merge it with buddies of other
 * types that requests can have, and put it on its list.
 */
void __join_types(struct zone *zone, struct page *page, unsigned long order, unsigned long mt);

/* Merge a block with its buddies, and put it on its list. */
static __fast_inline void __join(struct zone *zone, struct page *page, unsigned long order,
				 unsigned long mt)
{
	struct free_lists *lists = &zone->lists[mt];
	u64 word = free_word(zone, order, mt);

	lockdep_assert_held(&zone->lock);
	VM_WARN_ON(order > MAX_PAGE_ORDER || mt >= MIGRATE_TYPES);
	VM_WARN_ON((unsigned long)page & ((sizeof(*page) << order) - 1));
	for (; order != MAX_PAGE_ORDER; order++, word += 1 << 8) {
		struct page *buddy = buddy_of(page, 1UL << order);

		if (READ_ONCE(buddy->word) != word)
			break;
		__unlist(zone, lists, buddy, order);
		if (buddy < page) {
			WRITE_ONCE(page->word, 0);
			page = buddy;
		} else {
			WRITE_ONCE(buddy->word, 0);
		}
	}
	if (unlikely(order - pageblock_order < MAX_PAGE_ORDER - pageblock_order))
		return __join_types(zone, page, order, mt);
	WRITE_ONCE(page->word, word);
	__enlist(zone, lists, page, order);
}

/*
 * Free a block that is on no list.  Its struct page is overwritten.  @mt is the type of the page
 * block; a block of several page blocks must have one type.
 */
static __fast_inline void __give(struct zone *zone, struct page *page, unsigned long order,
				 unsigned long mt)
{
	__account(zone, 1L << order, mt);
	__join(zone, page, order, mt);
}

#endif /* MM_BUDDY_H */
