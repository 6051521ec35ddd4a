/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_INTERNAL_H
#define MM_INTERNAL_H

/* Shared by the files of mm/ and by its tests, by nobody else. */

#include <linux/mm.h>

/*
 * The page map: RAM in blocks of MAX_ORDER_NR_PAGES, from the lowest one that exists.  Page numbers
 * count from base, which lies one block below it, so that 0 is no page's number.
 */
struct page_map {
	struct page *base;
	unsigned long nr_blocks;	/* entries of ready, the one of the gap included */
	u8 *ready;			/* 1: every struct page of the block is valid */
	/* Zones by struct page's zone number; the last is lent to tests. */
	struct zone *zones[MAX_NUMNODES * MAX_NR_ZONES + 1];
};

#define ZONE_ID_TEST	(MAX_NUMNODES * MAX_NR_ZONES)

extern struct page_map page_map;

static __always_inline u32 page_number(const struct page *page)
{
	return page - page_map.base;
}

static __always_inline struct page *page_at(u32 number)
{
	return page_map.base + number;
}

/* May the struct page be read?  For any pointer: false outside RAM and for what was never used. */
static __always_inline bool page_ready(const struct page *page)
{
	unsigned long block = ((unsigned long)page - (unsigned long)page_map.base) >>
			      (MAX_PAGE_ORDER + STRUCT_PAGE_SHIFT);

	return block < page_map.nr_blocks && page_map.ready[block];
}

/* The zone that RAM at @pfn belongs to, whoever has it; NULL outside RAM. */
struct zone *page_pfn_zone(unsigned long pfn);

#define page_kind(type, order)	((type) | (order) << 8)

/* The core of alloc_pages(): @caller is named in reports. */
struct page *page_alloc(gfp_t gfp, unsigned int order, int nid, const void *caller);
/* From one zone only, with no report. */
struct page *zone_alloc(struct zone *zone, unsigned int order);

/*
 * Give the reserved pages from start_pfn up to end_pfn to their zone, stopping at the first that is
 * not reserved; returns their number.  At boot, whole blocks stay untouched.
 */
unsigned long zone_release(struct zone *zone, unsigned long start_pfn, unsigned long end_pfn,
			   bool boot);
/* Make the first @nr_blocks untouched blocks ready. */
void zone_touch(struct zone *zone, unsigned long nr_blocks);
void zone_init(struct zone *zone, unsigned int id, const char *name);

/*
 * A zone of a test's own, in a block that it allocated: the block's pages become the zone's only
 * memory.  page_zone_return() fails with -EBUSY unless all of it is free again.
 */
int page_zone_borrow(struct zone *zone, struct page *block, unsigned int order);
int page_zone_return(struct zone *zone, struct page *block, unsigned int order);

/* mm/page_report.c */
void page_report_bad_free(const struct page *page, unsigned int order, const void *caller);
void page_report_bad_ref(const struct page *page, const char *what, const void *caller);
void page_report_bad_request(gfp_t gfp, unsigned int order, const char *why, const void *caller);
void page_report_failure(gfp_t gfp, unsigned int order, int nid, const void *caller);
/* "GFP_KERNEL|__GFP_ZERO" */
const char *page_report_gfp(gfp_t gfp, char *buf, size_t size);
/* In words: why the zones that @gfp allows have no such block. */
const char *page_report_reason(gfp_t gfp, unsigned int order, int nid);
int page_report_largest_order(struct zone *zone);	/* -1: nothing free */

/* mm/page_validate.c: every invariant of mm/page_alloc.c, under the zones' locks. */
int page_alloc_validate(void);
int page_zone_validate(struct zone *zone);

#endif /* MM_INTERNAL_H */
