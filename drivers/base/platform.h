/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DRIVERS_BASE_PLATFORM_H
#define DRIVERS_BASE_PLATFORM_H

#include <linux/of.h>
#include <linux/platform_device.h>

/*
 * Set up the DMA windows of a platform device, and the masks that its creator requested.  Returns 0
 * or -errno.
 */
int platform_dma_configure(struct device *dev);

/* The release function of devices that were allocated, not declared by their owner. */
void platform_device_release(struct device *dev);

/* Name the device after its node.  Returns 0 or -ENOMEM. */
int of_device_make_bus_id(struct device *dev);

/* Add a device of of_device_alloc().  Returns 0, or an error after a message. */
int of_device_add(struct platform_device *pdev);

#endif /* DRIVERS_BASE_PLATFORM_H */
