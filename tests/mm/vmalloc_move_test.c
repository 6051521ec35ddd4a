// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the migration of vmalloc() pages: addresses and contents do not change, even while other
 * threads access the pages.
 */

#include <internal/arch.h>
#include <internal/kasan.h>
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/migrate.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/prandom.h>
#include <linux/sched.h>
#include <linux/set_memory.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "../assert_or.h"
#include "../warnings.h"
#include "mm/pages/pages.h"
#include "mm/virtual/virtual.h"

/*
 * Migrate one page as compaction does.  Returns 0, -EBUSY if the page must not be migrated, or
 * -ENOMEM.
 */
static int move_one(struct page *page)
{
	struct page *head = page_block_head(page), *new;
	int err;

	if (head)
		vmalloc_make_movable(head);
	if (!isolate_movable_page(page, 0))
		return -EBUSY;
	new = alloc_page(GFP_HIGHUSER_MOVABLE | __GFP_NOWARN);
	if (!new) {
		putback_movable_page(page);
		return -ENOMEM;
	}
	err = migrate_movable_page(new, page, MIGRATE_SYNC);
	if (err) {
		putback_movable_page(page);
		__free_page(new);
	}
	return err;
}

static void fill(unsigned long *va, unsigned long words, unsigned long key)
{
	for (unsigned long i = 0; i < words; i++)
		va[i] = key ^ i;
}

static unsigned long damaged(const unsigned long *va, unsigned long words, unsigned long key)
{
	unsigned long n = 0;

	for (unsigned long i = 0; i < words; i++)
		n += va[i] != (key ^ i);
	return n;
}

/*
 * Each page of an area can be migrated, whether the area has one block, several blocks, or a large
 * leaf.  The contents do not change.
 */
static void move_test_contents(struct kunit *test)
{
	static const unsigned int sizes[] = { 1, 4, 7, 16, 37, 512 };

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		unsigned long words = sizes[i] * PAGE_SIZE / sizeof(long), moved = 0;
		unsigned long *va = vmalloc(sizes[i] * PAGE_SIZE);

		KUNIT_ASSERT_NOT_NULL(test, va);
		fill(va, words, (unsigned long)va);
		for (unsigned int page = 0; page < sizes[i]; page += sizes[i] > 64 ? 37 : 1) {
			void *at = (char *)va + page * PAGE_SIZE;
			struct page *old = vmap_page(at);
			int err = move_one(old);

			KUNIT_EXPECT_EQ(test, err, 0);
			KUNIT_EXPECT_TRUE(test, err || vmap_page(at) != old);
			moved += !err;
		}
		KUNIT_EXPECT_GT(test, moved, 0UL);
		KUNIT_EXPECT_EQ(test, damaged(va, words, (unsigned long)va), 0UL);
		fill(va, words, ~(unsigned long)va);
		KUNIT_EXPECT_EQ(test, damaged(va, words, ~(unsigned long)va), 0UL);
		vfree(va);
	}
	KUNIT_EXPECT_EQ(test, vmalloc_validate(), 0);
}

#ifdef CONFIG_KASAN
/*
 * The bytes after the end of an area remain inaccessible for KASAN after the last page of the area
 * is migrated.  The migration itself causes no report.
 */
static void move_test_end(struct kunit *test)
{
	unsigned long warned = warnings_seen();
	u8 *p;

	if (!kasan_enabled())
		kunit_skip(test, "no KASAN");
	p = vmalloc(PAGE_SIZE + 64);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_TRUE(test, __asan_address_is_poisoned(p + PAGE_SIZE + 64));
	KUNIT_EXPECT_EQ(test, move_one(vmap_page(p + PAGE_SIZE)), 0);
	KUNIT_EXPECT_FALSE(test, __asan_address_is_poisoned(p + PAGE_SIZE + 63));
	KUNIT_EXPECT_TRUE(test, __asan_address_is_poisoned(p + PAGE_SIZE + 64));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	vfree(p);
}
#endif

