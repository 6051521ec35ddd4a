/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_SHEAF_H
#define MM_SHEAF_H

/*
 * The common part of SLUB and SLAB: per-CPU arrays of free objects (sheaves), the fast paths, and
 * the creation and destruction of caches.  The design is described in sheaf.c.
 *
 * The engine, SLUB or SLAB, defines functions that are declared below, and the inline functions
 * that are described at the end of this file.
 */

#include <linux/nodemask.h>
#include <linux/percpu.h>

#include "mm/objects/objects.h"

/*
 * The state of an object, one byte for each object of a slab.  The engine defines where the
 * states are stored.  Bit 0 is clear only in "used".  So if two CPUs free an object at the same
 * time, only one of them finds the bit clear.
 */
enum object_state {
	OBJECT_USED = 0,	/* allocated */
	OBJECT_KEPT = 1,	/* in a sheaf or another array; or the state belongs to no object */
	OBJECT_FREE = 3,	/* free in its slab */
};

/*
 * Change the state from "used" to "kept".  Returns false and changes nothing if the state was
 * different.  Called with interrupts off.
 */
static __fast_inline bool state_keep(u8 *state)
{
	if (!IS_ENABLED(CONFIG_SMP)) {
		bool used = READ_ONCE(*state) == OBJECT_USED;

		if (likely(used))
			WRITE_ONCE(*state, OBJECT_KEPT);
		return used;
	}
#ifdef __riscv	/* RISC-V has no atomic access to a byte. */
	u64 *word = (u64 *)((unsigned long)state & ~7UL), shift = (unsigned long)state * 8, bit;

	/* avoids an AND: the shift instruction ignores all but the low 6 bits */
	OPTIMIZER_HIDE_VAR(shift);
	bit = (u64)OBJECT_KEPT << (shift & 63);
	return !(__atomic_fetch_or(word, bit, __ATOMIC_RELAXED) & bit);
#else
	return !(__atomic_fetch_or(state, OBJECT_KEPT, __ATOMIC_RELAXED) & OBJECT_KEPT);
#endif
}

/*
 * Read eight states, one in each byte.  Returns a word with bit 1 set in each byte whose state
 * is OBJECT_FREE.
 */
static __fast_inline u64 free_states(const u64 *states)
{
	return READ_ONCE(*states) & (OBJECT_FREE ^ OBJECT_KEPT) * 0x0101010101010101UL;
}

struct slab;

/* An object that is not in use, and the address of its state. */
struct sheaf_slot {
	void *object;
	u8 *state;
};

/*
 * sheaf_none is a sheaf without memory for slots: it is both empty and full.  Its pointers point
 * after sheaf_no_slots[0], which has no object.
 */
extern struct sheaf_slot sheaf_no_slots[1];
DECLARE_PER_CPU(struct sheaf, sheaf_none);
/* The range of struct pages that kfree() on this CPU may read without a check; see page_run.h. */
DECLARE_PER_CPU_CACHE_HOT(struct page_run, known_run);

/* Limits of the number of objects in a sheaf. */
#define SHEAF_MIN_CAPACITY	6
#define SHEAF_MAX_CAPACITY	222

static __fast_inline bool sheaf_has_slots(const struct sheaf *sheaf)
{
	return READ_ONCE(sheaf->limit) != sheaf_no_slots + 1;
}

/*
 * Return true if the size divides @offset, and set @quotient to the quotient.  @reciprocal is
 * ceil(2^64 / size).  The low half of the product of @reciprocal and @offset is below @reciprocal
 * if and only if the size divides the offset, and the high half is the quotient (D. Lemire, O.
 * Kaser, N. Kurz, "Faster remainder by direct computation", 2019).  The size and the offset are
 * below 2^32.
 */
static __fast_inline bool divides(unsigned long reciprocal, unsigned long offset,
				  unsigned long *quotient)
{
	unsigned __int128 product = (unsigned __int128)offset * reciprocal;

	*quotient = product >> 64;
	return likely((unsigned long)product < reciprocal);
}

