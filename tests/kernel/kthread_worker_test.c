// SPDX-License-Identifier: BSD-2-Clause
/* Tests of kthread workers: the order of items, delays, flushing, cancelling and misuse. */

#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/string.h>

#include "../expect.h"

/* An item that notes its letter. */
struct letter {
	struct kthread_work work;
	char name;
};

static char notes[16];
static struct task_struct *noted_by;

static void note_letter(struct kthread_work *work)
{
	size_t used = strlen(notes);

	if (used < sizeof(notes) - 1)
		notes[used] = container_of(work, struct letter, work)->name;
	noted_by = current;
}

#define LETTER(letter, n)	{ KTHREAD_WORK_INIT((letter).work, note_letter), n }

static struct letter letters[] = {
	LETTER(letters[0], 'a'), LETTER(letters[1], 'b'), LETTER(letters[2], 'c'),
};

/* An item that blocks its worker until the test continues it. */
static struct completion entered, go_on;

static void block_worker(struct kthread_work *work)
{
	complete(&entered);
	wait_for_completion(&go_on);
}

static DEFINE_KTHREAD_WORK(blocker, block_worker);

static void destroy_worker(void *worker)
{
	kthread_destroy_worker(worker);
}

static struct kthread_worker *start_test_worker(struct kunit *test)
{
	struct kthread_worker *worker = kthread_run_worker(0, "worker/%s", "test");

	KUNIT_ASSERT_FALSE(test, IS_ERR(worker));
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, destroy_worker, worker), 0);
	memset(notes, 0, sizeof(notes));
	init_completion(&entered);
	init_completion(&go_on);
	return worker;
}

/* Occupy the worker, so that further items stay in its list. */
static void occupy(struct kunit *test, struct kthread_worker *worker)
{
	KUNIT_EXPECT_TRUE(test, kthread_queue_work(worker, &blocker));
	wait_for_completion(&entered);
}

static void ktwork_test_order(struct kunit *test)
{
	struct kthread_worker *worker = start_test_worker(test);

	occupy(test, worker);
	KUNIT_EXPECT_TRUE(test, kthread_queue_work(worker, &letters[1].work));
	KUNIT_EXPECT_TRUE(test, kthread_queue_work(worker, &letters[0].work));
	KUNIT_EXPECT_TRUE(test, kthread_queue_work(worker, &letters[2].work));
	KUNIT_EXPECT_FALSE(test, kthread_queue_work(worker, &letters[1].work));
	KUNIT_EXPECT_STREQ(test, notes, "");
	complete(&go_on);
	kthread_flush_work(&letters[0].work);
	KUNIT_EXPECT_EQ(test, strncmp(notes, "ba", 2), 0);
	kthread_flush_worker(worker);
	KUNIT_EXPECT_STREQ(test, notes, "bac");
	KUNIT_EXPECT_PTR_EQ(test, noted_by, worker->task);
	KUNIT_EXPECT_TRUE(test, kthread_queue_work(worker, &letters[1].work));
	kthread_flush_worker(worker);
	KUNIT_EXPECT_STREQ(test, notes, "bacb");
}

/* Flushing waits for a running item, and does nothing for an item that was never queued. */
static void ktwork_test_flush(struct kunit *test)
{
	struct kthread_worker *worker = start_test_worker(test);
	struct kthread_work never;

	kthread_init_work(&never, note_letter);
	kthread_flush_work(&never);
	KUNIT_EXPECT_FALSE(test, kthread_cancel_work_sync(&never));
	occupy(test, worker);
	KUNIT_EXPECT_TRUE(test, kthread_queue_work(worker, &letters[0].work));
	complete(&go_on);
	kthread_flush_work(&blocker);
	KUNIT_EXPECT_PTR_NE(test, worker->current_work, &blocker);
	kthread_flush_worker(worker);
	KUNIT_EXPECT_STREQ(test, notes, "a");
	kthread_flush_work(&letters[0].work);
	/* It does not wait for the items behind. */
	KUNIT_EXPECT_TRUE(test, kthread_queue_work(worker, &letters[1].work));
	KUNIT_EXPECT_TRUE(test, kthread_queue_work(worker, &blocker));
	kthread_flush_work(&letters[1].work);
	KUNIT_EXPECT_STREQ(test, notes, "ab");
	complete(&go_on);
}

