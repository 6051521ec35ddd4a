// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of counters that return wrong values: the wrong values are discarded, and the reads end
 * even if no value is plausible.
 */

#include <kunit/test.h>
#include <linux/kernel.h>

#include "arch/arm64/arm64.h"

static const u64 *next_value;

static u64 next(void)
{
	return *next_value++;
}

static u64 stuck(void)
{
	return 0x1ff;
}

static u64 random_walk(void)
{
	static u64 value;

	return value += 1000;
}

static void counter_test_values(struct kunit *test)
{
	/*
	 * For each case: the values that consecutive reads of the counter return, and the value
	 * that the tested function must return.
	 */
	static const struct {
		enum arm64_counter_erratum erratum;
		u64 values[5];
		u64 wanted;
	} rows[] = {
		{ COUNTER_IS_SOUND, { 7, 8 }, 8 },
		{ COUNTER_ALLWINNER_UNKNOWN1, { 0x1234, 0x1235 }, 0x1235 },
		{ COUNTER_ALLWINNER_UNKNOWN1, { 0x11fe, 0x1000, 0x11ff, 0x1201 }, 0x1201 },
		{ COUNTER_ALLWINNER_UNKNOWN1, { 0x1000, 0x1001 }, 0x1001 },
		{ COUNTER_FSL_A008585, { 5, 0xffff, 6, 6 }, 6 },
		{ COUNTER_HISILICON_161010101, { 100, 131 }, 131 },
		{ COUNTER_HISILICON_161010101, { 100, 132, 133 }, 133 },
		{ COUNTER_HISILICON_161010101, { 100, 68, 101, 102 }, 102 },
		{ COUNTER_CORTEX_A73_858921,
		  { 0xffffffff, 0x1ffffffff, 0x100000000 },
		  0x100000000 },
		{ COUNTER_CORTEX_A73_858921, { 0xfffffffe, 0xffffffff }, 0xffffffff },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(rows); i++) {
		next_value = rows[i].values;
		KUNIT_EXPECT_EQ_MSG(test, arm64_read_counter_by(rows[i].erratum, next),
				    rows[i].wanted, "row %u", i);
	}
}

static void counter_test_never_plausible(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, arm64_read_counter_by(COUNTER_ALLWINNER_UNKNOWN1, stuck), 0x1ffULL);
	KUNIT_EXPECT_GT(test, arm64_read_counter_by(COUNTER_FSL_A008585, random_walk), 100000ULL);
	KUNIT_EXPECT_GT(test, arm64_read_counter_by(COUNTER_HISILICON_161010101, random_walk),
			300000ULL);
}

static struct kunit_case counter_cases[] = {
	KUNIT_CASE(counter_test_values),
	KUNIT_CASE(counter_test_never_plausible),
	{}
};

static struct kunit_suite counter_suite = {
	.name = "arm_counter",
	.test_cases = counter_cases,
};
kunit_test_suite(counter_suite);
