// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of compaction: in a private zone of the test with several blocks, and in the machine's
 * zones.
 */

#include <internal/sysctl.h>
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/vmstat.h>

#include "../threads.h"
#include "mm/contig/compaction.h"
#include "mm/pages/pages.h"
#include "borrow.h"
#include "movable.h"
#include "../warnings.h"

#define NR_BLOCKS	4
#define ZONE_PAGES	(NR_BLOCKS * MAX_ORDER_NR_PAGES)

static_assert(ZONE_PAGES <= MOVABLE_SLOTS || MAX_PAGE_ORDER > 10);

static struct zone test_zone;
static struct page *blocks[NR_BLOCKS];

static int compaction_test_init(struct kunit *test)
{
	movable_reset();
	return borrow_zone(&test_zone, blocks, NR_BLOCKS);
}

static void compaction_test_exit(struct kunit *test)
{
	movable_free_all();
	return_zone(test, &test_zone, blocks, NR_BLOCKS);
}

static struct page *take(unsigned int order, unsigned int mt)
{
	return zone_alloc(&test_zone, order, mt, 0);
}

static enum compact_result compact_all(void)
{
	return compact_zone(&test_zone, -1, MIGRATE_MOVABLE, MIGRATE_SYNC);
}

static u32 next_random(u32 *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

/* Fill the zone with movable pages, and return the number of slots that have one. */
static unsigned int fill(struct kunit *test)
{
	unsigned int slot = 0;
	struct page *page;

	while (slot < MOVABLE_SLOTS && (page = take(0, MIGRATE_MOVABLE)))
		movable_add(slot++, page);
	return slot;
}

/* Free the pages of @nr randomly chosen slots. */
static void thin_out(unsigned int nr_slots, unsigned int nr, u32 seed)
{
	while (nr)
		nr -= movable_free(next_random(&seed) % nr_slots);
}

/*
 * Return the number of blocks of @order that can be allocated.  All of them are freed before the
 * return.
 */
static unsigned int count_blocks(unsigned int order)
{
	static struct page *taken[64];
	unsigned int nr = 0, i;

	while (nr < ARRAY_SIZE(taken) && (taken[nr] = take(order, MIGRATE_MOVABLE)))
		nr++;
	for (i = 0; i < nr; i++)
		__free_pages(taken[i], order);
	return nr;
}

static void compaction_test_half_in_use(struct kunit *test)
{
	for (u32 seed = 1; seed <= 3; seed++) {
		unsigned int nr = fill(test);

		KUNIT_ASSERT_EQ(test, nr, (unsigned int)ZONE_PAGES);
		thin_out(nr, nr / 2, seed);
		KUNIT_EXPECT_EQ(test, count_blocks(pageblock_order), 0U);
		KUNIT_EXPECT_GT(test, fragmentation_index(&test_zone, pageblock_order), 900);
		KUNIT_EXPECT_EQ(test, (int)compact_all(), (int)COMPACT_COMPLETE);
		KUNIT_EXPECT_EQ(test, page_zone_validate(&test_zone), 0);
		KUNIT_EXPECT_EQ(test, movable_damaged(), 0U);
		KUNIT_EXPECT_EQ(test, test_zone.nr_free_pages, ZONE_PAGES / 2);
		/* All free memory is in blocks of pageblock_order. */
		KUNIT_EXPECT_EQ(test, count_blocks(pageblock_order),
				(unsigned int)(ZONE_PAGES / 2 >> pageblock_order));
		KUNIT_EXPECT_EQ(test, fragmentation_index(&test_zone, pageblock_order), -1000);
		KUNIT_EXPECT_EQ(test, movable_free_all(), 0U);
	}
	KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
}

/*
 * Compaction does not move pages that cannot be migrated, and moves the movable pages around them.
 */
static void compaction_test_obstacles(struct kunit *test)
{
	static struct page *fixed[16];
	unsigned int nr, i;

	nr = fill(test);
	for (i = 0; i < ARRAY_SIZE(fixed); i++) {
		movable_free(i * nr / 16);
		fixed[i] = take(0, MIGRATE_UNMOVABLE);
		KUNIT_ASSERT_NOT_NULL(test, fixed[i]);
		set_page_private(fixed[i], i);
	}
	thin_out(nr, nr / 2, 77);
	KUNIT_EXPECT_EQ(test, (int)compact_all(), (int)COMPACT_COMPLETE);
	KUNIT_EXPECT_EQ(test, movable_damaged(), 0U);
	KUNIT_EXPECT_EQ(test, page_zone_validate(&test_zone), 0);
	for (i = 0; i < ARRAY_SIZE(fixed); i++) {
		KUNIT_EXPECT_EQ(test, page_count(fixed[i]), 1);
		KUNIT_EXPECT_EQ(test, page_private(fixed[i]), (unsigned long)i);
		__free_page(fixed[i]);
	}
	KUNIT_EXPECT_EQ(test, movable_free_all(), 0U);
}

static void compaction_test_refusal(struct kunit *test)
{
	static const u8 moods[] = { MOVABLE_NOT_ISOLATED, MOVABLE_NOT_MOVED };
	unsigned int nr = fill(test), slot, i;

	thin_out(nr, nr / 2, 5);
	for (i = 0; i < ARRAY_SIZE(moods); i++) {
		for (slot = 0; slot < nr; slot++)
			movable_set_mood(slot, moods[i]);
		KUNIT_EXPECT_EQ(test, (int)compact_all(), (int)COMPACT_COMPLETE);
		KUNIT_EXPECT_EQ(test, movable_moved(), 0UL);
		KUNIT_EXPECT_EQ(test, test_zone.nr_free_pages, ZONE_PAGES / 2);
		KUNIT_EXPECT_EQ(test, page_zone_validate(&test_zone), 0);
		for (slot = 0; slot < nr; slot++) {
			struct page *page = movable_page(slot);

			if (page &&
			    (page_count(page) != 1 || PageIsolated(page) || PageLocked(page)))
				KUNIT_FAIL(test, "slot %u is held", slot);
		}
	}
	KUNIT_EXPECT_GT(test, movable_put_back(), 0UL);
	for (slot = 0; slot < nr; slot++)
		movable_set_mood(slot, MOVABLE_LATER);
	KUNIT_EXPECT_EQ(test, (int)compact_all(), (int)COMPACT_COMPLETE);
	KUNIT_EXPECT_EQ(test, count_blocks(pageblock_order),
			(unsigned int)(ZONE_PAGES / 2 >> pageblock_order));
	KUNIT_EXPECT_EQ(test, movable_free_all(), 0U);
}

/*
 * Compaction for one free block moves no more pages than necessary.  If a block is already free,
 * compaction moves no page.
 */
static void compaction_test_one_order(struct kunit *test)
{
	unsigned int nr = fill(test);
	unsigned long moved;
	struct page *page;

	thin_out(nr, nr / 2, 11);
	KUNIT_EXPECT_EQ(test, count_blocks(7), 0U);
	KUNIT_EXPECT_EQ(test,
			(int)compact_zone(&test_zone, 7, MIGRATE_UNMOVABLE, MIGRATE_SYNC_LIGHT),
			(int)COMPACT_SUCCESS);
	moved = movable_moved();
	KUNIT_EXPECT_GT(test, moved, 0UL);
	KUNIT_EXPECT_LT(test, moved, 400UL);
	KUNIT_EXPECT_EQ(test,
			(int)compact_zone(&test_zone, 7, MIGRATE_UNMOVABLE, MIGRATE_SYNC_LIGHT),
			(int)COMPACT_SUCCESS);
	KUNIT_EXPECT_EQ(test, movable_moved(), moved);
	page = take(7, MIGRATE_MOVABLE);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, (int)compact_zone(&test_zone, pageblock_order, MIGRATE_MOVABLE,
						MIGRATE_ASYNC), (int)COMPACT_SUCCESS);
	KUNIT_EXPECT_EQ(test, movable_damaged(), 0U);
	__free_pages(page, 7);
	KUNIT_EXPECT_EQ(test, page_zone_validate(&test_zone), 0);
	KUNIT_EXPECT_EQ(test, movable_free_all(), 0U);
}

