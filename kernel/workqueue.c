// SPDX-License-Identifier: BSD-2-Clause
/*
 * Workqueues: each CPU has a pool of worker threads that run work items.
 *
 * An item belongs to one pool at a time: the pool of the CPU that queued the item last, or the pool
 * that runs it.  The state of an item is given by the flags WORK_PENDING and WORK_QUEUED, and by
 * whether the item is ->current_work of a worker in the pool:
 *
 *	state		PENDING	QUEUED	current		transitions
 *	idle		no	no	no		queue_work(): queued;
 *							queue_delayed_work(): delayed
 *	delayed		yes	no	no		timer expires: queued; cancel: idle
 *	queued		yes	yes	no		a worker starts it: running; cancel: idle
 *	running		no	no	yes		the function ends: idle; queue: running, and
 *							queued or delayed, in the same pool
 *	running, delayed	yes	no	yes	timer expires: running and queued;
 *							cancel: running;
 *							the function ends: delayed
 *	running, queued	yes	yes	yes		cancel: running; the function ends: queued
 *
 * An item is disabled while a function that cancels it waits, and between disable_work() and
 * enable_work().  Queueing a disabled item has no effect, so that an item which queues itself
 * stops.  An all-zero item is idle.  After a worker has called the item's function, it does not
 * access the item, which the function may free.
 *
 * An item never runs on two workers at the same time: a worker skips an item that another worker
 * runs.  Each queueing in a pool has a number, its turn.  flush_work() waits for the turns of the
 * item that are running and queued when it is called.  It does not access the item afterwards,
 * because it may be freed.
 *
 * A workqueue has a struct pool_workqueue for each CPU.  It counts the items of the queue that are
 * in pool->items or running (nr_active).  Further items are "inactive": they are queued in the list
 * pwq->inactive until an active item ends or is cancelled.  A queue whose limit is for the whole
 * machine (an ordered queue, or WQ_UNBOUND with a max_active) has a home: all its items are queued
 * in the pool of one CPU.  Only an item that is still running in another pool stays there.
 *
 * Each queued or running item also has one of two colors.  flush_workqueue() changes the color of
 * the queue, and waits until no item has the old one, so that it does not wait for later items.
 * Flushes of one queue exclude each other, so that no item has the new color when a flush begins.
 *
 * While items run, at least one more worker is idle or being created.  So an item whose function
 * sleeps does not delay other items, and may wait for them.  If there is no memory for a worker,
 * items wait for those that run.  A queue with WQ_MEM_RECLAIM has rescuers, because reclaim may
 * wait for its items: threads that run only items of this queue, while no worker can run them.
 *
 * Locking: pool->lock, with interrupts disabled, protects the pool, its workers and all fields of
 * the items that belong to it.  work->flags contains the pool: lock_pool() reads it, takes the lock
 * and checks it again.  While an item moves between two pools, it has WORK_MIGRATING, and no other
 * CPU accesses it.  Timers are armed and deleted with the lock held, and a timer's function
 * acquires the lock.
 */

#include <internal/tasks.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/lockdep.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <asm/processor.h>

#include "workqueue.h"

#define MAX_WORKERS	256	/* maximum number of workers per pool; further items wait */
#define MAX_IDLE	2	/* maximum number of idle workers per pool; others exit */

static DEFINE_PER_CPU(struct pool, pools);
static DEFINE_PER_CPU(struct pool_workqueue, system_pwqs);
static DEFINE_PER_CPU(struct pool_workqueue, highpri_pwqs);
static DEFINE_PER_CPU(struct pool_workqueue, bh_pwqs);

#define SYSTEM_WORKQUEUE(wq, text, pwqs_of_wq, flags_of_wq, most)			\
	struct workqueue_struct wq = {							\
		.pwqs = &(pwqs_of_wq),							\
		.flags = (flags_of_wq),							\
		.max_active = (most),							\
		.home = WORK_CPU_UNBOUND,						\
		.flush_lock = __MUTEX_INITIALIZER((wq).flush_lock),			\
		.name = (text),								\
	}

