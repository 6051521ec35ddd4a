/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_SLAB_REAP_H
#define MM_SLAB_REAP_H

struct kmem_cache;
struct list_head;

/* In jiffies. */
extern unsigned long slab_reap_period;

/* Something is kept: the reaper comes round, until nothing is.  Any context. */
void slab_reap_arm(void);

/* Of what the nodes keep for the cache and nobody touched since the last time, a part; slabs to @slabs. */
void slabs_reap(struct kmem_cache *s, struct list_head *slabs);

#endif /* MM_SLAB_REAP_H */
