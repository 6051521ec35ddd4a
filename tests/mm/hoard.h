/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_MM_HOARD_H
#define TESTS_MM_HOARD_H

/* Nearly all of the machine's memory, held by a shrinker: what a test of reclaim works on. */

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
	gfp_t fill;			/* which memory it holds */
	bool generous;			/* gives pages back when it is asked */
	bool lies;			/* says that it freed something if it does not */
	unsigned long scanned;		/* asked for */
	unsigned int calls;
	unsigned int depth, deepest;	/* calls of scan inside each other, on one CPU */
	gfp_t gfp;			/* of the last call */
	/* Called by scan, if set. */
	void (*inside)(struct hoard *hoard);
};

/*
 * Register the shrinker when kswapd has finished its work.  Returns false if there is no memory;
 * hoard_close() undoes what was done.  May sleep.
 */
bool hoard_open(struct hoard *hoard);
/* Take pages as far down as `fill` allows, without reclaim and reports. */
void hoard_fill(struct hoard *hoard);
/* One more. */
void hoard_put(struct hoard *hoard, struct page *page);
/* Give @nr pages back, or all there are, those of hoard_zone()'s node first: how many. */
unsigned long hoard_give(struct hoard *hoard, unsigned long nr);
/* End, with or without hoard_open() before. */
void hoard_close(struct hoard *hoard);

/* The zone that GFP_KERNEL uses first on this CPU. */
struct zone *hoard_zone(void);
/* One vm event's sum. */
static inline unsigned long hoard_event(unsigned int item)
{
	unsigned long sums[NR_VM_EVENT_ITEMS];

	all_vm_events(sums);
	return sums[item];
}

#endif /* TESTS_MM_HOARD_H */
