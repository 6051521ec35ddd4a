// SPDX-License-Identifier: BSD-2-Clause
/* Wait for a bit of a register.  A timer sets the bit in memory that stands in for the register. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bits.h>
#include <linux/io.h>
#include <linux/iopoll.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/timer.h>

#define STATUS_READY	BIT(3)

static u32 status_memory;
#define STATUS	((void __iomem *)&status_memory)

static void status_ready(struct timer_list *timer)
{
	writel(STATUS_READY, STATUS);
}
static DEFINE_TIMER(status_timer, status_ready);

static int __init iopoll_demo_init(void)
{
	u32 value;
	int err;

	err = readl_poll_timeout_atomic(STATUS, value, value & STATUS_READY, 1, 50);
	if (err != -ETIMEDOUT)
		return -EINVAL;
	mod_timer(&status_timer, jiffies + 1);
	err = readl_poll_timeout(STATUS, value, value & STATUS_READY, 100, 2000000);
	timer_delete_sync(&status_timer);
	if (!err)
		pr_info("passed\n");
	return err;
}
module_init(iopoll_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Polling of a register");
