/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_SLAB_DEF_H
#define MM_SLAB_DEF_H

/* Types and inline functions of the SLAB engine.  The design is described in slab.c. */

#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/rcupdate.h>

#include "mm/objects/sheaf/sheaf.h"

/*
 * A full sheaf returns 1/SHEAF_PART of its objects at a time; an empty one is filled with twice as
 * many.
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

/* Replace the node's shared array by one for s->shared_limit objects.  Returns 0 or -ENOMEM. */
int slabs_tune_shared(struct kmem_cache *s, int nid, gfp_t gfp);

void engine_slab_added(struct kmem_cache *s, gfp_t gfp, int nid);

/* Return the slab of an object, which must be valid. */
static inline struct slab *slab_of(const void *object)
{
	return (struct slab *)virt_to_page(object)->private;
}

static __fast_inline void *slab_first(const struct kmem_cache *s, const struct slab *slab)
{
	return READ_ONCE(slab->first);
}

static __fast_inline u8 *slab_state(const struct kmem_cache *s, const struct slab *slab,
				    unsigned long index)
{
	return (u8 *)&slab->states[index];
}

static inline struct page *slab_page(const struct slab *slab)
{
	return page_block_head(virt_to_page(slab->first));
}

static __fast_inline unsigned long engine_private(const struct kmem_cache *s,
						  const struct slab *slab)
{
	return (unsigned long)slab;
}

static inline struct slab *engine_new_slab(struct kmem_cache *s, const struct page *page, int nid,
					   gfp_t gfp)
{
	unsigned long colour = __atomic_fetch_add(&s->node[nid].colour_next, 1, __ATOMIC_RELAXED);
	char *at = (char *)page_address(page) + colour % s->colours * s->colour_size;
	struct slab *slab = (struct slab *)at;

	VM_WARN_ON(!s->nr_objects || !s->colours);
	if (s->off_slab)
		slab = sheaf_kmalloc(sizeof(*slab) + slab_nr_states(s), gfp & ~__GFP_THISNODE, nid);
	if (slab) {
		slab->cache = s;
		slab->first = at + s->tail;
	}
	return slab;
}

static inline void engine_free_slab(struct slab *slab)
{
	if (slab->cache->off_slab)
		kfree(slab);
}

static inline const struct kmem_cache *engine_cache_at(const struct page *head)
{
	const struct slab *slab = (const struct slab *)READ_ONCE(head->private);

	return is_linear_addr(slab) ? READ_ONCE(slab->cache) : NULL;
}

static inline struct slab *engine_slab_at(const struct page *head, const struct kmem_cache *s)
{
	struct slab *slab = (struct slab *)READ_ONCE(head->private);

	return is_linear_addr(slab) && READ_ONCE(slab->cache) == s ? slab : NULL;
}

static inline unsigned long __engine_in_arrays(const struct kmem_cache_node *n)
{
	unsigned long nr = n->shared ? n->shared->avail : 0;
	int other;

	for_each_online_node(other)
		nr += n->alien[other] ? n->alien[other]->avail : 0;
	return nr;
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
	 * For an address before the first object, the unsigned offset is huge.  For an address
	 * after the last object, the state is not "used".
	 */
	if (unlikely(offset > mask || !divides(reciprocal, offset, &index)))
		return false;
	*state = slab->states + index;
	return true;
}

#endif /* MM_SLAB_DEF_H */
