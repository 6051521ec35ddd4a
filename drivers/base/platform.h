/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DRIVERS_BASE_PLATFORM_H
#define DRIVERS_BASE_PLATFORM_H

#include <linux/platform_device.h>

/*
 * Set up the device's DMA windows, and the masks that the creator of the device requested.  Returns
 * 0 or -errno.
 */
int platform_dma_configure(struct platform_device *pdev);

/*
 * platform_list_add() adds a device to the list and tries to bind a driver.  It returns 0, or
 * -EEXIST if another device has the same name.  platform_list_del() unbinds the driver and removes
 * the device.  Context: thread.
 */
int platform_list_add(struct platform_device *pdev);
void platform_list_del(struct platform_device *pdev);

#endif /* DRIVERS_BASE_PLATFORM_H */
