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
 *	                next[3] = CACHED		block 3 is free, in a CPU's stack
 *
 * With CONFIG_SMP, each CPU has a stack of a few free blocks of one chunk (internal/cpu_blocks.h).
 * Usual calls use the stack without pool->lock:
 *	1. An allocation pops a block.  If the stack is empty, pool->lock is acquired, and blocks of
 *	   the first chunk fill the stack, except for one slot.  The chunk becomes the stack's home.
 *	2. A free pushes a block of the home.  If the stack is full, or if the block is in another
 *	   chunk, it frees the block to its chunk with pool->lock.
 *	3. If no chunk has a free block, the blocks of all stacks return to their chunks.  The pool
 *	   grows only if there are none.  So the stacks do not increase a pool's memory.
 *
 * The index of a block is the upper half of the product of its offset and pool->reciprocal, which
 * is 2^64 / size, rounded up.  The lower half is below the reciprocal if and only if a block starts
 * at the offset (D. Lemire, O. Kaser, N. Kurz, "Faster remainder by direct computation", 2019;
 * exact because offset and size have 32 bits).
 *
 * A free tries the home of the CPU's stack, or the first chunk without CONFIG_SMP.  If the block is
 * in another chunk, the chunk is found by its address in a balanced tree.
 *
 * Invariants:
 *	1. next[i] is IN_USE if and only if block i is in use, and CACHED if and only if it is in a
 *	   stack or moves between a stack and its chunk;
 *	2. in the list, chunks with a free block are before chunks without one; pool->first is the
 *	   first chunk of the list, or no_chunk if the pool has no chunk;
 *	3. pool->by_address contains each chunk.
 *
 * Locking: pool->lock, with interrupts off, protects the chunks, their list and their tree;
 * pools_lock protects the device's list of pools.  A chunk's memory is allocated without
 * pool->lock.  An entry of next that is IN_USE or CACHED changes without pool->lock.  It changes
 * from IN_USE by an atomic exchange only, so that one of two concurrent frees of a block is
 * refused.  A chunk exists until its pool is destroyed, so that a stack's home remains valid.
 *
 * Bounds: a free compares its address with at most 2 log2(n + 1) of n chunks.  Blocks of one CPU's
 * stack, at most CPU_BLOCKS, are moved with pool->lock held.
 */

#include <internal/cpu_blocks.h>
#include <linux/bug.h>
#include <linux/cpumask.h>
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
#include <linux/percpu.h>
#include <linux/rbtree.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "dma.h"

#define NONE		U32_MAX
#define IN_USE		(U32_MAX - 1)
#define CACHED		(U32_MAX - 2)
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
	struct cpu_blocks __percpu *cpus;	/* NULL without CONFIG_SMP */
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

/* Create the stacks of the CPUs.  Returns false on failure. */
static bool dma_pool_create_stacks(struct dma_pool *pool)
{
	unsigned int cpu;

	if (!IS_ENABLED(CONFIG_SMP))
		return true;
	pool->cpus = alloc_percpu(struct cpu_blocks);
	if (!pool->cpus)
		return false;
	for_each_possible_cpu(cpu)
		cpu_blocks_init(per_cpu_ptr(pool->cpus, cpu), &no_chunk);
	return true;
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
	if (!dma_pool_create_stacks(pool)) {
		kfree(pool);
		return NULL;
	}
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
			n += READ_ONCE(chunk->next[i]) == IN_USE;
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
	free_percpu(pool->cpus);
	kfree(pool);
}

/* ---- chunks ---------------------------------------------------------------------------------- */

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

/* ---- blocks of chunks ------------------------------------------------------------------------ */

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

/* Return the index of the block that contains an address of the chunk. */
static __always_inline unsigned long chunk_index(const struct dma_pool *pool,
						 const struct chunk *chunk, const void *va)
{
	unsigned long offset = va - chunk->va;

	VM_WARN_ON(offset >= chunk->bytes);
	return (unsigned __int128)offset * pool->reciprocal >> 64;
}

/*
 * Return the state of the block of the chunk that starts at @va and @handle, or NULL if no block
 * starts there.
 */
static __always_inline u32 *chunk_block(const struct dma_pool *pool, struct chunk *chunk,
					const void *va, dma_addr_t handle)
{
	unsigned long offset = va - chunk->va;
	unsigned __int128 index;

	if (unlikely(offset >= chunk->bytes || handle - chunk->dma != offset))
		return NULL;
	index = (unsigned __int128)offset * pool->reciprocal;
	if (unlikely((u64)index >= pool->reciprocal))
		return NULL;
	VM_WARN_ON(index >> 64 >= chunk->bytes / pool->size);
	return &chunk->next[index >> 64];
}

