/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_KFENCE_H
#define MM_KFENCE_H

/*
 * Between the object allocators and KFENCE; kfence.c explains it.  Included by objects.h, behind struct
 * kmem_cache.
 */

#include <linux/kfence.h>

#ifdef CONFIG_KFENCE

#include <linux/jump_label.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/stackdepot.h>

enum kfence_state {
	KFENCE_UNUSED,		/* since boot */
	KFENCE_ALLOCATED,
	KFENCE_RCU_FREEING,	/* freed; readers may look at it still */
	KFENCE_FREED,
};

struct kfence_track {
	u64 when;		/* ns after boot */
	depot_stack_handle_t stack;
	int pid;
	unsigned int cpu;
};

/* What is known of the place for one object. */
struct kfence_meta {
	struct list_head list;		/* free: kfence_lock */
	struct rcu_head rcu;
	spinlock_t lock;		/* of the rest */
	u8 state;
	bool of_kmalloc;		/* of an engine without caches for it */
	u32 size;			/* bytes that were asked for */
	unsigned long addr;
	unsigned long unguarded;	/* guard page that a report made accessible; 0: none */
	struct kmem_cache *cache;	/* NULL: none, or gone */
	struct kfence_track alloc, free;
};

enum kfence_error {
	KFENCE_OUT_OF_BOUNDS,
	KFENCE_USE_AFTER_FREE,
	KFENCE_CORRUPTION,
	KFENCE_INVALID,
	KFENCE_INVALID_FREE,
	KFENCE_DOUBLE_FREE,
};

struct kfence_counts {
	unsigned long allocated, total_allocs, total_frees, bugs, skipped_incompatible, skipped_capacity;
};

extern struct kfence_meta *kfence_metas;
extern struct kfence_counts kfence_counts;	/* atomic */
extern bool kfence_gate;			/* the next allocation is to be guarded */

/* Is kmalloc() of an engine without caches for it to look at the gate? */
DECLARE_STATIC_KEY_FALSE(kfence_key);
#define kfence_waits()	(static_branch_unlikely(&kfence_key) && unlikely(READ_ONCE(kfence_gate)))

/* Let the next allocation that can be guarded be so. */
void kfence_open_gate(void);

/* What a byte beside an object is. */
static inline u8 kfence_canary(const void *p)
{
	return 0xaa ^ ((unsigned long)p & 7);
}

/* The first byte beside the object that is not a canary, in [from, end); NULL. */
const u8 *kfence_damage(const u8 *from, const u8 *end);

static inline unsigned long kfence_meta_page(const struct kfence_meta *meta)
{
	return (unsigned long)__kfence_pool + (2 * (meta - kfence_metas) + 1) * PAGE_SIZE;
}

/* Of the page that it points into; NULL: a guard page, or no object's. */
struct kfence_meta *kfence_meta_of(const void *p);

/* The chain of callers from @caller on; @ret: return address of the layer's entry. */
unsigned int kfence_chain(unsigned long *entries, unsigned int max, const void *caller, const void *ret);

/* @meta->lock is held if there is one; @regs or @caller and @ret say who did it. */
void kfence_report(enum kfence_error error, unsigned long addr, bool is_write, const struct pt_regs *regs,
		   const struct kfence_meta *meta, const void *caller, const void *ret);

/*
 * A guarded object of @s (NULL: kmalloc() without a cache), complete with all that the flags ask for; or
 * NULL: the caller goes on as if nothing were.  @size: bytes asked for.
 */
void *__kfence_alloc(struct kmem_cache *s, size_t size, gfp_t gfp, const void *caller);

static inline void *kfence_alloc(struct kmem_cache *s, size_t size, gfp_t gfp, const void *caller)
{
	if (s)
		slab_fast_again(s);
	return unlikely(READ_ONCE(kfence_gate)) ? __kfence_alloc(s, size, gfp, caller) : NULL;
}

/* Of a pointer into the pool; @s: its cache, or NULL for any. */
void kfence_free(const struct kmem_cache *s, void *object, const void *caller);
/* False if no guarded object in use starts at @object. */
bool kfence_ksize(const void *object, size_t *size);
#define kfence_objects(s)	READ_ONCE((s)->kfence.nr_used)
/* The cache ends: its freed objects have none from now on. */
void kfence_forget_cache(const struct kmem_cache *s);

void kfence_describe(const void *object, char *buf, size_t size);
void kfence_for_each(const struct page *page, slab_object_fn fn, void *arg);
/* Who allocated and freed it; nothing for any other pointer. */
void kfence_print_object(const void *object);
/* Who allocated the one in use there, if there is one. */
bool kfence_allocated_by(const void *object, u32 *stack, int *pid, u32 *when_ms);

#else

#define kfence_waits()				false
#define kfence_alloc(s, size, gfp, caller)	NULL
#define kfence_free(s, object, caller)		((void)(caller))
#define kfence_ksize(object, size)		false
#define kfence_objects(s)			0UL
#define kfence_forget_cache(s)			do { } while (0)
#define kfence_describe(object, buf, size)	do { } while (0)
#define kfence_for_each(page, fn, arg)		do { } while (0)
#define kfence_print_object(object)		do { } while (0)
#define kfence_allocated_by(object, stack, pid, when_ms)	false

#endif

#endif /* MM_KFENCE_H */
