/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_OBJECTS_H
#define MM_OBJECTS_H

/*
 * The interface between the common part of the object allocators (slab_common.c, kmalloc.c) and the
 * engine that Kconfig selects: SLOB, SLUB or SLAB.
 *
 * The engine defines the fast functions of <linux/slab.h> itself: kmalloc(), kfree(),
 * kmalloc_size_roundup(), kmem_cache_alloc() and kmem_cache_free(); and the functions under "The
 * engine" below.  It passes requests that are too large, or whose flags it does not support, to
 * kmalloc_large_node(), and frees these objects with kfree_large().
 *
 * The first page of each block that the engine allocates has the type PGTY_slab, and the engine
 * defines the contents of its page->slab.  The first page of each block that kmalloc_large_node()
 * allocates has the type PGTY_large_kmalloc.
 */

#include <internal/kmalloc.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "mm/debug/tools.h"
#include "mm/pages/pages.h"

#ifdef CONFIG_SLAB_SHEAVES
/* The free objects of a cache that one CPU holds.  Used with interrupts off. */
struct sheaf {
	struct sheaf_slot *top;		/* next slot to fill; bottom[-1].object is NULL */
	struct sheaf_slot *limit;	/* top of a full sheaf */
	struct page_run run;		/* struct pages that frees may read; see page_run.h */
	struct sheaf_slot *bottom;	/* top of an empty sheaf */
	unsigned long hand;		/* index of the next batch that a full sheaf returns */
	struct sheaf_slot *seen;	/* SLAB: top at the last run of the reaper */
};

/* Slabs of a cache on one memory node. */
struct kmem_cache_node {
	spinlock_t lock;
	u32 nr_empty;			/* slabs whose objects are all free */
	struct list_head partial;	/* slabs with a free object */
	struct list_head full;		/* slabs without a free object */
	unsigned long nr_slabs;
	unsigned long nr_free;		/* free objects in slabs */
#ifdef CONFIG_SLAB
	struct list_head free;		/* slabs whose objects are all free */
	unsigned long free_limit;	/* if more objects are free, an empty slab is freed */
	struct array_cache *shared;	/* for all CPUs of the node, or NULL */
	struct array_cache *alien[MAX_NUMNODES];	/* for objects of another node, or NULL */
	unsigned int colour_next;	/* counts slabs to choose their colours */
	int has_arrays;			/* allocation of the arrays was tried */
	bool shared_touched, free_touched;	/* used since the last run of the reaper */
#endif
};
#endif

#ifdef CONFIG_SLOB
/* The slots of a page slab: see mm/objects/slob/slob_page_slabs.h. */
struct slob_slot_layout {
	u32 all;		/* bits of all slots in a map */
	s32 reciprocal;		/* 2^32 / size, rounded up */
};
#endif

#ifdef CONFIG_SLUB_DEBUG
/* The flags that enable slub_debug= checks of a cache. */
#define SLAB_DEBUG_FLAGS	(SLAB_CONSISTENCY_CHECKS | SLAB_RED_ZONE | SLAB_POISON | \
				 SLAB_STORE_USER | SLAB_TRACE)

/* Data of a cache with slub_debug= checks.  nr_objects is 0 for a cache without them. */
struct slab_debug {
	struct list_head partial;	/* slabs with a free slot */
	struct list_head full;		/* slabs without a free slot */
	u32 stride;			/* bytes from one object to the next */
	u32 first;			/* bytes from a slab's start to its first object */
	u16 nr_objects;			/* of a slab */
	u8 order;			/* of a slab */
	u8 zone;			/* bytes of the red zone before an object */
	u32 nr_slabs;
	u32 nr_used;			/* objects in use */
	u32 nr_bad;			/* damaged objects, which are not allocated again */
	u32 nr_leaving;			/* objects that some CPU removes from the quarantine */
};
#endif

