// SPDX-License-Identifier: BSD-2-Clause
/*
 * Real-time clocks: see <linux/rtc.h>.
 *
 * An interrupt of a clock queues rtc->alarm_work, which reads the clock.  If the alarm is due, it
 * is turned off, and its waiters are woken.  Otherwise the alarm is set again, because some clocks
 * ring early.
 *
 * A clock lives until its last reference is dropped, which may be after its driver is unbound.
 * rtc->ops is NULL from then on, and the functions return -ENODEV.
 */

#define pr_fmt(fmt) "rtc: " fmt

#include <linux/idr.h>
#include <linux/init.h>
#include <linux/of.h>
#include <linux/printk.h>
#include <linux/rtc.h>

#define LAST_YEAR	9999U	/* of the property start-year */

static DEFINE_IDA(rtc_numbers);

static void rtc_release(struct device *dev)
{
	struct rtc_device *rtc = to_rtc_device(dev);

	ida_free(&rtc_numbers, (unsigned int)rtc->id);
	kfree(rtc);
}

const struct class rtc_class = {
	.name = "rtc",
	.dev_release = rtc_release,
};

/* ---- the range of the hardware --------------------------------------------------------------- */

/*
 * The hardware counts from range_min to range_max.  If times from start_secs on are wanted, the
 * part of [start_secs, start_secs + length) that the hardware does not have is stored with
 * offset_secs subtracted:
 *
 *	hardware	|range_min ... range_max|
 *	clock			|start_secs ................|
 *				 same time	  offset_secs = length
 */
static void set_offset_secs(struct rtc_device *rtc)
{
	timeu64_t length = rtc->range_max - (timeu64_t)rtc->range_min + 1;
	time64_t start;
	u32 year;

	if (device_property_read_u32(rtc->dev.parent, "start-year", &year))
		year = 0;
	if (year > LAST_YEAR) {
		dev_err(rtc->dev.parent, "start-year %u is above %u, and is ignored\n", year,
			LAST_YEAR);
	} else if (year) {
		rtc->start_secs = mktime64(year, 1, 1, 0, 0, 0);
		rtc->set_start_time = true;
	}
	/* A clock whose range is not known, or never ends, begins at range_min. */
	if (length <= 1 || length > LLONG_MAX / 2)
		rtc->set_start_time = false;
	if (!rtc->set_start_time)
		return;
	start = rtc->start_secs;
	if (start > (time64_t)rtc->range_max || start + (time64_t)length <= rtc->range_min)
		rtc->offset_secs = start - rtc->range_min;
	else if (start > rtc->range_min)
		rtc->offset_secs = (time64_t)length;
	else if (start < rtc->range_min)
		rtc->offset_secs = -(time64_t)length;
}

/* Convert a time of the hardware, or a time to which the clock or an alarm is set. */
static void from_hardware(struct rtc_device *rtc, struct rtc_time *tm)
{
	time64_t time = rtc_tm_to_time64(tm);

	if (!rtc->offset_secs)
		return;
	if (time < rtc->start_secs ||
	    time - rtc->start_secs > (time64_t)rtc->range_max - rtc->range_min)
		rtc_time64_to_tm(time + rtc->offset_secs, tm);
}

static void to_hardware(struct rtc_device *rtc, struct rtc_time *tm)
{
	time64_t time = rtc_tm_to_time64(tm);

	if (rtc->offset_secs && (time < rtc->range_min || time > (time64_t)rtc->range_max))
		rtc_time64_to_tm(time - rtc->offset_secs, tm);
}

/* ---- time ------------------------------------------------------------------------------------ */

static int __rtc_read_time(struct rtc_device *rtc, struct rtc_time *tm)
{
	int err;

	lockdep_assert_held(&rtc->ops_lock);
	if (!rtc->ops)
		return -ENODEV;
	if (!rtc->ops->read_time)
		return -EINVAL;
	memset(tm, 0, sizeof(*tm));
	err = rtc->ops->read_time(rtc->dev.parent, tm);
	if (err)
		return err;
	from_hardware(rtc, tm);
	return rtc_valid_tm(tm);
}

