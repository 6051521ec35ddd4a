/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SUSPEND_H
#define LINUX_SUSPEND_H

/* There is no suspend: see <linux/pm.h>. */

#include <linux/device.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/notifier.h>
#include <linux/pm.h>

typedef int suspend_state_t;

#define PM_SUSPEND_ON		0
#define PM_SUSPEND_TO_IDLE	1
#define PM_SUSPEND_STANDBY	2
#define PM_SUSPEND_MEM		3

/* The system does not sleep, so there is nothing to wake. */
static inline void pm_system_wakeup(void)
{
}

#endif /* LINUX_SUSPEND_H */
