/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_GENALLOC_H
#define LINUX_GENALLOC_H

/*
 * Pools over memory that somebody else has: on-chip SRAM, ranges of a device's, any numbers.  The memory
 * itself is never touched.
 *
 * A pool has chunks, contiguous ranges of addresses, and hands out pieces of one chunk in granules of
 * 2^min_alloc_order bytes.  Sizes are in bytes and rounded up to granules.
 *
 * Allocating and freeing: any context; each looks at one bit for a granule, interrupts off, from the
 * start of the first chunk on.  Making, adding and destroying: thread context.
 */

#include <linux/atomic.h>
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/numa.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct device;
struct device_node;
struct gen_pool;

/*
 * Where in @map, of @size bits, there are @nr clear bits side by side, from @start on; @size or more if
 * there are none.  @data: the algorithm's own; @start_addr: the address of the first bit.  Called with
 * the pool's lock held.
 */
typedef unsigned long (*genpool_algo_t)(unsigned long *map, unsigned long size, unsigned long start,
					unsigned int nr, void *data, struct gen_pool *pool,
					unsigned long start_addr);

struct gen_pool {
	spinlock_t lock;
	struct list_head chunks;	/* lock; in the order of adding, never shorter */
	int min_alloc_order;
	genpool_algo_t algo;		/* lock */
	void *data;			/* of algo; lock */
	const char *name;
};

struct gen_pool_chunk {
	struct list_head next_chunk;
	atomic_long_t avail;		/* free bytes; written with the pool's lock */
	phys_addr_t phys_addr;		/* of start_addr; -1: not known */
	void *owner;
	unsigned long start_addr;
	unsigned long end_addr;		/* the last one, included */
	unsigned long bits[];		/* of granules in use; the pool's lock */
};

/* For gen_pool_first_fit_align: a power of two, in bytes. */
struct genpool_data_align {
	int align;
};

/* For gen_pool_fixed_alloc: from the start of the chunk, a multiple of the granule. */
struct genpool_data_fixed {
	unsigned long offset;
};

/* NULL without memory.  @nid: where its own memory lies, or NUMA_NO_NODE. */
struct gen_pool *gen_pool_create(int min_alloc_order, int nid);
/* With pieces in use: reported, and the pool stays. */
void gen_pool_destroy(struct gen_pool *pool);

/*
 * Add [virt, virt + size), at least one granule; what is beyond the last whole one is not used.  @phys: its
 * physical address, -1 if it has none.  @owner: see below.  0, -ENOMEM, -EINVAL;
 * -EEXIST, after a report, if the pool has some of it already.
 */
int gen_pool_add_owner(struct gen_pool *pool, unsigned long virt, phys_addr_t phys, size_t size, int nid,
		       void *owner);

static inline int gen_pool_add_virt(struct gen_pool *pool, unsigned long virt, phys_addr_t phys,
				    size_t size, int nid)
{
	return gen_pool_add_owner(pool, virt, phys, size, nid, NULL);
}

static inline int gen_pool_add(struct gen_pool *pool, unsigned long addr, size_t size, int nid)
{
	return gen_pool_add_virt(pool, addr, -1, size, nid);
}

/* (phys_addr_t)-1 for an address of no chunk, or of one that has none. */
phys_addr_t gen_pool_virt_to_phys(struct gen_pool *pool, unsigned long addr);

/* An address, and its chunk's owner unless @owner is NULL; 0 if nothing fits. */
unsigned long gen_pool_alloc_algo_owner(struct gen_pool *pool, size_t size, genpool_algo_t algo,
					void *data, void **owner);

static inline unsigned long gen_pool_alloc_owner(struct gen_pool *pool, size_t size, void **owner)
{
	return gen_pool_alloc_algo_owner(pool, size, pool->algo, pool->data, owner);
}

static inline unsigned long gen_pool_alloc_algo(struct gen_pool *pool, size_t size,
						genpool_algo_t algo, void *data)
{
	return gen_pool_alloc_algo_owner(pool, size, algo, data, NULL);
}

static inline unsigned long gen_pool_alloc(struct gen_pool *pool, size_t size)
{
	return gen_pool_alloc_algo(pool, size, pool->algo, pool->data);
}

