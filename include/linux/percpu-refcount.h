/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PERCPU_REFCOUNT_H
#define LINUX_PERCPU_REFCOUNT_H

/*
 * A count of references that costs next to nothing as long as nobody wants to know whether it is 0: each
 * CPU counts for itself.  percpu_ref_kill() drops the initial reference and has the CPUs' counts added
 * up, a grace period later, in one atomic count; from there on the last put calls release().
 *
 * States: "percpu" or "atomic", by where it counts; and dying, from kill to resurrect.
 * containers/percpu-refcount.c explains how one becomes the other.
 *
 * Context: get, tryget and put: any.  Others that change the state: they wait while an earlier change is
 * under way, and only then sleep.  release() and confirm functions are called by whoever was last, or from
 * an RCU callback: they must not sleep.
 */

#include <linux/atomic.h>
#include <linux/gfp_types.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

struct percpu_ref;
typedef void (percpu_ref_func_t)(struct percpu_ref *ref);

/* Where the word that leads to the CPUs' counts has its flags. */
enum {
	__PERCPU_REF_ATOMIC	= 1,
	__PERCPU_REF_DEAD	= 2,
	__PERCPU_REF_ATOMIC_DEAD = 3,
	__PERCPU_REF_FLAG_BITS	= 2,
};

/* For percpu_ref_init(). */
enum {
	PERCPU_REF_INIT_ATOMIC	= 1,	/* atomic until percpu_ref_switch_to_percpu() */
	PERCPU_REF_INIT_DEAD	= 2,	/* dead, without a reference, until percpu_ref_reinit() */
	PERCPU_REF_ALLOW_REINIT	= 4,	/* it may become percpu again; the two others imply it */
};

struct percpu_ref_data {
	atomic_long_t count;
	percpu_ref_func_t *release;
	percpu_ref_func_t *confirm_switch;	/* not NULL: a change to atomic is under way */
	bool force_atomic, allow_reinit;
	struct rcu_head rcu;
	struct percpu_ref *ref;
};

struct percpu_ref {
	unsigned long percpu_count_ptr;		/* the CPUs' counts, and flags */
	struct percpu_ref_data *data;
};

/* One reference, unless dead.  0 or -ENOMEM.  May sleep if @gfp says so. */
int __must_check percpu_ref_init(struct percpu_ref *ref, percpu_ref_func_t *release, unsigned int flags,
				 gfp_t gfp);
/* Gives its memory back; nobody may use it any more but by percpu_ref_is_zero().  Does not sleep. */
void percpu_ref_exit(struct percpu_ref *ref);
/* @confirm: called when every CPU sees it atomic; NULL. */
void percpu_ref_switch_to_atomic(struct percpu_ref *ref, percpu_ref_func_t *confirm);
/* Returns when that is so.  Sleeps. */
void percpu_ref_switch_to_atomic_sync(struct percpu_ref *ref);
/* If it is dying, as soon as it is revived. */
void percpu_ref_switch_to_percpu(struct percpu_ref *ref);
/* Once; @confirm: called when percpu_ref_tryget_live() fails everywhere. */
void percpu_ref_kill_and_confirm(struct percpu_ref *ref, percpu_ref_func_t *confirm);
/* After kill, with a reference left, or before release() is over: it has its initial reference again. */
void percpu_ref_resurrect(struct percpu_ref *ref);
/* The same when none is left. */
void percpu_ref_reinit(struct percpu_ref *ref);
/* Exact if atomic; "no" if percpu.  Also after percpu_ref_exit(). */
bool percpu_ref_is_zero(struct percpu_ref *ref);

static inline void percpu_ref_kill(struct percpu_ref *ref)
{
	percpu_ref_kill_and_confirm(ref, NULL);
}

/* In a reader, with a copy of the word: where this CPU counts; false: in the atomic count. */
static __always_inline bool __ref_is_percpu(struct percpu_ref *ref, unsigned long __percpu **counts)
{
	unsigned long word = READ_ONCE(ref->percpu_count_ptr);

	*counts = (unsigned long __percpu *)word;
	return likely(!(word & __PERCPU_REF_ATOMIC_DEAD));
}

/* By who has a reference. */
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

/* By who may have none, as long as percpu_ref_exit() was not called: false if there is none left. */
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

/* In a reader: also false if it is dying, at the latest when kill's confirm function is called. */
static inline bool percpu_ref_tryget_live_rcu(struct percpu_ref *ref)
{
	unsigned long __percpu *counts;

	if (__ref_is_percpu(ref, &counts)) {
		this_cpu_inc(*counts);
		return true;
	}
	return !((unsigned long)counts & __PERCPU_REF_DEAD) && atomic_long_inc_not_zero(&ref->data->count);
}

static inline bool percpu_ref_tryget_live(struct percpu_ref *ref)
{
	bool got;

	rcu_read_lock();
	got = percpu_ref_tryget_live_rcu(ref);
	rcu_read_unlock();
	return got;
}

/* The last one calls release(), if it is atomic. */
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

/* Killed, and not revived? */
static inline bool percpu_ref_is_dying(struct percpu_ref *ref)
{
	return READ_ONCE(ref->percpu_count_ptr) & __PERCPU_REF_DEAD;
}

#endif /* LINUX_PERCPU_REFCOUNT_H */
