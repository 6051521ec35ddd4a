// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of nodes, properties and references: of the machine's tree, and of a tree that this file
 * writes.
 */

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/of.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include "tree.h"

#define MAX_NODES 16

static struct tree blob;
static struct device_node nodes[MAX_NODES];
static struct of_tree of = { .nodes = nodes };

static void write_providers(struct tree *t)
{
	tree_begin(t, "clock@1");
	tree_bytes(t, "compatible", "acme,clock\0simple,clock", 24);
	tree_string(t, "device_type", "clock");
	tree_cells(t, "phandle", 1);
	tree_cells(t, "#clock-cells", 0);
	tree_end(t);
	tree_begin(t, "clock@2");
	tree_string(t, "compatible", "simple,clock");
	tree_string(t, "status", "disabled");
	tree_cells(t, "phandle", 2);
	tree_cells(t, "#clock-cells", 2);
	tree_end(t);
	tree_begin(t, "reset");
	tree_string(t, "status", "ok");
	tree_cells(t, "phandle", 3);
	tree_begin(t, "line");
	tree_end(t);
	tree_end(t);
}

static void write_user(struct tree *t)
{
	tree_begin(t, "user@30");
	tree_cells(t, "reg", 0x30, 8);
	tree_cells(t, "clocks", 2, 0x21, 0x22, 0, 1, 2, 0x23, 0x24);
	tree_cells(t, "short", 1, 2, 5);
	tree_cells(t, "dangling", 1, 99);
	tree_cells(t, "no-cells", 3);
	tree_cells(t, "many", 0x11111111, 0x22222222, 0x33333333);
	tree_bytes(t, "odd", "12345", 5);
	tree_bytes(t, "flag", NULL, 0);
	tree_bytes(t, "names", "one\0\0three", 11);
	tree_bytes(t, "open", "one\0two", 7);
	tree_begin(t, "line");
	tree_end(t);
	tree_end(t);
}

static int of_test_init(struct kunit *test)
{
	tree_start(&blob);
	tree_begin_bus(&blob, "", 1, 1);
	tree_begin(&blob, "aliases");
	tree_string(&blob, "user3", "/user@30");
	tree_string(&blob, "clk0", "/clock@1");
	tree_string(&blob, "clk1", "/clock@2");
	tree_end(&blob);
	write_providers(&blob);
	write_user(&blob);
	tree_end(&blob);
	return tree_index(&blob, &of, MAX_NODES);
}

static struct device_node *node(const char *path)
{
	return of_tree_find_path(&of, path);
}

/* ---- the machine's tree ---------------------------------------------------------------------- */

static bool is_child_of(const struct device_node *np, const struct device_node *parent)
{
	struct device_node *child;

	for_each_child_of_node(parent, child) {
		if (child == np)
			return true;
	}
	return false;
}

static void of_machine(struct kunit *test)
{
	struct device_node *np;
	const char *compatible = "";
	char path[256];
	int n = 0;

	KUNIT_ASSERT_NOT_NULL(test, of_root);
	KUNIT_EXPECT_NULL(test, of_get_parent(of_root));
	KUNIT_EXPECT_PTR_EQ(test, of_find_node_by_path("/"), of_root);
	KUNIT_EXPECT_EQ(test, of_property_read_string(of_root, "compatible", &compatible), 0);
	KUNIT_EXPECT_TRUE(test, of_machine_is_compatible(compatible));
	KUNIT_EXPECT_FALSE(test, of_machine_is_compatible("quarry,nothing"));
	KUNIT_EXPECT_FALSE(test, of_device_is_big_endian(of_root));
	for_each_of_allnodes(np) {
		of_node_path(np, path, sizeof(path));
		KUNIT_EXPECT_PTR_EQ_MSG(test, of_find_node_by_path(path), np, "%s", path);
		KUNIT_EXPECT_TRUE(test, np == of_root || is_child_of(np, np->parent));
		if (np->phandle)
			KUNIT_EXPECT_PTR_EQ(test, of_find_node_by_phandle(np->phandle), np);
		n++;
	}
	KUNIT_EXPECT_GT(test, n, 1);
	KUNIT_EXPECT_NOT_NULL(test, of_find_node_by_type(NULL, "memory"));
	KUNIT_EXPECT_NOT_NULL(test, of_find_node_by_path("/chosen"));
	KUNIT_EXPECT_NOT_NULL(test, of_find_node_by_path("/chosen:115200n8"));
	KUNIT_EXPECT_NULL(test, of_find_node_by_path("/chosen/"));
	KUNIT_EXPECT_NULL(test, of_find_node_by_path("//chosen"));
	KUNIT_EXPECT_NULL(test, of_find_node_by_path("/chosen/:115200n8"));
	KUNIT_EXPECT_NULL(test, of_find_node_by_path("//"));
	KUNIT_EXPECT_NULL(test, of_find_node_by_path(""));
}

