/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_WAIT_H
#define LINUX_WAIT_H

/*
 * Wait queues let threads sleep until a condition is true.  Waiters run in thread context with
 * interrupts enabled.  Wake-ups are allowed in any context; the waker must make the condition true
 * before the wake-up.
 */

#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

typedef struct wait_queue_head {
	spinlock_t lock;
	struct list_head head;
} wait_queue_head_t;

typedef struct wait_queue_entry {
	struct task_struct *task;
	unsigned int flags;
	struct list_head entry;		/* protected by the queue's lock */
} wait_queue_entry_t;

#define WQ_FLAG_EXCLUSIVE 1

#define __WAIT_QUEUE_HEAD_INITIALIZER(name)	\
	{ .lock = __SPIN_LOCK_UNLOCKED(name.lock), .head = LIST_HEAD_INIT(name.head) }
#define DECLARE_WAIT_QUEUE_HEAD(name) wait_queue_head_t name = __WAIT_QUEUE_HEAD_INITIALIZER(name)

#ifdef CONFIG_PROVE_LOCKING
void __init_waitqueue_head(struct wait_queue_head *wq, const char *name,
			   const struct lock_class_key *key);

#define init_waitqueue_head(wq)				\
do {							\
	__LOCK_CLASS_KEY(__key);			\
	__init_waitqueue_head(wq, #wq, &__key);		\
} while (0)
#else
void init_waitqueue_head(struct wait_queue_head *wq);
#endif
bool waitqueue_active(struct wait_queue_head *wq);

/*
 * Add the running thread to the queue and set the thread's state.  finish_wait() removes the thread
 * from the queue and sets the state TASK_RUNNING.
 */
void prepare_to_wait(struct wait_queue_head *wq, struct wait_queue_entry *entry, int state);
void prepare_to_wait_exclusive(struct wait_queue_head *wq, struct wait_queue_entry *entry,
			       int state);
void finish_wait(struct wait_queue_head *wq, struct wait_queue_entry *entry);

/* Wake all waiters that are not exclusive, and @nr exclusive waiters, or all if @nr is 0. */
void __wake_up(struct wait_queue_head *wq, unsigned int mode, int nr);

#define wake_up(wq)			__wake_up(wq, TASK_NORMAL, 1)
#define wake_up_nr(wq, nr)		__wake_up(wq, TASK_NORMAL, nr)
#define wake_up_all(wq)			__wake_up(wq, TASK_NORMAL, 0)
#define wake_up_interruptible(wq)	__wake_up(wq, TASK_INTERRUPTIBLE, 1)
#define wake_up_interruptible_all(wq)	__wake_up(wq, TASK_INTERRUPTIBLE, 0)

#define DEFINE_WAIT(name)	\
	struct wait_queue_entry name = { .task = current, .entry = LIST_HEAD_INIT(name.entry) }

/*
 * Wait until @condition is true or @left jiffies have passed.  @left is updated to the remaining
 * jiffies, and to at least 1 if the condition is true.
 */
#define ___wait_event(wq, condition, state, left)			\
do {									\
	DEFINE_WAIT(__wait);						\
									\
	for (;;) {							\
		prepare_to_wait(&(wq), &__wait, state);			\
		if (condition) {					\
			(left) += !(left);				\
			break;						\
		}							\
		if (!(left))						\
			break;						\
		(left) = schedule_wait(left);				\
	}								\
	finish_wait(&(wq), &__wait);					\
} while (0)

#define wait_event(wq, condition)					\
do {									\
	long __left = MAX_SCHEDULE_TIMEOUT;				\
									\
	might_sleep();							\
	if (!(condition))						\
		___wait_event(wq, condition, TASK_UNINTERRUPTIBLE, __left);	\
} while (0)

#define __wait_event_timeout(wq, condition, state, timeout)		\
({									\
	long __left = (timeout);					\
									\
	might_sleep();							\
	if (condition)							\
		__left += !__left;					\
	else								\
		___wait_event(wq, condition, state, __left);		\
	__left;								\
})

/*
 * Wait until @condition is true or @timeout jiffies have passed.  Returns the remaining jiffies, at
 * least 1, if the condition is true, otherwise 0.
 */
#define wait_event_timeout(wq, condition, timeout)			\
	__wait_event_timeout(wq, condition, TASK_UNINTERRUPTIBLE, timeout)

/*
 * Wait in the state TASK_INTERRUPTIBLE.  Quarry has no signals, so the wait is never interrupted;
 * the forms without a timeout return 0.
 */
#define wait_event_interruptible(wq, condition)				\
({									\
	long __left = MAX_SCHEDULE_TIMEOUT;				\
									\
	might_sleep();							\
	if (!(condition))						\
		___wait_event(wq, condition, TASK_INTERRUPTIBLE, __left);	\
	0;								\
})

#define wait_event_interruptible_timeout(wq, condition, timeout)		\
	__wait_event_timeout(wq, condition, TASK_INTERRUPTIBLE, timeout)

/* Wait in the state TASK_IDLE.  Threads in this state are not reported as hung. */
#define wait_event_idle(wq, condition)					\
	((void)__wait_event_timeout(wq, condition, TASK_IDLE, MAX_SCHEDULE_TIMEOUT))
#define wait_event_idle_timeout(wq, condition, timeout)			\
	__wait_event_timeout(wq, condition, TASK_IDLE, timeout)

#endif /* LINUX_WAIT_H */