SYSTEM_WORKQUEUE(system_workqueue, "events", system_pwqs, 0, WQ_DFL_ACTIVE);
SYSTEM_WORKQUEUE(system_highpri_workqueue, "events_highpri", highpri_pwqs, WQ_HIGHPRI,
		 WQ_DFL_ACTIVE);
SYSTEM_WORKQUEUE(system_bh_workqueue, "events_bh", bh_pwqs, WQ_BH | WQ_HIGHPRI, 1);
struct workqueue_struct *system_wq = &system_workqueue;

void __init_work(struct work_struct *work, work_func_t func)
{
	*work = (struct work_struct){ .func = func, .flags = smp_processor_id() };
	INIT_LIST_HEAD(&work->entry);
}

void __init_delayed_work(struct delayed_work *dwork, work_func_t func)
{
	__init_work(&dwork->work, func);
	timer_setup(&dwork->timer, delayed_work_timer_fn, 0);
	dwork->wq = system_wq;
}

struct pool *wq_pool(unsigned int cpu)
{
	return per_cpu_ptr(&pools, cpu);
}

void pwq_init(struct pool_workqueue *pwq, struct workqueue_struct *wq)
{
	pwq->wq = wq;
	INIT_LIST_HEAD(&pwq->inactive);
}

/*
 * Lock the pool of the item and return it.  If the structure is not an item, report it and return
 * NULL.
 */
static struct pool *lock_pool(struct work_struct *work, unsigned long *flags) __no_context_analysis
{
	for (;;) {
		u32 seen = READ_ONCE(work->flags);
		struct pool *pool;

		if (WARN((seen & WORK_CPUMASK) >= NR_CPUS || !work->func,
			 "work item %p was not set up: its flags are %#x\n", work, seen))
			return NULL;
		if (!(seen & WORK_MIGRATING)) {
			pool = per_cpu_ptr(&pools, seen & WORK_CPUMASK);
			spin_lock_irqsave(&pool->lock, *flags);
			if (!((READ_ONCE(work->flags) ^ seen) & (WORK_CPUMASK | WORK_MIGRATING)))
				return pool;
			spin_unlock_irqrestore(&pool->lock, *flags);
		}
		cpu_relax();
	}
}

static struct worker *worker_of(struct pool *pool, struct work_struct *work)
{
	struct worker *worker;

	list_for_each_entry(worker, &pool->workers, all) {
		if (worker->current_work == work && worker->current_func == work->func)
			return worker;
	}
	return NULL;
}

/* ---- workers --------------------------------------------------------------------------------- */

/* Return the number of workers that are awake but have no item yet. */
static unsigned int nr_ready(const struct pool *pool)
{
	return pool->nr_workers - pool->nr_idle - pool->nr_busy;
}

/* Wake an idle worker to run the queued items, unless a worker is already awake for them. */
static void wake_worker(struct pool *pool) __must_hold(&pool->lock)
{
	struct worker *worker = list_first_entry_or_null(&pool->idle, struct worker, idle);

	if (!worker || nr_ready(pool))
		return;
	list_del_init(&worker->idle);
	pool->nr_idle--;
	wake_up_process(worker->task);
}

/* Wake the rescuers whose items wait, because the pool may have no worker for them. */
static void wake_rescuers(struct pool *pool) __must_hold(&pool->lock)
{
	struct worker *worker;

	list_for_each_entry(worker, &pool->workers, all) {
		if (worker->rescues && worker->rescues->nr_active)
			wake_up_process(worker->task);
	}
}

static void put_idle(struct pool *pool, struct worker *worker)
{
	list_add(&worker->idle, &pool->idle);
	pool->nr_idle++;
}

static int worker_main(void *data);

/* Create a thread for a worker.  Returns NULL on failure.  Sleeps. */
static struct worker *new_worker(struct pool *pool, int (*main)(void *data))
{
	struct worker *worker = kzalloc(sizeof(*worker), GFP_KERNEL);
	struct task_struct *task;

	if (!worker)
		return NULL;
	task = kthread_create_on_cpu(main, worker, pool->cpu, "kworker/%u");
	if (IS_ERR(task)) {
		kfree(worker);
		return NULL;
	}
	worker->pool = pool;
	worker->task = task;
	return worker;
}

