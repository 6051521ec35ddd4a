// SPDX-License-Identifier: BSD-2-Clause
/* Properties of a device, which the driver reads without knowing their source. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/property.h>
#include <linux/string.h>

static const u32 levels[] = { 10, 20, 40 };

static const struct property_entry lamp_properties[] = {
	PROPERTY_ENTRY_U32("brightness", 75),
	PROPERTY_ENTRY_STRING("label", "front"),
	PROPERTY_ENTRY_BOOL("dimmable"),
	PROPERTY_ENTRY_U32_ARRAY("levels", levels),
	{ }
};

static int lamp_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	u32 brightness, found[ARRAY_SIZE(levels)];
	const char *label;
	int err;

	err = device_property_read_u32(dev, "brightness", &brightness);
	if (!err)
		err = device_property_read_string(dev, "label", &label);
	if (!err)
		err = device_property_read_u32_array(dev, "levels", found, ARRAY_SIZE(found));
	if (err)
		return dev_err_probe(dev, err, "incomplete properties\n");
	if (brightness != 75 || strcmp(label, "front") || found[2] != 40 ||
	    !device_property_present(dev, "dimmable") ||
	    device_property_count_u32(dev, "levels") != ARRAY_SIZE(levels))
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}

static struct platform_driver lamp_driver = {
	.probe = lamp_probe,
	.driver = { .name = "books-lamp" },
};

static int __init device_property_demo_init(void)
{
	const struct platform_device_info info = {
		.name = "books-lamp",
		.id = PLATFORM_DEVID_NONE,
		.properties = lamp_properties,
	};
	struct platform_device *pdev = platform_device_register_full(&info);

	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	return platform_driver_register(&lamp_driver);
}
module_init(device_property_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Properties of a device");
