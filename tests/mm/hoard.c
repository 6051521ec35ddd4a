// SPDX-License-Identifier: BSD-2-Clause
/* Nearly all of the machine's memory, held by a shrinker. */

#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/vmstat.h>

#include "hoard.h"

static void put(struct hoard *hoard, struct page *page)
{
	unsigned long flags;

	spin_lock_irqsave(&hoard->lock, flags);
	set_page_private(page, (unsigned long)hoard->pages);
	hoard->pages = page;
	hoard->nr_pages++;
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
		hoard->nr_pages--;
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
	unsigned long flags;

	spin_lock_irqsave(&hoard->lock, flags);
	hoard->calls++;
	hoard->scanned += sc->nr_to_scan;
	hoard->gfp = sc->gfp_mask;
	hoard->depth++;
	hoard->deepest = max(hoard->deepest, hoard->depth);
	spin_unlock_irqrestore(&hoard->lock, flags);
	if (hoard->inside)
		hoard->inside(hoard);
	spin_lock_irqsave(&hoard->lock, flags);
	hoard->depth--;
	spin_unlock_irqrestore(&hoard->lock, flags);
	return READ_ONCE(hoard->generous) ? hoard_give(hoard, sc->nr_to_scan) : 0;
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
	struct page *page;

	drain_all_pages(NULL);
	while ((page = alloc_page(__GFP_NOWARN)))
		put(hoard, page);
}

void hoard_close(struct hoard *hoard)
{
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
