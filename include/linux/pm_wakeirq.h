/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PM_WAKEIRQ_H
#define LINUX_PM_WAKEIRQ_H

/* Interrupts that wake up the machine, which never sleeps.  All functions succeed. */

struct device;

static inline int dev_pm_set_wake_irq(struct device *dev, int irq)
{
	return 0;
}

static inline int dev_pm_set_dedicated_wake_irq(struct device *dev, int irq)
{
	return 0;
}

static inline void dev_pm_clear_wake_irq(struct device *dev)
{
}

static inline int devm_pm_set_wake_irq(struct device *dev, int irq)
{
	return 0;
}

#endif /* LINUX_PM_WAKEIRQ_H */