/* Pages whose physical addresses a caller may use are not migrated. */
static void move_test_pinned(struct kunit *test)
{
	u8 *p = vmalloc(4 * PAGE_SIZE),
	   *pinned = __vmalloc_flags(2 * PAGE_SIZE, GFP_KERNEL, VM_PINNED);
	u8 *low = vmalloc_32(PAGE_SIZE);
	struct page *page, *mapped = alloc_page(GFP_KERNEL);
	u8 *map = mapped ? vmap(&mapped, 1, VM_MAP, PAGE_KERNEL) : NULL;

	ASSERT_OR(test, p && pinned && low && map, vfree(p); vfree(pinned); vfree(low); vunmap(map);
		  if (mapped) __free_page(mapped));
	KUNIT_EXPECT_EQ(test, move_one(vmap_page(pinned)), -EBUSY);
	KUNIT_EXPECT_EQ(test, move_one(vmap_page(low)), -EBUSY);
	KUNIT_EXPECT_EQ(test, move_one(vmap_page(map)), -EBUSY);
	/*
	 * vmalloc_to_page() pins the page that it returns.  Test this after the block of the page
	 * was split, and (below) before it is split.
	 */
	KUNIT_EXPECT_EQ(test, move_one(vmap_page(p)), 0);
	page = vmalloc_to_page(p + PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, move_one(page), -EBUSY);
	KUNIT_EXPECT_PTR_EQ(test, vmap_page(p + PAGE_SIZE), page);
	KUNIT_EXPECT_EQ(test, move_one(vmap_page(p + 2 * PAGE_SIZE)), 0);
	vfree(p);
	p = vmalloc(4 * PAGE_SIZE);
	KUNIT_EXPECT_NOT_NULL(test, p);
	page = p ? vmalloc_to_page(p + 2 * PAGE_SIZE) : NULL;
	KUNIT_EXPECT_TRUE(test, !page || move_one(page) == -EBUSY);
	vfree(p);
#ifdef CONFIG_SET_MEMORY
	p = vmalloc(PAGE_SIZE);
	if (p && !set_memory_ro((unsigned long)p, 1))
		KUNIT_EXPECT_EQ(test, move_one(vmap_page(p)), -EBUSY);
	vfree(p);
#endif
	vfree(pinned);
	vfree(low);
	vunmap(map);
	__free_page(mapped);
}

/*
 * Allocate two pages with vmalloc(), isolate the first page, and allocate @new as the destination
 * of its migration.
 */
static u8 *isolate_one(struct kunit *test, struct page **page, struct page **new)
{
	u8 *p = vmalloc(2 * PAGE_SIZE);

	*new = alloc_page(GFP_KERNEL | __GFP_MOVABLE);
	ASSERT_OR(test, p && *new, vfree(p); if (*new) __free_page(*new));
	*page = vmap_page(p);
	vmalloc_make_movable(*page);
	ASSERT_OR(test, isolate_movable_page(*page, 0), vfree(p); __free_page(*new));
	return p;
}

/* The owner frees an isolated page just before the page is migrated. */
static void move_test_freed(struct kunit *test)
{
	struct page *page, *new;

	vfree(isolate_one(test, &page, &new));
	vmalloc_purge();
	/* After the free, only the isolation has a reference to the page. */
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	KUNIT_EXPECT_FALSE(test, PageMovable(page));
	KUNIT_EXPECT_EQ(test, migrate_movable_page(new, page, MIGRATE_SYNC), 0);
	KUNIT_EXPECT_EQ(test, vmalloc_validate(), 0);
}

/* If a caller of vmalloc_to_page() gets an isolated page, the page is not migrated. */
static void move_test_asked(struct kunit *test)
{
	struct page *page, *new;
	u8 *p = isolate_one(test, &page, &new);

	*p = 0x3c;
	KUNIT_EXPECT_PTR_EQ(test, vmalloc_to_page(p), page);
	migrate_movable_page(new, page, MIGRATE_SYNC);
	KUNIT_EXPECT_PTR_EQ(test, vmap_page(p), page);
	KUNIT_EXPECT_EQ(test, *p, 0x3c);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	vfree(p);
}

