// SPDX-License-Identifier: BSD-2-Clause
/* A device with children, which are visited in both orders. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/platform_device.h>

static int child_collect(struct device *dev, void *data)
{
	int *digits = data;

	*digits = *digits * 10 + to_platform_device(dev)->id;
	return 0;
}

static int __init child_devices_demo_init(void)
{
	struct device *parent = root_device_register("books-parent");
	struct platform_device *child[3];
	int forward = 0, backward = 0, i;

	if (IS_ERR(parent))
		return PTR_ERR(parent);
	for (i = 0; i < 3; i++) {
		child[i] = platform_device_register_data(parent, "books-child", i + 1, NULL, 0);
		if (IS_ERR(child[i]))
			return PTR_ERR(child[i]);
	}
	device_for_each_child(parent, &forward, child_collect);
	device_for_each_child_reverse(parent, &backward, child_collect);
	while (i--)
		platform_device_unregister(child[i]);
	root_device_unregister(parent);
	if (forward != 123 || backward != 321)
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(child_devices_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Children of a device");
