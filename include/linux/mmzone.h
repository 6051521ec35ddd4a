/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MMZONE_H
#define LINUX_MMZONE_H

#include <linux/bitops.h>
#include <linux/list.h>
#include <linux/mm_types.h>
#include <linux/nodemask.h>
#include <linux/numa.h>
#include <linux/page-flags.h>
#include <linux/pfn.h>
#include <linux/spinlock.h>
#include <asm/page.h>

#define MAX_PAGE_ORDER		CONFIG_MAX_PAGE_ORDER
#define NR_PAGE_ORDERS		(MAX_PAGE_ORDER + 1)
#define MAX_ORDER_NR_PAGES	(1UL << MAX_PAGE_ORDER)
/* Allocations above this order fail early instead of retrying. */
#define PAGE_ALLOC_COSTLY_ORDER	3
/*
 * Length of the array free_lists.head, at least NR_PAGE_ORDERS.  The values make sizeof(struct
 * free_lists) a number by which the compiler can multiply with few instructions.
 */
#define HEAD_ORDERS		(NR_PAGE_ORDERS <= 14 ? 14 : 30)

/*
 * Zones, in ascending order of their addresses.  A zone is named after the devices that reach it.
 */
enum zone_type {
	ZONE_DMA,		/* RAM that all devices reach */
	ZONE_DMA32,		/* RAM for devices with 32 address bits */
	ZONE_NORMAL,		/* the rest of the linear map */
	ZONE_HIGHMEM,		/* RAM outside the linear map */
	ZONE_MOVABLE,		/* only movable pages */
	MAX_NR_ZONES
};

/*
 * Page blocks group pages by mobility, so that unmovable pages do not fragment the memory of
 * movable and reclaimable pages.  A page block has a migrate type, and an allocation requests a
 * migrate type.  Each type has its own free lists.
 */
#define pageblock_order		(MAX_PAGE_ORDER < 9 ? MAX_PAGE_ORDER : 9)
#define pageblock_nr_pages	(1UL << pageblock_order)

enum migratetype {
	MIGRATE_UNMOVABLE,
	MIGRATE_MOVABLE,
	MIGRATE_RECLAIMABLE,
	MIGRATE_PCPTYPES,	/* for flags that contradict each other; has no pages */
	MIGRATE_HIGHATOMIC,			/* reserve for atomic allocations above order 0 */
	MIGRATE_CMA,				/* page blocks of CMA areas */
	MIGRATE_ISOLATE,			/* no allocations are allowed */
	MIGRATE_TYPES
};

enum zone_watermarks {
	WMARK_MIN,		/* below this mark, only users of the reserve may allocate */
	WMARK_LOW,		/* below this mark, background reclaim starts */
	WMARK_HIGH,		/* above this mark, background reclaim stops */
	NR_WMARK
};

/* The free blocks of one migrate type in a zone. */
struct free_lists {
	unsigned long nonempty;		/* bit k is set if the list of order k is not empty */
	u32 head[HEAD_ORDERS];		/* by order: page number of the first block, or 0 */
};

struct pglist_data;

/*
 * A contiguous range of a node's memory.  Fields marked [l] are protected by lock, [c] are constant
 * after boot, and [t] are tunable at run time.  Other fields are read without the lock.
 */
struct zone {
	spinlock_t lock;
	u8 id;					/* [c] index in the zone table */
	struct page *base;			/* [c] page_map.base */
	u64 word_free;				/* [c] page->word: free, order 0 */
	u64 word_allocated;			/* [c] page->word: allocated, order 0 */
	unsigned long nr_free_pages;		/* [l] free and untouched, but not isolated */
	unsigned long fast_mark;		/* [l] free pages above which no mark is checked */
	struct free_lists lists[MIGRATE_TYPES];	/* [l] */
	u32 untouched;				/* [l] first run of untouched blocks (buddy.c) */
	u32 nr_untouched;			/* [l] untouched blocks of MAX_PAGE_ORDER */

