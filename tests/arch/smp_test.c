// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of several CPUs that call functions on each other and share memory, as each architecture
 * must support it.
 */

#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <asm/barrier.h>
#include <asm/processor.h>

#include "../threads.h"

static void need_cpus(struct kunit *test)
{
	if (num_online_cpus() < 2)
		kunit_skip(test, "one CPU");
}

struct calls {
	atomic_t nr[NR_CPUS];
	atomic_t wrong;
};

static struct calls calls;

static void count_call(void *info)
{
	struct calls *c = info;

	atomic_inc(&c->nr[smp_processor_id()]);
	if (!irqs_disabled())
		atomic_inc(&c->wrong);
}

static void smp_test_call_many(struct kunit *test)
{
	int cpu, self = smp_processor_id();

	memset(&calls, 0, sizeof(calls));
	for (int i = 0; i < 200; i++)
		smp_call_function_many(cpu_online_mask, count_call, &calls, true);
	for_each_possible_cpu(cpu)
		KUNIT_EXPECT_EQ(test, atomic_read(&calls.nr[cpu]),
				cpu_online(cpu) && cpu != self ? 200 : 0);
	on_each_cpu(count_call, &calls, 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&calls.nr[self]), 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&calls.wrong), 0);
}

static atomic_t to_arrive, gave_up;

static void meet(void *info)
{
	u64 end = ktime_get_ns() + 5 * NSEC_PER_SEC;

	atomic_dec(&to_arrive);
	while (atomic_read(&to_arrive)) {
		cpu_relax();
		if (ktime_get_ns() > end) {
			atomic_inc(&gave_up);
			return;
		}
	}
}

/*
 * on_each_cpu() calls the function on all CPUs at the same time, including the CPU of the caller.
 */
static void smp_test_each_at_once(struct kunit *test)
{
	atomic_set(&gave_up, 0);
	atomic_set(&to_arrive, num_online_cpus());
	on_each_cpu(meet, NULL, 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&gave_up), 0);
}

static void smp_test_call_single(struct kunit *test)
{
	int cpu;

	memset(&calls, 0, sizeof(calls));
	for_each_online_cpu(cpu) {
		KUNIT_EXPECT_EQ(test, smp_call_function_single(cpu, count_call, &calls, 1), 0);
		KUNIT_EXPECT_EQ(test, atomic_read(&calls.nr[cpu]), 1);
	}
	KUNIT_EXPECT_EQ(test, smp_call_function_single(NR_CPUS, count_call, &calls, 1), -ENXIO);
	KUNIT_EXPECT_EQ(test, atomic_read(&calls.wrong), 0);
}

static DEFINE_PER_CPU(unsigned long, own);

static void write_own(void *info)
{
	__this_cpu_write(own, (unsigned long)info + smp_processor_id());
}

static void smp_test_percpu(struct kunit *test)
{
	int cpu;

	on_each_cpu(write_own, (void *)1000UL, 1);
	for_each_online_cpu(cpu)
		KUNIT_EXPECT_EQ(test, per_cpu(own, cpu), 1000UL + (unsigned long)cpu);
}

/* ---- a thread on every CPU -----------------------------------------------------------------*/

struct crew {
	void (*job)(struct crew *crew);
	atomic_t ready, left;
	struct completion done;
	int size;
	spinlock_t lock;
	unsigned long plain;
	atomic64_t atomic;
	unsigned long data[64], flag;
	u64 counter;
	atomic_t errors;
};

static int crew_main(void *arg)
{
	struct crew *crew = arg;

	atomic_inc(&crew->ready);
	while (atomic_read(&crew->ready) < crew->size)
		cond_resched();
	crew->job(crew);
	if (atomic_dec_and_test(&crew->left))
		complete(&crew->done);
	return 0;
}

static void run_crew(struct kunit *test, struct crew *crew, void (*job)(struct crew *crew))
{
	static struct task_struct *tasks[NR_CPUS];
	int cpu;

	memset(crew, 0, sizeof(*crew));
	spin_lock_init(&crew->lock);
	init_completion(&crew->done);
	crew->job = job;
	crew->size = num_online_cpus();
	atomic_set(&crew->left, crew->size);
	for_each_online_cpu(cpu)
		tasks[cpu] = kthread_create_on_cpu(crew_main, crew, cpu, "crew");
	KUNIT_ASSERT_TRUE(test, run_all_threads(tasks, NR_CPUS));
	wait_for_completion(&crew->done);
}

