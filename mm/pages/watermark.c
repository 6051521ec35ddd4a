// SPDX-License-Identifier: BSD-2-Clause
/*
 * Watermarks and reserves: the amounts of free memory that a zone reserves, for callers that may
 * use the reserve, and for requests that no higher zone can serve.
 *
 * Below its watermark `min`, a zone serves only callers that may use the reserve.  Between `min`
 * and `low` it serves other requests only after reclaim was started.  Background reclaim restores
 * `high`:
 *
 *	min  = min_free_kbytes, distributed among the zones by their size
 *	low  = min + step		step = max(min / 4, size * watermark_scale_factor / 10000)
 *	high = min + 2 * step
 *	min_free_kbytes = 4 * sqrt(KiB of memory), from 128 to 262144, unless it is set
 *
 * A request that a higher zone could serve must leave lowmem_reserve additional pages in a lower
 * zone, for requests that cannot use the higher zone.  lowmem_reserve is the size of the zones
 * above the lower zone, up to the higher zone, divided by lowmem_reserve_ratio of the lower zone.
 *
 * Tunables: vm.min_free_kbytes, vm.watermark_scale_factor, vm.lowmem_reserve_ratio.
 *
 * The formulas are those of Linux's Documentation/admin-guide/sysctl/vm.rst.
 */

#include <internal/sysctl.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/math.h>
#include <linux/limits.h>
#include <linux/minmax.h>

#include "pages.h"

#define MIN_FREE_LEAST	128U		/* KiB */
#define MIN_FREE_MOST	262144U
#define RECLAIM_BATCH	32UL		/* in pages; lower limit of `min` in a high zone */

unsigned long min_free_kbytes;
unsigned int watermark_scale_factor = 10;
unsigned int sysctl_lowmem_reserve_ratio[MAX_NR_ZONES] = {
	[ZONE_DMA] = 256, [ZONE_DMA32] = 256, [ZONE_NORMAL] = 32,
};

static bool min_free_set;
static DEFINE_SPINLOCK(watermark_lock);

/*
 * Return true for zones that the kernel's own requests cannot use.  min_free_kbytes does not apply
 * to them.
 */
static bool is_high(const struct zone *zone)
{
	return zone_idx(zone) >= ZONE_HIGHMEM;
}

static unsigned long low_pages(void)
{
	unsigned long nr = 0;
	struct zone *zone;

	for_each_zone(zone)
		nr += is_high(zone) ? 0 : zone_managed_pages(zone);
	return nr;
}

static unsigned long default_min_free(void)
{
	return clamp_t(unsigned long, int_sqrt((low_pages() << (PAGE_SHIFT - 10)) * 16),
		       MIN_FREE_LEAST, MIN_FREE_MOST);
}

static void set_marks(struct zone *zone, unsigned long total)
{
	unsigned long size = zone_managed_pages(zone);
	unsigned long share = total ? (min_free_kbytes >> (PAGE_SHIFT - 10)) * size / total : 0;
	unsigned long min = is_high(zone) ? clamp(size / 1024, RECLAIM_BATCH, 4 * RECLAIM_BATCH) :
					    share;
	unsigned long step = max(share / 4, size * watermark_scale_factor / 10000);

	for (int mark = WMARK_MIN; mark < NR_WMARK; mark++)
		WRITE_ONCE(zone->_watermark[mark], min + mark * step);
}

static void set_lowmem_reserve(pg_data_t *node)
{
	for (int low = 0; low < MAX_NR_ZONES; low++) {
		struct zone *zone = &node->node_zones[low];
		unsigned int ratio = sysctl_lowmem_reserve_ratio[low];
		unsigned long above = 0;

		for (int high = low + 1; high < MAX_NR_ZONES; high++) {
			above += zone_managed_pages(&node->node_zones[high]);
			WRITE_ONCE(zone->lowmem_reserve[high],
				   ratio && populated_zone(zone) ? above / ratio : 0);
		}
	}
}

unsigned long zone_fast_mark(const struct zone *zone)
{
	unsigned long reserve = zone->lowmem_reserve[max(zone_idx(zone), ZONE_NORMAL)];

	return low_wmark_pages(zone) + reserve + zone->nr_free_cma + zone->nr_free_highatomic;
}

void watermarks_update(void)
{
	unsigned long flags, total;
	struct zone *zone;

	spin_lock_irqsave(&watermark_lock, flags);
	if (!min_free_set)
		min_free_kbytes = default_min_free();
	total = low_pages();
	for (int nid = 0; nid < MAX_NUMNODES; nid++)
		set_lowmem_reserve(NODE_DATA(nid));
	for_each_zone(zone) {
		spin_lock(&zone->lock);
		set_marks(zone, total);
		zone->fast_mark = zone_fast_mark(zone);
		spin_unlock(&zone->lock);
	}
	spin_unlock_irqrestore(&watermark_lock, flags);
}

static int set_min_free(void)
{
	if (min_free_kbytes > (low_pages() << (PAGE_SHIFT - 10)) / 2)
		return -ENOMEM;
	min_free_set = true;
	watermarks_update();
	return 0;
}
SYSCTL(min_free_kbytes, "vm.min_free_kbytes", min_free_kbytes, MIN_FREE_LEAST, MIN_FREE_MOST,
       set_min_free);

static int watermarks_sysctl_apply(void)
{
	watermarks_update();
	return 0;
}
SYSCTL(watermark_scale_factor, "vm.watermark_scale_factor", watermark_scale_factor, 1, 3000,
       watermarks_sysctl_apply);
SYSCTL_ARRAY(lowmem_reserve_ratio, "vm.lowmem_reserve_ratio", sysctl_lowmem_reserve_ratio, 0,
	     UINT_MAX, watermarks_sysctl_apply);

bool zone_watermark_ok(const struct zone *zone, unsigned int order, unsigned long mark,
		       enum zone_type highest, unsigned int alloc_flags)
{
	long nr_free = READ_ONCE(zone->nr_free_pages) - ((1L << order) - 1), min = mark;

	if (!(alloc_flags & ALLOC_CMA))
		nr_free -= READ_ONCE(zone->nr_free_cma);
	if (!(alloc_flags & (ALLOC_MIN_RESERVE | ALLOC_NON_BLOCK | ALLOC_HIGHATOMIC | ALLOC_OOM)))
		nr_free -= READ_ONCE(zone->nr_free_highatomic);
	if (alloc_flags & ALLOC_MIN_RESERVE)
		min -= min / 2;
	if (alloc_flags & ALLOC_NON_BLOCK)
		min -= min / 4;
	if (alloc_flags & ALLOC_OOM)
		min -= min / 2;
	return nr_free > min + (long)READ_ONCE(zone->lowmem_reserve[highest]);
}
