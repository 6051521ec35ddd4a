// SPDX-License-Identifier: BSD-2-Clause
/*
 * Compaction: move pages to turn small free blocks into large ones.
 *
 * Problem.  Enough memory is free, but in small blocks, because single pages in use lie between
 * them.  Compaction moves the pages that their owners can move (migrate.c) to the end of the zone.
 *
 * Two scanners process the zone, one page block at a time:
 *
 *	first page	  migrate scanner ->		<- free scanner		  last page
 *	[ done: free, except unmovable pages     ][ to do ][ done: full, except free page blocks   ]
 *
 *	1. The migrate scanner isolates movable pages, at most one batch.
 *	2. The free scanner isolates the same number of free pages, from page blocks that are for
 *	   movable pages and are not completely free.
 *	3. Each movable page is migrated to a free page.  Pages that cannot be migrated are put
 *	   back.
 *	4. Compaction ends when there is a free block of the requested order, or when the scanners
 *	   meet.
 *
 * The next compaction continues at the scanners' positions (zone->compact_migrate_pfn,
 * compact_free_pfn), or at the ends of the zone if the scanners have met.
 *
 * Compaction runs on demand (compact_memory()), and for requests of order above 0 that may sleep if
 * the free lists had no block (try_to_compact_pages()).  It does not run if too few pages are free
 * as migration targets, or if memory is short rather than fragmented (fragmentation_index()).
 * After a failure, it is deferred for 2^compact_defer_shift requests, at most 64.
 *
 * Tunables: vm.extfrag_threshold, vm.compact_memory.
 *
 * Invariant: the free pages that compaction has isolated have the type PGTY_isolated, and the
 * movable pages have the flag PG_isolated.  When compaction returns, none of these pages remain
 * isolated.
 *
 * Locking: the zone's lock is held while the free pages of one page block are isolated, and while
 * pages are freed.  The migrate scanner reads struct pages without the lock, because
 * isolate_movable_page() checks the page again.  Several threads may compact a zone at the same
 * time.
 *
 * Bounds: both scanners read each struct page at most once.  Only the page block in which the free
 * scanner of the previous compaction stopped is read again.  The scheduler may run other threads
 * between two batches.
 */

#include <internal/sysctl.h>
#include <linux/align.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/vmstat.h>
#include <quarry/shell.h>

#include "mm/pages/pages.h"
#include "mm/virtual/virtual.h"
#include "compaction.h"

#define COMPACT_CLUSTER_MAX		32
#define COMPACT_MAX_DEFER_SHIFT		6U

unsigned int sysctl_extfrag_threshold = 500;
SYSCTL(extfrag_threshold, "vm.extfrag_threshold", sysctl_extfrag_threshold, 0, 1000, NULL);

struct compact_control {
	struct zone *zone;
	int order;			/* requested order; -1: compact the whole zone */
	unsigned int mt;		/* migrate type of the request */
	enum migrate_mode mode;
	bool from_start;
	unsigned long migrate_pfn;	/* position of the migrate scanner */
	unsigned long free_pfn;		/* first page of the free scanner's page block */
	unsigned long free_at;		/* position of the free scanner in this page block */
	unsigned int nr_pages, nr_free;
	struct page *pages[COMPACT_CLUSTER_MAX];	/* isolated movable pages */
	/* isolated free pages, to which pages[] are migrated */
	struct page *free[COMPACT_CLUSTER_MAX];
};

/* When to compact */

int fragmentation_index(struct zone *zone, unsigned int order)
{
	unsigned long nr[NR_PAGE_ORDERS];

	page_report_count_blocks(zone, nr, NULL);
	return page_report_fragmentation(nr, order);
}

bool compaction_suitable(struct zone *zone, int order, unsigned long watermark,
			 int highest_zoneidx)
{
	int index;

	if (!zone_watermark_ok(zone, 0, watermark + compact_gap(order), highest_zoneidx, ALLOC_CMA))
		return false;
	if (order <= PAGE_ALLOC_COSTLY_ORDER)
		return true;
	index = fragmentation_index(zone, order);
	return index < 0 || index > (int)sysctl_extfrag_threshold;
}

/* The updates are not atomic: one of two concurrent updates may be lost. */
void defer_compaction(struct zone *zone, int order)
{
	unsigned int shift = READ_ONCE(zone->compact_defer_shift);
	int failed = READ_ONCE(zone->compact_order_failed);

	WRITE_ONCE(zone->compact_considered, 0);
	WRITE_ONCE(zone->compact_defer_shift, min(shift + 1, COMPACT_MAX_DEFER_SHIFT));
	if (!failed || order < failed)
		WRITE_ONCE(zone->compact_order_failed, order);
}

