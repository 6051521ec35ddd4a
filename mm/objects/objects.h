/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_OBJECTS_H
#define MM_OBJECTS_H

/*
 * Between the object allocators' common part (slab_common.c, kmalloc.c) and the engine that Kconfig
 * chose.
 *
 * The engine defines the fast entries of <linux/slab.h> itself: kmalloc(), kfree(),
 * kmalloc_size_roundup(), kmem_cache_alloc(), kmem_cache_free(); and the functions under "engine"
 * below.  What is too large for it, or has flags that it does not serve, it passes to
 * kmalloc_large_node(), and gives back by kfree_large().
 *
 * The first page of every block that an engine holds is PGTY_slab, and page->slab a pointer of the
 * engine's; that of a block of kmalloc_large_node() is PGTY_large_kmalloc.
 */

#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "mm/debug/tools.h"
#include "mm/pages/pages.h"

#ifdef CONFIG_SLAB_SHEAVES
/* Objects that one CPU keeps for a cache.  Used with interrupts off. */
struct sheaf {
	struct sheaf_slot *top;		/* where the next one goes; below the last one is a NULL */
	struct sheaf_slot *limit;	/* full */
	struct page_run run;
	struct sheaf_slot *bottom;	/* empty */
	unsigned long hand;		/* where the next ones are given back from */
	struct sheaf_slot *seen;	/* SLAB: top as the reaper saw it */
};

/* Slabs of one node. */
struct kmem_cache_node {
	spinlock_t lock;
	u32 nr_empty;			/* slabs without an object in use or kept */
	struct list_head partial;	/* with a free object */
	struct list_head full;		/* without */
	unsigned long nr_slabs;
	unsigned long nr_free;		/* objects free in slabs */
#ifdef CONFIG_SLAB
	struct list_head free;		/* without an object in use or kept */
	unsigned long free_limit;	/* free objects, beyond which free slabs are given back */
	struct array_cache *shared;	/* for all CPUs of the node, or NULL */
	struct array_cache *alien[MAX_NUMNODES];	/* of another node, or NULL */
	unsigned int colour_next;
	int has_arrays;			/* or was without memory for them */
	bool shared_touched, free_touched;	/* since the reaper came round */
#endif
};
#endif

#ifdef CONFIG_SLOB
/* The slots of a page slab: see mm/objects/slob/slob_page_slabs.h. */
struct slob_slot_layout {
	u32 all;		/* a bit for each slot */
	s32 reciprocal;		/* 2^32 / size, rounded up */
};
#endif

#ifdef CONFIG_SLUB_DEBUG
/* The flags that make a cache a watched one. */
#define SLAB_DEBUG_FLAGS	(SLAB_CONSISTENCY_CHECKS | SLAB_RED_ZONE | SLAB_POISON | \
				 SLAB_STORE_USER | SLAB_TRACE)

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
#endif

