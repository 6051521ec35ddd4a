// SPDX-License-Identifier: BSD-2-Clause
/*
 * The limits of the zones.
 *
 *	DMA	up to the last address that the most limited device of the device tree can access
 *	DMA32	up to 4 GiB
 *	NORMAL	the rest of the linear map
 *	HIGHMEM	RAM above the linear map
 *	MOVABLE	the upper part of a node's memory in its highest zone, if kernelcore= or
 *		movablecore= request it
 *
 * The limits are multiples of the largest block, so that buddies are always in the same zone.  If
 * all memory is on one side of a limit, and no memory can be added later, the limit is not set.
 * Its zone is then empty, and a request for this zone may use the next one.
 *
 * kernelcore=N: N bytes, or N% of memory, can be used by all requests; the rest is MOVABLE.
 * movablecore=N: N bytes, or N%, are MOVABLE.  With both, the one that leaves more for all requests
 * applies.  This amount is distributed equally among the nodes, as far as each has that much
 * (Linux, admin-guide/kernel-parameters.txt).
 */

#define pr_fmt(fmt) "page_alloc: " fmt

#include <internal/params.h>
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/sizes.h>

#include "mm/boot/boot.h"
#include "pages.h"

/* End of each zone, as a page frame number; 0: no limit. */
static unsigned long limits[ZONE_HIGHMEM] __ro_after_init;
/* Start of the node's ZONE_MOVABLE, as a page frame number; 0: the node has none. */
static unsigned long movable_start[MAX_NUMNODES] __ro_after_init;

/* A value of kernelcore= or movablecore=. */
struct amount {
	u64 bytes;
	unsigned int percent;
	bool said;
};

static struct amount kernelcore __initdata, movablecore __initdata;

static int __init parse_zone_amount(char *value, struct amount *amount)
{
	char *end;
	bool percent;
	u64 number;
	int err = parse_size(value, &end, &number);

	if (err)
		return err;
	percent = *end == '%';
	if (end[percent] || (percent && number > 100))
		return -EINVAL;
	*amount = (struct amount){
		.bytes = percent ? 0 : number, .percent = percent ? number : 0, .said = true,
	};
	return 0;
}

static int __init set_kernelcore(char *value)
{
	return parse_zone_amount(value, &kernelcore);
}
early_param("kernelcore", set_kernelcore);

static int __init set_movablecore(char *value)
{
	return parse_zone_amount(value, &movablecore);
}
early_param("movablecore", set_movablecore);

static phys_addr_t linear_ram_end(void)
{
	return min_t(phys_addr_t, memblock_end_of_DRAM(), __pa_linear(vm_layout.linear_limit));
}

static void __init set_limit(enum zone_type type, phys_addr_t end)
{
	bool wanted = IS_ENABLED(CONFIG_MEMORY_HOTPLUG) || end < linear_ram_end();

	if (memblock_start_of_DRAM() < end && end < __pa_linear(vm_layout.linear_limit) && wanted)
		limits[type] = round_down(PFN_DOWN(end), MAX_ORDER_NR_PAGES);
}

void __init mm_zone_limits(phys_addr_t reach)
{
	if (reach < memblock_start_of_DRAM())
		pr_warn("a device cannot access any memory: its last address is %#llx\n",
			(unsigned long long)reach);
	if (reach < SZ_4G - 1)
		set_limit(ZONE_DMA, reach + 1);
	set_limit(ZONE_DMA32, SZ_4G);
	if (IS_ENABLED(CONFIG_HIGHMEM))
		limits[ZONE_NORMAL] = PFN_DOWN(__pa_linear(vm_layout.linear_limit));
}

gfp_t mm_zone_flag(phys_addr_t last)
{
	phys_addr_t end = linear_ram_end();
	unsigned long dma32 = limits[ZONE_DMA32];

	if (limits[ZONE_DMA] && last < (dma32 ? PFN_PHYS((phys_addr_t)dma32) : end) - 1)
		return GFP_DMA;
	return last < end - 1 ? GFP_DMA32 : 0;
}

enum zone_type zone_type_of(unsigned long pfn, int nid)
{
	enum zone_type type;

