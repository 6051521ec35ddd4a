// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reference counts that consist of one count for each CPU until the sum is needed.
 *
 * Problem.  If all CPUs change one reference count, its cache line moves between them.  One count
 * for each CPU avoids that, but then no CPU can tell when the sum becomes 0.
 *
 * So a percpu_ref has one count for each CPU and one atomic count.  In the percpu state, gets and
 * puts change the count of this CPU.  A reference may be put on another CPU than the CPU that got
 * it, so only the sum of the CPUs' counts, modulo 2^64, is meaningful.  In the atomic state, gets
 * and puts change the atomic count.
 *
 *	percpu	atomic = BIAS + references of the atomic state; the other references are the sum of
 *		the CPUs' counts
 *	switch	1. set the flag ATOMIC in percpu_count_ptr; the switch itself holds a reference
 *		2. after a grace period, no reader is left that saw percpu_count_ptr without the
 *		   flag, so that the CPUs' counts do not change any more
 *		3. atomic += sum - BIAS; call the confirm function; drop the reference
 *	atomic	the count is exact
 *	back	atomic += BIAS; set the CPUs' counts to 0; clear the flag, by a store-release
 *
 * BIAS is far from 0 in both directions, so that puts between steps 1 and 3 cannot make the atomic
 * count 0 while the CPUs' counts contain references.
 *
 * Gets and puts are RCU readers, so that step 2 waits for those that use a CPU's count.  An
 * interrupt handler that interrupts one of them reads percpu_count_ptr again, and cannot interrupt
 * this_cpu_add() in the middle.
 *
 * Locking.  switch_lock, with interrupts off, protects the state of all counts.  One lock is
 * enough, because changes of state are rare.  Callbacks are called without the lock.  A caller that
 * requests a change of state waits until an earlier change of the same count has ended.
 *
 * Bounds: a change costs one pass over the possible CPUs.
 */

#define pr_fmt(fmt) "percpu_ref: " fmt

#include <linux/bug.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/percpu-refcount.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#define BIAS	(1UL << (BITS_PER_LONG - 1))
#define FLAGS	((unsigned long)__PERCPU_REF_ATOMIC_DEAD)

static DEFINE_SPINLOCK(switch_lock);
static DECLARE_WAIT_QUEUE_HEAD(switched);

static unsigned long __percpu *percpu_ref_counts_of(const struct percpu_ref *ref)
{
	return (unsigned long __percpu *)(ref->percpu_count_ptr & ~FLAGS);
}

int percpu_ref_init(struct percpu_ref *ref, percpu_ref_func_t *release, unsigned int flags,
		    gfp_t gfp)
{
	unsigned long __percpu *counts = __alloc_percpu_gfp(sizeof(*counts), sizeof(*counts), gfp);
	struct percpu_ref_data *data = kzalloc(sizeof(*data), gfp);

	if (!counts || !data) {
		free_percpu(counts);
		kfree(data);
		ref->percpu_count_ptr = 0;
		ref->data = NULL;
		return -ENOMEM;
	}
	data->release = release;
	data->ref = ref;
	data->force_atomic = flags & PERCPU_REF_INIT_ATOMIC;
	data->allow_reinit = flags & (PERCPU_REF_ALLOW_REINIT | PERCPU_REF_INIT_ATOMIC |
				      PERCPU_REF_INIT_DEAD);
	ref->percpu_count_ptr = (unsigned long)counts;
	ref->data = data;
	if (flags & PERCPU_REF_INIT_DEAD)
		ref->percpu_count_ptr |= __PERCPU_REF_ATOMIC_DEAD;
	else if (flags & PERCPU_REF_INIT_ATOMIC)
		ref->percpu_count_ptr |= __PERCPU_REF_ATOMIC;
	atomic_long_set(&data->count, flags & PERCPU_REF_INIT_DEAD ? 0 :
			flags & PERCPU_REF_INIT_ATOMIC ? 1 : BIAS + 1);
	return 0;
}

