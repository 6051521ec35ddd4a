// SPDX-License-Identifier: BSD-2-Clause
/* Tests of clocks as firmware left them, with a device tree that has clocks of each kind. */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/clk.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/of.h>
#include <linux/string.h>

#include "../expect.h"
#include "../of/tree.h"
#include "../said.h"

#define MAX_NODES 16

/* Phandles. */
enum { NONE, OSC, HALF, THIRDS, LOOP, PLL, BARE };

static struct tree blob;
static struct device_node nodes[MAX_NODES];
static struct of_tree of = { .nodes = nodes };
static struct device *consumer, *without;

static void write_factor(const char *name, u32 handle, u32 parent, u32 mult, u32 div)
{
	tree_begin(&blob, name);
	tree_string(&blob, "compatible", "fixed-factor-clock");
	tree_cells(&blob, "#clock-cells", 0);
	tree_cells(&blob, "phandle", handle);
	tree_cells(&blob, "clocks", parent);
	tree_cells(&blob, "clock-mult", mult);
	tree_cells(&blob, "clock-div", div);
	tree_end(&blob);
}

static int write_tree(void)
{
	tree_start(&blob);
	tree_begin(&blob, "");
	tree_begin(&blob, "osc");
	tree_string(&blob, "compatible", "fixed-clock");
	tree_cells(&blob, "#clock-cells", 0);
	tree_cells(&blob, "phandle", OSC);
	tree_cells(&blob, "clock-frequency", 24000000);
	tree_end(&blob);
	write_factor("half", HALF, OSC, 1, 2);
	write_factor("thirds", THIRDS, HALF, 2, 3);
	write_factor("loop", LOOP, LOOP, 1, 1);
	tree_begin(&blob, "pll");
	tree_cells(&blob, "#clock-cells", 1);
	tree_cells(&blob, "phandle", PLL);
	tree_cells(&blob, "clock-frequency", 1000);
	tree_end(&blob);
	tree_begin(&blob, "bare");
	tree_cells(&blob, "phandle", BARE);
	tree_end(&blob);
	tree_begin(&blob, "consumer");
	tree_cells(&blob, "clocks", OSC, HALF, THIRDS, PLL, 7, PLL, 8, LOOP, 0);
	tree_bytes(&blob, "clock-names", "osc\0half\0thirds\0pll7\0pll8\0loop\0none", 36);
	tree_end(&blob);
	tree_begin(&blob, "wrong");
	tree_cells(&blob, "clocks", BARE);
	tree_end(&blob);
	tree_begin(&blob, "some");
	tree_cells(&blob, "clocks", OSC, PLL, 9);
	tree_bytes(&blob, "clock-names", "osc\0pll", 8);
	tree_end(&blob);
	tree_end(&blob);
	return tree_index(&blob, &of, MAX_NODES);
}

static struct device_node *node_named(const char *name)
{
	for (struct device_node *np = nodes[0].child; np; np = np->sibling) {
		if (!strcmp(np->full_name, name))
			return np;
	}
	return NULL;
}

static void clk_test_exit(struct kunit *test)
{
	if (!IS_ERR_OR_NULL(consumer))
		root_device_unregister(consumer);
	if (!IS_ERR_OR_NULL(without))
		root_device_unregister(without);
	consumer = without = NULL;
}

static int clk_test_init(struct kunit *test)
{
	int err = write_tree();

	if (err)
		return err;
	consumer = root_device_register("clk-consumer");
	without = root_device_register("clk-without");
	if (IS_ERR(consumer) || IS_ERR(without)) {
		clk_test_exit(test);
		return -ENOMEM;
	}
	consumer->of_node = node_named("consumer");
	return 0;
}

/* The rate of a clock, or 1 if there is no such clock. */
static unsigned long rate_of(const char *name)
{
	struct clk *clk = clk_get(consumer, name);
	unsigned long rate = IS_ERR(clk) ? 1 : clk_get_rate(clk);

	clk_put(clk);
	return rate;
}

static void clk_test_rates(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, rate_of(NULL), 24000000UL);
	KUNIT_EXPECT_EQ(test, rate_of("osc"), 24000000UL);
	KUNIT_EXPECT_EQ(test, rate_of("half"), 12000000UL);
	KUNIT_EXPECT_EQ(test, rate_of("thirds"), 8000000UL);
	/* A controller with several clocks has no rate, nor does a loop. */
	KUNIT_EXPECT_EQ(test, rate_of("pll7"), 0UL);
	KUNIT_EXPECT_EQ(test, rate_of("loop"), 0UL);
}

