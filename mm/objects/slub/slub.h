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
 * A full sheaf returns 1/SHEAF_PART of its objects at a time; an empty one is filled with twice as
 * many.
 */
#define SHEAF_PART	8

/*
 * The data after a slab's objects.  The states follow in reverse order: the slab's last byte is
 * the state of object 0.
 */
struct slab {
	union {
		struct list_head list;	/* in the node's list partial or full */
		struct rcu_head rcu;	/* while the slab waits for a grace period */
	};
	u16 nr_free;		/* objects whose state is OBJECT_FREE */
	u16 hint;		/* no object with a lower index is OBJECT_FREE */
	u16 nid;
};

/* page->private of each page of a slab is the address of its cache. */

/* Values of the boot arguments of slub_order.c.  Tests change them. */
extern unsigned int slub_min_objects, slub_min_order, slub_max_order;

static __fast_inline struct slab *slub_slab_of(const struct kmem_cache *s, const void *object)
{
	return (struct slab *)(((unsigned long)object | s->mask) - s->tail);
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

static __fast_inline void *slab_first(const struct kmem_cache *s, const struct slab *slab)
{
	return slub_base(s, slab);
}

static __fast_inline u8 *slab_state(const struct kmem_cache *s, const struct slab *slab,
				    unsigned long index)
{
	return slub_state(s, slab, index);
}

static inline struct page *slab_page(const struct slab *slab)
{
	return page_block_head(virt_to_page(slab));
}

static __fast_inline unsigned long engine_private(const struct kmem_cache *s,
						  const struct slab *slab)
{
	return (unsigned long)s;
}

static inline struct slab *engine_new_slab(const struct kmem_cache *s, const struct page *page,
					   int nid, gfp_t gfp)
{
	return slub_slab_of(s, page_address(page));
}

static inline void engine_free_slab(struct slab *slab)
{
}

static inline void engine_slab_added(struct kmem_cache *s, gfp_t gfp, int nid)
{
}

static inline unsigned long __engine_in_arrays(const struct kmem_cache_node *n)
{
	return 0;
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

static inline const struct kmem_cache *engine_cache_at(const struct page *head)
{
	return engine_cache(head);
}

static inline struct slab *engine_slab_at(const struct page *head, const struct kmem_cache *s)
{
	return engine_cache(head) == s ? slub_slab_of(s, page_address(head)) : NULL;
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
