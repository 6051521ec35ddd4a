// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the states of a timer (kernel/time.c) and of the transitions between them, while its
 * function is running on another CPU.  Also tested are timers that were not set up, and expiry
 * times in the past and far in the future.
 */

#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/limits.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <asm/processor.h>

#include "../expect.h"

struct held {
	struct timer_list timer;
	bool entered, released;
	bool rearms;
	unsigned int runs, cpu;
};

/* Timer function: stay in the function until the test releases it. */
static void hold(struct timer_list *timer)
{
	struct held *h = container_of(timer, struct held, timer);

	WRITE_ONCE(h->cpu, smp_processor_id());
	WRITE_ONCE(h->runs, h->runs + 1);
	WRITE_ONCE(h->entered, true);
	while (!READ_ONCE(h->released))
		cpu_relax();
	if (h->rearms)
		mod_timer(timer, jiffies + 1);
}

static void arm_now(void *info)
{
	mod_timer(info, jiffies);
}

static unsigned int last_cpu(void)
{
	return num_online_cpus() - 1;
}

/* Run the timer function of @h on the last CPU.  The function returns when the test releases it. */
static void run_held(struct kunit *test, struct held *h)
{
	if (num_online_cpus() < 2)
		kunit_skip(test, "needs two CPUs");
	timer_setup(&h->timer, hold, 0);
	KUNIT_ASSERT_EQ(test, smp_call_function_single((int)last_cpu(), arm_now, &h->timer, 1), 0);
	while (!READ_ONCE(h->entered))
		cpu_relax();
	WRITE_ONCE(h->entered, false);
}

static void release(struct held *h)
{
	WRITE_ONCE(h->released, true);
}

/*
 * mod_timer() is called in the state "running": the timer is then pending, too.  Its CPU calls the
 * timer function again only after the first call has returned.
 */
static void timer_state_test_mod_running(struct kunit *test)
{
	static struct held h;

	h = (struct held){ .released = false };
	run_held(test, &h);
	KUNIT_EXPECT_FALSE(test, timer_pending(&h.timer));
	KUNIT_EXPECT_EQ(test, mod_timer(&h.timer, jiffies), 0);
	KUNIT_EXPECT_TRUE(test, timer_pending(&h.timer));
	KUNIT_EXPECT_EQ(test, mod_timer(&h.timer, jiffies), 1);
	msleep(5);
	KUNIT_EXPECT_EQ(test, READ_ONCE(h.runs), 1U);
	release(&h);
	while (READ_ONCE(h.runs) < 2)
		msleep(1);
	timer_delete_sync(&h.timer);
	KUNIT_EXPECT_EQ(test, h.cpu, last_cpu());
	KUNIT_EXPECT_EQ(test, h.runs, 2U);
}

/* timer_delete() is called in the state "running and pending": the function does not run again. */
static void timer_state_test_delete_running(struct kunit *test)
{
	static struct held h;

	h = (struct held){ .released = false };
	run_held(test, &h);
	KUNIT_EXPECT_EQ(test, timer_delete(&h.timer), 0);
	mod_timer(&h.timer, jiffies);
	KUNIT_EXPECT_EQ(test, timer_delete(&h.timer), 1);
	KUNIT_EXPECT_FALSE(test, timer_pending(&h.timer));
	release(&h);
	KUNIT_EXPECT_EQ(test, timer_delete_sync(&h.timer), 0);
	msleep(5);
	KUNIT_EXPECT_EQ(test, READ_ONCE(h.runs), 1U);
}

/* Timer that release_later() arms.  Its function lets the timer function of @h return. */
static struct {
	struct timer_list timer;
	struct held *h;
} later;

static void release_it(struct timer_list *timer)
{
	release(later.h);
}

static void release_later(struct held *h)
{
	later.h = h;
	timer_setup(&later.timer, release_it, 0);
	mod_timer(&later.timer, jiffies + 5);
}

/*
 * If a timer function always arms its timer again, timer_delete_sync() still returns, and the timer
 * is idle.
 */
static void timer_state_test_sync_rearms(struct kunit *test)
{
	static struct held h;
	unsigned int runs;

	for (unsigned int i = 0; i < 20; i++) {
		h = (struct held){ .rearms = true };
		run_held(test, &h);
		release_later(&h);
		timer_delete_sync(&h.timer);
		KUNIT_EXPECT_TRUE(test, READ_ONCE(h.released));
		KUNIT_EXPECT_FALSE(test, timer_pending(&h.timer));
		runs = h.runs;
		msleep(3);
		KUNIT_EXPECT_EQ(test, READ_ONCE(h.runs), runs);
	}
}

