// SPDX-License-Identifier: BSD-2-Clause
/* What the SLOB engine says of an address, for reports of refused frees. */

#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sprintf.h>

#include "slob.h"

/* The first granule of the block in use that granule @i is inside; @i itself if it is none's. */
static unsigned int block_start(const u64 *map, unsigned int i)
{
	unsigned int start = i;

	while (start && !unit_bit(map, start))
		start--;
	return unit_bit(map, start) ? start : i;
}

static void describe_block(const struct slob_pool *pool, const char *start, unsigned int n,
			   const void *object, char *buf, size_t size)
{
	const struct kmem_cache *s = pool->caches ? slob_cache_of(pool, start, n) : NULL;
	const char *owner = "kmalloc()";

	if (pool->caches)
		owner = s ? s->name : "a cache whose name was overwritten";
	scnprintf(buf, size, "%s the object of %u bytes at %px of %s",
		  start == (const char *)object ? "it is" : "inside",
		  s ? s->object_size : n << pool->shift, start, owner);
}

static void describe_in_unit(const struct slob_pool *pool, const void *object, char *buf, size_t size)
{
	const u64 *map = unit_of(pool, object);
	unsigned int i = granule_of(pool, object), start = block_start(map, i);
	unsigned int n = slob_used_size(pool->shift, (const char *)map + (start << pool->shift));

	if (i < pool->header)
		scnprintf(buf, size, "in the map of a unit of %s", pool->name);
	else if (!n || pool->recent == recent_word(map + ((start << pool->shift) / 8), n))
		scnprintf(buf, size, "free memory of %s, perhaps freed already", pool->name);
	else
		describe_block(pool, (const char *)map + (start << pool->shift), n, object, buf, size);
}

static void __for_each_in_unit(const struct slob_pool *pool, const struct page *head, slab_object_fn fn,
			       void *arg)
{
	unsigned int i, n;

	for (i = pool->header; i < granules_of(pool->shift); i += n) {
		const char *object = (const char *)page_address(head) + (i << pool->shift);

		n = slob_used_size(pool->shift, object);
		if (n && pool->recent != recent_word(object, n) && !slob_waits(pool, object, n)) {
			const struct kmem_cache *s = pool->caches ? slob_cache_of(pool, object, n) : NULL;

			fn(s, object, s ? s->object_size : (size_t)n << pool->shift, arg);
		}
		if (!n)
			n = block_size((const unsigned long *)object);
		if (!n)
			break;
	}
}

void slab_engine_for_each(const struct page *head, slab_object_fn fn, void *arg)
{
	struct slob_pool *pool;
	unsigned long flags;

	pool = slob_lock_pool_of(page_address(head), &flags);
	if (!pool)
		return;
	__for_each_in_unit(pool, head, fn, arg);
	slob_unlock_irqrestore(pool, flags);
}

void slab_engine_describe(const void *object, char *buf, size_t size)
{
	struct slob_pool *pool;
	unsigned long flags;

	pool = slob_lock_pool_of(object, &flags);
	if (!pool)
		return slab_describe_page(object, buf, size);
	describe_in_unit(pool, object, buf, size);
	slob_unlock_irqrestore(pool, flags);
}
