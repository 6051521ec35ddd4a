// SPDX-License-Identifier: BSD-2-Clause
/* Tests of high-resolution timers: times, restarts, and what stops a timer. */

#include <kunit/test.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/irqflags.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <asm/processor.h>

#include "../expect.h"

static struct alarm {
	struct hrtimer timer;
	unsigned int runs, left;
	ktime_t at, interval;
	bool softirq, holds, entered, released, running, queued;
} a, b;

static unsigned int nr_order, order_a, order_b;

static enum hrtimer_restart ring(struct hrtimer *timer)
{
	struct alarm *self = container_of(timer, struct alarm, timer);

	self->at = ktime_get();
	self->softirq = in_serving_softirq();
	self->running = hrtimer_callback_running(timer);
	self->queued = hrtimer_is_queued(timer);
	*(self == &a ? &order_a : &order_b) = ++nr_order;
	WRITE_ONCE(self->entered, true);
	while (self->holds && !READ_ONCE(self->released))
		cpu_relax();
	WRITE_ONCE(self->runs, self->runs + 1);
	if (!self->left)
		return HRTIMER_NORESTART;
	self->left--;
	if (self->interval)
		hrtimer_forward_now(timer, self->interval);
	return HRTIMER_RESTART;
}

static void alarm_init(struct alarm *self)
{
	*self = (struct alarm){ .runs = 0 };
	hrtimer_setup(&self->timer, ring, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
}

static void wait_rung(struct alarm *self, unsigned int nr)
{
	ktime_t end = ktime_add_ms(ktime_get(), 10000);

	while (READ_ONCE(self->runs) < nr && ktime_before(ktime_get(), end))
		cpu_relax();
}

/* Two timers within one jiffy expire in the order of their times, and not early. */
static void hrtimer_test_order(struct kunit *test)
{
	unsigned long flags;
	ktime_t start;

	alarm_init(&a);
	alarm_init(&b);
	nr_order = 0;
	local_irq_save(flags);
	start = ktime_get();
	hrtimer_start(&a.timer, ktime_add_us(start, 300), HRTIMER_MODE_ABS);
	hrtimer_start_range_ns(&b.timer, ktime_add_us(start, 150), 50, HRTIMER_MODE_ABS_PINNED);
	KUNIT_EXPECT_TRUE(test, hrtimer_is_queued(&a.timer) && hrtimer_active(&a.timer));
	KUNIT_EXPECT_EQ(test, hrtimer_get_expires(&a.timer), start + 300000);
	KUNIT_EXPECT_LE(test, hrtimer_get_remaining(&a.timer), 300000LL);
	local_irq_restore(flags);
	wait_rung(&a, 1);
	wait_rung(&b, 1);
	KUNIT_EXPECT_EQ(test, a.runs, 1U);
	KUNIT_EXPECT_EQ(test, b.runs, 1U);
	KUNIT_EXPECT_GE(test, a.at, start + 300000);
	KUNIT_EXPECT_GE(test, b.at, start + 150000);
	KUNIT_EXPECT_EQ(test, order_b, 1U);
	KUNIT_EXPECT_EQ(test, order_a, 2U);
	KUNIT_EXPECT_TRUE(test, a.softirq && a.running && !a.queued);
	KUNIT_EXPECT_FALSE(test, hrtimer_active(&a.timer));
}

/* The function restarts its timer, and hrtimer_forward() keeps it at multiples of the interval. */
static void hrtimer_test_periodic(struct kunit *test)
{
	ktime_t start = ktime_get();

	alarm_init(&a);
	a.left = 20;
	a.interval = us_to_ktime(100);
	hrtimer_start(&a.timer, start, HRTIMER_MODE_ABS);
	wait_rung(&a, 21);
	KUNIT_EXPECT_EQ(test, hrtimer_cancel(&a.timer), 0);
	KUNIT_EXPECT_EQ(test, a.runs, 21U);
	KUNIT_EXPECT_EQ(test, (hrtimer_get_expires(&a.timer) - start) % 100000, 0LL);
	KUNIT_EXPECT_GE(test, a.at, start + 20 * 100000);
	/* A timer whose function never moves its time does not stop threads. */
	a.interval = 0;
	a.left = UINT_MAX;
	hrtimer_restart(&a.timer);
	msleep(3);
	KUNIT_EXPECT_EQ(test, hrtimer_cancel(&a.timer), 1);
	KUNIT_EXPECT_FALSE(test, hrtimer_active(&a.timer));
	KUNIT_EXPECT_GT(test, a.runs, 22U);
}

static void hrtimer_test_forward(struct kunit *test)
{
	alarm_init(&a);
	hrtimer_set_expires(&a.timer, 1000);
	KUNIT_EXPECT_EQ(test, hrtimer_forward(&a.timer, 999, 10), 0ULL);
	KUNIT_EXPECT_EQ(test, hrtimer_forward(&a.timer, 1000, 10), 1ULL);
	KUNIT_EXPECT_EQ(test, hrtimer_get_expires(&a.timer), 1010LL);
	KUNIT_EXPECT_EQ(test, hrtimer_forward(&a.timer, 1035, 10), 3ULL);
	KUNIT_EXPECT_EQ(test, hrtimer_get_expires(&a.timer), 1040LL);
	KUNIT_EXPECT_EQ(test, hrtimer_forward(&a.timer, 1049, 10), 1ULL);
	KUNIT_EXPECT_EQ(test, hrtimer_get_expires(&a.timer), 1050LL);
	hrtimer_start(&a.timer, ms_to_ktime(100000), HRTIMER_MODE_REL);
	EXPECT_REPORT(test, KUNIT_EXPECT_EQ(test, hrtimer_forward_now(&a.timer, 10), 0ULL));
	KUNIT_EXPECT_EQ(test, hrtimer_try_to_cancel(&a.timer), 1);
	KUNIT_EXPECT_EQ(test, hrtimer_try_to_cancel(&a.timer), 0);
}

static void start_here(void *timer)
{
	hrtimer_start(timer, 0, HRTIMER_MODE_REL);
}

/* hrtimer_cancel() waits for a function on another CPU, and its result does not start the timer. */
static void hrtimer_test_cancel(struct kunit *test)
{
	if (num_online_cpus() < 2)
		kunit_skip(test, "needs two CPUs");
	alarm_init(&a);
	a.holds = true;
	a.left = 1;
	a.interval = ms_to_ktime(100000);
	smp_call_function_single((int)num_online_cpus() - 1, start_here, &a.timer, 1);
	while (!READ_ONCE(a.entered))
		cpu_relax();
	KUNIT_EXPECT_TRUE(test, hrtimer_callback_running(&a.timer));
	KUNIT_EXPECT_EQ(test, hrtimer_try_to_cancel(&a.timer), -1);
	WRITE_ONCE(a.released, true);
	hrtimer_cancel(&a.timer);
	KUNIT_EXPECT_EQ(test, READ_ONCE(a.runs), 1U);
	KUNIT_EXPECT_FALSE(test, hrtimer_active(&a.timer));
}

static void hrtimer_test_real(struct kunit *test)
{
	ktime_t start;

	a = (struct alarm){ .runs = 0 };
	hrtimer_init(&a.timer, CLOCK_REALTIME, HRTIMER_MODE_ABS);
	EXPECT_REPORT(test, hrtimer_start(&a.timer, 0, HRTIMER_MODE_REL));
	a.timer.function = ring;
	start = ktime_get();
	hrtimer_start(&a.timer, ktime_add_us(ktime_get_real(), 2000), HRTIMER_MODE_ABS);
	wait_rung(&a, 1);
	KUNIT_EXPECT_EQ(test, a.runs, 1U);
	KUNIT_EXPECT_GE(test, a.at, start + 2000000);
	hrtimer_cancel(&a.timer);
}

static struct kunit_case hrtimer_cases[] = {
	KUNIT_CASE(hrtimer_test_order),
	KUNIT_CASE(hrtimer_test_periodic),
	KUNIT_CASE(hrtimer_test_forward),
	KUNIT_CASE(hrtimer_test_cancel),
	KUNIT_CASE(hrtimer_test_real),
	{}
};

static struct kunit_suite hrtimer_suite = {
	.name = "hrtimer",
	.test_cases = hrtimer_cases,
};
kunit_test_suite(hrtimer_suite);
