// SPDX-License-Identifier: BSD-2-Clause
/*
 * SLUB: slabs with as little metadata as possible.
 *
 * Structure.  The fast paths and the per-CPU arrays are in sheaf.c.  slabs.c, which SLAB shares,
 * creates and frees slabs.
 *
 *	slab	a block of pages that begins with its objects.  They are followed by its links and
 *		counts (struct slab), and by one byte for each object, its state.
 *	node	the slabs of one cache on one memory node, on two lists: slabs with a free object,
 *		and full slabs.
 *
 *	| object 0 | object 1 | ... | struct slab | ... | state 2 | state 1 | state 0 |
 *
 * A free computes all addresses from the object's address and its cache, which is in the struct
 * page of each page of a slab: the slab ends at the next multiple of its size, and the state of
 * object n is n bytes before the last byte.
 *
 * Invariants, as slab_engine_validate() numbers them, in addition to those of sheaf.c:
 *	3. a slab is on the list that fits its number of free objects;
 *	4. this number is the number of its states "free", and no state below the hint is "free";
 *	5. page->private of all its pages is the cache, the first page has the type PGTY_slab, and
 *	   the slab is on the node that lists it;
 *	6. the node's counts of slabs, of free objects and of empty slabs are the sums over its
 *	   lists.
 *
 * Locking.  A node's lock protects its lists and counts and the states "free" of its slabs.
 * page->private of a slab's pages does not change while the slab has an object that is not free.
 *
 * Bounds.  The states of a slab are searched eight at a time.  A node retains one empty slab of a
 * cache.
 *
 * To observe: slabinfo on the console, slab_engine_validate(), Documentation/slub.md.
 */

#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/numa.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <asm/processor.h>
#include <internal/mm_boot.h>

#include "mm/objects/sheaf/slabs.h"

/* The number of empty slabs of a cache that a node retains. */
#define KEEP_EMPTY	1

/* Slabs.  Functions whose names begin with two underscores are called with the node's lock held. */

/* Return the first state that is OBJECT_FREE, from @state downward.  There must be one. */
static __fast_inline u8 *slub_next_free(u8 *state)
{
	u64 *states = (u64 *)((unsigned long)state & ~7UL), free;

	/*
	 * Shift out the states above @state.  The wanted state is in the highest byte
	 * that is not 0.
	 */
	free = free_states(states) << (~(unsigned long)state & 7) * 8;
	while (!free) {
		free = free_states(--states);
		state = (u8 *)states + 7;
	}
	if (!(free >> 32)) {
		free <<= 32;
		state -= 4;
	}
	if (!(free >> 48)) {
		free <<= 16;
		state -= 2;
	}
	return free >> 56 ? state : state - 1;
}

#ifdef CONFIG_SLAB_FREELIST_RANDOM
/* The state of each CPU's xorshift generator.  It is used with interrupts off. */
static DEFINE_PER_CPU(u64, random_state);
static u64 random_seed = 0x9e3779b97f4a7c15;

void __init slub_random_seed(const void *seed, size_t size)
{
	const u8 *bytes = seed;

	for (random_seed ^= arch_counter(); size--; bytes++)
		random_seed = (random_seed ^ *bytes) * 0x100000001b3;
}

static u32 random_below(u32 limit)
{
	u64 x = __this_cpu_read(random_state);

	if (!x)
		x = (random_seed ^ arch_counter()) + smp_processor_id() + 1;
	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	__this_cpu_write(random_state, x);
	return (x >> 32) * limit >> 32;
}

/*
 * Move objects like __slub_take(), but begin the search for each object at a random index.
 * After the last index, the search continues at index 0.
 */
static struct sheaf_slot *__take_random(struct kmem_cache *s, struct kmem_cache_node *n,
					struct slab *slab, struct sheaf_slot *slot,
					const struct sheaf_slot *end)
{
	char *base = slub_base(s, slab);

	slab_check(s, n, slab);
	VM_WARN_ON(!slab->nr_free || n->nr_free < slab->nr_free);
	n->nr_empty -= slab->nr_free == s->nr_objects;
	for (; slot < end && slab->nr_free; slot++) {
		unsigned int i = random_below(s->nr_objects);

		while (READ_ONCE(*slub_state(s, slab, i)) != OBJECT_FREE)
			i = i + 1 < s->nr_objects ? i + 1 : 0;
		slot->object = base + (unsigned long)i * s->size;
		slot->state = slub_state(s, slab, i);
		WRITE_ONCE(*slot->state, OBJECT_KEPT);
		slab->nr_free--;
		n->nr_free--;
	}
	if (!slab->nr_free)
		list_move(&slab->list, &n->full);
	return slot;
}
#endif

/*
 * Move free objects of @slab to the slots from @slot to @end.  Fills fewer slots if the slab has
 * fewer free objects.  Returns the end of the filled slots.
 */
static __fast_inline struct sheaf_slot *__slub_take(struct kmem_cache *s, struct kmem_cache_node *n,
						    struct slab *slab, struct sheaf_slot *slot,
						    const struct sheaf_slot *end)
{
	u8 *state = slub_state(s, slab, slab->hint);
	unsigned long left = slab->nr_free, size = s->size;
	char *base = slub_base(s, slab), *object = base + slab->hint * size;

	slab_check(s, n, slab);
	VM_WARN_ON(!left);
#ifdef CONFIG_SLAB_FREELIST_RANDOM
	return __take_random(s, n, slab, slot, end);
#endif
	n->nr_empty -= left == s->nr_objects;
	n->nr_free -= left;
	for (;; state--, object += size) {
		if (likely(READ_ONCE(*state) == OBJECT_FREE)) {
			WRITE_ONCE(*state, OBJECT_KEPT);
			slot->object = object;
			slot->state = state;
			slot++;
			left--;
			if (!left || slot == end)
				break;
		} else {
			state = slub_next_free(state - 1) + 1;
			object = base + slub_index(s, state) * size;
		}
	}
	slab->hint = slub_index(s, state);
	slab->nr_free = left;
	n->nr_free += left;
	if (!left)
		list_move(&slab->list, &n->full);
	slab_check(s, n, slab);
	slab_check_node(s, n);
	VM_WARN_ON(list_empty(&n->partial) != !n->nr_free);
	return slot;
}

