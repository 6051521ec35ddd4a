/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SLAB_H
#define LINUX_SLAB_H

/*
 * Objects of any size, and caches of objects of one size.
 *
 * Allocating: any context if the flags lack __GFP_DIRECT_RECLAIM, otherwise it may sleep.  NULL when
 * there is no memory, which is reported unless __GFP_NOWARN.  The memory is the caller's until it frees
 * it; its contents are undefined unless __GFP_ZERO.  Sizes are in bytes.
 *
 * Alignment: 8; 16 for a size that is a multiple of 16; a power of two up to PAGE_SIZE is aligned to
 * itself, and what is larger than a page to a page.  For a cache it is what kmem_cache_create() was
 * asked for, at least 8.
 *
 * Freeing: any context.  NULL is fine.  What is not the first byte of an object in use (free already,
 * inside an object, of another cache, no object at all) is reported with the caller, and nothing
 * happens.
 */

#include <linux/cleanup.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/overflow.h>
#include <linux/types.h>

typedef unsigned int slab_flags_t;

/*
 * Cache flags.  Those for debugging (POISON, RED_ZONE, STORE_USER, CONSISTENCY_CHECKS) are accepted, as
 * Linux accepts them without its debugging option, and have no effect.  NO_MERGE and RECLAIM_ACCOUNT
 * ask for what holds anyway or changes nothing that can be seen.  SLAB_ACCOUNT and
 * SLAB_TYPESAFE_BY_RCU would be promises: kmem_cache_create() fails.
 */
#define SLAB_CONSISTENCY_CHECKS	0x00000100U
#define SLAB_RED_ZONE		0x00000400U
#define SLAB_POISON		0x00000800U
#define SLAB_HWCACHE_ALIGN	0x00002000U	/* to a cache line, or a power-of-two part of it */
#define SLAB_CACHE_DMA		0x00004000U	/* from ZONE_DMA */
#define SLAB_CACHE_DMA32	0x00008000U	/* from ZONE_DMA32 */
#define SLAB_STORE_USER		0x00010000U
#define SLAB_RECLAIM_ACCOUNT	0x00020000U
#define SLAB_PANIC		0x00040000U	/* panic() instead of failing to create */
#define SLAB_TYPESAFE_BY_RCU	0x00080000U
#define SLAB_NO_MERGE		0x01000000U
#define SLAB_ACCOUNT		0x04000000U

/* What kmalloc(0) returns: not NULL, never to be read or written, and kfree() takes it. */
#define ZERO_SIZE_PTR		((void *)16)
#define ZERO_OR_NULL_PTR(p)	((unsigned long)(p) <= (unsigned long)ZERO_SIZE_PTR)

#define ARCH_KMALLOC_MINALIGN	8
#define ARCH_SLAB_MINALIGN	8
#define KMALLOC_MAX_ORDER	MAX_PAGE_ORDER
#define KMALLOC_MAX_SIZE	(1UL << (PAGE_SHIFT + KMALLOC_MAX_ORDER))
#define KMALLOC_MAX_CACHE_SIZE	PAGE_SIZE

struct kmem_cache;
struct seq_file;

/* From here on kmalloc() works. */
void kmem_cache_init(void);

void *kmalloc(size_t size, gfp_t gfp) __malloc __alloc_size(1);
void *kmalloc_node(size_t size, gfp_t gfp, int node) __malloc __alloc_size(1);
void kfree(const void *object);
/* Clears it first. */
void kfree_sensitive(const void *object);
/* The bytes that may be used, at least what was asked for; 0 for NULL and ZERO_SIZE_PTR. */
size_t ksize(const void *object);
/* ksize() of what kmalloc(@size) would return. */
size_t kmalloc_size_roundup(size_t size);

static __always_inline __malloc __alloc_size(1) void *kzalloc(size_t size, gfp_t gfp)
{
	return kmalloc(size, gfp | __GFP_ZERO);
}

