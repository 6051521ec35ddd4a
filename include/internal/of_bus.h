/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_OF_BUS_H
#define INTERNAL_OF_BUS_H

#include <linux/of.h>

/*
 * Return true if devices are created at boot for the nodes below this one: it is a simple-bus, a
 * simple-mfd or a simple-pm-bus.  Defined in drivers/base/.
 */
bool of_node_is_bus(const struct device_node *np);

#endif /* INTERNAL_OF_BUS_H */
