/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_DEV_PRINTK_H
#define LINUX_DEV_PRINTK_H

#include <linux/printk.h>

struct device;

/*
 * Format of all messages of a file.  A file may define dev_fmt() before its includes to add a
 * prefix, as pr_fmt() does for pr_info().
 */
#ifndef dev_fmt
#define dev_fmt(fmt) fmt
#endif

/* Print a message that starts with the names of the driver and the device.  Context: any. */
void _dev_printk(const char *level, const struct device *dev, const char *fmt, ...)
	__printf(3, 4) __cold;

#define dev_printk(level, dev, fmt, ...) _dev_printk(level, dev, fmt, ##__VA_ARGS__)
#define dev_emerg(dev, fmt, ...)	_dev_printk(KERN_EMERG, dev, dev_fmt(fmt), ##__VA_ARGS__)
#define dev_alert(dev, fmt, ...)	_dev_printk(KERN_ALERT, dev, dev_fmt(fmt), ##__VA_ARGS__)
#define dev_crit(dev, fmt, ...)		_dev_printk(KERN_CRIT, dev, dev_fmt(fmt), ##__VA_ARGS__)
#define dev_err(dev, fmt, ...)		_dev_printk(KERN_ERR, dev, dev_fmt(fmt), ##__VA_ARGS__)
#define dev_warn(dev, fmt, ...)		_dev_printk(KERN_WARNING, dev, dev_fmt(fmt), ##__VA_ARGS__)
#define dev_notice(dev, fmt, ...)	_dev_printk(KERN_NOTICE, dev, dev_fmt(fmt), ##__VA_ARGS__)
#define dev_info(dev, fmt, ...)		_dev_printk(KERN_INFO, dev, dev_fmt(fmt), ##__VA_ARGS__)
#define dev_dbg(dev, fmt, ...)							\
do {										\
	if (IS_ENABLED(DEBUG))							\
		_dev_printk(KERN_DEBUG, dev, dev_fmt(fmt), ##__VA_ARGS__);	\
} while (0)

/* Check the arguments against the format without generating code. */
#define dev_no_printk(level, dev, fmt, ...)					\
do {										\
	if (0)									\
		_dev_printk(level, dev, fmt, ##__VA_ARGS__);			\
} while (0)

/* Print verbose debug messages, only in files that are compiled with VERBOSE_DEBUG defined. */
#ifdef VERBOSE_DEBUG
#define dev_vdbg(dev, fmt, ...)		dev_printk(KERN_DEBUG, dev, dev_fmt(fmt), ##__VA_ARGS__)
#else
#define dev_vdbg(dev, fmt, ...)		dev_no_printk(KERN_DEBUG, dev, dev_fmt(fmt), ##__VA_ARGS__)
#endif

/* Warn like WARN(), and name the driver and the device.  <linux/bug.h> and <linux/device.h>. */
#define dev_WARN(dev, fmt, ...)		\
	WARN(1, "%s %s: " fmt, dev_driver_string(dev), dev_name(dev), ##__VA_ARGS__)
#define dev_WARN_ONCE(dev, condition, fmt, ...)	\
	WARN_ONCE(condition, "%s %s: " fmt, dev_driver_string(dev), dev_name(dev), ##__VA_ARGS__)

/* Print the message of this call only once, for any device. */
#define dev_level_once(dev_level, dev, fmt, ...) DO_ONCE_LITE(dev_level, dev, fmt, ##__VA_ARGS__)
#define dev_emerg_once(dev, fmt, ...)	dev_level_once(dev_emerg, dev, fmt, ##__VA_ARGS__)
#define dev_alert_once(dev, fmt, ...)	dev_level_once(dev_alert, dev, fmt, ##__VA_ARGS__)
#define dev_crit_once(dev, fmt, ...)	dev_level_once(dev_crit, dev, fmt, ##__VA_ARGS__)
#define dev_err_once(dev, fmt, ...)	dev_level_once(dev_err, dev, fmt, ##__VA_ARGS__)
#define dev_warn_once(dev, fmt, ...)	dev_level_once(dev_warn, dev, fmt, ##__VA_ARGS__)
#define dev_notice_once(dev, fmt, ...)	dev_level_once(dev_notice, dev, fmt, ##__VA_ARGS__)
#define dev_info_once(dev, fmt, ...)	dev_level_once(dev_info, dev, fmt, ##__VA_ARGS__)
#define dev_dbg_once(dev, fmt, ...)	dev_level_once(dev_dbg, dev, fmt, ##__VA_ARGS__)

/* Print at most 10 messages of this call in 5 seconds, for all devices together. */
#define dev_level_ratelimited(dev_level, dev, fmt, ...)				\
do {										\
	static DEFINE_RATELIMIT_STATE(__rs, DEFAULT_RATELIMIT_INTERVAL,		\
				      DEFAULT_RATELIMIT_BURST);			\
	if (__ratelimit(&__rs))							\
		dev_level(dev, fmt, ##__VA_ARGS__);				\
} while (0)
#define dev_emerg_ratelimited(dev, fmt, ...)	\
	dev_level_ratelimited(dev_emerg, dev, fmt, ##__VA_ARGS__)
#define dev_alert_ratelimited(dev, fmt, ...)	\
	dev_level_ratelimited(dev_alert, dev, fmt, ##__VA_ARGS__)
#define dev_crit_ratelimited(dev, fmt, ...)	\
	dev_level_ratelimited(dev_crit, dev, fmt, ##__VA_ARGS__)
#define dev_err_ratelimited(dev, fmt, ...)	\
	dev_level_ratelimited(dev_err, dev, fmt, ##__VA_ARGS__)
#define dev_warn_ratelimited(dev, fmt, ...)	\
	dev_level_ratelimited(dev_warn, dev, fmt, ##__VA_ARGS__)
#define dev_notice_ratelimited(dev, fmt, ...)	\
	dev_level_ratelimited(dev_notice, dev, fmt, ##__VA_ARGS__)
#define dev_info_ratelimited(dev, fmt, ...)	\
	dev_level_ratelimited(dev_info, dev, fmt, ##__VA_ARGS__)
/* The limit is not counted, and nothing is reported, where dev_dbg() prints nothing. */
#define dev_dbg_ratelimited(dev, fmt, ...)					\
do {										\
	if (IS_ENABLED(DEBUG))							\
		dev_level_ratelimited(dev_dbg, dev, fmt, ##__VA_ARGS__);	\
} while (0)
#ifdef VERBOSE_DEBUG
#define dev_vdbg_ratelimited(dev, fmt, ...)	\
	dev_level_ratelimited(dev_vdbg, dev, fmt, ##__VA_ARGS__)
#else
#define dev_vdbg_ratelimited(dev, fmt, ...)	dev_vdbg(dev, fmt, ##__VA_ARGS__)
#endif

#endif /* LINUX_DEV_PRINTK_H */
