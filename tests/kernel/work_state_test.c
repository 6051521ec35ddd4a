// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the states of a work item (kernel/workqueue.c) and of the transitions between them,
 * while its function is running.  Also tested are items that queue themselves, wait for other items
 * or free themselves, and items that were not initialized.
 */

#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "../expect.h"

#define LIMIT (20 * HZ)

struct held {
	struct work_struct work;
	struct delayed_work delayed;
	struct completion entered, go;
	bool requeues;
	unsigned long delay;
	atomic_t inside, overlaps, runs;
	int cpu;
};

static void enter(struct held *h)
{
	if (atomic_inc_return(&h->inside) > 1)
		atomic_inc(&h->overlaps);
	h->cpu = (int)smp_processor_id();
	atomic_inc(&h->runs);
	complete(&h->entered);
	wait_for_completion(&h->go);
	atomic_dec(&h->inside);
}

static void hold(struct work_struct *work)
{
	struct held *h = container_of(work, struct held, work);

	enter(h);
	if (h->requeues)
		schedule_work(work);
}

static void hold_delayed(struct work_struct *work)
{
	struct held *h = container_of(to_delayed_work(work), struct held, delayed);

	enter(h);
	if (h->requeues)
		schedule_delayed_work(&h->delayed, h->delay);
}

static void set_up(struct held *h)
{
	*h = (struct held){ .delay = 1 };
	init_completion(&h->entered);
	init_completion(&h->go);
	INIT_WORK(&h->work, hold);
	INIT_DELAYED_WORK(&h->delayed, hold_delayed);
}

static int other_cpu(void)
{
	return (int)(smp_processor_id() + 1) % (int)num_online_cpus();
}

/*
 * The item is queued by another CPU in the state "running": it runs again on the first CPU, after
 * its function has returned.
 */
static void work_state_test_queue_running(struct kunit *test)
{
	static struct held h;

	set_up(&h);
	KUNIT_ASSERT_TRUE(test, queue_work_on(other_cpu(), system_wq, &h.work));
	KUNIT_ASSERT_GT(test, wait_for_completion_timeout(&h.entered, LIMIT), 0UL);
	KUNIT_EXPECT_EQ(test, h.cpu, other_cpu());
	KUNIT_EXPECT_FALSE(test, work_pending(&h.work));
	KUNIT_EXPECT_TRUE(test, schedule_work(&h.work));
	KUNIT_EXPECT_FALSE(test, schedule_work(&h.work));
	KUNIT_EXPECT_TRUE(test, work_pending(&h.work));
	msleep(5);
	KUNIT_EXPECT_EQ(test, atomic_read(&h.runs), 1);
	complete_all(&h.go);
	KUNIT_EXPECT_TRUE(test, flush_work(&h.work));
	KUNIT_EXPECT_EQ(test, atomic_read(&h.runs), 2);
	KUNIT_EXPECT_EQ(test, atomic_read(&h.overlaps), 0);
	KUNIT_EXPECT_EQ(test, h.cpu, other_cpu());
	/* State "idle": the item runs on the CPU that queues it. */
	KUNIT_EXPECT_TRUE(test, queue_work_on((int)smp_processor_id(), system_wq, &h.work));
	flush_work(&h.work);
	KUNIT_EXPECT_EQ(test, h.cpu, (int)smp_processor_id());
}

/*
 * The item is cancelled in the state "running and queued": its function does not run again.  A
 * disabled item cannot be queued.
 */
static void work_state_test_cancel_running(struct kunit *test)
{
	static struct held h;

	set_up(&h);
	queue_work_on(other_cpu(), system_wq, &h.work);
	KUNIT_ASSERT_GT(test, wait_for_completion_timeout(&h.entered, LIMIT), 0UL);
	KUNIT_EXPECT_FALSE(test, cancel_work(&h.work));
	schedule_work(&h.work);
	KUNIT_EXPECT_TRUE(test, cancel_work(&h.work));
	KUNIT_EXPECT_FALSE(test, work_pending(&h.work));
	KUNIT_EXPECT_FALSE(test, disable_work(&h.work));
	KUNIT_EXPECT_FALSE(test, disable_work(&h.work));
	KUNIT_EXPECT_FALSE(test, schedule_work(&h.work));
	KUNIT_EXPECT_FALSE(test, enable_work(&h.work));
	KUNIT_EXPECT_TRUE(test, enable_work(&h.work));
	complete_all(&h.go);
	KUNIT_EXPECT_FALSE(test, disable_work_sync(&h.work));
	KUNIT_EXPECT_EQ(test, atomic_read(&h.inside), 0);
	KUNIT_EXPECT_FALSE(test, schedule_work(&h.work));
	KUNIT_EXPECT_TRUE(test, enable_work(&h.work));
	KUNIT_EXPECT_EQ(test, atomic_read(&h.runs), 1);
	EXPECT_REPORT(test, enable_work(&h.work));
}

