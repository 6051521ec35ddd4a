// SPDX-License-Identifier: BSD-2-Clause
/* Tests of CPU masks. */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/compiler.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/numa.h>
#include <linux/smp.h>
#include <linux/topology.h>

#include "../expect.h"

#define LAST	(NR_CPUS - 1)

static int nothing(void *data)
{
	return 0;
}

static void ignore(void *info)
{
}

static void cpumask_test_bits(struct kunit *test)
{
	cpumask_t mask, copy;

	cpumask_clear(&mask);
	KUNIT_EXPECT_TRUE(test, cpumask_empty(&mask));
	KUNIT_EXPECT_EQ(test, cpumask_weight(&mask), 0U);
	cpumask_set_cpu(0, &mask);
	cpumask_set_cpu(LAST, &mask);
	KUNIT_EXPECT_FALSE(test, cpumask_empty(&mask));
	KUNIT_EXPECT_EQ(test, cpumask_weight(&mask), LAST ? 2U : 1U);
	KUNIT_EXPECT_TRUE(test, cpumask_test_cpu(0, &mask));
	KUNIT_EXPECT_TRUE(test, cpumask_test_cpu(LAST, &mask));
	if (LAST > 1)
		KUNIT_EXPECT_FALSE(test, cpumask_test_cpu(1, &mask));
	cpumask_clear(&copy);
	cpumask_copy(&copy, &mask);
	KUNIT_EXPECT_EQ(test, cpumask_weight(&copy), cpumask_weight(&mask));
	cpumask_clear_cpu(LAST, &mask);
	KUNIT_EXPECT_FALSE(test, cpumask_test_cpu(LAST, &mask));
	KUNIT_EXPECT_TRUE(test, cpumask_test_cpu(LAST, &copy));
	cpumask_clear(&copy);
	KUNIT_EXPECT_TRUE(test, cpumask_empty(&copy));
}

/* Operations and iterations see the possible CPUs only, and wrap around once. */
static void cpumask_test_operations(struct kunit *test)
{
	cpumask_t all, odd = CPU_MASK_NONE, both;
	unsigned int cpu, nr = 0, start = nr_cpu_ids / 2;

	cpumask_setall(&all);
	KUNIT_EXPECT_TRUE(test, cpumask_full(&all));
	KUNIT_EXPECT_TRUE(test, cpumask_equal(&all, cpu_possible_mask));
	KUNIT_EXPECT_EQ(test, cpumask_last(&all), nr_cpu_ids - 1);
	KUNIT_EXPECT_GE(test, cpumask_next((int)nr_cpu_ids - 1, &all), nr_cpu_ids);
	for (cpu = 1; cpu < nr_cpu_ids; cpu += 2)
		cpumask_set_cpu(cpu, &odd);
	KUNIT_EXPECT_TRUE(test, cpumask_subset(&odd, &all));
	KUNIT_EXPECT_EQ(test, cpumask_and(&both, &odd, &all), nr_cpu_ids > 1);
	KUNIT_EXPECT_TRUE(test, cpumask_equal(&both, &odd));
	cpumask_andnot(&both, &all, &odd);
	KUNIT_EXPECT_FALSE(test, cpumask_intersects(&both, &odd));
	KUNIT_EXPECT_EQ(test, cpumask_first_zero(&both), nr_cpu_ids > 1 ? 1U : nr_cpu_ids);
	for_each_cpu_wrap(cpu, &all, start) {
		KUNIT_EXPECT_EQ(test, cpu, (start + nr) % nr_cpu_ids);
		nr++;
	}
	KUNIT_EXPECT_EQ(test, nr, nr_cpu_ids);
	for_each_cpu_andnot(cpu, &all, &odd)
		KUNIT_EXPECT_EQ(test, cpu % 2, 0U);
}

/* Operations on CPU numbers that do not exist are refused, and change no memory after the mask. */
static void cpumask_test_no_cpu(struct kunit *test)
{
	struct {
		cpumask_t mask;
		unsigned long behind[4];
	} m = { .behind = { ULONG_MAX, ULONG_MAX, ULONG_MAX, ULONG_MAX } };
	static const unsigned int none[] = { NR_CPUS, NR_CPUS + 1, 99 + NR_CPUS, UINT_MAX };

	for (unsigned int i = 0; i < ARRAY_SIZE(none); i++) {
		unsigned int cpu = none[i];
		struct task_struct *task;

		OPTIMIZER_HIDE_VAR(cpu);
		KUNIT_EXPECT_FALSE(test, cpu_possible(cpu));
		KUNIT_EXPECT_FALSE(test, cpu_online(cpu));
		KUNIT_EXPECT_FALSE(test, cpumask_test_cpu(cpu, &m.mask));
		cpumask_set_cpu(cpu, &m.mask);
		cpumask_clear_cpu(cpu, &m.mask);
		KUNIT_EXPECT_TRUE(test, cpumask_empty(&m.mask));
		EXPECT_REPORT(test, task = kthread_create_on_cpu(nothing, NULL, cpu, "%u"));
		KUNIT_EXPECT_EQ(test, PTR_ERR(task), (long)-EINVAL);
		KUNIT_EXPECT_NE(test, smp_call_function_single((int)cpu, ignore, NULL, 1), 0);
		if (IS_ENABLED(CONFIG_NUMA))
			KUNIT_EXPECT_EQ(test, cpu_to_node((int)cpu), NUMA_NO_NODE);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(m.behind); i++)
		KUNIT_EXPECT_EQ(test, m.behind[i], ULONG_MAX);
}

