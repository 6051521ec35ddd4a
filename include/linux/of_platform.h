/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_OF_PLATFORM_H
#define LINUX_OF_PLATFORM_H

/*
 * Platform devices of nodes of the device tree.  At boot, there is a device for each node whose
 * parents are all buses.  A driver creates the devices for the children of its node with
 * devm_of_platform_populate().  Context: thread.
 */

#include <linux/mod_devicetable.h>
#include <linux/of.h>
#include <linux/types.h>

struct device;
struct platform_device;

/* Return the device of a node, with a reference that put_device() drops, or NULL. */
struct platform_device *of_find_device_by_node(struct device_node *np);

/*
 * An entry of a table, which ends with an empty entry, for nodes that are compatible and whose
 * first address is phys_addr, or have any address if this is 0.  The device gets the name, unless
 * it is NULL, and the data, which must remain valid as long as the device exists.
 */
struct of_dev_auxdata {
	char *compatible;
	resource_size_t phys_addr;
	char *name;
	void *platform_data;
};

#define OF_DEV_AUXDATA(_compat, _phys, _name, _pdata) \
	{ .compatible = _compat, .phys_addr = _phys, .name = _name, .platform_data = _pdata }

/* Buses whose children need no driver of the bus: simple-bus, simple-mfd and isa. */
extern const struct of_device_id of_default_bus_match_table[];

/*
 * Return a new device for a node, with its addresses as resources, or NULL without memory.  The
 * caller adds it with device_add(), and frees it with put_device().  Its name is @bus_id.  If
 * @bus_id is NULL, the name is that of Linux: "10000000.serial" for a node with an address, and
 * "soc:timer" for one without.
 */
struct platform_device *of_device_alloc(struct device_node *np, const char *bus_id,
					struct device *parent);
/*
 * Create the device of a node.  Its name is @bus_id, or as above if @bus_id is NULL.
 * Returns NULL if the node is disabled, if it has a device, and on failure.
 */
struct platform_device *of_platform_device_create(struct device_node *np, const char *bus_id,
						  struct device *parent);

/*
 * Remove a device that one of these functions created, and those below it.  Another device is not
 * changed.  @data has no effect.  Returns 0, so that device_for_each_child() can call the function.
 */
int of_platform_device_destroy(struct device *dev, void *data);

/*
 * Create a device for each available child of @root, or of the root of the tree if it is NULL, that
 * has a compatible property and no device, and below each child that @matches.  @matches and
 * @lookup may be NULL.  @parent is the parent of the devices of the children.  Returns 0, -EINVAL
 * without a tree, or -ENOMEM; devices that were created before remain.  A device whose name is in
 * use is reported and left out, as in Linux.
 */
int of_platform_populate(struct device_node *root, const struct of_device_id *matches,
			 const struct of_dev_auxdata *lookup, struct device *parent);
int of_platform_default_populate(struct device_node *root, const struct of_dev_auxdata *lookup,
				 struct device *parent);
/* Remove the children of @parent that these functions created, the newest first. */
void of_platform_depopulate(struct device *parent);

/*
 * Create the devices of the children of the device's node, which are removed when its driver is
 * unbound.  Returns -EINVAL without a node, or an error of of_platform_populate() after all
 * children were removed.
 */
int devm_of_platform_populate(struct device *dev);
void devm_of_platform_depopulate(struct device *dev);

#endif /* LINUX_OF_PLATFORM_H */
