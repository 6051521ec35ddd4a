// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the migration of single pages: the protocol between the owner of a page and the code
 * that migrates it.
 */

#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/kthread.h>
#include <linux/migrate.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include <linux/smp.h>

#include "../threads.h"
#include "mm/pages/pages.h"
#include "borrow.h"
#include "movable.h"
#include "../warnings.h"

#define NR_PAGES	MAX_ORDER_NR_PAGES

static struct zone test_zone;
static struct page *block;

static int migrate_test_init(struct kunit *test)
{
	movable_reset();
	return borrow_zone(&test_zone, &block, 1);
}

static void migrate_test_exit(struct kunit *test)
{
	movable_free_all();
	return_zone(test, &test_zone, &block, 1);
}

static struct page *take(void)
{
	return zone_alloc(&test_zone, 0, MIGRATE_MOVABLE, 0);
}

static struct page *add(struct kunit *test, unsigned int slot)
{
	struct page *page = take();

	KUNIT_ASSERT_NOT_NULL(test, page);
	movable_add(slot, page);
	return page;
}

static void migrate_test_move(struct kunit *test)
{
	struct page *page = add(test, 7), *new = take();

	KUNIT_ASSERT_NOT_NULL(test, new);
	KUNIT_EXPECT_TRUE(test, PageMovable(page));
	KUNIT_ASSERT_TRUE(test, isolate_movable_page(page, 0));
	KUNIT_EXPECT_TRUE(test, PageIsolated(page));
	KUNIT_EXPECT_FALSE(test, PageLocked(page));
	KUNIT_EXPECT_EQ(test, page_count(page), 2);
	KUNIT_EXPECT_FALSE(test, isolate_movable_page(page, 0));
	KUNIT_ASSERT_EQ(test, migrate_movable_page(new, page, MIGRATE_SYNC), 0);
	KUNIT_EXPECT_PTR_EQ(test, movable_page(7), new);
	KUNIT_EXPECT_TRUE(test, PageMovable(new));
	KUNIT_EXPECT_FALSE(test, PageLocked(new));
	KUNIT_EXPECT_EQ(test, page_count(new), 1);
	KUNIT_EXPECT_EQ(test, movable_damaged(), 0U);
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_pages, NR_PAGES - 1);
	KUNIT_EXPECT_EQ(test, page_zone_validate(&test_zone), 0);
	KUNIT_EXPECT_TRUE(test, movable_free(7));
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_pages, NR_PAGES);
}

/*
 * A page that was made movable is freed as a movable page, even if it was allocated with another
 * type.
 */
static void migrate_test_clear(struct kunit *test)
{
	static const struct movable_operations ops;
	struct page *page = zone_alloc(&test_zone, 0, MIGRATE_UNMOVABLE, 0);

	KUNIT_ASSERT_NOT_NULL(test, page);
	lock_page(page);
	__SetPageMovable(page, &ops);
	KUNIT_EXPECT_TRUE(test, PageMovable(page) && PageLocked(page));
	__ClearPageMovable(page);
	KUNIT_EXPECT_FALSE(test, PageMovable(page));
	unlock_page(page);
	KUNIT_EXPECT_EQ(test, page->word,
			allocated_word(&test_zone, 0, MIGRATE_MOVABLE));
	__free_page(page);
}

static void migrate_test_refused(struct kunit *test)
{
	struct page *page = add(test, 1), *new = take();

	KUNIT_ASSERT_NOT_NULL(test, new);
	movable_set_mood(1, MOVABLE_NOT_ISOLATED);
	KUNIT_EXPECT_FALSE(test, isolate_movable_page(page, 0));
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	movable_set_mood(1, MOVABLE_LATER);
	KUNIT_ASSERT_TRUE(test, isolate_movable_page(page, 0));
	KUNIT_EXPECT_EQ(test, migrate_movable_page(new, page, MIGRATE_SYNC), -EAGAIN);
	KUNIT_EXPECT_TRUE(test, PageIsolated(page));
	lock_page(page);
	KUNIT_EXPECT_EQ(test, migrate_movable_page(new, page, MIGRATE_ASYNC), -EAGAIN);
	unlock_page(page);
	movable_set_mood(1, MOVABLE_NOT_MOVED);
	KUNIT_EXPECT_EQ(test, migrate_movable_page(new, page, MIGRATE_SYNC), -EBUSY);
	KUNIT_EXPECT_EQ(test, page_count(new), 1);
	putback_movable_page(page);
	KUNIT_EXPECT_EQ(test, movable_put_back(), 1UL);
	KUNIT_EXPECT_FALSE(test, PageIsolated(page));
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	KUNIT_EXPECT_PTR_EQ(test, movable_page(1), page);
	__free_page(new);
}

