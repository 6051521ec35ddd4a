// SPDX-License-Identifier: BSD-2-Clause
/* Tests of allocated workqueues: limits, order, flushing, draining and rescuers. */

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
#include <linux/workqueue.h>

#include "../expect.h"
#include "../threads.h"

#define LIMIT	(20 * HZ)
#define NR	24

static struct workqueue_struct *queue;
static struct work_struct items[NR];
static atomic_t entered, inside, most_inside, ended, finished;
static struct completion gate;
static unsigned int order[NR], cpus[NR];

static void begin(void)
{
	atomic_set(&entered, 0);
	atomic_set(&inside, 0);
	atomic_set(&most_inside, 0);
	atomic_set(&ended, 0);
	init_completion(&gate);
}

static bool reaches(atomic_t *count, int value)
{
	unsigned long limit = jiffies + LIMIT;

	while (atomic_read(count) < value && time_before(jiffies, limit))
		msleep(1);
	return atomic_read(count) == value;
}

static void note(struct work_struct *work)
{
	int n = atomic_inc_return(&entered) - 1, now = atomic_inc_return(&inside);

	order[n] = (unsigned int)(work - items);
	cpus[n] = smp_processor_id();
	if (now > atomic_read(&most_inside))
		atomic_set(&most_inside, now);
}

static void leave(void)
{
	atomic_dec(&inside);
	atomic_inc(&ended);
}

static void pass(struct work_struct *work)
{
	note(work);
	msleep(1);
	leave();
}

static void pass_gate(struct work_struct *work)
{
	note(work);
	wait_for_completion(&gate);
	leave();
}

static void set_up_items(work_func_t func)
{
	begin();
	for (unsigned int i = 0; i < NR; i++)
		INIT_WORK(&items[i], func);
}

static void queue_next(void *nr)
{
	queue_work(queue, &items[*(unsigned int *)nr]);
}

/* Items of an ordered queue run one by one in the order of queueing, whichever CPU queues them. */
static void workqueue_alloc_test_ordered(struct kunit *test)
{
	unsigned int cpu = 0, home = smp_processor_id();

	queue = alloc_ordered_workqueue("ordered%d", WQ_MEM_RECLAIM, 1);
	KUNIT_ASSERT_NOT_NULL(test, queue);
	set_up_items(pass);
	for (unsigned int i = 0; i < NR; i++) {
		cpu = (cpu + 1) % num_online_cpus();
		smp_call_function_single((int)cpu, queue_next, &i, 1);
	}
	flush_workqueue(queue);
	KUNIT_EXPECT_EQ(test, atomic_read(&ended), NR);
	KUNIT_EXPECT_EQ(test, atomic_read(&most_inside), 1);
	for (unsigned int i = 0; i < NR; i++) {
		KUNIT_EXPECT_EQ(test, order[i], i);
		KUNIT_EXPECT_EQ(test, cpus[i], home);
	}
	EXPECT_REPORT(test, workqueue_set_max_active(queue, 2));
	destroy_workqueue(queue);
}

