// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the watchdog core with a simulated device that counts the calls: when the core feeds,
 * starts and stops the device.
 */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/string.h>
#include <quarry/watchdog.h>

#include "../../drivers/watchdog/watchdog.h"

static struct {
	struct watchdog_device wdd;
	unsigned int starts, stops, pings, timeouts;
	/* Time of the last feed, and longest time between two feeds, in jiffies. */
	unsigned long last, longest_gap;
	bool runs_on;
} fake;

static void note_feed(void)
{
	unsigned long gap = jiffies - fake.last;

	if (fake.last && gap > fake.longest_gap)
		fake.longest_gap = gap;
	fake.last = jiffies;
}

static int fake_start(struct watchdog_device *wdd)
{
	fake.starts++;
	note_feed();
	return 0;
}

static int fake_ping(struct watchdog_device *wdd)
{
	fake.pings++;
	note_feed();
	return 0;
}

static int fake_stop(struct watchdog_device *wdd)
{
	fake.stops++;
	if (fake.runs_on)
		set_bit(WDOG_HW_RUNNING, &wdd->status);
	return 0;
}

static int fake_set_timeout(struct watchdog_device *wdd, unsigned int timeout)
{
	fake.timeouts++;
	wdd->timeout = timeout;
	return 0;
}

static const struct watchdog_info info = { .identity = "fake" };
static const struct watchdog_ops ops = {
	.start = fake_start, .stop = fake_stop, .ping = fake_ping, .set_timeout = fake_set_timeout,
};
static const struct watchdog_ops only_start = { .start = fake_start };
static const struct watchdog_ops no_start = { .stop = fake_stop };

static int watchdog_test_init(struct kunit *test)
{
	memset(&fake, 0, sizeof(fake));
	fake.wdd.info = &info;
	fake.wdd.ops = &ops;
	fake.wdd.timeout = 30;
	fake.wdd.min_timeout = 1;
	return 0;
}

static void watchdog_test_exit(struct kunit *test)
{
	fake.runs_on = false;
	watchdog_unregister_device(&fake.wdd);
}

static void watchdog_test_register(struct kunit *test)
{
	static struct watchdog_device second, third;

	KUNIT_EXPECT_EQ(test, watchdog_register_device(NULL), -EINVAL);
	fake.wdd.ops = &no_start;
	KUNIT_EXPECT_EQ(test, watchdog_register_device(&fake.wdd), -EINVAL);
	/*
	 * The driver of a watchdog that cannot be stopped must state the maximum time between
	 * feeds.
	 */
	fake.wdd.ops = &only_start;
	KUNIT_EXPECT_EQ(test, watchdog_register_device(&fake.wdd), -EINVAL);
	fake.wdd.info = NULL;
	fake.wdd.ops = &ops;
	KUNIT_EXPECT_EQ(test, watchdog_register_device(&fake.wdd), -EINVAL);
	fake.wdd.info = &info;
	second = third = fake.wdd;
	KUNIT_EXPECT_EQ(test, watchdog_register_device(&fake.wdd), 0);
	KUNIT_EXPECT_EQ(test, watchdog_register_device(&second), 0);
	KUNIT_EXPECT_EQ(test, second.id, fake.wdd.id + 1);
	KUNIT_EXPECT_PTR_EQ(test, watchdog_find((unsigned int)second.id), &second);
	watchdog_unregister_device(&fake.wdd);
	KUNIT_EXPECT_NULL(test, watchdog_find((unsigned int)fake.wdd.id));
	KUNIT_EXPECT_EQ(test, watchdog_register_device(&third), 0);
	KUNIT_EXPECT_EQ(test, third.id, fake.wdd.id);
	watchdog_unregister_device(&second);
	watchdog_unregister_device(&third);
	KUNIT_EXPECT_EQ(test, fake.starts + fake.pings + fake.stops, 0U);
}

static void watchdog_test_init_timeout(struct kunit *test)
{
	static const struct {
		unsigned int min, max, max_hw_ms, asked, got;
		int err;
	} cases[] = {
		{ 1, 60, 0, 60, 60, 0 },
		{ 1, 60, 0, 61, 30, -EINVAL },
		{ 5, 60, 0, 4, 30, -EINVAL },
		{ 1, 0, 0, 600, 600, 0 },
		{ 1, 60, 9000, 600, 600, 0 },
		{ 1, 0, 0, 0, 30, 0 },
		{ 1, 0, 9000, UINT_MAX / 1000, UINT_MAX / 1000, 0 },
		{ 1, 0, 9000, UINT_MAX / 1000 + 1, 30, -EINVAL },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		fake.wdd.timeout = 30;
		fake.wdd.min_timeout = cases[i].min;
		fake.wdd.max_timeout = cases[i].max;
		fake.wdd.max_hw_heartbeat_ms = cases[i].max_hw_ms;
		KUNIT_EXPECT_EQ(test, watchdog_init_timeout(&fake.wdd, cases[i].asked, NULL),
				cases[i].err);
		KUNIT_EXPECT_EQ(test, fake.wdd.timeout, cases[i].got);
	}
}

