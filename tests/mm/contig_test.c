// SPDX-License-Identifier: BSD-2-Clause
/* Tests of alloc_contig_range(): in a private zone of the test, and in the machine's zones. */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/page-isolation.h>
#include <linux/string.h>

#include "mm/pages/pages.h"
#include "../settled.h"
#include "borrow.h"
#include "movable.h"
#include "../warnings.h"

#define NR_PAGES	MAX_ORDER_NR_PAGES

static struct zone test_zone;
static struct page *block;
static unsigned long pfn;	/* frame number of the block's first page */

static int contig_test_init(struct kunit *test)
{
	int err = borrow_zone(&test_zone, &block, 1);

	movable_reset();
	if (!err)
		pfn = page_to_pfn(block);
	return err;
}

static void contig_test_exit(struct kunit *test)
{
	movable_free_all();
	return_zone(test, &test_zone, &block, 1);
}

static int take(unsigned long from, unsigned long to)
{
	return alloc_contig_range(pfn + from, pfn + to, MIGRATE_MOVABLE, GFP_KERNEL);
}

static void expect_valid(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, page_zone_validate(&test_zone), 0);
	KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
	KUNIT_EXPECT_EQ(test, test_zone.nr_isolated_blocks, 0UL);
}

static void contig_test_free_range(struct kunit *test)
{
	static const struct { unsigned long from, to; } ranges[] = {
		{ 0, NR_PAGES }, { 0, 1 }, { NR_PAGES - 1, NR_PAGES }, { 1, NR_PAGES - 1 },
		{ 100, 228 }, { NR_PAGES / 2 - 3, NR_PAGES / 2 + 5 }, { 64, 128 },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(ranges); i++) {
		unsigned long from = ranges[i].from, to = ranges[i].to, at;

		KUNIT_ASSERT_EQ(test, take(from, to), 0);
		expect_valid(test);
		KUNIT_EXPECT_EQ(test, test_zone.nr_free_pages, NR_PAGES - (to - from));
		for (at = 0; at < NR_PAGES; at++) {
			bool ours = at >= from && at < to;

			if (page_is(block + at, PGTY_allocated, 0) != ours ||
			    (ours && page_count(block + at) != 1))
				KUNIT_FAIL(test, "range %u: page %lu", i, at);
		}
		KUNIT_EXPECT_EQ(test, take(from, from + 1), -EBUSY);
		free_contig_range(pfn + from, to - from);
		KUNIT_EXPECT_EQ(test, test_zone.nr_free_pages, NR_PAGES);
		expect_valid(test);
	}
	KUNIT_EXPECT_EQ(test, take(5, 5), -EINVAL);
	KUNIT_EXPECT_EQ(test, alloc_contig_range(1, 2, MIGRATE_MOVABLE, GFP_KERNEL), -EINVAL);
}

static void contig_test_busy(struct kunit *test)
{
	struct page *pages[3];
	unsigned long warned = warnings_seen(), free;
	unsigned int i;

	for (i = 0; i < 3; i++) {
		pages[i] = zone_alloc(&test_zone, i, MIGRATE_UNMOVABLE, 0);
		KUNIT_ASSERT_NOT_NULL(test, pages[i]);
	}
	free = test_zone.nr_free_pages;
	KUNIT_EXPECT_EQ(test, take(0, NR_PAGES), -EBUSY);
	for (i = 0; i < 3; i++) {
		unsigned long at = pages[i] - block + (1UL << i) - 1;

		KUNIT_EXPECT_EQ(test, take(at, at + 1), -EBUSY);
		KUNIT_EXPECT_EQ(test, page_count(pages[i]), 1);
	}
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_pages, free);
	expect_valid(test);
	for (i = 0; i < 3; i++)
		__free_pages(pages[i], i);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
}

