// SPDX-License-Identifier: BSD-2-Clause
/*
 * Per-CPU arrays of free objects: the fast paths of SLUB and SLAB.
 *
 * Problem.  Allocate and free objects in as few instructions as possible, on many CPUs at the same
 * time, and refuse every bad free.
 *
 * Structure.  A cache has objects of one size, in slabs that the engine (SLUB or SLAB) manages;
 * kmalloc() has a cache for each of 31 sizes.  For each cache each CPU has a sheaf, an array of
 * objects that are not in use.  An allocation pops the last object of the sheaf, and a free pushes
 * an object.  Neither accesses memory that another CPU writes.  An empty sheaf is filled from
 * slabs.  A full sheaf returns a batch of objects to their slabs.
 *
 * Each object has a state: a byte outside of the object with the value "used", "kept" (in a sheaf)
 * or "free".  So free objects contain no data of the allocator.  A write to a freed object does not
 * damage the allocator, and an object remains constructed.
 *
 * The checks of a free: the struct page of the pointer can be read, because it is in a run of
 * initialized pages; the page belongs to a slab, and to the right cache; the distance from the
 * slab's first object is a multiple of the size; the state is "used".  An interior pointer, an
 * object that was freed before, a foreign pointer and an object of another cache always fail one
 * of these checks.  If two CPUs free an object at the same time, one of the frees fails.  Only a
 * second free while another CPU frees the whole slab is not always detected.
 *
 * Invariants, as slab_engine_validate() numbers them:
 *	1. a sheaf's entries are "kept", each with its own state;
 *	2. no object is in two entries of one sheaf.
 * The invariants from 3 on belong to the engine.
 *
 * Locking.  A sheaf is used by its CPU, with interrupts off; other CPUs only read its count.  The
 * CPU whose sheaf contains an object changes the object's state from "kept" to "used".  The CPU
 * that frees the object changes it back by an atomic operation (state_keep()), so that only one CPU
 * can free it.  On RISC-V, this operation accesses a word with eight states; all other writes are
 * of one byte.  The page allocator is called without a lock.
 *
 * Bounds.  An allocation or free moves at most half the capacity of a sheaf (by default 15 objects)
 * between the sheaf and slabs, and allocates or frees one slab.  The bounds of the engine apply in
 * addition.
 *
 * To observe: slabinfo on the console, slab_engine_validate(), Documentation/slub.md.
 */

#define pr_fmt(fmt) "slab: " fmt

#include <linux/bug.h>
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/numa.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/topology.h>

#include "mm/objects/large.h"
#include "engine.h"

DEFINE_PER_CPU_CACHE_HOT(struct page_run, known_run);
static DEFINE_PER_CPU(unsigned int, nr_strays);	/* frees of objects outside of known_run */

/* Sheaves.  These functions are called with interrupts off. */

/* Check that interrupts are off and that the top of a sheaf is within its limits. */
static __fast_inline void sheaf_check(const struct sheaf *sheaf)
{
	lockdep_assert_irqs_disabled();
	VM_WARN_ON(sheaf->top < sheaf->bottom || sheaf->top > sheaf->limit);
	VM_WARN_ON(sheaf->bottom[-1].object);
}

static __fast_inline void *sheaf_pop(struct sheaf *sheaf)
{
	struct sheaf_slot *slot = sheaf->top - 1;
	void *object = slot->object;

	sheaf_check(sheaf);
	if (unlikely(!object))
		return NULL;
	WRITE_ONCE(*slot->state, OBJECT_USED);
	WRITE_ONCE(sheaf->top, slot);
	return object;
}

static __fast_inline void **sheaf_pop_many(struct sheaf *sheaf, void **objects, void **end)
{
	struct sheaf_slot *slot = sheaf->top;

	sheaf_check(sheaf);
	for (; objects != end && slot[-1].object; objects++) {
		slot--;
		WRITE_ONCE(*slot->state, OBJECT_USED);
		*objects = slot->object;
	}
	WRITE_ONCE(sheaf->top, slot);
	return objects;
}

