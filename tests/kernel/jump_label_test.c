// SPDX-License-Identifier: BSD-2-Clause
/* Tests of static branches: all CPUs see a change of a branch, and the code remains read-only. */

#include <kunit/test.h>
#include <linux/jump_label.h>
#include <linux/pgtable.h>
#include <linux/smp.h>

static DEFINE_STATIC_KEY_FALSE(key_off);
static DEFINE_STATIC_KEY_TRUE(key_on);

static noinline int unlikely_off(void)
{
	return static_branch_unlikely(&key_off) ? 1 : 0;
}

static noinline int likely_off(void)
{
	return static_branch_likely(&key_off) ? 1 : 0;
}

static noinline int likely_on(void)
{
	return static_branch_likely(&key_on) ? 1 : 0;
}

static noinline int unlikely_on(void)
{
	return static_branch_unlikely(&key_on) ? 1 : 0;
}

static void count_wrong(void *info)
{
	int want = *(int *)info;

	if (unlikely_off() != want || likely_off() != want || likely_on() != !want ||
	    unlikely_on() != !want)
		*(int *)info = -1;
}

static void jump_label_test_decisions(struct kunit *test)
{
	for (int round = 0; round < 5; round++) {
		for (int on = 0; on < 2; on++) {
			int want = on;

			if (on) {
				static_branch_enable(&key_off);
				static_branch_disable(&key_on);
			} else if (round) {
				static_branch_disable(&key_off);
				static_branch_enable(&key_on);
			}
			KUNIT_EXPECT_EQ(test, (int)static_key_enabled(&key_off), on);
			KUNIT_EXPECT_EQ(test, (int)static_key_enabled(&key_on), !on);
			/*
			 * Check the CPUs in order: the first CPU that executes the wrong branch
			 * fails the case.
			 */
			for (unsigned int cpu = 0; cpu < num_online_cpus(); cpu++) {
				smp_call_function_single(cpu, count_wrong, &want, 1);
				KUNIT_ASSERT_EQ(test, want, on);
			}
		}
	}
	static_branch_disable(&key_off);
	static_branch_enable(&key_on);
}

static struct static_key plain_off = STATIC_KEY_INIT_FALSE;
static struct static_key plain_on = STATIC_KEY_INIT_TRUE;

static noinline int plain_branches(void)
{
	return (static_key_false(&plain_off) ? 1 : 0) + (static_key_true(&plain_on) ? 2 : 0);
}

/* The branch follows the first increment and the last decrement. */
static void jump_label_test_counts(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, plain_branches(), 2);
	static_key_slow_inc(&plain_off);
	KUNIT_EXPECT_EQ(test, plain_branches(), 3);
	static_key_slow_inc(&plain_off);
	KUNIT_EXPECT_EQ(test, static_key_count(&plain_off), 2);
	static_key_slow_dec(&plain_off);
	KUNIT_EXPECT_TRUE(test, static_key_enabled(&plain_off));
	KUNIT_EXPECT_EQ(test, plain_branches(), 3);
	static_key_slow_dec(&plain_off);
	KUNIT_EXPECT_FALSE(test, static_key_enabled(&plain_off));
	KUNIT_EXPECT_EQ(test, plain_branches(), 2);

	static_key_disable(&plain_on);
	KUNIT_EXPECT_EQ(test, plain_branches(), 0);
	static_key_enable(&plain_on);
	KUNIT_EXPECT_EQ(test, plain_branches(), 2);

	static_branch_inc(&key_off);
	KUNIT_EXPECT_EQ(test, unlikely_off(), 1);
	static_branch_dec(&key_off);
	KUNIT_EXPECT_EQ(test, unlikely_off(), 0);
}

static void jump_label_test_code(struct kunit *test)
{
	struct pgtable_range range;

	if (IS_ENABLED(CONFIG_HOST))
		kunit_skip(test, "the host port's code is not in its page tables");
	KUNIT_ASSERT_TRUE(test, pgtable_lookup(&kernel_pgtable, (unsigned long)likely_on, &range));
	KUNIT_EXPECT_TRUE(test, range.prot.bits == PAGE_KERNEL_ROX.bits);
}

static const struct kunit_case jump_label_cases[] = {
	KUNIT_CASE(jump_label_test_decisions),
	KUNIT_CASE(jump_label_test_counts),
	KUNIT_CASE(jump_label_test_code),
	{}
};

static struct kunit_suite jump_label_suite = {
	.name = "jump_label",
	.test_cases = jump_label_cases,
};
kunit_test_suite(jump_label_suite);