int rtc_read_time(struct rtc_device *rtc, struct rtc_time *tm)
{
	int err;

	rtc_lock(rtc);
	err = __rtc_read_time(rtc, tm);
	rtc_unlock(rtc);
	return err;
}

/* Returns 0, or -EINVAL or -ERANGE if the clock cannot have this time. */
static int rtc_check_time(struct rtc_device *rtc, struct rtc_time *tm)
{
	time64_t first = rtc->set_start_time ? rtc->start_secs : rtc->range_min;
	time64_t time = rtc_tm_to_time64(tm);
	timeu64_t length;

	if (rtc_valid_tm(tm))
		return -EINVAL;
	if ((timeu64_t)rtc->range_min == rtc->range_max)
		return 0;
	length = rtc->range_max - (timeu64_t)rtc->range_min;
	return time < first || (timeu64_t)(time - first) > length ? -ERANGE : 0;
}

int rtc_set_time(struct rtc_device *rtc, struct rtc_time *tm)
{
	struct rtc_time stored = *tm;
	int err = rtc_check_time(rtc, tm);

	if (err)
		return err;
	to_hardware(rtc, &stored);
	rtc_lock(rtc);
	if (!rtc->ops)
		err = -ENODEV;
	else if (!rtc->ops->set_time)
		err = -EINVAL;
	else
		err = rtc->ops->set_time(rtc->dev.parent, &stored);
	/* The alarm may be due now.  The work is queued with the lock held: see drop_clock(). */
	if (!err)
		schedule_work(&rtc->alarm_work);
	rtc_unlock(rtc);
	return err;
}

/* ---- alarms ---------------------------------------------------------------------------------- */

/* Returns 0, or the error of functions for alarms. */
static int check_alarms(struct rtc_device *rtc)
{
	lockdep_assert_held(&rtc->ops_lock);
	if (!rtc->ops)
		return -ENODEV;
	return test_bit(RTC_FEATURE_ALARM, rtc->features) ? 0 : -EINVAL;
}

/* Set the alarm of the hardware to rtc->alarm.  A past alarm is left to rtc->alarm_work. */
static int __alarm_on(struct rtc_device *rtc)
{
	struct rtc_wkalrm alarm = { .enabled = 1 };
	struct rtc_time now;
	int err;

	lockdep_assert_held(&rtc->ops_lock);
	rtc_time64_to_tm(rtc->alarm, &alarm.time);
	to_hardware(rtc, &alarm.time);
	err = __rtc_read_time(rtc, &now);
	if (!err && rtc_tm_to_time64(&now) < rtc->alarm)
		err = rtc->ops->set_alarm(rtc->dev.parent, &alarm);
	/* Read the clock again: it may have passed the time of the alarm before it was set. */
	if (!err)
		err = __rtc_read_time(rtc, &now);
	rtc->alarm_on = !err;
	if (!err && rtc_tm_to_time64(&now) >= rtc->alarm)
		schedule_work(&rtc->alarm_work);
	return err;
}

static void __alarm_off(struct rtc_device *rtc)
{
	lockdep_assert_held(&rtc->ops_lock);
	if (rtc->alarm_on && rtc->ops->alarm_irq_enable)
		rtc->ops->alarm_irq_enable(rtc->dev.parent, 0);
	rtc->alarm_on = false;
}

static void alarm_due(struct work_struct *work)
{
	struct rtc_device *rtc = container_of(work, struct rtc_device, alarm_work);
	struct rtc_time now;

	rtc_lock(rtc);
	if (rtc->ops && rtc->alarm_on && !__rtc_read_time(rtc, &now)) {
		if (rtc_tm_to_time64(&now) >= rtc->alarm) {
			__alarm_off(rtc);
			rtc->alarms++;
		} else if (__alarm_on(rtc)) {
			dev_err(rtc->dev.parent, "the alarm cannot be set again: it is off\n");
		}
	}
	rtc_unlock(rtc);
	wake_up_all(&rtc->alarm_wait);
}