static void let_go(struct timer_list *timer);
static struct held *later_held;
static DEFINE_TIMER(later, let_go);

static void let_go(struct timer_list *timer)
{
	complete_all(&later_held->go);
}

/*
 * Arm a timer that releases the function of @h after 5 ms, while the caller already waits for the
 * item.
 */
static void let_go_later(struct held *h)
{
	later_held = h;
	mod_timer(&later, jiffies + 5);
}

/* If an item always queues itself again, each function that waits for the item still returns. */
static void work_state_test_requeues(struct kunit *test)
{
	static struct held h;
	int runs;

	for (int on_other = 0; on_other < 2; on_other++) {
		int cpu = on_other ? other_cpu() : (int)smp_processor_id();

		set_up(&h);
		h.requeues = true;
		queue_work_on(cpu, system_wq, &h.work);
		KUNIT_ASSERT_GT(test, wait_for_completion_timeout(&h.entered, LIMIT), 0UL);
		let_go_later(&h);
		KUNIT_EXPECT_TRUE(test, flush_work(&h.work));
		KUNIT_EXPECT_GE(test, atomic_read(&h.runs), 1);
		cancel_work_sync(&h.work);
		KUNIT_EXPECT_FALSE(test, work_pending(&h.work));
		KUNIT_EXPECT_EQ(test, atomic_read(&h.inside), 0);
		runs = atomic_read(&h.runs);
		msleep(5);
		KUNIT_EXPECT_EQ(test, atomic_read(&h.runs), runs);

		set_up(&h);
		h.requeues = true;
		queue_work_on(cpu, system_wq, &h.work);
		KUNIT_ASSERT_GT(test, wait_for_completion_timeout(&h.entered, LIMIT), 0UL);
		let_go_later(&h);
		KUNIT_EXPECT_FALSE(test, cancel_work_sync(&h.work));
		KUNIT_EXPECT_FALSE(test, work_pending(&h.work));
		msleep(5);
		KUNIT_EXPECT_EQ(test, atomic_read(&h.runs), 1);
		KUNIT_EXPECT_TRUE(test, schedule_work(&h.work));
		cancel_work_sync(&h.work);
	}
}

static struct completion flushed;

static int flush_it(void *work)
{
	flush_work(work);
	complete(&flushed);
	return 0;
}

/*
 * flush_work() does not wait for a second run of the item that is queued after flush_work() was
 * called.
 */
static void work_state_test_flush_turn(struct kunit *test)
{
	static struct held h;
	struct task_struct *task = kthread_create(flush_it, &h.work, "flush");

	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	set_up(&h);
	init_completion(&flushed);
	queue_work_on(other_cpu(), system_wq, &h.work);
	KUNIT_ASSERT_GT(test, wait_for_completion_timeout(&h.entered, LIMIT), 0UL);
	wake_up_process(task);
	msleep(5);
	KUNIT_EXPECT_TRUE(test, schedule_work(&h.work));
	KUNIT_EXPECT_FALSE(test, completion_done(&flushed));
	complete(&h.go);
	KUNIT_EXPECT_GT(test, wait_for_completion_timeout(&h.entered, LIMIT), 0UL);
	KUNIT_EXPECT_GT(test, wait_for_completion_timeout(&flushed, HZ), 0UL);
	complete_all(&h.go);
	flush_work(&h.work);
	KUNIT_EXPECT_EQ(test, atomic_read(&h.runs), 2);
}

/*
 * cancel_delayed_work_sync() also stops an item whose function always queues it again with a delay.
 */
static void work_state_test_requeues_delayed(struct kunit *test)
{
	static struct held h;

	for (unsigned long delay = 0; delay < 3; delay++) {
		set_up(&h);
		h.requeues = true;
		h.delay = delay;
		KUNIT_EXPECT_TRUE(test,
				  queue_delayed_work_on(other_cpu(), system_wq, &h.delayed, delay));
		KUNIT_ASSERT_GT(test, wait_for_completion_timeout(&h.entered, LIMIT), 0UL);
		let_go_later(&h);
		KUNIT_EXPECT_FALSE(test, cancel_delayed_work_sync(&h.delayed));
		KUNIT_EXPECT_EQ(test, atomic_read(&h.inside), 0);
		KUNIT_EXPECT_FALSE(test, delayed_work_pending(&h.delayed));
		msleep(5);
		KUNIT_EXPECT_EQ(test, atomic_read(&h.runs), 1);
		KUNIT_EXPECT_FALSE(test, timer_pending(&h.delayed.timer));
	}
}

