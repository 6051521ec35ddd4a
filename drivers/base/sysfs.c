// SPDX-License-Identifier: BSD-2-Clause
/*
 * The driver core's part of /sys:
 *
 *	/sys/devices/...		a directory for each device, below that of its parent
 *	/sys/bus/NAME/devices/		links to the devices of the bus
 *	/sys/bus/NAME/drivers/DRIVER/	links to the bound devices; files bind and unbind
 *	/sys/class/NAME/		links to the devices of the class
 *
 * A device without a parent is below /sys/devices/BUS or, without a bus, /sys/devices/virtual/CLASS
 * or /sys/devices.  Its directory has the links subsystem and driver.
 */

#include <internal/kernfs.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "base.h"

static struct kobject *devices_dir, *virtual_dir, *bus_dir, *class_dir;

static int __init sysfs_base_init(void)
{
	devices_dir = kobject_create_and_add("devices", NULL);
	virtual_dir = devices_dir ? kobject_create_and_add("virtual", devices_dir) : NULL;
	bus_dir = kobject_create_and_add("bus", NULL);
	class_dir = kobject_create_and_add("class", NULL);
	return virtual_dir && bus_dir && class_dir ? 0 : -ENOMEM;
}
core_initcall(sysfs_base_init);

/* ---- attributes of devices ------------------------------------------------------------------- */

static ssize_t device_attr_show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	struct device_attribute *da = container_of(attr, struct device_attribute, attr);

	return da->show ? da->show(kobj_to_dev(kobj), da, buf) : -EIO;
}

static ssize_t device_attr_store(struct kobject *kobj, struct attribute *attr, const char *buf,
				 size_t count)
{
	struct device_attribute *da = container_of(attr, struct device_attribute, attr);

	return da->store ? da->store(kobj_to_dev(kobj), da, buf, count) : -EIO;
}

const struct sysfs_ops device_sysfs_ops = { .show = device_attr_show, .store = device_attr_store };

/* ---- directories of devices ------------------------------------------------------------------ */

/* The parent's directory is used if the parent is registered. */
static struct kobject *parent_of(struct device *dev)
{
	if (dev->parent && dev->parent->kobj.sd)
		return &dev->parent->kobj;
	if (dev->bus)
		return sysfs_directory(devices_dir, dev->bus->name);
	return dev->class ? sysfs_directory(virtual_dir, dev->class->name) : devices_dir;
}

static const struct attribute_group **group_of(struct device *dev, unsigned int i)
{
	switch (i) {
	case 0:
		return dev->class ? dev->class->dev_groups : NULL;
	case 1:
		return dev->bus ? dev->bus->dev_groups : NULL;
	case 2:
		return dev->type ? dev->type->groups : NULL;
	default:
		return dev->groups;
	}
}

/* Return the directory of the links to the devices of the same bus or class, or NULL. */
static struct kobject *links_of(struct device *dev)
{
	struct kobject *dir = dev->bus ? bus_directory(dev->bus) : NULL;

	if (dir)
		return sysfs_directory(dir, "devices");
	return dev->class ? class_directory(dev->class) : NULL;
}

static int add_links(struct device *dev)
{
	struct kobject *links = links_of(dev);
	int err = links ? sysfs_create_link(links, &dev->kobj, dev_name(dev)) : 0;

	if (links && !err)
		err = sysfs_create_link(&dev->kobj, dev->bus ? links->parent : links, "subsystem");
	return err;
}

int device_sysfs_add(struct device *dev)
{
	struct kobject *parent = parent_of(dev);
	int err;

	if (!parent)
		return -ENOMEM;
	err = kobject_add(&dev->kobj, parent, NULL);
	if (err)
		return err;
	err = add_links(dev);
	for (unsigned int i = 0; i < 4 && !err; i++)
		err = sysfs_create_groups(&dev->kobj, group_of(dev, i));
	if (err)
		device_sysfs_del(dev);
	return err;
}

void device_sysfs_del(struct device *dev)
{
	struct kobject *links = links_of(dev);

	if (links)
		sysfs_remove_link(links, dev_name(dev));
	kobject_del(&dev->kobj);	/* with all files and links in the directory */
}

