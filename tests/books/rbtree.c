// SPDX-License-Identifier: BSD-2-Clause
/* A sorted tree of objects. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/rbtree.h>

struct deadline {
	int when;
	struct rb_node node;
};

static struct rb_root deadlines = RB_ROOT;

static void deadline_insert(struct deadline *new)
{
	struct rb_node **link = &deadlines.rb_node, *parent = NULL;

	while (*link) {
		parent = *link;
		if (new->when < rb_entry(parent, struct deadline, node)->when)
			link = &parent->rb_left;
		else
			link = &parent->rb_right;
	}
	rb_link_node(&new->node, parent, link);
	rb_insert_color(&new->node, &deadlines);
}

static int __init rbtree_demo_init(void)
{
	static struct deadline deadline[] = { { .when = 5 }, { .when = 1 }, { .when = 3 } };
	struct rb_node *node;
	int digits = 0;

	for (int i = 0; i < 3; i++)
		deadline_insert(&deadline[i]);
	for (node = rb_first(&deadlines); node; node = rb_next(node))
		digits = digits * 10 + rb_entry(node, struct deadline, node)->when;
	rb_erase(&deadline[2].node, &deadlines);
	if (digits != 135 || rb_next(&deadline[1].node) != &deadline[0].node)
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(rbtree_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A red-black tree");
