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
#include <linux/log2.h>
#include <linux/overflow.h>
#include <linux/types.h>

/*
 * Cache flags.  Those for debugging (POISON, RED_ZONE, STORE_USER, CONSISTENCY_CHECKS, TRACE) have the
 * cache's objects watched with CONFIG_SLUB_DEBUG, and are accepted without effect otherwise.  NO_MERGE
 * and RECLAIM_ACCOUNT ask for what holds anyway or changes nothing that can be seen.  SLAB_ACCOUNT would be
 * a promise: kmem_cache_create() fails.
 *
 * TYPESAFE_BY_RCU: the memory of a freed object may be handed out as another one of the cache at once, but
 * as nothing else until all readers of RCU that may look at it are done.  Objects up to half a page; with
 * CONFIG_RCU; their cache's end may wait for readers.
 */
#define __SLAB_FLAG(value)	((__force slab_flags_t)(value))
#define SLAB_CONSISTENCY_CHECKS	__SLAB_FLAG(0x00000100U)
#define SLAB_RED_ZONE		__SLAB_FLAG(0x00000400U)
#define SLAB_POISON		__SLAB_FLAG(0x00000800U)
#define SLAB_HWCACHE_ALIGN	__SLAB_FLAG(0x00002000U)	/* to a cache line or a power-of-two part */
#define SLAB_CACHE_DMA		__SLAB_FLAG(0x00004000U)	/* from ZONE_DMA */
#define SLAB_CACHE_DMA32	__SLAB_FLAG(0x00008000U)	/* from ZONE_DMA32 */
#define SLAB_STORE_USER		__SLAB_FLAG(0x00010000U)
#define SLAB_RECLAIM_ACCOUNT	__SLAB_FLAG(0x00020000U)
#define SLAB_PANIC		__SLAB_FLAG(0x00040000U)	/* panic() instead of failing to create */
#define SLAB_TYPESAFE_BY_RCU	__SLAB_FLAG(0x00080000U)
#define SLAB_NO_MERGE		__SLAB_FLAG(0x01000000U)
#define SLAB_TRACE		__SLAB_FLAG(0x00200000U)	/* each allocation and free is printed */
#define SLAB_ACCOUNT		__SLAB_FLAG(0x04000000U)
#define SLAB_FAILSLAB		__SLAB_FLAG(0x02000000U)	/* failslab= is for caches with this flag */

/* What kmalloc(0) returns: not NULL, never to be read or written, and kfree() takes it. */
#define ZERO_SIZE_PTR		((void *)16)
#define ZERO_OR_NULL_PTR(p)	((unsigned long)(p) <= (unsigned long)ZERO_SIZE_PTR)

#define ARCH_KMALLOC_MINALIGN	8
#define ARCH_SLAB_MINALIGN	8
#define KMALLOC_MAX_ORDER	MAX_PAGE_ORDER
#define KMALLOC_MAX_SIZE	(1UL << (PAGE_SHIFT + KMALLOC_MAX_ORDER))

struct kmem_cache;
struct seq_file;

/* From here on kmalloc() works. */
void kmem_cache_init(void);

void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t gfp) __malloc;
/* @node: where, if there is memory; NUMA_NO_NODE: near the CPU that asks. */
void *kmem_cache_alloc_node(struct kmem_cache *cache, gfp_t gfp, int node) __malloc;

void *__kmalloc(size_t size, gfp_t gfp) __malloc __alloc_size(1);
void *__kmalloc_node(size_t size, gfp_t gfp, int node) __malloc __alloc_size(1);

#ifdef CONFIG_SLAB_SHEAVES

/* Each class of sizes has a cache. */
#define KMALLOC_SIZES											\
	KMALLOC_SIZE(8) KMALLOC_SIZE(16) KMALLOC_SIZE(24) KMALLOC_SIZE(32) KMALLOC_SIZE(40)		\
	KMALLOC_SIZE(48) KMALLOC_SIZE(56) KMALLOC_SIZE(64) KMALLOC_SIZE(80) KMALLOC_SIZE(96)		\
	KMALLOC_SIZE(112) KMALLOC_SIZE(128) KMALLOC_SIZE(160) KMALLOC_SIZE(192) KMALLOC_SIZE(224)	\
	KMALLOC_SIZE(256) KMALLOC_SIZE(320) KMALLOC_SIZE(384) KMALLOC_SIZE(448) KMALLOC_SIZE(512)	\
	KMALLOC_SIZE(640) KMALLOC_SIZE(768) KMALLOC_SIZE(896) KMALLOC_SIZE(1024) KMALLOC_SIZE(1280)	\
	KMALLOC_SIZE(1536) KMALLOC_SIZE(1792) KMALLOC_SIZE(2048) KMALLOC_SIZE(2560)			\
	KMALLOC_SIZE(3072) KMALLOC_SIZE(3584) KMALLOC_SIZES_16K KMALLOC_SIZES_64K
