/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_TOOLS_H
#define MM_TOOLS_H

/*
 * Hooks between the allocators and the tools that find misuse of memory.  Every hook that an
 * allocator calls is declared here, in <linux/fault-inject.h> or in <internal/kasan.h>, and an
 * allocator includes no other header of the tools.  A hook of a tool that is not configured is
 * empty or a constant.  A hook of a tool that is configured but not in use is one predicted branch.
 *
 *	injected failures	should_failslab(), should_fail_alloc_page(): <linux/fault-inject.h>
 *	refused frees		dma_owner_keeps(): memory that a device may access
 *	a tool's objects	object_tool_of(): objects that do not come from an engine
 *	objects			slab_debug_front(), kfence_alloc(), struct object_tool
 *	pages			page_debug_alloc(), page_debug_free()
 *	ranges of addresses	kasan_alloc_range(), kasan_free_range(): <internal/kasan.h>
 *
 * An engine is an object allocator, such as SLOB or SLUB.  Unless a comment states otherwise, a
 * hook may be called from any context, without a lock of an allocator.
 */

#include <internal/kasan.h>
#include <linux/compiler.h>
#include <linux/fault-inject.h>
#include <linux/jump_label.h>
#include <linux/types.h>

struct kmem_cache;
struct page;
struct slab_info;

/* ---- Objects ---- */

/*
 * A function that is called for an object in use.  @s: its cache, or NULL for kmalloc().  @size:
 * its size in bytes.
 */
typedef void (*slab_object_fn)(const struct kmem_cache *s, const void *object, size_t size,
			       void *arg);

/*
 * A tool that allocates objects itself, in place of an engine.  Its objects are in pages of a
 * special type, so that the fast paths of every engine refuse them, and the slow paths call the
 * tool.  The functions shrink, pages, kept and reap may be NULL.
 */
struct object_tool {
	struct object_tool *next;
	u8 type;		/* type of its pages: PGTY_... */
	/*
	 * Free an object.  @object may be any pointer into a page of the tool.  If it is not an
	 * object in use of @s (NULL: of any cache), report that.
	 */
	void (*free)(const struct kmem_cache *s, void *object, const void *caller);
	/*
	 * Store the requested size in *size, in bytes.  Returns false if no object in use starts at
	 * @object.
	 */
	bool (*ksize)(const void *object, size_t *size);
	/* Write a phrase that describes @object or its location, for a report. */
	void (*describe)(const void *object, char *buf, size_t size);
	/* Print the call chains of the object's allocation and free. */
	void (*print)(const void *object);
	/*
	 * Store the call chain, thread and time of the allocation of the object in use.  Returns
	 * false if they are unknown.
	 */
	bool (*allocated_by)(const void *object, u32 *stack, int *pid, u32 *when_ms);
	/*
	 * Call @fn for each object in use in the block with the first page @head.  The caller holds
	 * slab_caches_lock.
	 */
	void (*for_each)(const struct page *head, slab_object_fn fn, void *arg);
	/* Return the number of objects of the cache that are in use. */
	unsigned long (*objects)(const struct kmem_cache *s);
	/* Add the tool's objects of the cache to a line of slabinfo. */
	void (*info)(const struct kmem_cache *s, struct slab_info *info);
	/* Destroy the tool's data of a cache that has no object in use. */
	void (*end_cache)(struct kmem_cache *s);
	/* Shrink an object in use to its first @size bytes. */
	void (*shrink)(const void *object, size_t size);
	/* Return the number of pages of the tool. */
	unsigned long (*pages)(void);
	/* Return an upper bound of the pages that reap() can free. */
	unsigned long (*kept)(void);
	/* Free pages without an object in use.  Returns their number. */
	unsigned long (*reap)(void);
};

#ifdef CONFIG_OBJECT_TOOLS
extern struct object_tool *object_tools;

/* Add a tool before it allocates its first object.  It may have been added already. */
void object_tool_register(struct object_tool *tool);

const struct object_tool *__object_tool_of_type(unsigned int type);
const struct object_tool *__object_tool_of(const void *p);

/* Return the tool whose pages have this type, or NULL. */
static inline const struct object_tool *object_tool_of_type(unsigned int type)
{
	return unlikely(READ_ONCE(object_tools)) ? __object_tool_of_type(type) : NULL;
}

/* Return the tool whose page @p points into, or NULL.  @p may be any pointer. */
static inline const struct object_tool *object_tool_of(const void *p)
{
	return unlikely(READ_ONCE(object_tools)) ? __object_tool_of(p) : NULL;
}

/* Call the function of the same name in struct object_tool, for all tools. */
unsigned long object_tools_objects(const struct kmem_cache *s);
void object_tools_info(const struct kmem_cache *s, struct slab_info *info);
void object_tools_end_cache(struct kmem_cache *s);
unsigned long object_tools_pages(void);
unsigned long object_tools_kept(void);
unsigned long object_tools_reap(void);
#else
#define object_tool_of_type(type)		((void)(type), (const struct object_tool *)NULL)
#define object_tool_of(p)			((const struct object_tool *)NULL)
#define object_tools_objects(s)			0UL
#define object_tools_info(s, info)		do { } while (0)
#define object_tools_end_cache(s)		do { } while (0)
#define object_tools_pages()			0UL
#define object_tools_kept()			0UL

static inline unsigned long object_tools_reap(void)
{
	return 0;
}
#endif

static inline bool object_tool_ksize(const void *object, size_t *size)
{
	const struct object_tool *tool = object_tool_of(object);

	return tool && tool->ksize(object, size);
}

static inline void object_tool_print(const void *object)
{
	const struct object_tool *tool = object_tool_of(object);

	if (tool)
		tool->print(object);
}

