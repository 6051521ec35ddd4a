// SPDX-License-Identifier: BSD-2-Clause
/* Tests of time, delays and timers. */

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/limits.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/timer.h>

static void timer_test_delays(struct kunit *test)
{
	static const unsigned int ms[] = { 1, 5, 20 };

	for (unsigned int i = 0; i < ARRAY_SIZE(ms); i++) {
		u64 start = ktime_get_ns();

		msleep(ms[i]);
		KUNIT_EXPECT_GE(test, ktime_get_ns() - start, (u64)ms[i] * NSEC_PER_MSEC);
		start = ktime_get_ns();
		udelay(ms[i] * 100);
		KUNIT_EXPECT_GE(test, ktime_get_ns() - start, (u64)ms[i] * 100000);
	}
}

static void timer_test_ktime(struct kunit *test)
{
	ktime_t t = ktime_set(3, 5);

	KUNIT_EXPECT_EQ(test, ktime_to_ns(t), 3000000005LL);
	KUNIT_EXPECT_EQ(test, ktime_add(t, ms_to_ktime(2)), ktime_add_ms(t, 2));
	KUNIT_EXPECT_EQ(test, ktime_sub(t, us_to_ktime(7)), ktime_sub_us(t, 7));
	KUNIT_EXPECT_EQ(test, ktime_add_us(t, 2000), ktime_add_ns(t, 2000000));
	KUNIT_EXPECT_EQ(test, ktime_sub_ms(t, 2), ktime_sub_ns(t, 2000000));
	KUNIT_EXPECT_EQ(test, ktime_divns(t, NSEC_PER_SEC), 3LL);
	KUNIT_EXPECT_LT(test, ktime_compare(0, t), 0);
	KUNIT_EXPECT_GT(test, ktime_compare(t, ns_to_ktime(4)), 0);
	KUNIT_EXPECT_EQ(test, ktime_compare(t, t), 0);
	KUNIT_EXPECT_TRUE(test, ktime_after(t, 0) && ktime_before(0, t));
	KUNIT_EXPECT_FALSE(test, ktime_after(t, t) || ktime_before(t, t));
}

static void timer_test_jiffies(struct kunit *test)
{
	unsigned long start = jiffies;

	msleep(50);
	KUNIT_EXPECT_GE(test, jiffies - start, msecs_to_jiffies(50));
	KUNIT_EXPECT_EQ(test, jiffies_to_msecs(msecs_to_jiffies(1000)), 1000U);
	/* The largest and smallest results are those of Linux at 1,000 Hz. */
	KUNIT_EXPECT_EQ(test, msecs_to_jiffies(0), 0UL);
	KUNIT_EXPECT_EQ(test, msecs_to_jiffies(INT_MAX), (unsigned long)INT_MAX);
	KUNIT_EXPECT_EQ(test, msecs_to_jiffies((unsigned int)INT_MAX + 1),
			(unsigned long)MAX_JIFFY_OFFSET);
	KUNIT_EXPECT_EQ(test, msecs_to_jiffies(-1), (unsigned long)MAX_JIFFY_OFFSET);
	KUNIT_EXPECT_EQ(test, usecs_to_jiffies(0), 0UL);
	KUNIT_EXPECT_EQ(test, usecs_to_jiffies(1), 1UL);
	KUNIT_EXPECT_EQ(test, usecs_to_jiffies(4294965296U), 4294966UL);
	KUNIT_EXPECT_EQ(test, usecs_to_jiffies(4294965297U), (unsigned long)MAX_JIFFY_OFFSET);
	KUNIT_EXPECT_EQ(test, jiffies_to_usecs(MAX_JIFFY_OFFSET), 4294965296U);
	KUNIT_EXPECT_EQ(test, jiffies_to_msecs(1UL << 32), 0U);
	KUNIT_EXPECT_EQ(test, nsecs_to_jiffies(1999999), 1UL);
	KUNIT_EXPECT_EQ(test, secs_to_jiffies(5000000), 5000000000UL);
}

struct record {
	struct timer_list timer;
	u64 fired_at;
	int order;
};

static int fired;
static struct completion all_fired;

static void note(struct timer_list *timer)
{
	struct record *r = container_of(timer, struct record, timer);

	r->fired_at = ktime_get_ns();
	r->order = fired++;
	if (fired == 4)
		complete(&all_fired);
}

