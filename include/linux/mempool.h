/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MEMPOOL_H
#define LINUX_MEMPOOL_H

/*
 * Pools of elements with a reserve: who may sleep always gets one.
 *
 * A pool asks its allocator first, and takes from the reserve when that has nothing; what is freed fills
 * the reserve before it goes back to the allocator.  Whoever may sleep and finds nothing waits for
 * somebody else's free, so the users of a pool must free what they have without waiting for more of it:
 * at most one element for each step that is under way, and min_nr for the step that has to go on.
 *
 * @min_nr: elements in the reserve, all there when the pool is made; 0 is a pool that only waits.
 */

#include <linux/compiler.h>
#include <linux/gfp_types.h>
#include <linux/list.h>
#include <linux/numa.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>

struct kmem_cache;
struct seq_file;

/* An element or NULL, in any context that the flags allow; and its end, in any context. */
typedef void *(mempool_alloc_t)(gfp_t gfp, void *pool_data);
typedef void (mempool_free_t)(void *element, void *pool_data);

typedef struct mempool_s {
	spinlock_t lock;
	int min_nr;			/* lock; read without it */
	int curr_nr;			/* in the reserve; lock, read without it */
	int keep_nr;			/* what frees fill it to: min_nr, at least 1 */
	void **elements;		/* lock; NULL: no pool */
	void *pool_data;
	mempool_alloc_t *alloc;
	mempool_free_t *free;
	wait_queue_head_t wait;
#ifdef CONFIG_MM_REPORTS
	struct list_head list;		/* all pools; the lock of mm/objects/mempool.c */
	unsigned long caller;
	const char *name;		/* of what it was made of, where that has one */
#endif
} mempool_t;

/*
 * The pool's own memory is the caller's: of mempool_init() and its kin in a structure that he has, ended
 * by mempool_exit(); of mempool_create() allocated, ended by mempool_destroy().  -ENOMEM, or NULL, if the
 * reserve cannot be filled; -EINVAL, or NULL and a report, for a negative @min_nr.  May sleep as @gfp says;
 * those without it sleep.
 */
int mempool_init(mempool_t *pool, int min_nr, mempool_alloc_t *alloc, mempool_free_t *free,
		 void *pool_data) __must_check;
int mempool_init_node(mempool_t *pool, int min_nr, mempool_alloc_t *alloc, mempool_free_t *free,
		      void *pool_data, gfp_t gfp, int node) __must_check;
mempool_t *mempool_create(int min_nr, mempool_alloc_t *alloc, mempool_free_t *free, void *pool_data)
	__must_check;
mempool_t *mempool_create_node(int min_nr, mempool_alloc_t *alloc, mempool_free_t *free,
			       void *pool_data, gfp_t gfp, int node) __must_check;

/*
 * Every element must have been freed: those that are missing are reported, by their number, and can be
 * freed later, for which the memory of a pool of mempool_create() stays.  NULL is
 * fine, and so is a structure of zeroes, or one that ended already.  Nobody else uses the pool any more.
 * Any context that the pool's free function allows.
 */
void mempool_exit(mempool_t *pool);
void mempool_destroy(mempool_t *pool);

/*
 * Another size of the reserve, filled at once.  -ENOMEM: it is what it was.  Others may allocate and free
 * meanwhile, but not resize.  May sleep.
 */
int mempool_resize(mempool_t *pool, int new_min_nr) __must_check;

/*
 * An element.  With __GFP_DIRECT_RECLAIM in @gfp never NULL: it waits; may sleep.  Without: any context,
 * NULL if the allocator and the reserve have nothing.  The allocator is asked not to try hard, and not to
 * report.  Not __GFP_ZERO, which the reserve cannot keep: reported when it is used.
 */
void *mempool_alloc(mempool_t *pool, gfp_t gfp) __malloc;
/* From the reserve only: NULL if it is empty.  Any context. */
void *mempool_alloc_preallocated(mempool_t *pool) __malloc;
/*
 * Give it back.  Any context.  NULL is fine.  What lies in the reserve already (among the 64 that came
 * last) is reported and refused.
 */
void mempool_free(void *element, mempool_t *pool);

static inline bool mempool_initialized(const mempool_t *pool)
{
	return pool->elements != NULL;
}

/* Is the reserve full?  It may change at once.  Any context. */
static inline bool mempool_is_saturated(const mempool_t *pool)
{
	return READ_ONCE(pool->curr_nr) >= READ_ONCE(pool->min_nr);
}

/* Objects of a cache without constructor; @pool_data: the cache. */
void *mempool_alloc_slab(gfp_t gfp, void *pool_data);
void mempool_free_slab(void *element, void *pool_data);

static inline int mempool_init_slab_pool(mempool_t *pool, int min_nr, struct kmem_cache *cache)
{
	return mempool_init(pool, min_nr, mempool_alloc_slab, mempool_free_slab, (void *)cache);
}

static inline mempool_t *mempool_create_slab_pool(int min_nr, struct kmem_cache *cache)
{
	return mempool_create(min_nr, mempool_alloc_slab, mempool_free_slab, (void *)cache);
}

/* Memory of kmalloc(); @pool_data: the size in bytes. */
void *mempool_kmalloc(gfp_t gfp, void *pool_data);
void mempool_kfree(void *element, void *pool_data);

static inline int mempool_init_kmalloc_pool(mempool_t *pool, int min_nr, size_t size)
{
	return mempool_init(pool, min_nr, mempool_kmalloc, mempool_kfree, (void *)size);
}

static inline mempool_t *mempool_create_kmalloc_pool(int min_nr, size_t size)
{
	return mempool_create(min_nr, mempool_kmalloc, mempool_kfree, (void *)size);
}

/* Blocks of pages: an element is a struct page *; @pool_data: the order. */
void *mempool_alloc_pages(gfp_t gfp, void *pool_data);
void mempool_free_pages(void *element, void *pool_data);

static inline int mempool_init_page_pool(mempool_t *pool, int min_nr, int order)
{
	return mempool_init(pool, min_nr, mempool_alloc_pages, mempool_free_pages, (void *)(long)order);
}

static inline mempool_t *mempool_create_page_pool(int min_nr, int order)
{
	return mempool_create(min_nr, mempool_alloc_pages, mempool_free_pages, (void *)(long)order);
}

/* The pools there are: the command "mempools".  Thread context; CONFIG_MM_REPORTS. */
void mempools_show(struct seq_file *m);

#endif /* LINUX_MEMPOOL_H */
