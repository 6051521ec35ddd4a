/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_WORKQUEUE_H
#define LINUX_WORKQUEUE_H

/*
 * A work item is a function that runs later in thread context, on a worker thread of the CPU that
 * queued the item.  An item is queued at most once and never runs on two CPUs at the same time.  A
 * running item may be queued again, also by its own function.  Items start in the order of
 * queueing.  An item that is due while its previous run has not finished starts after that run.
 * While one item sleeps, others run.  kernel/workqueue.c describes the states of an item.
 *
 * An item is not freed, and its workqueue is not destroyed, while the item is pending or running;
 * only the item's function may free the item.
 */

#include <linux/bitops.h>
#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/threads.h>
#include <linux/timer.h>
#include <linux/types.h>

struct work_struct;
struct pool_workqueue;
struct workqueue_struct;
typedef void (*work_func_t)(struct work_struct *work);

struct work_struct {
	struct list_head entry;
	work_func_t func;
	struct pool_workqueue *pwq;	/* valid while the item is queued */
	u32 flags;			/* number of the item's last CPU, and the flags below */
	u32 disabled;			/* disable_work() calls minus enable_work() calls */
	unsigned long turn;		/* sequence number of the last queueing */
};

#define WORK_CPUMASK	0x0000ffffU
#define WORK_MIGRATING	0x00010000U	/* moving between two CPUs */
#define WORK_PENDING	0x00020000U	/* queued, or its timer is armed */
#define WORK_QUEUED	0x00040000U
#define WORK_INACTIVE	0x00080000U	/* queued, over the max_active of its workqueue */
#define WORK_COLOR	0x00100000U	/* queued with color 1, see kernel/workqueue.c */

/* As a CPU argument, WORK_CPU_UNBOUND selects the calling CPU. */
#define WORK_CPU_UNBOUND NR_CPUS

struct delayed_work {
	struct work_struct work;
	struct timer_list timer;
	struct workqueue_struct *wq;	/* valid while the timer is armed */
};

void delayed_work_timer_fn(struct timer_list *timer);

void __init_work(struct work_struct *work, work_func_t func);
void __init_delayed_work(struct delayed_work *dwork, work_func_t func);
#define INIT_WORK(work, func)		__init_work(work, func)
#define INIT_DELAYED_WORK(dwork, func)	__init_delayed_work(dwork, func)
/*
 * The same for items on the stack, and for items whose delay may end late, which Quarry's do not.
 * An item on the stack must be idle when its function ends.
 */
#define INIT_WORK_ONSTACK(work, func)		INIT_WORK(work, func)
#define INIT_DELAYED_WORK_ONSTACK(dwork, func)	INIT_DELAYED_WORK(dwork, func)
#define INIT_DEFERRABLE_WORK(dwork, func)	INIT_DELAYED_WORK(dwork, func)
#define destroy_work_on_stack(work)		((void)(work))
#define destroy_delayed_work_on_stack(dwork)	((void)(dwork))
#define __WORK_INITIALIZER(n, f)	{ .entry = LIST_HEAD_INIT((n).entry), .func = (f) }
#define DECLARE_WORK(n, f)		struct work_struct n = __WORK_INITIALIZER(n, f)
#define DECLARE_DELAYED_WORK(n, f)						\
	struct delayed_work n = {						\
		.work = __WORK_INITIALIZER(n.work, f),				\
		.timer = { .function = delayed_work_timer_fn },			\
	}
#define DECLARE_DEFERRABLE_WORK(n, f)	DECLARE_DELAYED_WORK(n, f)

static inline struct delayed_work *to_delayed_work(struct work_struct *work)
{
	return container_of(work, struct delayed_work, work);
}

/* Get the structure that contains the item @work as its member @field. */
#define from_work(var, work, field)	container_of(work, __typeof__(*(var)), field)

/*
 * The workqueues that always exist.  Some have several names, because Quarry does not suspend, and
 * a thread does not move to another CPU.
 */
extern struct workqueue_struct *system_wq, *system_percpu_wq, *system_long_wq;
extern struct workqueue_struct *system_unbound_wq, *system_dfl_wq;
extern struct workqueue_struct *system_freezable_wq, *system_power_efficient_wq;
extern struct workqueue_struct *system_freezable_power_efficient_wq;
extern struct workqueue_struct *system_highpri_wq;
extern struct workqueue_struct *system_bh_wq, *system_bh_highpri_wq;	/* with WQ_BH */

#define WQ_NAME_LEN		32
#define WQ_MAX_ACTIVE		512
#define WQ_UNBOUND_MAX_ACTIVE	WQ_MAX_ACTIVE
#define WQ_DFL_ACTIVE		(WQ_MAX_ACTIVE / 2)

