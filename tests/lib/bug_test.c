// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of WARN(), BUG() and their variants: how often a report is printed, and whether the
 * condition is evaluated.
 */

#include <kunit/test.h>
#include <linux/mmdebug.h>

#include "../said.h"

static unsigned int evaluations;

static bool __maybe_unused evaluated(bool value)
{
	evaluations++;
	return value;
}

static void bug_test_warn(struct kunit *test)
{
	unsigned long warned = warnings_seen();

	KUNIT_EXPECT_FALSE(test, WARN_ON(false));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	EXPECT_WARNS(test, KUNIT_EXPECT_TRUE(test, WARN_ON(true)));
	EXPECT_WARNS(test, KUNIT_EXPECT_TRUE(test, WARN(true, "planted by the test\n")));
	EXPECT_SAID(test, "planted by the test");
}

static void bug_test_once(struct kunit *test)
{
	unsigned long warned = warnings_seen();

	for (int i = 0; i < 3; i++)
		KUNIT_EXPECT_TRUE(test, WARN_ON_ONCE(true));
	/* An earlier run of the suite may have printed the report already. */
	KUNIT_EXPECT_LE(test, warnings_seen(), warned + 1);
}

/* Without CONFIG_DEBUG_VM, VM_WARN_ON() and VM_BUG_ON() do not evaluate their condition. */
static void bug_test_vm(struct kunit *test)
{
	unsigned int checked = IS_ENABLED(CONFIG_DEBUG_VM);
	unsigned long warned = warnings_seen();

	evaluations = 0;
	VM_WARN_ON(evaluated(false));
	VM_BUG_ON(evaluated(false));
	VM_WARN_ON_ONCE(evaluated(false));
	KUNIT_EXPECT_EQ(test, evaluations, 3 * checked);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	VM_WARN_ON(evaluated(true));
	VM_WARN(evaluated(true), "planted by the test\n");
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 2 * checked);
}

static struct kunit_case bug_cases[] = {
	KUNIT_CASE(bug_test_warn), KUNIT_CASE(bug_test_once), KUNIT_CASE(bug_test_vm), {}
};

static struct kunit_suite bug_suite = { .name = "bug", .test_cases = bug_cases };
kunit_test_suite(bug_suite);
