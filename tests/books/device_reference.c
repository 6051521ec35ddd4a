// SPDX-License-Identifier: BSD-2-Clause
/* A device that is freed with its last reference. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/container_of.h>
#include <linux/device.h>
#include <linux/module.h>
#include <linux/slab.h>

struct ticket {
	int number;
	struct device dev;
};

static int nr_released;

static void ticket_release(struct device *dev)
{
	kfree(container_of(dev, struct ticket, dev));
	nr_released++;
}

static int __init device_reference_demo_init(void)
{
	struct ticket *ticket = kzalloc(sizeof(*ticket), GFP_KERNEL);
	int err;

	if (!ticket)
		return -ENOMEM;
	device_initialize(&ticket->dev);
	ticket->dev.release = ticket_release;
	err = dev_set_name(&ticket->dev, "books-ticket");
	if (!err)
		err = device_add(&ticket->dev);
	if (err) {
		put_device(&ticket->dev);
		return err;
	}
	get_device(&ticket->dev);
	device_unregister(&ticket->dev);
	if (nr_released)
		return -EINVAL;
	put_device(&ticket->dev);
	if (nr_released != 1)
		return -EBUSY;
	pr_info("passed\n");
	return 0;
}
module_init(device_reference_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("References to a device");
