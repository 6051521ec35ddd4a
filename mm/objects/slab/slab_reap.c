// SPDX-License-Identifier: BSD-2-Clause
/*
 * SLAB's reaper: while objects or slabs are kept that nobody uses, it comes round every two seconds and
 * gives back a fifth of those that were not touched meanwhile, so that what a burst left behind is gone
 * after some periods, and an idle machine sleeps.
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
	if (!READ_ONCE(armed) && READ_ONCE(ready) && !__atomic_exchange_n(&armed, 1, __ATOMIC_RELAXED))
		schedule_delayed_work(&reaper, READ_ONCE(slab_reap_period));
}

/* On each CPU: of each cache's sheaf that has not changed a fifth. */
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
