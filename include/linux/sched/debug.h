/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SCHED_DEBUG_H
#define LINUX_SCHED_DEBUG_H

struct task_struct;

/*
 * Print the thread and its back-trace: where it waits, if it does not run.  The caller keeps the thread
 * from being freed (get_task_struct()).  Any context.
 */
void sched_show_task(struct task_struct *task);

#endif /* LINUX_SCHED_DEBUG_H */
