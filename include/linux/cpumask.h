/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CPUMASK_H
#define LINUX_CPUMASK_H

/*
 * Sets of CPUs.  A possible CPU is in the device tree and its number is below NR_CPUS.  An online
 * CPU is running.
 */

#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/cleanup.h>
#include <linux/find.h>
#include <linux/kernel.h>
#include <linux/threads.h>

struct cpumask {
	DECLARE_BITMAP(bits, NR_CPUS);
};

typedef struct cpumask cpumask_t;

extern struct cpumask __cpu_possible_mask, __cpu_online_mask;
extern unsigned int __num_online_cpus;

#define cpu_possible_mask	((const struct cpumask *)&__cpu_possible_mask)
#define cpu_online_mask		((const struct cpumask *)&__cpu_online_mask)
#define cpumask_bits(mask)	((mask)->bits)
#define nr_cpu_ids		((unsigned int)NR_CPUS)

#define for_each_cpu(cpu, mask)		for_each_set_bit(cpu, cpumask_bits(mask), NR_CPUS)
#define for_each_possible_cpu(cpu)	for_each_cpu(cpu, cpu_possible_mask)
#define for_each_online_cpu(cpu)	for_each_cpu(cpu, cpu_online_mask)

/* No mask contains an invalid CPU number; setting or clearing an invalid number has no effect. */
static inline void cpumask_set_cpu(unsigned int cpu, struct cpumask *mask)
{
	if (cpu < NR_CPUS)
		set_bit(cpu, cpumask_bits(mask));
}

static inline void cpumask_clear_cpu(unsigned int cpu, struct cpumask *mask)
{
	if (cpu < NR_CPUS)
		clear_bit(cpu, cpumask_bits(mask));
}

static inline bool cpumask_test_cpu(unsigned int cpu, const struct cpumask *mask)
{
	return cpu < NR_CPUS && test_bit(cpu, cpumask_bits(mask));
}

/* Return the first CPU in the mask, or a number of at least nr_cpu_ids if the mask is empty. */
static inline unsigned int cpumask_first(const struct cpumask *mask)
{
	return (unsigned int)find_first_bit(cpumask_bits(mask), NR_CPUS);
}

static inline unsigned int cpumask_weight(const struct cpumask *mask)
{
	return bitmap_weight(cpumask_bits(mask), NR_CPUS);
}

static inline void cpumask_clear(struct cpumask *mask)
{
	bitmap_zero(cpumask_bits(mask), NR_CPUS);
}

static inline void cpumask_copy(struct cpumask *to, const struct cpumask *from)
{
	bitmap_copy(cpumask_bits(to), cpumask_bits(from), NR_CPUS);
}

static inline bool cpumask_empty(const struct cpumask *mask)
{
	return bitmap_empty(cpumask_bits(mask), NR_CPUS);
}

/* An empty mask. */
#define CPU_MASK_NONE		((struct cpumask){})

#define num_possible_cpus()	cpumask_weight(cpu_possible_mask)
#define num_present_cpus()	num_possible_cpus()
#define num_online_cpus()	(NR_CPUS == 1 ? 1U : *(volatile unsigned int *)&__num_online_cpus)
#define cpu_online(cpu)		cpumask_test_cpu(cpu, cpu_online_mask)
#define cpu_possible(cpu)	cpumask_test_cpu(cpu, cpu_possible_mask)

#endif /* LINUX_CPUMASK_H */
