// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of functions that process a long list in several parts, and release the lock between two
 * parts.  In each test, a thread of another CPU (of the same CPU if there is only one) changes the
 * list, or looks at it, again and again.
 */

#include <internal/tasks.h>
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/vmalloc.h>

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

static struct kunit_case unlocked_cases[] = {
	KUNIT_CASE(unlocked_test_areas),
	KUNIT_CASE(unlocked_test_threads),
	{}
};

static struct kunit_suite unlocked_suite = {
	.name = "unlocked",
	.test_cases = unlocked_cases,
};
kunit_test_suite(unlocked_suite);