/* In the state "delayed": change the delay, end the delay immediately, and cancel the item. */
static void work_state_test_delayed(struct kunit *test)
{
	static struct held h;

	set_up(&h);
	complete_all(&h.go);
	KUNIT_EXPECT_FALSE(test, mod_delayed_work(system_wq, &h.delayed, 100000));
	KUNIT_EXPECT_TRUE(test, delayed_work_pending(&h.delayed));
	KUNIT_EXPECT_FALSE(test, schedule_delayed_work(&h.delayed, 1));
	msleep(5);
	KUNIT_EXPECT_EQ(test, atomic_read(&h.runs), 0);
	KUNIT_EXPECT_TRUE(test, mod_delayed_work(system_wq, &h.delayed, 1));
	KUNIT_ASSERT_GT(test, wait_for_completion_timeout(&h.entered, LIMIT), 0UL);
	flush_work(&h.delayed.work);
	KUNIT_EXPECT_FALSE(test, flush_delayed_work(&h.delayed));
	schedule_delayed_work(&h.delayed, 100000);
	KUNIT_EXPECT_TRUE(test, flush_delayed_work(&h.delayed));
	KUNIT_EXPECT_EQ(test, atomic_read(&h.runs), 2);
	schedule_delayed_work(&h.delayed, 100000);
	KUNIT_EXPECT_TRUE(test, cancel_delayed_work(&h.delayed));
	KUNIT_EXPECT_FALSE(test, delayed_work_pending(&h.delayed));
	KUNIT_EXPECT_FALSE(test, cancel_delayed_work(&h.delayed));
	schedule_delayed_work(&h.delayed, 0);
	KUNIT_EXPECT_TRUE(test, mod_delayed_work(system_wq, &h.delayed, 0));
	flush_work(&h.delayed.work);
	KUNIT_EXPECT_EQ(test, atomic_read(&h.runs), 3);
	disable_delayed_work_sync(&h.delayed);
	KUNIT_EXPECT_FALSE(test, mod_delayed_work(system_wq, &h.delayed, 0));
	KUNIT_EXPECT_FALSE(test, delayed_work_pending(&h.delayed));
	enable_delayed_work(&h.delayed);
}

/* Race: the delay of an item ends on one CPU while another CPU cancels the item. */
static void work_state_test_delayed_race(struct kunit *test)
{
	static struct held h;

	set_up(&h);
	complete_all(&h.go);
	for (unsigned int i = 0; i < 300; i++) {
		int runs;

		queue_delayed_work_on(other_cpu(), system_wq, &h.delayed, 1);
		udelay(900 + i % 40 * 10);
		cancel_delayed_work_sync(&h.delayed);
		KUNIT_EXPECT_FALSE(test, delayed_work_pending(&h.delayed));
		runs = atomic_read(&h.runs);
		if (i % 10 == 0)
			msleep(3);
		KUNIT_EXPECT_EQ(test, atomic_read(&h.runs), runs);
	}
	/*
	 * Cancel an item and queue it again with a longer delay.  The first delay must not queue
	 * the item any more.
	 */
	for (unsigned int i = 0; i < 300; i++) {
		int runs;

		queue_delayed_work_on(other_cpu(), system_wq, &h.delayed, 1);
		udelay(900 + i % 40 * 10);
		if (cancel_delayed_work(&h.delayed)) {
			runs = atomic_read(&h.runs);
			schedule_delayed_work(&h.delayed, 100000);
			udelay(20);
			KUNIT_EXPECT_TRUE(test, cancel_delayed_work_sync(&h.delayed));
			KUNIT_EXPECT_EQ(test, atomic_read(&h.runs), runs);
		}
		flush_work(&h.delayed.work);
	}
	KUNIT_EXPECT_EQ(test, atomic_read(&h.overlaps), 0);
}

static void queue_delayed_here(void *dwork)
{
	schedule_delayed_work(dwork, 1);
}

/*
 * Race: the delay of an item ends on one CPU while another CPU flushes the item.  After the flush,
 * the item must have run.
 */
