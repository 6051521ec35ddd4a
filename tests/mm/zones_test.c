// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of high memory and ZONE_MOVABLE.  Machines have them if the boot arguments highmem= and
 * movablecore= are set.
 */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/highmem.h>
#include <linux/string.h>
#include <linux/topology.h>
#include <linux/vmalloc.h>

#include "../expect.h"

/* A list of pages that are linked through page_private(), and the number of pages. */
struct pile {
	struct page *pages;
	unsigned long nr;
};

static void pile_add(struct pile *pile, struct page *page)
{
	set_page_private(page, (unsigned long)pile->pages);
	pile->pages = page;
	pile->nr++;
}

static void pile_free(struct pile *pile)
{
	while (pile->pages) {
		struct page *page = pile->pages;

		pile->pages = (struct page *)page_private(page);
		set_page_private(page, 0);
		__free_page(page);
	}
	pile->nr = 0;
}

/* Allocate all pages that requests with the flags @gfp can get without reclaim. */
static struct pile take_all(gfp_t gfp)
{
	struct pile pile = {};
	struct page *page;

	while ((page = alloc_page((gfp & ~__GFP_RECLAIM) | __GFP_NOWARN)))
		pile_add(&pile, page);
	return pile;
}

static unsigned long pages_in(const struct pile *pile, enum zone_type type)
{
	const struct page *page;
	unsigned long nr = 0;

	for (page = pile->pages; page; page = (const struct page *)page_private(page))
		nr += zone_idx(page_zone(page)) == type;
	return nr;
}

static unsigned long managed(enum zone_type type)
{
	unsigned long nr = 0;
	struct zone *zone;

	for_each_zone(zone)
		nr += zone_idx(zone) == type ? zone_managed_pages(zone) : 0;
	return nr;
}

/*
 * Return a node that has memory in a zone of the types @first to @last.  A request for this node
 * uses that zone first.  Returns the node of this CPU if no such zone has memory.
 */
static int node_with(enum zone_type first, enum zone_type last)
{
	struct zone *zone;

	for_each_zone(zone) {
		if (zone_idx(zone) >= first && zone_idx(zone) <= last && zone_managed_pages(zone))
			return zone_to_nid(zone);
	}
	return numa_node_id();
}

static struct page *take_high(struct kunit *test, gfp_t gfp, unsigned int order)
{
	struct page *page;

	if (!totalhigh_pages())
		kunit_skip(test, "no high memory");
	page = alloc_pages_node(node_with(ZONE_HIGHMEM, ZONE_MOVABLE), GFP_HIGHUSER_MOVABLE | gfp,
				order);
	KUNIT_ASSERT_NOT_NULL(test, page);
	return page;
}

static void zones_test_high_page(struct kunit *test)
{
	struct page *page = take_high(test, 0, 2);

	KUNIT_EXPECT_TRUE(test, PageHighMem(page));
	KUNIT_EXPECT_NULL(test, page_address(page));
	KUNIT_EXPECT_TRUE(test, is_highmem(page_zone(page)));
	KUNIT_EXPECT_PTR_EQ(test, pfn_to_page(page_to_pfn(page)), page);
	KUNIT_EXPECT_TRUE(test, pfn_valid(page_to_pfn(page)));
	KUNIT_EXPECT_GE(test, page_to_phys(page), __pa_linear(vm_layout.linear_end));
	KUNIT_EXPECT_FALSE(test, virt_addr_valid(page_to_virt(page)));
	__free_pages(page, 2);
}

/*
 * Data that is written through one mapping of a high memory page can be read through another
 * mapping.
 */
static void zones_test_high_contents(struct kunit *test)
{
	struct page *page = take_high(test, __GFP_ZERO, 1);
	u8 *first = vmap_contiguous(page, 2, PAGE_KERNEL), *second;

	KUNIT_ASSERT_NOT_NULL(test, first);
	KUNIT_EXPECT_NULL(test, memchr_inv(first, 0, 2 * PAGE_SIZE));
	memset(first, 0x5a, 2 * PAGE_SIZE);
	clear_highpage(page);
	vunmap(first);
	second = vmap_contiguous(page, 2, PAGE_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, second);
	KUNIT_EXPECT_NULL(test, memchr_inv(second, 0, PAGE_SIZE));
	KUNIT_EXPECT_NULL(test, memchr_inv(second + PAGE_SIZE, 0x5a, PAGE_SIZE));
	vunmap(second);
	__free_pages(page, 1);
}

static void zones_test_high_vmalloc(struct kunit *test)
{
	u8 *area;

	if (!managed(ZONE_HIGHMEM))
		kunit_skip(test, "no high memory for what cannot be moved");
	area = vzalloc_node(5 * PAGE_SIZE, node_with(ZONE_HIGHMEM, ZONE_HIGHMEM));
	KUNIT_ASSERT_NOT_NULL(test, area);
	KUNIT_EXPECT_NULL(test, memchr_inv(area, 0, 5 * PAGE_SIZE));
	for (unsigned int i = 0; i < 5; i++)
		KUNIT_EXPECT_TRUE(test, PageHighMem(vmalloc_to_page(area + i * PAGE_SIZE)));
	vfree(area);
}

/*
 * A request that cannot use high memory gets no page of it.  A request that can use high memory
 * also gets pages of other zones.
 */
