// SPDX-License-Identifier: BSD-2-Clause
/* Pointers that are errors, and steps that are undone in reverse order. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>

static int nr_open;

static void *port_open(int number)
{
	int *port;

	if (number < 0)
		return ERR_PTR(-EINVAL);
	if (number > 9)
		return ERR_PTR(-ENXIO);
	port = kmalloc(sizeof(*port), GFP_KERNEL);
	if (!port)
		return ERR_PTR(-ENOMEM);
	*port = number;
	nr_open++;
	return port;
}

static void port_close(void *port)
{
	nr_open--;
	kfree(port);
}

static int ports_open(int a, int b)
{
	void *first = port_open(a), *second;

	if (IS_ERR(first))
		return PTR_ERR(first);
	second = port_open(b);
	if (IS_ERR(second))
		goto close_first;
	port_close(second);
close_first:
	port_close(first);
	return PTR_ERR_OR_ZERO(second);
}

static int __init err_ptr_demo_init(void)
{
	if (ports_open(1, 2) || ports_open(1, 12) != -ENXIO || ports_open(-1, 2) != -EINVAL)
		return -EINVAL;
	if (nr_open)
		return -EBUSY;
	pr_info("passed\n");
	return 0;
}
module_init(err_ptr_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Pointers that are errors");
