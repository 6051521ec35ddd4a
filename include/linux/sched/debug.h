/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SCHED_DEBUG_H
#define LINUX_SCHED_DEBUG_H

struct task_struct;

/*
 * Print the thread and its back-trace, or where it waits if it does not run.  The caller holds a
 * reference (get_task_struct()).  Context: any.
 */
void sched_show_task(struct task_struct *task);

#endif /* LINUX_SCHED_DEBUG_H */
