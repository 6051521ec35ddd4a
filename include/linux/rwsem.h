/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_RWSEM_H
#define LINUX_RWSEM_H

/*
 * A lock that several readers or one writer hold, and whose waiters sleep.  Threads acquire it in
 * the order of their requests, so a reader waits behind a writer that waits.  A thread must not
 * acquire a lock that it holds.  Only the writer itself may end its section; a reader's section may
 * end in any thread or interrupt.
 */

#include <linux/cleanup.h>
#include <linux/wait.h>

struct rw_semaphore {
	unsigned int readers;		/* protected by wait.lock, as is writer */
	struct task_struct *writer;
	struct wait_queue_head wait;
#ifdef CONFIG_PROVE_LOCKING
	struct lockdep_map dep_map;
#endif
};

#define __RWSEM_INITIALIZER(name)	\
	{ .wait = __WAIT_QUEUE_HEAD_INITIALIZER((name).wait) __DEP_MAP_INIT(name) }
#define DECLARE_RWSEM(name) struct rw_semaphore name = __RWSEM_INITIALIZER(name)

#ifdef CONFIG_PROVE_LOCKING
void __init_rwsem(struct rw_semaphore *sem, const char *name, const struct lock_class_key *key);

#define init_rwsem(sem)					\
do {							\
	__LOCK_CLASS_KEY(__key);			\
	__init_rwsem(sem, #sem, &__key);		\
} while (0)
#else
void init_rwsem(struct rw_semaphore *sem);
#endif

/*
 * Acquire the lock.  Quarry has no signals, so the functions with a result return 0.  Context:
 * thread.
 */
void down_read(struct rw_semaphore *sem);
void down_write(struct rw_semaphore *sem);

static inline int __must_check down_read_interruptible(struct rw_semaphore *sem)
{
	down_read(sem);
	return 0;
}

static inline int __must_check down_write_killable(struct rw_semaphore *sem)
{
	down_write(sem);
	return 0;
}

#define down_read_killable(sem)			down_read_interruptible(sem)
#define down_read_nested(sem, subclass)		down_read(sem)
#define down_write_nested(sem, subclass)	down_write(sem)

/* Acquire the lock without waiting.  Returns 1, or 0 if another holder excludes it. */
int __must_check down_read_trylock(struct rw_semaphore *sem);
int __must_check down_write_trylock(struct rw_semaphore *sem);

void up_read(struct rw_semaphore *sem);		/* context: any */
void up_write(struct rw_semaphore *sem);
/* Make the writer a reader.  No other writer holds the lock in between.  Context: thread. */
void downgrade_write(struct rw_semaphore *sem);

/*
 * Return true if readers hold the lock; if this thread is the writer; or if any thread holds the
 * lock.
 */
static inline bool rwsem_is_held_read(const struct rw_semaphore *sem)
{
	return READ_ONCE(sem->readers);
}

static inline bool rwsem_is_held_write(const struct rw_semaphore *sem)
{
	const struct task_struct *writer = READ_ONCE(sem->writer);

	return writer && writer == current;
}

static inline bool rwsem_is_held(const struct rw_semaphore *sem)
{
	return rwsem_is_held_read(sem) || rwsem_is_held_write(sem);
}

static inline int rwsem_is_locked(const struct rw_semaphore *sem)
{
	return READ_ONCE(sem->readers) || READ_ONCE(sem->writer);
}

static inline int rwsem_is_contended(struct rw_semaphore *sem)
{
	return waitqueue_active(&sem->wait);
}

DEFINE_GUARD(rwsem_read, struct rw_semaphore *, down_read(_T), up_read(_T))
DEFINE_GUARD_COND(rwsem_read, _try, down_read_trylock(_T))
DEFINE_GUARD_COND(rwsem_read, _intr, down_read_interruptible(_T) == 0)
DEFINE_GUARD(rwsem_write, struct rw_semaphore *, down_write(_T), up_write(_T))
DEFINE_GUARD_COND(rwsem_write, _try, down_write_trylock(_T))

#endif /* LINUX_RWSEM_H */
