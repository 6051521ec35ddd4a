// SPDX-License-Identifier: BSD-2-Clause
/* Data that a timer in an interrupt and a thread change. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

static DEFINE_SPINLOCK(stats_lock);
static struct { int events, sum; } stats;

static void stats_add(int amount)
{
	unsigned long flags;

	spin_lock_irqsave(&stats_lock, flags);
	stats.events++;
	stats.sum += amount;
	spin_unlock_irqrestore(&stats_lock, flags);
}

static void stats_tick(struct timer_list *timer)
{
	stats_add(10);
}
static DEFINE_TIMER(stats_timer, stats_tick);

static int __init spinlock_demo_init(void)
{
	int events, sum;

	mod_timer(&stats_timer, jiffies + 1);
	for (int i = 0; i < 5; i++)
		stats_add(1);
	while (timer_pending(&stats_timer))
		msleep(1);
	timer_delete_sync(&stats_timer);
	spin_lock_irq(&stats_lock);
	events = stats.events;
	sum = stats.sum;
	spin_unlock_irq(&stats_lock);
	if (events != 6 || sum != 15)
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(spinlock_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A spinlock");
