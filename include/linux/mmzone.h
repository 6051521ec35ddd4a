/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MMZONE_H
#define LINUX_MMZONE_H

#include <linux/mm_types.h>
#include <linux/numa.h>
#include <linux/pfn.h>
#include <linux/spinlock.h>
#include <asm/page.h>

#define MAX_PAGE_ORDER		CONFIG_MAX_PAGE_ORDER
#define NR_PAGE_ORDERS		(MAX_PAGE_ORDER + 1)
#define MAX_ORDER_NR_PAGES	(1UL << MAX_PAGE_ORDER)
/* Above this, an allocation that finds no block gives up early. */
#define PAGE_ALLOC_COSTLY_ORDER	3
/* NR_PAGE_ORDERS, and what makes struct free_lists of a size that is cheap to multiply by. */
#define HEAD_ORDERS		(NR_PAGE_ORDERS <= 14 ? 14 : 30)

/* Memory by who can reach it, low to high. */
enum zone_type {
	ZONE_DMA,		/* the device with the shortest reach */
	ZONE_DMA32,		/* devices with 32 address bits */
	ZONE_NORMAL,		/* all of the linear map */
	ZONE_HIGHMEM,		/* RAM outside the linear map */
	ZONE_MOVABLE,		/* only what can be moved */
	MAX_NR_ZONES
};

/*
 * Memory is grouped by what becomes of it, in page blocks, so that pages which can be moved or given
 * back are not scattered among those that stay.  A type is a page block's, and the one that an
 * allocation asks for; each has free lists of its own.
 */
#define pageblock_order		(MAX_PAGE_ORDER < 9 ? MAX_PAGE_ORDER : 9)
#define pageblock_nr_pages	(1UL << pageblock_order)

enum migratetype {
	MIGRATE_UNMOVABLE,
	MIGRATE_MOVABLE,
	MIGRATE_RECLAIMABLE,
	MIGRATE_PCPTYPES,	/* no type: what those say that contradict themselves; always empty */
	MIGRATE_HIGHATOMIC,			/* reserve of orders above 0 for atomic callers */
	MIGRATE_CMA,				/* serves movable pages until its owner wants it */
	MIGRATE_ISOLATE,			/* nothing is allocated from here */
	MIGRATE_TYPES
};

enum zone_watermarks {
	WMARK_MIN,		/* below: only callers that may use the reserve */
	WMARK_LOW,		/* below: reclaim starts in the background */
	WMARK_HIGH,		/* here it ends */
	NR_WMARK
};

/* The free blocks of a zone that are of one migrate type. */
struct free_lists {
	unsigned long nonempty;		/* bit k: the list of order k has a block */
	u32 head[HEAD_ORDERS];		/* by order: the first block's page number, 0: none */
};

struct pglist_data;

/* [l]: under lock; [c]: constant after boot; [t]: a tunable; the others are read without the lock. */
struct zone {
	spinlock_t lock;
	u8 id;					/* [c] index in the zone table */
	struct page *base;			/* [c] page_map.base */
	u64 word_free;				/* [c] struct page's first word, order 0, type 0 */
	u64 word_allocated;			/* [c] the same, with one reference */
	unsigned long nr_free_pages;		/* [l] untouched ones included, isolated ones not */
	unsigned long fast_mark;		/* [l] above this, any request may be met */
	struct free_lists lists[MIGRATE_TYPES];	/* [l] */
	u32 untouched;				/* [l] first run of untouched blocks, 0: none */
	u32 nr_untouched;			/* [l] blocks of order MAX_PAGE_ORDER */

	unsigned long _watermark[NR_WMARK];	/* [t] pages */
	unsigned long lowmem_reserve[MAX_NR_ZONES];	/* [t] kept from who could use a higher zone */
	unsigned long nr_free_cma;		/* [l] of nr_free_pages */
	unsigned long nr_free_highatomic;	/* [l] of nr_free_pages */
	unsigned long nr_highatomic;		/* [l] pages of page blocks of that type */
	unsigned long nr_isolated_blocks;	/* [l] page blocks of MIGRATE_ISOLATE */
	unsigned long cma_pages;		/* [c] */

	struct pglist_data *zone_pgdat;		/* [c] */
	const char *name;			/* [c] as in /proc: "Normal" */
	unsigned long zone_start_pfn;		/* [c] */
	unsigned long spanned_pages;		/* [c] last - first, holes included */
	unsigned long present_pages;		/* [c] without holes */
	unsigned long managed_pages;		/* [l] handed to the allocator */
	unsigned long nr_failed;		/* [l] allocations that this zone refused */

#ifdef CONFIG_COMPACTION
	/* mm/contig/compaction.c: hints, without a lock. */
	unsigned long compact_migrate_pfn, compact_free_pfn;	/* where it goes on */
	unsigned int compact_considered;	/* requests since it was in vain */
	unsigned int compact_defer_shift;	/* 2^that are passed by */
	int compact_order_failed;		/* from this order on; 0: none */
#endif
};

#define wmark_pages(z, mark)	READ_ONCE((z)->_watermark[mark])
#define min_wmark_pages(z)	wmark_pages(z, WMARK_MIN)
#define low_wmark_pages(z)	wmark_pages(z, WMARK_LOW)
#define high_wmark_pages(z)	wmark_pages(z, WMARK_HIGH)

/* Where to look, in order; ends with NULL. */
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

/* Without addresses: all of ZONE_MOVABLE is, if any of it is. */
static inline bool is_highmem(const struct zone *zone)
{
	return IS_ENABLED(CONFIG_HIGHMEM) && zone_idx(zone) >= ZONE_HIGHMEM &&
	       zone->zone_start_pfn >= PFN_DOWN(__pa_linear(vm_layout.linear_limit));
}

static inline int zone_to_nid(const struct zone *zone)
{
	return zone->id / MAX_NR_ZONES;
}

/* Every zone of every node, empty ones too. */
struct zone *first_zone(void);
struct zone *next_zone(struct zone *zone);
#define for_each_zone(zone) \
	for (zone = first_zone(); zone; zone = next_zone(zone))
#define for_each_populated_zone(zone) \
	for_each_zone(zone) if (!populated_zone(zone)) {} else

#endif /* LINUX_MMZONE_H */