/* max_active is the number of items that run; inactive items are queued, and can be cancelled. */
static void workqueue_alloc_test_max_active(struct kunit *test)
{
	queue = alloc_workqueue("max", 0, 2);
	KUNIT_ASSERT_NOT_NULL(test, queue);
	set_up_items(pass_gate);
	for (unsigned int i = 0; i < 8; i++)
		KUNIT_EXPECT_TRUE(test, queue_work(queue, &items[i]));
	KUNIT_EXPECT_TRUE(test, reaches(&entered, 2));
	msleep(5);
	KUNIT_EXPECT_EQ(test, atomic_read(&entered), 2);
	KUNIT_EXPECT_EQ(test, work_busy(&items[0]), (unsigned int)WORK_BUSY_RUNNING);
	KUNIT_EXPECT_EQ(test, work_busy(&items[2]), (unsigned int)WORK_BUSY_PENDING);
	KUNIT_EXPECT_FALSE(test, queue_work(queue, &items[2]));
	KUNIT_EXPECT_TRUE(test, cancel_work_sync(&items[2]));
	KUNIT_EXPECT_EQ(test, work_busy(&items[2]), 0U);
	/* A running item that is queued again waits behind the others. */
	KUNIT_EXPECT_TRUE(test, queue_work(queue, &items[0]));
	KUNIT_EXPECT_EQ(test, work_busy(&items[0]),
			(unsigned int)(WORK_BUSY_RUNNING | WORK_BUSY_PENDING));
	complete(&gate);
	KUNIT_EXPECT_TRUE(test, reaches(&entered, 3));
	KUNIT_EXPECT_EQ(test, order[2], 3U);
	workqueue_set_max_active(queue, 4);
	KUNIT_EXPECT_TRUE(test, reaches(&entered, 5));
	msleep(5);
	KUNIT_EXPECT_EQ(test, atomic_read(&entered), 5);
	complete_all(&gate);
	flush_workqueue(queue);
	KUNIT_EXPECT_EQ(test, atomic_read(&ended), 8);
	KUNIT_EXPECT_EQ(test, atomic_read(&most_inside), 4);
	KUNIT_EXPECT_EQ(test, order[7], 0U);
	destroy_workqueue(queue);
}

/* An active item that is cancelled before it starts makes way for an inactive one. */
static void workqueue_alloc_test_cancel_active(struct kunit *test)
{
	queue = alloc_workqueue("cancel", WQ_UNBOUND, 1);
	KUNIT_ASSERT_NOT_NULL(test, queue);
	set_up_items(pass);
	queue_work(queue, &items[0]);
	queue_work(queue, &items[1]);
	queue_work(queue, &items[2]);
	/* No worker of this CPU has run yet. */
	KUNIT_EXPECT_TRUE(test, cancel_work(&items[0]));
	KUNIT_EXPECT_TRUE(test, flush_work(&items[1]));
	KUNIT_EXPECT_TRUE(test, flush_work(&items[2]));
	KUNIT_EXPECT_EQ(test, atomic_read(&ended), 2);
	KUNIT_EXPECT_EQ(test, order[0], 1U);
	destroy_workqueue(queue);
}

static struct work_struct *current_was;

static void requeue(struct work_struct *work)
{
	atomic_inc(&ended);
	current_was = current_work();
	queue_work(queue, work);
}

/* flush_workqueue() does not wait for later items, so it ends although an item queues itself. */
static void workqueue_alloc_test_flush(struct kunit *test)
{
	struct work_struct *again = &items[0];

	queue = alloc_workqueue("flush", 0, 0);
	KUNIT_ASSERT_NOT_NULL(test, queue);
	set_up_items(pass);
	INIT_WORK(again, requeue);
	queue_work(queue, again);
	for (unsigned int i = 1; i < 4; i++) {
		queue_work(queue, &items[i]);
		flush_workqueue(queue);
		KUNIT_EXPECT_FALSE(test, work_pending(&items[i]));
		KUNIT_EXPECT_EQ(test, atomic_read(&entered), (int)i);
		KUNIT_EXPECT_EQ(test, atomic_read(&inside), 0);
	}
	cancel_work_sync(again);
	flush_workqueue(queue);
	KUNIT_EXPECT_PTR_EQ(test, current_was, again);
	KUNIT_EXPECT_NULL(test, current_work());
	destroy_workqueue(queue);
}

static int repeats;

static void repeat(struct work_struct *work)
{
	msleep(1);
	atomic_inc(&ended);
	if (repeats-- > 0)
		queue_work(queue, work);
}

static void queue_later(struct timer_list *timer)
{
	queue_work(queue, &items[1]);
}
static DEFINE_TIMER(later, queue_later);

