/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_OF_PLATFORM_H
#define LINUX_OF_PLATFORM_H

#include <linux/of.h>

struct platform_device;

/* The device that was made of the node; NULL.  It stays: there is no reference to give back. */
struct platform_device *of_find_device_by_node(struct device_node *np);

#endif /* LINUX_OF_PLATFORM_H */
