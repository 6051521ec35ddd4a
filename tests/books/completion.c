// SPDX-License-Identifier: BSD-2-Clause
/* A thread waits until another one has finished a request. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/completion.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>

struct request {
	struct completion done;
	int status;
};

static int request_finish(void *data)
{
	struct request *request = data;

	request->status = 1;
	complete(&request->done);
	return 0;
}

static int __init completion_demo_init(void)
{
	struct request request = { .status = 0 };
	struct task_struct *task;

	init_completion(&request.done);
	if (try_wait_for_completion(&request.done))
		return -EINVAL;
	task = kthread_run(request_finish, &request, "books-finish");
	if (IS_ERR(task))
		return PTR_ERR(task);
	if (!wait_for_completion_timeout(&request.done, 5 * HZ) || request.status != 1)
		return -ETIMEDOUT;
	reinit_completion(&request.done);
	complete_all(&request.done);
	if (!completion_done(&request.done))
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(completion_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A completion");
