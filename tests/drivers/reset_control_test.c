// SPDX-License-Identifier: BSD-2-Clause
/* Tests of reset lines as firmware left them, with a device tree that has two controllers. */

#include <kunit/test.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/of.h>
#include <linux/reset.h>

#include "../of/tree.h"
#include "../said.h"

#define MAX_NODES 8

/* Phandles. */
enum { NONE, FIRST, SECOND, BARE };

static struct tree blob;
static struct device_node nodes[MAX_NODES];
static struct of_tree of = { .nodes = nodes };
static struct device *consumer;

static void write_controller(const char *name, u32 handle)
{
	tree_begin(&blob, name);
	tree_cells(&blob, "#reset-cells", 1);
	tree_cells(&blob, "phandle", handle);
	tree_end(&blob);
}

static int reset_control_test_init(struct kunit *test)
{
	int err;

	tree_start(&blob);
	tree_begin(&blob, "");
	tree_begin(&blob, "consumer");
	tree_cells(&blob, "resets", FIRST, 1, SECOND, 2);
	tree_bytes(&blob, "reset-names", "one\0two", 8);
	tree_end(&blob);
	tree_begin(&blob, "wrong");
	tree_cells(&blob, "resets", BARE);
	tree_end(&blob);
	write_controller("first", FIRST);
	write_controller("second", SECOND);
	tree_begin(&blob, "bare");
	tree_cells(&blob, "phandle", BARE);
	tree_end(&blob);
	tree_end(&blob);
	err = tree_index(&blob, &of, MAX_NODES);
	if (err)
		return err;
	consumer = root_device_register("reset-consumer");
	if (IS_ERR(consumer))
		return PTR_ERR(consumer);
	consumer->of_node = nodes[0].child;
	return 0;
}

static void reset_control_test_exit(struct kunit *test)
{
	if (!IS_ERR_OR_NULL(consumer))
		root_device_unregister(consumer);
	consumer = NULL;
}

static void reset_control_test_lines(struct kunit *test)
{
	struct reset_control *one = reset_control_get_exclusive(consumer, "one"),
			     *two = reset_control_get_shared(consumer, "two");

	if (!IS_ERR(one) && !IS_ERR(two)) {
		KUNIT_EXPECT_EQ(test, reset_control_deassert(one), 0);
		mark();
		KUNIT_EXPECT_EQ(test, reset_control_assert(one), -ENOTSUPP);
		EXPECT_SAID(test, "/first: there is no driver: a reset line cannot be controlled");
		mark();
		KUNIT_EXPECT_EQ(test, reset_control_reset(two), -ENOTSUPP);
		EXPECT_SAID(test, "/second: there is no driver: a reset line cannot be controlled");
		mark();
		KUNIT_EXPECT_EQ(test, reset_control_deassert(one), 0);
		KUNIT_EXPECT_EQ(test, reset_control_assert(two), 0);
		KUNIT_EXPECT_EQ(test, reset_control_status(one), -ENOTSUPP);
		EXPECT_UNSAID(test, "there is no driver");
	}
	reset_control_put(one);
	reset_control_put(two);
}

/* Each controller is reported once. */
static void reset_control_test_report(struct kunit *test)
{
	static bool reported;
	struct reset_control *all;

	mark();
	all = devm_reset_control_array_get(consumer, RESET_CONTROL_SHARED_DEASSERTED);
	KUNIT_ASSERT_FALSE(test, IS_ERR(all));
	if (!reported)
		EXPECT_SAID(test, "/second: there is no driver: its resets are used as firmware");
	reported = true;
	mark();
	KUNIT_EXPECT_EQ(test, reset_control_deassert(all), 0);
	EXPECT_UNSAID(test, "there is no driver");
	KUNIT_EXPECT_EQ(test, reset_control_get_count(consumer), 2);
}

static void reset_control_test_missing(struct kunit *test)
{
	struct reset_control *none = ERR_PTR(-ENOENT), *one;

	KUNIT_EXPECT_PTR_EQ(test, reset_control_get_exclusive(consumer, "three"), none);
	KUNIT_EXPECT_PTR_EQ(test, devm_reset_control_get_exclusive_by_index(consumer, 2), none);
	KUNIT_EXPECT_NULL(test, devm_reset_control_get_optional_shared(consumer, "three"));
	one = devm_reset_control_get_optional_exclusive(consumer, "one");
	KUNIT_EXPECT_TRUE(test, !one || one == ERR_PTR(-ENOMEM));
	KUNIT_EXPECT_EQ(test, device_reset(consumer), -ENOTSUPP);
	consumer->of_node = nodes[0].child->sibling;
	KUNIT_EXPECT_PTR_EQ(test, devm_reset_control_get_optional_exclusive(consumer, NULL),
			    (struct reset_control *)ERR_PTR(-EINVAL));
	consumer->of_node = NULL;
	KUNIT_EXPECT_PTR_EQ(test, devm_reset_control_get_exclusive(consumer, NULL), none);
	KUNIT_EXPECT_NULL(test, devm_reset_control_array_get_optional_exclusive(consumer));
	KUNIT_EXPECT_EQ(test, reset_control_get_count(consumer), -ENOENT);
	KUNIT_EXPECT_EQ(test, device_reset(consumer), -ENOENT);
	KUNIT_EXPECT_EQ(test, device_reset_optional(consumer), 0);
	KUNIT_EXPECT_EQ(test, reset_control_assert(NULL), 0);
	KUNIT_EXPECT_EQ(test, reset_control_deassert(NULL), 0);
	KUNIT_EXPECT_EQ(test, reset_control_reset(NULL), 0);
	KUNIT_EXPECT_EQ(test, reset_control_status(NULL), 0);
	reset_control_put(NULL);
}

static const struct kunit_case reset_control_cases[] = {
	KUNIT_CASE(reset_control_test_lines),
	KUNIT_CASE(reset_control_test_report),
	KUNIT_CASE(reset_control_test_missing),
	{}
};

static struct kunit_suite reset_control_suite = {
	.name = "reset_control",
	.init = reset_control_test_init,
	.exit = reset_control_test_exit,
	.test_cases = reset_control_cases,
};
kunit_test_suite(reset_control_suite);
