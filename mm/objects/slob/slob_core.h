/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_SLOB_CORE_H
#define MM_SLOB_CORE_H

/*
 * The steps of slob.c that are expanded in its functions: lists, maps, taking a block, marking it free.
 * All are called with the pool's lock held, and with a shift that is a constant wherever speed matters.
 */

#include <linux/bitops.h>
#include <linux/sizes.h>

#include "slob.h"

#define SMALL_HEADER	(SMALL_GRANULES >> (SMALL_SHIFT + 3))	/* granules of the map */
#define LARGE_HEADER	(LARGE_GRANULES >= 512 ? LARGE_GRANULES >> (LARGE_SHIFT + 3) : 1)
#define SMALL_MIN	2	/* granules of the smallest block */
#define LARGE_MIN	8
#define SMALL_MAX	504UL	/* bytes: of the pools of 8-byte granules */
#define LARGE_MAX	4032UL	/* bytes: of the pools of 64-byte granules */
#define HUGE_HEADER	1
#define HUGE_MIN	(SZ_4K >> HUGE_SHIFT)
#define HUGE_MAX	(PAGE_SHIFT > 12 ? 63UL << HUGE_SHIFT : 0)

/* What a pool of each kind starts with. */
#define SMALL_POOL	.shift = SMALL_SHIFT, .order = 0, .header = SMALL_HEADER, .min = SMALL_MIN, \
			.whole = SMALL_GRANULES - SMALL_HEADER
#define LARGE_POOL	.shift = LARGE_SHIFT, .order = LARGE_ORDER, .header = LARGE_HEADER, \
			.min = LARGE_MIN, .whole = LARGE_GRANULES - LARGE_HEADER
#define HUGE_POOL	.shift = HUGE_SHIFT, .order = TOP_ORDER, .header = HUGE_HEADER, .min = HUGE_MIN, \
			.whole = HUGE_GRANULES - HUGE_HEADER

/* Of the pools with that shift, known to the compiler where the shift is. */
static __fast_inline unsigned long min_of(unsigned int shift)
{
	return shift == SMALL_SHIFT ? SMALL_MIN : shift == LARGE_SHIFT ? LARGE_MIN : HUGE_MIN;
}

static __fast_inline unsigned long whole_of(unsigned int shift)
{
	return granules_of(shift) - (shift == SMALL_SHIFT ? SMALL_HEADER :
				     shift == LARGE_SHIFT ? LARGE_HEADER : HUGE_HEADER);
}

/* Lists of free blocks */

/* The first block of a list after a change there. */
static __fast_inline void __set_first(struct slob_pool *pool, unsigned long list,
					unsigned long *block)
{
	pool->list[list] = block;
	if (block)
		return;
	if (list < MAX_GRANULES)
		pool->exact ^= 1UL << list;
	else
		pool->big ^= 1UL << (list - MAX_GRANULES);
}

static __fast_inline void __insert(struct slob_pool *pool, unsigned int shift,
				     unsigned long *block, unsigned long size)
{
	unsigned long *last = (unsigned long *)((char *)block + (size << shift)) - 1, *next;
	unsigned long list = size - 1, low = size;

	*last = end_word(shift, size);
	if (unlikely(size < min_of(shift))) {
		block[0] = size;
		return;
	}
	if (size <= MAX_GRANULES) {
		pool->exact |= 1UL << list;
	} else {
		list = big_list(size);
		pool->big |= 1UL << (list - 1);
		list += MAX_GRANULES - 1;
		block[2] = size;
		low = 0;
	}
	next = pool->list[list];
	pool->list[list] = block;
	block[0] = (unsigned long)next << LINK_SHIFT | low;
	block[1] = low;
	if (next)
		next[1] = (unsigned long)block << LINK_SHIFT | low;
}

static __fast_inline void __remove(struct slob_pool *pool, unsigned int shift,
				     unsigned long *block, unsigned long size)
{
	unsigned long *next, *prev;

	if (unlikely(size < min_of(shift)))
		return;
	next = link_block(block[0]);
	prev = link_block(block[1]);
	if (next)
		next[1] = block[1];
	if (prev)
		prev[0] = block[0];
	else
		__set_first(pool, list_of(size), next);
}

/* Maps */

/* Flip the bits of all but the first of the @n granules of @block. */
static __fast_inline void __flip_inside(unsigned int shift, const void *block, unsigned long n)
{
	unsigned long first = ((unsigned long)block >> shift) + 1;
	u64 *word = word_of(shift, first << shift), mask = (1UL << (n - 1)) - 1;

	*word ^= mask << first % 64;
	if (unlikely(first % 64 + n - 1 > 64))
		word[1] ^= mask >> (64 - first % 64);
}

