// SPDX-License-Identifier: BSD-2-Clause
/* A list of objects that have the links inside. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/list.h>
#include <linux/module.h>
#include <linux/slab.h>

struct packet {
	int length;
	struct list_head node;
};

static LIST_HEAD(waiting);

static int packet_queue(int length, bool urgent)
{
	struct packet *packet = kmalloc(sizeof(*packet), GFP_KERNEL);

	if (!packet)
		return -ENOMEM;
	packet->length = length;
	if (urgent)
		list_add(&packet->node, &waiting);
	else
		list_add_tail(&packet->node, &waiting);
	return 0;
}

static int __init list_demo_init(void)
{
	LIST_HEAD(sent);
	struct packet *packet, *next;
	int sum = 0;

	if (packet_queue(100, false) || packet_queue(200, false) || packet_queue(64, true))
		return -ENOMEM;
	if (list_first_entry(&waiting, struct packet, node)->length != 64)
		return -EINVAL;
	list_for_each_entry_safe(packet, next, &waiting, node) {
		if (packet->length <= 100)
			list_move_tail(&packet->node, &sent);
	}
	if (!list_is_singular(&waiting))
		return -EINVAL;
	list_splice_init(&waiting, &sent);
	list_for_each_entry_safe(packet, next, &sent, node) {
		sum += packet->length;
		list_del(&packet->node);
		kfree(packet);
	}
	if (sum != 364 || !list_empty(&waiting))
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(list_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A doubly linked list");
