/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_SLUB_H
#define MM_SLUB_H

/* Shared by the files of the SLUB engine: see slub.c for what it all means. */

#include <linux/rcupdate.h>

#include "mm/objects/sheaf/sheaf.h"

/* Of what a sheaf holds, a part that goes back at once; twice that comes at once. */
#define SHEAF_PART	8

/* What is behind a slab's objects.  Behind it are the states, that of the first object last. */
struct slub_slab {
	union {
		struct list_head list;	/* of the node: partial or full */
		struct rcu_head rcu;	/* on its way to the page allocator */
	};
	u16 nr_free;		/* objects whose state is OBJECT_FREE */
	u16 hint;		/* none below this one is OBJECT_FREE */
	u16 nid;
};

/* struct page of a slab's pages: private is the cache. */

/* Order, mask, tail and objects of a slab, for a size below a page.  See slub_order.c. */
void slub_set_geometry(struct kmem_cache *s);
/* Tests: what the boot arguments set. */
extern unsigned int slub_min_objects, slub_min_order, slub_max_order;

static __fast_inline struct slub_slab *slub_slab_of(const struct kmem_cache *s, const void *object)
{
	return (struct slub_slab *)(((unsigned long)object | s->mask) - s->tail);
}

static __fast_inline void *slub_base(const struct kmem_cache *s, const void *object)
{
	return (void *)((unsigned long)object & ~s->mask);
}

static __fast_inline u8 *slub_state(const struct kmem_cache *s, const void *base, unsigned long index)
{
	return (u8 *)((unsigned long)base | s->mask) - index;
}

static __fast_inline unsigned long slub_index(const struct kmem_cache *s, const u8 *state)
{
	return ~(unsigned long)state & s->mask;
}

static inline unsigned int slabs_shared_factor(const struct kmem_cache *s)
{
	return 0;
}

static __fast_inline const void *engine_key(const struct kmem_cache *s, const void *object)
{
	return object;
}

static __fast_inline bool engine_is_of(const struct page *page, const struct kmem_cache *s)
{
	return likely(READ_ONCE(page->private) == (unsigned long)s);
}

static __fast_inline struct kmem_cache *engine_cache(const struct page *page)
{
	return (struct kmem_cache *)READ_ONCE(page->private);
}

/* Not the first page of a slab: another one, if it names a cache that only slabs of kmalloc() name. */
static __fast_inline struct kmem_cache *engine_tail_cache(const struct page *page)
{
	struct kmem_cache *s = engine_cache(page);

	return likely(!READ_ONCE(page->type) && is_kmalloc_cache(s)) ? s : NULL;
}

static __fast_inline bool engine_place(const struct page *page, unsigned long mask,
				       unsigned long reciprocal, const void *object, u8 **state)
{
	unsigned long index;
	bool ok = divides(reciprocal, (unsigned long)object & mask, &index);

	*state = (u8 *)((unsigned long)object | mask) - index;
	return ok;
}

#endif /* MM_SLUB_H */
