/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PREEMPT_H
#define LINUX_PREEMPT_H

/* in_interrupt(), in_task() and similar functions.  Threads are not preempted. */

#include <linux/list.h>
#include <linux/sched.h>

#endif /* LINUX_PREEMPT_H */
