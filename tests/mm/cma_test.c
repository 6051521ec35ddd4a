// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of contiguous memory areas (CMA): a small area in a private zone of the test, and the areas
 * of the machine if there are any.
 */

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmstat.h>

#include "mm/contig/cma.h"
#include "mm/pages/pages.h"
#include "borrow.h"
#include "movable.h"
#include "../expect.h"

#define NR_PAGES	MAX_ORDER_NR_PAGES

static struct zone test_zone;
static struct page *block;
static struct cma area;

/* Set the migrate type of every page block in the test zone.  The area covers the whole zone. */
static void set_types(unsigned int mt)
{
	unsigned long flags;

	spin_lock_irqsave(&test_zone.lock, flags);
	for (struct page *page = block; page < block + NR_PAGES; page += pageblock_nr_pages)
		pageblock_set_type(&test_zone, page, mt);
	spin_unlock_irqrestore(&test_zone.lock, flags);
}

static int setup(unsigned int order_per_bit)
{
	area.base_pfn = page_to_pfn(block);
	area.count = NR_PAGES;
	area.order_per_bit = order_per_bit;
	strscpy(area.name, "test", sizeof(area.name));
	return cma_setup(&area);
}

static int cma_test_init(struct kunit *test)
{
	int err;

	movable_reset();
	area.bitmap = NULL;
	err = borrow_zone(&test_zone, &block, 1);
	if (err)
		return err;
	test_zone.cma_pages = NR_PAGES;
	set_types(MIGRATE_CMA);
	return setup(0);
}

static void cma_test_exit(struct kunit *test)
{
	movable_free_all();
	kfree(area.bitmap);
	if (!block)
		return;
	if (page_zone_validate(&test_zone))
		KUNIT_FAIL(test, "the test's zone is damaged");
	set_types(MIGRATE_MOVABLE);
	return_zone(test, &test_zone, &block, 1);
}

static unsigned long events(enum vm_event_item item)
{
	unsigned long sums[NR_VM_EVENT_ITEMS];

	all_vm_events(sums);
	return sums[item];
}

/* Pages that cannot be migrated are never allocated from the area. */
static void cma_test_who_enters(struct kunit *test)
{
	static const u8 others[] = { MIGRATE_UNMOVABLE, MIGRATE_RECLAIMABLE };
	struct page *page;

	KUNIT_EXPECT_EQ(test, test_zone.nr_free_cma, NR_PAGES);
	for (unsigned int i = 0; i < ARRAY_SIZE(others); i++) {
		for (unsigned int order = 0; order <= MAX_PAGE_ORDER; order++) {
			KUNIT_EXPECT_NULL(test, zone_alloc(&test_zone, order, others[i], 0));
			KUNIT_EXPECT_NULL(test,
					  zone_alloc(&test_zone, order, others[i], ALLOC_OOM));
		}
	}
	KUNIT_EXPECT_NULL(test, zone_alloc(&test_zone, 0, MIGRATE_MOVABLE, 0));
	page = zone_alloc(&test_zone, 0, MIGRATE_MOVABLE, ALLOC_CMA);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_cma, NR_PAGES - 1);
	/* Free pages of the area count towards the watermark only for movable requests. */
	KUNIT_EXPECT_FALSE(test, zone_watermark_ok(&test_zone, 0, 0, ZONE_NORMAL, 0));
	KUNIT_EXPECT_TRUE(test, zone_watermark_ok(&test_zone, 0, 0, ZONE_NORMAL, ALLOC_CMA));
	__free_page(page);
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_cma, NR_PAGES);
}

static void cma_test_alloc(struct kunit *test)
{
	unsigned long ok = events(CMA_ALLOC_SUCCESS), failed = events(CMA_ALLOC_FAIL);
	struct page *a, *b, *c;

	a = cma_alloc(&area, 3, 0, false);
	b = cma_alloc(&area, 16, 4, false);
	c = cma_alloc(&area, NR_PAGES / 2, 0, false);
	KUNIT_ASSERT_PTR_EQ(test, a, block);
	KUNIT_ASSERT_PTR_EQ(test, b, block + 16);
	KUNIT_ASSERT_PTR_EQ(test, c, block + 32);
	KUNIT_EXPECT_EQ(test, page_count(c + NR_PAGES / 2 - 1), 1);
	KUNIT_EXPECT_NULL(test, cma_alloc(&area, NR_PAGES / 2, 0, true));
	KUNIT_EXPECT_NULL(test, cma_alloc(&area, NR_PAGES + 1, 0, true));
	KUNIT_EXPECT_NULL(test, cma_alloc(&area, 0, 0, true));
	KUNIT_EXPECT_NULL(test, cma_alloc(NULL, 1, 0, true));
	KUNIT_EXPECT_EQ(test, events(CMA_ALLOC_SUCCESS), ok + 3);
	KUNIT_EXPECT_EQ(test, events(CMA_ALLOC_FAIL), failed + 4);
	KUNIT_EXPECT_EQ(test, page_zone_validate(&test_zone), 0);
	KUNIT_EXPECT_TRUE(test, cma_release(&area, a + 1, 2));
	KUNIT_EXPECT_TRUE(test, cma_release(&area, a, 1));
	KUNIT_EXPECT_TRUE(test, cma_release(&area, b, 16));
	KUNIT_EXPECT_TRUE(test, cma_release(&area, c, NR_PAGES / 2));
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_cma, NR_PAGES);
}