/* Create a worker, which is idle at first.  Returns 0 or a negative error code.  Sleeps. */
static int add_worker(struct pool *pool)
{
	struct worker *worker = new_worker(pool, worker_main);

	if (!worker)
		return -ENOMEM;
	spin_lock_irq(&pool->lock);
	list_add(&worker->all, &pool->workers);
	pool->nr_workers++;
	put_idle(pool, worker);
	spin_unlock_irq(&pool->lock);
	return 0;
}

/*
 * Sleep until an item may be queued.  Returns false if the worker must exit, because MAX_IDLE
 * workers are already idle.
 */
static bool wait_for_item(struct pool *pool, struct worker *worker) __must_hold(&pool->lock)
{
	if (pool->nr_idle >= MAX_IDLE)
		return false;
	put_idle(pool, worker);
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (list_empty(&worker->idle))
			break;
		spin_unlock_irq(&pool->lock);
		schedule();
		spin_lock_irq(&pool->lock);
	}
	__set_current_state(TASK_RUNNING);
	return true;
}

/*
 * Return the first item that no other worker runs.  @pwq: of this part of a workqueue, or NULL: of
 * any.
 */
static struct work_struct *first_item(struct pool *pool, const struct pool_workqueue *pwq)
	__must_hold(&pool->lock)
{
	struct work_struct *work;

	for (int high = 1; high >= 0; high--) {
		list_for_each_entry(work, &pool->items[high], entry) {
			if ((!pwq || work->pwq == pwq) && !worker_of(pool, work))
				return work;
		}
	}
	return NULL;
}

/* Queue an active item for the workers. */
static void pool_insert(struct pool *pool, struct work_struct *work) __must_hold(&pool->lock)
{
	struct pool_workqueue *pwq = work->pwq;

	list_add_tail(&work->entry, &pool->items[!!(pwq->wq->flags & WQ_HIGHPRI)]);
	wake_worker(pool);
	if (pwq->rescuer && !pool->nr_idle && (!nr_ready(pool) || pool->creating))
		wake_up_process(pwq->rescuer->task);
}

void pwq_activate(struct pool *pool, struct pool_workqueue *pwq)
{
	while (!list_empty(&pwq->inactive) && pwq->nr_active < READ_ONCE(pwq->wq->max_active)) {
		struct work_struct *work = list_first_entry(&pwq->inactive, struct work_struct,
							    entry);

		list_del(&work->entry);
		WRITE_ONCE(work->flags, work->flags & ~WORK_INACTIVE);
		pwq->nr_active++;
		pool_insert(pool, work);
	}
}

/* A turn ended, because its item has run or was cancelled: wake those that wait for it. */
static void wq_end_turn(struct pool *pool, struct pool_workqueue *pwq, unsigned long turn,
			unsigned int color, bool active) __must_hold(&pool->lock)
{
	struct wq_waiter *waiter, *next;

	pwq->in_flight[color]--;
	if (active) {
		pwq->nr_active--;
		pwq_activate(pool, pwq);
	}
	list_for_each_entry_safe(waiter, next, &pool->waiters, entry) {
		if (waiter->turn ? waiter->turn == turn
				 : waiter->pwq == pwq && !pwq->in_flight[waiter->color]) {
			list_del(&waiter->entry);
			complete(&waiter->done);
		}
	}
}

static unsigned int color_of(const struct work_struct *work)
{
	return !!(work->flags & WORK_COLOR);
}

/* Run an item of the pool's lists.  The lock is released meanwhile. */
static void run_item(struct pool *pool, struct worker *worker, struct work_struct *work)
	__must_hold(&pool->lock)
{
	struct pool_workqueue *pwq = work->pwq;
	bool bh;

	list_del_init(&work->entry);
	worker->current_work = work;
	worker->current_func = work->func;
	worker->current_pwq = pwq;
	worker->turn = work->turn;
	worker->color = color_of(work);
	WRITE_ONCE(work->flags, work->flags & ~(WORK_PENDING | WORK_QUEUED | WORK_COLOR));
	pool->nr_busy += !worker->rescues;
	if (!list_empty(&pool->items[0]) || !list_empty(&pool->items[1]))
		wake_worker(pool);
	bh = pwq->wq->flags & WQ_BH;
	spin_unlock_irq(&pool->lock);

	if (bh)
		local_bh_disable();
	worker->current_func(work);
	if (bh)
		local_bh_enable();

	spin_lock_irq(&pool->lock);
	worker->current_work = NULL;
	pool->nr_busy -= !worker->rescues;
	wq_end_turn(pool, pwq, worker->turn, worker->color, true);
	spin_unlock_irq(&pool->lock);
	cond_resched();
	spin_lock_irq(&pool->lock);
}

