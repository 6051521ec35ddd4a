// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of sequence counters and sequence locks: when a reader must retry, and which states a
 * reader never sees.
 */

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/seqlock.h>
#include <linux/smp.h>
#include <linux/timer.h>

#include "../threads.h"

/*
 * Maximum number of writes of each writer, and maximum time in jiffies.  The time is limited
 * because the host of an emulator may not run the CPU that waits for the lock.
 */
#define NR_WRITES	20000
#define WRITE_TIME	(2 * HZ)

static void seqlock_test_count(struct kunit *test)
{
	seqcount_t s = SEQCNT_ZERO(s);
	unsigned int start = read_seqcount_begin(&s);

	KUNIT_EXPECT_FALSE(test, read_seqcount_retry(&s, start));
	write_seqcount_begin(&s);
	KUNIT_EXPECT_TRUE(test, read_seqcount_retry(&s, start));
	write_seqcount_end(&s);
	KUNIT_EXPECT_TRUE(test, read_seqcount_retry(&s, start));
	start = read_seqcount_begin(&s);
	KUNIT_EXPECT_FALSE(test, read_seqcount_retry(&s, start));
	/* The counter may wrap around. */
	s.sequence = -2U;
	start = read_seqcount_begin(&s);
	write_seqcount_begin(&s);
	write_seqcount_end(&s);
	KUNIT_EXPECT_TRUE(test, read_seqcount_retry(&s, start));
	KUNIT_EXPECT_EQ(test, read_seqcount_begin(&s), 0U);
	seqcount_init(&s);
	KUNIT_EXPECT_EQ(test, read_seqcount_begin(&s), 0U);
}

static DEFINE_SEQLOCK(lock);

static void seqlock_test_lock(struct kunit *test)
{
	unsigned int start = read_seqbegin(&lock);
	unsigned long flags;
	seqlock_t own;

	write_seqlock(&lock);
	KUNIT_EXPECT_TRUE(test, spin_is_locked(&lock.lock));
	KUNIT_EXPECT_TRUE(test, read_seqretry(&lock, start));
	write_sequnlock(&lock);
	KUNIT_EXPECT_FALSE(test, spin_is_locked(&lock.lock));
	start = read_seqbegin(&lock);
	KUNIT_EXPECT_FALSE(test, read_seqretry(&lock, start));
	write_seqlock_irqsave(&lock, flags);
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	KUNIT_EXPECT_TRUE(test, spin_is_locked(&lock.lock));
	write_sequnlock_irqrestore(&lock, flags);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
	KUNIT_EXPECT_TRUE(test, read_seqretry(&lock, start));
	seqlock_init(&own);
	start = read_seqbegin(&own);
	write_seqlock(&own);
	write_sequnlock(&own);
	KUNIT_EXPECT_TRUE(test, read_seqretry(&own, start));
}

/* Two values that every writer keeps equal. */
static struct {
	unsigned long a, b;
} pair;

static void write_pair(void)
{
	WRITE_ONCE(pair.a, pair.a + 1);
	cpu_relax();
	WRITE_ONCE(pair.b, pair.b + 1);
}

/* Return true if a reader saw different values. */
static bool read_differs(unsigned int *retries)
{
	unsigned int start;
	unsigned long a, b;

	for (;; ++*retries) {
		start = read_seqbegin(&lock);
		a = READ_ONCE(pair.a);
		b = READ_ONCE(pair.b);
		if (!read_seqretry(&lock, start))
			return a != b;
	}
}

static unsigned long written;

static int writer(void *data)
{
	unsigned long flags, end = jiffies + WRITE_TIME, i;

	for (i = 0; i < NR_WRITES && time_before(jiffies, end); i++) {
		if (i % 2) {
			write_seqlock(&lock);
			write_pair();
			write_sequnlock(&lock);
		} else {
			write_seqlock_irqsave(&lock, flags);
			write_pair();
			write_sequnlock_irqrestore(&lock, flags);
		}
	}
	__atomic_fetch_add(&written, i, __ATOMIC_RELAXED);
	complete(data);
	return 0;
}

/* Writers on other CPUs exclude each other, and a reader on this CPU sees no incomplete write. */
static void seqlock_test_writers(struct kunit *test)
{
	unsigned int retries = 0, differ = 0, reads = 0, nr = num_online_cpus() - 1;
	static struct task_struct *tasks[NR_CPUS];
	unsigned long before = pair.a;
	struct completion done;

	init_completion(&done);
	written = 0;
	if (!nr)
		kunit_skip(test, "needs two CPUs");
	for (unsigned int cpu = 1; cpu <= nr; cpu++)
		tasks[cpu] = kthread_create_on_cpu(writer, &done, cpu, "writer/%u");
	KUNIT_ASSERT_TRUE(test, run_all_threads(tasks, NR_CPUS));
	while (nr) {
		differ += read_differs(&retries);
		reads++;
		nr -= try_wait_for_completion(&done);
	}
	KUNIT_EXPECT_EQ(test, differ, 0U);
	KUNIT_EXPECT_GE(test, written, num_online_cpus() - 1UL);
	KUNIT_EXPECT_EQ(test, pair.a - before, written);
	KUNIT_EXPECT_EQ(test, pair.a, pair.b);
	kunit_info(test, "%lu writes, %u reads, %u begun anew\n", written, reads, retries);
}

static struct kunit_case seqlock_cases[] = {
	KUNIT_CASE(seqlock_test_count),
	KUNIT_CASE(seqlock_test_lock),
	KUNIT_CASE(seqlock_test_writers),
	{}
};

static struct kunit_suite seqlock_suite = {
	.name = "seqlock",
	.test_cases = seqlock_cases,
};
kunit_test_suite(seqlock_suite);
