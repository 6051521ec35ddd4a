// SPDX-License-Identifier: BSD-2-Clause
/*
 * Workers of linux/kthread.h: threads that run items of work in order.
 *
 * An item is queued if it is in the worker's list or if it is delayed.  Its timer moves a delayed
 * item to the list.
 *
 * Locking: worker->lock, with interrupts disabled, protects the worker's list and its current item,
 * and the members of the items of which it is the last worker.  An item must not be queued on two
 * workers at the same time.
 */

#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include <linux/sprintf.h>

void kthread_init_worker(struct kthread_worker *worker)
{
	*worker = (struct kthread_worker){ .flags = 0 };
	spin_lock_init(&worker->lock);
	INIT_LIST_HEAD(&worker->work_list);
}

void kthread_init_work(struct kthread_work *work, kthread_work_func_t func)
{
	*work = (struct kthread_work){ .func = func };
	INIT_LIST_HEAD(&work->node);
}

void kthread_init_delayed_work(struct kthread_delayed_work *dwork, kthread_work_func_t func)
{
	kthread_init_work(&dwork->work, func);
	timer_setup(&dwork->timer, kthread_delayed_work_timer_fn, TIMER_IRQSAFE);
}

int kthread_worker_fn(void *data)
{
	struct kthread_worker *worker = data;
	struct kthread_work *work;

	WRITE_ONCE(worker->task, current);
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop())
			break;
		spin_lock_irq(&worker->lock);
		work = list_first_entry_or_null(&worker->work_list, struct kthread_work, node);
		if (work)
			list_del_init(&work->node);
		worker->current_work = work;
		spin_unlock_irq(&worker->lock);
		if (!work) {
			schedule();
			continue;
		}
		__set_current_state(TASK_RUNNING);
		/* The function may free the item. */
		work->func(work);
		spin_lock_irq(&worker->lock);
		worker->current_work = NULL;
		spin_unlock_irq(&worker->lock);
		cond_resched();
	}
	__set_current_state(TASK_RUNNING);
	WRITE_ONCE(worker->task, NULL);
	return 0;
}

/* Start the worker's thread on a CPU, or on any if @cpu is negative. */
static struct kthread_worker *start_worker(unsigned int flags, int cpu, const char *name)
{
	struct kthread_worker *worker = kzalloc(sizeof(*worker), GFP_KERNEL);
	struct task_struct *task;

	if (!worker)
		return ERR_PTR(-ENOMEM);
	kthread_init_worker(worker);
	worker->flags = flags;
	task = cpu < 0 ? kthread_create(kthread_worker_fn, worker, "%s", name) :
			 kthread_create_on_cpu(kthread_worker_fn, worker, (unsigned int)cpu, name);
	if (IS_ERR(task)) {
		kfree(worker);
		return ERR_CAST(task);
	}
	worker->task = task;
	wake_up_process(task);
	return worker;
}

struct kthread_worker *kthread_create_worker(unsigned int flags, const char *namefmt, ...)
{
	char name[TASK_COMM_LEN];
	va_list args;

	va_start(args, namefmt);
	vscnprintf(name, sizeof(name), namefmt, args);
	va_end(args);
	return start_worker(flags, -1, name);
}

struct kthread_worker *kthread_create_worker_on_cpu(int cpu, unsigned int flags,
						    const char *namefmt)
{
	if (WARN(cpu < 0, "kthread_create_worker_on_cpu: there is no CPU %d\n", cpu))
		return ERR_PTR(-EINVAL);
	return start_worker(flags, cpu, namefmt);
}

void kthread_destroy_worker(struct kthread_worker *worker)
{
	struct task_struct *task = READ_ONCE(worker->task);

	if (WARN(!task, "kthread_destroy_worker: the worker has no thread\n"))
		return;
	kthread_flush_worker(worker);
	kthread_stop(task);
	WARN(!list_empty(&worker->work_list) || worker->nr_delayed,
	     "kthread_destroy_worker: an item is still queued\n");
	kfree(worker);
}

static bool ktwork_is_queued(const struct kthread_work *work)
{
	return !list_empty(&work->node) || work->delayed;
}

/* Put an item into the worker's list before @next, and wake the worker. */
static void __ktwork_insert(struct kthread_worker *worker, struct kthread_work *work,
			    struct list_head *next)
{
	struct task_struct *task = READ_ONCE(worker->task);

	list_add_tail(&work->node, next);
	WRITE_ONCE(work->worker, worker);
	if (!worker->current_work && task)
		wake_up_process(task);
}

/* Take the item from the list, or stop its timer.  Returns true if it was queued. */
static bool __ktwork_remove(struct kthread_work *work)
{
	bool queued = ktwork_is_queued(work);

	list_del_init(&work->node);
	if (work->delayed) {
		work->delayed = false;
		work->worker->nr_delayed--;
	}
	return queued;
}

bool kthread_queue_work(struct kthread_worker *worker, struct kthread_work *work)
{
	unsigned long flags;
	bool queued;

	spin_lock_irqsave(&worker->lock, flags);
	queued = !ktwork_is_queued(work) && !work->canceling;
	if (queued)
		__ktwork_insert(worker, work, &worker->work_list);
	spin_unlock_irqrestore(&worker->lock, flags);
	return queued;
}

