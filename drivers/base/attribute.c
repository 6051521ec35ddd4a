// SPDX-License-Identifier: BSD-2-Clause
/* Attributes that are variables, and attributes that a driver's unbinding removes. */

#include <linux/device.h>
#include <linux/kstrtox.h>
#include <linux/sysfs.h>

static void *ext_var(struct device_attribute *attr)
{
	return container_of(attr, struct dev_ext_attribute, attr)->var;
}

ssize_t device_show_ulong(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%lx\n", *(unsigned long *)ext_var(attr));
}

ssize_t device_store_ulong(struct device *dev, struct device_attribute *attr, const char *buf,
			   size_t count)
{
	int err = kstrtoul(buf, 0, ext_var(attr));

	return err ? err : (ssize_t)count;
}

ssize_t device_show_int(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", *(int *)ext_var(attr));
}

ssize_t device_store_int(struct device *dev, struct device_attribute *attr, const char *buf,
			 size_t count)
{
	int err = kstrtoint(buf, 0, ext_var(attr));

	return err ? err : (ssize_t)count;
}

ssize_t device_show_bool(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", *(bool *)ext_var(attr));
}

ssize_t device_store_bool(struct device *dev, struct device_attribute *attr, const char *buf,
			  size_t count)
{
	int err = kstrtobool(buf, ext_var(attr));

	return err ? err : (ssize_t)count;
}

ssize_t device_show_string(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", (char *)ext_var(attr));
}

static void remove_group(struct device *dev, void *group)
{
	sysfs_remove_group(&dev->kobj, *(const struct attribute_group **)group);
}

int devm_device_add_group(struct device *dev, const struct attribute_group *group)
{
	const struct attribute_group **kept = devres_alloc(remove_group, sizeof(*kept), GFP_KERNEL);
	int err;

	if (!kept)
		return -ENOMEM;
	*kept = group;
	err = sysfs_create_group(&dev->kobj, group);
	if (err)
		devres_free(kept);
	else
		devres_add(dev, kept);
	return err;
}