static void cpumask_test_for_each(struct kunit *test)
{
	cpumask_t mask, seen;
	unsigned int cpu, nr = 0;

	cpumask_clear(&mask);
	cpumask_clear(&seen);
	for (cpu = 0; cpu < NR_CPUS; cpu += 3)
		cpumask_set_cpu(cpu, &mask);
	for_each_cpu(cpu, &mask) {
		KUNIT_EXPECT_EQ(test, cpu, 3 * nr);
		cpumask_set_cpu(cpu, &seen);
		nr++;
	}
	KUNIT_EXPECT_EQ(test, nr, cpumask_weight(&mask));
	KUNIT_EXPECT_EQ(test, memcmp(&seen, &mask, sizeof(mask)), 0);
	cpumask_clear(&mask);
	for_each_cpu(cpu, &mask)
		KUNIT_FAIL(test, "CPU %u of an empty set", cpu);
}

/* The current CPU is online, and each online CPU is possible. */
static void cpumask_test_machine(struct kunit *test)
{
	unsigned int cpu, online = 0, possible = 0;

	for_each_online_cpu(cpu) {
		KUNIT_EXPECT_TRUE(test, cpu_possible(cpu));
		KUNIT_EXPECT_TRUE(test, cpu_online(cpu));
		online++;
	}
	for_each_possible_cpu(cpu) {
		KUNIT_EXPECT_LT(test, cpu, nr_cpu_ids);
		possible++;
	}
	KUNIT_EXPECT_EQ(test, online, num_online_cpus());
	KUNIT_EXPECT_EQ(test, possible, num_possible_cpus());
	KUNIT_EXPECT_EQ(test, cpumask_weight(cpu_online_mask), num_online_cpus());
	KUNIT_EXPECT_EQ(test, cpumask_weight(cpu_possible_mask), num_possible_cpus());
	KUNIT_EXPECT_TRUE(test, cpu_online(smp_processor_id()));
}

/* Masks with one CPU, and masks that are declared as a cpumask_var_t. */
static void cpumask_test_of(struct kunit *test)
{
	cpumask_var_t all;

	KUNIT_ASSERT_TRUE(test, zalloc_cpumask_var(&all, GFP_KERNEL));
	KUNIT_EXPECT_TRUE(test, cpumask_empty(all));
	for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++) {
		KUNIT_EXPECT_EQ(test, cpumask_weight(cpumask_of(cpu)), 1U);
		KUNIT_EXPECT_EQ(test, cpumask_first(cpumask_of(cpu)), cpu);
		cpumask_or(all, all, cpumask_of(cpu));
	}
	KUNIT_EXPECT_EQ(test, cpumask_weight(all), (unsigned int)NR_CPUS);
	free_cpumask_var(all);
}

/* Masks as text.  Parsing writes the whole mask, and printing does not count the terminator. */
static void cpumask_test_text(struct kunit *test)
{
	struct cpumask mask;
	char buf[16];

	memset(&mask, 0xff, sizeof(mask));
	KUNIT_EXPECT_EQ(test, cpulist_parse("0\n", &mask), 0);
	KUNIT_EXPECT_EQ(test, cpumask_weight(&mask), 1U);
	memset(&mask, 0xff, sizeof(mask));
	KUNIT_EXPECT_EQ(test, cpumask_parse("1\n", &mask), 0);
	KUNIT_EXPECT_EQ(test, cpumask_weight(&mask), 1U);
	KUNIT_EXPECT_EQ(test, cpulist_parse("10000", &mask), -ERANGE);
	KUNIT_EXPECT_EQ(test, cpumap_print_list_to_buf(buf, cpumask_of(0), 0, sizeof(buf)), 2);
	KUNIT_EXPECT_STREQ(test, buf, "0\n");
	KUNIT_EXPECT_EQ(test, cpumap_print_bitmask_to_buf(buf, cpumask_of(0), 0, sizeof(buf)),
			(ssize_t)strlen(buf));
}

static struct kunit_case cpumask_cases[] = {
	KUNIT_CASE(cpumask_test_bits),
	KUNIT_CASE(cpumask_test_operations),
	KUNIT_CASE(cpumask_test_no_cpu),
	KUNIT_CASE(cpumask_test_for_each),
	KUNIT_CASE(cpumask_test_machine),
	KUNIT_CASE(cpumask_test_of),
	KUNIT_CASE(cpumask_test_text),
	{}
};

static struct kunit_suite cpumask_suite = {
	.name = "cpumask",
	.test_cases = cpumask_cases,
};
kunit_test_suite(cpumask_suite);