bool compaction_deferred(struct zone *zone, int order)
{
	unsigned int considered = READ_ONCE(zone->compact_considered) + 1;
	unsigned int limit = 1U << READ_ONCE(zone->compact_defer_shift);
	int failed = READ_ONCE(zone->compact_order_failed);

	if (!failed || order < failed)
		return false;
	WRITE_ONCE(zone->compact_considered, min(considered, limit));
	return considered < limit;
}

void compaction_defer_reset(struct zone *zone, int order, bool alloc_success)
{
	if (alloc_success) {
		WRITE_ONCE(zone->compact_considered, 0);
		WRITE_ONCE(zone->compact_defer_shift, 0);
	}
	if (order >= READ_ONCE(zone->compact_order_failed))
		WRITE_ONCE(zone->compact_order_failed, order + 1);
}

/* Scanners */

/*
 * Return true if the page block belongs to the zone, has valid struct pages, and is not isolated.
 */
static bool compact_usable(const struct zone *zone, const struct page *first)
{
	const struct page *block = first - (page_number(first) & (MAX_ORDER_NR_PAGES - 1));

	return page_ready(first) && page_map.zones[data_race(block->zone)] == zone &&
	       pageblock_type(first) != MIGRATE_ISOLATE;
}

static bool for_movable(const struct page *first)
{
	unsigned int mt = pageblock_type(first);

	return mt == MIGRATE_MOVABLE || mt == MIGRATE_CMA || page_group_by_mobility_disabled;
}

/*
 * Return true if the free scanner has no page block left above the page block that contains @pfn.
 */
static bool met_at(const struct compact_control *cc, unsigned long pfn)
{
	return cc->free_pfn <= round_down(pfn, pageblock_nr_pages);
}

static bool scanners_met(const struct compact_control *cc)
{
	return met_at(cc, cc->migrate_pfn);
}

/* Do step 1 (see the top of the file) in one page block.  Stops when the batch is full. */
static void collect_pages(struct compact_control *cc, unsigned long end_pfn)
{
	isolate_mode_t mode = cc->mode == MIGRATE_ASYNC ? ISOLATE_ASYNC_MIGRATE : 0;
	unsigned long pfn = cc->migrate_pfn, scanned = 0;

	while (pfn < end_pfn && cc->nr_pages < COMPACT_CLUSTER_MAX) {
		struct page *page = pfn_to_page(pfn);
		struct page seen = { .word = data_race(page->word) };

		scanned++;
		if (seen.type == PGTY_vmalloc) {
			vmalloc_make_movable(page);
			seen.word = data_race(page->word);
		}
		if (seen.type == PGTY_movable && isolate_movable_page(page, mode))
			cc->pages[cc->nr_pages++] = page;
		/*
		 * If another CPU has split the block, seen.order is stale, and some pages are
		 * skipped.
		 */
		pfn += 1UL << min_t(unsigned int, seen.order, MAX_PAGE_ORDER);
	}
	VM_WARN_ON(pfn < cc->migrate_pfn || cc->nr_pages > COMPACT_CLUSTER_MAX);
	cc->migrate_pfn = pfn;
	count_vm_events(COMPACTMIGRATE_SCANNED, scanned);
}

/* Step 1 (see the top of the file): isolate a batch of movable pages. */
static void isolate_migratepages(struct compact_control *cc)
{
	while (!cc->nr_pages && !scanners_met(cc)) {
		unsigned long end_pfn = round_down(cc->migrate_pfn, pageblock_nr_pages) +
					pageblock_nr_pages;
		const struct page *first = pfn_to_page(end_pfn - pageblock_nr_pages);

		if (compact_usable(cc->zone, first) &&
		    (cc->mode != MIGRATE_ASYNC || for_movable(first) ||
		     pageblock_type(first) == cc->mt))
			collect_pages(cc, end_pfn);
		else
			cc->migrate_pfn = end_pfn;
		cond_resched();
	}
	count_vm_events(COMPACTISOLATED, cc->nr_pages);
}

/* The number of blocks that the free scanner reads with the zone's lock held. */
#define SCANNED_AT_ONCE	64

/*
 * Do step 2 (see the top of the file) in a part of a page block.  The caller holds the zone's lock.
 * Returns the page at which the next call has to continue.
 */
static struct page *__collect_free(struct compact_control *cc, struct page *page, struct page *end)
{
	u64 word = block_word(PGTY_isolated, 0, cc->zone->id, 0);
	unsigned long scanned = 0;

