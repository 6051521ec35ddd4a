/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SHRINKER_H
#define LINUX_SHRINKER_H

/*
 * Shrinkers: who keeps memory that can be had back says how much there is, and gives it back on request.
 *
 * Both functions run in thread context and may sleep; the thread is in reclaim, so what it allocates may
 * use all of the reserve and reclaims nothing.  They may run on several CPUs at the same time.
 */

#include <linux/compiler.h>
#include <linux/gfp_types.h>
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/numa.h>
#include <linux/types.h>

struct shrink_control {
	gfp_t gfp_mask;			/* what the request allows: look at __GFP_FS and __GFP_IO */
	int nid;			/* the node that lacks memory; 0 unless SHRINKER_NUMA_AWARE */
	unsigned long nr_to_scan;	/* objects to look at */
	unsigned long nr_scanned;	/* set to nr_to_scan; scan_objects() corrects it */
};

#define SHRINK_STOP	(~0UL)		/* scan_objects(): nothing can be freed from this context */
#define SHRINK_EMPTY	(~0UL - 1)	/* count_objects(): there is none */

struct shrinker {
	/* How many objects could be freed; cheap; 0 if that is not worth the effort, or unknown. */
	unsigned long (*count_objects)(struct shrinker *shrinker, struct shrink_control *sc);
	/* Look at nr_to_scan objects; returns how many were freed, or SHRINK_STOP. */
	unsigned long (*scan_objects)(struct shrinker *shrinker, struct shrink_control *sc);

	long batch;			/* objects at a time; 0: SHRINK_BATCH */
	int seeks;			/* what making an object again costs; 0: nothing */
	unsigned int flags;		/* SHRINKER_*, as given to shrinker_alloc() */
	void *private_data;		/* the owner's */

	/* mm/reclaim/shrinker.c's. */
	struct list_head list;		/* its lock */
	unsigned int users;		/* its lock: walkers that look at it now */
	bool registered;		/* its lock */
	unsigned long nr_deferred[MAX_NUMNODES];	/* atomic: asked for, and not scanned yet */
	char name[24];
};

#define DEFAULT_SEEKS	2
#define SHRINK_BATCH	128

/* count and scan are called for each node that is short of memory, with its number in nid. */
#define SHRINKER_NUMA_AWARE	(1U << 2)

/*
 * A shrinker that is not called yet; NULL.  Thread context.  Set its functions, and what else differs
 * from DEFAULT_SEEKS and SHRINK_BATCH, before it is registered.
 */
struct shrinker *shrinker_alloc(unsigned int flags, const char *fmt, ...) __printf(2, 3);
void shrinker_register(struct shrinker *shrinker);

/*
 * End of a shrinker, registered or not, or NULL: waits until nobody runs it.  Thread context, not from
 * its own functions.
 */
void shrinker_free(struct shrinker *shrinker);

#endif /* LINUX_SHRINKER_H */
