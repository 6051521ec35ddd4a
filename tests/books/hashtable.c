// SPDX-License-Identifier: BSD-2-Clause
/* A table of objects by their number. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/hashtable.h>
#include <linux/module.h>

struct port {
	u16 number;
	struct hlist_node node;
};

static DEFINE_HASHTABLE(ports, 4);

static struct port *port_find(u16 number)
{
	struct port *port;

	hash_for_each_possible(ports, port, node, number) {
		if (port->number == number)
			return port;
	}
	return NULL;
}

static int __init hashtable_demo_init(void)
{
	static struct port port[] = { { .number = 22 }, { .number = 80 }, { .number = 443 } };
	struct hlist_node *next;
	struct port *at;
	int bucket;

	for (int i = 0; i < 3; i++)
		hash_add(ports, &port[i].node, port[i].number);
	if (port_find(80) != &port[1] || port_find(81))
		return -EINVAL;
	hash_for_each_safe(ports, bucket, next, at, node)
		hash_del(&at->node);
	if (!hash_empty(ports))
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(hashtable_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A hash table");
