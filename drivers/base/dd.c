// SPDX-License-Identifier: BSD-2-Clause
/*
 * Binding: devices are offered to drivers, probed, and released.
 *
 * A probe that returns -EPROBE_DEFER puts the device on the list of deferred devices.  Whenever a
 * device was bound, all of them are probed again (deferred_probe_retry()): by the thread that bound
 * it, or, if a thread does so already, by that thread in a further round.
 *
 * Locking: a device's mutex is held while the device is bound and unbound.  A probe function may
 * bind other devices, so that a thread may hold the mutexes of several devices: of one whose probe
 * function registers another, and of the other.  device_list_lock protects the list of deferred
 * devices and their reasons.
 */

#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/notifier.h>
#include <linux/printk.h>
#include <linux/reboot.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "base.h"

static LIST_HEAD(deferred);
/* A thread probes the deferred devices, and whether it must do another round. */
static bool retrying, retry_again;

/* ---- deferred probes ------------------------------------------------------------------------- */

void __deferred_probe_add(struct device *dev)
{
	if (list_empty(&dev->deferred))
		list_add_tail(&dev->deferred, &deferred);
}

static void deferred_probe_add(struct device *dev)
{
	spin_lock(&device_list_lock);
	__deferred_probe_add(dev);
	spin_unlock(&device_list_lock);
}

/* Replace the reason of the deferral by @reason, which is allocated, or by none. */
static void set_reason(struct device *dev, char *reason)
{
	char *old;

	spin_lock(&device_list_lock);
	old = dev->deferred_reason;
	dev->deferred_reason = reason;
	spin_unlock(&device_list_lock);
	kfree(old);
}

void deferred_probe_del(struct device *dev)
{
	spin_lock(&device_list_lock);
	list_del_init(&dev->deferred);
	spin_unlock(&device_list_lock);
	set_reason(dev, NULL);
}

void deferred_probe_del_driver(struct device_driver *drv)
{
	struct device *dev = NULL;

	while ((dev = device_next(drv->bus, dev))) {
		if (device_is_deferred(dev) && driver_match_device(drv, dev))
			deferred_probe_del(dev);
	}
}

void device_set_deferred_probe_reason(const struct device *dev, struct va_format *vaf)
{
	char *reason = kasprintf(GFP_KERNEL, "%pV", vaf);

	if (reason)
		strim(reason);
	set_reason((struct device *)dev, reason);
}

/* Take the first device off the list, with a reference, or return NULL. */
static struct device *take_first(struct list_head *list)
{
	struct device *dev;

	spin_lock(&device_list_lock);
	dev = list_first_entry_or_null(list, struct device, deferred);
	if (dev) {
		list_del_init(&dev->deferred);
		get_device(dev);
	}
	spin_unlock(&device_list_lock);
	return dev;
}

static bool device_try_drivers(struct device *dev);

/* Probe each device once that was deferred at the start of the round. */
static void retry_round(void)
{
	LIST_HEAD(round);
	struct device *dev;

	spin_lock(&device_list_lock);
	list_splice_init(&deferred, &round);
	spin_unlock(&device_list_lock);
	while ((dev = take_first(&round))) {
		device_try_drivers(dev);
		put_device(dev);
	}
}

/* Begin, or continue, if no other thread does and another round is asked for. */
static bool begin_round(bool first)
{
	bool mine;

	spin_lock(&device_list_lock);
	mine = !(first && retrying) && retry_again;
	if (mine)
		retry_again = false;
	if (mine || !first)
		retrying = mine;
	spin_unlock(&device_list_lock);
	return mine;
}

/* Probe the deferred devices again if a device was bound since the last round. */
static void deferred_probe_retry(void)
{
	for (bool first = true; begin_round(first); first = false)
		retry_round();
}

/* ---- probing --------------------------------------------------------------------------------- */

bool driver_match_device(const struct device_driver *drv, struct device *dev)
{
	return !drv->bus->match || drv->bus->match(dev, drv) > 0;
}

static void device_cleanup(struct device *dev)
{
	devres_release_all(dev);
	if (dev->bus->dma_cleanup)
		dev->bus->dma_cleanup(dev);
	dev->driver_data = NULL;
	WRITE_ONCE(dev->driver, NULL);
}

static int call_probe(struct device *dev, struct device_driver *drv)
{
	int err = dev->bus->dma_configure ? dev->bus->dma_configure(dev) : 0;

	if (err)
		return err;
	if (dev->bus->probe)
		return dev->bus->probe(dev);
	return drv->probe ? drv->probe(dev) : 0;
}

static void device_remove(struct device *dev)
{
	if (dev->bus->remove)
		dev->bus->remove(dev);
	else if (dev->driver->remove)
		dev->driver->remove(dev);
}

/* Return true, and defer the probe, if a supplier of the device is not bound. */
static bool defer_for_supplier(struct device *dev)
{
	struct device *supplier = device_links_missing_supplier(dev);

	if (!supplier)
		return false;
	set_reason(dev, kasprintf(GFP_KERNEL, "supplier %s is not bound", dev_name(supplier)));
	put_device(supplier);
	deferred_probe_add(dev);
	return true;
}