static __fast_inline void sheaf_push(struct sheaf *sheaf, void *object, u8 *state)
{
	struct sheaf_slot *slot = sheaf->top;

	sheaf_check(sheaf);
	VM_WARN_ON(slot == sheaf->limit);
	slot->object = object;
	slot->state = state;
	WRITE_ONCE(sheaf->top, slot + 1);
}

/*
 * Fill a sheaf from slabs, if it is still empty: an interrupt may have freed an object since the
 * check.
 */
static void sheaf_fill(struct kmem_cache *s, struct sheaf *sheaf)
{
	struct sheaf_slot *top = sheaf->top;

	sheaf_check(sheaf);
	if (top == sheaf->bottom && sheaf_has_slots(sheaf))
		WRITE_ONCE(sheaf->top, slabs_take(s, numa_mem_id(), top, top + READ_ONCE(s->fill)));
}

/*
 * Return a batch of objects of a full sheaf to their slabs, or fewer if a slab becomes empty.
 * The batch begins at the index where the previous batch ended.
 */
static void give_back(struct kmem_cache *s, struct sheaf *sheaf)
{
	unsigned long i, nr, batch = READ_ONCE(s->batch);
	struct sheaf_slot *from, *top;

	/*
	 * The sheaf's last slots are copied to the slots of the returned objects, so the two ranges
	 * must not overlap.
	 */
	if (sheaf->bottom + sheaf->hand + 2 * batch > sheaf->limit)
		sheaf->hand = 0;
	from = sheaf->bottom + sheaf->hand;
	sheaf_check(sheaf);
	VM_WARN_ON(from + batch > sheaf->top);
	nr = slabs_put_some(s, from, from + batch) - from;
	top = sheaf->top - nr;
	WRITE_ONCE(sheaf->top, top);
	for (i = 0; i < nr; i++)
		from[i] = top[i];
	sheaf->hand += nr;
	sheaf_check(sheaf);
}

/* Allocation */

/*
 * Move a free object from a slab of another node than @nid to @slot.  Returns false if no other
 * node has a free object.
 */
static bool take_from_others(struct kmem_cache *s, int nid, struct sheaf_slot *slot)
{
	int other;

	for_each_online_node(other) {
		if (other != nid && slabs_take(s, other, slot, slot + 1) != slot)
			return true;
	}
	return false;
}

/* Allocate an object without a sheaf, from slabs or from a new slab. */
static void *alloc_single(struct kmem_cache *s, gfp_t gfp, int nid, const void *caller)
{
	struct sheaf_slot slot;
	bool found;

	if (nid == NUMA_NO_NODE)
		nid = numa_mem_id();
	found = slabs_take(s, nid, &slot, &slot + 1) != &slot;
	if (!found && IS_ENABLED(CONFIG_NUMA)) {
		found = slabs_take_new(s, gfp | __GFP_THISNODE, nid, &slot, caller) ||
			(!(gfp & __GFP_THISNODE) && take_from_others(s, nid, &slot));
	}
	if (!found && !slabs_take_new(s, gfp, nid, &slot, caller))
		return NULL;
	WRITE_ONCE(*slot.state, OBJECT_USED);
	return slot.object;
}

void *sheaf_kmalloc(size_t size, gfp_t gfp, int nid)
{
	struct kmem_cache *s = &kmalloc_caches[KMALLOC_NORMAL][kmalloc_class(size)];

	return alloc_single(s, gfp & ~(__GFP_ZERO | __GFP_NOFAIL), nid, NULL);
}

/*
 * Allocate slots for the sheaf of this CPU if it has none.  If there is no memory for them, the
 * sheaf stays without slots.  Interrupts may be on or off.
 */
