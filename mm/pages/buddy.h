/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_BUDDY_H
#define MM_BUDDY_H

/*
 * The buddy system's two moves, taking a block and giving one back, inline for the functions that
 * do nothing else.  mm/pages/buddy.c has the theory.  The caller holds the zone's lock.
 */

#include <linux/bitops.h>
#include <linux/compiler.h>
#include <linux/mmdebug.h>

#include "pages.h"

/*
 * The lowest bit of a word that has one: the first is the likeliest.
 */
static __fast_inline unsigned long lowest_bit(unsigned long mask)
{
	return mask & 1 ? 0 : __ffs_hot(mask);
}

static __fast_inline struct page *buddy_of(const struct page *page, unsigned long nr_pages)
{
	return (struct page *)((unsigned long)page ^ nr_pages * sizeof(*page));
}

/* The first word of a free block's first page. */
static __fast_inline u64 free_word(const struct zone *zone, unsigned long order, unsigned long mt)
{
	return zone->word_free + (order << 8) + (mt << 24);
}

/* The O(1) part of the invariants of a block of the zone, which is on a list or about to be. */
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
 * The links are stored in one piece each: a CPU that frees the page once more, by mistake, may read them
 * at the same time.
 */
static __fast_inline void __enlist(struct zone *zone, struct free_lists *lists,
				     struct page *page, unsigned long order)
{
	unsigned long next = lists->head[order], number = page - zone->base;

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

/* Count pages that become free (or, negative, are taken), by type.  Read without the lock. */
static __fast_inline void __account(struct zone *zone, long nr_pages, unsigned long mt)
{
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
}

/* Halve a block of order @high until one of @order is left; the lists between are empty. */
static __fast_inline void __split(struct zone *zone, struct page *page, unsigned long high,
				    unsigned long order, unsigned long mt)
{
	struct free_lists *lists = &zone->lists[mt];
	u64 word = free_word(zone, high, mt);

	lists->nonempty += (1UL << high) - (1UL << order);
	do {
		struct page *upper = page + (1UL << --high);

		word -= 1 << 8;
		WRITE_ONCE(upper->word, word);
		WRITE_ONCE(upper->links, 0);
		lists->head[high] = upper - zone->base;
	} while (high != order);
}

/* The first block of the lowest list at or above *order, unlinked; its order in *order. */
static __fast_inline struct page *__take_first(struct zone *zone, unsigned long *order,
						 unsigned long mt)
{
	struct free_lists *lists = &zone->lists[mt];
	unsigned long nonempty = lists->nonempty, mask = nonempty >> *order, next;
	struct page *page;
	u32 *head;

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

/* A block of the order from the lists of @mt.  Its struct page still says that it is free. */
static __fast_inline struct page *__take(struct zone *zone, unsigned long order, unsigned long mt)
{
	unsigned long found = order;
	struct page *page = __take_first(zone, &found, mt);

	if (unlikely(!page))
		return NULL;
	if (found != order)
		__split(zone, page, found, order, mt);
	__account(zone, -(1L << order), mt);
	return page;
}

/* A block of the order by all means that the flags allow.  Its struct page is undefined. */
static __fast_inline struct page *zone_take(struct zone *zone, unsigned long order,
					      unsigned long mt, unsigned int alloc_flags)
{
	struct page *page = NULL;

	if (likely(!(alloc_flags & (ALLOC_CMA | ALLOC_HIGHATOMIC))))
		page = __take(zone, order, mt);
	return likely(page) ? page : zone_take_slow(zone, order, mt, alloc_flags);
}

/*
 * Put a block, not smaller than a page block, on its list, joined with a buddy of another type; each page
 * block may be of any of the types that requests have.
 */
void __join_types(struct zone *zone, struct page *page, unsigned long order, unsigned long mt);

/* Put a block on its list, joined with its buddies. */
static __fast_inline void __join(struct zone *zone, struct page *page, unsigned long order,
				 unsigned long mt)
{
	struct free_lists *lists = &zone->lists[mt];
	u64 word = free_word(zone, order, mt);

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
 * Give back a block that is on no list; its struct page is overwritten.  @mt is the page block's
 * type; where a block spans two page blocks, that of both.
 */
static __fast_inline void __give(struct zone *zone, struct page *page, unsigned long order,
				 unsigned long mt)
{
	__account(zone, 1L << order, mt);
	__join(zone, page, order, mt);
}

#endif /* MM_BUDDY_H */