void percpu_ref_exit(struct percpu_ref *ref)
{
	struct percpu_ref_data *data = ref->data;
	unsigned long __percpu *counts;
	unsigned long flags, count;

	if (!data)
		return;
	WARN_ON_ONCE(data->confirm_switch);
	spin_lock_irqsave(&switch_lock, flags);
	counts = percpu_ref_counts_of(ref);
	/*
	 * Store the count in percpu_count_ptr, because percpu_ref_is_zero() may be called later.
	 */
	count = atomic_long_read(&data->count);
	WRITE_ONCE(ref->percpu_count_ptr,
		   count << __PERCPU_REF_FLAG_BITS | __PERCPU_REF_ATOMIC_DEAD);
	ref->data = NULL;
	spin_unlock_irqrestore(&switch_lock, flags);
	free_percpu(counts);
	kfree(data);
}

/* The confirm function that is used if the caller passes NULL. */
static void no_confirm(struct percpu_ref *ref)
{
}

/* Execute step 3 of a switch to the atomic state, in an RCU callback. */
static void add_up(struct rcu_head *rcu)
{
	struct percpu_ref_data *data = container_of(rcu, struct percpu_ref_data, rcu);
	struct percpu_ref *ref = data->ref;
	unsigned long __percpu *counts = percpu_ref_counts_of(ref);
	unsigned long sum = 0, flags;
	unsigned int cpu;
	bool last;
	long count;

	for_each_possible_cpu(cpu)
		sum += *per_cpu_ptr(counts, cpu);
	count = atomic_long_add_return(sum - BIAS, &data->count);
	WARN(count <= 0, "%ps: the count is %ld after the switch to atomic mode\n", data->release,
	     count);
	data->confirm_switch(ref);
	spin_lock_irqsave(&switch_lock, flags);
	/*
	 * percpu_ref_switch_to_atomic_sync() then also sees the earlier stores of readers and of
	 * the confirm function.
	 */
	smp_store_release(&data->confirm_switch, NULL);
	if (data->allow_reinit)
		counts = NULL;
	else
		WRITE_ONCE(ref->percpu_count_ptr, ref->percpu_count_ptr & __PERCPU_REF_ATOMIC_DEAD);
	/* The owner may free @ref from here on, unless this was the last reference. */
	last = atomic_long_dec_and_test(&data->count);
	spin_unlock_irqrestore(&switch_lock, flags);
	free_percpu(counts);
	wake_up_all(&switched);
	if (last)
		data->release(ref);
}

/* Acquire switch_lock while no change of the count is in progress. */
static unsigned long lock_settled(struct percpu_ref *ref) __acquires(&switch_lock)
{
	unsigned long flags;

	spin_lock_irqsave(&switch_lock, flags);
	while (ref->data->confirm_switch) {
		spin_unlock_irqrestore(&switch_lock, flags);
		wait_event(switched, !READ_ONCE(ref->data->confirm_switch));
		spin_lock_irqsave(&switch_lock, flags);
	}
	return flags;
}

/*
 * Switch the count to the state that force_atomic and the flag DEAD request.  Returns the function
 * that the caller must call after it has released switch_lock: @confirm if there was nothing to
 * change, otherwise NULL.
 */
