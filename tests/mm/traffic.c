// SPDX-License-Identifier: BSD-2-Clause
#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/timer.h>

#include "traffic.h"

static void *slots[16];
static DEFINE_PER_CPU(struct timer_list, timers);
static atomic_t nr_threads, nr_begun;
static bool stop;

static void pass(unsigned int i)
{
	void *p = kmalloc(16 + i % 8 * 24, GFP_ATOMIC | __GFP_NOWARN);

	kfree(__atomic_exchange_n(&slots[i % ARRAY_SIZE(slots)], p, __ATOMIC_ACQ_REL));
}

static void traffic_in_interrupt(struct timer_list *timer)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(slots); i++)
		pass(i);
	mod_timer(timer, jiffies + 1);
}

static void start_timer(void)
{
	struct timer_list *timer = this_cpu_ptr(&timers);

	timer_setup(timer, traffic_in_interrupt, 0);
	mod_timer(timer, jiffies + 1);
}

static int traffic_thread(void *unused)
{
	unsigned int i = 0;

	start_timer();
	atomic_inc(&nr_begun);
	while (!READ_ONCE(stop)) {
		pass(i++);
		cond_resched();
	}
	timer_delete_sync(this_cpu_ptr(&timers));
	atomic_dec_return_release(&nr_threads);
	return 0;
}

void traffic_begin(void)
{
	unsigned int cpu, self = smp_processor_id();

	WRITE_ONCE(stop, false);
	atomic_set(&nr_begun, 0);
	start_timer();
	for_each_online_cpu(cpu) {
		struct task_struct *task;

		if (cpu == self)
			continue;
		task = kthread_create_on_cpu(traffic_thread, NULL, cpu, "traffic/%u");
		if (IS_ERR(task))
			continue;
		atomic_inc(&nr_threads);
		wake_up_process(task);
	}
	while (atomic_read(&nr_begun) != atomic_read(&nr_threads))
		cond_resched();
}

void traffic_end(void)
{
	WRITE_ONCE(stop, true);
	timer_delete_sync(this_cpu_ptr(&timers));
	while (atomic_read_acquire(&nr_threads))
		cond_resched();
	for (unsigned int i = 0; i < ARRAY_SIZE(slots); i++) {
		kfree(slots[i]);
		slots[i] = NULL;
	}
}
