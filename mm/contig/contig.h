/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_CONTIG_H
#define MM_CONTIG_H

/* Interface of mm/contig for the page allocator. */

#include <linux/mm.h>

/*
 * Return the first page of [start, end) that can neither be freed nor moved, or NULL.  The caller
 * holds the zone's lock.  Implemented in page_isolation.c.
 */
const struct page *__page_range_obstacle(const struct page *start, const struct page *end);

#endif /* MM_CONTIG_H */
