/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_KTHREAD_H
#define LINUX_KTHREAD_H

/* Kernel threads with Linux's interface.  Context: thread. */

#include <linux/err.h>
#include <linux/sched.h>

/*
 * Create a thread, which starts to run after wake_up_process().  Returns ERR_PTR(-ENOMEM) on
 * failure.  kthread_create_on_cpu() binds the thread to @cpu; @namefmt may contain one %u for the
 * CPU's number.  If @cpu does not exist, it prints a report and returns ERR_PTR(-EINVAL).
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
 * Ask the thread to end, and wait until it has ended.  Returns the result of the thread's function,
 * or -EINTR if the thread was never woken.  The thread must not end before kthread_stop() is
 * called.
 */
int kthread_stop(struct task_struct *task);

/* Return true if kthread_stop() was called for the calling thread. */
bool kthread_should_stop(void);
/* End the calling thread as if its function had returned @result. */
void kthread_exit(long result) __noreturn;

/*
 * Return the function of a thread, or NULL if kthread_create() did not create the thread, and the
 * argument of the function.  The caller has a reference to the thread.  Context: any.
 */
void *kthread_func(struct task_struct *task);
void *kthread_data(struct task_struct *task);

#endif /* LINUX_KTHREAD_H */
