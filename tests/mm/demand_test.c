// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of demand-paged regions: first accesses, sizes, the number of pages used, and refused
 * calls.
 */

#include <internal/arch.h>
#include <internal/fault.h>
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <quarry/demand.h>
#include <quarry/shell.h>

#include "../assert_or.h"
#include "../in_interrupt.h"
#include "../said.h"
#include "../settled.h"
#include "../threads.h"
#include "mm/virtual/virtual.h"

kunit_validator(demand, vmalloc_validate);

#define PAGES	16
#define LIMIT	(4 * PAGES)
#define AT(p, page)	((p) + (page) * PAGE_SIZE)

static bool readable(const void *va)
{
	u8 value;

	return !arch_try_read(va, &value);
}

static void expect_usage(struct kunit *test, const void *p, unsigned long pages,
			 unsigned long resident, unsigned long reserved)
{
	struct demand_usage usage = { 0 };

	KUNIT_EXPECT_TRUE(test, demand_usage(p, &usage));
	KUNIT_EXPECT_EQ(test, usage.size, pages * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, usage.resident, resident * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, usage.reserved, reserved * PAGE_SIZE);
}

static u8 *map(struct kunit *test, unsigned long pages, unsigned int flags)
{
	u8 *p = demand_map("test region", pages * PAGE_SIZE, LIMIT * PAGE_SIZE, flags);

	KUNIT_ASSERT_NOT_NULL(test, p);
	return p;
}

/* Free pages whose contents are not zero, so that the next allocations get them. */
static void leave_dirty_pages(void)
{
	u8 *p = vmalloc(LIMIT * PAGE_SIZE);

	if (p)
		memset(p, 0xff, LIMIT * PAGE_SIZE);
	vfree(p);
	vmalloc_purge();
}

static void demand_test_touch(struct kunit *test)
{
	static const unsigned int touched[] = { 3, 0, PAGES - 1 };
	u8 *p;

	leave_dirty_pages();
	p = map(test, PAGES, 0);

	expect_usage(test, p, PAGES, 0, PAGES);
	for (unsigned int i = 0; i < ARRAY_SIZE(touched); i++) {
		/* Read each page, and write to every second page before the read. */
		if (i % 2)
			AT(p, touched[i])[17] = 9;
		KUNIT_EXPECT_EQ(test, AT(p, touched[i])[17], i % 2 * 9);
		AT(p, touched[i])[17] = 0;
		KUNIT_EXPECT_NULL(test, memchr_inv(AT(p, touched[i]), 0, PAGE_SIZE));
		memset(AT(p, touched[i]), 0xa5, PAGE_SIZE);
		expect_usage(test, p, PAGES, i + 1, PAGES - i - 1);
	}
	KUNIT_EXPECT_EQ(test, AT(p, 3)[0], 0xa5);
	KUNIT_EXPECT_EQ(test, arch_try_exec(AT(p, 3)), -EFAULT);
	demand_unmap(p);
	KUNIT_EXPECT_FALSE(test, readable(AT(p, 3)));
	KUNIT_EXPECT_FALSE(test, readable(AT(p, 4)));
	demand_unmap(NULL);
}

