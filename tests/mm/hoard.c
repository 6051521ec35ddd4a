// SPDX-License-Identifier: BSD-2-Clause
/* Nearly all of the machine's memory, held by a shrinker. */

#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/vmstat.h>

#include "hoard.h"

void hoard_put(struct hoard *hoard, struct page *page)
{
	unsigned long flags;

	spin_lock_irqsave(&hoard->lock, flags);
	set_page_private(page, (unsigned long)hoard->pages);
	hoard->pages = page;
	WRITE_ONCE(hoard->nr_pages, hoard->nr_pages + 1);
	spin_unlock_irqrestore(&hoard->lock, flags);
}

static struct page *get(struct hoard *hoard)
{
	struct page *page;
	unsigned long flags;

	spin_lock_irqsave(&hoard->lock, flags);
	page = hoard->pages;
	if (page) {
		hoard->pages = (struct page *)page_private(page);
		WRITE_ONCE(hoard->nr_pages, hoard->nr_pages - 1);
	}
	spin_unlock_irqrestore(&hoard->lock, flags);
	return page;
}

unsigned long hoard_give(struct hoard *hoard, unsigned long nr)
{
	unsigned long given = 0;
	struct page *page;

	while (given < nr && (page = get(hoard))) {
		__free_page(page);
		given++;
	}
	return given;
}

static unsigned long count(struct shrinker *shrinker, struct shrink_control *sc)
{
	struct hoard *hoard = shrinker->private_data;

	return READ_ONCE(hoard->nr_pages);
}

static unsigned long scan(struct shrinker *shrinker, struct shrink_control *sc)
{
	struct hoard *hoard = shrinker->private_data;
	/* kswapd of any node may be here at the same time: that is no recursion. */
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
	return READ_ONCE(hoard->generous) ? hoard_give(hoard, sc->nr_to_scan) : READ_ONCE(hoard->lies);
}

bool hoard_open(struct hoard *hoard)
{
	*hoard = (struct hoard){ .generous = true };
	spin_lock_init(&hoard->lock);
	hoard->shrinker = shrinker_alloc(0, "hoard");
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

	/* What others could give back is not to be had afterwards. */
	WRITE_ONCE(hoard->generous, false);
	drop_slab();
	drain_all_pages(NULL);
	/* One that was refused does not mean that there is nothing. */
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

struct zone *hoard_zone(void)
{
	return NODE_DATA(0)->node_zonelists[ZONE_NORMAL].zones[0];
}

unsigned long hoard_event(unsigned int item)
{
	unsigned long sums[NR_VM_EVENT_ITEMS];

	all_vm_events(sums);
	return sums[item];
}