static void compaction_test_when(struct kunit *test)
{
	unsigned int nr, i, passed = 0;

	KUNIT_EXPECT_EQ(test, fragmentation_index(&test_zone, pageblock_order), -1000);
	nr = fill(test);
	KUNIT_EXPECT_EQ(test, fragmentation_index(&test_zone, 3), 0);
	KUNIT_EXPECT_FALSE(test, compaction_suitable(&test_zone, 1, 0, ZONE_NORMAL));
	thin_out(nr, 200, 3);
	KUNIT_EXPECT_TRUE(test, compaction_suitable(&test_zone, 3, 0, ZONE_NORMAL));
	KUNIT_EXPECT_FALSE(test, compaction_suitable(&test_zone, 3, 190, ZONE_NORMAL));
	KUNIT_EXPECT_FALSE(test, compaction_suitable(&test_zone, 7, 0, ZONE_NORMAL));
	KUNIT_EXPECT_TRUE(test, compaction_suitable(&test_zone, 5, 0, ZONE_NORMAL));
	if (IS_ENABLED(CONFIG_SYSCTL)) {
		KUNIT_EXPECT_EQ(test, sysctl_set("vm.extfrag_threshold", "1000"), 0);
		KUNIT_EXPECT_FALSE(test, compaction_suitable(&test_zone, 5, 0, ZONE_NORMAL));
		KUNIT_EXPECT_TRUE(test, compaction_suitable(&test_zone, 3, 0, ZONE_NORMAL));
		KUNIT_EXPECT_EQ(test, sysctl_set("vm.extfrag_threshold", "1001"), -ERANGE);
		KUNIT_EXPECT_EQ(test, sysctl_set("vm.extfrag_threshold", "500"), 0);
	}
	movable_free_all();

	KUNIT_EXPECT_FALSE(test, compaction_deferred(&test_zone, 5));
	for (i = 0; i < 3; i++)
		defer_compaction(&test_zone, 5);
	KUNIT_EXPECT_FALSE(test, compaction_deferred(&test_zone, 4));
	while (compaction_deferred(&test_zone, 6))
		passed++;
	KUNIT_EXPECT_EQ(test, passed, (1U << 3) - 1);
	for (i = 0; i < 20; i++)
		defer_compaction(&test_zone, 5);
	for (passed = 0; compaction_deferred(&test_zone, 5); passed++)
		;
	KUNIT_EXPECT_EQ(test, passed, 63U);
	compaction_defer_reset(&test_zone, 5, true);
	KUNIT_EXPECT_FALSE(test, compaction_deferred(&test_zone, 5));
	KUNIT_EXPECT_FALSE(test, compaction_deferred(&test_zone, 6));
}

