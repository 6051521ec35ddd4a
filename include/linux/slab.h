/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SLAB_H
#define LINUX_SLAB_H

/*
 * Allocate objects of any size (kmalloc()), and objects of one size (caches).
 *
 * Sizes are in bytes.  An allocation may sleep if @gfp contains __GFP_DIRECT_RECLAIM; without it,
 * every context is allowed.  Allocation functions return NULL if memory is exhausted, and print a
 * report unless @gfp contains __GFP_NOWARN.  The caller owns the object until it frees it.  The
 * contents are undefined unless @gfp contains __GFP_ZERO.
 *
 * kmalloc() aligns an object to its size if the size is a power of two up to PAGE_SIZE, to
 * PAGE_SIZE if the size is larger than a page, to 16 bytes for other multiples of 16, and to 8
 * bytes for all other sizes.  A cache aligns its objects as its creator requested, at least to 8
 * bytes.
 *
 * Objects may be freed in every context.  Freeing NULL does nothing.  Freeing a pointer that is not
 * the start of an allocated object (freed before, inside an object, of another cache) is refused
 * and reported with the caller.
 */

#include <linux/cleanup.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/hash.h>
#include <linux/log2.h>
#include <linux/overflow.h>
#include <linux/percpu-refcount.h>
#include <linux/types.h>
#include <linux/workqueue.h>

/*
 * Flags of a cache.
 *
 * SLAB_CONSISTENCY_CHECKS, SLAB_RED_ZONE, SLAB_POISON, SLAB_STORE_USER and SLAB_TRACE enable
 * debugging of the cache's objects if CONFIG_SLUB_DEBUG is set, and have no effect otherwise.
 * SLAB_NO_MERGE stops SLUB and SLAB from merging the cache with other caches of the same size.
 * Objects of SLAB_RECLAIM_ACCOUNT caches are counted as reclaimable (SReclaimable in meminfo).
 * SLAB_ACCOUNT has no effect, as in a Linux without memory control groups.
 *
 * SLAB_TYPESAFE_BY_RCU lets the cache reuse the memory of a freed object immediately for another
 * object of the same cache.  For any other purpose, the memory is reused only after all RCU
 * readers have finished.  The flag needs CONFIG_RCU.  Destroying such a cache may wait for readers.
 */
#define __SLAB_FLAG(value)	((__force slab_flags_t)(value))
#define SLAB_CONSISTENCY_CHECKS	__SLAB_FLAG(0x00000100U)
#define SLAB_RED_ZONE		__SLAB_FLAG(0x00000400U)
#define SLAB_POISON		__SLAB_FLAG(0x00000800U)
#define SLAB_HWCACHE_ALIGN __SLAB_FLAG(0x00002000U) /* align to a cache line or a part of it */
#define SLAB_CACHE_DMA		__SLAB_FLAG(0x00004000U)	/* memory from ZONE_DMA */
#define SLAB_CACHE_DMA32	__SLAB_FLAG(0x00008000U)	/* memory from ZONE_DMA32 */
#define SLAB_STORE_USER		__SLAB_FLAG(0x00010000U)
#define SLAB_RECLAIM_ACCOUNT	__SLAB_FLAG(0x00020000U)
#define SLAB_PANIC		__SLAB_FLAG(0x00040000U)	/* panic() if creation fails */
#define SLAB_TYPESAFE_BY_RCU	__SLAB_FLAG(0x00080000U)
#define SLAB_NO_MERGE		__SLAB_FLAG(0x01000000U)
#define SLAB_TRACE		__SLAB_FLAG(0x00200000U)	/* print each allocation and free */
#define SLAB_ACCOUNT		__SLAB_FLAG(0)
#define SLAB_FAILSLAB		__SLAB_FLAG(0x02000000U)	/* failslab= affects this cache */

/* kmalloc(0) returns this pointer.  It must not be dereferenced; kfree() accepts it. */
#define ZERO_SIZE_PTR		((void *)16)
#define ZERO_OR_NULL_PTR(p)	((unsigned long)(p) <= (unsigned long)ZERO_SIZE_PTR)

#define ARCH_KMALLOC_MINALIGN	8
#define ARCH_SLAB_MINALIGN	8
#define KMALLOC_MAX_ORDER	MAX_PAGE_ORDER
#define KMALLOC_MAX_SIZE	(1UL << (PAGE_SHIFT + KMALLOC_MAX_ORDER))

