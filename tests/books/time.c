// SPDX-License-Identifier: BSD-2-Clause
/* Times: jiffies, nanoseconds, and delays with and without sleeping. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/module.h>

static int __init time_demo_init(void)
{
	unsigned long end = jiffies + msecs_to_jiffies(3);
	ktime_t start = ktime_get();
	s64 us;

	udelay(20);
	usleep_range(1000, 1500);
	msleep(1);
	while (time_before(jiffies, end))
		cpu_relax();
	us = ktime_to_us(ktime_sub(ktime_get(), start));
	if (us < 2000)
		return -EINVAL;
	if (!time_after_eq(jiffies, end) || jiffies_to_msecs(HZ) != 1000 ||
	    ktime_compare(ktime_add_ms(start, 2), start) <= 0)
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(time_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Times and delays");
