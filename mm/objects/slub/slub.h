/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_SLUB_H
#define MM_SLUB_H

/* Types and inline functions of the SLUB engine.  The design is described in slub.c. */

#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/rcupdate.h>

#include "mm/objects/sheaf/sheaf.h"

/*
 * A full sheaf returns 1/SHEAF_PART of its objects at a time; an empty one is filled
 * with twice as many.
 */
#define SHEAF_PART	8

/*
 * The data after a slab's objects.  The states follow in reverse order: the slab's last byte is
 * the state of object 0.
 */
struct slub_slab {
	union {
		struct list_head list;	/* in the node's list partial or full */
		struct rcu_head rcu;	/* while the slab waits for a grace period */
	};
	u16 nr_free;		/* objects whose state is OBJECT_FREE */
	u16 hint;		/* no object with a lower index is OBJECT_FREE */
	u16 nid;
};

/* page->private of each page of a slab is the address of its cache. */

/* Set the order, mask, tail and nr_objects of a cache whose objects are smaller than a page. */
void slub_set_geometry(struct kmem_cache *s);
/* Values of the boot arguments of slub_order.c.  Tests change them. */
extern unsigned int slub_min_objects, slub_min_order, slub_max_order;

static __fast_inline struct slub_slab *slub_slab_of(const struct kmem_cache *s, const void *object)
{
	return (struct slub_slab *)(((unsigned long)object | s->mask) - s->tail);
}

static __fast_inline void *slub_base(const struct kmem_cache *s, const void *object)
{
	return (void *)((unsigned long)object & ~s->mask);
}

static __fast_inline u8 *slub_state(const struct kmem_cache *s, const void *base,
				    unsigned long index)
{
	return (u8 *)((unsigned long)base | s->mask) - index;
}

static __fast_inline unsigned long slub_index(const struct kmem_cache *s, const u8 *state)
{
	return ~(unsigned long)state & s->mask;
}

/* Check the invariants of a slab on a node that take constant time; see slub.c. */
static __fast_inline void slub_check_slab(const struct kmem_cache *s,
					  const struct kmem_cache_node *n,
					  const struct slub_slab *slab)
{
	const struct page *page = virt_to_page(slub_base(s, slab));

	lockdep_assert_held(&n->lock);
	VM_WARN_ON(slab->nr_free > s->nr_objects);
	VM_WARN_ON(slab->nr_free && slab->hint >= s->nr_objects);
	VM_WARN_ON(page->private != (unsigned long)s);
	VM_WARN_ON(!PageSlab(page) || page->order != s->order);
	VM_WARN_ON(n != &s->node[slab->nid]);
}

/* Check the counts of a node against each other. */
static __fast_inline void slub_check_node(const struct kmem_cache *s,
					  const struct kmem_cache_node *n)
{
	lockdep_assert_held(&n->lock);
	VM_WARN_ON(n->nr_free > n->nr_slabs * s->nr_objects);
	VM_WARN_ON(n->nr_empty > n->nr_slabs);
	VM_WARN_ON(list_empty(&n->partial) != !n->nr_free);
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

/*
 * Return the cache of a slab from a page that is not its first one, or NULL.  Only caches of
 * kmalloc() are returned, because their address in page->private shows that the page is in a slab.
 */
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
