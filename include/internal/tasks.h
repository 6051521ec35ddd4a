/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_TASKS_H
#define INTERNAL_TASKS_H

struct task_struct;

/*
 * Return the first thread if @task is NULL, otherwise the next one after it, or NULL at the end.
 * The list contains all threads, including idle threads, in the order of their creation.  The
 * caller gets a reference to the returned thread, and the reference to @task is dropped.  So the
 * list is not locked between two calls: threads may be created and exit.  Context: any.
 */
struct task_struct *task_next(struct task_struct *task);

/* The caller that leaves the loop early drops the reference to @task. */
#define for_each_task(task) \
	for ((task) = task_next(NULL); (task); (task) = task_next(task))

/*
 * Initialize the CPU's pool and create its first worker thread.  Called before work is queued.
 * Returns 0 or -ENOMEM.
 */
int workqueue_init_cpu(unsigned int cpu);

/* Wake the CPU's idle thread so that it checks for RCU callbacks.  Interrupts are off. */
void wake_idle_thread(unsigned int cpu);

#endif /* INTERNAL_TASKS_H */