/* ---- the tree of this file ------------------------------------------------------------------- */

static void of_properties(struct kunit *test)
{
	struct device_node *np = node("/user@30");
	u32 v[3] = { 0 };
	u64 wide = 0;

	KUNIT_ASSERT_NOT_NULL(test, np);
	KUNIT_EXPECT_EQ(test, of_property_read_u32(np, "many", v), 0);
	KUNIT_EXPECT_EQ(test, v[0], 0x11111111U);
	KUNIT_EXPECT_EQ(test, of_property_read_u32_index(np, "many", 2, v), 0);
	KUNIT_EXPECT_EQ(test, v[0], 0x33333333U);
	KUNIT_EXPECT_EQ(test, of_property_read_u32_index(np, "many", 3, v), -EOVERFLOW);
	KUNIT_EXPECT_EQ(test, of_property_read_u32_index(np, "many", ~0U, v), -EOVERFLOW);
	KUNIT_EXPECT_EQ(test, of_property_read_u64(np, "many", &wide), 0);
	KUNIT_EXPECT_EQ(test, wide, 0x1111111122222222ULL);
	KUNIT_EXPECT_EQ(test, of_property_read_u32_array(np, "many", v, 3), 0);
	KUNIT_EXPECT_EQ(test, v[1], 0x22222222U);
	KUNIT_EXPECT_EQ(test, of_property_read_u32_array(np, "many", v, 4), -EOVERFLOW);
	KUNIT_EXPECT_EQ(test, of_property_read_u32(np, "flag", v), -ENODATA);
	KUNIT_EXPECT_EQ(test, of_property_read_u32(np, "none", v), -EINVAL);
	KUNIT_EXPECT_EQ(test, of_property_read_u32(NULL, "many", v), -EINVAL);
	KUNIT_EXPECT_EQ(test, of_property_count_u32_elems(np, "many"), 3);
	KUNIT_EXPECT_EQ(test, of_property_count_u32_elems(np, "odd"), -EINVAL);
	KUNIT_EXPECT_TRUE(test, of_property_read_bool(np, "flag"));
	KUNIT_EXPECT_FALSE(test, of_property_read_bool(np, "fla"));
	KUNIT_EXPECT_EQ(test, of_property_read_reg(np, 0, &wide, NULL), 0);
	KUNIT_EXPECT_EQ(test, wide, 0x30ULL);
	KUNIT_EXPECT_EQ(test, of_property_read_reg(np, 1, &wide, NULL), -ENOENT);
	KUNIT_EXPECT_EQ(test, of_property_read_reg(np, -1, &wide, NULL), -ENOENT);
}

static void of_strings(struct kunit *test)
{
	struct device_node *np = node("/user@30");
	const char *s = NULL;

	KUNIT_EXPECT_EQ(test, of_property_count_strings(np, "names"), 3);
	KUNIT_EXPECT_EQ(test, of_property_read_string_index(np, "names", 1, &s), 0);
	KUNIT_EXPECT_STREQ(test, s, "");
	KUNIT_EXPECT_EQ(test, of_property_read_string_index(np, "names", 3, &s), -ENODATA);
	KUNIT_EXPECT_EQ(test, of_property_match_string(np, "names", "three"), 2);
	KUNIT_EXPECT_EQ(test, of_property_match_string(np, "names", "two"), -ENODATA);
	KUNIT_EXPECT_EQ(test, of_property_match_string(np, "open", "two"), -EILSEQ);
	KUNIT_EXPECT_EQ(test, of_property_count_strings(np, "open"), -EILSEQ);
	KUNIT_EXPECT_EQ(test, of_property_read_string(np, "flag", &s), -ENODATA);
	KUNIT_EXPECT_EQ(test, of_property_read_string(np, "none", &s), -EINVAL);
}

