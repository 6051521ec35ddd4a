// SPDX-License-Identifier: BSD-2-Clause
/* Tests of floating point: each thread has its own registers, and interrupts do not use them. */

#include <internal/arch.h>
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>

#include "../assert_or.h"
#include "../in_interrupt.h"
#include "../threads.h"
#include "fpu_test.h"

/* Select one of the rounding modes.  Other values of the control registers may be invalid. */
#ifdef CONFIG_RISCV
#define SET_MODE(context, value)	((context)->fcsr = ((value) & 3) << 5)
#else
#define SET_MODE(context, value)	((context)->fpcr = ((value) & 3UL) << 22)
#endif

struct user {
	struct fpu_context in, out;
	unsigned int rounds;
	bool done;
	unsigned long wrong;
};

static void fill(struct fpu_context *context, unsigned int seed)
{
	memset(context, 0, sizeof(*context));
	for (unsigned int i = 0; i < 32 * sizeof(u64); i++)
		((u8 *)context)[i] = seed * 37 + i;
	SET_MODE(context, seed);
}

/*
 * Thread function: check that the registers of this thread keep their values while other threads
 * run.
 */
static int use(void *arg)
{
	struct user *user = arg;

	for (unsigned int i = 0; i < user->rounds; i++) {
		arch_fpu_restore(&user->in);
		if (i % 8 == 7)
			msleep(1);
		else
			cond_resched();
		arch_fpu_save(&user->out);
		user->wrong += !!memcmp(&user->in, &user->out, sizeof(user->in));
	}
	WRITE_ONCE(user->done, true);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

static void fpu_test_threads(struct kunit *test)
{
	unsigned int nr = 3 * num_online_cpus();
	struct user *users = kcalloc(nr, sizeof(*users), GFP_KERNEL);
	struct task_struct **tasks = kcalloc(nr, sizeof(*tasks), GFP_KERNEL);
	bool run;

	ASSERT_OR(test, users && tasks, kfree(users); kfree(tasks));
	for (unsigned int i = 0; i < nr; i++) {
		fill(&users[i].in, i);
		/* A third of the threads run only 20 rounds instead of 200. */
		users[i].rounds = i % 3 ? 200 : 20;
		tasks[i] = kthread_create_on_cpu(use, &users[i], i % num_online_cpus(), "fpu/%u");
	}
	run = run_all_threads(tasks, nr);
	for (unsigned int i = 0; run && i < nr; i++) {
		while (!READ_ONCE(users[i].done))
			msleep(1);
		kthread_stop(tasks[i]);
		KUNIT_EXPECT_EQ(test, users[i].wrong, 0UL);
	}
	kfree(tasks);
	kfree(users);
	if (!run)
		KUNIT_FAIL(test, "no memory for threads");
}

static int look(void *arg)
{
	struct user *user = arg;

	arch_fpu_save(&user->out);
	WRITE_ONCE(user->done, true);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

/*
 * The registers of a new thread are zero.  They do not contain values of a thread that ran on the
 * same CPU before, even if that thread has ended.
 */
static void fpu_test_new_thread(struct kunit *test)
{
	struct fpu_context zero = { };

	for (unsigned int round = 0; round < 2; round++) {
		struct user user = { .rounds = 1 }, other = { .rounds = 1 };
		struct task_struct *task;

		fill(&user.in, 5);
		task = kthread_create_on_cpu(use, &user, 0, "fpu/%u");
		KUNIT_ASSERT_FALSE(test, IS_ERR(task));
		wake_up_process(task);
		while (!READ_ONCE(user.done))
			msleep(1);
		if (round)
			kthread_stop(task);
		memset(&other.out, 1, sizeof(other.out));
		other.done = false;
		{
			struct task_struct *second = kthread_create_on_cpu(look, &other, 0,
									   "fpu/%u");

			ASSERT_OR(test, !IS_ERR(second), if (!round) kthread_stop(task));
			wake_up_process(second);
			while (!READ_ONCE(other.done))
				msleep(1);
			kthread_stop(second);
		}
		KUNIT_EXPECT_EQ(test, memcmp(&other.out, &zero, sizeof(zero)), 0);
		if (!round)
			kthread_stop(task);
	}
}

static unsigned long nr_calls;

static void count_calls(void)
{
	nr_calls++;
}

/*
 * An interrupt or a fault does not change the floating-point registers of a thread, and does not
 * disable floating point for the thread.
 */
static void fpu_test_interrupted(struct kunit *test)
{
	struct user user;
	u8 value;

	fill(&user.in, 11);
	arch_fpu_restore(&user.in);
	call_in_interrupt(count_calls);
	arch_try_read((void *)8, &value);
	call_in_interrupt(count_calls);
	arch_fpu_save(&user.out);
	KUNIT_EXPECT_EQ(test, memcmp(&user.in, &user.out, sizeof(user.in)), 0);
	KUNIT_EXPECT_GE(test, nr_calls, 2UL);
	/* Reset the rounding mode of this thread, which continues to run. */
	memset(&user.in, 0, sizeof(user.in));
	arch_fpu_restore(&user.in);
}

/* Code that is compiled with floating-point instructions also works with interrupts off. */
static void fpu_test_calculates(struct kunit *test)
{
	unsigned long irq;

	KUNIT_EXPECT_EQ(test, fpu_integral_of_square(3, 3000), 8995L);
	KUNIT_EXPECT_EQ(test, fpu_root(2000000), 1414L);
	local_irq_save(irq);
	KUNIT_EXPECT_EQ(test, fpu_root(9), 3L);
	local_irq_restore(irq);
}

static const struct kunit_case fpu_cases[] = {
	KUNIT_CASE(fpu_test_calculates),
	KUNIT_CASE(fpu_test_threads),
	KUNIT_CASE(fpu_test_new_thread),
	KUNIT_CASE(fpu_test_interrupted),
	{}
};

static struct kunit_suite fpu_suite = {
	.name = "fpu",
	.test_cases = fpu_cases,
};
kunit_test_suite(fpu_suite);
