// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reader-writer spinlocks: the spinlock of the writers, and a count of the readers.
 *
 * A writer holds lock->writers for its whole section, so that spinlock debugging and the lock-order
 * checker see it as a spinlock.  It sets RWLOCK_WRITER when the readers before it have left.  A
 * reader holds lock->writers only while it joins the readers, and so waits behind writers that came
 * earlier.
 *
 * A reader in an interrupt does not acquire lock->writers: a writer on another CPU may hold it, and
 * wait for the reader that was interrupted.  It waits only for RWLOCK_WRITER, whose holder waits
 * for no reader.
 */

#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <asm/processor.h>

static bool rwlock_join(rwlock_t *lock)
{
	u32 holders = READ_ONCE(lock->holders);

	return !(holders & RWLOCK_WRITER) &&
	       __atomic_compare_exchange_n(&lock->holders, &holders, holders + 1, false,
					   __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

static bool rwlock_own(rwlock_t *lock)
{
	u32 none = 0;

	return __atomic_compare_exchange_n(&lock->holders, &none, RWLOCK_WRITER, false,
					   __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

void read_lock(rwlock_t *lock) __no_context_analysis
{
	bool queue = !in_interrupt();

	if (queue)
		spin_lock(&lock->writers);
	while (!rwlock_join(lock))
		cpu_relax();
	spin_count(1);
	if (queue)
		spin_unlock(&lock->writers);
}

bool read_trylock(rwlock_t *lock)
{
	while (!(READ_ONCE(lock->holders) & RWLOCK_WRITER)) {
		if (rwlock_join(lock)) {
			spin_count(1);
			return true;
		}
	}
	return false;
}

void read_unlock(rwlock_t *lock)
{
	if (WARN(!rwlock_is_held_read(lock), "read_unlock: no reader holds the lock\n"))
		return;
	__atomic_fetch_sub(&lock->holders, 1, __ATOMIC_RELEASE);
	spin_count(-1);
}

void write_lock(rwlock_t *lock) __no_context_analysis
{
	spin_lock(&lock->writers);
	while (!rwlock_own(lock))
		cpu_relax();
}

bool write_trylock(rwlock_t *lock) __no_context_analysis
{
	if (!spin_trylock(&lock->writers))
		return false;
	if (rwlock_own(lock))
		return true;
	spin_unlock(&lock->writers);
	return false;
}

void write_unlock(rwlock_t *lock) __no_context_analysis
{
	if (!WARN(READ_ONCE(lock->holders) != RWLOCK_WRITER,
		  "write_unlock: no writer holds the lock\n")) {
		__atomic_store_n(&lock->holders, 0, __ATOMIC_RELEASE);
		spin_unlock(&lock->writers);
	}
}