/*
 * After timer_shutdown_sync(), a timer cannot be armed by its function or by other code until it is
 * set up again.
 */
static void timer_state_test_shutdown(struct kunit *test)
{
	static struct held h;

	h = (struct held){ .rearms = true };
	run_held(test, &h);
	release_later(&h);
	timer_shutdown_sync(&h.timer);
	KUNIT_EXPECT_EQ(test, h.runs, 1U);
	KUNIT_EXPECT_EQ(test, mod_timer(&h.timer, jiffies), 0);
	KUNIT_EXPECT_FALSE(test, timer_pending(&h.timer));
	msleep(3);
	KUNIT_EXPECT_EQ(test, READ_ONCE(h.runs), 1U);
	h.rearms = false;
	timer_setup(&h.timer, hold, 0);
	mod_timer(&h.timer, jiffies);
	msleep(3);
	KUNIT_EXPECT_EQ(test, READ_ONCE(h.runs), 2U);
	mod_timer(&h.timer, jiffies + 1000);
	KUNIT_EXPECT_EQ(test, timer_shutdown(&h.timer), 1);
	KUNIT_EXPECT_FALSE(test, timer_pending(&h.timer));
}

#define TURNS 1000		/* calls in a row, with interrupts off */
#define ROUNDS 100

static atomic_t nr_fired;

static void count_it(struct timer_list *timer)
{
	atomic_inc(&nr_fired);
}

static void mod_often(void *info)
{
	for (unsigned long i = 0; i < TURNS; i++) {
		if (i % 5 == 0)
			timer_delete(info);
		else
			mod_timer(info, jiffies + (i & 1));
	}
}

/* All CPUs arm and delete one timer at the same time.  Other timers of these CPUs still fire. */
static void timer_state_test_all_cpus(struct kunit *test)
{
	static struct timer_list shared;
	unsigned long limit;
	int before;

	timer_setup(&shared, count_it, 0);
	for (unsigned int i = 0; i < ROUNDS; i++) {
		on_each_cpu(mod_often, &shared, 1);
		msleep(2);
	}
	timer_delete_sync(&shared);
	KUNIT_EXPECT_FALSE(test, timer_pending(&shared));
	before = atomic_read(&nr_fired);
	on_each_cpu(arm_now, &shared, 1);
	limit = jiffies + 10 * HZ;
	while (atomic_read(&nr_fired) == before && time_before(jiffies, limit))
		msleep(1);
	KUNIT_EXPECT_GT(test, atomic_read(&nr_fired), before);
	timer_delete_sync(&shared);	/* a CPU may have armed it again after it fired */
}

/* A timer whose expiry is in the past fires immediately, and does not delay later timers. */
static void timer_state_test_past(struct kunit *test)
{
	static const unsigned long ago[] = { 0, 1, 1000, 10UL * 86400 * HZ, LONG_MAX - 1000 * HZ };
	static struct timer_list timer;

	timer_setup(&timer, count_it, 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(ago); i++) {
		int before = atomic_read(&nr_fired);

		mod_timer(&timer, jiffies - ago[i]);
		msleep(3);
		KUNIT_EXPECT_EQ(test, atomic_read(&nr_fired), before + 1);
	}
	/* Use expiry times before boot, and before the first value of jiffies. */
	for (unsigned long expires = 0; expires <= INITIAL_JIFFIES;
	     expires += INITIAL_JIFFIES / 2) {
		int before = atomic_read(&nr_fired);

		mod_timer(&timer, expires);
		msleep(3);
		KUNIT_EXPECT_EQ(test, atomic_read(&nr_fired), before + 1);
	}
}

static bool arms_again;

static void arm_for_past(struct timer_list *timer)
{
	if (READ_ONCE(arms_again))
		mod_timer(timer, jiffies - 10);
}

/*
 * If a timer function always arms its timer for a time in the past, other timers and threads still
 * run.
 */
static void timer_state_test_past_again(struct kunit *test)
{
	static struct timer_list again, timer;
	int before = atomic_read(&nr_fired);

	timer_setup(&again, arm_for_past, 0);
	timer_setup(&timer, count_it, 0);
	WRITE_ONCE(arms_again, true);
	mod_timer(&again, jiffies);
	mod_timer(&timer, jiffies + 2);
	msleep(5);
	KUNIT_EXPECT_EQ(test, atomic_read(&nr_fired), before + 1);
	KUNIT_EXPECT_TRUE(test, timer_pending(&again));
	WRITE_ONCE(arms_again, false);
	timer_delete_sync(&again);
}