/*
 * Number of rounds.  The CPUs run in turn, and each turn may cost a time slice if the emulator has
 * more CPUs than the build machine.
 */
#define ROUNDS	500

static void add_under_lock(struct crew *crew)
{
	for (int i = 0; i < ROUNDS; i++) {
		unsigned long plain;

		spin_lock(&crew->lock);
		plain = READ_ONCE(crew->plain);
		for (int pause = 0; pause < 20; pause++)
			cpu_relax();
		WRITE_ONCE(crew->plain, plain + 1);
		spin_unlock(&crew->lock);
		atomic64_inc(&crew->atomic);
	}
}

static struct crew crew;

static void smp_test_lock(struct kunit *test)
{
	run_crew(test, &crew, add_under_lock);
	KUNIT_EXPECT_EQ(test, crew.plain, (unsigned long)crew.size * ROUNDS);
	KUNIT_EXPECT_EQ(test, atomic64_read(&crew.atomic), (s64)crew.size * ROUNDS);
}

/*
 * CPU 0 repeatedly stores 64 words and then sets a flag.  All other CPUs wait for the flag, and
 * check the words.
 */
static void pass_messages(struct crew *crew)
{
	for (unsigned long round = 1; round <= 200; round++) {
		if (!smp_processor_id()) {
			for (int i = 0; i < 64; i++)
				WRITE_ONCE(crew->data[i], round);
			smp_store_release(&crew->flag, round);
			cpu_relax();
			continue;
		}
		while (smp_load_acquire(&crew->flag) < round)
			cpu_relax();
		for (int i = 63; i >= 0; i--) {
			if (READ_ONCE(crew->data[i]) < round)
				atomic_inc(&crew->errors);
		}
	}
}

static void smp_test_message(struct kunit *test)
{
	need_cpus(test);
	run_crew(test, &crew, pass_messages);
	KUNIT_EXPECT_EQ(test, crew.flag, 200UL);
	KUNIT_EXPECT_EQ(test, atomic_read(&crew.errors), 0);
}

/* Check that the counter never decreases, even if different CPUs read it one after the other. */
static void read_counter(struct crew *crew)
{
	for (int i = 0; i < ROUNDS; i++) {
		u64 now;

		spin_lock(&crew->lock);
		now = arch_counter();
		if (now < crew->counter)
			atomic_inc(&crew->errors);
		crew->counter = now;
		spin_unlock(&crew->lock);
	}
}

static void smp_test_counter(struct kunit *test)
{
	run_crew(test, &crew, read_counter);
	KUNIT_EXPECT_EQ(test, atomic_read(&crew.errors), 0);
}

/*
 * Call a function on all other CPUs, while the other CPUs do the same.  The calls must not
 * deadlock.
 */
static void call_all(struct crew *crew)
{
	for (int i = 0; i < 50; i++)
		smp_call_function_many(cpu_online_mask, count_call, &calls, true);
}

static void smp_test_call_storm(struct kunit *test)
{
	int cpu;

	memset(&calls, 0, sizeof(calls));
	run_crew(test, &crew, call_all);
	for_each_online_cpu(cpu)
		KUNIT_EXPECT_EQ(test, atomic_read(&calls.nr[cpu]), 50 * (crew.size - 1));
}

static struct kunit_case smp_cases[] = {
	KUNIT_CASE(smp_test_call_many),
	KUNIT_CASE(smp_test_each_at_once),
	KUNIT_CASE(smp_test_call_single),
	KUNIT_CASE(smp_test_percpu),
	KUNIT_CASE(smp_test_lock),
	KUNIT_CASE(smp_test_message),
	KUNIT_CASE(smp_test_counter),
	KUNIT_CASE(smp_test_call_storm),
	{}
};

static struct kunit_suite smp_suite = {
	.name = "arch_smp",
	.test_cases = smp_cases,
};
kunit_test_suite(smp_suite);
