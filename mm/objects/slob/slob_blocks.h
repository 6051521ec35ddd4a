/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_SLOB_BLOCKS_H
#define MM_SLOB_BLOCKS_H

/*
 * Blocks of SLOB: sizes, owners, allocation of the last freed block, and the functions of
 * slob_blocks.c.
 */

#include <linux/array_size.h>
#include <linux/bitops.h>
#include <linux/minmax.h>
#include <linux/sizes.h>

#include "slob.h"

#define LARGE_HEADER \
	(LARGE_GRANULES >= 512 ? LARGE_GRANULES >> (LARGE_SHIFT + 3) : 1) /* granules of the map */
#define LARGE_MIN	5	/* granules of the smallest block: smaller objects are in slabs */
#define LARGE_MAX	4032UL	/* bytes of an object in a "large" pool */
#define HUGE_HEADER	1
#define HUGE_MIN	(SZ_4K >> HUGE_SHIFT)
#define HUGE_MAX	(PAGE_SHIFT > 12 ? 63UL << HUGE_SHIFT : 0)

/*
 * A row of the table of sizes.  An object that is larger than the row before allows, and has at
 * most @max bytes, is a slot or block of its size, rounded up to @step bytes and at least @min.
 */
struct slob_row {
	u32 max, min, step;	/* bytes */
	unsigned int pool;	/* that of kmalloc(); the next one is that of caches */
};

static const struct slob_row slob_rows[] = {
	{ SLABS_MAX, SLABS_MIN, CLASS_STEP, POOL_SLABS },
	{ LARGE_MAX, LARGE_MIN << LARGE_SHIFT, 1 << LARGE_SHIFT, POOL_LARGE },
#if PAGE_SHIFT > 12
	{ HUGE_MAX, HUGE_MIN << HUGE_SHIFT, 1 << HUGE_SHIFT, POOL_HUGE },
#endif
};

/* Return the row for objects of @size bytes, or NULL if they have pages of their own. */
static __fast_inline const struct slob_row *slob_row(size_t size)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(slob_rows); i++) {
		if (size <= slob_rows[i].max)
			return &slob_rows[i];
	}
	return NULL;
}

static __fast_inline size_t row_size(const struct slob_row *row, size_t size)
{
	return ALIGN(max(size, (size_t)row->min), row->step);
}

/* Initializers of the pools. */
#define LARGE_POOL(string, of_caches) \
	{ .pool = { .name = string, .caches = of_caches, .shift = LARGE_SHIFT, \
		    .order = LARGE_ORDER }, \
	  .header = LARGE_HEADER, .min = LARGE_MIN, .whole = LARGE_GRANULES - LARGE_HEADER }
#define HUGE_POOL(string, of_caches) \
	{ .pool = { .name = string, .caches = of_caches, .shift = HUGE_SHIFT, \
		    .order = TOP_ORDER }, \
	  .header = HUGE_HEADER, .min = HUGE_MIN, .whole = HUGE_GRANULES - HUGE_HEADER }

/*
 * Return blocks->min of the pools with that shift.  The result is a constant if @shift is a
 * constant.
 */
static __fast_inline unsigned long min_of(unsigned int shift)
{
	return shift == LARGE_SHIFT ? LARGE_MIN : HUGE_MIN;
}

static __fast_inline unsigned long whole_of(unsigned int shift)
{
	return granules_of(shift) - (shift == LARGE_SHIFT ? LARGE_HEADER : HUGE_HEADER);
}

/*
 * Return the number of granules from the start of @block to its first granule that is aligned to
 * @align.
 */
static __fast_inline unsigned long lead_of(unsigned int shift, const unsigned long *block,
					   unsigned long align)
{
	return align > 1 ? -((unsigned long)block >> shift) & (align - 1) : 0;
}

/*
 * Allocate the last freed block if it has @size granules and the alignment @align; otherwise return
 * NULL.  The map does not change, because it shows the last freed block as in use.
 */
static __fast_inline void *__slob_alloc_last(struct slob_blocks *blocks, unsigned int shift,
					     unsigned long size, unsigned long align)
{
	void *block = link_block(blocks->last);

	VM_WARN_ON(!slob_is_locked(&blocks->pool));
	if ((blocks->last & SIZE_MASK) != size || lead_of(shift, block, align))
		return NULL;
	blocks->last = 0;
	return block;
}

/*
 * Allocate a block of @n granules, aligned to @align granules, from the lists of free blocks, or
 * return NULL.
 */
void *__slob_alloc_listed(struct slob_blocks *blocks, unsigned long n, unsigned long align);
/* Do the same as __slob_alloc_listed(), but try the last freed block first. */
void *__slob_alloc_block(struct slob_blocks *blocks, unsigned long n, unsigned long align);
/*
 * Allocate a block of @n granules, aligned to @align granules, from a new unit with the first page
 * @page.
 */
void *__slob_alloc_in_new_unit(struct slob_blocks *blocks, struct page *page, unsigned long n,
			       unsigned long align);
/*
 * Free a block of @n granules.  Returns the first page of a unit that the caller has to free, or
 * NULL.
 */
struct page *__slob_free_block(struct slob_blocks *blocks, const void *block, unsigned long n);
/*
 * Free the last freed block or, if there is none, the empty unit.  Returns false if there is
 * neither.  Otherwise sets @page to the first page of a unit that the caller has to free, or to
 * NULL.
 */
bool __slob_drop_kept_block(struct slob_blocks *blocks, struct page **page);
/*
 * Free a block of kmalloc() or of a cache.  Before the call, @page was in @pool, a pool of this
 * CPU.  Both functions check this again with the pool locked.
 */
void slob_kfree_block(const void *object, const struct page *page, struct slob_pool *pool,
		      const void *caller);
void slob_cache_free_block(const void *object, struct kmem_cache *s, const struct page *page,
			   struct slob_pool *pool, const void *caller);
/* Free an object in @page, which may be in a pool of another CPU.  @s: NULL for kfree(). */
void slob_free_block_other_pool(const void *object, struct kmem_cache *s, const struct page *page,
				const void *caller);

/* Return the address of the owner of a block of a cache. */
static __fast_inline const void **block_owner(const void *object, size_t size)
{
	return (const void **)((char *)object + size) - 1;
}

/*
 * Return the bytes of a block for an object of the cache.  If the cache has page slabs, s->size is
 * the size of their slots instead.
 */
static inline unsigned long block_bytes(const struct kmem_cache *s)
{
	unsigned long size = ALIGN(ALIGN(s->object_size, 8) + sizeof(s), 1UL << LARGE_SHIFT);

	return s->list_offset ? max(size, (unsigned long)LARGE_MIN << LARGE_SHIFT) : s->size;
}

/* Return the alignment that kmalloc() guarantees for @size bytes, in granules. */
static __fast_inline unsigned long large_align(size_t size)
{
	return size & (size - 1) ? 1 : size >> LARGE_SHIFT;
}

static __fast_inline unsigned long large_granules(size_t size)
{
	return (size + (1UL << LARGE_SHIFT) - 1) >> LARGE_SHIFT;
}

#endif /* MM_SLOB_BLOCKS_H */
