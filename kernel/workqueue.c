// SPDX-License-Identifier: BSD-2-Clause
/*
 * Work items: one worker thread for each CPU.
 *
 * Locking: worker->lock, interrupts off, protects its list, work->cpu of the items in it, and running.
 */

#include <internal/tasks.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <linux/sprintf.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

struct worker {
	spinlock_t lock;
	struct list_head items;
	struct work_struct *running;
	struct task_struct *task;
	struct wait_queue_head idle;	/* woken whenever an item ends */
};

struct workqueue_struct {
	const char *name;
};

static DEFINE_PER_CPU(struct worker, workers);
static struct workqueue_struct system_workqueue = { "events" };
struct workqueue_struct *system_wq = &system_workqueue;

void __init_work(struct work_struct *work, work_func_t func)
{
	*work = (struct work_struct){ .func = func, .cpu = -1 };
	INIT_LIST_HEAD(&work->entry);
}

static struct work_struct *take(struct worker *worker)
{
	struct work_struct *work;

	spin_lock_irq(&worker->lock);
	work = list_first_entry_or_null(&worker->items, struct work_struct, entry);
	if (work) {
		list_del_init(&work->entry);
		WRITE_ONCE(work->cpu, -1);
	} else {
		set_current_state(TASK_INTERRUPTIBLE);
	}
	worker->running = work;
	spin_unlock_irq(&worker->lock);
	return work;
}

static int worker_main(void *data)
{
	struct worker *worker = data;

	for (;;) {
		struct work_struct *work = take(worker);

		if (work) {
			work->func(work);
			spin_lock_irq(&worker->lock);
			worker->running = NULL;
			spin_unlock_irq(&worker->lock);
			cond_resched();
		} else {
			schedule();
		}
		wake_up_all(&worker->idle);
	}
	return 0;
}

bool queue_work(struct workqueue_struct *wq, struct work_struct *work)
{
	struct worker *worker;
	unsigned long flags;
	int free = -1;

	local_irq_save(flags);
	if (!__atomic_compare_exchange_n(&work->cpu, &free, (int)smp_processor_id(), false,
					 __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) {
		local_irq_restore(flags);
		return false;
	}
	worker = this_cpu_ptr(&workers);
	spin_lock(&worker->lock);
	list_add_tail(&work->entry, &worker->items);
	spin_unlock(&worker->lock);
	wake_up_process(worker->task);
	local_irq_restore(flags);
	return true;
}

bool schedule_work(struct work_struct *work)
{
	return queue_work(system_wq, work);
}

static void delayed_work_timer(struct timer_list *timer)
{
	struct delayed_work *dwork = container_of(timer, struct delayed_work, timer);

	queue_work(dwork->wq, &dwork->work);
}

void __init_delayed_work(struct delayed_work *dwork, work_func_t func)
{
	__init_work(&dwork->work, func);
	timer_setup(&dwork->timer, delayed_work_timer, 0);
	dwork->wq = system_wq;
}

bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork, unsigned long delay)
{
	if (READ_ONCE(dwork->work.cpu) >= 0 || timer_pending(&dwork->timer))
		return false;
	dwork->wq = wq;
	if (!delay)
		return queue_work(wq, &dwork->work);
	mod_timer(&dwork->timer, jiffies + delay);
	return true;
}

bool schedule_delayed_work(struct delayed_work *dwork, unsigned long delay)
{
	return queue_delayed_work(system_wq, dwork, delay);
}

/* Take the item out of whatever queue it is in: whether it was in one. */
static bool dequeue(struct work_struct *work)
{
	int cpu = READ_ONCE(work->cpu);
	struct worker *worker;
	unsigned long flags;
	bool queued = false;

	if (cpu < 0)
		return false;
	worker = per_cpu_ptr(&workers, cpu);
	spin_lock_irqsave(&worker->lock, flags);
	if (work->cpu == cpu && !list_empty(&work->entry)) {
		list_del_init(&work->entry);
		WRITE_ONCE(work->cpu, -1);
		queued = true;
	}
	spin_unlock_irqrestore(&worker->lock, flags);
	if (queued)
		wake_up_all(&worker->idle);
	return queued;
}

/* Whether that CPU's worker, which alone wakes its idle queue, has the item. */
static bool is_busy(struct work_struct *work, int cpu)
{
	struct worker *worker = per_cpu_ptr(&workers, cpu);
	unsigned long flags;
	bool busy;

	spin_lock_irqsave(&worker->lock, flags);
	busy = worker->running == work || READ_ONCE(work->cpu) == cpu;
	spin_unlock_irqrestore(&worker->lock, flags);
	return busy;
}

bool flush_work(struct work_struct *work)
{
	bool waited = false;
	int cpu;

	might_sleep();
	for_each_online_cpu(cpu) {
		struct worker *worker = per_cpu_ptr(&workers, cpu);

		if (worker->task && is_busy(work, cpu)) {
			waited = true;
			wait_event(worker->idle, !is_busy(work, cpu));
		}
	}
	return waited;
}

bool cancel_work_sync(struct work_struct *work)
{
	bool pending = dequeue(work);

	flush_work(work);
	return pending;
}

bool cancel_delayed_work(struct delayed_work *dwork)
{
	return del_timer(&dwork->timer) | dequeue(&dwork->work);
}

bool cancel_delayed_work_sync(struct delayed_work *dwork)
{
	bool pending = del_timer_sync(&dwork->timer) | dequeue(&dwork->work);

	flush_work(&dwork->work);
	return pending;
}

/* A worker for the CPU, before anything can be queued there. */
int workqueue_init_cpu(unsigned int cpu)
{
	struct worker *worker = per_cpu_ptr(&workers, cpu);
	struct task_struct *task;

	spin_lock_init(&worker->lock);
	INIT_LIST_HEAD(&worker->items);
	init_waitqueue_head(&worker->idle);
	task = kthread_create_on_cpu(worker_main, worker, cpu, "kworker/%u");
	if (IS_ERR(task))
		return PTR_ERR(task);
	worker->task = task;
	wake_up_process(task);
	return 0;
}
