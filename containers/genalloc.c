// SPDX-License-Identifier: BSD-2-Clause
/*
 * Pools of memory that the pool's creator provides.  A pool consists of chunks, with one bit for
 * each granule.
 *
 * The bitmaps are separate from the memory, which may be slow, not writable, or not accessible at
 * all.  The bitmaps record which granules are in use, but not where an allocation starts, so that
 * an allocation may be freed in parts.
 *
 * Invariants, with pool->lock held:
 * 1. A chunk's avail is its number of clear bits, times the size of a granule.
 * 2. Chunks are only added, at the end.
 *
 * Locking: pool->lock, with interrupts off, protects the list, the bitmaps and the algorithm.  One
 * call reads the words of the bitmaps that the algorithm needs; in the worst case all of them.
 */

#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/genalloc.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>

static size_t chunk_size(const struct gen_pool_chunk *chunk)
{
	return chunk->end_addr - chunk->start_addr + 1;
}

static unsigned long genalloc_granules(const struct gen_pool *pool, size_t size)
{
	return (size >> pool->min_alloc_order) +
	       ((size & ((1UL << pool->min_alloc_order) - 1)) != 0);
}

/* Return the number of bits of a chunk. */
static unsigned long chunk_bits(const struct gen_pool *pool, const struct gen_pool_chunk *chunk)
{
	return chunk_size(chunk) >> pool->min_alloc_order;
}

struct gen_pool *gen_pool_create(int min_alloc_order, int nid)
{
	struct gen_pool *pool;

	if (WARN(min_alloc_order < 0 || min_alloc_order >= BITS_PER_LONG,
		 "gen_pool_create: invalid order %d\n", min_alloc_order))
		return NULL;
	pool = kmalloc_node(sizeof(*pool), GFP_KERNEL, nid);
	if (!pool)
		return NULL;
	spin_lock_init(&pool->lock);
	INIT_LIST_HEAD(&pool->chunks);
	pool->min_alloc_order = min_alloc_order;
	pool->algo = gen_pool_first_fit;
	pool->data = NULL;
	pool->name = NULL;
	return pool;
}

/* Return true if a chunk of the pool has any of these addresses. */
static bool __overlaps(const struct gen_pool *pool, unsigned long first, unsigned long last)
	__must_hold(&pool->lock)
{
	const struct gen_pool_chunk *chunk;

	list_for_each_entry(chunk, &pool->chunks, next_chunk) {
		if (first <= chunk->end_addr && last >= chunk->start_addr)
			return true;
	}
	return false;
}

int gen_pool_add_owner(struct gen_pool *pool, unsigned long virt, phys_addr_t phys, size_t size,
		       int nid, void *owner)
{
	unsigned long nr_bits = size >> pool->min_alloc_order, flags;
	struct gen_pool_chunk *chunk;
	bool overlaps;

	if (!nr_bits || nr_bits > INT_MAX || virt + (size - 1) < virt)
		return -EINVAL;
	chunk = kvzalloc_node(struct_size(chunk, bits, BITS_TO_LONGS(nr_bits)), GFP_KERNEL, nid);
	if (!chunk)
		return -ENOMEM;
	chunk->phys_addr = phys;
	chunk->owner = owner;
	chunk->start_addr = virt;
	chunk->end_addr = virt + (size - 1);
	atomic_long_set(&chunk->avail, nr_bits << pool->min_alloc_order);
	spin_lock_irqsave(&pool->lock, flags);
	overlaps = __overlaps(pool, chunk->start_addr, chunk->end_addr);
	if (!overlaps)
		list_add_tail(&chunk->next_chunk, &pool->chunks);
	spin_unlock_irqrestore(&pool->lock, flags);
	if (WARN(overlaps, "gen_pool_add: %zu bytes at %lx overlap pool %s\n", size, virt,
		 pool->name ?: "")) {
		kvfree(chunk);
		return -EEXIST;
	}
	return 0;
}

void gen_pool_destroy(struct gen_pool *pool)
{
	struct gen_pool_chunk *chunk, *next;

	list_for_each_entry(chunk, &pool->chunks, next_chunk) {
		if (WARN(!bitmap_empty(chunk->bits, chunk_bits(pool, chunk)),
			 "gen_pool_destroy: pool %s is in use at %lx\n", pool->name ?: "",
			 chunk->start_addr))
			return;
	}
	list_for_each_entry_safe(chunk, next, &pool->chunks, next_chunk)
		kvfree(chunk);
	kfree_const(pool->name);
	kfree(pool);
}

/* ---- allocations ----------------------------------------------------------------------------- */

/* Allocate from one chunk.  Returns an address, or 0. */
static unsigned long __alloc(struct gen_pool *pool, struct gen_pool_chunk *chunk, unsigned long nr,
			     genpool_algo_t algo, void *data) __must_hold(&pool->lock)
{
	unsigned long nr_bits = chunk_bits(pool, chunk);
	unsigned long at = algo(chunk->bits, nr_bits, 0, nr, data, pool, chunk->start_addr);

	if (at >= nr_bits || nr > nr_bits - at)
		return 0;
	bitmap_set(chunk->bits, at, nr);
	atomic_long_sub(nr << pool->min_alloc_order, &chunk->avail);
	return chunk->start_addr + (at << pool->min_alloc_order);
}

