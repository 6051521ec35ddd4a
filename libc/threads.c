// SPDX-License-Identifier: BSD-2-Clause
/*
 * Threads for the C library, and their per-thread data.  The data is created on first use, and
 * freed when the thread exits.
 */

#include <internal/console.h>
#include <internal/stack.h>
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "libc/os.h"

#ifdef CONFIG_LIBC_NEWLIB
/*
 * Return newlib's data of the current thread.  newlib accesses errno and all of its per-thread
 * state through this function.
 */
void *__getreent(void)
{
	struct task_struct *self = current;

	return likely(self->libc) ? self->libc : libc_thread_data();
}
#endif

void *os_thread_data(void)
{
	return current->libc;
}

void os_thread_used(void)
{
	current->libc_exit = libc_thread_exit;
}

void os_set_thread_data(void *data)
{
	current->libc = data;
	os_thread_used();
}

void *os_alloc(size_t size)
{
	return kzalloc(size, GFP_KERNEL);
}

void os_free(void *p)
{
	kfree(p);
}

const void *os_self(void)
{
	return current;
}

void os_set_thread_name(const void *thread, const char *name)
{
	struct task_struct *task = (struct task_struct *)thread;

	strscpy(task->comm, name, sizeof(task->comm));
}

struct start {
	void (*fn)(void *arg);
	void *arg;
};

static int threads_run(void *data)
{
	struct start start = *(struct start *)data;

	kfree(data);
	start.fn(start.arg);
	return 0;
}

static unsigned int threads_next_cpu(void)
{
	static atomic_t last;
	unsigned int n = atomic_inc_return(&last) % num_online_cpus();
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		if (!n--)
			break;
	}
	return cpu;
}

int os_thread_create(void (*fn)(void *arg), void *arg, size_t stack_size)
{
	struct task_struct *task;
	struct start *start;

	start = kmalloc(sizeof(*start), GFP_KERNEL);
	if (!start)
		return -EAGAIN;
	*start = (struct start){ fn, arg };
	task = kthread_create_on_cpu(threads_run, start, threads_next_cpu(), "pthread");
	if (IS_ERR(task)) {
		kfree(start);
		return -EAGAIN;
	}
	if (stack_size > THREAD_SIZE && app_stack_alloc(task, stack_size)) {
		kthread_stop(task);
		kfree(start);
		return -EAGAIN;
	}
	wake_up_process(task);
	return 0;
}

void os_thread_exit(void)
{
	ctrl_c_thread_ends();
	kthread_exit(0);
}

void *os_thread_pointer(void)
{
	return current->pthread;
}

void os_set_thread_pointer(void *p)
{
	current->pthread = p;
	os_thread_used();
}

unsigned int os_cpus(void)
{
	return num_online_cpus();
}

void os_yield(void)
{
	cond_resched();
}
