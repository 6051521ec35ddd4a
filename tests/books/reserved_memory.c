// SPDX-License-Identifier: BSD-2-Clause
/* Memory that the device tree reserves for a device with memory-region. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/of_reserved_mem.h>
#include <linux/platform_device.h>

static int capture_probe(struct platform_device *pdev)
{
	struct device_node *parent = of_find_node_by_path("/reserved-memory"), *node;
	unsigned int nr_regions = 0;
	int err;

	for_each_child_of_node(parent, node) {
		struct reserved_mem *rmem = of_reserved_mem_lookup(node);

		if (rmem)
			dev_dbg(&pdev->dev, "%s: %pa bytes\n", rmem->name, &rmem->size);
		nr_regions++;
	}
	of_node_put(parent);
	/* This device has no node, so it has no region either. */
	err = of_reserved_mem_device_init(&pdev->dev);
	if (!err) {
		of_reserved_mem_device_release(&pdev->dev);
		return -EINVAL;
	}
	pr_info("passed: %u regions\n", nr_regions);
	return 0;
}

static struct platform_driver capture_driver = {
	.probe = capture_probe,
	.driver = { .name = "books-capture" },
};

static int __init reserved_memory_demo_init(void)
{
	struct platform_device *pdev;

	pdev = platform_device_register_simple("books-capture", PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	return platform_driver_register(&capture_driver);
}
module_init(reserved_memory_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Reserved memory");
