// SPDX-License-Identifier: BSD-2-Clause
/*
 * Workqueues as objects: allocate, flush, drain and destroy them.  kernel/workqueue.c explains
 * how items run.
 */

#include <linux/bug.h>
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/sprintf.h>

#include "workqueue.h"

/* No CPU is preferred, nothing is frozen, and power does not count, so that few queues suffice. */
struct workqueue_struct *system_percpu_wq = &system_workqueue;
struct workqueue_struct *system_long_wq = &system_workqueue;
struct workqueue_struct *system_unbound_wq = &system_workqueue;
struct workqueue_struct *system_dfl_wq = &system_workqueue;
struct workqueue_struct *system_freezable_wq = &system_workqueue;
struct workqueue_struct *system_power_efficient_wq = &system_workqueue;
struct workqueue_struct *system_freezable_power_efficient_wq = &system_workqueue;
struct workqueue_struct *system_highpri_wq = &system_highpri_workqueue;
struct workqueue_struct *system_bh_wq = &system_bh_workqueue;
struct workqueue_struct *system_bh_highpri_wq = &system_bh_workqueue;

#define WQ_KNOWN	(WQ_UNBOUND | WQ_FREEZABLE | WQ_MEM_RECLAIM | WQ_HIGHPRI |	\
			 WQ_CPU_INTENSIVE | WQ_SYSFS | WQ_POWER_EFFICIENT | WQ_PERCPU |	\
			 WQ_BH | __WQ_ORDERED | __WQ_LEGACY)

static unsigned int clamp_max_active(int max_active, const char *name)
{
	if (!max_active)
		return WQ_DFL_ACTIVE;
	WARN(max_active < 1 || max_active > WQ_MAX_ACTIVE,
	     "workqueue %s: max_active is %d, and must be from 1 to %d\n", name, max_active,
	     WQ_MAX_ACTIVE);
	return clamp_val(max_active, 1, WQ_MAX_ACTIVE);
}

static int add_rescuers(struct workqueue_struct *wq)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		if ((wq->home == WORK_CPU_UNBOUND || wq->home == cpu) &&
		    wq_add_rescuer(wq_pool(cpu), per_cpu_ptr(wq->pwqs, cpu)))
			return -ENOMEM;
	}
	return 0;
}

static void wq_free(struct workqueue_struct *wq)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		struct pool_workqueue *pwq = per_cpu_ptr(wq->pwqs, cpu);

		if (pwq->rescuer)
			wq_remove_rescuer(wq_pool(cpu), pwq);
	}
	free_percpu(wq->pwqs);
	kfree(wq);
}

struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags, int max_active, ...)
{
	struct workqueue_struct *wq;
	unsigned int cpu;
	va_list args;

	might_sleep();
	if (WARN(flags & ~WQ_KNOWN || (flags & WQ_UNBOUND && flags & (WQ_PERCPU | WQ_BH)),
		 "workqueue %s: flags %#x are not supported\n", fmt, flags))
		return NULL;
	wq = kzalloc(sizeof(*wq), GFP_KERNEL);
	if (!wq)
		return NULL;
	wq->pwqs = alloc_percpu(struct pool_workqueue);
	if (!wq->pwqs) {
		kfree(wq);
		return NULL;
	}
	va_start(args, max_active);
	vscnprintf(wq->name, sizeof(wq->name), fmt, args);
	va_end(args);
	wq->flags = flags;
	wq->max_active = flags & WQ_BH ? 1 : clamp_max_active(max_active, wq->name);
	wq->home = flags & WQ_UNBOUND && wq->max_active < WQ_DFL_ACTIVE ? smp_processor_id()
									: WORK_CPU_UNBOUND;
	mutex_init(&wq->flush_lock);
	for_each_possible_cpu(cpu)
		pwq_init(per_cpu_ptr(wq->pwqs, cpu), wq);
	if (flags & WQ_MEM_RECLAIM && add_rescuers(wq)) {
		wq_free(wq);
		return NULL;
	}
	return wq;
}