static void cma_test_misuse(struct kunit *test)
{
	struct page *a = cma_alloc(&area, 4, 0, false);
	unsigned long warned = warnings_seen();

	KUNIT_ASSERT_NOT_NULL(test, a);
	KUNIT_EXPECT_FALSE(test, cma_release(&area, block - 1, 1));
	KUNIT_EXPECT_FALSE(test, cma_release(&area, block + NR_PAGES, 1));
	KUNIT_EXPECT_FALSE(test, cma_release(&area, a, NR_PAGES + 1));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	KUNIT_EXPECT_FALSE(test, cma_release(&area, a, 5));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	KUNIT_EXPECT_EQ(test, page_count(a), 1);
	KUNIT_EXPECT_FALSE(test, cma_release(&area, a, 0));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	KUNIT_EXPECT_TRUE(test, cma_release(&area, a, 4));
	KUNIT_EXPECT_FALSE(test, cma_release(&area, a, 4));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 2);
}

/* An area that is full of movable pages can be allocated as a whole: its pages are migrated. */
static void cma_test_full(struct kunit *test)
{
	struct page *page;

	for (unsigned int i = 0; i < NR_PAGES; i++) {
		page = zone_alloc(&test_zone, 0, MIGRATE_MOVABLE, ALLOC_CMA);
		KUNIT_ASSERT_NOT_NULL(test, page);
		movable_add(i, page);
	}
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_cma, 0UL);
	page = cma_alloc(&area, NR_PAGES, MAX_PAGE_ORDER, false);
	KUNIT_ASSERT_PTR_EQ(test, page, block);
	KUNIT_EXPECT_EQ(test, movable_moved(), NR_PAGES);
	memset(page_address(page), 0x99, NR_PAGES * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, movable_free_all(), 0U);
	KUNIT_EXPECT_TRUE(test, cma_release(&area, page, NR_PAGES));
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_cma, NR_PAGES);
}

/* A pinned page of the area prevents only the allocation of ranges that contain the page. */
static void cma_test_pinned(struct kunit *test)
{
	struct page *pinned = zone_alloc(&test_zone, 0, MIGRATE_MOVABLE, ALLOC_CMA), *page;

	KUNIT_ASSERT_PTR_EQ(test, pinned, block);
	KUNIT_EXPECT_NULL(test, cma_alloc(&area, NR_PAGES, 0, true));
	page = cma_alloc(&area, 8, 0, true);
	KUNIT_ASSERT_PTR_EQ(test, page, block + 1);
	KUNIT_EXPECT_TRUE(test, cma_release(&area, page, 8));
	__free_page(pinned);
	page = cma_alloc(&area, NR_PAGES, 0, true);
	KUNIT_EXPECT_PTR_EQ(test, page, block);
	KUNIT_EXPECT_TRUE(test, cma_release(&area, page, NR_PAGES));
}

static void cma_test_order_per_bit(struct kunit *test)
{
	struct page *a, *b;

	kfree(area.bitmap);
	KUNIT_ASSERT_EQ(test, setup(3), 0);
	a = cma_alloc(&area, 1, 0, false);
	b = cma_alloc(&area, 9, 5, false);
	KUNIT_EXPECT_PTR_EQ(test, a, block);
	KUNIT_EXPECT_PTR_EQ(test, b, block + 32);
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_cma, NR_PAGES - 10);
	/*
	 * The release of page b + 1 is refused, because other pages that share its bit in the
	 * bitmap are still allocated.
	 */
	EXPECT_REPORT(test, KUNIT_EXPECT_FALSE(test, cma_release(&area, b + 1, 1)));
	KUNIT_EXPECT_EQ(test, page_count(b + 1), 1);
	KUNIT_EXPECT_TRUE(test, cma_release(&area, a, 1));
	KUNIT_EXPECT_TRUE(test, cma_release(&area, b, 9));
}

/* Allocate all pages of one of the machine's areas, and release them. */
static int take_all(struct cma *cma, void *data)
{
	unsigned long count = cma_get_size(cma) >> PAGE_SHIFT, nr_free = nr_free_pages();
	struct kunit *test = data;
	struct page *page = cma_alloc(cma, count, 0, false);

	KUNIT_EXPECT_NOT_NULL(test, page);
	if (!page)
		return 0;
	KUNIT_EXPECT_EQ(test, page_to_phys(page), cma_get_base(cma));
	KUNIT_EXPECT_LE(test, nr_free_pages(), nr_free - count);
	memset(page_address(page), 0x66, cma_get_size(cma));
	KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
	KUNIT_EXPECT_TRUE(test, cma_release(cma, page, count));
	++*(unsigned int *)test->priv;
	return 0;
}

static void cma_test_machine(struct kunit *test)
{
	unsigned int nr_areas = 0, i, in_area = 0;

	test->priv = &nr_areas;
	cma_for_each_area(take_all, test);
	if (!nr_areas)
		kunit_skip(test, "this machine has no area");
	for (i = 0; i < 4096; i++) {
		struct page *page = alloc_page(GFP_KERNEL | __GFP_MOVABLE);

		KUNIT_ASSERT_NOT_NULL(test, page);
		in_area += pageblock_type(page) == MIGRATE_CMA;
		movable_add(i, page);
	}
	kunit_info(test, "%u of %u movable pages are in areas", in_area, i);
	cma_for_each_area(take_all, test);
	KUNIT_EXPECT_EQ(test, movable_free_all(), 0U);
}

static const struct kunit_case cma_test_cases[] = {
	KUNIT_CASE(cma_test_who_enters),
	KUNIT_CASE(cma_test_alloc),
	KUNIT_CASE(cma_test_misuse),
	KUNIT_CASE(cma_test_full),
	KUNIT_CASE(cma_test_pinned),
	KUNIT_CASE(cma_test_order_per_bit),
	KUNIT_CASE(cma_test_machine),
	{}
};

static struct kunit_suite cma_suite = {
	.name = "cma",
	.init = cma_test_init,
	.exit = cma_test_exit,
	.test_cases = cma_test_cases,
};
kunit_test_suite(cma_suite);
