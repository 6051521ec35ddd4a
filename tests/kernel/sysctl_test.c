// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of tunables: their values, limits and refused values.  New values of the watermarks take
 * effect.
 */

#include <internal/sysctl.h>
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/mmzone.h>
#include <linux/sprintf.h>

static unsigned int one = 5, applied;
static unsigned long many[3] = { 1, 2, 3 };
static int apply_error;

static int apply(void)
{
	applied++;
	return apply_error;
}

SYSCTL(test_one, "test.one", one, 2, 10, apply);
SYSCTL_ARRAY(test_many, "test.many", many, 0, 1000, NULL);

static void sysctl_test_one(struct kunit *test)
{
	one = 5;
	applied = 0;
	apply_error = 0;
	KUNIT_EXPECT_EQ(test, sysctl_set("test.one", "7"), 0);
	KUNIT_EXPECT_EQ(test, one, 7U);
	KUNIT_EXPECT_EQ(test, sysctl_set("test.one", " 0xa\n"), 0);
	KUNIT_EXPECT_EQ(test, one, 10U);
	KUNIT_EXPECT_EQ(test, applied, 2U);
	KUNIT_EXPECT_EQ(test, sysctl_set("test.one", "11"), -ERANGE);
	KUNIT_EXPECT_EQ(test, sysctl_set("test.one", "1"), -ERANGE);
	KUNIT_EXPECT_EQ(test, sysctl_set("test.one", ""), -EINVAL);
	KUNIT_EXPECT_EQ(test, sysctl_set("test.one", "3 4"), -EINVAL);
	KUNIT_EXPECT_EQ(test, sysctl_set("test.one", "3x"), -EINVAL);
	KUNIT_EXPECT_EQ(test, sysctl_set("test.one", "-3"), -EINVAL);
	KUNIT_EXPECT_EQ(test, sysctl_set("test.one", "00000000000000000000000003"), -EINVAL);
	KUNIT_EXPECT_EQ(test, sysctl_set("test.on", "3"), -ENOENT);
	KUNIT_EXPECT_EQ(test, applied, 2U);
	apply_error = -EBUSY;
	KUNIT_EXPECT_EQ(test, sysctl_set("test.one", "3"), -EBUSY);
	KUNIT_EXPECT_EQ(test, one, 10U);
}

static void sysctl_test_many(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sysctl_set("test.many", "10 20\t30"), 0);
	KUNIT_EXPECT_EQ(test, sysctl_set("test.many", "11 22"), 0);
	KUNIT_EXPECT_EQ(test, many[0], 11UL);
	KUNIT_EXPECT_EQ(test, many[1], 22UL);
	KUNIT_EXPECT_EQ(test, many[2], 30UL);
	KUNIT_EXPECT_EQ(test, sysctl_set("test.many", "1 2 3 4"), -EINVAL);
	KUNIT_EXPECT_EQ(test, sysctl_set("test.many", "1 2000"), -ERANGE);
	KUNIT_EXPECT_EQ(test, many[0], 11UL);
}

static struct zone *normal_zone(void)
{
	return NODE_DATA(0)->node_zonelists[ZONE_NORMAL].zones[0];
}

static void sysctl_test_watermarks(struct kunit *test)
{
	const struct zone *zone = normal_zone();
	unsigned long step = high_wmark_pages(zone) - low_wmark_pages(zone),
		      min = min_wmark_pages(zone);

	KUNIT_EXPECT_EQ(test, sysctl_set("vm.watermark_scale_factor", "1000"), 0);
	KUNIT_EXPECT_EQ(test, high_wmark_pages(zone) - low_wmark_pages(zone),
			zone_managed_pages(zone) / 10);
	KUNIT_EXPECT_EQ(test, min_wmark_pages(zone), min);
	KUNIT_EXPECT_EQ(test, sysctl_set("vm.watermark_scale_factor", "10"), 0);
	KUNIT_EXPECT_EQ(test, high_wmark_pages(zone) - low_wmark_pages(zone), step);
	KUNIT_EXPECT_EQ(test, sysctl_set("vm.watermark_scale_factor", "0"), -ERANGE);
}

static struct kunit_case sysctl_test_cases[] = {
	KUNIT_CASE(sysctl_test_one),
	KUNIT_CASE(sysctl_test_many),
	KUNIT_CASE(sysctl_test_watermarks),
	{}
};

static struct kunit_suite sysctl_test_suite = {
	.name = "sysctl",
	.test_cases = sysctl_test_cases,
};
kunit_test_suite(sysctl_test_suite);
