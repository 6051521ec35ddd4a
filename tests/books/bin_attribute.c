// SPDX-License-Identifier: BSD-2-Clause
/* A file of bytes in the directory of a device. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/string.h>
#include <linux/sysfs.h>

static char memory[32];

static ssize_t eeprom_read(struct file *file, struct kobject *kobj, struct bin_attribute *attr,
			   char *buf, loff_t off, size_t count)
{
	memcpy(buf, memory + off, count);
	return (ssize_t)count;
}

static ssize_t eeprom_write(struct file *file, struct kobject *kobj, struct bin_attribute *attr,
			    char *buf, loff_t off, size_t count)
{
	memcpy(memory + off, buf, count);
	return (ssize_t)count;
}
static BIN_ATTR_RW(eeprom, sizeof(memory));

static int __init bin_attribute_demo_init(void)
{
	struct platform_device *pdev;
	int err;

	pdev = platform_device_register_simple("books-eeprom", PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	strscpy(memory, "serial number 12", sizeof(memory));
	err = device_create_bin_file(&pdev->dev, &bin_attr_eeprom);
	if (!err)
		pr_info("passed\n");
	return err;
}
module_init(bin_attribute_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A file of bytes");