/* The items that are queued run before a worker ends. */
static void ktwork_test_destroy(struct kunit *test)
{
	struct kthread_worker *worker = kthread_create_worker(0, "worker");

	KUNIT_ASSERT_FALSE(test, IS_ERR(worker));
	memset(notes, 0, sizeof(notes));
	KUNIT_EXPECT_TRUE(test, kthread_queue_work(worker, &letters[0].work));
	KUNIT_EXPECT_TRUE(test, kthread_queue_work(worker, &letters[1].work));
	kthread_destroy_worker(worker);
	KUNIT_EXPECT_STREQ(test, notes, "ab");
}

static void ktwork_test_cancel(struct kunit *test)
{
	struct kthread_worker *worker = start_test_worker(test);

	occupy(test, worker);
	KUNIT_EXPECT_TRUE(test, kthread_queue_work(worker, &letters[0].work));
	KUNIT_EXPECT_TRUE(test, kthread_queue_work(worker, &letters[1].work));
	KUNIT_EXPECT_TRUE(test, kthread_cancel_work_sync(&letters[0].work));
	KUNIT_EXPECT_FALSE(test, kthread_cancel_work_sync(&letters[0].work));
	complete(&go_on);
	kthread_flush_worker(worker);
	KUNIT_EXPECT_STREQ(test, notes, "b");
}

/* ---- delays ---------------------------------------------------------------------------------- */

static unsigned long ran_at;

static void note_time(struct kthread_work *work)
{
	ran_at = jiffies;
	complete(&entered);
}

static DEFINE_KTHREAD_DELAYED_WORK(later, note_time);

static void ktwork_test_delay(struct kunit *test)
{
	struct kthread_worker *worker = start_test_worker(test);
	unsigned long start = jiffies;

	KUNIT_EXPECT_TRUE(test, kthread_queue_delayed_work(worker, &later, 3));
	KUNIT_EXPECT_FALSE(test, kthread_queue_delayed_work(worker, &later, 0));
	wait_for_completion(&entered);
	KUNIT_EXPECT_TRUE(test, time_after_eq(ran_at, start + 3));
	/* The delay is changed, from an hour to nothing. */
	KUNIT_EXPECT_TRUE(test, kthread_queue_delayed_work(worker, &later, 3600 * HZ));
	KUNIT_EXPECT_TRUE(test, kthread_mod_delayed_work(worker, &later, 0));
	wait_for_completion(&entered);
	KUNIT_EXPECT_TRUE(test, time_before(ran_at, start + 3600 * HZ));
	/* An item that is not queued is queued. */
	KUNIT_EXPECT_FALSE(test, kthread_mod_delayed_work(worker, &later, 1));
	wait_for_completion(&entered);
	kthread_flush_work(&later.work);
	KUNIT_EXPECT_EQ(test, worker->nr_delayed, 0);
	/* Neither flush waits for the delay. */
	KUNIT_EXPECT_TRUE(test, kthread_queue_delayed_work(worker, &later, 3600 * HZ));
	kthread_flush_work(&later.work);
	kthread_flush_worker(worker);
	KUNIT_EXPECT_FALSE(test, try_wait_for_completion(&entered));
	KUNIT_EXPECT_TRUE(test, kthread_cancel_delayed_work_sync(&later));
	KUNIT_EXPECT_FALSE(test, kthread_cancel_delayed_work_sync(&later));
	KUNIT_EXPECT_EQ(test, worker->nr_delayed, 0);
}

/* ---- items that queue themselves ------------------------------------------------------------- */

static struct kthread_worker *own_worker;
static unsigned int nr_rounds;

static void queue_again(struct kthread_work *work)
{
	nr_rounds++;
	complete(&entered);
	msleep(1);
	kthread_queue_work(own_worker, work);
}

static DEFINE_KTHREAD_WORK(endless, queue_again);

/* A cancelled item cannot queue itself, and is not running afterwards. */
static void ktwork_test_cancel_running(struct kunit *test)
{
	unsigned int rounds;

	own_worker = start_test_worker(test);
	KUNIT_EXPECT_TRUE(test, kthread_queue_work(own_worker, &endless));
	wait_for_completion(&entered);
	kthread_cancel_work_sync(&endless);
	rounds = nr_rounds;
	msleep(2);
	KUNIT_EXPECT_EQ(test, nr_rounds, rounds);
	KUNIT_EXPECT_NULL(test, own_worker->current_work);
}

/* ---- other ways to run a worker -------------------------------------------------------------- */

static DEFINE_KTHREAD_WORKER(declared);

static void ktwork_test_declared(struct kunit *test)
{
	struct task_struct *task;

	memset(notes, 0, sizeof(notes));
	KUNIT_EXPECT_TRUE(test, kthread_queue_work(&declared, &letters[0].work));
	task = kthread_run(kthread_worker_fn, &declared, "declared");
	if (!IS_ERR(task)) {
		kthread_flush_worker(&declared);
		kthread_stop(task);
		KUNIT_EXPECT_STREQ(test, notes, "a");
	} else {
		KUNIT_EXPECT_TRUE(test, kthread_cancel_work_sync(&letters[0].work));
	}
	KUNIT_EXPECT_NULL(test, declared.task);
}

