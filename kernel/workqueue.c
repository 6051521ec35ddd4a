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
 * While items run, at least one more worker is idle or being created.  So an item whose function
 * sleeps does not delay other items, and may wait for them.  If there is no memory for a worker,
 * items wait for those that run.
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
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <asm/processor.h>

#define MAX_WORKERS	256	/* maximum number of workers per pool; further items wait */
#define MAX_IDLE	2	/* maximum number of idle workers per pool; others exit */

struct worker {
	struct list_head all;		/* entry of pool->workers */
	struct list_head idle;		/* entry of pool->idle while the worker sleeps */
	struct task_struct *task;
	struct pool *pool;
	struct work_struct *current_work;
	work_func_t current_func;	/* detects that the memory was reused for another item */
	unsigned long turn;		/* turn of current_work */
};

struct pool {
	spinlock_t lock;
	struct list_head items;
	struct list_head workers;
	struct list_head idle;
	unsigned int nr_workers, nr_idle, nr_busy;	/* busy workers have a current_work */
	u32 cpu;
	bool creating;			/* a worker is being created */
	unsigned long last_turn;
	struct wait_queue_head ended;	/* woken when an item ends or is cancelled */
};

struct workqueue_struct {
	const char *name;
};

static DEFINE_PER_CPU(struct pool, pools);
static struct workqueue_struct system_workqueue = { "events" };
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

/* Return true if the item with this turn is queued or running. */
static bool wq_is_busy(struct pool *pool, unsigned long turn) __must_hold(&pool->lock)
{
	struct worker *worker;
	struct work_struct *work;

	list_for_each_entry(worker, &pool->workers, all) {
		if (worker->current_work && worker->turn == turn)
			return true;
	}
	list_for_each_entry(work, &pool->items, entry) {
		if (work->turn == turn)
			return true;
	}
	return false;
}