	while (page < end && cc->nr_free < cc->nr_pages && scanned < SCANNED_AT_ONCE) {
		struct page seen = page_snapshot(page);
		unsigned long nr = 1UL << seen.order;

		scanned++;
		if (seen.type == PGTY_free && seen.order < pageblock_order) {
			nr = min_t(unsigned long, nr, cc->nr_pages - cc->nr_free);
			lockdep_assert_held(&cc->zone->lock);
			__zone_carve(cc->zone, page, page, page + nr, word);
			for (unsigned long i = 0; i < nr; i++)
				cc->free[cc->nr_free++] = page + i;
		}
		page += nr;
	}
	count_vm_events(COMPACTFREE_SCANNED, scanned);
	return page;
}

/*
 * Return the first page of the block that contains the page, or the page itself if the block is
 * just being split.
 */
static struct page *first_whole(struct page *page)
{
	struct page *head = page_block_head(page);

	return head ? head : page;
}

/* Step 2 (see the top of the file): isolate a free page for each movable page of the batch. */
static void isolate_freepages(struct compact_control *cc)
{
	unsigned long last = cc->nr_pages ? page_to_pfn(cc->pages[cc->nr_pages - 1]) : 0;

	while (cc->nr_free < cc->nr_pages && !met_at(cc, last)) {
		struct page *first = pfn_to_page(cc->free_pfn);
		struct page *end = first + pageblock_nr_pages, *at = end;
		unsigned long flags;

		spin_lock_irqsave(&cc->zone->lock, flags);
		/*
		 * Skip a page block whose first page is not the first page of a block: the page
		 * block is a part of a larger block, which is free or in use as a whole.
		 */
		if (compact_usable(cc->zone, first) && for_movable(first) &&
		    page_snapshot(first).type)
			at = __collect_free(cc, first_whole(pfn_to_page(cc->free_at)), end);
		spin_unlock_irqrestore(&cc->zone->lock, flags);
		if (at < end) {
			cc->free_at = page_to_pfn(at);
			continue;
		}
		cc->free_pfn -= min(cc->free_pfn, pageblock_nr_pages);
		cc->free_at = cc->free_pfn;
		cond_resched();
	}
}

/* Do step 3 (see the top of the file) for one page. */
static void compact_move_page(struct compact_control *cc, struct page *page)
{
	struct page *new = cc->free[--cc->nr_free];
	int err;

	VM_WARN_ON(cc->nr_free >= COMPACT_CLUSTER_MAX);
	WRITE_ONCE(new->word, allocated_word(cc->zone, 0, MIGRATE_MOVABLE));
	page_note_alloc(new, 0, GFP_HIGHUSER_MOVABLE, __builtin_return_address(0));
	err = migrate_movable_page(new, page, cc->mode);
	if (err == -EAGAIN && cc->mode != MIGRATE_ASYNC)
		err = migrate_movable_page(new, page, cc->mode);
	if (err) {
		putback_movable_page(page);
		__free_page(new);
	}
}

/*
 * Do steps 2 and 3 (see the top of the file).  Returns false if the scanners met before each page
 * had a target.
 */
static bool migrate_batch(struct compact_control *cc)
{
	unsigned int i = 0;

	isolate_freepages(cc);
	VM_WARN_ON(cc->nr_free > cc->nr_pages);
	for (; i < cc->nr_pages && cc->nr_free; i++)
		compact_move_page(cc, cc->pages[i]);
	if (i == cc->nr_pages) {
		cc->nr_pages = 0;
		return true;
	}
	VM_WARN_ON(cc->nr_free);
	while (cc->nr_pages > i)
		putback_movable_page(cc->pages[--cc->nr_pages]);
	cc->nr_pages = 0;
	return false;
}

/* Step 4 */

static bool compact_has_block(const struct zone *zone, unsigned int order, unsigned int mt)
{
	unsigned long lists = 0;

	for (unsigned int i = 0; i < MIGRATE_PCPTYPES; i++)
		lists |= data_race(zone->lists[i].nonempty);
	if (mt == MIGRATE_MOVABLE)
		lists |= data_race(zone->lists[MIGRATE_CMA].nonempty);
	return lists >> order || data_race(zone->nr_untouched);
}

static enum compact_result compact_finished(struct compact_control *cc)
{
	if (cc->order >= 0 && compact_has_block(cc->zone, cc->order, cc->mt))
		return COMPACT_SUCCESS;
	if (!scanners_met(cc))
		return COMPACT_CONTINUE;
	return cc->from_start ? COMPACT_COMPLETE : COMPACT_PARTIAL_SKIPPED;
}

