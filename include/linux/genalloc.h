/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_GENALLOC_H
#define LINUX_GENALLOC_H

/*
 * Allocate ranges of addresses that the pool's creator provides, such as on-chip SRAM or device
 * memory.  The functions do not access this memory, except that the forms with a z clear it.
 *
 * A pool consists of chunks, which are contiguous address ranges.  A pool allocates granules of
 * 2^min_alloc_order bytes; an allocation never crosses chunks.  Sizes are in bytes and are rounded
 * up to granules.
 *
 * Allocation and free may be called in any context.  They scan a bitmap from the start of the first
 * chunk on with interrupts off, so their time grows with the size of the pool.  Creating, extending
 * and destroying a pool need thread context.
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
 * Return the index of the first bit of a run of @nr clear bits in @map, which has @size bits.  The
 * search begins at bit @start.  Returns a value of at least @size if no run is long enough.  @data
 * is private to the algorithm; @start_addr is the address of bit 0.  Called with the pool's lock
 * held.
 */
typedef unsigned long (*genpool_algo_t)(unsigned long *map, unsigned long size, unsigned long start,
					unsigned int nr, void *data, struct gen_pool *pool,
					unsigned long start_addr);

struct gen_pool {
	spinlock_t lock;
	struct list_head chunks;	/* chunks, oldest first; never removed; under lock */
	int min_alloc_order;
	genpool_algo_t algo;		/* under lock */
	void *data;			/* last argument of algo; under lock */
	const char *name;
};

struct gen_pool_chunk {
	struct list_head next_chunk;
	atomic_long_t avail;		/* free bytes; written under the pool's lock */
	phys_addr_t phys_addr;		/* physical address of start_addr; -1 if unknown */
	void *owner;
	unsigned long start_addr;
	unsigned long end_addr;		/* last address, inclusive */
	unsigned long bits[];		/* set for allocated granules; under the pool's lock */
};

/* Data of gen_pool_first_fit_align(): the alignment in bytes, a power of two. */
struct genpool_data_align {
	int align;
};

/* Data of gen_pool_fixed_alloc(): offset from the start of the chunk, a multiple of the granule. */
struct genpool_data_fixed {
	unsigned long offset;
};

/*
 * Create a pool.  The pool's structures are allocated on node @nid, or on any node if @nid is
 * NUMA_NO_NODE.  Returns NULL if memory is exhausted or @min_alloc_order is invalid.
 */
struct gen_pool *gen_pool_create(int min_alloc_order, int nid);
/* Destroy a pool.  A pool with allocations is reported and not destroyed. */
void gen_pool_destroy(struct gen_pool *pool);

/*
 * Add the chunk [@virt, @virt + @size), which must contain at least one granule; an incomplete last
 * granule is not used.  @phys is the chunk's physical address, or -1.  Allocations from the chunk
 * return @owner.  Returns 0, -ENOMEM, -EINVAL, or -EEXIST and a report if the range overlaps a
 * chunk.
 */
int gen_pool_add_owner(struct gen_pool *pool, unsigned long virt, phys_addr_t phys, size_t size,
		       int nid, void *owner);

static inline int gen_pool_add_virt(struct gen_pool *pool, unsigned long virt, phys_addr_t phys,
				    size_t size, int nid)
{
	return gen_pool_add_owner(pool, virt, phys, size, nid, NULL);
}

static inline int gen_pool_add(struct gen_pool *pool, unsigned long addr, size_t size, int nid)
{
	return gen_pool_add_virt(pool, addr, -1, size, nid);
}

/*
 * Return the physical address of @addr, or (phys_addr_t)-1 if @addr is in no chunk or if the chunk
 * has no physical address.
 */
phys_addr_t gen_pool_virt_to_phys(struct gen_pool *pool, unsigned long addr);

/*
 * Allocate @size bytes.  Stores the owner of the chunk in *@owner, unless @owner is NULL.  Returns
 * the address, or 0 if no range fits.
 */
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

/*
 * Allocate like gen_pool_alloc(), return a pointer, and store the physical address in *@dma unless
 * @dma is NULL.  The forms with a z clear the memory.
 */
