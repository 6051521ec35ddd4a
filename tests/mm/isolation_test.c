// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the isolation of page blocks: in a private zone of the test, and in the machine's zones.
 */

#include <internal/sections.h>
#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/kthread.h>
#include <linux/math.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/page-isolation.h>
#include <linux/sched.h>
#include <linux/smp.h>

#include "mm/pages/pages.h"
#include "../settled.h"
#include "../threads.h"
#include "borrow.h"
#include "../warnings.h"

#define NR_PAGES	MAX_ORDER_NR_PAGES
#define MODE		PB_ISOLATE_MODE_OTHER

static struct zone test_zone;
static struct page *block;
static unsigned long pfn;	/* frame number of the block's first page */

static int isolation_test_init(struct kunit *test)
{
	int err = borrow_zone(&test_zone, &block, 1);

	if (!err)
		pfn = page_to_pfn(block);
	return err;
}

static void isolation_test_exit(struct kunit *test)
{
	return_zone(test, &test_zone, &block, 1);
}

static struct page *take(unsigned int order, unsigned int mt)
{
	return zone_alloc(&test_zone, order, mt, 0);
}

static void expect_valid(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, page_zone_validate(&test_zone), 0);
	KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
}

static void isolation_test_free_block(struct kunit *test)
{
	unsigned long end = pfn + pageblock_nr_pages, rest = NR_PAGES - pageblock_nr_pages, i;
	static struct page *pages[MAX_ORDER_NR_PAGES];

	KUNIT_EXPECT_EQ(test, test_pages_isolated(pfn, end, MODE), -EBUSY);
	KUNIT_ASSERT_EQ(test, start_isolate_page_range(pfn, end, MODE), 0);
	expect_valid(test);
	KUNIT_EXPECT_EQ(test, test_pages_isolated(pfn, end, MODE), 0);
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_pages, rest);
	KUNIT_EXPECT_EQ(test, test_zone.nr_isolated_blocks, 1UL);
	KUNIT_EXPECT_NULL(test, take(MAX_PAGE_ORDER, MIGRATE_MOVABLE));
	for (i = 0; i < NR_PAGES; i++) {
		pages[i] = take(0, i % MIGRATE_PCPTYPES);
		if (!pages[i])
			break;
		KUNIT_EXPECT_TRUE(test, pages[i] >= block + pageblock_nr_pages);
	}
	KUNIT_EXPECT_EQ(test, i, rest);
	while (i)
		__free_page(pages[--i]);
	undo_isolate_page_range(pfn, end);
	expect_valid(test);
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_pages, NR_PAGES);
	KUNIT_EXPECT_EQ(test, test_zone.nr_isolated_blocks, 0UL);
}

/*
 * Isolate ranges at the end of the block: from one page to the whole block.  A range may begin
 * inside a page block.
 */
static void isolation_test_parts(struct kunit *test)
{
	unsigned long size;

	for (size = 1; size <= NR_PAGES; size += 1 + size / 2) {
		unsigned long start = pfn + NR_PAGES - size;
		unsigned long isolated = round_up(size, pageblock_nr_pages);

		KUNIT_ASSERT_EQ(test, start_isolate_page_range(start, start + size, MODE), 0);
		KUNIT_EXPECT_EQ(test, test_zone.nr_free_pages, NR_PAGES - isolated);
		KUNIT_EXPECT_EQ(test, test_pages_isolated(start, start + size, MODE), 0);
		KUNIT_EXPECT_EQ(test, start_isolate_page_range(start, start + 1, MODE), -EBUSY);
		expect_valid(test);
		undo_isolate_page_range(start, start + size);
		KUNIT_EXPECT_EQ(test, test_zone.nr_free_pages, NR_PAGES);
		KUNIT_EXPECT_EQ(test, page_report_largest_order(&test_zone), MAX_PAGE_ORDER);
		expect_valid(test);
	}
}

/*
 * If a range cannot be isolated because another caller has isolated its last page block, the
 * other page blocks are restored, and the last one remains isolated.
 */