static int worker_main(void *data)
{
	struct worker *worker = data;
	struct pool *pool = worker->pool;
	struct work_struct *work;

	spin_lock_irq(&pool->lock);
	for (;;) {
		work = first_item(pool, NULL);
		if (!work) {
			if (wait_for_item(pool, worker))
				continue;
			break;
		}
		if (!pool->nr_idle && nr_ready(pool) == 1 && !pool->creating &&
		    pool->nr_workers < MAX_WORKERS) {
			pool->creating = true;
			wake_rescuers(pool);
			spin_unlock_irq(&pool->lock);
			add_worker(pool);
			spin_lock_irq(&pool->lock);
			pool->creating = false;
			work = first_item(pool, NULL);
			if (!work)
				continue;
		}
		run_item(pool, worker, work);
	}
	list_del(&worker->all);
	pool->nr_workers--;
	spin_unlock_irq(&pool->lock);
	kfree(worker);
	return 0;
}

static int rescuer_main(void *data)
{
	struct worker *worker = data;
	struct pool *pool = worker->pool;
	struct work_struct *work;

	spin_lock_irq(&pool->lock);
	for (;;) {
		work = first_item(pool, worker->rescues);
		if (work) {
			run_item(pool, worker, work);
			continue;
		}
		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop())
			break;
		spin_unlock_irq(&pool->lock);
		schedule();
		spin_lock_irq(&pool->lock);
	}
	__set_current_state(TASK_RUNNING);
	spin_unlock_irq(&pool->lock);
	return 0;
}

int wq_add_rescuer(struct pool *pool, struct pool_workqueue *pwq)
{
	struct worker *worker = new_worker(pool, rescuer_main);

	if (!worker)
		return -ENOMEM;
	worker->rescues = pwq;
	spin_lock_irq(&pool->lock);
	list_add(&worker->all, &pool->workers);
	pwq->rescuer = worker;
	spin_unlock_irq(&pool->lock);
	wake_up_process(worker->task);
	return 0;
}

void wq_remove_rescuer(struct pool *pool, struct pool_workqueue *pwq)
{
	struct worker *worker = pwq->rescuer;

	spin_lock_irq(&pool->lock);
	pwq->rescuer = NULL;
	spin_unlock_irq(&pool->lock);
	kthread_stop(worker->task);
	spin_lock_irq(&pool->lock);
	list_del(&worker->all);
	spin_unlock_irq(&pool->lock);
	kfree(worker);
}

struct worker *wq_current_worker(void)
{
	int (*main)(void *data) = in_task() && current ? kthread_func(current) : NULL;

	return main == worker_main || main == rescuer_main ? kthread_data(current) : NULL;
}

int workqueue_init_cpu(unsigned int cpu)
{
	struct pool *pool = per_cpu_ptr(&pools, cpu);

	spin_lock_init(&pool->lock);
	INIT_LIST_HEAD(&pool->items[0]);
	INIT_LIST_HEAD(&pool->items[1]);
	INIT_LIST_HEAD(&pool->workers);
	INIT_LIST_HEAD(&pool->idle);
	INIT_LIST_HEAD(&pool->waiters);
	pool->cpu = cpu;
	pwq_init(per_cpu_ptr(&system_pwqs, cpu), &system_workqueue);
	pwq_init(per_cpu_ptr(&highpri_pwqs, cpu), &system_highpri_workqueue);
	pwq_init(per_cpu_ptr(&bh_pwqs, cpu), &system_bh_workqueue);
	return add_worker(pool);
}

/* ---- queueing -------------------------------------------------------------------------------- */