struct kmem_cache {
#ifdef CONFIG_SLOB
	unsigned long nr_objects;	/* in use, without large ones; atomic, and first in the cache */
#endif
#ifdef CONFIG_SLAB_SHEAVES
	/* What the fast paths read. */
	struct sheaf __percpu *sheaf;
	unsigned long reciprocal;	/* see divides() */
	unsigned long mask;		/* bytes of a slab, less 1 */
	gfp_t rare;			/* flags of requests that are not for the fast path */
#endif
	unsigned int size;		/* bytes that an object takes */
	unsigned int object_size;	/* bytes, as asked for */
	unsigned int align;		/* bytes, a power of two, at least ARCH_SLAB_MINALIGN */
	slab_flags_t flags;
#ifdef CONFIG_SLAB_SHEAVES
	bool mergeable;			/* others may use it as theirs */
	bool ended;			/* destroyed: what is left of it leads the slow way */
	unsigned int nr_aliases;	/* so many do; slab_caches_lock */
#endif
	const char *name;		/* allocated by slab_common.c */
	void (*ctor)(void *object);
	unsigned long nr_large;		/* objects of kmalloc_large_node(); atomic */
	struct list_head list;		/* of all caches; slab_caches_lock */
#ifdef CONFIG_SLAB_SHEAVES
	gfp_t gfp;			/* what all its requests ask for besides */
	u8 order;			/* of a slab */
	u16 nr_objects;			/* of a slab */
	u32 tail;			/* bytes beside the objects; what it counts is the engine's */
	u16 capacity;			/* objects in a sheaf */
	u16 batch;			/* that a full one gives back, at a time */
	u16 fill;			/* that an empty one is filled with */
#ifdef CONFIG_SLAB
	bool off_slab;			/* struct slab is elsewhere */
	u16 colours, colour_size;	/* how many, and in bytes from one to the next */
	u16 shared_limit;		/* objects in a node's shared array */
	u8 shared_factor;		/* that many batches */
#endif
	struct kmem_cache_node node[MAX_NUMNODES];
#endif
#ifdef CONFIG_SLOB
	unsigned long fast;		/* its size, if allocations need not check its flags; or 0 */
	bool ended;			/* destroyed: what is left of it leads the slow way */
	u16 list_offset;		/* of its page slabs, see slob_page_slabs.h; 0: it has none */
	struct slob_slot_layout slot;	/* of its page slabs */
#endif
#ifdef CONFIG_SLUB_DEBUG
	struct slab_debug debug;
#endif
#ifdef CONFIG_KFENCE
	struct {
		u32 nr_used;		/* guarded objects handed out; atomic */
		gfp_t rare;		/* what rare is when the next allocation need not be slow */
		u16 fast;		/* SLOB: the same of fast */
	} kfence;
#endif
};

/*
 * Merging of compatible caches (slab_merge.c).  slab_mergeable() returns true if other names may share @s,
 * of which only the engine's part is not set up yet.  slab_alias_get() returns the cache that a new one
 * can share, with one more alias, or NULL.  slab_alias_put() drops an alias, and returns false if there
 * was none.
 */
#ifdef CONFIG_SLAB_SHEAVES
bool slab_mergeable(const struct kmem_cache *s, const struct kmem_cache_args *args);
struct kmem_cache *slab_alias_get(const char *name, unsigned int size, unsigned int align,
				  const struct kmem_cache_args *args, slab_flags_t flags);
bool slab_alias_put(struct kmem_cache *s);
/* Not allocated: it never ends. */
bool slab_is_static(const struct kmem_cache *s);
/* Tests: do new caches become aliases? */
extern bool slab_merge_enabled;
#define slab_nr_users(s)	((s)->nr_aliases + 1)
/* Add to the text that others use the cache as well. */
void slab_describe_users(const struct kmem_cache *s, char *buf, size_t size);
#else
#define slab_mergeable(s, args)	false
#define slab_is_static(s)	((s) == &kmem_cache_boot)
#define slab_nr_users(s)	1U

static inline struct kmem_cache *slab_alias_get(const char *name, unsigned int size, unsigned int align,
						const struct kmem_cache_args *args, slab_flags_t flags)
{
	return NULL;
}

static inline bool slab_alias_put(struct kmem_cache *s)
{
	return false;
}
#endif

/* The cache of struct kmem_cache itself. */
extern struct kmem_cache kmem_cache_boot;

/*
 * Whose call it is, from a fast path for its slow half: a function that reads its own return address keeps
 * it on the stack, five instructions of each call (gcc, RISC-V).  Without frames its slow half, which it
 * calls last and which is a function of its own, has the same one, and looks.
 */
#ifdef NO_FRAMES
#define fast_caller()		NULL
#define slow_caller(caller)	((caller) ? (caller) : __builtin_return_address(0))
#else
#define fast_caller()		__builtin_return_address(0)
#define slow_caller(caller)	(caller)
#endif

/* Flags for which objects come from whole pages of their own, or that need a look. */
#define GFP_SLAB_RARE	(GFP_ZONEMASK | __GFP_THISNODE | __GFP_ACCOUNT | __GFP_ZERO | \
			 ~GFP_KNOWN)

/* The bit of the lowest of these flags, which is __GFP_ZERO.  Requests with lower flags only are plain. */
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
 * The cache's next allocation goes the slow way, where the engine asks kfence_alloc(); which undoes that.
 * A cache that is slow by itself stays so.  Any context.
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
/* rare, whether the next allocation is to be slow or not. */
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

