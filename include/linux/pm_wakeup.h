/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PM_WAKEUP_H
#define LINUX_PM_WAKEUP_H

/*
 * Devices that can wake up the machine.  The settings are kept for the driver, which reads them.
 * The machine never sleeps, so that there are no wakeup events.
 */

#include <linux/device.h>

static inline bool device_can_wakeup(struct device *dev)
{
	return dev->power.can_wakeup;
}

static inline bool device_may_wakeup(struct device *dev)
{
	return dev->power.can_wakeup && dev->power.should_wakeup;
}

static inline void device_set_wakeup_capable(struct device *dev, bool capable)
{
	dev->power.can_wakeup = capable;
}

/* Returns 0, or -EINVAL if the device cannot wake up the machine. */
static inline int device_set_wakeup_enable(struct device *dev, bool enable)
{
	dev->power.should_wakeup = enable;
	return enable && !dev->power.can_wakeup ? -EINVAL : 0;
}

static inline int device_wakeup_enable(struct device *dev)
{
	return device_set_wakeup_enable(dev, true);
}

static inline void device_wakeup_disable(struct device *dev)
{
	device_set_wakeup_enable(dev, false);
}

static inline int device_init_wakeup(struct device *dev, bool enable)
{
	device_set_wakeup_capable(dev, enable);
	return device_set_wakeup_enable(dev, enable);
}

static inline void pm_stay_awake(struct device *dev)
{
}

static inline void pm_relax(struct device *dev)
{
}

static inline void pm_wakeup_event(struct device *dev, unsigned int msec)
{
}

static inline void pm_wakeup_hard_event(struct device *dev)
{
}

#endif /* LINUX_PM_WAKEUP_H */
