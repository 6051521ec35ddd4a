/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SEMAPHORE_H
#define LINUX_SEMAPHORE_H

/*
 * A semaphore is a number of permits.  down() takes one, and waits until there is one.  up() adds
 * one, in any context and by any thread.  Use a mutex if a permit has an owner.
 *
 * This is a completion, whose unused complete() calls are the permits.
 */

#include <linux/completion.h>
#include <linux/errno.h>

struct semaphore {
	struct completion permits;
};

#define __SEMAPHORE_INITIALIZER(name, n)	\
	{ { (n), __WAIT_QUEUE_HEAD_INITIALIZER((name).permits.wait) } }
#define DEFINE_SEMAPHORE(name, n) struct semaphore name = __SEMAPHORE_INITIALIZER(name, n)

static inline void sema_init(struct semaphore *sem, int permits)
{
	init_completion(&sem->permits);
	sem->permits.done = (unsigned int)permits;
}

static inline void up(struct semaphore *sem)
{
	complete(&sem->permits);
}

/* Take a permit if there is one.  Returns 0, or 1 if there is none.  Context: any. */
static inline int __must_check down_trylock(struct semaphore *sem)
{
	return !try_wait_for_completion(&sem->permits);
}

/*
 * Take a permit, after waiting for it.  Quarry has no signals, so the second and third function
 * return 0.  The last returns 0, or -ETIME after @timeout jiffies.  Context: thread.
 */
static inline void down(struct semaphore *sem)
{
	wait_for_completion(&sem->permits);
}

static inline int __must_check down_interruptible(struct semaphore *sem)
{
	return wait_for_completion_interruptible(&sem->permits);
}

static inline int __must_check down_killable(struct semaphore *sem)
{
	return wait_for_completion_killable(&sem->permits);
}

static inline int __must_check down_timeout(struct semaphore *sem, long timeout)
{
	return wait_for_completion_timeout(&sem->permits, (unsigned long)timeout) ? 0 : -ETIME;
}

#endif /* LINUX_SEMAPHORE_H */
