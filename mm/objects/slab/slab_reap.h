/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_SLAB_REAP_H
#define MM_SLAB_REAP_H

struct kmem_cache;
struct list_head;

/* The period of the reaper, in jiffies. */
extern unsigned long slab_reap_period;

/* Start the reaper, which repeats itself until no memory is retained.  Any context. */
void slab_reap_arm(void);

/*
 * Free a part of the cache's arrays and free slabs that were not used since the last call.  The
 * slabs are moved to @slabs, for the caller to free.
 */
void slabs_reap(struct kmem_cache *s, struct list_head *slabs);

#endif /* MM_SLAB_REAP_H */
