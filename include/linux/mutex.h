/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MUTEX_H
#define LINUX_MUTEX_H

/*
 * A mutex is a lock whose waiters sleep, for thread context.  Threads acquire a mutex in the order
 * of their requests.  Only the owner may release a mutex: mutex_unlock() by another thread is
 * refused and reported.  Mutexes are not recursive: a second mutex_lock() by the owner is reported,
 * and the owner must then call mutex_unlock() twice.
 */

#include <linux/cleanup.h>
#include <linux/wait.h>

struct mutex {
	struct task_struct *owner;	/* protected by wait.lock */
	unsigned int again;		/* number of nested mutex_lock() calls of the owner */
	struct wait_queue_head wait;
#ifdef CONFIG_PROVE_LOCKING
	struct lockdep_map dep_map;
#endif
};

#define __MUTEX_INITIALIZER(name)	\
	{ .wait = __WAIT_QUEUE_HEAD_INITIALIZER((name).wait) __DEP_MAP_INIT(name) }
#define DEFINE_MUTEX(name) struct mutex name = __MUTEX_INITIALIZER(name)

#ifdef CONFIG_PROVE_LOCKING
void __mutex_init(struct mutex *lock, const char *name, const struct lock_class_key *key);

#define mutex_init(lock)				\
do {							\
	__LOCK_CLASS_KEY(__key);			\
	__mutex_init(lock, #lock, &__key);		\
} while (0)
#else
void mutex_init(struct mutex *lock);
#endif
void mutex_destroy(struct mutex *lock);
void mutex_lock(struct mutex *lock);
/*
 * Acquire the mutex in the state TASK_INTERRUPTIBLE.  Quarry has no signals, so the wait is never
 * interrupted: the functions return 0.
 */
int __must_check mutex_lock_interruptible(struct mutex *lock);
#define mutex_lock_killable(lock)	mutex_lock_interruptible(lock)
/*
 * Acquire a mutex while the caller already holds another mutex of the same class.  The caller must
 * ensure that the order of the two mutexes cannot deadlock.  @subclass is below
 * MAX_LOCKDEP_SUBCLASSES.
 */
#ifdef CONFIG_PROVE_LOCKING
void mutex_lock_nested(struct mutex *lock, unsigned int subclass);
#else
static inline void mutex_lock_nested(struct mutex *lock, unsigned int subclass)
{
	mutex_lock(lock);
}
#endif
bool mutex_is_locked(struct mutex *lock);
/* Return true if the calling thread owns the mutex. */
bool mutex_is_held(const struct mutex *lock);

/* Acquire the mutex and return 1, or return 0 if the mutex has an owner. */
int mutex_trylock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);

/* Usage: guard(mutex)(&lock); or scoped_guard(mutex, &lock) { ... } */
DEFINE_GUARD(mutex, struct mutex *, mutex_lock(_T), mutex_unlock(_T))
DEFINE_GUARD_COND(mutex, _try, mutex_trylock(_T))
DEFINE_GUARD_COND(mutex, _intr, mutex_lock_interruptible(_T) == 0)

#endif /* LINUX_MUTEX_H */