static void demand_test_resize(struct kunit *test)
{
	u8 *p = map(test, 0, 0);

	KUNIT_EXPECT_FALSE(test, readable(p));
	KUNIT_ASSERT_EQ(test, demand_resize(p, 2 * PAGE_SIZE + 1), 0);
	expect_usage(test, p, 3, 0, 3);
	for (unsigned int i = 0; i < 3; i++)
		memset(AT(p, i), 'a' + i, PAGE_SIZE);
	KUNIT_EXPECT_FALSE(test, readable(AT(p, 3)));
	KUNIT_ASSERT_EQ(test, demand_resize(p, PAGES * PAGE_SIZE), 0);
	expect_usage(test, p, PAGES, 3, PAGES - 3);
	KUNIT_EXPECT_NULL(test, memchr_inv(AT(p, 3), 0, (PAGES - 3) * PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, demand_resize(p, PAGE_SIZE + 1), 0);
	expect_usage(test, p, 2, 2, 0);
	KUNIT_EXPECT_FALSE(test, readable(AT(p, 2)));
	/* Grow the region to five pages.  Three of them are not populated yet. */
	KUNIT_ASSERT_EQ(test, demand_resize(p, 5 * PAGE_SIZE), 0);
	KUNIT_EXPECT_NULL(test, memchr_inv(AT(p, 2), 0, PAGE_SIZE));
	expect_usage(test, p, 5, 3, 2);
	KUNIT_EXPECT_EQ(test, demand_resize(p, 4 * PAGE_SIZE), 0);
	expect_usage(test, p, 4, 3, 1);
	for (unsigned int i = 0; i < 2; i++)
		KUNIT_EXPECT_NULL(test, memchr_inv(AT(p, i), 'a' + i, PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, demand_resize(p, LIMIT * PAGE_SIZE + 1), -ENOMEM);
	KUNIT_EXPECT_EQ(test, demand_resize(p, SIZE_MAX), -ENOMEM);
	expect_usage(test, p, 4, 3, 1);
	KUNIT_EXPECT_EQ(test, demand_resize(p, 0), 0);
	expect_usage(test, p, 0, 0, 0);
	KUNIT_EXPECT_FALSE(test, readable(p));
	KUNIT_ASSERT_EQ(test, demand_resize(p, LIMIT * PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, AT(p, LIMIT)[-1], 0);
	KUNIT_EXPECT_FALSE(test, readable(AT(p, LIMIT)));
	demand_unmap(p);
}

/* A region works even if its page table entries are in several page tables. */
static void demand_test_overcommit_large(struct kunit *test)
{
	unsigned long span = PAGE_SIZE << kernel_pgtable.index_bits, size = 3 * span;
	u8 *p = demand_map("large", size, size, DEMAND_OVERCOMMIT);
	struct demand_usage usage;

	KUNIT_ASSERT_NOT_NULL(test, p);
	for (unsigned long at = 0; at < size; at += span / 2)
		*(unsigned long *)(p + at) = at;
	for (unsigned long at = 0; at < size; at += span / 2)
		KUNIT_EXPECT_EQ(test, *(unsigned long *)(p + at), at);
	KUNIT_EXPECT_EQ(test, demand_resize(p, span + PAGE_SIZE), 0);
	KUNIT_EXPECT_TRUE(test, demand_usage(p + span, &usage));
	KUNIT_EXPECT_EQ(test, usage.resident, 3 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, usage.faults, 6UL);
	KUNIT_EXPECT_FALSE(test, readable(p + 2 * span));
	demand_unmap(p);
}

static void expect_described(struct kunit *test, const u8 *address, const char *what)
{
	char text[160];

	describe_address(text, sizeof(text), (unsigned long)address);
	KUNIT_EXPECT_STREQ(test, text, what);
}

static void demand_test_guards(struct kunit *test)
{
	u8 *p = map(test, 1, 0);
	char text[160];

	KUNIT_EXPECT_FALSE(test, readable(p - 1));
	KUNIT_EXPECT_FALSE(test, readable(p - PAGE_SIZE));
	KUNIT_EXPECT_FALSE(test, readable(AT(p, 1)));
	KUNIT_EXPECT_FALSE(test, readable(AT(p, LIMIT)));
	/* The page before the region, and the page after its limit, belong to the region's area. */
	KUNIT_EXPECT_PTR_EQ(test, find_vm_area(p - 1), find_vm_area(p));
	KUNIT_EXPECT_PTR_EQ(test, find_vm_area(AT(p, LIMIT)), find_vm_area(p));
	KUNIT_EXPECT_EQ(test, arch_try_write(AT(p, LIMIT) + PAGE_SIZE - 1, 1), -EFAULT);
	expect_described(test, p - 8, "byte 8 before the demand-paged region test region");
	expect_described(test, p, "in the demand-paged region test region");
	scnprintf(text, sizeof(text),
		  "byte 1 after the demand-paged region test region of %lu bytes", PAGE_SIZE);
	expect_described(test, AT(p, 1), text);
	demand_unmap(p);
}

/*
 * demand_resize() allocates the pages that a region grows by.  A later access to such a page
 * allocates none.  When the region is unmapped, all pages are freed.  The first round also
 * allocates page tables, which are kept, so free pages are not compared in this round.
 */
static void demand_test_pages(struct kunit *test)
{
	unsigned long free = 0;

	for (unsigned int round = 0; round < 3; round++) {
		unsigned long before;
		u8 *p;

		if (round)
			free = settled_free_pages();
		p = map(test, 1, 0);
		before = counted_free_pages();
		KUNIT_EXPECT_EQ(test, demand_resize(p, LIMIT * PAGE_SIZE), 0);
		if (round)
			KUNIT_EXPECT_EQ(test, counted_free_pages(), before - LIMIT + 1);
		before = counted_free_pages();
		memset(p, 1, PAGES * PAGE_SIZE);
		KUNIT_EXPECT_EQ(test, counted_free_pages(), before);
		KUNIT_EXPECT_EQ(test, demand_resize(p, 2 * PAGE_SIZE), 0);
		KUNIT_EXPECT_EQ(test, counted_free_pages(), before + LIMIT - 2);
		demand_unmap(p);
		if (round == 2)
			KUNIT_EXPECT_EQ(test, settled_free_pages(), free);
	}
}

static void demand_test_no_memory(struct kunit *test)
{
	unsigned long warned = warnings_seen(), free = 0, size;
	u8 *p;

	/* Choose a size that exceeds the free memory, but not the machine's memory. */
	free = settled_free_pages();
	size = min(free + 16, totalram_pages()) << PAGE_SHIFT;
	p = demand_map("test region", PAGE_SIZE, 2 * size, 0);
	KUNIT_ASSERT_NOT_NULL(test, p);
	*p = 7;
	mark();
	for (unsigned int round = 0; round < 2; round++) {
		KUNIT_EXPECT_EQ(test, demand_resize(p, size), -ENOMEM);
		KUNIT_EXPECT_EQ(test, demand_resize(p, 2 * size), -ENOMEM);
		KUNIT_EXPECT_NULL(test, demand_map("another", size, size, 0));
		if (round)
			KUNIT_EXPECT_GE(test, settled_free_pages(), free);
		free = settled_free_pages();
	}
	EXPECT_UNSAID(test, "allocation failure");
	KUNIT_EXPECT_EQ(test, *p, 7);
	expect_usage(test, p, 1, 1, 0);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	demand_unmap(p);
}

static void demand_test_overcommit(struct kunit *test)
{
	size_t size = 2 * (totalram_pages() << PAGE_SHIFT);
	struct demand_usage usage = { 0 };
	u8 *p = map(test, PAGES, DEMAND_OVERCOMMIT);
	unsigned long free;

	expect_usage(test, p, PAGES, 0, 0);
	*p = 1;
	free = counted_free_pages();
	for (unsigned int i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ(test, *AT(p, i), !i);
	expect_usage(test, p, PAGES, 4, 0);
	KUNIT_EXPECT_LT(test, counted_free_pages(), free);
	demand_unmap(p);
	/* An overcommitted region may be larger than memory, up to a limit. */
	if (size > SZ_1G)
		return;
	p = demand_map("promise", size, 5 * size, DEMAND_OVERCOMMIT);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, p[size - 1], 0);
	KUNIT_EXPECT_EQ(test, demand_resize(p, 5 * size), 0);
	KUNIT_EXPECT_EQ(test, demand_resize(p, PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, demand_resize(p, 5 * size + PAGE_SIZE), -ENOMEM);
	KUNIT_EXPECT_EQ(test, demand_resize(p, size), 0);
	KUNIT_EXPECT_EQ(test, p[size - 1], 0);
	KUNIT_EXPECT_TRUE(test, demand_usage(p, &usage));
	KUNIT_EXPECT_EQ(test, usage.size, size);
	KUNIT_EXPECT_EQ(test, usage.resident, PAGE_SIZE);
	demand_unmap(p);
	p = demand_map("promise", size, 6 * size, DEMAND_OVERCOMMIT);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, demand_resize(p, 6 * size), -ENOMEM);
	demand_unmap(p);
}

static u8 *touched;

static void touch(void)
{
	(*touched)++;
}

/*
 * An access to a populated region is not reported, even in an interrupt or with interrupts off.  In
 * a region that is not populated, the first access to each page in these contexts is reported.
 */
static void demand_test_contexts(struct kunit *test)
{
	unsigned long warned = warnings_seen(), irq;
	u8 *p, *q;

	leave_dirty_pages();
	p = map(test, PAGES, DEMAND_POPULATE);
	expect_usage(test, p, PAGES, PAGES, 0);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, PAGES * PAGE_SIZE));
	touched = p;
	call_in_interrupt(touch);
	local_irq_save(irq);
	touch();
	local_irq_restore(irq);
	KUNIT_EXPECT_EQ(test, *p, 2);
	KUNIT_EXPECT_EQ(test, demand_resize(p, 2 * PAGES * PAGE_SIZE), 0);
	expect_usage(test, p, 2 * PAGES, 2 * PAGES, 0);
	KUNIT_EXPECT_EQ(test, demand_resize(p, PAGE_SIZE), 0);
	expect_usage(test, p, 1, 1, 0);
	KUNIT_EXPECT_EQ(test, *p, 2);
	demand_unmap(p);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);

	q = map(test, PAGES, 0);
	touched = q;
	EXPECT_WARNS(test, call_in_interrupt(touch));
	EXPECT_SAID(test, "test region: first touch of");
	touched = AT(q, 1);
	local_irq_save(irq);
	EXPECT_WARNS(test, touch());
	touch();
	local_irq_restore(irq);
	call_in_interrupt(touch);
	KUNIT_EXPECT_EQ(test, *q, 1);
	KUNIT_EXPECT_EQ(test, *AT(q, 1), 3);
	demand_unmap(q);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 2);
}

