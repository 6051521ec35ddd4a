// SPDX-License-Identifier: BSD-2-Clause
/* Check the invariants of SLAB, which are numbered in slab.c. */

#include <linux/kernel.h>
#include <linux/mm.h>

#include "slab_def.h"

enum { LIST_FREE, LIST_PARTIAL, LIST_FULL };

/* Check invariants 3 to 5 of a slab on a list. */
static void __validate_slab(const struct kmem_cache *s, int nid, const struct slab *slab, int list)
{
	const struct page *page = page_block_head(virt_to_page(slab->first));
	unsigned int i, nr_free = 0, below = 0;
	int right = slab->nr_free == s->nr_objects ? LIST_FREE
		    : slab->nr_free		   ? LIST_PARTIAL
						   : LIST_FULL;

	if (slab->nr_free > s->nr_objects || list != right)
		sheaf_violated(3, s, slab);
	for (i = 0; i < s->nr_objects; i++) {
		bool is_free = READ_ONCE(slab->states[i]) == OBJECT_FREE;

		nr_free += is_free;
		below += is_free && i < slab->hint;
	}
	if (below || nr_free != slab->nr_free)
		sheaf_violated(4, s, slab);
	for (i = 0; i < 1U << s->order; i++) {
		if (page[i].private != (unsigned long)slab)
			sheaf_violated(5, s, page + i);
	}
	if (!PageSlab(page) || page->order != s->order || slab->nid != nid ||
	    page_to_nid(page) != nid || slab->cache != s)
		sheaf_violated(5, s, slab);
}

/* Check invariant 7 of an array for objects of node @nid. */
static void __validate_array(const struct kmem_cache *s, const struct array_cache *array, int nid)
{
	unsigned int i;
	u8 *state;

	if (!array)
		return;
	if (array->avail > array->limit)
		sheaf_violated(7, s, array);
	for (i = 0; i < array->avail; i++) {
		const struct sheaf_slot *slot = &array->slots[i];
		const struct page *page = page_block_head(virt_to_page(slot->object));

		if (slab_cache_of(slot->object) != s || page_to_nid(page) != nid ||
		    !engine_place(page, s->mask, s->reciprocal, slot->object, &state) ||
		    state != slot->state || READ_ONCE(*state) != OBJECT_KEPT)
			sheaf_violated(7, s, slot->object);
	}
}

static void __validate_list(struct kmem_cache *s, int nid, struct list_head *slabs, int list,
			    unsigned long *nr_slabs, unsigned long *nr_free)
{
	const struct slab *slab;

	list_for_each_entry(slab, slabs, list) {
		__validate_slab(s, nid, slab, list);
		++*nr_slabs;
		*nr_free += slab->nr_free;
	}
}

static void slab_validate_node(struct kmem_cache *s, int nid)
{
	unsigned long nr_slabs = 0, nr_free = 0, nr_empty, flags;
	struct kmem_cache_node *n = &s->node[nid];
	int other;

	spin_lock_irqsave(&n->lock, flags);
	__validate_list(s, nid, &n->free, LIST_FREE, &nr_slabs, &nr_free);
	nr_empty = nr_slabs;
	__validate_list(s, nid, &n->partial, LIST_PARTIAL, &nr_slabs, &nr_free);
	__validate_list(s, nid, &n->full, LIST_FULL, &nr_slabs, &nr_free);
	if (nr_slabs != n->nr_slabs || nr_free != n->nr_free || nr_empty != n->nr_empty)
		sheaf_violated(6, s, n);
	__validate_array(s, n->shared, nid);
	for_each_online_node(other)
		__validate_array(s, n->alien[other], other);
	spin_unlock_irqrestore(&n->lock, flags);
}

void slabs_validate(struct kmem_cache *s)
{
	int nid;

	for_each_online_node(nid)
		slab_validate_node(s, nid);
}

unsigned long slabs_own_objects(const struct kmem_cache *s)
{
	unsigned long nr = 0;
	int nid, other;

	for_each_online_node(nid) {
		const struct kmem_cache_node *n = &s->node[nid];

		nr += s->off_slab ? data_race(n->nr_slabs) : 0;
		nr += !!data_race(n->shared);
		for_each_online_node(other)
			nr += !!data_race(n->alien[other]);
	}
	return nr;
}