/* Probe the device, whose mutex the caller holds.  Returns 0 if the driver is bound to it now. */
static int driver_probe_device(struct device_driver *drv, struct device *dev)
{
	int err;

	lockdep_assert_held(&dev->mutex);
	if (!list_empty(&dev->devres_head)) {
		dev_err(dev, "not probed: it has managed resources already\n");
		return -EBUSY;
	}
	if (defer_for_supplier(dev))
		return -EPROBE_DEFER;
	set_reason(dev, NULL);		/* that of an earlier probe */
	WRITE_ONCE(dev->driver, drv);
	err = call_probe(dev, drv);
	if (!err) {
		err = device_sysfs_bound(dev);
		if (err)
			device_remove(dev);
	}
	if (!err) {
		device_links_driver_bound(dev);
		deferred_probe_del(dev);
		spin_lock(&device_list_lock);
		retry_again = true;
		spin_unlock(&device_list_lock);
		return 0;
	}
	if (err != -EPROBE_DEFER && err != -ENODEV && err != -ENXIO)
		dev_err(dev, "probe failed: %pe\n", ERR_PTR(err));
	device_links_no_driver(dev, false);
	device_cleanup(dev);
	if (err == -EPROBE_DEFER)
		deferred_probe_add(dev);
	return err;
}

/* Offer the device to the drivers of its bus.  Returns true if it has a driver afterwards. */
static bool device_try_drivers(struct device *dev)
{
	struct device_driver *drv = NULL;
	bool bound;

	device_lock(dev);
	while (device_is_registered(dev) && !dev->driver && (drv = driver_next(dev->bus, drv))) {
		if (driver_match_device(drv, dev))
			driver_probe_device(drv, dev);
	}
	driver_put(drv);
	bound = dev->driver;
	device_unlock(dev);
	return bound;
}

int device_attach(struct device *dev)
{
	bool bound;

	if (!dev->bus || !device_is_registered(dev))
		return -ENODEV;
	bound = device_try_drivers(dev);
	deferred_probe_retry();
	return bound;
}

int device_driver_attach(const struct device_driver *drv, struct device *dev)
{
	int err = -ENODEV;

	device_lock(dev);
	if (dev->bus && device_is_registered(dev))
		err = dev->driver ? -EBUSY : driver_probe_device((struct device_driver *)drv, dev);
	device_unlock(dev);
	deferred_probe_retry();
	return err;
}

int driver_attach(const struct device_driver *drv)
{
	struct device *dev = NULL;

	while ((dev = device_next(drv->bus, dev))) {
		if (READ_ONCE(dev->driver) || !driver_match_device(drv, dev))
			continue;
		device_lock(dev);
		if (device_is_registered(dev) && !dev->driver)
			driver_probe_device((struct device_driver *)drv, dev);
		device_unlock(dev);
	}
	deferred_probe_retry();
	return 0;
}

/* ---- releasing ------------------------------------------------------------------------------- */

void __device_release_driver(struct device *dev)
{
	struct device_driver *drv = dev->driver;
	struct device *consumer;

	lockdep_assert_held(&dev->mutex);
	/* Another thread may unbind the device, and bind it again, while the mutex is dropped. */
	while (drv && dev->driver == drv && (consumer = device_links_bound_consumer(dev))) {
		device_unlock(dev);
		device_release_driver(consumer);
		put_device(consumer);
		device_lock(dev);
	}
	if (!drv || dev->driver != drv)
		return;
	device_sysfs_unbound(dev);
	device_remove(dev);
	device_links_no_driver(dev, true);
	device_cleanup(dev);
}

void device_release_driver(struct device *dev)
{
	device_lock(dev);
	__device_release_driver(dev);
	device_unlock(dev);
}

static bool has_driver(const struct device *dev, const void *drv)
{
	return READ_ONCE(dev->driver) == drv;
}

void driver_detach(struct device_driver *drv)
{
	struct device *dev;

	while ((dev = device_before(ULONG_MAX, has_driver, drv))) {
		device_lock(dev);
		if (dev->driver == drv)
			__device_release_driver(dev);
		device_unlock(dev);
		put_device(dev);
	}
}

/* ---- the end of boot, and of the machine ----------------------------------------------------- */

/* Report the devices whose probe is still deferred. */
static void deferred_probe_report(void)
{
	struct device *dev = NULL;
	char reason[128];

	while ((dev = device_next(NULL, dev))) {
		if (!device_is_deferred(dev))
			continue;
		/* Another thread may replace the reason. */
		spin_lock(&device_list_lock);
		strscpy(reason, dev->deferred_reason ? dev->deferred_reason :
						       "a dependency is missing", sizeof(reason));
		spin_unlock(&device_list_lock);
		dev_warn(dev, "probe is still deferred: %s\n", reason);
	}
}

void deferred_probe_finish(void)
{
	spin_lock(&device_list_lock);
	retry_again = true;
	spin_unlock(&device_list_lock);
	deferred_probe_retry();
	deferred_probe_report();
}

static int __init probe_deferred(void)
{
	deferred_probe_finish();
	return 0;
}
late_initcall(probe_deferred);

static void device_shut_down(struct device *dev)
{
	/* The machine must go off even if a probe or remove function never returns. */
	if (!device_trylock(dev)) {
		dev_warn(dev, "is being bound or unbound: not shut down\n");
		return;
	}
	if (dev->class && dev->class->shutdown_pre)
		dev->class->shutdown_pre(dev);
	if (dev->bus && dev->bus->shutdown)
		dev->bus->shutdown(dev);
	else if (dev->driver && dev->driver->shutdown)
		dev->driver->shutdown(dev);
	device_unlock(dev);
}

void device_shutdown(void)
{
	struct device *dev;

	device_shutdown_begin();
	while ((dev = device_take_for_shutdown())) {
		device_shut_down(dev);
		put_device(dev);
	}
}

static int shutdown_at_reboot(struct notifier_block *nb, unsigned long action, void *data)
{
	device_shutdown();
	return NOTIFY_DONE;
}

/* Devices are shut down after all other notifiers. */
static struct notifier_block reboot_nb = {
	.notifier_call = shutdown_at_reboot, .priority = INT_MIN,
};

static int __init register_shutdown(void)
{
	return register_reboot_notifier(&reboot_nb);
}
core_initcall(register_shutdown);
