/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_SLOB_SLABS_H
#define MM_SLOB_SLABS_H

/* The steps of slob.c with slabs, expanded in its functions.  Their callers hold the pool's lock. */

#include <linux/bitops.h>
#include <linux/list.h>

#include "slob.h"

#define SLABS_OF_PAGE	(PAGE_SIZE / SLAB_SIZE)
#define NR_PLACES	63U	/* of a slab, at most: the last bit of a map is none */

/* The slab that @p points into, if its page is one of slabs. */
static __fast_inline struct slob_slab *slab_of(const void *p)
{
	return (struct slob_slab *)(((unsigned long)p & -SLAB_SIZE) + SLAB_SIZE) - 1;
}

static __fast_inline char *slab_start(const struct slob_slab *slab)
{
	return (char *)((unsigned long)slab & -SLAB_SIZE);
}

static __fast_inline unsigned long slab_class(const struct slob_slab *slab)
{
	return slab->class.size / CLASS_STEP;
}

static __fast_inline struct slob_slab *first_slab(const struct slob_slabs *slabs, unsigned long class)
{
	return hlist_entry_safe(slabs->room[class].first, struct slob_slab, list);
}

/* The list for places of that size, a multiple of CLASS_STEP; and its first slab. */
static __fast_inline struct hlist_head *room_for(const struct slob_slabs *slabs, unsigned long size)
{
	static_assert(sizeof(struct hlist_head) == CLASS_STEP);
	return (struct hlist_head *)((char *)slabs->room + size);
}

static __fast_inline struct slob_slab *first_slab_of(const struct slob_slabs *slabs, unsigned long size)
{
	return hlist_entry_safe(room_for(slabs, size)->first, struct slob_slab, list);
}

/*
 * The lowest free place of a slab on the list of its class, where places have @size bytes; and its number.
 */
static __fast_inline void *__take_place(struct slob_slab *slab, unsigned long size, unsigned long *place)
{
	u64 map = slab->map;

	*place = __ffs_clear_hot(&map);
	slab->map = map;
	if (unlikely(!map))
		slob_unlink(&slab->list);
	return slab_start(slab) + *place * size;
}

/* A place in use, and what its slab says. */
struct slob_place {
	struct slob_slab *slab;
	unsigned long number;
	u64 map, all;
};

/* Is @p where a place starts, of a slab of @class, and a bit of @used?  Then also its number. */
static __fast_inline bool is_place(const struct slob_class *class, u64 used, const void *p,
				   unsigned long *number)
{
	return divides_32(class->reciprocal, (unsigned long)p & (SLAB_SIZE - 1), number) &&
	       likely(used & 1UL << *number);
}

static __fast_inline bool __find_place(const void *p, struct slob_place *place)
{
	place->slab = slab_of(p);
	place->map = data_race(place->slab->map);
	place->all = place->slab->class.all;
	return is_place(&place->slab->class, place->map ^ place->all, p, &place->number);
}

/* Where a slab of caches says whose the object in a place is. */
static __fast_inline const void **owner_slot(const struct slob_slab *slab, unsigned long number)
{
	const void **end = (const void **)slab - number;

	OPTIMIZER_HIDE_VAR(end);	/* AArch64: the compiler would take a register for -8 */
	return end - 1;
}

/* Places became free, and @map is new; true if that is all: otherwise __slob_settle() has to follow. */
static __fast_inline bool __set_map(const struct slob_slabs *slabs, const struct slob_place *place, u64 map)
{
	struct slob_slab *slab = place->slab;

	slab->map = map;
	return likely(place->map) &&
	       (likely(map != place->all) || first_slab_of(slabs, slab->class.size) == slab);
}

static __fast_inline bool __free_place(const struct slob_slabs *slabs, const struct slob_place *place)
{
	return __set_map(slabs, place, place->map | 1UL << place->number);
}

/*
 * Take a slab without an object off its list, and its class from it.  Returns the page, for the caller to
 * free, if no slab there has a class now; otherwise NULL.
 */
struct page *__slob_drop_slab(struct slob_slabs *slabs, struct slob_slab *slab);

static __fast_inline struct slob_slab *next_slab(const struct slob_slab *slab)
{
	return hlist_entry_safe(slab->list.next, struct slob_slab, list);
}

static __fast_inline bool is_unused_slab(const struct slob_slab *slab)
{
	return slab->map == slab->class.all;
}

/*
 * A slab, not the first of its list, had no free place or has no object now.  Returns one without an object
 * for __slob_drop_slab(), or NULL.
 *
 * The pool keeps two slabs without an object of each class, the first two of the list.  With one, a caller
 * that takes and frees more objects than a slab has would make the pool add a slab and drop it each time.
 */
static __fast_inline struct slob_slab *__settle(struct slob_slabs *slabs, struct slob_slab *slab, u64 was)
{
	unsigned long size = slab->class.size;
	struct slob_slab *first;

	/* Overwritten: the slab stays where it is, and slab_engine_validate() tells. */
	if (unlikely(size > SLABS_MAX || size % CLASS_STEP))
		return NULL;
	first = first_slab_of(slabs, size);
	if (was)
		return first && slab == next_slab(first) ? NULL : slab;
	hlist_add_head(&slab->list, room_for(slabs, size));
	slab = first ? next_slab(first) : NULL;
	return slab && is_unused_slab(slab) ? slab : NULL;
}

/* The same; returns the page that is to be freed, or NULL. */
static __fast_inline struct page *__slob_settle(struct slob_slabs *slabs, struct slob_slab *slab, u64 was)
{
	struct slob_slab *unused = __settle(slabs, slab, was);

	return unlikely(unused) ? __slob_drop_slab(slabs, unused) : NULL;
}

/* The class that __slob_new_slab() writes into a slab, of a pool of caches or not; 0 and 1: all is 0. */
struct slob_class slob_class_of(bool caches, unsigned int class);
/* A slab for @class, from those without one, behind the first of its list; NULL if there is none. */
struct slob_slab *__slob_new_slab(struct slob_slabs *slabs, unsigned int class);
/* A new page of the pool: its slabs have no class yet. */
void __slob_add_page(struct slob_slabs *slabs, struct page *page);
/*
 * Give up one slab that is kept without an object; false if there is none.  @page: for the caller to free.
 */
bool __slob_drop_kept(struct slob_slabs *slabs, struct page **page);
/* Slabs without an object that are kept. */
unsigned int __slob_nr_kept(const struct slob_slabs *slabs);

#endif /* MM_SLOB_SLABS_H */
