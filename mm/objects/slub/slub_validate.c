// SPDX-License-Identifier: BSD-2-Clause
/* Check the invariants of SLUB, which are numbered in slub.c. */

#include <linux/kernel.h>
#include <linux/mm.h>

#include "slub.h"

/* Check invariants 3 to 5 of a slab on a list. */
static void __slub_validate_slab(const struct kmem_cache *s, int nid, const struct slub_slab *slab,
				 bool partial)
{
	const struct page *page = virt_to_page(slub_base(s, slab));
	unsigned int i, nr_free = 0, below = 0;

	if (slab->nr_free > s->nr_objects || !slab->nr_free == partial)
		sheaf_violated(3, s, slab);
	for (i = 0; i < s->nr_objects; i++) {
		bool is_free = READ_ONCE(*slub_state(s, slab, i)) == OBJECT_FREE;

		nr_free += is_free;
		below += is_free && i < slab->hint;
	}
	if (below || nr_free != slab->nr_free)
		sheaf_violated(4, s, slab);
	for (i = 0; i < 1U << s->order; i++) {
		if (page[i].private != (unsigned long)s)
			sheaf_violated(5, s, page + i);
	}
	if (!PageSlab(page) || page->order != s->order || slab->nid != nid ||
	    page_to_nid(page) != nid)
		sheaf_violated(5, s, slab);
}

static void slub_validate_node(struct kmem_cache *s, int nid)
{
	unsigned long nr_slabs = 0, nr_free = 0, nr_empty = 0, flags;
	struct kmem_cache_node *n = &s->node[nid];
	const struct slub_slab *slab;

	spin_lock_irqsave(&n->lock, flags);
	list_for_each_entry(slab, &n->partial, list) {
		__slub_validate_slab(s, nid, slab, true);
		nr_slabs++;
		nr_free += slab->nr_free;
		nr_empty += slab->nr_free == s->nr_objects;
	}
	list_for_each_entry(slab, &n->full, list) {
		__slub_validate_slab(s, nid, slab, false);
		nr_slabs++;
	}
	if (nr_slabs != n->nr_slabs || nr_free != n->nr_free || nr_empty != n->nr_empty)
		sheaf_violated(6, s, n);
	spin_unlock_irqrestore(&n->lock, flags);
}

void slabs_validate(struct kmem_cache *s)
{
	int nid;

	for_each_online_node(nid)
		slub_validate_node(s, nid);
}

unsigned long slabs_own_objects(const struct kmem_cache *s)
{
	return 0;
}