static void demand_test_misuse(struct kunit *test)
{
	unsigned long window = vm_layout.vmalloc_end - vm_layout.vmalloc_start;
	struct demand_usage usage;
	u8 *p = map(test, PAGES, 0), *v = vmalloc(PAGE_SIZE), on_stack;
	void *bad[] = { AT(p, 1), p + 1, p - PAGE_SIZE, AT(p, LIMIT), v, &on_stack, (void *)8,
			(void *)-1L };

	ASSERT_OR(test, v, demand_unmap(p));
	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		EXPECT_WARNS(test, demand_unmap(bad[i]));
		EXPECT_SAID(test, "not the start of a demand-paged region");
		EXPECT_WARNS(test,
			     KUNIT_EXPECT_EQ(test, demand_resize(bad[i], PAGE_SIZE), -EINVAL));
	}
	EXPECT_WARNS(test, demand_resize(NULL, PAGE_SIZE));
	EXPECT_WARNS(test, vfree(p));
	EXPECT_WARNS(test, vfree(p - PAGE_SIZE));
	EXPECT_WARNS(test, vunmap(p - PAGE_SIZE));
	/*
	 * demand_usage() returns false for an area that is not a region, even if the area's field
	 * phys_addr is not 0.
	 */
	find_vm_area(v)->phys_addr = 64;
	KUNIT_EXPECT_FALSE(test, demand_usage(v, &usage));
	find_vm_area(v)->phys_addr = 0;
	expect_usage(test, p, PAGES, 0, PAGES);
	KUNIT_EXPECT_EQ(test, *p, 0);
	demand_unmap(p);
	EXPECT_WARNS(test, demand_unmap(p));
	KUNIT_EXPECT_FALSE(test, demand_usage(p, &usage));
	/*
	 * After a small region is unmapped, its descriptor and its addresses remain cached, but
	 * demand_usage() returns false for its address.
	 */
	p = demand_map("small", 1, 1, 0);
	demand_unmap(p);
	KUNIT_EXPECT_FALSE(test, demand_usage(p, &usage));

	EXPECT_WARNS(test, demand_map("none", 0, 0, 0));
	EXPECT_WARNS(test, demand_map("too small", 2, 1, 0));
	EXPECT_WARNS(test, demand_map("both", 1, 1, DEMAND_OVERCOMMIT | DEMAND_POPULATE));
	EXPECT_WARNS(test, demand_map("others", 1, 1, 4));
	EXPECT_WARNS(test, demand_map(NULL, 1, 1, 0));
	KUNIT_EXPECT_NULL(test, demand_map("too large", 1, SIZE_MAX, 0));
	KUNIT_EXPECT_NULL(test, demand_map("too large", 1, window, 0));
	vfree(v);
}

