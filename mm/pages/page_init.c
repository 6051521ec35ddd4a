// SPDX-License-Identifier: BSD-2-Clause
/*
 * Initialize the zones of the page allocator from memblock's tables.
 *
 *	1. Create the page map for the span of RAM: its base, and a byte for each page block.
 *	2. Allocate memory for the parts of the page array that describe RAM.  These parts are
 *	   rounded to whole blocks, so that a block that is partly RAM has all of its struct pages.
 *	3. Divide each range of RAM at the zones' limits (zone_limits.c).
 *	4. Build the zonelists: for each node and highest zone, the node's own zones in descending
 *	   order, then those of the other nodes.
 *	5. Free memblock's free ranges in descending order, so that the lowest memory is used
 *	   first.
 *
 * The cost depends on the number of ranges and, because of the page map, on that of page blocks.
 */

#define pr_fmt(fmt) "page_alloc: " fmt

#include <linux/bug.h>
#include <linux/cache.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "mm/boot/boot.h"
#include "mm/debug/tools.h"
#include "pages.h"

#define BLOCK_PAGES	MAX_ORDER_NR_PAGES
#define PAGEBLOCKS	(BLOCK_PAGES / pageblock_nr_pages)
#define BLOCK_SIZE	(PAGE_SIZE << MAX_PAGE_ORDER)
#define EAGER_BLOCKS	(((unsigned long)CONFIG_PAGE_INIT_EAGER_MB << 20) / BLOCK_SIZE)

static const char *const zone_names[MAX_NR_ZONES] = {
	[ZONE_DMA] = "DMA",
	[ZONE_DMA32] = "DMA32",
	[ZONE_NORMAL] = "Normal",
	[ZONE_HIGHMEM] = "HighMem",
	[ZONE_MOVABLE] = "Movable",
};

bool page_group_by_mobility_disabled __ro_after_init;

seqlock_t memory_lock = __SEQLOCK_UNLOCKED(memory_lock);

static struct zone *find_zone(unsigned long pfn)
{
	const struct memblock_region *r = memblock_inst_find(&memblock.memory, PFN_PHYS(pfn));

	if (!r || memblock_is_nomap(r) || PHYS_PFN(PFN_PHYS(pfn)) != pfn)
		return NULL;
	return &NODE_DATA(memory_nid(r))->node_zones[zone_type_of(pfn, memory_nid(r))];
}

struct zone *page_pfn_zone(unsigned long pfn)
{
	struct zone *zone;
	unsigned int seq;

	do {
		seq = read_seqbegin(&memory_lock);
		zone = find_zone(pfn);
	} while (read_seqretry(&memory_lock, seq));
	return zone;
}

phys_addr_t page_first_ram(phys_addr_t start, phys_addr_t end)
{
	phys_addr_t ram;
	unsigned int seq;

	do {
		u64 at = start;

		seq = read_seqbegin(&memory_lock);
		if (!memblock_next_mem(&memblock, NUMA_NO_NODE, &at, &ram, NULL, NULL))
			ram = end;
	} while (read_seqretry(&memory_lock, seq));
	return min(ram, end);
}

bool pfn_valid(unsigned long pfn)
{
	return page_pfn_zone(pfn);
}

struct zone *page_zone(const struct page *page)
{
	const struct page *head = page_block_head(page);

	return head ? page_map.zones[READ_ONCE(head->zone)] : page_pfn_zone(page_to_pfn(page));
}

int page_to_nid(const struct page *page)
{
	const struct zone *zone = page_zone(page);

	return zone ? zone_to_nid(zone) : NUMA_NO_NODE;
}

struct zone *first_zone(void)
{
	return node_data[0].node_zones;
}

struct zone *next_zone(struct zone *zone)
{
	unsigned int id = zone->id + 1;

	if (id == ZONE_ID_TEST)
		return NULL;
	return &node_data[id / MAX_NR_ZONES].node_zones[id % MAX_NR_ZONES];
}

unsigned long totalram_pages(void)
{
	unsigned long nr = 0;
	struct zone *zone;

	for_each_zone(zone)
		nr += READ_ONCE(zone->managed_pages);
	return nr;
}

unsigned long nr_free_pages(void)
{
	unsigned long nr = 0;
	struct zone *zone;

	for_each_zone(zone)
		nr += READ_ONCE(zone->nr_free_pages);
	return nr + pcp_pages();
}

void si_meminfo(struct sysinfo *val)
{
	*val = (struct sysinfo){
		.totalram = totalram_pages(),
		.freeram = nr_free_pages(),
		.totalhigh = totalhigh_pages(),
		.freehigh = nr_free_highpages(),
		.mem_unit = PAGE_SIZE,
	};
}

