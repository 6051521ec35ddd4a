// SPDX-License-Identifier: BSD-2-Clause
/* Resources of a device that code registers: two ranges of registers with names. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/ioport.h>
#include <linux/module.h>
#include <linux/platform_device.h>

#define BASE 0xfff0000000ULL

static const struct resource dial_resources[] = {
	DEFINE_RES_MEM_NAMED(BASE, 0x100, "control"),
	DEFINE_RES_MEM_NAMED(BASE + 0x1000, 0x800, "buffer"),
};

static int dial_probe(struct platform_device *pdev)
{
	struct resource *first = platform_get_resource(pdev, IORESOURCE_MEM, 0);
	struct resource *buffer = platform_get_resource_byname(pdev, IORESOURCE_MEM, "buffer");

	if (!first || !buffer)
		return -ENXIO;
	if (first->start != BASE || resource_size(buffer) != 0x800)
		return -EINVAL;
	dev_dbg(&pdev->dev, "buffer %pR\n", buffer);
	pr_info("passed\n");
	return 0;
}

static struct platform_driver dial_driver = {
	.probe = dial_probe,
	.driver = { .name = "books-dial" },
};

static int __init platform_resource_demo_init(void)
{
	struct platform_device *pdev;

	pdev = platform_device_register_simple("books-dial", PLATFORM_DEVID_NONE, dial_resources,
					       ARRAY_SIZE(dial_resources));
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	return platform_driver_register(&dial_driver);
}
module_init(platform_resource_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Resources of a platform device");
