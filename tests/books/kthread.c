// SPDX-License-Identifier: BSD-2-Clause
/* A thread that runs until it is asked to stop. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int counter_thread(void *data)
{
	int *count = data;

	while (!kthread_should_stop()) {
		++*count;
		msleep(1);
	}
	return *count > 0 ? 42 : 0;
}

static int __init kthread_demo_init(void)
{
	int count = 0, result;
	struct task_struct *task = kthread_run(counter_thread, &count, "books-count/%d", 0);

	if (IS_ERR(task))
		return PTR_ERR(task);
	msleep(10);
	result = kthread_stop(task);
	if (result != 42)
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(kthread_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A kernel thread");
