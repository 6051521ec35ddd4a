// SPDX-License-Identifier: BSD-2-Clause
/*
 * List every page of a zone, for "pagemap -j".  Adjacent blocks with the same state, order and
 * migrate type form one run.
 *
 * Locking: up to RUN_BLOCKS blocks of a run are read with the zone's lock held, and printed without
 * the lock.  Memory may change between two parts of a run.  If a block was merged before its rest
 * is read, the rest is a separate run.
 */

#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <quarry/report.h>

#include "pages.h"

#define RUN_BLOCKS	32

struct pagemap_run {
	unsigned long pfn, nr_pages;
	const char *state;	/* NULL: the pages do not belong to a block of the zone */
	unsigned int order, mt;
};

static const char *page_state_name(unsigned int type)
{
	static const char *const names[] = {
		[PGTY_free / 4] = "free",
		[PGTY_cached / 4] = "cached",
		[PGTY_isolated / 4] = "isolated",
		[PGTY_reserved / 4] = "reserved",
		[PGTY_untouched / 4] = "untouched",
		[PGTY_allocated / 4] = "allocated",
		[PGTY_large_kmalloc / 4] = "large kmalloc",
		[PGTY_table / 4] = "page table",
		[PGTY_movable / 4] = "movable",
		[PGTY_debug_slab / 4] = "watched slab",
		[PGTY_marked / 4] = "marked reserved",
		[PGTY_kfence / 4] = "KFENCE",
		[PGTY_dma / 4] = "coherent DMA",
		[PGTY_vmalloc / 4] = "vmalloc",
	};

	if (type >= PGTY_slab)
		return "slab";
	return type / 4 < ARRAY_SIZE(names) ? names[type / 4] : NULL;
}

/*
 * Describe the rest of the block that contains @page, or only @page if it is not part of a block.
 */
static struct pagemap_run block_at(const struct page *page)
{
	const struct page *head = page_block_head(page);
	struct pagemap_run run = { .pfn = page_to_pfn(page),
				   .nr_pages = 1,
				   .mt = pageblock_type(page) };

	if (head) {
		struct page first = page_snapshot(head);

		run.state = page_state_name(first.type);
		/* The order of pages that were never allocated has no meaning. */
		run.order = first.type == PGTY_reserved ? 0 : first.order;
		run.nr_pages = (1UL << first.order) - (page - head);
	}
	return run;
}

static bool pagemap_extends(const struct pagemap_run *run, const struct pagemap_run *next)
{
	return run->state == next->state && run->order == next->order && run->mt == next->mt &&
	       run->pfn + run->nr_pages == next->pfn;
}

/*
 * Describe the pages from @pfn to at most @end whose state, order and migrate type are those of
 * @pfn, at most RUN_BLOCKS blocks.  The caller holds the zone's lock.
 */
static struct pagemap_run __ready_run(unsigned long pfn, unsigned long end)
{
	struct pagemap_run run = block_at(pfn_to_page(pfn)), next;

	for (unsigned int i = 1; i < RUN_BLOCKS && run.pfn + run.nr_pages < end; i++) {
		next = block_at(pfn_to_page(run.pfn + run.nr_pages));
		if (!pagemap_extends(&run, &next))
			break;
		run.nr_pages += next.nr_pages;
	}
	return run;
}

/*
 * Describe the rest of a page block whose struct pages are not initialized, because it is reserved,
 * was never used, or is not RAM of the zone.
 */
static struct pagemap_run blank_run(const struct zone *zone, unsigned long pfn)
{
	unsigned long end = round_down(pfn, pageblock_nr_pages) + pageblock_nr_pages;
	struct pagemap_run run = { .pfn = pfn, .nr_pages = end - pfn, .mt = MIGRATE_MOVABLE };

	if (page_pfn_zone(pfn) != zone)
		return run;
	if (memblock_is_region_reserved(PFN_PHYS(pfn), PAGE_SIZE)) {
		run.state = page_state_name(PGTY_reserved);
	} else {
		run.state = page_state_name(PGTY_untouched);
		run.order = MAX_PAGE_ORDER;
	}
	return run;
}

static struct pagemap_run run_at(const struct zone *zone, unsigned long pfn)
{
	unsigned long end = round_down(pfn, MAX_ORDER_NR_PAGES) + MAX_ORDER_NR_PAGES, flags;
	const struct page *page = pfn_to_page(pfn);
	struct pagemap_run run = { .pfn = pfn, .nr_pages = end - pfn };
	struct zone *owner;

	if (!page_ready(page))
		return blank_run(zone, pfn);
	owner = page_zone_lock(page, &flags);
	if (!owner)
		return run;
	lockdep_assert_held(&owner->lock);
	if (owner == zone)
		run = __ready_run(pfn, end);
	spin_unlock_irqrestore(&owner->lock, flags);
	return run;
}

static void print_run(struct seq_file *m, const struct pagemap_run *run)
{
	if (run->state)
		report_row(m, "%#lx{pfn} %lu{pages} %s{state} %u{order} %s{type}", run->pfn,
			   run->nr_pages, run->state, run->order, pageblock_type_names[run->mt]);
}

void pagemap_runs_show(struct seq_file *m, const struct zone *zone)
{
	unsigned long first = page_to_pfn(page_map.base), last = first + page_map_pages();
	unsigned long pfn = max(zone->zone_start_pfn, first);
	unsigned long end = min(zone->zone_start_pfn + zone->spanned_pages, last);
	struct pagemap_run run = { }, next;

	for (; pfn < end; pfn = next.pfn + next.nr_pages) {
		seq_pause(m);
		next = run_at(zone, pfn);
		if (pagemap_extends(&run, &next)) {
			run.nr_pages += next.nr_pages;
		} else {
			print_run(m, &run);
			run = next;
		}
	}
	print_run(m, &run);
}
