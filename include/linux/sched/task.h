/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SCHED_TASK_H
#define LINUX_SCHED_TASK_H

/* References to threads. */

#include <linux/cleanup.h>
#include <linux/sched.h>

DEFINE_FREE(put_task, struct task_struct *, if (_T) put_task_struct(_T))

#endif /* LINUX_SCHED_TASK_H */