/* Set *start_pfn and *end_pfn to the whole pages of a range.  Returns false if it contains none. */
static bool __init whole_pages(phys_addr_t start, phys_addr_t end, unsigned long *start_pfn,
			       unsigned long *end_pfn)
{
	*start_pfn = PFN_UP(start);
	*end_pfn = PFN_DOWN(end);
	return *start_pfn < *end_pfn;
}

static void __init map_init(void)
{
	unsigned long first = ~0UL, last = 0, start_pfn, end_pfn;
	phys_addr_t start, end;
	u64 i;

	for_each_mem_range(i, &start, &end) {
		if (!whole_pages(start, end, &start_pfn, &end_pfn))
			continue;
		first = min(first, start_pfn);
		last = max(last, end_pfn);
	}
	if (!last)
		panic("no memory");
	BUG_ON(vm_layout.linear_offset & (BLOCK_SIZE - 1));
	/* Memory that is added later may have lower addresses. */
	if (IS_ENABLED(CONFIG_MEMORY_HOTPLUG))
		first = PHYS_PFN(__pa_linear(vm_layout.linear_start));
	first = round_down(first, BLOCK_PAGES);
	page_map.base = pfn_to_page(first) - BLOCK_PAGES;
	page_map.nr_pageblocks = (1 + DIV_ROUND_UP(last - first, BLOCK_PAGES)) * PAGEBLOCKS;
	if (page_map.nr_pageblocks > ~0U >> pageblock_order)
		panic("RAM spans more than 2^32 pages");
	page_map.block = memblock_alloc(page_map.nr_pageblocks, SMP_CACHE_BYTES);
	if (!page_map.block)
		panic("no memory for the page map");
	memblock_set_owner(__pa(page_map.block), page_map.nr_pageblocks, "page map");
}

static void __init page_array_populate(unsigned long start_pfn, unsigned long end_pfn)
{
	if (end_pfn && vmemmap_populate((unsigned long)pfn_to_page(start_pfn),
					(unsigned long)pfn_to_page(end_pfn)))
		panic("no memory for the page array");
}

/* Back the page array in whole blocks.  Ranges that share a block are merged. */
static void __init array_init(void)
{
	unsigned long from = 0, to = 0, start_pfn, end_pfn;
	phys_addr_t start, end;
	u64 i;

	for_each_mem_range(i, &start, &end) {
		if (!whole_pages(start, end, &start_pfn, &end_pfn))
			continue;
		start_pfn = round_down(start_pfn, BLOCK_PAGES);
		end_pfn = round_up(end_pfn, BLOCK_PAGES);
		if (!to || start_pfn > to) {
			page_array_populate(from, to);
			from = start_pfn;
		}
		to = end_pfn;
	}
	page_array_populate(from, to);
}

static void __meminit extend_span(unsigned long *first, unsigned long *spanned,
				  unsigned long *present, unsigned long start_pfn,
				  unsigned long end_pfn)
{
	unsigned long last = *first + *spanned;

	if (!*present || start_pfn < *first)
		*first = start_pfn;
	*spanned = max(last, end_pfn) - *first;
	*present += end_pfn - start_pfn;
}

static void __meminit zone_add_span(struct zone *zone, unsigned long start_pfn,
				    unsigned long end_pfn)
{
	pg_data_t *node = zone->zone_pgdat;
	unsigned long flags;

	spin_lock_irqsave(&zone->lock, flags);
	extend_span(&zone->zone_start_pfn, &zone->spanned_pages, &zone->present_pages, start_pfn,
		    end_pfn);
	spin_unlock_irqrestore(&zone->lock, flags);
	extend_span(&node->node_start_pfn, &node->node_spanned_pages, &node->node_present_pages,
		    start_pfn, end_pfn);
}

/* Return the end of the part of [pfn, end_pfn) that belongs to @zone, the zone of @pfn. */
static unsigned long zone_part_end(const struct zone *zone, unsigned long pfn,
				   unsigned long end_pfn)
{
	return zone ? min(end_pfn, zone_type_end(pfn, zone_to_nid(zone))) : end_pfn;
}

void __meminit zones_add_spans(unsigned long start_pfn, unsigned long end_pfn)
{
	for (unsigned long stop; start_pfn < end_pfn; start_pfn = stop) {
		struct zone *zone = page_pfn_zone(start_pfn);

		stop = zone_part_end(zone, start_pfn, end_pfn);
		zone_add_span(zone, start_pfn, stop);
	}
}

static void __init zones_init(void)
{
	unsigned long start_pfn, end_pfn;
	const struct memblock_region *r;

	for_each_mem_region(r) {
		if (!memblock_is_nomap(r) &&
		    whole_pages(r->base, r->base + r->size, &start_pfn, &end_pfn))
			zones_add_spans(start_pfn, end_pfn);
	}
}

