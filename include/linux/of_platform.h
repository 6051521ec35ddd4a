/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_OF_PLATFORM_H
#define LINUX_OF_PLATFORM_H

#include <linux/mod_devicetable.h>
#include <linux/of.h>

struct platform_device;

/* Return the device of a node, with a reference, or NULL.  Context: thread. */
struct platform_device *of_find_device_by_node(struct device_node *np);

#endif /* LINUX_OF_PLATFORM_H */