static void make_sheaf(struct kmem_cache *s, gfp_t gfp)
{
	unsigned int capacity = READ_ONCE(s->capacity);
	struct sheaf_slot *slots = sheaf_kmalloc((capacity + 1) * sizeof(*slots), gfp,
						 NUMA_NO_NODE);
	struct sheaf *sheaf;
	unsigned long flags;

	if (!slots)
		return;
	VM_WARN_ON(!capacity);
	slots[0].object = NULL;
	local_irq_save(flags);
	sheaf = this_cpu_ptr(s->sheaf);
	if (!sheaf_has_slots(sheaf)) {
		WRITE_ONCE(sheaf->bottom, slots + 1);
		WRITE_ONCE(sheaf->top, slots + 1);
		WRITE_ONCE(sheaf->limit, slots + 1 + capacity);
		slots = NULL;
	}
	local_irq_restore(flags);
	kfree(slots);
}

/*
 * Allocate an object from the slabs of this CPU's node, and then slots for this CPU's sheaf.
 * If the node's slabs have no free object, returns NULL, so that the caller adds a slab.  In this
 * case no slots are allocated, because that might need another new slab.
 */
static void *alloc_make_sheaf(struct kmem_cache *s, gfp_t gfp)
{
	struct sheaf_slot slot;

	if (slabs_take(s, numa_mem_id(), &slot, &slot + 1) == &slot)
		return NULL;
	make_sheaf(s, gfp);
	WRITE_ONCE(*slot.state, OBJECT_USED);
	return slot.object;
}

/*
 * Allocate an object from the sheaf or the slabs of this CPU's node.  Returns NULL if neither
 * has a free object.
 */
static void *alloc_near(struct kmem_cache *s, gfp_t gfp)
{
	unsigned long flags;
	void *object;

	if (!sheaf_has_slots(this_cpu_ptr(s->sheaf)) && READ_ONCE(s->capacity))
		return alloc_make_sheaf(s, gfp);
	local_irq_save(flags);
	object = sheaf_pop(this_cpu_ptr(s->sheaf));
	if (!object) {
		sheaf_fill(s, this_cpu_ptr(s->sheaf));
		object = sheaf_pop(this_cpu_ptr(s->sheaf));
	}
	local_irq_restore(flags);
	return object;
}

/* Flags for which kmalloc() has separate caches. */
#define KMALLOC_GFP	(__GFP_RECLAIMABLE | __GFP_DMA)

/* Allocate an object with any flags.  @size: the requested bytes.  @nid may be NUMA_NO_NODE. */
static void *sheaf_alloc_any(struct kmem_cache *s, size_t size, gfp_t gfp, int nid,
			     const void *caller)
{
	bool zero = gfp & __GFP_ZERO;
	void *object = NULL;

	if (unlikely(s->ended)) {
		slab_report_no_cache("kmem_cache_alloc", s, caller);
		return NULL;
	}
	if (slab_debugged(s))
		return slab_debug_front(s, is_kmalloc_cache(s) ? NULL : s, size, gfp, nid, caller);
	if (unlikely(s == &kmalloc_zero))
		return ZERO_SIZE_PTR;
	if (WARN(zero && s->ctor, "cache %s has a constructor: __GFP_ZERO is ignored\n", s->name))
		zero = false;
	if (slab_init_on_alloc(s))
		zero = true;
	nid = page_request_node(nid, gfp, 0, caller);
	if (nid == -EINVAL)
		return NULL;
	VM_WARN_ON(s->size < s->object_size);
	gfp &= ~(__GFP_ZERO | s->gfp);
	if (gfp & KMALLOC_GFP && is_kmalloc_cache(s)) {
		s += (gfp & __GFP_DMA ? KMALLOC_DMA : KMALLOC_RECLAIM) * KMALLOC_CLASSES;
		gfp &= ~KMALLOC_GFP;
	}
	object = kfence_alloc(s, size, zero ? gfp | __GFP_ZERO : gfp, caller);
	if (object)
		return object;
	if (s->nr_objects && !(gfp & slab_plain_rare(s) & ~__GFP_THISNODE)) {
		if ((nid == NUMA_NO_NODE || nid == numa_mem_id()) && !(gfp & __GFP_THISNODE))
			object = alloc_near(s, gfp);
		if (!object)
			object = alloc_single(s, gfp, nid, caller);
	}
	if (!object) {
		object = kmalloc_large_node(s->object_size, gfp | s->gfp, nid,
					    is_kmalloc_cache(s) ? NULL : s, caller);
		if (object && s->ctor)
			s->ctor(object);
	}
	if (zero && object)
		memset(object, 0, s->object_size);
	return object;
}

