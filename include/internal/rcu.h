/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_RCU_H
#define INTERNAL_RCU_H

/*
 * What the scheduler tells RCU.  rcu_quiescent(): this CPU is in no reader; interrupts off.
 * rcu_idle_enter() and rcu_idle_exit() enclose the wait for an interrupt, interrupts off: between them the
 * CPU reads nothing that is freed by RCU.
 */

#include <linux/percpu.h>
#include <linux/types.h>

struct seq_file;

#ifdef CONFIG_RCU

DECLARE_PER_CPU(bool, rcu_wanted);	/* a grace period waits for this CPU */

void rcu_report_quiescent(void);
void rcu_idle_enter(void);
void rcu_idle_exit(void);

static inline void rcu_quiescent(void)
{
	if (unlikely(this_cpu_read(rcu_wanted)))
		rcu_report_quiescent();
}

void __rcu_resched(void);

/* In cond_resched(), where no other thread wants to run. */
static inline void rcu_resched(void)
{
	if (unlikely(this_cpu_read(rcu_wanted)))
		__rcu_resched();
}

/* Is there a callback that this CPU's idle thread should run?  Interrupts off. */
bool rcu_callbacks_ready(void);
/* The same with interrupts on, from another thread of the CPU. */
bool rcu_callbacks_waiting(void);
/* Some of them.  The idle thread only. */
void rcu_run_callbacks(void);

/* Objects that wait for kfree(); wait for a grace period, but not for long.  Thread context. */
unsigned long rcu_count_kfree(void);
bool rcu_hasten(unsigned long timeout);

/* After so many jiffies a grace period is reported as stalled; 0: never. */
void rcu_set_stall_timeout(unsigned long timeout);

void rcu_show(struct seq_file *m);

#else

static inline void rcu_quiescent(void)
{
}

static inline void rcu_resched(void)
{
}

static inline void rcu_idle_enter(void)
{
}

static inline void rcu_idle_exit(void)
{
}

static inline bool rcu_callbacks_ready(void)
{
	return false;
}

static inline void rcu_run_callbacks(void)
{
}

#endif

#endif /* INTERNAL_RCU_H */
