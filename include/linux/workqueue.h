/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_WORKQUEUE_H
#define LINUX_WORKQUEUE_H

/*
 * Deferred work: functions run in thread context by a worker of the CPU that queued them, each item at
 * most once at a time, in order of queueing.
 */

#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/timer.h>
#include <linux/types.h>

struct work_struct;
struct workqueue_struct;
typedef void (*work_func_t)(struct work_struct *work);

struct work_struct {
	struct list_head entry;		/* worker's lock */
	work_func_t func;
	int cpu;			/* whose worker it is queued at; -1: not queued */
};

struct delayed_work {
	struct work_struct work;
	struct timer_list timer;
	struct workqueue_struct *wq;
};

void __init_work(struct work_struct *work, work_func_t func);
void __init_delayed_work(struct delayed_work *dwork, work_func_t func);
#define INIT_WORK(work, func)		__init_work(work, func)
#define INIT_DELAYED_WORK(dwork, func)	__init_delayed_work(dwork, func)
#define DECLARE_WORK(n, f)	\
	struct work_struct n = { .entry = LIST_HEAD_INIT(n.entry), .func = (f), .cpu = -1 }

static inline struct delayed_work *to_delayed_work(struct work_struct *work)
{
	return container_of(work, struct delayed_work, work);
}

extern struct workqueue_struct *system_wq;


/* true if it was not queued before.  Any context. */
bool queue_work(struct workqueue_struct *wq, struct work_struct *work);
bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork, unsigned long delay);
bool schedule_work(struct work_struct *work);
bool schedule_delayed_work(struct delayed_work *dwork, unsigned long delay);

/* Wait until the item does not run and is not queued.  Thread context, not from the item itself. */
bool flush_work(struct work_struct *work);
bool cancel_work_sync(struct work_struct *work);
bool cancel_delayed_work(struct delayed_work *dwork);
bool cancel_delayed_work_sync(struct delayed_work *dwork);

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