struct kmem_cache {
#ifdef CONFIG_SLOB
	/* objects in use, except large ones; updated atomically; must be first */
	unsigned long nr_objects;
#endif
#ifdef CONFIG_SLAB_SHEAVES
	/* Members that the fast paths read. */
	struct sheaf __percpu *sheaf;
	unsigned long reciprocal;	/* see divides() */
	unsigned long mask;		/* bytes of a slab, minus 1 */
	gfp_t rare;			/* requests with one of these flags take the slow path */
#endif
	unsigned int size;		/* bytes that an object occupies */
	unsigned int object_size;	/* requested bytes */
	unsigned int align;		/* bytes, a power of two, at least ARCH_SLAB_MINALIGN */
	slab_flags_t flags;
	unsigned int pins;		/* see slab_cache_next(); protected by slab_caches_lock */
#ifdef CONFIG_SLAB_SHEAVES
	bool mergeable;			/* new caches may become aliases of this one */
	bool ended;			/* destroyed; a later call takes the slow path */
	unsigned int nr_aliases;	/* protected by slab_caches_lock */
#endif
	const char *name;		/* allocated by slab_common.c */
	void (*ctor)(void *object);
	unsigned long nr_large;		/* objects of kmalloc_large_node(); updated atomically */
	struct list_head list;		/* in slab_caches; protected by slab_caches_lock */
#ifdef CONFIG_SLAB_SHEAVES
	gfp_t gfp;			/* flags that are added to each request for pages */
	u8 order;			/* of a slab */
	u16 nr_objects;			/* of a slab */
	/*
	 * SLUB: bytes from struct slab to the slab's last byte; SLAB: bytes from the end of the
	 * colour to object 0
	 */
	u32 tail;
	u16 capacity;			/* maximum number of objects in a sheaf */
	u16 batch;			/* objects that a full sheaf returns at a time */
	u16 fill;			/* objects that an empty sheaf is filled with */
#ifdef CONFIG_SLAB
	bool off_slab;			/* struct slab is outside of the slab */
	u16 colours, colour_size;	/* number of colours; bytes from one to the next */
	u16 shared_limit;		/* maximum number in a shared array */
	u8 shared_factor;		/* shared_limit in batches */
#endif
	struct kmem_cache_node node[MAX_NUMNODES];
#endif
#ifdef CONFIG_SLOB
	unsigned long fast;	/* s->size while allocations may use the fast paths; otherwise 0 */
	bool ended;			/* destroyed; a later call takes the slow path */
	u8 pool;			/* index of its pool; NR_POOLS: objects own their pages */
	u16 list_offset;		/* list of its page slabs (see slob_page_slabs.h), or 0 */
	struct slob_slot_layout slot;	/* how the slots of its page slabs are laid out */
#endif
#ifdef CONFIG_SLUB_DEBUG
	struct slab_debug debug;
#endif
#ifdef CONFIG_KFENCE
	struct {
		u32 nr_used;		/* objects in use that KFENCE guards; updated atomically */
		gfp_t rare;		/* s->rare before slab_slow_once() changed it, or 0 */
		u16 fast;		/* SLOB: s->fast before slab_slow_once() changed it, or 0 */
	} kfence;
#endif
};

/*
 * Merging of compatible caches (slab_merge.c).  slab_mergeable() returns true if other caches
 * may become aliases of @s.  It is called before the engine sets up its part of @s.
 * slab_alias_get() searches an existing cache that can serve as the new cache.  It adds an alias
 * to the existing cache and returns that cache, or returns NULL if none is found.
 * slab_alias_put() removes an alias, and returns false if the cache has none.
 */
#ifdef CONFIG_SLAB_SHEAVES
bool slab_mergeable(const struct kmem_cache *s, const struct kmem_cache_args *args);
struct kmem_cache *slab_alias_get(const char *name, unsigned int size, unsigned int align,
				  const struct kmem_cache_args *args, slab_flags_t flags);
bool slab_alias_put(struct kmem_cache *s);
/* Return true if the cache is a static variable, which is never destroyed. */
bool slab_is_static(const struct kmem_cache *s);
/* True if new caches may become aliases.  Tests change it. */
extern bool slab_merge_enabled;
#define slab_nr_users(s)	((s)->nr_aliases + 1)
/* Append to the text in @buf how many caches share @s, if there are several. */
void slab_describe_users(const struct kmem_cache *s, char *buf, size_t size);
#else
#define slab_mergeable(s, args)	false
#define slab_is_static(s)	((s) == &kmem_cache_boot)
#define slab_nr_users(s)	1U