unsigned long gen_pool_alloc_algo_owner(struct gen_pool *pool, size_t size, genpool_algo_t algo,
					void *data, void **owner)
{
	unsigned long nr = genalloc_granules(pool, size), addr = 0, flags;
	struct gen_pool_chunk *chunk;

	if (owner)
		*owner = NULL;
	if (!nr)
		return 0;
	spin_lock_irqsave(&pool->lock, flags);
	list_for_each_entry(chunk, &pool->chunks, next_chunk) {
		if (nr << pool->min_alloc_order > (unsigned long)atomic_long_read(&chunk->avail))
			continue;
		addr = __alloc(pool, chunk, nr, algo, data);
		if (!addr)
			continue;
		if (owner)
			*owner = chunk->owner;
		break;
	}
	spin_unlock_irqrestore(&pool->lock, flags);
	return addr;
}

/* Return the chunk that contains the whole range, or NULL. */
static struct gen_pool_chunk *__gen_pool_find_chunk(struct gen_pool *pool, unsigned long addr,
						    size_t size) __must_hold(&pool->lock)
{
	struct gen_pool_chunk *chunk;

	list_for_each_entry(chunk, &pool->chunks, next_chunk) {
		if (addr >= chunk->start_addr && addr <= chunk->end_addr &&
		    size <= chunk->end_addr - addr + 1)
			return chunk;
	}
	return NULL;
}

/* Return true if the range consists of whole granules of the chunk that are in use. */
static bool __in_use(struct gen_pool *pool, struct gen_pool_chunk *chunk, unsigned long addr,
		     unsigned long nr) __must_hold(&pool->lock)
{
	unsigned long offset = addr - chunk->start_addr, at = offset >> pool->min_alloc_order;

	return !(offset & ((1UL << pool->min_alloc_order) - 1)) && nr &&
	       nr <= chunk_bits(pool, chunk) - at &&
	       find_next_zero_bit(chunk->bits, at + nr, at) == at + nr;
}

void gen_pool_free_owner(struct gen_pool *pool, unsigned long addr, size_t size, void **owner)
{
	unsigned long nr = genalloc_granules(pool, size), flags;
	struct gen_pool_chunk *chunk;
	bool ok;

	spin_lock_irqsave(&pool->lock, flags);
	chunk = __gen_pool_find_chunk(pool, addr, size);
	ok = chunk && __in_use(pool, chunk, addr, nr);
	if (ok) {
		bitmap_clear(chunk->bits, (addr - chunk->start_addr) >> pool->min_alloc_order, nr);
		atomic_long_add(nr << pool->min_alloc_order, &chunk->avail);
	}
	spin_unlock_irqrestore(&pool->lock, flags);
	WARN(!ok, "gen_pool_free: %zu bytes at %lx are not allocated from pool %s\n", size, addr,
	     pool->name ?: "");
	if (owner)
		*owner = ok ? chunk->owner : NULL;
}

/* ---- for DMA --------------------------------------------------------------------------------- */

void *gen_pool_dma_alloc_algo(struct gen_pool *pool, size_t size, dma_addr_t *dma,
			      genpool_algo_t algo, void *data)
{
	unsigned long addr = gen_pool_alloc_algo(pool, size, algo, data);

	if (addr && dma)
		*dma = gen_pool_virt_to_phys(pool, addr);
	return (void *)addr;
}

void *gen_pool_dma_alloc(struct gen_pool *pool, size_t size, dma_addr_t *dma)
{
	return gen_pool_dma_alloc_algo(pool, size, dma, pool->algo, pool->data);
}

void *gen_pool_dma_alloc_align(struct gen_pool *pool, size_t size, dma_addr_t *dma, int align)
{
	struct genpool_data_align data = { .align = align };

	return gen_pool_dma_alloc_algo(pool, size, dma, gen_pool_first_fit_align, &data);
}

void *gen_pool_dma_zalloc_algo(struct gen_pool *pool, size_t size, dma_addr_t *dma,
			       genpool_algo_t algo, void *data)
{
	void *p = gen_pool_dma_alloc_algo(pool, size, dma, algo, data);

	return p ? memset(p, 0, size) : NULL;
}

void *gen_pool_dma_zalloc(struct gen_pool *pool, size_t size, dma_addr_t *dma)
{
	return gen_pool_dma_zalloc_algo(pool, size, dma, pool->algo, pool->data);
}

void *gen_pool_dma_zalloc_align(struct gen_pool *pool, size_t size, dma_addr_t *dma, int align)
{
	struct genpool_data_align data = { .align = align };

	return gen_pool_dma_zalloc_algo(pool, size, dma, gen_pool_first_fit_align, &data);
}

