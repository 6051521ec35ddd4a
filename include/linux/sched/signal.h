/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SCHED_SIGNAL_H
#define LINUX_SCHED_SIGNAL_H

/* Threads get no signals, so that none is ever pending.  Context: any. */

#include <linux/sched.h>
#include <linux/signal.h>

static inline int signal_pending(const struct task_struct *task)
{
	return 0;
}

static inline int fatal_signal_pending(const struct task_struct *task)
{
	return 0;
}

static inline int signal_pending_state(unsigned int state, const struct task_struct *task)
{
	return 0;
}

static inline void flush_signals(struct task_struct *task)
{
}

static inline void allow_signal(int sig)
{
}

static inline void disallow_signal(int sig)
{
}

#endif /* LINUX_SCHED_SIGNAL_H */