/*
 * The types of kmalloc() caches.  Caches of one size but different types differ in the pages that
 * they use.
 */
enum { KMALLOC_NORMAL, KMALLOC_RECLAIM, KMALLOC_DMA, NR_KMALLOC_TYPES };

#define KMALLOC_STEP_8	1024

extern struct kmem_cache kmalloc_caches[NR_KMALLOC_TYPES][KMALLOC_CLASSES];
/*
 * kmalloc_zero serves kmalloc(0).  kmalloc_page serves sizes above KMALLOC_MAX_CACHE_SIZE up to a
 * page if slub_debug= names it.
 */
extern struct kmem_cache kmalloc_zero, kmalloc_page;
#define kmalloc_page_watched()	(IS_ENABLED(CONFIG_SLUB_DEBUG) && slab_debugged(&kmalloc_page))
/*
 * The kmalloc() cache of each size: kmalloc_by_8 has an entry for each 8 bytes up to
 * KMALLOC_STEP_8, and kmalloc_by_128 an entry for each 128 bytes.
 */
extern struct kmem_cache *kmalloc_by_8[KMALLOC_STEP_8 / 8 + 1];
extern struct kmem_cache *kmalloc_by_128[KMALLOC_MAX_CACHE_SIZE / 128];

static inline bool is_kmalloc_cache(const struct kmem_cache *s)
{
	return (unsigned long)s - (unsigned long)kmalloc_caches < sizeof(kmalloc_caches);
}

/* Return the cache whose slab contains @p, or NULL.  @p may be any pointer. */
struct kmem_cache *slab_cache_of(const void *p);

/*
 * Functions of slabs.c and of the engine, SLUB or SLAB, and the sheaf_*() functions that they use.
 *
 * Objects are in slabs, which are blocks of 2^order pages.  The first page of a slab has the type
 * PGTY_slab.  The engine defines page->private of all pages of a slab.
 */

/*
 * Initialize the lists of slabs, and call engine_set_geometry() if the objects are smaller than a
 * page.  A cache with larger objects has no slabs.
 */
void slabs_init(struct kmem_cache *s);
/*
 * Set the order, mask, number of objects and the other members of @s that depend on its size,
 * alignment and flags.
 */
void engine_set_geometry(struct kmem_cache *s);
/*
 * Move free objects of the node's slabs to the slots from @slot to @end, and set their states to
 * "kept".  Fills fewer slots if the slabs have fewer free objects.  Returns the end of the
 * filled slots.
 */
struct sheaf_slot *slabs_take(struct kmem_cache *s, int nid, struct sheaf_slot *slot,
			      const struct sheaf_slot *end);
/*
 * Add a new slab to its node, move one object of the slab to @slot, and set its state to "kept".
 * May sleep if @gfp allows it.  Returns false if there is no memory.
 */
bool slabs_take_new(struct kmem_cache *s, gfp_t gfp, int nid, struct sheaf_slot *slot,
		    const void *caller);
/*
 * Put a new slab on a list of its node, move one object of the slab to @slot, and set its state to
 * "kept".  Called by slabs_take_new() with the node's lock held.
 */
void __engine_add_slab(struct kmem_cache *s, struct kmem_cache_node *n, struct slab *slab,
		       struct sheaf_slot *slot);
/*
 * Return "kept" objects to their slabs: at least the one at @slot, and perhaps more up to @end.
 * Stops when a slab becomes empty, and may free this slab.  Returns the first slot that was not
 * processed.
 */
const struct sheaf_slot *slabs_put_some(struct kmem_cache *s, const struct sheaf_slot *slot,
					const struct sheaf_slot *end);
/* Return all objects from @slot to @end to their slabs. */
static inline void slabs_put(struct kmem_cache *s, const struct sheaf_slot *slot,
			     const struct sheaf_slot *end)
{
	while (slot < end)
		slot = slabs_put_some(s, slot, end);
}
/* Move the empty slabs of the cache from their lists to @slabs. */
void slabs_detach_empty(struct kmem_cache *s, struct list_head *slabs);
/* Free the slabs of a list.  Returns the number of their pages. */
unsigned long slabs_free(struct list_head *slabs);
/*
 * Counts of a cache: slabs, empty slabs, free objects in slabs, and "kept" objects that are in no
 * sheaf.
 */
