// SPDX-License-Identifier: BSD-2-Clause
/*
 * The command rtc: print the real-time clocks, or use one.
 *
 *	rtc				print each clock with its time and its alarm
 *	rtc set TIME [NAME]		set a clock to a time such as 2038-01-19T03:14:07
 *	rtc alarm SECONDS [NAME]	set an alarm, and wait for it
 */

#include <linux/err.h>
#include <linux/kstrtox.h>
#include <linux/rtc.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <quarry/shell.h>

#define LATE_SECONDS	3	/* an alarm that did not ring after this is missing */

static int show_clock(struct device *dev, void *unused)
{
	struct rtc_device *rtc = to_rtc_device(dev);
	struct rtc_wkalrm alarm;
	struct rtc_time tm;
	int err = rtc_read_time(rtc, &tm);

	if (err)
		console_printf("%-6s  %-19pe", dev_name(dev), ERR_PTR(err));
	else
		console_printf("%-6s  %ptR", dev_name(dev), &tm);
	if (rtc_read_alarm(rtc, &alarm))
		console_printf("  %-19s", "none");
	else if (alarm.enabled)
		console_printf("  %ptR", &alarm.time);
	else
		console_printf("  %-19s", "off");
	console_printf("  %s\n", dev_name(dev->parent));
	return 0;
}

static int set_clock(struct rtc_device *rtc, const char *text)
{
	struct rtc_time tm = { };
	int end = 0, err = -EINVAL;

	if (sscanf(text, "%d-%d-%dT%d:%d:%d%n", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour,
		   &tm.tm_min, &tm.tm_sec, &end) == 6 && !text[end] && tm.tm_year >= 1900 &&
	    tm.tm_mon > 0) {
		tm.tm_year -= 1900;
		tm.tm_mon--;
		/* Some clocks store the day of the week. */
		if (!rtc_valid_tm(&tm))
			rtc_time64_to_tm(rtc_tm_to_time64(&tm), &tm);
		err = rtc_set_time(rtc, &tm);
	}
	if (err)
		console_printf("%s: cannot be set to %s: %pe\n", dev_name(&rtc->dev), text,
			       ERR_PTR(err));
	return err != 0;
}

/* Wait until the alarm rings, the clock is gone, the time has passed, or Ctrl-C is typed. */
static void sleep_until_alarm(struct rtc_device *rtc, unsigned int before, u64 seconds)
{
	u64 last = ktime_get_ns() + seconds * NSEC_PER_SEC;

	while (READ_ONCE(rtc->alarms) == before && READ_ONCE(rtc->ops) &&
	       ktime_get_ns() < last && !console_interrupted())
		wait_event_interruptible_timeout(rtc->alarm_wait, READ_ONCE(rtc->alarms) != before,
						 HZ / 4);
}

static int wait_for_alarm(struct rtc_device *rtc, const char *text)
{
	struct rtc_wkalrm alarm = { .enabled = 1 };
	unsigned int before = READ_ONCE(rtc->alarms);
	u32 seconds;
	int err;

	if (kstrtou32(text, 0, &seconds)) {
		console_printf("%s: not a number of seconds\n", text);
		return 1;
	}
	err = rtc_read_time(rtc, &alarm.time);
	if (!err) {
		rtc_time64_to_tm(rtc_tm_to_time64(&alarm.time) + seconds, &alarm.time);
		err = rtc_set_alarm(rtc, &alarm);
	}
	if (err) {
		console_printf("%s: no alarm can be set: %pe\n", dev_name(&rtc->dev), ERR_PTR(err));
		return 1;
	}
	console_printf("%s: the alarm is set to %ptR\n", dev_name(&rtc->dev), &alarm.time);
	sleep_until_alarm(rtc, before, (u64)seconds + LATE_SECONDS);
	if (READ_ONCE(rtc->alarms) == before || rtc_read_time(rtc, &alarm.time)) {
		console_printf("%s: the alarm did not ring\n", dev_name(&rtc->dev));
		return 1;
	}
	console_printf("%s: the alarm rang at %ptR\n", dev_name(&rtc->dev), &alarm.time);
	return 0;
}

static int cmd_rtc(int argc, char **argv)
{
	const char *name = argc > 3 ? argv[3] : "rtc0";
	struct rtc_device *rtc;
	int ret = 1;

	if (argc == 1) {
		console_printf("name    time                 alarm                device\n");
		return class_for_each_device(&rtc_class, NULL, NULL, show_clock);
	}
	rtc = rtc_class_open(name);
	if (!rtc) {
		console_printf("%s: there is no such clock\n", name);
		return 1;
	}
	if (!strcmp(argv[1], "set") && argc > 2)
		ret = set_clock(rtc, argv[2]);
	else if (!strcmp(argv[1], "alarm") && argc > 2)
		ret = wait_for_alarm(rtc, argv[2]);
	else
		console_printf("rtc: see \"help rtc\"\n");
	rtc_class_close(rtc);
	return ret;
}
SHELL_COMMAND(rtc, "rtc", "[action] [value] [name]",
	      "list or set real-time clocks, or wait for an alarm\n"
	      "set TIME       set the clock to a time such as 2038-01-19T03:14:07\n"
	      "alarm SECONDS  set an alarm, and wait for it", cmd_rtc);
