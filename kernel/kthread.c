// SPDX-License-Identifier: BSD-2-Clause
/*
 * Kernel threads.  struct kthread contains a thread's function, its result, and the request to
 * stop.
 *
 * struct kthread belongs to the task and is freed with the task's last reference.  The running
 * thread holds one reference, which the scheduler drops when the stack is no longer in use.
 * kthread_stop() holds another reference during the call.
 */

#include <linux/completion.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/sprintf.h>

struct kthread {
	int (*fn)(void *data);
	void *data;
	int result;
	bool should_stop;
	struct completion exited;
};

static void kthread_main(void *arg)
{
	struct kthread *self = arg;

	kthread_exit(READ_ONCE(self->should_stop) ? -EINTR : self->fn(self->data));
}

void kthread_exit(long result)
{
	struct kthread *self = current->kthread;

	self->result = result;
	complete(&self->exited);
	task_exit();
}

static struct task_struct *kthread_new(int (*fn)(void *data), void *data, unsigned int cpu,
				       const char *name)
{
	struct kthread *self = kzalloc(sizeof(*self), GFP_KERNEL);
	struct task_struct *task;

	if (!self)
		return ERR_PTR(-ENOMEM);
	self->fn = fn;
	self->data = data;
	init_completion(&self->exited);
	task = task_create(kthread_main, self, cpu, name);
	if (!task) {
		kfree(self);
		return ERR_PTR(-ENOMEM);
	}
	task->kthread = self;
	return task;
}

struct task_struct *kthread_create_on_cpu(int (*fn)(void *data), void *data, unsigned int cpu,
					  const char *namefmt)
{
	char name[TASK_COMM_LEN];

	if (WARN(!cpu_possible(cpu), "kthread_create_on_cpu: there is no CPU %u\n", cpu))
		return ERR_PTR(-EINVAL);
	scnprintf(name, sizeof(name), namefmt, cpu);
	return kthread_new(fn, data, cpu, name);
}

struct task_struct *kthread_create(int (*fn)(void *data), void *data, const char *namefmt, ...)
{
	char name[TASK_COMM_LEN];
	va_list args;

	va_start(args, namefmt);
	vscnprintf(name, sizeof(name), namefmt, args);
	va_end(args);
	return kthread_new(fn, data, smp_processor_id(), name);
}

int kthread_stop(struct task_struct *task)
{
	struct kthread *kthread = task->kthread;
	int result;

	might_sleep();
	get_task_struct(task);
	WRITE_ONCE(kthread->should_stop, true);
	wake_up_process(task);
	wait_for_completion(&kthread->exited);
	result = kthread->result;
	put_task_struct(task);
	return result;
}

bool kthread_should_stop(void)
{
	struct kthread *self = current->kthread;

	return self && READ_ONCE(self->should_stop);
}

void *kthread_func(struct task_struct *task)
{
	struct kthread *kthread = task->kthread;

	return kthread ? kthread->fn : NULL;
}

void *kthread_data(struct task_struct *task)
{
	struct kthread *kthread = task->kthread;

	return kthread->data;
}