/* ---- several CPUs ---------------------------------------------------------------------------- */

#define MAX_THREADS	8

struct shared {
	u8 *start;
	unsigned long pages;
	atomic_t ready, stop;
};

/* Access each page of the region.  All threads do so at nearly the same time. */
static int touch_all(void *arg)
{
	struct shared *shared = arg;

	atomic_dec(&shared->ready);
	for (int i = 0; i < 1000 && atomic_read(&shared->ready); i++)
		msleep(1);
	for (unsigned long page = 0; page < shared->pages; page++)
		atomic_inc((atomic_t *)AT(shared->start, page) + 1);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

/*
 * Start the threads, and wait until each has called @fn, because kthread_stop() would prevent a
 * thread that has not started yet from calling @fn.  If a thread cannot be created, no thread runs,
 * and the function returns false.
 */
static bool run_threads(int (*fn)(void *), struct shared *shared, struct task_struct **tasks,
			unsigned int nr)
{
	atomic_set(&shared->ready, nr);
	for (unsigned int i = 0; i < nr; i++)
		tasks[i] = kthread_create_on_cpu(fn, shared, i % num_online_cpus(), "touch/%u");
	if (!run_all_threads(tasks, nr))
		return false;
	while (atomic_read(&shared->ready))
		msleep(1);
	return true;
}

static void shared_by_all(struct kunit *test, unsigned int flags)
{
	struct shared shared = { .pages = LIMIT };
	unsigned int nr = min(num_online_cpus() + 1, MAX_THREADS);
	struct task_struct *tasks[MAX_THREADS];
	struct demand_usage usage = { 0 };

	shared.start = map(test, LIMIT, flags);
	ASSERT_OR(test, run_threads(touch_all, &shared, tasks, nr), demand_unmap(shared.start));
	for (unsigned int i = 0; i < nr; i++)
		kthread_stop(tasks[i]);
	for (unsigned long page = 0; page < LIMIT; page++)
		KUNIT_EXPECT_EQ(test, atomic_read((atomic_t *)AT(shared.start, page) + 1), (int)nr);
	KUNIT_EXPECT_TRUE(test, demand_usage(shared.start, &usage));
	/* Without overcommit, a fault maps several pages if the accesses are in order. */
	if (flags & DEMAND_OVERCOMMIT)
		KUNIT_EXPECT_EQ(test, usage.faults, (unsigned long)LIMIT);
	else
		KUNIT_EXPECT_LE(test, usage.faults, (unsigned long)LIMIT);
	expect_usage(test, shared.start, LIMIT, LIMIT, 0);
	demand_unmap(shared.start);
}

static void demand_test_shared(struct kunit *test)
{
	shared_by_all(test, 0);
}

static void demand_test_overcommit_shared(struct kunit *test)
{
	shared_by_all(test, DEMAND_OVERCOMMIT);
}

static int unmap_it(void *arg)
{
	struct shared *shared = arg;

	atomic_dec(&shared->ready);
	while (!atomic_read(&shared->stop))
		cond_resched();
	demand_unmap(shared->start);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

/*
 * Several threads unmap a region at the same time: one call succeeds, and every other call is
 * reported.
 */
static void demand_test_unmapped_twice(struct kunit *test)
{
	unsigned int nr = min(num_online_cpus() + 1, MAX_THREADS);
	struct task_struct *tasks[MAX_THREADS];

	for (unsigned int round = 0; round < 8; round++) {
		struct shared shared = { .pages = LIMIT };
		unsigned long warned = warnings_seen();

		shared.start = map(test, LIMIT, DEMAND_POPULATE);
		ASSERT_OR(test, run_threads(unmap_it, &shared, tasks, nr),
			  demand_unmap(shared.start));
		atomic_set(&shared.stop, 1);
		for (unsigned int i = 0; i < nr; i++)
			kthread_stop(tasks[i]);
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned + nr - 1);
		KUNIT_EXPECT_FALSE(test, readable(shared.start));
	}
}

/* Read pages of a region while another thread may unmap them.  A mapped page contains zeros. */
static int read_all(void *arg)
{
	struct shared *shared = arg;
	long wrong = 0;

	atomic_dec(&shared->ready);
	while (!atomic_read(&shared->stop)) {
		for (unsigned long page = 0; page < shared->pages; page++) {
			u8 value;

			wrong += !arch_try_read(AT(shared->start, page) + 5, &value) && value;
		}
		cond_resched();
	}
	while (!kthread_should_stop())
		msleep(1);
	return wrong;
}

static void resized_while_touched(struct kunit *test, unsigned int flags)
{
	struct shared shared = { .pages = LIMIT };
	unsigned int nr = min(num_online_cpus(), MAX_THREADS);
	struct task_struct *tasks[MAX_THREADS];
	struct demand_usage usage = { 0 };
	unsigned long end;

	shared.start = map(test, 1, flags);
	ASSERT_OR(test, run_threads(read_all, &shared, tasks, nr), demand_unmap(shared.start));
	end = jiffies + HZ / 4;
	/* Limit the time, because flushing all TLBs takes long on a busy build machine. */
	for (unsigned int i = 0; i < 20 || (i < 20000 && time_before(jiffies, end)); i++) {
		if (demand_resize(shared.start, (i * 7 % LIMIT + 1) * PAGE_SIZE))
			break;
		if (i % 4 == 3)
			cond_resched();
	}
	atomic_set(&shared.stop, 1);
	for (unsigned int i = 0; i < nr; i++)
		KUNIT_EXPECT_EQ(test, kthread_stop(tasks[i]), 0);
	KUNIT_EXPECT_TRUE(test, demand_usage(shared.start, &usage));
	KUNIT_EXPECT_EQ(test, usage.reserved, flags ? 0 : usage.size - usage.resident);
	KUNIT_EXPECT_GT(test, usage.faults, 0UL);
	demand_unmap(shared.start);
}

static void demand_test_resized_while_touched(struct kunit *test)
{
	resized_while_touched(test, 0);
}

static void demand_test_overcommit_resized(struct kunit *test)
{
	resized_while_touched(test, DEMAND_OVERCOMMIT);
}

struct look {
	u8 *va;
	atomic_t stale, faults, foreign;
};

/* Read the first byte of a region that may be unmapped. */
static void look_at(void *arg)
{
	struct look *look = arg;
	u8 value;

	if (arch_try_read(look->va, &value))
		atomic_inc(&look->faults);
	else
		atomic_inc(value == 0x5a ? &look->stale : &look->foreign);
}

/*
 * One flush of the TLBs serves several unmapped regions.  Until then, another CPU may access the
 * old page, which has no new owner.
 */
static void demand_test_late_access(struct kunit *test)
{
	enum { REGIONS = 100 };
	struct look look = { };
	int cpus = num_online_cpus();
	struct page *page;
	long flushes;

	if (cpus == 1)
		kunit_skip(test, "one CPU");
	vmalloc_purge();
	look.va = map(test, 2, 0);
	memset(look.va, 0x5a, 2 * PAGE_SIZE);
	page = vmalloc_to_page(look.va);
	on_each_cpu(look_at, &look, 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&look.stale), cpus);
	demand_unmap(look.va);
	KUNIT_EXPECT_FALSE(test, readable(look.va));
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	on_each_cpu(look_at, &look, 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&look.foreign), 0);
	/* The stack of a thread that has ended may be freed as well. */
	KUNIT_EXPECT_GE(test, vmalloc_purge(), 2UL);
	KUNIT_EXPECT_EQ(test, page_count(page), 0);
	atomic_set(&look.faults, 0);
	on_each_cpu(look_at, &look, 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&look.faults), cpus);
	flushes = atomic_long_read(&vmalloc_nr_flushes);
	for (unsigned int i = 0; i < REGIONS; i++) {
		/* With larger regions, the limit of waiting addresses needs more flushes. */
		u8 *p = demand_map("test region", PAGE_SIZE, PAGE_SIZE, 0);

		KUNIT_ASSERT_NOT_NULL(test, p);
		*p = 1;
		demand_unmap(p);
	}
	KUNIT_EXPECT_LE(test, atomic_long_read(&vmalloc_nr_flushes) - flushes, REGIONS / 16);
}

