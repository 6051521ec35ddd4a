// SPDX-License-Identifier: BSD-2-Clause
/*
 * Initialize each CPU's data on the zone that serves its ordinary requests, and search for ready
 * ranges of the page map.
 */

#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/minmax.h>
#include <linux/topology.h>

#include "mm/debug/tools.h"
#include "pages.h"
#include "pcp.h"

/* Until pcp_init(), all requests take the slow path. */
DEFINE_PER_CPU_CACHE_HOT(struct pcp, page_lists) ____cacheline_aligned = { .rare = ~(gfp_t)0 };

/* __GFP_HIGHMEM is rare only if such requests use another zone first. */
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
		/* With page debugging, all requests stay rare, so that each block is checked. */
		if (!page_debug)
			pcp->rare = pcp_rare_flags(zone);
	}
}

/*
 * Number of page blocks that are searched in each direction.  One read of a word checks eight
 * page blocks.
 */
#define SCAN_PAGEBLOCKS	512UL

static bool is_ready(unsigned long index)
{
	return READ_ONCE(page_map.block[index]);
}

static bool are_ready(unsigned long index)
{
	const u64 ready = 0x0101010101010101ULL * PAGEBLOCK_READY;

	return (READ_ONCE(*(const u64 *)&page_map.block[index]) & ready) == ready;
}

static unsigned long first_ready(unsigned long index)
{
	unsigned long least = index - min(index, SCAN_PAGEBLOCKS);

	while (index > least && is_ready(index - 1))
		index -= index % 8 || index < least + 8 || !are_ready(index - 8) ? 1 : 8;
	return index;
}

static unsigned long ready_end(unsigned long index)
{
	unsigned long end = min(index + SCAN_PAGEBLOCKS, page_map.nr_pageblocks);

	while (index < end && is_ready(index))
		index += index % 8 || index + 8 > end || !are_ready(index) ? 1 : 8;
	return index;
}

void page_ready_run(const struct page *page, unsigned long *start, unsigned long *size)
{
	unsigned long index = pageblock_index(page), first = first_ready(index);

	*start = (unsigned long)(page_map.base + (first << pageblock_order));
	*size = ((ready_end(index) - first) << pageblock_order) * sizeof(*page);
}

/* Restrict the run to the page's zone, and thus to one node. */
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