static unsigned int ran_on;

static void note_cpu(struct kthread_work *work)
{
	ran_on = smp_processor_id();
}

static void ktwork_test_cpu(struct kunit *test)
{
	unsigned int cpu = num_online_cpus() - 1;
	struct kthread_worker *worker = kthread_run_worker_on_cpu((int)cpu, 0, "worker/%u");
	struct kthread_work work;

	if (!IS_ERR(worker)) {
		kthread_init_work(&work, note_cpu);
		KUNIT_EXPECT_TRUE(test, kthread_queue_work(worker, &work));
		kthread_destroy_worker(worker);
		KUNIT_EXPECT_EQ(test, ran_on, cpu);
	}
	EXPECT_REPORT(test, worker = kthread_create_worker_on_cpu(-1, 0, "worker/%u"));
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(worker), -EINVAL);
}

/* ---- misuse and threads ---------------------------------------------------------------------- */

static void flush_itself(struct kthread_work *work)
{
	unsigned long warned = warnings_seen();

	kthread_flush_work(work);
	kthread_flush_worker(own_worker);
	nr_rounds = (unsigned int)(warnings_seen() - warned);
}

static void ktwork_test_misuse(struct kunit *test)
{
	struct kthread_work work;

	own_worker = start_test_worker(test);
	kthread_init_work(&work, flush_itself);
	kthread_queue_work(own_worker, &work);
	kthread_flush_work(&work);
	KUNIT_EXPECT_EQ(test, nr_rounds, 2);
	EXPECT_REPORT(test, kthread_destroy_worker(&declared));
}

static atomic_t nr_run, nr_finished;

static void count_run(struct kthread_work *work)
{
	atomic_inc(&nr_run);
}

static DEFINE_KTHREAD_DELAYED_WORK(shared, count_run);

static int change_shared(void *unused)
{
	for (unsigned int i = 0; i < 1000; i++) {
		kthread_queue_delayed_work(own_worker, &shared, i % 3);
		kthread_mod_delayed_work(own_worker, &shared, i % 2);
		if (i % 4 == 0)
			kthread_cancel_delayed_work_sync(&shared);
		cond_resched();
	}
	atomic_inc(&nr_finished);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

/* Two threads queue, delay and cancel the same item. */
static void ktwork_test_threads(struct kunit *test)
{
	struct task_struct *tasks[2];
	int nr_started = 0;

	own_worker = start_test_worker(test);
	atomic_set(&nr_finished, 0);
	atomic_set(&nr_run, 0);
	for (unsigned int i = 0; i < 2; i++) {
		tasks[i] = kthread_create_on_cpu(change_shared, NULL, i % num_online_cpus(),
						 "change/%u");
		if (!IS_ERR(tasks[i])) {
			wake_up_process(tasks[i]);
			nr_started++;
		}
	}
	while (atomic_read(&nr_finished) < nr_started)
		msleep(1);
	for (unsigned int i = 0; i < 2; i++) {
		if (!IS_ERR(tasks[i]))
			kthread_stop(tasks[i]);
	}
	kthread_cancel_delayed_work_sync(&shared);
	KUNIT_EXPECT_EQ(test, own_worker->nr_delayed, 0);
	KUNIT_EXPECT_TRUE(test, list_empty(&own_worker->work_list));
	KUNIT_EXPECT_EQ(test, shared.work.canceling, 0);
	if (nr_started)
		KUNIT_EXPECT_GT(test, atomic_read(&nr_run), 0);
}

static struct kunit_case kthread_worker_cases[] = {
	KUNIT_CASE(ktwork_test_order),
	KUNIT_CASE(ktwork_test_flush),
	KUNIT_CASE(ktwork_test_destroy),
	KUNIT_CASE(ktwork_test_cancel),
	KUNIT_CASE(ktwork_test_delay),
	KUNIT_CASE(ktwork_test_cancel_running),
	KUNIT_CASE(ktwork_test_declared),
	KUNIT_CASE(ktwork_test_cpu),
	KUNIT_CASE(ktwork_test_misuse),
	KUNIT_CASE(ktwork_test_threads),
	{}
};

static struct kunit_suite kthread_worker_suite = {
	.name = "kthread_worker",
	.test_cases = kthread_worker_cases,
};
kunit_test_suite(kthread_worker_suite);