struct kmem_cache;
struct seq_file;

/* Set up the allocator at boot; kmalloc() works afterwards. */
void kmem_cache_init(void);

void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t gfp) __malloc;
/* Prefer memory of @node.  NUMA_NO_NODE stands for the calling CPU's node. */
void *kmem_cache_alloc_node(struct kmem_cache *cache, gfp_t gfp, int node) __malloc;

void *__kmalloc(size_t size, gfp_t gfp) __malloc __alloc_size(1);
void *__kmalloc_node(size_t size, gfp_t gfp, int node) __malloc __alloc_size(1);

#ifdef CONFIG_SLAB_SHEAVES

/* kmalloc() has caches of each type (normal, reclaimable, DMA) for these sizes. */
#define KMALLOC_SIZES \
	KMALLOC_SIZE(8) KMALLOC_SIZE(16) KMALLOC_SIZE(24) KMALLOC_SIZE(32) KMALLOC_SIZE(40) \
	KMALLOC_SIZE(48) KMALLOC_SIZE(56) KMALLOC_SIZE(64) KMALLOC_SIZE(80) KMALLOC_SIZE(96) \
	KMALLOC_SIZE(112) KMALLOC_SIZE(128) KMALLOC_SIZE(160) KMALLOC_SIZE(192) KMALLOC_SIZE(224) \
	KMALLOC_SIZE(256) KMALLOC_SIZE(320) KMALLOC_SIZE(384) KMALLOC_SIZE(448) KMALLOC_SIZE(512) \
	KMALLOC_SIZE(640) KMALLOC_SIZE(768) KMALLOC_SIZE(896) KMALLOC_SIZE(1024) \
	KMALLOC_SIZE(1280) \
	KMALLOC_SIZE(1536) KMALLOC_SIZE(1792) KMALLOC_SIZE(2048) KMALLOC_SIZE(2560) \
	KMALLOC_SIZE(3072) KMALLOC_SIZE(3584) KMALLOC_SIZES_16K KMALLOC_SIZES_64K
#define KMALLOC_CLASSES		(31 + 4 * (PAGE_SHIFT - 12))
#define KMALLOC_MAX_CACHE_SIZE	(3584U << (PAGE_SHIFT - 12))

/* For every page size, the largest kmalloc() cache has objects of 7/8 page. */
#if PAGE_SHIFT >= 14
#define KMALLOC_SIZES_16K \
	KMALLOC_SIZE(4096) KMALLOC_SIZE(5120) KMALLOC_SIZE(6144) KMALLOC_SIZE(7168) \
	KMALLOC_SIZE(8192) \
	KMALLOC_SIZE(10240) KMALLOC_SIZE(12288) KMALLOC_SIZE(14336)
#else
#define KMALLOC_SIZES_16K
#endif
#if PAGE_SHIFT >= 16
#define KMALLOC_SIZES_64K								\
	KMALLOC_SIZE(16384) KMALLOC_SIZE(20480) KMALLOC_SIZE(24576) KMALLOC_SIZE(28672)	\
	KMALLOC_SIZE(32768) KMALLOC_SIZE(40960) KMALLOC_SIZE(49152) KMALLOC_SIZE(57344)
#else
#define KMALLOC_SIZES_64K
#endif

/*
 * Return the index of the smallest class that holds @size bytes; @size must not be 0.  Classes are
 * 8 bytes apart up to 64; above that, each power of two is divided into four classes.
 */
static __always_inline unsigned int kmalloc_class(size_t size)
{
	unsigned int log = size > 64 ? ilog2(size - 1) : 6;

	return size <= 64 ? (size - 1) / 8 : 4 * (log - 6) + ((size - 1) >> (log - 2)) + 4;
}

extern struct kmem_cache *const kmalloc_class_caches[KMALLOC_CLASSES];

/*
 * Allocate an object from @cache for a request of @size bytes.  CONFIG_SLUB_DEBUG places the red
 * zone directly behind these @size bytes.
 */
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