static void work_state_test_flush_race(struct kunit *test)
{
	static struct held h;

	set_up(&h);
	complete_all(&h.go);
	for (int i = 1; i <= 300; i++) {
		unsigned long armed = jiffies;

		smp_call_function_single(other_cpu(), queue_delayed_here, &h.delayed, 1);
		while (jiffies == armed)
			cpu_relax();
		ndelay(i % 100 * 100);
		flush_delayed_work(&h.delayed);
		KUNIT_EXPECT_EQ(test, atomic_read(&h.runs), i);
	}
}

static struct {
	struct task_struct *task;
	struct held h;
	bool ended;
} flusher;

static int flush_delayed(void *unused)
{
	flush_work(&flusher.h.delayed.work);
	WRITE_ONCE(flusher.ended, true);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

/*
 * Return the number of jiffies for which the flusher waits after mod_delayed_work() gives the
 * queued item a delay.
 */
static unsigned long flush_while_delayed(struct kunit *test)
{
	unsigned long start;

	set_up(&flusher.h);
	complete_all(&flusher.h.go);
	flusher.ended = false;
	flusher.task = kthread_create_on_cpu(flush_delayed, NULL, (unsigned int)other_cpu(),
					     "flusher/%u");
	KUNIT_ASSERT_FALSE(test, IS_ERR(flusher.task));
	/* The item is queued on this CPU, whose workers cannot run before this thread sleeps. */
	schedule_delayed_work(&flusher.h.delayed, 0);
	wake_up_process(flusher.task);
	mdelay(2);
	KUNIT_EXPECT_FALSE(test, READ_ONCE(flusher.ended));
	KUNIT_EXPECT_TRUE(test, mod_delayed_work(system_wq, &flusher.h.delayed, 100000));
	start = jiffies;
	while (!READ_ONCE(flusher.ended) && time_before(jiffies, start + HZ))
		cpu_relax();
	start = jiffies - start;
	kthread_stop(flusher.task);
	KUNIT_EXPECT_TRUE(test, cancel_delayed_work_sync(&flusher.h.delayed));
	KUNIT_EXPECT_EQ(test, atomic_read(&flusher.h.runs), 0);
	return start;
}

/*
 * mod_delayed_work() is called in the state "queued": a thread that waits for the item continues
 * within HZ / 20.  The test is repeated, because an emulator may not run the CPU of that thread.
 */
static void work_state_test_mod_flushed(struct kunit *test)
{
	unsigned long least = ULONG_MAX;

	if (num_online_cpus() < 2)
		kunit_skip(test, "needs two CPUs");
	for (unsigned int i = 0; i < 10 && least >= HZ / 20; i++)
		least = min(least, flush_while_delayed(test));
	KUNIT_EXPECT_LT(test, least, HZ / 20UL);
}

#define DEPTH 6

static struct work_struct chain[DEPTH];
static atomic_t chain_done;

/* Wait for the next item in the chain, which was queued after this item on the same CPU. */
static void wait_for_next(struct work_struct *work)
{
	if (work + 1 < chain + DEPTH)
		flush_work(work + 1);
	atomic_inc(&chain_done);
}

static void work_state_test_wait_for_others(struct kunit *test)
{
	for (int i = 0; i < DEPTH; i++)
		INIT_WORK(&chain[i], wait_for_next);
	atomic_set(&chain_done, 0);
	for (int i = 0; i < DEPTH; i++)
		schedule_work(&chain[i]);
	for (int i = 0; i < 1000 && atomic_read(&chain_done) < DEPTH; i++)
		msleep(1);
	KUNIT_EXPECT_EQ(test, atomic_read(&chain_done), DEPTH);
	for (int i = 0; i < DEPTH; i++)
		flush_work(&chain[i]);
}

static void run_and_free(struct work_struct *work)
{
	kfree(work);
	atomic_inc(&chain_done);
}

static void work_state_test_free_itself(struct kunit *test)
{
	atomic_set(&chain_done, 0);
	for (int i = 0; i < 50; i++) {
		struct work_struct *work = kmalloc(sizeof(*work), GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, work);
		INIT_WORK(work, run_and_free);
		schedule_work(work);
	}
	for (int i = 0; i < 1000 && atomic_read(&chain_done) < 50; i++)
		msleep(1);
	KUNIT_EXPECT_EQ(test, atomic_read(&chain_done), 50);
}

static struct completion reused_ran;
static bool reused_ended;

static void run_reused(struct work_struct *work)
{
	complete(&reused_ran);
}

/*
 * Initialize and queue another item in the memory of @work.  The new item runs while the function
 * of the first item still runs.
 */
static void reuse(struct work_struct *work)
{
	INIT_WORK(work, run_reused);
	schedule_work(work);
	WRITE_ONCE(reused_ended, wait_for_completion_timeout(&reused_ran, HZ) && !flush_work(work));
	atomic_inc(&chain_done);
}

static void work_state_test_reused(struct kunit *test)
{
	static struct work_struct work;

	init_completion(&reused_ran);
	atomic_set(&chain_done, 0);
	INIT_WORK(&work, reuse);
	schedule_work(&work);
	for (int i = 0; i < 5000 && !atomic_read(&chain_done); i++)
		msleep(1);
	KUNIT_EXPECT_TRUE(test, READ_ONCE(reused_ended));
	flush_work(&work);
}

static void wait_for_itself(struct work_struct *work)
{
	flush_work(work);
	cancel_work_sync(work);
	atomic_inc(&chain_done);
}

static void work_state_test_waits_for_itself(struct kunit *test)
{
	static struct work_struct work;
	unsigned long before = warnings_seen();

	INIT_WORK(&work, wait_for_itself);
	atomic_set(&chain_done, 0);
	schedule_work(&work);
	for (int i = 0; i < 1000 && !atomic_read(&chain_done); i++)
		msleep(1);
	KUNIT_EXPECT_EQ(test, atomic_read(&chain_done), 1);
	KUNIT_EXPECT_EQ(test, warnings_seen(), before + 2);
	flush_work(&work);
	KUNIT_EXPECT_TRUE(test, schedule_work(&work));
	while (atomic_read(&chain_done) < 2)
		msleep(1);
	flush_work(&work);
	KUNIT_EXPECT_EQ(test, warnings_seen(), before + 4);
}

/*
 * A call for an item whose memory is all zero, or that was never initialized, is reported, and does
 * not change the item.
 */
static void work_state_test_not_set_up(struct kunit *test)
{
	static struct work_struct work, same;
	static struct delayed_work delayed;

	for (int byte = 0; byte <= 0xa5; byte += 0xa5) {
		memset(&work, byte, sizeof(work));
		same = work;
		EXPECT_REPORT(test, KUNIT_EXPECT_FALSE(test, schedule_work(&work)));
		EXPECT_REPORT(test, KUNIT_EXPECT_FALSE(test, flush_work(&work)));
		EXPECT_REPORT(test, KUNIT_EXPECT_FALSE(test, cancel_work_sync(&work)));
		KUNIT_EXPECT_MEMEQ(test, &work, &same, sizeof(work));
	}
	INIT_WORK(&work, run_and_free);
	EXPECT_REPORT(test, queue_work_on(NR_CPUS + 5, system_wq, &work); cancel_work_sync(&work));
	/*
	 * The timer function of the delayed item is not set, so the timer would never queue the
	 * item.
	 */
	INIT_WORK(&delayed.work, run_reused);
	EXPECT_REPORT(test, KUNIT_EXPECT_FALSE(test, schedule_delayed_work(&delayed, 1)));
	INIT_DELAYED_WORK(&delayed, run_reused);
	timer_shutdown_sync(&delayed.timer);
	EXPECT_REPORT(test, KUNIT_EXPECT_FALSE(test, schedule_delayed_work(&delayed, 1)));
	EXPECT_REPORT(test, KUNIT_EXPECT_FALSE(test, mod_delayed_work(system_wq, &delayed, 1)));
	KUNIT_EXPECT_FALSE(test, delayed_work_pending(&delayed));
	KUNIT_EXPECT_FALSE(test, cancel_delayed_work_sync(&delayed));
}

static struct kunit_case work_state_cases[] = {
	KUNIT_CASE(work_state_test_queue_running),
	KUNIT_CASE(work_state_test_cancel_running),
	KUNIT_CASE(work_state_test_requeues),
	KUNIT_CASE(work_state_test_flush_turn),
	KUNIT_CASE(work_state_test_requeues_delayed),
	KUNIT_CASE(work_state_test_delayed),
	KUNIT_CASE(work_state_test_delayed_race),
	KUNIT_CASE(work_state_test_flush_race),
	KUNIT_CASE(work_state_test_mod_flushed),
	KUNIT_CASE(work_state_test_wait_for_others),
	KUNIT_CASE(work_state_test_free_itself),
	KUNIT_CASE(work_state_test_reused),
	KUNIT_CASE(work_state_test_waits_for_itself),
	KUNIT_CASE(work_state_test_not_set_up),
	{}
};

static struct kunit_suite work_state_suite = {
	.name = "work_state",
	.test_cases = work_state_cases,
};
kunit_test_suite(work_state_suite);
