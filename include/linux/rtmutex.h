/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_RTMUTEX_H
#define LINUX_RTMUTEX_H

/*
 * Mutexes whose owner inherits the priority of its waiters.  Threads have no priorities, so such a
 * mutex is a mutex, and all that <linux/mutex.h> says holds.
 */

#include <linux/mutex.h>

struct rt_mutex {
	struct mutex mutex;
};

#define __RT_MUTEX_INITIALIZER(name)	{ .mutex = __MUTEX_INITIALIZER((name).mutex) }
#define DEFINE_RT_MUTEX(name)		struct rt_mutex name = __RT_MUTEX_INITIALIZER(name)

#define rt_mutex_init(lock)			mutex_init(&(lock)->mutex)
#define rt_mutex_lock(lock)			mutex_lock(&(lock)->mutex)
#define rt_mutex_lock_nested(lock, subclass)	mutex_lock_nested(&(lock)->mutex, subclass)
#define rt_mutex_lock_interruptible(lock)	mutex_lock_interruptible(&(lock)->mutex)
#define rt_mutex_lock_killable(lock)		mutex_lock_killable(&(lock)->mutex)
#define rt_mutex_trylock(lock)			mutex_trylock(&(lock)->mutex)
#define rt_mutex_unlock(lock)			mutex_unlock(&(lock)->mutex)
#define rt_mutex_is_locked(lock)		mutex_is_locked(&(lock)->mutex)

#endif /* LINUX_RTMUTEX_H */
