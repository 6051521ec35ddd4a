/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_RTC_H
#define LINUX_RTC_H
/* The names of Linux's header for programs are here, without most requests of ioctl(). */
#define _UAPI_LINUX_RTC_H_

/*
 * Real-time clocks (CONFIG_RTC_CLASS).  The first one, rtc0, sets the time of ktime_get_real_ns()
 * when it is registered.  The command "rtc" prints and sets clocks, and waits for an alarm.
 *
 * Context: thread, except for rtc_update_irq() and the functions for calendar dates, which may be
 * called in any context.
 */

#include <linux/bits.h>
#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/ioctl.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/nvmem-provider.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/time.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

/* A date and a time.  A clock that does not have the day of the week or year may leave it out. */
struct rtc_time {
	int tm_sec;		/* 0 to 59 */
	int tm_min;
	int tm_hour;
	int tm_mday;		/* 1 to 31 */
	int tm_mon;		/* 0 to 11 */
	int tm_year;		/* since 1900 */
	int tm_wday;		/* 0 is Sunday */
	int tm_yday;		/* 1 to 366 */
	int tm_isdst;		/* not used */
};

struct rtc_wkalrm {
	unsigned char enabled;	/* 1: the alarm rings at the time */
	unsigned char pending;	/* 1: it rings */
	struct rtc_time time;
};

struct rtc_param {
	__u64 param;
	union {
		__u64 uvalue;
		__s64 svalue;
		__u64 ptr;
	};
	__u32 index;
	__u32 __pad;
};

/* Requests about low voltage, and the bits of the result. */
#define RTC_VL_READ		_IOR('p', 0x13, unsigned int)
#define RTC_VL_CLR		_IO('p', 0x14)
#define RTC_VL_DATA_INVALID	BIT(0)
#define RTC_VL_BACKUP_LOW	BIT(1)
#define RTC_VL_BACKUP_EMPTY	BIT(2)
#define RTC_VL_ACCURACY_LOW	BIT(3)
#define RTC_VL_BACKUP_SWITCH	BIT(4)

/* Bits of rtc_update_irq(). */
#define RTC_IRQF	0x80	/* there is an event */
#define RTC_PF		0x40	/* periodic */
#define RTC_AF		0x20	/* alarm */
#define RTC_UF		0x10	/* the second has changed */

/* Numbers of the bits in rtc_device.features.  The core uses the first two. */
#define RTC_FEATURE_ALARM		0	/* set by the core, cleared without set_alarm() */
#define RTC_FEATURE_ALARM_RES_MINUTE	1	/* alarms are rounded down to minutes */
#define RTC_FEATURE_NEED_WEEK_DAY	2
#define RTC_FEATURE_ALARM_RES_2S	3
#define RTC_FEATURE_UPDATE_INTERRUPT	4
#define RTC_FEATURE_CORRECTION		5
#define RTC_FEATURE_BACKUP_SWITCH_MODE	6
#define RTC_FEATURE_ALARM_WAKEUP_ONLY	7
#define RTC_FEATURE_CNT			8

/* Times for range_min and range_max, in seconds since 1970: the first or last second of a year. */
#define RTC_TIMESTAMP_BEGIN_0000	(-62167219200LL)
#define RTC_TIMESTAMP_BEGIN_1900	(-2208988800LL)
#define RTC_TIMESTAMP_BEGIN_2000	946684800LL
#define RTC_TIMESTAMP_END_2063		2966371199LL
#define RTC_TIMESTAMP_END_2079		3471292799LL
#define RTC_TIMESTAMP_END_2099		4102444799LL
#define RTC_TIMESTAMP_END_2199		7258118399LL
#define RTC_TIMESTAMP_END_9999		253402300799LL

/* ---- calendar -------------------------------------------------------------------------------- */