void *gen_pool_dma_alloc(struct gen_pool *pool, size_t size, dma_addr_t *dma);
void *gen_pool_dma_alloc_algo(struct gen_pool *pool, size_t size, dma_addr_t *dma,
			      genpool_algo_t algo, void *data);
void *gen_pool_dma_alloc_align(struct gen_pool *pool, size_t size, dma_addr_t *dma, int align);
void *gen_pool_dma_zalloc(struct gen_pool *pool, size_t size, dma_addr_t *dma);
void *gen_pool_dma_zalloc_algo(struct gen_pool *pool, size_t size, dma_addr_t *dma,
			       genpool_algo_t algo, void *data);
void *gen_pool_dma_zalloc_align(struct gen_pool *pool, size_t size, dma_addr_t *dma, int align);

/*
 * Free whole granules and store the owner of their chunk in *@owner.  If a granule is not
 * allocated, the call is refused and reported, and *@owner becomes NULL.
 */
void gen_pool_free_owner(struct gen_pool *pool, unsigned long addr, size_t size, void **owner);

static inline void gen_pool_free(struct gen_pool *pool, unsigned long addr, size_t size)
{
	gen_pool_free_owner(pool, addr, size, NULL);
}

/* Call @func for each chunk.  @func must not sleep or use the pool. */
void gen_pool_for_each_chunk(struct gen_pool *pool,
			     void (*func)(struct gen_pool *pool, struct gen_pool_chunk *chunk,
					  void *data),
			     void *data);

/* True if [@start, @start + @size) lies in one chunk. */
bool gen_pool_has_addr(struct gen_pool *pool, unsigned long start, size_t size);
#define addr_in_gen_pool(pool, start, size) gen_pool_has_addr(pool, start, size)

/* Return the number of free bytes, or of all bytes. */
size_t gen_pool_avail(struct gen_pool *pool);
size_t gen_pool_size(struct gen_pool *pool);

/* Set the algorithm of gen_pool_alloc(); NULL selects first fit. */
void gen_pool_set_algo(struct gen_pool *pool, genpool_algo_t algo, void *data);

unsigned long gen_pool_first_fit(unsigned long *map, unsigned long size, unsigned long start,
				 unsigned int nr, void *data, struct gen_pool *pool,
				 unsigned long start_addr);
/* Find the first run at the alignment in @data, a struct genpool_data_align *. */
unsigned long gen_pool_first_fit_align(unsigned long *map, unsigned long size, unsigned long start,
				       unsigned int nr, void *data, struct gen_pool *pool,
				       unsigned long start_addr);
/*
 * Find the first run that is aligned to the requested size, rounded up to a power of two.  The
 * alignment is relative to the start of the chunk.
 */
unsigned long gen_pool_first_fit_order_align(unsigned long *map, unsigned long size,
					     unsigned long start, unsigned int nr, void *data,
					     struct gen_pool *pool, unsigned long start_addr);
/* Find the smallest run that is large enough, which scans the whole chunk. */
unsigned long gen_pool_best_fit(unsigned long *map, unsigned long size, unsigned long start,
				unsigned int nr, void *data, struct gen_pool *pool,
				unsigned long start_addr);
/* Find the run at the offset in @data, a struct genpool_data_fixed *, or none. */
unsigned long gen_pool_fixed_alloc(unsigned long *map, unsigned long size, unsigned long start,
				   unsigned int nr, void *data, struct gen_pool *pool,
				   unsigned long start_addr);

/*
 * Create a managed pool that gen_pool_get() finds by name; a device may have one pool without a
 * name.  @name is copied.  Returns ERR_PTR(-EINVAL) if the name exists, or ERR_PTR(-ENOMEM).
 */
struct gen_pool *devm_gen_pool_create(struct device *dev, int min_alloc_order, int nid,
				      const char *name);
/* Return the device's managed pool with this name, or NULL if there is no such pool. */
struct gen_pool *gen_pool_get(struct device *dev, const char *name);
/*
 * Return the pool that entry @index of property @propname refers to.  The entry is the phandle of a
 * device, or of a partition, which is a child of the device's node.  The name of a partition's pool
 * is the partition's property label or the name of its node.  Returns NULL if the pool does not
 * exist (yet).
 */
struct gen_pool *of_gen_pool_get(struct device_node *np, const char *propname, int index);

#endif /* LINUX_GENALLOC_H */
