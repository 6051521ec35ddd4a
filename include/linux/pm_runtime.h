/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PM_RUNTIME_H
#define LINUX_PM_RUNTIME_H

/*
 * Power management at run time, as in a Linux without it (see linux/pm.h): all devices are active,
 * and there are no usage counts.
 *
 * pm_runtime_get(), pm_runtime_get_sync() and pm_runtime_resume() return 1, because the device is
 * active.  The functions that put or suspend a device return -ENOSYS, which drivers ignore.  The
 * other functions that return int return 0, except as noted.  Context: any.
 */

#include <linux/device.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/notifier.h>
#include <linux/pm.h>

#define DEFINE_RUNTIME_DEV_PM_OPS(name, suspend_fn, resume_fn, idle_fn)				\
	const struct dev_pm_ops name = {							\
		SYSTEM_SLEEP_PM_OPS(pm_runtime_force_suspend, pm_runtime_force_resume)		\
		RUNTIME_PM_OPS(suspend_fn, resume_fn, idle_fn)					\
	}

static inline int pm_runtime_get(struct device *dev)
{
	return 1;
}

static inline int pm_runtime_get_sync(struct device *dev)
{
	return 1;
}

static inline int pm_runtime_resume(struct device *dev)
{
	return 1;
}

static inline int pm_request_resume(struct device *dev)
{
	return 1;
}

static inline int pm_runtime_resume_and_get(struct device *dev)
{
	return 0;
}

static inline int pm_runtime_put(struct device *dev)
{
	return -ENOSYS;
}

static inline int pm_runtime_put_sync(struct device *dev)
{
	return -ENOSYS;
}

static inline int pm_runtime_put_autosuspend(struct device *dev)
{
	return -ENOSYS;
}

static inline int __pm_runtime_put_autosuspend(struct device *dev)
{
	return -ENOSYS;
}

static inline int pm_runtime_put_sync_autosuspend(struct device *dev)
{
	return -ENOSYS;
}

static inline int pm_runtime_put_sync_suspend(struct device *dev)
{
	return -ENOSYS;
}

static inline int pm_runtime_idle(struct device *dev)
{
	return -ENOSYS;
}

static inline int pm_runtime_suspend(struct device *dev)
{
	return -ENOSYS;
}

static inline int pm_runtime_autosuspend(struct device *dev)
{
	return -ENOSYS;
}

static inline int pm_request_idle(struct device *dev)
{
	return -ENOSYS;
}

static inline int pm_request_autosuspend(struct device *dev)
{
	return -ENOSYS;
}

/* -EINVAL means that there is no state to look at; the device is active. */
static inline int pm_runtime_get_if_in_use(struct device *dev)
{
	return -EINVAL;
}

static inline int pm_runtime_get_if_active(struct device *dev)
{
	return -EINVAL;
}

static inline int pm_runtime_set_active(struct device *dev)
{
	return 0;
}

static inline int pm_runtime_set_suspended(struct device *dev)
{
	return 0;
}

static inline int pm_runtime_barrier(struct device *dev)
{
	return 0;
}

static inline int pm_runtime_force_suspend(struct device *dev)
{
	return 0;
}

static inline int pm_runtime_force_resume(struct device *dev)
{
	return 0;
}

static inline int pm_generic_runtime_suspend(struct device *dev)
{
	return 0;
}

static inline int pm_generic_runtime_resume(struct device *dev)
{
	return 0;
}

static inline int devm_pm_runtime_enable(struct device *dev)
{
	return 0;
}

static inline int devm_pm_runtime_set_active_enabled(struct device *dev)
{
	return 0;
}

static inline int devm_pm_runtime_get_noresume(struct device *dev)
{
	return 0;
}

static inline void pm_runtime_enable(struct device *dev)
{
}

static inline void pm_runtime_disable(struct device *dev)
{
}

static inline void pm_runtime_allow(struct device *dev)
{
}

static inline void pm_runtime_forbid(struct device *dev)
{
}

static inline void pm_runtime_get_noresume(struct device *dev)
{
}

static inline void pm_runtime_put_noidle(struct device *dev)
{
}

static inline void pm_runtime_no_callbacks(struct device *dev)
{
}

static inline void pm_runtime_irq_safe(struct device *dev)
{
}

static inline void pm_runtime_mark_last_busy(struct device *dev)
{
}

static inline void pm_runtime_use_autosuspend(struct device *dev)
{
}

static inline void pm_runtime_dont_use_autosuspend(struct device *dev)
{
}

static inline void pm_runtime_set_autosuspend_delay(struct device *dev, int delay)
{
}

static inline void pm_suspend_ignore_children(struct device *dev, bool enable)
{
}

static inline bool pm_runtime_active(struct device *dev)
{
	return true;
}

static inline bool pm_runtime_suspended(struct device *dev)
{
	return false;
}

static inline bool pm_runtime_status_suspended(struct device *dev)
{
	return false;
}

static inline bool pm_runtime_enabled(struct device *dev)
{
	return false;
}

#endif /* LINUX_PM_RUNTIME_H */
