// SPDX-License-Identifier: BSD-2-Clause
/*
 * SLAB's reaper.  While sheaves, arrays or nodes retain free objects or slabs, the reaper runs
 * every two seconds.  It frees a fifth of those that were not used since its previous run.  So
 * the memory of a burst is freed over several periods, and on an idle machine the reaper stops.
 */

#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/smp.h>
#include <linux/workqueue.h>

#include "slab_def.h"
#include "slab_reap.h"

/*
 * Return objects of this CPU's sheaf to slabs: a fifth of its capacity, if its number of objects
 * has not changed since the last call.  Runs on each CPU.
 */
static void drain_untouched(void *cache)
{
	sheaf_drain_untouched(cache, 5);
}

static void slab_reap_caches(struct work_struct *work)
{
	struct kmem_cache *s;
	LIST_HEAD(slabs);

	slab_reaper_disarm();
	for_each_slab_cache(s) {
		if (slab_kept_in_sheaves(s))
			on_each_cpu(drain_untouched, s, 1);
		slabs_reap(s, &slabs);
	}
	slabs_free(&slabs);
	if (slab_engine_kept())
		slab_reaper_arm();
}

static int __init slab_reap_init(void)
{
	slab_reaper_init(slab_reap_caches);
	return 0;
}
early_initcall(slab_reap_init);
