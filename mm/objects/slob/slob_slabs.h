/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_SLOB_SLABS_H
#define MM_SLOB_SLABS_H

/* Slabs of SLOB: inline allocation and free of slots, and the functions of slob_slabs.c. */

#include <linux/bitops.h>
#include <linux/list.h>
#include <linux/mm.h>

#include "slob.h"

#define SLABS_OF_PAGE	(PAGE_SIZE / SLAB_SIZE)
#define MAX_SLOTS	63U	/* most slots of a slab: the last bit of a map is not used */

/* Return the slab that @p points into, in a page of slabs. */
static __fast_inline struct slob_slab *slab_at(const void *p)
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

static __fast_inline struct slob_slab *first_slab(const struct slob_slabs *slabs,
						  unsigned long class)
{
	return hlist_entry_safe(slabs->lists[class].first, struct slob_slab, list);
}

/* Return the list of slabs with slots of @size bytes, which is a multiple of CLASS_STEP. */
static __fast_inline struct hlist_head *slab_list(const struct slob_slabs *slabs,
						  unsigned long size)
{
	static_assert(sizeof(struct hlist_head) == CLASS_STEP);
	return (struct hlist_head *)((char *)slabs->lists + size);
}

static __fast_inline struct slob_slab *first_slab_of(const struct slob_slabs *slabs,
						     unsigned long size)
{
	return hlist_entry_safe(slab_list(slabs, size)->first, struct slob_slab, list);
}

/* Check a slab that has a class: only those invariants whose check takes constant time. */
static __fast_inline void slob_check_slab(const struct slob_slabs *slabs,
					  const struct slob_slab *slab)
{
	VM_WARN_ON(!slob_is_locked(&slabs->pool));
	VM_WARN_ON(virt_to_page(slab)->slab != &slabs->pool);
	VM_WARN_ON(!slab->class.size || slab->class.size % CLASS_STEP);
	VM_WARN_ON(slab_class(slab) >= NR_CLASSES);
	VM_WARN_ON(slab->map & ~slab->class.all);
}

/*
 * Allocate the lowest free slot of a listed slab, and set @slot to its number.  @size: bytes of a
 * slot.
 */
static __fast_inline void *__alloc_slot(struct slob_slab *slab, unsigned long size,
					unsigned long *slot)
{
	u64 map = slab->map;

	VM_WARN_ON(!map || map & ~slab->class.all);
	VM_WARN_ON(slab->class.size != size);
	*slot = __ffs_clear_hot(&map);
	slab->map = map;
	if (unlikely(!map))
		slob_unlink(&slab->list);
	return slab_start(slab) + *slot * size;
}

/*
 * The result of __find_slot(): a slot's slab and number, the slab's map, and the bits of all its
 * slots.
 */
struct slob_slot {
	struct slob_slab *slab;
	unsigned long number;
	u64 map, all;
};

/*
 * Return true and set @number if a slot of a slab of @class starts at @p, and its bit is in @used.
 */
static __fast_inline bool slot_in_use(const struct slob_class *class, u64 used, const void *p,
				      unsigned long *number)
{
	return divides_32(class->reciprocal, (unsigned long)p & (SLAB_SIZE - 1), number) &&
	       likely(used & 1UL << *number);
}

static __fast_inline bool __find_slot(const void *p, struct slob_slot *slot)
{
	slot->slab = slab_at(p);
	slot->map = data_race(slot->slab->map);
	slot->all = slot->slab->class.all;
	return slot_in_use(&slot->slab->class, slot->map ^ slot->all, p, &slot->number);
}

/* Return the address of the owner of an object in a slab of caches. */
static __fast_inline const void **slot_owner(const struct slob_slab *slab, unsigned long number)
{
	const void **end = (const void **)slab - number;

	/* AArch64: otherwise the compiler uses a register for the constant -8 */
	OPTIMIZER_HIDE_VAR(end);
	return end - 1;
}

