/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_LOCKDEP_H
#define INTERNAL_LOCKDEP_H

/*
 * Functions of the lock-order checker, which spinlocks and mutexes call.  Without
 * CONFIG_PROVE_LOCKING, these functions have no effect.  Context: any.
 */

#include <linux/lockdep_types.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>

#ifdef CONFIG_PROVE_LOCKING
/*
 * Return the class of a spinlock that the caller is about to acquire, or UNCHECKED (1) if the lock
 * is not checked.  Also check how interrupt handlers use the class.  @irqs_on is true if the caller
 * had interrupts enabled.
 */
unsigned int lockdep_spin_class(spinlock_t *lock, unsigned int subclass, bool irqs_on,
				const void *caller);

/*
 * Check and record that a lock of @class is acquired while the caller holds a lock of the class
 * @held, which @held_caller acquired.
 */
void lockdep_order(unsigned int held, const void *held_caller, unsigned int class,
		   const void *caller);

/*
 * Record that this thread is about to acquire the mutex, and check the order of mutexes.  With
 * @trylock, the thread does not wait, so any order is correct.  might_sleep() checks the order of
 * mutexes and spinlocks.
 */
void lockdep_mutex_acquire(struct mutex *lock, unsigned int subclass, bool trylock,
			   const void *caller);
void lockdep_mutex_release(struct mutex *lock);

/* The same for a reader or the writer of an rw_semaphore. */
void lockdep_rwsem_acquire(struct rw_semaphore *sem, bool trylock, const void *caller);
void lockdep_rwsem_release(struct rw_semaphore *sem);
#else
static inline unsigned int lockdep_spin_class(spinlock_t *lock, unsigned int subclass, bool irqs_on,
					      const void *caller)
{
	return 0;
}

static inline void lockdep_order(unsigned int held, const void *held_caller, unsigned int class,
				 const void *caller)
{
}

static inline void lockdep_mutex_acquire(struct mutex *lock, unsigned int subclass, bool trylock,
					 const void *caller)
{
}

static inline void lockdep_mutex_release(struct mutex *lock)
{
}

static inline void lockdep_rwsem_acquire(struct rw_semaphore *sem, bool trylock,
					 const void *caller)
{
}

static inline void lockdep_rwsem_release(struct rw_semaphore *sem)
{
}
#endif

#endif /* INTERNAL_LOCKDEP_H */
