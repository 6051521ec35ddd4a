/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PERCPU_COUNTER_H
#define LINUX_PERCPU_COUNTER_H

/*
 * Counters that all CPUs change often: each CPU counts up to a batch by itself before it adds that
 * to the common count, under a lock.
 *
 *	percpu_counter_read()	the common count: off by less than batch * CPUs.
 *	percpu_counter_sum()	and what each CPU has, under the lock: exact.
 *
 * Any context but for init and destroy; what is said there holds for one counter.  A change costs
 * some 20 instructions, and the lock once in a batch.
 */

#include <linux/percpu.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct percpu_counter {
	spinlock_t lock;
	s64 count;			/* lock; read without */
	s32 __percpu *counters;		/* each CPU's own, with interrupts off */
};

/* 32, or twice the number of CPUs if that is more. */
extern int percpu_counter_batch;

/*
 * Counters that start at @amount: 0 or -ENOMEM, and then none of them is initialised.  Those of one
 * call are destroyed by one call.  May sleep if @gfp says so.
 */
int percpu_counter_init_many(struct percpu_counter *fbc, s64 amount, gfp_t gfp, u32 nr_counters);
/* Nobody uses them any more.  What is not initialised is left alone.  Any context. */
void percpu_counter_destroy_many(struct percpu_counter *fbc, u32 nr_counters);

static inline int percpu_counter_init(struct percpu_counter *fbc, s64 amount, gfp_t gfp)
{
	return percpu_counter_init_many(fbc, amount, gfp, 1);
}

static inline void percpu_counter_destroy(struct percpu_counter *fbc)
{
	percpu_counter_destroy_many(fbc, 1);
}

/* Changes that other CPUs make at the same time may be lost. */
void percpu_counter_set(struct percpu_counter *fbc, s64 amount);

/* Add to this CPU's part while that stays below @batch; else move both to the common count. */
void percpu_counter_add_batch(struct percpu_counter *fbc, s64 amount, s32 batch);
/* Move this CPU's part to the common count. */
void percpu_counter_sync(struct percpu_counter *fbc);
s64 __percpu_counter_sum(struct percpu_counter *fbc);
/* -1, 0, 1: less than @rhs, equal, more.  Sums up only if the common count does not tell. */
int __percpu_counter_compare(struct percpu_counter *fbc, s64 rhs, s32 batch);
/*
 * Add if the result is no more than @limit (@amount > 0) or no less (@amount < 0), seen with all
 * other such calls one after the other: whether it was added.  Exact if no change had a larger
 * batch (percpu_counter_add_local()).
 */
bool __percpu_counter_limited_add(struct percpu_counter *fbc, s64 limit, s64 amount, s32 batch);

static inline int percpu_counter_compare(struct percpu_counter *fbc, s64 rhs)
{
	return __percpu_counter_compare(fbc, rhs, percpu_counter_batch);
}

static inline bool percpu_counter_limited_add(struct percpu_counter *fbc, s64 limit, s64 amount)
{
	return __percpu_counter_limited_add(fbc, limit, amount, percpu_counter_batch);
}

static inline void percpu_counter_add(struct percpu_counter *fbc, s64 amount)
{
	percpu_counter_add_batch(fbc, amount, percpu_counter_batch);
}

/* For counters that are written often, and read by percpu_counter_sum() only. */
static inline void percpu_counter_add_local(struct percpu_counter *fbc, s64 amount)
{
	percpu_counter_add_batch(fbc, amount, 0x7fffffff);
}

static inline void percpu_counter_sub_local(struct percpu_counter *fbc, s64 amount)
{
	percpu_counter_add_local(fbc, -amount);
}

static inline void percpu_counter_inc(struct percpu_counter *fbc)
{
	percpu_counter_add(fbc, 1);
}

static inline void percpu_counter_dec(struct percpu_counter *fbc)
{
	percpu_counter_add(fbc, -1);
}

static inline void percpu_counter_sub(struct percpu_counter *fbc, s64 amount)
{
	percpu_counter_add(fbc, -amount);
}

static inline s64 percpu_counter_sum(struct percpu_counter *fbc)
{
	return __percpu_counter_sum(fbc);
}

static inline s64 percpu_counter_read(struct percpu_counter *fbc)
{
	return READ_ONCE(fbc->count);
}

/* For counters that are never negative, although what is seen of them may be. */
static inline s64 percpu_counter_sum_positive(struct percpu_counter *fbc)
{
	s64 sum = __percpu_counter_sum(fbc);

	return sum < 0 ? 0 : sum;
}

static inline s64 percpu_counter_read_positive(struct percpu_counter *fbc)
{
	s64 count = READ_ONCE(fbc->count);

	return count < 0 ? 0 : count;
}

static inline bool percpu_counter_initialized(struct percpu_counter *fbc)
{
	return fbc->counters;
}

#endif /* LINUX_PERCPU_COUNTER_H */