void rtc_update_irq(struct rtc_device *rtc, unsigned long num, unsigned long events)
{
	if (!IS_ERR_OR_NULL(rtc))
		schedule_work(&rtc->alarm_work);
}

int rtc_read_alarm(struct rtc_device *rtc, struct rtc_wkalrm *alarm)
{
	int err;

	memset(alarm, 0, sizeof(*alarm));
	rtc_lock(rtc);
	err = check_alarms(rtc);
	if (!err && !rtc->ops->read_alarm)
		err = -EINVAL;
	alarm->enabled = rtc->alarm_on;
	rtc_time64_to_tm(rtc->alarm, &alarm->time);
	rtc_unlock(rtc);
	return err;
}

int rtc_set_alarm(struct rtc_device *rtc, struct rtc_wkalrm *alarm)
{
	int err;

	rtc_lock(rtc);
	err = check_alarms(rtc) ?: rtc_check_time(rtc, &alarm->time);
	if (!err) {
		__alarm_off(rtc);
		rtc->alarm = rtc_tm_to_time64(&alarm->time);
		if (test_bit(RTC_FEATURE_ALARM_RES_MINUTE, rtc->features))
			rtc->alarm -= alarm->time.tm_sec;
		if (alarm->enabled)
			err = __alarm_on(rtc);
	}
	rtc_unlock(rtc);
	return err;
}

int rtc_alarm_irq_enable(struct rtc_device *rtc, unsigned int enabled)
{
	int err;

	rtc_lock(rtc);
	err = check_alarms(rtc);
	if (!err && !rtc->ops->alarm_irq_enable)
		err = -EINVAL;
	if (!err && !enabled)
		__alarm_off(rtc);
	else if (!err && !rtc->alarm_on)
		err = __alarm_on(rtc);
	rtc_unlock(rtc);
	return err;
}

/* ---- correction ------------------------------------------------------------------------------ */

int rtc_read_offset(struct rtc_device *rtc, long *offset)
{
	int err = -ENODEV;

	rtc_lock(rtc);
	if (rtc->ops)
		err = rtc->ops->read_offset ? rtc->ops->read_offset(rtc->dev.parent, offset) :
					      -EINVAL;
	rtc_unlock(rtc);
	return err;
}

int rtc_set_offset(struct rtc_device *rtc, long offset)
{
	int err = -ENODEV;

	rtc_lock(rtc);
	if (rtc->ops)
		err = rtc->ops->set_offset ? rtc->ops->set_offset(rtc->dev.parent, offset) :
					     -EINVAL;
	rtc_unlock(rtc);
	return err;
}

/* ---- registration ---------------------------------------------------------------------------- */

struct rtc_device *rtc_class_open(const char *name)
{
	struct device *dev = class_find_device_by_name(&rtc_class, name);

	return dev ? to_rtc_device(dev) : NULL;
}

void rtc_class_close(struct rtc_device *rtc)
{
	put_device(&rtc->dev);
}

/* Return the number for a clock of this device, or a negative error. */
static int rtc_number(struct device *dev)
{
	int alias = dev->of_node ? of_alias_get_id(dev->of_node, "rtc") : -ENODEV;
	int id = -ENOSPC;

	if (alias >= 0)
		id = ida_alloc_range(&rtc_numbers, (unsigned int)alias, (unsigned int)alias,
				     GFP_KERNEL);
	return id >= 0 ? id : ida_alloc(&rtc_numbers, GFP_KERNEL);
}

/* rtc->ops is NULL, and the handler of interrupts is freed, so that no work is queued any more. */
static void drop_clock(void *data)
{
	struct rtc_device *rtc = data;

	cancel_work_sync(&rtc->alarm_work);
	put_device(&rtc->dev);
}

struct rtc_device *devm_rtc_allocate_device(struct device *dev)
{
	struct rtc_device *rtc = kzalloc(sizeof(*rtc), GFP_KERNEL);
	int err;

