// SPDX-License-Identifier: BSD-2-Clause
/* A list that readers walk without a lock; a removed entry is freed after a grace period. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/list.h>
#include <linux/module.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct client {
	int id;
	struct list_head list;
	struct rcu_head rcu;
};

static LIST_HEAD(clients);
static DEFINE_SPINLOCK(clients_lock);

static void client_free(struct rcu_head *rcu)
{
	kfree(container_of(rcu, struct client, rcu));
}

static int clients_sum(void)
{
	struct client *client;
	int sum = 0;

	rcu_read_lock();
	list_for_each_entry_rcu(client, &clients, list)
		sum += client->id;
	rcu_read_unlock();
	return sum;
}

static int __init rcu_list_demo_init(void)
{
	struct client *client, *next;

	for (int i = 1; i <= 3; i++) {
		client = kmalloc(sizeof(*client), GFP_KERNEL);
		if (!client)
			return -ENOMEM;
		client->id = i;
		spin_lock(&clients_lock);
		list_add_tail_rcu(&client->list, &clients);
		spin_unlock(&clients_lock);
	}
	if (clients_sum() != 6)
		return -EINVAL;
	spin_lock(&clients_lock);
	list_for_each_entry_safe(client, next, &clients, list) {
		list_del_rcu(&client->list);
		call_rcu(&client->rcu, client_free);
	}
	spin_unlock(&clients_lock);
	rcu_barrier();
	if (clients_sum())
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(rcu_list_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A list under read-copy-update");