/*
 * Return objects to the slabs of one node.  Stop if a slab becomes empty, and store this slab in
 * @empty.  Also stop before an object of another node.  Returns the first slot that was not
 * processed.
 */
static __fast_inline const struct sheaf_slot *
__slub_put(struct kmem_cache *s, struct kmem_cache_node *n, const struct sheaf_slot *slot,
	   const struct sheaf_slot *end, struct slab **empty)
{
	unsigned long mask = s->mask, tail = s->tail, nr_objects = s->nr_objects;
	const struct sheaf_slot *first = slot;

	lockdep_assert_held(&n->lock);
	do {
		u8 *state = slot->state;
		struct slab *slab = (struct slab *)(((unsigned long)state | mask) - tail);
		unsigned long index = ~(unsigned long)state & mask, nr_free = slab->nr_free + 1UL;

		slab_check(s, n, slab);
		VM_WARN_ON(READ_ONCE(*state) != OBJECT_KEPT || index >= nr_objects);
		VM_WARN_ON(n->nr_free + (slot - first) >= n->nr_slabs * nr_objects);
		WRITE_ONCE(*state, OBJECT_FREE);
		if (index < slab->hint)
			slab->hint = index;
		slab->nr_free = nr_free;
		slot++;
		if (unlikely(nr_free == 1))
			list_move(&slab->list, &n->partial);
		if (unlikely(nr_free == nr_objects)) {
			*empty = slab;
			break;
		}
	} while (slot < end && (!IS_ENABLED(CONFIG_NUMA) || slub_slab_of(s, slot->state)->nid ==
							    slub_slab_of(s, first->state)->nid));
	n->nr_free += slot - first;
	return slot;
}

/*
 * Return true if the node retains @slab, which became empty.  Otherwise remove it from the
 * node, for the caller to free.
 */
static bool __keep_empty(struct kmem_cache *s, struct kmem_cache_node *n, struct slab *slab)
{
	slab_check(s, n, slab);
	VM_WARN_ON(slab->nr_free != s->nr_objects);
	VM_WARN_ON(!n->nr_slabs || n->nr_free < s->nr_objects);
	if (n->nr_empty < KEEP_EMPTY) {
		n->nr_empty++;
		list_move_tail(&slab->list, &n->partial);
		return true;
	}
	list_del(&slab->list);
	n->nr_slabs--;
	n->nr_free -= s->nr_objects;
	return false;
}

struct sheaf_slot *slabs_take(struct kmem_cache *s, int nid, struct sheaf_slot *slot,
			      const struct sheaf_slot *end)
{
	struct kmem_cache_node *n = &s->node[nid];
	unsigned long flags;

	spin_lock_irqsave(&n->lock, flags);
	while (slot < end && !list_empty(&n->partial))
		slot = __slub_take(s, n, list_first_entry(&n->partial, struct slab, list),
				   slot, end);
	spin_unlock_irqrestore(&n->lock, flags);
	return slot;
}

void __engine_add_slab(struct kmem_cache *s, struct kmem_cache_node *n, struct slab *slab,
		       struct sheaf_slot *slot)
{
	list_add(&slab->list, &n->partial);
	__slub_take(s, n, slab, slot, slot + 1);
}

const struct sheaf_slot *slabs_put_some(struct kmem_cache *s, const struct sheaf_slot *slot,
					const struct sheaf_slot *end)
{
	int nid = IS_ENABLED(CONFIG_NUMA) ? slub_slab_of(s, slot->state)->nid : 0;
	struct kmem_cache_node *n = &s->node[nid];
	struct slab *empty = NULL;
	unsigned long flags;

	spin_lock_irqsave(&n->lock, flags);
	slot = __slub_put(s, n, slot, end, &empty);
	if (unlikely(empty) && __keep_empty(s, n, empty))
		empty = NULL;
	spin_unlock_irqrestore(&n->lock, flags);
	if (unlikely(empty))
		slab_free(empty, virt_to_page(slub_base(s, empty)));
	return slot;
}

void slabs_detach_empty(struct kmem_cache *s, struct list_head *slabs)
{
	struct slab *slab, *next;
	unsigned long flags;
	int nid;

	for_each_online_node(nid) {
		struct kmem_cache_node *n = &s->node[nid];

		spin_lock_irqsave(&n->lock, flags);
		list_for_each_entry_safe(slab, next, &n->partial, list) {
			if (slab->nr_free < s->nr_objects)
				continue;
			VM_WARN_ON(!n->nr_slabs || !n->nr_empty || n->nr_free < s->nr_objects);
			list_move(&slab->list, slabs);
			n->nr_slabs--;
			n->nr_empty--;
			n->nr_free -= s->nr_objects;
		}
		spin_unlock_irqrestore(&n->lock, flags);
	}
}

/* Do nothing: nothing in SLUB depends on the capacity of sheaves. */
void slabs_tuned(struct kmem_cache *s)
{
}

/* Do nothing: a cache without slabs has no other memory in SLUB. */
void slabs_destroy(struct kmem_cache *s)
{
}
