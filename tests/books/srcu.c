// SPDX-License-Identifier: BSD-2-Clause
/* A list of listeners, whose functions sleep while they are called, and that an updater changes. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/module.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/srcu.h>

struct listener {
	struct list_head node;
	int nr_events;
};

static LIST_HEAD(listeners);
static DEFINE_SPINLOCK(listeners_lock);
DEFINE_STATIC_SRCU(listeners_srcu);

static int listeners_tell(void)
{
	struct listener *listener;
	int idx = srcu_read_lock(&listeners_srcu), total = 0;

	list_for_each_entry_srcu(listener, &listeners, node,
				 srcu_read_lock_held(&listeners_srcu)) {
		msleep(1);
		total += ++listener->nr_events;
	}
	srcu_read_unlock(&listeners_srcu, idx);
	return total;
}

static void listener_add(struct listener *listener)
{
	spin_lock(&listeners_lock);
	list_add_rcu(&listener->node, &listeners);
	spin_unlock(&listeners_lock);
}

static void listener_free(struct listener *listener)
{
	spin_lock(&listeners_lock);
	list_del_rcu(&listener->node);
	spin_unlock(&listeners_lock);
	synchronize_srcu(&listeners_srcu);
	kfree(listener);
}

static int __init srcu_demo_init(void)
{
	struct listener *listener = kzalloc(sizeof(*listener), GFP_KERNEL);
	int first, second;

	if (!listener)
		return -ENOMEM;
	listener_add(listener);
	first = listeners_tell();
	second = listeners_tell();
	listener_free(listener);
	if (first != 1 || second != 2 || listeners_tell())
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(srcu_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Sleepable read-copy-update");
