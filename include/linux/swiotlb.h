/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SWIOTLB_H
#define LINUX_SWIOTLB_H

/*
 * Bounce buffers for memory that a device cannot access.  dma_map_*() use them automatically.
 * Drivers may query them with these functions.  Context: any.
 */

#include <linux/device.h>
#include <linux/dma-direction.h>
#include <linux/types.h>

struct device;

#define IO_TLB_SHIFT	11
#define IO_TLB_SIZE	(1UL << IO_TLB_SHIFT)	/* size of a slot in bytes */
#define IO_TLB_SEGSIZE	128			/* maximum number of slots of a mapping */

#ifdef CONFIG_SWIOTLB
/* Return the maximum size in bytes of a copied mapping. */
size_t swiotlb_max_mapping_size(struct device *dev);
/*
 * is_swiotlb_active() returns true if mappings of the device can be copied,
 * is_swiotlb_force_bounce() if all of them are copied.
 */
bool is_swiotlb_active(struct device *dev);
bool is_swiotlb_force_bounce(struct device *dev);
#else
static inline size_t swiotlb_max_mapping_size(struct device *dev)
{
	return SIZE_MAX;
}

static inline bool is_swiotlb_active(struct device *dev)
{
	return false;
}

static inline bool is_swiotlb_force_bounce(struct device *dev)
{
	return false;
}
#endif

#endif /* LINUX_SWIOTLB_H */
