/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef WATCHDOG_H
#define WATCHDOG_H

/* Data of watchdog.c, for the command watchdog. */

#include <linux/mutex.h>
#include <linux/watchdog.h>
#include <linux/workqueue.h>

enum watchdog_state { WATCHDOG_STOPPED, WATCHDOG_STARTED, WATCHDOG_FED, WATCHDOG_LEFT };

/* The core's data of a device.  All members are protected by watchdog_lock. */
struct watchdog_core_data {
	struct watchdog_device *wdd;
	const char *name;		/* name in messages */
	struct list_head list;
	enum watchdog_state state;
	bool limited;			/* true if the core feeds only until the deadline */
	unsigned int default_timeout;	/* seconds */
	unsigned long fed;		/* jiffies: last feed of the hardware */
	unsigned long deadline;		/* jiffies: end of the user's timeout or of open_timeout */
	struct delayed_work work;	/* feeds the hardware */
};

extern struct mutex watchdog_lock;
extern struct list_head watchdog_devices;

#endif /* WATCHDOG_H */