/* drain_workqueue() waits for items that items queue, and refuses those of others. */
static void workqueue_alloc_test_drain(struct kunit *test)
{
	queue = alloc_workqueue("drain", 0, 1);
	KUNIT_ASSERT_NOT_NULL(test, queue);
	set_up_items(pass);
	INIT_WORK(&items[0], repeat);
	/* The timer is late enough that drain_workqueue() has begun, also on a busy host. */
	repeats = 100;
	queue_work(queue, &items[0]);
	mod_timer(&later, jiffies + HZ / 10);
	EXPECT_REPORT(test, drain_workqueue(queue); timer_delete_sync(&later));
	KUNIT_EXPECT_EQ(test, atomic_read(&ended), 101);
	KUNIT_EXPECT_FALSE(test, work_pending(&items[1]));
	KUNIT_EXPECT_TRUE(test, queue_work(queue, &items[1]));
	repeats = 5;
	queue_work(queue, &items[0]);
	destroy_workqueue(queue);
	KUNIT_EXPECT_EQ(test, atomic_read(&ended), 101 + 1 + 6);
}

static void wait_for_own(struct work_struct *work)
{
	flush_workqueue(queue);
	destroy_workqueue(queue);
	atomic_inc(&ended);
}

static void workqueue_alloc_test_refused(struct kunit *test)
{
	unsigned long before = warnings_seen();

	EXPECT_REPORT(test, KUNIT_EXPECT_NULL(test, alloc_workqueue("b", 0x200, 0)));
	EXPECT_REPORT(test, KUNIT_EXPECT_NULL(test, alloc_workqueue("b", WQ_UNBOUND | WQ_PERCPU,
								    0)));
	EXPECT_REPORT(test, destroy_workqueue(system_wq));
	EXPECT_REPORT(test, queue = alloc_workqueue("many", 0, WQ_MAX_ACTIVE + 1));
	KUNIT_ASSERT_NOT_NULL(test, queue);
	set_up_items(wait_for_own);
	queue_work(queue, &items[0]);
	KUNIT_EXPECT_TRUE(test, reaches(&ended, 1));
	KUNIT_EXPECT_EQ(test, warnings_seen(), before + 6);
	destroy_workqueue(queue);
	destroy_workqueue(NULL);
}

/* Items of a WQ_HIGHPRI queue start before items that were queued earlier. */
static void workqueue_alloc_test_highpri(struct kunit *test)
{
	queue = alloc_workqueue("high", WQ_HIGHPRI, 0);
	KUNIT_ASSERT_NOT_NULL(test, queue);
	set_up_items(pass);
	for (unsigned int i = 0; i < 4; i++)
		queue_work(i < 2 ? system_wq : queue, &items[i]);
	for (unsigned int i = 0; i < 4; i++)
		flush_work(&items[i]);
	KUNIT_EXPECT_EQ(test, order[0], 2U);
	KUNIT_EXPECT_EQ(test, order[1], 3U);
	destroy_workqueue(queue);
}

static unsigned int wrong;

/* The next item waits until this one has ended, and only hard interrupts can interrupt an item. */
static void check_bh(struct work_struct *work)
{
	unsigned int next = (unsigned int)(work - items) + 1;

	note(work);
	wrong += !in_softirq() || (next < 4 && work_busy(&items[next]) != WORK_BUSY_PENDING);
	leave();
}

static void workqueue_alloc_test_bh(struct kunit *test)
{
	unsigned long before = warnings_seen();
	struct workqueue_struct *own;

	own = alloc_workqueue("bh", WQ_BH, 0);
	KUNIT_ASSERT_NOT_NULL(test, own);
	for (unsigned int i = 0; i < 2; i++) {
		queue = i ? own : system_bh_wq;
		set_up_items(check_bh);
		wrong = 0;
		for (unsigned int n = 0; n < 4; n++)
			queue_work(queue, &items[n]);
		for (unsigned int n = 0; n < 4; n++)
			flush_work(&items[n]);
		for (unsigned int n = 0; n < 4; n++)
			KUNIT_EXPECT_EQ(test, order[n], n);
		KUNIT_EXPECT_EQ(test, wrong, 0U);
	}
	KUNIT_EXPECT_FALSE(test, in_softirq());
	KUNIT_EXPECT_EQ(test, warnings_seen(), before);
	EXPECT_REPORT(test, workqueue_set_max_active(own, 2));
	destroy_workqueue(own);
	EXPECT_REPORT(test, KUNIT_EXPECT_NULL(test, alloc_workqueue("x", WQ_BH | WQ_UNBOUND, 0)));
}

