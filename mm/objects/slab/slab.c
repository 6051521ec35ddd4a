// SPDX-License-Identifier: BSD-2-Clause
/*
 * SLAB: coloured slabs, and arrays of free objects between the slabs and the sheaves of the CPUs.
 *
 * Structure.  The fast paths and the sheaves, which are per-CPU arrays, are in sheaf.c.  slabs.c,
 * which SLUB shares, creates and frees slabs.  A sheaf exchanges objects with its memory node,
 * which has
 *
 *	shared	an array of free objects for all CPUs of the node: an object that one CPU frees can
 *		be allocated by another one without access to slabs;
 *	alien	an array for each other node, with objects of the other node that were freed on this
 *		node.  All objects of a full array are returned to their node together;
 *	slabs	on three lists: full, partial, and free (without an object in use).
 *
 *	[colour][struct slab | states][object 0][object 1]...		on-slab
 *	[colour][object 0][object 1]...		[struct slab | states]	off-slab, from kmalloc()
 *
 * The unused bytes of a slab are its colours: the first object of each new slab starts one cache
 * line later than in the previous slab, so that the objects with one index are in different cache
 * sets (J. Bonwick, "The Slab Allocator", USENIX Summer 1994).  Caches with objects of at least
 * OFF_SLAB_MIN bytes have struct slab outside of the slab, so that powers of two fill a page.
 *
 * Memory is freed late: a node retains free slabs while its slabs have at most free_limit free
 * objects.  This limit is one batch for each CPU, one more batch, and the objects of one slab.
 * While a node retains free objects or slabs, the reaper (slab_reap.c) runs every two seconds and
 * frees a part of those that were not used.
 *
 * Invariants, as slab_engine_validate() numbers them, in addition to those of sheaf.c:
 *	3. a slab is on the list that fits its number of free objects;
 *	4. this number is the number of its states "free", and no state below the hint is "free";
 *	5. page->private of all its pages is its struct slab, the first page has the type
 *	   PGTY_slab, and the slab is on the node that lists it;
 *	6. the node's counts are the sums over its lists;
 *	7. the objects in shared and alien arrays are "kept"; those in a shared array are of its
 *	   node, and those in an alien array of the node that the array is for.
 *
 * Locking.  A node's lock protects its lists, counts, shared and alien arrays, and the states
 * "free" of its slabs.  The locks of two nodes are never held together.
 *
 * Bounds.  The bounds are those of SLUB.  Moves through the shared array do not access slabs.
 *
 * To observe: slabinfo on the console, slab_engine_validate().
 */

#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/cache.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/nodemask.h>
#include <linux/numa.h>
#include <linux/string.h>
#include <linux/topology.h>

#include "mm/objects/sheaf/slabs.h"
#include "slab_reap.h"

/* The highest order of a slab's pages. */
#define MAX_SLAB_ORDER	3
#define OFF_SLAB_MIN	(PAGE_SIZE / 8)
/* The maximum number of objects in an alien array. */
#define ALIEN_LIMIT	12
/* The default capacity of a shared array, in batches. */
#define SHARED_FACTOR	4

static inline size_t head_size(const struct kmem_cache *s, unsigned long places)
{
	return s->off_slab ? 0 : ALIGN(sizeof(struct slab) + places, max(s->align, 8U));
}

/*
 * Choose the lowest order that wastes at most an eighth of a slab, or else a quarter, a half, or
 * any part.  The wasted bytes are used for colours.
 */
void engine_set_geometry(struct kmem_cache *s)
{
	unsigned int part, order, line = max(s->align, (unsigned int)L1_CACHE_BYTES);

	s->off_slab = s->size >= OFF_SLAB_MIN;
	for (part = 8; part; part /= 2) {
		for (order = 0; order <= MAX_SLAB_ORDER; order++) {
			unsigned long bytes = PAGE_SIZE << order, left;

			s->order = order;
			s->mask = bytes - 1;
			s->tail = head_size(s, slab_nr_states(s));
			s->nr_objects = (bytes - s->tail) / s->size;
			left = bytes - s->nr_objects * s->size;
			if (!s->nr_objects || left * part > bytes)
				continue;
			VM_WARN_ON(left < s->tail || !line);
			s->colours = (left - s->tail) / line + 1;
			s->colour_size = line;
			return;
		}
	}
}

