// SPDX-License-Identifier: BSD-2-Clause
/* A work queue of one's own that does its work in the order of submission. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/workqueue.h>

static struct workqueue_struct *queue;
static int digits;

static void append_one(struct work_struct *work)
{
	digits = digits * 10 + 1;
}

static void append_two(struct work_struct *work)
{
	digits = digits * 10 + 2;
}

static DECLARE_WORK(first_work, append_one);
static DECLARE_WORK(second_work, append_two);

static int __init workqueue_own_demo_init(void)
{
	queue = alloc_ordered_workqueue("books_%s", WQ_MEM_RECLAIM, "order");
	if (!queue)
		return -ENOMEM;
	queue_work(queue, &first_work);
	queue_work(queue, &second_work);
	flush_workqueue(queue);
	destroy_workqueue(queue);
	if (digits != 12)
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(workqueue_own_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("An ordered work queue");
