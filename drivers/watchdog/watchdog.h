/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef WATCHDOG_H
#define WATCHDOG_H

/* Shared by watchdog.c and the command. */

#include <linux/mutex.h>
#include <linux/watchdog.h>
#include <linux/workqueue.h>

enum watchdog_state { WATCHDOG_STOPPED, WATCHDOG_STARTED, WATCHDOG_FED, WATCHDOG_LEFT };

/* All of it under watchdog_lock. */
struct watchdog_core_data {
	struct watchdog_device *wdd;
	const char *name;		/* in messages */
	struct list_head list;
	enum watchdog_state state;
	bool limited;			/* it is fed until the deadline only */
	unsigned int default_timeout;	/* seconds */
	unsigned long fed;		/* jiffies: the last time that the hardware was */
	unsigned long deadline;		/* jiffies: when it is to reset the machine */
	struct delayed_work work;	/* feeds it */
};

extern struct mutex watchdog_lock;
extern struct list_head watchdog_devices;

#endif /* WATCHDOG_H */
