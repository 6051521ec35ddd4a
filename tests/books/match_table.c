// SPDX-License-Identifier: BSD-2-Clause
/* A driver of several models, which its tables distinguish. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/property.h>

enum model { MODEL_SMALL = 1, MODEL_LARGE };

static enum model probed;

static const struct of_device_id gauge_of_match[] = {
	{ .compatible = "books,gauge-small", .data = (void *)MODEL_SMALL },
	{ .compatible = "books,gauge-large", .data = (void *)MODEL_LARGE },
	{ }
};
MODULE_DEVICE_TABLE(of, gauge_of_match);

static const struct platform_device_id gauge_ids[] = {
	{ .name = "gauge-small", .driver_data = MODEL_SMALL },
	{ .name = "gauge-large", .driver_data = MODEL_LARGE },
	{ }
};
MODULE_DEVICE_TABLE(platform, gauge_ids);

static int gauge_probe(struct platform_device *pdev)
{
	const struct platform_device_id *id = platform_get_device_id(pdev);

	if (id)
		probed = (enum model)id->driver_data;
	else
		probed = (enum model)(uintptr_t)device_get_match_data(&pdev->dev);
	return probed ? 0 : -ENODEV;
}

static struct platform_driver gauge_driver = {
	.probe = gauge_probe,
	.id_table = gauge_ids,
	.driver = { .name = "books-gauge", .of_match_table = of_match_ptr(gauge_of_match) },
};

static int __init match_table_demo_init(void)
{
	struct platform_device *pdev;
	int err = platform_driver_register(&gauge_driver);

	if (err)
		return err;
	pdev = platform_device_register_simple("gauge-large", PLATFORM_DEVID_NONE, NULL, 0);
	platform_device_unregister(pdev);
	platform_driver_unregister(&gauge_driver);
	if (probed != MODEL_LARGE)
		return -ENODEV;
	pr_info("passed\n");
	return 0;
}
module_init(match_table_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Match tables of a driver");
