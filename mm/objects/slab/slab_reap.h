/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_SLAB_REAP_H
#define MM_SLAB_REAP_H

#include <linux/workqueue.h>

struct kmem_cache;
struct list_head;

/* The period of the reaper, in jiffies. */
extern unsigned long slab_reap_period;

/*
 * The work item of the reaper, in slab.c.  slab_reaper_init() sets its work function once.
 * slab_reaper_arm() starts the period if it is not running.  The work function calls
 * slab_reaper_disarm() first, and slab_reaper_arm() if it leaves retained memory.  All three may be
 * called in any context.
 */
void slab_reaper_init(work_func_t function);
void slab_reaper_arm(void);
void slab_reaper_disarm(void);

/*
 * On each node, return a fifth of the objects in the cache's shared array and all objects in its
 * alien arrays, unless the shared array was used since the last call.  Remove a part of the free
 * slabs, unless one was used since the last call.  Slabs that are not retained are moved to @slabs,
 * for the caller to free.
 */
void slabs_reap(struct kmem_cache *s, struct list_head *slabs);

#endif /* MM_SLAB_REAP_H */