static atomic_t nr_running;

static int owner_thread(void *arg)
{
	u32 state = (unsigned long)arg + 1, cpus = num_online_cpus();

	for (unsigned int step = 0; step < 150; step++) {
		unsigned int slot = next_random(&state) % (ZONE_PAGES / cpus) * cpus +
				    (unsigned long)arg;

		if (!movable_free(slot)) {
			struct page *page = take(0, MIGRATE_MOVABLE);

			if (page)
				movable_add(slot, page);
		}
		if (step % 16 == 0)
			cond_resched();
	}
	atomic_dec_return_release(&nr_running);
	return 0;
}

/* Threads on all CPUs free and allocate pages while the zone is compacted. */
static void compaction_test_all_cpus(struct kunit *test)
{
	static struct task_struct *tasks[NR_CPUS];
	unsigned long warned = warnings_seen();
	unsigned int nr = fill(test), cpu, at = 0;

	thin_out(nr, nr / 2, 9);
	for_each_online_cpu(cpu)
		tasks[cpu] = kthread_create_on_cpu(owner_thread, (void *)(unsigned long)at++, cpu,
						   "compact/%u");
	atomic_set(&nr_running, at);
	KUNIT_ASSERT_TRUE(test, run_all_threads(tasks, NR_CPUS));
	while (atomic_read_acquire(&nr_running))
		compact_all();
	KUNIT_EXPECT_GT(test, movable_moved(), 0UL);
	KUNIT_EXPECT_EQ(test, page_zone_validate(&test_zone), 0);
	KUNIT_EXPECT_EQ(test, movable_free_all(), 0U);
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_pages, ZONE_PAGES);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
}

static unsigned long events(enum vm_event_item item)
{
	unsigned long sums[NR_VM_EVENT_ITEMS];

	all_vm_events(sums);
	return sums[item];
}

/*
 * If nearly all free memory of the machine consists of single pages that are not adjacent, a
 * request for many pages succeeds after compaction.
 */
static void compaction_test_slow_path(struct kunit *test)
{
	unsigned long stalls = events(COMPACTSTALL), successes = events(COMPACTSUCCESS);
	gfp_t gfp = GFP_KERNEL | __GFP_MOVABLE | __GFP_NORETRY | __GFP_NOWARN;
	struct page *page, *large = NULL;
	unsigned int nr = 0;

	while (nr < MOVABLE_SLOTS && (page = alloc_page(gfp)))
		movable_add(nr++, page);
	if (nr == MOVABLE_SLOTS)
		kunit_skip(test, "this machine has more memory than the test has slots");
	thin_out(nr, nr / 2, 21);
	page = alloc_pages(GFP_KERNEL | __GFP_NOWARN, pageblock_order);
	KUNIT_EXPECT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, events(COMPACTSTALL), stalls + 1);
	KUNIT_EXPECT_EQ(test, events(COMPACTSUCCESS), successes + 1);
	KUNIT_EXPECT_EQ(test, movable_damaged(), 0U);
	KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
	compact_memory();
	large = alloc_pages(GFP_NOWAIT, pageblock_order);
	KUNIT_EXPECT_NOT_NULL(test, large);
	KUNIT_EXPECT_EQ(test, movable_free_all(), 0U);
	if (page)
		__free_pages(page, pageblock_order);
	if (large)
		__free_pages(large, pageblock_order);
}

static const struct kunit_case compaction_test_cases[] = {
	KUNIT_CASE(compaction_test_half_in_use),
	KUNIT_CASE(compaction_test_obstacles),
	KUNIT_CASE(compaction_test_refusal),
	KUNIT_CASE(compaction_test_one_order),
	KUNIT_CASE(compaction_test_when),
	KUNIT_CASE(compaction_test_all_cpus),
	KUNIT_CASE(compaction_test_slow_path),
	{}
};

static struct kunit_suite compaction_suite = {
	.name = "compaction",
	.init = compaction_test_init,
	.exit = compaction_test_exit,
	.test_cases = compaction_test_cases,
};
kunit_test_suite(compaction_suite);