#define KMALLOC_CLASSES		(31 + 4 * (PAGE_SHIFT - 12))
#define KMALLOC_MAX_CACHE_SIZE	(3584U << (PAGE_SHIFT - 12))

/* With larger pages, to 7/8 of one. */
#if PAGE_SHIFT >= 14
#define KMALLOC_SIZES_16K										\
	KMALLOC_SIZE(4096) KMALLOC_SIZE(5120) KMALLOC_SIZE(6144) KMALLOC_SIZE(7168) KMALLOC_SIZE(8192)	\
	KMALLOC_SIZE(10240) KMALLOC_SIZE(12288) KMALLOC_SIZE(14336)
#else
#define KMALLOC_SIZES_16K
#endif
#if PAGE_SHIFT >= 16
#define KMALLOC_SIZES_64K										\
	KMALLOC_SIZE(16384) KMALLOC_SIZE(20480) KMALLOC_SIZE(24576) KMALLOC_SIZE(28672)			\
	KMALLOC_SIZE(32768) KMALLOC_SIZE(40960) KMALLOC_SIZE(49152) KMALLOC_SIZE(57344)
#else
#define KMALLOC_SIZES_64K
#endif

/* Of a size from 1 up: steps of 8 bytes to 64, then four from one power of two to the next. */
static __always_inline unsigned int kmalloc_class(size_t size)
{
	unsigned int log = size > 64 ? ilog2(size - 1) : 6;

	return size <= 64 ? (size - 1) / 8 : 4 * (log - 6) + ((size - 1) >> (log - 2)) + 4;
}

extern struct kmem_cache *const kmalloc_class_caches[KMALLOC_CLASSES];

/* kmem_cache_alloc() of @size bytes: behind them a watched object has its red zone. */
#ifdef CONFIG_SLUB_DEBUG
void *__kmalloc_cache(struct kmem_cache *cache, gfp_t gfp, size_t size) __malloc __alloc_size(3);
#else
#define __kmalloc_cache(cache, gfp, size)	kmem_cache_alloc(cache, gfp)
#endif

static __always_inline __malloc __alloc_size(1) void *kmalloc(size_t size, gfp_t gfp)
{
	if (__builtin_constant_p(size) && size - 1 < KMALLOC_MAX_CACHE_SIZE)
		return __kmalloc_cache(kmalloc_class_caches[kmalloc_class(size)], gfp, size);
	return __kmalloc(size, gfp);
}

#else

#define KMALLOC_MAX_CACHE_SIZE	PAGE_SIZE

static __always_inline __malloc __alloc_size(1) void *kmalloc(size_t size, gfp_t gfp)
{
	return __kmalloc(size, gfp);
}

#endif

/* For functions that allocate for their caller: whom reports name. */
void *__kmalloc_node_track_caller(size_t size, gfp_t gfp, int node, unsigned long caller)
	__malloc __alloc_size(1);
#define kmalloc_node_track_caller(size, gfp, node)				\
	__kmalloc_node_track_caller(size, gfp, node, _RET_IP_)
#define kmalloc_track_caller(size, gfp)						\
	__kmalloc_node_track_caller(size, gfp, NUMA_NO_NODE, _RET_IP_)

static __always_inline __malloc __alloc_size(1) void *kmalloc_node(size_t size, gfp_t gfp, int node)
{
	return __kmalloc_node(size, gfp, node);
}

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
 * Objects by their type, or by that of what an expression points to: kmalloc_obj(*p), kzalloc_objs(int, 5),
 * kmalloc_flex(*p, member, count).  The flags may be left out: GFP_KERNEL.
 */
#ifdef __CHECKER__	/* has no __VA_OPT__ */
#define __gfp_of(none, gfp, ...)	gfp
#define __default_gfp(...)		__gfp_of(, ##__VA_ARGS__, GFP_KERNEL)
#else
#define __gfp_of(gfp, ...)		gfp
#define __default_gfp(...)		__gfp_of(__VA_ARGS__ __VA_OPT__(,) GFP_KERNEL)
#endif
#define __alloc_objs(alloc, gfp, type, count)					\
	((type *)alloc(size_mul(sizeof(type), count), gfp))
