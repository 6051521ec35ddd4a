// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of functions that process a long list in several parts, and release the lock between two
 * parts.  In each test, a thread of another CPU (of the same CPU if there is only one) changes the
 * list, or looks at it, again and again.
 */

#include <internal/arch.h>
#include <internal/tasks.h>
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/set_memory.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/vmalloc.h>
#include <quarry/demand.h>

#include "../assert_or.h"
#include "mm/objects/objects.h"
#include "mm/pages/pages.h"
#include "mm/virtual/virtual.h"

#define MIN_ROUNDS	50
#define SECONDS		20

/* A thread that calls a function again and again. */
struct neighbour {
	struct task_struct *task;
	void (*fn)(struct neighbour *neighbour);
	struct kunit *test;
	void *arg;
	unsigned long rounds;
};

static int neighbour_thread(void *data)
{
	struct neighbour *neighbour = data;

	while (!kthread_should_stop()) {
		neighbour->fn(neighbour);
		WRITE_ONCE(neighbour->rounds, neighbour->rounds + 1);
		cond_resched();
	}
	return 0;
}

static bool neighbour_start(struct neighbour *neighbour)
{
	unsigned int cpu = (smp_processor_id() + 1) % num_online_cpus();

	neighbour->task = kthread_create_on_cpu(neighbour_thread, neighbour, cpu, "neighbour/%u");
	if (IS_ERR(neighbour->task))
		return false;
	wake_up_process(neighbour->task);
	return true;
}

/*
 * Iterate until the neighbour has done enough rounds, at least @n times.  Other threads of this CPU
 * run between two iterations.
 */
#define while_changing(neighbour, n)							\
	for (unsigned long __i = 0, __end = jiffies + SECONDS * HZ;			\
	     (__i < (n) || READ_ONCE((neighbour)->rounds) < MIN_ROUNDS) &&		\
	     time_before(jiffies, __end);						\
	     __i++, cond_resched())

static void neighbour_stop(struct neighbour *neighbour)
{
	kthread_stop(neighbour->task);
	KUNIT_EXPECT_GE(neighbour->test, neighbour->rounds, MIN_ROUNDS);
}

/* ---- areas of the vmalloc window ------------------------------------------------------------- */

static void allocate_areas(struct neighbour *neighbour)
{
	void *areas[8];

	for (unsigned int i = 0; i < ARRAY_SIZE(areas); i++)
		areas[i] = vmalloc((1 + i * 5) * PAGE_SIZE);
	for (unsigned int i = 0; i < ARRAY_SIZE(areas); i++)
		vfree(areas[i * 3 % ARRAY_SIZE(areas)]);
}

/* An area that exists during the whole iteration is seen once, and all areas are in order. */
static void unlocked_test_areas(struct kunit *test)
{
	struct neighbour neighbour = { .fn = allocate_areas, .test = test };
	void *low = vmalloc(PAGE_SIZE), *high = vmalloc(200 * PAGE_SIZE);
	unsigned long rounds = 0, seen = 0, unordered = 0;

	if (!low || !high || !neighbour_start(&neighbour)) {
		vfree(low);
		vfree(high);
		kunit_skip(test, "no memory");
	}
	while_changing(&neighbour, 100) {
		struct demand_usage usage;
		struct vm_struct area;
		unsigned long end = 0;

		for_each_vm_area(&area, &usage) {
			seen += area.addr == low || area.addr == high;
			unordered += area.start < end || area.end <= area.start;
			end = area.end;
		}
		rounds++;
	}
	neighbour_stop(&neighbour);
	KUNIT_EXPECT_EQ(test, seen, 2 * rounds);
	KUNIT_EXPECT_EQ(test, unordered, 0);
	vfree(low);
	vfree(high);
	KUNIT_EXPECT_EQ(test, vmalloc_validate(), 0);
}

/* ---- threads --------------------------------------------------------------------------------- */