static void of_walking(struct kunit *test)
{
	static const struct of_device_id clocks[] = {
		{ .compatible = "none" },
		{ .compatible = "simple,clock" },
		{}
	};
	struct device_node *np = NULL, *root = node("/");
	int n = 0;

	for (np = nodes; np; np = of_find_all_nodes(np))
		n++;
	KUNIT_EXPECT_EQ(test, n, 8);
	/* A node has only siblings that have the same parent. */
	KUNIT_EXPECT_NULL(test, node("/reset/line")->sibling);
	KUNIT_EXPECT_TRUE(test, is_child_of(node("/user@30/line"), node("/user@30")));
	n = 0;
	for_each_child_of_node(root, np)
		n++;
	KUNIT_EXPECT_EQ(test, n, 5);
	n = 0;
	for_each_available_child_of_node(root, np)
		n++;
	KUNIT_EXPECT_EQ(test, n, 4);
	KUNIT_EXPECT_PTR_EQ(test, of_get_child_by_name(root, "clock"), node("/clock@1"));
	KUNIT_EXPECT_NULL(test, of_get_child_by_name(root, "cloc"));
	KUNIT_EXPECT_NULL(test, of_get_child_by_name(root, "clock@1"));
	np = of_find_compatible_node(root, NULL, "simple,clock");
	KUNIT_EXPECT_PTR_EQ(test, np, node("/clock@1"));
	np = of_find_compatible_node(np, NULL, "simple,clock");
	KUNIT_EXPECT_PTR_EQ(test, np, node("/clock@2"));
	KUNIT_EXPECT_NULL(test, of_find_compatible_node(np, NULL, "simple,clock"));
	KUNIT_EXPECT_PTR_EQ(test, of_find_matching_node(root, clocks), node("/clock@1"));
	KUNIT_EXPECT_PTR_EQ(test, of_find_matching_node(node("/clock@1"), clocks), np);
	KUNIT_EXPECT_NULL(test, of_find_matching_node(np, clocks));
	KUNIT_EXPECT_NULL(test, of_find_compatible_node(node("/clock@1"), "clock", "simple,clock"));
	KUNIT_EXPECT_PTR_EQ(test, of_find_node_with_property(root, "odd"), node("/user@30"));
}

static void of_matching(struct kunit *test)
{
	static const struct of_device_id ids[] = {
		{ .compatible = "simple,clock" }, { .compatible = "acme,clock" },
		{ .name = "user" }, {}
	}, typed[] = { { .type = "cpu", .compatible = "acme,clock" }, { .type = "clock" }, {} };

	KUNIT_EXPECT_PTR_EQ(test, of_match_node(ids, node("/clock@1")), &ids[1]);
	KUNIT_EXPECT_PTR_EQ(test, of_match_node(ids, node("/clock@2")), &ids[0]);
	KUNIT_EXPECT_PTR_EQ(test, of_match_node(ids, node("/user@30")), &ids[2]);
	KUNIT_EXPECT_NULL(test, of_match_node(ids, node("/reset")));
	KUNIT_EXPECT_NULL(test, of_match_node(NULL, node("/clock@1")));
	KUNIT_EXPECT_PTR_EQ(test, of_match_node(typed, node("/clock@1")), &typed[1]);
	KUNIT_EXPECT_GT(test, of_device_is_compatible(node("/clock@1"), "acme,clock"),
			of_device_is_compatible(node("/clock@1"), "simple,clock"));
	KUNIT_EXPECT_TRUE(test, of_device_is_available(node("/reset")));
	KUNIT_EXPECT_FALSE(test, of_device_is_available(node("/clock@2")));
	KUNIT_EXPECT_FALSE(test, of_device_is_available(NULL));
}

static int clocks(const char *list, int index, struct of_phandle_args *args)
{
	return of_parse_phandle_with_args(node("/user@30"), list, "#clock-cells", index, args);
}