/* Watched caches: slab_debug.c explains the design. */
#ifdef CONFIG_SLUB_DEBUG
/* True if slab_debug_front() allocates the objects of the cache. */
#define slab_debugged(s)	((s)->debug.nr_objects != 0)

/*
 * Set up the debugging of a cache whose size, name and flags are set already, and add the flags of
 * slub_debug=.  Returns slab_debugged().
 */
bool slab_debug_init(struct kmem_cache *s);
/*
 * Allocate an object of a watched cache for @size bytes, cleared if @gfp has __GFP_ZERO.  If there
 * is no memory for a slab, or @gfp requests other memory, returns whole pages for @owner, which is
 * NULL for kmalloc().  An engine calls this function last, so that the call chain is complete
 * although the engine is compiled without frame pointers.
 */
void *slab_debug_front(struct kmem_cache *s, struct kmem_cache *owner, size_t size, gfp_t gfp,
		       int nid, const void *caller);
/* Return the flags of a cache of that name, including those of slub_debug=. */
slab_flags_t slab_debug_flags(const char *name, slab_flags_t flags);
/* Return true if slub_debug=, or Kconfig, selects any cache. */
bool slab_debug_wanted(void);
#else /* kmem_cache_create() accepts the debugging flags, which have no effect. */
#define slab_debugged(s)			false
#define slab_debug_init(s)			false
#define slab_debug_front(s, owner, size, gfp, nid, caller)	NULL
#define slab_debug_flags(name, flags)		(flags)
#define slab_debug_wanted()			false
#endif

/*
 * Sampled allocations: kfence.c explains the design.  kfence_alloc() in objects.h is called by the
 * slow path of an engine.
 */
#ifdef CONFIG_KFENCE
extern bool kfence_gate;		/* the next allocation should be guarded */
DECLARE_STATIC_KEY_FALSE(kfence_key);

/*
 * True if an allocation must use the slow path.  Checked by kmalloc() in an engine that has no
 * caches for kmalloc(), and by allocations of new pages.
 */
#define kfence_waits()	(static_branch_unlikely(&kfence_key) && unlikely(READ_ONCE(kfence_gate)))

/*
 * Allocate a guarded object of @s (NULL: kmalloc() without a cache), cleared or constructed as the
 * flags and the cache require.  Returns NULL if the object is not guarded; the caller then
 * allocates it itself.  @size: requested size in bytes.
 */
void *__kfence_alloc(struct kmem_cache *s, size_t size, gfp_t gfp, const void *caller);
#else
#define kfence_waits()				false
#endif

/* ---- Pages ---- */

/* Blocks of the page allocator: page_debug.c explains the design. */

#define PAGE_DEBUG_INIT_ON_ALLOC	1
#define PAGE_DEBUG_INIT_ON_FREE		2
#define PAGE_DEBUG_UNMAP		8

#ifdef CONFIG_PAGE_DEBUG
/* If not 0, every block passes through page_debug_alloc() and page_debug_free(). */
extern unsigned int page_debug;

/* During boot: allocate memory for records from memblock. */
void page_debug_init(void);
/* Return true if the linear map must consist of single pages. */
static inline bool page_debug_wants_pages(void)
{
	return page_debug & PAGE_DEBUG_UNMAP;
}

/* The page allocator calls this function for a block that was just allocated. */
void page_debug_alloc(struct page *page, unsigned int order, gfp_t gfp, const void *caller);
/*
 * The page allocator calls this function for a block without an owner, before the block returns to
 * its zone.
 */
void page_debug_free(struct page *page, unsigned int order);
#else
#define page_debug 0

static inline void page_debug_init(void)
{
}

static inline bool page_debug_wants_pages(void)
{
	return false;
}

static inline void page_debug_alloc(struct page *page, unsigned int order, gfp_t gfp,
				    const void *caller)
{
}

static inline void page_debug_free(struct page *page, unsigned int order)
{
}
#endif

/* ---- Memory that a device may access: mm/dma/owner.c explains the design ---- */

#ifdef CONFIG_DMA_API_DEBUG
/* The number of streaming mappings of all devices. */
extern unsigned long dma_owner_mappings;

/*
 * Return true while a device may access memory.  Then all frees take the slow path, which calls
 * dma_owner_keeps().
 */
static __always_inline bool dma_owner_any(void)
{
	return unlikely(READ_ONCE(dma_owner_mappings));
}

/*
 * The function that dma_owner_keeps() calls.  owner.c sets it before it counts the first mapping.
 */
extern bool (*dma_owner_refuses)(phys_addr_t pa, size_t size, const void *caller);

/*
 * Return true if any of these bytes is mapped for a device.  Then @caller, the code that frees
 * them, has been reported, and the allocator must not free them.
 */
static inline bool dma_owner_keeps(phys_addr_t pa, size_t size, const void *caller)
{
	bool (*refuses)(phys_addr_t pa, size_t size, const void *caller) =
		dma_owner_any() ? READ_ONCE(dma_owner_refuses) : NULL;

	return refuses && refuses(pa, size, caller);
}

/*
 * Do the same as dma_owner_keeps() for the object in use that starts at @object, if there is
 * one.  @object may be any pointer.  Implemented in slab_common.c.
 */
bool dma_owner_keeps_object(const void *object, const void *caller);

/*
 * True for dma_debug=protect: the linear map must consist of pages, some of which may be
 * unreadable.
 */
extern bool dma_touch_protects;
#else
#define dma_touch_protects			false
#define dma_owner_any()				false
#define dma_owner_keeps(pa, size, caller)	((void)(caller), false)
#define dma_owner_keeps_object(object, caller)	((void)(caller), false)
#endif

#endif /* MM_TOOLS_H */