/* Move the item to the pool of @cpu, unless it is running.  Returns its pool, which is locked. */
static struct pool *move_to(unsigned int cpu, struct pool *pool, struct work_struct *work)
	__must_hold(&pool->lock) __no_context_analysis
{
	struct pool *to = per_cpu_ptr(&pools, cpu);

	if (to == pool || worker_of(pool, work))
		return pool;
	WRITE_ONCE(work->flags, work->flags | WORK_MIGRATING);
	spin_unlock(&pool->lock);
	spin_lock(&to->lock);
	smp_store_release(&work->flags, (work->flags & ~(WORK_CPUMASK | WORK_MIGRATING)) | cpu);
	return to;
}

/*
 * Queue an item that is not queued.  Returns false if the queue is being drained and the caller is
 * not one of its items.  This is reported, and the item becomes idle.
 */
static bool wq_insert(struct pool *pool, struct workqueue_struct *wq, struct work_struct *work)
	__must_hold(&pool->lock)
{
	struct pool_workqueue *pwq = per_cpu_ptr(wq->pwqs, pool->cpu);
	u32 flags = (work->flags & ~WORK_COLOR) | WORK_PENDING | WORK_QUEUED;

	if (READ_ONCE(wq->nr_drainers)) {
		struct worker *worker = wq_current_worker();

		if (WARN(!worker || worker->current_pwq->wq != wq,
			 "work: %ps is queued in %s, which is drained\n", work->func, wq->name)) {
			WRITE_ONCE(work->flags, work->flags & ~WORK_PENDING);
			return false;
		}
	}
	work->pwq = pwq;
	work->turn = ++pool->last_turn;
	pwq->in_flight[pwq->color]++;
	if (pwq->color)
		flags |= WORK_COLOR;
	if (list_empty(&pwq->inactive) && pwq->nr_active < READ_ONCE(wq->max_active)) {
		WRITE_ONCE(work->flags, flags);
		pwq->nr_active++;
		pool_insert(pool, work);
	} else {
		WRITE_ONCE(work->flags, flags | WORK_INACTIVE);
		list_add_tail(&work->entry, &pwq->inactive);
	}
	return true;
}

/* Remove a queued item from its list. */
static void wq_remove(struct pool *pool, struct work_struct *work) __must_hold(&pool->lock)
{
	u32 flags = work->flags;

	list_del_init(&work->entry);
	WRITE_ONCE(work->flags,
		   flags & ~(WORK_PENDING | WORK_QUEUED | WORK_INACTIVE | WORK_COLOR));
	wq_end_turn(pool, work->pwq, work->turn, !!(flags & WORK_COLOR), !(flags & WORK_INACTIVE));
}

/*
 * Queue the item now, or after @delay jiffies, and unlock its pool.  Returns the result of
 * wq_insert().
 */
static bool queue_locked(unsigned int cpu, struct pool *pool, struct workqueue_struct *wq,
			 struct work_struct *work, unsigned long delay, unsigned long flags)
	__releases(&pool->lock) __no_context_analysis
{
	bool queued = true;

	if (WARN(cpu != WORK_CPU_UNBOUND && (cpu >= NR_CPUS || !cpu_online(cpu)),
		 "work: there is no CPU %u\n", cpu))
		cpu = WORK_CPU_UNBOUND;
	if (wq->home != WORK_CPU_UNBOUND)
		cpu = wq->home;
	pool = move_to(cpu == WORK_CPU_UNBOUND ? smp_processor_id() : cpu, pool, work);
	if (delay) {
		to_delayed_work(work)->wq = wq;
		WRITE_ONCE(work->flags, work->flags | WORK_PENDING);
		mod_timer(&to_delayed_work(work)->timer, jiffies + delay);
	} else {
		queued = wq_insert(pool, wq, work);
	}
	spin_unlock_irqrestore(&pool->lock, flags);
	return queued;
}

/*
 * Return true if the item's timer can queue the item.  A timer that was not set up, or was shut
 * down, is reported.
 */
static bool has_timer(struct work_struct *work)
{
	return !WARN(to_delayed_work(work)->timer.function != delayed_work_timer_fn,
		     "work: the timer of %ps was not set up by INIT_DELAYED_WORK()\n", work->func);
}

