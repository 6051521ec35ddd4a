// SPDX-License-Identifier: BSD-2-Clause
/*
 * Pools of coherent memory in blocks of one size.
 *
 * A pool consists of chunks.  Each chunk is coherent memory that is aligned to its size, so that
 * its blocks are aligned and do not cross a boundary.  The first chunk is the smallest; later ones
 * have a quarter of the pool's bytes, up to CHUNK_MAX.  The free blocks of a chunk are a list of
 * indices, which is outside of the coherent memory, so that a device that writes to a wrong
 * address does not corrupt it.
 *
 *	chunk->free --> next[2] --> next[0] --> NONE	blocks 2 and 0 are free,
 *	                next[1] = IN_USE		block 1 is not
 *
 * The index of a block is the upper half of the product of its offset and pool->reciprocal, which
 * is 2^64 / size, rounded up.  The lower half is below the reciprocal if and only if a block starts
 * at the offset (D. Lemire, O. Kaser, N. Kurz, "Faster remainder by direct computation", 2019;
 * exact because offset and size have 32 bits).
 *
 * A free tries the chunk that allocations use.  If the block is in another chunk, the chunk is
 * found by its address in a balanced tree.
 *
 * Invariants:
 *	1. next[i] is IN_USE if and only if block i is in use;
 *	2. in the list, chunks with a free block are before chunks without one; pool->first is the
 *	   first chunk of the list, or no_chunk if the pool has no chunk;
 *	3. pool->by_address contains each chunk.
 *
 * Locking: pool->lock, with interrupts off, protects the chunks, their list and their tree;
 * pools_lock protects the device's list of pools.  A chunk's memory is allocated without
 * pool->lock.
 *
 * Bounds: a free compares its address with at most 2 log2(n + 1) of n chunks.
 */

#include <linux/bug.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/rbtree.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "dma.h"

#define NONE		U32_MAX
#define IN_USE		(U32_MAX - 1)
#define CHUNK_MAX	SZ_64K

struct chunk {
	void *va;
	dma_addr_t dma;
	u32 bytes;
	u32 free;		/* index of the first free block, or NONE */
	struct list_head list;
	struct rb_node node;
	u32 next[];
};

/* The value of pool->first while a pool has no chunk. */
static struct chunk no_chunk = { .free = NONE };

struct dma_pool {
	spinlock_t lock;
	u32 size;		/* bytes of a block; the blocks follow each other without a gap */
	struct chunk *first;
	u64 reciprocal;		/* 2^64 / size, rounded up */
	struct list_head chunks;
	struct rb_root by_address;
	size_t least, most;	/* bytes of the smallest and of the largest chunk */
	size_t bytes;		/* bytes of all chunks */
	struct device *dev;
	const char *name;
	struct list_head list;	/* dev->dma_pools */
};

static DEFINE_MUTEX(pools_lock);

/* ---- pools ----------------------------------------------------------------------------------- */

static size_t dma_pool_block_size(size_t size, size_t align)
{
	return ALIGN(size, max_t(size_t, align, 4));
}

static const char *why_no_pool(const struct device *dev, size_t size, size_t align, size_t boundary)
{
	if (!dev)
		return "no device";
	if (!size || size > SZ_1G || align > SZ_1G)
		return "invalid size or alignment";
	if (align & (align - 1))
		return "the alignment is not a power of two";
	if (boundary & (boundary - 1) || (boundary && boundary < dma_pool_block_size(size, align)))
		return "the boundary is not a power of two, or below the size";
	return NULL;
}

struct dma_pool *dma_pool_create(const char *name, struct device *dev, size_t size, size_t align,
				 size_t boundary)
{
	const char *why;
	struct dma_pool *pool;

	why = why_no_pool(dev, size, align, boundary);
	if (WARN(why,
		 "dma_pool_create: %s: blocks of %zu bytes, aligned to %zu, boundary %zu: %s\n",
		 name, size, align, boundary, why))
		return NULL;
	pool = kzalloc(sizeof(*pool), GFP_KERNEL);
	if (!pool)
		return NULL;
	spin_lock_init(&pool->lock);
	INIT_LIST_HEAD(&pool->chunks);
	pool->by_address = RB_ROOT;
	pool->first = &no_chunk;
	pool->name = name;
	pool->dev = dev;
	pool->size = dma_pool_block_size(size, align);
	pool->least = max_t(size_t, PAGE_SIZE, roundup_pow_of_two(pool->size));
	pool->most = max_t(size_t, pool->least, CHUNK_MAX);
	if (boundary)
		pool->most = min(pool->most, boundary);
	/* A boundary that does not fall between two blocks must fall between two chunks. */
	if (boundary && boundary % pool->size)
		pool->least = min(pool->least, boundary);
	else
		pool->most = max(pool->most, pool->least);
	VM_WARN_ON(pool->least < pool->size || pool->least > pool->most);
	pool->reciprocal = U64_MAX / pool->size + 1;
	mutex_lock(&pools_lock);
	list_add_tail(&pool->list, &dev->dma_pools);
	mutex_unlock(&pools_lock);
	return pool;
}

