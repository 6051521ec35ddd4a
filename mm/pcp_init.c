// SPDX-License-Identifier: BSD-2-Clause
/* What each CPU knows of the zone that its ordinary requests go to. */

#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/topology.h>

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
