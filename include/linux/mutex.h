/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MUTEX_H
#define LINUX_MUTEX_H

/*
 * Sleeping locks: thread context; threads get them in the order in which they asked.  A mutex is
 * released by the thread that took it: another thread's mutex_unlock() is reported, and does
 * nothing.  A mutex is not recursive: mutex_lock() by its owner is reported, and needs its own
 * mutex_unlock(), so that the outer lock stays.
 */

#include <linux/cleanup.h>
#include <linux/wait.h>

struct mutex {
	struct task_struct *owner;	/* wait.lock */
	unsigned int again;		/* the owner's further calls of mutex_lock() */
	struct wait_queue_head wait;
};

#define __MUTEX_INITIALIZER(name) { .wait = __WAIT_QUEUE_HEAD_INITIALIZER((name).wait) }
#define DEFINE_MUTEX(name) struct mutex name = __MUTEX_INITIALIZER(name)

void mutex_init(struct mutex *lock);
void mutex_destroy(struct mutex *lock);
void mutex_lock(struct mutex *lock);
int mutex_lock_interruptible(struct mutex *lock);
bool mutex_is_locked(struct mutex *lock);

/* 1 if it was taken, 0 if somebody has it. */
int mutex_trylock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);

#endif /* LINUX_MUTEX_H */