static void clk_test_set_rate(struct kunit *test)
{
	struct clk *osc = clk_get(consumer, "osc"), *pll = clk_get(consumer, "pll7");

	if (!IS_ERR(osc) && !IS_ERR(pll)) {
		KUNIT_EXPECT_EQ(test, clk_set_rate(osc, 24000000), 0);
		KUNIT_EXPECT_EQ(test, clk_round_rate(osc, 1), 24000000L);
		mark();
		KUNIT_EXPECT_EQ(test, clk_set_rate(osc, 12000000), -EINVAL);
		EXPECT_SAID(test, "/osc: the rate is fixed");
		mark();
		KUNIT_EXPECT_EQ(test, clk_set_rate(pll, 12000000), -ENOSYS);
		EXPECT_SAID(test, "/pll: there is no driver that can set");
		KUNIT_EXPECT_EQ(test, clk_round_rate(pll, 1), (long)-ENOSYS);
		mark();
		KUNIT_EXPECT_EQ(test, clk_set_parent(pll, osc), -ENOSYS);
		EXPECT_SAID(test, "/pll: there is no driver that can change");
	}
	clk_put(osc);
	clk_put(pll);
}

/* One message names a controller, and a clock with a rate has none. */
static void clk_test_report(struct kunit *test)
{
	struct clk *osc = clk_get(consumer, "osc"), *seven = clk_get(consumer, "pll7"),
		   *eight = clk_get(consumer, "pll8");

	KUNIT_EXPECT_FALSE(test, clk_is_match(seven, eight));
	if (!IS_ERR(osc) && !IS_ERR(seven) && !IS_ERR(eight)) {
		/* The other cases may have reported the controller already. */
		clk_prepare_enable(seven);
		mark();
		KUNIT_EXPECT_EQ(test, clk_prepare_enable(osc), 0);
		KUNIT_EXPECT_EQ(test, clk_prepare_enable(eight), 0);
		EXPECT_UNSAID(test, "as firmware left them");
		clk_disable_unprepare(osc);
		clk_disable_unprepare(seven);
		clk_disable_unprepare(eight);
	}
	clk_put(osc);
	clk_put(seven);
	clk_put(eight);
	/* A controller that no case used before, except with failing allocations. */
	osc = clk_get(consumer, "loop");
	if (!IS_ERR(osc)) {
		static bool reported;

		mark();
		KUNIT_EXPECT_EQ(test, clk_prepare_enable(osc), 0);
		if (!reported)
			EXPECT_SAID(test, "/loop: there is no driver: its clocks are used as");
		reported = true;
		clk_disable_unprepare(osc);
	}
	clk_put(osc);
}

static void clk_test_missing(struct kunit *test)
{
	struct device_node *np = node_named("wrong");
	struct clk *a, *b;

	KUNIT_EXPECT_PTR_EQ(test, clk_get(consumer, "other"), (struct clk *)ERR_PTR(-ENOENT));
	KUNIT_EXPECT_PTR_EQ(test, clk_get(consumer, "none"), (struct clk *)ERR_PTR(-ENOENT));
	KUNIT_EXPECT_PTR_EQ(test, clk_get(without, NULL), (struct clk *)ERR_PTR(-ENOENT));
	KUNIT_EXPECT_PTR_EQ(test, clk_get(NULL, NULL), (struct clk *)ERR_PTR(-ENOENT));
	KUNIT_EXPECT_PTR_EQ(test, of_clk_get(np, 0), (struct clk *)ERR_PTR(-EINVAL));
	KUNIT_EXPECT_PTR_EQ(test, of_clk_get(consumer->of_node, 7),
			    (struct clk *)ERR_PTR(-ENOENT));
	KUNIT_EXPECT_NULL(test, clk_get_optional(without, NULL));
	KUNIT_EXPECT_EQ(test, clk_prepare_enable(NULL), 0);
	KUNIT_EXPECT_EQ(test, clk_get_rate(NULL), 0UL);
	KUNIT_EXPECT_EQ(test, clk_set_rate(NULL, 1), 0);
	clk_disable_unprepare(NULL);
	clk_put(NULL);
	a = clk_get(consumer, "half");
	b = of_clk_get(consumer->of_node, 1);
	if (!IS_ERR(a) && !IS_ERR(b))
		KUNIT_EXPECT_TRUE(test, clk_is_match(a, b));
	KUNIT_EXPECT_TRUE(test, clk_is_match(NULL, NULL));
	KUNIT_EXPECT_FALSE(test, clk_is_match(a, NULL));
	clk_put(a);
	clk_put(b);
}