/*
 * Allocate memory in a function that wraps kmalloc().  Reports print @caller, the code address that
 * called the wrapper, as the owner of the memory.
 */
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
/* Clear the object before freeing it. */
void kfree_sensitive(const void *object);
/*
 * Return the number of usable bytes, which is at least the requested size.  Returns 0 for NULL and
 * ZERO_SIZE_PTR.
 */
size_t ksize(const void *object);
/* Return the number of bytes that ksize() would report for an object of kmalloc(@size). */
size_t kmalloc_size_roundup(size_t size);

static __always_inline __malloc __alloc_size(1) void *kzalloc(size_t size, gfp_t gfp)
{
	return kmalloc(size, gfp | __GFP_ZERO);
}

static __always_inline __malloc __alloc_size(1) void *kzalloc_node(size_t size, gfp_t gfp, int node)
{
	return kmalloc_node(size, gfp | __GFP_ZERO, node);
}

/* Allocate an array of @n elements of @size bytes.  Returns NULL if the product overflows. */
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
 * Resize an object and preserve its contents up to the smaller of the old and new size.  On
 * failure, return NULL and leave @object allocated.  If @object is NULL, allocate a new object.  If
 * @new_size is 0, free @object and return ZERO_SIZE_PTR.  __GFP_ZERO clears the added bytes only if
 * every earlier allocation and resize of the object used __GFP_ZERO, too.
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
 * Allocate objects by type, or by the type of an expression: kmalloc_obj(*p), kzalloc_objs(int, 5),
 * kmalloc_flex(*p, member, count).  GFP_KERNEL is the default of the last argument.
 */
#ifdef __CHECKER__	/* sparse has no __VA_OPT__ */
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
 * Allocate memory that need not be physically contiguous, at most INT_MAX bytes.  A request above
 * PAGE_SIZE falls back to vmalloc() if @gfp allows sleeping and kmalloc() fails without retries.
 * kvfree() frees memory of kmalloc() and of vmalloc(); freeing memory of vmalloc() may sleep.
 */
void *kvmalloc_node(size_t size, gfp_t gfp, int node) __malloc __alloc_size(1);
void kvfree(const void *p);
/* Clear @size bytes before freeing them. */
void kvfree_sensitive(const void *p, size_t size);
/* Resize as krealloc() does. */
void * __must_check kvrealloc(const void *p, size_t size, gfp_t gfp) __alloc_size(2);

static __always_inline __malloc __alloc_size(1) void *kvmalloc(size_t size, gfp_t gfp)
{
	return kvmalloc_node(size, gfp, NUMA_NO_NODE);
}

static __always_inline __malloc __alloc_size(1) void *kvzalloc(size_t size, gfp_t gfp)
{
	return kvmalloc_node(size, gfp | __GFP_ZERO, NUMA_NO_NODE);
}

static __always_inline __malloc __alloc_size(1) void *kvzalloc_node(size_t size, gfp_t gfp,
								    int node)
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

/* Optional properties of a cache; 0 or NULL selects the default. */
struct kmem_cache_args {
	unsigned int align;		/* bytes; a power of two up to PAGE_SIZE */
	/*
	 * Offset and size of the bytes that may be copied to and from user space.  Quarry has no
	 * user space and only checks that the range lies in the object.
	 */
	unsigned int useroffset, usersize;
	/*
	 * Ignored.  Linux stores the free pointer of a SLAB_TYPESAFE_BY_RCU object at this offset.
	 */
	unsigned int freeptr_offset;
	bool use_freeptr_offset;
	void (*ctor)(void *object);
	unsigned int sheaf_capacity;	/* SLUB: maximum number of objects cached for each CPU */
};

/*
 * Create a cache of objects of @size bytes.  Returns NULL if memory is exhausted, or if an argument
 * is invalid, which is reported.  May sleep.  @name is copied.
 *
 * The constructor initializes an object before its first allocation.  It may run again for the same
 * object.  The caller must free an object in its constructed state.  A cache with a constructor
 * refuses __GFP_ZERO.
 *
 * There are two forms: kmem_cache_create(name, size, args, flags), with a struct kmem_cache_args *
 * that may be NULL, and kmem_cache_create(name, size, align, flags, ctor).
 */
struct kmem_cache *__kmem_cache_create_args(const char *name, unsigned int size,
					    const struct kmem_cache_args *args, slab_flags_t flags);
