/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_MM_HOARD_H
#define TESTS_MM_HOARD_H

/*
 * Interface for hoards.  A test of reclaim allocates nearly all of the machine's memory: the hoard.
 * A shrinker can free the hoard.
 */

#include <linux/numa.h>
#include <linux/shrinker.h>
#include <linux/spinlock.h>
#include <linux/vmstat.h>

struct page;

struct hoard {
	spinlock_t lock;
	/* For each node, a list of pages that are linked through page_private(). */
	struct page *pages[MAX_NUMNODES];
	unsigned long nr_of[MAX_NUMNODES];
	unsigned long nr_pages;		/* number of pages in the hoard, on all nodes */
	struct shrinker *shrinker;
	gfp_t fill;			/* flags of the allocations that fill the hoard */
	bool generous;			/* true if the shrinker's scan frees pages */
	bool lies;			/* true if scan reports progress even if it frees no page */
	unsigned long scanned;		/* number of pages that scan was requested to free */
	unsigned int calls;
	/* Current and largest nesting depth of calls of scan. */
	unsigned int depth, deepest;
	gfp_t gfp;			/* flags of the last call of scan */
	/* Function that scan calls, or NULL. */
	void (*inside)(struct hoard *hoard);
};

/*
 * Wait until kswapd has finished its work, and register the shrinker.  Returns false if there is no
 * memory.  The caller must call hoard_close() in both cases.  May sleep.
 */
bool hoard_open(struct hoard *hoard);
/*
 * Allocate as many pages as the flags in @hoard->fill allow, without reclaim and without reports.
 */
void hoard_fill(struct hoard *hoard);
/* Add a page to the hoard. */
void hoard_put(struct hoard *hoard, struct page *page);
/*
 * Free at most @nr pages of the hoard, first those on the node of hoard_zone().  Returns the number
 * of freed pages.
 */
unsigned long hoard_give(struct hoard *hoard, unsigned long nr);
/* Free the pages of the hoard, and the shrinker.  May be called if hoard_open() failed. */
void hoard_close(struct hoard *hoard);

/* Return the zone that a GFP_KERNEL request on this CPU uses first. */
struct zone *hoard_zone(void);
/* Return the sum of a vm event over all CPUs. */
static inline unsigned long hoard_event(unsigned int item)
{
	unsigned long sums[NR_VM_EVENT_ITEMS];

	all_vm_events(sums);
	return sums[item];
}

#endif /* TESTS_MM_HOARD_H */
