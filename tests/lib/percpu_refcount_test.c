// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of per-CPU reference counts: the states, the calls of callbacks, and that no reference is
 * lost.
 */

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/percpu-refcount.h>
#include <linux/sched.h>
#include <linux/smp.h>

#include "../warnings.h"

struct counted {
	struct percpu_ref ref;
	struct completion released, confirmed;
	unsigned int releases, confirms;
	bool live_at_confirm;
};

static struct counted c;

static void on_release(struct percpu_ref *ref)
{
	struct counted *counted = container_of(ref, struct counted, ref);

	counted->releases++;
	complete(&counted->released);
}

static void on_confirm(struct percpu_ref *ref)
{
	struct counted *counted = container_of(ref, struct counted, ref);

	counted->confirms++;
	counted->live_at_confirm = percpu_ref_tryget_live(ref);
	complete(&counted->confirmed);
}

static void start(struct kunit *test, unsigned int flags)
{
	c = (struct counted){};
	init_completion(&c.released);
	init_completion(&c.confirmed);
	KUNIT_ASSERT_EQ(test, percpu_ref_init(&c.ref, on_release, flags, GFP_KERNEL), 0);
}

static bool is_atomic(void)
{
	return c.ref.percpu_count_ptr & __PERCPU_REF_ATOMIC;
}

static void percpu_ref_test_life(struct kunit *test)
{
	start(test, 0);
	KUNIT_EXPECT_FALSE(test, is_atomic());
	percpu_ref_get(&c.ref);
	percpu_ref_get_many(&c.ref, 5);
	KUNIT_EXPECT_TRUE(test, percpu_ref_tryget(&c.ref));
	KUNIT_EXPECT_TRUE(test, percpu_ref_tryget_live(&c.ref));
	percpu_ref_put_many(&c.ref, 7);
	KUNIT_EXPECT_FALSE(test, percpu_ref_is_zero(&c.ref));
	KUNIT_EXPECT_FALSE(test, percpu_ref_is_dying(&c.ref));
	percpu_ref_kill_and_confirm(&c.ref, on_confirm);
	KUNIT_EXPECT_TRUE(test, percpu_ref_is_dying(&c.ref));
	KUNIT_EXPECT_FALSE(test, percpu_ref_tryget_live(&c.ref));
	wait_for_completion(&c.confirmed);
	KUNIT_EXPECT_FALSE(test, c.live_at_confirm);
	KUNIT_EXPECT_EQ(test, c.confirms, 1U);
	KUNIT_EXPECT_FALSE(test, percpu_ref_is_zero(&c.ref));
	KUNIT_EXPECT_TRUE(test, percpu_ref_tryget(&c.ref));
	percpu_ref_put(&c.ref);
	KUNIT_EXPECT_EQ(test, c.releases, 0U);
	percpu_ref_put(&c.ref);
	wait_for_completion(&c.released);
	KUNIT_EXPECT_FALSE(test, percpu_ref_tryget(&c.ref));
	KUNIT_EXPECT_TRUE(test, percpu_ref_is_zero(&c.ref));
	percpu_ref_exit(&c.ref);
	KUNIT_EXPECT_TRUE(test, percpu_ref_is_zero(&c.ref));
	KUNIT_EXPECT_EQ(test, c.releases, 1U);
}

/*
 * References may be dropped before the counts of the CPUs are added to the atomic count.  Until
 * then, the atomic count is invalid, and the release function is not called.
 */
static void percpu_ref_test_pending(struct kunit *test)
{
	start(test, 0);
	percpu_ref_get_many(&c.ref, 2);
	percpu_ref_kill(&c.ref);
	percpu_ref_put(&c.ref);
	KUNIT_EXPECT_EQ(test, c.releases, 0U);
	percpu_ref_put(&c.ref);
	KUNIT_EXPECT_EQ(test, c.releases, 0U);
	KUNIT_EXPECT_FALSE(test, percpu_ref_is_zero(&c.ref));
	wait_for_completion(&c.released);
	KUNIT_EXPECT_EQ(test, c.releases, 1U);
	percpu_ref_exit(&c.ref);
}

/*
 * If references are left, percpu_ref_exit() preserves their number, so that percpu_ref_is_zero()
 * returns false.
 */
static void percpu_ref_test_exit_early(struct kunit *test)
{
	start(test, PERCPU_REF_INIT_ATOMIC);
	percpu_ref_exit(&c.ref);
	KUNIT_EXPECT_FALSE(test, percpu_ref_is_zero(&c.ref));
	percpu_ref_exit(&c.ref);
}