	unsigned long _watermark[NR_WMARK];	/* [t] pages */
	unsigned long lowmem_reserve[MAX_NR_ZONES];	/* [t] pages not for higher-zone requests */
	unsigned long nr_free_cma;		/* [l] MIGRATE_CMA part of nr_free_pages */
	unsigned long nr_free_highatomic;	/* [l] MIGRATE_HIGHATOMIC part of nr_free_pages */
	unsigned long nr_highatomic;		/* [l] pages in MIGRATE_HIGHATOMIC blocks */
	unsigned long nr_isolated_blocks;	/* [l] page blocks that are isolated */
	struct page *retyping;			/* [l] see the end of a change of type in buddy.c */
	unsigned long cma_pages;		/* [c] */

	struct pglist_data *zone_pgdat;		/* [c] */
	const char *name;			/* [c] name in /proc: "Normal" */
	unsigned long zone_start_pfn;		/* [c] */
	unsigned long spanned_pages;		/* [c] including holes */
	unsigned long present_pages;		/* [c] excluding holes */
	unsigned long managed_pages;		/* [l] pages of the page allocator */
	unsigned long nr_failed;		/* [l] failed allocations */

#ifdef CONFIG_COMPACTION
	/* where the next scans for movable and for free pages start */
	unsigned long compact_migrate_pfn, compact_free_pfn;
	unsigned int compact_considered;	/* compaction requests since the last failure */
	unsigned int compact_defer_shift;	/* skip 2^shift compaction requests */
	int compact_order_failed;		/* lowest order that failed, or 0 */
#endif
};

#define wmark_pages(z, mark)	READ_ONCE((z)->_watermark[mark])
#define min_wmark_pages(z)	wmark_pages(z, WMARK_MIN)
#define low_wmark_pages(z)	wmark_pages(z, WMARK_LOW)
#define high_wmark_pages(z)	wmark_pages(z, WMARK_HIGH)

/* Zones in the order of preference, terminated by NULL. */
struct zonelist {
	struct zone *zones[MAX_NR_ZONES * MAX_NUMNODES + 1];
};

typedef struct pglist_data {
	struct zone node_zones[MAX_NR_ZONES];
	struct zonelist node_zonelists[MAX_NR_ZONES];	/* by gfp_zone() */
	int node_id;
	unsigned long node_start_pfn;
	unsigned long node_present_pages;
	unsigned long node_spanned_pages;
} pg_data_t;

extern pg_data_t node_data[MAX_NUMNODES];
#define NODE_DATA(nid)	(&node_data[nid])

static inline bool populated_zone(const struct zone *zone)
{
	return zone->present_pages;
}

static inline unsigned long zone_managed_pages(const struct zone *zone)
{
	return READ_ONCE(zone->managed_pages);
}

static inline unsigned long zone_end_pfn(const struct zone *zone)
{
	return zone->zone_start_pfn + zone->spanned_pages;
}

static inline enum zone_type zone_idx(const struct zone *zone)
{
	return (enum zone_type)(zone->id % MAX_NR_ZONES);
}

/*
 * Return true if the zone is outside the linear map.  ZONE_MOVABLE lies completely inside or
 * completely outside the linear map.
 */
static inline bool is_highmem(const struct zone *zone)
{
	return IS_ENABLED(CONFIG_HIGHMEM) && zone_idx(zone) >= ZONE_HIGHMEM &&
	       zone->zone_start_pfn >= PFN_DOWN(__pa_linear(vm_layout.linear_limit));
}

static inline int zone_to_nid(const struct zone *zone)
{
	return zone->id / MAX_NR_ZONES;
}

/* Iterate over every zone of every node, including empty ones. */
struct zone *first_zone(void);
struct zone *next_zone(struct zone *zone);
#define for_each_zone(zone) \
	for (zone = first_zone(); zone; zone = next_zone(zone))
#define for_each_populated_zone(zone) \
	for_each_zone(zone) if (!populated_zone(zone)) {} else

#endif /* LINUX_MMZONE_H */