/* When a running watchdog is registered, the core stops it, and does not access it after that. */
static void watchdog_test_stopped(struct kunit *test)
{
	fake.wdd.max_hw_heartbeat_ms = 60;
	set_bit(WDOG_HW_RUNNING, &fake.wdd.status);
	KUNIT_ASSERT_EQ(test, watchdog_register_device(&fake.wdd), 0);
	KUNIT_EXPECT_EQ(test, fake.stops, 1U);
	KUNIT_EXPECT_FALSE(test, watchdog_hw_running(&fake.wdd));
	msleep(80);
	KUNIT_EXPECT_EQ(test, fake.pings + fake.starts, 0U);
	KUNIT_EXPECT_EQ(test, watchdog_left_ms(&fake.wdd), 0U);
	KUNIT_EXPECT_EQ(test, watchdog_feed(&fake.wdd), -ENODEV);
}

/*
 * A running watchdog that cannot be stopped is fed three times in each time-out period of the
 * hardware.
 */
static void watchdog_test_fed(struct kunit *test)
{
	fake.wdd.max_hw_heartbeat_ms = 300;
	fake.runs_on = true;
	set_bit(WDOG_HW_RUNNING, &fake.wdd.status);
	KUNIT_ASSERT_EQ(test, watchdog_register_device(&fake.wdd), 0);
	KUNIT_EXPECT_EQ(test, fake.timeouts, 1U);
	KUNIT_EXPECT_EQ(test, fake.pings, 1U);
	msleep(1050);
	KUNIT_EXPECT_GE(test, fake.pings, 6U);
	KUNIT_EXPECT_LE(test, fake.pings, 11U);
	KUNIT_EXPECT_LT(test, fake.longest_gap, 300UL);
	KUNIT_EXPECT_FALSE(test, watchdog_active(&fake.wdd));
	KUNIT_EXPECT_LE(test, watchdog_left_ms(&fake.wdd), 300U);
	KUNIT_EXPECT_GT(test, watchdog_left_ms(&fake.wdd), 0U);
}

/*
 * If the hardware supports the time-out that the user requests, only the user feeds the watchdog.
 */
static void watchdog_test_user(struct kunit *test)
{
	fake.wdd.max_hw_heartbeat_ms = 60000;
	KUNIT_ASSERT_EQ(test, watchdog_register_device(&fake.wdd), 0);
	KUNIT_EXPECT_EQ(test, watchdog_start(&fake.wdd, 0), 0);
	KUNIT_EXPECT_EQ(test, fake.wdd.timeout, 30U);
	KUNIT_EXPECT_EQ(test, watchdog_start(&fake.wdd, UINT_MAX / 1000 + 1), -ERANGE);
	KUNIT_EXPECT_EQ(test, watchdog_start(&fake.wdd, 1), 0);
	KUNIT_EXPECT_TRUE(test, watchdog_active(&fake.wdd));
	KUNIT_EXPECT_EQ(test, fake.starts, 1U);
	/* The second start has fed the watchdog. */
	KUNIT_EXPECT_EQ(test, fake.pings, 1U);
	msleep(600);
	KUNIT_EXPECT_EQ(test, fake.pings, 1U);
	KUNIT_EXPECT_LE(test, watchdog_left_ms(&fake.wdd), 400U);
	KUNIT_EXPECT_EQ(test, watchdog_feed(&fake.wdd), 0);
	KUNIT_EXPECT_EQ(test, fake.pings, 2U);
	KUNIT_EXPECT_GT(test, watchdog_left_ms(&fake.wdd), 800U);
	set_bit(WDOG_NO_WAY_OUT, &fake.wdd.status);
	KUNIT_EXPECT_EQ(test, watchdog_stop(&fake.wdd), -EPERM);
	KUNIT_EXPECT_TRUE(test, watchdog_active(&fake.wdd));
	clear_bit(WDOG_NO_WAY_OUT, &fake.wdd.status);
	KUNIT_EXPECT_EQ(test, watchdog_stop(&fake.wdd), 0);
	KUNIT_EXPECT_EQ(test, fake.stops, 1U);
	KUNIT_EXPECT_FALSE(test, watchdog_active(&fake.wdd));
	KUNIT_EXPECT_EQ(test, watchdog_stop(&fake.wdd), 0);
	KUNIT_EXPECT_EQ(test, fake.stops, 1U);
}

/* The core never feeds the watchdog in this case, even if a jiffy ends during watchdog_start(). */
static void watchdog_test_user_often(struct kunit *test)
{
	unsigned long end = jiffies + 50;
	unsigned int starts = 0, queued = 0;

	KUNIT_ASSERT_EQ(test, watchdog_register_device(&fake.wdd), 0);
	for (; time_before(jiffies, end); starts++) {
		KUNIT_ASSERT_EQ(test, watchdog_start(&fake.wdd, 1), 0);
		queued += timer_pending(
			&((struct watchdog_core_data *)fake.wdd.wd_data)->work.timer);
	}
	KUNIT_EXPECT_EQ(test, fake.starts + fake.pings, starts);
	KUNIT_EXPECT_EQ(test, queued, 0U);
}

