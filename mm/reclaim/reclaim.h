/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_RECLAIM_H
#define MM_RECLAIM_H

/* Between the slow path of the page allocator and those that find memory for it. */

#include <linux/sched/mm.h>

#include "mm/objects/objects.h"
#include "mm/pages/pages.h"

/* A request on its way. */
struct page_request {
	gfp_t gfp;			/* as they are in effect for the thread */
	unsigned int order;
	unsigned int mt;
	int nid;			/* where to look first */
	const nodemask_t *nodemask;
	enum zone_type highest;
};

/* Each zone that the request may use, in order. */
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
 * mm/reclaim/shrinker.c, with CONFIG_RECLAIM alone.  One pass; how many objects were freed.  Thread
 * context, PF_MEMALLOC.
 */
unsigned long shrink_slab(gfp_t gfp, int nid, int priority);

#ifdef CONFIG_RECLAIM
/* mm/reclaim/reclaim.c */

/* Is there a block of the order in a zone that can spare it? */
bool page_request_fits(const struct page_request *rq, unsigned int alloc_flags);
/*
 * Reclaim until the request fits, or in the @first round until compaction has room to work.  False if
 * nothing was freed, and compaction cannot help either.  Thread context.
 */
bool try_to_free_pages(const struct page_request *rq, unsigned int alloc_flags, bool first);
/* There is less than `low` in a zone of the request.  Any context, cheap if the thread is awake. */
void wakeup_kswapd(const struct page_request *rq);
/* A node has memory: let there be its thread.  0 or an error; thread context. */
int kswapd_run(int nid);
/* What could not be reclaimed before perhaps can be now. */
void kswapd_try_again(void);
/* Has every node's thread done what it was woken for?  Any context; true only until the next request. */
bool kswapd_is_idle(void);

/*
 * oom.c.  Reclaim gave nothing: false if the notifiers gave nothing either.  @nodemask: NULL unless
 * the request is limited to some nodes.  Thread context.
 */
bool out_of_memory(const nodemask_t *nodemask);
#else /* Only what the object allocator keeps can be had. */
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
