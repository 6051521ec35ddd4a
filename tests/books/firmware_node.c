// SPDX-License-Identifier: BSD-2-Clause
/* Software nodes: a description of devices in code, with children and references. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/module.h>
#include <linux/property.h>

static const struct property_entry supply_properties[] = {
	PROPERTY_ENTRY_U32("microvolt", 3300000),
	{ }
};

static const struct software_node supply_node = {
	.name = "books-supply",
	.properties = supply_properties,
};

static const struct property_entry panel_properties[] = {
	PROPERTY_ENTRY_REF("power-supply", &supply_node, 5),
	{ }
};

static const struct software_node panel_node = {
	.name = "books-panel",
	.properties = panel_properties,
};

static const struct software_node button_node = { .name = "button", .parent = &panel_node };
static const struct software_node *all_nodes[] = {
	&supply_node, &panel_node, &button_node, NULL
};

static int __init firmware_node_demo_init(void)
{
	struct fwnode_reference_args supply;
	struct fwnode_handle *panel, *child;
	unsigned int nr_children = 0;
	u32 microvolt = 0;
	int err = software_node_register_node_group(all_nodes);

	if (err)
		return err;
	panel = software_node_fwnode(&panel_node);
	err = fwnode_property_get_reference_args(panel, "power-supply", NULL, 1, 0, &supply);
	if (!err) {
		err = fwnode_property_read_u32(supply.fwnode, "microvolt", &microvolt);
		fwnode_handle_put(supply.fwnode);
	}
	fwnode_for_each_child_node(panel, child)
		nr_children += fwnode_name_eq(child, "button");
	software_node_unregister_node_group(all_nodes);
	if (err || microvolt != 3300000 || supply.args[0] != 5 || nr_children != 1)
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(firmware_node_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Firmware nodes in code");
