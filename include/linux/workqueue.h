/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_WORKQUEUE_H
#define LINUX_WORKQUEUE_H

/*
 * A work item is a function that runs later in thread context, on a worker thread of the CPU that
 * queued the item.  An item is queued at most once and never runs on two CPUs at the same time.  A
 * running item may be queued again, also by its own function.  Items start in the order of
 * queueing.  An item that is due while its previous run has not finished starts after that run.
 * While one item sleeps, others run.  kernel/workqueue.c describes the states of an item.
 */

#include <linux/bitops.h>
#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/threads.h>
#include <linux/timer.h>
#include <linux/types.h>

struct work_struct;
struct workqueue_struct;
typedef void (*work_func_t)(struct work_struct *work);

struct work_struct {
	struct list_head entry;
	work_func_t func;
	u32 flags;			/* number of the item's last CPU, and the flags below */
	u32 disabled;			/* disable_work() calls minus enable_work() calls */
	unsigned long turn;		/* sequence number of the last queueing */
};

#define WORK_CPUMASK	0x0000ffffU
#define WORK_MIGRATING	0x00010000U	/* moving between two CPUs */
#define WORK_PENDING	0x00020000U	/* queued, or its timer is armed */
#define WORK_QUEUED	0x00040000U

/* As a CPU argument, WORK_CPU_UNBOUND selects the calling CPU. */
#define WORK_CPU_UNBOUND NR_CPUS

struct delayed_work {
	struct work_struct work;
	struct timer_list timer;
	struct workqueue_struct *wq;
};

void delayed_work_timer_fn(struct timer_list *timer);

void __init_work(struct work_struct *work, work_func_t func);
void __init_delayed_work(struct delayed_work *dwork, work_func_t func);
#define INIT_WORK(work, func)		__init_work(work, func)
#define INIT_DELAYED_WORK(dwork, func)	__init_delayed_work(dwork, func)
#define __WORK_INITIALIZER(n, f)	{ .entry = LIST_HEAD_INIT((n).entry), .func = (f) }
#define DECLARE_WORK(n, f)		struct work_struct n = __WORK_INITIALIZER(n, f)
#define DECLARE_DELAYED_WORK(n, f)						\
	struct delayed_work n = {						\
		.work = __WORK_INITIALIZER(n.work, f),				\
		.timer = { .function = delayed_work_timer_fn },			\
	}

static inline struct delayed_work *to_delayed_work(struct work_struct *work)
{
	return container_of(work, struct delayed_work, work);
}

extern struct workqueue_struct *system_wq;

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
 * Queue the item on @cpu, now or after @delay jiffies.  Returns false if the item is pending or
 * disabled.  A running item is queued on the CPU where it runs.  Context: any.
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
