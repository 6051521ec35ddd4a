// SPDX-License-Identifier: BSD-2-Clause
/* A class, whose devices have a common directory and can be found by name. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/err.h>
#include <linux/kdev_t.h>
#include <linux/module.h>

static struct class *books_class;

static int __init device_class_demo_init(void)
{
	struct device *dev, *found;
	int err = 0;

	books_class = class_create("books");
	if (IS_ERR(books_class))
		return PTR_ERR(books_class);
	dev = device_create(books_class, NULL, MKDEV(0, 1), NULL, "volume%d", 1);
	if (IS_ERR(dev)) {
		class_destroy(books_class);
		return PTR_ERR(dev);
	}
	found = class_find_device_by_name(books_class, "volume1");
	if (found != dev)
		err = -ENODEV;
	put_device(found);
	device_destroy(books_class, MKDEV(0, 1));
	class_destroy(books_class);
	if (!err)
		pr_info("passed\n");
	return err;
}
module_init(device_class_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A class of devices");
