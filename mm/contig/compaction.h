/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_COMPACTION_H
#define MM_COMPACTION_H

/* Internal interface of compaction, for compaction.c and its tests. */

#include <linux/compaction.h>
#include <linux/migrate.h>

/*
 * Compact one zone until it has a block of @order for a request of type @mt.  @order -1: compact
 * the whole zone.  Context: thread.
 */
enum compact_result compact_zone(struct zone *zone, int order, unsigned int mt,
				 enum migrate_mode mode);

#endif /* MM_COMPACTION_H */