static bool queue(unsigned int cpu, struct workqueue_struct *wq, struct work_struct *work,
		  unsigned long delay)
{
	unsigned long flags;
	struct pool *pool = delay && !has_timer(work) ? NULL : lock_pool(work, &flags);

	if (!pool)
		return false;
	lockdep_assert_held(&pool->lock);
	if (work->flags & WORK_PENDING || work->disabled) {
		spin_unlock_irqrestore(&pool->lock, flags);
		return false;
	}
	return queue_locked(cpu, pool, wq, work, delay, flags);
}

bool queue_work_on(int cpu, struct workqueue_struct *wq, struct work_struct *work)
{
	return queue(cpu, wq, work, 0);
}

bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork,
			   unsigned long delay)
{
	return queue(cpu, wq, &dwork->work, delay);
}

void delayed_work_timer_fn(struct timer_list *timer)
{
	struct delayed_work *dwork = container_of(timer, struct delayed_work, timer);
	struct work_struct *work = &dwork->work;
	unsigned long flags;
	struct pool *pool = lock_pool(work, &flags);

	if (!pool)
		return;
	lockdep_assert_held(&pool->lock);
	if ((work->flags & (WORK_PENDING | WORK_QUEUED)) == WORK_PENDING)
		wq_insert(pool, dwork->wq, work);
	spin_unlock_irqrestore(&pool->lock, flags);
}

/* ---- cancelling and flushing ----------------------------------------------------------------- */

/*
 * Lock the item's pool, and remove the item from the queue or stop its timer.  *@pending becomes
 * true if the item was pending, otherwise false.
 */
static struct pool *lock_idle(struct work_struct *work, bool *pending, unsigned long *flags)
	__no_context_analysis
{
	for (;;) {
		struct pool *pool = lock_pool(work, flags);

		if (!pool)
			return NULL;
		*pending = work->flags & WORK_PENDING;
		if (work->flags & WORK_QUEUED) {
			wq_remove(pool, work);
			return pool;
		}
		if (!*pending || timer_delete(&to_delayed_work(work)->timer)) {
			WRITE_ONCE(work->flags, work->flags & ~WORK_PENDING);
			return pool;
		}
		/*
		 * timer_delete() failed, because the function of the item's timer is about to queue
		 * the item, and waits for the lock.
		 */
		spin_unlock_irqrestore(&pool->lock, *flags);
		cpu_relax();
	}
}

bool mod_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork,
			 unsigned long delay)
{
	unsigned long flags;
	bool pending;
	struct pool *pool = has_timer(&dwork->work) ? lock_idle(&dwork->work, &pending, &flags)
						    : NULL;

	if (!pool)
		return false;
	lockdep_assert_held(&pool->lock);
	if (dwork->work.disabled)
		spin_unlock_irqrestore(&pool->lock, flags);
	else
		queue_locked(cpu, pool, wq, &dwork->work, delay, flags);
	return pending;
}

/* Return true, after a warning, if the current thread runs the item and would wait for itself. */
static bool wq_is_own(struct pool *pool, struct work_struct *work) __must_hold(&pool->lock)
{
	struct worker *worker = worker_of(pool, work);

	return WARN(worker && worker->task == current, "work: %ps waits for itself\n", work->func);
}

/* Create a worker if queued items wait for a worker that could not be created before. */
static void relieve(struct pool *pool)
{
	bool stuck;

	spin_lock_irq(&pool->lock);
	stuck = first_item(pool, NULL) && !pool->nr_idle && !nr_ready(pool) && !pool->creating &&
		pool->nr_workers < MAX_WORKERS;
	pool->creating |= stuck;
	spin_unlock_irq(&pool->lock);
	if (!stuck)
		return;
	add_worker(pool);
	spin_lock_irq(&pool->lock);
	pool->creating = false;
	wake_worker(pool);
	spin_unlock_irq(&pool->lock);
}

void wq_wait_begin(struct pool *pool, struct wq_waiter *waiter)
{
	init_completion(&waiter->done);
	list_add_tail(&waiter->entry, &pool->waiters);
}

/*
 * The item's function may wait for another item while it runs on the only worker, so this function
 * also creates workers.
 */
void wq_wait(struct pool *pool, struct wq_waiter *waiter)
{
	while (!wait_for_completion_timeout(&waiter->done, HZ / 10))
		relieve(pool);
}

