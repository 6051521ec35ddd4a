// SPDX-License-Identifier: BSD-2-Clause
/*
 * Contiguous ranges of any size: alloc_contig_range() and the functions that use it.
 *
 *	1. Disable the per-CPU lists, so that freed pages go to the free lists.
 *	2. Isolate the page blocks of the range, so that none of their pages are allocated.  If a
 *	   page of the range cannot be moved, the call fails here.
 *	3. Migrate each movable page of the range to a page outside of it, in up to MOVE_ROUNDS
 *	   rounds.  A page that another CPU is moving or freeing has usually left the range by the
 *	   next round.
 *	4. If the whole range is free, remove its pages from the free lists.
 *	5. Restore the types of the page blocks, so that the free pages around the range can be
 *	   allocated again.
 *
 * alloc_contig_pages() scans the zone once, one page block at a time, and tries the ranges in which
 * it finds no unmovable page.
 *
 * Locking: the zone's lock is held for a part of a page block at a time.  Step 2 fails with -EBUSY
 * if another caller has isolated the same page block.
 */

#include <linux/align.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/log2.h>
#include <linux/migrate.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/page-isolation.h>
#include <linux/sched.h>

#include "mm/pages/pages.h"
#include "mm/virtual/virtual.h"
#include "contig.h"

#define MOVE_ROUNDS	5
#define NO_RANGE	ULONG_MAX	/* contig_find_range() found none; page frame 0 is valid */

/*
 * Do step 3 (see the top of the file) for one page.  Returns 0, -EAGAIN if another CPU is moving or
 * freeing the page, or another error if it cannot be moved.
 */
static int contig_move_page(struct page *page, gfp_t gfp)
{
	const struct zone *zone = page_zone(page);
	struct page *new;
	int err;

	if (!isolate_movable_page(page, 0))
		return -EAGAIN;
	/*
	 * The owner of a page in the linear map may use the page's address there.  So the new
	 * page must be in the linear map, too.
	 */
	if (zone_idx(zone) >= ZONE_HIGHMEM)
		gfp |= __GFP_HIGHMEM;
	new = alloc_pages_node(zone->zone_pgdat->node_id, gfp, 0);
	if (!new) {
		putback_movable_page(page);
		return -ENOMEM;
	}
	err = migrate_movable_page(new, page, MIGRATE_SYNC);
	if (err) {
		putback_movable_page(page);
		__free_page(new);
	}
	return err;
}

static int move_range(unsigned long start_pfn, unsigned long end_pfn, gfp_t gfp)
{
	struct page *first = page_block_head(pfn_to_page(start_pfn));
	int err = 0;

	if (first)
		vmalloc_make_movable(first);

	for (unsigned long pfn = start_pfn; pfn < end_pfn; pfn++) {
		struct page *page = pfn_to_page(pfn);

		if (data_race(page->type) == PGTY_vmalloc)
			vmalloc_make_movable(page);
		if (data_race(page->type) != PGTY_movable)
			continue;
		if (contig_move_page(page, gfp))
			err = -EBUSY;
		cond_resched();
	}
	return err;
}

/* Step 3 (see the top of the file): migrate all pages out of the range. */
static int move_away(unsigned long start_pfn, unsigned long end_pfn, gfp_t gfp)
{
	int err = -EBUSY;

	/* The caller chooses how hard the allocations try, but not their zone and type. */
	gfp = (gfp & (GFP_KERNEL | __GFP_NORETRY | __GFP_RETRY_MAYFAIL)) | __GFP_MOVABLE |
	      __GFP_NOWARN;
	for (int round = 0; err && round < MOVE_ROUNDS; round++)
		err = move_range(start_pfn, end_pfn, gfp);
	return err;
}

/* The number of pages that step 4 removes from the free lists with the lock held. */
#define PART_PAGES	128UL

/* Do step 4 (see the top of the file) for a part of a page block. */
static void take_part(struct page *page, struct page *end)
{
	unsigned long flags;
	struct zone *zone = page_zone_lock(page, &flags);

	lockdep_assert_held(&zone->lock);
	while (page < end) {
		struct page *head = page_block_head(page);
		struct page *stop = head + (1UL << head->order);

		VM_WARN_ON(head > page || stop <= page || page_snapshot(head).type != PGTY_free);
		__zone_carve(zone, head, page, end, allocated_word(zone, 0, MIGRATE_MOVABLE));
		page = stop;
	}
	spin_unlock_irqrestore(&zone->lock, flags);
}

static void contig_take_range(unsigned long pfn, unsigned long end_pfn)
{
	for (unsigned long stop; pfn < end_pfn; pfn = stop) {
		stop = min(end_pfn, round_down(pfn, pageblock_nr_pages) + pageblock_nr_pages);
		stop = min(stop, pfn + PART_PAGES);
		take_part(pfn_to_page(pfn), pfn_to_page(stop));
	}
}

static void contig_prepare_page(struct page *page, gfp_t gfp, const void *caller)
{
	VM_WARN_ON(page_ref_count(page) != 1);
	page_note_alloc(page, 0, gfp, caller);
	if (gfp & __GFP_ZERO)
		clear_highpage(page);
}