/* Slabs.  Functions whose names begin with two underscores are called with the node's lock held. */

/* Check the number of objects in an array that the node's lock protects. */
static __fast_inline void slab_check_array(const struct kmem_cache_node *n,
					   const struct array_cache *array)
{
	lockdep_assert_held(&n->lock);
	VM_WARN_ON(array && array->avail > array->limit);
}

/* Return the index of the first state that is OBJECT_FREE, from @index on.  There must be one. */
static __fast_inline unsigned long slab_next_free(const struct slab *slab, unsigned long index)
{
	unsigned long first = index & ~7UL;
	u64 free = free_states((const u64 *)&slab->states[first]) >> index % 8 * 8;

	if (likely(free))
		return index + __ffs_hot(free) / 8;
	do {
		first += 8;
		free = free_states((const u64 *)&slab->states[first]);
	} while (!free);
	return first + __ffs_hot(free) / 8;
}

/*
 * Move free objects of @slab to the slots from @slot to @end.  Fills fewer slots if the slab has
 * fewer free objects.  Returns the end of the filled slots.
 */
static struct sheaf_slot *__slab_take(struct kmem_cache *s, struct kmem_cache_node *n,
				      struct slab *slab, struct sheaf_slot *slot,
				      const struct sheaf_slot *end)
{
	unsigned long left = slab->nr_free, size = s->size, index = slab->hint;
	char *object = (char *)slab->first + index * size;

	slab_check(s, n, slab);
	VM_WARN_ON(!left);
	n->nr_empty -= left == s->nr_objects;
	n->nr_free -= left;
	for (;; index++, object += size) {
		if (unlikely(READ_ONCE(slab->states[index]) != OBJECT_FREE)) {
			index = slab_next_free(slab, index + 1);
			object = (char *)slab->first + index * size;
		}
		WRITE_ONCE(slab->states[index], OBJECT_KEPT);
		slot->object = object;
		slot->state = &slab->states[index];
		slot++;
		left--;
		if (!left || slot == end)
			break;
	}
	slab->hint = index;
	slab->nr_free = left;
	n->nr_free += left;
	list_move(&slab->list, left ? &n->partial : &n->full);
	slab_check(s, n, slab);
	slab_check_node(s, n);
	return slot;
}

static struct sheaf_slot *__take_shared(struct kmem_cache_node *n, struct sheaf_slot *slot,
					const struct sheaf_slot *end)
{
	struct array_cache *shared = n->shared;

	slab_check_array(n, shared);
	while (shared && shared->avail && slot < end)
		*slot++ = shared->slots[--shared->avail];
	n->shared_touched = true;
	return slot;
}

struct sheaf_slot *slabs_take(struct kmem_cache *s, int nid, struct sheaf_slot *slot,
			      const struct sheaf_slot *end)
{
	struct kmem_cache_node *n = &s->node[nid];
	unsigned long flags;

	spin_lock_irqsave(&n->lock, flags);
	slot = __take_shared(n, slot, end);
	while (slot < end && !list_empty(&n->partial))
		slot = __slab_take(s, n, list_first_entry(&n->partial, struct slab, list), slot,
				   end);
	while (slot < end && !list_empty(&n->free)) {
		n->free_touched = true;
		slot = __slab_take(s, n, list_first_entry(&n->free, struct slab, list), slot, end);
	}
	spin_unlock_irqrestore(&n->lock, flags);
	return slot;
}

/*
 * Return objects to slabs of one node, until a slab has only free objects.  If the node does not
 * retain this slab, it is moved to @slabs.  Returns the first slot that was not processed.
 */
