// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of per-CPU counters: batches, sums, comparisons and limits, on one CPU, with an interrupt,
 * and on all CPUs.
 */

#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/gfp.h>
#include <linux/kthread.h>
#include <linux/limits.h>
#include <linux/percpu_counter.h>
#include <linux/prandom.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/timer.h>

#include "../warnings.h"

static struct percpu_counter counter;

static int percpu_counter_test_init(struct kunit *test)
{
	return percpu_counter_init(&counter, 0, GFP_KERNEL);
}

static void percpu_counter_test_exit(struct kunit *test)
{
	percpu_counter_destroy(&counter);
}

static void percpu_counter_test_life(struct kunit *test)
{
	struct percpu_counter one = { }, many[5];
	unsigned long warned = warnings_seen();

	KUNIT_EXPECT_FALSE(test, percpu_counter_initialized(&one));
	percpu_counter_destroy(&one);
	KUNIT_ASSERT_EQ(test, percpu_counter_init(&one, -7, GFP_KERNEL), 0);
	KUNIT_EXPECT_TRUE(test, percpu_counter_initialized(&one));
	KUNIT_EXPECT_EQ(test, percpu_counter_read(&one), -7LL);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(&one), -7LL);
	KUNIT_EXPECT_EQ(test, percpu_counter_read_positive(&one), 0LL);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum_positive(&one), 0LL);
	percpu_counter_destroy(&one);
	KUNIT_EXPECT_FALSE(test, percpu_counter_initialized(&one));
	percpu_counter_destroy(&one);

	KUNIT_ASSERT_EQ(test, percpu_counter_init_many(many, 3, GFP_NOWAIT, 5), 0);
	for (int i = 0; i < 5; i++)
		percpu_counter_add(&many[i], i * 10);
	for (int i = 0; i < 5; i++)
		KUNIT_EXPECT_EQ(test, percpu_counter_sum(&many[i]), 3LL + i * 10);
	percpu_counter_destroy_many(many, 5);
	for (int i = 0; i < 5; i++)
		KUNIT_EXPECT_FALSE(test, percpu_counter_initialized(&many[i]));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
}

/*
 * While the part of this CPU stays below the batch size, an addition changes only this part.
 * Otherwise the part is added to the global count.
 */
static void percpu_counter_test_batch(struct kunit *test)
{
	KUNIT_EXPECT_GE(test, percpu_counter_batch, 32);
	percpu_counter_add_batch(&counter, 9, 10);
	KUNIT_EXPECT_EQ(test, percpu_counter_read(&counter), 0LL);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(&counter), 9LL);
	percpu_counter_add_batch(&counter, 1, 10);
	KUNIT_EXPECT_EQ(test, percpu_counter_read(&counter), 10LL);
	percpu_counter_add_batch(&counter, -9, 10);
	KUNIT_EXPECT_EQ(test, percpu_counter_read(&counter), 10LL);
	percpu_counter_add_batch(&counter, -1, 10);
	KUNIT_EXPECT_EQ(test, percpu_counter_read(&counter), 0LL);
	percpu_counter_inc(&counter);
	percpu_counter_inc(&counter);
	percpu_counter_dec(&counter);
	percpu_counter_sub(&counter, 5);
	KUNIT_EXPECT_EQ(test, percpu_counter_read(&counter), 0LL);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(&counter), -4LL);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum_positive(&counter), 0LL);
	percpu_counter_sync(&counter);
	KUNIT_EXPECT_EQ(test, percpu_counter_read(&counter), -4LL);
	percpu_counter_set(&counter, 77);
	KUNIT_EXPECT_EQ(test, percpu_counter_read_positive(&counter), 77LL);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(&counter), 77LL);
}

/* Amounts that do not fit in the 32-bit part of a CPU are added to the global count. */
static void percpu_counter_test_large(struct kunit *test)
{
	percpu_counter_add(&counter, S64_MAX / 2);
	percpu_counter_sub(&counter, 1);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(&counter), S64_MAX / 2 - 1);
	percpu_counter_set(&counter, 0);
	for (int i = 0; i < 5; i++)
		percpu_counter_add_local(&counter, INT_MAX / 2);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(&counter), INT_MAX / 2 * 5LL);
	for (int i = 0; i < 10; i++)
		percpu_counter_sub_local(&counter, INT_MAX / 2);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(&counter), INT_MAX / 2 * -5LL);
}

static void percpu_counter_test_compare(struct kunit *test)
{
	s64 far = (s64)percpu_counter_batch * num_possible_cpus() + 100;

	/* This changes only the part of this CPU.  The global count remains 0. */
	percpu_counter_add(&counter, 5);
	KUNIT_EXPECT_EQ(test, percpu_counter_compare(&counter, 5), 0);
	KUNIT_EXPECT_EQ(test, percpu_counter_compare(&counter, 4), 1);
	KUNIT_EXPECT_EQ(test, percpu_counter_compare(&counter, 6), -1);
	KUNIT_EXPECT_EQ(test, percpu_counter_compare(&counter, far), -1);
	KUNIT_EXPECT_EQ(test, percpu_counter_compare(&counter, -far), 1);
	KUNIT_EXPECT_EQ(test, __percpu_counter_compare(&counter, 5, 1000), 0);
}

