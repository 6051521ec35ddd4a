/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_DMA_MAP_OPS_H
#define LINUX_DMA_MAP_OPS_H

struct cma;

/* The area for devices that have none of their own; NULL: there is none.  With CONFIG_CMA. */
extern struct cma *dma_contiguous_default_area;

#endif /* LINUX_DMA_MAP_OPS_H */