static const struct sheaf_slot *__put_some(struct kmem_cache *s, struct kmem_cache_node *n,
					   const struct sheaf_slot *slot,
					   const struct sheaf_slot *end, struct list_head *slabs)
{
	lockdep_assert_held(&n->lock);
	while (slot < end) {
		struct slab *slab = slab_of(slot->object);
		unsigned long index = slot->state - slab->states;

		slab_check(s, n, slab);
		VM_WARN_ON(READ_ONCE(*slot->state) != OBJECT_KEPT || index >= s->nr_objects);
		WRITE_ONCE(*slot->state, OBJECT_FREE);
		slot++;
		if (index < slab->hint)
			slab->hint = index;
		slab->nr_free++;
		n->nr_free++;
		if (slab->nr_free < s->nr_objects) {
			if (slab->nr_free == 1)
				list_move(&slab->list, &n->partial);
			continue;
		}
		if (n->nr_free > READ_ONCE(n->free_limit)) {
			VM_WARN_ON(!n->nr_slabs);
			list_move(&slab->list, slabs);
			n->nr_slabs--;
			n->nr_free -= s->nr_objects;
		} else {
			list_move(&slab->list, &n->free);
			n->nr_empty++;
		}
		break;
	}
	return slot;
}

/*
 * Return all objects to slabs of one node.  Slabs that the node does not retain are moved to
 * @slabs.
 */
static void __put_all(struct kmem_cache *s, struct kmem_cache_node *n,
		      const struct sheaf_slot *slot, const struct sheaf_slot *end,
		      struct list_head *slabs)
{
	lockdep_assert_held(&n->lock);
	while (slot < end)
		slot = __put_some(s, n, slot, end, slabs);
}

/*
 * Move objects to the shared array until it is full.  Returns the first slot that was not
 * processed.
 */
static const struct sheaf_slot *
__put_shared(struct kmem_cache_node *n, const struct sheaf_slot *slot, const struct sheaf_slot *end)
{
	struct array_cache *shared = n->shared;

	slab_check_array(n, shared);
	while (shared && shared->avail < shared->limit && slot < end)
		shared->slots[shared->avail++] = *slot++;
	n->shared_touched = true;
	return slot;
}

static const struct sheaf_slot *
put_here(struct kmem_cache *s, int nid, const struct sheaf_slot *slot, const struct sheaf_slot *end)
{
	struct kmem_cache_node *n = &s->node[nid];
	unsigned long flags;
	LIST_HEAD(slabs);

	spin_lock_irqsave(&n->lock, flags);
	slot = __put_shared(n, slot, end);
	slot = __put_some(s, n, slot, end, &slabs);
	spin_unlock_irqrestore(&n->lock, flags);
	slabs_free(&slabs);
	return slot;
}

static void put_all_here(struct kmem_cache *s, int nid, const struct sheaf_slot *slot,
			 const struct sheaf_slot *end)
{
	while (slot < end)
		slot = put_here(s, nid, slot, end);
}

/*
 * Free an object of node @nid on this node: put it into this node's alien array for @nid.  If there
 * is no array, or it is full, return the object and those in the array to the shared array or slabs
 * of node @nid.
 */
static void put_alien(struct kmem_cache *s, int nid, const struct sheaf_slot *slot)
{
	struct sheaf_slot full[ALIEN_LIMIT + 1];
	struct kmem_cache_node *n = &s->node[numa_mem_id()];
	unsigned int nr = 0;
	struct array_cache *alien;
	unsigned long flags;

	spin_lock_irqsave(&n->lock, flags);
	alien = n->alien[nid];
	slab_check_array(n, alien);
	if (alien && alien->avail < alien->limit) {
		alien->slots[alien->avail++] = *slot;
	} else {
		if (alien) {
			nr = alien->avail;
			memcpy(full, alien->slots, nr * sizeof(*full));
			alien->avail = 0;
		}
		full[nr++] = *slot;
	}
	spin_unlock_irqrestore(&n->lock, flags);
	if (nr)
		put_all_here(s, nid, full, full + nr);
}

const struct sheaf_slot *slabs_put_some(struct kmem_cache *s, const struct sheaf_slot *slot,
					const struct sheaf_slot *end)
{
	int nid;

	slab_reaper_arm();
	if (!IS_ENABLED(CONFIG_NUMA))
		return put_here(s, 0, slot, end);
	nid = slab_of(slot->object)->nid;
	if (nid == numa_mem_id())
		return put_here(s, nid, slot, slot + 1);
	put_alien(s, nid, slot);
	return slot + 1;
}

