/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_CONTIG_H
#define MM_CONTIG_H

/* Interface of mm/contig for the page allocator. */

#include <linux/mm.h>

/*
 * Return the first page of [start, end), a part of a ready page block, that can neither be freed
 * nor moved, or that does not belong to the zone; or NULL.  Implemented in page_isolation.c.
 */
const struct page *page_range_obstacle(const struct zone *zone, const struct page *start,
				       const struct page *end);

#endif /* MM_CONTIG_H */
