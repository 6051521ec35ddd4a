// SPDX-License-Identifier: BSD-2-Clause
/* Tests of the less usual functions of timers, comparisons of times, sleeps and of ktime_t. */

#include <kunit/test.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/limits.h>
#include <linux/smp.h>
#include <linux/timekeeping.h>
#include <linux/timer.h>
#include <asm/processor.h>

#include "../expect.h"

static unsigned int calls;

static void count_call(struct timer_list *timer)
{
	WRITE_ONCE(calls, calls + 1);
}

static void time_names_test_reduce(struct kunit *test)
{
	static DEFINE_TIMER(timer, count_call);
	unsigned long far = jiffies + 100 * HZ;

	calls = 0;
	KUNIT_EXPECT_EQ(test, mod_timer_pending(&timer, jiffies), 0);
	KUNIT_EXPECT_FALSE(test, timer_pending(&timer));
	KUNIT_EXPECT_EQ(test, timer_reduce(&timer, far), 0);
	KUNIT_EXPECT_TRUE(test, timer_pending(&timer));
	KUNIT_EXPECT_EQ(test, timer_reduce(&timer, far + 1), 1);
	KUNIT_EXPECT_EQ(test, timer.expires, far);
	KUNIT_EXPECT_EQ(test, timer_reduce(&timer, far - 1), 1);
	KUNIT_EXPECT_EQ(test, timer.expires, far - 1);
	KUNIT_EXPECT_EQ(test, mod_timer_pending(&timer, far + 2), 1);
	KUNIT_EXPECT_EQ(test, timer.expires, far + 2);
	msleep(2);
	KUNIT_EXPECT_EQ(test, READ_ONCE(calls), 0U);
	KUNIT_EXPECT_EQ(test, timer_reduce(&timer, jiffies + 1), 1);
	msleep(5);
	KUNIT_EXPECT_EQ(test, READ_ONCE(calls), 1U);
	KUNIT_EXPECT_EQ(test, timer_delete_sync(&timer), 0);
	timer_shutdown(&timer);
	KUNIT_EXPECT_EQ(test, timer_reduce(&timer, jiffies), 0);
	KUNIT_EXPECT_FALSE(test, timer_pending(&timer));
}

static bool entered, released;

static void hold_timer(struct timer_list *timer)
{
	WRITE_ONCE(entered, true);
	while (!READ_ONCE(released))
		cpu_relax();
}

static void arm_timer_now(void *timer)
{
	mod_timer(timer, jiffies);
}

/* timer_delete_sync_try() does not disarm a timer whose function is running. */
static void time_names_test_try(struct kunit *test)
{
	struct timer_list timer;

	timer_setup_on_stack(&timer, hold_timer, TIMER_IRQSAFE);
	KUNIT_EXPECT_EQ(test, timer_delete_sync_try(&timer), 0);
	mod_timer(&timer, jiffies + 100 * HZ);
	KUNIT_EXPECT_EQ(test, try_to_del_timer_sync(&timer), 1);
	KUNIT_EXPECT_FALSE(test, timer_pending(&timer));
	if (num_online_cpus() > 1) {
		entered = released = false;
		smp_call_function_single((int)num_online_cpus() - 1, arm_timer_now, &timer, 1);
		while (!READ_ONCE(entered))
			cpu_relax();
		KUNIT_EXPECT_EQ(test, timer_delete_sync_try(&timer), -1);
		mod_timer(&timer, jiffies + 100 * HZ);
		KUNIT_EXPECT_EQ(test, timer_delete_sync_try(&timer), -1);
		KUNIT_EXPECT_TRUE(test, timer_pending(&timer));
		WRITE_ONCE(released, true);
		KUNIT_EXPECT_EQ(test, timer_delete_sync(&timer), 1);
	}
	destroy_timer_on_stack(&timer);
}

static void time_names_test_compare(struct kunit *test)
{
	unsigned long now = jiffies;

	KUNIT_EXPECT_TRUE(test, time_is_before_jiffies(now - 1));
	KUNIT_EXPECT_FALSE(test, time_is_before_jiffies(now + 10 * HZ));
	KUNIT_EXPECT_TRUE(test, time_is_before_eq_jiffies(now));
	KUNIT_EXPECT_FALSE(test, time_is_before_eq_jiffies(now + 10 * HZ));
	KUNIT_EXPECT_TRUE(test, time_is_after_jiffies(now + 10 * HZ));
	KUNIT_EXPECT_FALSE(test, time_is_after_jiffies(now));
	KUNIT_EXPECT_TRUE(test, time_is_after_eq_jiffies(now + 10 * HZ));
	KUNIT_EXPECT_FALSE(test, time_is_after_eq_jiffies(now - 1));
	KUNIT_EXPECT_TRUE(test, time_is_before_jiffies64(get_jiffies_64() - 1));
	KUNIT_EXPECT_TRUE(test, time_is_after_jiffies64(get_jiffies_64() + 10 * HZ));
	/* The values wrap. */
	KUNIT_EXPECT_TRUE(test, time_in_range(0UL, ULONG_MAX, 5UL));
	KUNIT_EXPECT_TRUE(test, time_in_range(5UL, ULONG_MAX, 5UL));
	KUNIT_EXPECT_FALSE(test, time_in_range_open(5UL, ULONG_MAX, 5UL));
	KUNIT_EXPECT_TRUE(test, time_in_range_open(ULONG_MAX, ULONG_MAX, 5UL));
	KUNIT_EXPECT_FALSE(test, time_in_range(ULONG_MAX - 1, ULONG_MAX, 5UL));
	KUNIT_EXPECT_TRUE(test, time_after64((u64)1, U64_MAX));
	KUNIT_EXPECT_TRUE(test, time_before_eq64(U64_MAX, U64_MAX));
	KUNIT_EXPECT_TRUE(test, time_in_range64((u64)0, U64_MAX, (u64)0));
	KUNIT_EXPECT_EQ(test, jiffies_delta_to_msecs(-5), 0U);
	KUNIT_EXPECT_EQ(test, jiffies_delta_to_msecs(5), 5U);
	KUNIT_EXPECT_EQ(test, nsecs_to_jiffies64(jiffies64_to_nsecs(5000000000)), 5000000000ULL);
}

