// SPDX-License-Identifier: BSD-2-Clause
/*
 * The slow path of page allocation: rare flags, and shortage of memory.
 *
 *	1. Refuse contradictory flags, with a report.
 *	2. Try each zone that the flags, the node and the node mask allow, in the zonelist's order,
 *	   down to its watermark `low`.
 *	3. Wake kswapd (__GFP_KSWAPD_RECLAIM).  Then try again down to `min`, or below it for
 *	   requests that may use the reserve: __GFP_HIGH, callers that cannot wait,
 *	   __GFP_MEMALLOC.
 *	4. If the request cannot wait (no __GFP_DIRECT_RECLAIM): free the pages that vfree() has not
 *	   freed yet.  Then free the pages on this CPU's lists, in parts, try again after each part,
 *	   and fail.  If the thread itself is reclaiming memory, continue at step 7.
 *	5. Free the pages that vfree() has not freed yet and those on the lists of all CPUs.  For
 *	   orders above 0, compact movable pages (compaction.c).  Then execute rounds of reclaim,
 *	   each with step 3 and compaction, while they free memory.
 *	6. Release the high-atomic reserve, one page block at a time.  Call the out-of-memory
 *	   notifiers.  Use half of the reserve below `min`.
 *	7. Fail with a report, or, with __GFP_NOFAIL, wait and continue at step 5.
 *
 * Number of rounds:
 *
 *	__GFP_NORETRY		one; no step 6
 *	order above 3		one; no step 6
 *	  __GFP_RETRY_MAYFAIL	while they free memory, at most MAX_RECLAIM_RETRIES
 *	others			while they free memory
 *	__GFP_NOFAIL		without limit; a message every STALL_SECONDS
 *
 * With __GFP_RETRY_MAYFAIL or __GFP_THISNODE, step 6 ends after the high-atomic reserve.
 *
 * A caller whose flags allow sleeping, but whose context does not, is reported (might_sleep()) and
 * treated as a caller that cannot wait.
 *
 * Locking: no lock is held between the steps; mm/pages/buddy.c describes zone->lock.
 */

#define pr_fmt(fmt) "page_alloc: " fmt

#include <linux/compaction.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/nodemask.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/vmstat.h>

#include "mm/debug/tools.h"
#include "mm/reclaim/reclaim.h"
#include "mm/virtual/virtual.h"
#include "buddy.h"
#include "pcp.h"

#define STALL_SECONDS	10
/* jiffies between two attempts, for other threads to free memory */
#define NOFAIL_WAIT	(HZ / 50)

static struct page *take_from_zone(struct zone *zone, const struct page_request *rq,
				   unsigned int alloc_flags)
{
	bool below = !zone_watermark_ok(zone, rq->order,
					wmark_pages(zone, alloc_flags & ALLOC_WMARK_MASK),
					rq->highest, alloc_flags & ~ALLOC_NO_WATERMARKS);
	struct page *page;

	if (below && !(alloc_flags & ALLOC_NO_WATERMARKS))
		return NULL;
	if (!zone->cma_pages)
		alloc_flags &= ~ALLOC_CMA;
	page = zone_alloc(zone, rq->order, rq->mt, alloc_flags);
	if (page && below)
		set_page_pfmemalloc(page);
	return page;
}

static struct page *take_from_zonelist(const struct page_request *rq, unsigned int alloc_flags)
{
	struct zone **z, *zone;

	for_each_request_zone(zone, z, rq) {
		struct page *page = take_from_zone(zone, rq, alloc_flags);

		if (page)
			return page;
	}
	return NULL;
}

/* Return the reason why the flags are invalid, or NULL if they are valid. */
static const char *bad_flags(gfp_t gfp)
{
	if (gfp & ~GFP_KNOWN)
		return "unknown flags";
	if (gfp & __GFP_DMA && gfp & (__GFP_DMA32 | __GFP_HIGHMEM))
		return "flags of two zones";
	if (gfp & __GFP_DMA32 && gfp & __GFP_HIGHMEM)
		return "flags of two zones";
	if (gfp & __GFP_MOVABLE && gfp & __GFP_RECLAIMABLE)
		return "movable and reclaimable";
	if (!(gfp & __GFP_NOFAIL))
		return NULL;
	if (gfp & __GFP_NORETRY)
		return "__GFP_NOFAIL with __GFP_NORETRY";
	if (!(gfp & __GFP_DIRECT_RECLAIM))
		return "__GFP_NOFAIL without __GFP_DIRECT_RECLAIM";
	return NULL;
}

