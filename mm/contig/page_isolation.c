// SPDX-License-Identifier: BSD-2-Clause
/*
 * Isolation of page blocks: prevent the allocation of their pages.
 *
 * An isolated page block has the migrate type MIGRATE_ISOLATE, which no request has.  Its free
 * blocks are on the lists of that type, do not count as free, and are merged only with each other,
 * so that no larger block crosses the border.  A page that is freed in an isolated page block goes
 * to these lists, too, because a freed page goes to the lists of its page block's type.  The byte
 * of the page block in the page map also stores the previous type.
 *
 * Pages on the per-CPU lists (mm/pages/pcp.c) are not free, and can be allocated whatever the type
 * of their page block is.  A caller that needs the range to become free therefore disables these
 * lists first, by pcp_disable().
 *
 * Locking: the zone's lock is held for one page block at a time.  The owner of a block in use may
 * split it or change its type at the same time, without a lock.  An unfinished split looks like a
 * page that cannot be moved.
 *
 * Bounds: with the lock held, the struct pages of one page block are read.  If they are not
 * initialized yet, they are initialized first.
 */

#define pr_fmt(fmt) "page_isolation: " fmt

#include <linux/align.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/page-isolation.h>
#include <linux/pfn.h>
#include <linux/printk.h>

#include "mm/pages/pages.h"
#include "contig.h"

/* Return true if the block is free or can become free by draining lists or by migration. */
static bool isolation_allows(const struct page *head)
{
	switch (head->type & ~PGTY_MIGRATETYPE) {
	case PGTY_free:
	case PGTY_cached:
	case PGTY_isolated:
	case PGTY_movable:
	case PGTY_vmalloc:
		return true;
	case PGTY_allocated:
		/* a block without references is about to be freed */
		return !page_ref_count(head);
	}
	return false;
}

const struct page *__page_range_obstacle(const struct page *start, const struct page *end)
{
	const struct page *page = page_block_head(start);

	if (!page)
		return start;
	while (page < end) {
		struct page head = page_snapshot(page);

		if (!isolation_allows(&head))
			return page > start ? page : start;
		page += 1UL << head.order;
	}
	return NULL;
}

static const char *isolation_kind_of(const struct page *page)
{
	const struct page *head = page_block_head(page);
	unsigned int type = head ? READ_ONCE(head->type) : PGTY_reserved;

	if (type == PGTY_reserved || (type & ~PGTY_MIGRATETYPE) == PGTY_marked)
		return "reserved";
	if (type == PGTY_slab || type == PGTY_debug_slab || type == PGTY_kfence ||
	    type == PGTY_large_kmalloc)
		return "slab objects";
	if (type == PGTY_dma)
		return "coherent memory";
	if (type == PGTY_table)
		return "page tables";
	if (pageblock_type(page) == MIGRATE_CMA)
		return "a CMA area";
	return "in use, and cannot be moved";
}

static void set_isolated(struct zone *zone, struct page *page)
{
	unsigned int old = pageblock_type(page);

	lockdep_assert_held(&zone->lock);
	VM_WARN_ON(old == MIGRATE_ISOLATE);
	pageblock_set_type(zone, page, MIGRATE_ISOLATE);
	WRITE_ONCE(page_map.block[pageblock_index(page)],
		   PAGEBLOCK_READY | MIGRATE_ISOLATE | old << PAGEBLOCK_OLD);
	zone->nr_isolated_blocks++;
}

/* Isolate the page block that contains [start, end). */
static int isolate_part(struct page *start, struct page *end, enum pb_isolate_mode mode)
{
	const struct page *obstacle = NULL;
	unsigned long flags;
	struct zone *zone = page_zone_lock(start, &flags);
	int err = -EBUSY;

	if (!zone)
		return -EINVAL;
	lockdep_assert_held(&zone->lock);
	if (!page_ready(start) && !__zone_touch(zone, start))
		obstacle = start;	/* the page block is not managed by the page allocator */
	else if (pageblock_type(start) == MIGRATE_ISOLATE)
		goto out;
	else if (pageblock_type(start) != MIGRATE_CMA)
		obstacle = __page_range_obstacle(start, end);
	else if (mode != PB_ISOLATE_MODE_CMA_ALLOC)
		obstacle = start;
	if (!obstacle) {
		set_isolated(zone, start);
		err = 0;
	}
out:
	spin_unlock_irqrestore(&zone->lock, flags);
	if (obstacle && mode == PB_ISOLATE_MODE_MEM_OFFLINE)
		pr_info("pfn %#lx cannot be isolated: %s\n", page_to_pfn(obstacle),
			isolation_kind_of(obstacle));
	return err;
}

static void undo_block(struct page *page)
{
	unsigned long flags;
	struct zone *zone = page_zone_lock(page, &flags);

	if (!zone)
		return;
	lockdep_assert_held(&zone->lock);
	if (page_ready(page) && pageblock_type(page) == MIGRATE_ISOLATE) {
		u8 byte = page_map.block[pageblock_index(page)];

		pageblock_set_type(zone, page, byte >> PAGEBLOCK_OLD & PAGEBLOCK_TYPE);
		VM_WARN_ON(!zone->nr_isolated_blocks);
		zone->nr_isolated_blocks--;
	}
	spin_unlock_irqrestore(&zone->lock, flags);
}

void undo_isolate_page_range(unsigned long start_pfn, unsigned long end_pfn)
{
	unsigned long pfn = round_down(start_pfn, pageblock_nr_pages);

	for (; pfn < end_pfn; pfn += pageblock_nr_pages)
		undo_block(pfn_to_page(pfn));
}

int start_isolate_page_range(unsigned long start_pfn, unsigned long end_pfn,
			     enum pb_isolate_mode mode)
{
	unsigned long pfn = start_pfn, stop;
	int err;

	for (; pfn < end_pfn; pfn = stop) {
		stop = min(end_pfn, round_down(pfn, pageblock_nr_pages) + pageblock_nr_pages);
		err = isolate_part(pfn_to_page(pfn), pfn_to_page(stop), mode);
		if (err) {
			if (pfn > start_pfn)
				undo_isolate_page_range(start_pfn, pfn);
			return err;
		}
	}
	return 0;
}

/* Return true if [page, end), a part of one page block, is free and isolated. */
static bool part_isolated(const struct page *page, const struct page *end)
{
	unsigned long flags;
	struct zone *zone = page_zone_lock(page, &flags);
	const struct page *at = NULL;

	if (!zone)
		return false;
	lockdep_assert_held(&zone->lock);
	if (page_ready(page) && pageblock_type(page) == MIGRATE_ISOLATE)
		at = page_block_head(page);
	while (at && at < end) {
		struct page head = page_snapshot(at);

		if (head.type != PGTY_free || head.flags != MIGRATE_ISOLATE)
			break;
		at += 1UL << head.order;
	}
	spin_unlock_irqrestore(&zone->lock, flags);
	return at >= end;
}

int test_pages_isolated(unsigned long start_pfn, unsigned long end_pfn, enum pb_isolate_mode mode)
{
	unsigned long pfn = start_pfn, stop;

	for (; pfn < end_pfn; pfn = stop) {
		stop = min(end_pfn, round_down(pfn, pageblock_nr_pages) + pageblock_nr_pages);
		if (!part_isolated(pfn_to_page(pfn), pfn_to_page(stop)))
			return -EBUSY;
	}
	return 0;
}