	if (movable_start[nid] && pfn >= movable_start[nid])
		return ZONE_MOVABLE;
	for (type = ZONE_DMA; type < ZONE_NORMAL; type++) {
		if (pfn < limits[type])
			return type;
	}
	return limits[ZONE_NORMAL] && pfn >= limits[ZONE_NORMAL] ? ZONE_HIGHMEM : ZONE_NORMAL;
}

unsigned long zone_type_end(unsigned long pfn, int nid)
{
	enum zone_type type = zone_type_of(pfn, nid);
	unsigned long end = ~0UL;

	if (type == ZONE_MOVABLE)
		return end;
	if (type <= ZONE_NORMAL && limits[type])
		end = limits[type];
	return movable_start[nid] ? min(end, movable_start[nid]) : end;
}

enum zone_type highest_zone(enum zone_type type)
{
	while (type < ZONE_NORMAL && !limits[type])
		type++;
	return type;
}

/* ZONE_MOVABLE */

/* Return the number of the node's pages of RAM below the page frame. */
static unsigned long __init node_pages_below(int nid, unsigned long pfn)
{
	const struct memblock_region *r;
	unsigned long nr = 0;

	for_each_mem_region(r) {
		unsigned long start = PFN_UP(r->base), end = min(PFN_DOWN(r->base + r->size), pfn);

		if (!memblock_is_nomap(r) && memory_nid(r) == nid && start < end)
			nr += end - start;
	}
	return nr;
}

/*
 * Return the page frame below which the node has @nr pages, or 0 if the node has at most @nr pages.
 */
static unsigned long __init frame_after(int nid, unsigned long nr)
{
	const struct memblock_region *r;

	for_each_mem_region(r) {
		unsigned long start = PFN_UP(r->base), size = PFN_DOWN(r->base + r->size) - start;

		if (memblock_is_nomap(r) || memory_nid(r) != nid)
			continue;
		if (nr < size)
			return start + nr;
		nr -= size;
	}
	return 0;
}

static unsigned long __init amount_pages(const struct amount *amount, unsigned long total)
{
	if (amount->percent)
		return total / 100 * amount->percent;
	return PFN_UP(amount->bytes);
}

/* Return the number of pages that may serve all requests; the others are for movable pages only. */
static unsigned long __init core_pages(unsigned long total)
{
	unsigned long core = kernelcore.said ? amount_pages(&kernelcore, total) : 0;
	unsigned long movable = min(total, amount_pages(&movablecore, total));

	return movablecore.said ? max(core, total - movable) : core;
}

/*
 * Return the number of pages per node so that all nodes together have @core pages.  Nodes with
 * fewer pages contribute all of them.
 */
static unsigned long __init core_per_node(unsigned long core, const unsigned long *pages)
{
	unsigned long low = 0, high = core;

	while (low < high) {
		unsigned long level = low + (high - low) / 2, sum = 0;

		for (int nid = 0; nid < MAX_NUMNODES; nid++)
			sum += min(pages[nid], level);
		if (sum < core)
			low = level + 1;
		else
			high = level;
	}
	return low;
}

void __init place_movable(void)
{
	unsigned long pages[MAX_NUMNODES], total = 0, core, each, lowest = 0;

	if (!kernelcore.said && !movablecore.said)
		return;
	for (int nid = 0; nid < MAX_NUMNODES; nid++)
		total += pages[nid] = node_pages_below(nid, ~0UL);
	core = core_pages(total);
	if (!core || core >= total) {
		pr_warn("kernelcore=, movablecore=: no memory would remain for %s: ignored\n",
			core ? "ZONE_MOVABLE" : "other zones");
		return;
	}
	each = core_per_node(core, pages);
	for (int type = ZONE_DMA; type <= ZONE_NORMAL; type++) {
		if (limits[type] < PFN_DOWN(memblock_end_of_DRAM()))
			lowest = max(lowest, limits[type]);
	}
	for (int nid = 0; nid < MAX_NUMNODES; nid++) {
		unsigned long first = frame_after(nid, max(each, node_pages_below(nid, lowest)));

		movable_start[nid] = round_up(first, MAX_ORDER_NR_PAGES);
		if (first)
			pr_info("ZONE_MOVABLE of node %d starts at %#llx\n", nid,
				(unsigned long long)PFN_PHYS((phys_addr_t)movable_start[nid]));
	}
}