void kthread_delayed_work_timer_fn(struct timer_list *timer)
{
	struct kthread_delayed_work *dwork = timer_container_of(dwork, timer, timer);
	struct kthread_worker *worker = READ_ONCE(dwork->work.worker);
	unsigned long flags;

	spin_lock_irqsave(&worker->lock, flags);
	/* Before the lock was acquired, the item may have been removed, or delayed again. */
	if (dwork->work.delayed && !timer_pending(timer)) {
		__ktwork_remove(&dwork->work);
		__ktwork_insert(worker, &dwork->work, &worker->work_list);
	}
	spin_unlock_irqrestore(&worker->lock, flags);
}

static void __ktwork_delay(struct kthread_worker *worker, struct kthread_delayed_work *dwork,
			   unsigned long delay)
{
	if (!delay) {
		__ktwork_insert(worker, &dwork->work, &worker->work_list);
		return;
	}
	WRITE_ONCE(dwork->work.worker, worker);
	dwork->work.delayed = true;
	worker->nr_delayed++;
	mod_timer(&dwork->timer, jiffies + delay);
}

bool kthread_queue_delayed_work(struct kthread_worker *worker, struct kthread_delayed_work *dwork,
				unsigned long delay)
{
	unsigned long flags;
	bool queued;

	spin_lock_irqsave(&worker->lock, flags);
	queued = !ktwork_is_queued(&dwork->work) && !dwork->work.canceling;
	if (queued)
		__ktwork_delay(worker, dwork, delay);
	spin_unlock_irqrestore(&worker->lock, flags);
	return queued;
}

bool kthread_mod_delayed_work(struct kthread_worker *worker, struct kthread_delayed_work *dwork,
			      unsigned long delay)
{
	unsigned long flags;
	bool queued;

	spin_lock_irqsave(&worker->lock, flags);
	queued = ktwork_is_queued(&dwork->work);
	if (!dwork->work.canceling) {
		timer_delete(&dwork->timer);
		__ktwork_remove(&dwork->work);
		__ktwork_delay(worker, dwork, delay);
	}
	spin_unlock_irqrestore(&worker->lock, flags);
	return queued;
}

/* An item whose function completes @done, to wait for the items before it. */
struct ktwork_flush {
	struct kthread_work work;
	struct completion done;
};

static void ktwork_flush_done(struct kthread_work *work)
{
	complete(&container_of(work, struct ktwork_flush, work)->done);
}

static void ktwork_flush_init(struct ktwork_flush *flush)
{
	kthread_init_work(&flush->work, ktwork_flush_done);
	init_completion(&flush->done);
}

/*
 * Wait until the function of the item has returned, and before that, if the item is in the list,
 * until it was called.  The caller holds the worker's lock, which is released.
 */
static void ktwork_wait(struct kthread_worker *worker, struct kthread_work *work,
			unsigned long flags) __releases(&worker->lock)
{
	struct list_head *next = NULL;
	struct ktwork_flush flush;

	if (!list_empty(&work->node))
		next = work->node.next;
	else if (worker->current_work == work)
		next = worker->work_list.next;
	if (WARN(next && READ_ONCE(worker->task) == current, "a worker waits for itself\n"))
		next = NULL;
	if (next) {
		ktwork_flush_init(&flush);
		__ktwork_insert(worker, &flush.work, next);
	}
	spin_unlock_irqrestore(&worker->lock, flags);
	if (next)
		wait_for_completion(&flush.done);
}

void kthread_flush_work(struct kthread_work *work)
{
	struct kthread_worker *worker = READ_ONCE(work->worker);
	unsigned long flags;

	might_sleep();
	if (!worker)
		return;
	spin_lock_irqsave(&worker->lock, flags);
	ktwork_wait(worker, work, flags);
}

void kthread_flush_worker(struct kthread_worker *worker)
{
	struct ktwork_flush flush;

	might_sleep();
	if (WARN(READ_ONCE(worker->task) == current, "a worker waits for itself\n"))
		return;
	ktwork_flush_init(&flush);
	kthread_queue_work(worker, &flush.work);
	wait_for_completion(&flush.done);
}

/* Cancel an item; @timer is that of a delayed item, or NULL. */
static bool ktwork_cancel(struct kthread_work *work, struct timer_list *timer)
{
	struct kthread_worker *worker = READ_ONCE(work->worker);
	unsigned long flags;
	bool queued;

	might_sleep();
	if (!worker)
		return false;
	spin_lock_irqsave(&worker->lock, flags);
	work->canceling++;
	queued = __ktwork_remove(work);
	ktwork_wait(worker, work, flags);
	if (timer)
		timer_delete_sync(timer);
	spin_lock_irqsave(&worker->lock, flags);
	work->canceling--;
	spin_unlock_irqrestore(&worker->lock, flags);
	return queued;
}

bool kthread_cancel_work_sync(struct kthread_work *work)
{
	return ktwork_cancel(work, NULL);
}

bool kthread_cancel_delayed_work_sync(struct kthread_delayed_work *dwork)
{
	return ktwork_cancel(&dwork->work, &dwork->timer);
}
