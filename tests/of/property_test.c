// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the properties of devices (linux/property.h): of a device tree that this file writes, of
 * software nodes, and of devices that have both.
 */

#include <kunit/test.h>
#include <linux/device.h>
#include <linux/of.h>
#include <linux/of_device.h>
#include <linux/platform_device.h>
#include <linux/property.h>
#include <linux/string.h>

#include "../assert_or.h"
#include "tree.h"

#define MAX_NODES 8

static struct tree blob;
static struct device_node nodes[MAX_NODES];
static struct of_tree of = { .nodes = nodes };

static int property_init(struct kunit *test)
{
	tree_start(&blob);
	tree_begin_bus(&blob, "", 1, 1);
	tree_begin(&blob, "clock@1");
	tree_cells(&blob, "phandle", 1);
	tree_cells(&blob, "#clock-cells", 2);
	tree_end(&blob);
	tree_begin(&blob, "user@30");
	tree_bytes(&blob, "compatible", "acme,user-2\0acme,user", 22);
	tree_bytes(&blob, "bytes", "\1\2\3\4\5\6\7\10", 8);
	tree_bytes(&blob, "flag", NULL, 0);
	tree_bytes(&blob, "names", "one\0two\0three", 14);
	tree_cells(&blob, "clocks", 1, 7, 8, 1, 9, 10);
	tree_begin(&blob, "port@0");
	tree_end(&blob);
	tree_begin(&blob, "port@1");
	tree_string(&blob, "status", "disabled");
	tree_end(&blob);
	tree_begin(&blob, "other");
	tree_end(&blob);
	tree_end(&blob);
	tree_end(&blob);
	return tree_index(&blob, &of, MAX_NODES);
}

static struct fwnode_handle *node(const char *path)
{
	return of_fwnode_handle(of_tree_find_path(&of, path));
}

/* ---- the device tree ------------------------------------------------------------------------- */

static void property_test_numbers(struct kunit *test)
{
	struct fwnode_handle *fwnode = node("/user@30");
	u8 v8[9];
	u16 v16[5];
	u32 v32[3];
	u64 v64[2];

	KUNIT_ASSERT_NOT_NULL(test, fwnode);
	KUNIT_EXPECT_EQ(test, fwnode_property_count_u8(fwnode, "bytes"), 8);
	KUNIT_EXPECT_EQ(test, fwnode_property_count_u16(fwnode, "bytes"), 4);
	KUNIT_EXPECT_EQ(test, fwnode_property_count_u32(fwnode, "bytes"), 2);
	KUNIT_EXPECT_EQ(test, fwnode_property_count_u64(fwnode, "bytes"), 1);
	KUNIT_EXPECT_EQ(test, fwnode_property_read_u8_array(fwnode, "bytes", v8, 8), 0);
	KUNIT_EXPECT_EQ(test, v8[7], 8);
	KUNIT_EXPECT_EQ(test, fwnode_property_read_u8_array(fwnode, "bytes", v8, 9), -EOVERFLOW);
	KUNIT_EXPECT_EQ(test, fwnode_property_read_u16_array(fwnode, "bytes", v16, 4), 0);
	KUNIT_EXPECT_EQ(test, v16[3], 0x708);
	KUNIT_EXPECT_EQ(test, fwnode_property_read_u16_array(fwnode, "bytes", v16, 5), -EOVERFLOW);
	KUNIT_EXPECT_EQ(test, fwnode_property_read_u32_array(fwnode, "bytes", v32, 2), 0);
	KUNIT_EXPECT_EQ(test, v32[1], 0x5060708U);
	KUNIT_EXPECT_EQ(test, fwnode_property_read_u64(fwnode, "bytes", v64), 0);
	KUNIT_EXPECT_EQ(test, v64[0], 0x102030405060708ULL);
	KUNIT_EXPECT_EQ(test, fwnode_property_read_u64_array(fwnode, "bytes", v64, 2), -EOVERFLOW);
	KUNIT_EXPECT_EQ(test, fwnode_property_read_u32(fwnode, "none", v32), -EINVAL);
	KUNIT_EXPECT_EQ(test, fwnode_property_read_u32(fwnode, "flag", v32), -ENODATA);
	KUNIT_EXPECT_EQ(test, fwnode_property_read_u32(NULL, "bytes", v32), -EINVAL);
	KUNIT_EXPECT_TRUE(test, fwnode_property_read_bool(fwnode, "flag"));
	KUNIT_EXPECT_FALSE(test, fwnode_property_read_bool(fwnode, "none"));
	KUNIT_EXPECT_FALSE(test, fwnode_property_read_bool(NULL, "flag"));
}