#define __alloc_flex(alloc, gfp, type, member, count)				\
	((type *)alloc(struct_size_t(type, member, count), gfp))

#define kmalloc_obj(what, ...)							\
	__alloc_objs(kmalloc, __default_gfp(__VA_ARGS__), __typeof__(what), 1)
#define kmalloc_objs(what, count, ...)						\
	__alloc_objs(kmalloc, __default_gfp(__VA_ARGS__), __typeof__(what), count)
#define kmalloc_flex(what, member, count, ...)					\
	__alloc_flex(kmalloc, __default_gfp(__VA_ARGS__), __typeof__(what), member, count)
#define kzalloc_obj(what, ...)							\
	__alloc_objs(kzalloc, __default_gfp(__VA_ARGS__), __typeof__(what), 1)
#define kzalloc_objs(what, count, ...)						\
	__alloc_objs(kzalloc, __default_gfp(__VA_ARGS__), __typeof__(what), count)
#define kzalloc_flex(what, member, count, ...)					\
	__alloc_flex(kzalloc, __default_gfp(__VA_ARGS__), __typeof__(what), member, count)
#define kvmalloc_obj(what, ...)							\
	__alloc_objs(kvmalloc, __default_gfp(__VA_ARGS__), __typeof__(what), 1)
#define kvmalloc_objs(what, count, ...)						\
	__alloc_objs(kvmalloc, __default_gfp(__VA_ARGS__), __typeof__(what), count)
#define kvzalloc_obj(what, ...)							\
	__alloc_objs(kvzalloc, __default_gfp(__VA_ARGS__), __typeof__(what), 1)
#define kvzalloc_objs(what, count, ...)						\
	__alloc_objs(kvzalloc, __default_gfp(__VA_ARGS__), __typeof__(what), count)

/*
 * Memory that need not be contiguous: what kmalloc() cannot give without trouble comes from vmalloc(),
 * unless the flags forbid to sleep.  At most INT_MAX bytes.  Freed by kvfree(), which takes what any of
 * kmalloc() and vmalloc() gave; of the latter it may sleep.
 */
void *kvmalloc_node(size_t size, gfp_t gfp, int node) __malloc __alloc_size(1);
void kvfree(const void *p);
/* Clears @size bytes first. */
void kvfree_sensitive(const void *p, size_t size);
/* As krealloc(). */
void * __must_check kvrealloc(const void *p, size_t size, gfp_t gfp) __alloc_size(2);

static __always_inline __malloc __alloc_size(1) void *kvmalloc(size_t size, gfp_t gfp)
{
	return kvmalloc_node(size, gfp, NUMA_NO_NODE);
}

static __always_inline __malloc __alloc_size(1) void *kvzalloc(size_t size, gfp_t gfp)
{
	return kvmalloc_node(size, gfp | __GFP_ZERO, NUMA_NO_NODE);
}

static __always_inline __malloc __alloc_size(1) void *kvzalloc_node(size_t size, gfp_t gfp, int node)
{
	return kvmalloc_node(size, gfp | __GFP_ZERO, node);
}

static __always_inline __malloc __alloc_size(1, 2)
void *kvmalloc_array_node(size_t n, size_t size, gfp_t gfp, int node)
{
	size_t bytes;

	if (check_mul_overflow(n, size, &bytes))
		return NULL;
	return kvmalloc_node(bytes, gfp, node);
}

static __always_inline __malloc __alloc_size(1, 2)
void *kvmalloc_array(size_t n, size_t size, gfp_t gfp)
{
	return kvmalloc_array_node(n, size, gfp, NUMA_NO_NODE);
}

static __always_inline __malloc __alloc_size(1, 2) void *kvcalloc(size_t n, size_t size, gfp_t gfp)
{
	return kvmalloc_array_node(n, size, gfp | __GFP_ZERO, NUMA_NO_NODE);
}

static __always_inline __malloc __alloc_size(1, 2)
void *kvcalloc_node(size_t n, size_t size, gfp_t gfp, int node)
{
	return kvmalloc_array_node(n, size, gfp | __GFP_ZERO, node);
}

/* What a cache may ask for besides name, size and flags; 0 or NULL where it does not. */
struct kmem_cache_args {
	unsigned int align;		/* bytes: a power of two up to PAGE_SIZE */
	/* What may be copied to and from user space, of which there is none: it is only checked. */
	unsigned int useroffset, usersize;
	/* Where the allocator may link free objects of a SLAB_TYPESAFE_BY_RCU cache.  It does not. */
	unsigned int freeptr_offset;
	bool use_freeptr_offset;
	void (*ctor)(void *object);
	unsigned int sheaf_capacity;	/* SLUB: objects that each CPU keeps at most */
};

