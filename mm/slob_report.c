// SPDX-License-Identifier: BSD-2-Clause
/* What the SLOB engine says of an address, for reports of refused frees. */

#include <linux/kernel.h>
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

static void describe_page(const struct page *page, const void *object, char *buf, size_t size)
{
	const struct page *head = page_block_head(page);
	const struct kmem_cache *s;

	if (!head || head->type < PGTY_reserved) {
		scnprintf(buf, size, "in a free page");
	} else if (head->type == PGTY_slab && page_is_large(head)) {
		s = large_cache(head);
		scnprintf(buf, size, "%s the object of %lu bytes at %px of %s",
			  page_address(head) == object ? "it is" : "inside", large_ksize(head),
			  page_address(head), s ? s->name : "kmalloc()");
	} else {
		scnprintf(buf, size, "in pages that hold no objects, from %px", page_address(head));
	}
}

void slab_engine_describe(const void *object, char *buf, size_t size)
{
	const struct page *page = virt_to_page(object);
	const struct slob_pool *pool;
	unsigned long flags;

	if (!page_ready(page)) {
		scnprintf(buf, size, "not in memory that was ever allocated");
		return;
	}
	spin_lock_irqsave(&slob_lock, flags);
	pool = slob_pool_of(object);
	if (pool)
		describe_in_unit(pool, object, buf, size);
	spin_unlock_irqrestore(&slob_lock, flags);
	if (!pool)
		describe_page(page, object, buf, size);
}