static void property_test_strings(struct kunit *test)
{
	static const char * const order[] = { "zero", "one", "two" };
	struct fwnode_handle *fwnode = node("/user@30");
	const char *names[4];

	KUNIT_ASSERT_NOT_NULL(test, fwnode);
	KUNIT_EXPECT_EQ(test, fwnode_property_string_array_count(fwnode, "names"), 3);
	KUNIT_EXPECT_EQ(test, fwnode_property_read_string_array(fwnode, "names", names, 4), 3);
	KUNIT_EXPECT_STREQ(test, names[2], "three");
	KUNIT_EXPECT_EQ(test, fwnode_property_read_string_array(fwnode, "names", names, 2), 2);
	KUNIT_EXPECT_EQ(test, fwnode_property_read_string(fwnode, "names", names), 0);
	KUNIT_EXPECT_STREQ(test, names[0], "one");
	KUNIT_EXPECT_EQ(test, fwnode_property_read_string(fwnode, "none", names), -EINVAL);
	KUNIT_EXPECT_EQ(test, fwnode_property_match_property_string(fwnode, "names", order, 3), 1);
	KUNIT_EXPECT_EQ(test, fwnode_property_match_property_string(fwnode, "names", order, 1),
			-ENOENT);
	KUNIT_EXPECT_EQ(test, fwnode_property_match_string(fwnode, "none", "x"), -EINVAL);
}

/* Matching allocates memory, so that it may fail in the test of failed allocations. */
static void property_test_match(struct kunit *test)
{
	struct fwnode_handle *fwnode = node("/user@30");
	int found = fwnode_property_match_string(fwnode, "names", "three");

	KUNIT_EXPECT_TRUE(test, found == 2 || found == -ENOMEM);
	found = fwnode_property_match_string(fwnode, "names", "four");
	KUNIT_EXPECT_TRUE(test, found == -ENODATA || found == -ENOMEM);
	KUNIT_EXPECT_FALSE(test, fwnode_device_is_compatible(fwnode, "acme"));
	found = fwnode_property_match_string(fwnode, "compatible", "acme,user");
	KUNIT_EXPECT_TRUE(test, found == 1 || found == -ENOMEM);
}

static void property_test_nodes(struct kunit *test)
{
	struct fwnode_handle *fwnode = node("/user@30"), *child;
	unsigned int n = 0;

	KUNIT_EXPECT_STREQ(test, fwnode_get_name(fwnode), "user@30");
	KUNIT_EXPECT_TRUE(test, fwnode_name_eq(fwnode, "user"));
	KUNIT_EXPECT_FALSE(test, fwnode_name_eq(fwnode, "use"));
	KUNIT_EXPECT_PTR_EQ(test, fwnode_get_parent(fwnode), node("/"));
	KUNIT_EXPECT_NULL(test, fwnode_get_parent(node("/")));
	/* As in Linux, children of the device tree that are disabled are skipped. */
	fwnode_for_each_child_node(fwnode, child)
		n++;
	KUNIT_EXPECT_EQ(test, n, 2U);
	KUNIT_EXPECT_PTR_EQ(test, fwnode_get_named_child_node(fwnode, "other"),
			    node("/user@30/other"));
	KUNIT_EXPECT_NULL(test, fwnode_get_named_child_node(fwnode, "none"));
	KUNIT_EXPECT_FALSE(test, fwnode_device_is_available(node("/user@30/port@1")));
	KUNIT_EXPECT_PTR_EQ(test, to_of_node(fwnode), of_tree_find_path(&of, "/user@30"));
	KUNIT_EXPECT_FALSE(test, is_software_node(fwnode));
}

