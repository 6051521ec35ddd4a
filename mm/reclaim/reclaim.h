/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_RECLAIM_H
#define MM_RECLAIM_H

/* Interface between the slow path of the page allocator and reclaim. */

#include <linux/sched/mm.h>

#include "mm/objects/objects.h"
#include "mm/pages/pages.h"

/* A page allocation request in the slow path. */
struct page_request {
	gfp_t gfp;			/* flags that remain after the thread's restrictions */
	unsigned int order;
	unsigned int mt;
	int nid;			/* preferred node */
	const nodemask_t *nodemask;
	enum zone_type highest;
};

/* Iterate over the zones that the request may use, in the order of preference. */
#define for_each_request_zone(zone, z, rq)						\
	for_each_zone_of_list(&NODE_DATA((rq)->nid)->node_zonelists[(rq)->highest], zone, z) \
		if (!page_request_allows(rq, zone)) {} else

static inline bool page_request_allows(const struct page_request *rq, const struct zone *zone)
{
	int nid = zone->zone_pgdat->node_id;

	if (rq->gfp & __GFP_THISNODE && nid != rq->nid)
		return false;
	return !rq->nodemask || rq->nodemask->bits[nid / 64] >> (nid % 64) & 1;
}

#define DEF_PRIORITY		12
#define MAX_RECLAIM_RETRIES	16

/*
 * Make one pass over the shrinkers.  Returns the number of freed objects.  Implemented in
 * shrinker.c, which needs CONFIG_RECLAIM.  Context: thread with PF_MEMALLOC.
 */
unsigned long shrink_slab(gfp_t gfp, int nid, int priority);

#ifdef CONFIG_RECLAIM
/* The functions of reclaim.c. */

/* Return true if a zone has a free block of the requested order and stays above its watermark. */
bool page_request_fits(const struct page_request *rq, unsigned int alloc_flags);
/*
 * Reclaim until the request fits, or in the @first round until compaction has enough free pages to
 * work with.  Returns false if nothing was freed and compaction cannot help either.  Context:
 * thread.
 */
bool try_to_free_pages(const struct page_request *rq, unsigned int alloc_flags, bool first);
/*
 * Wake kswapd if a zone of the request has too little free memory.  May be called in any context,
 * and is cheap if kswapd is awake.
 */
void wakeup_kswapd(const struct page_request *rq);
/*
 * Start the node's kswapd thread if the node has memory.  Returns 0 or an error.  Context: thread.
 */
int kswapd_run(int nid);
/* Clear the failure counts of kswapd, because more memory may be reclaimable than before. */
void kswapd_try_again(void);
/*
 * Return true if no kswapd has pending work.  May be called in any context; the result may be
 * stale.
 */
bool kswapd_is_idle(void);

/*
 * Call the OOM notifiers after reclaim freed nothing.  Returns false if they freed nothing either.
 * @nodemask: nodes of the request, or NULL if it is not limited.  Context: thread.  Implemented in
 * oom.c.
 */
bool out_of_memory(const nodemask_t *nodemask);
#else /* Without reclaim, only memory that the object allocator caches can be freed. */
static inline bool page_request_fits(const struct page_request *rq, unsigned int alloc_flags)
{
	return false;
}

static inline bool try_to_free_pages(const struct page_request *rq, unsigned int alloc_flags,
				     bool first)
{
	return slab_reap();
}

static inline int kswapd_run(int nid)
{
	return 0;
}

static inline void wakeup_kswapd(const struct page_request *rq)
{
}

static inline bool out_of_memory(const nodemask_t *nodemask)
{
	return false;
}
#endif

#endif /* MM_RECLAIM_H */
