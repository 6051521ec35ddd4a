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

#define dev_warn_once(dev, fmt, ...)	DO_ONCE_LITE(dev_warn, dev, fmt, ##__VA_ARGS__)
#define dev_err_once(dev, fmt, ...)	DO_ONCE_LITE(dev_err, dev, fmt, ##__VA_ARGS__)

#endif /* LINUX_DEV_PRINTK_H */
