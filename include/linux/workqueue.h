/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_WORKQUEUE_H
#define LINUX_WORKQUEUE_H

/*
 * Deferred work: functions that run in thread context, on workers of the CPU that queued them.  An
 * item is queued once at most, and never runs twice at the same time; it may be queued again while
 * it runs, by its own function too.  Items start in the order of queueing, but one that still runs
 * is overtaken; while one sleeps, others run.  kernel/workqueue.c has the states of an item.
 */

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
	u32 flags;			/* the number of the last CPU, and the flags below */
	u32 disabled;			/* how often */
	unsigned long turn;		/* number of the last queueing */
};

#define WORK_CPUMASK	0x0000ffffU
#define WORK_MIGRATING	0x00010000U	/* between two CPUs */
#define WORK_PENDING	0x00020000U	/* queued, or its timer is armed */
#define WORK_QUEUED	0x00040000U

/* For the functions with a CPU: the one that calls. */
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

/* Queued, or waiting for its time.  Any context. */
static inline bool work_pending(const struct work_struct *work)
{
	return READ_ONCE(work->flags) & WORK_PENDING;
}

static inline bool delayed_work_pending(const struct delayed_work *dwork)
{
	return work_pending(&dwork->work);
}

/*
 * Queue the item, on that CPU, now or in @delay jiffies: false if it is pending already, or
 * disabled.  An item that runs is queued where it runs.  Any context.
 */
bool queue_work_on(int cpu, struct workqueue_struct *wq, struct work_struct *work);
bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork,
			   unsigned long delay);

/* The same with a new delay for one that is pending: true if it was.  Any context. */
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
 * Wait until the last queueing before the call has run; flush_delayed_work() does not wait for its
 * time.  False if there was nothing to wait for.  Thread context; not from the item itself, which
 * is reported.
 */
bool flush_work(struct work_struct *work);
bool flush_delayed_work(struct delayed_work *dwork);

/*
 * Take the item back if it is pending, which is what they return.  _sync: wait until it does not
 * run, too; it cannot be queued meanwhile, not even by itself.  disable: it cannot be queued until
 * as many calls of enable_work(), which returns true if it can be queued now.  _sync in thread
 * context, not from the item itself; the others in any.
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

/* Work that runs after a grace period, where it may sleep. */
struct rcu_work {
	struct work_struct work;
	struct rcu_head rcu;
	struct workqueue_struct *wq;
	unsigned int waits;		/* atomic: given to RCU, and not queued yet */
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

/* As queue_work() and flush_work(); the grace period counts as being queued. */
bool queue_rcu_work(struct workqueue_struct *wq, struct rcu_work *rwork);
bool flush_rcu_work(struct rcu_work *rwork);

#endif

#endif /* LINUX_WORKQUEUE_H */