static __always_inline __malloc __alloc_size(1) void *kzalloc_node(size_t size, gfp_t gfp, int node)
{
	return kmalloc_node(size, gfp | __GFP_ZERO, node);
}

/* NULL if the product does not fit in a size_t. */
static __always_inline __malloc __alloc_size(1, 2)
void *kmalloc_array(size_t n, size_t size, gfp_t gfp)
{
	size_t bytes;

	if (check_mul_overflow(n, size, &bytes))
		return NULL;
	return kmalloc(bytes, gfp);
}

static __always_inline __malloc __alloc_size(1, 2) void *kcalloc(size_t n, size_t size, gfp_t gfp)
{
	return kmalloc_array(n, size, gfp | __GFP_ZERO);
}

static __always_inline __malloc __alloc_size(1, 2)
void *kmalloc_array_node(size_t n, size_t size, gfp_t gfp, int node)
{
	size_t bytes;

	if (check_mul_overflow(n, size, &bytes))
		return NULL;
	return kmalloc_node(bytes, gfp, node);
}

static __always_inline __malloc __alloc_size(1, 2)
void *kcalloc_node(size_t n, size_t size, gfp_t gfp, int node)
{
	return kmalloc_array_node(n, size, gfp | __GFP_ZERO, node);
}

/*
 * Resize; the contents up to the smaller size stay.  NULL leaves the old object alone.  A NULL
 * @object is allocated; size 0 frees and returns ZERO_SIZE_PTR.  With __GFP_ZERO, which must then
 * have been given from the first allocation on, new bytes are 0.
 */
void * __must_check krealloc(const void *object, size_t new_size, gfp_t gfp) __alloc_size(2);

static __always_inline __must_check __alloc_size(2, 3)
void *krealloc_array(void *object, size_t new_n, size_t new_size, gfp_t gfp)
{
	size_t bytes;

	if (check_mul_overflow(new_n, new_size, &bytes))
		return NULL;
	return krealloc(object, bytes, gfp);
}

/*
 * A cache of objects of @size bytes, aligned to @align (0: no wish; else a power of two up to
 * PAGE_SIZE).  @ctor prepares an object whenever it is handed out; __GFP_ZERO is refused then.
 * NULL for impossible arguments, which are reported, or without memory.  May sleep.  @name is copied.
 */
struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align,
				     slab_flags_t flags, void (*ctor)(void *object));
/* With objects in use it is reported and the cache stays.  NULL is fine.  May sleep. */
void kmem_cache_destroy(struct kmem_cache *cache);

#define KMEM_CACHE(__struct, __flags)						\
	kmem_cache_create(#__struct, sizeof(struct __struct), __alignof__(struct __struct),	\
			  __flags, NULL)

void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t gfp) __malloc;
void *kmem_cache_alloc_node(struct kmem_cache *cache, gfp_t gfp, int node) __malloc;
void kmem_cache_free(struct kmem_cache *cache, void *object);

static inline void *kmem_cache_zalloc(struct kmem_cache *cache, gfp_t gfp)
{
	return kmem_cache_alloc(cache, gfp | __GFP_ZERO);
}

/* All @nr objects or none: returns @nr or 0. */
int kmem_cache_alloc_bulk(struct kmem_cache *cache, gfp_t gfp, size_t nr, void **objects);
/* @cache NULL: each object goes to its own cache, as by kfree(). */
void kmem_cache_free_bulk(struct kmem_cache *cache, size_t nr, void **objects);
#define kfree_bulk(nr, objects)	kmem_cache_free_bulk(NULL, nr, objects)

unsigned int kmem_cache_size(struct kmem_cache *cache);
/* Give back pages that hold no object.  0 if no page of the cache is left. */
int kmem_cache_shrink(struct kmem_cache *cache);

/* The caches in the format of /proc/slabinfo, version 2.1.  May sleep. */
void slabinfo_show(struct seq_file *m);

DEFINE_FREE(kfree, void *, if (!IS_ERR_OR_NULL(_T)) kfree(_T))

#endif /* LINUX_SLAB_H */
