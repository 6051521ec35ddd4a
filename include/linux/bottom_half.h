/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_BOTTOM_HALF_H
#define LINUX_BOTTOM_HALF_H

/*
 * Keep timer functions and tasklets from running on this CPU.  Other interrupt handlers still run.
 * Pairs may be nested.  Functions that became due meanwhile run in the last local_bh_enable(), or
 * as soon as the CPU has interrupts on.  Context: any, but the thread must not sleep in between.
 */

#include <linux/compiler.h>
#include <linux/percpu-defs.h>

/*
 * The number of local_bh_disable() calls, plus SOFTIRQ_SERVING while a timer function, a tasklet or
 * a callback of RCU runs.
 */
DECLARE_PER_CPU(unsigned int, bh_count);
DECLARE_PER_CPU(bool, bh_deferred);	/* timer functions or tasklets are due */
/* The function that runs this CPU's tasklets, for irq_run(), or NULL if none is scheduled. */
DECLARE_PER_CPU(void (*)(void *unused), bh_tasklets);
#define SOFTIRQ_SERVING	0x10000U

/* Interrupt this CPU for its due timers and its tasklets. */
void __bh_run_deferred(void);

static inline void local_bh_disable(void)
{
	__this_cpu_add(bh_count, 1);
	barrier();
}

static inline void local_bh_enable(void)
{
	barrier();
	__this_cpu_add(bh_count, -1);
	barrier();
	if (unlikely(__this_cpu_read(bh_deferred)))
		__bh_run_deferred();
}

/* True in timer functions, tasklets and callbacks of RCU. */
#define in_serving_softirq()	((__this_cpu_read(bh_count) & SOFTIRQ_SERVING) != 0)
/* True in the same functions, and between local_bh_disable() and local_bh_enable(). */
#define in_softirq()		(__this_cpu_read(bh_count) != 0)

#endif /* LINUX_BOTTOM_HALF_H */
