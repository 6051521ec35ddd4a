/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_KFENCE_H
#define MM_KFENCE_H

/* Data structures and functions that the files of KFENCE share: see kfence.c. */

#include <linux/kfence.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/stackdepot.h>

#include "mm/objects/objects.h"

enum kfence_state {
	KFENCE_UNUSED,		/* never used since boot */
	KFENCE_ALLOCATED,
	KFENCE_RCU_FREEING,	/* the object was freed; RCU readers may still access it */
	KFENCE_FREED,
};

struct kfence_track {
	u64 when;		/* in ns after boot */
	depot_stack_handle_t stack;
	int pid;
	unsigned int cpu;
};

/* The data of one object page. */
struct kfence_meta {
	struct list_head list;		/* on the list of free pages; protected by kfence_lock */
	struct rcu_head rcu;
	spinlock_t lock;		/* protects the other members */
	u8 state;
	bool of_kmalloc;		/* from kmalloc(), for which the engine has no caches */
	u32 size;			/* requested size in bytes */
	unsigned long addr;
	unsigned long unguarded;	/* guard page that a report made accessible, or 0 */
	/* NULL: the object has no cache, or the cache was destroyed */
	struct kmem_cache *cache;
	struct kfence_track alloc, free;
};

enum kfence_error {
	KFENCE_OUT_OF_BOUNDS,
	KFENCE_USE_AFTER_FREE,
	KFENCE_CORRUPTION,
	KFENCE_INVALID,
	KFENCE_INVALID_FREE,
};

struct kfence_counts {
	unsigned long allocated, total_allocs, total_frees, bugs, skipped_incompatible,
		skipped_capacity;
};

extern struct kfence_meta *kfence_metas;
extern struct kfence_counts kfence_counts;	/* atomic */

/* Open the gate: the next allocation that can be guarded will be guarded. */
void kfence_open_gate(void);

/* Return the canary for an address outside of the object. */
static inline u8 kfence_canary(const void *p)
{
	return 0xaa ^ ((unsigned long)p & 7);
}

/* Return the first byte in [from, end) that is not the canary, or NULL. */
const u8 *kfence_damage(const u8 *from, const u8 *end);

static inline unsigned long kfence_meta_page(const struct kfence_meta *meta)
{
	return (unsigned long)__kfence_pool + 2 * (meta - kfence_metas + 1) * PAGE_SIZE;
}

/* Return the data of the object page that @p points into, or NULL for other pages. */
struct kfence_meta *kfence_meta_of(const void *p);

/*
 * Store the call chain from @caller on.  @ret: return address of KFENCE's entry function.  Returns
 * the number of entries.
 */
unsigned int kfence_chain(unsigned long *entries, unsigned int max, const void *caller,
			  const void *ret);

/*
 * Report an error.  The caller holds meta->lock unless @meta is NULL.  The call chain comes from
 * @regs, or from @caller and @ret.
 */
void kfence_report(enum kfence_error error, unsigned long addr, bool is_write,
		   const struct pt_regs *regs, const struct kfence_meta *meta, const void *caller,
		   const void *ret);

/* KFENCE's functions for struct object_tool. */
void kfence_describe(const void *object, char *buf, size_t size);
void kfence_print_object(const void *object);
bool kfence_allocated_by(const void *object, u32 *stack, int *pid, u32 *when_ms);
void kfence_for_each(const struct page *page, slab_object_fn fn, void *arg);

#endif /* MM_KFENCE_H */
