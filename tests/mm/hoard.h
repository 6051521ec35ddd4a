/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_MM_HOARD_H
#define TESTS_MM_HOARD_H

/*
 * A hoard: nearly all of the machine's memory, allocated by a test of reclaim.  A shrinker can free
 * it.
 */

#include <linux/numa.h>
#include <linux/shrinker.h>
#include <linux/spinlock.h>
#include <linux/vmstat.h>

struct page;

struct hoard {
	spinlock_t lock;
	struct page *pages[MAX_NUMNODES];	/* lists, linked through page_private() */
	unsigned long nr_of[MAX_NUMNODES];
	unsigned long nr_pages;		/* sum for all nodes */
	struct shrinker *shrinker;
	gfp_t fill;			/* flags of the allocations that fill the hoard */
	bool generous;			/* scan frees pages */
	bool lies;			/* scan reports progress even if it frees nothing */
	unsigned long scanned;		/* pages that scan was asked to free */
	unsigned int calls;
	unsigned int depth, deepest;	/* nested calls of scan on one CPU, now and at most */
	gfp_t gfp;			/* flags of the last call of scan */
	/* scan calls this if it is set. */
	void (*inside)(struct hoard *hoard);
};

/*
 * Register the shrinker after kswapd has finished its work.  Returns false if there is no memory.
 * hoard_close() must be called in both cases.  May sleep.
 */
bool hoard_open(struct hoard *hoard);
/* Allocate as many pages as the flags in `fill` allow, without reclaim and reports. */
void hoard_fill(struct hoard *hoard);
/* Add a page to the hoard. */
void hoard_put(struct hoard *hoard, struct page *page);
/*
 * Free @nr pages, or all if there are fewer, starting with hoard_zone()'s node.  Returns their
 * number.
 */
unsigned long hoard_give(struct hoard *hoard, unsigned long nr);
/* Free the pages and the shrinker.  May be called if hoard_open() failed. */
void hoard_close(struct hoard *hoard);

/* Return the zone that GFP_KERNEL uses first on this CPU. */
struct zone *hoard_zone(void);
/* Return the sum of a vm event over all CPUs. */
static inline unsigned long hoard_event(unsigned int item)
{
	unsigned long sums[NR_VM_EVENT_ITEMS];

	all_vm_events(sums);
	return sums[item];
}

#endif /* TESTS_MM_HOARD_H */
