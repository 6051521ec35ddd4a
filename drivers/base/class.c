// SPDX-License-Identifier: BSD-2-Clause
/*
 * Classes: the list of registered classes, and devices that are created for them.  The devices of a
 * class are found in the list of all devices.
 */

#define pr_fmt(fmt) "driver core: " fmt

#include <linux/device.h>
#include <linux/err.h>
#include <linux/list.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "base.h"

struct registered_class {
	struct list_head node;
	const struct class *class;
	struct kobject *dir;		/* /sys/class/NAME, or NULL */
};

static LIST_HEAD(all_classes);	/* protected by device_list_lock */

/* Return the record of a registered class, or NULL.  The caller has device_list_lock. */
static struct registered_class *__find_class(const struct class *class)
{
	struct registered_class *entry;

	list_for_each_entry(entry, &all_classes, node) {
		if (entry->class == class)
			return entry;
	}
	return NULL;
}

bool class_is_registered(const struct class *class)
{
	bool found;

	spin_lock(&device_list_lock);
	found = __find_class(class);
	spin_unlock(&device_list_lock);
	return found;
}

int class_register(const struct class *class)
{
	struct registered_class *entry;
	int err;

	if (!class->name || class_is_registered(class)) {
		err = class->name ? -EEXIST : -EINVAL;
		pr_err("class %s: %s\n", class->name ? class->name : "(null)",
		       class->name ? "it is already registered" : "it has no name");
		return err;
	}
	entry = kzalloc(sizeof(*entry), GFP_KERNEL);
	if (!entry)
		return -ENOMEM;
	entry->class = class;
	entry->dir = class_sysfs_add(class);
	if (IS_ERR(entry->dir)) {
		err = (int)PTR_ERR(entry->dir);
		kfree(entry);
		return err;
	}
	spin_lock(&device_list_lock);
	list_add_tail(&entry->node, &all_classes);
	spin_unlock(&device_list_lock);
	return 0;
}

void class_unregister(const struct class *class)
{
	struct device *dev = class_find_device(class, NULL, NULL, device_match_any);
	struct registered_class *entry;

	WARN(dev, "class %s still has devices\n", class->name);
	put_device(dev);
	spin_lock(&device_list_lock);
	entry = __find_class(class);
	if (entry)
		list_del(&entry->node);
	spin_unlock(&device_list_lock);
	if (WARN(!entry, "class %s is not registered\n", class->name))
		return;
	class_sysfs_del(class, entry->dir);
	kfree(entry);
	if (class->class_release)
		class->class_release(class);
}

#ifdef CONFIG_SYSFS
struct kobject *class_directory(const struct class *class)
{
	struct registered_class *entry;
	struct kobject *dir;

	spin_lock(&device_list_lock);
	entry = __find_class(class);
	dir = entry ? entry->dir : NULL;
	spin_unlock(&device_list_lock);
	return dir;
}
#endif

static void class_free(const struct class *class)
{
	kfree(class);
}

struct class *class_create(const char *name)
{
	struct class *class = kzalloc(sizeof(*class), GFP_KERNEL);
	int err;

	if (!class)
		return ERR_PTR(-ENOMEM);
	class->name = name;
	class->class_release = class_free;
	err = class_register(class);
	if (!err)
		return class;
	kfree(class);
	return ERR_PTR(err);
}

void class_destroy(const struct class *class)
{
	if (!IS_ERR_OR_NULL(class))
		class_unregister(class);
}

/* ---- devices --------------------------------------------------------------------------------- */

int class_for_each_device(const struct class *class, const struct device *start, void *data,
			  int (*fn)(struct device *dev, void *data))
{
	struct device *dev = get_device((struct device *)start);
	int ret = 0;

	while (!ret && (dev = device_next(NULL, dev))) {
		if (dev->class == class)
			ret = fn(dev, data);
	}
	put_device(dev);
	return ret;
}

struct device *class_find_device(const struct class *class, const struct device *start,
				 const void *data,
				 int (*match)(struct device *dev, const void *data))
{
	struct device *dev = get_device((struct device *)start);

	while ((dev = device_next(NULL, dev))) {
		if (dev->class == class && match(dev, data))
			break;
	}
	return dev;
}

static void created_release(struct device *dev)
{
	kfree(dev);
}

static struct device *create_device(const struct class *class, struct device *parent, u32 devt,
				    void *drvdata, const struct attribute_group **groups,
				    const char *fmt, va_list args)
{
	struct device *dev;
	int err;

	if (IS_ERR_OR_NULL(class))
		return ERR_PTR(-ENODEV);
	dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	if (!dev)
		return ERR_PTR(-ENOMEM);
	device_initialize(dev);
	dev->devt = devt;
	dev->class = class;
	dev->parent = parent;
	dev->groups = groups;
	dev->release = created_release;
	dev_set_drvdata(dev, drvdata);
	err = kobject_set_name_vargs(&dev->kobj, fmt, args);
	if (!err)
		err = device_add(dev);
	if (!err)
		return dev;
	put_device(dev);
	return ERR_PTR(err);
}

struct device *device_create(const struct class *class, struct device *parent, u32 devt,
			     void *drvdata, const char *fmt, ...)
{
	struct device *dev;
	va_list args;

	va_start(args, fmt);
	dev = create_device(class, parent, devt, drvdata, NULL, fmt, args);
	va_end(args);
	return dev;
}

struct device *device_create_with_groups(const struct class *class, struct device *parent,
					 u32 devt, void *drvdata,
					 const struct attribute_group **groups, const char *fmt,
					 ...)
{
	struct device *dev;
	va_list args;

	va_start(args, fmt);
	dev = create_device(class, parent, devt, drvdata, groups, fmt, args);
	va_end(args);
	return dev;
}

void device_destroy(const struct class *class, u32 devt)
{
	struct device *dev = class_find_device_by_devt(class, devt);

	if (dev) {
		put_device(dev);
		device_unregister(dev);
	}
}