static void contig_test_zero(struct kunit *test)
{
	memset(page_address(block), 0x5a, 8 * PAGE_SIZE);
	KUNIT_ASSERT_EQ(test, alloc_contig_range(pfn + 1, pfn + 7, MIGRATE_MOVABLE,
						 GFP_KERNEL | __GFP_ZERO), 0);
	KUNIT_EXPECT_NULL(test, memchr_inv(page_address(block + 1), 0, 6 * PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, *(u8 *)page_address(block + 7), 0x5a);
	free_contig_range(pfn + 1, 6);
}

/* Fill the zone with movable pages. */
static void fill(struct kunit *test)
{
	for (unsigned int i = 0; i < NR_PAGES; i++) {
		struct page *page = zone_alloc(&test_zone, 0, MIGRATE_MOVABLE, 0);

		KUNIT_ASSERT_NOT_NULL(test, page);
		movable_add(i, page);
	}
}

static void contig_test_movable(struct kunit *test)
{
	unsigned int slot, inside = 0;

	fill(test);
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_pages, 0UL);
	movable_set_mood(10, MOVABLE_LATER);
	KUNIT_ASSERT_EQ(test, take(10, NR_PAGES), 0);
	KUNIT_EXPECT_EQ(test, movable_moved(), NR_PAGES - 10);
	KUNIT_EXPECT_EQ(test, movable_damaged(), 0U);
	for (slot = 0; slot < NR_PAGES; slot++)
		inside += movable_page(slot) >= block && movable_page(slot) < block + NR_PAGES;
	KUNIT_EXPECT_EQ(test, inside, 10U);
	expect_valid(test);
	memset(page_address(block + 10), 0xee, (NR_PAGES - 10) * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, movable_free_all(), 0U);
	free_contig_range(pfn + 10, NR_PAGES - 10);
	expect_valid(test);
}

static void contig_test_refused(struct kunit *test)
{
	static const u8 moods[] = { MOVABLE_NOT_ISOLATED, MOVABLE_NOT_MOVED };

	fill(test);
	for (unsigned int i = 0; i < ARRAY_SIZE(moods); i++) {
		unsigned int slot = NR_PAGES / 2;
		struct page *page = movable_page(slot);
		unsigned long at = page - block;

		movable_set_mood(slot, moods[i]);
		KUNIT_EXPECT_EQ(test, take(at, at + 1), -EBUSY);
		KUNIT_EXPECT_PTR_EQ(test, movable_page(slot), page);
		KUNIT_EXPECT_EQ(test, page_count(page), 1);
		KUNIT_EXPECT_FALSE(test, PageIsolated(page));
		expect_valid(test);
		movable_set_mood(slot, MOVABLE_WILLING);
		KUNIT_EXPECT_EQ(test, take(at, at + 1), 0);
		KUNIT_EXPECT_PTR_NE(test, movable_page(slot), page);
		movable_free(slot);
		movable_add(slot, block + at);
	}
	KUNIT_EXPECT_EQ(test, movable_free_all(), 0U);
}

/*
 * A freed page is cached in a per-CPU list of the page allocator.  alloc_contig_range() can
 * allocate this page nevertheless.
 */
