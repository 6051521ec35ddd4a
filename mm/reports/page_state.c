// SPDX-License-Identifier: BSD-2-Clause
/*
 * Linux's page counts by use (zone_page_state() and related functions), as far as these uses exist.
 * meminfo and vmstat print the same numbers.
 */

#include <linux/bug.h>
#include <linux/mm.h>
#include <linux/vmstat.h>

#include "mm/objects/objects.h"
#include "mm/virtual/virtual.h"
#include "mm/pages/pages.h"

unsigned long zone_page_state(const struct zone *zone, enum zone_stat_item item)
{
	return item == NR_FREE_CMA_PAGES ? READ_ONCE(zone->nr_free_cma)
					 : READ_ONCE(zone->nr_free_pages);
}

unsigned long global_zone_page_state(enum zone_stat_item item)
{
	unsigned long nr = 0;
	struct zone *zone;

	if (item == NR_FREE_PAGES)
		return nr_free_pages();
	for_each_zone(zone)
		nr += zone_page_state(zone, item);
	return nr;
}

unsigned long global_node_page_state_pages(enum node_stat_item item)
{
	struct vmap_usage vmap;

	switch (item) {
	case NR_SLAB_RECLAIMABLE_B:
		return slab_reclaimable_pages();
	case NR_SLAB_UNRECLAIMABLE_B:
		return slab_pages() - slab_reclaimable_pages();
	case NR_PAGETABLE:
		return pgtable_pages();
	case NR_KERNEL_STACK_KB:
		vmap_usage(&vmap);
		return vmap.stacks >> 10;
	default:
		return 0;
	}
}

unsigned long global_node_page_state(enum node_stat_item item)
{
	WARN_ONCE(vmstat_item_in_bytes(item),
		  "global_node_page_state(%d): this item is counted in bytes\n", item);
	return global_node_page_state_pages(item);
}