static struct delayed_work delayed;

static void pass_delayed(struct work_struct *work)
{
	cpus[0] = smp_processor_id();
	atomic_inc(&ended);
}

/* Delayed items run in the queue that they were queued in, and keep its rules. */
static void workqueue_alloc_test_delayed(struct kunit *test)
{
	int other = (int)(smp_processor_id() + 1) % (int)num_online_cpus();

	queue = alloc_ordered_workqueue("delayed", 0);
	KUNIT_ASSERT_NOT_NULL(test, queue);
	begin();
	INIT_DELAYED_WORK(&delayed, pass_delayed);
	KUNIT_EXPECT_TRUE(test, queue_delayed_work_on(other, queue, &delayed, 100000));
	flush_workqueue(queue);		/* does not wait for the delay */
	KUNIT_EXPECT_TRUE(test, delayed_work_pending(&delayed));
	KUNIT_EXPECT_TRUE(test, mod_delayed_work_on(other, queue, &delayed, 2));
	KUNIT_EXPECT_TRUE(test, reaches(&ended, 1));
	KUNIT_EXPECT_EQ(test, cpus[0], smp_processor_id());
	KUNIT_EXPECT_TRUE(test, queue_delayed_work(queue, &delayed, 100000));
	KUNIT_EXPECT_TRUE(test, mod_delayed_work(queue, &delayed, 0));
	flush_workqueue(queue);
	KUNIT_EXPECT_EQ(test, atomic_read(&ended), 2);
	KUNIT_EXPECT_TRUE(test, schedule_delayed_work_on(other, &delayed, 1));
	KUNIT_EXPECT_TRUE(test, flush_delayed_work(&delayed));
	KUNIT_EXPECT_EQ(test, cpus[0], (unsigned int)other);
	KUNIT_EXPECT_EQ(test, atomic_read(&ended), 3);
	destroy_workqueue(queue);
}

/* The number of workers that a pool may have, and of items that system_wq runs on a CPU. */
#define CROWD	256

static void hold_worker(struct work_struct *work)
{
	atomic_inc(&entered);
	wait_for_completion(&gate);
}

static void pass_quietly(struct work_struct *work)
{
	msleep(1);
	atomic_inc(&ended);
}

/*
 * All workers of the CPU sleep, and the pool creates no more.  Items of a queue with WQ_MEM_RECLAIM
 * still run, and items of other queues wait.
 */
static void workqueue_alloc_test_rescuer(struct kunit *test)
{
	struct work_struct *crowd = kunit_kcalloc(test, CROWD, sizeof(*crowd), GFP_KERNEL);
	struct workqueue_struct *plain = alloc_workqueue("plain", 0, 0);

	queue = create_singlethread_workqueue("rescued");
	if (!crowd || !plain || !queue) {
		destroy_workqueue(plain);
		destroy_workqueue(queue);
		KUNIT_FAIL_AND_ABORT(test, "no memory for the queues");
	}
	set_up_items(pass_quietly);
	for (unsigned int i = 0; i < CROWD; i++) {
		INIT_WORK(&crowd[i], hold_worker);
		queue_work(system_wq, &crowd[i]);
	}
	/* There are fewer if the creation of a worker fails, and then no more are created, too. */
	for (int before = -1; before != atomic_read(&entered);) {
		before = atomic_read(&entered);
		msleep(100);
	}
	queue_work(plain, &items[0]);
	msleep(5);
	KUNIT_EXPECT_TRUE(test, work_pending(&items[0]));
	KUNIT_EXPECT_EQ(test, atomic_read(&ended), 0);
	for (unsigned int i = 1; i < 4; i++)
		queue_work(queue, &items[i]);
	KUNIT_EXPECT_TRUE(test, reaches(&ended, 3));
	KUNIT_EXPECT_TRUE(test, work_pending(&items[0]));
	complete_all(&gate);
	destroy_workqueue(plain);
	destroy_workqueue(queue);
	KUNIT_EXPECT_EQ(test, atomic_read(&ended), 4);
	for (unsigned int i = 0; i < CROWD; i++)
		flush_work(&crowd[i]);
}

