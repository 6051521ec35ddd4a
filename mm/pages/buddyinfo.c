// SPDX-License-Identifier: BSD-2-Clause
/* The command buddyinfo, in the format of Linux's /proc/buddyinfo. */

#include <linux/mm.h>
#include <quarry/report.h>
#include <quarry/shell.h>

#include "pages.h"

void buddyinfo_show(struct seq_file *m)
{
	unsigned long nr[NR_PAGE_ORDERS];
	struct zone *zone;
	unsigned int order;

	report_open(m, NULL, '[');
	for_each_populated_zone(zone) {
		page_report_count_blocks(zone, nr, m);
		report_open(m, NULL, '{');
		report_fields(m, "Node %d{node}, zone %8s{zone} ", zone_to_nid(zone), zone->name);
		report_open(m, "nr_free", '[');
		for (order = 0; order < NR_PAGE_ORDERS; order++)
			report_fields(m, "%6lu{} ", nr[order]);
		report_close(m, ']');
		report_fields(m, "\n");
		report_close(m, '}');
	}
	report_close(m, ']');
}

static int cmd_buddyinfo(int argc, char **argv)
{
	buddyinfo_show(&console_seq);
	return 0;
}
SHELL_COMMAND(buddyinfo, "buddyinfo", "[-j]", "free blocks by order, as /proc/buddyinfo",
	      cmd_buddyinfo);
