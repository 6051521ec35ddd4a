// SPDX-License-Identifier: BSD-2-Clause
/* A list without a lock: any context adds entries, and one consumer removes all of them. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/llist.h>
#include <linux/module.h>

struct event {
	int code;
	struct llist_node node;
};

static LLIST_HEAD(events);

static int __init llist_demo_init(void)
{
	static struct event event[3] = { { .code = 1 }, { .code = 2 }, { .code = 3 } };
	struct llist_node *all;
	struct event *at;
	int digits = 0;

	if (!llist_add(&event[0].node, &events) || llist_add(&event[1].node, &events))
		return -EINVAL;
	llist_add(&event[2].node, &events);
	all = llist_reverse_order(llist_del_all(&events));
	llist_for_each_entry(at, all, node)
		digits = digits * 10 + at->code;
	if (digits != 123 || !llist_empty(&events))
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(llist_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A list without a lock");
