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

static struct page *page_of(const struct hlist_node *links)
{
	return links ? virt_to_page(links) : NULL;
}

/* The list that the page is on if it has a free place. */
static struct hlist_head *room_of(struct slob_places *places, const struct page *page)
{
	unsigned int room = room_number(page->pool >> PLACES_ROOM_SHIFT);

	return &places->room[room ? room : page->flags];
}

static bool is_unused_page(const struct page *page)
{
	return is_unused(page->places, place_size_of(page));
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

/* One page without an object is kept of each list: the first, of which the next object will be. */
struct page *__slob_settle_page(struct slob_places *places, struct page *page, u64 was, u64 bit)
{
	struct hlist_head *room = room_of(places, page);
	struct page *first = page_of(room->first);

	if (was)
		return first == page ? NULL : __drop_page(places, page);
	hlist_add_head(__set_links(page, __ffs(bit)), room);
	return first && is_unused_page(first) ? __drop_page(places, first) : NULL;
}

void *__slob_take_from_page(struct slob_places *places, struct page *page, unsigned long size,
			    const struct kmem_cache *s)
{
	struct hlist_head *list;
	struct hlist_node *links;

	__SetPageSlab(page);
	WRITE_ONCE(page->pool, places->tag | (s ? s->room : 0U) << PLACES_ROOM_SHIFT);
	page->flags = size / PLACE_STEP;
	list = room_of(places, page);
	WRITE_ONCE(page->places, place_size_of(page)->all - 1);
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
			*page = __drop_page(places, first);
			return true;
		}
	}
	return false;
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