/* The same as pointers, with the physical address in *dma unless that is NULL; z: cleared. */
void *gen_pool_dma_alloc(struct gen_pool *pool, size_t size, dma_addr_t *dma);
void *gen_pool_dma_alloc_algo(struct gen_pool *pool, size_t size, dma_addr_t *dma,
			      genpool_algo_t algo, void *data);
void *gen_pool_dma_alloc_align(struct gen_pool *pool, size_t size, dma_addr_t *dma, int align);
void *gen_pool_dma_zalloc(struct gen_pool *pool, size_t size, dma_addr_t *dma);
void *gen_pool_dma_zalloc_algo(struct gen_pool *pool, size_t size, dma_addr_t *dma,
			       genpool_algo_t algo, void *data);
void *gen_pool_dma_zalloc_align(struct gen_pool *pool, size_t size, dma_addr_t *dma, int align);

/*
 * Any whole granules that are in use.  What is not is reported, and nothing happens; *owner is NULL then.
 */
void gen_pool_free_owner(struct gen_pool *pool, unsigned long addr, size_t size, void **owner);

static inline void gen_pool_free(struct gen_pool *pool, unsigned long addr, size_t size)
{
	gen_pool_free_owner(pool, addr, size, NULL);
}

/* @func must not sleep, nor use the pool. */
void gen_pool_for_each_chunk(struct gen_pool *pool,
			     void (*func)(struct gen_pool *pool, struct gen_pool_chunk *chunk,
					  void *data),
			     void *data);

/* Does all of [start, start + size) lie in one chunk? */
bool gen_pool_has_addr(struct gen_pool *pool, unsigned long start, size_t size);
#define addr_in_gen_pool(pool, start, size) gen_pool_has_addr(pool, start, size)

/* Bytes: free, and of all chunks. */
size_t gen_pool_avail(struct gen_pool *pool);
size_t gen_pool_size(struct gen_pool *pool);

/* How gen_pool_alloc() searches from now on; NULL: first fit. */
void gen_pool_set_algo(struct gen_pool *pool, genpool_algo_t algo, void *data);

unsigned long gen_pool_first_fit(unsigned long *map, unsigned long size, unsigned long start,
				 unsigned int nr, void *data, struct gen_pool *pool,
				 unsigned long start_addr);
/* @data: a struct genpool_data_align. */
unsigned long gen_pool_first_fit_align(unsigned long *map, unsigned long size, unsigned long start,
				       unsigned int nr, void *data, struct gen_pool *pool,
				       unsigned long start_addr);
/* At a multiple, from the chunk's start, of the size rounded up to a power of two. */
unsigned long gen_pool_first_fit_order_align(unsigned long *map, unsigned long size,
					     unsigned long start, unsigned int nr, void *data,
					     struct gen_pool *pool, unsigned long start_addr);
/* The smallest hole that is large enough; looks at the whole chunk. */
unsigned long gen_pool_best_fit(unsigned long *map, unsigned long size, unsigned long start,
				unsigned int nr, void *data, struct gen_pool *pool,
				unsigned long start_addr);
/* There or nowhere.  @data: a struct genpool_data_fixed. */
unsigned long gen_pool_fixed_alloc(unsigned long *map, unsigned long size, unsigned long start,
				   unsigned int nr, void *data, struct gen_pool *pool,
				   unsigned long start_addr);

/*
 * A pool of a device's, which goes with its driver, and is found by its name; that may be NULL for one
 * pool.  ERR_PTR(-EINVAL) if there is one of that name, ERR_PTR(-ENOMEM).  @name is copied.
 */
struct gen_pool *devm_gen_pool_create(struct device *dev, int min_alloc_order, int nid,
				      const char *name);
/* NULL. */
struct gen_pool *gen_pool_get(struct device *dev, const char *name);
/*
 * The pool that entry @index of the property @propname points to: a device's, or a partition of one, by its
 * label or its node's name.  NULL: there is none, or not yet.
 */
struct gen_pool *of_gen_pool_get(struct device_node *np, const char *propname, int index);

#endif /* LINUX_GENALLOC_H */
