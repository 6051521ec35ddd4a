// SPDX-License-Identifier: BSD-2-Clause
/* A driver of platform devices, and a device that code registers for it. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>

struct widget {
	int value;
};

static int nr_bound;
static struct platform_device *widget_device;

static int widget_probe(struct platform_device *pdev)
{
	struct widget *widget = devm_kzalloc(&pdev->dev, sizeof(*widget), GFP_KERNEL);

	if (!widget)
		return -ENOMEM;
	if (strcmp(dev_driver_string(&pdev->dev), "books-widget"))
		return -EINVAL;
	widget->value = pdev->id;
	platform_set_drvdata(pdev, widget);
	nr_bound++;
	return 0;
}

static void widget_remove(struct platform_device *pdev)
{
	struct widget *widget = platform_get_drvdata(pdev);

	nr_bound -= widget->value == pdev->id;
}

static struct platform_driver widget_driver = {
	.probe = widget_probe,
	.remove = widget_remove,
	.driver = { .name = "books-widget" },
};

static int __init platform_driver_demo_init(void)
{
	int err = platform_driver_register(&widget_driver);

	if (err)
		return err;
	widget_device = platform_device_register_simple("books-widget", 7, NULL, 0);
	if (IS_ERR(widget_device)) {
		platform_driver_unregister(&widget_driver);
		return PTR_ERR(widget_device);
	}
	if (nr_bound != 1)
		return -ENODEV;
	platform_device_unregister(widget_device);
	if (nr_bound != 0)
		return -EBUSY;
	platform_driver_unregister(&widget_driver);
	pr_info("passed\n");
	return 0;
}
module_init(platform_driver_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A driver of platform devices");
