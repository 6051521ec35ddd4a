// SPDX-License-Identifier: BSD-2-Clause
/* A list that is sorted in place; equal entries keep their order. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/list.h>
#include <linux/list_sort.h>
#include <linux/module.h>

struct task {
	int priority, number;
	struct list_head list;
};

static int task_compare(void *priv, const struct list_head *a, const struct list_head *b)
{
	return list_entry(a, struct task, list)->priority -
	       list_entry(b, struct task, list)->priority;
}

static int __init list_sort_demo_init(void)
{
	static struct task tasks[] = { { 3, 1 }, { 1, 2 }, { 3, 3 }, { 2, 4 } };
	LIST_HEAD(queue);
	struct task *task;
	int digits = 0;

	for (int i = 0; i < 4; i++)
		list_add_tail(&tasks[i].list, &queue);
	list_sort(NULL, &queue, task_compare);
	list_for_each_entry(task, &queue, list)
		digits = digits * 10 + task->number;
	if (digits != 2413)
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(list_sort_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Sorting of a list");
