/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SEMAPHORE_H
#define LINUX_SEMAPHORE_H

/*
 * Counting semaphores.  down() decrements the count, and waits while it is 0.  up() increments it,
 * in any context and by any thread.  If only the thread that called down() calls up(), use a mutex.
 *
 * The count is that of a completion.
 */

#include <linux/completion.h>
#include <linux/errno.h>

struct semaphore {
	struct completion count;
};

#define __SEMAPHORE_INITIALIZER(name, n)	\
	{ { (n), __WAIT_QUEUE_HEAD_INITIALIZER((name).count.wait) } }
#define DEFINE_SEMAPHORE(name, n) struct semaphore name = __SEMAPHORE_INITIALIZER(name, n)

static inline void sema_init(struct semaphore *sem, int val)
{
	init_completion(&sem->count);
	sem->count.done = (unsigned int)val;
}

static inline void up(struct semaphore *sem)
{
	complete(&sem->count);
}

/* Decrement the count if it is not 0.  Returns 0, or 1 if the count is 0.  Context: any. */
static inline int __must_check down_trylock(struct semaphore *sem)
{
	return !try_wait_for_completion(&sem->count);
}

/*
 * Decrement the count, after waiting until it is not 0.  Quarry has no signals, so that
 * down_interruptible() and down_killable() return 0.  down_timeout() returns 0, or -ETIME after a
 * number of jiffies.  Context: thread.
 */
static inline void down(struct semaphore *sem)
{
	wait_for_completion(&sem->count);
}

static inline int __must_check down_interruptible(struct semaphore *sem)
{
	return wait_for_completion_interruptible(&sem->count);
}

static inline int __must_check down_killable(struct semaphore *sem)
{
	return wait_for_completion_killable(&sem->count);
}

static inline int __must_check down_timeout(struct semaphore *sem, long timeout)
{
	return wait_for_completion_timeout(&sem->count, (unsigned long)timeout) ? 0 : -ETIME;
}

#endif /* LINUX_SEMAPHORE_H */