/* An engine's slow path calls this first.  NULL: the engine is to allocate the object itself. */
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
/* Fill in what the engine needs from object_size, align, flags, ctor and @args: 0 or an error. */
int slab_engine_create(struct kmem_cache *s, const struct kmem_cache_args *args);
/* Pages without an object in use that are kept all the same, at most; give them back: how many. */
unsigned long slab_engine_kept(void);
unsigned long slab_engine_reap(void);
/* Pages that the engine holds. */
unsigned long slab_engine_pages(void);
/* End a cache that has no object in use.  A later use of it takes the slow path, which reports it. */
void slab_engine_destroy(struct kmem_cache *s);
/* Give back what CPUs keep of the cache, and its pages without an object. */
void slab_engine_shrink(struct kmem_cache *s);
/* Objects of the cache that are in use, without large ones. */
unsigned long slab_engine_objects(struct kmem_cache *s);
/* One cache's numbers for slabinfo. */
struct slab_info {
	unsigned long active_objs, num_objs, active_slabs, num_slabs, shared_avail;
	unsigned int objs_per_slab, pages_per_slab, limit, batch, shared;
	unsigned int slab_bytes;	/* of slabs that share a page; 0 otherwise */
};
void slab_engine_info(struct kmem_cache *s, struct slab_info *info);
/* Return the bytes of the object in use that starts at @object, which may be any pointer, or 0. */
size_t slab_ksize(const void *object);
/* Lines for what the engine keeps beside the caches. */
void slab_engine_show(struct seq_file *m);
/* What @object is or lies in, in words: "in use", "free", and so on. */
#ifdef CONFIG_MM_VERBOSE
void slab_engine_describe(const void *object, char *buf, size_t size);
/* The same of an address that is in none of the engine's pages. */
void slab_describe_page(const void *object, char *buf, size_t size);
/*
 * Call @fn for each object in use of a block of pages of the engine, whose first page is @head, which is
 * PGTY_slab.  @fn gets no cache for an object of kmalloc() if the engine has none for it, and as size the
 * bytes that may be used.  The caller holds slab_caches_lock.  The block may change its owner during the
 * call; then the objects that @fn gets may not exist.
 */
void slab_engine_for_each(const struct page *head, slab_object_fn fn, void *arg);
/* The same for any block except those of large objects.  The function takes the lock itself. */
void slab_for_each_in_block(const struct page *head, slab_object_fn fn, void *arg);
/*
 * Call a function for each object that the engine has allocated from itself: @no_scan for those that hold
 * pointers to free objects, @ignore for those that hold pointers and to which no pointer leads.
 */
#ifdef CONFIG_SLAB_SHEAVES
void slab_engine_internal(void (*no_scan)(const void *p, void *arg),
			  void (*ignore)(const void *p, void *arg), void *arg);
#else
#define slab_engine_internal(no_scan, ignore, arg)	((void)(no_scan), (void)(ignore))
#endif
/* All objects in use of a cache of which nobody uses any now. */
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

/* Is it a cache?  For any value.  slab_caches_lock is held; or any context. */
bool __slab_is_cache(const struct kmem_cache *s);
bool slab_is_cache(const struct kmem_cache *s);
/* Report a call whose @s is not a cache. */
void slab_report_no_cache(const char *what, const struct kmem_cache *s, const void *caller);

/* With CONFIG_DEBUG_VM: report NULL and caches that were destroyed, before anything is read of them. */
static __fast_inline bool slab_bad_cache(const struct kmem_cache *s, const char *what)
{
	if (!IS_ENABLED(CONFIG_DEBUG_VM) || (s && !s->ended))
		return false;
	slab_report_no_cache(what, s, __builtin_return_address(0));
	return true;
}

/* All caches, and their lock. */
extern struct list_head slab_caches;
extern spinlock_t slab_caches_lock;

/* Pages of large objects; atomic. */
extern unsigned long nr_large_pages;

void slab_show_line(struct seq_file *m, const char *name, unsigned int size,
		    const struct slab_info *info);

/*
 * Allocate whole pages for kmalloc(), or as an object of @s.  Accepts all sizes and flags.  @nid may be
 * NUMA_NO_NODE.  Reports a failure with @caller, and returns NULL.
 */
void *kmalloc_large_node(size_t size, gfp_t gfp, int nid, struct kmem_cache *s, const void *caller);