static bool wq_has_ended(struct pool *pool, unsigned long turn)
{
	unsigned long flags;
	bool busy;

	spin_lock_irqsave(&pool->lock, flags);
	busy = wq_is_busy(pool, turn);
	spin_unlock_irqrestore(&pool->lock, flags);
	return !busy;
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

static void put_idle(struct pool *pool, struct worker *worker)
{
	list_add(&worker->idle, &pool->idle);
	pool->nr_idle++;
}

static int worker_main(void *data);

/* Create a worker, which is idle at first.  Returns 0 or a negative error code.  Sleeps. */
static int add_worker(struct pool *pool)
{
	struct worker *worker = kzalloc(sizeof(*worker), GFP_KERNEL);
	struct task_struct *task;

	if (!worker)
		return -ENOMEM;
	task = kthread_create_on_cpu(worker_main, worker, pool->cpu, "kworker/%u");
	if (IS_ERR(task)) {
		kfree(worker);
		return PTR_ERR(task);
	}
	worker->pool = pool;
	worker->task = task;
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

/* Return the first item that no other worker runs. */
static struct work_struct *first_item(struct pool *pool) __must_hold(&pool->lock)
{
	struct work_struct *work;

	list_for_each_entry(work, &pool->items, entry) {
		if (!worker_of(pool, work))
			return work;
	}
	return NULL;
}

static int worker_main(void *data)
{
	struct worker *worker = data;
	struct pool *pool = worker->pool;
	struct work_struct *work;

	spin_lock_irq(&pool->lock);
	for (;;) {
		work = first_item(pool);
		if (!work) {
			if (wait_for_item(pool, worker))
				continue;
			break;
		}
		if (!pool->nr_idle && nr_ready(pool) == 1 && !pool->creating &&
		    pool->nr_workers < MAX_WORKERS) {
			pool->creating = true;
			spin_unlock_irq(&pool->lock);
			add_worker(pool);
			spin_lock_irq(&pool->lock);
			pool->creating = false;
			work = first_item(pool);
			if (!work)
				continue;
		}
		list_del_init(&work->entry);
		WRITE_ONCE(work->flags, work->flags & ~(WORK_PENDING | WORK_QUEUED));
		worker->current_work = work;
		worker->current_func = work->func;
		worker->turn = work->turn;
		pool->nr_busy++;
		if (!list_empty(&pool->items))
			wake_worker(pool);
		spin_unlock_irq(&pool->lock);

		worker->current_func(work);

		spin_lock_irq(&pool->lock);
		worker->current_work = NULL;
		pool->nr_busy--;
		spin_unlock_irq(&pool->lock);
		wake_up_all(&pool->ended);
		cond_resched();
		spin_lock_irq(&pool->lock);
	}
	list_del(&worker->all);
	pool->nr_workers--;
	spin_unlock_irq(&pool->lock);
	kfree(worker);
	return 0;
}

int workqueue_init_cpu(unsigned int cpu)
{
	struct pool *pool = per_cpu_ptr(&pools, cpu);

	spin_lock_init(&pool->lock);
	INIT_LIST_HEAD(&pool->items);
	INIT_LIST_HEAD(&pool->workers);
	INIT_LIST_HEAD(&pool->idle);
	init_waitqueue_head(&pool->ended);
	pool->cpu = cpu;
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

static void wq_insert(struct pool *pool, struct work_struct *work) __must_hold(&pool->lock)
{
	list_add_tail(&work->entry, &pool->items);
	WRITE_ONCE(work->flags, work->flags | WORK_PENDING | WORK_QUEUED);
	work->turn = ++pool->last_turn;
	wake_worker(pool);
}

/* Queue the item now, or after @delay jiffies, and unlock its pool. */
static void queue_locked(unsigned int cpu, struct pool *pool, struct work_struct *work,
			 unsigned long delay, unsigned long flags)
	__releases(&pool->lock) __no_context_analysis
{
	if (WARN(cpu != WORK_CPU_UNBOUND && (cpu >= NR_CPUS || !cpu_online(cpu)),
		 "work: there is no CPU %u\n", cpu))
		cpu = WORK_CPU_UNBOUND;
	pool = move_to(cpu == WORK_CPU_UNBOUND ? smp_processor_id() : cpu, pool, work);
	if (delay) {
		WRITE_ONCE(work->flags, work->flags | WORK_PENDING);
		mod_timer(&to_delayed_work(work)->timer, jiffies + delay);
	} else {
		wq_insert(pool, work);
	}
	spin_unlock_irqrestore(&pool->lock, flags);
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

static bool queue(unsigned int cpu, struct work_struct *work, unsigned long delay)
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
	queue_locked(cpu, pool, work, delay, flags);
	return true;
}

bool queue_work_on(int cpu, struct workqueue_struct *wq, struct work_struct *work)
{
	return queue(cpu, work, 0);
}

bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork,
			   unsigned long delay)
{
	return queue(cpu, &dwork->work, delay);
}

void delayed_work_timer_fn(struct timer_list *timer)
{
	struct work_struct *work = &container_of(timer, struct delayed_work, timer)->work;
	unsigned long flags;
	struct pool *pool = lock_pool(work, &flags);

	if (!pool)
		return;
	lockdep_assert_held(&pool->lock);
	if ((work->flags & (WORK_PENDING | WORK_QUEUED)) == WORK_PENDING)
		wq_insert(pool, work);
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
		if (work->flags & WORK_QUEUED)
			list_del_init(&work->entry);
		if (!*pending || work->flags & WORK_QUEUED ||
		    timer_delete(&to_delayed_work(work)->timer)) {
			WRITE_ONCE(work->flags, work->flags & ~(WORK_PENDING | WORK_QUEUED));
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
		queue_locked(cpu, pool, &dwork->work, delay, flags);
	if (pending)
		wake_up_all(&pool->ended);
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
	stuck = first_item(pool) && !pool->nr_idle && !nr_ready(pool) && !pool->creating &&
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

/*
 * Wait until the turn has ended.  The item's function may wait for another item while it runs on
 * the only worker, so this function also creates workers.
 */
static void wait_until_ended(struct pool *pool, unsigned long turn)
{
	while (!wait_event_timeout(pool->ended, wq_has_ended(pool, turn), HZ / 10))
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
			wq_insert(pool, work);
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
	unsigned long flags, queued, running;
	struct pool *pool = delayed ? lock_queued(work, &flags) : lock_pool(work, &flags);
	struct worker *worker;
	bool own;

	if (!pool)
		return false;
	lockdep_assert_held(&pool->lock);
	worker = worker_of(pool, work);
	running = worker ? worker->turn : 0;
	queued = work->flags & WORK_QUEUED ? work->turn : 0;
	own = wq_is_own(pool, work);
	spin_unlock_irqrestore(&pool->lock, flags);
	if (own)
		return false;
	/*
	 * Wait for the queued turn first, because it may be cancelled while the running turn
	 * continues.
	 */
	if (queued)
		wait_until_ended(pool, queued);
	if (running)
		wait_until_ended(pool, running);
	return queued || running;
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
	unsigned long flags, turn = 0;
	bool pending;
	struct pool *pool = lock_idle(work, &pending, &flags);
	struct worker *worker;

	if (!pool)
		return false;
	lockdep_assert_held(&pool->lock);
	work->disabled += wait || disable;
	worker = wait ? worker_of(pool, work) : NULL;
	if (worker && !wq_is_own(pool, work))
		turn = worker->turn;
	spin_unlock_irqrestore(&pool->lock, flags);
	if (pending)
		wake_up_all(&pool->ended);
	if (turn)
		wait_until_ended(pool, turn);
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
