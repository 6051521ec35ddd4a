// SPDX-License-Identifier: BSD-2-Clause
/* Check the invariants of sheaves and slabs, which sheaf.c, slub.c and slab.c number. */

#define pr_fmt(fmt) "slab: " fmt

#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/smp.h>

#include "slabs.h"

static int nr_violated;

void sheaf_violated(unsigned int invariant, const struct kmem_cache *s, const void *where)
{
	__atomic_fetch_add(&nr_violated, 1, __ATOMIC_RELAXED);
	pr_err("invariant %u violated by %s at %px\n", invariant, s->name, where);
}

/* Check a sheaf of this CPU, or of a CPU that is stopped. */
static void validate_sheaf(const struct kmem_cache *s, const struct sheaf *sheaf)
{
	const struct sheaf_slot *slot = sheaf->top - 1, *other;
	u8 *state;

	if (sheaf->top > sheaf->limit)
		sheaf_violated(1, s, sheaf);
	for (; slot->object; slot--) {
		const struct page *page = page_block_head(virt_to_page(slot->object));

		if (slab_cache_of(slot->object) != s ||
		    !engine_place(page, s->mask, s->reciprocal, slot->object, &state) ||
		    state != slot->state || READ_ONCE(*state) != OBJECT_KEPT)
			sheaf_violated(1, s, slot->object);
		for (other = slot - 1; other->object; other--) {
			if (other->object == slot->object)
				sheaf_violated(2, s, slot->object);
		}
	}
}

static void validate_sheaves(void *unused)
{
	struct kmem_cache *s;
	unsigned long flags;

	spin_lock_irqsave(&slab_caches_lock, flags);
	list_for_each_entry(s, &slab_caches, list)
		validate_sheaf(s, this_cpu_ptr(s->sheaf));
	spin_unlock_irqrestore(&slab_caches_lock, flags);
}

/*
 * Check invariants 3 to 5 of slub.c or slab.c for a slab on a list whose slabs have @min to @max
 * free objects.
 */
static void __validate_slab(const struct kmem_cache *s, int nid, const struct slab *slab,
			    unsigned int min, unsigned int max)
{
	const struct page *page = slab_page(slab);
	unsigned int i, nr_free = 0, below = 0;

	if (slab->nr_free < min || slab->nr_free > max)
		sheaf_violated(3, s, slab);
	for (i = 0; i < s->nr_objects; i++) {
		bool is_free = READ_ONCE(*slab_state(s, slab, i)) == OBJECT_FREE;

		nr_free += is_free;
		below += is_free && i < slab->hint;
	}
	if (below || nr_free != slab->nr_free)
		sheaf_violated(4, s, slab);
	for (i = 0; i < 1U << s->order; i++) {
		if (page[i].private != engine_private(s, slab))
			sheaf_violated(5, s, page + i);
	}
	if (!PageSlab(page) || page->order != s->order || slab->nid != nid ||
	    page_to_nid(page) != nid || engine_cache(page) != s)
		sheaf_violated(5, s, slab);
}

void __slabs_validate_list(const struct kmem_cache *s, int nid, const struct list_head *slabs,
			   unsigned int min, unsigned int max, struct slabs_count *count)
{
	const struct slab *slab;

	list_for_each_entry(slab, slabs, list) {
		__validate_slab(s, nid, slab, min, max);
		count->slabs++;
		count->free += slab->nr_free;
		count->empty += slab->nr_free == s->nr_objects;
	}
}

void __slabs_validate_counts(const struct kmem_cache *s, const struct kmem_cache_node *n,
			     const struct slabs_count *count)
{
	if (count->slabs != n->nr_slabs || count->free != n->nr_free ||
	    count->empty != n->nr_empty)
		sheaf_violated(6, s, n);
}

static int validate_slabs(void)
{
	struct kmem_cache *s;
	unsigned long flags;

	spin_lock_irqsave(&slab_caches_lock, flags);
	list_for_each_entry(s, &slab_caches, list)
		slabs_validate(s);
	spin_unlock_irqrestore(&slab_caches_lock, flags);
	return __atomic_load_n(&nr_violated, __ATOMIC_RELAXED);
}

int slab_engine_validate(void)
{
	__atomic_store_n(&nr_violated, 0, __ATOMIC_RELAXED);
	on_each_cpu(validate_sheaves, NULL, 1);
	return validate_slabs();
}

int slab_engine_validate_alone(void)
{
	const struct kmem_cache *s;
	unsigned int cpu;

	__atomic_store_n(&nr_violated, 0, __ATOMIC_RELAXED);
	list_for_each_entry(s, &slab_caches, list) {
		for_each_online_cpu(cpu)
			validate_sheaf(s, per_cpu_ptr(s->sheaf, cpu));
	}
	return validate_slabs();
}

/*
 * Return the number of kmalloc() objects that the cache itself uses: slots of sheaves, and
 * SLAB's arrays and off-slab struct slabs.  Slots and arrays are allocated when a CPU or a node
 * first needs them, and are not freed.  So a test for leaked objects must not count them.
 */
static unsigned long nr_own_objects(const struct kmem_cache *s)
{
	unsigned long nr = slabs_own_objects(s);
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		nr += sheaf_has_slots(per_cpu_ptr(s->sheaf, cpu));
	return nr;
}

unsigned long slab_engine_count(void)
{
	unsigned long nr = 0, flags;
	struct kmem_cache *s;

	spin_lock_irqsave(&slab_caches_lock, flags);
	list_for_each_entry(s, &slab_caches, list)
		nr += slab_engine_objects(s) - nr_own_objects(s);
	spin_unlock_irqrestore(&slab_caches_lock, flags);
	return nr;
}
