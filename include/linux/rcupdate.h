/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_RCUPDATE_H
#define LINUX_RCUPDATE_H

/*
 * Read-copy-update (RCU) lets readers access shared objects without a lock.  A reader is code
 * between rcu_read_lock() and rcu_read_unlock().  An updater that unlinks an object must wait for a
 * grace period before it frees the object.  A grace period ends when all readers that existed at
 * its start have finished.  kernel/rcu.c explains the implementation.
 *
 * A reader must not sleep or call cond_resched().  Interrupt handlers may be readers.  Code that
 * runs with interrupts disabled or that holds a spinlock is a reader, too.  rcu_read_lock_bh() and
 * rcu_read_lock_sched() do the same as rcu_read_lock(), because threads are not preempted and there
 * are no softirqs.
 */

#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/cleanup.h>
#include <linux/compiler.h>
#include <linux/lockdep.h>
#include <linux/stddef.h>
#include <linux/types.h>
#include <asm/barrier.h>

/* ---- readers --------------------------------------------------------------------------------- */

/*
 * Mark the start and the end of a reader.  CONFIG_PROVE_RCU counts nested readers, and reports a
 * context switch inside a reader and an rcu_dereference() outside.  Without CONFIG_PROVE_RCU, each
 * function is a compiler barrier, and rcu_read_lock_held() is always true.
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

/* Usage: guard(rcu)(); or scoped_guard(rcu) { ... } */
DEFINE_LOCK_GUARD_0(rcu, rcu_read_lock(), rcu_read_unlock())

/* ---- pointers -------------------------------------------------------------------------------- */

/*
 * rcu_dereference() is a single load.  Accesses through the pointer are ordered after it by the
 * address dependency, which RVWMO and ARMv8 respect.  The store-release of rcu_assign_pointer() is
 * the counterpart.
 */
#define rcu_dereference_raw(p)		((__force __kernel_ptr(p))READ_ONCE(p))
#define rcu_dereference_raw_check(p)	rcu_dereference_raw(p)
#define rcu_dereference_check(p, cond)						\
({										\
	RCU_LOCKDEP_WARN(!((cond) || rcu_read_lock_any_held()),			\
			 "rcu_dereference() outside of a read-side section");		\
	rcu_dereference_raw(p);							\
})
#define rcu_dereference(p)		rcu_dereference_check(p, 0)
#define rcu_dereference_bh_check(p, cond)	rcu_dereference_check(p, cond)
#define rcu_dereference_sched_check(p, cond)	rcu_dereference_check(p, cond)
#define rcu_dereference_bh(p)		rcu_dereference(p)
#define rcu_dereference_sched(p)	rcu_dereference(p)

/* Load a pointer that cannot change because the caller holds the lock that @cond checks. */
#define rcu_dereference_protected(p, cond)					\
({										\
	RCU_LOCKDEP_WARN(!(cond), "rcu_dereference_protected() without its lock");	\
	unrcu_pointer(p);							\
})

/* Load the value for comparison only; it must not be dereferenced. */
#define rcu_access_pointer(p)		rcu_dereference_raw(p)
#define rcu_pointer_handoff(p)		(p)
#define unrcu_pointer(p)		((__force __kernel_ptr(p))(p))

/* Convert @v to the type of a pointer that is marked __rcu. */
#ifdef __CHECKER__
#define RCU_INITIALIZER(v)		((__force __typeof__(*(v)) __rcu *)(v))
#else
#define RCU_INITIALIZER(v)		(v)
#endif

/* Publish an object.  Readers that follow @p see all writes to the object before this call. */
#define rcu_assign_pointer(p, v)						\
do {										\
	if (__builtin_constant_p(v) && (unsigned long)(v) == 0)			\
		WRITE_ONCE(p, NULL);						\
	else									\
		smp_store_release(&(p), RCU_INITIALIZER(v));			\
} while (0)

/*
 * Assign @v without ordering.  This is allowed if @v is NULL, if readers can already reach the
 * object, or if there are no readers yet.
 */
#define RCU_INIT_POINTER(p, v)		WRITE_ONCE(p, RCU_INITIALIZER(v))
#define RCU_POINTER_INITIALIZER(p, v)	.p = RCU_INITIALIZER(v)

/* Assign @v and return the old value, which the caller may free after a grace period. */
#define rcu_replace_pointer(p, v, cond)						\
({										\
	__kernel_ptr(p) __rcu_old = rcu_dereference_protected(p, cond);		\
										\
	rcu_assign_pointer(p, v);						\
	__rcu_old;								\
})

#ifdef CONFIG_RCU

/* ---- waiting --------------------------------------------------------------------------------- */

/* Wait for a grace period.  Context: thread that is not a reader. */
void synchronize_rcu(void);

/* The same as synchronize_rcu(), because a grace period cannot be accelerated. */
static inline void synchronize_rcu_expedited(void)
{
	synchronize_rcu();
}

/*
 * Wait until all earlier callbacks of call_rcu() and kfree_rcu() have returned.  Context: thread.
 */
void rcu_barrier(void);

/*
 * get_state_synchronize_rcu() and start_poll_synchronize_rcu() return a cookie for the next full
 * grace period.  start_poll_synchronize_rcu() also requests this grace period; after
 * get_state_synchronize_rcu(), another call must request it.  poll_state_synchronize_rcu() returns
 * true if the grace period has ended.  cond_synchronize_rcu() calls synchronize_rcu() if the grace
 * period has not ended, and therefore needs thread context.  The other functions may be called in
 * any context.  A cookie is valid for 2^62 grace periods.
 */
unsigned long get_state_synchronize_rcu(void);
unsigned long start_poll_synchronize_rcu(void);
bool poll_state_synchronize_rcu(unsigned long cookie);
void cond_synchronize_rcu(unsigned long cookie);

/* Return a cookie whose grace period has ended. */
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
 * Call @func(@head) after a grace period, on this CPU, in the order of the call_rcu() calls.  @func
 * runs with interrupts on, and in_interrupt() is true.  @func may free memory and acquire
 * spinlocks, but must not sleep.  @head is part of the object, or of a page or descriptor that
 * outlives the object; RCU owns @head until it calls @func.  call_rcu() never allocates or fails.
 * Context: any.
 */
void call_rcu(struct rcu_head *head, rcu_callback_t func);
#define call_rcu_hurry(head, func)	call_rcu(head, func)

/*
 * A value of rcu_head.func below this limit is not a function, but the offset of the rcu_head in an
 * object that RCU frees with kvfree().
 */
#define KVFREE_RCU_OFFSET_MAX	4096

/*
 * Free an object with kvfree() after a grace period, in batches.  NULL is ignored.  @field is the
 * name of the object's rcu_head, which must lie in the object's first 4 KiB.  Never allocates.
 * Context: any.
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

/*
 * Free an object that has no rcu_head, after a grace period.  Allocates an rcu_head; if this
 * allocation fails, waits for the grace period.  Context: thread.
 */
void kvfree_rcu_mightsleep(const void *object);
#define kfree_rcu_mightsleep(ptr)	kvfree_rcu_mightsleep(ptr)

/* Wait until all objects of earlier kfree_rcu() calls are free.  Context: thread. */
#define kvfree_rcu_barrier()		rcu_barrier()

/*
 * Return true if this CPU may run readers.  It is false only while the CPU waits for an interrupt.
 */
bool rcu_is_watching(void);

#endif /* CONFIG_RCU */

#endif /* LINUX_RCUPDATE_H */