int device_sysfs_bound(struct device *dev)
{
	struct device_driver *drv = dev->driver;
	int err;

	if (drv->kobj) {
		err = sysfs_create_link(drv->kobj, &dev->kobj, dev_name(dev));
		if (!err)
			err = sysfs_create_link(&dev->kobj, drv->kobj, "driver");
		if (err)
			goto undo;
	}
	err = sysfs_create_groups(&dev->kobj, drv->dev_groups);
	if (!err)
		return 0;
undo:
	device_sysfs_unbound(dev);
	return err;
}

void device_sysfs_unbound(struct device *dev)
{
	struct device_driver *drv = dev->driver;

	sysfs_remove_groups(&dev->kobj, drv->dev_groups);
	sysfs_remove_link(&dev->kobj, "driver");
	if (drv->kobj)
		sysfs_remove_link(drv->kobj, dev_name(dev));
}

/* ---- drivers --------------------------------------------------------------------------------- */

/* The directory of a driver.  It may be open after the driver was freed: see driver_sysfs_del(). */
struct driver_object {
	struct kobject kobj;
	struct device_driver *drv;
};

static struct device_driver *to_drv(struct kobject *kobj)
{
	return container_of(kobj, struct driver_object, kobj)->drv;
}

static ssize_t driver_attr_show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	struct driver_attribute *da = container_of(attr, struct driver_attribute, attr);

	return da->show ? da->show(to_drv(kobj), buf) : -EIO;
}

static ssize_t driver_attr_store(struct kobject *kobj, struct attribute *attr, const char *buf,
				 size_t count)
{
	struct driver_attribute *da = container_of(attr, struct driver_attribute, attr);

	return da->store ? da->store(to_drv(kobj), buf, count) : -EIO;
}

static const struct sysfs_ops driver_sysfs_ops = {
	.show = driver_attr_show,
	.store = driver_attr_store,
};

static void driver_object_release(struct kobject *kobj)
{
	kfree(container_of(kobj, struct driver_object, kobj));
}

static const struct kobj_type driver_type = {
	.release = driver_object_release,
	.sysfs_ops = &driver_sysfs_ops,
};

static int has_text_as_name(struct device *dev, const void *text)
{
	return sysfs_streq(dev_name(dev), text);
}

static ssize_t bind_store(struct device_driver *drv, const char *buf, size_t count)
{
	struct device *dev = bus_find_device(drv->bus, NULL, buf, has_text_as_name);
	int err = dev && driver_match_device(drv, dev) ? device_driver_attach(drv, dev) : -ENODEV;

	put_device(dev);
	return err ? err : (ssize_t)count;
}
static DRIVER_ATTR_WO(bind);

static ssize_t unbind_store(struct device_driver *drv, const char *buf, size_t count)
{
	struct device *dev = bus_find_device(drv->bus, NULL, buf, has_text_as_name);
	int err = dev && READ_ONCE(dev->driver) == drv ? 0 : -ENODEV;

	if (!err)
		device_release_driver(dev);
	put_device(dev);
	return err ? err : (ssize_t)count;
}
static DRIVER_ATTR_WO(unbind);

int driver_sysfs_add(struct device_driver *drv)
{
	static const struct attribute * const bind_attrs[] = {
		&driver_attr_bind.attr, &driver_attr_unbind.attr, NULL };
	struct kobject *dir = sysfs_directory(bus_directory(drv->bus), "drivers");
	struct driver_object *object = dir ? kzalloc(sizeof(*object), GFP_KERNEL) : NULL;
	int err;

	if (!object)
		return -ENOMEM;
	object->drv = drv;
	err = kobject_init_and_add(&object->kobj, &driver_type, dir, "%s", drv->name);
	if (!err && !drv->suppress_bind_attrs)
		err = sysfs_create_files(&object->kobj, bind_attrs);
	if (!err)
		err = sysfs_create_groups(&object->kobj, drv->bus->drv_groups);
	if (!err)
		err = sysfs_create_groups(&object->kobj, drv->groups);
	if (!err)
		drv->kobj = &object->kobj;
	else
		kobject_put(&object->kobj);
	return err;
}