static void percpu_ref_test_modes(struct kunit *test)
{
	start(test, PERCPU_REF_ALLOW_REINIT);
	percpu_ref_get_many(&c.ref, 3);
	percpu_ref_switch_to_atomic_sync(&c.ref);
	KUNIT_EXPECT_TRUE(test, is_atomic());
	KUNIT_EXPECT_EQ(test, atomic_long_read(&c.ref.data->count), 4L);
	percpu_ref_switch_to_atomic(&c.ref, on_confirm);
	KUNIT_EXPECT_EQ(test, c.confirms, 1U);
	KUNIT_EXPECT_TRUE(test, c.live_at_confirm);
	percpu_ref_put(&c.ref);
	percpu_ref_put(&c.ref);
	percpu_ref_switch_to_percpu(&c.ref);
	KUNIT_EXPECT_FALSE(test, is_atomic());
	percpu_ref_put(&c.ref);
	percpu_ref_get_many(&c.ref, 10);
	/*
	 * If a switch directly follows another switch, the second switch waits until the first one
	 * is complete.
	 */
	percpu_ref_switch_to_atomic(&c.ref, NULL);
	percpu_ref_switch_to_percpu(&c.ref);
	KUNIT_EXPECT_FALSE(test, is_atomic());
	percpu_ref_switch_to_atomic_sync(&c.ref);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&c.ref.data->count), 12L);
	percpu_ref_put_many(&c.ref, 11);
	KUNIT_EXPECT_EQ(test, c.releases, 0U);
	percpu_ref_kill(&c.ref);
	KUNIT_EXPECT_EQ(test, c.releases, 1U);
	percpu_ref_exit(&c.ref);
}

static void percpu_ref_test_revived(struct kunit *test)
{
	unsigned long warned = warnings_seen();

	start(test, PERCPU_REF_INIT_DEAD);
	KUNIT_EXPECT_TRUE(test, percpu_ref_is_zero(&c.ref));
	KUNIT_EXPECT_FALSE(test, percpu_ref_tryget(&c.ref));
	percpu_ref_reinit(&c.ref);
	KUNIT_EXPECT_FALSE(test, is_atomic() || percpu_ref_is_dying(&c.ref));
	for (unsigned int round = 1; round <= 3; round++) {
		percpu_ref_get(&c.ref);
		percpu_ref_kill(&c.ref);
		percpu_ref_resurrect(&c.ref);
		KUNIT_EXPECT_TRUE(test, percpu_ref_tryget_live(&c.ref));
		percpu_ref_put(&c.ref);
		percpu_ref_kill(&c.ref);
		percpu_ref_put(&c.ref);
		wait_for_completion(&c.released);
		KUNIT_EXPECT_EQ(test, c.releases, round);
		percpu_ref_reinit(&c.ref);
	}
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	percpu_ref_reinit(&c.ref);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	percpu_ref_kill(&c.ref);
	percpu_ref_kill(&c.ref);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 2);
	wait_for_completion(&c.released);
	percpu_ref_exit(&c.ref);
}

#define ROUNDS	300

static atomic_t nr_done;

/* Thread function: get references, which another CPU puts, while the state changes. */
static int take_and_give(void *arg)
{
	for (unsigned int i = 0; i < ROUNDS; i++) {
		percpu_ref_get_many(&c.ref, 3);
		percpu_ref_put(&c.ref);
		if (percpu_ref_tryget(&c.ref))
			percpu_ref_put(&c.ref);
		if (i % 16 == 0)
			schedule_timeout_uninterruptible(1);
	}
	atomic_inc(&nr_done);
	while (!kthread_should_stop())
		schedule_timeout_uninterruptible(1);
	return 0;
}

static void put_many(void *arg)
{
	percpu_ref_put_many(&c.ref, ROUNDS * 2);
}

static void percpu_ref_test_all_cpus(struct kunit *test)
{
	struct task_struct *tasks[NR_CPUS] = {};
	unsigned int cpu, nr = 0;

	start(test, PERCPU_REF_ALLOW_REINIT);
	atomic_set(&nr_done, 0);
	for_each_online_cpu(cpu) {
		tasks[cpu] = kthread_create_on_cpu(take_and_give, NULL, cpu, "percpu_ref");
		if (IS_ERR(tasks[cpu]))
			continue;
		wake_up_process(tasks[cpu]);
		nr++;
	}
	for (unsigned int i = 0; i < 10; i++) {
		percpu_ref_switch_to_atomic_sync(&c.ref);
		percpu_ref_switch_to_percpu(&c.ref);
	}
	/*
	 * Wait until each thread has run: kthread_stop() would prevent a thread that has not run
	 * yet from running.
	 */
	while (atomic_read(&nr_done) < (int)nr)
		schedule_timeout_uninterruptible(1);
	for_each_online_cpu(cpu) {
		if (!IS_ERR(tasks[cpu]))
			KUNIT_EXPECT_EQ(test, kthread_stop(tasks[cpu]), 0);
	}
	/* One CPU puts all references, so that its own count becomes negative. */
	for (cpu = 0; cpu < nr; cpu++)
		smp_call_function_single(num_online_cpus() - 1, put_many, NULL, 1);
	percpu_ref_switch_to_atomic_sync(&c.ref);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&c.ref.data->count), 1L);
	percpu_ref_kill(&c.ref);
	wait_for_completion(&c.released);
	percpu_ref_exit(&c.ref);
}

static const struct kunit_case percpu_ref_cases[] = {
	KUNIT_CASE(percpu_ref_test_life),
	KUNIT_CASE(percpu_ref_test_pending),
	KUNIT_CASE(percpu_ref_test_exit_early),
	KUNIT_CASE(percpu_ref_test_modes),
	KUNIT_CASE(percpu_ref_test_revived),
	KUNIT_CASE(percpu_ref_test_all_cpus),
	{}
};

static struct kunit_suite percpu_ref_suite = {
	.name = "percpu_ref",
	.test_cases = percpu_ref_cases,
};
kunit_test_suite(percpu_ref_suite);
