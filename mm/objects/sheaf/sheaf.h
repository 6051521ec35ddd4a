/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_SHEAF_H
#define MM_SHEAF_H

/*
 * What SLUB and SLAB have in common: on each CPU a few free objects of each cache at hand, the fast paths,
 * the caches and their begin and end.  See sheaf.c for what it all means.
 *
 * Such an engine defines the functions and inline functions that are declared below.
 */

#include <linux/nodemask.h>
#include <linux/percpu.h>

#include "mm/objects/objects.h"

/*
 * Says of a place for an object whose it is; one byte each, where the engine wants them.  The lowest bit
 * is set in all but "used": of two frees at the same time only one finds it clear.
 */
enum object_state {
	OBJECT_USED = 0,	/* handed out */
	OBJECT_KEPT = 1,	/* in a sheaf; or no object */
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
#ifdef __riscv	/* It has no atomic access to a byte. */
	u64 *word = (u64 *)((unsigned long)state & ~7UL), shift = (unsigned long)state * 8, bit;

	OPTIMIZER_HIDE_VAR(shift);	/* it would be masked, which the shift does anyway */
	bit = (u64)OBJECT_KEPT << (shift & 63);
	return !(__atomic_fetch_or(word, bit, __ATOMIC_RELAXED) & bit);
#else
	return !(__atomic_fetch_or(state, OBJECT_KEPT, __ATOMIC_RELAXED) & OBJECT_KEPT);
#endif
}

/* Of eight states, a bit in those that are OBJECT_FREE. */
static __fast_inline u64 free_states(const u64 *states)
{
	return READ_ONCE(*states) & (OBJECT_FREE ^ OBJECT_KEPT) * 0x0101010101010101UL;
}

/* An object that is not in use, and its state. */
struct sheaf_slot {
	void *object;
	u8 *state;
};

/* The slots of a sheaf that has none: it is empty, and full; and such a sheaf. */
extern struct sheaf_slot sheaf_no_slots[1];
DECLARE_PER_CPU(struct sheaf, sheaf_none);
/* The pages that this CPU knows to be ready, for kfree(), which finds the cache by the page. */
DECLARE_PER_CPU_CACHE_HOT(struct page_run, known_run);

/* Objects in a sheaf. */
#define SHEAF_MIN_CAPACITY	6
#define SHEAF_MAX_CAPACITY	222

static __fast_inline bool sheaf_has_slots(const struct sheaf *sheaf)
{
	return READ_ONCE(sheaf->limit) != sheaf_no_slots + 1;
}

/*
 * Return whether a size divides @offset, and set @quotient to their quotient.  @reciprocal is
 * ceil(2^64 / size).  The low half of its product with @offset is below it if and only if the size divides
 * the offset, and the high half is the quotient (D. Lemire, O. Kaser, N. Kurz, "Faster remainder by direct
 * computation", 2019).  The size and the offset are below 2^32.
 */
static __fast_inline bool divides(unsigned long reciprocal, unsigned long offset, unsigned long *quotient)
{
	unsigned __int128 product = (unsigned __int128)offset * reciprocal;

	*quotient = product >> 64;
	return likely((unsigned long)product < reciprocal);
}

/* The caches of kmalloc(): those of a size differ in the pages that they take. */
enum { KMALLOC_NORMAL, KMALLOC_RECLAIM, KMALLOC_DMA, NR_KMALLOC_TYPES };

#define KMALLOC_STEP_8	1024

extern struct kmem_cache kmalloc_caches[NR_KMALLOC_TYPES][KMALLOC_CLASSES];
/*
 * The caches of kmalloc(0), and of sizes above KMALLOC_MAX_CACHE_SIZE up to a page, if they are watched.
 */
extern struct kmem_cache kmalloc_zero, kmalloc_page;
#define kmalloc_page_watched()	(IS_ENABLED(CONFIG_SLUB_DEBUG) && slab_debugged(&kmalloc_page))
/* The cache for a size, by steps of 8 bytes, and above KMALLOC_STEP_8 of 128. */
extern struct kmem_cache *kmalloc_by_8[KMALLOC_STEP_8 / 8 + 1];
extern struct kmem_cache *kmalloc_by_128[KMALLOC_MAX_CACHE_SIZE / 128];