/* ---- queries --------------------------------------------------------------------------------- */

phys_addr_t gen_pool_virt_to_phys(struct gen_pool *pool, unsigned long addr)
{
	struct gen_pool_chunk *chunk;
	unsigned long flags;

	spin_lock_irqsave(&pool->lock, flags);
	chunk = __gen_pool_find_chunk(pool, addr, 1);
	spin_unlock_irqrestore(&pool->lock, flags);
	if (!chunk || chunk->phys_addr == (phys_addr_t)-1)
		return -1;
	return chunk->phys_addr + (addr - chunk->start_addr);
}

void gen_pool_for_each_chunk(struct gen_pool *pool,
			     void (*func)(struct gen_pool *pool, struct gen_pool_chunk *chunk,
					  void *data),
			     void *data)
{
	struct gen_pool_chunk *chunk;
	unsigned long flags;

	spin_lock_irqsave(&pool->lock, flags);
	list_for_each_entry(chunk, &pool->chunks, next_chunk)
		func(pool, chunk, data);
	spin_unlock_irqrestore(&pool->lock, flags);
}

bool gen_pool_has_addr(struct gen_pool *pool, unsigned long start, size_t size)
{
	unsigned long flags;
	bool found;

	spin_lock_irqsave(&pool->lock, flags);
	found = __gen_pool_find_chunk(pool, start, size) != NULL;
	spin_unlock_irqrestore(&pool->lock, flags);
	return found;
}

static void add_avail(struct gen_pool *pool, struct gen_pool_chunk *chunk, void *sum)
{
	*(size_t *)sum += atomic_long_read(&chunk->avail);
}

static void add_size(struct gen_pool *pool, struct gen_pool_chunk *chunk, void *sum)
{
	*(size_t *)sum += chunk_size(chunk);
}

size_t gen_pool_avail(struct gen_pool *pool)
{
	size_t sum = 0;

	gen_pool_for_each_chunk(pool, add_avail, &sum);
	return sum;
}

size_t gen_pool_size(struct gen_pool *pool)
{
	size_t sum = 0;

	gen_pool_for_each_chunk(pool, add_size, &sum);
	return sum;
}

/* ---- algorithms ------------------------------------------------------------------------------ */

void gen_pool_set_algo(struct gen_pool *pool, genpool_algo_t algo, void *data)
{
	unsigned long flags;

	spin_lock_irqsave(&pool->lock, flags);
	pool->algo = algo ?: gen_pool_first_fit;
	pool->data = data;
	spin_unlock_irqrestore(&pool->lock, flags);
}

unsigned long gen_pool_first_fit(unsigned long *map, unsigned long size, unsigned long start,
				 unsigned int nr, void *data, struct gen_pool *pool,
				 unsigned long start_addr)
{
	return bitmap_find_next_zero_area(map, size, start, nr, 0);
}

unsigned long gen_pool_first_fit_align(unsigned long *map, unsigned long size, unsigned long start,
				       unsigned int nr, void *data, struct gen_pool *pool,
				       unsigned long start_addr)
{
	unsigned long align = ((struct genpool_data_align *)data)->align;
	unsigned long granule = 1UL << pool->min_alloc_order;

	if (start_addr & (min(align, granule) - 1))
		return size;	/* no granule of the chunk is aligned */
	return bitmap_find_next_zero_area_off(map, size, start, nr, max(align / granule, 1UL) - 1,
					      (start_addr & (align - 1)) / granule);
}

unsigned long gen_pool_first_fit_order_align(unsigned long *map, unsigned long size,
					     unsigned long start, unsigned int nr, void *data,
					     struct gen_pool *pool, unsigned long start_addr)
{
	return bitmap_find_next_zero_area(map, size, start, nr, roundup_pow_of_two(nr) - 1);
}

unsigned long gen_pool_best_fit(unsigned long *map, unsigned long size, unsigned long start,
				unsigned int nr, void *data, struct gen_pool *pool,
				unsigned long start_addr)
{
	unsigned long best = size, smallest = ULONG_MAX, at, end;

	for (at = find_next_zero_bit(map, size, start); at < size && smallest > nr;
	     at = find_next_zero_bit(map, size, end)) {
		end = find_next_bit(map, size, at);
		if (end - at >= nr && end - at < smallest) {
			smallest = end - at;
			best = at;
		}
	}
	return best;
}

unsigned long gen_pool_fixed_alloc(unsigned long *map, unsigned long size, unsigned long start,
				   unsigned int nr, void *data, struct gen_pool *pool,
				   unsigned long start_addr)
{
	unsigned long offset = ((struct genpool_data_fixed *)data)->offset;
	unsigned long at = offset >> pool->min_alloc_order;

	if (WARN(offset & ((1UL << pool->min_alloc_order) - 1),
		 "gen_pool_fixed_alloc: offset %lx is not a multiple of a granule\n", offset))
		return size;
	if (at >= size || bitmap_find_next_zero_area(map, size, at, nr, 0) != at)
		return size;
	return at;
}