/*
 * Allocate the first object of a new slab on this CPU's node.  Called when the sheaf is empty
 * and the node's slabs have no free object.
 */
static void *alloc_new(struct kmem_cache *s, gfp_t gfp, const void *caller)
{
	struct sheaf_slot slot;

	if (IS_ENABLED(CONFIG_NUMA))
		gfp |= __GFP_THISNODE;
	if (unlikely(kfence_waits() || !slabs_take_new(s, gfp, numa_mem_id(), &slot, caller)))
		return sheaf_alloc_any(s, s->object_size, gfp & ~__GFP_THISNODE, NUMA_NO_NODE,
				       caller);
	WRITE_ONCE(*slot.state, OBJECT_USED);
	return slot.object;
}

/* Fill this CPU's empty sheaf from slabs and allocate an object.  @gfp has no flag of s->rare. */
static noinline void *alloc_miss(struct kmem_cache *s, gfp_t gfp, const void *caller)
{
	unsigned long flags = __local_irq_save();
	struct sheaf *sheaf = this_cpu_ptr(s->sheaf);
	void *object;
	bool tried;

	caller = slow_caller(caller);
	sheaf_fill(s, sheaf);
	object = sheaf_pop(sheaf);
	tried = sheaf_has_slots(sheaf);
	local_irq_restore(flags);
	if (likely(object))
		return object;
	return tried ? alloc_new(s, gfp, caller)
		     : sheaf_alloc_any(s, s->object_size, gfp, NUMA_NO_NODE, caller);
}

static __fast_inline void *sheaf_pop_irqsave(struct kmem_cache *s)
{
	unsigned long flags = __local_irq_save();
	void *object = sheaf_pop(this_cpu_ptr(s->sheaf));

	local_irq_restore_short(flags);
	return object;
}

/* Allocate an object with flags of s->rare, for example __GFP_ZERO.  @size: the requested bytes. */
static __fast_inline void *alloc_flags(struct kmem_cache *s, size_t size, gfp_t gfp,
				       const void *caller)
{
	void *object;

	if (likely(!(gfp & READ_ONCE(s->rare) & ~__GFP_ZERO) && !s->ctor)) {
		object = sheaf_pop_irqsave(s);
		if (likely(object))
			return memset(object, 0, s->object_size);
	}
	return sheaf_alloc_any(s, size, gfp, NUMA_NO_NODE, caller);
}

static noinline void *alloc_rare(struct kmem_cache *s, gfp_t gfp, const void *caller)
{
	return alloc_flags(s, s->object_size, gfp, slow_caller(caller));
}

static __fast_inline void *sheaf_alloc(struct kmem_cache *s, gfp_t gfp)
{
	void *object;

	if (unlikely(gfp & READ_ONCE(s->rare)))
		return alloc_rare(s, gfp, fast_caller());
	object = sheaf_pop_irqsave(s);
	return likely(object) ? object : alloc_miss(s, gfp, fast_caller());
}

void *kmem_cache_alloc(struct kmem_cache *s, gfp_t gfp)
{
	gfp = alloc_context(gfp);
	if (slab_bad_cache(s, __func__))
		return NULL;
	if (should_failslab(s, 0, gfp))
		return NULL;
	return sheaf_alloc(s, gfp);
}

#ifdef CONFIG_SLUB_DEBUG
static noinline void *kmalloc_cache_rare(struct kmem_cache *s, gfp_t gfp, size_t size,
					 const void *caller)
{
	return alloc_flags(s, size, gfp, slow_caller(caller));
}