static inline struct kmem_cache *slab_alias_get(const char *name, unsigned int size,
						unsigned int align,
						const struct kmem_cache_args *args,
						slab_flags_t flags)
{
	return NULL;
}

static inline bool slab_alias_put(struct kmem_cache *s)
{
	return false;
}
#endif

/*
 * Implement kmalloc_quick() in all cases that an engine's fast path does not handle: allocate by
 * __kmalloc() or, if it fails, by @slow.
 */
void *kmalloc_quick_rest(size_t size, void *(*slow)(size_t size));

/* True if kmalloc() checks the context of each call, or may have to let it fail. */
#define KMALLOC_IS_CHECKED	(IS_ENABLED(CONFIG_DEBUG_ATOMIC_SLEEP) || \
				 IS_ENABLED(CONFIG_FAILSLAB))

/* The cache of struct kmem_cache itself. */
extern struct kmem_cache kmem_cache_boot;

/*
 * The caller's address, which a fast path passes to its slow path for reports.  A fast path that
 * reads its own return address has to save it on the stack, which costs five instructions per call
 * (gcc, RISC-V).  Without frames, a fast path calls its slow path, which is not inlined, by a tail
 * call.  Both then have the same return address, and only the slow path reads it.
 */
#ifdef NO_FRAMES
#define fast_caller()		NULL
#define slow_caller(caller)	((caller) ? (caller) : __builtin_return_address(0))
#else
#define fast_caller()		__builtin_return_address(0)
#define slow_caller(caller)	(caller)
#endif

/*
 * Flags that the fast paths do not handle: the object may need pages of its own, or a check is
 * needed.
 */
#define GFP_SLAB_RARE	(GFP_ZONEMASK | __GFP_THISNODE | __GFP_ZERO | ~GFP_KNOWN)

/*
 * The bit number of __GFP_ZERO, the lowest flag in GFP_SLAB_RARE.  Requests that have only lower
 * flags are plain.
 */
#define GFP_PLAIN_SHIFT		14
static_assert((__force u32)(GFP_SLAB_RARE | __GFP_RECLAIMABLE) == ~0U << GFP_PLAIN_SHIFT);
static_assert(___GFP_ZERO == 1U << GFP_PLAIN_SHIFT);

static __fast_inline bool gfp_is_plain(gfp_t gfp)
{
	return !((__force u32)gfp >> GFP_PLAIN_SHIFT);
}

static __fast_inline bool gfp_is_plain_or_zero(gfp_t gfp)
{
	return !((__force u32)gfp >> (GFP_PLAIN_SHIFT + 1));
}

#ifdef CONFIG_KFENCE
/*
 * Make the cache's next allocation take the slow path.  On that path, the engine calls
 * kfence_alloc(), which enables the fast path again.  A cache without a fast path does not change.
 * May be called in any context.
 */
static inline void slab_slow_once(struct kmem_cache *s)
{
#ifdef CONFIG_SLAB_SHEAVES
	if (s->rare != ~(gfp_t)0) {
		s->kfence.rare = s->rare;
		WRITE_ONCE(s->rare, ~(gfp_t)0);
	}
#else
	s->kfence.fast |= s->fast;
	WRITE_ONCE(s->fast, 0);
#endif
}

#ifdef CONFIG_SLAB_SHEAVES
/* Return s->rare without the effect of slab_slow_once(). */
static inline gfp_t slab_plain_rare(const struct kmem_cache *s)
{
	return s->kfence.rare ? s->kfence.rare : s->rare;
}
#endif

static inline void slab_fast_again(struct kmem_cache *s)
{
#ifdef CONFIG_SLAB_SHEAVES
	if (s->kfence.rare)
		WRITE_ONCE(s->rare, s->kfence.rare);
#else
	if (s->kfence.fast)
		WRITE_ONCE(s->fast, s->kfence.fast);
#endif
}