struct device *dma_pool_device(const struct dma_pool *pool)
{
	return pool->dev;
}

static void dma_chunk_free(struct dma_pool *pool, struct chunk *chunk)
{
	VM_WARN_ON(chunk == &no_chunk);
	dma_free_coherent(pool->dev, chunk->bytes, chunk->va, chunk->dma);
	kfree(chunk);
}

static unsigned long blocks_in_use(struct dma_pool *pool)
{
	unsigned long flags, n = 0;
	struct chunk *chunk;

	spin_lock_irqsave(&pool->lock, flags);
	list_for_each_entry(chunk, &pool->chunks, list) {
		for (u32 i = 0; i < chunk->bytes / pool->size; i++)
			n += chunk->next[i] == IN_USE;
	}
	spin_unlock_irqrestore(&pool->lock, flags);
	return n;
}

void dma_pools_for_each(struct device *dev,
			void (*fn)(const struct dma_pool_usage *usage, void *arg), void *arg)
{
	struct dma_pool *pool;

	mutex_lock(&pools_lock);
	list_for_each_entry(pool, &dev->dma_pools, list) {
		const struct dma_pool_usage usage = {
			.name = pool->name, .size = pool->size, .bytes = READ_ONCE(pool->bytes),
			.blocks = READ_ONCE(pool->bytes) / pool->size, .used = blocks_in_use(pool),
		};

		fn(&usage, arg);
	}
	mutex_unlock(&pools_lock);
}

void dma_pool_destroy(struct dma_pool *pool)
{
	struct chunk *chunk, *next;
	unsigned long used;

	if (!pool)
		return;
	used = blocks_in_use(pool);
	if (DMA_WARN(pool->dev, used, "dma_pool_destroy: %s: %lu blocks are in use\n", pool->name,
		     used))
		return;
	mutex_lock(&pools_lock);
	list_del(&pool->list);
	mutex_unlock(&pools_lock);
	list_for_each_entry_safe(chunk, next, &pool->chunks, list)
		dma_chunk_free(pool, chunk);
	kfree(pool);
}

/* ---- blocks ---------------------------------------------------------------------------------- */

/* Allocate a chunk whose blocks are all free.  Returns NULL on failure. */
static struct chunk *dma_chunk_create(struct dma_pool *pool, size_t bytes, gfp_t gfp)
{
	u32 nr = bytes / pool->size;
	struct chunk *chunk;

	VM_WARN_ON(!nr || !is_power_of_2(bytes));
	gfp &= ~__GFP_ZERO;
	chunk = kmalloc(struct_size(chunk, next, nr), gfp);
	if (!chunk)
		return NULL;
	chunk->va = dma_alloc_attrs(pool->dev, bytes, &chunk->dma, gfp,
				    bytes > pool->least ? DMA_ATTR_NO_WARN : 0);
	/* A region of the device's own may have no address that is aligned to the chunk's size. */
	if (chunk->va && chunk->dma & (bytes - 1)) {
		dev_err(pool->dev, "%s: no free range of %zu bytes aligned to its size\n",
			pool->name, bytes);
		dma_free_coherent(pool->dev, bytes, chunk->va, chunk->dma);
		chunk->va = NULL;
	}
	if (!chunk->va) {
		kfree(chunk);
		return NULL;
	}
	chunk->bytes = bytes;
	for (u32 i = 0; i < nr; i++)
		chunk->next[i] = i + 1;
	chunk->next[nr - 1] = NONE;
	chunk->free = 0;
	return chunk;
}

static bool chunk_is_below(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct chunk, node)->va < rb_entry(b, struct chunk, node)->va;
}

static noinline bool dma_pool_grow(struct dma_pool *pool, gfp_t gfp)
{
	size_t wanted = clamp(READ_ONCE(pool->bytes) / 4, pool->least, pool->most), bytes;
	struct chunk *chunk = NULL;
	unsigned long flags;

	bytes = wanted > pool->least ? rounddown_pow_of_two(wanted) : pool->least;
	if (bytes > pool->least)
		chunk = dma_chunk_create(pool, bytes, gfp | __GFP_NOWARN);
	if (!chunk)
		chunk = dma_chunk_create(pool, pool->least, gfp);
	if (!chunk)
		return false;
	spin_lock_irqsave(&pool->lock, flags);
	list_add(&chunk->list, &pool->chunks);
	rb_add(&chunk->node, &pool->by_address, chunk_is_below);
	pool->first = chunk;
	VM_WARN_ON(chunk->bytes < pool->size || chunk->free == NONE);
	WRITE_ONCE(pool->bytes, pool->bytes + chunk->bytes);
	spin_unlock_irqrestore(&pool->lock, flags);
	return true;
}

/* Allocate the last free block of the first chunk, and move the chunk to the end of the list. */
static void *__take_last(struct dma_pool *pool, struct chunk *chunk, dma_addr_t *handle)
{
	unsigned long offset = (unsigned long)chunk->free * pool->size;

	lockdep_assert_held(&pool->lock);
	VM_WARN_ON(offset + pool->size > chunk->bytes);
	chunk->next[chunk->free] = IN_USE;
	chunk->free = NONE;
	list_move_tail(&chunk->list, &pool->chunks);
	pool->first = list_first_entry(&pool->chunks, struct chunk, list);
	*handle = chunk->dma + offset;
	return chunk->va + offset;
}

