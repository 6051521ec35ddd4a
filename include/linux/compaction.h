/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_COMPACTION_H
#define LINUX_COMPACTION_H

/*
 * Compaction: movable pages are moved to the end of their zone, so that what is free comes to lie
 * in large blocks.  With CONFIG_COMPACTION.  mm/contig/compaction.c tells how.
 */

#include <linux/gfp.h>
#include <linux/mmzone.h>

/* In order: a larger value says more. */
enum compact_result {
	COMPACT_NOT_SUITABLE_ZONE,	/* memory is short, or not in pieces */
	COMPACT_SKIPPED,		/* not tried */
	COMPACT_DEFERRED,		/* not tried, for it failed lately */
	COMPACT_NO_SUITABLE_PAGE,	/* (internal) nothing to be had from a page block */
	COMPACT_CONTINUE,		/* (internal) to be gone on with */
	COMPACT_COMPLETE,		/* the whole zone was gone through, in vain */
	COMPACT_PARTIAL_SKIPPED,	/* a part of it was */
	COMPACT_CONTENDED,		/* given up for something more urgent */
	COMPACT_SUCCESS,		/* there is a block of the order */
};

/* Free pages that compaction needs beside a block of the order, for what it copies. */
static inline unsigned long compact_gap(unsigned int order)
{
	return 2UL << order;
}

/*
 * Why the zone has no block of the order: towards 0, memory is short; towards 1000, it is in
 * pieces.  -1000: it has one.  Any context; reads all struct pages in use.
 */
int fragmentation_index(struct zone *zone, unsigned int order);

/* Up to this index, it is not in pieces enough for blocks of more than 2^3 pages: 0 to 1000. */
extern unsigned int sysctl_extfrag_threshold;

/* Whether to compact: enough is free above @watermark, and it is in pieces. */
bool compaction_suitable(struct zone *zone, int order, unsigned long watermark,
			 int highest_zoneidx);

/* After a failure of that order the zone is left alone for some requests, twice as many each time. */
void defer_compaction(struct zone *zone, int order);
bool compaction_deferred(struct zone *zone, int order);
void compaction_defer_reset(struct zone *zone, int order, bool alloc_success);

/*
 * Compact the zones that the request may use, from node @nid on, until one has a block of the
 * order.  The best of the results.  Thread context.
 */
enum compact_result try_to_compact_pages(gfp_t gfp_mask, unsigned int order, int nid);

/* All of every zone.  Thread context. */
void compact_memory(void);

#endif /* LINUX_COMPACTION_H */
