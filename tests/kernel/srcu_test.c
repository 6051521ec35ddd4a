// SPDX-License-Identifier: BSD-2-Clause
/* Tests of sleepable RCU: which readers a grace period waits for, callbacks, misuse and threads. */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/srcu.h>

#include "../expect.h"

DEFINE_STATIC_SRCU(srcu);

static bool passed;

static int wait_for_readers(void *ssp)
{
	synchronize_srcu(ssp);
	WRITE_ONCE(passed, true);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

/* A grace period waits for the readers before it, which sleep, and not for those after it. */
static void srcu_test_grace(struct kunit *test)
{
	struct srcu_struct own;
	struct task_struct *task;
	int before, again, after;

	KUNIT_ASSERT_EQ(test, init_srcu_struct(&own), 0);
	synchronize_srcu(&own);
	KUNIT_EXPECT_FALSE(test, srcu_read_lock_held(&own));
	before = srcu_read_lock(&own);
	again = srcu_read_lock(&own);
	KUNIT_EXPECT_TRUE(test, srcu_read_lock_held(&own));
	passed = false;
	task = kthread_run(wait_for_readers, &own, "grace");
	msleep(3);
	after = srcu_read_lock(&own);
	srcu_read_unlock(&own, again);
	msleep(3);
	KUNIT_EXPECT_FALSE(test, READ_ONCE(passed));
	srcu_read_unlock(&own, before);
	if (!IS_ERR(task)) {
		KUNIT_EXPECT_NE(test, after, before);
		for (int i = 0; i < 1000 && !READ_ONCE(passed); i++)
			msleep(1);
		KUNIT_EXPECT_TRUE(test, READ_ONCE(passed));
		kthread_stop(task);
	}
	srcu_read_unlock(&own, after);
	synchronize_srcu_expedited(&own);
	cleanup_srcu_struct(&own);
}

/* ---- callbacks ------------------------------------------------------------------------------- */

static struct rcu_head heads[3];
static char order[4];
static unsigned int nr_called;

static void note_call(struct rcu_head *head)
{
	order[nr_called++] = (char)('a' + (head - heads));
}

static void srcu_test_callbacks(struct kunit *test)
{
	int idx = srcu_read_lock(&srcu);

	nr_called = 0;
	call_srcu(&srcu, &heads[1], note_call);
	call_srcu(&srcu, &heads[0], note_call);
	msleep(3);
	KUNIT_EXPECT_EQ(test, READ_ONCE(nr_called), 0);
	call_srcu(&srcu, &heads[2], note_call);
	srcu_read_unlock(&srcu, idx);
	srcu_barrier(&srcu);
	KUNIT_EXPECT_EQ(test, nr_called, 3);
	KUNIT_EXPECT_STREQ(test, order, "bac");
}

static void srcu_test_misuse(struct kunit *test)
{
	struct srcu_struct own;
	int idx;

	init_srcu_struct(&own);
	EXPECT_REPORT(test, srcu_read_unlock(&own, 0));
	EXPECT_REPORT(test, srcu_read_unlock(&own, 2));
	EXPECT_REPORT(test, srcu_read_unlock(&own, -1));
	idx = srcu_read_lock(&own);
	EXPECT_REPORT(test, srcu_read_unlock(&own, !idx));
	EXPECT_REPORT(test, cleanup_srcu_struct(&own));
	srcu_read_unlock(&own, idx);
	cleanup_srcu_struct(&own);
}

/* ---- threads --------------------------------------------------------------------------------- */

struct guarded {
	struct rcu_head rcu;
	int alive;
};

/* The objects in turn, so that one that is freed remains so for a while. */
static struct guarded ring[16];
static struct guarded __rcu *guarded;
static atomic_t nr_bad, nr_finished;

static int read_guarded(void *unused)
{
	for (unsigned int i = 0; i < 1000; i++) {
		scoped_guard(srcu, &srcu) {
			struct guarded *g = srcu_dereference(guarded, &srcu);

			for (unsigned int j = 0; g && j < 4; j++) {
				if (READ_ONCE(g->alive) != 1)
					atomic_inc(&nr_bad);
				cond_resched();
			}
		}
		cond_resched();
	}
	atomic_inc(&nr_finished);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

static void end_guarded(struct rcu_head *head)
{
	WRITE_ONCE(container_of(head, struct guarded, rcu)->alive, 0);
}

/* Replace the object, and end the old one after a grace period.  @i counts the calls. */
static void replace_guarded(unsigned int i)
{
	struct guarded *new = &ring[i % ARRAY_SIZE(ring)], *old;

	/* The callbacks of the objects that are used next have been called. */
	if (i % (ARRAY_SIZE(ring) / 2) == 0)
		srcu_barrier(&srcu);
	new->alive = 1;
	old = rcu_replace_pointer(guarded, new, true);
	if (old && i % 2) {
		call_srcu(&srcu, &old->rcu, end_guarded);
	} else if (old) {
		synchronize_srcu(&srcu);
		end_guarded(&old->rcu);
	}
}

/* Readers that sleep never see an object that ended after a grace period. */
static void srcu_test_threads(struct kunit *test)
{
	struct task_struct *tasks[2];
	int nr_started = 0;

	atomic_set(&nr_bad, 0);
	atomic_set(&nr_finished, 0);
	for (unsigned int i = 0; i < 2; i++) {
		tasks[i] = kthread_create_on_cpu(read_guarded, NULL, i % num_online_cpus(),
						 "read/%u");
		if (!IS_ERR(tasks[i])) {
			wake_up_process(tasks[i]);
			nr_started++;
		}
	}
	for (unsigned int i = 0; atomic_read(&nr_finished) < nr_started; i++) {
		replace_guarded(i);
		cond_resched();
	}
	for (unsigned int i = 0; i < 2; i++) {
		if (!IS_ERR(tasks[i]))
			kthread_stop(tasks[i]);
	}
	rcu_replace_pointer(guarded, NULL, true);
	srcu_barrier(&srcu);
	KUNIT_EXPECT_EQ(test, atomic_read(&nr_bad), 0);
}

static struct kunit_case srcu_cases[] = {
	KUNIT_CASE(srcu_test_grace),
	KUNIT_CASE(srcu_test_callbacks),
	KUNIT_CASE(srcu_test_misuse),
	KUNIT_CASE(srcu_test_threads),
	{}
};

static struct kunit_suite srcu_suite = {
	.name = "srcu",
	.test_cases = srcu_cases,
};
kunit_test_suite(srcu_suite);
