/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_DEVICE_CLASS_H
#define LINUX_DEVICE_CLASS_H

/*
 * Classes of devices.
 *
 * C++, where "class" is a keyword, has only the matching functions.
 */

#include <linux/compiler.h>
#include <linux/stat.h>
#include <linux/sysfs.h>
#include <linux/types.h>

struct attribute_group;
struct dev_pm_ops;
struct device;
struct device_node;
struct kobj_uevent_env;

/* Matching functions for class_find_device() and bus_find_device(). */
int device_match_name(struct device *dev, const void *name);
int device_match_of_node(struct device *dev, const void *np);
int device_match_fwnode(struct device *dev, const void *fwnode);
int device_match_devt(struct device *dev, const void *devt);
int device_match_any(struct device *dev, const void *unused);

#ifndef __cplusplus

/*
 * A class: devices of the same kind, on any bus.  dev_release() is called for devices whose own
 * release() and whose type's release() are NULL.
 */
struct class {
	const char *name;
	const struct attribute_group **class_groups;	/* in the directory of the class */
	const struct attribute_group **dev_groups;	/* of each device */
	void (*class_release)(const struct class *cls);	/* by class_unregister() */
	void (*dev_release)(struct device *dev);
	int (*dev_uevent)(const struct device *dev, struct kobj_uevent_env *env);  /* not called */
	int (*shutdown_pre)(struct device *dev);	/* before the shutdown of the driver */
	char *(*devnode)(const struct device *dev, umode_t *mode);	/* ignored */
	const struct dev_pm_ops *pm;		/* ignored: devices stay on */
};

/*
 * Register a class.  class_create() allocates it, with a name that must remain valid, and
 * class_destroy() undoes both.  Returns 0 or the class; -EEXIST if the class is registered; -EINVAL
 * without a name; or -ENOMEM.  Context: thread.
 */
int __must_check class_register(const struct class *cls);
void class_unregister(const struct class *cls);
struct class * __must_check class_create(const char *name);
void class_destroy(const struct class *cls);
/* Return true if the class is registered. */
bool class_is_registered(const struct class *cls);

/*
 * Create a device of the class, which the last reference frees, and register it.  Its name is
 * formatted.  Returns the device, or an ERR_PTR().  device_destroy() unregisters the device of the
 * class with this number.  Context: thread.
 */
struct device *device_create(const struct class *cls, struct device *parent, u32 devt,
			     void *drvdata, const char *fmt, ...) __printf(5, 6);
struct device *device_create_with_groups(const struct class *cls, struct device *parent,
					 u32 devt, void *drvdata,
					 const struct attribute_group **groups, const char *fmt,
					 ...) __printf(6, 7);
void device_destroy(const struct class *cls, u32 devt);

/* As bus_for_each_dev() and bus_find_device(). */
int class_for_each_device(const struct class *cls, const struct device *start, void *data,
			  int (*fn)(struct device *dev, void *data));
struct device *class_find_device(const struct class *cls, const struct device *start,
				 const void *data,
				 int (*match)(struct device *dev, const void *data));

static inline struct device *class_find_device_by_name(const struct class *cls, const char *name)
{
	return class_find_device(cls, NULL, name, device_match_name);
}

static inline struct device *class_find_device_by_of_node(const struct class *cls,
							  const struct device_node *np)
{
	return class_find_device(cls, NULL, np, device_match_of_node);
}

static inline struct device *class_find_device_by_devt(const struct class *cls, u32 devt)
{
	return class_find_device(cls, NULL, &devt, device_match_devt);
}

struct class_attribute {
	struct attribute attr;
	ssize_t (*show)(const struct class *cls, const struct class_attribute *attr, char *buf);
	ssize_t (*store)(const struct class *cls, const struct class_attribute *attr,
			 const char *buf, size_t count);
};

#define CLASS_ATTR_RO(_name)	struct class_attribute class_attr_##_name = __ATTR_RO(_name)
#define CLASS_ATTR_RW(_name)	struct class_attribute class_attr_##_name = __ATTR_RW(_name)
#define CLASS_ATTR_WO(_name)	struct class_attribute class_attr_##_name = __ATTR_WO(_name)

#endif /* !__cplusplus */

#endif