/* Lock the item's pool.  A delayed item is queued immediately. */
static struct pool *lock_queued(struct work_struct *work,
				unsigned long *flags) __no_context_analysis
{
	for (;;) {
		struct pool *pool = lock_pool(work, flags);

		if (!pool || (work->flags & (WORK_PENDING | WORK_QUEUED)) != WORK_PENDING)
			return pool;
		if (timer_delete(&to_delayed_work(work)->timer)) {
			wq_insert(pool, to_delayed_work(work)->wq, work);
			return pool;
		}
		/*
		 * timer_delete() failed, because the function of the item's timer is about to queue
		 * the item, and waits for the lock.
		 */
		spin_unlock_irqrestore(&pool->lock, *flags);
		cpu_relax();
	}
}

static bool wq_flush(struct work_struct *work, bool delayed)
{
	struct wq_waiter running = { .turn = 0 }, queued = { .turn = 0 };
	struct pool *pool;
	struct worker *worker;
	unsigned long flags;

	pool = delayed ? lock_queued(work, &flags) : lock_pool(work, &flags);
	if (!pool)
		return false;
	lockdep_assert_held(&pool->lock);
	worker = worker_of(pool, work);
	if (!wq_is_own(pool, work)) {
		running.turn = worker ? worker->turn : 0;
		queued.turn = work->flags & WORK_QUEUED ? work->turn : 0;
	}
	if (running.turn)
		wq_wait_begin(pool, &running);
	if (queued.turn)
		wq_wait_begin(pool, &queued);
	spin_unlock_irqrestore(&pool->lock, flags);
	if (running.turn)
		wq_wait(pool, &running);
	if (queued.turn)
		wq_wait(pool, &queued);
	return running.turn || queued.turn;
}

bool flush_work(struct work_struct *work)
{
	might_sleep();
	return wq_flush(work, false);
}

bool flush_delayed_work(struct delayed_work *dwork)
{
	might_sleep();
	return wq_flush(&dwork->work, true);
}

static bool cancel(struct work_struct *work, bool wait, bool disable)
{
	struct wq_waiter waiter = { .turn = 0 };
	struct worker *worker;
	unsigned long flags;
	bool pending;
	struct pool *pool = lock_idle(work, &pending, &flags);

	if (!pool)
		return false;
	lockdep_assert_held(&pool->lock);
	work->disabled += wait || disable;
	worker = wait ? worker_of(pool, work) : NULL;
	if (worker && !wq_is_own(pool, work)) {
		waiter.turn = worker->turn;
		wq_wait_begin(pool, &waiter);
	}
	spin_unlock_irqrestore(&pool->lock, flags);
	if (waiter.turn)
		wq_wait(pool, &waiter);
	if (wait && !disable)
		enable_work(work);
	return pending;
}

bool cancel_work(struct work_struct *work)
{
	return cancel(work, false, false);
}

bool cancel_work_sync(struct work_struct *work)
{
	might_sleep();
	return cancel(work, true, false);
}

bool disable_work(struct work_struct *work)
{
	return cancel(work, false, true);
}

bool disable_work_sync(struct work_struct *work)
{
	might_sleep();
	return cancel(work, true, true);
}

bool enable_work(struct work_struct *work)
{
	unsigned long flags;
	struct pool *pool = lock_pool(work, &flags);
	bool enabled;

	if (!pool)
		return false;
	lockdep_assert_held(&pool->lock);
	if (!WARN(!work->disabled, "enable_work: %ps is not disabled\n", work->func))
		work->disabled--;
	enabled = !work->disabled;
	spin_unlock_irqrestore(&pool->lock, flags);
	return enabled;
}

unsigned int work_busy(struct work_struct *work)
{
	unsigned long flags;
	struct pool *pool = lock_pool(work, &flags);
	unsigned int busy;

	if (!pool)
		return 0;
	lockdep_assert_held(&pool->lock);
	busy = (work->flags & WORK_PENDING ? WORK_BUSY_PENDING : 0) |
	       (worker_of(pool, work) ? WORK_BUSY_RUNNING : 0);
	spin_unlock_irqrestore(&pool->lock, flags);
	return busy;
}
