/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_RCUPDATE_H
#define LINUX_RCUPDATE_H

/*
 * Read-copy-update: readers take no lock, and who removes an object waits for a grace period before
 * it is freed: until every section between rcu_read_lock() and rcu_read_unlock() that had begun has
 * ended. kernel/rcu.c tells how.
 *
 * A reader does not sleep and does not call cond_resched(); it may be an interrupt handler.
 * Interrupts off, or a spinlock held, protect as rcu_read_lock() does.  rcu_read_lock_bh() and
 * rcu_read_lock_sched() are the same section under other names: nothing is preempted here, and
 * timers run in interrupts, which _bh does not keep away.
 */

#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/cleanup.h>
#include <linux/compiler.h>
#include <linux/stddef.h>
#include <linux/types.h>
#include <asm/barrier.h>

/* ---- readers --------------------------------------------------------------------------------- */

/*
 * CONFIG_PROVE_RCU counts sections, so that a switch inside of one, and a dereference outside of
 * all, are reported.  Without it a section costs a compiler barrier at each end, and "held" is
 * always true.
 */
#ifdef CONFIG_PROVE_RCU
void __rcu_read_lock(void);
void __rcu_read_unlock(void);
int rcu_read_lock_held(void);
int rcu_read_lock_any_held(void);
void __rcu_suspicious(const char *file, int line, const char *what);

#define RCU_LOCKDEP_WARN(cond, what)						\
do {										\
	static bool __warned;							\
										\
	if (!__warned && (cond)) {						\
		__warned = true;						\
		__rcu_suspicious(__FILE__, __LINE__, what);			\
	}									\
} while (0)
#else
static __always_inline void __rcu_read_lock(void)
{
	barrier();
}

static __always_inline void __rcu_read_unlock(void)
{
	barrier();
}

static inline int rcu_read_lock_held(void)
{
	return 1;
}

static inline int rcu_read_lock_any_held(void)
{
	return 1;
}

#define RCU_LOCKDEP_WARN(cond, what)	do { } while (0 && (cond))
#endif

static __always_inline void rcu_read_lock(void)
{
	__rcu_read_lock();
}

static __always_inline void rcu_read_unlock(void)
{
	__rcu_read_unlock();
}

#define rcu_read_lock_bh()		rcu_read_lock()
#define rcu_read_unlock_bh()		rcu_read_unlock()
#define rcu_read_lock_sched()		rcu_read_lock()
#define rcu_read_unlock_sched()		rcu_read_unlock()
#define rcu_read_lock_sched_notrace()	rcu_read_lock()
#define rcu_read_unlock_sched_notrace()	rcu_read_unlock()
#define rcu_read_lock_bh_held()		rcu_read_lock_any_held()
#define rcu_read_lock_sched_held()	rcu_read_lock_any_held()

/* guard(rcu)(); scoped_guard(rcu) { ... } */
DEFINE_CLASS(rcu, bool, if (_T) rcu_read_unlock(), ({ rcu_read_lock(); true; }), void)

/* ---- pointers -------------------------------------------------------------------------------- */

/*
 * rcu_dereference() is one load.  What is read through the pointer comes after it by the address
 * dependency, which RVWMO and ARMv8 keep; its partner is the store-release of rcu_assign_pointer().
 */
#define rcu_dereference_raw(p)		((__force __kernel_ptr(p))READ_ONCE(p))
#define rcu_dereference_raw_check(p)	rcu_dereference_raw(p)
#define rcu_dereference_check(p, cond)						\
({										\
	RCU_LOCKDEP_WARN(!((cond) || rcu_read_lock_any_held()),			\
			 "rcu_dereference() outside of a reader");		\
	rcu_dereference_raw(p);							\
})
#define rcu_dereference(p)		rcu_dereference_check(p, 0)
#define rcu_dereference_bh_check(p, cond)	rcu_dereference_check(p, cond)
#define rcu_dereference_sched_check(p, cond)	rcu_dereference_check(p, cond)
#define rcu_dereference_bh(p)		rcu_dereference(p)
#define rcu_dereference_sched(p)	rcu_dereference(p)

/* For who excludes writers, as cond says: an ordinary load. */
#define rcu_dereference_protected(p, cond)					\
({										\
	RCU_LOCKDEP_WARN(!(cond), "rcu_dereference_protected() without its lock");	\
	unrcu_pointer(p);							\
})

/* The value only, not to be followed. */
#define rcu_access_pointer(p)		rcu_dereference_raw(p)
#define rcu_pointer_handoff(p)		(p)
#define unrcu_pointer(p)		((__force __kernel_ptr(p))(p))

