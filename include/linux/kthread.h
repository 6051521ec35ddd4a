/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_KTHREAD_H
#define LINUX_KTHREAD_H

/* Kernel threads with Linux's interface.  Context: thread. */

#include <linux/err.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/types.h>

/*
 * Create a thread, which starts to run after wake_up_process().  Returns ERR_PTR(-ENOMEM) on
 * failure.  kthread_create_on_cpu() binds the thread to @cpu; @namefmt may contain one %u for the
 * CPU's number.  If @cpu does not exist, it prints a report and returns ERR_PTR(-EINVAL).
 */
struct task_struct *kthread_create_on_cpu(int (*fn)(void *data), void *data, unsigned int cpu,
					  const char *namefmt) __printf(4, 0);
struct task_struct *kthread_create(int (*fn)(void *data), void *data, const char *namefmt, ...)
	__printf(3, 4);

#define kthread_run(fn, data, ...)					\
({									\
	struct task_struct *__t = kthread_create(fn, data, __VA_ARGS__);	\
									\
	if (!IS_ERR(__t))						\
		wake_up_process(__t);					\
	__t;								\
})

/*
 * Ask the thread to end, and wait until it has ended.  Returns the result of the thread's function,
 * or -EINTR if the thread was never woken.  The thread must not end before kthread_stop() is
 * called.
 */
int kthread_stop(struct task_struct *task);

/* Return true if kthread_stop() was called for the calling thread. */
bool kthread_should_stop(void);
/* End the calling thread as if its function had returned @result. */
void kthread_exit(long result) __noreturn;

/*
 * Return the function of a thread, or NULL if kthread_create() did not create the thread, and the
 * argument of the function.  The caller has a reference to the thread.  Context: any.
 */
void *kthread_func(struct task_struct *task);
void *kthread_data(struct task_struct *task);

/* ---- workers --------------------------------------------------------------------------------- */

/*
 * A worker is a thread that runs items of work in the order in which they were queued.  An item is
 * in the list of one worker at a time.
 */
struct kthread_work;
struct kthread_worker;
typedef void (*kthread_work_func_t)(struct kthread_work *work);

#define KTW_FREEZABLE	0	/* accepted: nothing suspends */

struct kthread_worker {
	unsigned int flags;
	spinlock_t lock;	/* protects the list, and the fields of its items */
	struct list_head work_list;
	unsigned int nr_delayed;	/* number of items whose delay is not over */
	struct task_struct *task;
	struct kthread_work *current_work;
};

struct kthread_work {
	struct list_head node;
	kthread_work_func_t func;
	struct kthread_worker *worker;	/* the last worker that the item was queued on */
	int canceling;			/* number of callers that cancel the item */
	bool delayed;			/* the item is queued, and its delay is not over */
};

struct kthread_delayed_work {
	struct kthread_work work;
	struct timer_list timer;
};

#define KTHREAD_WORK_INIT(work, fn)	{ .node = LIST_HEAD_INIT((work).node), .func = (fn) }
#define KTHREAD_DELAYED_WORK_INIT(dwork, fn)						\
	{ .work = KTHREAD_WORK_INIT((dwork).work, fn),					\
	  .timer = __TIMER_INITIALIZER(kthread_delayed_work_timer_fn, TIMER_IRQSAFE) }
#define DEFINE_KTHREAD_WORK(work, fn)	struct kthread_work work = KTHREAD_WORK_INIT(work, fn)
#define DEFINE_KTHREAD_DELAYED_WORK(dwork, fn) \
	struct kthread_delayed_work dwork = KTHREAD_DELAYED_WORK_INIT(dwork, fn)
#define KTHREAD_WORKER_INIT(worker)							\
	{ .lock = __SPIN_LOCK_UNLOCKED((worker).lock),					\
	  .work_list = LIST_HEAD_INIT((worker).work_list) }
#define DEFINE_KTHREAD_WORKER(worker)	struct kthread_worker worker = KTHREAD_WORKER_INIT(worker)

void kthread_init_worker(struct kthread_worker *worker);
void kthread_init_work(struct kthread_work *work, kthread_work_func_t func);
void kthread_init_delayed_work(struct kthread_delayed_work *dwork, kthread_work_func_t func);
/* The function of the timer of an item, for KTHREAD_DELAYED_WORK_INIT(). */
void kthread_delayed_work_timer_fn(struct timer_list *timer);

/* The function of a worker's thread; its data is the worker. */
int kthread_worker_fn(void *worker);

/*
 * Create a worker and start its thread.  @flags has no effect.  Returns ERR_PTR(-ENOMEM) on
 * failure.  The caller ends the worker with kthread_destroy_worker(), which runs the queued items
 * first.  kthread_run_worker() is the name in Linux 7.2, where kthread_create_worker() does not
 * start the thread; waking the thread again has no effect.
 */
struct kthread_worker *kthread_create_worker(unsigned int flags, const char *namefmt, ...)
	__printf(2, 3);
#define kthread_run_worker(flags, ...)	kthread_create_worker(flags, __VA_ARGS__)
/* The same with a thread that is bound to @cpu; @namefmt may contain one %u for its number. */
struct kthread_worker *kthread_create_worker_on_cpu(int cpu, unsigned int flags,
						    const char *namefmt) __printf(3, 0);
#define kthread_run_worker_on_cpu(cpu, flags, namefmt) \
	kthread_create_worker_on_cpu(cpu, flags, namefmt)
void kthread_destroy_worker(struct kthread_worker *worker);

/*
 * Queue an item, at once or after @delay jiffies.  Returns false if the item is queued already or
 * is being cancelled.  Context: any.
 */
bool kthread_queue_work(struct kthread_worker *worker, struct kthread_work *work);
bool kthread_queue_delayed_work(struct kthread_worker *worker, struct kthread_delayed_work *dwork,
				unsigned long delay);

/*
 * Queue an item after @delay jiffies, also if it is queued.  Returns true if it was queued.
 * Context: any.
 */
bool kthread_mod_delayed_work(struct kthread_worker *worker, struct kthread_delayed_work *dwork,
			      unsigned long delay);

/*
 * Wait until the item does not run and is not in the worker's list, or until all items have run
 * that are in the list now.  Neither waits for the delay of an item.  Context: thread other than
 * the worker's.
 */
void kthread_flush_work(struct kthread_work *work);
void kthread_flush_worker(struct kthread_worker *worker);

/*
 * Remove an item from the list, and wait until its function has returned.  The function cannot
 * queue the item meanwhile.  Returns true if the item was queued.  Context: thread other than the
 * worker's.
 */
bool kthread_cancel_work_sync(struct kthread_work *work);
bool kthread_cancel_delayed_work_sync(struct kthread_delayed_work *dwork);

#endif /* LINUX_KTHREAD_H */
