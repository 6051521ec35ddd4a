/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KUNIT_DEVICE_H
#define KUNIT_DEVICE_H

/*
 * Devices and drivers of a case, on a bus of their own, "kunit".  They are unregistered when the
 * case ends.  On this bus each driver matches each device.  Functions that return a pointer return
 * an ERR_PTR() on failure.  Context: thread.
 */

#include <kunit/test.h>

struct device;
struct device_driver;

/* Register a driver without a probe function; the caller may set probe and remove. */
struct device_driver *kunit_driver_create(struct kunit *test, const char *name);

/* Register the device "<case>.<name>" and a driver for it, to which it is bound. */
struct device *kunit_device_register(struct kunit *test, const char *name);

/* The same, with a driver that the caller has created and that other devices may use. */
struct device *kunit_device_register_with_driver(struct kunit *test, const char *name,
						 const struct device_driver *drv);

/* Unregister a device before the case ends, and the driver of kunit_device_register(). */
void kunit_device_unregister(struct kunit *test, struct device *dev);

#endif /* KUNIT_DEVICE_H */