static void property_test_references(struct kunit *test)
{
	struct fwnode_handle *fwnode = node("/user@30");
	struct fwnode_reference_args args;

	KUNIT_EXPECT_EQ(test, fwnode_property_get_reference_args(fwnode, "clocks", "#clock-cells",
								 0, 1, &args), 0);
	KUNIT_EXPECT_PTR_EQ(test, args.fwnode, node("/clock@1"));
	KUNIT_EXPECT_EQ(test, args.nargs, 2U);
	KUNIT_EXPECT_EQ(test, args.args[1], 10ULL);
	KUNIT_EXPECT_EQ(test, args.args[2], 0ULL);
	KUNIT_EXPECT_EQ(test, fwnode_property_get_reference_args(fwnode, "clocks", NULL, 2, 0,
								 &args), 0);
	KUNIT_EXPECT_EQ(test, args.args[0], 7ULL);
	KUNIT_EXPECT_EQ(test, fwnode_property_get_reference_args(fwnode, "clocks", "#clock-cells",
								 0, 2, NULL), -ENOENT);
	KUNIT_EXPECT_EQ(test, fwnode_property_get_reference_args(fwnode, "none", NULL, 0, 0, NULL),
			-ENOENT);
	KUNIT_EXPECT_PTR_EQ(test, fwnode_find_reference(fwnode, "clocks", 0), node("/clock@1"));
	KUNIT_EXPECT_EQ(test, PTR_ERR(fwnode_find_reference(fwnode, "none", 0)), -ENOENT);
}

/* ---- software nodes -------------------------------------------------------------------------- */

static const u16 widths[] = { 16, 32, 8 };
static const char * const modes[] = { "slow", "fast" };
static const struct property_entry target_properties[] = {
	PROPERTY_ENTRY_U32("#cells", 2),
	{ }
};
static const struct software_node target = { .name = "target", .properties = target_properties };
static const struct software_node_ref_args several[] = {
	SOFTWARE_NODE_REFERENCE(&target),
	SOFTWARE_NODE_REFERENCE(&target, 3, 4),
};
static const struct property_entry properties[] = {
	PROPERTY_ENTRY_U32("speed", 115200),
	PROPERTY_ENTRY_U16_ARRAY("widths", widths),
	PROPERTY_ENTRY_STRING_ARRAY("modes", modes),
	PROPERTY_ENTRY_STRING("label", "left"),
	PROPERTY_ENTRY_REF("one", &target, 1),
	PROPERTY_ENTRY_REF_ARRAY("several", several),
	PROPERTY_ENTRY_BOOL("flag"),
	{ }
};
static const struct software_node parent_node = { .name = "parent", .properties = properties };
static const struct software_node first_child = { .name = "child@0", .parent = &parent_node };
static const struct software_node second_child = { .name = "child@1", .parent = &parent_node };
static const struct software_node unnamed = { .parent = &parent_node };
static const struct software_node *group[] = {
	&target, &parent_node, &first_child, &second_child, NULL
};

static void unregister_group(void *unused)
{
	software_node_unregister_node_group(group);
}

static void register_group(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, software_node_register_node_group(group), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, unregister_group, NULL), 0);
}

/* The properties are the same in a registered node and in a node that has a copy of them. */
static void check_properties(struct kunit *test, struct fwnode_handle *fwnode)
{
	struct fwnode_reference_args args;
	const char *strings[3];
	u32 value;
	u16 v16[3];

	KUNIT_EXPECT_EQ(test, fwnode_property_read_u32(fwnode, "speed", &value), 0);
	KUNIT_EXPECT_EQ(test, value, 115200U);
	KUNIT_EXPECT_EQ(test, fwnode_property_count_u8(fwnode, "widths"), 6);
	KUNIT_EXPECT_EQ(test, fwnode_property_read_u16_array(fwnode, "widths", v16, 3), 0);
	KUNIT_EXPECT_EQ(test, v16[2], 8);
	KUNIT_EXPECT_EQ(test, fwnode_property_read_u32(fwnode, "label", &value), -EPROTO);
	KUNIT_EXPECT_EQ(test, fwnode_property_read_u32(fwnode, "several", &value), -EPROTO);
	KUNIT_EXPECT_EQ(test, fwnode_property_read_u32(fwnode, "flag", &value), -ENODATA);
	KUNIT_EXPECT_EQ(test, fwnode_property_read_string(fwnode, "speed", strings), -EPROTO);
	KUNIT_EXPECT_EQ(test, fwnode_property_read_string(fwnode, "label", strings), 0);
	KUNIT_EXPECT_STREQ(test, strings[0], "left");
	KUNIT_EXPECT_EQ(test, fwnode_property_read_string_array(fwnode, "modes", strings, 3), 2);
	KUNIT_EXPECT_STREQ(test, strings[1], "fast");
	KUNIT_EXPECT_TRUE(test, fwnode_property_read_bool(fwnode, "flag"));
	KUNIT_EXPECT_EQ(test, fwnode_property_get_reference_args(fwnode, "several", "#cells", 0, 1,
								 &args), 0);
	KUNIT_EXPECT_PTR_EQ(test, to_software_node(args.fwnode), &target);
	KUNIT_EXPECT_EQ(test, args.nargs, 2U);
	KUNIT_EXPECT_EQ(test, args.args[1], 4ULL);
	fwnode_handle_put(args.fwnode);
	KUNIT_EXPECT_EQ(test, fwnode_property_get_reference_args(fwnode, "one", NULL, 1, 1, NULL),
			-ENOENT);
	KUNIT_EXPECT_EQ(test, fwnode_property_get_reference_args(fwnode, "speed", NULL, 0, 0, NULL),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, fwnode_property_get_reference_args(fwnode, "one", NULL, 99, 0, NULL),
			-EINVAL);
}

