// SPDX-License-Identifier: BSD-2-Clause
/*
 * The lists of all devices, buses and drivers.
 *
 * There is one list of devices and one of drivers, in the order of registration; those of a bus are
 * found by their member bus.  An entry has a number, order, which increases along its list.
 *
 * An iteration holds a reference to its current entry, and the lock only for one step, so that the
 * functions it calls may add and remove entries.  If the current entry was removed, the next one is
 * the first with a larger number.  driver_unregister() waits until no iteration has the driver.
 *
 * Locking: device_list_lock protects the lists.  Functions of buses and drivers are called without
 * it.
 */

#define pr_fmt(fmt) "driver core: " fmt

#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/property.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/wait.h>

#include "base.h"

struct registered_bus {
	struct list_head node;
	const struct bus_type *type;
	struct kobject *dir;		/* /sys/bus/NAME, or NULL */
};

DEFINE_SPINLOCK(device_list_lock);
static LIST_HEAD(all_devices);
static LIST_HEAD(all_drivers);
static LIST_HEAD(all_buses);
static unsigned long last_order;
static DECLARE_WAIT_QUEUE_HEAD(driver_unused);

/* ---- devices --------------------------------------------------------------------------------- */

int device_list_add(struct device *dev)
{
	struct device *other;
	int err = 0;

	spin_lock(&device_list_lock);
	list_for_each_entry(other, &all_devices, node) {
		if (dev->bus && other->bus == dev->bus && !strcmp(dev_name(other), dev_name(dev)))
			err = -EEXIST;
	}
	if (!err) {
		dev->order = ++last_order;
		list_add_tail(&dev->node, &all_devices);
	}
	spin_unlock(&device_list_lock);
	return err;
}

void device_list_del(struct device *dev)
{
	spin_lock(&device_list_lock);
	list_del_init(&dev->node);
	spin_unlock(&device_list_lock);
}

struct device *device_next(const struct bus_type *bus, struct device *prev)
{
	struct device *at, *next = NULL;

	spin_lock(&device_list_lock);
	if (prev && !list_empty(&prev->node))
		at = list_next_entry(prev, node);
	else
		at = list_first_entry(&all_devices, struct device, node);
	list_for_each_entry_from(at, &all_devices, node) {
		if ((!bus || at->bus == bus) && (!prev || at->order > prev->order)) {
			next = get_device(at);
			break;
		}
	}
	spin_unlock(&device_list_lock);
	put_device(prev);
	return next;
}

struct device *device_before(unsigned long order, bool (*match)(const struct device *dev,
								const void *arg), const void *arg)
{
	struct device *dev, *found = NULL;

	spin_lock(&device_list_lock);
	list_for_each_entry_reverse(dev, &all_devices, node) {
		if (dev->order < order && match(dev, arg)) {
			found = get_device(dev);
			break;
		}
	}
	spin_unlock(&device_list_lock);
	return found;
}

static bool __needed_for_shutdown(const struct device *dev)
{
	struct device_link *link;
	struct device *at;

	list_for_each_entry(link, &dev->links.consumers, s_node) {
		if (device_is_registered(link->consumer) && !link->consumer->links.shut_down)
			return true;
	}
	list_for_each_entry(at, &all_devices, node) {
		if (at->parent == dev && !at->links.shut_down)
			return true;
	}
	return false;
}

void device_shutdown_begin(void)
{
	struct device *dev;

	spin_lock(&device_list_lock);
	list_for_each_entry(dev, &all_devices, node)
		dev->links.shut_down = false;
	spin_unlock(&device_list_lock);
}

struct device *device_take_for_shutdown(void)
{
	struct device *dev, *found = NULL;

	spin_lock(&device_list_lock);
	list_for_each_entry_reverse(dev, &all_devices, node) {
		if (!dev->links.shut_down && !__needed_for_shutdown(dev)) {
			dev->links.shut_down = true;
			found = get_device(dev);
			break;
		}
	}
	spin_unlock(&device_list_lock);
	return found;
}

int bus_for_each_dev(const struct bus_type *bus, struct device *start, void *data,
		     int (*fn)(struct device *dev, void *data))
{
	struct device *dev = get_device(start);
	int ret = 0;

	while (!ret && (dev = device_next(bus, dev)))
		ret = fn(dev, data);
	put_device(dev);
	return ret;
}

