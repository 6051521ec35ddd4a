// SPDX-License-Identifier: BSD-2-Clause
/*
 * Locks for the retargetable locking of newlib and picolibc (their sys/lock.h).  The locks are
 * mutexes, and a thread sleeps while it waits, because the C library is used only in thread
 * context.  The owner of a recursive lock may lock it again.
 *
 * The state is 0 if the lock is free, 1 if it is locked, and 2 if it is locked and threads may be
 * waiting.  An owner that changes 2 to 0 wakes one waiter, which sets 2 again when it locks.
 * (Drepper, Futexes are tricky, section 6: mutex2.)
 *
 * Each thread counts the locks that it holds, because Ctrl-C must not stop a thread that holds a
 * lock.
 */

#include <internal/console.h>
#include <linux/atomic.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include "libc/os.h"

struct __lock {
	atomic_t state;
	unsigned int depth;		/* accessed only by the owner */
	struct task_struct *owner;	/* owner of a recursive lock; written by the owner */
};

#define LOCK(name) struct __lock __lock___##name

#ifdef CONFIG_LIBC_PICOLIBC
LOCK(libc_recursive_mutex);
#else
LOCK(sinit_recursive_mutex);
LOCK(sfp_recursive_mutex);
LOCK(atexit_recursive_mutex);
LOCK(at_quick_exit_mutex);
LOCK(malloc_recursive_mutex);
LOCK(env_recursive_mutex);
LOCK(tz_mutex);
LOCK(dd_hash_mutex);
LOCK(arc4random_mutex);
#endif

static noinline void lock_slow(struct __lock *lock)
{
	while (atomic_xchg(&lock->state, 2))
		os_futex_lock(&lock->state.counter, 2, 0);
}

void __retarget_lock_acquire(struct __lock *lock)
{
	current->libc_locks++;
	if (atomic_cmpxchg(&lock->state, 0, 1))
		lock_slow(lock);
}

int __retarget_lock_try_acquire(struct __lock *lock)
{
	if (atomic_cmpxchg(&lock->state, 0, 1))
		return 0;
	current->libc_locks++;
	return 1;
}

static void lock_release(struct __lock *lock)
{
	if (atomic_xchg(&lock->state, 0) == 2)
		os_futex_wake(&lock->state.counter, 1);
	current->libc_locks--;
}

void __retarget_lock_release(struct __lock *lock)
{
	lock_release(lock);
	ctrl_c_check_call();
}

void __retarget_lock_acquire_recursive(struct __lock *lock)
{
	struct task_struct *self = current;

	if (READ_ONCE(lock->owner) != self) {
		__retarget_lock_acquire(lock);
		WRITE_ONCE(lock->owner, self);
	}
	lock->depth++;
}

int __retarget_lock_try_acquire_recursive(struct __lock *lock)
{
	struct task_struct *self = current;

	if (READ_ONCE(lock->owner) != self) {
		if (!__retarget_lock_try_acquire(lock))
			return 0;
		WRITE_ONCE(lock->owner, self);
	}
	lock->depth++;
	return 1;
}

void __retarget_lock_release_recursive(struct __lock *lock)
{
	if (--lock->depth)
		return;
	WRITE_ONCE(lock->owner, NULL);
	lock_release(lock);
	ctrl_c_check_call();
}

/*
 * Initialize the lock of a file.  The allocation must not fail, because neither library checks for
 * a failure.
 *
 * newlib's FILEs are initially zero, and are never freed.  A FILE keeps its lock when it is closed:
 * another thread that iterates over all files, as fflush(NULL) does, may be waiting for that lock.
 * newlib also has FILEs on the stack, for unbuffered files, which would not be zero.
 * scripts/newlib.sh removes them.
 */
void __retarget_lock_init(struct __lock **lock)
{
	if (IS_ENABLED(CONFIG_LIBC_PICOLIBC) || !*lock)
		*lock = kzalloc(sizeof(**lock), GFP_KERNEL | __GFP_NOFAIL);
}

void __retarget_lock_init_recursive(struct __lock **lock)
{
	__retarget_lock_init(lock);
}

void __retarget_lock_close(struct __lock *lock)
{
	if (IS_ENABLED(CONFIG_LIBC_PICOLIBC))
		kfree(lock);
}

void __retarget_lock_close_recursive(struct __lock *lock)
{
	__retarget_lock_close(lock);
}
