// SPDX-License-Identifier: BSD-2-Clause
/* A timer that starts itself again until it has fired three times. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/timer.h>

struct blinker {
	struct timer_list timer;
	struct completion done;
	int nr_blinks;
};

static struct blinker blinker;

/* Called in an interrupt, so the function must not sleep. */
static void blinker_fire(struct timer_list *t)
{
	struct blinker *b = from_timer(b, t, timer);

	if (++b->nr_blinks == 3)
		complete(&b->done);
	else
		mod_timer(&b->timer, jiffies + msecs_to_jiffies(4));
}

static int __init timer_demo_init(void)
{
	init_completion(&blinker.done);
	timer_setup(&blinker.timer, blinker_fire, 0);
	blinker.timer.expires = jiffies + msecs_to_jiffies(4);
	add_timer(&blinker.timer);
	if (!wait_for_completion_timeout(&blinker.done, 5 * HZ))
		return -ETIMEDOUT;
	timer_delete_sync(&blinker.timer);
	if (timer_pending(&blinker.timer))
		return -EBUSY;
	pr_info("passed\n");
	return 0;
}
module_init(timer_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A timer");