static __fast_inline unsigned long used_size(unsigned int shift, const void *block)
{
	unsigned long bit = (unsigned long)block >> shift;
	const u64 *word = word_of(shift, (unsigned long)block);
	u64 bits = *word >> bit % 64, next;

	if (unlikely((bits & 3) != 1))
		return 0;
	if (likely(bits - 1))
		return __ffs_hot(bits - 1);
	/* It reaches into the next word, or just to it. */
	bit = 64 - bit % 64;
	if (((unsigned long)(word + 1) & (granules_of(shift) / 8 - 1)) == 0)
		return bit == 1 ? 0 : bit;
	next = word[1];
	if (!next)
		return 0;
	bit += __ffs_hot(next);
	return bit == 1 || bit > MAX_GRANULES ? 0 : bit;
}

/* Allocation */

/* Granules from the first one of @block to the first that is aligned to @align granules. */
static __fast_inline unsigned long lead_of(unsigned int shift, const unsigned long *block,
					     unsigned long align)
{
	return -((unsigned long)block >> shift) & (align - 1);
}

/* The first of the smallest free blocks of at least @size granules. */
static __fast_inline unsigned long *__find(struct slob_pool *pool, unsigned long size)
{
	unsigned long found;

	if (size <= MAX_GRANULES) {
		found = pool->exact >> (size - 1);
		if (found)
			return pool->list[size - 1 + __ffs_hot(found)];
		size = 0;
	}
	size /= 64;
	found = pool->big >> size;
	return found ? pool->list[MAX_GRANULES + size + __ffs_hot(found)] : NULL;
}

/* The same with room for @size granules aligned to @align of them. */
static unsigned long *__find_aligned(struct slob_pool *pool, unsigned int shift,
				     unsigned long size, unsigned long align)
{
	u64 lists = pool->exact >> (size - 1) << (size - 1);
	unsigned int tries;

	for (tries = 3; lists && tries; tries--, lists &= lists - 1) {
		unsigned long have = __ffs_hot(lists) + 1;
		unsigned long *block = pool->list[have - 1];

		if (lead_of(shift, block, align) + size <= have)
			return block;
	}
	return __find(pool, size + align - 1);
}

/* The end of the first block of the last lists, which stays on its list: nothing moves but its start. */
static __fast_inline bool __cut_front(struct slob_pool *pool, unsigned int shift,
					unsigned long *block, unsigned long have,
					unsigned long size)
{
	unsigned long rest = have - size, list = big_list(have);
	unsigned long *left = (unsigned long *)((char *)block + (size << shift)), *next;

	if (big_list(rest) != list || rest <= MAX_GRANULES)
		return false;
	next = link_block(block[0]);
	pool->list[MAX_GRANULES - 1 + list] = left;
	left[0] = block[0];
	left[1] = 0;
	left[2] = rest;
	*((unsigned long *)((char *)left + (rest << shift)) - 1) = end_word(shift, rest);
	if (next)
		next[1] = (unsigned long)left << LINK_SHIFT;
	return true;
}

/* The start of a block of the last lists, where no smaller one is large enough. */
static __fast_inline void *__take_front(struct slob_pool *pool, unsigned int shift,
					  unsigned long size, unsigned long align)
{
	unsigned long *block, have;

	if (pool->exact >> (size - 1) || !pool->big)
		return NULL;
	block = pool->list[MAX_GRANULES + __ffs_hot(pool->big)];
	if (align > 1 && lead_of(shift, block, align))
		return NULL;
	have = block[2];
	if (!__cut_front(pool, shift, block, have, size))
		return NULL;
	if (unlikely(have == whole_of(shift)))
		pool->empty = NULL;
	__flip_inside(shift, block, size);
	return block;
}

/* A part of a free block of @have granules, which is on no list and has room for it. */
static __fast_inline void *__carve(struct slob_pool *pool, unsigned int shift,
				     unsigned long *block, unsigned long have, unsigned long size,
				     unsigned long align)
{
	unsigned long lead = align > 1 ? lead_of(shift, block, align) : 0;

	if (lead) {
		__insert(pool, shift, block, lead);
		block = (unsigned long *)((char *)block + (lead << shift));
		have -= lead;
	}
	if (have != size)
		__insert(pool, shift, (unsigned long *)((char *)block + (size << shift)), have - size);
	__flip_inside(shift, block, size);
	return block;
}

