/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_SLOB_PLACES_H
#define MM_SLOB_PLACES_H

/*
 * The steps of slob.c with pages of places.  The caller of a function with a name in two underscores holds
 * the lock.
 */

#include <linux/bitops.h>
#include <linux/list.h>
#include <linux/mm.h>

#include "slob.h"

/*
 * page->places: a bit for each place that is free, and from LINKS_SHIFT on the number of the free one that
 * has the links; 0 of a page without free places.  The lock's holder stores it by WRITE_ONCE(), because
 * pool_of_page() reads it with page->pool, in one word, without the lock.
 */
#define LINKS_SHIFT	27
#define FREE_PLACES	((1UL << LINKS_SHIFT) - 1)
static_assert(PAGE_SIZE / ((SLABS_MAX / PLACE_STEP + 1) * PLACE_STEP) <= LINKS_SHIFT || !HAS_PLACES);

/* By the size in PLACE_STEPs, which page->flags has. */
extern const struct slob_place_size slob_place_sizes[NR_PLACE_SIZES + 1];

/*
 * page->pool: whose the page is, as PLACES_TAG, PLACES_CACHES, the CPU from PLACES_CPU_SHIFT on, and the
 * room of the cache from PLACES_ROOM_SHIFT on: its list in struct slob_places, in bytes from the first one.
 * No pool's address has the tag's bit.
 */
#define PLACES_TAG		4U
#define PLACES_CACHES		8U
#define PLACES_CPU_SHIFT	4
#define PLACES_ROOM_SHIFT	16
static_assert(CONFIG_NR_CPUS <= 1UL << (PLACES_ROOM_SHIFT - PLACES_CPU_SHIFT));

/* The caches by their rooms; NULL: not taken.  A room's changes when no page names it. */
extern struct kmem_cache *slob_rooms[NR_ROOMS + 1];

static __fast_inline unsigned int room_number(unsigned int room)
{
	return room / sizeof(struct hlist_head);
}

/*
 * Only a hint: the word of a large object may have the tag's bit, too.  The caller checks the page's type
 * and owner with the pool's lock held, by is_page_of().
 */
static __fast_inline bool has_tag(unsigned long owner)
{
	return HAS_PLACES && owner & PLACES_TAG;
}

static __fast_inline bool may_be_places(unsigned long owner)
{
	return has_tag(owner) && !(owner & 1);
}

/*
 * Is it a page of that pool, of the cache with that room; 0: of kmalloc()?  It stays one while the pool's
 * lock is held.
 */
static __fast_inline bool is_page_of(const struct slob_places *places, const struct page *page,
				     unsigned long room)
{
	return likely(data_race(page->type) == PGTY_slab) &&
	       likely(data_race(page->pool) == (places->tag | room << PLACES_ROOM_SHIFT));
}

/* The cache of a page of the pool of caches; whatever the word says, if the page may be just given back. */
static inline struct kmem_cache *cache_of_page(const struct page *page)
{
	unsigned int room = room_number(READ_ONCE(page->pool) >> PLACES_ROOM_SHIFT);

	return HAS_PLACES && room <= NR_ROOMS ? READ_ONCE(slob_rooms[room]) : NULL;
}

static __fast_inline unsigned long place_bytes(const struct page *page)
{
	return page->flags * PLACE_STEP;
}

static __fast_inline void *place_address(const void *p, unsigned long number, unsigned long size)
{
	return (char *)((unsigned long)p & PAGE_MASK) + number * size;
}

static __fast_inline struct hlist_node *first_links(const struct slob_places *places, unsigned long room)
{
	return data_race(((const struct hlist_head *)((const char *)places->room + room))->first);
}

/* The room of kmalloc()'s places of that size. */
static __fast_inline unsigned long room_of_size(unsigned long size)
{
	return size / (PLACE_STEP / sizeof(struct hlist_head));
}

/* In a register as a whole: the compiler would extend it anew for each use. */
static __fast_inline u64 word_of_places(u32 places)
{
	u64 word = places;

	OPTIMIZER_HIDE_VAR(word);
	return word;
}

/* A free place of the page that has these links: the lowest other one, or that itself as the last. */
static __fast_inline void *__take_free(struct hlist_node *links, unsigned long size)
{
	struct page *page = virt_to_page(links);
	u64 word = word_of_places(page->places), others = word ^ 1UL << (word >> LINKS_SHIFT);
	u64 lowest = others & -others;

	if (unlikely(!(others << (64 - LINKS_SHIFT)))) {
		slob_unlink(links);
		WRITE_ONCE(page->places, 0);
		return links;
	}
	WRITE_ONCE(page->places, word ^ lowest);
	return place_address(links, __ffs_bit_hot(lowest), size);
}

