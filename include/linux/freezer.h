/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_FREEZER_H
#define LINUX_FREEZER_H

/*
 * Linux stops threads while the machine is suspended.  Quarry does not suspend the machine, so that
 * threads are never stopped: no function reports that a thread is frozen, and the freezable waits
 * are interruptible ones.  Context: thread.
 */

#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/wait.h>

static inline bool set_freezable(void)
{
	return false;
}

static inline bool freezing(struct task_struct *task)
{
	return false;
}

static inline bool try_to_freeze(void)
{
	return false;
}

/* Like kthread_should_stop().  *@was_frozen is set to false unless it is NULL. */
static inline bool kthread_freezable_should_stop(bool *was_frozen)
{
	if (was_frozen)
		*was_frozen = false;
	return kthread_should_stop();
}

#define wait_event_freezable(wq, condition)	wait_event_interruptible(wq, condition)
#define wait_event_freezable_timeout(wq, condition, timeout)	\
	wait_event_interruptible_timeout(wq, condition, timeout)

#endif /* LINUX_FREEZER_H */
