/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SPINLOCK_H
#define LINUX_SPINLOCK_H

/*
 * Spinlocks are ticket locks: CPUs acquire a lock in the order of their requests.  Threads are not
 * preempted, so spin_lock() suffices for a lock that interrupt handlers do not acquire; other locks
 * need the _irqsave or _irq forms.  The _bh forms suffice for a lock that only timer functions,
 * tasklets and callbacks of RCU acquire besides threads.  Context: any, but the holder must not
 * sleep.
 *
 * CONFIG_DEBUG_ATOMIC_SLEEP counts the locks that a CPU holds, for might_sleep().
 * CONFIG_DEBUG_SPINLOCK records which locks a CPU holds, and reports misuse
 * (kernel/spinlock_debug.c).  CONFIG_PROVE_LOCKING also checks the order in which locks are
 * acquired (kernel/lockdep.c).  Without CONFIG_SMP, locks do not spin.  CONFIG_LOCK_SHARE counts
 * the instructions that hold a lock (tests/bench/lockshare.c).
 *
 * A caller that already holds a lock of the same class uses the _nested form, with a subclass below
 * MAX_LOCKDEP_SUBCLASSES.  The caller must ensure that the order of the two locks cannot deadlock.
 */

#include <linux/atomic.h>
#include <linux/bottom_half.h>
#include <linux/cleanup.h>
#include <linux/compiler.h>
#include <linux/irqflags.h>
#include <linux/lockdep_types.h>
#include <linux/percpu-defs.h>
#include <linux/stringify.h>
#include <linux/typecheck.h>
#include <linux/types.h>
#include <asm/barrier.h>
#include <asm/processor.h>

typedef struct __capability("spinlock") {
	union {
		struct {
			u16 owner;	/* ticket of the holder */
			u16 next;	/* ticket of the next request */
		};
		u32 both;
	};
#ifdef CONFIG_PROVE_LOCKING
	struct lockdep_map dep_map;
#endif
} spinlock_t;

#define SPIN_NEXT_ONE	0x10000

#define __SPIN_LOCK_UNLOCKED(name)	((spinlock_t){ .both = 0 __DEP_MAP_INIT(name) })
#define DEFINE_SPINLOCK(name)		spinlock_t name = __SPIN_LOCK_UNLOCKED(name)

DECLARE_PER_CPU(unsigned int, spinlocks_held);

/*
 * Add @by to the number of spinlocks that this CPU holds.  The addition need not be atomic, because
 * an interrupt handler restores the number before it returns.
 */
static inline void spin_count(int by)
{
	if (IS_ENABLED(CONFIG_DEBUG_ATOMIC_SLEEP))
		__this_cpu_add(spinlocks_held, by);
}

#ifdef CONFIG_PROVE_LOCKING
void __spin_lock_init(spinlock_t *lock, const char *name, const struct lock_class_key *key);

