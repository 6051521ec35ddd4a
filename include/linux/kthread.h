/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_KTHREAD_H
#define LINUX_KTHREAD_H

/* Kernel threads under Linux's names.  Thread context. */

#include <linux/err.h>
#include <linux/sched.h>

/*
 * A thread that does not run before wake_up_process(); ERR_PTR(-ENOMEM).  For one on a CPU of its own the
 * name is made of namefmt and the CPU, the only thing that it may print, as a %u; ERR_PTR(-EINVAL), after a
 * report, if there is no such CPU.
 */
struct task_struct *kthread_create_on_cpu(int (*fn)(void *data), void *data, unsigned int cpu,
					  const char *namefmt) __printf(4, 0);
struct task_struct *kthread_create(int (*fn)(void *data), void *data, const char *namefmt, ...)
	__printf(3, 4);

#define kthread_run(fn, data, ...)					\
({									\
	struct task_struct *__t = kthread_create(fn, data, __VA_ARGS__);	\
									\
	if (!IS_ERR(__t))						\
		wake_up_process(__t);					\
	__t;								\
})

/*
 * Tell the thread to end, wait until it did, return what its function returned.  A thread that was never
 * woken does not run: -EINTR.  A thread that is to be stopped must not end before it is told to.
 */
int kthread_stop(struct task_struct *task);

/* For the thread itself. */
bool kthread_should_stop(void);
/* End, as if the thread's function returned that. */
void kthread_exit(long result) __noreturn;

#endif /* LINUX_KTHREAD_H */
