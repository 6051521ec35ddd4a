/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PAGE_ISOLATION_H
#define LINUX_PAGE_ISOLATION_H

/*
 * Take ranges of RAM away from the page allocator, in whole page blocks: what is free there is
 * handed out to nobody, and what becomes free stays.  What is in use stays in use.  With
 * CONFIG_MEMORY_ISOLATION.
 *
 * To have a whole range free: pcp_disable() (or be content with -EBUSY for pages that a CPU keeps),
 * isolate it, have the owners free or move their pages, and ask test_pages_isolated().
 * alloc_contig_range() does that.
 */

#include <linux/mmzone.h>
#include <linux/types.h>

enum pb_isolate_mode {
	PB_ISOLATE_MODE_MEM_OFFLINE,	/* says what is in the way */
	PB_ISOLATE_MODE_CMA_ALLOC,	/* areas of CMA, and what is not looked at before */
	PB_ISOLATE_MODE_OTHER,
};

/*
 * Isolate the page blocks that [start_pfn, end_pfn) touches.  -EBUSY, and nothing is isolated, if
 * one of them is already, or is CMA's (except for CMA), or if a page in the range cannot move;
 * -EINVAL outside RAM. Pages beside the range, in the first and the last page block, may be
 * anything.  Thread context.
 */
int start_isolate_page_range(unsigned long start_pfn, unsigned long end_pfn,
			     enum pb_isolate_mode mode);

/* Give the same page blocks back, each as what it was before. */
void undo_isolate_page_range(unsigned long start_pfn, unsigned long end_pfn);

/* 0 if all pages in the range, which is isolated, are free; -EBUSY. */
int test_pages_isolated(unsigned long start_pfn, unsigned long end_pfn, enum pb_isolate_mode mode);

static inline bool is_migrate_isolate(int migratetype)
{
	return migratetype == MIGRATE_ISOLATE;
}

#endif /* LINUX_PAGE_ISOLATION_H */
