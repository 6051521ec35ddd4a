/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DRIVERS_BASE_BASE_H
#define DRIVERS_BASE_BASE_H

/*
 * Functions that the files of the driver core share.
 *
 * core.c has the life of devices, bus.c the lists of all devices, buses and drivers, and dd.c the
 * binding of devices to drivers.
 */

#include <linux/device.h>
#include <linux/spinlock.h>

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

/* Remove the software node of device_create_managed_software_node(), if the device has one. */
void device_remove_managed_software_node(struct device *dev);
/* Unbind the device, whose mutex the caller holds. */
void __device_release_driver(struct device *dev);
/* Unbind all devices of the driver, those that were registered last first. */
void driver_detach(struct device_driver *drv);
/* Forget that the probe of the device was deferred. */
void deferred_probe_del(struct device *dev);
/* Forget it for all devices that match the driver. */
void deferred_probe_del_driver(struct device_driver *drv);
/* Probe all deferred devices again, until a round binds none of them, and report the others. */
void deferred_probe_finish(void);
bool driver_match_device(const struct device_driver *drv, struct device *dev);
void device_set_deferred_probe_reason(const struct device *dev, struct va_format *vaf);

#endif /* DRIVERS_BASE_BASE_H */
