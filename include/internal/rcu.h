/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_RCU_H
#define INTERNAL_RCU_H

/*
 * The scheduler calls these functions with interrupts off.  rcu_quiescent() states that this CPU is
 * not a reader.  rcu_idle_enter() and rcu_idle_exit() enclose the wait for an interrupt; between
 * these calls, the CPU does not access objects that RCU protects.
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

/* Report a quiescent state if needed.  Called by cond_resched() if no other thread is runnable. */
static inline void rcu_resched(void)
{
	if (unlikely(this_cpu_read(rcu_wanted)))
		__rcu_resched();
}

/* Return true if this CPU's idle thread should run callbacks.  Interrupts are off. */
bool rcu_callbacks_ready(void);
/* Return the result of rcu_callbacks_ready().  The caller has interrupts on. */
bool rcu_callbacks_waiting(void);
/* Run a batch of callbacks.  Called by the idle thread only. */
void rcu_run_callbacks(void);

/*
 * rcu_count_kfree() returns the number of objects that wait for kfree().  rcu_hasten() waits for a
 * grace period, at most @timeout jiffies; it returns false if the period has not ended by then.
 * Context: thread.
 */
unsigned long rcu_count_kfree(void);
bool rcu_hasten(unsigned long timeout);

/* Set the number of jiffies after which a grace period is reported as stalled; 0 disables this. */
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