static void property_test_software(struct kunit *test)
{
	struct fwnode_handle *fwnode, *child;
	unsigned int n = 0;
	char text[64];

	KUNIT_EXPECT_NULL(test, software_node_fwnode(&parent_node));
	KUNIT_EXPECT_EQ(test, software_node_register(&first_child), -EINVAL);
	register_group(test);
	KUNIT_EXPECT_EQ(test, software_node_register(&target), -EEXIST);
	snprintf(text, sizeof(text), "%pfw|%pfwP", software_node_fwnode(&second_child),
		 software_node_fwnode(&second_child));
	KUNIT_EXPECT_STREQ(test, text, "parent/child@1|child@1");
	snprintf(text, sizeof(text), "%pfw|%pfw|%pfwP", software_node_fwnode(&parent_node), NULL,
		 node("/"));
	KUNIT_EXPECT_STREQ(test, text, "parent|(null)|/");
	KUNIT_EXPECT_EQ(test, software_node_register(&unnamed), 0);
	snprintf(text, sizeof(text), "%pfw", software_node_fwnode(&unnamed));
	KUNIT_EXPECT_TRUE(test, strstarts(text, "parent/node"));
	KUNIT_EXPECT_STREQ(test, fwnode_get_name(software_node_fwnode(&unnamed)),
			   text + strlen("parent/"));
	KUNIT_EXPECT_NULL(test, software_node_find_by_name(&parent_node, "none"));
	software_node_unregister(&unnamed);
	fwnode = software_node_fwnode(&parent_node);
	check_properties(test, fwnode);
	fwnode_for_each_child_node(fwnode, child)
		KUNIT_EXPECT_PTR_EQ(test, to_software_node(child),
				    n++ ? &second_child : &first_child);
	KUNIT_EXPECT_EQ(test, n, 2U);
	KUNIT_EXPECT_PTR_EQ(test, software_node_find_by_name(&parent_node, "child@1"),
			    &second_child);
	KUNIT_EXPECT_NULL(test, software_node_find_by_name(NULL, "child@1"));
}

/* A failed group leaves none of its nodes. */
static void property_test_group(struct kunit *test)
{
	static const struct software_node *twice[] = { &target, &parent_node, &target, NULL };

	KUNIT_EXPECT_NE(test, software_node_register_node_group(twice), 0);
	KUNIT_EXPECT_NULL(test, software_node_fwnode(&target));
	KUNIT_EXPECT_NULL(test, software_node_fwnode(&parent_node));
}

static void property_test_copy(struct kunit *test)
{
	struct fwnode_handle *fwnode;

	register_group(test);
	fwnode = fwnode_create_software_node(properties, software_node_fwnode(&parent_node));
	if (IS_ERR(fwnode)) {
		KUNIT_EXPECT_EQ(test, PTR_ERR(fwnode), -ENOMEM);
		return;
	}
	check_properties(test, fwnode);
	KUNIT_EXPECT_EQ(test, strncmp(fwnode_get_name(fwnode), "node", 4), 0);
	/* A reference keeps the node after it was removed. */
	fwnode_handle_get(fwnode);
	fwnode_remove_software_node(fwnode);
	check_properties(test, fwnode);
	fwnode_handle_put(fwnode);
	KUNIT_EXPECT_NULL(test, property_entries_dup(NULL));
}

/* ---- devices --------------------------------------------------------------------------------- */