static void isolation_test_rollback(struct kunit *test)
{
	unsigned long last = pfn + NR_PAGES - pageblock_nr_pages;

	if (MAX_PAGE_ORDER == pageblock_order)
		kunit_skip(test, "one page block in a block");
	KUNIT_ASSERT_EQ(test, start_isolate_page_range(last, pfn + NR_PAGES, MODE), 0);
	KUNIT_EXPECT_EQ(test, start_isolate_page_range(pfn + 1, pfn + NR_PAGES, MODE), -EBUSY);
	KUNIT_EXPECT_EQ(test, start_isolate_page_range(last + 1, pfn + NR_PAGES, MODE), -EBUSY);
	KUNIT_EXPECT_EQ(test, test_zone.nr_isolated_blocks, 1UL);
	KUNIT_EXPECT_EQ(test, test_pages_isolated(last, pfn + NR_PAGES, MODE), 0);
	KUNIT_EXPECT_EQ(test, test_pages_isolated(pfn, last, MODE), -EBUSY);
	undo_isolate_page_range(last, pfn + NR_PAGES);
}

static void isolation_test_in_use(struct kunit *test)
{
	struct page *page = take(3, MIGRATE_UNMOVABLE), *slab = take(0, MIGRATE_UNMOVABLE);
	unsigned long at;

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_NOT_NULL(test, slab);
	at = page_to_pfn(page);
	KUNIT_EXPECT_EQ(test, start_isolate_page_range(at, at + 1, MODE), -EBUSY);
	KUNIT_EXPECT_EQ(test, start_isolate_page_range(at + 7, at + 8, PB_ISOLATE_MODE_MEM_OFFLINE),
			-EBUSY);
	KUNIT_EXPECT_FALSE(test, PageSlab(slab));
	__SetPageSlab(slab);
	KUNIT_EXPECT_TRUE(test, PageSlab(slab));
	at = page_to_pfn(slab);
	KUNIT_EXPECT_EQ(test, start_isolate_page_range(at, at + 1, PB_ISOLATE_MODE_MEM_OFFLINE),
			-EBUSY);
	__ClearPageSlab(slab);
	__free_page(slab);
	KUNIT_EXPECT_EQ(test, test_zone.nr_isolated_blocks, 0UL);

	/*
	 * An allocated page next to the range does not prevent the isolation of the page block that
	 * contains the page.  The page is isolated when it is freed.
	 */
	at = page_to_pfn(page);
	KUNIT_ASSERT_EQ(test, start_isolate_page_range(at + 8, at + 16, MODE), 0);
	KUNIT_EXPECT_EQ(test, test_pages_isolated(at, at + 8, MODE), -EBUSY);
	__free_pages(page, 3);
	KUNIT_EXPECT_EQ(test, test_pages_isolated(at, at + 16, MODE), 0);
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_pages, NR_PAGES - pageblock_nr_pages);
	expect_valid(test);
	undo_isolate_page_range(at + 8, at + 16);
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_pages, NR_PAGES);
}

static void isolation_test_old_type(struct kunit *test)
{
	static const u8 types[] = { MIGRATE_UNMOVABLE, MIGRATE_RECLAIMABLE, MIGRATE_HIGHATOMIC };
	unsigned long flags;

	for (unsigned int i = 0; i < ARRAY_SIZE(types); i++) {
		spin_lock_irqsave(&test_zone.lock, flags);
		pageblock_set_type(&test_zone, block, types[i]);
		spin_unlock_irqrestore(&test_zone.lock, flags);
		KUNIT_ASSERT_EQ(test, start_isolate_page_range(pfn, pfn + 1, MODE), 0);
		KUNIT_EXPECT_EQ(test, pageblock_type(block), (unsigned int)MIGRATE_ISOLATE);
		undo_isolate_page_range(pfn, pfn + 1);
		KUNIT_EXPECT_EQ(test, pageblock_type(block), (unsigned int)types[i]);
		expect_valid(test);
	}
	spin_lock_irqsave(&test_zone.lock, flags);
	pageblock_set_type(&test_zone, block, MIGRATE_CMA);
	spin_unlock_irqrestore(&test_zone.lock, flags);
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_cma, pageblock_nr_pages);
	KUNIT_EXPECT_EQ(test, start_isolate_page_range(pfn, pfn + 1, MODE), -EBUSY);
	KUNIT_ASSERT_EQ(test, start_isolate_page_range(pfn, pfn + 1, PB_ISOLATE_MODE_CMA_ALLOC), 0);
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_cma, 0UL);
	undo_isolate_page_range(pfn, pfn + 1);
	KUNIT_EXPECT_EQ(test, pageblock_type(block), (unsigned int)MIGRATE_CMA);
	spin_lock_irqsave(&test_zone.lock, flags);
	pageblock_set_type(&test_zone, block, MIGRATE_MOVABLE);
	spin_unlock_irqrestore(&test_zone.lock, flags);
}

/*
 * The range of the program image cannot be isolated, because its RAM does not belong to the page
 * allocator.
 */