/* Return the first page of the large object that starts at @object, which may be any pointer, or NULL. */
struct page *large_page(const void *object);

#define LARGE_OF_CACHE	2

/* The cache that a large object is of, or NULL. */
static inline struct kmem_cache *large_owner(unsigned long private)
{
	return private & 1 ? NULL : (struct kmem_cache *)(private - LARGE_OF_CACHE);
}

static inline struct kmem_cache *large_cache(const struct page *page)
{
	return large_owner(READ_ONCE(page->private));
}

/* False if no large object starts at @object, or none of @s (NULL: of anybody). */
bool kfree_large(const void *object, struct kmem_cache *s);

/*
 * Return the number of bytes of a large object that its owner may use; with KASAN this is the requested
 * size.  Another CPU may free the object at the same time, by mistake.  Then page->private may have any
 * value, and is only used as a cache if such a cache exists.  Takes slab_caches_lock.
 */
static inline size_t large_ksize(const struct page *page)
{
	unsigned long private = READ_ONCE(page->private);
	const struct kmem_cache *owner = large_owner(private);

	if (!kasan_enabled())
		return PAGE_SIZE << READ_ONCE(page->order);
	if (private & 1)
		return private >> 1;
	return slab_is_cache(owner) ? owner->object_size : 0;
}

/* Give back all that is only kept: pages. */
unsigned long slab_reap(void);

/* Refused frees and other misuse: one WARN.  @what: the call. */
void slab_report_bad(const char *what, const struct kmem_cache *s, const void *object,
		     const void *caller);

/* True if the memory of freed objects is used for other purposes only after a grace period. */
#ifdef CONFIG_RCU
static inline bool slab_waits_for_rcu(const struct kmem_cache *s)
{
	return s->flags & SLAB_TYPESAFE_BY_RCU;
}

#define slab_call_rcu(head, func)	call_rcu(head, func)
#define slab_rcu_barrier()		rcu_barrier()
#else
/* kmem_cache_create() refuses the flag. */
static inline bool slab_waits_for_rcu(const struct kmem_cache *s)
{
	return false;
}

#define slab_call_rcu(head, func)	((void)(head), (void)(func))
#define slab_rcu_barrier()		((void)0)
#endif

/*
 * init_on_alloc= and init_on_free=: objects are cleared as well.  SLUB and SLAB keep no objects at hand
 * then, and SLOB, which needs CONFIG_SLUB_DEBUG for it, leaves its fast paths; objects with constructors,
 * and those that readers may still look at, stay as they are.
 */
static inline bool slab_inits(void)
{
	return page_debug & (PAGE_DEBUG_INIT_ON_ALLOC | PAGE_DEBUG_INIT_ON_FREE) &&
	       (IS_ENABLED(CONFIG_SLAB_SHEAVES) || IS_ENABLED(CONFIG_SLUB_DEBUG));
}

/* @s: NULL for kmalloc() of an engine without caches for it. */
static inline bool slab_may_init(const struct kmem_cache *s)
{
	return slab_inits() && (!s || (!s->ctor && !slab_waits_for_rcu(s) && s != &kmem_cache_boot));
}

static inline bool slab_init_on_alloc(const struct kmem_cache *s)
{
	return page_debug & PAGE_DEBUG_INIT_ON_ALLOC && slab_may_init(s);
}

static inline bool slab_init_on_free(const struct kmem_cache *s)
{
	return page_debug & PAGE_DEBUG_INIT_ON_FREE && slab_may_init(s);
}

/* Objects of the cache that are in use. */
static inline unsigned long cache_objects(struct kmem_cache *s)
{
	return slab_engine_objects(s) + READ_ONCE(s->nr_large) + object_tools_objects(s);
}

/* With CONFIG_SLAB_VALIDATE: violated invariants, each reported; how many. */
int slab_engine_validate(void);
/* The same while no other CPU runs, with interrupts off. */
int slab_engine_validate_alone(void);
/* Objects in use, of caches and of kmalloc(), but large ones and the engine's own. */
unsigned long slab_engine_count(void);

/* Pages that objects take, and those that shrinkers could free, as of about now. */
unsigned long slab_pages(void);
unsigned long slab_reclaimable_pages(void);

#endif /* MM_OBJECTS_H */
