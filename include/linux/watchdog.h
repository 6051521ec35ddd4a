/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_WATCHDOG_H
#define LINUX_WATCHDOG_H

/*
 * Watchdogs for drivers, under Linux's names.  drivers/watchdog/watchdog.c explains their states.  All
 * functions but restart() are called in thread context.  Times are in seconds, or in milliseconds where the
 * name ends in _ms.
 */

#include <linux/bitops.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/types.h>

struct watchdog_core_data;
struct watchdog_device;

/* The abilities of a watchdog; the names are those of Linux's interface to programs. */
#define WDIOF_OVERHEAT		0x0001
#define WDIOF_FANFAULT		0x0002
#define WDIOF_EXTERN1		0x0004
#define WDIOF_EXTERN2		0x0008
#define WDIOF_POWERUNDER	0x0010
#define WDIOF_CARDRESET		0x0020
#define WDIOF_POWEROVER		0x0040
#define WDIOF_SETTIMEOUT	0x0080
#define WDIOF_MAGICCLOSE	0x0100
#define WDIOF_PRETIMEOUT	0x0200
#define WDIOF_ALARMONLY		0x0400
#define WDIOF_KEEPALIVEPING	0x8000

struct watchdog_info {
	__u32 options;
	__u32 firmware_version;
	__u8 identity[32];
};

/*
 * Called one at a time for all devices, but for restart, which comes in any context, with no lock held,
 * and returns only if it did not work.  Each returns 0 or -errno unless it says otherwise.
 *
 *	start		required; also feeds where there is no ping
 *	stop		a device that runs on sets WDOG_HW_RUNNING and returns 0; NULL: it cannot stop
 *	set_timeout	sets wdd->timeout to what the hardware took; of a device that runs, at once
 *	get_timeleft	seconds
 */
struct watchdog_ops {
	struct module *owner;
	int (*start)(struct watchdog_device *wdd);
	int (*stop)(struct watchdog_device *wdd);
	int (*ping)(struct watchdog_device *wdd);
	unsigned int (*status)(struct watchdog_device *wdd);		/* accepted, not called */
	int (*set_timeout)(struct watchdog_device *wdd, unsigned int timeout);
	int (*set_pretimeout)(struct watchdog_device *wdd, unsigned int timeout);	/* likewise */
	unsigned int (*get_timeleft)(struct watchdog_device *wdd);
	int (*restart)(struct watchdog_device *wdd, unsigned long action, void *data);
};

struct watchdog_device {
	int id;				/* the core's; the lowest that is free */
	struct device *parent;
	const struct watchdog_info *info;
	const struct watchdog_ops *ops;
	unsigned int bootstatus;	/* WDIOF_CARDRESET: it was the reason of the last reset */
	unsigned int timeout;
	unsigned int pretimeout;
	unsigned int min_timeout;
	unsigned int max_timeout;		/* counts without max_hw_heartbeat_ms only; 0: none */
	unsigned int min_hw_heartbeat_ms;	/* the least time between two feeds */
	unsigned int max_hw_heartbeat_ms;	/* for longer timeouts the core feeds in between */
	int restart_priority;			/* watchdog_set_restart_priority() */
	void *driver_data;
	struct watchdog_core_data *wd_data;
	unsigned long status;			/* bits: */
#define WDOG_ACTIVE			0	/* started by a user, who feeds it */
#define WDOG_NO_WAY_OUT			1	/* a user cannot stop it */
#define WDOG_STOP_ON_REBOOT		2
#define WDOG_HW_RUNNING			3	/* the hardware counts */
#define WDOG_STOP_ON_UNREGISTER		4
};

#define WATCHDOG_NOWAYOUT		0
#define WATCHDOG_NOWAYOUT_INIT_STATUS	0

static inline bool watchdog_active(struct watchdog_device *wdd)
{
	return test_bit(WDOG_ACTIVE, &wdd->status);
}

static inline bool watchdog_hw_running(struct watchdog_device *wdd)
{
	return test_bit(WDOG_HW_RUNNING, &wdd->status);
}

static inline void watchdog_set_nowayout(struct watchdog_device *wdd, bool nowayout)
{
	if (nowayout)
		set_bit(WDOG_NO_WAY_OUT, &wdd->status);
}

/* Stop it when the machine is left in an orderly way, when its driver goes. */
static inline void watchdog_stop_on_reboot(struct watchdog_device *wdd)
{
	set_bit(WDOG_STOP_ON_REBOOT, &wdd->status);
}

static inline void watchdog_stop_on_unregister(struct watchdog_device *wdd)
{
	set_bit(WDOG_STOP_ON_UNREGISTER, &wdd->status);
}

static inline bool watchdog_timeout_invalid(struct watchdog_device *wdd, unsigned int t)
{
	return t > UINT_MAX / 1000 || t < wdd->min_timeout ||
	       (!wdd->max_hw_heartbeat_ms && wdd->max_timeout && t > wdd->max_timeout);
}

static inline void watchdog_set_drvdata(struct watchdog_device *wdd, void *data)
{
	wdd->driver_data = data;
}

static inline void *watchdog_get_drvdata(struct watchdog_device *wdd)
{
	return wdd->driver_data;
}

/*
 * Which watchdog is asked first to restart the machine: 0 the last resort, 128 the usual, 255 the first.
 * All come after the firmware and test devices.
 */
static inline void watchdog_set_restart_priority(struct watchdog_device *wdd, int priority)
{
	wdd->restart_priority = priority;
}

/*
 * wdd->timeout becomes @timeout, or, if that is 0 or does not fit, timeout-sec of @dev's node; else it
 * stays.  0; -EINVAL if one of them does not fit, with a message.
 */
int watchdog_init_timeout(struct watchdog_device *wdd, unsigned int timeout, struct device *dev);

/*
 * Hand it to the core, which stops or feeds it if WDOG_HW_RUNNING is set.  0; -EINVAL if an operation is
 * missing; -ENOMEM.  A device that still runs when it is unregistered is stopped, or a message says that
 * it will reset the machine.
 */
int watchdog_register_device(struct watchdog_device *wdd);
void watchdog_unregister_device(struct watchdog_device *wdd);
int devm_watchdog_register_device(struct device *dev, struct watchdog_device *wdd);

/* It was last fed so long ago, by someone else.  0; -EINVAL if it is not registered. */
int watchdog_set_last_hw_keepalive(struct watchdog_device *wdd, unsigned int last_ping_ms);

#endif /* LINUX_WATCHDOG_H */
