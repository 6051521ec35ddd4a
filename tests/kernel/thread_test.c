// SPDX-License-Identifier: BSD-2-Clause
/* Tests of threads, and of completions, wait queues and mutexes. */

#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/freezer.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/sched/clock.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/smp.h>
#include <linux/sprintf.h>
#include <linux/wait.h>

#include "../expect.h"
#include "../threads.h"

static int until_stopped(void *data)
{
	unsigned long *turns = data;

	while (!kthread_should_stop()) {
		WRITE_ONCE(*turns, *turns + 1);
		msleep(1);
	}
	return 42;
}

static void thread_test_stop(struct kunit *test)
{
	unsigned long turns = 0;
	struct task_struct *task = kthread_run(until_stopped, &turns, "stop/%d", 7);

	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	KUNIT_EXPECT_STREQ(test, task->comm, "stop/7");
	for (unsigned int ms = 0; ms < 5000 && READ_ONCE(turns) < 2; ms++)
		msleep(1);
	KUNIT_EXPECT_EQ(test, kthread_stop(task), 42);
	KUNIT_EXPECT_GT(test, turns, 1UL);
}

static int freezable_until_stopped(void *seen)
{
	bool frozen = true;

	set_freezable();
	allow_signal(SIGKILL);
	while (!kthread_freezable_should_stop(&frozen) && !signal_pending(current))
		msleep(1);
	disallow_signal(SIGKILL);
	flush_signals(current);
	*(pid_t *)seen = task_pid_nr(current);
	return frozen || try_to_freeze() || freezing(current);
}

/* What Linux's drivers use of threads that have priorities, get signals and are frozen. */
static void thread_test_names(struct kunit *test)
{
	u64 before = local_clock();
	pid_t seen = 0;
	struct task_struct *task = kthread_run(freezable_until_stopped, &seen, "names");
	char name[TASK_COMM_LEN];

	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	KUNIT_EXPECT_PTR_EQ(test, get_task_struct(task), task);
	KUNIT_EXPECT_STREQ(test, get_task_comm(name, task), "names");
	sched_set_fifo(task);
	set_user_nice(task, 5);
	msleep(2);
	KUNIT_EXPECT_EQ(test, kthread_stop(task), 0);
	KUNIT_EXPECT_EQ(test, task_pid_nr(task), seen);
	put_task_struct(task);
	KUNIT_EXPECT_GE(test, sched_clock() - before, 2 * NSEC_PER_MSEC);
	KUNIT_EXPECT_EQ(test, signal_pending_state(TASK_INTERRUPTIBLE, current), 0);
	KUNIT_EXPECT_EQ(test, fatal_signal_pending(current), 0);
}

/* If a thread is stopped before it has called its thread function, the function is never called. */
static void thread_test_stop_early(struct kunit *test)
{
	unsigned long turns = 0;
	unsigned int cpu = num_online_cpus() - 1;
	struct task_struct *task = kthread_create_on_cpu(until_stopped, &turns, cpu, "early/%u");
	char name[TASK_COMM_LEN];

	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	scnprintf(name, sizeof(name), "early/%u", cpu);
	KUNIT_EXPECT_STREQ(test, task->comm, name);
	KUNIT_EXPECT_EQ(test, kthread_stop(task), -EINTR);
	KUNIT_EXPECT_EQ(test, turns, 0UL);
}

struct order {
	char text[16];
	unsigned int used;
	struct completion done;
	atomic_t left;
};

struct member {
	struct order *order;
	char letter;
};

static int write_letters(void *data)
{
	struct member *m = data;

	for (int i = 0; i < 3; i++) {
		m->order->text[m->order->used++] = m->letter;
		cond_resched();
	}
	if (atomic_dec_and_test(&m->order->left))
		complete(&m->order->done);
	return 0;
}

/*
 * Threads of one CPU run in the order in which they became runnable, and switch only when the
 * running thread yields.
 */
