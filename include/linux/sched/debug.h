/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SCHED_DEBUG_H
#define LINUX_SCHED_DEBUG_H

struct task_struct;

/*
 * Print the thread and its back-trace.  For a thread that does not run, the back-trace shows where
 * it waits.  The caller holds a reference (get_task_struct()).  Context: any.
 */
void sched_show_task(struct task_struct *task);

#endif /* LINUX_SCHED_DEBUG_H */