static bool in_reclaim(void)
{
	return in_task() && current && current->flags & PF_MEMALLOC;
}

/* Return the flags for the part of the reserve below `low` that the request may use. */
static unsigned int reserves_of(const struct page_request *rq)
{
	unsigned int alloc_flags = ALLOC_WMARK_MIN;

	if (rq->mt == MIGRATE_MOVABLE)
		alloc_flags |= ALLOC_CMA;
	if (rq->gfp & __GFP_HIGH)
		alloc_flags |= ALLOC_MIN_RESERVE;
	if (rq->gfp & __GFP_NOMEMALLOC)
		return alloc_flags;
	if (!(rq->gfp & __GFP_DIRECT_RECLAIM) && rq->gfp & __GFP_HIGH) {
		alloc_flags |= ALLOC_NON_BLOCK;
		if (rq->order)
			alloc_flags |= ALLOC_HIGHATOMIC;
	}
	if (rq->gfp & __GFP_MEMALLOC || in_reclaim())
		alloc_flags |= ALLOC_NO_WATERMARKS;
	return alloc_flags;
}

/*
 * Do step 3 of the list at the top of this file.  If it fails, free the pages that vfree() has not
 * freed yet and those on the lists of all CPUs, and try again.
 */
static struct page *take_reserves(const struct page_request *rq, unsigned int alloc_flags)
{
	struct page *page = take_from_zonelist(rq, alloc_flags);

	if (!page) {
		vmalloc_purge();
		pcp_drain_all();
		page = take_from_zonelist(rq, alloc_flags);
	}
	return page;
}

/* Do the compaction of step 5 (see the top of the file).  If it succeeds, try to allocate. */
static struct page *compact_and_take(const struct page_request *rq, unsigned int alloc_flags)
{
	if (!IS_ENABLED(CONFIG_COMPACTION) || !rq->order ||
	    try_to_compact_pages(rq->gfp, rq->order, rq->nid) != COMPACT_SUCCESS)
		return NULL;
	return take_from_zonelist(rq, alloc_flags);
}

static bool unreserve(const struct page_request *rq)
{
	struct zone **z, *zone;

	for_each_request_zone(zone, z, rq) {
		if (highatomic_unreserve(zone, rq->mt))
			return true;
	}
	return false;
}

/* Return true if the request gets only one round of reclaim. */
static bool is_modest(const struct page_request *rq)
{
	return rq->gfp & __GFP_NORETRY ||
	       (rq->order > PAGE_ALLOC_COSTLY_ORDER && !(rq->gfp & __GFP_RETRY_MAYFAIL));
}

/* Return true if another round of reclaim may help.  *vain counts rounds without progress. */
static bool should_retry(const struct page_request *rq, unsigned int alloc_flags, bool progress,
			 unsigned int *vain)
{
	*vain = progress && rq->order <= PAGE_ALLOC_COSTLY_ORDER ? 0 : *vain + 1;
	return *vain < MAX_RECLAIM_RETRIES && (progress || page_request_fits(rq, alloc_flags));
}

/* Do steps 5 and 6. */
static struct page *reclaim_and_take(const struct page_request *rq, unsigned int alloc_flags)
{
	unsigned int round = 0, vain = 0, oom_rounds = 0;
	struct page *page = take_reserves(rq, alloc_flags);

	if (!page)
		page = compact_and_take(rq, alloc_flags);
	while (!page) {
		bool progress = try_to_free_pages(rq, alloc_flags, !round++);

		page = take_reserves(rq, alloc_flags);
		if (!page)
			page = compact_and_take(rq, alloc_flags);
		if (page || is_modest(rq))
			break;
		if (should_retry(rq, alloc_flags, progress, &vain)) {
			cond_resched();
			continue;
		}
		if (unreserve(rq))
			continue;
		if (rq->gfp & (__GFP_RETRY_MAYFAIL | __GFP_THISNODE))
			break;
		if (oom_rounds++ == MAX_RECLAIM_RETRIES || !out_of_memory(rq->nodemask))
			return take_from_zonelist(rq, alloc_flags | ALLOC_OOM);
		vain = 0;
	}
	return page;
}

static void page_alloc_report_stall(const struct page_request *rq, unsigned long start,
				    unsigned int *reported)
{
	unsigned int seconds = (jiffies - start) / HZ;
	char names[128];

	if (seconds < *reported + STALL_SECONDS)
		return;
	*reported = seconds;
	pr_warn("thread %s has waited for memory for %u s: order %u, mode %#x(%s)\n", current->comm,
		seconds, rq->order, rq->gfp, page_report_gfp(rq->gfp, names, sizeof(names)));
}

