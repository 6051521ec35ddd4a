/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DRIVERS_BASE_AMBA_H
#define DRIVERS_BASE_AMBA_H

#include <linux/device.h>
#include <linux/kconfig.h>
#include <linux/of.h>
#include <linux/types.h>

/* Return true if the device of the node is on the AMBA bus. */
static inline bool amba_has_node(const struct device_node *np)
{
	return IS_ENABLED(CONFIG_ARM_AMBA) && of_device_is_compatible(np, "arm,primecell");
}

#ifdef CONFIG_ARM_AMBA
/* Return true if the device is on the AMBA bus. */
bool amba_is_device(const struct device *dev);
#else
static inline bool amba_is_device(const struct device *dev)
{
	return false;
}
#endif

/*
 * Create the device of a node, unless it has one.  A node without an address gets none.  Returns 0,
 * or the error of device_add().
 */
int amba_create_device(struct device_node *np, struct device *parent);

/* Remove a device that amba_create_device() created, and return true, if @dev is one. */
bool amba_destroy_device(struct device *dev);

/* Read the peripheral id and the component id at the end of registers of @size bytes. */
void amba_read_ids(const void __iomem *regs, size_t size, u32 *periphid, u32 *cid);

#endif /* DRIVERS_BASE_AMBA_H */