#define spin_lock_init(lock)				\
do {							\
	__LOCK_CLASS_KEY(__key);			\
	__spin_lock_init(lock, #lock, &__key);		\
} while (0)
#else
static inline void spin_lock_init(spinlock_t *lock)
{
	*lock = __SPIN_LOCK_UNLOCKED(lock);
}
#endif

static inline bool spin_is_locked(spinlock_t *lock)
{
	return READ_ONCE(lock->owner) != READ_ONCE(lock->next);
}

/* Implement the ticket lock, with Linux's arch_ names.  Callers use spin_lock() and so on. */
static inline u16 arch_spin_ticket(spinlock_t *lock)
{
	return __atomic_fetch_add(&lock->both, SPIN_NEXT_ONE, __ATOMIC_RELAXED) >> 16;
}

static inline bool arch_spin_has_turn(spinlock_t *lock, u16 ticket)
{
	return __atomic_load_n(&lock->owner, __ATOMIC_ACQUIRE) == ticket;
}

static inline bool arch_spin_trylock(spinlock_t *lock)
{
	u32 both = READ_ONCE(lock->both);

	return (u16)both == both >> 16 &&
	       __atomic_compare_exchange_n(&lock->both, &both, both + SPIN_NEXT_ONE, false,
					   __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

static inline void arch_spin_unlock(spinlock_t *lock)
{
	u16 next = __atomic_load_n(&lock->owner, __ATOMIC_RELAXED) + 1;

	__atomic_store_n(&lock->owner, next, __ATOMIC_RELEASE);
}

#ifdef CONFIG_LOCK_SHARE
void lock_share_begin(const void *lock);
void lock_share_end(const void *lock);
#else
static inline void lock_share_begin(const void *lock)
{
}

static inline void lock_share_end(const void *lock)
{
}
#endif

#ifdef CONFIG_DEBUG_SPINLOCK
void spin_lock(spinlock_t *lock) __acquires(lock);
void spin_lock_nested(spinlock_t *lock, unsigned int subclass) __acquires(lock);
bool spin_trylock(spinlock_t *lock) __cond_acquires(true, lock);
void spin_unlock(spinlock_t *lock) __releases(lock);
/* Return true if this CPU holds the lock, or if the configuration does not record holders. */
bool spin_is_held(const spinlock_t *lock);
#else
static inline void spin_lock(spinlock_t *lock) __acquires(lock) __no_context_analysis
{
	u16 ticket;

	spin_count(1);
	if (!IS_ENABLED(CONFIG_SMP)) {
		lock->next++;
		barrier();
		return;
	}
	ticket = arch_spin_ticket(lock);
	while (!arch_spin_has_turn(lock, ticket))
		cpu_relax();
	lock_share_begin(lock);
}

static inline void spin_lock_nested(spinlock_t *lock, unsigned int subclass) __acquires(lock)
{
	spin_lock(lock);
}

static inline bool spin_trylock(spinlock_t *lock) __cond_acquires(true, lock) __no_context_analysis
{
	bool taken = arch_spin_trylock(lock);

	if (taken) {
		spin_count(1);
		lock_share_begin(lock);
	}
	return taken;
}

static inline void spin_unlock(spinlock_t *lock) __releases(lock) __no_context_analysis
{
	lock_share_end(lock);
	arch_spin_unlock(lock);
	spin_count(-1);
}

static inline bool spin_is_held(const spinlock_t *lock)
{
	return true;
}
#endif

#define spin_lock_irqsave(lock, flags)			\
do {							\
	local_irq_save(flags);				\
	spin_lock(lock);				\
} while (0)

#define spin_lock_irqsave_nested(lock, flags, subclass)	\
do {							\
	local_irq_save(flags);				\
	spin_lock_nested(lock, subclass);		\
} while (0)

static inline void spin_unlock_irqrestore(spinlock_t *lock, unsigned long flags) __releases(lock)
{
	spin_unlock(lock);
	local_irq_restore(flags);
}

static inline void spin_lock_irq(spinlock_t *lock) __acquires(lock)
{
	local_irq_disable();
	spin_lock(lock);
}

static inline void spin_unlock_irq(spinlock_t *lock) __releases(lock)
{
	spin_unlock(lock);
	local_irq_enable();
}

static inline void spin_lock_bh(spinlock_t *lock) __acquires(lock)
{
	local_bh_disable();
	spin_lock(lock);
}

static inline void spin_unlock_bh(spinlock_t *lock) __releases(lock)
{
	spin_unlock(lock);
	local_bh_enable();
}

static inline bool spin_trylock_bh(spinlock_t *lock) __cond_acquires(true, lock)
{
	local_bh_disable();
	if (spin_trylock(lock))
		return true;
	local_bh_enable();
	return false;
}

static inline bool spin_trylock_irq(spinlock_t *lock) __cond_acquires(true, lock)
{
	local_irq_disable();
	if (spin_trylock(lock))
		return true;
	local_irq_enable();
	return false;
}

#define spin_trylock_irqsave(lock, flags)		\
({							\
	bool __taken;					\
							\
	local_irq_save(flags);				\
	__taken = spin_trylock(lock);			\
	if (!__taken)					\
		local_irq_restore(flags);		\
	__taken;					\
})

/* Return true if a CPU waits for the lock, which the caller holds. */
static inline bool spin_is_contended(spinlock_t *lock)
{
	return (u16)(READ_ONCE(lock->next) - READ_ONCE(lock->owner)) > 1;
}

/* Linux's names of locks that never sleep.  No lock of Quarry that spins does. */
typedef spinlock_t raw_spinlock_t;

#define __RAW_SPIN_LOCK_UNLOCKED(name)			__SPIN_LOCK_UNLOCKED(name)
#define DEFINE_RAW_SPINLOCK(name)			DEFINE_SPINLOCK(name)
#define raw_spin_lock_init(lock)			spin_lock_init(lock)
#define raw_spin_is_locked(lock)			spin_is_locked(lock)
#define raw_spin_is_contended(lock)			spin_is_contended(lock)
#define raw_spin_lock(lock)				spin_lock(lock)
#define raw_spin_lock_nested(lock, subclass)		spin_lock_nested(lock, subclass)
#define raw_spin_lock_irq(lock)				spin_lock_irq(lock)
#define raw_spin_lock_irqsave(lock, flags)		spin_lock_irqsave(lock, flags)
#define raw_spin_lock_irqsave_nested(lock, flags, subclass) \
	spin_lock_irqsave_nested(lock, flags, subclass)
#define raw_spin_lock_bh(lock)				spin_lock_bh(lock)
#define raw_spin_trylock(lock)				spin_trylock(lock)
#define raw_spin_trylock_irq(lock)			spin_trylock_irq(lock)
#define raw_spin_trylock_irqsave(lock, flags)		spin_trylock_irqsave(lock, flags)
#define raw_spin_trylock_bh(lock)			spin_trylock_bh(lock)
#define raw_spin_unlock(lock)				spin_unlock(lock)
#define raw_spin_unlock_irq(lock)			spin_unlock_irq(lock)
#define raw_spin_unlock_irqrestore(lock, flags)		spin_unlock_irqrestore(lock, flags)
#define raw_spin_unlock_bh(lock)			spin_unlock_bh(lock)

/* Usage: guard(spinlock)(&lock); or scoped_guard(spinlock_irqsave, &lock) { ... } */
DEFINE_LOCK_GUARD_1(spinlock, spinlock_t, spin_lock(_T->lock), spin_unlock(_T->lock))
DEFINE_LOCK_GUARD_1(spinlock_irq, spinlock_t, spin_lock_irq(_T->lock), spin_unlock_irq(_T->lock))
DEFINE_LOCK_GUARD_1(spinlock_bh, spinlock_t, spin_lock_bh(_T->lock), spin_unlock_bh(_T->lock))
DEFINE_LOCK_GUARD_1(spinlock_irqsave, spinlock_t, spin_lock_irqsave(_T->lock, _T->flags),
		    spin_unlock_irqrestore(_T->lock, _T->flags), unsigned long flags)
DEFINE_LOCK_GUARD_1(raw_spinlock, spinlock_t, spin_lock(_T->lock), spin_unlock(_T->lock))
DEFINE_LOCK_GUARD_1(raw_spinlock_irq, spinlock_t, spin_lock_irq(_T->lock),
		    spin_unlock_irq(_T->lock))
DEFINE_LOCK_GUARD_1(raw_spinlock_bh, spinlock_t, spin_lock_bh(_T->lock), spin_unlock_bh(_T->lock))
DEFINE_LOCK_GUARD_1(raw_spinlock_irqsave, spinlock_t, spin_lock_irqsave(_T->lock, _T->flags),
		    spin_unlock_irqrestore(_T->lock, _T->flags), unsigned long flags)
DEFINE_LOCK_GUARD_1_COND(spinlock, _try, spin_trylock(_T->lock))
DEFINE_LOCK_GUARD_1_COND(spinlock_irq, _try, spin_trylock_irq(_T->lock))
DEFINE_LOCK_GUARD_1_COND(spinlock_bh, _try, spin_trylock_bh(_T->lock))
DEFINE_LOCK_GUARD_1_COND(spinlock_irqsave, _try, spin_trylock_irqsave(_T->lock, _T->flags))
DEFINE_LOCK_GUARD_1_COND(raw_spinlock, _try, spin_trylock(_T->lock))
DEFINE_LOCK_GUARD_1_COND(raw_spinlock_irq, _try, spin_trylock_irq(_T->lock))
DEFINE_LOCK_GUARD_1_COND(raw_spinlock_bh, _try, spin_trylock_bh(_T->lock))
DEFINE_LOCK_GUARD_1_COND(raw_spinlock_irqsave, _try, spin_trylock_irqsave(_T->lock, _T->flags))

#include <linux/rwlock.h>

#endif /* LINUX_SPINLOCK_H */