static void of_phandle_lists(struct kunit *test)
{
	struct device_node *np = node("/user@30");
	struct of_phandle_args args;

	KUNIT_EXPECT_EQ(test, clocks("clocks", 0, &args), 0);
	KUNIT_EXPECT_PTR_EQ(test, args.np, node("/clock@2"));
	KUNIT_EXPECT_EQ(test, args.args_count, 2);
	KUNIT_EXPECT_EQ(test, args.args[1], 0x22U);
	KUNIT_EXPECT_EQ(test, clocks("clocks", 1, &args), -ENOENT);
	KUNIT_EXPECT_EQ(test, clocks("clocks", 2, &args), 0);
	KUNIT_EXPECT_PTR_EQ(test, args.np, node("/clock@1"));
	KUNIT_EXPECT_EQ(test, args.args_count, 0);
	KUNIT_EXPECT_EQ(test, clocks("clocks", 3, &args), 0);
	KUNIT_EXPECT_EQ(test, args.args[0], 0x23U);
	KUNIT_EXPECT_EQ(test, clocks("clocks", 4, &args), -ENOENT);
	KUNIT_EXPECT_EQ(test, clocks("clocks", -1, &args), -EINVAL);
	KUNIT_EXPECT_EQ(test, clocks("none", 0, &args), -ENOENT);
	KUNIT_EXPECT_EQ(test, clocks("short", 0, &args), 0);
	KUNIT_EXPECT_EQ(test, clocks("short", 1, &args), -EINVAL);
	KUNIT_EXPECT_EQ(test, clocks("dangling", 1, &args), -EINVAL);
	KUNIT_EXPECT_EQ(test, clocks("no-cells", 0, &args), -EINVAL);
	KUNIT_EXPECT_EQ(test, of_count_phandle_with_args(np, "clocks", "#clock-cells"), 4);
	KUNIT_EXPECT_EQ(test, of_count_phandle_with_args(np, "short", "#clock-cells"), -EINVAL);
	KUNIT_EXPECT_EQ(test, of_count_phandle_with_args(np, "none", "#clock-cells"), -ENOENT);
	KUNIT_EXPECT_PTR_EQ(test, of_parse_phandle(np, "dangling", 0), node("/clock@1"));
	KUNIT_EXPECT_NULL(test, of_parse_phandle(np, "dangling", 1));
	KUNIT_EXPECT_NULL(test, of_parse_phandle(np, "dangling", 2));
}

static void of_names(struct kunit *test)
{
	char text[64];

	KUNIT_EXPECT_EQ(test, of_alias_get_id(node("/user@30"), "user"), 3);
	KUNIT_EXPECT_EQ(test, of_alias_get_id(node("/clock@2"), "clk"), 1);
	KUNIT_EXPECT_EQ(test, of_alias_get_id(node("/clock@2"), "user"), -ENODEV);
	KUNIT_EXPECT_EQ(test, of_alias_get_id(NULL, "user"), -ENODEV);
	KUNIT_EXPECT_PTR_EQ(test, node("user3:115200n8"), node("/user@30"));
	KUNIT_EXPECT_NULL(test, node("user30"));
	snprintf(text, sizeof(text), "%pOF|%pOFn", node("/user@30"), node("/user@30"));
	KUNIT_EXPECT_STREQ(test, text, "/user@30|user");
	snprintf(text, sizeof(text), "%pOFPnfp|%pOFP", node("/user@30"), node("/"));
	KUNIT_EXPECT_STREQ(test, text, "user@30:user:/user@30:0|/");
	snprintf(text, sizeof(text), "%pOFc|%29pOFC", node("/clock@1"), node("/clock@1"));
	KUNIT_EXPECT_STREQ(test, text, "acme,clock|  \"acme,clock\",\"simple,clock\"");
	snprintf(text, sizeof(text), "[%pOFc]", node("/user@30"));
	KUNIT_EXPECT_STREQ(test, text, "[]");
	KUNIT_EXPECT_STREQ(test, of_node_path(node("/"), text, sizeof(text)), "/");
	KUNIT_EXPECT_STREQ(test, of_node_path(node("/user@30"), text, 5), "/use");
}

static struct kunit_case of_cases[] = {
	KUNIT_CASE(of_machine),
	KUNIT_CASE(of_properties),
	KUNIT_CASE(of_strings),
	KUNIT_CASE(of_walking),
	KUNIT_CASE(of_matching),
	KUNIT_CASE(of_phandle_lists),
	KUNIT_CASE(of_names),
	{}
};

static struct kunit_suite of_suite = {
	.name = "of",
	.init = of_test_init,
	.test_cases = of_cases,
};
kunit_test_suite(of_suite);
