// SPDX-License-Identifier: BSD-2-Clause
/* SLOB's lines of slabinfo. */

#include <linux/bitops.h>

#include "slob.h"

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
