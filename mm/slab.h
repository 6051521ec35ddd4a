/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_SLAB_H
#define MM_SLAB_H

/*
 * Between the object allocators' common part (slab_common.c, kmalloc.c) and the engine that Kconfig
 * chose.
 *
 * The engine defines the fast entries of <linux/slab.h> itself: kmalloc(), kfree(), ksize(),
 * kmalloc_size_roundup(), kmem_cache_alloc(), kmem_cache_free(); and the functions under "engine"
 * below.  What is too large for it, or has flags that it does not serve, it passes to
 * kmalloc_large(), and gives back by kfree_large().
 *
 * Every page that an engine or kmalloc_large() holds is PGTY_slab.  page->private of the first page
 * of a block tells whose it is: odd for kmalloc_large(), otherwise a pointer of the engine's.
 */

#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "internal.h"

struct kmem_cache {
	const char *name;		/* allocated by slab_common.c */
	void (*ctor)(void *object);
	unsigned int object_size;	/* bytes, as asked for */
	unsigned int align;		/* bytes, a power of two, at least ARCH_SLAB_MINALIGN */
	slab_flags_t flags;
	/* The engine's, set by slab_engine_create(). */
	bool fast;			/* needs no look at its flags */
	unsigned int size;		/* bytes that an object takes */
	unsigned long nr_objects;	/* handed out; under the engine's lock */
	struct list_head list;		/* of all caches; slab_caches_lock */
};

/* The cache of struct kmem_cache itself. */
extern struct kmem_cache kmem_cache_boot;

/* Flags for which objects come from whole pages of their own, or that need a look. */
#define GFP_SLAB_RARE	(GFP_ZONEMASK | __GFP_THISNODE | __GFP_ACCOUNT | __GFP_ZERO | \
			 ~GFP_KNOWN)

/* The engine */

void slab_engine_init(void);
/* Fill in what the engine needs from object_size and align: 0, or -EINVAL for what it cannot serve. */
int slab_engine_create(struct kmem_cache *s);
/* Pages without an object in use that are kept all the same, at most; give them back: how many. */
unsigned long slab_engine_kept(void);
unsigned long slab_engine_reap(void);
/* Pages that the engine holds. */
unsigned long slab_engine_pages(void);
/* @nr objects of the cache more, or fewer, that the common part holds. */
void slab_engine_account(struct kmem_cache *s, long nr);
/* One cache's numbers for slabinfo. */
struct slab_info {
	unsigned long active_objs, num_objs, active_slabs, num_slabs;
	unsigned int objs_per_slab, pages_per_slab;
};
void slab_engine_info(struct kmem_cache *s, struct slab_info *info);
/* Lines for what the engine keeps beside the caches. */
void slab_engine_show(struct seq_file *m);
/* What @object is or lies in, in words: "in use", "free", and so on. */
#ifdef CONFIG_MM_VERBOSE
void slab_engine_describe(const void *object, char *buf, size_t size);
#else
static inline void slab_engine_describe(const void *object, char *buf, size_t size)
{
	strscpy(buf, "no object in use starts there", size);
}
#endif

/* The common part */

/* All caches, and their lock. */
extern struct list_head slab_caches;
extern spinlock_t slab_caches_lock;

/* Pages of large objects; atomic. */
extern unsigned long nr_large_pages;

void slab_show_line(struct seq_file *m, const char *name, unsigned int size,
		    const struct slab_info *info);

/*
 * Whole pages, for kmalloc() or as an object of @s.  Takes all sizes and flags; reports failures with
 * @caller.
 */
void *kmalloc_large(size_t size, gfp_t gfp, struct kmem_cache *s, const void *caller);

static __fast_inline bool page_is_large(const struct page *page)
{
	return page->private & 1;
}

/* The cache that the page is an object of, or NULL. */
static inline struct kmem_cache *large_cache(const struct page *page)
{
	return page->private & 2 ? (struct kmem_cache *)(page->private & ~3UL) : NULL;
}

/*
 * @page was seen to be PGTY_slab, page_is_large() and the first page of its block.  False if it is not
 * an object of @s (NULL: of anybody), or was freed at the same time.
 */
bool kfree_large(struct page *page, struct kmem_cache *s);

static inline size_t large_ksize(const struct page *page)
{
	return PAGE_SIZE << page->order;
}

/* Refused frees and other misuse: one WARN.  @what: the call. */
void slab_report_bad(const char *what, const struct kmem_cache *s, const void *object,
		     const void *caller);

/* mm/slob_validate.c */
int slob_validate(void);
/* Objects in use, of caches and of kmalloc(), but those of whole pages. */
unsigned long slob_count_objects(void);

#endif /* MM_SLAB_H */