struct writer {
	volatile unsigned long *va;
	unsigned long nr_pages;
	bool stop;
	unsigned long rounds, wrong;
};

/*
 * Increment one word of each page in every round.  A word with a wrong number shows a lost write or
 * a page that was not copied.
 */
static int write_on(void *arg)
{
	struct writer *w = arg;

	while (!READ_ONCE(w->stop)) {
		for (unsigned long i = 0; i < w->nr_pages; i++) {
			volatile unsigned long *word = w->va + i * PAGE_SIZE / sizeof(long) + i;

			w->wrong += *word != w->rounds;
			*word = w->rounds + 1;
		}
		WRITE_ONCE(w->rounds, w->rounds + 1);
		cond_resched();
	}
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

/* Another CPU reads and writes the pages while they are migrated. */
static void move_test_writer(struct kunit *test)
{
	enum { PAGES = 4, FEW = 100, ROUNDS = 3000 };
	struct writer w = { .va = vzalloc(PAGES * PAGE_SIZE), .nr_pages = PAGES };
	struct task_struct *task;
	unsigned long moved = 0, rounds = 0, end;

	KUNIT_ASSERT_NOT_NULL(test, (void *)w.va);
	task = kthread_create_on_cpu(write_on, &w, num_online_cpus() - 1, "writer/%u");
	ASSERT_OR(test, !IS_ERR(task), vfree((void *)w.va));
	wake_up_process(task);
	/* The thread on the other CPU may start late. */
	for (int i = 0; i < 10000 && !READ_ONCE(w.rounds); i++)
		msleep(1);
	/*
	 * Limit the time: on a busy build machine, the host often does not run the emulated CPU
	 * that gets the lock next.
	 */
	for (end = jiffies + HZ; rounds < ROUNDS && (rounds < FEW || time_before(jiffies, end));
	     rounds++) {
		moved += !move_one(vmap_page((char *)w.va + rounds % PAGES * PAGE_SIZE));
		cond_resched();
	}
	WRITE_ONCE(w.stop, true);
	kthread_stop(task);
	KUNIT_EXPECT_GT(test, moved, rounds / 2);
	KUNIT_EXPECT_GT(test, w.rounds, 0UL);
	KUNIT_EXPECT_EQ(test, w.wrong, 0UL);
	vfree((void *)w.va);
}

#ifdef CONFIG_CONTIG_ALLOC
/* alloc_contig_range() migrates the vmalloc() pages that are in the range. */
static void move_test_range(struct kunit *test)
{
	enum { PAGES = 64 };
	unsigned long *va = vmalloc(PAGES * PAGE_SIZE), words = PAGES * PAGE_SIZE / sizeof(long),
		      pfn;
	int err;

	KUNIT_ASSERT_NOT_NULL(test, va);
	fill(va, words, 5);
	pfn = page_to_pfn(vmap_page((char *)va + 3 * PAGE_SIZE));
	/* Let the range begin in the middle of a block. */
	err = alloc_contig_range(pfn, pfn + 8, MIGRATE_MOVABLE, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_EQ(test, damaged(va, words, 5), 0UL);
	if (!err) {
		KUNIT_EXPECT_NE(test, page_to_pfn(vmap_page((char *)va + 3 * PAGE_SIZE)), pfn);
		free_contig_range(pfn, 8);
	}
	vfree(va);
}
#endif

static const struct kunit_case move_cases[] = {
	KUNIT_CASE(move_test_contents),
#ifdef CONFIG_KASAN
	KUNIT_CASE(move_test_end),
#endif
	KUNIT_CASE(move_test_pinned),
	KUNIT_CASE(move_test_freed),
	KUNIT_CASE(move_test_asked),
	KUNIT_CASE(move_test_writer),
#ifdef CONFIG_CONTIG_ALLOC
	KUNIT_CASE(move_test_range),
#endif
	{}
};

static struct kunit_suite vmalloc_move_suite = {
	.name = "vmalloc_move",
	.test_cases = move_cases,
};
kunit_test_suite(vmalloc_move_suite);
