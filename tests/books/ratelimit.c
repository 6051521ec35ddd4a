// SPDX-License-Identifier: BSD-2-Clause
/* Messages of an event that may happen very often. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>

static DEFINE_RATELIMIT_STATE(glitches, 60 * HZ, 3);

static int __init ratelimit_demo_init(void)
{
	int printed = 0;

	ratelimit_set_flags(&glitches, RATELIMIT_MSG_ON_RELEASE);
	for (int i = 0; i < 10; i++)
		printed += __ratelimit(&glitches);
	for (int i = 0; i < 3; i++)
		pr_info_once("printed once\n");
	for (int i = 0; i < 3; i++)
		pr_debug_ratelimited("not printed at all\n");
	if (printed != 3)
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(ratelimit_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Limits of messages");