/*
 * Return an object of KFENCE, or NULL if the engine has to allocate the object.  The engine's
 * slow path calls this first.
 */
static inline void *kfence_alloc(struct kmem_cache *s, size_t size, gfp_t gfp, const void *caller)
{
	if (s)
		slab_fast_again(s);
	return unlikely(READ_ONCE(kfence_gate)) ? __kfence_alloc(s, size, gfp, caller) : NULL;
}
#else
#define slab_plain_rare(s)	((s)->rare)
#define kfence_alloc(s, size, gfp, caller)	NULL
#endif

/* The engine */

void slab_engine_init(void);
/*
 * Set the engine's members of @s from object_size, align, flags, ctor and @args.  Returns 0 or an
 * error.
 */
int slab_engine_create(struct kmem_cache *s, const struct kmem_cache_args *args);
/* Return an upper bound of the retained pages that have no object in use. */
unsigned long slab_engine_kept(void);
/* Free the retained pages that have no object in use.  Returns the number of freed pages. */
unsigned long slab_engine_reap(void);
/* Return the number of pages that the engine has allocated. */
unsigned long slab_engine_pages(void);
/*
 * Destroy a cache that has no object in use.  A later use of it takes the slow path, which reports
 * it.
 */
void slab_engine_destroy(struct kmem_cache *s);
/*
 * Return the cache's free objects that CPUs hold to their slabs, and free the cache's pages that
 * have no object in use.
 */
void slab_engine_shrink(struct kmem_cache *s);
/* Return the number of the cache's objects in use, except large objects. */
unsigned long slab_engine_objects(struct kmem_cache *s);
/* The values of one cache for slabinfo. */
struct slab_info {
	unsigned long active_objs, num_objs, active_slabs, num_slabs, shared_avail;
	unsigned int objs_per_slab, pages_per_slab, limit, batch, shared;
	/* bytes of a slab if several slabs share a page; 0 otherwise */
	unsigned int slab_bytes;
};
void slab_engine_info(struct kmem_cache *s, struct slab_info *info);
/*
 * Return the size in bytes of the object in use that starts at @object.  If no object in use starts
 * there, return 0.  @object may be any pointer.
 */
size_t slab_ksize(const void *object);
/* Print slabinfo lines for memory that does not belong to one cache. */
void slab_engine_show(struct seq_file *m);
/* Describe in words the memory that @object points to, for example "in a free page". */
#ifdef CONFIG_MM_VERBOSE
void slab_engine_describe(const void *object, char *buf, size_t size);
/* Describe an address that is in none of the engine's pages. */
void slab_describe_page(const void *object, char *buf, size_t size);
/*
 * Call @fn for each object in use in a block of the engine.  @head: the block's first page, of the
 * type PGTY_slab.  @fn gets the usable bytes as the size, and NULL as the cache of a kmalloc()
 * object if the engine has no caches for kmalloc().  The caller holds slab_caches_lock.  Another
 * CPU may free the block during the call; then the objects that @fn gets may not exist.
 */
void slab_engine_for_each(const struct page *head, slab_object_fn fn, void *arg);
/*
 * Call @fn for each object in use in a block of the engine or of a debugging tool.  @head: the
 * first page of any block; without such objects, @fn is not called.  Large objects are not
 * included.  Acquires slab_caches_lock.
 */
void slab_for_each_in_block(const struct page *head, slab_object_fn fn, void *arg);
/*
 * Call a function for each object that the engine has allocated for its own data: @no_scan for each
 * array of free objects, because kmemleak must not follow the pointers in it, and @ignore for each
 * struct slab outside of its slab, which kmemleak must not scan and must not report.
 */
#ifdef CONFIG_SLAB_SHEAVES
void slab_engine_internal(void (*no_scan)(const void *p, void *arg),
			  void (*ignore)(const void *p, void *arg), void *arg);
#else
#define slab_engine_internal(no_scan, ignore, arg)	((void)(no_scan), (void)(ignore))
#endif
/*
 * Call @fn for each of the cache's objects that are in use.  No CPU may allocate or free objects of
 * the cache during the call.
 */
