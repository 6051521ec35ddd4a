// SPDX-License-Identifier: BSD-2-Clause
/*
 * Common part of the drivers of cache controllers in the device tree.
 *
 * A node without a necessary property is refused with a message.  If the tree has two nodes of a
 * kind, both are refused, because the tree does not specify which of them contains a line.  The
 * machine then has no cache maintenance, and refuses devices that are not coherent.
 */

#define pr_fmt(fmt) "cache: " fmt

#include <linux/init.h>
#include <linux/io.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/of_address.h>
#include <linux/printk.h>
#include <quarry/dma_cache.h>

#include "controller.h"

#define UNUSED "non-coherent devices are refused"

static struct device_node *__init cache_controller_next_of(struct device_node *from,
							   const struct of_device_id *ids)
{
	do {
		from = of_find_matching_node(from, ids);
	} while (from && !of_device_is_available(from));
	return from;
}

bool __init cache_controller_find(struct cache_controller *found, const struct of_device_id *ids,
				  size_t size, const char *line_property)
{
	struct device_node *np = dma_cache_wanted() ? cache_controller_next_of(NULL, ids) : NULL,
			   *second;
	struct resource res;

	if (!np)
		return false;
	second = cache_controller_next_of(np, ids);
	if (second) {
		pr_err("%pOF and %pOF: only one cache controller is supported: " UNUSED "\n", np,
		       second);
		return false;
	}
	if (of_property_read_u32(np, line_property, &found->line) || !is_power_of_2(found->line) ||
	    found->line < 16 || found->line > PAGE_SIZE) {
		pr_err("%pOF: %s is missing or invalid: " UNUSED "\n", np, line_property);
		return false;
	}
	if (of_address_to_resource(np, 0, &res) || resource_size(&res) < size) {
		pr_err("%pOF: reg is missing, or below %zu bytes: " UNUSED "\n", np, size);
		return false;
	}
	found->regs = ioremap(res.start, size);
	if (!found->regs) {
		pr_err("%pOF: registers at %#llx cannot be mapped: " UNUSED "\n", np,
		       (unsigned long long)res.start);
		return false;
	}
	found->np = np;
	return true;
}
