/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_TASKS_H
#define INTERNAL_TASKS_H

struct task_struct;

/*
 * Call @fn for every thread, including idle threads, with the lock of the thread list held and
 * interrupts off.
 */
void tasks_for_each(void (*fn)(struct task_struct *task, void *arg), void *arg);

/*
 * Initialize the CPU's pool and create its first worker thread.  Called before work is queued.
 * Returns 0 or -ENOMEM.
 */
int workqueue_init_cpu(unsigned int cpu);

/* Wake the CPU's idle thread so that it checks for RCU callbacks.  Interrupts are off. */
void wake_idle_thread(unsigned int cpu);

#endif /* INTERNAL_TASKS_H */