static void clk_test_devm(struct kunit *test)
{
	struct clk *clk = devm_clk_get_enabled(consumer, "half");

	KUNIT_EXPECT_NULL(test, devm_clk_get_optional_enabled(without, "half"));
	KUNIT_EXPECT_PTR_EQ(test, devm_clk_get_enabled(without, "half"),
			    (struct clk *)ERR_PTR(-ENOENT));
	KUNIT_ASSERT_FALSE(test, IS_ERR(clk));
	KUNIT_EXPECT_EQ(test, clk_enable(clk), 0);
	clk_disable(clk);
	KUNIT_EXPECT_FALSE(test, IS_ERR(devm_clk_get(consumer, NULL)));
	clk = devm_clk_get_optional_enabled_with_rate(consumer, "half", 5);
	KUNIT_EXPECT_PTR_EQ(test, clk, (struct clk *)ERR_PTR(-EINVAL));
	clk = devm_clk_get_optional_enabled_with_rate(consumer, "half", 12000000);
	KUNIT_ASSERT_FALSE(test, IS_ERR(clk));
	clk = devm_get_clk_from_child(without, consumer->of_node, "thirds");
	KUNIT_ASSERT_FALSE(test, IS_ERR(clk));
	KUNIT_EXPECT_EQ(test, clk_get_rate(clk), 8000000UL);
	devm_clk_put(without, clk);
}

static void clk_test_bulk(struct kunit *test)
{
	/* The managed ones are used after the case returns. */
	static struct clk_bulk_data two[] = { { .id = "osc" }, { .id = "pll8" } },
				    lost[] = { { .id = "osc" }, { .id = "lost" } };
	struct clk_bulk_data *all;

	KUNIT_EXPECT_EQ(test, devm_clk_bulk_get(consumer, 2, lost), -ENOENT);
	KUNIT_EXPECT_NULL(test, lost[0].clk);
	KUNIT_ASSERT_EQ(test, devm_clk_bulk_get_optional(consumer, 2, lost), 0);
	KUNIT_EXPECT_NULL(test, lost[1].clk);
	KUNIT_EXPECT_EQ(test, clk_get_rate(lost[0].clk), 24000000UL);
	KUNIT_ASSERT_EQ(test, clk_bulk_get(consumer, 2, two), 0);
	KUNIT_EXPECT_EQ(test, clk_bulk_prepare_enable(2, two), 0);
	clk_bulk_disable_unprepare(2, two);
	clk_bulk_put(2, two);
	KUNIT_EXPECT_EQ(test, devm_clk_bulk_get_all(without, &all), 0);
	/* The last reference of this device is empty. */
	KUNIT_EXPECT_EQ(test, devm_clk_bulk_get_all(consumer, &all), -ENOENT);
	consumer->of_node = node_named("some");
	KUNIT_ASSERT_EQ(test, devm_clk_bulk_get_all_enabled(consumer, &all), 2);
	KUNIT_EXPECT_STREQ(test, all[1].id, "pll");
	KUNIT_EXPECT_EQ(test, clk_get_rate(all[0].clk), 24000000UL);
	KUNIT_EXPECT_EQ(test, devm_clk_bulk_get_all_enable(consumer, &all), 0);
}

/* Counts that do not match cause a warning. */
static void clk_test_unbalanced(struct kunit *test)
{
	struct clk *clk = clk_get(consumer, "osc");

	if (IS_ERR(clk))
		return;
	EXPECT_REPORT(test, KUNIT_EXPECT_EQ(test, clk_enable(clk), -ESHUTDOWN));
	EXPECT_REPORT(test, clk_disable(clk));
	EXPECT_REPORT(test, clk_unprepare(clk));
	clk_prepare_enable(clk);
	EXPECT_REPORT(test, clk_put(clk));
}

static const struct kunit_case clk_test_cases[] = {
	KUNIT_CASE(clk_test_rates),
	KUNIT_CASE(clk_test_set_rate),
	KUNIT_CASE(clk_test_report),
	KUNIT_CASE(clk_test_missing),
	KUNIT_CASE(clk_test_devm),
	KUNIT_CASE(clk_test_bulk),
	KUNIT_CASE(clk_test_unbalanced),
	{}
};

static struct kunit_suite clk_test_suite = {
	.name = "clk",
	.init = clk_test_init,
	.exit = clk_test_exit,
	.test_cases = clk_test_cases,
};
kunit_test_suite(clk_test_suite);
