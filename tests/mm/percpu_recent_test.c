// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the per-CPU memory that a CPU freed recently: it is allocated again without a lock, and
 * the checks of free_percpu() hold for it, also if several CPUs free the same pointer.
 */

#include <internal/kasan.h>
#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "mm/percpu/percpu.h"
#include "../warnings.h"

kunit_validator(percpu_recent, percpu_validate);

/*
 * Allocate @size bytes, set them to ones, free them and allocate them again.  Returns true if the
 * second allocation is the same memory, cleared, and the lists of free blocks did not change.
 */
static bool allocated_again(struct kunit *test, size_t size)
{
	char __percpu *first, *second;
	unsigned long irq, nr_free;
	bool again, cleared = true;
	int cpu;

	local_irq_save(irq);
	first = __alloc_percpu_gfp(size, 8, GFP_NOWAIT);
	nr_free = pcpu.nr_free;
	if (first) {
		for_each_possible_cpu(cpu)
			memset(per_cpu_ptr(first, cpu), 0xff, size);
	}
	free_percpu(first);
	second = __alloc_percpu_gfp(size, 8, GFP_NOWAIT);
	again = first && second == first && pcpu.nr_free == nr_free;
	local_irq_restore(irq);
	KUNIT_EXPECT_NOT_NULL(test, second);
	if (second) {
		for_each_possible_cpu(cpu)
			cleared = cleared && mem_is_zero(per_cpu_ptr(second, cpu), size);
	}
	KUNIT_EXPECT_TRUE(test, cleared);
	free_percpu(second);
	return again;
}

static void percpu_recent_test_again(struct kunit *test)
{
	if (kasan_enabled())
		kunit_skip(test, "KASAN has red zones behind them");
	if (CONFIG_PERCPU_DYNAMIC_RESERVE < 8192)
		kunit_skip(test, "the first chunk may be full");
	for (size_t size = 1; size <= PCPU_RECENT_SIZES * PCPU_MIN_ALLOC_SIZE; size++)
		KUNIT_EXPECT_TRUE(test, allocated_again(test, size));
}

/* ---- several CPUs free the same pointer ------------------------------------------------------ */

#define NR_ROUNDS	30

static u64 __percpu *contested;
static atomic_t nr_waiting, nr_left;

static int free_contested(void *unused)
{
	atomic_dec(&nr_waiting);
	while (atomic_read_acquire(&nr_waiting))
		cpu_relax();
	free_percpu(contested);
	atomic_dec_return_release(&nr_left);
	return 0;
}

/* Of all CPUs that free the same pointer at the same time, one succeeds.  The others warn. */
static void percpu_recent_test_twice(struct kunit *test)
{
	unsigned long warned = warnings_seen(), refused = 0;
	unsigned int nr = min(num_online_cpus(), 4U);

	if (nr == 1)
		kunit_skip(test, "one CPU");
	for (unsigned int round = 0; round < NR_ROUNDS; round++) {
		unsigned int tried = 0, started = 0;
		int cpu;

		contested = alloc_percpu(u64);
		KUNIT_ASSERT_NOT_NULL(test, contested);
		atomic_set(&nr_waiting, nr);
		atomic_set(&nr_left, nr);
		for_each_online_cpu(cpu) {
			struct task_struct *task;

			if (tried++ == nr)
				break;
			task = kthread_create_on_cpu(free_contested, NULL, cpu, "free/%u");
			if (IS_ERR(task)) {
				/* The other threads must not wait for this one. */
				atomic_dec(&nr_waiting);
				atomic_dec(&nr_left);
				continue;
			}
			wake_up_process(task);
			started++;
		}
		KUNIT_EXPECT_EQ(test, started, nr);
		while (atomic_read_acquire(&nr_left))
			msleep(1);
		if (started)
			refused += started - 1;
		else
			free_percpu(contested);
		KUNIT_EXPECT_EQ(test, percpu_validate(), 0);
	}
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + refused);
}

static struct kunit_case percpu_recent_test_cases[] = {
	KUNIT_CASE(percpu_recent_test_again),
	KUNIT_CASE(percpu_recent_test_twice),
	{}
};

static struct kunit_suite percpu_recent_test_suite = {
	.name = "percpu_recent",
	.test_cases = percpu_recent_test_cases,
};
kunit_test_suite(percpu_recent_test_suite);
