// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reclaim: free cached memory, in the requesting thread (direct reclaim) or in the background.
 *
 * There is no swap device and no page cache.  Reclaim frees the pages on the per-CPU lists, and
 * memory that shrinkers manage: caches of drivers, and empty slabs of the object allocator.
 *
 * Direct and background reclaim make passes over the shrinkers with falling priority (shrinker.c):
 * each pass scans a larger part of the objects.  Direct reclaim stops as soon as the free memory
 * suffices for the request.  If compaction is enabled, the first round already stops when
 * compaction has enough free pages to work with.  Background reclaim stops when each pending
 * request type has a zone with `high` free pages.  It restarts at the lowest pressure as long as
 * the last series of passes freed a page.
 *
 * Background reclaim runs in one thread per node, kswapd, rather than in a work item.  A shrinker
 * may wait for work items, and a work item may wait for memory.  If reclaim were a work item, it
 * could wait for a work item that waits for this reclaim.
 *
 *	wakeup_kswapd()	sets the bit of the request's highest zone in `wanted`, and wakes the thread
 *			if no bit was set before
 *	kswapd		balances the zones of these bits, then clears the bits, and sleeps if none
 *			is left
 *
 * A request that arrives while kswapd is running sets its bit if necessary, and does not wake the
 * thread.  After MAX_RECLAIM_RETRIES series of passes without a freed page, kswapd is not woken
 * until direct reclaim succeeds or a shrinker is registered.
 *
 * A thread that reclaims has PF_MEMALLOC set: its allocations may use the whole reserve and do not
 * reclaim.
 *
 * Locking: none.  The fields of struct kswapd are atomic.
 *
 * To inspect: allocstall_*, pageoutrun, kswapd_*, slabs_scanned in vmstat.
 */

#define pr_fmt(fmt) "reclaim: " fmt

#include <linux/bitops.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/minmax.h>
#include <linux/mmdebug.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/topology.h>
#include <linux/vmstat.h>

#include "reclaim.h"

struct kswapd {
	struct task_struct *task;
	unsigned int wanted;	/* bit z is set if requests whose highest zone is z are pending */
	unsigned int failures;		/* consecutive series of passes that freed nothing */
};

static struct kswapd kswapds[MAX_NUMNODES];

/*
 * Return true if the lists that the request may use have a block of the order.  The result may be
 * wrong, because the lists may change concurrently.
 */
static bool reclaim_has_block(const struct zone *zone, unsigned int order, unsigned int alloc_flags)
{
	unsigned long lists = alloc_flags & ALLOC_CMA ? data_race(zone->lists[MIGRATE_CMA].nonempty)
						      : 0;

	for (int mt = 0; mt < MIGRATE_PCPTYPES; mt++)
		lists |= data_race(zone->lists[mt].nonempty);
	return lists >> order || data_race(zone->nr_untouched);
}

static bool zone_fits(const struct zone *zone, const struct page_request *rq,
		      unsigned int alloc_flags)
{
	return reclaim_has_block(zone, rq->order, alloc_flags) &&
	       zone_watermark_ok(zone, rq->order, min_wmark_pages(zone), rq->highest, alloc_flags);
}

bool page_request_fits(const struct page_request *rq, unsigned int alloc_flags)
{
	struct zone **z, *zone;

	for_each_request_zone(zone, z, rq) {
		if (zone_fits(zone, rq, alloc_flags))
			return true;
	}
	return false;
}

/*
 * Return true if a zone has enough free memory for compaction, which needs twice the requested size
 * while it copies.
 */
static bool can_compact(const struct page_request *rq, unsigned int alloc_flags)
{
	struct zone **z, *zone;

	if (!IS_ENABLED(CONFIG_COMPACTION) || !rq->order)
		return false;
	for_each_request_zone(zone, z, rq) {
		if (zone_watermark_ok(zone, 0, min_wmark_pages(zone) + (2UL << rq->order),
				      rq->highest, alloc_flags))
			return true;
	}
	return false;
}

/* Make one pass over the shrinkers for each node that the request may use. */
static unsigned long shrink_nodes(const struct page_request *rq, int priority)
{
	int nid = NUMA_NO_NODE;
	unsigned long freed = 0;
	struct zone **z, *zone;

	/* The zones of a node are adjacent in the list. */
	for_each_request_zone(zone, z, rq) {
		if (zone->zone_pgdat->node_id == nid)
			continue;
		nid = zone->zone_pgdat->node_id;
		freed += shrink_slab(rq->gfp, nid, priority);
	}
	/* The freed pages are on this CPU's lists. */
	pcp_drain_local();
	return freed;
}

bool try_to_free_pages(const struct page_request *rq, unsigned int alloc_flags, bool first)
{
	unsigned int flags = memalloc_noreclaim_save();
	bool fits = false, compact = false;
	unsigned long freed = 0;

	VM_WARN_ON(rq->highest >= MAX_NR_ZONES || rq->order > MAX_PAGE_ORDER);
	count_vm_event(ALLOCSTALL_DMA + rq->highest);
	for (int priority = DEF_PRIORITY; priority >= 0 && !fits && !compact; priority--) {
		freed += shrink_nodes(rq, priority);
		fits = page_request_fits(rq, alloc_flags);
		compact = first && can_compact(rq, alloc_flags);
	}
	memalloc_noreclaim_restore(flags);
	if (freed)
		kswapd_try_again();
	return freed || compact;
}