void *__kmalloc_cache(struct kmem_cache *s, gfp_t gfp, size_t size)
{
	void *object;

	gfp = caller_context(gfp, "kmalloc", __builtin_return_address(0));
	if (should_failslab(s, 0, gfp))
		return NULL;
	if (unlikely(gfp & READ_ONCE(s->rare)))
		return kmalloc_cache_rare(s, gfp, size, fast_caller());
	object = sheaf_pop_irqsave(s);
	return likely(object) ? object : alloc_miss(s, gfp, fast_caller());
}
#endif

void *kmem_cache_alloc_node(struct kmem_cache *s, gfp_t gfp, int nid)
{
	gfp = alloc_context(gfp);
	if (slab_bad_cache(s, __func__))
		return NULL;
	if (should_failslab(s, 0, gfp))
		return NULL;
	return sheaf_alloc_any(s, s->object_size, gfp, nid, __builtin_return_address(0));
}

/* Allocate objects one by one, until one allocation fails.  Returns the number of objects. */
static size_t alloc_each(struct kmem_cache *s, gfp_t gfp, size_t nr, void **objects)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		objects[i] = sheaf_alloc(s, gfp);
		if (!objects[i])
			break;
	}
	return i;
}

int kmem_cache_alloc_bulk(struct kmem_cache *s, gfp_t gfp, size_t nr, void **objects)
{
	void **next = objects, **end = objects + nr;
	struct sheaf *sheaf;
	unsigned long flags;
	size_t got;

	gfp = alloc_context(gfp);
	if (slab_bad_cache(s, __func__))
		return 0;
	if (should_failslab(s, 0, gfp))
		return 0;
	if (likely(!(gfp & READ_ONCE(s->rare)))) {
		local_irq_save(flags);
		sheaf = this_cpu_ptr(s->sheaf);
		next = sheaf_pop_many(sheaf, next, end);
		if (next != end) {
			sheaf_fill(s, sheaf);
			next = sheaf_pop_many(sheaf, next, end);
		}
		local_irq_restore(flags);
		if (likely(next == end))
			return nr;
	}
	got = next - objects + alloc_each(s, gfp, end - next, next);
	if (likely(got == nr))
		return nr;
	kmem_cache_free_bulk(s, got, objects);
	return 0;
}

static __fast_inline struct kmem_cache *kmalloc_cache(size_t size)
{
	return size > KMALLOC_STEP_8 ? kmalloc_by_128[(size - 1) / 128]
				     : kmalloc_by_8[(size + 7) / 8];
}

/* Find the cache by the size again, so that the fast path does not have to pass the cache. */
static noinline void *kmalloc_rare(size_t size, gfp_t gfp, const void *caller)
{
	return alloc_flags(kmalloc_cache(size), size, gfp, slow_caller(caller));
}

static __fast_inline void *kmalloc_from(struct kmem_cache *s, size_t size, gfp_t gfp,
					const void *caller)
{
	void *object;

	if (unlikely(gfp & READ_ONCE(s->rare)))
		return kmalloc_rare(size, gfp, caller);
	object = sheaf_pop_irqsave(s);
	return likely(object) ? object : alloc_miss(s, gfp, caller);
}

/*
 * Allocate an object that is too large for a cache: pages, unless a debugging tool provides the
 * object.
 */
static void *kmalloc_beyond(size_t size, gfp_t gfp, int nid, const void *caller)
{
	void *object;

	if (kmalloc_page_watched() && size <= PAGE_SIZE)
		return slab_debug_front(&kmalloc_page, NULL, size, gfp, nid, caller);
	object = kfence_alloc(NULL, size, gfp, caller);
	return object ? object : kmalloc_large_node(size, gfp, nid, NULL, caller);
}

static noinline void *kmalloc_pages(size_t size, gfp_t gfp, const void *caller)
{
	void *object = NULL;

	if (likely(size <= LARGE_FAST_MAX && !kmalloc_page_watched() && !kfence_waits()))
		object = kmalloc_large_fast(size, gfp);
	if (likely(object))
		return object;
	return kmalloc_beyond(size, gfp, NUMA_NO_NODE, slow_caller(caller));
}