/*
 * percpu_counter_limited_add() gives the same results as plain arithmetic, with batches of all
 * sizes.
 */
static void percpu_counter_test_limited(struct kunit *test)
{
	struct rnd_state rnd;
	s64 value = 0;

	KUNIT_EXPECT_TRUE(test, percpu_counter_limited_add(&counter, -1, 0));
	KUNIT_EXPECT_FALSE(test, percpu_counter_limited_add(&counter, 4, 5));
	KUNIT_EXPECT_TRUE(test, percpu_counter_limited_add(&counter, 5, 5));
	KUNIT_EXPECT_FALSE(test, percpu_counter_limited_add(&counter, 5, 1));
	KUNIT_EXPECT_FALSE(test, percpu_counter_limited_add(&counter, 1, -5));
	KUNIT_EXPECT_TRUE(test, percpu_counter_limited_add(&counter, 0, -5));
	prandom_seed_state(&rnd, kunit_seed(test));
	for (int i = 0, batch = 1; i < 20000; i++) {
		s64 amount = (s64)prandom_u32_below(&rnd, 81) - 40;
		s64 limit = (s64)prandom_u32_below(&rnd, 400) - 200;
		bool right = amount > 0 ? value + amount <= limit :
			     amount < 0 ? value + amount >= limit : true;

		/*
		 * All calls must use the same batch.  Therefore, add the parts of the CPUs to the
		 * global count before the batch changes.
		 */
		if (i % 500 == 0) {
			percpu_counter_sync(&counter);
			batch = 1 + prandom_u32_below(&rnd, 40);
		}
		if (__percpu_counter_limited_add(&counter, limit, amount, batch) != right) {
			KUNIT_FAIL(test, "step %d: %lld + %lld, limit %lld", i, (long long)value,
				   (long long)amount, (long long)limit);
			break;
		}
		value += right ? amount : 0;
	}
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(&counter), value);
}

/* Number of timer interrupts.  A timer and the thread add to the same counter. */
#define NR_TICKS	50

static unsigned int ticks;

static void add_tick(struct timer_list *timer)
{
	percpu_counter_add_batch(&counter, 7, 50);
	WRITE_ONCE(ticks, READ_ONCE(ticks) + 1);
	if (READ_ONCE(ticks) < NR_TICKS)
		mod_timer(timer, jiffies + 1);
}

static void percpu_counter_test_interrupt(struct kunit *test)
{
	static struct timer_list timer;
	s64 value = 7 * NR_TICKS;

	ticks = 0;
	timer_setup(&timer, add_tick, 0);
	mod_timer(&timer, jiffies + 1);
	for (; READ_ONCE(ticks) < NR_TICKS; value -= 3)
		percpu_counter_add_batch(&counter, -3, 50);
	timer_delete_sync(&timer);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(&counter), value);
}

#define SMP_STEPS	2000
#define SMP_LIMIT	1000

static atomic_t nr_running, nr_added;

static int adder(void *unused)
{
	for (int i = 0; i < SMP_STEPS; i++) {
		if (percpu_counter_limited_add(&counter, SMP_LIMIT, 3))
			atomic_inc(&nr_added);
		if (i % 256 == 0)
			cond_resched();
	}
	atomic_dec_return_release(&nr_running);
	return 0;
}

/*
 * All CPUs call percpu_counter_limited_add() until the limit permits no further addition.  The sum
 * is then exact, and no reader sees more than the limit.
 */
static void percpu_counter_test_all_cpus(struct kunit *test)
{
	int cpu;

	atomic_set(&nr_added, 0);
	for_each_online_cpu(cpu) {
		struct task_struct *task = kthread_create_on_cpu(adder, NULL, cpu, "adder/%u");

		KUNIT_EXPECT_FALSE(test, IS_ERR(task));
		if (IS_ERR(task))
			break;
		atomic_inc(&nr_running);
		wake_up_process(task);
	}
	while (atomic_read_acquire(&nr_running)) {
		KUNIT_EXPECT_LE(test, percpu_counter_sum(&counter), (s64)SMP_LIMIT);
		msleep(1);
	}
	KUNIT_EXPECT_EQ(test, atomic_read(&nr_added), SMP_LIMIT / 3);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(&counter), SMP_LIMIT / 3 * 3LL);
}

static struct kunit_case percpu_counter_test_cases[] = {
	KUNIT_CASE(percpu_counter_test_life),
	KUNIT_CASE(percpu_counter_test_batch),
	KUNIT_CASE(percpu_counter_test_large),
	KUNIT_CASE(percpu_counter_test_compare),
	KUNIT_CASE(percpu_counter_test_limited),
	KUNIT_CASE(percpu_counter_test_interrupt),
	KUNIT_CASE(percpu_counter_test_all_cpus),
	{}
};

static struct kunit_suite percpu_counter_test_suite = {
	.name = "percpu_counter",
	.init = percpu_counter_test_init,
	.exit = percpu_counter_test_exit,
	.test_cases = percpu_counter_test_cases,
};
kunit_test_suite(percpu_counter_test_suite);
