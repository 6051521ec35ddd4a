/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PM_DOMAIN_H
#define LINUX_PM_DOMAIN_H

/*
 * There are no power domains: they are as firmware left them.  A function that looks for a domain
 * reports that there is none.
 */

#include <linux/device.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/pm.h>

static inline struct device *dev_pm_domain_attach_by_id(struct device *dev, unsigned int index)
{
	return NULL;	/* as for a device with one domain, or none */
}

static inline struct device *dev_pm_domain_attach_by_name(struct device *dev, const char *name)
{
	return NULL;
}

static inline void dev_pm_domain_detach(struct device *dev, bool power_off)
{
}

#endif /* LINUX_PM_DOMAIN_H */