struct slabs_count {
	unsigned long slabs, empty, free, shared;
};
void slabs_count(struct kmem_cache *s, struct slabs_count *count);

/*
 * Return the number of states of a slab.  The check of a pointer after the last object may read a
 * state, too, so there is a state for each multiple of the object size within the slab.
 */
static inline unsigned long slab_nr_states(const struct kmem_cache *s)
{
	return s->mask / s->size + 1;
}

/*
 * Allocate at most KMALLOC_MAX_CACHE_SIZE bytes for the data of caches.  The function does not
 * use sheaves, because it also allocates the slots of sheaves.
 */
void *sheaf_kmalloc(size_t size, gfp_t gfp, int nid);

/*
 * Return the number of objects in the cache's sheaves.  Other CPUs may change their sheaves during
 * the count.
 */
unsigned long slab_kept_in_sheaves(const struct kmem_cache *s);

/* The number of objects that return to slabs in one section with interrupts off. */
#define FLUSH_OBJECTS	16U

/*
 * Return 1/@part of the capacity of this CPU's sheaf to slabs, if the sheaf has the same number
 * of objects as at the previous call.
 */
void sheaf_drain_untouched(struct kmem_cache *s, unsigned int part);

/* Adapt the engine's members of @s to a new capacity of its sheaves. */
void slabs_tuned(struct kmem_cache *s);
/* Free what the engine has allocated for @s except slabs, which @s does not have any more. */
void slabs_destroy(struct kmem_cache *s);

/* With CONFIG_SLAB_VALIDATE: report invariants of the engine that the cache violates. */
void slabs_validate(struct kmem_cache *s);
/* Return the number of objects of kmalloc() that the engine itself uses for the cache. */
unsigned long slabs_own_objects(const struct kmem_cache *s);
void sheaf_violated(unsigned int invariant, const struct kmem_cache *s, const void *where);

/*
 * unsigned int slabs_shared_factor(s): the capacity of a shared array in batches, for slabinfo.
 *
 * The engine's header defines struct slab, which has at least the members list and rcu (in one
 * union), nr_free, hint and nid, and these inline functions, which slabs.c uses.  A function whose
 * name begins with two underscores is called with the node's lock held.
 *
 *	void *slab_first(s, slab)			the first object
 *	u8 *slab_state(s, slab, index)			the state of an object; the states follow
 *							each other, upward or downward
 *	struct page *slab_page(slab)			the first page
 *	unsigned long engine_private(s, slab)		page->private of all pages of the slab
 *	struct slab *engine_new_slab(s, page, nid, gfp)
 *							the struct slab for new pages of a node, or
 *							NULL if there is no memory for it
 *	void engine_free_slab(slab)			free what engine_new_slab() allocated
 *	void engine_slab_added(s, gfp, nid)		called without a lock after slabs_take_new()
 *							has added a slab to the node
 *	struct kmem_cache *engine_cache_at(head)	the cache of a slab by its first page, or a
 *							wrong value if the slab is being freed
 *	struct slab *engine_slab_at(head, s)		the slab by its first page, or NULL if the
 *							slab is not one of @s any more
 *	unsigned long __engine_in_arrays(n)		"kept" objects in the node's arrays
 *
 * The engine's header defines these inline functions for the fast paths.  engine_place() returns
 * true, and sets @state to the address of the object's state, if an object starts at @object,
 * which is in the slab of @page.
 *
 *	const void *engine_key(s, object)		the address whose struct page is checked
 *	bool engine_is_of(page, s)			true if @page is in a slab of @s
 *	struct kmem_cache *engine_cache(page)		the cache of @page, which is PGTY_slab
 *	struct kmem_cache *engine_tail_cache(page)	the cache of another page of a slab, or
 *							NULL if the slow path has to find it
 *	bool engine_place(page, mask, reciprocal, object, &state)
 */

#endif /* MM_SHEAF_H */