static __fast_inline struct slob_object find_in_slab(const struct slob_pool *pool, const void *p)
{
	struct slob_object object = {};
	struct slob_slot slot;

	if (__find_slot(p, &slot)) {
		object.size = slot.slab->class.size;
		object.owner = pool->caches ? slot_owner(slot.slab, slot.number) : NULL;
	}
	return object;
}

/*
 * Store @map after slots were freed.  Returns false if the caller has to call __slob_relist_slab().
 */
static __fast_inline bool __set_slots(const struct slob_slabs *slabs, const struct slob_slot *slot,
				      u64 map)
{
	struct slob_slab *slab = slot->slab;

	slob_check_slab(slabs, slab);
	VM_WARN_ON(map & ~slot->all || (map & slot->map) != slot->map);
	slab->map = map;
	return likely(slot->map) &&
	       (likely(map != slot->all) || first_slab_of(slabs, slab->class.size) == slab);
}

static __fast_inline bool __free_slot(const struct slob_slabs *slabs, const struct slob_slot *slot)
{
	VM_WARN_ON(slot->map & 1UL << slot->number);
	return __set_slots(slabs, slot, slot->map | 1UL << slot->number);
}

/*
 * Remove an empty slab from its list and clear its class.  If no slab of its page has a class now,
 * returns the page, which the caller has to free.  Otherwise returns NULL.
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
 * Put a slab that was full on its list, or check a slab that became empty and is not the first of
 * its list.  @was: its map before the free.  Returns an empty slab for __slob_drop_slab(), or NULL.
 *
 * The first two slabs of a list may stay empty.  If only the first could, a caller that repeatedly
 * allocates and frees a few more objects than a slab holds would add and remove a slab each time.
 */
static __fast_inline struct slob_slab *__relist_slab(struct slob_slabs *slabs,
						     struct slob_slab *slab, u64 was)
{
	unsigned long size = slab->class.size;
	struct slob_slab *first;

	/*
	 * If the size is invalid, the slab's end was overwritten.  Leave the slab alone;
	 * slab_engine_validate() reports it.
	 */
	if (unlikely(size > SLABS_MAX || size % CLASS_STEP))
		return NULL;
	first = first_slab_of(slabs, size);
	if (was)
		return first && slab == next_slab(first) ? NULL : slab;
	hlist_add_head(&slab->list, slab_list(slabs, size));
	slab = first ? next_slab(first) : NULL;
	return slab && is_unused_slab(slab) ? slab : NULL;
}

/*
 * Call __relist_slab() and drop the empty slab.  Returns the page that the caller has to free, or
 * NULL.
 */
static __fast_inline struct page *__slob_relist_slab(struct slob_slabs *slabs,
						     struct slob_slab *slab, u64 was)
{
	struct slob_slab *unused = __relist_slab(slabs, slab, was);

	VM_WARN_ON(!slob_is_locked(&slabs->pool));
	return unlikely(unused) ? __slob_drop_slab(slabs, unused) : NULL;
}

/*
 * Return the class with the number @class.  @caches: the pool is for caches.  The members of
 * classes 0 and 1 are all 0.
 */
struct slob_class slob_class_of(bool caches, unsigned int class);
/*
 * Assign @class to a slab without a class, and insert it after the first two slabs of the list.
 * Returns NULL if all slabs of the pool have a class.
 */
struct slob_slab *__slob_new_slab(struct slob_slabs *slabs, unsigned int class);
/* Add a page of slabs without a class to the pool. */
void __slob_add_page(struct slob_slabs *slabs, struct page *page);
/*
 * Remove one empty slab from its class.  Returns false if the pool has no empty slab.  Otherwise
 * sets @page to the page that the caller has to free, or to NULL.
 */
bool __slob_drop_kept_slab(struct slob_slabs *slabs, struct page **page);
/* Return the number of empty slabs that the pool retains. */
unsigned int __slob_nr_kept_slabs(const struct slob_slabs *slabs);

#endif /* MM_SLOB_SLABS_H */
