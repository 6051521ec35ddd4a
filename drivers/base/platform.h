/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DRIVERS_BASE_PLATFORM_H
#define DRIVERS_BASE_PLATFORM_H

#include <linux/platform_device.h>

/*
 * Set up the DMA windows of a platform device, and the masks that its creator requested.  Returns 0
 * or -errno.
 */
int platform_dma_configure(struct device *dev);

#endif /* DRIVERS_BASE_PLATFORM_H */