/* A software node completes the node of the device tree, which comes first. */
static void property_test_device(struct kunit *test)
{
	static const struct property_entry more[] = {
		PROPERTY_ENTRY_U32("bytes", 99),
		PROPERTY_ENTRY_U32("speed", 9600),
		{ }
	};
	struct platform_device_info info = {
		.name = "property-test", .id = PLATFORM_DEVID_NONE, .fwnode = node("/user@30"),
		.properties = more,
	};
	struct platform_device *pdev = platform_device_register_full(&info);
	u32 value;

	KUNIT_ASSERT_FALSE(test, IS_ERR(pdev));
	KUNIT_EXPECT_PTR_EQ(test, dev_fwnode(&pdev->dev), node("/user@30"));
	KUNIT_EXPECT_EQ(test, device_property_read_u32(&pdev->dev, "bytes", &value), 0);
	KUNIT_EXPECT_EQ(test, value, 0x1020304U);
	KUNIT_EXPECT_EQ(test, device_property_read_u32(&pdev->dev, "speed", &value), 0);
	KUNIT_EXPECT_EQ(test, value, 9600U);
	KUNIT_EXPECT_EQ(test, device_get_child_node_count(&pdev->dev), 2U);
	KUNIT_EXPECT_EQ(test, device_create_managed_software_node(&pdev->dev, more, NULL), -EBUSY);
	KUNIT_EXPECT_NULL(test, device_get_match_data(&pdev->dev));
	platform_device_unregister(pdev);
	KUNIT_EXPECT_FALSE(test, fwnode_property_present(node("/user@30"), "speed"));
}

static int match_probe(struct platform_device *pdev)
{
	platform_set_drvdata(pdev, (void *)device_get_match_data(&pdev->dev));
	return 0;
}

static void property_test_match_data(struct kunit *test)
{
	static const char second[] = "second";
	static const struct of_device_id table[] = {
		{ .compatible = "acme,user", .data = "first" },
		{ .compatible = "acme,user-2", .data = second },
		{ }
	};
	static struct platform_driver driver = {
		.probe = match_probe,
		.driver = { .name = "property-match", .of_match_table = table },
	};
	struct platform_device_info info = {
		.name = "property-test", .id = PLATFORM_DEVID_NONE, .fwnode = node("/user@30"),
	};
	struct platform_device *pdev = platform_device_register_full(&info);

	KUNIT_ASSERT_FALSE(test, IS_ERR(pdev));
	KUNIT_EXPECT_EQ(test, platform_driver_register(&driver), 0);
	KUNIT_EXPECT_PTR_EQ(test, platform_get_drvdata(pdev), (void *)second);
	platform_driver_unregister(&driver);
	platform_device_unregister(pdev);
}

/* A device may have only a software node. */
static void property_test_only_software(struct kunit *test)
{
	struct device *dev = root_device_register("property-root");
	u32 value;
	int err;

	KUNIT_ASSERT_FALSE(test, IS_ERR(dev));
	KUNIT_EXPECT_NULL(test, dev_fwnode(dev));
	err = device_add_software_node(dev, &target);
	if (!err) {
		KUNIT_EXPECT_EQ(test, device_property_read_u32(dev, "#cells", &value), 0);
		KUNIT_EXPECT_EQ(test, value, 2U);
		KUNIT_EXPECT_EQ(test, device_add_software_node(dev, &target), -EBUSY);
		device_remove_software_node(dev);
	}
	KUNIT_EXPECT_TRUE(test, !err || err == -ENOMEM);
	KUNIT_EXPECT_NULL(test, dev_fwnode(dev));
	KUNIT_EXPECT_NULL(test, software_node_fwnode(&target));
	root_device_unregister(dev);
}

static const struct kunit_case property_cases[] = {
	KUNIT_CASE(property_test_numbers),
	KUNIT_CASE(property_test_strings),
	KUNIT_CASE(property_test_match),
	KUNIT_CASE(property_test_nodes),
	KUNIT_CASE(property_test_references),
	KUNIT_CASE(property_test_software),
	KUNIT_CASE(property_test_group),
	KUNIT_CASE(property_test_copy),
	KUNIT_CASE(property_test_device),
	KUNIT_CASE(property_test_match_data),
	KUNIT_CASE(property_test_only_software),
	{}
};

static struct kunit_suite property_suite = {
	.name = "property",
	.init = property_init,
	.test_cases = property_cases,
};
kunit_test_suite(property_suite);
