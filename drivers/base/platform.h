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

/* Read the resources of a device from the node's addresses.  Returns 0 or -ENOMEM. */
int platform_read_resources(struct platform_device *pdev, struct device_node *np);

/* Return true if the node and its parents are buses, whose devices are created at boot. */
bool platform_is_boot_bus(struct device_node *np);

#endif /* DRIVERS_BASE_PLATFORM_H */
