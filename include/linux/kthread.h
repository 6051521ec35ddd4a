/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_KTHREAD_H
#define LINUX_KTHREAD_H

/* Kernel threads with Linux's interface.  Context: thread. */

#include <linux/err.h>
#include <linux/sched.h>

/*
 * Create a thread that runs after wake_up_process().  Returns ERR_PTR(-ENOMEM) on failure.  For a
 * thread on one CPU, @namefmt may contain one %u for the CPU's number; a CPU that does not exist is
 * reported and returns ERR_PTR(-EINVAL).
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
 * Ask the thread to end and wait for it.  Returns the result of its function, or -EINTR if it was
 * never woken.  The thread must not end before kthread_stop() is called.
 */
int kthread_stop(struct task_struct *task);

/* Called by the thread itself. */
bool kthread_should_stop(void);
/* End the thread as if its function had returned @result. */
void kthread_exit(long result) __noreturn;

#endif /* LINUX_KTHREAD_H */
