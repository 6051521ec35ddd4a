/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_SLAB_DEF_H
#define MM_SLAB_DEF_H

/* Types and inline functions of the SLAB engine.  The design is described in slab.c. */

#include <linux/rcupdate.h>

#include "mm/objects/sheaf/sheaf.h"

/*
 * A full sheaf returns 1/SHEAF_PART of its objects at a time; an empty one is filled
 * with twice as many.
 */
#define SHEAF_PART	4

/*
 * A slab.  The structure is stored before the slab's objects or, if the cache is off_slab, in
 * memory of kmalloc().  page->private of all pages of the slab points to it.
 */
struct slab {
	union {
		struct list_head list;	/* in the node's list partial, full or free */
		struct rcu_head rcu;	/* while the slab waits for a grace period */
	};
	struct kmem_cache *cache;
	void *first;			/* the first object */
	u16 nr_free;			/* objects whose state is OBJECT_FREE */
	u16 hint;			/* no object with a lower index is OBJECT_FREE */
	u16 nid;
	u8 states[] __aligned(8);	/* state of each object, in the order of the objects */
};

/* A shared or alien array of free objects, protected by the lock of its node. */
struct array_cache {
	unsigned int avail, limit;
	struct sheaf_slot slots[];
};

/* Replace the node's shared array by one of s->shared_limit objects.  Returns 0 or -ENOMEM. */
int slabs_tune_shared(struct kmem_cache *s, int nid, gfp_t gfp);

/* Return the slab of an object, which must be valid. */
static inline struct slab *slab_of(const void *object)
{
	return (struct slab *)virt_to_page(object)->private;
}

static inline unsigned int slabs_shared_factor(const struct kmem_cache *s)
{
	return s->shared_factor;
}

/* Return the address of the slab's first page, for a pointer into a slab of @s. */
static __fast_inline const void *engine_key(const struct kmem_cache *s, const void *object)
{
	return (const void *)((unsigned long)object & ~s->mask);
}

static __fast_inline struct kmem_cache *engine_cache(const struct page *page)
{
	return ((const struct slab *)READ_ONCE(page->private))->cache;
}

static __fast_inline bool engine_is_of(const struct page *page, const struct kmem_cache *s)
{
	return likely(data_race(*(const s8 *)&page->type) < 0 && engine_cache(page) == s);
}

/* Return NULL: the slow path finds the cache from the first page of the slab. */
static __fast_inline struct kmem_cache *engine_tail_cache(const struct page *page)
{
	return NULL;
}

static __fast_inline bool engine_place(const struct page *page, unsigned long mask,
				       unsigned long reciprocal, const void *object, u8 **state)
{
	struct slab *slab = (struct slab *)READ_ONCE(page->private);
	unsigned long offset = (unsigned long)object - (unsigned long)slab->first, index;

	/*
	 * Before the first object, the offset is huge.  After the last object, the
	 * state is not "used".
	 */
	if (unlikely(offset > mask || !divides(reciprocal, offset, &index)))
		return false;
	*state = slab->states + index;
	return true;
}

#endif /* MM_SLAB_DEF_H */
