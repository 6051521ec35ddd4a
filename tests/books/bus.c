// SPDX-License-Identifier: BSD-2-Clause
/* A bus of its own: devices and drivers are matched by a number. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/container_of.h>
#include <linux/device.h>
#include <linux/module.h>
#include <linux/slab.h>

struct coach_device {
	int number;
	struct device dev;
};

struct coach_driver {
	int number;
	struct device_driver driver;
};

static int nr_probed;

static int coach_match(struct device *dev, const struct device_driver *drv)
{
	return container_of(dev, struct coach_device, dev)->number ==
	       container_of(drv, struct coach_driver, driver)->number;
}

static int coach_probe(struct device *dev)
{
	nr_probed++;
	return 0;
}

static const struct bus_type coach_bus = {
	.name = "books-coach",
	.match = coach_match,
	.probe = coach_probe,
};

static struct coach_driver coach_driver = {
	.number = 2,
	.driver = { .name = "coach-two", .bus = &coach_bus },
};

static void coach_release(struct device *dev)
{
	kfree(container_of(dev, struct coach_device, dev));
}

static int coach_add(int number)
{
	struct coach_device *coach = kzalloc(sizeof(*coach), GFP_KERNEL);
	int err;

	if (!coach)
		return -ENOMEM;
	coach->number = number;
	coach->dev.bus = &coach_bus;
	coach->dev.release = coach_release;
	dev_set_name(&coach->dev, "coach%d", number);
	err = device_register(&coach->dev);
	if (err)
		put_device(&coach->dev);
	return err;
}

static int __init bus_demo_init(void)
{
	int err = bus_register(&coach_bus);

	if (!err)
		err = coach_add(1);
	if (!err)
		err = coach_add(2);
	if (!err)
		err = driver_register(&coach_driver.driver);
	if (err || nr_probed != 1)
		return err ? err : -ENODEV;
	pr_info("passed\n");
	return 0;
}
module_init(bus_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A bus with its own match function");