/* Map a region for the tests of the shell command heapinfo.  Returns 0 if the region was mapped. */
static int cmd_region(int argc, char **argv)
{
	u8 *p = demand_map("region", PAGES * PAGE_SIZE, LIMIT * PAGE_SIZE, 0);

	if (p)
		*p = *AT(p, 5) = 1;
	return !p;
}
SHELL_COMMAND(region, "region", "", "map a demand-paged region, for tests", cmd_region);

static const struct kunit_case demand_cases[] = {
	KUNIT_CASE(demand_test_touch),
	KUNIT_CASE(demand_test_resize),
	KUNIT_CASE(demand_test_overcommit_large),
	KUNIT_CASE(demand_test_guards),
	KUNIT_CASE(demand_test_pages),
	KUNIT_CASE(demand_test_no_memory),
	KUNIT_CASE(demand_test_overcommit),
	KUNIT_CASE(demand_test_contexts),
	KUNIT_CASE(demand_test_misuse),
	KUNIT_CASE(demand_test_shared),
	KUNIT_CASE(demand_test_overcommit_shared),
	KUNIT_CASE(demand_test_unmapped_twice),
	KUNIT_CASE(demand_test_resized_while_touched),
	KUNIT_CASE(demand_test_overcommit_resized),
	KUNIT_CASE(demand_test_late_access),
	{}
};

static struct kunit_suite demand_suite = {
	.name = "demand",
	.test_cases = demand_cases,
};
kunit_test_suite(demand_suite);