/* The owner may free an isolated page: before the page is migrated, or before it is put back. */
static void migrate_test_freed_meanwhile(struct kunit *test)
{
	struct page *page = add(test, 2), *new = take();

	KUNIT_ASSERT_NOT_NULL(test, new);
	KUNIT_ASSERT_TRUE(test, isolate_movable_page(page, 0));
	KUNIT_EXPECT_TRUE(test, movable_free(2));
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_pages, NR_PAGES - 2);
	KUNIT_EXPECT_EQ(test, migrate_movable_page(new, page, MIGRATE_SYNC), 0);
	KUNIT_EXPECT_EQ(test, movable_moved(), 0UL);
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_pages, NR_PAGES);

	page = add(test, 2);
	KUNIT_ASSERT_TRUE(test, isolate_movable_page(page, 0));
	KUNIT_EXPECT_TRUE(test, movable_free(2));
	putback_movable_page(page);
	KUNIT_EXPECT_EQ(test, movable_put_back(), 0UL);
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_pages, NR_PAGES);
}

static void migrate_test_misuse(struct kunit *test)
{
	static const struct movable_operations ops;
	struct page *page = add(test, 3), *plain = take(), *pair;
	unsigned long warned = warnings_seen();

	pair = zone_alloc(&test_zone, 1, MIGRATE_MOVABLE, 0);
	KUNIT_ASSERT_NOT_NULL(test, plain);
	KUNIT_ASSERT_NOT_NULL(test, pair);
	KUNIT_EXPECT_FALSE(test, isolate_movable_page(plain, 0));
	KUNIT_EXPECT_FALSE(test, isolate_movable_page(pair + 1, 0));
	KUNIT_EXPECT_FALSE(test, isolate_movable_page(page_map.base, 0));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	__free_page(page);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	__SetPageMovable(plain, &ops);		/* not locked */
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 2);
	lock_page(pair);
	__SetPageMovable(pair, &ops);		/* two pages */
	unlock_page(pair);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 3);
	lock_page(plain);
	KUNIT_EXPECT_FALSE(test, trylock_page(plain));
	__ClearPageMovable(plain);		/* refused: the page is not movable */
	unlock_page(plain);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 4);
	__ClearPageMovable(page);		/* not locked */
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 5);
	KUNIT_EXPECT_FALSE(test, PageMovable(plain));
	KUNIT_EXPECT_TRUE(test, PageMovable(page));
	lock_page(plain);
	__SetPageMovable(plain, NULL);		/* without operations */
	unlock_page(plain);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 6);
	KUNIT_EXPECT_FALSE(test, PageMovable(plain));
	__free_page(plain);
	__free_pages(pair, 1);
}

/* Migrating or putting back a page that is not isolated is reported, and drops no reference. */
static void migrate_test_not_isolated(struct kunit *test)
{
	struct page *page = add(test, 3), *new = take();
	unsigned long warned = warnings_seen();

	KUNIT_ASSERT_NOT_NULL(test, new);
	putback_movable_page(page);
	KUNIT_EXPECT_EQ(test, migrate_movable_page(new, page, MIGRATE_SYNC), -EINVAL);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 2);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	KUNIT_EXPECT_EQ(test, page_count(new), 1);
	KUNIT_ASSERT_TRUE(test, isolate_movable_page(page, 0));
	putback_movable_page(page);
	putback_movable_page(page);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 3);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	KUNIT_EXPECT_PTR_EQ(test, movable_page(3), page);
	KUNIT_EXPECT_EQ(test, movable_put_back(), 1UL);
	__free_page(new);
}

