// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the functions that wait until a timer's function returns.  Another case tests the check
 * that the time counter advances.  Time-outs depend on this counter.
 */

#include <internal/time.h>
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/smp.h>
#include <linux/timer.h>

#include "../expect.h"

struct slow {
	struct timer_list timer;
	bool entered, deleting, finished;
};

static void run_slowly(struct timer_list *timer)
{
	struct slow *s = container_of(timer, struct slow, timer);

	WRITE_ONCE(s->entered, true);
	while (!READ_ONCE(s->deleting))
		cpu_relax();
	mdelay(5);
	WRITE_ONCE(s->finished, true);
}

static void arm_slow(void *info)
{
	struct slow *s = info;

	mod_timer(&s->timer, jiffies + 1);
}

/* timer_delete_sync() waits until the timer function, which runs on another CPU, returns. */
static void timer_sync_test_delete_sync(struct kunit *test)
{
	static struct slow s;

	if (num_online_cpus() < 2)
		kunit_skip(test, "needs two CPUs");
	s = (struct slow){ .entered = false };
	timer_setup(&s.timer, run_slowly, 0);
	smp_call_function_single(num_online_cpus() - 1, arm_slow, &s, 1);
	while (!READ_ONCE(s.entered))
		cpu_relax();
	WRITE_ONCE(s.deleting, true);
	KUNIT_EXPECT_EQ(test, timer_delete_sync(&s.timer), 0);
	KUNIT_EXPECT_TRUE(test, READ_ONCE(s.finished));
}

static struct completion deleted;

static void delete_itself(struct timer_list *timer)
{
	timer_delete_sync(timer);
	complete(&deleted);
}

static void timer_sync_test_delete_itself(struct kunit *test)
{
	static struct timer_list timer;

	init_completion(&deleted);
	timer_setup(&timer, delete_itself, 0);
	EXPECT_REPORT(test, {
		mod_timer(&timer, jiffies + 1);
		wait_for_completion(&deleted);
		timer_delete_sync(&timer);
	});
}

static u64 counter_reads;

static u64 stands_still(void)
{
	return 12345;
}

/* Return a counter that changes only at every 100,000th read. */
static u64 slow_counter(void)
{
	return ++counter_reads / 100000;
}

static void timer_sync_test_counter(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, timer_counter_runs(stands_still));
	KUNIT_EXPECT_TRUE(test, timer_counter_runs(slow_counter));
}

static struct kunit_case timer_sync_cases[] = {
	KUNIT_CASE(timer_sync_test_delete_sync),
	KUNIT_CASE(timer_sync_test_delete_itself),
	KUNIT_CASE(timer_sync_test_counter),
	{}
};

static struct kunit_suite timer_sync_suite = {
	.name = "timer_sync",
	.test_cases = timer_sync_cases,
};
kunit_test_suite(timer_sync_suite);