/* Do steps 5 to 7 (see the top of the file), for requests that may sleep. */
static struct page *wait_for_block(const struct page_request *rq, unsigned int alloc_flags)
{
	unsigned long start = jiffies;
	unsigned int reported = 0;

	for (;;) {
		struct page *page = NULL;

		if (!in_reclaim())
			page = reclaim_and_take(rq, alloc_flags);
		if (page || !(rq->gfp & __GFP_NOFAIL))
			return page;
		page = take_from_zonelist(rq, alloc_flags | ALLOC_MIN_RESERVE);
		if (page)
			return page;
		page_alloc_report_stall(rq, start, &reported);
		schedule_timeout_uninterruptible(NOFAIL_WAIT);
	}
}

/* Do steps 2 to 7. */
static struct page *find_block(const struct page_request *rq)
{
	unsigned int alloc_flags = rq->mt == MIGRATE_MOVABLE ? ALLOC_CMA : 0;
	struct page *page = take_from_zonelist(rq, alloc_flags | ALLOC_WMARK_LOW);

	if (page)
		return page;
	if (rq->gfp & __GFP_KSWAPD_RECLAIM)
		wakeup_kswapd(rq);
	alloc_flags = reserves_of(rq);
	page = take_from_zonelist(rq, alloc_flags);
	if (!page && !(rq->gfp & __GFP_DIRECT_RECLAIM)) {
		bool more = true;

		vmalloc_purge();
		/* Interrupts may be off: free only as many pages as the request needs. */
		while (!page && more) {
			more = pcp_drain_part();
			page = take_from_zonelist(rq, alloc_flags);
		}
	}
	if (page && alloc_flags & ALLOC_HIGHATOMIC)
		highatomic_reserve(page);
	if (page || !(rq->gfp & __GFP_DIRECT_RECLAIM))
		return page;
	return wait_for_block(rq, alloc_flags);
}

/* Return the flags without those that the context does not allow. */
static gfp_t effective(gfp_t gfp)
{
	might_sleep_if(gfp & __GFP_DIRECT_RECLAIM);
	if (!sched_started || in_atomic())
		return gfp & ~__GFP_DIRECT_RECLAIM;
	return current_gfp_context(gfp);
}

int page_request_node(int nid, gfp_t gfp, unsigned int order, const void *caller)
{
	if (nid == NUMA_NO_NODE || ((unsigned int)nid < MAX_NUMNODES && node_online(nid)))
		return nid;
	if (!(gfp & __GFP_THISNODE))
		return NUMA_NO_NODE;
	if (!(gfp & __GFP_NOWARN))
		page_report_bad_request(gfp, order, "there is no such node", caller);
	return -EINVAL;
}

void page_note_alloc(struct page *page, unsigned int order, gfp_t gfp, const void *caller)
{
	if (unlikely(page_debug))
		page_debug_alloc(page, order, gfp, caller);
}

struct page *page_alloc_slow(gfp_t gfp, unsigned int order, int nid, const nodemask_t *nodemask,
			     const void *caller)
{
	struct page_request rq = {
		.gfp = effective(gfp), .order = order, .mt = gfp_migratetype(gfp),
		.nodemask = nodemask, .highest = gfp_zone(gfp),
	};
	const char *why = bad_flags(gfp);
	struct page *page = NULL;

	if (order > MAX_PAGE_ORDER)
		why = "order above MAX_PAGE_ORDER";
	if (why) {
		if (!(gfp & __GFP_NOWARN))
			page_report_bad_request(gfp, order, why, caller);
		return NULL;
	}
	nid = page_request_node(nid, gfp, order, caller);
	if (nid == -EINVAL)
		return NULL;
	rq.nid = nid == NUMA_NO_NODE ? numa_node_id() : nid;
	if (page_group_by_mobility_disabled)
		rq.mt = MIGRATE_UNMOVABLE;
	if (gfp & __GFP_NOFAIL || !should_fail_alloc_page(gfp, order))
		page = find_block(&rq);
	if (page) {
		page_note_alloc(page, order, gfp, caller);
		page_prepare(page, gfp, order);
		return page;
	}
	if (!(gfp & __GFP_NOWARN) || gfp & __GFP_NOFAIL)
		page_report_failure(gfp, order, rq.nid, nodemask, caller);
	if (gfp & __GFP_NOFAIL)
		panic("out of memory: a __GFP_NOFAIL request that cannot sleep");
	return NULL;
}