static __fast_inline bool is_in_page(const void *q, const void *p)
{
	return !(((unsigned long)p ^ (unsigned long)q) & PAGE_MASK);
}

static __fast_inline const struct slob_place_size *place_size_of(const struct page *page)
{
	return &slob_place_sizes[page->flags];
}

/* The bit of a place in use of a page, the page's word, and the bits of all its places. */
struct slob_page_place {
	u64 bit, was, all;
};

/*
 * Return true, and set @place, if a place in use of @page, one of the pool's with places of that size,
 * starts at @p.  The bytes between the last place and the page's end are no place: a pointer there is
 * refused.
 */
static __fast_inline bool is_place_of(const struct page *page, const struct slob_place_size *size,
				      const void *p, struct slob_page_place *place)
{
	unsigned long number;
	bool divides = divides_32(size->reciprocal, offset_in_page(p), &number);

	place->bit = 1UL << number;
	place->was = word_of_places(data_race(page->places));
	place->all = word_of_places(size->all);
	return divides && likely((place->was ^ place->all) & place->bit);
}

/* Return true if a page with that word has no object. */
static __fast_inline bool is_unused(u64 word, u64 all)
{
	return !((word ^ all) << (64 - LINKS_SHIFT));
}

/* The pool of a page with that word, which has the tag. */
static __fast_inline struct slob_pool *slob_places_pool(unsigned long owner)
{
	unsigned int cpu = (owner & ((1UL << PLACES_ROOM_SHIFT) - 1)) >> PLACES_CPU_SHIFT;
	struct slob_pools *pools = per_cpu_ptr(&slob_pools, cpu);

	return &pools->places[!!(owner & PLACES_CACHES)].pool;
}

/* At boot, before the first object. */
void slob_init_places(void);
/* Take a page without an object off its list and out of the pool.  Returns it, for the caller to free. */
struct page *__slob_drop_page(struct slob_places *places, struct page *page);

static __fast_inline struct page *page_of(const struct hlist_node *links)
{
	return links ? virt_to_page(links) : NULL;
}

/* The list that the page is on if it has a free place. */
static __fast_inline struct hlist_head *room_of(struct slob_places *places, const struct page *page)
{
	unsigned int room = room_number(page->pool >> PLACES_ROOM_SHIFT);

	return &places->room[room ? room : page->flags];
}

/*
 * Places of the page became free, of which @p and @place is one, so that the page has that word now.
 * Returns false if __slob_settle_page() has to follow.
 */
static __fast_inline bool __set_places(struct slob_places *places, struct page *page, const void *p,
				       const struct slob_page_place *place, u64 word)
{
	WRITE_ONCE(page->places, word);
	return likely(place->was) &&
	       (likely(!is_unused(word, place->all)) || is_in_page(room_of(places, page)->first, p));
}

static __fast_inline bool is_unused_page(const struct page *page)
{
	return is_unused(page->places, place_size_of(page)->all);
}

/* Place @number gets the links. */
static __fast_inline struct hlist_node *__set_links(struct page *page, unsigned long number)
{
	WRITE_ONCE(page->places, (page->places & FREE_PLACES) | number << LINKS_SHIFT);
	return place_address(page_address(page), number, place_bytes(page));
}

/*
 * The place with that bit is free now of a page that had none, or that has no object.  Returns one without
 * an object for __slob_drop_page(), or NULL: of each list one is kept, the first, of which the next object
 * will be.
 */
static __fast_inline struct page *__settle_page(struct slob_places *places, struct page *page, u64 was,
						u64 bit)
{
	struct hlist_head *room = room_of(places, page);
	struct page *first = page_of(room->first);

	if (was)
		return first == page ? NULL : page;
	hlist_add_head(__set_links(page, __ffs(bit)), room);
	return first && is_unused_page(first) ? first : NULL;
}

/* The same; returns the page that is to be freed, or NULL. */
static __fast_inline struct page *__slob_settle_page(struct slob_places *places, struct page *page, u64 was,
						     u64 bit)
{
	struct page *unused = __settle_page(places, page, was, bit);

	return unlikely(unused) ? __slob_drop_page(places, unused) : NULL;
}

/* The first place of a new page of the pool, for a cache with room; NULL: for kmalloc(). */
void *__slob_take_from_page(struct slob_places *places, struct page *page, unsigned long size,
			    const struct kmem_cache *s);
/*
 * Give up one page that is kept without an object; false if there is none.  @page: for the caller to free.
 */
bool __slob_drop_kept_page(struct slob_places *places, struct page **page);
/* The cache of that room ends, and has no object any more: free the page that each pool keeps for it. */
void slob_end_room(unsigned int room);
/* Pages without an object that are kept. */
unsigned int __slob_nr_kept_pages(const struct slob_places *places);

#endif /* MM_SLOB_PLACES_H */
