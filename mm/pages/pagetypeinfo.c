// SPDX-License-Identifier: BSD-2-Clause
/*
 * The command pagetypeinfo, in the format of Linux's /proc/pagetypeinfo: free blocks by migrate
 * type and order, and page blocks by type.  Memory that was never used counts as movable, which is
 * its first type.
 *
 * Ready memory is read in parts (page_copy_blocks()), between which it may change.
 */

#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <quarry/report.h>
#include <quarry/shell.h>

#include "pages.h"

const char *const pageblock_type_names[MIGRATE_TYPES] = {
	[MIGRATE_UNMOVABLE] = "Unmovable",
	[MIGRATE_MOVABLE] = "Movable",
	[MIGRATE_RECLAIMABLE] = "Reclaimable",
	[MIGRATE_HIGHATOMIC] = "HighAtomic",
	[MIGRATE_CMA] = "CMA",
	[MIGRATE_ISOLATE] = "Isolate",
};

struct counts {
	unsigned long free[MIGRATE_TYPES][NR_PAGE_ORDERS];
	unsigned long blocks[MIGRATE_TYPES];
};

static void count_ready(const struct zone *zone, const struct page *page, struct counts *counts)
{
	const struct page *end = page + MAX_ORDER_NR_PAGES, *at = page;
	struct page_block blocks[PAGE_BLOCKS];
	unsigned int nr;
	bool any = false;

	while ((nr = page_copy_blocks(zone, &at, end, blocks))) {
		any = true;
		for (unsigned int i = 0; i < nr; i++) {
			if (blocks[i].is_start && blocks[i].head.type == PGTY_free)
				counts->free[blocks[i].head.flags][blocks[i].head.order]++;
		}
	}
	for (; any && page < end; page += pageblock_nr_pages)
		counts->blocks[pageblock_type(page)]++;
}

static void count_zone(struct seq_file *m, struct zone *zone, struct counts *counts)
{
	unsigned long untouched = READ_ONCE(zone->nr_untouched), i;

	memset(counts, 0, sizeof(*counts));
	counts->free[MIGRATE_MOVABLE][MAX_PAGE_ORDER] = untouched;
	counts->blocks[MIGRATE_MOVABLE] = untouched << (MAX_PAGE_ORDER - pageblock_order);
	for (i = 0; i < page_map_pages(); i += MAX_ORDER_NR_PAGES) {
		if (page_ready(page_map.base + i))
			count_ready(zone, page_map.base + i, counts);
		seq_pause(m);
	}
}

static void show_free(struct seq_file *m, const struct zone *zone, const struct counts *counts)
{
	for (unsigned int mt = 0; mt < MIGRATE_TYPES; mt++) {
		if (mt == MIGRATE_PCPTYPES)
			continue;
		if (mt == MIGRATE_CMA && !IS_ENABLED(CONFIG_CMA))
			continue;
		report_open(m, NULL, '{');
		report_fields(m, "Node %4d{node}, zone %8s{zone}, type %12s{type} ",
			      zone->zone_pgdat->node_id, zone->name, pageblock_type_names[mt]);
		report_open(m, "nr_free", '[');
		for (unsigned int order = 0; order < NR_PAGE_ORDERS; order++)
			report_fields(m, "%6lu{} ", counts->free[mt][order]);
		report_close(m, ']');
		report_fields(m, "\n");
		report_close(m, '}');
	}
}

static void show_blocks(struct seq_file *m, const struct zone *zone, const struct counts *counts)
{
	report_open(m, NULL, '{');
	report_fields(m, "Node %d{node}, zone %8s{zone} ", zone->zone_pgdat->node_id, zone->name);
	report_open(m, "nr_blocks", '[');
	for (unsigned int mt = 0; mt < MIGRATE_TYPES; mt++) {
		if (mt == MIGRATE_PCPTYPES)
			continue;
		if (mt != MIGRATE_CMA || IS_ENABLED(CONFIG_CMA))
			report_fields(m, "%12lu{} ", counts->blocks[mt]);
	}
	report_close(m, ']');
	report_fields(m, "\n");
	report_close(m, '}');
}

void pagetypeinfo_show(struct seq_file *m)
{
	struct counts counts;
	struct zone *zone;

	report_open(m, NULL, '{');
	report_fields(m, "Page block order: %d{pageblock_order}\n", pageblock_order);
	report_fields(m, "Pages per block:  %lu{pageblock_nr_pages}\n\n", pageblock_nr_pages);
	report_fields(m, "%-43s ", "Free pages count per migrate type at order");
	for (unsigned int order = 0; order < NR_PAGE_ORDERS; order++)
		report_fields(m, "%6u ", order);
	report_fields(m, "\n");
	report_open(m, "free", '[');
	for_each_populated_zone(zone) {
		count_zone(m, zone, &counts);
		show_free(m, zone, &counts);
	}
	report_close(m, ']');
	report_fields(m, "\n%-23s", "Number of blocks type ");
	for (unsigned int mt = 0; mt < MIGRATE_TYPES; mt++) {
		if (mt == MIGRATE_PCPTYPES)
			continue;
		if (mt != MIGRATE_CMA || IS_ENABLED(CONFIG_CMA))
			report_fields(m, "%12s ", pageblock_type_names[mt]);
	}
	report_fields(m, "\n");
	report_open(m, "blocks", '[');
	for_each_populated_zone(zone) {
		count_zone(m, zone, &counts);
		show_blocks(m, zone, &counts);
	}
	report_close(m, ']');
	report_close(m, '}');
}

static int cmd_pagetypeinfo(int argc, char **argv)
{
	pagetypeinfo_show(&console_seq);
	return 0;
}
SHELL_COMMAND(pagetypeinfo, "pagetypeinfo", "[-j]", "free blocks by type, as /proc/pagetypeinfo",
	      cmd_pagetypeinfo);
