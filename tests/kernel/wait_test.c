// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of wait queues: which threads a wake-up wakes, and what a wait with a time-out returns at
 * its last tick.
 */

#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/limits.h>
#include <linux/sched.h>
#include <linux/timer.h>
#include <linux/wait.h>

#include "../threads.h"

#define NR_EACH	3

static DECLARE_WAIT_QUEUE_HEAD(queue);
static atomic_t shared_woken, exclusive_woken, left;
static struct completion all_ended;

static void wait_once(atomic_t *woken, bool exclusive)
{
	DEFINE_WAIT(wait);

	if (exclusive)
		prepare_to_wait_exclusive(&queue, &wait, TASK_UNINTERRUPTIBLE);
	else
		prepare_to_wait(&queue, &wait, TASK_INTERRUPTIBLE);
	schedule();
	finish_wait(&queue, &wait);
	atomic_inc(woken);
	if (atomic_dec_and_test(&left))
		complete(&all_ended);
}

static int wait_shared(void *unused)
{
	wait_once(&shared_woken, false);
	return 0;
}

static int wait_exclusive(void *unused)
{
	wait_once(&exclusive_woken, true);
	return 0;
}

/* Let all threads that can run on this CPU run. */
static void let_run(void)
{
	for (int i = 0; i < 10; i++)
		cond_resched();
}

static void start_waiters(struct kunit *test)
{
	struct task_struct *tasks[2 * NR_EACH];

	atomic_set(&shared_woken, 0);
	atomic_set(&exclusive_woken, 0);
	atomic_set(&left, 2 * NR_EACH);
	init_completion(&all_ended);
	for (int i = 0; i < 2 * NR_EACH; i++) {
		tasks[i] = i % 2 ? kthread_create(wait_shared, NULL, "shared") :
				   kthread_create(wait_exclusive, NULL, "exclusive");
	}
	KUNIT_ASSERT_TRUE(test, run_all_threads(tasks, 2 * NR_EACH));
	let_run();
	KUNIT_ASSERT_TRUE(test, waitqueue_active(&queue));
}

static void expect_woken(struct kunit *test, int nr_shared, int nr_exclusive)
{
	let_run();
	KUNIT_EXPECT_EQ(test, atomic_read(&shared_woken), nr_shared);
	KUNIT_EXPECT_EQ(test, atomic_read(&exclusive_woken), nr_exclusive);
}

static void end_waiters(struct kunit *test)
{
	wake_up_all(&queue);
	wait_for_completion(&all_ended);
	expect_woken(test, NR_EACH, NR_EACH);
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&queue));
}

/* wake_up() wakes all waiters that are not exclusive, and one exclusive waiter. */
static void wait_test_wake_up(struct kunit *test)
{
	start_waiters(test);
	wake_up(&queue);
	expect_woken(test, NR_EACH, 1);
	wake_up(&queue);
	expect_woken(test, NR_EACH, 2);
	end_waiters(test);
}

static void wait_test_wake_up_nr(struct kunit *test)
{
	start_waiters(test);
	wake_up_nr(&queue, 2);
	expect_woken(test, NR_EACH, 2);
	end_waiters(test);
}

/*
 * wake_up_interruptible() wakes only waiters whose sleep is interruptible.  In this test, these are
 * the waiters that are not exclusive.
 */
static void wait_test_wake_up_interruptible(struct kunit *test)
{
	start_waiters(test);
	wake_up_interruptible(&queue);
	expect_woken(test, NR_EACH, 0);
	wake_up_interruptible_all(&queue);
	expect_woken(test, NR_EACH, 0);
	end_waiters(test);
}

/* ---- the last tick --------------------------------------------------------------------------- */

struct late {
	struct timer_list timer;
	struct completion done;
};

static void complete_late(struct timer_list *timer)
{
	complete(&container_of(timer, struct late, timer)->done);
}

static void wait_test_completion_last_tick(struct kunit *test)
{
	struct late late;

	init_completion(&late.done);
	KUNIT_EXPECT_EQ(test, wait_for_completion_timeout(&late.done, 0), 0UL);
	complete(&late.done);
	KUNIT_EXPECT_EQ(test, wait_for_completion_timeout(&late.done, 0), 1UL);
	timer_setup(&late.timer, complete_late, 0);
	for (unsigned int i = 0; i < 20; i++) {
		unsigned long timeout = 3, result;

		mod_timer(&late.timer, jiffies + timeout);
		result = wait_for_completion_timeout(&late.done, timeout);
		timer_delete_sync(&late.timer);
		/*
		 * Either the completion came in time and the wait used it, or the completion came
		 * too late and can still be used.
		 */
		KUNIT_EXPECT_LE(test, result, timeout);
		KUNIT_EXPECT_EQ(test, try_wait_for_completion(&late.done), !result);
	}
}

static bool true_from_second_look(unsigned int *looks)
{
	return ++*looks > 1;
}

static void wait_test_event_last_tick(struct kunit *test)
{
	unsigned int looks = 0;

	KUNIT_EXPECT_EQ(test, wait_event_timeout(queue, true, 0), 1L);
	KUNIT_EXPECT_EQ(test, wait_event_timeout(queue, false, 0), 0L);
	KUNIT_EXPECT_GT(test, wait_event_timeout(queue, true_from_second_look(&looks), 0), 0L);
	looks = -1U;	/* the condition is true at the third check, after the time-out */
	KUNIT_EXPECT_EQ(test, wait_event_timeout(queue, true_from_second_look(&looks), 2), 1L);
	KUNIT_EXPECT_EQ(test, wait_event_interruptible_timeout(queue, true, 0), 1L);
	KUNIT_EXPECT_EQ(test, wait_event_interruptible(queue, true), 0);
}

/* complete_all() also completes all later waits. */
static void wait_test_complete_all(struct kunit *test)
{
	struct completion x;

	init_completion(&x);
	complete(&x);
	complete_all(&x);
	complete(&x);
	complete_all(&x);
	for (unsigned int i = 0; i < 3; i++) {
		KUNIT_EXPECT_TRUE(test, completion_done(&x));
		KUNIT_EXPECT_TRUE(test, try_wait_for_completion(&x));
		KUNIT_EXPECT_GT(test, wait_for_completion_timeout(&x, 0), 0UL);
		KUNIT_EXPECT_EQ(test, wait_for_completion_interruptible(&x), 0);
		complete(&x);
	}
	reinit_completion(&x);
	KUNIT_EXPECT_FALSE(test, completion_done(&x));
	complete(&x);
	KUNIT_EXPECT_TRUE(test, try_wait_for_completion(&x));
	KUNIT_EXPECT_FALSE(test, try_wait_for_completion(&x));
}

static struct kunit_case wait_cases[] = {
	KUNIT_CASE(wait_test_wake_up),
	KUNIT_CASE(wait_test_wake_up_nr),
	KUNIT_CASE(wait_test_wake_up_interruptible),
	KUNIT_CASE(wait_test_completion_last_tick),
	KUNIT_CASE(wait_test_event_last_tick),
	KUNIT_CASE(wait_test_complete_all),
	{}
};

static struct kunit_suite wait_suite = {
	.name = "wait",
	.test_cases = wait_cases,
};
kunit_test_suite(wait_suite);
