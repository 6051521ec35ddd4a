// SPDX-License-Identifier: BSD-2-Clause
/*
 * The high-atomic reserve: page blocks for requests of more than one page that cannot wait.
 *
 * The watermarks reserve single pages.  That does not help an interrupt handler that needs a
 * block of several pages, because the free memory may be fragmented.  So when such a request
 * succeeds below the watermark `low`, the page block that served it becomes MIGRATE_HIGHATOMIC:
 * its free pages are only for such requests, and for other requests that cannot wait if no other
 * page is free.  When reclaim frees no memory for another request, the page blocks are released
 * one by one.
 *
 * Bounds: at most 1 % of the zone, plus one page block, is reserved; a change of type reads one
 * page block, in several parts.  Locking: zone->lock.
 */

#include <linux/lockdep.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mmdebug.h>

#include "pages.h"

static unsigned long most_pages(const struct zone *zone)
{
	return zone_managed_pages(zone) / 100 + pageblock_nr_pages;
}

static void __resize(struct zone *zone, struct page *page, unsigned int mt, long nr_pages)
{
	lockdep_assert_held(&zone->lock);
	VM_WARN_ON(nr_pages < 0 && (unsigned long)-nr_pages > zone->nr_highatomic);
	__pageblock_retype(zone, page, mt);
	WRITE_ONCE(zone->nr_highatomic, zone->nr_highatomic + nr_pages);
}

void highatomic_reserve(struct page *page)
{
	struct zone *zone = page_map.zones[page->zone];
	unsigned long flags;

	if (page_group_by_mobility_disabled ||
	    READ_ONCE(zone->nr_highatomic) + pageblock_nr_pages > most_pages(zone))
		return;
	pageblock_retype_end(zone);
	spin_lock_irqsave(&zone->lock, flags);
	if (!zone->retyping && pageblock_type(page) < MIGRATE_PCPTYPES &&
	    zone->nr_highatomic + pageblock_nr_pages <= most_pages(zone))
		__resize(zone, page, MIGRATE_HIGHATOMIC, pageblock_nr_pages);
	spin_unlock_irqrestore(&zone->lock, flags);
	pageblock_retype_end(zone);
}

bool highatomic_unreserve(struct zone *zone, unsigned int mt)
{
	unsigned long flags, lists;

	if (!READ_ONCE(zone->nr_highatomic))
		return false;
	pageblock_retype_end(zone);
	spin_lock_irqsave(&zone->lock, flags);
	lists = zone->retyping ? 0 : zone->lists[MIGRATE_HIGHATOMIC].nonempty;
	if (lists)
		__resize(zone, page_at(zone->lists[MIGRATE_HIGHATOMIC].head[ilog2(lists)]), mt,
			 -(long)min(pageblock_nr_pages, zone->nr_highatomic));
	spin_unlock_irqrestore(&zone->lock, flags);
	pageblock_retype_end(zone);
	return lists;
}
