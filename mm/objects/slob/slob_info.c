// SPDX-License-Identifier: BSD-2-Clause
/* SLOB's lines of slabinfo. */

#include <linux/bitops.h>

#include "slob.h"

void slab_engine_info(struct kmem_cache *s, struct slab_info *info)
{
	*info = (struct slab_info){
		.active_objs = cache_objects(s),
		.num_objs = cache_objects(s),
		.objs_per_slab = s->size < PAGE_SIZE ? PAGE_SIZE / s->size : 1,
		.pages_per_slab = s->size < PAGE_SIZE ? 1 : s->size / PAGE_SIZE,
	};
}

unsigned int slob_unit_used(const struct slob_pool *pool, const u64 *map)
{
	unsigned int word, used = 0;

	for (word = 0; word < granules_of(pool->shift) / 64; word++) {
		u64 after = word + 1 < granules_of(pool->shift) / 64 ? map[word + 1] << 63 : 1UL << 63;

		/* What is inside a block, and the ones before such: first granules. */
		used += 64 - hweight64(map[word] & (map[word] >> 1 | after));
	}
	return used - pool->header;
}

/* The units of all CPUs' pools of that name and their granules in use, one unit at a time. */
static void count_units(const char *name, struct slab_info *info)
{
	unsigned long nr_pages = page_map_pages(), i, flags;
	struct slob_pool *pool;

	for (i = 0; i < nr_pages; i = slob_next_page(i)) {
		struct page *page = page_map.base + i;

		if (!page_ready(page) || data_race(page->type) != PGTY_slab)
			continue;
		pool = slob_lock_pool_of(page_address(page), &flags);
		if (!pool)
			continue;
		if (pool->name == name) {
			info->active_objs += slob_unit_used(pool, page_address(page));
			info->num_objs += pool->whole;
			info->num_slabs++;
			info->active_slabs += pool->empty != page_address(page);
		}
		slob_unlock_irqrestore(pool, flags);
	}
}

void slab_engine_show(struct seq_file *m)
{
	unsigned int i;

	for (i = 0; i < NR_POOLS; i++) {
		const struct slob_pool *pool = own_pool(i);
		struct slab_info info = {
			.objs_per_slab = pool->whole,
			.pages_per_slab = 1U << pool->order,
		};

		count_units(pool->name, &info);
		slab_show_line(m, pool->name, 1U << pool->shift, &info);
	}
}
