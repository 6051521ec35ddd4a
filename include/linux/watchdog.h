/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_WATCHDOG_H
#define LINUX_WATCHDOG_H

/*
 * Watchdog drivers, with Linux's interface.  drivers/watchdog/watchdog.c explains the states.  All
 * functions except restart() are called in thread context.  Times are in seconds, or in
 * milliseconds if the name ends in _ms.
 */

#include <linux/bitops.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/types.h>

struct watchdog_core_data;
struct watchdog_device;

/* Capabilities of a watchdog, named as in Linux's user interface. */
#define WDIOF_UNKNOWN		(-1)	/* unknown flag or status */
#define WDIOS_UNKNOWN		(-1)
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
 * Operations.  They are serialized for all devices and return 0 or -errno, except for restart(),
 * which is called in any context without a lock.  It returns 0 if it started the counter, or the
 * error if it failed.
 *
 *	start		required; also feeds if there is no ping
 *	stop		if the device cannot stop, sets WDOG_HW_RUNNING and returns 0; may be NULL
 *	set_timeout	sets wdd->timeout to the actual value; takes effect at once
 *	get_timeleft	returns seconds
 */
struct watchdog_ops {
	struct module *owner;
	int (*start)(struct watchdog_device *wdd);
	int (*stop)(struct watchdog_device *wdd);
	int (*ping)(struct watchdog_device *wdd);
	unsigned int (*status)(struct watchdog_device *wdd);		/* ignored */
	int (*set_timeout)(struct watchdog_device *wdd, unsigned int timeout);
	/* Ignored. */
	int (*set_pretimeout)(struct watchdog_device *wdd, unsigned int timeout);
	unsigned int (*get_timeleft)(struct watchdog_device *wdd);
	int (*restart)(struct watchdog_device *wdd, unsigned long action, void *data);
};

struct watchdog_device {
	int id;				/* set by the core: the lowest free number */
	struct device *parent;
	const struct watchdog_info *info;
	const struct watchdog_ops *ops;
	unsigned int bootstatus;	/* WDIOF_CARDRESET if this watchdog caused the last reset */
	unsigned int timeout;
	unsigned int pretimeout;
	unsigned int min_timeout;
	unsigned int max_timeout;		/* used if max_hw_heartbeat_ms is 0; 0: no limit */
	unsigned int min_hw_heartbeat_ms;	/* minimum time between two feeds */
	unsigned int max_hw_heartbeat_ms;	/* limit of the hardware; the core extends it */
	int restart_priority;			/* watchdog_set_restart_priority() */
	void *driver_data;
	struct watchdog_core_data *wd_data;
	unsigned long status;			/* bits below */
#define WDOG_ACTIVE			0	/* started by a user */
#define WDOG_NO_WAY_OUT			1	/* a user cannot stop the watchdog */
#define WDOG_STOP_ON_REBOOT		2
#define WDOG_HW_RUNNING			3	/* the hardware is counting */
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

/* Stop the watchdog on an orderly shutdown, or when its driver is unregistered. */
static inline void watchdog_stop_on_reboot(struct watchdog_device *wdd)
{
	set_bit(WDOG_STOP_ON_REBOOT, &wdd->status);
}

static inline void watchdog_stop_on_unregister(struct watchdog_device *wdd)
{
	set_bit(WDOG_STOP_ON_UNREGISTER, &wdd->status);
}

/* There is no suspend. */
static inline void watchdog_stop_ping_on_suspend(struct watchdog_device *wdd)
{
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
 * Set the priority of this watchdog for restarting the machine: 0 is the last resort, 128 the
 * default, 255 the first.  All watchdogs come after firmware and test devices.
 */
static inline void watchdog_set_restart_priority(struct watchdog_device *wdd, int priority)
{
	wdd->restart_priority = priority;
}

/*
 * Set wdd->timeout to @timeout or, if @timeout is 0 or invalid, to the property timeout-sec of the
 * node of @dev.  If both are missing or invalid, wdd->timeout is unchanged.  Invalid values are
 * reported.  Returns -EINVAL if a value was invalid and wdd->timeout is unchanged, otherwise 0.
 */
int watchdog_init_timeout(struct watchdog_device *wdd, unsigned int timeout, struct device *dev);

/*
 * Register a watchdog.  If WDOG_HW_RUNNING is set, the core stops or feeds it.  Returns 0, -EINVAL
 * if an operation is missing, or -ENOMEM.  Unregistering stops a running device, or prints that it
 * will reset the machine.
 */
int watchdog_register_device(struct watchdog_device *wdd);
void watchdog_unregister_device(struct watchdog_device *wdd);
int devm_watchdog_register_device(struct device *dev, struct watchdog_device *wdd);

/*
 * Set the time since another agent last fed the device.  Returns 0, or -EINVAL if it is not
 * registered.
 */
int watchdog_set_last_hw_keepalive(struct watchdog_device *wdd, unsigned int last_ping_ms);

/*
 * Report that the pretimeout of the device has passed: the machine is reset soon.  There are no
 * governors; the core prints a message.  Context: any.
 */
void watchdog_notify_pretimeout(struct watchdog_device *wdd);

#endif /* LINUX_WATCHDOG_H */
