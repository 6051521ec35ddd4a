/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_TASKS_H
#define INTERNAL_TASKS_H

struct task_struct;

/* Call fn for every thread, idle threads too; with a lock held and interrupts off. */
void tasks_for_each(void (*fn)(struct task_struct *task, void *arg), void *arg);

/* The CPU's worker thread, before anything is queued on it: 0 or -ENOMEM. */
int workqueue_init_cpu(unsigned int cpu);

/* Have the CPU's idle thread look for callbacks of RCU.  Interrupts off. */
void wake_idle_thread(unsigned int cpu);

#endif /* INTERNAL_TASKS_H */
