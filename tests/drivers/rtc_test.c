// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of real-time clocks: the calendar, %pt, and the class with a simulated clock that has one
 * alarm.
 */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/rtc.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "../said.h"

static const struct {
	time64_t time;
	struct rtc_time tm;
	const char *text;
} dates[] = {
	/* sec, min, hour, mday, mon, year, wday, yday */
	{ 0, { 0, 0, 0, 1, 0, 70, 4, 1 }, "1970-01-01T00:00:00" },
	{ 951782399, { 59, 59, 23, 28, 1, 100, 1, 59 }, "2000-02-28T23:59:59" },
	{ 951782400, { 0, 0, 0, 29, 1, 100, 2, 60 }, "2000-02-29T00:00:00" },
	{ 951868800, { 0, 0, 0, 1, 2, 100, 3, 61 }, "2000-03-01T00:00:00" },
	{ 978307199, { 59, 59, 23, 31, 11, 100, 0, 366 }, "2000-12-31T23:59:59" },
	{ 1709164800, { 0, 0, 0, 29, 1, 124, 4, 60 }, "2024-02-29T00:00:00" },
	{ 2147483647, { 7, 14, 3, 19, 0, 138, 2, 19 }, "2038-01-19T03:14:07" },
	{ 4107542400, { 0, 0, 0, 1, 2, 200, 1, 60 }, "2100-03-01T00:00:00" },
	{ RTC_TIMESTAMP_BEGIN_2000, { 0, 0, 0, 1, 0, 100, 6, 1 }, "2000-01-01T00:00:00" },
	{ RTC_TIMESTAMP_END_2063, { 59, 59, 23, 31, 11, 163, 1, 365 }, "2063-12-31T23:59:59" },
	{ RTC_TIMESTAMP_END_2099, { 59, 59, 23, 31, 11, 199, 4, 365 }, "2099-12-31T23:59:59" },
	{ RTC_TIMESTAMP_END_9999, { 59, 59, 23, 31, 11, 8099, 5, 365 }, "9999-12-31T23:59:59" },
	{ RTC_TIMESTAMP_BEGIN_1900, { 0, 0, 0, 1, 0, 0, 1, 1 }, "1900-01-01T00:00:00" },
	{ RTC_TIMESTAMP_BEGIN_0000, { 0, 0, 0, 1, 0, -1900, 6, 1 }, "0000-01-01T00:00:00" },
};

static void rtc_test_dates(struct kunit *test)
{
	for (size_t i = 0; i < ARRAY_SIZE(dates); i++) {
		struct rtc_time tm;

		rtc_time64_to_tm(dates[i].time, &tm);
		KUNIT_EXPECT_MEMEQ(test, &tm, &dates[i].tm, sizeof(tm));
		KUNIT_EXPECT_EQ(test, rtc_tm_to_time64(&tm), dates[i].time);
		KUNIT_EXPECT_EQ(test, rtc_valid_tm(&tm), dates[i].time < 0 ? -EINVAL : 0);
	}
}

/* Count through 800 years, one day at a time. */
static void rtc_test_days(struct kunit *test)
{
	struct rtc_time want = { .tm_mday = 1, .tm_year = 70, .tm_wday = 4, .tm_yday = 1 };
	unsigned int wrong = 0;

	for (time64_t day = 0; day < 2 * 146097; day++) {
		struct rtc_time tm;

		rtc_time64_to_tm(day * 86400, &tm);
		wrong += memcmp(&tm, &want, sizeof(tm)) || rtc_tm_to_time64(&tm) != day * 86400;
		wrong += mktime64((unsigned int)tm.tm_year + 1900, (unsigned int)tm.tm_mon + 1,
				  (unsigned int)tm.tm_mday, 24, 61, 62) != (day + 1) * 86400 + 3722;
		want.tm_wday = (want.tm_wday + 1) % 7;
		want.tm_yday++;
		if (++want.tm_mday <= rtc_month_days((unsigned int)want.tm_mon,
						     (unsigned int)want.tm_year + 1900))
			continue;
		want.tm_mday = 1;
		if (++want.tm_mon < 12)
			continue;
		want.tm_mon = 0;
		want.tm_yday = 1;
		want.tm_year++;
	}
	KUNIT_EXPECT_EQ(test, wrong, 0U);
	KUNIT_EXPECT_EQ(test, want.tm_year, 870);
}

