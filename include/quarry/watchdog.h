/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUARRY_WATCHDOG_H
#define QUARRY_WATCHDOG_H

/*
 * Functions with which applications and the command watchdog use watchdog devices, instead of
 * Linux's /dev/watchdog.  A device is valid until its driver is unbound.  Context: thread.
 */

#include <linux/watchdog.h>

/* Return the device with this number, or NULL. */
struct watchdog_device *watchdog_find(unsigned int id);

/*
 * Start the device or change its timeout.  The device resets the machine if watchdog_feed() is not
 * called for @seconds; 0 selects the device's default.  Returns 0, -ERANGE if the device does not
 * support the timeout, or the driver's error.
 */
int watchdog_start(struct watchdog_device *wdd, unsigned int seconds);

/* Restart the timeout.  Returns 0, -ENODEV if the device is not running, or the driver's error. */
int watchdog_feed(struct watchdog_device *wdd);

/*
 * Stop the device.  Returns 0; 1 if the hardware cannot be stopped and the core feeds it; -EPERM if
 * stopping is not allowed (WDOG_NO_WAY_OUT); or the driver's error.
 */
int watchdog_stop(struct watchdog_device *wdd);

/*
 * Return the milliseconds until the device resets the machine; 0 if the device is not running or
 * the time is not known.
 */
unsigned int watchdog_left_ms(struct watchdog_device *wdd);

#endif /* QUARRY_WATCHDOG_H */
