// SPDX-License-Identifier: BSD-2-Clause
/* Nodes and properties of the device tree. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/of.h>

static int __init device_tree_demo_init(void)
{
	struct device_node *root = of_find_node_by_path("/"), *memory, *child;
	const char *compatible;
	unsigned int nr_children = 0;
	u32 cells;

	if (!root)
		return -ENODEV;
	if (of_property_read_u32(root, "#address-cells", &cells) || !cells ||
	    of_property_read_string(root, "compatible", &compatible))
		return -EINVAL;
	for_each_child_of_node(root, child)
		nr_children++;
	memory = of_find_node_by_type(NULL, "memory");
	if (!memory || !of_property_present(memory, "reg") || !nr_children)
		return -ENOENT;
	of_node_put(memory);
	of_node_put(root);
	pr_info("passed: %s\n", compatible);
	return 0;
}
module_init(device_tree_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("The device tree");