/* A part of a larger block. */
static __fast_inline void *__take_part(struct slob_pool *pool, unsigned int shift,
					 unsigned long size, unsigned long align)
{
	unsigned long *block, have;

	if (align > 1)
		block = __find_aligned(pool, shift, size, align);
	else
		block = __find(pool, size);
	if (unlikely(!block))
		return NULL;
	have = block_size(block);
	if (unlikely(have == whole_of(shift)))
		pool->empty = NULL;
	__remove(pool, shift, block, have);
	return __carve(pool, shift, block, have, size, align);
}

/* A block of just that size, if the list's first one is aligned. */
static __fast_inline void *__take_exact(struct slob_pool *pool, unsigned int shift,
					  unsigned long size, unsigned long align)
{
	unsigned long *block = pool->list[size - 1], *next;

	if (!block || (align > 1 && lead_of(shift, block, align)))
		return NULL;
	next = link_block(block[0]);
	__set_first(pool, size - 1, next);
	if (next)
		next[1] = size;
	__flip_inside(shift, block, size);
	return block;
}

/* The block freed last, if it has that size and alignment; the map says that it is in use still. */
static __fast_inline void *__take_recent(struct slob_pool *pool, unsigned int shift,
					   unsigned long size, unsigned long align)
{
	unsigned long recent = pool->recent;
	void *block = link_block(recent);

	if ((recent & SIZE_MASK) != size || (align > 1 && lead_of(shift, block, align)))
		return NULL;
	pool->recent = 0;
	return block;
}

static __fast_inline void *__take(struct slob_pool *pool, unsigned int shift, unsigned long size,
				    unsigned long align)
{
	void *block = __take_exact(pool, shift, size, align);

	return block ? block : __take_part(pool, shift, size, align);
}

#define FREE_BEFORE	1UL
#define FREE_AFTER	2UL

/* Set the bits inside a block; says whether the blocks beside it are free. */
static __fast_inline unsigned long __mark_free(unsigned int shift, const void *block,
						 unsigned long size)
{
	unsigned long bit = ((unsigned long)block >> shift) % 64, before, after, first;
	u64 *word = word_of(shift, (unsigned long)block), bits = *word;

	/* All that matters is in one word, as it mostly is. */
	if (likely(bit && bit + size < 63)) {
		*word = bits | ((2UL << (size - 1)) - 2) << bit;
		bits >>= bit - 1;
		return (bits & FREE_BEFORE) | (bits >> (size + 1) & FREE_AFTER);
	}
	first = (unsigned long)block - (1UL << shift);
	before = *word_of(shift, first) >> (first >> shift) % 64 & 1;
	after = is_free_start(shift, (const char *)block + (size << shift));
	__flip_inside(shift, block, size);
	return before | after << 1;
}

/* kmalloc() */

/* Granules of the alignment that kmalloc() promises for @size bytes. */
static __fast_inline unsigned long small_align(size_t size)
{
	if (size & 15)
		return 1;
	return size & (size - 1) ? 2 : size >> 3;
}

static __fast_inline unsigned long large_align(size_t size)
{
	return size & (size - 1) ? 1 : size >> 6;
}

static __fast_inline unsigned long small_granules(size_t size)
{
	return size > 16 ? (size + 7) >> 3 : 2;
}

static __fast_inline unsigned long large_granules(size_t size)
{
	return (size + 63) >> 6;
}

/* What kmalloc() takes for @size bytes; NR_POOLS: whole pages. */
static __fast_inline unsigned int pool_for(size_t size)
{
	return size <= SMALL_MAX ? POOL_SMALL : size <= LARGE_MAX ? POOL_LARGE :
	       size <= HUGE_MAX ? POOL_HUGE : NR_POOLS;
}

/* Of the pools of a kind, or of the one for the objects of caches beside it. */
static __fast_inline unsigned int shift_of(unsigned int kind)
{
	return kind == POOL_SMALL || kind == POOL_CACHE_SMALL ? SMALL_SHIFT :
	       HUGE_MAX && kind >= POOL_HUGE ? HUGE_SHIFT : LARGE_SHIFT;
}

/* The pools that its objects come from; NR_POOLS: whole pages. */
static inline unsigned int cache_pools(const struct kmem_cache *s)
{
	if (s->size <= SMALL_MAX && s->align <= SMALL_MAX)
		return POOL_CACHE_SMALL;
	if (s->size <= LARGE_MAX && s->align <= LARGE_MAX)
		return POOL_CACHE_LARGE;
	if (s->size <= HUGE_MAX && s->align <= HUGE_MAX)
		return POOL_CACHE_HUGE;
	return NR_POOLS;
}

#endif /* MM_SLOB_CORE_H */