static void contig_test_cached(struct kunit *test)
{
	struct page *page = alloc_page(GFP_HIGHUSER_MOVABLE);
	unsigned long at, free;

	KUNIT_ASSERT_NOT_NULL(test, page);
	at = page_to_pfn(page);
	free = settled_free_pages() + 1;
	__free_page(page);
	KUNIT_ASSERT_EQ(test, alloc_contig_range(at, at + 1, MIGRATE_MOVABLE, GFP_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free - 1);
	free_contig_range(at, 1);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
}

/* Return the number of pages in the zones that a GFP_KERNEL request may use. */
static unsigned long kernel_pages(void)
{
	unsigned long nr = 0;
	struct zone *zone;

	for_each_zone(zone) {
		if (zone_idx(zone) <= gfp_zone(GFP_KERNEL))
			nr += zone_managed_pages(zone);
	}
	return nr;
}

static void contig_test_anywhere(struct kunit *test)
{
	static const unsigned long sizes[] = { 1, 2, 3, 100, 1000, 1536, 2048, 2 * NR_PAGES,
					       2 * NR_PAGES + 77 };
	nodemask_t none = {};

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		unsigned long nr = sizes[i], free = settled_free_pages(), j;
		struct page *page = alloc_contig_pages(nr, GFP_KERNEL, NUMA_NO_NODE, NULL);

		if (!page && nr > kernel_pages() / 8)
			kunit_skip(test, "memory is in pieces");
		KUNIT_ASSERT_NOT_NULL_MSG(test, page, "%lu pages", nr);
		if (!(nr & (nr - 1)))
			KUNIT_EXPECT_EQ(test, page_to_pfn(page) & (nr - 1), 0UL);
		else if (nr % pageblock_nr_pages == 0)
			KUNIT_EXPECT_EQ(test, page_to_pfn(page) % pageblock_nr_pages, 0UL);
		KUNIT_EXPECT_EQ(test, nr_free_pages(), free - nr);
		for (j = 0; j < nr; j++) {
			if (page_count(page + j) != 1)
				KUNIT_FAIL(test, "page %lu of %lu", j, nr);
		}
		memset(page_address(page), 0x11, nr * PAGE_SIZE);
		KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
		free_contig_range(page_to_pfn(page), nr);
		KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
		KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
	}
	KUNIT_EXPECT_NULL(test, alloc_contig_pages(totalram_pages(), GFP_KERNEL, 0, NULL));
	KUNIT_EXPECT_NULL(test, alloc_contig_pages(~0UL, GFP_KERNEL, 0, NULL));
	KUNIT_EXPECT_NULL(test, alloc_contig_pages(0, GFP_KERNEL, 0, NULL));
	KUNIT_EXPECT_NULL(test, alloc_contig_pages(1, GFP_KERNEL, 0, &none));
}

/* Ranges outside of RAM, and ranges that wrap around, are refused. */
static void contig_test_bad_ranges(struct kunit *test)
{
	static const struct { unsigned long pfn, nr; } ranges[] = {
		{ 1UL << 50, 4 }, { 1UL << 52, 4 }, { -2UL, 4 }, { 0, ULONG_MAX }, { ULONG_MAX, 1 },
	};
	unsigned long warned = warnings_seen(), n;

	for (n = 0; n < ARRAY_SIZE(ranges); n++) {
		free_contig_range(ranges[n].pfn, ranges[n].nr);
		KUNIT_EXPECT_EQ_MSG(test, warnings_seen(), warned + n + 1, "range %lu", n);
	}
	free_contig_range(pfn, 0);
	free_contig_range(pfn + (1UL << 52), 4);
	free_contig_range(pfn, 1UL << 53);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + n + 2);
	KUNIT_EXPECT_EQ(test,
			alloc_contig_range(pfn + (1UL << 52), pfn + (1UL << 52) + 1,
					   MIGRATE_MOVABLE, GFP_KERNEL),
			-EINVAL);
	expect_valid(test);
}

static const struct kunit_case contig_test_cases[] = {
	KUNIT_CASE(contig_test_free_range),
	KUNIT_CASE(contig_test_busy),
	KUNIT_CASE(contig_test_zero),
	KUNIT_CASE(contig_test_movable),
	KUNIT_CASE(contig_test_refused),
	KUNIT_CASE(contig_test_cached),
	KUNIT_CASE(contig_test_anywhere),
	KUNIT_CASE(contig_test_bad_ranges),
	{}
};

static struct kunit_suite contig_suite = {
	.name = "contig",
	.init = contig_test_init,
	.exit = contig_test_exit,
	.test_cases = contig_test_cases,
};
kunit_test_suite(contig_suite);
