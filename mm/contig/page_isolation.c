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
 * Locking: the zone's lock protects a change of a page block's type.  Its blocks are read in parts
 * (page_copy_blocks()).  After the change, no page of the page block is allocated any more, so that
 * a page that was found free or movable stays so until its owner frees or changes it.  The owner of
 * a block in use may split it or change its type at any time, without a lock.  An unfinished split
 * looks like a page that cannot be moved.
 *
 * Bounds: with the lock held, the struct pages of one block of the highest order are initialized,
 * if they are not yet, or a part of a page block is read.
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

const struct page *page_range_obstacle(const struct zone *zone, const struct page *start,
				       const struct page *end)
{
	struct page_block blocks[PAGE_BLOCKS];
	const struct page *page = start;
	unsigned int nr;

	while (start < end && (nr = page_copy_blocks(zone, &page, end, blocks))) {
		for (unsigned int i = 0; i < nr; start += blocks[i++].nr_pages) {
			if (!isolation_allows(&blocks[i].head))
				return start;
		}
	}
	return start < end ? start : NULL;
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
	__pageblock_retype(zone, page, MIGRATE_ISOLATE);
	WRITE_ONCE(page_map.block[pageblock_index(page)],
		   PAGEBLOCK_READY | MIGRATE_ISOLATE | old << PAGEBLOCK_OLD);
	zone->nr_isolated_blocks++;
}

/*
 * Lock the zone that contains the page, as page_zone_lock(), when no page block of it changes its
 * type.
 */
static struct zone *zone_lock_settled(const struct page *page, unsigned long *flags)
	__no_context_analysis
{
	struct zone *zone;

	while ((zone = page_zone_lock(page, flags)) && zone->retyping) {
		spin_unlock_irqrestore(&zone->lock, *flags);
		pageblock_retype_end(zone);
	}
	return zone;
}

static void undo_block(struct page *page)
{
	unsigned long flags;
	struct zone *zone = zone_lock_settled(page, &flags);

	if (!zone)
		return;
	lockdep_assert_held(&zone->lock);
	if (page_ready(page) && pageblock_type(page) == MIGRATE_ISOLATE) {
		u8 byte = page_map.block[pageblock_index(page)];

		__pageblock_retype(zone, page, byte >> PAGEBLOCK_OLD & PAGEBLOCK_TYPE);
		VM_WARN_ON(!zone->nr_isolated_blocks);
		zone->nr_isolated_blocks--;
	}
	spin_unlock_irqrestore(&zone->lock, flags);
	pageblock_retype_end(zone);
}

/*
 * Isolate the page block that contains @start.  Returns 0; 1 if it is not for this caller; -EBUSY
 * if it is isolated already; or -EINVAL if it is not RAM.
 */
static int isolate_block(struct page *start, enum pb_isolate_mode mode, struct zone **zone,
			 bool *is_cma)
{
	unsigned long flags;
	int err = 0;

	*zone = zone_lock_settled(start, &flags);
	if (!*zone)
		return -EINVAL;
	lockdep_assert_held(&(*zone)->lock);
	if (!page_ready(start) && !__zone_touch(*zone, start))
		err = 1;	/* the page block is not managed by the page allocator */
	else if (pageblock_type(start) == MIGRATE_ISOLATE)
		err = -EBUSY;
	else if (pageblock_type(start) == MIGRATE_CMA && mode != PB_ISOLATE_MODE_CMA_ALLOC)
		err = 1;
	*is_cma = !err && pageblock_type(start) == MIGRATE_CMA;
	if (!err)
		set_isolated(*zone, start);
	spin_unlock_irqrestore(&(*zone)->lock, flags);
	pageblock_retype_end(*zone);
	return err;
}

/* Isolate the page block that contains [start, end). */
static int isolate_part(struct page *start, struct page *end, enum pb_isolate_mode mode)
{
	const struct page *obstacle = NULL;
	struct zone *zone;
	bool is_cma;
	int err = isolate_block(start, mode, &zone, &is_cma);

	if (err < 0)
		return err;
	if (err)
		obstacle = start;
	else if (!is_cma)
		obstacle = page_range_obstacle(zone, start, end);
	if (!obstacle)
		return 0;
	if (!err)
		undo_block(start);
	if (mode == PB_ISOLATE_MODE_MEM_OFFLINE)
		pr_info("pfn %#lx cannot be isolated: %s\n", page_to_pfn(obstacle),
			isolation_kind_of(obstacle));
	return -EBUSY;
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
	struct page_block blocks[PAGE_BLOCKS];
	unsigned int nr;

	if (!page_ready(page) || pageblock_type(page) != MIGRATE_ISOLATE)
		return false;
	while ((nr = page_copy_blocks(NULL, &page, end, blocks))) {
		for (unsigned int i = 0; i < nr; i++) {
			if (blocks[i].head.type != PGTY_free ||
			    blocks[i].head.flags != MIGRATE_ISOLATE)
				return false;
		}
	}
	return page == end;
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
