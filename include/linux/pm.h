/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PM_H
#define LINUX_PM_H

/*
 * Power management: all devices stay on from their probe until the machine is switched off, as in a
 * Linux that is built without power management.  The callbacks of struct dev_pm_ops are never
 * called, and the functions of linux/pm_runtime.h change nothing.  A driver must therefore leave
 * its device on at the end of its probe, and must not rely on runtime_resume() to turn it on.
 *
 * pm_ptr() and pm_sleep_ptr() return NULL and use their argument, so that the compiler removes the
 * callbacks without a warning.
 */

#include <linux/bits.h>
#include <linux/completion.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/util_macros.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

struct device;

/*
 * A function that powers off the machine, or NULL.  It is called if firmware and the devices of the
 * machine could not do it.  New drivers call devm_register_power_off_handler().
 */
extern void (*pm_power_off)(void);

typedef struct pm_message {
	int event;
} pm_message_t;

struct dev_pm_ops {
	int (*prepare)(struct device *dev);
	void (*complete)(struct device *dev);
	int (*suspend)(struct device *dev);
	int (*resume)(struct device *dev);
	int (*freeze)(struct device *dev);
	int (*thaw)(struct device *dev);
	int (*poweroff)(struct device *dev);
	int (*restore)(struct device *dev);
	int (*suspend_late)(struct device *dev);
	int (*resume_early)(struct device *dev);
	int (*freeze_late)(struct device *dev);
	int (*thaw_early)(struct device *dev);
	int (*poweroff_late)(struct device *dev);
	int (*restore_early)(struct device *dev);
	int (*suspend_noirq)(struct device *dev);
	int (*resume_noirq)(struct device *dev);
	int (*freeze_noirq)(struct device *dev);
	int (*thaw_noirq)(struct device *dev);
	int (*poweroff_noirq)(struct device *dev);
	int (*restore_noirq)(struct device *dev);
	int (*runtime_suspend)(struct device *dev);
	int (*runtime_resume)(struct device *dev);
	int (*runtime_idle)(struct device *dev);
};

/* The state of a device, in struct device.  See linux/pm_wakeup.h. */
struct dev_pm_info {
	bool can_wakeup;
	bool should_wakeup;
};

#define pm_ptr(ptr)		PTR_IF(false, (ptr))
#define pm_sleep_ptr(ptr)	PTR_IF(false, (ptr))

#define SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn)	\
	.suspend = pm_sleep_ptr(suspend_fn),		\
	.resume = pm_sleep_ptr(resume_fn),		\
	.freeze = pm_sleep_ptr(suspend_fn),		\
	.thaw = pm_sleep_ptr(resume_fn),		\
	.poweroff = pm_sleep_ptr(suspend_fn),		\
	.restore = pm_sleep_ptr(resume_fn),
#define LATE_SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn)	\
	.suspend_late = pm_sleep_ptr(suspend_fn),	\
	.resume_early = pm_sleep_ptr(resume_fn),	\
	.freeze_late = pm_sleep_ptr(suspend_fn),	\
	.thaw_early = pm_sleep_ptr(resume_fn),		\
	.poweroff_late = pm_sleep_ptr(suspend_fn),	\
	.restore_early = pm_sleep_ptr(resume_fn),
#define NOIRQ_SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn)	\
	.suspend_noirq = pm_sleep_ptr(suspend_fn),		\
	.resume_noirq = pm_sleep_ptr(resume_fn),		\
	.freeze_noirq = pm_sleep_ptr(suspend_fn),		\
	.thaw_noirq = pm_sleep_ptr(resume_fn),			\
	.poweroff_noirq = pm_sleep_ptr(suspend_fn),		\
	.restore_noirq = pm_sleep_ptr(resume_fn),
#define RUNTIME_PM_OPS(suspend_fn, resume_fn, idle_fn)	\
	.runtime_suspend = pm_ptr(suspend_fn),		\
	.runtime_resume = pm_ptr(resume_fn),		\
	.runtime_idle = pm_ptr(idle_fn),

/*
 * The older forms do not use the functions, which drivers therefore mark with __maybe_unused, or
 * compile only if the configuration has power management.
 */
#define SET_SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn)
#define SET_LATE_SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn)
#define SET_NOIRQ_SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn)
#define SET_RUNTIME_PM_OPS(suspend_fn, resume_fn, idle_fn)

#define DEFINE_SIMPLE_DEV_PM_OPS(name, suspend_fn, resume_fn)	\
	const struct dev_pm_ops name = {			\
		SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn)	\
	}
#define DEFINE_NOIRQ_DEV_PM_OPS(name, suspend_fn, resume_fn)	\
	const struct dev_pm_ops name = {			\
		NOIRQ_SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn) \
	}
#define EXPORT_SIMPLE_DEV_PM_OPS(name, suspend_fn, resume_fn) \
	DEFINE_SIMPLE_DEV_PM_OPS(name, suspend_fn, resume_fn)
#define EXPORT_GPL_SIMPLE_DEV_PM_OPS(name, suspend_fn, resume_fn) \
	DEFINE_SIMPLE_DEV_PM_OPS(name, suspend_fn, resume_fn)
#define SIMPLE_DEV_PM_OPS(name, suspend_fn, resume_fn) \
	const struct dev_pm_ops __maybe_unused name = { }
#define UNIVERSAL_DEV_PM_OPS(name, suspend_fn, resume_fn, idle_fn) \
	const struct dev_pm_ops __maybe_unused name = { }

/* Flags of the driver, which have no effect. */
#define DPM_FLAG_NO_DIRECT_COMPLETE	BIT(0)
#define DPM_FLAG_SMART_PREPARE		BIT(1)
#define DPM_FLAG_SMART_SUSPEND		BIT(2)
#define DPM_FLAG_MAY_SKIP_RESUME	BIT(3)

static inline void dev_pm_set_driver_flags(struct device *dev, u32 flags)
{
}

#endif /* LINUX_PM_H */
