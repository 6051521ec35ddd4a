// SPDX-License-Identifier: BSD-2-Clause
/* Device messages: printk() with the driver's name and the device's name as a prefix. */

#include <linux/device.h>
#include <linux/printk.h>
#include <linux/sprintf.h>

static const char *driver_name(const struct device *dev)
{
	return dev->driver ? dev->driver->name : "device";
}

void _dev_printk(const char *level, const struct device *dev, const char *fmt, ...)
{
	struct va_format vaf;
	va_list args;

	va_start(args, fmt);
	vaf.fmt = fmt;
	vaf.va = &args;
	if (dev)
		printk("%s%s %s: %pV", level, driver_name(dev), dev_name(dev), &vaf);
	else
		printk("%s(no device): %pV", level, &vaf);
	va_end(args);
}