static void thread_test_round_robin(struct kunit *test)
{
	struct order order = { .left = ATOMIC_INIT(3) };
	struct member members[] = { { &order, 'a' }, { &order, 'b' }, { &order, 'c' } };
	struct task_struct *tasks[3];

	init_completion(&order.done);
	for (int i = 0; i < 3; i++)
		tasks[i] = kthread_create(write_letters, &members[i], "turn");
	KUNIT_ASSERT_TRUE(test, run_all_threads(tasks, 3));
	KUNIT_EXPECT_EQ(test, order.used, 0U);
	wait_for_completion(&order.done);
	KUNIT_EXPECT_STREQ(test, order.text, "abcabcabc");
}

static int end_at_once(void *data)
{
	complete(data);
	return 0;
}

/*
 * Number of threads.  It is small on targets, because an emulator with fewer host CPUs than
 * emulated CPUs needs milliseconds to switch between them.
 */
#define NR_THREADS	(IS_ENABLED(CONFIG_HOST) ? 500 : 150)

/* Many threads start and end on each CPU: their stacks and control blocks are freed. */
static void thread_test_many(struct kunit *test)
{
	struct completion done;

	init_completion(&done);
	for (int i = 0; i < NR_THREADS; i++) {
		struct task_struct *task = kthread_create_on_cpu(end_at_once, &done,
								 i % num_online_cpus(), "many");

		KUNIT_ASSERT_FALSE(test, IS_ERR(task));
		wake_up_process(task);
		wait_for_completion(&done);
	}
	KUNIT_EXPECT_FALSE(test, completion_done(&done));
}

/* ---- completions ---------------------------------------------------------------------------*/

static void thread_test_completion(struct kunit *test)
{
	struct completion x;
	u64 start;

	init_completion(&x);
	KUNIT_EXPECT_FALSE(test, completion_done(&x));
	KUNIT_EXPECT_FALSE(test, try_wait_for_completion(&x));
	start = ktime_get_ns();
	KUNIT_EXPECT_EQ(test, wait_for_completion_timeout(&x, msecs_to_jiffies(10)), 0UL);
	KUNIT_EXPECT_GE(test, ktime_get_ns() - start, 9ULL * NSEC_PER_MSEC);
	complete(&x);
	complete(&x);
	KUNIT_EXPECT_TRUE(test, completion_done(&x));
	KUNIT_EXPECT_GT(test, wait_for_completion_timeout(&x, 1), 0UL);
	KUNIT_EXPECT_TRUE(test, try_wait_for_completion(&x));
	KUNIT_EXPECT_FALSE(test, try_wait_for_completion(&x));
	complete_all(&x);
	for (int i = 0; i < 3; i++)
		KUNIT_EXPECT_TRUE(test, try_wait_for_completion(&x));
	reinit_completion(&x);
	KUNIT_EXPECT_FALSE(test, completion_done(&x));
}

struct pair {
	struct completion ping, pong;
	int rounds;
};

static int answer(void *data)
{
	struct pair *pair = data;

	for (int i = 0; i < pair->rounds; i++) {
		wait_for_completion(&pair->ping);
		complete(&pair->pong);
	}
	return 0;
}

/* No wake-up between two CPUs is lost. */
static void thread_test_ping_pong(struct kunit *test)
{
	static struct pair pair;
	struct task_struct *task;

	pair.rounds = 1000;
	init_completion(&pair.ping);
	init_completion(&pair.pong);
	task = kthread_create_on_cpu(answer, &pair, num_online_cpus() - 1, "pong");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	wake_up_process(task);
	for (int i = 0; i < pair.rounds; i++) {
		complete(&pair.ping);
		KUNIT_ASSERT_NE(test, wait_for_completion_timeout(&pair.pong, 10 * HZ), 0UL);
	}
}

/* ---- wait queues and mutexes ---------------------------------------------------------------*/

struct gate {
	wait_queue_head_t queue;
	bool open;
	atomic_t passed;
};

static int pass_gate(void *data)
{
	struct gate *gate = data;

	wait_event(gate->queue, READ_ONCE(gate->open));
	atomic_inc(&gate->passed);
	return 0;
}

