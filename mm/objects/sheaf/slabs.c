// SPDX-License-Identifier: BSD-2-Clause
/* Create, free and count the slabs of SLUB and SLAB.  See slabs.h. */

#include <linux/nodemask.h>
#include <linux/string.h>

#include "slabs.h"

/* Set the states of @nr objects from index @first on. */
static void set_states(const struct kmem_cache *s, struct slab *slab, unsigned long first,
		       unsigned long nr, enum object_state state)
{
	u8 *from = slab_state(s, slab, first), *last = slab_state(s, slab, first + nr - 1);

	if (nr)
		memset(from < last ? from : last, state, nr);
}

/* Allocate a slab, which is on no list yet and whose objects are all free. */
static struct slab *new_slab(struct kmem_cache *s, gfp_t gfp, int nid, const void *caller)
{
	struct slab *slab;
	struct page *page;
	unsigned long i;

	gfp = (gfp & ~__GFP_NOFAIL) | __GFP_NOWARN;
	page = page_alloc(gfp | s->gfp, s->order, nid, caller);
	if (!page)
		return NULL;
	nid = page_to_nid(page);
	slab = engine_new_slab(s, page, nid, gfp);
	if (!slab) {
		__free_pages(page, s->order);
		return NULL;
	}
	slab->nr_free = s->nr_objects;
	slab->hint = 0;
	slab->nid = nid;
	set_states(s, slab, 0, s->nr_objects, OBJECT_FREE);
	set_states(s, slab, s->nr_objects, slab_nr_states(s) - s->nr_objects, OBJECT_KEPT);
	for (i = 0; s->ctor && i < s->nr_objects; i++)
		s->ctor((char *)slab_first(s, slab) + i * s->size);
	for (i = 0; i < 1UL << s->order; i++)
		WRITE_ONCE(page[i].private, engine_private(s, slab));
	__SetPageSlab(page);
	return slab;
}

bool slabs_take_new(struct kmem_cache *s, gfp_t gfp, int nid, struct sheaf_slot *slot,
		    const void *caller)
{
	struct slab *slab = new_slab(s, gfp, nid, caller);
	struct kmem_cache_node *n;
	unsigned long flags;

	if (!slab)
		return false;
	nid = slab->nid;
	n = &s->node[nid];
	spin_lock_irqsave(&n->lock, flags);
	n->nr_slabs++;
	n->nr_empty++;
	n->nr_free += s->nr_objects;
	__engine_add_slab(s, n, slab, slot);
	spin_unlock_irqrestore(&n->lock, flags);
	engine_slab_added(s, gfp, nid);
	return true;
}

static void free_slab(struct slab *slab, struct page *page)
{
	unsigned int order = page->order;
	unsigned long i;

	VM_WARN_ON(slab->nr_free != engine_cache(page)->nr_objects);
	__ClearPageSlab(page);
	for (i = 0; i < 1UL << order; i++)
		WRITE_ONCE(page[i].private, 0);
	engine_free_slab(slab);
	__free_pages(page, order);
}

static void free_slab_rcu(struct rcu_head *head)
{
	struct slab *slab = container_of(head, struct slab, rcu);

	free_slab(slab, slab_page(slab));
}

void slab_free(struct slab *slab, struct page *page)
{
	if (slab_waits_for_rcu(engine_cache(page)))
		slab_call_rcu(&slab->rcu, free_slab_rcu);
	else
		free_slab(slab, page);
}

unsigned long slabs_free(struct list_head *slabs)
{
	unsigned long nr_pages = 0;

	while (!list_empty(slabs)) {
		struct slab *slab = list_first_entry(slabs, struct slab, list);
		struct page *page = slab_page(slab);

		list_del(&slab->list);
		nr_pages += 1UL << page->order;
		slab_free(slab, page);
	}
	return nr_pages;
}

void slabs_init(struct kmem_cache *s)
{
	int nid;

	for (nid = 0; nid < MAX_NUMNODES; nid++) {
		struct kmem_cache_node *n = &s->node[nid];

		spin_lock_init(&n->lock);
		INIT_LIST_HEAD(&n->partial);
		INIT_LIST_HEAD(&n->full);
#ifdef CONFIG_SLAB
		INIT_LIST_HEAD(&n->free);
#endif
	}
	if (s->size < PAGE_SIZE)
		engine_set_geometry(s);
}

void slabs_count(struct kmem_cache *s, struct slabs_count *count)
{
	unsigned long flags;
	int nid;

	*count = (struct slabs_count){};
	for_each_online_node(nid) {
		struct kmem_cache_node *n = &s->node[nid];

		spin_lock_irqsave(&n->lock, flags);
		count->slabs += n->nr_slabs;
		count->empty += n->nr_empty;
		count->free += n->nr_free;
		count->shared += __engine_in_arrays(n);
		spin_unlock_irqrestore(&n->lock, flags);
	}
}
