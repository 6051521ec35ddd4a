// SPDX-License-Identifier: BSD-2-Clause
/* Tests of notifier chains. */

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kthread.h>
#include <linux/notifier.h>

#include "../warnings.h"

static char called[8];
static unsigned int nr_called;
static int answer;

struct member {
	struct notifier_block nb;
	char letter;
};

static int on_call(struct notifier_block *nb, unsigned long action, void *data)
{
	called[nr_called++] = container_of(nb, struct member, nb)->letter;
	*(unsigned long *)data += action;
	return action == 7 ? answer : NOTIFY_OK;
}

static void notifier_test_order(struct kunit *test)
{
	struct member a = { { .notifier_call = on_call }, 'a' };
	struct member b = { { .notifier_call = on_call, .priority = 5 }, 'b' };
	struct member c = { { .notifier_call = on_call }, 'c' };
	struct atomic_notifier_head chain;
	unsigned long sum = 0, warned = warnings_seen();

	ATOMIC_INIT_NOTIFIER_HEAD(&chain);
	memset(called, 0, sizeof(called));
	nr_called = 0;
	KUNIT_EXPECT_EQ(test, atomic_notifier_call_chain(&chain, 1, &sum), NOTIFY_DONE);
	KUNIT_EXPECT_EQ(test, atomic_notifier_chain_register(&chain, &a.nb), 0);
	KUNIT_EXPECT_EQ(test, atomic_notifier_chain_register(&chain, &b.nb), 0);
	KUNIT_EXPECT_EQ(test, atomic_notifier_chain_register(&chain, &c.nb), 0);
	KUNIT_EXPECT_EQ(test, atomic_notifier_chain_register(&chain, &a.nb), -EEXIST);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	KUNIT_EXPECT_EQ(test, atomic_notifier_call_chain(&chain, 10, &sum), NOTIFY_OK);
	KUNIT_EXPECT_STREQ(test, called, "bac");
	KUNIT_EXPECT_EQ(test, sum, 30UL);

	/* A notifier that returns an error ends the call of the chain. */
	answer = notifier_from_errno(-EBUSY);
	KUNIT_EXPECT_EQ(test, notifier_to_errno(atomic_notifier_call_chain(&chain, 7, &sum)),
			-EBUSY);
	KUNIT_EXPECT_STREQ(test, called, "bacb");
	KUNIT_EXPECT_EQ(test, notifier_to_errno(NOTIFY_OK), 0);

	KUNIT_EXPECT_EQ(test, atomic_notifier_chain_unregister(&chain, &a.nb), 0);
	KUNIT_EXPECT_EQ(test, atomic_notifier_chain_unregister(&chain, &a.nb), -ENOENT);
	atomic_notifier_call_chain(&chain, 1, &sum);
	KUNIT_EXPECT_STREQ(test, called, "bacbbc");
}

static BLOCKING_NOTIFIER_HEAD(slow_chain);
static DECLARE_COMPLETION(inside);
static bool is_inside;

static int on_slow_call(struct notifier_block *nb, unsigned long action, void *data)
{
	WRITE_ONCE(is_inside, true);
	complete(&inside);
	msleep(20);
	WRITE_ONCE(is_inside, false);
	return NOTIFY_DONE;
}

static int call_slow_chain(void *unused)
{
	int ret = blocking_notifier_call_chain(&slow_chain, 0, NULL);

	while (!kthread_should_stop())
		msleep(1);
	return ret;
}

/* After a notifier block is unregistered, no call of it is running, so its memory can be freed. */
static void notifier_test_unregister_waits(struct kunit *test)
{
	struct notifier_block nb = { .notifier_call = on_slow_call };
	struct task_struct *task;

	KUNIT_ASSERT_EQ(test, blocking_notifier_chain_register(&slow_chain, &nb), 0);
	task = kthread_run(call_slow_chain, NULL, "slow");
	if (IS_ERR(task))
		blocking_notifier_chain_unregister(&slow_chain, &nb);
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	wait_for_completion(&inside);
	KUNIT_EXPECT_TRUE(test, READ_ONCE(is_inside));
	KUNIT_EXPECT_EQ(test, blocking_notifier_chain_unregister(&slow_chain, &nb), 0);
	KUNIT_EXPECT_FALSE(test, READ_ONCE(is_inside));
	KUNIT_EXPECT_EQ(test, kthread_stop(task), NOTIFY_DONE);
}

static struct kunit_case notifier_test_cases[] = {
	KUNIT_CASE(notifier_test_order),
	KUNIT_CASE(notifier_test_unregister_waits),
	{}
};

static struct kunit_suite notifier_test_suite = {
	.name = "notifier",
	.test_cases = notifier_test_cases,
};
kunit_test_suite(notifier_test_suite);