static void rtc_test_valid(struct kunit *test)
{
	static const struct rtc_time wrong[] = {
		{ 0, 0, 0, 29, 1, 123 }, { 0, 0, 0, 31, 3, 124 }, { 0, 0, 0, 0, 0, 124 },
		{ 0, 0, 0, 1, 12, 124 }, { 0, 0, 0, 1, -1, 124 }, { 60, 0, 0, 1, 0, 124 },
		{ 0, 60, 0, 1, 0, 124 }, { 0, 0, 24, 1, 0, 124 }, { -1, 0, 0, 1, 0, 124 },
		{ 0, -1, 0, 1, 0, 124 }, { 0, 0, -1, 1, 0, 124 }, { 0, 0, 0, 1, 0, 69 },
		{ 0, 0, 0, 29, 1, 200 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct rtc_time tm = wrong[i];

		KUNIT_EXPECT_EQ_MSG(test, rtc_valid_tm(&tm), -EINVAL, "%zu", i);
	}
	KUNIT_EXPECT_TRUE(test, is_leap_year(2000) && is_leap_year(2024));
	KUNIT_EXPECT_FALSE(test, is_leap_year(2100) || is_leap_year(2023));
	KUNIT_EXPECT_EQ(test, rtc_year_days(1, 2, 2024), 60);
	KUNIT_EXPECT_EQ(test, rtc_year_days(1, 2, 2023), 59);
}

static void rtc_test_printf(struct kunit *test)
{
	struct rtc_time tm = dates[6].tm;
	time64_t time = dates[6].time;
	char buf[120];

	for (size_t i = 0; i < ARRAY_SIZE(dates); i++) {
		snprintf(buf, sizeof(buf), "%ptT", &dates[i].time);
		KUNIT_EXPECT_STREQ(test, buf, dates[i].text);
		snprintf(buf, sizeof(buf), "%ptR", &dates[i].tm);
		KUNIT_EXPECT_STREQ(test, buf, dates[i].text);
	}
	snprintf(buf, sizeof(buf), "%ptRd|%ptRt|%ptRs|%ptRr|%ptRdr|%ptTs", &tm, &tm, &tm, &tm, &tm,
		 &time);
	KUNIT_EXPECT_STREQ(test, buf, "2038-01-19|03:14:07|2038-01-19 03:14:07|0138-00-19T03:14:07|"
			   "0138-00-19|2038-01-19 03:14:07");
	snprintf(buf, sizeof(buf), "%ptR", NULL);
	KUNIT_EXPECT_STREQ(test, buf, "(null)");
}

/* ---- the class ------------------------------------------------------------------------------- */

#define NOW 1000000000

static struct {
	struct device *dev;
	struct rtc_device *rtc;
	time64_t now, alarm;
	bool alarm_on;
	unsigned int sets, offs;
	int err;
	long offset;
} model;

static int model_read_time(struct device *dev, struct rtc_time *tm)
{
	rtc_time64_to_tm(model.now, tm);
	return dev == model.dev ? model.err : -ENXIO;
}

static int model_set_time(struct device *dev, struct rtc_time *tm)
{
	model.now = rtc_tm_to_time64(tm);
	return model.err;
}

static int model_read_alarm(struct device *dev, struct rtc_wkalrm *alarm)
{
	rtc_time64_to_tm(model.alarm, &alarm->time);
	alarm->enabled = model.alarm_on;
	return 0;
}

static int model_set_alarm(struct device *dev, struct rtc_wkalrm *alarm)
{
	model.alarm = rtc_tm_to_time64(&alarm->time);
	model.alarm_on = alarm->enabled;
	model.sets++;
	return model.err;
}

static int model_alarm_irq_enable(struct device *dev, unsigned int enabled)
{
	model.alarm_on = enabled;
	model.offs += !enabled;
	return 0;
}

static int model_set_offset(struct device *dev, long offset)
{
	model.offset = offset;
	return 0;
}

static int model_read_offset(struct device *dev, long *offset)
{
	*offset = model.offset;
	return 0;
}

static const struct rtc_class_ops model_rtc_ops = {
	.read_time = model_read_time,
	.set_time = model_set_time,
	.read_alarm = model_read_alarm,
	.set_alarm = model_set_alarm,
	.alarm_irq_enable = model_alarm_irq_enable,
	.set_offset = model_set_offset,
	.read_offset = model_read_offset,
};

static const struct rtc_class_ops only_read_time = { .read_time = model_read_time };

static u64 real_offset;		/* the system's time, which the cases change, minus the counter */

static int rtc_test_init(struct kunit *test)
{
	memset(&model, 0, sizeof(model));
	real_offset = ktime_get_real_ns() - ktime_get_ns();
	model.now = NOW;
	model.dev = root_device_register("rtc-test");
	if (IS_ERR(model.dev))
		return PTR_ERR(model.dev);
	model.rtc = devm_rtc_allocate_device(model.dev);
	if (!IS_ERR(model.rtc)) {
		model.rtc->ops = &model_rtc_ops;
		return 0;
	}
	root_device_unregister(model.dev);
	model.dev = NULL;
	return PTR_ERR(model.rtc);
}

static void rtc_test_exit(struct kunit *test)
{
	if (!IS_ERR_OR_NULL(model.dev))
		root_device_unregister(model.dev);
	model.dev = NULL;
	ktime_set_real_ns(real_offset + ktime_get_ns());
}

/* The functions of a clock whose driver is unbound, or which is not registered, return an error. */
static void expect_gone(struct kunit *test, struct rtc_device *rtc)
{
	struct rtc_wkalrm alarm = { .time = dates[6].tm, .enabled = 1 };
	struct rtc_time tm = dates[6].tm;
	long offset;

	KUNIT_EXPECT_EQ(test, rtc_read_time(rtc, &tm), -ENODEV);
	tm = dates[6].tm;
	KUNIT_EXPECT_EQ(test, rtc_set_time(rtc, &tm), -ENODEV);
	KUNIT_EXPECT_EQ(test, rtc_set_alarm(rtc, &alarm), -ENODEV);
	KUNIT_EXPECT_EQ(test, rtc_read_alarm(rtc, &alarm), -ENODEV);
	KUNIT_EXPECT_EQ(test, rtc_alarm_irq_enable(rtc, 1), -ENODEV);
	KUNIT_EXPECT_EQ(test, rtc_read_offset(rtc, &offset), -ENODEV);
	KUNIT_EXPECT_EQ(test, rtc_set_offset(rtc, 1), -ENODEV);
}

static void rtc_test_register(struct kunit *test)
{
	struct rtc_device *rtc = model.rtc, *found;
	struct rtc_time tm;
	char name[16];

	snprintf(name, sizeof(name), "rtc%d", rtc->id);
	KUNIT_EXPECT_STREQ(test, dev_name(&rtc->dev), name);
	rtc->ops = NULL;
	KUNIT_EXPECT_EQ(test, devm_rtc_register_device(rtc), -EINVAL);
	KUNIT_EXPECT_NULL(test, rtc_class_open(name));
	expect_gone(test, rtc);
	rtc->ops = &model_rtc_ops;
	KUNIT_ASSERT_EQ(test, devm_rtc_register_device(rtc), 0);
	found = rtc_class_open(name);
	KUNIT_ASSERT_PTR_EQ(test, found, rtc);
	KUNIT_EXPECT_EQ(test, rtc_read_time(found, &tm), 0);
	KUNIT_EXPECT_EQ(test, rtc_tm_to_time64(&tm), NOW);
	/* The reference keeps the clock after its driver. */
	root_device_unregister(model.dev);
	model.dev = NULL;
	expect_gone(test, found);
	rtc_class_close(found);
	KUNIT_EXPECT_NULL(test, rtc_class_open(name));
}

/* Register the clock as if it had this number.  Returns the seconds of the system's time. */
static u64 register_as(struct kunit *test, int number)
{
	int id = model.rtc->id;

	model.rtc->id = number;
	KUNIT_EXPECT_EQ(test, devm_rtc_register_device(model.rtc), 0);
	model.rtc->id = id;
	return ktime_get_real_ns() / NSEC_PER_SEC;
}

/* A clock with the number 0 sets the system's time, if it can be read, and others do not. */
static void rtc_test_system_time(struct kunit *test)
{
	ktime_set_real_ns(0);
	model.err = -EIO;
	KUNIT_EXPECT_LT(test, register_as(test, 0), 60ULL);
	rtc_test_exit(test);
	KUNIT_ASSERT_EQ(test, rtc_test_init(test), 0);
	ktime_set_real_ns(0);
	KUNIT_EXPECT_LT(test, register_as(test, 1), 60ULL);
	rtc_test_exit(test);
	KUNIT_ASSERT_EQ(test, rtc_test_init(test), 0);
	ktime_set_real_ns(0);
	KUNIT_EXPECT_EQ(test, register_as(test, 0) / 60, NOW / 60);
}

static void rtc_test_set_time(struct kunit *test)
{
	struct rtc_device *rtc = model.rtc;
	struct rtc_time tm;
	long offset = 0;

	rtc->range_min = RTC_TIMESTAMP_BEGIN_2000;
	rtc->range_max = RTC_TIMESTAMP_END_2063;
	KUNIT_ASSERT_EQ(test, devm_rtc_register_device(rtc), 0);
	tm = dates[6].tm;
	KUNIT_EXPECT_EQ(test, rtc_set_time(rtc, &tm), 0);
	KUNIT_EXPECT_EQ(test, model.now, dates[6].time);
	rtc_time64_to_tm(RTC_TIMESTAMP_END_2063 + 1, &tm);
	KUNIT_EXPECT_EQ(test, rtc_set_time(rtc, &tm), -ERANGE);
	rtc_time64_to_tm(RTC_TIMESTAMP_BEGIN_2000 - 1, &tm);
	KUNIT_EXPECT_EQ(test, rtc_set_time(rtc, &tm), -ERANGE);
	rtc_time64_to_tm(RTC_TIMESTAMP_BEGIN_2000, &tm);
	KUNIT_EXPECT_EQ(test, rtc_set_time(rtc, &tm), 0);
	tm.tm_sec = 60;
	KUNIT_EXPECT_EQ(test, rtc_set_time(rtc, &tm), -EINVAL);
	model.err = -EIO;
	tm.tm_sec = 0;
	KUNIT_EXPECT_EQ(test, rtc_set_time(rtc, &tm), -EIO);
	KUNIT_EXPECT_EQ(test, rtc_read_time(rtc, &tm), -EIO);
	model.err = 0;
	model.now = -1;
	KUNIT_EXPECT_EQ(test, rtc_read_time(rtc, &tm), -EINVAL);
	KUNIT_EXPECT_EQ(test, rtc_set_offset(rtc, -5), 0);
	KUNIT_EXPECT_EQ(test, rtc_read_offset(rtc, &offset), 0);
	KUNIT_EXPECT_EQ(test, offset, -5L);
	KUNIT_EXPECT_TRUE(test, test_bit(RTC_FEATURE_CORRECTION, rtc->features));
}

/*
 * The hardware counts from 2000 to 2063, and the clock begins in another year.  The part of its
 * range that the hardware does not have is stored with an offset.
 */
static void rtc_test_start(struct kunit *test)
{
	const time64_t first = RTC_TIMESTAMP_BEGIN_2000, last = RTC_TIMESTAMP_END_2063;
	const time64_t length = last - first + 1;
	static const struct property_entry year_2020[] = {
		PROPERTY_ENTRY_U32("start-year", 2020), { }
	};
	const struct {
		time64_t start, offset;
	} cases[] = {
		{ mktime64(2020, 1, 1, 0, 0, 0), length },
		{ mktime64(1980, 1, 1, 0, 0, 0), -length },
		{ last + 100, last + 100 - first },
		{ first, 0 },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		const time64_t start = cases[i].start, end = start + length - 1;
		const time64_t times[] = { start, first, last, end, end + 1, start - 1 };
		struct rtc_wkalrm alarm = { .enabled = 1 };
		struct rtc_device *rtc = model.rtc;
		struct rtc_time tm;

		rtc->range_min = first;
		rtc->range_max = (timeu64_t)last;
		rtc->start_secs = start;
		rtc->set_start_time = i > 0;
		if (!i)
			KUNIT_ASSERT_EQ(test, device_create_managed_software_node(model.dev,
										  year_2020, NULL),
					0);
		KUNIT_ASSERT_EQ(test, devm_rtc_register_device(rtc), 0);
		KUNIT_EXPECT_EQ(test, rtc->offset_secs, cases[i].offset);
		for (unsigned int j = 0; j < ARRAY_SIZE(times); j++) {
			bool valid = times[j] >= start && times[j] <= end;

			rtc_time64_to_tm(times[j], &tm);
			KUNIT_EXPECT_EQ(test, rtc_set_time(rtc, &tm), valid ? 0 : -ERANGE);
			if (!valid)
				continue;
			KUNIT_EXPECT_GE(test, model.now, first);
			KUNIT_EXPECT_LE(test, model.now, last);
			KUNIT_EXPECT_EQ(test, rtc_read_time(rtc, &tm), 0);
			KUNIT_EXPECT_EQ(test, rtc_tm_to_time64(&tm), times[j]);
		}
		/* Alarms are converted, too, and rung by the time of the clock. */
		rtc_time64_to_tm(end - 100, &tm);
		rtc_time64_to_tm(end - 50, &alarm.time);
		KUNIT_EXPECT_EQ(test, rtc_set_time(rtc, &tm), 0);
		KUNIT_EXPECT_EQ(test, rtc_set_alarm(rtc, &alarm), 0);
		KUNIT_EXPECT_EQ(test, model.alarm - model.now, 50);
		rtc_test_exit(test);
		KUNIT_ASSERT_EQ(test, rtc_test_init(test), 0);
	}
}

/* A year that no clock can have is ignored, and named. */
static void rtc_test_start_invalid(struct kunit *test)
{
	static const struct property_entry invalid[] = {
		PROPERTY_ENTRY_U32("start-year", 0xffffffff), { }
	};

	model.rtc->range_min = RTC_TIMESTAMP_BEGIN_2000;
	model.rtc->range_max = RTC_TIMESTAMP_END_2063;
	KUNIT_ASSERT_EQ(test, device_create_managed_software_node(model.dev, invalid, NULL), 0);
	mark();
	KUNIT_ASSERT_EQ(test, devm_rtc_register_device(model.rtc), 0);
	EXPECT_SAID(test, "start-year 4294967295 is above 9999, and is ignored");
	KUNIT_EXPECT_EQ(test, model.rtc->offset_secs, 0LL);
}

/* Report an interrupt, and wait until the core has handled it. */
static void ring(struct rtc_device *rtc)
{
	rtc_update_irq(rtc, 1, RTC_IRQF | RTC_AF);
	flush_work(&rtc->alarm_work);
}

static void rtc_test_alarm(struct kunit *test)
{
	struct rtc_wkalrm alarm = { .enabled = 1 };
	struct rtc_device *rtc = model.rtc;

	rtc_update_irq(NULL, 1, RTC_AF);
	rtc_update_irq(ERR_PTR(-ENOMEM), 1, RTC_AF);
	KUNIT_ASSERT_EQ(test, devm_rtc_register_device(rtc), 0);
	rtc_time64_to_tm(NOW + 10, &alarm.time);
	KUNIT_EXPECT_EQ(test, rtc_set_alarm(rtc, &alarm), 0);
	KUNIT_EXPECT_TRUE(test, model.alarm_on);
	KUNIT_EXPECT_EQ(test, model.alarm, NOW + 10);
	/* It rings too early, and is set again. */
	ring(rtc);
	KUNIT_EXPECT_EQ(test, rtc->alarms, 0U);
	KUNIT_EXPECT_EQ(test, model.sets, 2U);
	KUNIT_EXPECT_EQ(test, rtc_read_alarm(rtc, &alarm), 0);
	KUNIT_EXPECT_EQ(test, rtc_tm_to_time64(&alarm.time), NOW + 10);
	KUNIT_EXPECT_EQ(test, alarm.enabled, 1);
	/* It rings in time, once. */
	model.now = NOW + 10;
	ring(rtc);
	ring(rtc);
	KUNIT_EXPECT_EQ(test, rtc->alarms, 1U);
	KUNIT_EXPECT_EQ(test, model.offs, 1U);
	KUNIT_EXPECT_FALSE(test, model.alarm_on);
	KUNIT_EXPECT_EQ(test, rtc_read_alarm(rtc, &alarm), 0);
	KUNIT_EXPECT_EQ(test, alarm.enabled, 0);
	/* A past alarm rings at once, without an interrupt. */
	alarm.enabled = 1;
	KUNIT_EXPECT_EQ(test, rtc_set_alarm(rtc, &alarm), 0);
	flush_work(&rtc->alarm_work);
	KUNIT_EXPECT_EQ(test, rtc->alarms, 2U);
	/* Setting the clock makes an alarm due. */
	rtc_time64_to_tm(NOW + 100, &alarm.time);
	KUNIT_EXPECT_EQ(test, rtc_set_alarm(rtc, &alarm), 0);
	rtc_time64_to_tm(NOW + 200, &alarm.time);
	KUNIT_EXPECT_EQ(test, rtc_set_time(rtc, &alarm.time), 0);
	flush_work(&rtc->alarm_work);
	KUNIT_EXPECT_EQ(test, rtc->alarms, 3U);
}

static void rtc_test_alarm_off(struct kunit *test)
{
	struct rtc_wkalrm alarm = { .enabled = 1 };
	struct rtc_device *rtc = model.rtc;

	set_bit(RTC_FEATURE_ALARM_RES_MINUTE, rtc->features);
	KUNIT_ASSERT_EQ(test, devm_rtc_register_device(rtc), 0);
	rtc_time64_to_tm(NOW + 139, &alarm.time);	/* NOW is 01:46:40 */
	KUNIT_EXPECT_EQ(test, rtc_set_alarm(rtc, &alarm), 0);
	KUNIT_EXPECT_EQ(test, model.alarm, NOW + 80);
	KUNIT_EXPECT_EQ(test, rtc_alarm_irq_enable(rtc, 0), 0);
	KUNIT_EXPECT_FALSE(test, model.alarm_on);
	KUNIT_EXPECT_EQ(test, rtc_alarm_irq_enable(rtc, 1), 0);
	KUNIT_EXPECT_TRUE(test, model.alarm_on);
	alarm.enabled = 0;
	KUNIT_EXPECT_EQ(test, rtc_set_alarm(rtc, &alarm), 0);
	KUNIT_EXPECT_FALSE(test, model.alarm_on);
	alarm.enabled = 1;
	model.err = -EIO;
	KUNIT_EXPECT_EQ(test, rtc_set_alarm(rtc, &alarm), -EIO);
	model.err = 0;
	alarm.time.tm_hour = 24;
	KUNIT_EXPECT_EQ(test, rtc_set_alarm(rtc, &alarm), -EINVAL);
}

/* If the hardware has an alarm whose time has not come, the class keeps it. */
static void rtc_test_alarm_adopted(struct kunit *test)
{
	struct rtc_wkalrm alarm;

	model.alarm = NOW + 5;
	model.alarm_on = true;
	KUNIT_ASSERT_EQ(test, devm_rtc_register_device(model.rtc), 0);
	KUNIT_EXPECT_EQ(test, rtc_read_alarm(model.rtc, &alarm), 0);
	KUNIT_EXPECT_EQ(test, alarm.enabled, 1);
	KUNIT_EXPECT_EQ(test, rtc_tm_to_time64(&alarm.time), NOW + 5);
	rtc_test_exit(test);
	KUNIT_ASSERT_EQ(test, rtc_test_init(test), 0);
	model.alarm = NOW - 5;
	model.alarm_on = true;
	KUNIT_ASSERT_EQ(test, devm_rtc_register_device(model.rtc), 0);
	KUNIT_EXPECT_EQ(test, rtc_read_alarm(model.rtc, &alarm), 0);
	KUNIT_EXPECT_EQ(test, alarm.enabled, 0);
}

/* A clock without alarms, registered by the old function. */
static void rtc_test_no_alarm(struct kunit *test)
{
	struct rtc_device *rtc = devm_rtc_device_register(model.dev, "name", &only_read_time, NULL);
	struct rtc_wkalrm alarm = { .time = dates[6].tm, .enabled = 1 };
	struct rtc_time tm = dates[6].tm;
	long offset;

	KUNIT_ASSERT_FALSE(test, IS_ERR(rtc));
	KUNIT_EXPECT_NE(test, rtc->id, model.rtc->id);
	KUNIT_EXPECT_FALSE(test, test_bit(RTC_FEATURE_ALARM, rtc->features));
	KUNIT_EXPECT_EQ(test, rtc_set_alarm(rtc, &alarm), -EINVAL);
	KUNIT_EXPECT_EQ(test, rtc_read_alarm(rtc, &alarm), -EINVAL);
	KUNIT_EXPECT_EQ(test, rtc_alarm_irq_enable(rtc, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, rtc_set_time(rtc, &tm), -EINVAL);
	KUNIT_EXPECT_EQ(test, rtc_read_offset(rtc, &offset), -EINVAL);
	KUNIT_EXPECT_EQ(test, rtc_set_offset(rtc, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, rtc_read_time(rtc, &tm), 0);
	rtc->alarm_offset_max = 10;
	KUNIT_EXPECT_EQ(test, rtc_bound_alarmtime(rtc, 11 * NSEC_PER_SEC), 10 * NSEC_PER_SEC);
	KUNIT_EXPECT_EQ(test, rtc_bound_alarmtime(rtc, 9 * NSEC_PER_SEC), 9 * NSEC_PER_SEC);
}

static struct kunit_case rtc_test_cases[] = {
	KUNIT_CASE(rtc_test_dates),
	KUNIT_CASE(rtc_test_days),
	KUNIT_CASE(rtc_test_valid),
	KUNIT_CASE(rtc_test_printf),
	KUNIT_CASE(rtc_test_register),
	KUNIT_CASE(rtc_test_system_time),
	KUNIT_CASE(rtc_test_set_time),
	KUNIT_CASE(rtc_test_start),
	KUNIT_CASE(rtc_test_start_invalid),
	KUNIT_CASE(rtc_test_alarm),
	KUNIT_CASE(rtc_test_alarm_off),
	KUNIT_CASE(rtc_test_alarm_adopted),
	KUNIT_CASE(rtc_test_no_alarm),
	{}
};

static struct kunit_suite rtc_test_suite = {
	.name = "rtc",
	.init = rtc_test_init,
	.exit = rtc_test_exit,
	.test_cases = rtc_test_cases,
};
kunit_test_suite(rtc_test_suite);
