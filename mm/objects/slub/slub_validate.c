// SPDX-License-Identifier: BSD-2-Clause
/* Check the invariants of SLUB, which are numbered in slub.c. */

#include <linux/kernel.h>
#include <linux/mm.h>

#include "mm/objects/sheaf/slabs.h"

static void slub_validate_node(struct kmem_cache *s, int nid)
{
	struct kmem_cache_node *n = &s->node[nid];
	struct slabs_count count = {};
	unsigned long flags;

	spin_lock_irqsave(&n->lock, flags);
	__slabs_validate_list(s, nid, &n->partial, 1, s->nr_objects, &count);
	__slabs_validate_list(s, nid, &n->full, 0, 0, &count);
	__slabs_validate_counts(s, n, &count);
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