static inline bool is_kmalloc_cache(const struct kmem_cache *s)
{
	return (unsigned long)s - (unsigned long)kmalloc_caches < sizeof(kmalloc_caches);
}

/* Return the cache whose slab contains @p, or NULL.  @p may be any pointer. */
struct kmem_cache *slab_cache_of(const void *p);

/*
 * The engine's part.
 *
 * Objects lie in slabs, blocks of 2^order pages.  The first page of a slab is PGTY_slab; all its pages'
 * private words are the engine's.
 */

/* Order, mask, objects of a slab, all that follows from size, align and flags; from a page up, no slabs. */
void slabs_init(struct kmem_cache *s);
/* Up to @end - @slot free objects of the node's slabs, as "kept", at @slot; returns where they end. */
struct sheaf_slot *slabs_take(struct kmem_cache *s, int nid, struct sheaf_slot *slot,
			      const struct sheaf_slot *end);
/* One object of a slab that is new, and then its node's.  May sleep as @gfp says.  False: no memory. */
bool slabs_take_new(struct kmem_cache *s, gfp_t gfp, int nid, struct sheaf_slot *slot,
		    const void *caller);
/*
 * Give objects that are "kept" back to their slabs: the first of those at @slot, and more up to @end until
 * a slab is empty, which may go to the page allocator.  Returns where it ended.
 */
const struct sheaf_slot *slabs_put_some(struct kmem_cache *s, const struct sheaf_slot *slot,
					const struct sheaf_slot *end);
/* All of them. */
static inline void slabs_put(struct kmem_cache *s, const struct sheaf_slot *slot,
			     const struct sheaf_slot *end)
{
	while (slot < end)
		slot = slabs_put_some(s, slot, end);
}
/* Slabs without an object, to @slabs, off their own lists; and from there to the page allocator: pages. */
void slabs_detach_empty(struct kmem_cache *s, struct list_head *slabs);
unsigned long slabs_free(struct list_head *slabs);
/* Slabs of the cache; those without an object; objects free in them; "kept" ones in no sheaf. */
struct slabs_count {
	unsigned long slabs, empty, free, shared;
};
void slabs_count(struct kmem_cache *s, struct slabs_count *count);

/*
 * kmalloc() of at most KMALLOC_MAX_CACHE_SIZE bytes for what caches need themselves: past the sheaves, so
 * that no sheaf is made on the way.
 */
void *sheaf_kmalloc(size_t size, gfp_t gfp, int nid);

/* On one CPU: of the cache's sheaf, if it is as the last time, 1/@part back to slabs. */
void sheaf_drain_untouched(struct kmem_cache *s, unsigned int part);

/* The cache's capacity was set; the cache, without a slab, ends. */
void slabs_tuned(struct kmem_cache *s);
void slabs_destroy(struct kmem_cache *s);

/* With CONFIG_SLAB_VALIDATE: report invariants of the engine that the cache violates. */
void slabs_validate(struct kmem_cache *s);
/* Objects of kmalloc() that the engine itself has for the cache. */
unsigned long slabs_own_objects(const struct kmem_cache *s);
void sheaf_violated(unsigned int invariant, const struct kmem_cache *s, const void *where);

/*
 * unsigned int slabs_shared_factor(s): batches that CPUs share, for slabinfo.
 *
 * For the fast paths, in the engine's header.  engine_place() returns true, and sets @state to the
 * state, if a slot for an object starts at @object, which is in the slab of @page.
 *
 *	const void *engine_key(s, object)		the address whose struct page is checked
 *	bool engine_is_of(page, s)			kmem_cache_free(): true if it is of a slab of @s
 *	struct kmem_cache *engine_cache(page)		kfree(): the cache of @page, which is PGTY_slab
 *	struct kmem_cache *engine_tail_cache(page)	the same of another page, or NULL: use the slow path
 *	bool engine_place(page, mask, reciprocal, object, &state)
 */

#endif /* MM_SHEAF_H */