/* The work item of the reaper. */

unsigned long slab_reap_period = 2 * HZ;

static struct delayed_work reaper;
static bool reaper_ready;
static int reaper_armed;

void slab_reaper_init(work_func_t function)
{
	INIT_DELAYED_WORK(&reaper, function);
	WRITE_ONCE(reaper_ready, true);
}

void slab_reaper_arm(void)
{
	if (!READ_ONCE(reaper_armed) && READ_ONCE(reaper_ready) &&
	    !__atomic_exchange_n(&reaper_armed, 1, __ATOMIC_RELAXED))
		schedule_delayed_work(&reaper, READ_ONCE(slab_reap_period));
}

void slab_reaper_disarm(void)
{
	WRITE_ONCE(reaper_armed, 0);
}

static struct array_cache *new_array(unsigned int limit, gfp_t gfp, int nid)
{
	struct array_cache *array;
	size_t size = struct_size(array, slots, limit);

	VM_WARN_ON(!limit);
	gfp = (gfp & ~__GFP_THISNODE) | __GFP_NOWARN;
	array = size > KMALLOC_MAX_CACHE_SIZE ? kmalloc_node(size, gfp, nid) :
						sheaf_kmalloc(size, gfp, nid);
	if (array) {
		array->avail = 0;
		array->limit = limit;
	}
	return array;
}

static void make_array(struct kmem_cache_node *n, struct array_cache **where, unsigned int limit,
		       gfp_t gfp, int nid)
{
	struct array_cache *array = new_array(limit, gfp, nid);
	unsigned long flags;

	spin_lock_irqsave(&n->lock, flags);
	if (!*where)	/* slab_tune() may have installed an array meanwhile */
		swap(*where, array);
	spin_unlock_irqrestore(&n->lock, flags);
	kfree(array);
}

/* Allocate the arrays of a node that got its first slab.  A failed allocation is not repeated. */
void engine_slab_added(struct kmem_cache *s, gfp_t gfp, int nid)
{
	struct kmem_cache_node *n = &s->node[nid];
	int other;

	if (__atomic_exchange_n(&n->has_arrays, 1, __ATOMIC_RELAXED))
		return;
	if (READ_ONCE(s->shared_limit) && num_possible_cpus() > 1)
		make_array(n, &n->shared, READ_ONCE(s->shared_limit), gfp, nid);
	for_each_online_node(other) {
		if (MAX_NUMNODES > 1 && other != nid)
			make_array(n, &n->alien[other], ALIEN_LIMIT, gfp, nid);
	}
}

void __engine_add_slab(struct kmem_cache *s, struct kmem_cache_node *n, struct slab *slab,
		       struct sheaf_slot *slot)
{
	list_add(&slab->list, &n->free);
	__slab_take(s, n, slab, slot, slot + 1);
}

/*
 * Return 1/@part of the objects of the node's shared array to slabs.  Free slabs that the node does
 * not retain are added to @slabs.
 */
static void empty_shared(struct kmem_cache *s, int nid, unsigned int part, struct list_head *slabs)
{
	struct kmem_cache_node *n = &s->node[nid];
	unsigned int wanted = UINT_MAX, nr, avail;
	unsigned long flags;

	while (wanted) {
		spin_lock_irqsave(&n->lock, flags);
		avail = n->shared ? n->shared->avail : 0;
		wanted = min(wanted, DIV_ROUND_UP(avail, part));
		nr = min(wanted, FLUSH_OBJECTS);
		if (nr) {
			n->shared->avail = avail - nr;
			__put_all(s, n, n->shared->slots + avail - nr, n->shared->slots + avail,
				  slabs);
		}
		wanted -= nr;
		spin_unlock_irqrestore(&n->lock, flags);
	}
}