struct device *bus_find_device(const struct bus_type *bus, struct device *start, const void *data,
			       int (*match)(struct device *dev, const void *data))
{
	struct device *dev = get_device(start);

	while ((dev = device_next(bus, dev))) {
		if (match(dev, data))
			break;
	}
	return dev;
}

int device_match_name(struct device *dev, const void *name)
{
	return !strcmp(dev_name(dev), name);
}

int device_match_of_node(struct device *dev, const void *np)
{
	return np && dev->of_node == np;
}

int device_match_fwnode(struct device *dev, const void *fwnode)
{
	return fwnode && dev_fwnode(dev) == fwnode;
}

int device_match_devt(struct device *dev, const void *devt)
{
	return dev->devt == *(const u32 *)devt;
}

int device_match_any(struct device *dev, const void *unused)
{
	return 1;
}

struct device *bus_find_device_by_name(const struct bus_type *bus, struct device *start,
				       const char *name)
{
	return bus_find_device(bus, start, name, device_match_name);
}

int device_for_each_child(struct device *parent, void *data,
			  int (*fn)(struct device *dev, void *data))
{
	struct device *dev = NULL;
	int ret = 0;

	while (!ret && (dev = device_next(NULL, dev))) {
		if (dev->parent == parent)
			ret = fn(dev, data);
	}
	put_device(dev);
	return ret;
}

static bool is_child_of(const struct device *dev, const void *parent)
{
	return dev->parent == parent;
}

int device_for_each_child_reverse(struct device *parent, void *data,
				  int (*fn)(struct device *dev, void *data))
{
	unsigned long order = ULONG_MAX;
	struct device *dev;
	int ret = 0;

	while (!ret && (dev = device_before(order, is_child_of, parent))) {
		order = dev->order;
		ret = fn(dev, data);
		put_device(dev);
	}
	return ret;
}

struct device *device_find_child(struct device *parent, void *data,
				 int (*match)(struct device *dev, void *data))
{
	struct device *dev = NULL;

	while ((dev = device_next(NULL, dev))) {
		if (dev->parent == parent && match(dev, data))
			break;
	}
	return dev;
}

/* ---- drivers --------------------------------------------------------------------------------- */

void driver_put(struct device_driver *drv)
{
	bool unused;

	if (!drv)
		return;
	spin_lock(&device_list_lock);
	unused = !--drv->users;
	spin_unlock(&device_list_lock);
	if (unused)
		wake_up_all(&driver_unused);
}

struct device_driver *driver_next(const struct bus_type *bus, struct device_driver *prev)
{
	struct device_driver *at, *next = NULL;

	spin_lock(&device_list_lock);
	if (prev && !list_empty(&prev->node))
		at = list_next_entry(prev, node);
	else
		at = list_first_entry(&all_drivers, struct device_driver, node);
	list_for_each_entry_from(at, &all_drivers, node) {
		if (at->bus == bus && (!prev || at->order > prev->order)) {
			next = at;
			next->users++;
			break;
		}
	}
	spin_unlock(&device_list_lock);
	driver_put(prev);
	return next;
}

int bus_for_each_drv(const struct bus_type *bus, struct device_driver *start, void *data,
		     int (*fn)(struct device_driver *drv, void *data))
{
	struct device_driver *drv = NULL;
	int ret = 0;

	while (!ret && (drv = driver_next(bus, drv))) {
		if (!start || drv->order > start->order)
			ret = fn(drv, data);
	}
	driver_put(drv);
	return ret;
}

struct device_driver *driver_find(const char *name, const struct bus_type *bus)
{
	struct device_driver *drv = NULL;

	while ((drv = driver_next(bus, drv))) {
		if (!strcmp(drv->name, name))
			break;
	}
	driver_put(drv);
	return drv;
}

int driver_for_each_device(struct device_driver *drv, struct device *start, void *data,
			   int (*fn)(struct device *dev, void *data))
{
	struct device *dev = get_device(start);
	int ret = 0;

	while (!ret && (dev = device_next(drv->bus, dev))) {
		if (READ_ONCE(dev->driver) == drv)
			ret = fn(dev, data);
	}
	put_device(dev);
	return ret;
}

/* Return the record of a registered bus, or NULL. */
static struct registered_bus *__find_bus(const struct bus_type *bus)
{
	struct registered_bus *entry;