static void time_names_test_round(struct kunit *test)
{
	unsigned long second = (jiffies / HZ + 10) * HZ;

	KUNIT_EXPECT_EQ(test, round_jiffies(second), second);
	KUNIT_EXPECT_EQ(test, round_jiffies(second + HZ / 4 - 1), second);
	KUNIT_EXPECT_EQ(test, round_jiffies(second + HZ / 4), second + HZ);
	KUNIT_EXPECT_EQ(test, round_jiffies_up(second + 1), second + HZ);
	KUNIT_EXPECT_EQ(test, round_jiffies(second - 20 * HZ + 1), second - 20 * HZ + 1);
	KUNIT_EXPECT_GE(test, round_jiffies_up_relative(10 * HZ), 10UL * HZ);
	KUNIT_EXPECT_LE(test, round_jiffies_relative(10 * HZ), 11UL * HZ);
	KUNIT_EXPECT_GT(test, round_jiffies_relative(10 * HZ), 9UL * HZ);
}

static void time_names_test_sleeps(struct kunit *test)
{
	u64 start = ktime_get_ns();

	KUNIT_EXPECT_EQ(test, msleep_interruptible(3), 0UL);
	KUNIT_EXPECT_GE(test, ktime_get_ns() - start, 3ULL * NSEC_PER_MSEC);
	start = ktime_get_ns();
	usleep_range_state(1500, 2000, TASK_IDLE);
	KUNIT_EXPECT_GE(test, ktime_get_ns() - start, 1500ULL * NSEC_PER_USEC);
	for (unsigned long us = 5; us < 5000; us *= 5) {
		start = ktime_get_ns();
		fsleep(us);
		KUNIT_EXPECT_GE(test, ktime_get_ns() - start, us * NSEC_PER_USEC);
	}
}

static void time_names_test_ktime(struct kunit *test)
{
	ktime_t now = ktime_get_boottime(), limit = ktime_add_ms(now, 5);

	KUNIT_EXPECT_TRUE(test, ktime_before(now, limit));
	KUNIT_EXPECT_TRUE(test, ktime_after(limit, now));
	KUNIT_EXPECT_EQ(test, ktime_compare(now, limit), -1);
	KUNIT_EXPECT_EQ(test, ktime_compare(limit, now), 1);
	KUNIT_EXPECT_EQ(test, ktime_compare(now, now), 0);
	KUNIT_EXPECT_EQ(test, ktime_sub_us(limit, 5000), now);
	KUNIT_EXPECT_EQ(test, ktime_set(2, 3), 2000000003LL);
	KUNIT_EXPECT_EQ(test, ktime_set(KTIME_SEC_MAX, 0), KTIME_MAX);
	KUNIT_EXPECT_EQ(test, ktime_add_safe(KTIME_MAX - 1, 2), KTIME_MAX);
	KUNIT_EXPECT_EQ(test, ktime_add_safe(1, 2), 3LL);
	KUNIT_EXPECT_EQ(test, ktime_to_us(ms_to_ktime(7)), 7000LL);
	KUNIT_EXPECT_EQ(test, ktime_divns(us_to_ktime(7), 1000), 7LL);
	KUNIT_EXPECT_LE(test, ktime_get_real_seconds() * NSEC_PER_SEC, ktime_get_real());
}

