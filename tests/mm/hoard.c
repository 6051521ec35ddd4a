// SPDX-License-Identifier: BSD-2-Clause
/*
 * Implementation of hoard.h.  The shrinker is NUMA-aware: the kswapd of a node frees only pages of
 * that node, and stops when the node has enough free memory.
 */

#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/topology.h>

#include "mm/reclaim/reclaim.h"
#include "hoard.h"

struct zone *hoard_zone(void)
{
	return NODE_DATA(numa_node_id())->node_zonelists[ZONE_NORMAL].zones[0];
}

void hoard_put(struct hoard *hoard, struct page *page)
{
	/*
	 * Use the node number of zone_pgdat: the zone of @page may be a private zone of the test,
	 * which has no node number itself.
	 */
	int nid = page_zone(page)->zone_pgdat->node_id;
	unsigned long flags;

	spin_lock_irqsave(&hoard->lock, flags);
	set_page_private(page, (unsigned long)hoard->pages[nid]);
	hoard->pages[nid] = page;
	WRITE_ONCE(hoard->nr_of[nid], hoard->nr_of[nid] + 1);
	WRITE_ONCE(hoard->nr_pages, hoard->nr_pages + 1);
	spin_unlock_irqrestore(&hoard->lock, flags);
}

static struct page *get(struct hoard *hoard, int nid)
{
	struct page *page;
	unsigned long flags;

	spin_lock_irqsave(&hoard->lock, flags);
	page = hoard->pages[nid];
	if (page) {
		hoard->pages[nid] = (struct page *)page_private(page);
		WRITE_ONCE(hoard->nr_of[nid], hoard->nr_of[nid] - 1);
		WRITE_ONCE(hoard->nr_pages, hoard->nr_pages - 1);
	}
	spin_unlock_irqrestore(&hoard->lock, flags);
	return page;
}

static unsigned long give(struct hoard *hoard, int nid, unsigned long nr)
{
	unsigned long given = 0;
	struct page *page;

	while (given < nr && (page = get(hoard, nid))) {
		__free_page(page);
		given++;
	}
	return given;
}

unsigned long hoard_give(struct hoard *hoard, unsigned long nr)
{
	int first = zone_to_nid(hoard_zone());
	unsigned long given = 0;

	for (int i = 0; i < MAX_NUMNODES && given < nr; i++)
		given += give(hoard, (first + i) % MAX_NUMNODES, nr - given);
	return given;
}

static unsigned long count(struct shrinker *shrinker, struct shrink_control *sc)
{
	struct hoard *hoard = shrinker->private_data;

	return READ_ONCE(hoard->nr_of[sc->nid]);
}

static unsigned long scan(struct shrinker *shrinker, struct shrink_control *sc)
{
	struct hoard *hoard = shrinker->private_data;
	/*
	 * A call by kswapd does not count as nested, because the kswapd of another node may call
	 * this function at the same time.
	 */
	unsigned int mine = !(current->flags & PF_KSWAPD);
	unsigned long flags;

	spin_lock_irqsave(&hoard->lock, flags);
	WRITE_ONCE(hoard->calls, hoard->calls + 1);
	hoard->scanned += sc->nr_to_scan;
	hoard->gfp = sc->gfp_mask;
	hoard->depth += mine;
	hoard->deepest = max(hoard->deepest, hoard->depth);
	spin_unlock_irqrestore(&hoard->lock, flags);
	if (hoard->inside)
		hoard->inside(hoard);
	spin_lock_irqsave(&hoard->lock, flags);
	hoard->depth -= mine;
	spin_unlock_irqrestore(&hoard->lock, flags);
	if (!READ_ONCE(hoard->generous))
		return READ_ONCE(hoard->lies);
	return give(hoard, sc->nid, sc->nr_to_scan);
}

/*
 * Wait until kswapd has finished the work that the previous test case started.  This can take
 * seconds on a busy machine.
 */
static void wait_for_kswapd(void)
{
	for (int i = 0; i < 5000 && !kswapd_is_idle(); i++)
		msleep(1);
}

bool hoard_open(struct hoard *hoard)
{
	wait_for_kswapd();
	*hoard = (struct hoard){ .generous = true };
	spin_lock_init(&hoard->lock);
	hoard->shrinker = shrinker_alloc(SHRINKER_NUMA_AWARE, "hoard");
	if (!hoard->shrinker)
		return false;
	hoard->shrinker->count_objects = count;
	hoard->shrinker->scan_objects = scan;
	hoard->shrinker->private_data = hoard;
	shrinker_register(hoard->shrinker);
	return true;
}

void hoard_fill(struct hoard *hoard)
{
	bool generous = hoard->generous;
	struct page *page;

	/*
	 * Free the memory that allocators cache.  Otherwise the allocators could free that memory
	 * after the hoard has been filled.
	 */
	WRITE_ONCE(hoard->generous, false);
	drop_slab();
	drain_all_pages(NULL);
	/*
	 * Stop after two failed allocations in a row: one failure does not prove that no memory is
	 * left.
	 */
	while ((page = alloc_page(hoard->fill | __GFP_NOWARN)) ||
	       (page = alloc_page(hoard->fill | __GFP_NOWARN)))
		hoard_put(hoard, page);
	WRITE_ONCE(hoard->calls, 0);
	WRITE_ONCE(hoard->generous, generous);
}

void hoard_close(struct hoard *hoard)
{
	if (!hoard->shrinker)
		return;
	hoard_give(hoard, ULONG_MAX);
	shrinker_free(hoard->shrinker);
	hoard->shrinker = NULL;
}