static percpu_ref_func_t *__percpu_ref_switch(struct percpu_ref *ref, percpu_ref_func_t *confirm)
{
	struct percpu_ref_data *data = ref->data;
	unsigned int cpu;

	if (data->force_atomic || percpu_ref_is_dying(ref)) {
		if (ref->percpu_count_ptr & __PERCPU_REF_ATOMIC)
			return confirm;
		WRITE_ONCE(ref->percpu_count_ptr, ref->percpu_count_ptr | __PERCPU_REF_ATOMIC);
		WRITE_ONCE(data->confirm_switch, confirm ? confirm : no_confirm);
		atomic_long_inc(&data->count);
		call_rcu(&data->rcu, add_up);
		return NULL;
	}
	if (!(ref->percpu_count_ptr & __PERCPU_REF_ATOMIC) || WARN_ON_ONCE(!data->allow_reinit))
		return NULL;
	atomic_long_add(BIAS, &data->count);
	for_each_possible_cpu(cpu)
		*per_cpu_ptr(percpu_ref_counts_of(ref), cpu) = 0;
	smp_store_release(&ref->percpu_count_ptr, (unsigned long)percpu_ref_counts_of(ref));
	return NULL;
}

static void unlock_and_call(struct percpu_ref *ref, unsigned long flags, percpu_ref_func_t *confirm)
	__releases(&switch_lock)
{
	spin_unlock_irqrestore(&switch_lock, flags);
	if (confirm)
		confirm(ref);
}

void percpu_ref_switch_to_atomic(struct percpu_ref *ref, percpu_ref_func_t *confirm)
{
	unsigned long flags = lock_settled(ref);

	ref->data->force_atomic = true;
	unlock_and_call(ref, flags, __percpu_ref_switch(ref, confirm));
}

void percpu_ref_switch_to_atomic_sync(struct percpu_ref *ref)
{
	percpu_ref_switch_to_atomic(ref, NULL);
	wait_event(switched, !smp_load_acquire(&ref->data->confirm_switch));
}

void percpu_ref_switch_to_percpu(struct percpu_ref *ref)
{
	unsigned long flags = lock_settled(ref);

	ref->data->force_atomic = false;
	unlock_and_call(ref, flags, __percpu_ref_switch(ref, NULL));
}

void percpu_ref_kill_and_confirm(struct percpu_ref *ref, percpu_ref_func_t *confirm)
{
	unsigned long flags = lock_settled(ref);

	if (WARN(percpu_ref_is_dying(ref), "%ps: killed more than once\n", ref->data->release)) {
		spin_unlock_irqrestore(&switch_lock, flags);
		return;
	}
	WRITE_ONCE(ref->percpu_count_ptr, ref->percpu_count_ptr | __PERCPU_REF_DEAD);
	unlock_and_call(ref, flags, __percpu_ref_switch(ref, confirm));
	percpu_ref_put(ref);
}

/*
 * Clear the flag DEAD in percpu_count_ptr, and get the initial reference again.  Readers read
 * percpu_count_ptr without a lock, so the reference is counted before the flag is cleared.
 */
static void revive(struct percpu_ref *ref, bool from_zero)
{
	unsigned long flags = lock_settled(ref);

	if (WARN_ON_ONCE(!percpu_ref_is_dying(ref)) ||
	    WARN_ON_ONCE(!atomic_long_read(&ref->data->count) != from_zero)) {
		spin_unlock_irqrestore(&switch_lock, flags);
		return;
	}
	atomic_long_inc(&ref->data->count);
	smp_store_release(&ref->percpu_count_ptr, ref->percpu_count_ptr - __PERCPU_REF_DEAD);
	unlock_and_call(ref, flags, __percpu_ref_switch(ref, NULL));
}

void percpu_ref_resurrect(struct percpu_ref *ref)
{
	revive(ref, false);
}

void percpu_ref_reinit(struct percpu_ref *ref)
{
	revive(ref, true);
}

bool percpu_ref_is_zero(struct percpu_ref *ref)
{
	unsigned long word, flags;
	bool zero;

	spin_lock_irqsave(&switch_lock, flags);
	word = ref->percpu_count_ptr;
	if (!(word & __PERCPU_REF_ATOMIC_DEAD))
		zero = false;
	else if (ref->data)
		zero = !atomic_long_read(&ref->data->count);
	else
		zero = !(word >> __PERCPU_REF_FLAG_BITS);
	spin_unlock_irqrestore(&switch_lock, flags);
	return zero;
}