static void time_names_test_timespec(struct kunit *test)
{
	struct timespec64 a = { 5, 600000000 }, b = { 2, 700000000 }, c, d;
	s64 real = (s64)ktime_get_real_ns();

	c = timespec64_add(a, b);
	KUNIT_EXPECT_EQ(test, timespec64_to_ns(&c), 8300000000LL);
	c = timespec64_sub(b, a);
	KUNIT_EXPECT_EQ(test, c.tv_sec, -3LL);
	KUNIT_EXPECT_EQ(test, c.tv_nsec, 100000000L);
	KUNIT_EXPECT_EQ(test, timespec64_to_ns(&c), -2900000000LL);
	d = ns_to_timespec64(-2900000000LL);
	KUNIT_EXPECT_TRUE(test, timespec64_equal(&c, &d));
	set_normalized_timespec64(&d, 1, -3000000000LL);
	KUNIT_EXPECT_EQ(test, d.tv_sec, -2LL);
	KUNIT_EXPECT_EQ(test, d.tv_nsec, 0L);
	KUNIT_EXPECT_LT(test, timespec64_compare(&b, &a), 0);
	KUNIT_EXPECT_GT(test, timespec64_compare(&b, &c), 0);
	d = b;
	KUNIT_EXPECT_EQ(test, timespec64_compare(&b, &d), 0);
	d.tv_nsec--;
	KUNIT_EXPECT_GT(test, timespec64_compare(&b, &d), 0);
	KUNIT_EXPECT_FALSE(test, timespec64_equal(&b, &d));
	timespec64_add_ns(&d, 2300000001ULL);
	KUNIT_EXPECT_EQ(test, d.tv_sec, 5LL);
	KUNIT_EXPECT_EQ(test, d.tv_nsec, 0L);
	KUNIT_EXPECT_TRUE(test, timespec64_valid(&a));
	KUNIT_EXPECT_FALSE(test, timespec64_valid(&c));
	d = (struct timespec64){ KTIME_SEC_MAX, NSEC_PER_SEC };
	KUNIT_EXPECT_FALSE(test, timespec64_valid(&d));
	KUNIT_EXPECT_EQ(test, timespec64_to_ns(&d), KTIME_MAX);
	KUNIT_EXPECT_EQ(test, do_settimeofday64(&d), -EINVAL);
	d.tv_nsec--;
	KUNIT_EXPECT_TRUE(test, timespec64_valid(&d));
	KUNIT_EXPECT_FALSE(test, timespec64_valid_strict(&d));
	d.tv_sec = KTIME_SEC_MIN;
	KUNIT_EXPECT_EQ(test, timespec64_to_ns(&d), KTIME_MIN);
	d.tv_sec = TIME64_MAX;
	c = timespec64_add_safe(a, d);
	KUNIT_EXPECT_EQ(test, c.tv_sec, TIME64_MAX);
	KUNIT_EXPECT_EQ(test, c.tv_nsec, 0L);
	c = timespec64_add_safe(a, b);
	KUNIT_EXPECT_EQ(test, c.tv_sec, 8LL);
	KUNIT_EXPECT_EQ(test, timespec64_to_ktime(a), 5600000000LL);
	c = ktime_to_timespec64(5600000000LL);
	KUNIT_EXPECT_TRUE(test, timespec64_equal(&a, &c));

	ktime_get_ts64(&c);
	msleep(1);
	ktime_get_coarse_ts64(&d);
	KUNIT_EXPECT_LT(test, timespec64_compare(&c, &d), 0);
	KUNIT_EXPECT_EQ(test, do_settimeofday64(&a), 0);
	ktime_get_real_ts64(&c);
	KUNIT_EXPECT_GE(test, timespec64_compare(&c, &a), 0);
	KUNIT_EXPECT_LT(test, c.tv_sec, 5LL + 60);
	ktime_set_real_ns((u64)real);
}

/* A timer is armed on each CPU, and its function runs there. */
static unsigned int ran_there;

static void note_there(struct timer_list *timer)
{
	WRITE_ONCE(ran_there, smp_processor_id());
	WRITE_ONCE(calls, calls + 1);
}

static void time_names_test_on(struct kunit *test)
{
	static DEFINE_TIMER(timer, note_there);
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		calls = 0;
		timer.expires = jiffies + 2;
		add_timer_on(&timer, (int)cpu);
		for (unsigned int i = 0; i < 1000 && !READ_ONCE(calls); i++)
			msleep(1);
		KUNIT_EXPECT_EQ(test, READ_ONCE(calls), 1);
		KUNIT_EXPECT_EQ(test, READ_ONCE(ran_there), cpu);
		timer_delete_sync(&timer);
	}
	timer.expires = jiffies + 3600 * HZ;
	add_timer_on(&timer, 0);
	EXPECT_REPORT(test, add_timer_on(&timer, 0));
	KUNIT_EXPECT_EQ(test, timer_delete(&timer), 1);
	EXPECT_REPORT(test, add_timer_on(&timer, NR_CPUS));
	KUNIT_EXPECT_FALSE(test, timer_pending(&timer));
}

static struct kunit_case time_names_cases[] = {
	KUNIT_CASE(time_names_test_reduce),
	KUNIT_CASE(time_names_test_try),
	KUNIT_CASE(time_names_test_compare),
	KUNIT_CASE(time_names_test_round),
	KUNIT_CASE(time_names_test_sleeps),
	KUNIT_CASE(time_names_test_ktime),
	KUNIT_CASE(time_names_test_timespec),
	KUNIT_CASE(time_names_test_on),
	{}
};

static struct kunit_suite time_names_suite = {
	.name = "time_names",
	.test_cases = time_names_cases,
};
kunit_test_suite(time_names_suite);
