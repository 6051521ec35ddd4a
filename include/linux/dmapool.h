/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_DMAPOOL_H
#define LINUX_DMAPOOL_H

/*
 * Coherent memory in blocks of one size, of one device: descriptors, command tables.  Creating and
 * destroying a pool may sleep; blocks are taken as gfp says, and given back in any context but an NMI.
 */

#include <linux/gfp.h>
#include <linux/types.h>

struct device;
struct dma_pool;

/*
 * Blocks of @size bytes, aligned to @align (a power of two, 0: to 1), none of which crosses a multiple of
 * @boundary (a power of two, at least size; 0: no limit).  NULL: no memory, or arguments that contradict
 * each other, with a message.  @name stays the caller's, and must live as long.
 */
struct dma_pool *dma_pool_create(const char *name, struct device *dev, size_t size, size_t align,
				 size_t boundary);
#define dma_pool_create_node(name, dev, size, align, boundary, node) \
	((void)(node), dma_pool_create(name, dev, size, align, boundary))

/* NULL is nothing.  A pool with blocks in use is reported, and stays. */
void dma_pool_destroy(struct dma_pool *pool);

/* A block, not zeroed unless @gfp has __GFP_ZERO, and its bus address; NULL. */
void *dma_pool_alloc(struct dma_pool *pool, gfp_t gfp, dma_addr_t *handle);

static inline void *dma_pool_zalloc(struct dma_pool *pool, gfp_t gfp, dma_addr_t *handle)
{
	return dma_pool_alloc(pool, gfp | __GFP_ZERO, handle);
}

/*
 * @va and @handle are what dma_pool_alloc() returned.  Anything else is reported, and nothing is freed.
 */
void dma_pool_free(struct dma_pool *pool, void *va, dma_addr_t handle);

/* Destroyed when the driver is unbound, or before. */
struct dma_pool *dmam_pool_create(const char *name, struct device *dev, size_t size, size_t align,
				  size_t boundary);
void dmam_pool_destroy(struct dma_pool *pool);

#endif /* LINUX_DMAPOOL_H */
