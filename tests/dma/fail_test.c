// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests that let each page allocation of a call fail in turn.  The call must return an error or
 * succeed without that page, and must free all memory that it has allocated.  Several rounds are
 * run, so that the loss of one page in each call is found.
 */

#include <internal/arch.h>
#include <internal/dma.h>
#include <linux/errno.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/delay.h>
#include <linux/rcupdate.h>
#include <linux/sizes.h>
#include <linux/vmalloc.h>

#include "../watched.h"
#include "mm/dma/dma.h"
#include "mm/virtual/virtual.h"
#include "dma_test.h"

#define ROUNDS		20
#define OBJECT_PAGES	4	/* pages that the object allocator may cache */

static struct device *device;

static int count_area(const struct vm_struct *area, void *arg)
{
	*(unsigned long *)arg += !!area->flags;
	return 0;
}

static unsigned long count_areas(void)
{
	unsigned long n = 0;

	vmap_for_each(count_area, &n, NULL, NULL);
	return n;
}

/* Allocate and free an area.  Returns 0, or -ENOMEM if the allocation failed. */
static int do_vmalloc(void)
{
	void *p = vmalloc(21 * PAGE_SIZE);

	vfree(p);
	return p ? 0 : -ENOMEM;
}

static int do_dma_coherent(void)
{
	dma_addr_t handle;
	void *p = dma_alloc_coherent(device, 3 * PAGE_SIZE, &handle, GFP_KERNEL);

	dma_free_coherent(device, 3 * PAGE_SIZE, p, handle);
	return p ? 0 : -ENOMEM;
}

/*
 * Allocate and free an uncached block.  The allocation always needs a new block, because the test
 * case keeps another block allocated.
 */
static int do_dma_uncached(void)
{
	dma_addr_t handle;
	void *p = dma_alloc_coherent(device, SZ_2M, &handle, GFP_KERNEL);

	dma_free_coherent(device, SZ_2M, p, handle);
	uncached_settle();
	return p ? 0 : -ENOMEM;
}

static int nothing(void *data)
{
	return 0;
}

static int do_kthread(void)
{
	struct task_struct *task = kthread_create(nothing, NULL, "fail-test");

	if (IS_ERR(task))
		return PTR_ERR(task);
	kthread_stop(task);
	return 0;
}

/* Wait until the stacks of ended threads are freed, so that @areas areas remain. */
static void settle(unsigned long areas)
{
	for (int i = 0; i < 2000 && count_areas() != areas; i++)
		msleep(1);
	vmalloc_purge();
#ifdef CONFIG_RCU
	/* Descriptors of areas are freed.  Otherwise some calls would need a page for them. */
	rcu_barrier();
#endif
}

/* Let each page allocation of @call fail in turn.  Returns the number of calls that failed. */
static unsigned int fail_each(struct kunit *test, int (*call)(void))
{
	unsigned long pages = 0, areas;
	unsigned int failed = 0;
	bool hit;

	KUNIT_ASSERT_EQ(test, call(), 0);
	msleep(20);
	areas = count_areas();
	for (unsigned int round = 0; round < ROUNDS; round++) {
		unsigned long n = 1;

		do {
			int err;

			WRITE_ONCE(fail_page_alloc.nth, n++);
			err = call();
			hit = !fail_page_alloc.nth;
			WRITE_ONCE(fail_page_alloc.nth, 0);
			KUNIT_EXPECT_TRUE(test, err == 0 || (err == -ENOMEM && hit));
			failed += err != 0;
			settle(areas);
			KUNIT_ASSERT_EQ(test, count_areas(), areas);
		} while (hit && n < 1000);
		KUNIT_EXPECT_GT(test, n, 2UL);
		if (!round)
			pages = nr_free_pages();
	}
	KUNIT_EXPECT_GE(test, nr_free_pages() + OBJECT_PAGES, pages);
	return failed;
}

static void fail_test_vmalloc(struct kunit *test)
{
	KUNIT_EXPECT_GE(test, fail_each(test, do_vmalloc), 1U * ROUNDS);
}

static void fail_test_kthread(struct kunit *test)
{
	fail_each(test, do_kthread);
}

static void fail_test_coherent(struct kunit *test)
{
	device = dma_test_device(test, true);
	KUNIT_EXPECT_GE(test, fail_each(test, do_dma_coherent), 1U * ROUNDS);
	KUNIT_EXPECT_EQ(test, device->dma_coherent_bytes, 0UL);
}

static void fail_test_uncached(struct kunit *test)
{
	dma_addr_t handle;
	void *held;
	unsigned long reserve;

	if (!can_map_uncached())
		kunit_skip(test, "this machine cannot map memory uncached");
	reserve = uncached_set_reserve(0);
	device = dma_test_device(test, false);
	held = dma_alloc_coherent(device, SZ_2M, &handle, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, held);
	KUNIT_EXPECT_GE(test, fail_each(test, do_dma_uncached), 1U * ROUNDS);
	dma_free_coherent(device, SZ_2M, held, handle);
	uncached_set_reserve(reserve);
	KUNIT_EXPECT_EQ(test, device->dma_coherent_bytes, 0UL);
}

static const struct kunit_case fail_cases[] = {
	KUNIT_CASE(fail_test_vmalloc),
	KUNIT_CASE(fail_test_kthread),
	KUNIT_CASE(fail_test_coherent),
	KUNIT_CASE(fail_test_uncached),
	{}
};

static struct kunit_suite fail_suite = {
	.name = "fail_nth_page",
	.init = init_skip_if_watched,
	.test_cases = fail_cases,
};
kunit_test_suite(fail_suite);
