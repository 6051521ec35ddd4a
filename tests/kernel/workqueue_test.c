// SPDX-License-Identifier: BSD-2-Clause
/* Tests of work items and delayed work. */

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/workqueue.h>

struct item {
	struct work_struct work;
	struct delayed_work delayed;
	int runs;
	bool slow, may_sleep;
	u64 ran_at;
};

static void run_item(struct work_struct *work)
{
	struct item *item = container_of(work, struct item, work);

	item->may_sleep = !in_atomic();
	if (item->slow)
		msleep(20);
	WRITE_ONCE(item->runs, item->runs + 1);
}

static void run_delayed(struct work_struct *work)
{
	struct item *item = container_of(to_delayed_work(work), struct item, delayed);

	item->ran_at = ktime_get_ns();
	WRITE_ONCE(item->runs, item->runs + 1);
}

static void workqueue_test_run(struct kunit *test)
{
	static struct item item;

	item = (struct item){ .runs = 0 };
	INIT_WORK(&item.work, run_item);
	KUNIT_EXPECT_TRUE(test, schedule_work(&item.work));
	KUNIT_EXPECT_FALSE(test, schedule_work(&item.work));
	KUNIT_EXPECT_EQ(test, READ_ONCE(item.runs), 0);
	KUNIT_EXPECT_TRUE(test, flush_work(&item.work));
	KUNIT_EXPECT_EQ(test, item.runs, 1);
	KUNIT_EXPECT_TRUE(test, item.may_sleep);
	KUNIT_EXPECT_FALSE(test, flush_work(&item.work));
	KUNIT_EXPECT_TRUE(test, schedule_work(&item.work));
	flush_work(&item.work);
	KUNIT_EXPECT_EQ(test, item.runs, 2);
}

static void workqueue_test_cancel(struct kunit *test)
{
	static struct item item;

	item = (struct item){ .slow = true };
	INIT_WORK(&item.work, run_item);
	schedule_work(&item.work);
	KUNIT_EXPECT_TRUE(test, cancel_work_sync(&item.work));
	KUNIT_EXPECT_FALSE(test, cancel_work_sync(&item.work));
	msleep(5);
	KUNIT_EXPECT_EQ(test, READ_ONCE(item.runs), 0);
	/* cancel_work_sync() waits until an item that is already running has ended. */
	schedule_work(&item.work);
	msleep(5);
	KUNIT_EXPECT_FALSE(test, cancel_work_sync(&item.work));
	KUNIT_EXPECT_EQ(test, item.runs, 1);
}

static void workqueue_test_delayed(struct kunit *test)
{
	static struct item item;
	u64 start = ktime_get_ns();

	item = (struct item){ .runs = 0 };
	INIT_DELAYED_WORK(&item.delayed, run_delayed);
	KUNIT_EXPECT_TRUE(test, schedule_delayed_work(&item.delayed, msecs_to_jiffies(10)));
	KUNIT_EXPECT_FALSE(test, schedule_delayed_work(&item.delayed, msecs_to_jiffies(10)));
	for (int i = 0; i < 1000 && !READ_ONCE(item.runs); i++)
		msleep(1);
	flush_work(&item.delayed.work);
	KUNIT_EXPECT_EQ(test, item.runs, 1);
	KUNIT_EXPECT_GE(test, item.ran_at - start, 9ULL * NSEC_PER_MSEC);
	schedule_delayed_work(&item.delayed, msecs_to_jiffies(10));
	KUNIT_EXPECT_TRUE(test, cancel_delayed_work_sync(&item.delayed));
	msleep(20);
	KUNIT_EXPECT_EQ(test, READ_ONCE(item.runs), 1);
	KUNIT_EXPECT_FALSE(test, cancel_delayed_work_sync(&item.delayed));
}

static void queue_here(void *info)
{
	schedule_work(info);
}

/* An interrupt handler of each CPU can queue an item. */
static void workqueue_test_every_cpu(struct kunit *test)
{
	static struct item item;
	int cpu, n = 0;

	item = (struct item){ .runs = 0 };
	INIT_WORK(&item.work, run_item);
	for_each_online_cpu(cpu) {
		KUNIT_ASSERT_EQ(test, smp_call_function_single(cpu, queue_here, &item.work, 1), 0);
		flush_work(&item.work);
		KUNIT_EXPECT_EQ(test, READ_ONCE(item.runs), ++n);
	}
}

static struct completion hold, flushed;

static void hold_worker(struct work_struct *work)
{
	wait_for_completion(&hold);
}

static int flush_item(void *work)
{
	flush_work(work);
	complete(&flushed);
	return 0;
}

/*
 * If the queued run of an item is cancelled, a thread that flushes the item waits only for the run
 * that is in progress.
 */
static void workqueue_test_cancel_flushed(struct kunit *test)
{
	static struct work_struct work;

	init_completion(&hold);
	init_completion(&flushed);
	INIT_WORK(&work, hold_worker);
	for (unsigned int i = 0; i < 2; i++) {
		struct task_struct *task = kthread_create(flush_item, &work, "flush");

		KUNIT_ASSERT_FALSE(test, IS_ERR(task));
		KUNIT_ASSERT_TRUE(test, schedule_work(&work));
		while (work_pending(&work))
			msleep(1);
		KUNIT_ASSERT_TRUE(test, schedule_work(&work));
		wake_up_process(task);
		msleep(5);
		KUNIT_EXPECT_FALSE(test, completion_done(&flushed));
		KUNIT_EXPECT_TRUE(test, cancel_work(&work));
		msleep(5);
		KUNIT_EXPECT_FALSE(test, completion_done(&flushed));
		complete(&hold);
		KUNIT_EXPECT_GT(test, wait_for_completion_timeout(&flushed, 20 * HZ), 0UL);
		KUNIT_EXPECT_FALSE(test, work_pending(&work));
	}
}

static struct kunit_case workqueue_cases[] = {
	KUNIT_CASE(workqueue_test_run),
	KUNIT_CASE(workqueue_test_cancel),
	KUNIT_CASE(workqueue_test_delayed),
	KUNIT_CASE(workqueue_test_every_cpu),
	KUNIT_CASE(workqueue_test_cancel_flushed),
	{}
};

static struct kunit_suite workqueue_suite = {
	.name = "workqueue",
	.test_cases = workqueue_cases,
};
kunit_test_suite(workqueue_suite);