/* Change the state of a block from IN_USE to CACHED.  Returns false if it is not in use. */
static __always_inline bool block_claim(u32 *state)
{
	u32 expected = IN_USE;

	if (IS_ENABLED(CONFIG_SMP))
		return __atomic_compare_exchange_n(state, &expected, CACHED, false,
						   __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
	if (*state != IN_USE)
		return false;
	*state = CACHED;
	return true;
}

/*
 * Allocate a free block of the first chunk, which has one.  __chunk_popped() must be called before
 * pool->lock is released.
 */
static __always_inline void *__chunk_pop(struct dma_pool *pool, struct chunk *chunk)
	__must_hold(&pool->lock)
{
	u32 i = chunk->free;

	lockdep_assert_held(&pool->lock);
	VM_WARN_ON(i >= chunk->bytes / pool->size);
	VM_WARN_ON(chunk->next[i] == IN_USE || chunk->next[i] == CACHED);
	chunk->free = chunk->next[i];
	WRITE_ONCE(chunk->next[i], IN_USE);
	return chunk->va + (unsigned long)i * pool->size;
}

/* Move the first chunk to the end of the list if it has no free block any more. */
static __always_inline void __chunk_popped(struct dma_pool *pool, struct chunk *chunk)
	__must_hold(&pool->lock)
{
	lockdep_assert_held(&pool->lock);
	if (likely(chunk->free != NONE))
		return;
	list_move_tail(&chunk->list, &pool->chunks);
	pool->first = list_first_entry(&pool->chunks, struct chunk, list);
}

/* Free a block that is CACHED and not in a stack to its chunk. */
static __always_inline void __chunk_push(struct dma_pool *pool, struct chunk *chunk, u32 *state)
	__must_hold(&pool->lock)
{
	lockdep_assert_held(&pool->lock);
	VM_WARN_ON(*state != CACHED);
	WRITE_ONCE(*state, chunk->free);
	chunk->free = state - chunk->next;
	if (unlikely(*state == NONE)) {
		list_move(&chunk->list, &pool->chunks);
		pool->first = chunk;
	}
}

/* ---- stacks of the CPUs ---------------------------------------------------------------------- */

/* Return the blocks of all stacks to their chunks.  Returns false if there were none. */
static noinline bool dma_pool_drain(struct dma_pool *pool)
{
	bool found = false;
	unsigned long flags;
	unsigned int cpu;

	if (!IS_ENABLED(CONFIG_SMP))
		return false;
	for_each_possible_cpu(cpu) {
		struct cpu_blocks *blocks = per_cpu_ptr(pool->cpus, cpu);

		spin_lock_irqsave(&pool->lock, flags);
		for (unsigned int slot = 0; slot < CPU_BLOCKS; slot++) {
			void *va = (void *)cpu_blocks_steal(blocks, slot);
			struct chunk *chunk = va ? __find_chunk(pool, va) : NULL;

			if (!chunk)
				continue;
			__chunk_push(pool, chunk, &chunk->next[chunk_index(pool, chunk, va)]);
			found = true;
		}
		spin_unlock_irqrestore(&pool->lock, flags);
	}
	return found;
}

/* Fill this CPU's empty stack with blocks of the chunk, except for one slot. */
static void __dma_pool_fill(struct dma_pool *pool, struct cpu_blocks *blocks, struct chunk *chunk)
	__must_hold(&pool->lock)
{
	unsigned long base = (unsigned long)chunk->va, size = pool->size;
	u64 *top = blocks->block, *last = top + CPU_BLOCKS - 1;
	u32 i = chunk->free;

	lockdep_assert_held(&pool->lock);
	VM_WARN_ON(!cpu_blocks_empty(blocks));
	while (top != last && i != NONE) {
		u32 next = chunk->next[i];

		VM_WARN_ON(next == IN_USE || next == CACHED);
		WRITE_ONCE(chunk->next[i], CACHED);
		WRITE_ONCE(*++top, base + i * size);
		i = next;
	}
	chunk->free = i;
	blocks->home = chunk;
	blocks->top = top;
}

/* Pop a block of this CPU's stack.  Returns NULL if there is none on top of the stack. */
static __always_inline void *dma_pool_pop(struct dma_pool *pool, dma_addr_t *handle)
{
	struct cpu_blocks *blocks;
	struct chunk *chunk;
	unsigned long flags;
	void *va;

	local_irq_save(flags);
	blocks = this_cpu_ptr(pool->cpus);
	va = (void *)cpu_blocks_pop(blocks);
	chunk = blocks->home;
	local_irq_restore_short(flags);
	if (unlikely(!va))
		return NULL;
	WRITE_ONCE(chunk->next[chunk_index(pool, chunk, va)], IN_USE);
	*handle = chunk->dma + (va - chunk->va);
	return va;
}

/* Push a block that is CACHED on this CPU's stack, or free it to its chunk. */
static __always_inline void dma_pool_push(struct dma_pool *pool, struct chunk *chunk, void *va,
					  u32 *state)
{
	struct cpu_blocks *blocks;
	unsigned long flags;

	local_irq_save(flags);
	blocks = this_cpu_ptr(pool->cpus);
	/* An interrupt handler may have changed the home since the caller read it. */
	if (likely(blocks->home == chunk && !cpu_blocks_full(blocks))) {
		cpu_blocks_push(blocks, (unsigned long)va);
	} else {
		spin_lock(&pool->lock);
		__chunk_push(pool, chunk, state);
		spin_unlock(&pool->lock);
	}
	local_irq_restore_short(flags);
}

/* ---- allocation and free --------------------------------------------------------------------- */

/*
 * Allocate a block of the first chunk, and fill this CPU's stack.  Returns NULL if no chunk has a
 * free block.
 */
static __always_inline void *dma_pool_take(struct dma_pool *pool, dma_addr_t *handle)
{
	struct cpu_blocks *blocks;
	struct chunk *chunk;
	unsigned long flags;
	void *va = NULL;

	spin_lock_irqsave(&pool->lock, flags);
	if (IS_ENABLED(CONFIG_SMP)) {
		blocks = this_cpu_ptr(pool->cpus);
		va = (void *)cpu_blocks_pop_any(blocks);
		chunk = blocks->home;
	}
	if (va) {
		WRITE_ONCE(chunk->next[chunk_index(pool, chunk, va)], IN_USE);
	} else {
		chunk = pool->first;
		if (chunk->free != NONE) {
			va = __chunk_pop(pool, chunk);
			if (IS_ENABLED(CONFIG_SMP))
				__dma_pool_fill(pool, blocks, chunk);
			__chunk_popped(pool, chunk);
		}
	}
	spin_unlock_irqrestore(&pool->lock, flags);
	if (va)
		*handle = chunk->dma + (va - chunk->va);
	return va;
}

/* Allocate when no chunk has a free block: from other CPUs' stacks, or from a new chunk. */
static noinline void *dma_pool_alloc_more(struct dma_pool *pool, gfp_t gfp, dma_addr_t *handle)
{
	void *va;

	do {
		if (!dma_pool_drain(pool) && !dma_pool_grow(pool, gfp))
			return NULL;
		va = dma_pool_take(pool, handle);
	} while (!va);
	return va;
}

/* Handle the rare cases of dma_pool_alloc(): __GFP_ZERO, and no block in this CPU's stack. */
static noinline void *dma_pool_alloc_slow(struct dma_pool *pool, gfp_t gfp, dma_addr_t *handle)
{
	void *va;

	if (unlikely(gfp & __GFP_ZERO)) {
		va = dma_pool_alloc(pool, gfp & ~__GFP_ZERO, handle);
		return va ? memset(va, 0, pool->size) : NULL;
	}
	va = dma_pool_take(pool, handle);
	return likely(va) ? va : dma_pool_alloc_more(pool, gfp, handle);
}

void *dma_pool_alloc(struct dma_pool *pool, gfp_t gfp, dma_addr_t *handle)
{
	void *va;

	gfp = alloc_context(gfp);
	if (unlikely(gfp & __GFP_ZERO))
		return dma_pool_alloc_slow(pool, gfp, handle);
	va = IS_ENABLED(CONFIG_SMP) ? dma_pool_pop(pool, handle) : NULL;
	return likely(va) ? va : dma_pool_alloc_slow(pool, gfp, handle);
}

/* Free a block to its chunk, and report a wrong address. */
static noinline void dma_pool_free_slow(struct dma_pool *pool, void *va, dma_addr_t handle)
{
	struct chunk *chunk;
	unsigned long flags;
	bool freed;
	u32 *state;

	spin_lock_irqsave(&pool->lock, flags);
	chunk = __find_chunk(pool, va);
	state = chunk ? chunk_block(pool, chunk, va, handle) : NULL;
	freed = state && block_claim(state);
	if (freed)
		__chunk_push(pool, chunk, state);
	spin_unlock_irqrestore(&pool->lock, flags);
	DMA_WARN(pool->dev, !freed, "dma_pool_free: %s: no block is in use at %px, %#llx\n",
		 pool->name, va, (unsigned long long)handle);
}

/* Free a block of the first chunk.  Returns false if no block of it is in use at @va. */
static __always_inline bool dma_pool_free_first(struct dma_pool *pool, void *va, dma_addr_t handle)
{
	unsigned long flags;
	bool freed;
	u32 *state;

	spin_lock_irqsave(&pool->lock, flags);
	state = chunk_block(pool, pool->first, va, handle);
	freed = likely(state) && likely(block_claim(state));
	if (freed)
		__chunk_push(pool, pool->first, state);
	spin_unlock_irqrestore(&pool->lock, flags);
	return freed;
}

void dma_pool_free(struct dma_pool *pool, void *va, dma_addr_t handle)
{
	struct chunk *chunk;
	u32 *state;

	if (!IS_ENABLED(CONFIG_SMP)) {
		if (unlikely(!dma_pool_free_first(pool, va, handle)))
			dma_pool_free_slow(pool, va, handle);
		return;
	}
	chunk = this_cpu_ptr(pool->cpus)->home;
	state = chunk_block(pool, chunk, va, handle);
	if (likely(state) && likely(block_claim(state)))
		dma_pool_push(pool, chunk, va, state);
	else
		dma_pool_free_slow(pool, va, handle);
}
