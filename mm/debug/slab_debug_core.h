/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_SLAB_DEBUG_CORE_H
#define MM_SLAB_DEBUG_CORE_H

/* Data structures and functions that the files of the debug layer share: see slab_debug.c. */

#include <linux/stackdepot.h>

#include "mm/objects/objects.h"

/* The caller, thread and time of an allocation or a free. */
struct track {
	const void *caller;
	depot_stack_handle_t stack;	/* 0: unknown */
	u32 when;			/* milliseconds after boot */
	int pid;
	u16 cpu;
	bool set;
};

enum watched_state {
	WATCHED_FREE,		/* in its slab, can be allocated */
	WATCHED_USED,
	WATCHED_WAITING,	/* in quarantine */
	WATCHED_KEPT,		/* in the reserve of a mempool */
	WATCHED_BUSY,		/* a CPU fills or checks it between two other states */
	WATCHED_BAD,		/* found damaged */
};

/*
 * The data of one slot for an object, at the start of the slab, which small overflows do not reach.
 */
struct watched {
	struct watched *next;	/* in the slab's list of free objects, or in quarantine */
	struct track alloc, free;
	u32 size;		/* requested size in bytes */
	u32 sum;		/* checksum of a free object with a constructor */
	u16 index;
	u8 state;
};

/* Header of a slab.  The type of its first struct page is PGTY_debug_slab. */
struct watched_slab {
	struct list_head list;
	struct kmem_cache *s;
	struct watched *free;
	u16 nr_free;
	struct watched places[];
};

extern spinlock_t slab_debug_lock;

static inline struct watched_slab *watched_slab_of(const struct watched *w)
{
	return (struct watched_slab *)((char *)(w - w->index) -
				       offsetof(struct watched_slab, places));
}

static inline u8 *watched_object(const struct watched *w)
{
	const struct watched_slab *slab = watched_slab_of(w);

	return (u8 *)slab + slab->s->debug.first + (unsigned long)w->index * slab->s->debug.stride;
}

/* Return the slab that @p points into, or NULL. */
struct watched_slab *watched_slab_at(const void *p);
/* Return the slot whose object or red zones contain @p, or NULL. */
struct watched *watched_at(const struct watched_slab *slab, const void *p);

void track_set(struct track *track, const struct kmem_cache *s, const void *caller);
void track_print(const char *what, const struct track *track);

/* Fill an object that is freed, or allocated, and its red zones. */
void watched_fill_free(struct watched *w);
void watched_fill_used(struct watched *w, bool zero);
/*
 * Check that the object and its red zones have the contents that the last fill stored.  Otherwise
 * report the damage with @caller, and return false.
 */
bool watched_check_free(const struct watched *w, const void *caller);
bool watched_check_used(const struct watched *w, const void *caller);

/* The debug layer's functions for struct object_tool. */
void slab_debug_free(const struct kmem_cache *s, void *object, const void *caller);
bool slab_debug_ksize(const void *object, size_t *size);
void slab_debug_shrink(const void *object, size_t size);
void slab_debug_describe(const void *object, char *buf, size_t size);
void slab_debug_print_tracks(const void *object);
bool slab_debug_allocated_by(const void *object, u32 *stack, int *pid, u32 *when_ms);
void slab_debug_for_each(const struct page *page, slab_object_fn fn, void *arg);
unsigned long slab_debug_objects(const struct kmem_cache *s);
void slab_debug_info(const struct kmem_cache *s, struct slab_info *info);
unsigned long slab_debug_pages(void);
unsigned long slab_debug_kept(void);
unsigned long slab_debug_reap(void);

/*
 * Return true if @p points into an object in use, or into its red zones.  @p must point into a slab
 * of this layer.
 */
bool slab_debug_is_used(const void *p);
/* Return true if @object is the start of an object that is not in use. */
bool slab_debug_is_freed(const void *object);
/*
 * slab_debug_keep() records that a watched object in use enters the reserve of a mempool, which
 * counts as freeing the object.  slab_debug_take_kept() records that the object leaves the reserve.
 * @caller: NULL if the object was not allocated to a user yet.  slab_debug_keep() returns false if
 * no object in use starts at @object.
 */
bool slab_debug_keep(const void *object, const void *caller);
void slab_debug_take_kept(const void *object);
/*
 * Check each watched object, in use or not, and report damage.  Returns the number of damaged
 * objects.
 */
int slab_debug_validate(void);

/* Return true if caches with slabs of more than one page must not be watched. */
bool slab_debug_keeps_order(void);
/* Return the flags that a value of slub_debug= has for a cache of this name. */
slab_flags_t slab_debug_flags_of(const char *text, const char *name);
/* Size of the quarantine in bytes. */
extern unsigned long slab_debug_quarantine;

#endif /* MM_SLAB_DEBUG_CORE_H */
