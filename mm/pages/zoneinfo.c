// SPDX-License-Identifier: BSD-2-Clause
/* The command zoneinfo, with the fields of Linux's /proc/zoneinfo that are meaningful here. */

#include <internal/mm_boot.h>
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <quarry/report.h>
#include <quarry/shell.h>

#include "pcp.h"

/* Print a list of numbers: "(1, 2, 3)". */
static void show_protection(struct seq_file *m, const struct zone *zone)
{
	report_open(m, "protection", '[');
	report_fields(m, "        protection: (%lu{}", READ_ONCE(zone->lowmem_reserve[0]));
	for (int i = 1; i < MAX_NR_ZONES; i++)
		report_fields(m, ", %lu{}", READ_ONCE(zone->lowmem_reserve[i]));
	report_fields(m, ")\n");
	report_close(m, ']');
}

#ifdef CONFIG_PCP_LISTS
/*
 * "high" is the sum of the limits of all lists of the CPU in pages.  "batch" is the number of pages
 * that fill an empty list of single pages.
 */
static void show_pageset(struct seq_file *m, unsigned int cpu)
{
	const struct pcp *pcp = per_cpu_ptr(&page_lists, cpu);
	unsigned long count = 0, high = 0;

	for (unsigned int mt = 0; mt < MIGRATE_PCPTYPES; mt++) {
		for (unsigned int order = 0; order <= pageblock_order; order++) {
			const struct pcp_list *list = &pcp->lists[mt][order];

			count += (unsigned long)pcp_count(list) << order;
			high += (unsigned long)READ_ONCE(list->limit) << order;
		}
	}
	report_open(m, NULL, '{');
	report_fields(m, "    cpu: %u{cpu}\n", cpu);
	report_fields(m, "              count:    %lu{count}\n", count);
	report_fields(m, "              high:     %lu{high}\n", high);
	report_fields(m, "              batch:    %u{batch}\n",
		      1U << pcp->lists[MIGRATE_UNMOVABLE][0].fill);
	report_close(m, '}');
}

static void show_pagesets(struct seq_file *m, const struct zone *zone)
{
	unsigned int cpu;

	report_open(m, "pagesets", '[');
	report_fields(m, "  pagesets\n");
	for_each_online_cpu(cpu) {
		if (per_cpu_ptr(&page_lists, cpu)->zone == zone)
			show_pageset(m, cpu);
	}
	report_close(m, ']');
}
#else
static void show_pagesets(struct seq_file *m, const struct zone *zone)
{
}
#endif

static void zoneinfo_show_zone(struct seq_file *m, const struct zone *zone)
{
	report_open(m, NULL, '{');
	report_fields(m, "Node %d{node}, zone %8s{zone}\n", zone_to_nid(zone), zone->name);
	report_fields(m, "  pages free     %lu{free_pages}\n", READ_ONCE(zone->nr_free_pages));
	report_fields(m, "        min      %lu{min_pages}\n", min_wmark_pages(zone));
	report_fields(m, "        low      %lu{low_pages}\n", low_wmark_pages(zone));
	report_fields(m, "        high     %lu{high_pages}\n", high_wmark_pages(zone));
	report_fields(m, "        spanned  %lu{spanned_pages}\n", zone->spanned_pages);
	report_fields(m, "        present  %lu{present_pages}\n", zone->present_pages);
	report_fields(m, "        managed  %lu{managed_pages}\n", READ_ONCE(zone->managed_pages));
	report_fields(m, "        cma      %lu{cma_pages}\n", zone->cma_pages);
	show_protection(m, zone);
	report_fields(m, "      nr_free_pages %lu\n", READ_ONCE(zone->nr_free_pages));
	report_fields(m, "      nr_free_cma  %lu{nr_free_cma}\n", READ_ONCE(zone->nr_free_cma));
	report_fields(m, "      nr_free_highatomic %lu{nr_free_highatomic}\n",
		      READ_ONCE(zone->nr_free_highatomic));
	show_pagesets(m, zone);
	report_fields(m, "  start_pfn:           %lu{start_pfn}\n", zone->zone_start_pfn);
	report_close(m, '}');
}

void zoneinfo_show(struct seq_file *m)
{
	struct zone *zone;

	report_open(m, NULL, '[');
	for_each_populated_zone(zone)
		zoneinfo_show_zone(m, zone);
	report_close(m, ']');
}

static int cmd_zoneinfo(int argc, char **argv)
{
	zoneinfo_show(&console_seq);
	return 0;
}
SHELL_COMMAND(zoneinfo, "zoneinfo", "[-j]", "zones of memory, as /proc/zoneinfo", cmd_zoneinfo);
