// SPDX-License-Identifier: BSD-2-Clause
/* A list with a head of one pointer, as tables with many heads use it. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/list.h>
#include <linux/module.h>

struct name {
	int key;
	struct hlist_node node;
};

static HLIST_HEAD(names);

static int __init hlist_demo_init(void)
{
	struct name name[3] = { { .key = 1 }, { .key = 2 }, { .key = 3 } }, *at;
	struct hlist_node *next;
	int digits = 0;

	hlist_add_head(&name[0].node, &names);
	hlist_add_before(&name[1].node, &name[0].node);
	hlist_add_behind(&name[2].node, &name[0].node);
	hlist_for_each_entry(at, &names, node)
		digits = digits * 10 + at->key;
	hlist_for_each_entry_safe(at, next, &names, node)
		hlist_del_init(&at->node);
	if (digits != 213 || !hlist_empty(&names) || !hlist_unhashed(&name[0].node))
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(hlist_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A list with a small head");