/*
 * A cache of objects of @size bytes.  NULL for impossible arguments, which are reported, or without memory.
 * May sleep.  @name is copied.
 *
 * A constructor prepares an object before it is handed out for the first time; whoever frees an object
 * leaves it in that state again.  It may be called more often.  __GFP_ZERO is refused then.
 *
 * kmem_cache_create(name, size, args, flags), args NULL or a struct kmem_cache_args *;
 * kmem_cache_create(name, size, align, flags, ctor).
 */
struct kmem_cache *__kmem_cache_create_args(const char *name, unsigned int size,
					    const struct kmem_cache_args *args, slab_flags_t flags);
struct kmem_cache *__kmem_cache_create(const char *name, unsigned int size, unsigned int align,
				       slab_flags_t flags, void (*ctor)(void *object));
struct kmem_cache *kmem_cache_create_usercopy(const char *name, unsigned int size, unsigned int align,
					      slab_flags_t flags, unsigned int useroffset,
					      unsigned int usersize, void (*ctor)(void *object));

#ifdef __cplusplus
extern "C++" {
static inline struct kmem_cache *kmem_cache_create(const char *name, unsigned int size,
						   const struct kmem_cache_args *args, slab_flags_t flags)
{
	return __kmem_cache_create_args(name, size, args, flags);
}

static inline struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align,
						   slab_flags_t flags, void (*ctor)(void *object))
{
	return __kmem_cache_create(name, size, align, flags, ctor);
}
}
#else
#define kmem_cache_create(name, size, args, ...)				\
	_Generic((args),							\
		 struct kmem_cache_args *: __kmem_cache_create_args,		\
		 const struct kmem_cache_args *: __kmem_cache_create_args,	\
		 void *: __kmem_cache_create_args,				\
		 default: __kmem_cache_create)(name, size, args, __VA_ARGS__)
#endif

#define KMEM_CACHE(__struct, __flags)						\
	__kmem_cache_create(#__struct, sizeof(struct __struct), __alignof__(struct __struct),	\
			    __flags, NULL)
#define KMEM_CACHE_USERCOPY(__struct, __flags, __field)				\
	kmem_cache_create_usercopy(#__struct, sizeof(struct __struct),		\
				   __alignof__(struct __struct), __flags,	\
				   offsetof(struct __struct, __field),		\
				   sizeof_field(struct __struct, __field), NULL)

/* With objects in use, these are reported and the cache stays.  NULL is fine.  May sleep. */
void kmem_cache_destroy(struct kmem_cache *cache);

/* Print what @object is or lies in, on a line of its own.  False, and nothing, if it is no object's. */
bool kmem_dump_obj(void *object);

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

#ifdef CONFIG_SLAB
/*
 * Objects that a CPU keeps of a cache, that move at a time (at most half of them), and batches that the
 * CPUs of a node share.  -ENOENT: there is no such cache, or no CPU keeps objects of it; -EINVAL; -ENOMEM:
 * some of it may have been done.  May sleep; the cache must not end meanwhile.
 */
int slab_tune(const char *name, unsigned int limit, unsigned int batch, unsigned int shared);
#endif

/* The caches in the format of /proc/slabinfo, version 2.1.  May sleep. */
void slabinfo_show(struct seq_file *m);

#ifdef CONFIG_SLAB_SHEAVES
/* The caches that are others' under another name, and how many share each.  May sleep. */
void slab_aliases_show(struct seq_file *m);
#endif

/*
 * With CONFIG_SLUB_DEBUG: check each watched object of the cache, in use or not; damage is reported;
 * returns how many are damaged.
 */
int kmem_cache_validate(struct kmem_cache *cache);
/* The same of all caches, with a line for each that is watched. */
int slab_validate_show(struct seq_file *m);
/*
 * Who allocated the objects in use of the cache of this name, or with @frees who freed its objects
 * last: the sites by their number, with ages in milliseconds.  -ENOENT: no such cache; -EOPNOTSUPP: it
 * does not know.
 */
int slab_traces_show(struct seq_file *m, const char *name, bool frees);

DEFINE_FREE(kfree, void *, if (!IS_ERR_OR_NULL(_T)) kfree(_T))
DEFINE_FREE(kfree_sensitive, void *, if (!IS_ERR_OR_NULL(_T)) kfree_sensitive(_T))
DEFINE_FREE(kvfree, void *, if (!IS_ERR_OR_NULL(_T)) kvfree(_T))

#endif /* LINUX_SLAB_H */
