// SPDX-License-Identifier: BSD-2-Clause
/*
 * Texts for the page allocator's reports: the names of flags, the reason for a refusal or a
 * failure, and a table of the zones.
 */

#define pr_fmt(fmt) "page_alloc: " fmt

#include <linux/array_size.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sprintf.h>

#include "pages.h"

#define KIB(pages)	((unsigned long)(pages) << (PAGE_SHIFT - 10))

/*
 * Combinations come first: a name is used if all of its bits are set and none is covered by an
 * earlier name.
 */
static const struct {
	gfp_t flags;
	const char *name;
} gfp_names[] = {
	{ GFP_HIGHUSER_MOVABLE, "GFP_HIGHUSER_MOVABLE" },
	{ GFP_HIGHUSER, "GFP_HIGHUSER" },
	{ GFP_USER, "GFP_USER" },
	{ GFP_KERNEL, "GFP_KERNEL" },
	{ GFP_NOFS, "GFP_NOFS" },
	{ GFP_ATOMIC, "GFP_ATOMIC" },
	{ GFP_NOIO, "GFP_NOIO" },
	{ GFP_NOWAIT, "GFP_NOWAIT" },
	{ GFP_DMA, "GFP_DMA" },
	{ GFP_DMA32, "GFP_DMA32" },
	{ __GFP_HIGHMEM, "__GFP_HIGHMEM" },
	{ __GFP_MOVABLE, "__GFP_MOVABLE" },
	{ __GFP_RECLAIMABLE, "__GFP_RECLAIMABLE" },
	{ __GFP_HIGH, "__GFP_HIGH" },
	{ __GFP_IO, "__GFP_IO" },
	{ __GFP_FS, "__GFP_FS" },
	{ __GFP_ZERO, "__GFP_ZERO" },
	{ __GFP_DIRECT_RECLAIM, "__GFP_DIRECT_RECLAIM" },
	{ __GFP_KSWAPD_RECLAIM, "__GFP_KSWAPD_RECLAIM" },
	{ __GFP_WRITE, "__GFP_WRITE" },
	{ __GFP_NOWARN, "__GFP_NOWARN" },
	{ __GFP_RETRY_MAYFAIL, "__GFP_RETRY_MAYFAIL" },
	{ __GFP_NOFAIL, "__GFP_NOFAIL" },
	{ __GFP_NORETRY, "__GFP_NORETRY" },
	{ __GFP_MEMALLOC, "__GFP_MEMALLOC" },
	{ __GFP_COMP, "__GFP_COMP" },
	{ __GFP_NOMEMALLOC, "__GFP_NOMEMALLOC" },
	{ __GFP_HARDWALL, "__GFP_HARDWALL" },
	{ __GFP_THISNODE, "__GFP_THISNODE" },
};

const char *page_report_gfp(gfp_t gfp, char *buf, size_t size)
{
	const char *bar = "";
	size_t used = 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(gfp_names); i++) {
		if ((gfp & gfp_names[i].flags) != gfp_names[i].flags)
			continue;
		used += scnprintf(buf + used, size - used, "%s%s", bar, gfp_names[i].name);
		gfp &= ~gfp_names[i].flags;
		bar = "|";
	}
	if (gfp || !used)
		scnprintf(buf + used, size - used, "%s%#x", bar, gfp);
	return buf;
}

const char *page_report_free_reason(const struct page *page, unsigned int order)
{
	const struct page *head = page_block_head(page);
	struct page seen;

	if ((unsigned long)page % sizeof(*page))
		return "not the start of a struct page";
	if (!page_ready(page))
		return "not a page of the page allocator";
	if (!head)
		return "not RAM, or reserved";
	/* Another CPU may be freeing the block. */
	seen = page_snapshot(head);
	switch (seen.type) {
	case PGTY_cached:
	case PGTY_cached + MIGRATE_MOVABLE:
	case PGTY_cached + MIGRATE_RECLAIMABLE:
	case PGTY_free:
	case PGTY_isolated:
		return head == page ? "free already" : "inside a free block: freed before";
	case PGTY_reserved:
		return "reserved, not allocated";
	case PGTY_marked:
	case PGTY_marked + MIGRATE_MOVABLE:
	case PGTY_marked + MIGRATE_RECLAIMABLE:
		return "reserved by its owner";
	case PGTY_slab:
	case PGTY_debug_slab:
	case PGTY_kfence:
	case PGTY_large_kmalloc:
		return "owned by an object allocator";
	case PGTY_dma:
		return "in use as coherent memory";
	case PGTY_table:
		return "in use as a page table";
	case PGTY_vmalloc:
		return "in use by vmalloc()";
	case PGTY_movable:
		return "still marked movable by its owner";
	}
	if (head != page)
		return "inside a block, not its first page";
	if (page_ref_count(&seen) <= 0)
		return "it has no references";
	return "the block has another order";
}

const char *page_report_reason(gfp_t gfp, unsigned int order, int nid)
{
	const struct zonelist *list = &NODE_DATA(nid)->node_zonelists[gfp_zone(gfp)];
	struct zone *const *z;
	struct zone *zone;
	enum zone_type highest = gfp_zone(gfp);
	unsigned long nr_free = 0;
	bool spare = false;
	int largest = -1;

	if (!list->zones[0])
		return "no zone with memory is allowed by these flags";
	for_each_zone_of_list(list, zone, z) {
		if (gfp & __GFP_THISNODE && zone_to_nid(zone) != nid)
			continue;
		spare |= zone_watermark_ok(zone, order, min_wmark_pages(zone), highest, 0);
		nr_free += READ_ONCE(zone->nr_free_pages);
		largest = max(largest, page_report_largest_order(zone));
	}
	if (largest >= (int)order)
		return spare ? "fault injection, or memory was freed meanwhile" :
			       "the free memory is reserved for other requests";
	if (!nr_free)
		return "all memory is in use";
	if (nr_free >> order)
		return "enough memory is free, but fragmented";
	return "too little memory is free";
}

static void report_zone(struct zone *zone, unsigned int wanted)
{
	char line[NR_PAGE_ORDERS * 16];
	unsigned long nr[NR_PAGE_ORDERS];
	int largest = page_report_largest_order(zone);
	unsigned int order, used = 0;

	page_report_count_blocks(zone, nr, NULL);
	for (order = 0; order < NR_PAGE_ORDERS; order++)
		used += scnprintf(line + used, sizeof(line) - used, " %lu*%luk",
				  nr[order], KIB(1UL << order));
	pr_warn("node %d %s: free %lu of %lu KiB:%s, largest %lu KiB, fragmentation index %d\n",
		zone_to_nid(zone), zone->name, KIB(zone->nr_free_pages), KIB(zone->managed_pages),
		line, largest < 0 ? 0 : KIB(1UL << largest),
		page_report_fragmentation(nr, wanted));
	pr_warn("node %d %s: min %lu low %lu high %lu, high-order atomic reserve %lu KiB\n",
		zone_to_nid(zone), zone->name, KIB(min_wmark_pages(zone)),
		KIB(low_wmark_pages(zone)), KIB(high_wmark_pages(zone)),
		KIB(READ_ONCE(zone->nr_highatomic)));
}

void page_report_zones(unsigned int wanted)
{
	struct zone *zone;

	for_each_populated_zone(zone)
		report_zone(zone, wanted);
}
