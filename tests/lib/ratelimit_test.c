// SPDX-License-Identifier: BSD-2-Clause

/* Tests of rate limits, and of the messages that use them. */

#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/jiffies.h>
#include <linux/ratelimit.h>

#include "../said.h"

/* A new interval begins after the old one, and its first call reports the refused calls. */
static void ratelimit_burst_and_interval(struct kunit *test)
{
	struct ratelimit_state rs;
	int allowed = 0;

	mark();
	ratelimit_state_init(&rs, 300, 3);
	for (int i = 0; i < 5; i++)
		allowed += !!__ratelimit(&rs);
	KUNIT_EXPECT_EQ(test, allowed, 3);
	KUNIT_EXPECT_EQ(test, ratelimit_state_get_miss(&rs), 2);
	msleep(320);
	KUNIT_EXPECT_TRUE(test, __ratelimit(&rs));
	EXPECT_SAID(test, "ratelimit_burst_and_interval: 2 callbacks suppressed");
	KUNIT_EXPECT_EQ(test, ratelimit_state_get_miss(&rs), 0);
	ratelimit_state_exit(&rs);
}

static void ratelimit_extremes(struct kunit *test)
{
	static DEFINE_RATELIMIT_STATE(all, 0, 0);
	static DEFINE_RATELIMIT_STATE(none, 1000, 0);
	struct ratelimit_state rs;

	for (int i = 0; i < 100; i++) {
		KUNIT_EXPECT_TRUE(test, __ratelimit(&all));
		KUNIT_EXPECT_FALSE(test, __ratelimit(&none));
	}
	ratelimit_default_init(&rs);
	KUNIT_EXPECT_EQ(test, rs.interval, 5 * HZ);
	KUNIT_EXPECT_EQ(test, rs.burst, 10);
	ratelimit_state_reset_interval(&rs, HZ);
	KUNIT_EXPECT_EQ(test, rs.interval, HZ);
}

/* With RATELIMIT_MSG_ON_RELEASE, a new interval keeps the number of refused calls. */
static void ratelimit_report_on_release(struct kunit *test)
{
	struct ratelimit_state rs;

	mark();
	ratelimit_state_init(&rs, 20, 1);
	ratelimit_set_flags(&rs, RATELIMIT_MSG_ON_RELEASE);
	KUNIT_EXPECT_TRUE(test, __ratelimit(&rs));
	ratelimit_state_inc_miss(&rs);
	msleep(40);
	KUNIT_EXPECT_TRUE(test, __ratelimit(&rs));
	KUNIT_EXPECT_EQ(test, ratelimit_state_get_miss(&rs), 1);
	ratelimit_state_exit(&rs);
	EXPECT_SAID(test, "1 output lines suppressed due to ratelimiting");
	KUNIT_EXPECT_EQ(test, ratelimit_state_get_miss(&rs), 0);
}

/* While one call holds the state, another one is refused and counted, and does not wait. */
static void ratelimit_does_not_wait(struct kunit *test)
{
	struct ratelimit_state rs;

	ratelimit_state_init(&rs, 1000, 5);
	rs.busy = 1;
	KUNIT_EXPECT_FALSE(test, __ratelimit(&rs));
	KUNIT_EXPECT_EQ(test, ratelimit_state_get_miss(&rs), 1);
	rs.busy = 0;
	KUNIT_EXPECT_TRUE(test, __ratelimit(&rs));
}

static void ratelimit_timed(struct kunit *test)
{
	unsigned long last = 0;

	KUNIT_EXPECT_TRUE(test, printk_timed_ratelimit(&last, 100000));
	KUNIT_EXPECT_FALSE(test, printk_timed_ratelimit(&last, 100000));
	last -= msecs_to_jiffies(100000) + 2;
	KUNIT_EXPECT_TRUE(test, printk_timed_ratelimit(&last, 100000));
}

static int ratelimit_evaluated(int *count)
{
	return ++*count;
}

/* Each message evaluates its arguments at most 10 times in an interval, or only once. */
static void ratelimit_messages(struct kunit *test)
{
	int pr = 0, dev = 0, once = 0, debug = 0, warned = 0;
	static struct device device = { .init_name = "limited" };

	for (int i = 0; i < 12; i++) {
		pr_info_ratelimited("ratelimit: %d\n", ratelimit_evaluated(&pr));
		dev_info_ratelimited(&device, "%d\n", ratelimit_evaluated(&dev));
		pr_info_once("ratelimit: once %d\n", ratelimit_evaluated(&once));
		dev_notice_once(&device, "once %d\n", ratelimit_evaluated(&once));
		pr_debug_ratelimited("%d\n", ratelimit_evaluated(&debug));
		dev_dbg_ratelimited(&device, "%d\n", ratelimit_evaluated(&debug));
		dev_vdbg(&device, "%d\n", ratelimit_evaluated(&debug));
		warned += WARN_RATELIMIT(i > 100, "%d\n", i);
	}
	KUNIT_EXPECT_EQ(test, pr, 10);
	KUNIT_EXPECT_EQ(test, dev, 10);
	KUNIT_EXPECT_EQ(test, once, 2);
	KUNIT_EXPECT_EQ(test, debug, 0);
	KUNIT_EXPECT_EQ(test, warned, 0);
}

static struct kunit_case ratelimit_cases[] = {
	KUNIT_CASE(ratelimit_burst_and_interval),
	KUNIT_CASE(ratelimit_extremes),
	KUNIT_CASE(ratelimit_report_on_release),
	KUNIT_CASE(ratelimit_does_not_wait),
	KUNIT_CASE(ratelimit_timed),
	KUNIT_CASE(ratelimit_messages),
	{ }
};

static struct kunit_suite ratelimit_suite = {
	.name = "ratelimit",
	.test_cases = ratelimit_cases,
};
kunit_test_suite(ratelimit_suite);
