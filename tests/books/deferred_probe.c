// SPDX-License-Identifier: BSD-2-Clause
/* A consumer waits until the driver of its supplier is bound. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/module.h>
#include <linux/platform_device.h>

static bool supplier_ready, consumer_ready;

static int supplier_probe(struct platform_device *pdev)
{
	supplier_ready = true;
	return 0;
}

static int consumer_probe(struct platform_device *pdev)
{
	if (!supplier_ready)
		return dev_err_probe(&pdev->dev, -EPROBE_DEFER, "no supplier\n");
	consumer_ready = true;
	return 0;
}

static struct platform_driver supplier_driver = {
	.probe = supplier_probe,
	.driver = { .name = "books-supplier" },
};

static struct platform_driver consumer_driver = {
	.probe = consumer_probe,
	.driver = { .name = "books-consumer" },
};

static int __init deferred_probe_demo_init(void)
{
	int err;

	platform_device_register_simple("books-consumer", PLATFORM_DEVID_NONE, NULL, 0);
	platform_device_register_simple("books-supplier", PLATFORM_DEVID_NONE, NULL, 0);
	err = platform_driver_register(&consumer_driver);
	if (!err)
		err = platform_driver_register(&supplier_driver);
	return err;
}
module_init(deferred_probe_demo_init);

/* Deferred probes are repeated at the latest when all initcalls of drivers have run. */
static int __init deferred_probe_check(void)
{
	if (!consumer_ready)
		return -ENODEV;
	pr_info("passed\n");
	return 0;
}
late_initcall_sync(deferred_probe_check);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Deferred probing");
