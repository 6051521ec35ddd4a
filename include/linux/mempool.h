/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MEMPOOL_H
#define LINUX_MEMPOOL_H

/*
 * A memory pool guarantees an element to every caller that may sleep.
 *
 * mempool_alloc() calls the pool's allocator first and uses the reserve only if the allocator
 * fails.  mempool_free() refills the reserve before it calls the pool's free function.  If the
 * reserve is empty, a caller that may sleep waits until another user frees an element.  To avoid a
 * deadlock, a user must free its elements without waiting for more elements, and min_nr must be at
 * least the number of elements that one operation needs.
 *
 * The reserve of @min_nr elements is filled when the pool is created.  @min_nr may be 0.
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

/*
 * Functions of the pool's owner.  The first allocates an element, or returns NULL, in any context
 * that @gfp allows.  The second frees an element, in any context.
 */
typedef void *(mempool_alloc_t)(gfp_t gfp, void *pool_data);
typedef void (mempool_free_t)(void *element, void *pool_data);

typedef struct mempool_s {
	spinlock_t lock;
	int min_nr;			/* written under lock */
	int curr_nr;			/* elements in the reserve; written under lock */
	int keep_nr;			/* target of refills: min_nr, at least 1 */
	void **elements;		/* the reserve, under lock; NULL if there is no pool */
	void *pool_data;
	mempool_alloc_t *alloc;
	mempool_free_t *free;
	wait_queue_head_t wait;
#ifdef CONFIG_MM_REPORTS
	struct list_head list;		/* in the list of all pools (mempool.c) */
	unsigned long caller;
	const char *name;		/* name of the elements' cache, or NULL */
#endif
} mempool_t;

/*
 * Create a pool.  mempool_init() uses a structure of the caller, and mempool_exit() undoes it.
 * mempool_create() allocates the structure, and mempool_destroy() undoes it.  If the reserve cannot
 * be filled, the functions return -ENOMEM or NULL.  If @min_nr is negative, they print a report and
 * return -EINVAL or NULL.  Functions with a @gfp parameter may sleep if @gfp allows it; the other
 * functions may sleep.
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
 * Destroy a pool that has no users.  All elements must have been freed before.  If elements are
 * missing, their number is reported.  Missing elements can still be freed, and the structure of
 * mempool_create() is therefore not freed.  NULL, a zeroed structure and a pool that was destroyed
 * before are ignored.  Context: any that the pool's free function allows.
 */
void mempool_exit(mempool_t *pool);
void mempool_destroy(mempool_t *pool);

/*
 * Change the size of the reserve and fill it.  Returns 0; -ENOMEM, without a change, if memory is
 * exhausted; or -EINVAL and a report if @new_min_nr is negative or the pool was destroyed.  Other
 * threads may allocate and free during the call, but not resize.  May sleep.
 */
int mempool_resize(mempool_t *pool, int new_min_nr) __must_check;

/*
 * Allocate an element.  If @gfp contains __GFP_DIRECT_RECLAIM, the function may sleep and never
 * returns NULL.  Otherwise any context is allowed, and the function returns NULL if the allocator
 * fails and the reserve is empty.  The allocator is called with __GFP_NORETRY and __GFP_NOWARN
 * added.  __GFP_ZERO is reported because elements of the reserve are not cleared.
 */
void *mempool_alloc(mempool_t *pool, gfp_t gfp) __malloc;
/* Allocate from the reserve, or return NULL if it is empty.  Context: any. */
void *mempool_alloc_preallocated(mempool_t *pool) __malloc;
/*
 * Free an element.  NULL is ignored.  While the reserve is not full, an element that is already
 * among the 64 most recent elements of the reserve is refused and reported.  Context: any.
 */
void mempool_free(void *element, mempool_t *pool);

static inline bool mempool_initialized(const mempool_t *pool)
{
	return pool->elements != NULL;
}

/* Return true if the reserve is full.  The result may be outdated immediately.  Context: any. */
static inline bool mempool_is_saturated(const mempool_t *pool)
{
	return READ_ONCE(pool->curr_nr) >= READ_ONCE(pool->min_nr);
}

/* Elements are objects of a cache without constructor; @pool_data is the cache. */
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

/* Elements are memory of kmalloc(); @pool_data is the size in bytes. */
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

/* Elements are blocks of pages (struct page *); @pool_data is the order. */
void *mempool_alloc_pages(gfp_t gfp, void *pool_data);
void mempool_free_pages(void *element, void *pool_data);

static inline int mempool_init_page_pool(mempool_t *pool, int min_nr, int order)
{
	return mempool_init(pool, min_nr, mempool_alloc_pages, mempool_free_pages,
			    (void *)(long)order);
}

static inline mempool_t *mempool_create_page_pool(int min_nr, int order)
{
	return mempool_create(min_nr, mempool_alloc_pages, mempool_free_pages, (void *)(long)order);
}

/* Print all pools (command "mempools").  Needs CONFIG_MM_REPORTS.  Context: thread. */
void mempools_show(struct seq_file *m);

#endif /* LINUX_MEMPOOL_H */
