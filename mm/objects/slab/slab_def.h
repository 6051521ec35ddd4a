/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_SLAB_DEF_H
#define MM_SLAB_DEF_H

/* Shared by the files of the SLAB engine: see slab.c for what it all means. */

#include <linux/rcupdate.h>

#include "mm/objects/sheaf/sheaf.h"

/* Of what a sheaf holds, a part that goes back at once; twice that comes at once. */
#define SHEAF_PART	4

/*
 * A slab.  The structure lies in front of its objects or, if the cache is off_slab, in memory of kmalloc().
 * The struct pages of a slab point to it.
 */
struct slab {
	union {
		struct list_head list;	/* of the node: partial, full or free */
		struct rcu_head rcu;	/* on its way to the page allocator */
	};
	struct kmem_cache *cache;
	void *first;			/* object */
	u16 nr_free;			/* objects whose state is OBJECT_FREE */
	u16 hint;			/* none below this one is OBJECT_FREE */
	u16 nid;
	u8 states[] __aligned(8);	/* of the objects, the first one first */
};

/* An array of free objects between CPUs or nodes, protected by the lock of the node that it belongs to. */
struct array_cache {
	unsigned int avail, limit;
	struct sheaf_slot slots[];
};

/* A shared array of s->shared_limit instead of the node's. */
int slabs_tune_shared(struct kmem_cache *s, int nid, gfp_t gfp);

/* Of an object that there is. */
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

/* Only the slab's first page says whose it is. */
static __fast_inline struct kmem_cache *engine_tail_cache(const struct page *page)
{
	return NULL;
}

static __fast_inline bool engine_place(const struct page *page, unsigned long mask,
				       unsigned long reciprocal, const void *object, u8 **state)
{
	struct slab *slab = (struct slab *)READ_ONCE(page->private);
	unsigned long offset = (unsigned long)object - (unsigned long)slab->first, index;

	/* In front of the first object it is huge; behind the last one the state is no object's. */
	if (unlikely(offset > mask || !divides(reciprocal, offset, &index)))
		return false;
	*state = slab->states + index;
	return true;
}

#endif /* MM_SLAB_DEF_H */
