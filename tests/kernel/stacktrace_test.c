// SPDX-License-Identifier: BSD-2-Clause
/* Tests of stack traces: how they are stored and printed. */

#include <kunit/test.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

#include "../said.h"

#define ROOM	16

static unsigned long traces[4][ROOM];
static unsigned int nr[4];

static noinline void inner(void)
{
	for (unsigned int skip = 0; skip < ARRAY_SIZE(traces); skip++)
		nr[skip] = stack_trace_save(traces[skip], ROOM, skip);
}

static noinline void middle(void)
{
	inner();
	barrier();	/* no tail call */
}

static noinline void outer(void)
{
	middle();
	barrier();
}

/* If the first entries are skipped, the trace equals the full trace without these entries. */
static void stacktrace_test_skip(struct kunit *test)
{
	if (!IS_ENABLED(CONFIG_FRAME_POINTER))
		kunit_skip(test, "no CONFIG_FRAME_POINTER");
	outer();
	KUNIT_ASSERT_GT(test, nr[0], 4U);
	for (unsigned int skip = 1; skip < ARRAY_SIZE(traces); skip++) {
		unsigned int same = min(nr[0] - skip, nr[skip]);

		KUNIT_EXPECT_GE(test, nr[skip], min(nr[0], (unsigned int)ROOM) - skip);
		for (unsigned int i = 0; i < same; i++)
			KUNIT_EXPECT_EQ_MSG(test, traces[skip][i], traces[0][i + skip],
					    "skip %u, entry %u", skip, i);
	}
}

static void stacktrace_test_print(struct kunit *test)
{
	char text[512];
	int size;

	if (!IS_ENABLED(CONFIG_FRAME_POINTER) || !IS_ENABLED(CONFIG_KALLSYMS))
		kunit_skip(test, "no CONFIG_FRAME_POINTER, or no CONFIG_KALLSYMS");
	outer();
	KUNIT_ASSERT_GE(test, nr[1], 2U);
	size = stack_trace_snprint(text, sizeof(text), traces[1], 2, 4);
	KUNIT_EXPECT_EQ(test, (size_t)size, strlen(text));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "    middle+"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "\n    outer+"));
	KUNIT_EXPECT_NULL(test, strstr(text, "inner+"));
	size = stack_trace_snprint(text, 6, traces[1], 2, 4);
	KUNIT_EXPECT_STREQ(test, text, "    m");
	KUNIT_EXPECT_EQ(test, size, 5);
}

static void stacktrace_test_room(struct kunit *test)
{
	unsigned long few[3] = { 0, 0, 1 };

	KUNIT_EXPECT_LE(test, stack_trace_save(few, 2, 0), 2U);
	KUNIT_EXPECT_EQ(test, few[2], 1UL);
	KUNIT_EXPECT_EQ(test, stack_trace_save(few, 2, 1000), 0U);
	KUNIT_EXPECT_EQ(test, stack_trace_save(few, 0, 0), 0U);
}

static noinline void warn_inner(void)
{
	WARN(1, "for the callers\n");
	barrier();
}

static noinline void warn_outer(void)
{
	warn_inner();
	barrier();
}

/* The backtrace of a warning contains all callers, not only the first one. */
static void stacktrace_test_warning(struct kunit *test)
{
	if (!IS_ENABLED(CONFIG_FRAME_POINTER) || !IS_ENABLED(CONFIG_KALLSYMS))
		kunit_skip(test, "no CONFIG_FRAME_POINTER, or no CONFIG_KALLSYMS");
	EXPECT_WARNS(test, warn_outer());
	EXPECT_SAID(test, " warn_inner+");
	EXPECT_SAID(test, " warn_outer+");
	EXPECT_SAID(test, " stacktrace_test_warning+");
}

static struct kunit_case stacktrace_cases[] = {
	KUNIT_CASE(stacktrace_test_skip),
	KUNIT_CASE(stacktrace_test_print),
	KUNIT_CASE(stacktrace_test_warning),
	KUNIT_CASE(stacktrace_test_room),
	{}
};

static struct kunit_suite stacktrace_suite = {
	.name = "stacktrace",
	.test_cases = stacktrace_cases,
};
kunit_test_suite(stacktrace_suite);
