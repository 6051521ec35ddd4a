// SPDX-License-Identifier: BSD-2-Clause
/* What each CPU knows of the zone that its ordinary requests go to. */

#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/minmax.h>
#include <linux/topology.h>

#include "mm/debug/page_debug.h"
#include "pages.h"
#include "pcp.h"

/* Until pcp_init() every request is rare. */
DEFINE_PER_CPU_ALIGNED(struct pcp, page_lists) = { .rare = ~0U };

/* __GFP_HIGHMEM is rare only if there is such a zone. */
gfp_t pcp_rare_flags(const struct zone *zone)
{
	const struct zonelist *lists = zone->zone_pgdat->node_zonelists;

	if (lists[ZONE_HIGHMEM].zones[0] == zone && lists[ZONE_MOVABLE].zones[0] == zone)
		return GFP_RARE & ~__GFP_HIGHMEM;
	return GFP_RARE;
}

void __init pcp_init(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		struct pcp *pcp = per_cpu_ptr(&page_lists, cpu);
		struct zone *zone = NODE_DATA(cpu_to_node(cpu))->
					node_zonelists[ZONE_NORMAL].zones[0];

		pcp->zone = zone;
		pcp->allocated = allocated_word(zone, 0, 0);
		pcp_keep(pcp);
		/* Whoever looks for mistakes sees every block. */
		if (!page_debug)
			pcp->rare = pcp_rare_flags(zone);
	}
}

/* How far to look each way, in page blocks. */
#define SCAN_PAGEBLOCKS	512

void page_ready_run(const struct page *page, unsigned long *start, unsigned long *size)
{
	unsigned long first = pageblock_index(page), last = first, i;

	for (i = 0; i < SCAN_PAGEBLOCKS && READ_ONCE(page_map.block[first - 1]); i++)
		first--;
	for (i = 0; i < SCAN_PAGEBLOCKS && last + 1 < page_map.nr_pageblocks &&
	     READ_ONCE(page_map.block[last + 1]); i++)
		last++;
	*start = (unsigned long)(page_map.base + (first << pageblock_order));
	*size = ((last - first + 1) << pageblock_order) * sizeof(*page);
}

/* Only what is of the page's zone, and so of one node. */
static void clamp_to_zone(struct page_run *run, const struct page *page)
{
	const struct zone *zone = page_zone(page);
	unsigned long first = (unsigned long)pfn_to_page(zone->zone_start_pfn);
	unsigned long end = (unsigned long)pfn_to_page(zone->zone_start_pfn + zone->spanned_pages);

	end = min(end, run->base + run->size);
	run->base = max(first, run->base);
	run->size = end - run->base;
}

void page_run_learn(struct page_run *run, const void *p)
{
	const struct page *page = virt_to_page(p);

	page_ready_run(page, &run->base, &run->size);
	if (IS_ENABLED(CONFIG_NUMA))
		clamp_to_zone(run, page);
	run->start = run->base - VMEMMAP_ORIGIN;
}
