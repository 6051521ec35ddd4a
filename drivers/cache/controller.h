/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DRIVERS_CACHE_CONTROLLER_H
#define DRIVERS_CACHE_CONTROLLER_H

#include <linux/of.h>
#include <linux/types.h>

/* Registers of a cache controller, and the size in bytes of its cache lines. */
struct cache_controller {
	struct device_node *np;
	void __iomem *regs;
	u32 line;
};

/*
 * Find the machine's cache controller by its compatible strings @ids, map @size bytes of its
 * registers, and read the size of its lines from the property @line_property.  Returns false,
 * without a message, if the tree has no controller or none is needed (dma_cache_wanted()).  Returns
 * false, after a message, if the controller cannot be used.  Called at boot.
 */
bool cache_controller_find(struct cache_controller *found, const struct of_device_id *ids,
			   size_t size, const char *line_property);

#endif /* DRIVERS_CACHE_CONTROLLER_H */