	if (!rtc)
		return ERR_PTR(-ENOMEM);
	rtc->id = rtc_number(dev);
	if (rtc->id < 0) {
		err = rtc->id;
		kfree(rtc);
		return ERR_PTR(err);
	}
	device_initialize(&rtc->dev);
	rtc->dev.class = &rtc_class;
	rtc->dev.parent = dev;
	spin_lock_init(&rtc->irq_lock);
	mutex_init(&rtc->ops_lock);
	INIT_WORK(&rtc->alarm_work, alarm_due);
	init_waitqueue_head(&rtc->alarm_wait);
	set_bit(RTC_FEATURE_ALARM, rtc->features);
	set_bit(RTC_FEATURE_UPDATE_INTERRUPT, rtc->features);
	err = dev_set_name(&rtc->dev, "rtc%d", rtc->id);
	if (err)
		put_device(&rtc->dev);
	else
		err = devm_add_action_or_reset(dev, drop_clock, rtc);
	return err ? ERR_PTR(err) : rtc;
}

/* Set the system's time, or report why it is not set. */
static void set_system_time(struct rtc_device *rtc)
{
	struct rtc_time tm;
	int err = rtc_read_time(rtc, &tm);

	if (err) {
		dev_err(rtc->dev.parent, "the time is unknown, and not set: %pe\n", ERR_PTR(err));
		return;
	}
	ktime_set_real_ns((u64)rtc_tm_to_time64(&tm) * NSEC_PER_SEC);
	dev_info(rtc->dev.parent, "the system's time is set to %ptR UTC (%lld)\n", &tm,
		 (long long)rtc_tm_to_time64(&tm));
}

/* Adopt an alarm that the hardware has, if it is on and not past. */
static void adopt_alarm(struct rtc_device *rtc)
{
	struct rtc_wkalrm alarm = { };
	struct rtc_time now;

	rtc_lock(rtc);
	if (!check_alarms(rtc) && rtc->ops->read_alarm &&
	    !rtc->ops->read_alarm(rtc->dev.parent, &alarm) && !rtc_valid_tm(&alarm.time) &&
	    !__rtc_read_time(rtc, &now)) {
		from_hardware(rtc, &alarm.time);
		rtc->alarm = rtc_tm_to_time64(&alarm.time);
		rtc->alarm_on = alarm.enabled && rtc_tm_to_time64(&now) < rtc->alarm;
	}
	rtc_unlock(rtc);
}

static void unregister_clock(void *data)
{
	struct rtc_device *rtc = data;

	device_del(&rtc->dev);
	rtc_lock(rtc);
	rtc->ops = NULL;
	rtc_unlock(rtc);
	wake_up_all(&rtc->alarm_wait);
}

int __devm_rtc_register_device(struct module *owner, struct rtc_device *rtc)
{
	struct device *dev = rtc->dev.parent;
	int err;

	if (!rtc->ops)
		return -EINVAL;
	if (!rtc->ops->set_alarm)
		clear_bit(RTC_FEATURE_ALARM, rtc->features);
	if (rtc->ops->set_offset)
		set_bit(RTC_FEATURE_CORRECTION, rtc->features);
	rtc->owner = owner;
	set_offset_secs(rtc);
	adopt_alarm(rtc);
	err = device_add(&rtc->dev);
	if (err) {
		rtc_lock(rtc);
		rtc->ops = NULL;
		rtc_unlock(rtc);
		return err;
	}
	err = devm_add_action_or_reset(dev, unregister_clock, rtc);
	if (err)
		return err;
	dev_info(dev, "registered as %s\n", dev_name(&rtc->dev));
	if (rtc->id == 0)
		set_system_time(rtc);
	return 0;
}

struct rtc_device *devm_rtc_device_register(struct device *dev, const char *name,
					    const struct rtc_class_ops *ops, struct module *owner)
{
	struct rtc_device *rtc = devm_rtc_allocate_device(dev);
	int err;

	if (IS_ERR(rtc))
		return rtc;
	rtc->ops = ops;
	err = __devm_rtc_register_device(owner, rtc);
	return err ? ERR_PTR(err) : rtc;
}

static int __init register_rtc_class(void)
{
	return class_register(&rtc_class);
}
subsys_initcall(register_rtc_class);
