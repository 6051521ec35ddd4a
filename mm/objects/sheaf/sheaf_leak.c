// SPDX-License-Identifier: BSD-2-Clause
/* Tell kmemleak which objects the engine has allocated from itself. */

#include <linux/cpumask.h>
#include <linux/mm.h>
#include <linux/nodemask.h>

#include "engine.h"

/*
 * Exclude the slots of sheaves from the scan: the slots from sheaf->top on contain old pointers
 * to objects that are in use now.
 */
static void tell_sheaves(const struct kmem_cache *s, void (*no_scan)(const void *p, void *arg),
			 void *arg)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		const struct sheaf *sheaf = per_cpu_ptr(s->sheaf, cpu);

		if (sheaf_has_slots(sheaf))
			no_scan(READ_ONCE(sheaf->bottom) - 1, arg);
	}
}

#ifdef CONFIG_SLAB

static void tell_arrays(const struct kmem_cache *s, void (*no_scan)(const void *p, void *arg),
			void *arg)
{
	int nid, other;

	for_each_online_node(nid) {
		const struct kmem_cache_node *n = &s->node[nid];

		if (n->shared)
			no_scan(n->shared, arg);
		for_each_online_node(other) {
			if (n->alien[other])
				no_scan(n->alien[other], arg);
		}
	}
}

/*
 * Ignore each struct slab outside of its slab, because it contains a pointer to the slab's first
 * object.
 */
static void tell_slabs(void (*ignore)(const void *p, void *arg), void *arg)
{
	for (unsigned long i = 0; i < page_map_pages(); i++) {
		const struct page *page = page_map.base + i;
		unsigned long slab;

		if (!page_ready(page) || data_race(page->type) != PGTY_slab)
			continue;
		slab = READ_ONCE(page->private);
		if (slab - (unsigned long)page_address(page) >= PAGE_SIZE << page->order)
			ignore((void *)slab, arg);
	}
}

#else

static void tell_arrays(const struct kmem_cache *s, void (*no_scan)(const void *p, void *arg),
			void *arg)
{
}

static void tell_slabs(void (*ignore)(const void *p, void *arg), void *arg)
{
}

#endif

void slab_engine_internal(void (*no_scan)(const void *p, void *arg),
			  void (*ignore)(const void *p, void *arg), void *arg)
{
	struct kmem_cache *s;
	unsigned long flags;

	spin_lock_irqsave(&slab_caches_lock, flags);
	list_for_each_entry(s, &slab_caches, list) {
		tell_sheaves(s, no_scan, arg);
		tell_arrays(s, no_scan, arg);
	}
	spin_unlock_irqrestore(&slab_caches_lock, flags);
	tell_slabs(ignore, arg);
}
