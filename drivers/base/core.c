// SPDX-License-Identifier: BSD-2-Clause
/*
 * The life of devices: they are initialized, named, registered, and released with their last
 * reference.  Devices without a bus, and errors of probe functions.
 */

#include <internal/dma.h>
#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/sprintf.h>

#include "base.h"

/*
 * Return the NUMA node of a device.  It is the numa-node-id of the device-tree node @np or of the
 * nearest ancestor with this property.  Returns NUMA_NO_NODE if the number is too large.
 */
static int device_node_nid(struct device *parent, const struct device_node *np)
{
	u32 nid;

	for (; np; np = np->parent) {
		if (!of_property_read_u32(np, "numa-node-id", &nid))
			return nid < MAX_NUMNODES ? (int)nid : NUMA_NO_NODE;
	}
	return parent ? dev_to_node(parent) : NUMA_NO_NODE;
}

static void device_release(struct kobject *kobj);

static const struct kobj_type device_ktype = {
	.release = device_release,
	.sysfs_ops = DEVICE_SYSFS_OPS,
};

void device_initialize(struct device *dev)
{
	kobject_init(&dev->kobj, &device_ktype);
	mutex_init(&dev->mutex);
	/* A thread may hold the mutexes of several devices: see dd.c. */
	lockdep_set_novalidate_class(&dev->mutex);
	INIT_LIST_HEAD(&dev->node);
	INIT_LIST_HEAD(&dev->deferred);
	INIT_LIST_HEAD(&dev->links.suppliers);
	INIT_LIST_HEAD(&dev->links.consumers);
	INIT_LIST_HEAD(&dev->dma_pools);
	dev->dma_parms = &dev->dma_own_parms;
	spin_lock_init(&dev->devres_lock);
	INIT_LIST_HEAD(&dev->devres_head);
	set_dev_node(dev, NUMA_NO_NODE);
	/* The device tree may say something else before the device is bound. */
	if (IS_ENABLED(CONFIG_OF_DMA_DEFAULT_COHERENT))
		dev->dma_coherent = true;
}

int dev_set_name(struct device *dev, const char *fmt, ...)
{
	va_list args;
	int err;

	va_start(args, fmt);
	err = kobject_set_name_vargs(&dev->kobj, fmt, args);
	va_end(args);
	return err;
}

const char *dev_bus_name(const struct device *dev)
{
	return dev->bus ? dev->bus->name : dev->class ? dev->class->name : "";
}

/* Give the device its name, if it has none yet.  Returns 0, -EINVAL or -ENOMEM. */
static int name_device(struct device *dev)
{
	int err = 0;

	if (dev->init_name) {
		err = dev_set_name(dev, "%s", dev->init_name);
		if (!err)
			dev->init_name = NULL;
	} else if (!kobject_name(&dev->kobj) && dev->bus && dev->bus->dev_name) {
		err = dev_set_name(dev, "%s%u", dev->bus->dev_name, dev->id);
	}
	return err ? err : dev_name(dev) && dev_name(dev)[0] ? 0 : -EINVAL;
}

int device_add(struct device *dev)
{
	int err;

	if (!dev || WARN(device_is_registered(dev), "%s is registered already\n", dev_name(dev)))
		return -EINVAL;
	err = name_device(dev);
	if (err)
		return err;
	if (IS_ENABLED(CONFIG_NUMA) && dev_to_node(dev) == NUMA_NO_NODE)
		set_dev_node(dev, device_node_nid(dev->parent, dev->of_node));
	if (dev->class && !class_is_registered(dev->class))
		return -EINVAL;
	err = device_sysfs_add(dev);
	if (err)
		return err;
	err = device_list_add(dev);
	if (err) {
		device_sysfs_del(dev);
		return err;
	}
	get_device(dev);
	get_device(dev->parent);
	device_attach(dev);
	return 0;
}

int device_register(struct device *dev)
{
	device_initialize(dev);
	return device_add(dev);
}

void device_del(struct device *dev)
{
	if (WARN(!device_is_registered(dev), "%s is not registered\n", dev_name(dev)))
		return;
	/*
	 * Both steps are done with the mutex held: no driver is bound in between, and
	 * driver_unregister() waits for the driver's remove function.
	 */
	device_lock(dev);
	__device_release_driver(dev);
	device_list_del(dev);
	device_unlock(dev);
	device_links_purge(dev);
	deferred_probe_del(dev);
	devres_release_all(dev);
	device_remove_managed_software_node(dev);
	device_sysfs_del(dev);
	put_device(dev->parent);
	put_device(dev);
}

void device_unregister(struct device *dev)
{
	device_del(dev);
	put_device(dev);
}

/* kobject_put() frees the name afterwards. */
static void device_release(struct kobject *kobj)
{
	struct device *dev = kobj_to_dev(kobj);

	devres_release_all(dev);
	kfree(dev->deferred_reason);
	dev->deferred_reason = NULL;
	if (dev->release)
		dev->release(dev);
	else if (dev->type && dev->type->release)
		dev->type->release(dev);
	else if (dev->class && dev->class->dev_release)
		dev->class->dev_release(dev);
	else
		WARN(1, "device %s has no release function\n", dev_name(dev));
}

struct device *get_device(struct device *dev)
{
	if (dev)
		kobject_get(&dev->kobj);
	return dev;
}

void put_device(struct device *dev)
{
	if (dev)
		kobject_put(&dev->kobj);
}

static void root_device_release(struct device *dev)
{
	kfree(dev);
}

struct device *root_device_register(const char *name)
{
	struct device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	int err;

	if (!dev)
		return ERR_PTR(-ENOMEM);
	device_initialize(dev);
	dev->release = root_device_release;
	err = dev_set_name(dev, "%s", name);
	if (!err)
		err = device_add(dev);
	if (err) {
		put_device(dev);
		return ERR_PTR(err);
	}
	err = dma_configure(dev);
	if (!err)
		return dev;
	device_unregister(dev);
	return ERR_PTR(err);
}

void root_device_unregister(struct device *dev)
{
	devres_release_all(dev);
	dma_deconfigure(dev);
	device_unregister(dev);
}

int dev_err_probe(const struct device *dev, int err, const char *fmt, ...)
{
	struct va_format vaf;
	va_list args;

	va_start(args, fmt);
	vaf.fmt = fmt;
	vaf.va = &args;
	if (err == -EPROBE_DEFER)
		device_set_deferred_probe_reason(dev, &vaf);
	else if (err != -ENOMEM)
		dev_err(dev, "error %pe: %pV", ERR_PTR(err), &vaf);
	va_end(args);
	return err;
}
