// SPDX-License-Identifier: BSD-2-Clause
/*
 * SLAB's reaper: while sheaves, arrays or nodes retain free objects or slabs, it runs every two
 * seconds and frees a fifth of those that were not used meanwhile.  So the memory of a burst is
 * freed over several periods, and on an idle machine the reaper stops.
 */

#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/smp.h>
#include <linux/workqueue.h>

#include "slab_def.h"
#include "slab_reap.h"

unsigned long slab_reap_period = 2 * HZ;

static struct delayed_work reaper;
static bool ready;
static int armed;

void slab_reap_arm(void)
{
	if (!READ_ONCE(armed) && READ_ONCE(ready) &&
	    !__atomic_exchange_n(&armed, 1, __ATOMIC_RELAXED))
		schedule_delayed_work(&reaper, READ_ONCE(slab_reap_period));
}

/*
 * Return a fifth of each sheaf of this CPU that has not changed since the last call.
 * Runs on each CPU.
 */
static void drain_untouched(void *unused)
{
	struct kmem_cache *s;
	unsigned long flags;

	spin_lock_irqsave(&slab_caches_lock, flags);
	list_for_each_entry(s, &slab_caches, list)
		sheaf_drain_untouched(s, 5);
	spin_unlock_irqrestore(&slab_caches_lock, flags);
}

static void slab_reap_caches(struct work_struct *work)
{
	struct kmem_cache *s;
	unsigned long flags;
	LIST_HEAD(slabs);

	WRITE_ONCE(armed, 0);
	on_each_cpu(drain_untouched, NULL, 1);
	spin_lock_irqsave(&slab_caches_lock, flags);
	list_for_each_entry(s, &slab_caches, list)
		slabs_reap(s, &slabs);
	spin_unlock_irqrestore(&slab_caches_lock, flags);
	slabs_free(&slabs);
	if (slab_engine_kept())
		slab_reap_arm();
}

static int __init slab_reap_init(void)
{
	INIT_DELAYED_WORK(&reaper, slab_reap_caches);
	WRITE_ONCE(ready, true);
	return 0;
}
early_initcall(slab_reap_init);
