/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_SLOB_BLOCKS_H
#define MM_SLOB_BLOCKS_H

/*
 * The steps of slob.c with blocks.  Those with names in two underscores are called with the pool's lock
 * held.
 */

#include <linux/bitops.h>
#include <linux/sizes.h>

#include "slob.h"

#define LARGE_HEADER \
	(LARGE_GRANULES >= 512 ? LARGE_GRANULES >> (LARGE_SHIFT + 3) : 1) /* granules of the map */
#define LARGE_MIN	5	/* granules of the smallest block: what is smaller is in slabs */
#define LARGE_MAX	4032UL	/* bytes: of the pools of 64-byte granules */
#define HUGE_HEADER	1
#define HUGE_MIN	(SZ_4K >> HUGE_SHIFT)
#define HUGE_MAX	(PAGE_SHIFT > 12 ? 63UL << HUGE_SHIFT : 0)

/* What a pool of each kind starts with. */
#define LARGE_POOL(string, of_caches)								\
	{ .pool = { .name = string, .caches = of_caches, .shift = LARGE_SHIFT, .order = LARGE_ORDER },	\
	  .header = LARGE_HEADER, .min = LARGE_MIN, .whole = LARGE_GRANULES - LARGE_HEADER }
#define HUGE_POOL(string, of_caches)								\
	{ .pool = { .name = string, .caches = of_caches, .shift = HUGE_SHIFT, .order = TOP_ORDER },	\
	  .header = HUGE_HEADER, .min = HUGE_MIN, .whole = HUGE_GRANULES - HUGE_HEADER }

/* Of the pools with that shift, known to the compiler where the shift is. */
static __fast_inline unsigned long min_of(unsigned int shift)
{
	return shift == LARGE_SHIFT ? LARGE_MIN : HUGE_MIN;
}

static __fast_inline unsigned long whole_of(unsigned int shift)
{
	return granules_of(shift) - (shift == LARGE_SHIFT ? LARGE_HEADER : HUGE_HEADER);
}

/* A block of @n granules, aligned to @align of them; NULL if there is none. */
void *__slob_take_block(struct slob_blocks *blocks, unsigned long n, unsigned long align);
/* The same from a new unit, of which @page is the first. */
void *__slob_take_from_new(struct slob_blocks *blocks, struct page *page, unsigned long n,
			   unsigned long align);
/*
 * A block of @n granules is in use no more.  Returns the first page of a unit that is to be freed, or
 * NULL.
 */
struct page *__slob_put_block(struct slob_blocks *blocks, const void *block, unsigned long n);
/*
 * Give back a block that was freed lately, then the unit that is empty; false if there is neither.  @page:
 * or NULL.
 */
bool __slob_drop_kept_block(struct slob_blocks *blocks, struct page **page);
/*
 * Free what may be a block of this CPU's, of a page in the run; of kmalloc(), or of a cache, which @s is.
 */
void slob_free_block(struct kmem_cache *s, const void *object, const struct page *page, const void *caller);

/* Where a block of a cache says whose it is. */
static __fast_inline const void **block_owner(const void *object, size_t size)
{
	return (const void **)((char *)object + size) - 1;
}

/* Granules of the alignment that kmalloc() promises for @size bytes. */
static __fast_inline unsigned long large_align(size_t size)
{
	return size & (size - 1) ? 1 : size >> LARGE_SHIFT;
}

static __fast_inline unsigned long large_granules(size_t size)
{
	return (size + (1UL << LARGE_SHIFT) - 1) >> LARGE_SHIFT;
}

#endif /* MM_SLOB_BLOCKS_H */
