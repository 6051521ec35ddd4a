// SPDX-License-Identifier: BSD-2-Clause
/*
 * This file frees objects that have no rcu_head, and queues work items, after a grace period.  It
 * also contains the shrinker "kfree_rcu", which empties the queues when memory is short.
 *
 * kfree_rcu() of an object with an rcu_head does not need this file, because rcu_head.func contains
 * the offset of the rcu_head, and rcu.c frees the object.
 *
 * The objects that the shrinker counts are freed anyway, after the grace period that was requested
 * for them.  The shrinker only waits for that, at most SHRINK_WAIT per round, because a CPU that
 * does not switch threads must not block reclaim.  Then it lets the idle thread of its own CPU run,
 * which frees the objects.  Other CPUs do so independently.
 */

#include <internal/rcu.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#define SHRINK_WAIT	(HZ / 10)
/* number of grace periods; the newest objects are free after the third */
#define SHRINK_ROUNDS	4

struct rcu_pointer {
	struct rcu_head head;
	const void *object;
};

static void free_pointer(struct rcu_head *head)
{
	struct rcu_pointer *p = container_of(head, struct rcu_pointer, head);

	kvfree(p->object);
	kfree(p);
}

void kvfree_rcu_mightsleep(const void *object)
{
	struct rcu_pointer *p;

	might_sleep();
	if (ZERO_OR_NULL_PTR(object))
		return;
	p = kmalloc(sizeof(*p), GFP_NOWAIT | __GFP_NOWARN);
	if (!p) {
		synchronize_rcu();
		kvfree(object);
		return;
	}
	p->object = object;
	call_rcu(&p->head, free_pointer);
}

/* ---- work ------------------------------------------------------------------------------------ */

static void queue_after(struct rcu_head *head)
{
	struct rcu_work *rwork = container_of(head, struct rcu_work, rcu);

	struct workqueue_struct *wq = rwork->wq;

	/* Clear the flag first, because a queued work item may run and be freed at any time. */
	smp_store_release(&rwork->waits, 0);
	queue_work(wq, &rwork->work);
}

bool queue_rcu_work(struct workqueue_struct *wq, struct rcu_work *rwork)
{
	if (work_pending(&rwork->work) || xchg(&rwork->waits, 1))
		return false;
	rwork->wq = wq;
	call_rcu(&rwork->rcu, queue_after);
	return true;
}

bool flush_rcu_work(struct rcu_work *rwork)
{
	bool waits = smp_load_acquire(&rwork->waits);

	/*
	 * rcu_barrier() is needed even if waits is 0, because queue_after() may be about to queue
	 * the work.
	 */
	rcu_barrier();
	return flush_work(&rwork->work) || waits;
}

/* ---- the shrinker ---------------------------------------------------------------------------- */

#ifdef CONFIG_RECLAIM

static unsigned long count_kfree(struct shrinker *shrinker, struct shrink_control *sc)
{
	return rcu_count_kfree();
}

static unsigned long scan_kfree(struct shrinker *shrinker, struct shrink_control *sc)
{
	unsigned long before = rcu_count_kfree(), after = before;

	for (int round = 0; round < SHRINK_ROUNDS && after; round++) {
		if (!rcu_hasten(SHRINK_WAIT))
			return SHRINK_STOP;
		while (cond_resched() && rcu_callbacks_waiting())
			;
		after = min(rcu_count_kfree(), before);
	}
	sc->nr_scanned = before - after;
	return before - after;
}

static int __init rcu_shrinker_init(void)
{
	struct shrinker *shrinker = shrinker_alloc(0, "kfree_rcu");

	if (!shrinker)
		return -ENOMEM;
	shrinker->count_objects = count_kfree;
	shrinker->scan_objects = scan_kfree;
	shrinker->seeks = 0;
	shrinker->batch = 1;	/* each call empties the queue */
	shrinker_register(shrinker);
	return 0;
}
core_initcall(rcu_shrinker_init);

#endif
