// SPDX-License-Identifier: BSD-2-Clause
/*
 * Check the invariants that slob.c lists, and report a violation by its number there.  All units of
 * a pool are read with its lock held, because another CPU could change lists and units between two
 * reads.
 */

#define pr_fmt(fmt) "slob: " fmt

#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/printk.h>

#include "slob_entry.h"

static void slob_violated(int *bad, unsigned int invariant, const void *where)
{
	if (!(*bad)++)
		pr_err("invariant %u violated at %px\n", invariant, where);
}

/* ---- blocks ---------------------------------------------------------------------------------- */

/* Check invariants 4 and 5 of slob.c.  Returns the number of granules on the list. */
static unsigned long validate_block_list(const struct slob_blocks *blocks, unsigned int list,
					 int *bad)
{
	const unsigned long *block = blocks->list[list], *prev = NULL;
	unsigned long sum = 0, limit = blocks->pool.nr_units * granules_of(blocks->pool.shift);
	bool bit = list < MAX_GRANULES ? blocks->exact[list / 64] >> list % 64 & 1 :
					 blocks->big >> (list - MAX_GRANULES) & 1;

	if (bit != !!block)
		slob_violated(bad, 5, blocks);
	for (; block; prev = block, block = link_block(block[0])) {
		unsigned long size;

		if (slob_pool_of(block) != &blocks->pool || sum > limit) {
			slob_violated(bad, 4, block);
			break;
		}
		size = block_size(block);
		if (block_list(size) != list || size < blocks->min ||
		    link_block(block[1]) != prev) {
			slob_violated(bad, 4, block);
			break;
		}
		sum += size;
	}
	return sum;
}

/* Check invariants 1 to 3 and 7 of slob.c for a free block.  Returns its size. */
static unsigned int validate_free(const struct slob_blocks *blocks, const u64 *map, unsigned int i,
				  int *bad)
{
	unsigned int shift = blocks->pool.shift;
	const unsigned long *block = (const unsigned long *)((const char *)map + (i << shift));
	unsigned long size = block_size(block), end = i + size, j;
	const unsigned long *last = (const unsigned long *)((const char *)map + (end << shift)) - 1;

	if (!size || end > granules_of(shift)) {
		slob_violated(bad, 2, block);
		return 0;
	}
	for (j = i; j < end; j++) {
		if (!unit_bit(map, j))
			slob_violated(bad, 1, block);
	}
	if (size_before(shift, last + 1) != size)
		slob_violated(bad, 2, block);
	if (end < granules_of(shift) && !slob_used_size(shift, last + 1))
		slob_violated(bad, 3, block);
	if ((size == blocks->whole) != (blocks->empty == map))
		slob_violated(bad, 7, block);
	return size;
}

/* Check a unit.  Returns the number of granules of its free blocks that belong on lists. */
static unsigned long validate_unit(const struct slob_blocks *blocks, const u64 *map, int *bad)
{
	const struct slob_pool *pool = &blocks->pool;
	struct slob_object found;
	unsigned int i, n;
	unsigned long sum = 0;

	for (i = 0; i < blocks->header; i++) {
		if (unit_bit(map, i))
			slob_violated(bad, 1, map);
	}
	for (i = blocks->header; i < granules_of(pool->shift); i += n) {
		const void *object = (const char *)map + (i << pool->shift);

		n = slob_used_size(pool->shift, object);
		if (n) {
			found = __slob_find(pool, object);
			if (n < blocks->min || (found.owner && !slob_cache_of(found.owner)))
				slob_violated(bad, 8, object);
			continue;
		}
		n = validate_free(blocks, map, i, bad);
		if (!n)
			break;
		if (n >= blocks->min)
			sum += n;
	}
	return sum;
}

/* Check invariant 9 of slob.c. */
static void validate_last(const struct slob_blocks *blocks, int *bad)
{
	const void *block = link_block(blocks->last);

	if (blocks->last &&
	    (slob_pool_of(block) != &blocks->pool ||
	     slob_used_size(blocks->pool.shift, block) != (blocks->last & SIZE_MASK)))
		slob_violated(bad, 9, block);
}

/* ---- slabs ----------------------------------------------------------------------------------- */

/* Check invariants 10 and 11 of slob.c.  Returns the number of slabs on the list. */
static unsigned long validate_slab_list(const struct slob_slabs *slabs, unsigned int class,
					int *bad)
{
	unsigned long nr = 0, limit = slabs->pool.nr_units * SLABS_OF_PAGE;
	const struct slob_class of = slob_class_of(slabs->pool.caches, class);
	struct hlist_node *const *pprev = &slabs->lists[class].first;

	for (const struct hlist_node *node = *pprev; node; node = *pprev, nr++) {
		const struct slob_slab *slab = container_of(node, struct slob_slab, list);

		if (slob_pool_of(node) != &slabs->pool || node->pprev != pprev || nr > limit ||
		    slab_at(slab) != slab || slab_class(slab) != class) {
			slob_violated(bad, 10, node);
			break;
		}
		if (class && (!slab->map || (nr > 1 && slab->map == of.all)))
			slob_violated(bad, 11, slab);
		pprev = &node->next;
	}
	return nr;
}

static bool is_class(const struct slob_class *a, const struct slob_class *b)
{
	return a->all == b->all && a->reciprocal == b->reciprocal && a->size == b->size;
}

/*
 * Check invariants 8, 12 and 13 of slob.c for a page.  Returns the number of its slabs that belong
 * on lists.
 */