/*
 * Zones are only added, so that an old entry is in the new list at the same index or later.  The
 * entries are stored from the end of the list, each with a store-release.  A reader that loads each
 * entry with a load-acquire (for_each_zone_of_list()) therefore never misses a zone; see
 * tests/litmus/zonelist.litmus.
 */
static void __meminit zonelist_build(int nid, enum zone_type type)
{
	struct zonelist *list = &NODE_DATA(nid)->node_zonelists[type], new;
	int near = -1, nr = 0, t;

	while ((near = numa_next_nearest(nid, near)) >= 0) {
		for (t = highest_zone(type); t >= 0; t--) {
			if (populated_zone(&NODE_DATA(near)->node_zones[t]))
				new.zones[nr++] = &NODE_DATA(near)->node_zones[t];
		}
	}
	new.zones[nr] = NULL;
	for (; nr >= 0; nr--)
		smp_store_release(&list->zones[nr], new.zones[nr]);
}

void __meminit zonelists_build(void)
{
	for (int nid = 0; nid < MAX_NUMNODES; nid++) {
		for (int type = 0; type < MAX_NR_ZONES; type++)
			zonelist_build(nid, type);
	}
}

void __init mm_free_areas_init(void)
{
	int nid, type;

	map_init();
	array_init();
	page_debug_init();
	for (nid = 0; nid < MAX_NUMNODES; nid++) {
		NODE_DATA(nid)->node_id = nid;
		for (type = 0; type < MAX_NR_ZONES; type++) {
			struct zone *zone = &NODE_DATA(nid)->node_zones[type];

			zone_init(zone, nid * MAX_NR_ZONES + type, zone_names[type]);
			zone->zone_pgdat = NODE_DATA(nid);
		}
	}
	place_movable();
	zones_init();
	numa_init();
	zonelists_build();
}

void __meminit zones_release(unsigned long start_pfn, unsigned long end_pfn)
{
	while (start_pfn < end_pfn) {
		struct zone *zone = page_pfn_zone(start_pfn);
		unsigned long stop = zone_part_end(zone, start_pfn, end_pfn);

		zone_release(zone, start_pfn, stop, true);
		start_pfn = stop;
	}
}

void __init memblock_free_all(void)
{
	unsigned long start_pfn, end_pfn;
	phys_addr_t start, end;
	struct zone *zone;
	u64 i;

	memblock.closed = true;
	for_each_free_mem_range_reverse(i, NUMA_NO_NODE, MEMBLOCK_NONE, &start, &end, NULL) {
		if (!whole_pages(start, end, &start_pfn, &end_pfn))
			continue;
		kasan_poison_free(start_pfn, end_pfn);
		zones_release(start_pfn, end_pfn);
	}
	for_each_populated_zone(zone)
		zone_touch(zone, EAGER_BLOCKS);
	page_group_by_mobility_disabled = totalram_pages() < pageblock_nr_pages * MIGRATE_TYPES;
	watermarks_update();
	pcp_init();
	pr_info("%lu KiB of %llu KiB available\n", nr_free_pages() << (PAGE_SHIFT - 10),
		memblock_phys_mem_size() >> 10);
}

unsigned long memblock_free_late(phys_addr_t base, phys_addr_t size)
{
	unsigned long pfn = PFN_UP(base), end_pfn = PFN_DOWN(base + size), total = 0;

	while (pfn < end_pfn) {
		struct zone *zone = page_pfn_zone(pfn);
		unsigned long stop = zone_part_end(zone, pfn, end_pfn);
		unsigned long nr = zone ? zone_release(zone, pfn, stop, false) : 0;

		total += nr;
		if (WARN(nr != stop - pfn, "page_alloc: pfn %#lx is not reserved RAM\n", pfn + nr))
			break;
		pfn = stop;
	}
	memblock_inst_remove(&memblock, &memblock.reserved, PFN_PHYS(PFN_UP(base)),
			     PFN_PHYS(total));
	return total;
}

unsigned long free_reserved_area(void *start, void *end, int poison, const char *name)
{
	unsigned long from = PAGE_ALIGN((unsigned long)start);
	unsigned long to = (unsigned long)end & PAGE_MASK, nr;

	if (from >= to)
		return 0;
	if (poison >= 0 && poison <= 0xff)
		memset((void *)from, poison, to - from);
	nr = memblock_free_late(__pa(from), to - from);
	if (name && nr)
		pr_info("freed %lu KiB of %s\n", nr << (PAGE_SHIFT - 10), name);
	return nr;
}
