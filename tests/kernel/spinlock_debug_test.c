// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the reports of CONFIG_DEBUG_SPINLOCK.  After a report, the machine continues as if the
 * wrong call had not been made.
 */

#include <kunit/test.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/spinlock.h>

#include "../in_interrupt.h"
#include "../said.h"
#include "../threads.h"

static DEFINE_SPINLOCK(outer);
static DEFINE_SPINLOCK(inner);

static noinline void lock_outer(void) __no_context_analysis
{
	spin_lock(&outer);
	barrier();	/* no tail call */
}

static noinline void unlock_outer(void) __no_context_analysis
{
	spin_unlock(&outer);
	barrier();
}

static void lock_and_unlock_outer(void)
{
	lock_outer();
	unlock_outer();
}

static void spinlock_recursion(struct kunit *test)
{
	lock_outer();
	EXPECT_WARNS(test, lock_outer());
	EXPECT_SAID(test, "spinlock recursion: lock at");
	if (IS_ENABLED(CONFIG_KALLSYMS) && IS_ENABLED(CONFIG_FRAME_POINTER))
		EXPECT_SAID(test, "locked it at lock_outer+");
	unlock_outer();
	/* The first unlock belongs to the reported second lock_outer(), and has no effect. */
	KUNIT_EXPECT_TRUE(test, spin_is_locked(&outer));
	unlock_outer();
	KUNIT_EXPECT_FALSE(test, spin_is_locked(&outer));
}

static void spinlock_recursion_in_interrupt(struct kunit *test)
{
	lock_outer();
	EXPECT_WARNS(test, call_in_interrupt(lock_and_unlock_outer));
	EXPECT_SAID(test, "spinlock recursion: lock at");
	KUNIT_EXPECT_TRUE(test, spin_is_locked(&outer));
	unlock_outer();
	KUNIT_EXPECT_FALSE(test, spin_is_locked(&outer));
}

static void spinlock_bad_unlock(struct kunit *test)
{
	EXPECT_WARNS(test, unlock_outer());
	EXPECT_SAID(test, "spinlock unlock without lock: lock at");
	KUNIT_EXPECT_FALSE(test, spin_is_locked(&outer));
	lock_and_unlock_outer();
}

static int unlock_from_there(void *unused)
{
	unlock_outer();
	return 0;
}

/* A lock remains held if another CPU than its holder unlocks it. */
static void spinlock_unlock_elsewhere(struct kunit *test)
{
	unsigned int cpu = num_online_cpus() - 1;
	struct task_struct *task;

	if (!cpu)
		kunit_skip(test, "one CPU");
	task = kthread_create_on_cpu(unlock_from_there, NULL, cpu, "unlocker/%u");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	get_task_struct(task);
	lock_outer();
	mark();
	wake_up_process(task);
	while (READ_ONCE(task->state) != TASK_DEAD)
		cpu_relax();
	KUNIT_EXPECT_TRUE(test, spin_is_locked(&outer));
	EXPECT_SAID(test, ", held by CPU#0: ");
	warnings_seen();
	unlock_outer();
	put_task_struct(task);
}

/*
 * Locks may be released in any order.  Locks that were acquired by spin_trylock() are recorded,
 * too.
 */
static void spinlock_any_order(struct kunit *test) __no_context_analysis
{
	unsigned long warned = warnings_seen();

	spin_lock(&outer);
	KUNIT_EXPECT_TRUE(test, spin_trylock(&inner));
	KUNIT_EXPECT_FALSE(test, spin_trylock(&inner));
	spin_unlock(&outer);
	spin_lock(&outer);
	spin_unlock(&inner);
	spin_unlock(&outer);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	KUNIT_ASSERT_TRUE(test, spin_trylock(&outer));
	EXPECT_WARNS(test, spin_lock(&outer));
	spin_unlock(&outer);
	spin_unlock(&outer);
}

/*
 * lockdep_assert_held() warns if this CPU does not hold the spinlock, or if this thread does not
 * own the mutex.
 */
static void spinlock_asserted(struct kunit *test) __no_context_analysis
{
	static DEFINE_MUTEX(mutex);
	unsigned long warned = warnings_seen();

	spin_lock(&outer);
	lockdep_assert_held(&outer);
	lockdep_assert_held((const spinlock_t *)&outer);
	KUNIT_EXPECT_FALSE(test, lockdep_is_held(&inner));
	EXPECT_WARNS(test, lockdep_assert_held(&inner));
	spin_unlock(&outer);
	EXPECT_WARNS(test, lockdep_assert_held(&outer));
	mutex_lock(&mutex);
	lockdep_assert_held(&mutex);
	lockdep_assert_held((const struct mutex *)&mutex);
	mutex_unlock(&mutex);
	EXPECT_WARNS(test, lockdep_assert_held(&mutex));
	EXPECT_WARNS(test, lockdep_assert_irqs_disabled());
	lockdep_assert_irqs_enabled();
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 4);
}

/* If a CPU holds more locks than it can record, the additional locks work, but are not checked. */
static void spinlock_many(struct kunit *test) __no_context_analysis
{
	static spinlock_t locks[40];
	unsigned long warned = warnings_seen();

	for (unsigned int i = 0; i < ARRAY_SIZE(locks); i++)
		spin_lock(&locks[i]);
	for (unsigned int i = 0; i < ARRAY_SIZE(locks); i++)
		spin_unlock(&locks[i]);
	for (unsigned int i = 0; i < ARRAY_SIZE(locks); i++)
		KUNIT_EXPECT_FALSE(test, spin_is_locked(&locks[i]));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(spinlock_recursion),
	KUNIT_CASE(spinlock_recursion_in_interrupt),
	KUNIT_CASE(spinlock_bad_unlock),
	KUNIT_CASE(spinlock_unlock_elsewhere),
	KUNIT_CASE(spinlock_any_order), KUNIT_CASE(spinlock_asserted),
	KUNIT_CASE(spinlock_many),
	{}
};

static struct kunit_suite spinlock_debug_suite = {
	.name = "spinlock_debug",
	.test_cases = cases,
};
kunit_test_suite(spinlock_debug_suite);
