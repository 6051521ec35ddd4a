// SPDX-License-Identifier: BSD-2-Clause
/* Pages of places of SLOB that come and go: see slob.c. */

#include "slob_places.h"

#define ALL_PLACES(nr)	((1UL << ((nr) < 32 ? (nr) : 0)) - 1)
#define PLACE_SIZE(n)	[n] = {								\
		.all = HAS_PLACES ? ALL_PLACES(PAGE_SIZE / ((n) * PLACE_STEP)) : 0,	\
		.reciprocal = RECIPROCAL_32((n) * PLACE_STEP),				\
	}
#define FOUR_SIZES(n)	PLACE_SIZE(n), PLACE_SIZE((n) + 1), PLACE_SIZE((n) + 2), PLACE_SIZE((n) + 3)

const struct slob_place_size slob_place_sizes[NR_PLACE_SIZES + 1] = {
	FOUR_SIZES(5), FOUR_SIZES(9), FOUR_SIZES(13), FOUR_SIZES(17), FOUR_SIZES(21), FOUR_SIZES(25),
	FOUR_SIZES(29), PLACE_SIZE(64),
};

struct kmem_cache *slob_rooms[NR_ROOMS + 1];

void slob_init_places(void)
{
	unsigned int cpu;

	if (!HAS_PLACES)
		return;
	for_each_possible_cpu(cpu) {
		struct slob_places *places = per_cpu_ptr(&slob_pools, cpu)->places;

		places[0].tag = cpu << PLACES_CPU_SHIFT | PLACES_TAG;
		places[1].tag = places[0].tag | PLACES_CACHES;
	}
}

struct page *__slob_drop_page(struct slob_places *places, struct page *page)
{
	slob_unlink(place_address(page_address(page), page->places >> LINKS_SHIFT, place_bytes(page)));
	places->pool.nr_units--;
	slob_clear_owner(page);
	WRITE_ONCE(page->slab, NULL);
	WRITE_ONCE(page->flags, 0);
	return page;
}

void *__slob_take_from_page(struct slob_places *places, struct page *page, unsigned long size,
			    const struct kmem_cache *s)
{
	struct hlist_head *list;
	struct hlist_node *links;

	WRITE_ONCE(page->pool, places->tag | (s ? s->room : 0U) << PLACES_ROOM_SHIFT);
	WRITE_ONCE(page->flags, size / PLACE_STEP);
	list = room_of(places, page);
	WRITE_ONCE(page->places, place_size_of(page)->all - 1);
	slob_set_owner(page);
	places->pool.nr_units++;
	links = __set_links(page, 1);
	/* There is one if an object was freed while a page was asked for: it may be without any. */
	if (list->first)
		hlist_add_behind(links, list->first);
	else
		hlist_add_head(links, list);
	return page_address(page);
}

bool __slob_drop_kept_page(struct slob_places *places, struct page **page)
{
	for (unsigned int i = 0; i <= NR_ROOMS; i++) {
		struct page *first = page_of(places->room[i].first);

		if (first && is_unused_page(first)) {
			*page = __slob_drop_page(places, first);
			return true;
		}
	}
	return false;
}

void slob_end_room(unsigned int room)
{
	struct page *page;
	unsigned long flags;
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		struct slob_pool *pool = slob_pool(per_cpu_ptr(&slob_pools, cpu), POOL_CACHE_PLACES);

		slob_lock_irqsave(pool, &flags);
		page = page_of(first_links(places_of(pool), room));
		/* If a caller allocates while another destroys the cache, the page is in use, and stays. */
		if (page)
			page = is_unused_page(page) ? __slob_drop_page(places_of(pool), page) : NULL;
		slob_unlock_irqrestore(pool, flags);
		if (page)
			__free_pages(page, 0);
	}
	WRITE_ONCE(slob_rooms[room_number(room)], NULL);
}

unsigned int __slob_nr_kept_pages(const struct slob_places *places)
{
	unsigned int nr = 0;

	for (unsigned int i = 0; i <= NR_ROOMS; i++) {
		const struct page *first = page_of(places->room[i].first);

		nr += first && is_unused_page(first);
	}
	return nr;
}
