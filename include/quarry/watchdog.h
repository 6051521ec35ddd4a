/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUARRY_WATCHDOG_H
#define QUARRY_WATCHDOG_H

/*
 * Watchdogs for applications and the command watchdog: what programs do with /dev/watchdog under Linux.
 * Thread context; a device stays until its driver is unbound.
 */

#include <linux/watchdog.h>

/* The device of that number, NULL. */
struct watchdog_device *watchdog_find(unsigned int id);

/*
 * Start it, or change its timeout: from now on it resets the machine when nobody called watchdog_feed()
 * for @seconds.  0 seconds: its default.  0; -ERANGE: it cannot have that timeout; else the driver's error.
 */
int watchdog_start(struct watchdog_device *wdd, unsigned int seconds);

/* Its time begins anew.  0; -ENODEV if it does not run. */
int watchdog_feed(struct watchdog_device *wdd);

/*
 * Stop it.  0; 1: the hardware cannot be stopped, and the core feeds it from now on; -EPERM: it may not
 * be stopped (WDOG_NO_WAY_OUT); else the driver's error.
 */
int watchdog_stop(struct watchdog_device *wdd);

/* Milliseconds until it resets the machine if it is not fed any more; 0 if it does not run. */
unsigned int watchdog_left_ms(struct watchdog_device *wdd);

#endif /* QUARRY_WATCHDOG_H */