/* Move the objects of the node's alien arrays to the shared arrays or slabs of their nodes. */
static void empty_aliens(struct kmem_cache *s, int nid)
{
	struct kmem_cache_node *n = &s->node[nid];
	struct sheaf_slot slots[ALIEN_LIMIT];
	unsigned long flags;
	unsigned int nr;
	int other;

	for_each_online_node(other) {
		spin_lock_irqsave(&n->lock, flags);
		nr = n->alien[other] ? n->alien[other]->avail : 0;
		if (nr) {
			memcpy(slots, n->alien[other]->slots, nr * sizeof(*slots));
			n->alien[other]->avail = 0;
		}
		spin_unlock_irqrestore(&n->lock, flags);
		if (nr)
			put_all_here(s, other, slots, slots + nr);
	}
}

/* The number of slabs that are detached with the node's lock held. */
#define DETACH_SLABS	64

/* Move at most @max free slabs of the node to @slabs. */
static void detach_free(struct kmem_cache *s, struct kmem_cache_node *n, unsigned long max,
			struct list_head *slabs)
{
	bool more = true;
	unsigned long flags;

	while (more) {
		spin_lock_irqsave(&n->lock, flags);
		for (unsigned int i = 0; i < DETACH_SLABS && more; i++) {
			more = max-- && !list_empty(&n->free);
			if (!more)
				break;
			VM_WARN_ON(!n->nr_slabs || !n->nr_empty || n->nr_free < s->nr_objects);
			list_move(n->free.prev, slabs);
			n->nr_slabs--;
			n->nr_empty--;
			n->nr_free -= s->nr_objects;
		}
		spin_unlock_irqrestore(&n->lock, flags);
	}
}

void slabs_detach_empty(struct kmem_cache *s, struct list_head *slabs)
{
	int nid;

	for_each_online_node(nid)
		empty_aliens(s, nid);
	for_each_online_node(nid)
		empty_shared(s, nid, 1, slabs);
	for_each_online_node(nid)
		detach_free(s, &s->node[nid], ULONG_MAX, slabs);
}

void slabs_reap(struct kmem_cache *s, struct list_head *slabs)
{
	unsigned long flags;
	int nid;

	for_each_online_node(nid) {
		struct kmem_cache_node *n = &s->node[nid];
		bool shared_touched, free_touched;

		spin_lock_irqsave(&n->lock, flags);
		shared_touched = n->shared_touched;
		free_touched = n->free_touched;
		n->shared_touched = n->free_touched = false;
		spin_unlock_irqrestore(&n->lock, flags);
		if (!shared_touched) {
			empty_shared(s, nid, 5, slabs);
			empty_aliens(s, nid);
		}
		if (!free_touched && s->nr_objects)
			detach_free(s, n, DIV_ROUND_UP(READ_ONCE(n->free_limit), 5 * s->nr_objects),
				    slabs);
	}
}

void slabs_tuned(struct kmem_cache *s)
{
	int nid;

	if (!s->shared_factor)
		s->shared_factor = SHARED_FACTOR;
	VM_WARN_ON(!s->batch);
	WRITE_ONCE(s->shared_limit, s->batch * s->shared_factor);
	for (nid = 0; nid < MAX_NUMNODES; nid++)
		WRITE_ONCE(s->node[nid].free_limit,
			   (1 + num_possible_cpus()) * s->batch + s->nr_objects);
}

int slabs_tune_shared(struct kmem_cache *s, int nid, gfp_t gfp)
{
	struct kmem_cache_node *n = &s->node[nid];
	struct array_cache *array, *old;
	unsigned long flags;
	LIST_HEAD(slabs);

	array = new_array(s->shared_limit, gfp, nid);
	if (!array)
		return -ENOMEM;
	spin_lock_irqsave(&n->lock, flags);
	old = n->shared;
	n->shared = array;
	if (old)
		__put_all(s, n, old->slots, old->slots + old->avail, &slabs);
	spin_unlock_irqrestore(&n->lock, flags);
	slabs_free(&slabs);
	kfree(old);
	return 0;
}

void slabs_destroy(struct kmem_cache *s)
{
	int nid, other;

	for (nid = 0; nid < MAX_NUMNODES; nid++) {
		kfree(s->node[nid].shared);
		for (other = 0; other < MAX_NUMNODES; other++)
			kfree(s->node[nid].alien[other]);
	}
}
