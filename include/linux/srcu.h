/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SRCU_H
#define LINUX_SRCU_H

/*
 * Sleepable RCU: readers that may sleep.  A grace period of one struct srcu_struct waits only for
 * the readers of this struct.
 *
 * Readers take a spinlock for a moment, unlike those of RCU, and may be in any context, but each
 * section ends in the context in which it began.  There is no difference between the expedited and
 * the other functions.
 */

#include <linux/cleanup.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

struct srcu_struct {
	spinlock_t lock;		/* protects the members up to last */
	unsigned int index;		/* of the readers that begin now */
	unsigned long readers[2];	/* numbers of readers */
	struct rcu_head *first, *last;	/* callbacks that wait; @last if @first is set */
	struct mutex mutex;		/* held during a grace period */
	wait_queue_head_t none_left;	/* a number of readers became 0 */
	struct work_struct work;	/* calls the callbacks */
};

/* The function of work, for __SRCU_STRUCT_INIT(). */
void srcu_call_waiting(struct work_struct *work);

#define __SRCU_STRUCT_INIT(name)						\
{										\
	.lock = __SPIN_LOCK_UNLOCKED((name).lock),				\
	.mutex = __MUTEX_INITIALIZER((name).mutex),				\
	.none_left = __WAIT_QUEUE_HEAD_INITIALIZER((name).none_left),		\
	.work = __WORK_INITIALIZER((name).work, srcu_call_waiting),		\
}
#define DEFINE_SRCU(name)		struct srcu_struct name = __SRCU_STRUCT_INIT(name)
#define DEFINE_STATIC_SRCU(name)	static DEFINE_SRCU(name)

/*
 * Set up a struct, or check that it is not used any more.  cleanup_srcu_struct() waits for the
 * callbacks, and reports readers.  init_srcu_struct() returns 0.  Context: thread.
 */
int init_srcu_struct(struct srcu_struct *ssp);
void cleanup_srcu_struct(struct srcu_struct *ssp);

/*
 * Begin and end a section of a reader, which may sleep.  Sections may nest.  srcu_read_unlock()
 * gets the value that srcu_read_lock() returned; another value is reported.  Context: any.
 */
int srcu_read_lock(struct srcu_struct *ssp);
void srcu_read_unlock(struct srcu_struct *ssp, int idx);
#define srcu_read_lock_nmisafe(ssp)		srcu_read_lock(ssp)
#define srcu_read_unlock_nmisafe(ssp, idx)	srcu_read_unlock(ssp, idx)

/* Return true if there is a reader, which may be another thread. */
bool srcu_read_lock_held(struct srcu_struct *ssp);

#define srcu_dereference_check(p, ssp, cond) \
	rcu_dereference_check(p, (cond) || srcu_read_lock_held(ssp))
#define srcu_dereference(p, ssp)		srcu_dereference_check(p, ssp, false)

/*
 * Wait until the readers have ended that began before the call.  The caller must not be one of
 * them.  Context: thread.
 */
void synchronize_srcu(struct srcu_struct *ssp);
#define synchronize_srcu_expedited(ssp)		synchronize_srcu(ssp)

/*
 * Call @func with @head after a grace period, in a thread.  The callbacks of a struct are called in
 * the order of the calls.  @head must remain until then.  Context: any.
 */
void call_srcu(struct srcu_struct *ssp, struct rcu_head *head, rcu_callback_t func);
/* Wait until the callbacks were called that were passed to call_srcu() before.  Context: thread. */
void srcu_barrier(struct srcu_struct *ssp);

DEFINE_LOCK_GUARD_1(srcu, struct srcu_struct, _T->idx = srcu_read_lock(_T->lock),
		    srcu_read_unlock(_T->lock, _T->idx), int idx)

#endif /* LINUX_SRCU_H */
