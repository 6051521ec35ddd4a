/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_OF_DEVICE_H
#define LINUX_OF_DEVICE_H

#include <linux/device.h>
#include <linux/of.h>
#include <linux/types.h>

/* Return the entry of the table that matches the device's node, or NULL. */
static inline const struct of_device_id *of_match_device(const struct of_device_id *matches,
							 const struct device *dev)
{
	return matches && dev->of_node ? of_match_node(matches, dev->of_node) : NULL;
}

/*
 * Configure DMA for a device that is not in the device tree.  If @np is the device's own node, the
 * device gets the masks, coherence and restricted pool of @np.  Otherwise @np is a bus, and the
 * device is configured like a device on this bus.  Masks are narrowed to the DMA windows.
 *
 * If no bus has dma-ranges, or if the dma-ranges are inconsistent (-EINVAL), nothing is changed
 * unless @force_dma is set.  With @force_dma, the device then has no limit.  Returns 0, -EBUSY and
 * a report if the device has mappings, or -ENOMEM.  @id is for an IOMMU and is ignored.  Context:
 * thread.
 */
int of_dma_configure_id(struct device *dev, struct device_node *np, bool force_dma, const u32 *id);

static inline int of_dma_configure(struct device *dev, struct device_node *np, bool force_dma)
{
	return of_dma_configure_id(dev, np, force_dma, NULL);
}

#endif /* LINUX_OF_DEVICE_H */
