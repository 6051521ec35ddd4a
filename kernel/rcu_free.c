// SPDX-License-Identifier: BSD-2-Clause
/*
 * What is done after a grace period: freeing objects without an rcu_head of their own, and work items;
 * and the shrinker "kfree_rcu", by which whoever is short of memory has the queues emptied.
 *
 * kfree_rcu() of an object with a head needs nothing of this: its callback is the head's distance.
 *
 * The shrinker's objects go by themselves after the grace period that was asked for when they
 * came.  When it is called it waits for that, but only for SHRINK_WAIT: a CPU that does not switch
 * must not stop reclaim.  Then it lets the idle thread of its CPU run, which frees; others do by
 * themselves.
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
#define SHRINK_ROUNDS	4	/* those that came last wait for the third grace period */

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

	/* Once it is queued it may run and be freed. */
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

	/* Even if it waits no more: queue_after() may be about to queue it. */
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
	shrinker->batch = 1;	/* once it is called it empties the queue */
	shrinker_register(shrinker);
	return 0;
}
core_initcall(rcu_shrinker_init);

#endif
