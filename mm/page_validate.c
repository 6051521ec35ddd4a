// SPDX-License-Identifier: BSD-2-Clause
/*
 * The invariants of page_alloc.c, as code and by the same numbers.  The cost is that of reading the
 * struct page of every ready page, with a zone's lock held for one block or one zone at a time.
 */

#define pr_fmt(fmt) "page_alloc: " fmt

#include <linux/kernel.h>
#include <linux/printk.h>

#include "internal.h"

static void violated(int *bad, unsigned int invariant, const struct page *page)
{
	if (!(*bad)++)
		pr_err("invariant %u violated at pfn %#lx\n", invariant, page_to_pfn(page));
}

/* One list: invariants 1 to 4.  Returns its length. */
static u32 validate_list(struct zone *zone, unsigned int order, int mt, int *bad)
{
	u32 number = zone->head[mt][order], prev = 0, length = 0;
	u32 tag = PGTY_free | order << 8 | zone->id << 16 | mt << 24;

	if (!!(zone->nonempty[mt] >> order & 1) != !!number)
		violated(bad, 3, page_at(number));
	for (; number; number = page_at(number)->next) {
		const struct page *page = page_at(number);

		if (!page_ready(page) || length > page_map.nr_blocks << MAX_PAGE_ORDER) {
			violated(bad, 4, page);
			break;
		}
		if (page->tag != tag || number & ((1U << order) - 1)) {
			violated(bad, 1, page);
			break;
		}
		if (page->prev != prev) {
			violated(bad, 2, page);
			break;
		}
		prev = number;
		length++;
	}
	return length;
}

/* Invariant 9; returns the number of untouched pages. */
static unsigned long validate_untouched(struct zone *zone, int *bad)
{
	unsigned long nr = 0;
	u32 number;

	for (number = zone->untouched; number; number = page_at(number)->next) {
		const struct page *first = page_at(number);
		u32 i;

		for (i = 0; i < first->prev; i++) {
			if (page_ready(first + ((unsigned long)i << MAX_PAGE_ORDER)))
				violated(bad, 9, first);
		}
		if (first->type != PGTY_untouched || !first->prev) {
			violated(bad, 9, first);
			break;
		}
		nr += first->prev;
	}
	if (nr != zone->nr_untouched)
		violated(bad, 9, page_at(zone->untouched));
	return nr << MAX_PAGE_ORDER;
}

int page_zone_validate(struct zone *zone)
{
	unsigned long flags, nr_pages = 0;
	unsigned int order;
	int mt, bad = 0;

	spin_lock_irqsave(&zone->lock, flags);
	for (order = 0; order < NR_PAGE_ORDERS; order++) {
		u32 length = 0;

		for (mt = 0; mt < MIGRATE_TYPES; mt++)
			length += validate_list(zone, order, mt, &bad);
		nr_pages += (unsigned long)length << order;
	}
	nr_pages += validate_untouched(zone, &bad);
	if (nr_pages != zone->nr_free_pages)
		violated(&bad, 5, page_map.base);
	spin_unlock_irqrestore(&zone->lock, flags);
	return bad;
}

/* A first page and what follows it: invariants 6, 7 and 8. */
static void validate_block(const struct page *page, const struct page *end, int *bad)
{
	unsigned long size = sizeof(*page) << page->order;
	const struct page *buddy = (const struct page *)((unsigned long)page ^ size);
	unsigned long i;

	if (!page->type || page->type == PGTY_untouched || page->order > MAX_PAGE_ORDER ||
	    (unsigned long)page & (size - 1) || page + (1UL << page->order) > end) {
		violated(bad, 6, page);
		return;
	}
	for (i = 1; i < 1UL << page->order; i++) {
		if (page[i].tag || page[i]._refcount.counter)
			violated(bad, 6, page + i);
	}
	if (page->type == PGTY_free && page->order < MAX_PAGE_ORDER && buddy->tag == page->tag)
		violated(bad, 7, page);
	if (page->type == PGTY_free || page->type == PGTY_reserved) {
		if (page_ref_count(page))
			violated(bad, 8, page);
	} else if (page_ref_count(page) <= 0) {
		violated(bad, 8, page);
	}
}

static int validate_ready(const struct page *first)
{
	const struct page *page = first, *end = first + MAX_ORDER_NR_PAGES;
	struct zone *zone = page_map.zones[first->zone];
	unsigned long flags;
	int bad = 0;

	spin_lock_irqsave(&zone->lock, flags);
	while (page < end && !bad) {
		validate_block(page, end, &bad);
		page += 1UL << page->order;
	}
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
	for (i = 0; i < page_map.nr_blocks; i++) {
		if (page_map.ready[i])
			bad += validate_ready(page_map.base + (i << MAX_PAGE_ORDER));
	}
	return bad;
}
