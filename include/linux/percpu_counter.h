/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PERCPU_COUNTER_H
#define LINUX_PERCPU_COUNTER_H

/*
 * Counters that all CPUs change often.  Each CPU counts up to a batch locally before it adds its
 * count to the common count under a lock.
 *
 *	percpu_counter_read()	returns the common count: the error is below batch * CPUs
 *	percpu_counter_sum()	adds the counts of the CPUs under the lock: the sum is exact
 *
 * A change needs about 20 instructions, and the lock once for each batch.  Context: any, except for
 * init and destroy.
 */

#include <linux/list.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct percpu_counter {
	spinlock_t lock;
	s64 count;			/* written under lock */
	s32 __percpu *counters;		/* count of each CPU; accessed with interrupts off */
};

/* Default batch: 32, or twice the number of CPUs if that is larger. */
extern int percpu_counter_batch;

/*
 * Initialize counters with @amount.  Returns 0, or -ENOMEM without initializing any counter.
 * Counters that were initialized together must be destroyed together.  May sleep if @gfp allows
 * sleeping.
 */
int percpu_counter_init_many(struct percpu_counter *fbc, s64 amount, gfp_t gfp, u32 nr_counters);
/*
 * Destroy counters that are no longer used.  Counters that are not initialized are ignored.
 * Context: any.
 */
void percpu_counter_destroy_many(struct percpu_counter *fbc, u32 nr_counters);

static inline int percpu_counter_init(struct percpu_counter *fbc, s64 amount, gfp_t gfp)
{
	return percpu_counter_init_many(fbc, amount, gfp, 1);
}

static inline void percpu_counter_destroy(struct percpu_counter *fbc)
{
	percpu_counter_destroy_many(fbc, 1);
}

/* Set the count to @amount.  Concurrent changes by other CPUs may be lost. */
void percpu_counter_set(struct percpu_counter *fbc, s64 amount);

/*
 * Add @amount to this CPU's count if the absolute value of the result is below @batch.  Otherwise,
 * move this CPU's count and @amount to the common count.
 */
void percpu_counter_add_batch(struct percpu_counter *fbc, s64 amount, s32 batch);
/* Add this CPU's count to the common count and reset this CPU's count to 0. */
void percpu_counter_sync(struct percpu_counter *fbc);
s64 __percpu_counter_sum(struct percpu_counter *fbc);
/*
 * Return -1, 0 or 1 if the counter is below, equal to or above @rhs.  The function computes the
 * exact sum only if the common count is too close to @rhs.
 */
int __percpu_counter_compare(struct percpu_counter *fbc, s64 rhs, s32 batch);
/*
 * Add @amount unless the result would exceed @limit (or be below @limit if @amount is negative).
 * Returns true if @amount was added.  Calls of this function are serialized.  The limit is exact
 * unless other functions, such as percpu_counter_add_local(), use a larger batch.
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

/* Change a counter that is written often and read only by percpu_counter_sum(). */
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

/*
 * Return the counter, or 0 if the computed value is negative, for counters that are never negative.
 */
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