static inline bool is_leap_year(unsigned int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* The number of days of @month, 0 to 11. */
int rtc_month_days(unsigned int month, unsigned int year);
/* The day of the year, 0 to 365, of @day, 1 to 31, in @month, 0 to 11. */
int rtc_year_days(unsigned int day, unsigned int month, unsigned int year);
/* Returns 0, or -EINVAL if the date does not exist, or is before 1970. */
int rtc_valid_tm(struct rtc_time *tm);
/* Convert from and to seconds since 1970.  Dates before 1970 are converted, too. */
time64_t rtc_tm_to_time64(struct rtc_time *tm);
void rtc_time64_to_tm(time64_t time, struct rtc_time *tm);

static inline ktime_t rtc_tm_to_ktime(struct rtc_time tm)
{
	return rtc_tm_to_time64(&tm) * NSEC_PER_SEC;
}

/* The seconds from @rhs to @lhs. */
static inline time64_t rtc_tm_sub(struct rtc_time *lhs, struct rtc_time *rhs)
{
	return rtc_tm_to_time64(lhs) - rtc_tm_to_time64(rhs);
}

/* ---- clocks ---------------------------------------------------------------------------------- */

/*
 * Functions of a driver, which may all be NULL, and return 0 or a negative error.  They are called
 * one at a time, with the device that devm_rtc_allocate_device() got.  The core does not call
 * those marked with "-".
 */
struct rtc_class_ops {
	int (*ioctl)(struct device *dev, unsigned int cmd, unsigned long arg);	/* - */
	int (*read_time)(struct device *dev, struct rtc_time *tm);
	int (*set_time)(struct device *dev, struct rtc_time *tm);
	int (*read_alarm)(struct device *dev, struct rtc_wkalrm *alarm);
	int (*set_alarm)(struct device *dev, struct rtc_wkalrm *alarm);
	int (*proc)(struct device *dev, struct seq_file *m);			/* - */
	int (*alarm_irq_enable)(struct device *dev, unsigned int enabled);
	int (*read_offset)(struct device *dev, long *offset);
	int (*set_offset)(struct device *dev, long offset);
	int (*param_get)(struct device *dev, struct rtc_param *param);		/* - */
	int (*param_set)(struct device *dev, struct rtc_param *param);		/* - */
};

/*
 * A clock.  The driver sets ops, and may set the members up to features, before it registers the
 * clock.  If range_min and range_max differ, the clock is not set to a time outside of them.  Its
 * range begins at start_secs instead if the driver sets set_start_time, or at the year of the
 * property "start-year"; the core then converts times from and to those of the hardware.
 */
struct rtc_device {
	struct device dev;		/* its parent is the device of the driver */
	const struct rtc_class_ops *ops;
	time64_t range_min;		/* in seconds since 1970 */
	timeu64_t range_max;
	time64_t start_secs;		/* in seconds since 1970, used if set_start_time is true */
	bool set_start_time;
	timeu64_t alarm_offset_max;	/* most seconds to an alarm; 0: no limit */
	unsigned long set_offset_nsec;	/* ignored: clocks are only set by command */
	int max_user_freq;		/* ignored, as irq_freq: no periodic interrupts */
	int irq_freq;
	spinlock_t irq_lock;		/* for the driver */
	unsigned long features[BITS_TO_LONGS(RTC_FEATURE_CNT)];

	/* Members of the core, protected by ops_lock.  ops is NULL after the driver is unbound. */
	struct module *owner;
	time64_t offset_secs;		/* from the hardware's time to that of the clock */
	int id;				/* the number in the name */
	struct mutex ops_lock;
	struct work_struct alarm_work;	/* queued by rtc_update_irq() */
	wait_queue_head_t alarm_wait;	/* woken when an alarm rings, and when ops becomes NULL */
	time64_t alarm;			/* the time of the alarm, in seconds since 1970 */
	bool alarm_on;
	unsigned int alarms;		/* number of alarms that rang */
};

#define to_rtc_device(d)	container_of(d, struct rtc_device, dev)

static inline void rtc_lock(struct rtc_device *rtc)
{
	mutex_lock(&rtc->ops_lock);
}

static inline void rtc_unlock(struct rtc_device *rtc)
{
	mutex_unlock(&rtc->ops_lock);
}

extern const struct __keyword(class) rtc_class;

/*
 * Allocate a clock until the driver of @dev is unbound.  The number is that of the alias "rtcN" of
 * the device tree, or the lowest free one.  Returns ERR_PTR(-ENOMEM) on failure.
 */
struct rtc_device *devm_rtc_allocate_device(struct device *dev);

/*
 * Register it.  Returns 0, -EINVAL without ops, or -ENOMEM.  devm_rtc_device_register(), an old
 * form, does both.
 */
#define devm_rtc_register_device(rtc)	__devm_rtc_register_device(THIS_MODULE, rtc)
int __devm_rtc_register_device(struct module *owner, struct rtc_device *rtc);
/*
 * Reports that the nonvolatile memory of a clock cannot be used, and returns 0, because the clock
 * can, as in a Linux without support for such memory.
 */
static inline int devm_rtc_nvmem_register(struct rtc_device *rtc, struct nvmem_config *config)
{
	dev_info(rtc->dev.parent, "the nonvolatile memory is not supported: only the clock\n");
	return 0;
}

struct rtc_device *devm_rtc_device_register(struct device *dev, const char *name,
					    const struct rtc_class_ops *ops, struct module *owner);

/*
 * Report interrupts of the clock, from its handler.  The core reads the clock in a thread, and
 * turns an alarm off that is due.  An ERR_PTR() and NULL are ignored.
 */
void rtc_update_irq(struct rtc_device *rtc, unsigned long num, unsigned long events);

/*
 * Read or set the clock.  Both return 0; -ENODEV if its driver is unbound; -EINVAL if the clock has
 * no such function, or if the time is not valid; -ERANGE if it cannot be set to the time; or an
 * error of the driver.
 */
int rtc_read_time(struct rtc_device *rtc, struct rtc_time *tm);
int rtc_set_time(struct rtc_device *rtc, struct rtc_time *tm);

/*
 * Read or set the alarm, with the errors of rtc_set_time().  The alarm that was set last counts.  A
 * past alarm rings at once.  An alarm is off after it rang.  rtc_alarm_irq_enable() turns the last
 * alarm on or off.
 */
int rtc_read_alarm(struct rtc_device *rtc, struct rtc_wkalrm *alarm);
int rtc_set_alarm(struct rtc_device *rtc, struct rtc_wkalrm *alarm);
int rtc_alarm_irq_enable(struct rtc_device *rtc, unsigned int enabled);

/* The correction of the clock's rate, in parts per billion; a positive one slows the clock down. */
int rtc_read_offset(struct rtc_device *rtc, long *offset);
int rtc_set_offset(struct rtc_device *rtc, long offset);

/* Return the clock with this name, such as "rtc0", and a reference; or NULL. */
struct rtc_device *rtc_class_open(const char *name);
void rtc_class_close(struct rtc_device *rtc);
DEFINE_FREE(rtc_class_close, struct rtc_device *, if (_T) rtc_class_close(_T))

/* Limit the time to an alarm to what the clock supports. */
static inline ktime_t rtc_bound_alarmtime(struct rtc_device *rtc, ktime_t requested)
{
	timeu64_t most = rtc->alarm_offset_max;

	return most && requested > 0 && (u64)requested / NSEC_PER_SEC >= most ?
	       (ktime_t)(most * NSEC_PER_SEC) : requested;
}

#endif /* LINUX_RTC_H */
