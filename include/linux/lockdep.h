/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_LOCKDEP_H
#define LINUX_LOCKDEP_H

/*
 * Assertions about locks, and lock classes, with Linux's names.  @lock points to a spinlock_t or a
 * struct mutex.
 *
 * With CONFIG_DEBUG_SPINLOCK, lockdep_assert_held() warns if this CPU does not hold the spinlock,
 * or if this thread does not own the mutex.  Without it, nothing is checked at run time.  In both
 * cases, clang's -Wthread-safety assumes after the assertion that the spinlock is held.  A caller
 * can thus state that a function returned with a lock held.  Context: any.
 */

#include <linux/bug.h>
#include <linux/irqflags.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

static inline void __assume_spinlock_held(const spinlock_t *lock) __asserts_held(lock)
{
}

static inline void __assume_mutex_held(const struct mutex *lock)
{
}

/*
 * Return whether the lock is held.  Without CONFIG_DEBUG_SPINLOCK, the result for a spinlock is
 * always true.
 */
#define lockdep_is_held(lock)								\
	_Generic((lock), spinlock_t *: spin_is_held, const spinlock_t *: spin_is_held,	\
			 struct mutex *: mutex_is_held,					\
			 const struct mutex *: mutex_is_held)(lock)

#define lockdep_assert_held(lock)							\
do {											\
	_Generic((lock), spinlock_t *: __assume_spinlock_held,				\
			 const spinlock_t *: __assume_spinlock_held,			\
			 struct mutex *: __assume_mutex_held,				\
			 const struct mutex *: __assume_mutex_held)(lock);		\
	WARN(IS_ENABLED(CONFIG_DEBUG_SPINLOCK) && !lockdep_is_held(lock),		\
	     "%s is not held\n", #lock);						\
} while (0)

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