/* A value for a pointer that is marked __rcu. */
#ifdef __CHECKER__
#define RCU_INITIALIZER(v)		((__force __typeof__(*(v)) __rcu *)(v))
#else
#define RCU_INITIALIZER(v)		(v)
#endif

/* Publishes: whoever follows the pointer sees what was written to the object before. */
#define rcu_assign_pointer(p, v)						\
do {										\
	if (__builtin_constant_p(v) && (unsigned long)(v) == 0)			\
		WRITE_ONCE(p, NULL);						\
	else									\
		smp_store_release(&(p), RCU_INITIALIZER(v));			\
} while (0)

/* For NULL, for what readers know already, or where there are no readers yet. */
#define RCU_INIT_POINTER(p, v)		WRITE_ONCE(p, RCU_INITIALIZER(v))
#define RCU_POINTER_INITIALIZER(p, v)	.p = RCU_INITIALIZER(v)

/* The old value, which the caller is to free after a grace period. */
#define rcu_replace_pointer(p, v, cond)						\
({										\
	__kernel_ptr(p) __rcu_old = rcu_dereference_protected(p, cond);		\
										\
	rcu_assign_pointer(p, v);						\
	__rcu_old;								\
})

#ifdef CONFIG_RCU

/* ---- waiting --------------------------------------------------------------------------------- */

/* Returns after a grace period.  Thread context, outside of readers. */
void synchronize_rcu(void);

/* The same: no CPU can be made to pass a quiescent state sooner than it does by itself. */
static inline void synchronize_rcu_expedited(void)
{
	synchronize_rcu();
}

/* All callbacks that were given to call_rcu() or kfree_rcu() before have returned.  Thread context. */
void rcu_barrier(void);

/*
 * A cookie for "a grace period from now on", and whether it has passed.  start_poll_synchronize_rcu()
 * requests the grace period; after get_state_synchronize_rcu() it passes only if another caller
 * requests one.  Any context; cond_synchronize_rcu(): as synchronize_rcu(), if it has not.  A cookie is
 * good for 2^62 grace periods.
 */
unsigned long get_state_synchronize_rcu(void);
unsigned long start_poll_synchronize_rcu(void);
bool poll_state_synchronize_rcu(unsigned long cookie);
void cond_synchronize_rcu(unsigned long cookie);

/* A cookie that has passed already. */
static inline unsigned long get_completed_synchronize_rcu(void)
{
	return 1;
}

static inline bool same_state_synchronize_rcu(unsigned long a, unsigned long b)
{
	return a == b;
}

#define start_poll_synchronize_rcu_expedited()	start_poll_synchronize_rcu()
#define cond_synchronize_rcu_expedited(cookie)	cond_synchronize_rcu(cookie)

/* ---- callbacks ------------------------------------------------------------------------------- */

/*
 * Calls func(head) after a grace period, in the order of the CPU's calls, on this CPU, where
 * in_interrupt() is true and interrupts are on: it may free and take locks, and may not sleep.  The
 * head is part of the object, or of a page or descriptor that outlives it, and is RCU's until
 * then.  Never allocates, never fails.  Any context.
 */
void call_rcu(struct rcu_head *head, rcu_callback_t func);
#define call_rcu_hurry(head, func)	call_rcu(head, func)

/* func below this: not a function but the distance of the head in an object that kvfree() frees. */
#define KVFREE_RCU_OFFSET_MAX	4096

/*
 * kvfree(ptr) after a grace period, many at a time; NULL is fine.  field: the object's rcu_head, in
 * its first
 * 4 KiB.  Never allocates.  Any context.
 */
#define kvfree_rcu(ptr, field)							\
do {										\
	__typeof__(ptr) __kr_ptr = (ptr);					\
										\
	BUILD_BUG_ON(offsetof(__typeof__(*(ptr)), field) >= KVFREE_RCU_OFFSET_MAX);	\
	if (__kr_ptr)								\
		call_rcu(&__kr_ptr->field, (rcu_callback_t)(unsigned long)	\
			 offsetof(__typeof__(*(ptr)), field));			\
} while (0)
#define kfree_rcu(ptr, field)		kvfree_rcu(ptr, field)

/* For objects without a head: asks for a few bytes, and without memory waits.  Thread context. */
void kvfree_rcu_mightsleep(const void *object);
#define kfree_rcu_mightsleep(ptr)	kvfree_rcu_mightsleep(ptr)

/* All objects given to kfree_rcu() before are free.  Thread context. */
#define kvfree_rcu_barrier()		rcu_barrier()

/* Does RCU take notice of this CPU?  Only not while it waits for an interrupt. */
bool rcu_is_watching(void);

#endif /* CONFIG_RCU */

#endif /* LINUX_RCUPDATE_H */
