/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PREEMPT_H
#define LINUX_PREEMPT_H

/*
 * in_interrupt(), in_task() and similar functions, and sections without preemption.
 *
 * Threads are not preempted.  preempt_disable() only marks the start of a section in which the
 * thread must not sleep.  As in Linux, such a section is a reader of RCU: with CONFIG_PROVE_RCU, a
 * thread that sleeps in it is reported.
 */

#include <linux/cleanup.h>
#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>

#define preempt_disable()		rcu_read_lock_sched()
#define preempt_enable()		rcu_read_unlock_sched()
#define preempt_disable_notrace()	preempt_disable()
#define preempt_enable_notrace()	preempt_enable()
#define preempt_enable_no_resched()	preempt_enable()

/* Usage: guard(preempt)(); or scoped_guard(preempt) { ... } */
DEFINE_LOCK_GUARD_0(preempt, preempt_disable(), preempt_enable())
DEFINE_LOCK_GUARD_0(preempt_notrace, preempt_disable(), preempt_enable())

#endif /* LINUX_PREEMPT_H */