void slab_for_each_object(const struct kmem_cache *s,
			  void (*fn)(const struct kmem_cache *s, const void *object));
#else
static inline void slab_for_each_object(const struct kmem_cache *s,
					void (*fn)(const struct kmem_cache *s, const void *object))
{
}

static inline void slab_engine_describe(const void *object, char *buf, size_t size)
{
	strscpy(buf, "no object in use starts there", size);
}
#endif

/* The common part */

/*
 * Return true if @s, which may be any value, is a cache.  The caller of __slab_is_cache() holds
 * slab_caches_lock; slab_is_cache() acquires it and may be called in any context.
 */
bool __slab_is_cache(const struct kmem_cache *s);
bool slab_is_cache(const struct kmem_cache *s);
/* Report a call whose @s is not a cache. */
void slab_report_no_cache(const char *what, const struct kmem_cache *s, const void *caller);

/* With CONFIG_DEBUG_VM, return true and report the call if @s is NULL or was destroyed. */
static __fast_inline bool slab_bad_cache(const struct kmem_cache *s, const char *what)
{
	if (!IS_ENABLED(CONFIG_DEBUG_VM) || (s && !s->ended))
		return false;
	slab_report_no_cache(what, s, __builtin_return_address(0));
	return true;
}

/* The list of all caches, and the lock that protects it. */
extern struct list_head slab_caches;
extern spinlock_t slab_caches_lock;

/*
 * Return the first cache if @s is NULL, otherwise the next one after it, or NULL at the end.  The
 * caller gets a pin of the returned cache, and the pin of @s is dropped.  kmem_cache_destroy()
 * waits until a cache has no pins, so that the list is not locked between two calls.  Context: any.
 */
struct kmem_cache *slab_cache_next(struct kmem_cache *s);

#define for_each_slab_cache(s) \
	for ((s) = slab_cache_next(NULL); (s); (s) = slab_cache_next(s))

/* The number of pages of large objects; atomic. */
extern unsigned long nr_large_pages;

void slab_show_line(struct seq_file *m, const char *name, unsigned int size,
		    const struct slab_info *info);

/*
 * Allocate whole pages for kmalloc(), or as an object of @s.  Accepts all sizes and flags.  @nid
 * may be NUMA_NO_NODE.  Reports a failure with @caller, and returns NULL.
 */
void *kmalloc_large_node(size_t size, gfp_t gfp, int nid, struct kmem_cache *s, const void *caller);

/*
 * Return the first page of the large object that starts at @object, or NULL if none starts there.
 * @object may be any pointer.
 */
struct page *large_page(const void *object);

#define LARGE_OF_CACHE	2

/* Return the cache of a large object from its page->private, or NULL for an object of kmalloc(). */
static inline struct kmem_cache *large_owner(unsigned long private)
{
	return private & 1 ? NULL : (struct kmem_cache *)(private - LARGE_OF_CACHE);
}

static inline struct kmem_cache *large_cache(const struct page *page)
{
	return large_owner(READ_ONCE(page->private));
}

/*
 * Free the large object at @object.  @s: its cache, or NULL to accept any large object.  Returns
 * false if no such object starts there.
 */
bool kfree_large(const void *object, struct kmem_cache *s);

/*
 * Return the number of bytes of a large object that its owner may use.  With KASAN, and for an
 * object of a cache, this is the requested size.  Another CPU may free the object at the same time,
 * by mistake.  Then page->private may have any value, and is used as a cache only if such a cache
 * exists.  Acquires slab_caches_lock.
 */
static inline size_t large_ksize(const struct page *page)
{
	unsigned long private = READ_ONCE(page->private);
	const struct kmem_cache *owner = large_owner(private);

	if (private & 1)
		return kasan_enabled() ? private >> 1 : PAGE_SIZE << READ_ONCE(page->order);
	return slab_is_cache(owner) ? owner->object_size : 0;
}

/* Return an upper bound of the pages that slab_reap() can free. */
unsigned long slab_kept(void);
/* Free all retained memory without an object in use.  Returns the number of freed pages. */
unsigned long slab_reap(void);