void workqueue_set_max_active(struct workqueue_struct *wq, int max_active)
{
	unsigned int cpu;

	if (WARN(wq->flags & (__WQ_ORDERED | WQ_BH), "workqueue %s is ordered\n", wq->name))
		return;
	WRITE_ONCE(wq->max_active, clamp_max_active(max_active, wq->name));
	for_each_online_cpu(cpu) {
		struct pool *pool = wq_pool(cpu);
		unsigned long flags;

		spin_lock_irqsave(&pool->lock, flags);
		pwq_activate(pool, per_cpu_ptr(wq->pwqs, cpu));
		spin_unlock_irqrestore(&pool->lock, flags);
	}
}

/* ---- flushing -------------------------------------------------------------------------------- */

/* Wait for the items that are queued or running now.  The caller holds the queue's flush_lock. */
static void pwq_flush(struct pool *pool, struct pool_workqueue *pwq)
{
	struct wq_waiter waiter = { .pwq = pwq };
	bool busy;

	spin_lock_irq(&pool->lock);
	waiter.color = pwq->color;
	pwq->color = !pwq->color;
	busy = pwq->in_flight[waiter.color];
	if (busy)
		wq_wait_begin(pool, &waiter);
	spin_unlock_irq(&pool->lock);
	if (busy)
		wq_wait(pool, &waiter);
}

static bool pwq_is_busy(struct pool *pool, const struct pool_workqueue *pwq)
{
	bool busy;

	spin_lock_irq(&pool->lock);
	busy = pwq->in_flight[0] || pwq->in_flight[1];
	spin_unlock_irq(&pool->lock);
	return busy;
}

static bool wq_is_busy(const struct workqueue_struct *wq)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		if (pwq_is_busy(wq_pool(cpu), per_cpu_ptr(wq->pwqs, cpu)))
			return true;
	}
	return false;
}

/* Return true, after a warning, if the calling thread runs an item of the queue. */
static bool wq_waits_for_itself(const struct workqueue_struct *wq)
{
	struct worker *worker = wq_current_worker();

	return WARN(worker && worker->current_work && worker->current_pwq->wq == wq,
		    "workqueue %s: %ps waits for itself\n", wq->name, worker->current_func);
}

void flush_workqueue(struct workqueue_struct *wq)
{
	unsigned int cpu;

	might_sleep();
	if (wq_waits_for_itself(wq))
		return;
	mutex_lock(&wq->flush_lock);
	for_each_online_cpu(cpu)
		pwq_flush(wq_pool(cpu), per_cpu_ptr(wq->pwqs, cpu));
	mutex_unlock(&wq->flush_lock);
}

static void wq_add_drainers(struct workqueue_struct *wq, int by)
{
	mutex_lock(&wq->flush_lock);
	WRITE_ONCE(wq->nr_drainers, wq->nr_drainers + by);
	mutex_unlock(&wq->flush_lock);
}

void drain_workqueue(struct workqueue_struct *wq)
{
	might_sleep();
	if (wq_waits_for_itself(wq))
		return;
	wq_add_drainers(wq, 1);
	do {
		flush_workqueue(wq);
	} while (wq_is_busy(wq));
	wq_add_drainers(wq, -1);
}

void destroy_workqueue(struct workqueue_struct *wq)
{
	if (!wq || wq_waits_for_itself(wq))
		return;
	if (WARN(wq == &system_workqueue || wq == &system_highpri_workqueue ||
		 wq == &system_bh_workqueue,
		 "workqueue %s cannot be destroyed\n", wq->name))
		return;
	wq_add_drainers(wq, 1);		/* nothing can be queued any more */
	drain_workqueue(wq);
	wq_free(wq);
}

/* ---- functions for all CPUs ------------------------------------------------------------------ */

int schedule_on_each_cpu(work_func_t func)
{
	struct work_struct __percpu *works = alloc_percpu(struct work_struct);
	unsigned int cpu;

	if (!works)
		return -ENOMEM;
	for_each_online_cpu(cpu) {
		INIT_WORK(per_cpu_ptr(works, cpu), func);
		schedule_work_on((int)cpu, per_cpu_ptr(works, cpu));
	}
	for_each_online_cpu(cpu)
		flush_work(per_cpu_ptr(works, cpu));
	free_percpu(works);
	return 0;
}

struct work_struct *current_work(void)
{
	struct worker *worker = wq_current_worker();

	return worker ? worker->current_work : NULL;
}
