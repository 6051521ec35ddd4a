/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DRIVERS_CACHE_CONTROLLER_H
#define DRIVERS_CACHE_CONTROLLER_H

#include <linux/of.h>
#include <linux/types.h>

/* The registers of a cache controller, and the size of its line. */
struct cache_controller {
	struct device_node *np;
	void __iomem *regs;
	u32 line;
};

/*
 * Find the machine's controller by its compatible strings, map @size bytes of its registers, and
 * read the size of its line from @line_property.  Returns false, without a message, if the tree has
 * no controller or none is needed (dma_cache_wanted()), and, after a message, if the controller
 * cannot be used.  Called at boot.
 */
bool cache_controller_find(struct cache_controller *found, const struct of_device_id *ids,
			   size_t size, const char *line_property);

#endif /* DRIVERS_CACHE_CONTROLLER_H */