static void isolation_test_reserved(struct kunit *test)
{
	unsigned long image = PHYS_PFN(__pa_symbol(_text));
	unsigned long end = PFN_UP(memblock_end_of_DRAM()) + 4 * NR_PAGES;

	KUNIT_EXPECT_EQ(test, start_isolate_page_range(image, image + 1,
						       PB_ISOLATE_MODE_MEM_OFFLINE), -EBUSY);
	KUNIT_EXPECT_EQ(test, start_isolate_page_range(end, end + 1, MODE), -EINVAL);
	KUNIT_EXPECT_EQ(test, test_pages_isolated(end, end + 1, MODE), -EBUSY);
	KUNIT_EXPECT_EQ(test, test_pages_isolated(image, image + 1, MODE), -EBUSY);
}

/* Isolate a block in the middle of memory that was never allocated. */
static void isolation_test_untouched(struct kunit *test)
{
	unsigned long free = settled_free_pages(), at, nr;
	struct zone *zone;

	for_each_populated_zone(zone) {
		if (zone->nr_untouched < 3)
			continue;
		nr = zone->nr_untouched;
		at = page_to_pfn(page_at(zone->untouched)) + NR_PAGES;
		KUNIT_ASSERT_EQ(test, start_isolate_page_range(at + 5, at + 6, MODE), 0);
		KUNIT_EXPECT_EQ(test, zone->nr_untouched, (u32)nr - 1);
		KUNIT_EXPECT_EQ(test, test_pages_isolated(at, at + pageblock_nr_pages, MODE), 0);
		expect_valid(test);
		undo_isolate_page_range(at + 5, at + 6);
		KUNIT_EXPECT_TRUE(test, page_is(pfn_to_page(at), PGTY_free, MAX_PAGE_ORDER));
		expect_valid(test);
		KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
		return;
	}
	kunit_skip(test, "all memory was used already");
}

static atomic_t nr_running;

static int worker(void *arg)
{
	struct page *pages[8] = { NULL };
	u32 state = (unsigned long)arg;

	for (unsigned int step = 0; step < 150; step++) {
		unsigned int i, order;

		state = state * 1664525 + 1013904223;
		i = state >> 8 & 7;
		order = i & 3;
		if (pages[i])
			__free_pages(pages[i], order);
		pages[i] = state >> 30 ? take(order, state >> 16 & 1) : NULL;
		if (step % 16 == 0)
			cond_resched();
	}
	for (unsigned int i = 0; i < 8; i++) {
		if (pages[i])
			__free_pages(pages[i], i & 3);
	}
	atomic_dec_return_release(&nr_running);
	return 0;
}

static void isolation_test_all_cpus(struct kunit *test)
{
	static struct task_struct *tasks[NR_CPUS];
	unsigned int cpu, isolated = 0, round = 0;
	unsigned long warned = warnings_seen();

	for_each_online_cpu(cpu)
		tasks[cpu] = kthread_create_on_cpu(worker, (void *)(cpu + 1UL), cpu,
						   "isolation/%u");
	atomic_set(&nr_running, num_online_cpus());
	KUNIT_ASSERT_TRUE(test, run_all_threads(tasks, NR_CPUS));
	while (atomic_read_acquire(&nr_running)) {
		unsigned long at = pfn + round++ * 37 % NR_PAGES;
		int err = start_isolate_page_range(at, at + 1, MODE);

		if (!err) {
			isolated++;
			undo_isolate_page_range(at, at + 1);
		} else if (err != -EBUSY) {
			KUNIT_FAIL(test, "error %d", err);
		}
		cond_resched();
	}
	KUNIT_EXPECT_NE(test, isolated, 0U);
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_pages, NR_PAGES);
	KUNIT_EXPECT_EQ(test, test_zone.nr_isolated_blocks, 0UL);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
}

static const struct kunit_case isolation_test_cases[] = {
	KUNIT_CASE(isolation_test_free_block),
	KUNIT_CASE(isolation_test_parts),
	KUNIT_CASE(isolation_test_rollback),
	KUNIT_CASE(isolation_test_in_use),
	KUNIT_CASE(isolation_test_old_type),
	KUNIT_CASE(isolation_test_reserved),
	KUNIT_CASE(isolation_test_untouched),
	KUNIT_CASE(isolation_test_all_cpus),
	{}
};

static struct kunit_suite isolation_suite = {
	.name = "isolation",
	.init = isolation_test_init,
	.exit = isolation_test_exit,
	.test_cases = isolation_test_cases,
};
kunit_test_suite(isolation_suite);
