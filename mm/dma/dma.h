/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_DMA_PRIVATE_H
#define MM_DMA_PRIVATE_H

#include <linux/dma-mapping.h>
#include <linux/of_address.h>

/*
 * Between the device's and the CPU's addresses of one physical range: DMA_MAPPING_ERROR if no window of
 * the device holds all of it; 0 in dma_to_phys() cannot occur for an address that was handed out.
 */
dma_addr_t dma_from_phys(const struct device *dev, phys_addr_t pa, size_t size);
phys_addr_t dma_to_phys(const struct device *dev, dma_addr_t addr);

/* Whether the device drives all of the range under this mask. */
bool dma_reaches(const struct device *dev, dma_addr_t addr, size_t size, u64 mask);

/* mm/dma/uncached.c: whole pages that only an uncached mapping shows, zeroed.  NULL.  Thread context. */
void *uncached_alloc(unsigned int order, gfp_t gfp, phys_addr_t *pa);
/* False, and nothing is freed, if not all of it is allocated, or is not at pa. */
bool uncached_free(void *va, phys_addr_t pa, unsigned int order);
bool uncached_owns(const void *va);
unsigned long uncached_blocks(void);

#endif /* MM_DMA_PRIVATE_H */
