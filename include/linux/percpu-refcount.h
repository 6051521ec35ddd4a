/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PERCPU_REFCOUNT_H
#define LINUX_PERCPU_REFCOUNT_H

/*
 * A reference count that costs little while its total is not needed, because each CPU counts
 * separately.  percpu_ref_kill() drops the initial reference; a grace period later, the counts of
 * the CPUs are summed in one atomic count.  From then on, the last put calls release().
 *
 * A count is in percpu or atomic mode, and it is dying from kill to resurrect.
 * containers/percpu-refcount.c explains the transitions.
 *
 * Context: get, tryget and put may be called in any context.  Functions that change the state may
 * sleep, but only if an earlier change is in progress.  release() is called by the last put or by
 * an RCU callback.  A confirm function is called by an RCU callback or, if the count is already in
 * atomic mode, by the function that it was passed to.  Neither may sleep.
 */

#include <linux/atomic.h>
#include <linux/gfp_types.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

struct percpu_ref;
typedef void (percpu_ref_func_t)(struct percpu_ref *ref);

/* Flags in percpu_count_ptr. */
enum {
	__PERCPU_REF_ATOMIC	= 1,
	__PERCPU_REF_DEAD	= 2,
	__PERCPU_REF_ATOMIC_DEAD = 3,
	__PERCPU_REF_FLAG_BITS	= 2,
};

/* Flags of percpu_ref_init(). */
enum {
	PERCPU_REF_INIT_ATOMIC	= 1,	/* atomic until percpu_ref_switch_to_percpu() */
	PERCPU_REF_INIT_DEAD	= 2,	/* dying, without references, until percpu_ref_reinit() */
	PERCPU_REF_ALLOW_REINIT	= 4,	/* may become percpu again; implied by the other two */
};

struct percpu_ref_data {
	atomic_long_t count;
	percpu_ref_func_t *release;
	percpu_ref_func_t *confirm_switch;	/* NULL unless switching to atomic mode */
	bool force_atomic, allow_reinit;
	struct rcu_head rcu;
	struct percpu_ref *ref;
};

struct percpu_ref {
	unsigned long percpu_count_ptr;		/* counts of the CPUs, and flags */
	struct percpu_ref_data *data;
};

/*
 * Initialize with one reference, unless dying.  Returns 0 or -ENOMEM.  May sleep if @gfp allows it.
 */
int __must_check percpu_ref_init(struct percpu_ref *ref, percpu_ref_func_t *release,
				 unsigned int flags, gfp_t gfp);
/*
 * Free the memory of a count that is no longer used; only percpu_ref_is_zero() remains valid.  Does
 * not sleep.
 */
void percpu_ref_exit(struct percpu_ref *ref);
/* Switch to atomic mode.  @confirm, unless NULL, is called when every CPU sees the change. */
void percpu_ref_switch_to_atomic(struct percpu_ref *ref, percpu_ref_func_t *confirm);
/* Switch to atomic mode and wait until every CPU sees the change.  Sleeps. */
void percpu_ref_switch_to_atomic_sync(struct percpu_ref *ref);
/* Switch to percpu mode.  A dying count switches when it is revived. */
void percpu_ref_switch_to_percpu(struct percpu_ref *ref);
/*
 * Kill the count, which is allowed once.  @confirm, unless NULL, is called when
 * percpu_ref_tryget_live() fails on all CPUs.
 */
void percpu_ref_kill_and_confirm(struct percpu_ref *ref, percpu_ref_func_t *confirm);
/*
 * Revive a killed count and restore its initial reference.  References must remain; otherwise the
 * call is reported and does nothing.
 */
void percpu_ref_resurrect(struct percpu_ref *ref);
/* Like percpu_ref_resurrect(), for a count without references. */
void percpu_ref_reinit(struct percpu_ref *ref);
/*
 * Return true if the count is in atomic mode and is 0.  Returns false in percpu mode.  May also be
 * called after percpu_ref_exit().
 */
bool percpu_ref_is_zero(struct percpu_ref *ref);

static inline void percpu_ref_kill(struct percpu_ref *ref)
{
	percpu_ref_kill_and_confirm(ref, NULL);
}

/*
 * In percpu mode, store the address of the CPUs' counts in *@counts and return true.  Returns false
 * in atomic mode.  The caller is an RCU reader.
 */
static __always_inline bool __ref_is_percpu(struct percpu_ref *ref, unsigned long __percpu **counts)
{
	unsigned long word = READ_ONCE(ref->percpu_count_ptr);

	*counts = (unsigned long __percpu *)word;
	return likely(!(word & __PERCPU_REF_ATOMIC_DEAD));
}

/* Add @nr references.  The caller must hold a reference. */
static inline void percpu_ref_get_many(struct percpu_ref *ref, unsigned long nr)
{
	unsigned long __percpu *counts;

	rcu_read_lock();
	if (__ref_is_percpu(ref, &counts))
		this_cpu_add(*counts, nr);
	else
		atomic_long_add(nr, &ref->data->count);
	rcu_read_unlock();
}

static inline void percpu_ref_get(struct percpu_ref *ref)
{
	percpu_ref_get_many(ref, 1);
}

/*
 * Add @nr references and return true, or return false if the count is 0.  The caller need not hold
 * a reference, but percpu_ref_exit() must not have been called.
 */
static inline bool percpu_ref_tryget_many(struct percpu_ref *ref, unsigned long nr)
{
	unsigned long __percpu *counts;
	bool got = true;

	rcu_read_lock();
	if (__ref_is_percpu(ref, &counts))
		this_cpu_add(*counts, nr);
	else
		got = atomic_long_add_unless(&ref->data->count, nr, 0);
	rcu_read_unlock();
	return got;
}

static inline bool percpu_ref_tryget(struct percpu_ref *ref)
{
	return percpu_ref_tryget_many(ref, 1);
}

/*
 * Add a reference like percpu_ref_tryget(), but return false if the count is dying.  After the
 * confirm function of percpu_ref_kill_and_confirm() was called, all calls return false.  The caller
 * is an RCU reader.
 */
static inline bool percpu_ref_tryget_live_rcu(struct percpu_ref *ref)
{
	unsigned long __percpu *counts;

	if (__ref_is_percpu(ref, &counts)) {
		this_cpu_inc(*counts);
		return true;
	}
	return !((unsigned long)counts & __PERCPU_REF_DEAD) &&
	       atomic_long_inc_not_zero(&ref->data->count);
}

static inline bool percpu_ref_tryget_live(struct percpu_ref *ref)
{
	bool got;

	rcu_read_lock();
	got = percpu_ref_tryget_live_rcu(ref);
	rcu_read_unlock();
	return got;
}

/* Drop @nr references.  In atomic mode, dropping the last reference calls release(). */
static inline void percpu_ref_put_many(struct percpu_ref *ref, unsigned long nr)
{
	unsigned long __percpu *counts;

	rcu_read_lock();
	if (__ref_is_percpu(ref, &counts))
		this_cpu_sub(*counts, nr);
	else if (unlikely(atomic_long_sub_and_test(nr, &ref->data->count)))
		ref->data->release(ref);
	rcu_read_unlock();
}

static inline void percpu_ref_put(struct percpu_ref *ref)
{
	percpu_ref_put_many(ref, 1);
}

/* Return true from percpu_ref_kill() until the count is revived. */
static inline bool percpu_ref_is_dying(struct percpu_ref *ref)
{
	return READ_ONCE(ref->percpu_count_ptr) & __PERCPU_REF_DEAD;
}

#endif /* LINUX_PERCPU_REFCOUNT_H */
