/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_SLAB_DEBUG_H
#define MM_SLAB_DEBUG_H

/*
 * Object debugging: slab_debug.c has the theory.  This part is what the engines and the common part
 * call; slab_debug_core.h is the layer's own.
 */

#include <linux/list.h>
#include <linux/types.h>

struct kmem_cache;
struct page;
struct seq_file;
struct slab_info;

#ifdef CONFIG_SLUB_DEBUG

/* Of a cache whose objects are watched; nr_objects is 0 where they are not. */
struct slab_debug {
	struct list_head partial;	/* slabs with a free place */
	struct list_head full;		/* without */
	u32 stride;			/* bytes from one object to the next */
	u32 first;			/* bytes from a slab's start to its first object */
	u16 nr_objects;			/* of a slab */
	u8 order;			/* of a slab */
	u8 zone;			/* bytes of the red zone before an object */
	u32 nr_slabs;
	u32 nr_used;			/* objects handed out */
	u32 nr_bad;			/* objects found damaged, kept from use */
};

#define SLAB_DEBUG_FIELD	struct slab_debug debug;

/* The flags that make a cache a watched one. */
#define SLAB_DEBUG_FLAGS	(SLAB_CONSISTENCY_CHECKS | SLAB_RED_ZONE | SLAB_POISON | \
				 SLAB_STORE_USER | SLAB_TRACE)

#define slab_debugged(s)	((s)->debug.nr_objects != 0)

/* Set up a cache that has its size, name and flags, adding those of slub_debug=: is it watched? */
bool slab_debug_init(struct kmem_cache *s);
/*
 * What an engine calls as the last thing that it does, so that the chain of callers is whole although it is
 * compiled without frames.
 *
 * An object of a watched cache, for @size bytes, with all that the flags ask for; if there is no memory for
 * a slab, or the flags want it elsewhere, whole pages for @owner, which is NULL for kmalloc().
 */
void *slab_debug_front(struct kmem_cache *s, struct kmem_cache *owner, size_t size, gfp_t gfp, int nid,
		       const void *caller);
/* For any pointer; @s: its cache, or NULL.  What cannot be freed there is reported. */
void slab_debug_free(const struct kmem_cache *s, void *object, const void *caller);
/* The flags of a cache of that name, with those of slub_debug=. */
slab_flags_t slab_debug_flags(const char *name, slab_flags_t flags);
/* Does slub_debug=, or Kconfig, name any? */
bool slab_debug_wanted(void);
/* Is there any watched cache, and does @object lie in a slab of one? */
extern bool slab_debug_any;
bool __slab_debug_owns(const void *object);
static inline bool slab_debug_owns(const void *object)
{
	return unlikely(READ_ONCE(slab_debug_any)) && __slab_debug_owns(object);
}

/* False if no watched object in use starts at @object; else the bytes that it was asked for. */
bool slab_debug_ksize(const void *object, size_t *size);

/* The owner of a watched object in use has no use for what is behind its first @size bytes. */
void slab_debug_shrink(const void *object, size_t size);

/* A cache without an object in use: forget all of it. */
void slab_debug_destroy(struct kmem_cache *s);
/* Give back what waits in quarantine, and slabs without an object in use: pages. */
unsigned long slab_debug_reap(void);
/* How many that might be; pages and objects in use of all watched caches. */
unsigned long slab_debug_kept(void);
unsigned long slab_debug_pages(void);
unsigned long slab_debug_count(void);
#define slab_debug_objects(s)			READ_ONCE((s)->debug.nr_used)
void slab_debug_info(const struct kmem_cache *s, struct slab_info *info);

/* What lies at @object, in a page that is PGTY_debug_slab; lines on who allocated and freed it. */
void slab_debug_describe(const void *object, char *buf, size_t size);
void slab_debug_print_tracks(const void *object);
void slab_debug_for_each(const struct page *page,
			 void (*fn)(const struct kmem_cache *s, const void *object, size_t size, void *arg),
			 void *arg);
/* Who allocated it, if that is known. */
bool slab_debug_allocated_by(const void *object, u32 *stack, int *pid, u32 *when_ms);

/* Is the place that it points into, red zones included, one of an object in use?  Owned by this layer. */
bool slab_debug_is_used(const void *p);
/*
 * A watched object in use goes to the reserve of a pool, which counts as its free; comes from there.
 * @caller: NULL if nobody has had it yet.
 */
void slab_debug_keep(const void *object, const void *caller);
void slab_debug_take_kept(const void *object);
/* Look at each watched object, in use or not: damage is reported; how many there were. */
int slab_debug_validate(void);

#else /* The flags are accepted, and without effect. */

#define SLAB_DEBUG_FIELD
#define slab_debugged(s)			false
#define slab_debug_flags(name, flags)		(flags)
#define slab_debug_wanted()			false
#define slab_debug_init(s)			false
#define slab_debug_front(s, owner, size, gfp, nid, caller)	NULL
#define slab_debug_owns(object)			false
#define slab_debug_allocated_by(object, stack, pid, when_ms)	false
#define slab_debug_free(s, object, caller)	((void)(caller))
#define slab_debug_ksize(object, size)		false
#define slab_debug_shrink(object, size)		do { } while (0)
#define slab_debug_destroy(s)			do { } while (0)
#define slab_debug_kept()			0UL
#define slab_debug_pages()			0UL
#define slab_debug_count()			0UL
#define slab_debug_objects(s)			0UL
#define slab_debug_info(s, info)		do { } while (0)
#define slab_debug_print_tracks(object)		do { } while (0)

static inline unsigned long slab_debug_reap(void)
{
	return 0;
}

#endif

#endif /* MM_SLAB_DEBUG_H */
