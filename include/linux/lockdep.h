/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_LOCKDEP_H
#define LINUX_LOCKDEP_H

/*
 * Assertions about locks, and lock classes, with Linux's names.  @lock points to a spinlock_t, an
 * rwlock_t, a struct mutex or a struct rw_semaphore.
 *
 * With CONFIG_DEBUG_SPINLOCK, lockdep_assert_held() warns if this CPU does not hold the spinlock,
 * or if this thread does not own the mutex.  Without it, nothing is checked at run time.  In both
 * cases, clang's -Wthread-safety assumes after the assertion that the spinlock is held.  A caller
 * can thus state that a function returned with a lock held.  A lock that readers hold counts as
 * held, whoever the readers are.  Context: any.
 */

#include <linux/bug.h>
#include <linux/irqflags.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>

static inline void __assume_spinlock_held(const spinlock_t *lock) __asserts_held(lock)
{
}

static inline void __assume_mutex_held(const struct mutex *lock)
{
}

static inline void __assume_rwlock_held(const rwlock_t *lock)
{
}

static inline void __assume_rwsem_held(const struct rw_semaphore *sem)
{
}

/* Call one of four functions, by the type of the lock. */
#define __lockdep_by_type(lock, of_spinlock, of_mutex, of_rwlock, of_rwsem)			\
	_Generic((lock), spinlock_t *: of_spinlock, const spinlock_t *: of_spinlock,		\
			 struct mutex *: of_mutex, const struct mutex *: of_mutex,		\
			 rwlock_t *: of_rwlock, const rwlock_t *: of_rwlock,			\
			 struct rw_semaphore *: of_rwsem,					\
			 const struct rw_semaphore *: of_rwsem)(lock)

/*
 * Return whether the lock is held.  Without CONFIG_DEBUG_SPINLOCK, the result for a spinlock is
 * always true.
 */
#define lockdep_is_held(lock)								\
	__lockdep_by_type(lock, spin_is_held, mutex_is_held, rwlock_is_held, rwsem_is_held)

#define lockdep_assert(condition)							\
	WARN(IS_ENABLED(CONFIG_DEBUG_SPINLOCK) && !(condition), "not true: %s\n", #condition)
#define lockdep_assert_once(condition)							\
	WARN_ONCE(IS_ENABLED(CONFIG_DEBUG_SPINLOCK) && !(condition), "not true: %s\n",	\
		  #condition)

#define lockdep_assert_held(lock)							\
do {											\
	__lockdep_by_type(lock, __assume_spinlock_held, __assume_mutex_held,		\
			  __assume_rwlock_held, __assume_rwsem_held);			\
	WARN(IS_ENABLED(CONFIG_DEBUG_SPINLOCK) && !lockdep_is_held(lock),		\
	     "%s is not held\n", #lock);						\
} while (0)
#define lockdep_assert_held_once(lock)	lockdep_assert_held(lock)

/* The calling context holds the rwlock_t or struct rw_semaphore as a writer, or readers hold it. */
#define lockdep_assert_held_write(lock)							\
	WARN(IS_ENABLED(CONFIG_DEBUG_SPINLOCK) &&					\
	     !_Generic((lock), rwlock_t *: rwlock_is_held_write,			\
			       const rwlock_t *: rwlock_is_held_write,			\
			       struct rw_semaphore *: rwsem_is_held_write,		\
			       const struct rw_semaphore *: rwsem_is_held_write)(lock),	\
	     "%s is not held by this writer\n", #lock)
#define lockdep_assert_held_read(lock)							\
	WARN(IS_ENABLED(CONFIG_DEBUG_SPINLOCK) &&					\
	     !_Generic((lock), rwlock_t *: rwlock_is_held_read,				\
			       const rwlock_t *: rwlock_is_held_read,			\
			       struct rw_semaphore *: rwsem_is_held_read,		\
			       const struct rw_semaphore *: rwsem_is_held_read)(lock),	\
	     "%s is not held by readers\n", #lock)

/* The calling context does not hold the spinlock or mutex. */
#define lockdep_assert_not_held(lock)							\
	WARN(IS_ENABLED(CONFIG_DEBUG_SPINLOCK) && lockdep_is_held(lock), "%s is held\n", #lock)

#define lockdep_assert_in_softirq()							\
	WARN(IS_ENABLED(CONFIG_DEBUG_SPINLOCK) && !in_softirq(),			\
	     "neither a timer function nor local_bh_disable()\n")

#define lockdep_assert_irqs_disabled()							\
	WARN(IS_ENABLED(CONFIG_DEBUG_SPINLOCK) && !irqs_disabled(), "interrupts are on\n")

#define lockdep_assert_irqs_enabled()							\
	WARN(IS_ENABLED(CONFIG_DEBUG_SPINLOCK) && irqs_disabled(), "interrupts are off\n")

/*
 * Change the class of a lock that is initialised and not held.  @key must be static.  Locks with
 * lockdep_set_novalidate_class() are not checked.  Context: any.
 */
#ifdef CONFIG_PROVE_LOCKING
extern const struct lock_class_key __lockdep_no_validate__;

void lockdep_init_map(struct lockdep_map *map, const char *name, const struct lock_class_key *key);

#define lockdep_set_class_and_name(lock, key, name) lockdep_init_map(&(lock)->dep_map, name, key)
#else
#define lockdep_set_class_and_name(lock, key, name)	do { (void)(lock); (void)(key); } while (0)
#define __lockdep_no_validate__				((struct lock_class_key){ 0 })
#endif
#define lockdep_set_class(lock, key)		lockdep_set_class_and_name(lock, key, #key)
#define lockdep_set_novalidate_class(lock)	lockdep_set_class(lock, &__lockdep_no_validate__)

#endif /* LINUX_LOCKDEP_H */
