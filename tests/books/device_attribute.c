// SPDX-License-Identifier: BSD-2-Clause
/* Attributes of a device, which are files in its directory. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/err.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/sysfs.h>

static int threshold = 30;

static ssize_t threshold_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", threshold);
}

static ssize_t threshold_store(struct device *dev, struct device_attribute *attr,
			       const char *buf, size_t count)
{
	int value, err = kstrtoint(buf, 0, &value);

	if (err)
		return err;
	if (value < 0 || value > 100)
		return -ERANGE;
	threshold = value;
	return (ssize_t)count;
}
static DEVICE_ATTR_RW(threshold);

static ssize_t unit_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "percent\n");
}
static DEVICE_ATTR_RO(unit);

static struct attribute *probe_attrs[] = {
	&dev_attr_threshold.attr,
	&dev_attr_unit.attr,
	NULL
};
ATTRIBUTE_GROUPS(probe);

static int attribute_probe(struct platform_device *pdev)
{
	pr_info("passed\n");
	return 0;
}

static struct platform_driver attribute_driver = {
	.probe = attribute_probe,
	.driver = { .name = "books-meter", .dev_groups = probe_groups },
};

static int __init device_attribute_demo_init(void)
{
	struct platform_device *pdev;

	pdev = platform_device_register_simple("books-meter", PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	return platform_driver_register(&attribute_driver);
}
module_init(device_attribute_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Attributes of a device");
