// SPDX-License-Identifier: BSD-2-Clause
/* Resources of a device, which are released in reverse order when its driver is unbound. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/string.h>

static char order[4];

static void devres_note(void *letter)
{
	strlcat(order, letter, sizeof(order));
}

static int devres_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	char *name;
	int err;

	err = devm_add_action_or_reset(dev, devres_note, "a");
	if (err)
		return err;
	name = devm_kasprintf(dev, GFP_KERNEL, "%s-buffer", dev_name(dev));
	if (!name)
		return -ENOMEM;
	return devm_add_action_or_reset(dev, devres_note, "b");
}

static struct platform_driver devres_driver = {
	.probe = devres_probe,
	.driver = { .name = "books-devres" },
};

static int __init devres_demo_init(void)
{
	struct platform_device *pdev;

	pdev = platform_device_register_simple("books-devres", PLATFORM_DEVID_AUTO, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	if (platform_driver_register(&devres_driver))
		return -ENODEV;
	platform_driver_unregister(&devres_driver);
	platform_device_unregister(pdev);
	if (strcmp(order, "ba"))
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(devres_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Device-managed resources");