static int until_stopped(void *data)
{
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static void create_threads(struct neighbour *neighbour)
{
	struct task_struct *tasks[4];

	for (unsigned int i = 0; i < ARRAY_SIZE(tasks); i++)
		tasks[i] = kthread_run(until_stopped, NULL, "short/%u", i);
	for (unsigned int i = 0; i < ARRAY_SIZE(tasks); i++) {
		if (!IS_ERR(tasks[i]))
			kthread_stop(tasks[i]);
	}
}

/* Threads that exist during the whole iteration are seen once, and others can be read. */
static void unlocked_test_threads(struct kunit *test)
{
	struct neighbour neighbour = { .fn = create_threads, .test = test };
	unsigned long rounds = 0, seen = 0, dead = 0;
	struct task_struct *task;

	KUNIT_ASSERT_TRUE(test, neighbour_start(&neighbour));
	while_changing(&neighbour, 100) {
		for_each_task(task) {
			seen += task == current || task == neighbour.task;
			dead += !refcount_read(&task->usage);
			cond_resched();
		}
		rounds++;
	}
	neighbour_stop(&neighbour);
	KUNIT_EXPECT_EQ(test, seen, 2 * rounds);
	KUNIT_EXPECT_EQ(test, dead, 0);
}

/* ---- caches ---------------------------------------------------------------------------------- */

static void create_caches(struct neighbour *neighbour)
{
	struct kmem_cache *caches[3];

	for (unsigned int i = 0; i < ARRAY_SIZE(caches); i++)
		caches[i] = kmem_cache_create("unlocked-short", 40 + i * 100, 0, SLAB_NO_MERGE,
					      NULL);
	for (unsigned int i = 0; i < ARRAY_SIZE(caches); i++) {
		void *object = caches[i] ? kmem_cache_alloc(caches[i], GFP_KERNEL) : NULL;

		if (object)
			kmem_cache_free(caches[i], object);
		kmem_cache_destroy(caches[i]);
	}
}

/* Caches that exist during the whole iteration are seen once, and others can be read. */
static void unlocked_test_caches(struct kunit *test)
{
	struct neighbour neighbour = { .fn = create_caches, .test = test };
	struct kmem_cache *s, *mine = kmem_cache_create("unlocked-mine", 72, 0, SLAB_NO_MERGE,
							NULL);
	unsigned long rounds = 0, seen = 0, bad = 0;

	KUNIT_ASSERT_NOT_NULL(test, mine);
	ASSERT_OR(test, neighbour_start(&neighbour), kmem_cache_destroy(mine));
	while_changing(&neighbour, 100) {
		for_each_slab_cache(s) {
			seen += s == mine;
			cond_resched();
			bad += !s->size || !*s->name;
		}
		slab_reap();
		rounds++;
	}
	neighbour_stop(&neighbour);
	KUNIT_EXPECT_EQ(test, seen, rounds);
	KUNIT_EXPECT_EQ(test, bad, 0);
	kmem_cache_destroy(mine);
}

/* ---- protection ------------------------------------------------------------------------------ */

#ifdef CONFIG_SET_MEMORY
#define NR_PAGES	150

struct protected {
	unsigned long *area;	/* the first word of each page is its address */
	unsigned long bad;
};

static bool protected_alloc(struct protected *p)
{
	*p = (struct protected){ .area = vmalloc(NR_PAGES * PAGE_SIZE) };
	for (unsigned long i = 0; p->area && i < NR_PAGES; i++) {
		unsigned long *page = p->area + i * (PAGE_SIZE / sizeof(long));

		*page = (unsigned long)page;
	}
	return p->area;
}

static void read_pages(struct protected *p)
{
	for (unsigned long i = 0; i < NR_PAGES; i++) {
		const unsigned long *page = p->area + i * (PAGE_SIZE / sizeof(long));

		p->bad += READ_ONCE(*page) != (unsigned long)page;
	}
}

/* Change the protection of all pages, and check it. */
static void change_pages(struct protected *p)
{
	unsigned long addr = (unsigned long)p->area;
	u8 byte;

	p->bad += set_memory_ro(addr, NR_PAGES) != 0;
	p->bad += set_memory_x(addr, NR_PAGES) != 0;
	read_pages(p);
	p->bad += set_memory_nx(addr, NR_PAGES) != 0;
	p->bad += set_memory_np(addr + PAGE_SIZE, 1) != 0;
	p->bad += !arch_try_read((void *)(addr + PAGE_SIZE), &byte);
	p->bad += set_memory_p(addr + PAGE_SIZE, 1) != 0;
	p->bad += set_memory_rw(addr, NR_PAGES) != 0;
	for (unsigned long i = 0; i < NR_PAGES; i++)
		WRITE_ONCE(p->area[i * (PAGE_SIZE / sizeof(long)) + 1], i);
}

static void read_other(struct neighbour *neighbour)
{
	read_pages(neighbour->arg);
}

static void change_own(struct neighbour *neighbour)
{
	change_pages(neighbour->arg);
}

/*
 * A CPU can read pages while another CPU changes their protection, and two CPUs can change two
 * areas whose pages are in the same blocks of the linear map.
 */
static void unlocked_test_set_memory(struct kunit *test)
{
	struct protected mine, other = {};

	if (!protected_alloc(&mine))
		kunit_skip(test, "no memory");
	for (unsigned int i = 0; i < 2; i++) {
		struct protected *p = i ? &other : &mine;
		struct neighbour neighbour = {
			.fn = i ? change_own : read_other, .test = test, .arg = p,
		};

		if (i && !protected_alloc(&other))
			break;
		ASSERT_OR(test, neighbour_start(&neighbour), vfree(mine.area); vfree(other.area));
		while_changing(&neighbour, 20) {
			/* The neighbour may read the page that change_pages() hides. */
			if (i)
				change_pages(&mine);
			else
				set_memory_ro((unsigned long)mine.area, NR_PAGES);
			set_memory_rw((unsigned long)mine.area, NR_PAGES);
		}
		neighbour_stop(&neighbour);
		KUNIT_EXPECT_EQ(test, p->bad, 0);
		KUNIT_EXPECT_EQ(test, mine.bad, 0);
	}
	vfree(mine.area);
	vfree(other.area);
	KUNIT_EXPECT_EQ(test, vmalloc_validate(), 0);
}
#endif

/* ---- page blocks ----------------------------------------------------------------------------- */

#ifdef CONFIG_CONTIG_ALLOC
#define NR_CONTIG	64

/* Write to pages and read them again, to see whether another owner writes to them. */
static unsigned long use_pages(struct page *page, unsigned long nr, unsigned long mark)
{
	unsigned long bad = 0;

	for (unsigned long i = 0; i < nr; i++)
		WRITE_ONCE(*(unsigned long *)page_address(page + i), mark + i);
	cond_resched();
	for (unsigned long i = 0; i < nr; i++)
		bad += READ_ONCE(*(unsigned long *)page_address(page + i)) != mark + i;
	return bad;
}

/* Allocate blocks of all types and several orders, and free every second one first. */
static void allocate_pages(struct neighbour *neighbour)
{
	static const gfp_t types[] = { GFP_KERNEL, GFP_KERNEL | __GFP_MOVABLE,
				       GFP_KERNEL | __GFP_RECLAIMABLE };
	struct page *pages[60];

	for (unsigned int i = 0; i < ARRAY_SIZE(pages); i++) {
		pages[i] = alloc_pages(types[i % 3] | __GFP_NOWARN, i % 4);
		if (pages[i])
			*(unsigned long *)neighbour->arg += use_pages(pages[i], 1UL << i % 4, i);
	}
	for (unsigned int parity = 0; parity < 2; parity++) {
		for (unsigned int i = parity; i < ARRAY_SIZE(pages); i += 2) {
			if (pages[i])
				__free_pages(pages[i], i % 4);
		}
		drain_all_pages(NULL);
	}
}

/*
 * A range is isolated and allocated while another CPU allocates from the same page blocks, which
 * change their types.  No page has two owners.
 */
static void unlocked_test_pageblocks(struct kunit *test)
{
	unsigned long bad = 0, others = 0, found = 0;
	struct neighbour neighbour = { .fn = allocate_pages, .test = test, .arg = &others };

	KUNIT_ASSERT_TRUE(test, neighbour_start(&neighbour));
	while_changing(&neighbour, 50) {
		struct page *page = alloc_contig_pages(NR_CONTIG, GFP_KERNEL, 0, NULL);

		if (!page)
			continue;
		found++;
		bad += use_pages(page, NR_CONTIG, ~0UL - NR_CONTIG);
		free_contig_range(page_to_pfn(page), NR_CONTIG);
	}
	neighbour_stop(&neighbour);
	KUNIT_EXPECT_GT(test, found, 0);
	KUNIT_EXPECT_EQ(test, bad, 0);
	KUNIT_EXPECT_EQ(test, others, 0);
	KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
}
#endif

/* ---- demand-paged regions -------------------------------------------------------------------- */

#ifdef CONFIG_DEMAND_PAGING
static void allocate_some(struct neighbour *neighbour)
{
	struct page *pages[64];

	for (unsigned int i = 0; i < ARRAY_SIZE(pages); i++)
		pages[i] = alloc_page(GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN);
	for (unsigned int i = 0; i < ARRAY_SIZE(pages); i++) {
		if (pages[i])
			__free_page(pages[i]);
	}
}

/*
 * Regions take nearly all of the memory, or fail, while another CPU allocates and frees pages.  An
 * access to a region that was created never fails.
 */
static void unlocked_test_demand(struct kunit *test)
{
	struct neighbour neighbour = { .fn = allocate_some, .test = test };
	unsigned long free = nr_free_pages(), round = 0, created = 0, refused = 0, bad = 0;

	KUNIT_ASSERT_TRUE(test, neighbour_start(&neighbour));
	while_changing(&neighbour, 20) {
		unsigned long size = (free / 2 + round++ % 16 * free / 24) << PAGE_SHIFT;
		char *start = demand_map("unlocked", size, size, 0);

		created += start != NULL;
		refused += !start;
		for (unsigned long i = 0; start && i < 50; i++) {
			unsigned long at = size / 50 * i;

			bad += READ_ONCE(start[at]) != 0;
			WRITE_ONCE(start[at], 1);
		}
		demand_unmap(start);
	}
	neighbour_stop(&neighbour);
	KUNIT_EXPECT_GT(test, created, 0);
	KUNIT_EXPECT_GT(test, refused, 0);
	KUNIT_EXPECT_EQ(test, bad, 0);
	KUNIT_EXPECT_EQ(test, page_alloc_validate(), 0);
}
#endif

static struct kunit_case unlocked_cases[] = {
	KUNIT_CASE(unlocked_test_areas),
	KUNIT_CASE(unlocked_test_threads),
	KUNIT_CASE(unlocked_test_caches),
#ifdef CONFIG_SET_MEMORY
	KUNIT_CASE(unlocked_test_set_memory),
#endif
#ifdef CONFIG_CONTIG_ALLOC
	KUNIT_CASE(unlocked_test_pageblocks),
#endif
#ifdef CONFIG_DEMAND_PAGING
	KUNIT_CASE(unlocked_test_demand),
#endif
	{}
};

static struct kunit_suite unlocked_suite = {
	.name = "unlocked",
	.test_cases = unlocked_cases,
};
kunit_test_suite(unlocked_suite);