static noinline void *kmalloc_above(size_t size, gfp_t gfp, const void *caller)
{
	if (unlikely(size > KMALLOC_MAX_CACHE_SIZE))
		return kmalloc_pages(size, gfp, caller);
	return kmalloc_from(kmalloc_by_128[(size - 1) / 128], size, gfp, caller);
}

void *__kmalloc(size_t size, gfp_t gfp)
{
	gfp = caller_context(gfp, "kmalloc", __builtin_return_address(0));
	if (should_failslab(NULL, size, gfp))
		return NULL;
	if (unlikely(size > KMALLOC_STEP_8))
		return kmalloc_above(size, gfp, fast_caller());
	return kmalloc_from(kmalloc_by_8[(size + 7) / 8], size, gfp, fast_caller());
}

#ifdef CONFIG_LIBC_MALLOC_QUARRY
void *kmalloc_quick(size_t size, void *(*slow)(size_t size))
{
	struct kmem_cache *s;
	void *object;

	if (unlikely(size > KMALLOC_STEP_8) || KMALLOC_IS_CHECKED)
		return kmalloc_quick_rest(size, slow);
	s = kmalloc_by_8[(size + 7) / 8];
	if (unlikely(GFP_KERNEL & READ_ONCE(s->rare)))
		return kmalloc_quick_rest(size, slow);
	object = sheaf_pop_irqsave(s);
	return likely(object) ? object : kmalloc_quick_rest(size, slow);
}
#endif

void *__kmalloc_node_track_caller(size_t size, gfp_t gfp, int nid, unsigned long caller)
{
	gfp = caller_context(gfp, "kmalloc", (void *)caller);
	if (should_failslab(NULL, size, gfp))
		return NULL;
	if (size > KMALLOC_MAX_CACHE_SIZE)
		return kmalloc_beyond(size, gfp, nid, (void *)caller);
	return sheaf_alloc_any(kmalloc_cache(size), size, gfp, nid, (void *)caller);
}

void *__kmalloc_node(size_t size, gfp_t gfp, int nid)
{
	return __kmalloc_node_track_caller(size, gfp, nid, _RET_IP_);
}

/* Freeing */

static void clear_freed(const struct kmem_cache *s, void *object)
{
	if (slab_init_on_free(s))
		memset(object, 0, s->object_size);
}

/*
 * Free @object when this CPU's sheaf has no free slot.  If the sheaf is full, return a batch of
 * its objects to their slabs first.  If the sheaf has no memory for slots, free @object to its
 * slab.  The state of @object is OBJECT_KEPT already.  Called with interrupts off; restores
 * @flags.
 */
static noinline void free_full(struct kmem_cache *s, void *object, u8 *state, unsigned long flags)
{
	struct sheaf *sheaf = this_cpu_ptr(s->sheaf);
	struct sheaf_slot slot = { object, state };

	lockdep_assert_irqs_disabled();
	VM_WARN_ON(READ_ONCE(*state) != OBJECT_KEPT || sheaf->top != sheaf->limit);
	if (likely(sheaf_has_slots(sheaf))) {
		give_back(s, sheaf);
		sheaf_push(sheaf, object, state);
	} else {
		clear_freed(s, object);
		slabs_put(s, &slot, &slot + 1);
	}
	local_irq_restore(flags);
}

/*
 * Free @object, which is in a slab of @s on this CPU's node, to this CPU's sheaf.  @state: the
 * address of its state.  Returns false if the object is not in use.
 */
static __fast_inline bool free_near(struct kmem_cache *s, struct sheaf *sheaf, void *object,
				    u8 *state)
{
	unsigned long flags = __local_irq_save();

	if (unlikely(!state_keep(state))) {
		local_irq_restore_short(flags);
		return false;
	}
	if (unlikely(sheaf->top == sheaf->limit)) {
		free_full(s, object, state, flags);
		return true;
	}
	sheaf_push(sheaf, object, state);
	local_irq_restore_short(flags);
	return true;
}

