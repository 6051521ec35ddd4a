// SPDX-License-Identifier: BSD-2-Clause
/* Counters of which each CPU has its own. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cpumask.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/percpu_counter.h>

static DEFINE_PER_CPU(unsigned long, nr_packets);

static int __init percpu_demo_init(void)
{
	u64 __percpu *bytes = alloc_percpu(u64);
	struct percpu_counter total;
	unsigned long sum = 0;
	int cpu, err;

	if (!bytes)
		return -ENOMEM;
	for (int i = 0; i < 10; i++)
		this_cpu_inc(nr_packets);
	for_each_possible_cpu(cpu) {
		sum += per_cpu(nr_packets, cpu);
		*per_cpu_ptr(bytes, cpu) = 1500;
	}
	this_cpu_add(*bytes, 500);
	err = sum == 10 && this_cpu_read(*bytes) == 2000 ? 0 : -EINVAL;
	free_percpu(bytes);
	if (err)
		return err;
	err = percpu_counter_init(&total, 5, GFP_KERNEL);
	if (err)
		return err;
	percpu_counter_add(&total, 37);
	err = percpu_counter_sum(&total) == 42 ? 0 : -EINVAL;
	percpu_counter_destroy(&total);
	if (!err)
		pr_info("passed\n");
	return err;
}
module_init(percpu_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Variables of each CPU");