/* Handle the rare cases of dma_pool_alloc(): __GFP_ZERO, a chunk's last block, no free block. */
static noinline void *dma_pool_alloc_slow(struct dma_pool *pool, gfp_t gfp, dma_addr_t *handle)
{
	struct chunk *chunk;
	unsigned long flags;
	void *va = NULL;
	bool full;

	if (gfp & __GFP_ZERO) {
		va = dma_pool_alloc(pool, gfp & ~__GFP_ZERO, handle);
		return va ? memset(va, 0, pool->size) : NULL;
	}
	spin_lock_irqsave(&pool->lock, flags);
	chunk = pool->first;
	full = chunk->free == NONE;
	if (!full && chunk->next[chunk->free] == NONE)
		va = __take_last(pool, chunk, handle);
	spin_unlock_irqrestore(&pool->lock, flags);
	if (va)
		return va;
	if (full && !dma_pool_grow(pool, gfp))
		return NULL;
	return dma_pool_alloc(pool, gfp, handle);
}

void *dma_pool_alloc(struct dma_pool *pool, gfp_t gfp, dma_addr_t *handle)
{
	struct chunk *chunk;
	unsigned long flags, offset;
	u32 i;

	gfp = alloc_context(gfp);
	if (unlikely(gfp & __GFP_ZERO))
		return dma_pool_alloc_slow(pool, gfp, handle);
	spin_lock_irqsave(&pool->lock, flags);
	chunk = pool->first;
	i = chunk->free;
	if (unlikely(i == NONE || chunk->next[i] == NONE)) {
		spin_unlock_irqrestore(&pool->lock, flags);
		return dma_pool_alloc_slow(pool, gfp, handle);
	}
	VM_WARN_ON(i >= chunk->bytes / pool->size || chunk->next[i] == IN_USE);
	chunk->free = chunk->next[i];
	chunk->next[i] = IN_USE;
	spin_unlock_irqrestore(&pool->lock, flags);
	offset = (unsigned long)i * pool->size;
	*handle = chunk->dma + offset;
	return chunk->va + offset;
}

static __always_inline int compare_to_chunk(const void *va, const struct rb_node *node)
{
	const struct chunk *chunk = rb_entry(node, struct chunk, node);

	return va < chunk->va ? -1 : (size_t)(va - chunk->va) >= chunk->bytes;
}

/* Return the chunk that contains the address, or NULL. */
static struct chunk *__find_chunk(struct dma_pool *pool, const void *va) __must_hold(&pool->lock)
{
	struct rb_node *node = rb_find(va, &pool->by_address, compare_to_chunk);

	lockdep_assert_held(&pool->lock);
	return node ? rb_entry(node, struct chunk, node) : NULL;
}

/* Free a block.  Returns false if the chunk has no such block in use. */
static __always_inline bool __dma_pool_free(struct dma_pool *pool, struct chunk *chunk, void *va,
					    dma_addr_t handle) __must_hold(&pool->lock)
{
	unsigned long offset = va - chunk->va;
	unsigned __int128 index;
	unsigned long i;

	lockdep_assert_held(&pool->lock);
	if (unlikely(offset >= chunk->bytes || handle - chunk->dma != offset))
		return false;
	index = (unsigned __int128)offset * pool->reciprocal;
	i = index >> 64;
	if (unlikely((u64)index >= pool->reciprocal || chunk->next[i] != IN_USE))
		return false;
	VM_WARN_ON(i >= chunk->bytes / pool->size);
	chunk->next[i] = chunk->free;
	chunk->free = i;
	return true;
}

/*
 * Handle dma_pool_free() for a block that is not in the first chunk, or for a wrong address.
 * Releases pool->lock.
 */
static noinline void dma_pool_free_slow(struct dma_pool *pool, void *va, dma_addr_t handle,
					unsigned long flags) __releases(&pool->lock)
{
	struct chunk *chunk = __find_chunk(pool, va);
	bool given = chunk && __dma_pool_free(pool, chunk, va, handle);

	if (given && chunk->next[chunk->free] == NONE) {
		list_move(&chunk->list, &pool->chunks);
		pool->first = chunk;
	}
	spin_unlock_irqrestore(&pool->lock, flags);
	DMA_WARN(pool->dev, !given, "dma_pool_free: %s: no block is in use at %px, %#llx\n",
		 pool->name, va, (unsigned long long)handle);
}

void dma_pool_free(struct dma_pool *pool, void *va, dma_addr_t handle)
{
	unsigned long flags;

	spin_lock_irqsave(&pool->lock, flags);
	if (likely(__dma_pool_free(pool, pool->first, va, handle)))
		spin_unlock_irqrestore(&pool->lock, flags);
	else
		dma_pool_free_slow(pool, va, handle, flags);
}
