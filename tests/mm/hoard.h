/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_MM_HOARD_H
#define TESTS_MM_HOARD_H

/* Nearly all of the machine's memory, held by a shrinker, for tests of reclaim. */

#include <linux/numa.h>
#include <linux/shrinker.h>
#include <linux/spinlock.h>
#include <linux/vmstat.h>

struct page;

struct hoard {
	spinlock_t lock;
	struct page *pages[MAX_NUMNODES];	/* linked through page_private() */
	unsigned long nr_of[MAX_NUMNODES];
	unsigned long nr_pages;		/* of all nodes */
	struct shrinker *shrinker;
	gfp_t fill;			/* flags of the allocations that fill it */
	bool generous;			/* frees pages when it is asked */
	bool lies;			/* reports progress when it frees nothing */
	unsigned long scanned;		/* pages that it was asked to scan */
	unsigned int calls;
	unsigned int depth, deepest;	/* calls of scan inside each other, on one CPU */
	gfp_t gfp;			/* of the last call */
	/* Called by scan, if set. */
	void (*inside)(struct hoard *hoard);
};

/*
 * Register the shrinker after kswapd has finished its work.  Returns false if there is no memory.
 * hoard_close() must be called in both cases.  May sleep.
 */
bool hoard_open(struct hoard *hoard);
/* Allocate pages as far down as `fill` allows, without reclaim and reports. */
void hoard_fill(struct hoard *hoard);
/* Add a page. */
void hoard_put(struct hoard *hoard, struct page *page);
/* Free @nr pages, or all if there are fewer, beginning with hoard_zone()'s node.  Returns their number. */
unsigned long hoard_give(struct hoard *hoard, unsigned long nr);
/* Free everything.  May be called if hoard_open() failed. */
void hoard_close(struct hoard *hoard);

/* The zone that GFP_KERNEL uses first on this CPU. */
struct zone *hoard_zone(void);
/* Return the sum of a vm event. */
static inline unsigned long hoard_event(unsigned int item)
{
	unsigned long sums[NR_VM_EVENT_ITEMS];

	all_vm_events(sums);
	return sums[item];
}

#endif /* TESTS_MM_HOARD_H */