/* Flags of alloc_workqueue(). */
#define WQ_UNBOUND		0x0002	/* max_active is for the machine, not for each CPU */
#define WQ_MEM_RECLAIM		0x0008	/* items run even if no memory is free; costs a thread */
#define WQ_HIGHPRI		0x0010	/* items start before those of other queues */
#define WQ_BH			0x0001	/* see below */

/* The following flags are accepted and have no effect. */
#define WQ_FREEZABLE		0x0004	/* nothing suspends */
#define WQ_CPU_INTENSIVE	0x0020	/* an item never delays others by the time that it used */
#define WQ_SYSFS		0x0040
#define WQ_POWER_EFFICIENT	0x0080
#define WQ_PERCPU		0x0100	/* as without WQ_UNBOUND */

#define __WQ_ORDERED		0x20000	/* set by alloc_ordered_workqueue() */
#define __WQ_LEGACY		0x40000	/* set by create_workqueue() and similar macros */

/*
 * Allocate a workqueue, with a name by @fmt.  At most @max_active items run at the same time on
 * each CPU; further items wait.  The value is 1 to WQ_MAX_ACTIVE, or 0 for the default.
 *
 * With WQ_UNBOUND and a @max_active below the default, the limit is for the whole machine, and all
 * items run on the CPU that allocated the queue.  With WQ_MEM_RECLAIM, each CPU that runs items of
 * the queue gets a thread that runs them while there is no memory for another worker.
 *
 * Items of a queue with WQ_BH must not sleep.  Each CPU runs them one at a time, in the order of
 * queueing, with timer functions and tasklets disabled.  Unlike in Linux, a thread runs them.
 *
 * Returns NULL if there is no memory, or after a report if a flag is unknown.  The caller owns the
 * queue until destroy_workqueue().  Context: thread.
 */
struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags, int max_active, ...)
	__printf(1, 4);

/*
 * Allocate a workqueue that runs one item at a time, in the order of queueing.  An item that is
 * queued here while it still runs for another queue is the exception: it may run beside others.
 */
#define alloc_ordered_workqueue(fmt, flags, args...)	\
	alloc_workqueue(fmt, WQ_UNBOUND | __WQ_ORDERED | (flags), 1, ##args)

#define create_workqueue(name)		\
	alloc_workqueue("%s", __WQ_LEGACY | WQ_MEM_RECLAIM, 1, (name))
#define create_freezable_workqueue(name) \
	alloc_workqueue("%s", __WQ_LEGACY | WQ_FREEZABLE | WQ_UNBOUND | WQ_MEM_RECLAIM, 1, (name))
#define create_singlethread_workqueue(name) \
	alloc_ordered_workqueue("%s", __WQ_LEGACY | WQ_MEM_RECLAIM, (name))

/* Change the limit.  An ordered workqueue is refused and reported.  Context: any. */
void workqueue_set_max_active(struct workqueue_struct *wq, int max_active);

/*
 * flush_workqueue() waits until all items that are queued or running at the call have run.  It does
 * not wait for items whose delay has not ended, nor for items that are queued later.
 *
 * drain_workqueue() waits until the queue has no item, also for items that its items queue.  Other
 * callers must not queue items meanwhile: they are refused and reported.
 *
 * destroy_workqueue() drains and frees the queue.  The caller has cancelled its delayed items.
 *
 * A call from an item of the queue would wait for itself, and is refused and reported.  Context:
 * thread.
 */
void flush_workqueue(struct workqueue_struct *wq);
void drain_workqueue(struct workqueue_struct *wq);
void destroy_workqueue(struct workqueue_struct *wq);
#define flush_scheduled_work()	flush_workqueue(system_wq)

/* True if the item is queued or its timer is armed.  Context: any. */
static inline bool work_pending(const struct work_struct *work)
{
	return READ_ONCE(work->flags) & WORK_PENDING;
}

static inline bool delayed_work_pending(const struct delayed_work *dwork)
{
	return work_pending(&dwork->work);
}

/*
 * Return WORK_BUSY_PENDING if the item is pending, plus WORK_BUSY_RUNNING if its function is
 * running.  The result may be outdated at once.  Context: any.
 */
#define WORK_BUSY_PENDING	1
#define WORK_BUSY_RUNNING	2
unsigned int work_busy(struct work_struct *work);

/* Return the item whose function the calling thread runs, or NULL.  Context: any. */
struct work_struct *current_work(void);

/*
 * Call @func on each CPU that is online, by a work item, and wait for the end of all calls.
 * Returns 0 or -ENOMEM.  Context: thread.
 */
int schedule_on_each_cpu(work_func_t func);

/*
 * Queue the item on @cpu, now or after @delay jiffies.  Returns false if the item is pending or
 * disabled.  A running item is queued on the CPU where it runs, and an item of a workqueue whose
 * limit is for the machine on the CPU of the workqueue.  Context: any.
 */
bool queue_work_on(int cpu, struct workqueue_struct *wq, struct work_struct *work);
bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork,
			   unsigned long delay);