static int locker(void *arg)
{
	struct page *page = arg;

	lock_page(page);
	set_page_private(page, 42);
	unlock_page(page);
	return 0;
}

/* lock_page() sleeps until the owner of the lock releases it. */
static void migrate_test_lock(struct kunit *test)
{
	struct page *page = take();
	struct task_struct *task;

	KUNIT_ASSERT_NOT_NULL(test, page);
	lock_page(page);
	set_page_private(page, 1);
	task = kthread_run(locker, page, "locker");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	schedule_timeout_uninterruptible(2);
	KUNIT_EXPECT_EQ(test, page_private(page), 1UL);
	unlock_page(page);
	while (!trylock_page(page) || (page_private(page) != 42 && (unlock_page(page), true)))
		cond_resched();
	unlock_page(page);
	schedule_timeout_uninterruptible(2);
	__free_page(page);
}

#define NR_SLOTS	64

static atomic_t nr_running, nr_bad;

/* Free and allocate the pages of this thread's slots at random. */
static int worker(void *arg)
{
	unsigned int first = (unsigned long)arg * NR_SLOTS;
	u32 state = first + 1;

	for (unsigned int step = 0; step < 150; step++) {
		unsigned int slot;

		state = state * 1664525 + 1013904223;
		slot = first + (state >> 8) % NR_SLOTS;
		if (!movable_free(slot)) {
			struct page *page = take();

			if (page)
				movable_add(slot, page);
		}
		if (step % 8 == 0)
			cond_resched();
	}
	atomic_dec_return_release(&nr_running);
	return 0;
}

static void move_at(struct page *page)
{
	struct page *new;
	int err;

	if (!isolate_movable_page(page, 0))
		return;
	new = take();
	err = new ? migrate_movable_page(new, page, MIGRATE_SYNC) : -ENOMEM;
	if (!err)
		return;
	putback_movable_page(page);
	if (new)
		__free_page(new);
}

static void migrate_test_all_cpus(struct kunit *test)
{
	static struct task_struct *tasks[NR_CPUS];
	unsigned long warned = warnings_seen();
	unsigned int cpu, nr = 0, at = 0;

	memset(tasks, 0, sizeof(tasks));
	for_each_online_cpu(cpu) {
		if ((cpu + 1) * NR_SLOTS * 2 > NR_PAGES)
			break;
		tasks[cpu] = kthread_create_on_cpu(worker, (void *)(unsigned long)cpu, cpu,
						   "migrate/%u");
		nr++;
	}
	atomic_set(&nr_running, nr);
	KUNIT_ASSERT_TRUE(test, run_all_threads(tasks, NR_CPUS));
	while (atomic_read_acquire(&nr_running)) {
		move_at(block + at++ % NR_PAGES);
		if (at % 64 == 0)
			cond_resched();
	}
	KUNIT_EXPECT_NE(test, movable_moved(), 0UL);
	KUNIT_EXPECT_EQ(test, page_zone_validate(&test_zone), 0);
	KUNIT_EXPECT_EQ(test, movable_free_all(), 0U);
	KUNIT_EXPECT_EQ(test, atomic_read(&nr_bad), 0);
	KUNIT_EXPECT_EQ(test, test_zone.nr_free_pages, NR_PAGES);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
}

static const struct kunit_case migrate_test_cases[] = {
	KUNIT_CASE(migrate_test_move),
	KUNIT_CASE(migrate_test_clear),
	KUNIT_CASE(migrate_test_refused),
	KUNIT_CASE(migrate_test_freed_meanwhile),
	KUNIT_CASE(migrate_test_misuse),
	KUNIT_CASE(migrate_test_not_isolated),
	KUNIT_CASE(migrate_test_lock),
	KUNIT_CASE(migrate_test_all_cpus),
	{}
};

static struct kunit_suite migrate_suite = {
	.name = "migrate",
	.init = migrate_test_init,
	.exit = migrate_test_exit,
	.test_cases = migrate_test_cases,
};
kunit_test_suite(migrate_suite);
