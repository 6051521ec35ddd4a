// SPDX-License-Identifier: BSD-2-Clause
/* A table that is often read and rarely changed. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_RWLOCK(route_lock);
static int routes[8];

static int route_get(unsigned int number)
{
	int route;

	read_lock(&route_lock);
	route = routes[number % 8];
	read_unlock(&route_lock);
	return route;
}

static void route_set(unsigned int number, int route)
{
	unsigned long flags;

	write_lock_irqsave(&route_lock, flags);
	routes[number % 8] = route;
	write_unlock_irqrestore(&route_lock, flags);
}

static int __init rwlock_demo_init(void)
{
	route_set(3, 33);
	if (route_get(3) != 33 || route_get(4))
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(rwlock_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A reader-writer spinlock");
