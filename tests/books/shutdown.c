// SPDX-License-Identifier: BSD-2-Clause
/* A driver stops its device before the machine is switched off or restarted. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/module.h>
#include <linux/platform_device.h>

static int pump_probe(struct platform_device *pdev)
{
	dev_info(&pdev->dev, "the pump runs\n");
	return 0;
}

static void pump_shutdown(struct platform_device *pdev)
{
	pr_info("passed: the pump is off\n");
}

static struct platform_driver pump_driver = {
	.probe = pump_probe,
	.shutdown = pump_shutdown,
	.driver = { .name = "books-pump" },
};

static int __init shutdown_demo_init(void)
{
	struct platform_device *pdev;

	pdev = platform_device_register_simple("books-pump", PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	return platform_driver_register(&pump_driver);
}
module_init(shutdown_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Shutdown of devices");
