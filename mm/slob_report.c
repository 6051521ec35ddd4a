// SPDX-License-Identifier: BSD-2-Clause
/* What the SLOB engine says: refused frees, and its lines of slabinfo.  Nothing here is fast. */

#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/sprintf.h>
#include <linux/string.h>

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

/* slabinfo */

void slab_engine_info(struct kmem_cache *s, struct slab_info *info)
{
	*info = (struct slab_info){
		.active_objs = READ_ONCE(s->nr_objects),
		.num_objs = READ_ONCE(s->nr_objects),
		.objs_per_slab = s->size < PAGE_SIZE ? PAGE_SIZE / s->size : 1,
		.pages_per_slab = s->size < PAGE_SIZE ? 1 : s->size / PAGE_SIZE,
	};
}

unsigned int slob_unit_used(const struct slob_pool *pool, const u64 *map)
{
	unsigned int word, used = 0;

	for (word = 0; word < UNIT_WORDS; word++) {
		u64 after = word + 1 < UNIT_WORDS ? map[word + 1] << 63 : 1UL << 63;

		/* What is inside a block, and the ones before such: first granules. */
		used += 64 - hweight64(map[word] & (map[word] >> 1 | after));
	}
	return used - pool->header;
}

/* The granules in use of one pool, one unit at a time. */
static unsigned long pool_used(const struct slob_pool *pool, unsigned long *nr_units)
{
	unsigned long nr_pages = page_map_pages(), i, flags, used = 0;

	*nr_units = 0;
	for (i = 0; i < nr_pages; i += 1UL << pool->order) {
		struct page *page = page_map.base + i;

		if (!page_ready(page) || page->type != PGTY_slab)
			continue;
		spin_lock_irqsave(&slob_lock, flags);
		if (page->type == PGTY_slab && page->slab == pool) {
			used += slob_unit_used(pool, page_address(page));
			++*nr_units;
		}
		spin_unlock_irqrestore(&slob_lock, flags);
	}
	return used;
}

void slab_engine_show(struct seq_file *m)
{
	unsigned int i;

	for (i = 0; i < NR_POOLS; i++) {
		const struct slob_pool *pool = &slob_pools[i];
		struct slab_info info = {
			.objs_per_slab = pool->whole,
			.pages_per_slab = 1U << pool->order,
		};

		info.active_objs = pool_used(pool, &info.num_slabs);
		info.num_objs = info.num_slabs * pool->whole;
		info.active_slabs = info.num_slabs - (info.num_slabs && READ_ONCE(pool->empty));
		slab_show_line(m, pool->name, 1U << pool->shift, &info);
	}
}
