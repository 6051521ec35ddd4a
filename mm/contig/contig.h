/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_CONTIG_H
#define MM_CONTIG_H

/* The door of mm/contig: what the page allocator uses of isolation. */

#include <linux/mm.h>

/* mm/contig/page_isolation.c: the first page of [start, end) that cannot go; NULL.  Zone's lock held. */
const struct page *__page_range_obstacle(const struct page *start, const struct page *end);

#endif /* MM_CONTIG_H */
