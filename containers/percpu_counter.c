// SPDX-License-Identifier: BSD-2-Clause
/*
 * Counters with one part for each CPU.
 *
 *	value = count + the sum of all CPUs' parts
 *
 * A CPU changes its part with interrupts off, so that no other change on this CPU interferes.  The
 * CPU moves its part to count with the lock held.  A part is written by one store.  So a sum that
 * is computed with the lock held includes each earlier change exactly once.
 *
 * Between calls the absolute value of a part is below batch, so that the error of count is less
 * than batch for each CPU.
 */

#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/percpu_counter.h>

int percpu_counter_batch = 32;

int percpu_counter_init_many(struct percpu_counter *fbc, s64 amount, gfp_t gfp, u32 nr_counters)
{
	s32 __percpu *counters;

	counters = __alloc_percpu_gfp(nr_counters * sizeof(s32), __alignof__(s32), gfp);
	if (!counters) {
		fbc[0].counters = NULL;
		return -ENOMEM;
	}
	for (u32 i = 0; i < nr_counters; i++) {
		spin_lock_init(&fbc[i].lock);
		fbc[i].count = amount;
		fbc[i].counters = counters + i;
	}
	return 0;
}

void percpu_counter_destroy_many(struct percpu_counter *fbc, u32 nr_counters)
{
	free_percpu(fbc[0].counters);
	for (u32 i = 0; i < nr_counters; i++)
		fbc[i].counters = NULL;
}

void percpu_counter_set(struct percpu_counter *fbc, s64 amount)
{
	unsigned long flags;
	int cpu;

	spin_lock_irqsave(&fbc->lock, flags);
	for_each_possible_cpu(cpu)
		WRITE_ONCE(*per_cpu_ptr(fbc->counters, cpu), 0);
	WRITE_ONCE(fbc->count, amount);
	spin_unlock_irqrestore(&fbc->lock, flags);
}

/* Add this CPU's part and @amount to the count, and set the part to 0. */
static void __percpu_counter_move(struct percpu_counter *fbc, s64 amount) __must_hold(&fbc->lock)
{
	s32 *part = raw_cpu_ptr(fbc->counters);

	WRITE_ONCE(fbc->count, fbc->count + *part + amount);
	WRITE_ONCE(*part, 0);
}

void percpu_counter_add_batch(struct percpu_counter *fbc, s64 amount, s32 batch)
{
	unsigned long flags;
	s32 *part;
	s64 sum;

	local_irq_save(flags);
	part = raw_cpu_ptr(fbc->counters);
	sum = *part + amount;
	if (likely(sum < batch && sum > -batch)) {
		WRITE_ONCE(*part, sum);
	} else {
		spin_lock(&fbc->lock);
		__percpu_counter_move(fbc, amount);
		spin_unlock(&fbc->lock);
	}
	local_irq_restore(flags);
}

void percpu_counter_sync(struct percpu_counter *fbc)
{
	unsigned long flags;

	spin_lock_irqsave(&fbc->lock, flags);
	__percpu_counter_move(fbc, 0);
	spin_unlock_irqrestore(&fbc->lock, flags);
}

static s64 __sum(const struct percpu_counter *fbc)
{
	s64 sum = fbc->count;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(*per_cpu_ptr(fbc->counters, cpu));
	return sum;
}

s64 __percpu_counter_sum(struct percpu_counter *fbc)
{
	unsigned long flags;
	s64 sum;

	spin_lock_irqsave(&fbc->lock, flags);
	sum = __sum(fbc);
	spin_unlock_irqrestore(&fbc->lock, flags);
	return sum;
}

/* Return the maximum error of count. */
static s64 slack(s32 batch)
{
	return (s64)batch * num_possible_cpus();
}

int __percpu_counter_compare(struct percpu_counter *fbc, s64 rhs, s32 batch)
{
	s64 count = percpu_counter_read(fbc);

	if (abs(count - rhs) <= slack(batch))
		count = percpu_counter_sum(fbc);
	return count > rhs ? 1 : count < rhs ? -1 : 0;
}

/*
 * Return true if @count satisfies @limit even if its error is @off.  @amount gives the direction.
 */
static bool within(s64 count, s64 limit, s64 amount, s64 off)
{
	return amount > 0 ? count + off <= limit : count - off >= limit;
}

/*
 * The lock is always acquired.  Without the lock, firmware or a hypervisor might delay a CPU
 * between its check of count and its addition.  If other CPUs added up to the limit during this
 * time, the addition would exceed the limit.
 */
bool __percpu_counter_limited_add(struct percpu_counter *fbc, s64 limit, s64 amount, s32 batch)
{
	s64 off = slack(batch), sum;
	unsigned long flags;
	bool good;

	if (!amount)
		return true;
	spin_lock_irqsave(&fbc->lock, flags);
	sum = fbc->count + amount;
	good = within(sum, limit, amount, off);
	if (!good && within(sum, limit, amount, -off))
		good = within(__sum(fbc) + amount, limit, amount, 0);
	if (good)
		__percpu_counter_move(fbc, amount);
	spin_unlock_irqrestore(&fbc->lock, flags);
	return good;
}

static int __init choose_batch(void)
{
	percpu_counter_batch = max(32, (int)(2 * num_possible_cpus()));
	return 0;
}
core_initcall(choose_batch);
