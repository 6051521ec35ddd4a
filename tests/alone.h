/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_ALONE_H
#define TESTS_ALONE_H

/*
 * Run code while no other code runs on the machine.  Between alone_begin() and alone_end(), the
 * other CPUs wait in an interrupt handler, and interrupts are off on this CPU.  Tests use this to
 * damage data that all CPUs use.
 *
 * Context: thread.  Code between the two calls must not sleep and must not wait for another CPU.
 */

#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/irqflags.h>
#include <linux/smp.h>
#include <asm/processor.h>

struct alone {
	atomic_t nr_held;
	atomic_t release;
	unsigned long flags;
};

static inline void alone_hold(void *arg)
{
	struct alone *alone = arg;

	atomic_inc_return_release(&alone->nr_held);
	while (!atomic_read_acquire(&alone->release))
		cpu_relax();
	atomic_dec_return_release(&alone->nr_held);
}

static inline void alone_begin(struct alone *alone)
{
	atomic_set(&alone->nr_held, 0);
	atomic_set(&alone->release, 0);
	smp_call_function_many(cpu_online_mask, alone_hold, alone, false);
	while (atomic_read_acquire(&alone->nr_held) != (int)num_online_cpus() - 1)
		cpu_relax();
	local_irq_save(alone->flags);
}

static inline void alone_end(struct alone *alone)
{
	atomic_inc_return_release(&alone->release);
	while (atomic_read_acquire(&alone->nr_held))
		cpu_relax();
	local_irq_restore(alone->flags);
}

#endif /* TESTS_ALONE_H */
