// SPDX-License-Identifier: BSD-2-Clause
/*
 * The benchmark "handover": objects per second that one thread allocates and another one frees, on
 * one CPU or on two that run at the same time.  "make bench-native" compares them with those of
 * other allocators.
 */

#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <asm/processor.h>
#include <quarry/console.h>

#include "bench.h"

#define HANDOVER_ALLOC()	kmalloc(HANDOVER_SIZE, GFP_KERNEL)
#define HANDOVER_FREE(object)	kfree(object)
#define HANDOVER_PAUSE()	cpu_relax()

#include "../native/handover.h"

static int produce(void *unused)
{
	handover_produce();
	return 0;
}

static void print_rate(const char *param, unsigned long nr, u64 start)
{
	u64 ns = max(ktime_get_ns() - start, 1ULL);
	u64 rate = nr >= HANDOVER_OBJECTS ? div64_u64((u64)nr * NSEC_PER_SEC, ns) : 0;

	console_printf("handover_objects_per_second,%s,%llu,%llu\n", param,
		       (unsigned long long)rate, (unsigned long long)rate);
}

static void handover(void)
{
	unsigned int other = (smp_processor_id() + 1) % num_online_cpus();
	struct task_struct *task;
	u64 start = ktime_get_ns();

	print_rate("1cpus", handover_alone(), start);
	if (num_online_cpus() == 1)
		return;
	task = kthread_create_on_cpu(produce, NULL, other, "handover/%u");
	if (IS_ERR(task))
		return;
	start = ktime_get_ns();
	wake_up_process(task);
	print_rate("2cpus", handover_consume(), start);
}
BENCH_ALONE(handover, handover);
