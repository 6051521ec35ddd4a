// SPDX-License-Identifier: BSD-2-Clause
/* At most two users of a device at a time. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/semaphore.h>

static struct semaphore slots;

static int __init semaphore_demo_init(void)
{
	sema_init(&slots, 2);
	if (down_interruptible(&slots))
		return -ERESTARTSYS;
	down(&slots);
	if (!down_trylock(&slots))
		return -EINVAL;
	if (down_timeout(&slots, msecs_to_jiffies(2)) != -ETIME)
		return -EINVAL;
	up(&slots);
	if (down_trylock(&slots))
		return -EBUSY;
	up(&slots);
	up(&slots);
	pr_info("passed\n");
	return 0;
}
module_init(semaphore_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A counting semaphore");
