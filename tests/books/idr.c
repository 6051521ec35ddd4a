// SPDX-License-Identifier: BSD-2-Clause
/* Numbers for objects, and numbers alone. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/idr.h>
#include <linux/module.h>

static DEFINE_IDR(sockets);
static DEFINE_IDA(minors);

static int __init idr_demo_init(void)
{
	static int socket[2];
	int first, second, minor, other;
	int *at, nr = 0, id;

	first = idr_alloc(&sockets, &socket[0], 10, 20, GFP_KERNEL);
	second = idr_alloc(&sockets, &socket[1], 10, 20, GFP_KERNEL);
	if (first != 10 || second != 11 || idr_find(&sockets, 11) != &socket[1])
		return -EINVAL;
	idr_for_each_entry(&sockets, at, id)
		nr++;
	idr_remove(&sockets, first);
	idr_destroy(&sockets);
	minor = ida_alloc(&minors, GFP_KERNEL);
	other = ida_alloc_range(&minors, 64, 127, GFP_KERNEL);
	ida_free(&minors, minor);
	ida_destroy(&minors);
	if (nr != 2 || minor || other != 64)
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(idr_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Allocation of numbers");