static void count_here(struct work_struct *work)
{
	atomic_add(1 << smp_processor_id(), &ended);
}

static void workqueue_alloc_test_each_cpu(struct kunit *test)
{
	begin();
	KUNIT_ASSERT_EQ(test, schedule_on_each_cpu(count_here), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&ended), (1 << num_online_cpus()) - 1);
	KUNIT_EXPECT_PTR_EQ(test, system_percpu_wq, system_wq);
	KUNIT_EXPECT_PTR_EQ(test, system_dfl_wq, system_unbound_wq);
	KUNIT_EXPECT_PTR_NE(test, system_highpri_wq, system_wq);
}

#define STRESS_ROUNDS	400

static int stress(void *unused)
{
	unsigned int cpu = smp_processor_id();

	for (unsigned int i = 0; i < STRESS_ROUNDS; i++) {
		struct work_struct *work = &items[(i * 7 + cpu) % NR];

		queue_work_on((int)(i % num_online_cpus()), queue, work);
		if (i % 3 == 0)
			cancel_work(work);
		if (i % 5 == 0)
			cancel_work_sync(work);
		if (i % 11 == 0)
			flush_work(work);
		if (i % 17 == 0)
			flush_workqueue(queue);
		if (i % 13 == 0)
			msleep(1);
		cond_resched();
	}
	atomic_inc(&finished);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

static void pass_fast(struct work_struct *work)
{
	int now = atomic_inc_return(&inside);

	if (now > atomic_read(&most_inside))
		atomic_set(&most_inside, now);
	cond_resched();
	leave();
}

/* All CPUs queue, cancel and flush the same items of a queue with a limit for the machine. */
static void workqueue_alloc_test_stress(struct kunit *test)
{
	struct task_struct *tasks[NR_CPUS] = { NULL };
	unsigned int nr = num_online_cpus();
	bool all;

	queue = alloc_workqueue("stress", WQ_UNBOUND, 2);
	KUNIT_ASSERT_NOT_NULL(test, queue);
	set_up_items(pass_fast);
	for (unsigned int i = 0; i < nr; i++)
		tasks[i] = kthread_create_on_cpu(stress, NULL, i, "stress/%u");
	atomic_set(&finished, 0);
	all = run_all_threads(tasks, nr);
	while (all && atomic_read(&finished) < (int)nr)
		msleep(1);
	for (unsigned int i = 0; i < nr && all; i++)
		kthread_stop(tasks[i]);
	destroy_workqueue(queue);
	KUNIT_ASSERT_TRUE(test, all);
	KUNIT_EXPECT_EQ(test, atomic_read(&inside), 0);
	KUNIT_EXPECT_LE(test, atomic_read(&most_inside), 2);
	KUNIT_EXPECT_GT(test, atomic_read(&ended), NR);
	for (unsigned int i = 0; i < NR; i++)
		KUNIT_EXPECT_EQ(test, work_busy(&items[i]), 0U);
}

static struct kunit_case workqueue_alloc_cases[] = {
	KUNIT_CASE(workqueue_alloc_test_ordered),
	KUNIT_CASE(workqueue_alloc_test_max_active),
	KUNIT_CASE(workqueue_alloc_test_cancel_active),
	KUNIT_CASE(workqueue_alloc_test_flush),
	KUNIT_CASE(workqueue_alloc_test_drain),
	KUNIT_CASE(workqueue_alloc_test_refused),
	KUNIT_CASE(workqueue_alloc_test_highpri),
	KUNIT_CASE(workqueue_alloc_test_bh),
	KUNIT_CASE(workqueue_alloc_test_delayed),
	KUNIT_CASE(workqueue_alloc_test_rescuer),
	KUNIT_CASE(workqueue_alloc_test_each_cpu),
	KUNIT_CASE(workqueue_alloc_test_stress),
	{}
};

static struct kunit_suite workqueue_alloc_suite = {
	.name = "workqueue_alloc",
	.test_cases = workqueue_alloc_cases,
};
kunit_test_suite(workqueue_alloc_suite);