struct kmem_cache *__kmem_cache_create(const char *name, unsigned int size, unsigned int align,
				       slab_flags_t flags, void (*ctor)(void *object));
struct kmem_cache *kmem_cache_create_usercopy(const char *name, unsigned int size,
					      unsigned int align, slab_flags_t flags,
					      unsigned int useroffset, unsigned int usersize,
					      void (*ctor)(void *object));

#ifdef __cplusplus
extern "C++" {
static inline struct kmem_cache *kmem_cache_create(const char *name, unsigned int size,
						   const struct kmem_cache_args *args,
						   slab_flags_t flags)
{
	return __kmem_cache_create_args(name, size, args, flags);
}

static inline struct kmem_cache *kmem_cache_create(const char *name, unsigned int size,
						   unsigned int align, slab_flags_t flags,
						   void (*ctor)(void *object))
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

/*
 * Destroy a cache.  If objects are still allocated, report them and retain the cache.  NULL is
 * ignored.  May sleep.
 */
void kmem_cache_destroy(struct kmem_cache *cache);

/*
 * Print one line about the object that contains the address @object.  Returns false and prints
 * nothing if no object contains it.
 */
bool kmem_dump_obj(void *object);

void kmem_cache_free(struct kmem_cache *cache, void *object);

static inline void *kmem_cache_zalloc(struct kmem_cache *cache, gfp_t gfp)
{
	return kmem_cache_alloc(cache, gfp | __GFP_ZERO);
}

/* Allocate @nr objects and return @nr.  If one allocation fails, free the others and return 0. */
int kmem_cache_alloc_bulk(struct kmem_cache *cache, gfp_t gfp, size_t nr, void **objects);
/* Free @nr objects.  If @cache is NULL, each object is freed to its own cache, as kfree() does. */
void kmem_cache_free_bulk(struct kmem_cache *cache, size_t nr, void **objects);
#define kfree_bulk(nr, objects)	kmem_cache_free_bulk(NULL, nr, objects)

unsigned int kmem_cache_size(struct kmem_cache *cache);
/* Free the pages that hold no object.  Returns 0 if the cache has no pages left. */
int kmem_cache_shrink(struct kmem_cache *cache);

#ifdef CONFIG_SLAB
/*
 * Set the sizes of a cache's object lists.  @limit is the maximum number of objects cached per CPU.
 * @batch is the number of objects that one refill or flush moves, at most half of @limit.  @shared
 * is the number of batches in the list that the CPUs of a node share.
 *
 * Returns 0, -ENOENT if the cache does not exist or has no per-CPU lists, -EINVAL for invalid
 * values, or -ENOMEM.  After -ENOMEM, the new values may apply to only part of the CPUs.  May
 * sleep.  The caller must ensure that the cache is not destroyed during the call.
 */
int slab_tune(const char *name, unsigned int limit, unsigned int batch, unsigned int shared);
#endif

/* Print all caches in the format of /proc/slabinfo, version 2.1.  May sleep. */
void slabinfo_show(struct seq_file *m);

#ifdef CONFIG_SLAB_SHEAVES
/*
 * Print each cache that several names share because SLUB or SLAB merged them, and the number of
 * these names.  May sleep.
 */
void slab_aliases_show(struct seq_file *m);
#endif

/*
 * Check every object of a cache that CONFIG_SLUB_DEBUG watches, allocated or free.  Reports damaged
 * objects and returns their number.
 */
int kmem_cache_validate(struct kmem_cache *cache);
/* Check all caches and print one line for each watched cache. */
int slab_validate_show(struct seq_file *m);
/*
 * Print the call sites that allocated the objects of a cache or, with @frees, freed them last,
 * sorted by the number of objects, with ages in milliseconds.  Returns -ENOENT if the cache does
 * not exist, or -EOPNOTSUPP if it does not record call sites.
 */
int slab_traces_show(struct seq_file *m, const char *name, bool frees);

DEFINE_FREE(kfree, void *, if (!IS_ERR_OR_NULL(_T)) kfree(_T))
DEFINE_FREE(kfree_sensitive, void *, if (!IS_ERR_OR_NULL(_T)) kfree_sensitive(_T))
DEFINE_FREE(kvfree, void *, if (!IS_ERR_OR_NULL(_T)) kvfree(_T))

#endif /* LINUX_SLAB_H */
