// SPDX-License-Identifier: BSD-2-Clause
/*
 * The command pagemap: show physical memory as a map of characters.  A character represents one
 * page block, or the number of page blocks that is necessary to fit the map on a screen.
 *
 *	-	no RAM, or RAM of another zone
 *	#	reserved: never managed by the page allocator
 *	+	in use, but more pages are reserved than are in use for any single type
 *	~	free, and never used
 *	.	free
 *	letter	the most frequent type of the pages in use: Unmovable, Movable, Reclaimable,
 *		Highatomic, Cma, Isolated; a capital letter if half or more is in use
 *
 * Highatomic, CMA and isolated page blocks have their letters even if they are completely free.
 * Pages on the per-CPU lists count as free.  Each zone starts on a new line.  Lines without RAM are
 * omitted.
 *
 * Ready memory is read in parts (page_copy_blocks()), between which it may change.
 *
 * The JSON output also contains each page: see pagemap_runs.c.
 */

#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/log2.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <quarry/report.h>
#include <quarry/shell.h>

#include "pages.h"

#define COLUMNS		64
#define MOST_CELLS	(64 * COLUMNS)

/* Numbers of pages for one character. */
struct cell {
	unsigned long ram, reserved, untouched;
	unsigned long used[MIGRATE_TYPES];	/* pages in use, by the page block's type */
	unsigned long blocks[MIGRATE_TYPES];	/* all pages, by the page block's type */
};

static void count_use(struct cell *cell, const struct page *head, unsigned int mt, unsigned long nr)
{
	switch (head->type & ~PGTY_MIGRATETYPE) {
	case PGTY_free:
	case PGTY_cached:
		return;
	case PGTY_reserved:
	case PGTY_marked:
		cell->reserved += nr;
		return;
	}
	cell->used[mt] += nr;
}

/* Count a ready page block. */
static void count_pageblock(struct cell *cell, const struct zone *zone, const struct page *page)
{
	const struct page *end = page + pageblock_nr_pages;
	unsigned int mt = pageblock_type(page), nr;
	struct page_block blocks[PAGE_BLOCKS];

	while ((nr = page_copy_blocks(zone, &page, end, blocks))) {
		for (unsigned int i = 0; i < nr; i++) {
			cell->blocks[mt] += blocks[i].nr_pages;
			cell->ram += blocks[i].nr_pages;
			count_use(cell, &blocks[i].head, mt, blocks[i].nr_pages);
		}
	}
}

static void count_block(struct cell *cell, const struct zone *zone, unsigned long pfn)
{
	const struct page *page = pfn_to_page(pfn);

	if (page_ready(page)) {
		count_pageblock(cell, zone, page);
	} else if (page_pfn_zone(pfn) == zone) {
		cell->ram += pageblock_nr_pages;
		cell->blocks[MIGRATE_MOVABLE] += pageblock_nr_pages;
		if (memblock_is_region_reserved(PFN_PHYS(pfn), PAGE_SIZE))
			cell->reserved += pageblock_nr_pages;
		else
			cell->untouched += pageblock_nr_pages;
	}
}

static unsigned int largest(const unsigned long *pages)
{
	unsigned int best = 0;

	for (unsigned int mt = 1; mt < MIGRATE_TYPES; mt++)
		best = pages[mt] > pages[best] ? mt : best;
	return best;
}

static char letter(const struct cell *cell)
{
	static const char low[] = {
		[MIGRATE_UNMOVABLE] = 'u', [MIGRATE_MOVABLE] = 'm', [MIGRATE_RECLAIMABLE] = 'r',
		[MIGRATE_HIGHATOMIC] = 'h', [MIGRATE_CMA] = 'c', [MIGRATE_ISOLATE] = 'i',
	};
	unsigned long used = cell->reserved;
	unsigned int mt;

	for (mt = 0; mt < MIGRATE_TYPES; mt++)
		used += cell->used[mt];
	if (!cell->ram)
		return '-';
	if (cell->reserved == cell->ram)
		return '#';
	if (cell->untouched == cell->ram)
		return '~';
	mt = largest(used ? cell->used : cell->blocks);
	if (!used && mt < MIGRATE_PCPTYPES)
		return '.';
	if (cell->reserved > cell->used[mt])
		return '+';
	return used * 2 >= cell->ram ? low[mt] - 'a' + 'A' : low[mt];
}

static char show_cell(const struct zone *zone, unsigned long pfn, unsigned long nr)
{
	unsigned long end = min(pfn + nr, page_to_pfn(page_map.base) + page_map_pages());
	struct cell cell = {};

	for (pfn = max(pfn, page_to_pfn(page_map.base)); pfn < end; pfn += pageblock_nr_pages)
		count_block(&cell, zone, pfn);
	return letter(&cell);
}

static void pagemap_show_zone(struct seq_file *m, const struct zone *zone, unsigned long nr)
{
	unsigned long end = zone->zone_start_pfn + zone->spanned_pages;
	char line[COLUMNS + 1];

	report_open(m, NULL, '{');
	report_fields(m, "Node %d{node}, zone %8s{zone}\n", zone_to_nid(zone), zone->name);
	report_open(m, "rows", '[');
	for (unsigned long pfn = round_down(zone->zone_start_pfn, nr); pfn < end;) {
		unsigned long start = pfn;
		unsigned int column;
		bool ram = false;

		for (column = 0; column < COLUMNS && pfn < end; pfn += nr) {
			line[column] = show_cell(zone, pfn, nr);
			ram |= line[column++] != '-';
		}
		line[column] = '\0';
		seq_pause(m);
		if (ram)
			report_row(m, "%016llx{start} %s{map}\n",
				   (unsigned long long)PFN_PHYS(start), line);
	}
	report_close(m, ']');
	if (m->json) {
		report_open(m, "runs", '[');
		pagemap_runs_show(m, zone);
		report_close(m, ']');
	}
	report_close(m, '}');
}

void pagemap_show(struct seq_file *m)
{
	unsigned long pages = 0, nr;
	struct zone *zone;

	for_each_populated_zone(zone)
		pages += zone->present_pages;
	nr = max(pageblock_nr_pages, roundup_pow_of_two(DIV_ROUND_UP(pages, MOST_CELLS)));
	report_open(m, NULL, '{');
	report_fields(m, "%lu{KiB_per_character} KiB per character: - no RAM, # reserved, "
		      "+ partly reserved, ~ never used, . free,\nmost in use: u unmovable, "
		      "m movable, r reclaimable, h highatomic, c CMA, i isolated;\n"
		      "capitals: half or more is in use\n",
		      nr << (PAGE_SHIFT - 10));
	if (m->json)
		report_fields(m, "%lu{page_size_bytes} %llu{time_ms}", PAGE_SIZE,
			      (unsigned long long)ktime_get() / NSEC_PER_MSEC);
	report_open(m, "zones", '[');
	for_each_populated_zone(zone)
		pagemap_show_zone(m, zone, nr);
	report_close(m, ']');
	report_close(m, '}');
}

static int cmd_pagemap(int argc, char **argv)
{
	pagemap_show(&console_seq);
	return 0;
}
SHELL_COMMAND(pagemap, "pagemap", "[-j]", "picture of physical memory: page types and usage",
	      cmd_pagemap);