int alloc_contig_range(unsigned long start, unsigned long end, unsigned int migratetype, gfp_t gfp)
{
	enum pb_isolate_mode mode = migratetype == MIGRATE_CMA ? PB_ISOLATE_MODE_CMA_ALLOC :
								 PB_ISOLATE_MODE_OTHER;
	int err;

	if (WARN_ON_ONCE(gfp & __GFP_COMP) || start >= end || !pfn_valid(start) ||
	    page_pfn_zone(start) != page_pfn_zone(end - 1))
		return -EINVAL;
	might_sleep();
	vmalloc_purge();
	pcp_disable();
	err = start_isolate_page_range(start, end, mode);
	if (err)
		goto out;
	err = move_away(start, end, gfp);
	if (!err)
		err = test_pages_isolated(start, end, mode);
	if (!err)
		contig_take_range(start, end);
	undo_isolate_page_range(start, end);
out:
	pcp_enable();
	for (unsigned long pfn = start; !err && pfn < end; pfn++)
		contig_prepare_page(pfn_to_page(pfn), gfp, __builtin_return_address(0));
	return err;
}

/*
 * Return the page frame after the first block in [page, end) that cannot be moved, or 0 if there
 * is none.  The range is in one page block.
 */
static unsigned long behind_obstacle(struct zone *zone, struct page *page, struct page *end)
{
	unsigned long pfn = page_to_pfn(page), flags;
	struct zone *owner = page_zone_lock(page, &flags);
	const struct page *obstacle, *head;
	bool ready;

	if (owner) {
		lockdep_assert_held(&owner->lock);
		ready = owner == zone && (page_ready(page) || __zone_touch(zone, page));
		spin_unlock_irqrestore(&owner->lock, flags);
	}
	if (!owner || !ready)
		return round_down(pfn, MAX_ORDER_NR_PAGES) + MAX_ORDER_NR_PAGES;
	if (pageblock_type(page) == MIGRATE_CMA || pageblock_type(page) == MIGRATE_ISOLATE)
		return round_down(pfn, pageblock_nr_pages) + pageblock_nr_pages;
	obstacle = page_range_obstacle(zone, page, end);
	if (!obstacle)
		return 0;
	head = page_block_head(obstacle);
	return max(page_to_pfn(obstacle) + 1,
		   head ? page_to_pfn(head) + (1UL << READ_ONCE(head->order)) : 0);
}

/*
 * Return the first page frame of the first range at or above @pfn in the zone in which no unmovable
 * page was found, or NO_RANGE.
 */
static unsigned long contig_find_range(struct zone *zone, unsigned long pfn, unsigned long nr_pages,
				       unsigned long align)
{
	unsigned long start = ALIGN(pfn, align), at = start, stop, behind;

	VM_WARN_ON(!nr_pages || !is_power_of_2(align));
	while (start + nr_pages <= zone_end_pfn(zone)) {
		if (at >= start + nr_pages)
			return start;
		stop = min(start + nr_pages,
			   round_down(at, pageblock_nr_pages) + pageblock_nr_pages);
		behind = behind_obstacle(zone, pfn_to_page(at), pfn_to_page(stop));
		VM_WARN_ON(stop <= at);
		at = stop;
		if (behind)
			at = start = ALIGN(behind, align);
		cond_resched();
	}
	return NO_RANGE;
}

static struct page *alloc_in_zone(struct zone *zone, unsigned long nr_pages, gfp_t gfp)
{
	bool whole = nr_pages % pageblock_nr_pages == 0;
	unsigned long align = is_power_of_2(nr_pages) ? nr_pages : whole ? pageblock_nr_pages : 1;
	unsigned long pfn = zone->zone_start_pfn;

	while ((pfn = contig_find_range(zone, pfn, nr_pages, align)) != NO_RANGE) {
		if (!alloc_contig_range(pfn, pfn + nr_pages, MIGRATE_MOVABLE, gfp))
			return pfn_to_page(pfn);
		pfn += align > 1 ? align : pageblock_nr_pages;
	}
	return NULL;
}

struct page *alloc_contig_pages(unsigned long nr_pages, gfp_t gfp, int nid, nodemask_t *nodemask)
{
	struct zone **z, *zone;

	if (!nr_pages || nr_pages > totalram_pages())
		return NULL;
	if (nid == NUMA_NO_NODE)
		nid = numa_node_id();
	for_each_zone_of_list(&NODE_DATA(nid)->node_zonelists[gfp_zone(gfp)], zone, z) {
		int zone_nid = zone_to_nid(zone);
		struct page *page;

		if (gfp & __GFP_THISNODE && zone_nid != nid)
			continue;
		if (nodemask && !(nodemask->bits[zone_nid / 64] >> (zone_nid % 64) & 1))
			continue;
		page = alloc_in_zone(zone, nr_pages, gfp);
		if (page)
			return page;
	}
	return NULL;
}

void free_contig_range(unsigned long pfn, unsigned long nr_pages)
{
	unsigned long held = 0, end = pfn + nr_pages;

	if (!nr_pages)
		return;
	if (WARN(end <= pfn || !pfn_valid(pfn) || !pfn_valid(end - 1),
		 "free_contig_range(%#lx, %lu) by %pS: not RAM\n", pfn, nr_pages,
		 __builtin_return_address(0)))
		return;
	for (; pfn < end; pfn++) {
		struct page *page = pfn_to_page(pfn);

		held += page_ready(page) && page_count(page) != 1;
		__free_page(page);
	}
	WARN(held, "page_alloc: %lu pages of a contiguous range have other references\n", held);
}
