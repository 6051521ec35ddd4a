/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUARRY_DEMAND_H
#define QUARRY_DEMAND_H

/*
 * Demand-paged regions: addresses of the vmalloc window whose pages are mapped when they are first touched,
 * and are zero then.  A region has a size, which grows and shrinks up to a limit, and stays where it is; an
 * unmapped page lies on each side.  CONFIG_DEMAND_PAGING.
 *
 * As with vmalloc(), the memory is not for DMA by dma_map_single(), and is touched in thread context with
 * interrupts on: a first touch elsewhere is served, and reported.  Sizes are in bytes.
 */

#include <linux/types.h>

/*
 * Pages are taken when the region grows, so that a touch cannot fail.  With this flag they are taken by the
 * touch.  One call may then add up to eight times the machine's memory, and a touch that finds no free page
 * is a panic.
 */
#define DEMAND_OVERCOMMIT	1
/* Mapped as well when the region grows: nothing faults, and it may be touched in any context. */
#define DEMAND_POPULATE		2

/*
 * A region of @size bytes that may grow to @max, both rounded up to pages: its start, or NULL if memory or
 * address space is short.  @name is copied.  No name, @max 0 or less than @size, both flags or others:
 * reported, and NULL.  May sleep.
 */
void *demand_map(const char *name, size_t size, size_t max, unsigned int flags);

/*
 * Set the region's size.  Pages behind a smaller size are freed, and the region is zero there when it grows
 * again.  Returns 0; -ENOMEM if the size is above the limit or memory is short, and nothing changes;
 * -EINVAL if no region starts at @start, which is reported.  May sleep.
 */
int demand_resize(void *start, size_t size);

/* Give all of it back.  NULL is nothing; what is no start of a region is reported.  May sleep. */
void demand_unmap(void *start);

struct demand_usage {
	const char *name;	/* the region's copy: valid as long as the region */
	void *start;
	size_t size, max;
	size_t resident;	/* touched: mapped pages */
	size_t reserved;	/* taken for it, and not touched yet */
	unsigned long faults;	/* first touches */
};

/* Of the region that has the address, with the pages around it; false if there is none.  Any context. */
bool demand_usage(const void *addr, struct demand_usage *usage);

#endif /* QUARRY_DEMAND_H */
