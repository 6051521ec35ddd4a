/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DRIVERS_BASE_BASE_H
#define DRIVERS_BASE_BASE_H

/*
 * Functions that the files of the driver core share.
 *
 * core.c has the life of devices, bus.c the lists of all devices, buses and drivers, dd.c the
 * binding of devices to drivers, and link.c the links between suppliers and consumers.
 */

#include <linux/device.h>
#include <linux/spinlock.h>

struct va_format;

/* Protects the lists of devices, buses, drivers and deferred devices. */
extern spinlock_t device_list_lock;

/*
 * Insert a device into the list of all devices, or remove it.  Returns 0, or -EEXIST if its bus has
 * a device of the same name.
 */
int device_list_add(struct device *dev);
void device_list_del(struct device *dev);

/*
 * Return the next device of the bus in the order of registration, with a reference, and drop the
 * reference of @prev.  @prev may be NULL, and may have been removed in the meantime.  @bus may be
 * NULL, for all devices.
 */
struct device *device_next(const struct bus_type *bus, struct device *prev);
/* The same for drivers.  A driver is not unregistered before its reference is dropped. */
struct device_driver *driver_next(const struct bus_type *bus, struct device_driver *prev);
/* Drop the reference of driver_next(), if an iteration ends early. */
void driver_put(struct device_driver *drv);
/*
 * Return the last device before @order that matches, with a reference, or NULL.  @match is called
 * with device_list_lock held.
 */
struct device *device_before(unsigned long order, bool (*match)(const struct device *dev,
								const void *arg), const void *arg);

/*
 * device_take_for_shutdown() returns the last device that is not shut down, and whose children and
 * consumers all are, with a reference, or NULL.  The device counts as shut down from now on, until
 * device_shutdown_begin() is called, after which no device does.
 */
void device_shutdown_begin(void);
struct device *device_take_for_shutdown(void);

/* Remove the software node of device_create_managed_software_node(), if the device has one. */
void device_remove_managed_software_node(struct device *dev);
/* Unbind the device, whose mutex the caller holds.  The mutex is dropped while consumers are. */
void __device_release_driver(struct device *dev);
/* Unbind all devices of the driver, those that were registered last first. */
void driver_detach(struct device_driver *drv);
/* Remember that the probe of the device is deferred.  The caller holds device_list_lock. */
void __deferred_probe_add(struct device *dev);
/* Forget that the probe of the device was deferred. */
void deferred_probe_del(struct device *dev);
/* Forget it for all devices that match the driver. */
void deferred_probe_del_driver(struct device_driver *drv);
/* Probe all deferred devices again, until a round binds none of them, and report the others. */
void deferred_probe_finish(void);
bool driver_match_device(const struct device_driver *drv, struct device *dev);
void device_set_deferred_probe_reason(const struct device *dev, struct va_format *vaf);

/* Return a supplier that must be bound before @dev is probed, with a reference, or NULL. */
struct device *device_links_missing_supplier(struct device *dev);
/* After the probe: let consumers that ask for it be probed again. */
void device_links_driver_bound(struct device *dev);
/*
 * Before the driver is unbound: return a consumer with a driver, which must be unbound first, with
 * a reference, or NULL.  From the first call on, consumers are not bound any more.
 */
struct device *device_links_bound_consumer(struct device *dev);
/* The driver was unbound, or its probe failed: remove the links that end then. */
void device_links_no_driver(struct device *dev, bool was_bound);
/* Remove all links of a device that is not registered any more. */
void device_links_purge(struct device *dev);

/*
 * Files below /sys: directories of devices, drivers, buses and classes, and links between them
 * (sysfs.c).  Functions that return int return 0 or an error.
 */
#ifdef CONFIG_SYSFS
extern const struct sysfs_ops device_sysfs_ops;
#define DEVICE_SYSFS_OPS	(&device_sysfs_ops)

int device_sysfs_add(struct device *dev);
void device_sysfs_del(struct device *dev);
/* After the driver was bound, and before it is unbound. */
int device_sysfs_bound(struct device *dev);
void device_sysfs_unbound(struct device *dev);
int driver_sysfs_add(struct device_driver *drv);
void driver_sysfs_del(struct device_driver *drv);
/* Return the directory of a bus or class, or an ERR_PTR(). */
struct kobject *bus_sysfs_add(const struct bus_type *bus);
struct kobject *class_sysfs_add(const struct class *class);
void bus_sysfs_del(const struct bus_type *bus, struct kobject *dir);
void class_sysfs_del(const struct class *class, struct kobject *dir);
/* Return the directory of a registered bus or class, or NULL. */
struct kobject *bus_directory(const struct bus_type *bus);
struct kobject *class_directory(const struct class *class);
#else
#define DEVICE_SYSFS_OPS	NULL

static inline int device_sysfs_add(struct device *dev)
{
	return 0;
}

static inline void device_sysfs_del(struct device *dev)
{
}

static inline int device_sysfs_bound(struct device *dev)
{
	return 0;
}

static inline void device_sysfs_unbound(struct device *dev)
{
}

static inline int driver_sysfs_add(struct device_driver *drv)
{
	return 0;
}

static inline void driver_sysfs_del(struct device_driver *drv)
{
}

static inline struct kobject *bus_sysfs_add(const struct bus_type *bus)
{
	return NULL;
}

static inline struct kobject *class_sysfs_add(const struct class *class)
{
	return NULL;
}

static inline void bus_sysfs_del(const struct bus_type *bus, struct kobject *dir)
{
}

static inline void class_sysfs_del(const struct class *class, struct kobject *dir)
{
}
#endif

#endif /* DRIVERS_BASE_BASE_H */