	list_for_each_entry(entry, &all_buses, node) {
		if (entry->type == bus)
			return entry;
	}
	return NULL;
}

/* Insert the driver.  Returns 0, -EINVAL without a registered bus, or -EBUSY. */
static int driver_list_add(struct device_driver *drv)
{
	struct device_driver *other;
	int err = 0;

	spin_lock(&device_list_lock);
	if (!__find_bus(drv->bus))
		err = -EINVAL;
	list_for_each_entry(other, &all_drivers, node) {
		if (other->bus == drv->bus && (other == drv || !strcmp(other->name, drv->name)))
			err = -EBUSY;
	}
	if (!err) {
		drv->order = ++last_order;
		drv->users = 0;
		list_add_tail(&drv->node, &all_drivers);
	}
	spin_unlock(&device_list_lock);
	return err;
}

/* Remove the driver from the list, if it is there. */
static bool driver_list_del(struct device_driver *drv)
{
	struct device_driver *other;
	bool found = false;

	spin_lock(&device_list_lock);
	list_for_each_entry(other, &all_drivers, node)
		found = found || other == drv;
	if (found)
		list_del_init(&drv->node);
	spin_unlock(&device_list_lock);
	return found;
}

/* Unbind the driver from all devices after it was removed from the list. */
static void driver_withdraw(struct device_driver *drv)
{
	wait_event(driver_unused, !READ_ONCE(drv->users));
	deferred_probe_del_driver(drv);
	driver_detach(drv);
}

int driver_register(struct device_driver *drv)
{
	int err = drv->name && drv->bus ? driver_list_add(drv) : -EINVAL;

	if (err == -EBUSY)
		pr_err("driver %s is already registered\n", drv->name);
	else if (err)
		pr_err("driver %s has no registered bus\n", drv->name ? drv->name : "without a name");
	if (err)
		return err;
	err = driver_sysfs_add(drv);
	if (err) {
		driver_list_del(drv);
		driver_withdraw(drv);
		return err;
	}
	driver_attach(drv);
	return 0;
}

void driver_unregister(struct device_driver *drv)
{
	if (WARN(!drv || !driver_list_del(drv), "driver %s is not registered\n",
		 drv && drv->name ? drv->name : "without a name"))
		return;
	driver_withdraw(drv);
	driver_sysfs_del(drv);
}

/* ---- buses ----------------------------------------------------------------------------------- */

int bus_register(const struct bus_type *bus)
{
	struct registered_bus *entry = kzalloc(sizeof(*entry), GFP_KERNEL);
	bool known;

	if (!entry)
		return -ENOMEM;
	entry->type = bus;
	spin_lock(&device_list_lock);
	known = __find_bus(bus);
	spin_unlock(&device_list_lock);
	entry->dir = known ? ERR_PTR(-EEXIST) : bus_sysfs_add(bus);
	if (IS_ERR(entry->dir)) {
		int err = (int)PTR_ERR(entry->dir);

		kfree(entry);
		if (err == -EEXIST)
			pr_err("bus %s is already registered\n", bus->name);
		return err;
	}
	spin_lock(&device_list_lock);
	list_add_tail(&entry->node, &all_buses);
	spin_unlock(&device_list_lock);
	return 0;
}

void bus_unregister(const struct bus_type *bus)
{
	struct device *dev = device_next(bus, NULL);
	struct device_driver *drv = driver_next(bus, NULL);
	struct registered_bus *entry;
	bool used = dev || drv;

	put_device(dev);
	driver_put(drv);
	if (WARN(used, "bus %s still has devices or drivers\n", bus->name))
		return;
	spin_lock(&device_list_lock);
	entry = __find_bus(bus);
	if (entry)
		list_del(&entry->node);
	spin_unlock(&device_list_lock);
	if (WARN(!entry, "bus %s is not registered\n", bus->name))
		return;
	bus_sysfs_del(bus, entry->dir);
	kfree(entry);
}

#ifdef CONFIG_SYSFS
struct kobject *bus_directory(const struct bus_type *bus)
{
	struct registered_bus *entry;
	struct kobject *dir;

	spin_lock(&device_list_lock);
	entry = __find_bus(bus);
	dir = entry ? entry->dir : NULL;
	spin_unlock(&device_list_lock);
	return dir;
}
#endif
