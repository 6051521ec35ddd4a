/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_DMAPOOL_H
#define LINUX_DMAPOOL_H

/*
 * Allocate small coherent blocks of one size for a device, such as descriptors.  Creating and
 * destroying a pool may sleep.  Allocations may sleep as @gfp allows.  Blocks may be freed in any
 * context except NMIs.
 */

#include <linux/gfp.h>
#include <linux/scatterlist.h>
#include <linux/types.h>
#include <asm/io.h>

struct device;
struct dma_pool;

/*
 * Create a pool of blocks of @size bytes, aligned to @align, a power of two; 0 means 1.  No block
 * crosses a multiple of @boundary, a power of two that is not below @size; 0 means no limit.
 * Returns NULL if memory is exhausted, or if an argument is invalid, which is reported.  @name is
 * not copied and must outlive the pool.
 */
struct dma_pool *dma_pool_create(const char *name, struct device *dev, size_t size, size_t align,
				 size_t boundary);
#define dma_pool_create_node(name, dev, size, align, boundary, node) \
	((void)(node), dma_pool_create(name, dev, size, align, boundary))

/* Destroy a pool.  NULL is ignored.  A pool with allocated blocks is reported and not destroyed. */
void dma_pool_destroy(struct dma_pool *pool);

/*
 * Allocate a block and store its bus address in *@handle.  __GFP_ZERO clears the block.  Returns
 * NULL on failure.
 */
void *dma_pool_alloc(struct dma_pool *pool, gfp_t gfp, dma_addr_t *handle);

static inline void *dma_pool_zalloc(struct dma_pool *pool, gfp_t gfp, dma_addr_t *handle)
{
	return dma_pool_alloc(pool, gfp | __GFP_ZERO, handle);
}

/*
 * Free a block.  @va and @handle must be those of dma_pool_alloc(); other values are refused and
 * reported.
 */
void dma_pool_free(struct dma_pool *pool, void *va, dma_addr_t handle);

/* Create a pool that is destroyed when the driver is unbound, or earlier by dmam_pool_destroy(). */
struct dma_pool *dmam_pool_create(const char *name, struct device *dev, size_t size, size_t align,
				  size_t boundary);
void dmam_pool_destroy(struct dma_pool *pool);

#endif /* LINUX_DMAPOOL_H */
