/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DRIVERS_BASE_PLATFORM_H
#define DRIVERS_BASE_PLATFORM_H

#include <linux/platform_device.h>

/* Set up the device's DMA windows; its masks stay as its maker set them.  0, -errno. */
int platform_dma_configure(struct platform_device *pdev);

/*
 * Show the device, which has its name, to the drivers: 0; -EEXIST: another one has the name.  And unbind
 * it, if it is bound, and forget it.  Thread context.
 */
int platform_list_add(struct platform_device *pdev);
void platform_list_del(struct platform_device *pdev);

#endif /* DRIVERS_BASE_PLATFORM_H */