static void start_scanners(struct compact_control *cc)
{
	struct zone *zone = cc->zone;
	unsigned long last = round_down(zone_end_pfn(zone) - 1, pageblock_nr_pages);
	unsigned long at = READ_ONCE(zone->compact_migrate_pfn);
	unsigned long free = READ_ONCE(zone->compact_free_pfn);

	cc->from_start = cc->order < 0 || at >= free || at < zone->zone_start_pfn || free > last;
	cc->migrate_pfn = cc->from_start ? zone->zone_start_pfn : at;
	cc->free_pfn = cc->from_start ? last : free;
	cc->free_at = cc->free_pfn;
}

enum compact_result compact_zone(struct zone *zone, int order, unsigned int mt,
				 enum migrate_mode mode)
{
	struct compact_control cc = { .zone = zone, .order = order, .mt = mt, .mode = mode };
	enum compact_result result;
	unsigned int noreclaim;

	/* A migrate_page() that allocates memory must not start compaction again. */
	noreclaim = memalloc_noreclaim_save();
	start_scanners(&cc);
	while ((result = compact_finished(&cc)) == COMPACT_CONTINUE) {
		isolate_migratepages(&cc);
		if (!migrate_batch(&cc))
			cc.free_pfn = 0;
		pcp_drain_local();	/* the freed source pages are on this CPU's lists */
		cond_resched();
	}
	memalloc_noreclaim_restore(noreclaim);
	WRITE_ONCE(zone->compact_migrate_pfn, scanners_met(&cc) ? 0 : cc.migrate_pfn);
	WRITE_ONCE(zone->compact_free_pfn, scanners_met(&cc) ? 0 : cc.free_pfn);
	return result;
}

/* Callers */

static enum compact_result compact_for(struct zone *zone, gfp_t gfp, unsigned int order,
				       unsigned int mt)
{
	enum migrate_mode mode = gfp & __GFP_NORETRY ? MIGRATE_ASYNC : MIGRATE_SYNC_LIGHT;
	unsigned long mark = order > PAGE_ALLOC_COSTLY_ORDER ? low_wmark_pages(zone) :
							       min_wmark_pages(zone);
	enum compact_result result;

	if (compaction_deferred(zone, order))
		return COMPACT_DEFERRED;
	if (!compaction_suitable(zone, order, mark, gfp_zone(gfp)))
		return COMPACT_SKIPPED;
	result = compact_zone(zone, order, mt, mode);
	if (result == COMPACT_PARTIAL_SKIPPED)
		/* The first pass has reset the saved positions: scan the whole zone. */
		result = compact_zone(zone, order, mt, mode);
	if (result == COMPACT_SUCCESS)
		compaction_defer_reset(zone, order, true);
	else if (mode != MIGRATE_ASYNC)
		defer_compaction(zone, order);
	return result;
}

enum compact_result try_to_compact_pages(gfp_t gfp_mask, unsigned int order, int nid)
{
	unsigned int mt = gfp_mask & __GFP_MOVABLE ? MIGRATE_MOVABLE : MIGRATE_UNMOVABLE;
	enum compact_result best = COMPACT_SKIPPED;
	struct zone **z, *zone;

	if (!(gfp_mask & __GFP_IO) || !current)
		return COMPACT_SKIPPED;
	for_each_zone_of_list(&NODE_DATA(nid)->node_zonelists[gfp_zone(gfp_mask)], zone, z) {
		if (gfp_mask & __GFP_THISNODE && zone->zone_pgdat->node_id != nid)
			continue;
		best = max(best, compact_for(zone, gfp_mask, order, mt));
		if (best == COMPACT_SUCCESS)
			break;
	}
	if (best > COMPACT_DEFERRED) {
		count_vm_event(COMPACTSTALL);
		count_vm_event(best == COMPACT_SUCCESS ? COMPACTSUCCESS : COMPACTFAIL);
	}
	return best;
}

void compact_memory(void)
{
	struct zone *zone;

	vmalloc_purge();
	pcp_drain_all();
	for_each_populated_zone(zone)
		compact_zone(zone, -1, MIGRATE_MOVABLE, MIGRATE_SYNC);
}

/* Writing vm.compact_memory compacts all zones.  The written value is not used. */
static unsigned int compact_value;

static int set_compact_memory(void)
{
	compact_memory();
	return 0;
}
SYSCTL(compact_memory, "vm.compact_memory", compact_value, 1, 1, set_compact_memory);

static int cmd_compact(int argc, char **argv)
{
	compact_memory();
	return 0;
}
SHELL_COMMAND(compact, "compact", "", "move movable pages together in all zones", cmd_compact);