static unsigned long validate_slab_page(const struct slob_slabs *slabs, const char *page, int *bad)
{
	bool caches = slabs->pool.caches;
	unsigned long nr = 0, nr_unused = 0;

	for (unsigned int at = 0; at < PAGE_SIZE; at += SLAB_SIZE) {
		const struct slob_slab *slab = slab_at(page + at);
		unsigned long n = slab_class(slab);
		const struct slob_class class = slob_class_of(caches, n < NR_CLASSES ? n : 0);

		nr_unused += !n;
		nr += !n || slab->map;
		if (slab->map & ~class.all || !is_class(&slab->class, &class))
			slob_violated(bad, 12, slab);
		for (unsigned int i = 0; caches && i < MAX_SLOTS; i++) {
			if (class.all & ~slab->map & 1UL << i &&
			    !slob_cache_of(slot_owner(slab, i)))
				slob_violated(bad, 8, page + at + i * class.size);
		}
	}
	if (nr_unused == SLABS_OF_PAGE)
		slob_violated(bad, 13, page);
	return nr;
}

/* ---- page slabs ------------------------------------------------------------------------------ */

/* Check invariants 14 and 15 of slob.c for list @n.  Returns the number of page slabs on it. */
static unsigned long validate_page_slab_list(const struct slob_page_slabs *page_slabs,
					     unsigned int n, int *bad)
{
	unsigned long nr = 0, limit = page_slabs->pool.nr_units;
	struct hlist_node *const *pprev = &page_slabs->lists[n].first;
	unsigned long list_offset = n * sizeof(page_slabs->lists[0]), recorded;

	for (const struct hlist_node *links = *pprev; links; links = *pprev, nr++) {
		const struct page *page = virt_to_page(links);

		recorded = page_slabs->pool.caches ? page->pool >> PAGE_SLAB_LIST_SHIFT :
						     page_slab_list_offset(slot_bytes(page));
		if (slob_pool_of(links) != &page_slabs->pool || links->pprev != pprev ||
		    nr > limit || recorded != list_offset ||
		    slot_address(links, page->slots >> LINKS_SHIFT, slot_bytes(page)) != links) {
			slob_violated(bad, 14, links);
			break;
		}
		if (nr && is_unused_page_slab(page))
			slob_violated(bad, 15, links);
		pprev = &links->next;
	}
	return nr;
}

/* Check invariants 8 and 16 of slob.c for a page slab.  Returns 1 if it belongs on a list. */
static unsigned long validate_page_slab(const struct slob_pool *pool, const struct page *page,
					int *bad)
{
	unsigned long free = page->slots & FREE_SLOTS, size = slot_bytes(page);
	const struct kmem_cache *s =
		slob_list_caches[list_number(page->pool >> PAGE_SLAB_LIST_SHIFT)];
	const char *object = page_address(page);

	if (page->flags > NR_SLOT_SIZES || free & ~slot_layout_of(page)->all ||
	    (free ? !(free >> (page->slots >> LINKS_SHIFT) & 1) : page->slots))
		slob_violated(bad, 16, object);
	if (pool->caches && (!s || s->size != size))
		slob_violated(bad, 8, object);
	return !!free;
}

static void validate_pool(struct slob_pool *pool, int *bad)
{
	unsigned long nr_pages = page_map_pages(), i, flags;
	unsigned long on_lists = 0, in_units = 0;
	unsigned int nr_units = 0, list;

	slob_lock_irqsave(pool, &flags);
	if (is_slabs(pool)) {
		for (list = 0; list < NR_CLASSES; list++)
			on_lists += validate_slab_list(slabs_of(pool), list, bad);
	} else if (is_page_slabs(pool)) {
		for (list = 0; list <= NR_CACHE_LISTS; list++)
			on_lists += validate_page_slab_list(page_slabs_of(pool), list, bad);
	} else {
		for (list = 0; list < NR_LISTS; list++)
			on_lists += validate_block_list(blocks_of(pool), list, bad);
		validate_last(blocks_of(pool), bad);
	}
	for (i = 0; i < nr_pages && !*bad; i = slob_next_page(i)) {
		struct page *page = page_map.base + i;

		/*
		 * A page of this pool stays in it while the pool is locked.  Other pages may
		 * change.
		 */
		if (!page_ready(page) || data_race(page->type) != PGTY_slab ||
		    pool_of_page(page) != pool)
			continue;
		in_units += is_slabs(pool)
				    ? validate_slab_page(slabs_of(pool), page_address(page), bad)
			    : is_page_slabs(pool)
				    ? validate_page_slab(pool, page, bad)
				    : validate_unit(blocks_of(pool), page_address(page), bad);
		nr_units++;
	}
	if (!*bad && (on_lists != in_units || nr_units != pool->nr_units))
		slob_violated(bad, 6, pool);
	slob_unlock_irqrestore(pool, flags);
}

int slab_engine_validate(void)
{
	struct slob_pool *pool;
	unsigned int cpu;
	int bad = 0;

	for_each_slob_pool(pool, cpu)
		validate_pool(pool, &bad);
	return bad;
}

int slab_engine_validate_alone(void)
{
	return slab_engine_validate();
}

static void slob_count_object(const struct kmem_cache *s, const void *object, size_t size, void *nr)
{
	++*(unsigned long *)nr;
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
		slob_for_each_in_unit(pool, page_address(page), slob_count_object, &nr);
		slob_unlock_irqrestore(pool, flags);
	}
	return nr;
}
