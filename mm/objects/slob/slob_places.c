// SPDX-License-Identifier: BSD-2-Clause
/* Pages of places of SLOB that come and go: see slob.c. */

#include "slob_places.h"

#define PLACE_SIZE(n)	[n] = { (65536 + (n) * PLACE_STEP - 1) / ((n) * PLACE_STEP), \
				HAS_PLACES ? PAGE_SIZE / ((n) * PLACE_STEP) : 0 }
#define FOUR_SIZES(n)	PLACE_SIZE(n), PLACE_SIZE((n) + 1), PLACE_SIZE((n) + 2), PLACE_SIZE((n) + 3)

const struct slob_place_size slob_place_sizes[NR_PLACE_SIZES + 1] = {
	FOUR_SIZES(5), FOUR_SIZES(9), FOUR_SIZES(13), FOUR_SIZES(17), FOUR_SIZES(21), FOUR_SIZES(25),
	FOUR_SIZES(29), PLACE_SIZE(64),
};

struct slob_pool *slob_places_pool(unsigned long owner)
{
	struct slob_pools *pools = per_cpu_ptr(&slob_pools, (u32)owner >> PLACES_CPU_SHIFT);

	return &pools->places[!!(owner & PLACES_CACHES)].pool;
}

void slob_init_places(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		struct slob_places *places = per_cpu_ptr(&slob_pools, cpu)->places;

		places[0].tag = cpu << PLACES_CPU_SHIFT | PLACES_TAG;
		places[1].tag = places[0].tag | PLACES_CACHES;
	}
}

static struct page *page_of(const struct hlist_node *links)
{
	return links ? virt_to_page(links) : NULL;
}

static bool is_unused(const struct page *page)
{
	return page && (page->places & FREE_PLACES) == all_places(page);
}

/* Place @number gets the links. */
static struct hlist_node *__set_links(struct page *page, unsigned long number)
{
	WRITE_ONCE(page->places, (page->places & FREE_PLACES) | number << LINKS_SHIFT);
	return place_address(page_address(page), number, place_bytes(page));
}

static struct page *__drop_page(struct slob_places *places, struct page *page)
{
	__hlist_del(place_address(page_address(page), page->places >> LINKS_SHIFT, place_bytes(page)));
	places->pool.nr_units--;
	WRITE_ONCE(page->slab, NULL);
	page->flags = 0;
	__ClearPageSlab(page);
	return page;
}

/* One page without an object is kept of each size: the first, of which the next object will be. */
struct page *__slob_settle_page(struct slob_places *places, struct page *page, u32 was,
				unsigned long number)
{
	struct hlist_head *room = &places->room[page->flags];
	struct page *first = page_of(room->first);

	if (was)
		return first == page ? NULL : __drop_page(places, page);
	hlist_add_head(__set_links(page, number), room);
	return is_unused(first) ? __drop_page(places, first) : NULL;
}

void *__slob_take_from_page(struct slob_places *places, struct page *page, unsigned long size)
{
	struct hlist_head *room = &places->room[size / PLACE_STEP];
	struct hlist_node *links;

	__SetPageSlab(page);
	WRITE_ONCE(page->pool, places->tag);
	page->flags = size / PLACE_STEP;
	WRITE_ONCE(page->places, all_places(page) - 1);
	places->pool.nr_units++;
	links = __set_links(page, 1);
	/* There is one if an object was freed while a page was asked for: it may be without any. */
	if (room->first)
		hlist_add_behind(links, room->first);
	else
		hlist_add_head(links, room);
	return page_address(page);
}

bool __slob_drop_kept_page(struct slob_places *places, struct page **page)
{
	for (unsigned int i = 0; i <= NR_PLACE_SIZES; i++) {
		struct page *first = page_of(places->room[i].first);

		if (is_unused(first)) {
			*page = __drop_page(places, first);
			return true;
		}
	}
	return false;
}

unsigned int __slob_nr_kept_pages(const struct slob_places *places)
{
	unsigned int nr = 0;

	for (unsigned int i = 0; i <= NR_PLACE_SIZES; i++)
		nr += is_unused(page_of(places->room[i].first));
	return nr;
}