static void thread_test_wait_event(struct kunit *test)
{
	static struct gate gate;
	struct task_struct *tasks[8];

	init_waitqueue_head(&gate.queue);
	gate.open = false;
	atomic_set(&gate.passed, 0);
	for (int i = 0; i < 8; i++)
		tasks[i] = kthread_create_on_cpu(pass_gate, &gate, i % num_online_cpus(), "gate");
	KUNIT_ASSERT_TRUE(test, run_all_threads(tasks, 8));
	msleep(10);
	wake_up_all(&gate.queue);
	msleep(10);
	KUNIT_EXPECT_EQ(test, atomic_read(&gate.passed), 0);
	WRITE_ONCE(gate.open, true);
	wake_up_all(&gate.queue);
	for (int i = 0; i < 1000 && atomic_read(&gate.passed) < 8; i++)
		msleep(1);
	KUNIT_EXPECT_EQ(test, atomic_read(&gate.passed), 8);
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&gate.queue));
	KUNIT_EXPECT_EQ(test, wait_event_timeout(gate.queue, false, 2), 0L);
	KUNIT_EXPECT_GT(test, wait_event_timeout(gate.queue, true, 2), 0L);
}

struct shared {
	struct mutex lock;
	int inside, worst, total;
	atomic_t left;
	struct completion done;
};

static int use_mutex(void *data)
{
	struct shared *s = data;

	for (int i = 0; i < 20; i++) {
		mutex_lock(&s->lock);
		s->inside++;
		s->worst = max(s->worst, s->inside);
		s->total++;
		if (i % 4 == 0)
			msleep(1);
		s->inside--;
		mutex_unlock(&s->lock);
		cond_resched();
	}
	if (atomic_dec_and_test(&s->left))
		complete(&s->done);
	return 0;
}

static void thread_test_mutex(struct kunit *test)
{
	static struct shared s;

	memset(&s, 0, sizeof(s));
	mutex_init(&s.lock);
	init_completion(&s.done);
	atomic_set(&s.left, 8);
	for (int i = 0; i < 8; i++) {
		struct task_struct *task = kthread_create_on_cpu(use_mutex, &s,
								 i % num_online_cpus(), "mutex");

		KUNIT_ASSERT_FALSE(test, IS_ERR(task));
		wake_up_process(task);
	}
	wait_for_completion(&s.done);
	KUNIT_EXPECT_EQ(test, s.total, 160);
	KUNIT_EXPECT_EQ(test, s.worst, 1);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&s.lock));
	KUNIT_EXPECT_TRUE(test, mutex_trylock(&s.lock));
	KUNIT_EXPECT_FALSE(test, mutex_trylock(&s.lock));
	mutex_unlock(&s.lock);
	mutex_destroy(&s.lock);
}

static struct {
	struct mutex lock;
	int turns[2];
} fair;

static int hold_again(void *data)
{
	while (!kthread_should_stop()) {
		mutex_lock(&fair.lock);
		msleep(1);
		fair.turns[0]++;
		mutex_unlock(&fair.lock);
	}
	return 0;
}

static int lock_once(void *data)
{
	mutex_lock(&fair.lock);
	fair.turns[1]++;
	mutex_unlock(&fair.lock);
	return 0;
}

/*
 * A thread that unlocks the mutex and locks it again immediately does not prevent other threads
 * from getting the mutex.
 */
static void thread_test_mutex_fair(struct kunit *test)
{
	struct task_struct *again, *once;

	mutex_init(&fair.lock);
	fair.turns[0] = fair.turns[1] = 0;
	again = kthread_run(hold_again, NULL, "again");
	KUNIT_ASSERT_FALSE(test, IS_ERR(again));
	while (!READ_ONCE(fair.turns[0]))
		msleep(1);
	for (int i = 1; i <= 10; i++) {
		int before = READ_ONCE(fair.turns[0]);

		once = kthread_run(lock_once, NULL, "once");
		KUNIT_EXPECT_FALSE(test, IS_ERR(once));
		if (IS_ERR(once))
			break;
		for (int ms = 0; ms < 5000 && READ_ONCE(fair.turns[1]) < i; ms++)
			msleep(1);
		KUNIT_EXPECT_EQ(test, READ_ONCE(fair.turns[1]), i);
		KUNIT_EXPECT_LE(test, READ_ONCE(fair.turns[0]), before + 1000);
	}
	kthread_stop(again);
}

/*
 * Number of iterations of each thread.  It is small, because in each iteration the thread may wait
 * until the emulator runs the CPU of the next owner.
 */
