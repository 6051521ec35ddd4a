/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_COMPACTION_H
#define LINUX_COMPACTION_H

/*
 * Compaction moves movable pages to the end of their zone, so that free pages form large blocks.
 * Needs CONFIG_COMPACTION.  mm/contig/compaction.c explains the algorithm.
 */

#include <linux/gfp.h>
#include <linux/mmzone.h>

/* Results of compaction.  A higher value means more progress. */
enum compact_result {
	COMPACT_NOT_SUITABLE_ZONE,	/* zone has too little memory, or is not fragmented */
	COMPACT_SKIPPED,		/* not tried */
	COMPACT_DEFERRED,		/* not tried, because of recent failures */
	COMPACT_NO_SUITABLE_PAGE,	/* (internal) a page block has no pages to move */
	COMPACT_CONTINUE,		/* (internal) scanning must continue */
	COMPACT_COMPLETE,		/* scanned the whole zone without success */
	COMPACT_PARTIAL_SKIPPED,	/* scanned a part of the zone without success */
	COMPACT_CONTENDED,		/* never returned; in Linux: aborted */
	COMPACT_SUCCESS,		/* a block of the requested order is free */
};

/*
 * Return the number of free pages that compaction needs as targets of migration, in addition to the
 * requested block.
 */
static inline unsigned long compact_gap(unsigned int order)
{
	return 2UL << order;
}

/*
 * Return why the zone has no block of this order.  Values near 0 mean too little memory, values
 * near 1000 mean fragmentation.  Returns -1000 if a block is free.  Reads the struct pages of the
 * whole zone.  Context: any.
 */
int fragmentation_index(struct zone *zone, unsigned int order);

/* Orders above 3 are compacted only if the fragmentation index (0 to 1000) exceeds this value. */
extern unsigned int sysctl_extfrag_threshold;

/*
 * Return true if the zone should be compacted: enough memory is free above @watermark, and the zone
 * is fragmented.
 */
bool compaction_suitable(struct zone *zone, int order, unsigned long watermark,
			 int highest_zoneidx);

/*
 * defer_compaction() is called after compaction failed for an order: the zone is then not compacted
 * for a number of requests, which doubles with each failure.  compaction_deferred() counts a
 * request and returns true if the zone must not be compacted for it.  compaction_defer_reset() ends
 * the deferral for @order and lower orders; with @alloc_success, it also resets the counts.
 */
void defer_compaction(struct zone *zone, int order);
bool compaction_deferred(struct zone *zone, int order);
void compaction_defer_reset(struct zone *zone, int order, bool alloc_success);

/*
 * Compact the allowed zones, starting with node @nid, until one zone has a free block of the order.
 * Returns the best result of all zones.  Context: thread.
 */
enum compact_result try_to_compact_pages(gfp_t gfp_mask, unsigned int order, int nid);

/* Compact all zones completely.  Context: thread. */
void compact_memory(void);

#endif /* LINUX_COMPACTION_H */