/*
 * If the user's time-out is longer than the maximum of the hardware, the core feeds the watchdog so
 * that the hardware's time-out ends together with the user's time-out.
 */
static void watchdog_test_longer(struct kunit *test)
{
	unsigned long start;

	fake.wdd.max_hw_heartbeat_ms = 300;
	KUNIT_ASSERT_EQ(test, watchdog_register_device(&fake.wdd), 0);
	start = jiffies;
	KUNIT_ASSERT_EQ(test, watchdog_start(&fake.wdd, 1), 0);
	msleep(1300);
	KUNIT_EXPECT_LT(test, fake.longest_gap, 300UL);
	KUNIT_EXPECT_GE(test, fake.last + 300 - start, 1000UL);
	KUNIT_EXPECT_LE(test, fake.last + 300 - start, 1150UL);
	KUNIT_EXPECT_EQ(test, watchdog_left_ms(&fake.wdd), 0U);
}

/* If the user stops a watchdog whose hardware cannot be stopped, the core feeds the watchdog. */
static void watchdog_test_runs_on(struct kunit *test)
{
	fake.wdd.max_hw_heartbeat_ms = 90;
	fake.wdd.ops = &only_start;
	KUNIT_ASSERT_EQ(test, watchdog_register_device(&fake.wdd), 0);
	KUNIT_ASSERT_EQ(test, watchdog_start(&fake.wdd, 1), 0);
	KUNIT_EXPECT_EQ(test, watchdog_stop(&fake.wdd), 1);
	fake.starts = 0;
	msleep(1200);
	KUNIT_EXPECT_GE(test, fake.starts, 15U);
	/* Otherwise the unregistration would warn that the watchdog resets the machine. */
	fake.wdd.ops = &ops;
}

/* The core does not feed the watchdog more often than the hardware allows. */
static void watchdog_test_least(struct kunit *test)
{
	fake.wdd.max_hw_heartbeat_ms = 60000;
	fake.wdd.min_hw_heartbeat_ms = 100;
	KUNIT_ASSERT_EQ(test, watchdog_register_device(&fake.wdd), 0);
	KUNIT_ASSERT_EQ(test, watchdog_start(&fake.wdd, 30), 0);
	for (unsigned int i = 0; i < 5; i++)
		KUNIT_EXPECT_EQ(test, watchdog_feed(&fake.wdd), 0);
	KUNIT_EXPECT_EQ(test, fake.pings, 0U);
	msleep(150);
	KUNIT_EXPECT_EQ(test, fake.pings, 1U);
	KUNIT_EXPECT_EQ(test, watchdog_set_last_hw_keepalive(&fake.wdd, 200), 0);
	KUNIT_EXPECT_EQ(test, watchdog_feed(&fake.wdd), 0);
	KUNIT_EXPECT_EQ(test, fake.pings, 2U);
	watchdog_unregister_device(&fake.wdd);
	KUNIT_EXPECT_EQ(test, watchdog_set_last_hw_keepalive(&fake.wdd, 0), -EINVAL);
	watchdog_unregister_device(&fake.wdd);
	KUNIT_EXPECT_EQ(test, fake.stops, 1U);
}

/*
 * A feed is delayed until the minimum time since the previous feed has passed.  The firmware may
 * have made the previous feed.  A start does not feed the watchdog too early, either.
 */
static void watchdog_test_window(struct kunit *test)
{
	fake.wdd.max_hw_heartbeat_ms = 1000;
	fake.wdd.min_hw_heartbeat_ms = 400;
	fake.runs_on = true;
	set_bit(WDOG_HW_RUNNING, &fake.wdd.status);
	KUNIT_ASSERT_EQ(test, watchdog_register_device(&fake.wdd), 0);
	KUNIT_EXPECT_EQ(test, watchdog_set_last_hw_keepalive(&fake.wdd, 200), 0);
	KUNIT_EXPECT_EQ(test, fake.pings, 0U);
	msleep(300);
	KUNIT_EXPECT_EQ(test, fake.pings, 1U);
	KUNIT_EXPECT_EQ(test, watchdog_start(&fake.wdd, 1), 0);
	KUNIT_EXPECT_EQ(test, fake.pings, 1U);
}

static struct kunit_case watchdog_cases[] = { KUNIT_CASE(watchdog_test_register),
					      KUNIT_CASE(watchdog_test_init_timeout),
					      KUNIT_CASE(watchdog_test_stopped),
					      KUNIT_CASE(watchdog_test_fed),
					      KUNIT_CASE(watchdog_test_user),
					      KUNIT_CASE(watchdog_test_user_often),
					      KUNIT_CASE(watchdog_test_longer),
					      KUNIT_CASE(watchdog_test_runs_on),
					      KUNIT_CASE(watchdog_test_least),
					      KUNIT_CASE(watchdog_test_window),
					      {} };

static struct kunit_suite watchdog_suite = {
	.name = "watchdog",
	.init = watchdog_test_init,
	.exit = watchdog_test_exit,
	.test_cases = watchdog_cases,
};
kunit_test_suite(watchdog_suite);
