// SPDX-License-Identifier: BSD-2-Clause
/*
 * Check the invariants of buddy.c.  The numbers are those of its opening comment.  The check reads
 * the struct page of every ready page, with a zone's lock held for one block or one zone at a time.
 */

#define pr_fmt(fmt) "page_alloc: " fmt

#include <linux/kernel.h>
#include <linux/printk.h>

#include "pages.h"

static void buddy_violated(int *bad, unsigned int invariant, const struct page *page)
{
	if (!(*bad)++)
		pr_err("invariant %u violated at pfn %#lx\n", invariant, page_to_pfn(page));
}

/* Return true if the type of the page's page block changes, and its free blocks were not moved. */
static bool is_retyping(const struct zone *zone, const struct page *page)
{
	return zone->retyping && page >= zone->retyping &&
	       pageblock_index(page) == pageblock_index(zone->retyping);
}

/* Check invariants 1 to 4 and 10 of buddy.c for one list.  Returns its length. */
static u32 validate_free_list(struct zone *zone, unsigned int order, unsigned int mt, int *bad)
{
	u32 number = zone->lists[mt].head[order], prev = 0, length = 0;
	u32 tag = PGTY_free | order << 8 | zone->id << 16 | mt << 24;

	if (!!(zone->lists[mt].nonempty >> order & 1) != !!number)
		buddy_violated(bad, 3, page_at(number));
	for (; number; number = page_at(number)->next) {
		const struct page *page = page_at(number);

		if (!page_ready(page) || length > page_map_pages()) {
			buddy_violated(bad, 4, page);
			break;
		}
		if (page->tag != tag || number & ((1U << order) - 1)) {
			buddy_violated(bad, 1, page);
			break;
		}
		if ((pageblock_type(page) != mt && !is_retyping(zone, page)) ||
		    (order > pageblock_order && pageblock_type(page + pageblock_nr_pages) != mt)) {
			buddy_violated(bad, 10, page);
			break;
		}
		if (page->prev != prev) {
			buddy_violated(bad, 2, page);
			break;
		}
		prev = number;
		length++;
	}
	return length;
}

/*
 * Check invariant 9 of buddy.c.  Returns the number of pages in untouched blocks, whose struct
 * pages are not initialized.
 */
static unsigned long validate_untouched(struct zone *zone, int *bad)
{
	unsigned long nr = 0;
	u32 number;

	for (number = zone->untouched; number; number = page_at(number)->next) {
		const struct page *first = page_at(number);
		u32 i;

		for (i = 0; i < first->prev; i++) {
			if (page_ready(first + ((unsigned long)i << MAX_PAGE_ORDER)))
				buddy_violated(bad, 9, first);
		}
		if (first->type != PGTY_untouched || !first->prev) {
			buddy_violated(bad, 9, first);
			break;
		}
		nr += first->prev;
	}
	if (nr != zone->nr_untouched)
		buddy_violated(bad, 9, page_at(zone->untouched));
	return nr << MAX_PAGE_ORDER;
}

int page_zone_validate(struct zone *zone)
{
	unsigned long flags, nr[MIGRATE_TYPES] = { 0 }, nr_pages = 0;
	unsigned int order, mt;
	int bad = 0;

	spin_lock_irqsave(&zone->lock, flags);
	for (mt = 0; mt < MIGRATE_TYPES; mt++) {
		for (order = 0; order < NR_PAGE_ORDERS; order++)
			nr[mt] += (unsigned long)validate_free_list(zone, order, mt, &bad) << order;
		if (mt != MIGRATE_ISOLATE)
			nr_pages += nr[mt];
	}
	nr_pages += validate_untouched(zone, &bad);
	if (nr_pages != zone->nr_free_pages || nr[MIGRATE_CMA] != zone->nr_free_cma ||
	    nr[MIGRATE_HIGHATOMIC] != zone->nr_free_highatomic)
		buddy_violated(&bad, 5, page_map.base);
	if (zone->fast_mark != zone_fast_mark(zone))
		buddy_violated(&bad, 11, page_map.base);
	spin_unlock_irqrestore(&zone->lock, flags);
	return bad;
}

/* Return true if two free buddies should have been merged. */
static bool are_mates(struct page page, struct page buddy)
{
	if (page.order >= pageblock_order && page.flags < MIGRATE_PCPTYPES &&
	    buddy.flags < MIGRATE_PCPTYPES)
		buddy.flags = page.flags;
	return page.tag == buddy.tag;
}

/*
 * Check invariants 6, 7 and 8 of buddy.c for the block at @page.  Returns its number of pages, or 0
 * if its type, order or position is invalid.
 */
static unsigned long validate_block(const struct page *page, const struct page *end, int *bad)
{
	struct page head = page_snapshot(page);
	unsigned long size = sizeof(*page) << head.order, i;
	const struct page *buddy = (const struct page *)((unsigned long)page ^ size);
	int refs = page_ref_count(&head);

	if (head.type < PGTY_free || head.type == PGTY_untouched || head.order > MAX_PAGE_ORDER ||
	    (unsigned long)page & (size - 1) || page + (1UL << head.order) > end) {
		buddy_violated(bad, 6, page);
		return 0;
	}
	for (i = 1; i < 1UL << head.order; i++) {
		if (page[i].word)
			buddy_violated(bad, 6, page + i);
	}
	if (head.type == PGTY_free && head.order < MAX_PAGE_ORDER &&
	    are_mates(head, page_snapshot(buddy)))
		buddy_violated(bad, 7, page);
	if (head.type < PGTY_allocated ? refs : refs <= 0)
		buddy_violated(bad, 8, page);
	return 1UL << head.order;
}

static int validate_ready(const struct page *first)
{
	const struct page *page = first, *end = first + MAX_ORDER_NR_PAGES;
	struct zone *zone = page_map.zones[page_snapshot(first).zone];
	unsigned long flags;
	int bad = 0;

	spin_lock_irqsave(&zone->lock, flags);
	while (page < end && !bad)
		page += validate_block(page, end, &bad);
	spin_unlock_irqrestore(&zone->lock, flags);
	return bad;
}

int page_alloc_validate(void)
{
	struct zone *zone;
	unsigned long i;
	int bad = 0;

	for_each_zone(zone)
		bad += page_zone_validate(zone);
	for (i = 0; i < page_map_pages(); i += MAX_ORDER_NR_PAGES) {
		if (page_ready(page_map.base + i))
			bad += validate_ready(page_map.base + i);
	}
	return bad;
}
