/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SHRINKER_H
#define LINUX_SHRINKER_H

/*
 * Shrinkers let the owners of caches report reclaimable memory, and free it on request.
 *
 * count_objects() and scan_objects() run in thread context and may sleep.  The thread is in
 * reclaim: its allocations may use the whole reserve and do not reclaim.  The functions may run on
 * several CPUs at the same time.
 */

#include <linux/compiler.h>
#include <linux/completion.h>
#include <linux/gfp_types.h>
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/numa.h>
#include <linux/types.h>

struct shrink_control {
	gfp_t gfp_mask;			/* flags of the request; check __GFP_FS and __GFP_IO */
	int nid;			/* node with low memory; 0 unless SHRINKER_NUMA_AWARE */
	unsigned long nr_to_scan;	/* number of objects to scan */
	unsigned long nr_scanned;	/* set to nr_to_scan; scan_objects() corrects it */
};

#define SHRINK_STOP	(~0UL)		/* scan_objects(): cannot free in this context */
#define SHRINK_EMPTY	(~0UL - 1)	/* count_objects(): no objects */

struct shrinker {
	/*
	 * Return the approximate number of objects that can be freed.  Must be fast.  Returns 0 if
	 * the number is unknown or not worth a scan.
	 */
	unsigned long (*count_objects)(struct shrinker *shrinker, struct shrink_control *sc);
	/* Scan nr_to_scan objects.  Returns the number of freed objects, or SHRINK_STOP. */
	unsigned long (*scan_objects)(struct shrinker *shrinker, struct shrink_control *sc);

	long batch;			/* objects per call; 0: SHRINK_BATCH */
	int seeks;			/* relative cost of recreating an object; 0 means free */
	unsigned int flags;		/* SHRINKER_* of shrinker_alloc() */
	void *private_data;		/* data of the owner */

	/* For mm/reclaim/shrinker.c. */
	struct list_head list;		/* protected by shrinker_lock */
	unsigned int users;		/* number of current callers; under shrinker_lock */
	bool registered;		/* protected by shrinker_lock */
	unsigned long nr_deferred[MAX_NUMNODES];	/* atomic: requested, but not scanned yet */
	char name[24];
};

#define DEFAULT_SEEKS	2
#define SHRINK_BATCH	128

/* Call the functions for each node with low memory, with its number in nid. */
#define SHRINKER_NUMA_AWARE	(1U << 2)

/*
 * Allocate a shrinker.  Returns NULL on failure.  The caller sets its functions, and optionally
 * seeks and batch, and registers it.  Context: thread.
 */
struct shrinker *shrinker_alloc(unsigned int flags, const char *fmt, ...) __printf(2, 3);
void shrinker_register(struct shrinker *shrinker);

/*
 * Unregister and free a shrinker; NULL is ignored.  Waits until its functions have returned.
 * Context: thread, but not in its own functions.
 */
void shrinker_free(struct shrinker *shrinker);

#endif /* LINUX_SHRINKER_H */
