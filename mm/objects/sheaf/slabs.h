/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_SLABS_H
#define MM_SLABS_H

/*
 * The slabs of SLUB and SLAB.  The engines differ in where the data of a slab are, which sheaf.h
 * describes, and in the slabs and objects that a node retains.
 */

#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>

#include "engine.h"

/* Check a slab on a node: only those invariants whose check takes constant time. */
static __fast_inline void slab_check(const struct kmem_cache *s, const struct kmem_cache_node *n,
				     const struct slab *slab)
{
	lockdep_assert_held(&n->lock);
	VM_WARN_ON(slab->nr_free > s->nr_objects);
	VM_WARN_ON(slab->nr_free && slab->hint >= s->nr_objects);
	VM_WARN_ON(slab_page(slab)->private != engine_private(s, slab));
	VM_WARN_ON(!PageSlab(slab_page(slab)) || slab_page(slab)->order != s->order);
	VM_WARN_ON(n != &s->node[slab->nid]);
}

/* Check the counts of a node against each other. */
static __fast_inline void slab_check_node(const struct kmem_cache *s,
					  const struct kmem_cache_node *n)
{
	lockdep_assert_held(&n->lock);
	VM_WARN_ON(n->nr_free > n->nr_slabs * s->nr_objects);
	VM_WARN_ON(n->nr_empty > n->nr_slabs);
}

/*
 * Free a slab that is on no list and whose objects are all free, after a grace period if the cache
 * requires one.  @page: the first page of the slab.
 */
void slab_free(struct slab *slab, struct page *page);

/*
 * With CONFIG_SLAB_VALIDATE: check the slabs of a list, each of which must have @min to @max free
 * objects, and add their counts to @count.  Called with the node's lock held.
 */
void __slabs_validate_list(const struct kmem_cache *s, int nid, const struct list_head *slabs,
			   unsigned int min, unsigned int max, struct slabs_count *count);
/* With CONFIG_SLAB_VALIDATE: compare the sums over the node's lists with its counts. */
void __slabs_validate_counts(const struct kmem_cache *s, const struct kmem_cache_node *n,
			     const struct slabs_count *count);

#endif /* MM_SLABS_H */
