/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_OF_DEVICE_H
#define LINUX_OF_DEVICE_H

#include <linux/device.h>
#include <linux/of.h>
#include <linux/types.h>

/*
 * What a device that is not of the tree, or below another, reaches by DMA: as a device of @np's, or, if
 * that is not its own node, on the bus @np.  Its masks become no wider than the windows there; whether it
 * is coherent, and its restricted pool, are @np's, too.
 *
 * Without @force_dma nothing happens where no bus says anything, and contradictions are -EINVAL; with it
 * both are taken as no limit.  0; -EBUSY, reported, while something is mapped; -ENOMEM.  @id, of an IOMMU,
 * has no meaning.  Thread context.
 */
int of_dma_configure_id(struct device *dev, struct device_node *np, bool force_dma, const u32 *id);

static inline int of_dma_configure(struct device *dev, struct device_node *np, bool force_dma)
{
	return of_dma_configure_id(dev, np, force_dma, NULL);
}

#endif /* LINUX_OF_DEVICE_H */
