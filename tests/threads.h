/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_THREADS_H
#define TESTS_THREADS_H

#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/sched.h>

/*
 * Wake the @nr threads in @tasks, and return true.  If an entry is an error of kthread_create(),
 * stop all other threads instead, and return false.  NULL entries are ignored.
 */
static inline bool run_all_threads(struct task_struct *const *tasks, unsigned int nr)
{
	bool all = true;

	for (unsigned int i = 0; i < nr; i++)
		all = all && !IS_ERR(tasks[i]);
	for (unsigned int i = 0; i < nr; i++) {
		if (IS_ERR_OR_NULL(tasks[i]))
			continue;
		if (all)
			wake_up_process(tasks[i]);
		else
			kthread_stop(tasks[i]);
	}
	return all;
}

#endif /* TESTS_THREADS_H */