#define COUNTS	500

static struct {
	struct mutex lock;
	unsigned long first, second;	/* equal while no thread holds the lock */
	atomic_t nr_bad, nr_ended;
} counted;

static int count_both(void *data)
{
	for (unsigned int i = 0; i < COUNTS; i++) {
		mutex_lock(&counted.lock);
		if (counted.first++ != counted.second)
			atomic_inc(&counted.nr_bad);
		counted.second++;
		mutex_unlock(&counted.lock);
		if (i % 64 == 0)
			cond_resched();
	}
	atomic_inc(&counted.nr_ended);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

/*
 * Each owner of the mutex sees the writes of the previous owner, which may have run on another CPU.
 */
static void thread_test_mutex_cpus(struct kunit *test)
{
	struct task_struct *tasks[4];
	unsigned int nr = 0;

	mutex_init(&counted.lock);
	counted.first = counted.second = 0;
	atomic_set(&counted.nr_ended, 0);
	for (; nr < ARRAY_SIZE(tasks); nr++) {
		tasks[nr] = kthread_create_on_cpu(count_both, NULL, nr % num_online_cpus(),
						  "count/%u");
		if (IS_ERR(tasks[nr]))
			break;
		wake_up_process(tasks[nr]);
	}
	KUNIT_EXPECT_EQ(test, nr, (unsigned int)ARRAY_SIZE(tasks));
	while (atomic_read(&counted.nr_ended) < (int)nr)
		msleep(1);
	for (unsigned int i = 0; i < nr; i++)
		kthread_stop(tasks[i]);
	KUNIT_EXPECT_EQ(test, atomic_read(&counted.nr_bad), 0);
	KUNIT_EXPECT_EQ(test, counted.first, (unsigned long)nr * COUNTS);
}

static void thread_test_timeouts(struct kunit *test)
{
	EXPECT_REPORT(test, KUNIT_EXPECT_EQ(test, schedule_timeout(-1), 0L));
	KUNIT_EXPECT_EQ(test, schedule_timeout(0), 0L);
	KUNIT_EXPECT_EQ(test, schedule_timeout_uninterruptible(2), 0L);
}

static int unlock_others(void *data)
{
	EXPECT_REPORT((struct kunit *)data, mutex_unlock(&fair.lock));
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

/*
 * A second lock by the owner and an unlock by another thread are reported, and the owner remains
 * the same.
 */
static void thread_test_mutex_misuse(struct kunit *test)
{
	struct task_struct *task;

	mutex_init(&fair.lock);
	mutex_lock(&fair.lock);
	EXPECT_REPORT(test, mutex_lock(&fair.lock));
	mutex_unlock(&fair.lock);
	KUNIT_EXPECT_TRUE(test, mutex_is_locked(&fair.lock));
	task = kthread_run(unlock_others, test, "others");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	msleep(5);
	kthread_stop(task);
	KUNIT_EXPECT_TRUE(test, mutex_is_locked(&fair.lock));
	EXPECT_REPORT(test, mutex_destroy(&fair.lock));
	mutex_unlock(&fair.lock);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&fair.lock));
	EXPECT_REPORT(test, mutex_unlock(&fair.lock));
	mutex_destroy(&fair.lock);
}

static struct kunit_case thread_cases[] = {
	KUNIT_CASE(thread_test_stop),
	KUNIT_CASE(thread_test_names),
	KUNIT_CASE(thread_test_stop_early),
	KUNIT_CASE(thread_test_round_robin),
	KUNIT_CASE(thread_test_many),
	KUNIT_CASE(thread_test_completion),
	KUNIT_CASE(thread_test_ping_pong),
	KUNIT_CASE(thread_test_wait_event),
	KUNIT_CASE(thread_test_mutex),
	KUNIT_CASE(thread_test_mutex_fair),
	KUNIT_CASE(thread_test_mutex_cpus),
	KUNIT_CASE(thread_test_timeouts),
	KUNIT_CASE(thread_test_mutex_misuse),
	{}
};

static struct kunit_suite thread_suite = {
	.name = "thread",
	.test_cases = thread_cases,
};
kunit_test_suite(thread_suite);