struct kmem_cache *slab_cache_of(const void *p)
{
	const struct page *head = is_linear_addr(p) ? page_block_head(virt_to_page(p)) : NULL;

	return head && PageSlab(head) ? engine_cache(head) : NULL;
}

/*
 * Set the run of this CPU's sheaf to known_run, so that frees of objects of these pages take the
 * fast path.  If @object is outside of known_run, move known_run to the pages around @object
 * first, but only at the first of each PAGE_RUN_STRAYS such frees.
 */
static void sheaf_learn_run(struct kmem_cache *s, const void *object)
{
	const struct page *page;
	unsigned long flags;
	struct page_run run;

	local_irq_save(flags);
	run = *this_cpu_hot_ptr(known_run);
	if (!run_page(&run, object, &page) &&
	    this_cpu_inc_return(nr_strays) % PAGE_RUN_STRAYS == 1) {
		page_run_learn(&run, object);
		*this_cpu_hot_ptr(known_run) = run;
	}
	this_cpu_ptr(s->sheaf)->run = run;
	local_irq_restore(flags);
}

/*
 * Change the state from "used" to "kept".  Returns false, without a change, if the object is not
 * in use.
 */
static bool state_keep_irqsave(u8 *state)
{
	unsigned long flags;
	bool used;

	local_irq_save(flags);
	used = state_keep(state);
	local_irq_restore(flags);
	return used;
}

/*
 * Return true if an object of @owner may be freed to @s.  A kmalloc() cache also accepts objects of
 * kmalloc() caches of other types but the same size, because the flags of an allocation can select
 * another type.
 */
static bool is_freed_as(const struct kmem_cache *s, const struct kmem_cache *owner)
{
	return s == owner || (is_kmalloc_cache(s) && is_kmalloc_cache(owner) &&
			      (owner - s) % KMALLOC_CLASSES == 0);
}

/*
 * Free an object in all cases that the fast paths do not handle.  @s: its cache, or NULL for
 * kfree().  Returns false if @object must not be freed.
 */
static bool free_any(struct kmem_cache *s, void *object)
{
	struct kmem_cache *owner = slab_cache_of(object);
	const struct page *page = virt_to_page(object), *seen;
	struct sheaf_slot slot = { object, NULL };

	if (!owner)
		return kfree_large(object, s && is_kmalloc_cache(s) ? NULL : s);
	if ((s && !is_freed_as(s, owner)) || !engine_place(page_block_head(page), owner->mask,
							   owner->reciprocal, object, &slot.state))
		return false;
	if (page_to_nid(page) == numa_mem_id()) {
		if (in_task() && (!run_page(&this_cpu_ptr(owner->sheaf)->run, object, &seen) ||
				  !run_page(this_cpu_hot_ptr(known_run), object, &seen)))
			sheaf_learn_run(owner, object);
		return free_near(owner, this_cpu_ptr(owner->sheaf), object, slot.state);
	}
	if (!state_keep_irqsave(slot.state))
		return false;
	clear_freed(owner, object);
	slabs_put(owner, &slot, &slot + 1);
	return true;
}

static noinline void cache_free_slow(struct kmem_cache *s, void *object, const void *caller)
{
	const struct object_tool *tool;

	caller = slow_caller(caller);
	if (dma_owner_keeps_object(object, caller))
		return;
	tool = object_tool_of(object);
	if (tool)
		return tool->free(s, object, caller);
	if (object && !free_any(s, object))
		slab_report_bad_free(s, object, caller);
}

static noinline void kfree_slow(const void *object, const void *caller)
{
	const struct object_tool *tool;

	caller = slow_caller(caller);
	if (dma_owner_keeps_object(object, caller))
		return;
	tool = object_tool_of(object);
	if (tool)
		return tool->free(NULL, (void *)object, caller);
	if (!ZERO_OR_NULL_PTR(object) && !free_any(NULL, (void *)object))
		slab_report_bad_free(NULL, object, caller);
}

