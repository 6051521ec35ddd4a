// SPDX-License-Identifier: BSD-2-Clause
/* A consumer sleeps until a producer has stored a value. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/wait.h>

static DECLARE_WAIT_QUEUE_HEAD(stored);
static int value;

static int producer(void *data)
{
	WRITE_ONCE(value, 5);
	wake_up_interruptible(&stored);
	return 0;
}

static int __init wait_queue_demo_init(void)
{
	struct task_struct *task;
	long left;

	/* The condition does not become true, so the time passes. */
	left = wait_event_timeout(stored, READ_ONCE(value), msecs_to_jiffies(2));
	if (left)
		return -EINVAL;
	task = kthread_run(producer, NULL, "books-producer");
	if (IS_ERR(task))
		return PTR_ERR(task);
	if (wait_event_interruptible(stored, READ_ONCE(value) == 5))
		return -EINTR;
	pr_info("passed\n");
	return 0;
}
module_init(wait_queue_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A wait queue");
