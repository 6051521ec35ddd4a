/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_DMA_MAP_OPS_H
#define LINUX_DMA_MAP_OPS_H

/* Platform code and bus drivers give a device memory for its DMA by these. */

#include <linux/types.h>

struct cma;
struct device;

/* The area for devices that have none of their own; NULL: there is none.  With CONFIG_CMA. */
extern struct cma *dma_contiguous_default_area;

/*
 * From now on the device's coherent memory is of these bytes, that are no RAM of the allocators: whole
 * pages from @phys on, which the device sees at @device_addr.  0; -EINVAL for what cannot be, -EBUSY: it
 * has such memory; each with a message; -ENOMEM.  Thread context, before the device allocates.
 */
int dma_declare_coherent_memory(struct device *dev, phys_addr_t phys, dma_addr_t device_addr, size_t size);

/* No more.  Refused and reported while some of it is allocated. */
void dma_release_coherent_memory(struct device *dev);

#endif /* LINUX_DMA_MAP_OPS_H */
