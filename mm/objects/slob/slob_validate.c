// SPDX-License-Identifier: BSD-2-Clause
/*
 * The invariants of slob.c, as code and by the same numbers.  The cost is that of reading every block
 * of a pool with its lock held: calls beside it would make it see differences that are none.
 */

#define pr_fmt(fmt) "slob: " fmt

#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/printk.h>

#include "slob.h"

static void violated(int *bad, unsigned int invariant, const void *where)
{
	if (!(*bad)++)
		pr_err("invariant %u violated at %px\n", invariant, where);
}

/* Invariants 4 and 5; returns the granules on the list. */
static unsigned long validate_list(const struct slob_pool *pool, unsigned int list, int *bad)
{
	const unsigned long *block = pool->list[list], *prev = NULL;
	unsigned long sum = 0, limit = pool->nr_units * granules_of(pool->shift);
	bool bit = list < MAX_GRANULES ? pool->exact >> list & 1 :
					 pool->big >> (list - MAX_GRANULES) & 1;

	if (bit != !!block)
		violated(bad, 5, pool);
	for (; block; prev = block, block = link_block(block[0])) {
		unsigned long size;

		if (slob_pool_of(block) != pool || sum > limit) {
			violated(bad, 4, block);
			break;
		}
		size = block_size(block);
		if (list_of(size) != list || size < pool->min || link_block(block[1]) != prev) {
			violated(bad, 4, block);
			break;
		}
		sum += size;
	}
	return sum;
}

/* Invariants 1 to 3 and 7 of a free block; returns its size. */
static unsigned int validate_free(const struct slob_pool *pool, const u64 *map, unsigned int i,
				  int *bad)
{
	const unsigned long *block = (const unsigned long *)((const char *)map + (i << pool->shift));
	unsigned long size = block_size(block), end = i + size, j;
	const unsigned long *last = (const unsigned long *)((const char *)map +
							    (end << pool->shift)) - 1;

	if (!size || end > granules_of(pool->shift)) {
		violated(bad, 2, block);
		return 0;
	}
	for (j = i; j < end; j++) {
		if (!unit_bit(map, j))
			violated(bad, 1, block);
	}
	if (size_before(pool->shift, last + 1) != size)
		violated(bad, 2, block);
	if (end < granules_of(pool->shift) && !slob_used_size(pool->shift, last + 1))
		violated(bad, 3, block);
	if ((size == pool->whole) != (pool->empty == map))
		violated(bad, 7, block);
	return size;
}

/* One unit: returns the granules of its free blocks that belong on lists. */
static unsigned long validate_unit(const struct slob_pool *pool, const u64 *map, int *bad)
{
	unsigned int i, n;
	unsigned long sum = 0;

	for (i = 0; i < pool->header; i++) {
		if (unit_bit(map, i))
			violated(bad, 1, map);
	}
	for (i = pool->header; i < granules_of(pool->shift); i += n) {
		const void *object = (const char *)map + (i << pool->shift);

		n = slob_used_size(pool->shift, object);
		if (n) {
			if (n < pool->min || (pool->caches && !slob_cache_of(pool, object, n)))
				violated(bad, 8, object);
			continue;
		}
		n = validate_free(pool, map, i, bad);
		if (!n)
			break;
		if (n >= pool->min)
			sum += n;
	}
	return sum;
}

/* Invariant 9 */
static void validate_recent(const struct slob_pool *pool, int *bad)
{
	const void *block = link_block(pool->recent);

	if (!pool->recent)
		return;
	if (slob_pool_of(block) != pool ||
	    slob_used_size(pool->shift, block) != (pool->recent & SIZE_MASK))
		violated(bad, 9, block);
}

static int validate_pool(struct slob_pool *pool)
{
	unsigned long nr_pages = page_map_pages(), i, flags;
	unsigned long on_lists = 0, in_units = 0;
	unsigned int nr_units = 0, list;
	int bad = 0;

	slob_lock_irqsave(pool, &flags);
	for (list = 0; list < NR_LISTS; list++)
		on_lists += validate_list(pool, list, &bad);
	validate_recent(pool, &bad);
	for (i = 0; i < nr_pages && !bad; i = slob_next_page(i)) {
		struct page *page = page_map.base + i;

		/* A page of the pool's stays one while its lock is held; others may change meanwhile. */
		if (!page_ready(page) || data_race(page->type) != PGTY_slab)
			continue;
		if (data_race(page->slab) == pool) {
			in_units += validate_unit(pool, page_address(page), &bad);
			nr_units++;
		}
	}
	if (!bad && (on_lists != in_units || nr_units != pool->nr_units))
		violated(&bad, 6, pool);
	slob_unlock_irqrestore(pool, flags);
	return bad;
}

int slab_engine_validate(void)
{
	struct slob_pool *pool;
	unsigned int cpu;
	int bad = 0;

	for_each_slob_pool(pool, cpu)
		bad += validate_pool(pool);
	return bad;
}

int slab_engine_validate_alone(void)
{
	return slab_engine_validate();
}

static unsigned long count_in_unit(const struct slob_pool *pool, const u64 *map)
{
	unsigned long nr = 0;
	unsigned int i, n;

	for (i = pool->header; i < granules_of(pool->shift); i += n) {
		const char *object = (const char *)map + (i << pool->shift);

		n = slob_used_size(pool->shift, object);
		nr += n && pool->recent != recent_word(object, n) && !slob_waits(pool, object, n);
		if (!n)
			n = block_size((const unsigned long *)object);
		if (!n)
			break;
	}
	return nr;
}

unsigned long slab_engine_count(void)
{
	unsigned long nr_pages = page_map_pages(), i, flags, nr = 0;
	struct slob_pool *pool;

	for (i = 0; i < nr_pages; i = slob_next_page(i)) {
		const struct page *page = page_map.base + i;

		if (!page_ready(page) || data_race(page->type) != PGTY_slab)
			continue;
		pool = slob_lock_pool_of(page_address(page), &flags);
		if (!pool)
			continue;
		nr += count_in_unit(pool, page_address(page));
		slob_unlock_irqrestore(pool, flags);
	}
	return nr;
}