/* Background reclaim */

/*
 * Return true if one of the node's zones for requests with this highest zone has `high` pages
 * free.  The function reads the zonelist, because zone @highest itself may be empty, for example
 * without ZONE_DMA.
 */
static bool has_enough(const pg_data_t *node, enum zone_type highest)
{
	struct zone *const *z;
	const struct zone *zone;

	for_each_zone_of_list(&node->node_zonelists[highest], zone, z) {
		if (zone->zone_pgdat == node &&
		    zone_watermark_ok(zone, 0, high_wmark_pages(zone), highest, 0))
			return true;
	}
	return false;
}

static bool is_balanced(const pg_data_t *node, unsigned int wanted)
{
	for (; wanted; wanted &= wanted - 1) {
		if (!has_enough(node, __ffs(wanted)))
			return false;
	}
	return true;
}

/*
 * Make passes from DEF_PRIORITY down to 0 until the node is balanced.  Returns the number of freed
 * objects.
 */
static unsigned long reclaim_by_priority(const pg_data_t *node, unsigned int wanted)
{
	unsigned long freed = 0;

	for (int priority = DEF_PRIORITY; priority >= 0 && !is_balanced(node, wanted); priority--) {
		freed += shrink_slab(GFP_KERNEL, node->node_id, priority);
		pcp_drain_local();
	}
	return freed;
}

static void kswapd_balance(struct kswapd *k, const pg_data_t *node, unsigned int wanted)
{
	unsigned long freed;

	count_vm_event(PAGEOUTRUN);
	pcp_drain_all();
	do {
		freed = reclaim_by_priority(node, wanted);
		if (freed)
			WRITE_ONCE(k->failures, 0);
		if (is_balanced(node, wanted))
			return;
		cond_resched();
	} while (freed);
	WRITE_ONCE(k->failures, k->failures + 1);
}

static int kswapd(void *data)
{
	struct kswapd *k = data;
	const pg_data_t *node = NODE_DATA(k - kswapds);

	VM_WARN_ON(k < kswapds || k >= kswapds + MAX_NUMNODES);
	current->flags |= PF_MEMALLOC | PF_KSWAPD;
	for (;;) {
		unsigned int wanted;

		set_current_state(TASK_IDLE);
		wanted = READ_ONCE(k->wanted);
		if (!wanted) {
			schedule();
			continue;
		}
		__set_current_state(TASK_RUNNING);
		VM_WARN_ON(wanted >> MAX_NR_ZONES);
		kswapd_balance(k, node, wanted);
		__atomic_fetch_and(&k->wanted, ~wanted, __ATOMIC_RELEASE);
		cond_resched();
	}
	return 0;
}

static void kswapd_wake(struct kswapd *k, enum zone_type highest)
{
	struct task_struct *task = READ_ONCE(k->task);

	if (!task || READ_ONCE(k->failures) >= MAX_RECLAIM_RETRIES ||
	    READ_ONCE(k->wanted) & 1U << highest || has_enough(NODE_DATA(k - kswapds), highest))
		return;
	VM_WARN_ON(highest >= MAX_NR_ZONES);
	if (!__atomic_fetch_or(&k->wanted, 1U << highest, __ATOMIC_ACQ_REL))
		wake_up_process(task);
}

void wakeup_kswapd(const struct page_request *rq)
{
	struct zone **z, *zone;

	for_each_request_zone(zone, z, rq)
		kswapd_wake(&kswapds[zone->zone_pgdat->node_id], rq->highest);
}

void kswapd_try_again(void)
{
	for (int nid = 0; nid < MAX_NUMNODES; nid++)
		WRITE_ONCE(kswapds[nid].failures, 0);
}

bool kswapd_is_idle(void)
{
	for (int nid = 0; nid < MAX_NUMNODES; nid++) {
		if (__atomic_load_n(&kswapds[nid].wanted, __ATOMIC_ACQUIRE))
			return false;
	}
	return true;
}

static unsigned int __meminit cpu_near(int nid)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		if (cpu_to_node(cpu) == nid)
			return cpu;
	}
	return 0;
}

int __meminit kswapd_run(int nid)
{
	struct task_struct *task;
	char name[TASK_COMM_LEN];

	if (kswapds[nid].task || !NODE_DATA(nid)->node_present_pages)
		return 0;
	scnprintf(name, sizeof(name), "kswapd%d", nid);
	task = kthread_create_on_cpu(kswapd, &kswapds[nid], cpu_near(nid), name);
	if (IS_ERR(task))
		return PTR_ERR(task);
	wake_up_process(task);
	WRITE_ONCE(kswapds[nid].task, task);
	return 0;
}

static int __init kswapd_init(void)
{
	int err = 0;

	for (int nid = 0; nid < MAX_NUMNODES && !err; nid++)
		err = kswapd_run(nid);
	return err;
}
postcore_initcall(kswapd_init);