/*
 * Report with a WARN that kmem_cache_free(), or kfree() if @s is NULL, refused to free @object.
 */
void slab_report_bad_free(const struct kmem_cache *s, const void *object, const void *caller);

/* Return true if freed memory of @s gets another use only after a grace period. */
#ifdef CONFIG_RCU
static inline bool slab_waits_for_rcu(const struct kmem_cache *s)
{
	return s->flags & SLAB_TYPESAFE_BY_RCU;
}

/* The struct rcu_head after an object of SLOB, and after one with pages of its own. */
static inline struct rcu_head *slab_rcu_head(const struct kmem_cache *s, const void *object)
{
	return (struct rcu_head *)((char *)object + ALIGN(s->object_size, sizeof(long)));
}

#define SLAB_RCU_HEAD_SIZE		sizeof(struct rcu_head)
#define slab_call_rcu(head, func)	call_rcu(head, func)
#define slab_rcu_barrier()		rcu_barrier()
#else
/* Without RCU, kmem_cache_create() refuses SLAB_TYPESAFE_BY_RCU. */
static inline bool slab_waits_for_rcu(const struct kmem_cache *s)
{
	return false;
}

static inline struct rcu_head *slab_rcu_head(const struct kmem_cache *s, const void *object)
{
	return NULL;
}

#define SLAB_RCU_HEAD_SIZE		0
#define slab_call_rcu(head, func)	((void)(head), (void)(func))
#define slab_rcu_barrier()		((void)0)
#endif

/* Return the bytes of an object of @s with pages of its own, and of its struct rcu_head. */
static inline size_t slab_large_size(const struct kmem_cache *s)
{
	return slab_waits_for_rcu(s) ? ALIGN(s->object_size, sizeof(long)) + SLAB_RCU_HEAD_SIZE
				     : s->object_size;
}

/*
 * Return true if init_on_alloc= or init_on_free= is set and the engine clears objects, too.  SLUB
 * and SLAB then use no sheaves, and SLOB does not use its fast paths.  SLOB clears objects only
 * with CONFIG_SLUB_DEBUG.  Objects with constructors, and objects that readers may still read after
 * a free, are not cleared.
 */
static inline bool slab_inits(void)
{
	return page_debug & (PAGE_DEBUG_INIT_ON_ALLOC | PAGE_DEBUG_INIT_ON_FREE) &&
	       (IS_ENABLED(CONFIG_SLAB_SHEAVES) || IS_ENABLED(CONFIG_SLUB_DEBUG));
}

/*
 * Return true if objects of @s may be cleared.  @s: NULL for kmalloc() in an engine without caches
 * for it.
 */
static inline bool slab_may_init(const struct kmem_cache *s)
{
	return slab_inits() &&
	       (!s || (!s->ctor && !slab_waits_for_rcu(s) && s != &kmem_cache_boot));
}

static inline bool slab_init_on_alloc(const struct kmem_cache *s)
{
	return page_debug & PAGE_DEBUG_INIT_ON_ALLOC && slab_may_init(s);
}

static inline bool slab_init_on_free(const struct kmem_cache *s)
{
	return page_debug & PAGE_DEBUG_INIT_ON_FREE && slab_may_init(s);
}

/*
 * Return the number of the cache's objects in use, including large objects and those of debugging
 * tools.
 */
static inline unsigned long cache_objects(struct kmem_cache *s)
{
	return slab_engine_objects(s) + READ_ONCE(s->nr_large) + object_tools_objects(s);
}

/* With CONFIG_SLAB_VALIDATE: report violated invariants of the engine, and return their number. */
int slab_engine_validate(void);
/* Do the same as slab_engine_validate(), while no other CPU runs and interrupts are off. */
int slab_engine_validate_alone(void);
/*
 * Return the number of objects in use, except large objects and those that the engine itself uses.
 */
unsigned long slab_engine_count(void);

/* Return the current number of pages of objects.  The result is approximate. */
unsigned long slab_pages(void);
/* Return the number of pages of objects that shrinkers could free.  The result is approximate. */
unsigned long slab_reclaimable_pages(void);

#endif /* MM_OBJECTS_H */