void kmem_cache_free(struct kmem_cache *s, void *object)
{
	const struct page *page;
	struct sheaf *sheaf;
	u8 *state;

	if (slab_bad_cache(s, __func__))
		return;
	if (unlikely(!s))
		return cache_free_slow(s, object, fast_caller());
	sheaf = this_cpu_ptr(s->sheaf);
	if (likely(!dma_owner_any() && run_page(&sheaf->run, engine_key(s, object), &page) &&
		   engine_is_of(page, s) &&
		   engine_place(page, s->mask, s->reciprocal, object, &state) &&
		   free_near(s, sheaf, object, state)))
		return;
	cache_free_slow(s, object, fast_caller());
}

/*
 * Free objects to the sheaf, until it is full or an object fails a check.  Returns the first object
 * that was not freed.  Called with interrupts off.
 */
static void **sheaf_push_many(struct kmem_cache *s, struct sheaf *sheaf, void **objects, void **end)
{
	struct sheaf_slot *slot = sheaf->top, *limit = sheaf->limit;
	unsigned long mask = s->mask, reciprocal = s->reciprocal;
	struct page_run run = sheaf->run;

	sheaf_check(sheaf);
	lockdep_assert_irqs_disabled();
	for (; objects != end && slot != limit; objects++, slot++) {
		void *object = *objects;
		const struct page *page;
		u8 *state;

		if (unlikely(!run_page(&run, engine_key(s, object), &page) ||
			     !engine_is_of(page, s) ||
			     !engine_place(page, mask, reciprocal, object, &state) ||
			     !state_keep(state)))
			break;
		slot->object = object;
		slot->state = state;
	}
	WRITE_ONCE(sheaf->top, slot);
	return objects;
}

void kmem_cache_free_bulk(struct kmem_cache *s, size_t nr, void **objects)
{
	void **end = objects + nr;
	unsigned long flags;

	if (!s) {
		while (objects != end)
			kfree(*objects++);
		return;
	}
	while (objects != end) {
		if (!dma_owner_any()) {
			local_irq_save(flags);
			objects = sheaf_push_many(s, this_cpu_ptr(s->sheaf), objects, end);
			local_irq_restore(flags);
		}
		/* The sheaf is full, or this object failed a check. */
		if (objects != end)
			kmem_cache_free(s, *objects++);
	}
}

static __fast_inline bool kfree_near(struct kmem_cache *s, const struct page *page,
				     const void *object)
{
	u8 *state;

	return engine_place(page, s->mask, s->reciprocal, object, &state) &&
	       free_near(s, this_cpu_ptr(s->sheaf), (void *)object, state);
}

static noinline void kfree_tail(const void *object, const void *caller)
{
	struct page *page = virt_to_page(object);
	struct kmem_cache *s;

	if (kfree_large_fast(page, object))
		return;
	s = engine_tail_cache(page);
	if (likely(s && kfree_near(s, page, object)))
		return;
	kfree_slow(object, caller);
}

void kfree(const void *object)
{
	const struct page *page;

	if (unlikely(dma_owner_any() || !run_page(this_cpu_hot_ptr(known_run), object, &page)))
		return kfree_slow(object, fast_caller());
	if (unlikely(data_race(*(const s8 *)&page->type) >= 0))
		return kfree_tail(object, fast_caller());
	if (unlikely(!kfree_near(engine_cache(page), page, object)))
		kfree_slow(object, fast_caller());
}

size_t slab_ksize(const void *object)
{
	const struct page *page = virt_to_page(object), *large;
	struct kmem_cache *s = slab_cache_of(object);
	size_t size;
	u8 *state;

	if (s && engine_place(page_block_head(page), s->mask, s->reciprocal, object, &state) &&
	    READ_ONCE(*state) == OBJECT_USED)
		return s->object_size;
	if (object_tool_ksize(object, &size))
		return size;
	/*
	 * Check the page only once.  If another CPU frees the object by mistake, a second check
	 * might fail.
	 */
	large = large_page(object);
	return large ? large_ksize(large) : 0;
}
