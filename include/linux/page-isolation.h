/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PAGE_ISOLATION_H
#define LINUX_PAGE_ISOLATION_H

/*
 * Isolate ranges of RAM from the page allocator, in whole page blocks: free pages are not
 * allocated, and pages that are freed later remain isolated.  Used pages are not affected.  Needs
 * CONFIG_MEMORY_ISOLATION.
 *
 * To free a whole range: call pcp_disable() (or accept -EBUSY for pages in per-CPU lists), isolate
 * the range, let the owners free or migrate their pages, and call test_pages_isolated().
 * alloc_contig_range() does this.
 */

#include <linux/mmzone.h>
#include <linux/types.h>

enum pb_isolate_mode {
	PB_ISOLATE_MODE_MEM_OFFLINE,	/* report the page that prevents isolation */
	PB_ISOLATE_MODE_CMA_ALLOC, /* may isolate CMA page blocks, without checking their pages */
	PB_ISOLATE_MODE_OTHER,
};

/*
 * Isolate the page blocks that overlap [@start_pfn, @end_pfn).  Returns 0, or -EINVAL if the range
 * is not RAM.  Returns -EBUSY, without isolating any block, if a block is already isolated, belongs
 * to CMA (except with PB_ISOLATE_MODE_CMA_ALLOC) or contains an unmovable page of the range.  Pages
 * outside the range, in the first and last page block, are not checked.  Context: thread.
 */
int start_isolate_page_range(unsigned long start_pfn, unsigned long end_pfn,
			     enum pb_isolate_mode mode);

/* Undo the isolation and restore the previous migrate types. */
void undo_isolate_page_range(unsigned long start_pfn, unsigned long end_pfn);

/* Return 0 if all pages of an isolated range are free, otherwise -EBUSY. */
int test_pages_isolated(unsigned long start_pfn, unsigned long end_pfn, enum pb_isolate_mode mode);

static inline bool is_migrate_isolate(int migratetype)
{
	return migratetype == MIGRATE_ISOLATE;
}

#endif /* LINUX_PAGE_ISOLATION_H */