/* No function of an attribute runs afterwards. */
void driver_sysfs_del(struct device_driver *drv)
{
	struct kobject *kobj = drv->kobj;

	drv->kobj = NULL;
	kobject_del(kobj);
	kobject_put(kobj);
}

/* ---- buses and classes ----------------------------------------------------------------------- */

struct subsystem {
	struct kobject kobj;
	const struct bus_type *bus;	/* one of the two is NULL */
	const struct class *class;
};

static struct subsystem *to_subsystem(struct kobject *kobj)
{
	return container_of(kobj, struct subsystem, kobj);
}

static ssize_t subsystem_show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	struct bus_attribute *ba = container_of(attr, struct bus_attribute, attr);
	struct class_attribute *ca = container_of(attr, struct class_attribute, attr);
	struct subsystem *s = to_subsystem(kobj);

	if (s->bus)
		return ba->show ? ba->show(s->bus, buf) : -EIO;
	return ca->show ? ca->show(s->class, ca, buf) : -EIO;
}

static ssize_t subsystem_store(struct kobject *kobj, struct attribute *attr, const char *buf,
			       size_t count)
{
	struct bus_attribute *ba = container_of(attr, struct bus_attribute, attr);
	struct class_attribute *ca = container_of(attr, struct class_attribute, attr);
	struct subsystem *s = to_subsystem(kobj);

	if (s->bus)
		return ba->store ? ba->store(s->bus, buf, count) : -EIO;
	return ca->store ? ca->store(s->class, ca, buf, count) : -EIO;
}

static const struct sysfs_ops subsystem_ops = { .show = subsystem_show, .store = subsystem_store };

static void subsystem_release(struct kobject *kobj)
{
	kfree(to_subsystem(kobj));
}

static const struct kobj_type subsystem_type = {
	.release = subsystem_release,
	.sysfs_ops = &subsystem_ops,
};

static struct kobject *subsystem_add(struct kobject *parent, const char *name,
				     const struct subsystem *what,
				     const struct attribute_group **groups)
{
	struct subsystem *s = kmemdup(what, sizeof(*what), GFP_KERNEL);
	int err;

	if (!s)
		return ERR_PTR(-ENOMEM);
	err = kobject_init_and_add(&s->kobj, &subsystem_type, parent, "%s", name);
	if (!err)
		err = sysfs_create_groups(&s->kobj, groups);
	if (!err)
		return &s->kobj;
	kobject_put(&s->kobj);
	return ERR_PTR(err);
}

/* Remove a directory that sysfs_directory() created. */
static void remove_directory(struct kobject *parent, const char *name)
{
	struct kernfs_node *kn = kernfs_find(parent->sd, name);

	if (kn)
		kobject_put(kn->priv);
	kernfs_put(kn);
}

struct kobject *bus_sysfs_add(const struct bus_type *bus)
{
	struct kobject *dir = subsystem_add(bus_dir, bus->name, &(struct subsystem){ .bus = bus },
					    bus->bus_groups);

	if (IS_ERR(dir))
		return dir;
	if (sysfs_directory(dir, "devices") && sysfs_directory(dir, "drivers"))
		return dir;
	bus_sysfs_del(bus, dir);
	return ERR_PTR(-ENOMEM);
}

void bus_sysfs_del(const struct bus_type *bus, struct kobject *dir)
{
	remove_directory(dir, "devices");
	remove_directory(dir, "drivers");
	remove_directory(devices_dir, bus->name);
	kobject_del(dir);
	kobject_put(dir);
}

struct kobject *class_sysfs_add(const struct class *class)
{
	return subsystem_add(class_dir, class->name, &(struct subsystem){ .class = class },
			     class->class_groups);
}

void class_sysfs_del(const struct class *class, struct kobject *dir)
{
	remove_directory(virtual_dir, class->name);
	kobject_del(dir);
	kobject_put(dir);
}
