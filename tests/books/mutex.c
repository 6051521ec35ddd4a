// SPDX-License-Identifier: BSD-2-Clause
/* Two threads change a balance, one after the other. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(balance_lock);
static int balance;

/* A thread may sleep while it has the mutex. */
static int deposit(void *data)
{
	for (int i = 0; i < 5; i++) {
		int before;

		mutex_lock(&balance_lock);
		before = balance;
		usleep_range(100, 200);
		balance = before + 1;
		mutex_unlock(&balance_lock);
	}
	return 0;
}

static int __init mutex_demo_init(void)
{
	struct task_struct *task = kthread_create(deposit, NULL, "books-deposit");

	if (IS_ERR(task))
		return PTR_ERR(task);
	wake_up_process(task);
	deposit(NULL);
	while (mutex_lock_interruptible(&balance_lock) == 0) {
		int now = balance;

		mutex_unlock(&balance_lock);
		if (now == 10)
			break;
		msleep(1);
	}
	pr_info("passed\n");
	return 0;
}
module_init(mutex_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A mutex");