/*
 * A timer whose expiry is far in the future does not fire, does not keep the CPU busy, and does not
 * stop other timers.
 */
static void timer_state_test_far(struct kunit *test)
{
	static const unsigned long ahead[] = { 1UL << 32, MAX_JIFFY_OFFSET, LONG_MAX };
	static struct timer_list timer;

	timer_setup(&timer, count_it, 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(ahead); i++) {
		int before = atomic_read(&nr_fired);
		unsigned long start = jiffies;

		mod_timer(&timer, jiffies + ahead[i]);
		msleep(3);
		KUNIT_EXPECT_LT(test, jiffies - start, 1000UL);
		KUNIT_EXPECT_EQ(test, atomic_read(&nr_fired), before);
		KUNIT_EXPECT_EQ(test, timer_delete_sync(&timer), 1);
	}
}

static void fire_late(struct kunit *test, unsigned long ahead)
{
	static struct timer_list late, timer;
	int before = atomic_read(&nr_fired);
	unsigned long flags;

	timer_setup(&late, count_it, 0);
	timer_setup(&timer, count_it, 0);
	local_irq_save(flags);
	mod_timer(&late, jiffies);
	mdelay(3);
	mod_timer(&timer, jiffies + ahead);
	local_irq_restore(flags);
	msleep(3);
	KUNIT_EXPECT_EQ(test, atomic_read(&nr_fired), before + 1);
	KUNIT_EXPECT_EQ(test, timer_delete_sync(&timer), 1);
	timer_delete_sync(&late);
}

/* A timer whose expiry is far in the future does not fire when an earlier timer fires late. */
static void timer_state_test_far_behind_late(struct kunit *test)
{
	fire_late(test, 1000000);
	fire_late(test, MAX_JIFFY_OFFSET);
	fire_late(test, LONG_MAX);
}

/* A timer whose memory is all zero is idle.  It cannot be armed, because it has no function. */
static void timer_state_test_zero(struct kunit *test)
{
	static struct timer_list timer;

	memset(&timer, 0, sizeof(timer));
	KUNIT_EXPECT_FALSE(test, timer_pending(&timer));
	KUNIT_EXPECT_EQ(test, timer_delete(&timer), 0);
	KUNIT_EXPECT_EQ(test, timer_delete_sync(&timer), 0);
	KUNIT_EXPECT_EQ(test, mod_timer(&timer, jiffies), 0);
	KUNIT_EXPECT_FALSE(test, timer_pending(&timer));
}

/* Each call for a timer that was never set up is reported, and does not change the timer. */
static void timer_state_test_not_set_up(struct kunit *test)
{
	static struct timer_list timer, same;

	memset(&timer, 0xa5, sizeof(timer));
	same = timer;
	EXPECT_REPORT(test, mod_timer(&timer, jiffies));
	EXPECT_REPORT(test, timer_delete(&timer));
	EXPECT_REPORT(test, timer_delete_sync(&timer));
	KUNIT_EXPECT_MEMEQ(test, &timer, &same, sizeof(timer));
}

static void timer_state_test_add_pending(struct kunit *test)
{
	static struct timer_list timer;
	unsigned long expires = jiffies + 100000;

	timer_setup(&timer, count_it, 0);
	timer.expires = expires;
	add_timer(&timer);
	KUNIT_EXPECT_TRUE(test, timer_pending(&timer));
	EXPECT_REPORT(test, add_timer(&timer));
	KUNIT_EXPECT_EQ(test, timer.expires, expires);
	KUNIT_EXPECT_EQ(test, timer_delete(&timer), 1);
}

static struct kunit_case timer_state_cases[] = {
	KUNIT_CASE(timer_state_test_mod_running),
	KUNIT_CASE(timer_state_test_delete_running),
	KUNIT_CASE(timer_state_test_sync_rearms),
	KUNIT_CASE(timer_state_test_shutdown),
	KUNIT_CASE(timer_state_test_all_cpus),
	KUNIT_CASE(timer_state_test_past),
	KUNIT_CASE(timer_state_test_past_again),
	KUNIT_CASE(timer_state_test_far),
	KUNIT_CASE(timer_state_test_far_behind_late),
	KUNIT_CASE(timer_state_test_zero),
	KUNIT_CASE(timer_state_test_not_set_up),
	KUNIT_CASE(timer_state_test_add_pending),
	{}
};

static struct kunit_suite timer_state_suite = {
	.name = "timer_state",
	.test_cases = timer_state_cases,
};
kunit_test_suite(timer_state_suite);