/* Timers fire in the order of their expiry, in whichever order they were armed, and never early. */
static void timer_test_order(struct kunit *test)
{
	static const unsigned int delays[] = { 30, 10, 40, 20 };
	static const int expected[] = { 2, 0, 3, 1 };
	static struct record r[4];
	unsigned long flags, start;
	u64 due[4];

	fired = 0;
	init_completion(&all_fired);
	/*
	 * With interrupts off, no timer fires before all timers are armed, even if arming takes
	 * long.
	 */
	local_irq_save(flags);
	start = jiffies;
	for (int i = 0; i < 4; i++) {
		unsigned long expires = start + msecs_to_jiffies(delays[i]);

		timer_setup(&r[i].timer, note, 0);
		due[i] = jiffies_to_nsecs(expires - INITIAL_JIFFIES);
		KUNIT_EXPECT_EQ(test, mod_timer(&r[i].timer, expires), 0);
		KUNIT_EXPECT_TRUE(test, timer_pending(&r[i].timer));
	}
	local_irq_restore(flags);
	KUNIT_ASSERT_GT(test, wait_for_completion_timeout(&all_fired, 10 * HZ), 0UL);
	for (int i = 0; i < 4; i++) {
		KUNIT_EXPECT_EQ(test, r[i].order, expected[i]);
		KUNIT_EXPECT_GE(test, r[i].fired_at, due[i]);
		KUNIT_EXPECT_FALSE(test, timer_pending(&r[i].timer));
	}
}

static void timer_test_delete(struct kunit *test)
{
	static struct record r;
	unsigned long flags;
	int deleted;

	fired = 0;
	init_completion(&all_fired);
	timer_setup(&r.timer, note, 0);
	KUNIT_EXPECT_EQ(test, timer_delete(&r.timer), 0);
	mod_timer(&r.timer, jiffies + msecs_to_jiffies(10000));
	KUNIT_EXPECT_EQ(test, mod_timer(&r.timer, jiffies + msecs_to_jiffies(15000)), 1);
	KUNIT_EXPECT_EQ(test, timer_delete_sync(&r.timer), 1);
	KUNIT_EXPECT_FALSE(test, timer_pending(&r.timer));
	/*
	 * With interrupts off, the timer cannot fire before timer_delete(), even if the calls take
	 * long.
	 */
	local_irq_save(flags);
	mod_timer(&r.timer, jiffies + msecs_to_jiffies(15));
	deleted = timer_delete(&r.timer);
	local_irq_restore(flags);
	KUNIT_EXPECT_EQ(test, deleted, 1);
	msleep(30);
	KUNIT_EXPECT_EQ(test, fired, 0);
	/* A timer whose expiry is in the past fires immediately. */
	mod_timer(&r.timer, jiffies - 1);
	msleep(5);
	KUNIT_EXPECT_EQ(test, fired, 1);
}

struct periodic {
	struct timer_list timer;
	int left;
	struct completion done;
};

static void rearm(struct timer_list *timer)
{
	struct periodic *p = container_of(timer, struct periodic, timer);

	if (--p->left)
		mod_timer(timer, jiffies + 1);
	else
		complete(&p->done);
}

static void timer_test_rearm(struct kunit *test)
{
	static struct periodic p;

	p.left = 20;
	init_completion(&p.done);
	timer_setup(&p.timer, rearm, 0);
	mod_timer(&p.timer, jiffies + 1);
	KUNIT_EXPECT_GT(test, wait_for_completion_timeout(&p.done, 10 * HZ), 0UL);
	KUNIT_EXPECT_EQ(test, timer_delete_sync(&p.timer), 0);
}

static void arm_here(void *info)
{
	struct record *r = info;

	mod_timer(&r->timer, jiffies + 1);
}

/* Each CPU has its own timers.  This CPU can delete a timer of another CPU. */
static void timer_test_other_cpu(struct kunit *test)
{
	static struct record r;
	int cpu;

	for_each_online_cpu(cpu) {
		fired = 3;
		init_completion(&all_fired);
		timer_setup(&r.timer, note, 0);
		KUNIT_ASSERT_EQ(test, smp_call_function_single(cpu, arm_here, &r, 1), 0);
		KUNIT_EXPECT_GT(test, wait_for_completion_timeout(&all_fired, 10 * HZ), 0UL);
		timer_delete_sync(&r.timer);
	}
}

static struct kunit_case timer_cases[] = {
	KUNIT_CASE(timer_test_delays),
	KUNIT_CASE(timer_test_ktime),
	KUNIT_CASE(timer_test_jiffies),
	KUNIT_CASE(timer_test_order),
	KUNIT_CASE(timer_test_delete),
	KUNIT_CASE(timer_test_rearm),
	KUNIT_CASE(timer_test_other_cpu),
	{}
};

static struct kunit_suite timer_suite = {
	.name = "timer",
	.test_cases = timer_cases,
};
kunit_test_suite(timer_suite);
