// SPDX-License-Identifier: BSD-2-Clause
/* Check the invariants of SLAB, which are numbered in slab.c. */

#include <linux/kernel.h>
#include <linux/mm.h>

#include "mm/objects/sheaf/slabs.h"

/* Check invariant 7 of slab.c for an array of objects of node @nid. */
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

static void slab_validate_node(struct kmem_cache *s, int nid)
{
	struct kmem_cache_node *n = &s->node[nid];
	unsigned int all = s->nr_objects;
	struct slabs_count count = {};
	unsigned long flags;
	int other;

	spin_lock_irqsave(&n->lock, flags);
	__slabs_validate_list(s, nid, &n->free, all, all, &count);
	__slabs_validate_list(s, nid, &n->partial, 1, all - 1, &count);
	__slabs_validate_list(s, nid, &n->full, 0, 0, &count);
	__slabs_validate_counts(s, n, &count);
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
		const struct array_cache *shared = data_race(n->shared);

		nr += s->off_slab ? data_race(n->nr_slabs) : 0;
		/* A shared array that has pages of its own is not an object of a cache. */
		nr += shared && !large_page(shared);
		for_each_online_node(other)
			nr += !!data_race(n->alien[other]);
	}
	return nr;
}