/*
 * Queue the item after @delay jiffies.  If the item is pending, change its delay and return true.
 * Context: any.
 */
bool mod_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork,
			 unsigned long delay);

static inline bool queue_work(struct workqueue_struct *wq, struct work_struct *work)
{
	return queue_work_on(WORK_CPU_UNBOUND, wq, work);
}

static inline bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork,
				      unsigned long delay)
{
	return queue_delayed_work_on(WORK_CPU_UNBOUND, wq, dwork, delay);
}

static inline bool mod_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork,
				    unsigned long delay)
{
	return mod_delayed_work_on(WORK_CPU_UNBOUND, wq, dwork, delay);
}

static inline bool schedule_work(struct work_struct *work)
{
	return queue_work(system_wq, work);
}

static inline bool schedule_work_on(int cpu, struct work_struct *work)
{
	return queue_work_on(cpu, system_wq, work);
}

static inline bool schedule_delayed_work(struct delayed_work *dwork, unsigned long delay)
{
	return queue_delayed_work(system_wq, dwork, delay);
}

static inline bool schedule_delayed_work_on(int cpu, struct delayed_work *dwork,
					    unsigned long delay)
{
	return queue_delayed_work_on(cpu, system_wq, dwork, delay);
}

/*
 * Wait until the item's last queued run has finished.  flush_delayed_work() starts a delayed item
 * without waiting for the delay.  Returns false if the item was neither pending nor running.
 * Context: thread; a call from the item's own function is reported.
 */
bool flush_work(struct work_struct *work);
bool flush_delayed_work(struct delayed_work *dwork);

/*
 * Cancel a pending item.  Returns true if the item was pending.  The _sync forms also wait until
 * the item's function has returned; the item cannot be queued during the wait.  The disable_work()
 * forms also prevent queueing until enable_work() has been called as often as disable_work().
 * enable_work() returns true if the item can be queued again.  Context: any; the _sync forms need
 * thread context and must not be called from the item's function.
 */
bool cancel_work(struct work_struct *work);
bool cancel_work_sync(struct work_struct *work);
bool disable_work(struct work_struct *work);
bool disable_work_sync(struct work_struct *work);
bool enable_work(struct work_struct *work);

/* Enable the item, and queue it if enable_work() returns true.  Returns that result. */
static inline bool enable_and_queue_work(struct workqueue_struct *wq, struct work_struct *work)
{
	bool enabled = enable_work(work);

	if (enabled)
		queue_work(wq, work);
	return enabled;
}

static inline bool cancel_delayed_work(struct delayed_work *dwork)
{
	return cancel_work(&dwork->work);
}

static inline bool cancel_delayed_work_sync(struct delayed_work *dwork)
{
	return cancel_work_sync(&dwork->work);
}

static inline bool disable_delayed_work(struct delayed_work *dwork)
{
	return disable_work(&dwork->work);
}

static inline bool disable_delayed_work_sync(struct delayed_work *dwork)
{
	return disable_work_sync(&dwork->work);
}

static inline bool enable_delayed_work(struct delayed_work *dwork)
{
	return enable_work(&dwork->work);
}

#ifdef CONFIG_RCU

/* A work item that is queued after an RCU grace period. */
struct rcu_work {
	struct work_struct work;
	struct rcu_head rcu;
	struct workqueue_struct *wq;
	unsigned int waits;		/* 1 while the item waits for the grace period; atomic */
};

#define INIT_RCU_WORK(rwork, fn)			\
do {							\
	INIT_WORK(&(rwork)->work, fn);			\
	(rwork)->waits = 0;				\
} while (0)

static inline struct rcu_work *to_rcu_work(struct work_struct *work)
{
	return container_of(work, struct rcu_work, work);
}

/*
 * Queue or flush an item like queue_work() and flush_work().  An item that waits for its grace
 * period counts as queued.
 */
bool queue_rcu_work(struct workqueue_struct *wq, struct rcu_work *rwork);
bool flush_rcu_work(struct rcu_work *rwork);

#endif

#endif /* LINUX_WORKQUEUE_H */