static void zones_test_high_limits(struct kunit *test)
{
	unsigned long high = totalhigh_pages();
	struct pile all;

	if (!high)
		kunit_skip(test, "no high memory");
	all = take_all(GFP_KERNEL);
	KUNIT_EXPECT_GT(test, all.nr, 0UL);
	KUNIT_EXPECT_EQ(test, pages_in(&all, ZONE_HIGHMEM) + pages_in(&all, ZONE_MOVABLE), 0UL);
	pile_free(&all);
	all = take_all(GFP_HIGHUSER_MOVABLE);
	KUNIT_EXPECT_GT(test, pages_in(&all, ZONE_HIGHMEM) + pages_in(&all, ZONE_MOVABLE),
			high - high / 8);
	KUNIT_EXPECT_GT(test, pages_in(&all, ZONE_NORMAL) + pages_in(&all, ZONE_DMA32), 0UL);
	pile_free(&all);
	EXPECT_REPORT(test,
		      KUNIT_EXPECT_EQ(test, __get_free_page(GFP_HIGHUSER | __GFP_NOWARN), 0UL));
}

/*
 * ZONE_MOVABLE contains only pages that can be migrated, even if other zones have little free
 * memory.
 */
static void zones_test_movable(struct kunit *test)
{
	static const gfp_t others[] = { GFP_KERNEL, GFP_HIGHUSER, GFP_KERNEL | __GFP_MOVABLE,
					GFP_ATOMIC, GFP_KERNEL | __GFP_RECLAIMABLE };
	unsigned long movable = managed(ZONE_MOVABLE);
	struct page *page;
	struct pile all;

	if (!movable)
		kunit_skip(test, "no ZONE_MOVABLE");
	page = alloc_pages_node(node_with(ZONE_MOVABLE, ZONE_MOVABLE), GFP_HIGHUSER_MOVABLE, 0);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_TRUE(test, zone_idx(page_zone(page)) == ZONE_MOVABLE);
	__free_page(page);
	for (unsigned int i = 0; i < ARRAY_SIZE(others); i++) {
		all = take_all(others[i]);
		KUNIT_EXPECT_GT(test, all.nr, 0UL);
		KUNIT_EXPECT_EQ(test, pages_in(&all, ZONE_MOVABLE), 0UL);
		pile_free(&all);
	}
	all = take_all(GFP_HIGHUSER_MOVABLE);
	KUNIT_EXPECT_GT(test, pages_in(&all, ZONE_MOVABLE), movable - movable / 8);
	KUNIT_EXPECT_GT(test, all.nr, movable);
	pile_free(&all);
}

/*
 * vmalloc() uses pages of ZONE_MOVABLE.  If the flags contain __GFP_RECLAIMABLE, the pages are in
 * another zone.
 */
static void zones_test_movable_vmalloc(struct kunit *test)
{
	int nid = node_with(ZONE_MOVABLE, ZONE_MOVABLE);
	void *va, *kept;

	if (!managed(ZONE_MOVABLE) || !IS_ENABLED(CONFIG_MIGRATION))
		kunit_skip(test, "no ZONE_MOVABLE, or nothing moves");
	va = vmalloc_node(PAGE_SIZE, nid);
	kept = __vmalloc(PAGE_SIZE, GFP_KERNEL | __GFP_RECLAIMABLE);
	if (va)
		KUNIT_EXPECT_TRUE(test, zone_idx(page_zone(vmalloc_to_page(va))) == ZONE_MOVABLE);
	if (kept)
		KUNIT_EXPECT_TRUE(test, zone_idx(page_zone(vmalloc_to_page(kept))) != ZONE_MOVABLE);
	KUNIT_EXPECT_TRUE(test, va && kept);
	vfree(va);
	vfree(kept);
}

/*
 * The first and the last page of each zone belong to that zone, and the zones of a node do not
 * overlap.
 */
static void zones_test_spans(struct kunit *test)
{
	struct zone *zone, *other;

	for_each_populated_zone(zone) {
		unsigned long first = zone->zone_start_pfn, last = zone_end_pfn(zone) - 1;

		KUNIT_EXPECT_PTR_EQ(test, page_zone(pfn_to_page(first)), zone);
		KUNIT_EXPECT_PTR_EQ(test, page_zone(pfn_to_page(last)), zone);
		KUNIT_EXPECT_LE(test, zone->present_pages, zone->spanned_pages);
		KUNIT_EXPECT_LE(test, zone_managed_pages(zone), zone->present_pages);
		for_each_populated_zone(other) {
			if (other != zone && other->zone_pgdat == zone->zone_pgdat)
				KUNIT_EXPECT_TRUE(test, last < other->zone_start_pfn ||
						  zone_end_pfn(other) <= first);
		}
	}
}

/* alloc_contig_range() refuses a range that is in two zones. */
static void zones_test_contig(struct kunit *test)
{
#ifdef CONFIG_CONTIG_ALLOC
	struct zone *zone;

	for_each_populated_zone(zone) {
		unsigned long end = zone_end_pfn(zone);

		if (pfn_valid(end - 1) && pfn_valid(end))
			KUNIT_EXPECT_EQ(test, alloc_contig_range(end - 1, end + 1, MIGRATE_MOVABLE,
								 GFP_KERNEL), -EINVAL);
	}
#else
	kunit_skip(test, "needs CONFIG_CONTIG_ALLOC");
#endif
}

static struct kunit_case zones_test_cases[] = {
	KUNIT_CASE(zones_test_spans),
	KUNIT_CASE(zones_test_high_page),
	KUNIT_CASE(zones_test_high_contents),
	KUNIT_CASE(zones_test_high_vmalloc),
	KUNIT_CASE(zones_test_high_limits),
	KUNIT_CASE(zones_test_movable),
	KUNIT_CASE(zones_test_movable_vmalloc),
	KUNIT_CASE(zones_test_contig),
	{}
};

static struct kunit_suite zones_suite = {
	.name = "zones",
	.test_cases = zones_test_cases,
};
kunit_test_suite(zones_suite);
