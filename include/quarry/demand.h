/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUARRY_DEMAND_H
#define QUARRY_DEMAND_H

/*
 * A demand-paged region is a range of addresses in the vmalloc window whose pages are mapped, and
 * cleared, on the first access.  A region can grow, up to a limit, and shrink without moving.  An
 * unmapped page lies on each side of it.  Needs CONFIG_DEMAND_PAGING.
 *
 * As with vmalloc(), the memory is not suitable for dma_map_single().  It must be accessed in
 * thread context with interrupts on; a first access in another context works, but is reported.
 * Sizes are in bytes.
 */

#include <linux/types.h>

/*
 * Allocate pages on the first access.  Without flags, pages are reserved when the region grows, so
 * that an access cannot fail.  With this flag, one call may add up to eight times the machine's
 * memory, and an access that finds no free page causes a panic.
 */
#define DEMAND_OVERCOMMIT	1
/* Map pages when the region grows: accesses never fault, and any context may access them. */
#define DEMAND_POPULATE		2

/*
 * Create a region of @size bytes that may grow to @max; both are rounded up to pages.  Returns its
 * start, or NULL if memory or address space is exhausted.  @name is copied.  Also returns NULL,
 * after a report, if @name is NULL, @max is 0 or below @size, or @flags contains both flags or
 * unknown flags.  May sleep.
 */
void *demand_map(const char *name, size_t size, size_t max, unsigned int flags);

/*
 * Set the region's size.  Pages behind a smaller size are freed, and read as 0 when the region
 * grows again.  Returns 0; -ENOMEM, without a change, if @size exceeds the limit or memory is
 * exhausted; or -EINVAL and a report if no region starts at @start.  May sleep.
 */
int demand_resize(void *start, size_t size);

/*
 * Move a region to other addresses, where it may grow to @max, and set its size to @size, which is
 * not smaller than its size now.  The pages are not copied: their entries in the page tables move,
 * at a cost of about 15 instructions for each page.  Returns the new start, or NULL, without a
 * change, if memory or addresses are exhausted; or NULL and a report if no region starts at @start,
 * if @size exceeds @max or is too small, or if the region has DEMAND_POPULATE.  No other thread may
 * access the region during the call, as during realloc().  May sleep.
 */
void *demand_move(void *start, size_t size, size_t max);

/*
 * Free a region.  NULL is ignored; an address that is not the start of a region is reported.  A
 * later access by this CPU faults.  One by another CPU faults or, for a limited time, reaches the
 * old page, which has no new owner before.  May sleep.
 */
void demand_unmap(void *start);

struct demand_usage {
	const char *name;	/* valid until the region is freed */
	void *start;
	size_t size, max;
	size_t resident;	/* mapped bytes */
	size_t reserved;	/* bytes of reserved pages that were not accessed yet */
	unsigned long faults;	/* number of page faults, each of which mapped 1 to 8 pages */
};

/*
 * Describe the region that contains the address, or one of its guard pages.  Returns false if the
 * address is in no region.  Context: any.
 */
bool demand_usage(const void *addr, struct demand_usage *usage);

#endif /* QUARRY_DEMAND_H */
