/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SWIOTLB_H
#define LINUX_SWIOTLB_H

/*
 * Mappings that are copied, since the device cannot have the buffer itself.  dma_map_*() and its kin do
 * that on their own; what a driver may ask is here.  Any context.
 */

#include <linux/types.h>

struct device;

#define IO_TLB_SHIFT	11
#define IO_TLB_SIZE	(1UL << IO_TLB_SHIFT)	/* bytes of a slot */
#define IO_TLB_SEGSIZE	128			/* slots of a mapping, at most */

#ifdef CONFIG_SWIOTLB
/* Bytes that a mapping that is copied has at most. */
size_t swiotlb_max_mapping_size(struct device *dev);
/* Whether mappings of the device can be copied; whether all of them are. */
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
