// SPDX-License-Identifier: BSD-2-Clause
/* Print the lines of slabinfo for the pools and caches of SLOB. */

#include <linux/bitops.h>
#include <linux/seq_file.h>
#include <linux/sprintf.h>

#include "slob_page_slabs.h"
#include "slob_slabs.h"

void slab_engine_info(struct kmem_cache *s, struct slab_info *info)
{
	*info = (struct slab_info){
		.active_objs = cache_objects(s),
		.num_objs = slab_engine_objects(s) + READ_ONCE(s->nr_large),
		.objs_per_slab = s->size < PAGE_SIZE ? PAGE_SIZE / s->size : 1,
		.pages_per_slab = s->size < PAGE_SIZE ? 1 : s->size / PAGE_SIZE,
	};
}

/*
 * Return the number of granules in use, without those of the map.  The block that was freed last
 * counts as in use; see slob.c.
 */
static unsigned int granules_used(const struct slob_blocks *blocks, const u64 *map)
{
	unsigned int word, used = 0, words = granules_of(blocks->pool.shift) / 64;

	for (word = 0; word < words; word++) {
		u64 after = word + 1 < words ? map[word + 1] << 63 : 1UL << 63;

		/*
		 * A granule is free if its bit and the next one are 1.  The unit's end counts as
		 * a 1.
		 */
		used += 64 - hweight64(map[word] & (map[word] >> 1 | after));
	}
	return used - blocks->header;
}

static void count_blocks(const struct slob_pool *pool, const void *unit, struct slab_info *info)
{
	info->active_objs += granules_used(blocks_of(pool), unit);
	info->num_objs += blocks_of(pool)->whole;
	info->num_slabs++;
	info->active_slabs += blocks_of(pool)->empty != unit;
}

static void count_slabs(const struct slob_pool *pool, const char *unit, unsigned int class,
			struct slab_info *info)
{
	const struct slob_class of = slob_class_of(pool->caches, class);

	for (unsigned int at = 0; at < PAGE_SIZE; at += SLAB_SIZE) {
		const struct slob_slab *slab = slab_at(unit + at);

		if (slab_class(slab) != class)
			continue;
		info->active_objs += hweight64(of.all ^ slab->map);
		info->num_objs += hweight64(of.all);
		info->num_slabs++;
		info->active_slabs += slab->map != of.all;
	}
}

static void count_page_slab(const struct page *page, unsigned int n, struct slab_info *info)
{
	unsigned int nr = hweight32(slob_slot_layouts[n].all);
	unsigned int used = nr - hweight32(page->slots & FREE_SLOTS);

	if (page->flags != n)
		return;
	info->active_objs += used;
	info->num_objs += nr;
	info->num_slabs++;
	info->active_slabs += !!used;
}

/*
 * Count units, slabs or page slabs of all pools with that name.  A pool is locked for one unit at a
 * time.  @class: the class of slabs, or the slot size of page slabs in SLOT_STEPs.
 */
static void count_units(const char *name, unsigned int class, struct slab_info *info)
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
		if (pool->name == name && is_slabs(pool))
			count_slabs(pool, page_address(page), class, info);
		else if (pool->name == name && is_page_slabs(pool))
			count_page_slab(page, class, info);
		else if (pool->name == name)
			count_blocks(pool, page_address(page), info);
		slob_unlock_irqrestore(pool, flags);
	}
}

/*
 * Print a line for a class that has slabs, or for a slot size that has page slabs.  The line counts
 * slots as objects.
 */
static void show_class(struct seq_file *m, const char *pool, unsigned int class, unsigned int size,
		       unsigned int nr, unsigned int slab_bytes)
{
	struct slab_info info = { .objs_per_slab = nr,
				  .pages_per_slab = 1,
				  .slab_bytes = slab_bytes };
	char name[24];

	count_units(pool, class, &info);
	seq_pause(m);
	scnprintf(name, sizeof(name), "%s%u", pool, size);
	if (info.num_slabs)
		slab_show_line(m, name, size, &info);
}

static void show_slabs(struct seq_file *m, const struct slob_pool *pool)
{
	for (unsigned int class = SLABS_MIN / CLASS_STEP; class < NR_CLASSES; class++) {
		const struct slob_class of = slob_class_of(pool->caches, class);

		show_class(m, pool->name, class, of.size, hweight64(of.all), SLAB_SIZE);
	}
}

static void show_page_slabs(struct seq_file *m, const struct slob_pool *pool)
{
	for (unsigned int n = 0; n <= NR_SLOT_SIZES; n++) {
		const struct slob_slot_layout *size = &slob_slot_layouts[n];

		if (size->all)
			show_class(m, pool->name, n, n * SLOT_STEP, hweight32(size->all), 0);
	}
}

void slab_engine_show(struct seq_file *m)
{
	for (unsigned int i = 0; i < NR_POOLS; i++) {
		const struct slob_pool *pool = own_pool(i);

		if (is_slabs(pool)) {
			show_slabs(m, pool);
		} else if (is_page_slabs(pool)) {
			show_page_slabs(m, pool);
		} else {
			struct slab_info info = {
				.objs_per_slab = blocks_of(pool)->whole,
				.pages_per_slab = 1U << pool->order,
			};

			count_units(pool->name, 0, &info);
			slab_show_line(m, pool->name, 1U << pool->shift, &info);
		}
	}
}
