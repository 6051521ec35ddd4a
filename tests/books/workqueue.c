// SPDX-License-Identifier: BSD-2-Clause
/* Work that a thread of the system's work queue does. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/container_of.h>
#include <linux/module.h>
#include <linux/workqueue.h>

struct job {
	struct work_struct work;
	int input, output;
};

static void job_square(struct work_struct *work)
{
	struct job *job = container_of(work, struct job, work);

	job->output = job->input * job->input;
}

static struct job job = { .input = 12 };

static int __init workqueue_demo_init(void)
{
	INIT_WORK(&job.work, job_square);
	schedule_work(&job.work);
	flush_work(&job.work);
	if (job.output != 144)
		return -EINVAL;
	if (cancel_work_sync(&job.work))
		return -EBUSY;
	pr_info("passed\n");
	return 0;
}
module_init(workqueue_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Work of the system's work queue");
