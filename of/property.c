// SPDX-License-Identifier: BSD-2-Clause
/* Nodes of the device tree as firmware nodes (linux/property.h). */

#include <linux/device.h>
#include <linux/minmax.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/of_device.h>
#include <linux/of_irq.h>
#include <linux/property.h>

static bool of_fwnode_is_available(const struct fwnode_handle *fwnode)
{
	return of_device_is_available(to_of_node(fwnode));
}

const void *of_device_get_match_data(const struct device *dev)
{
	const struct of_device_id *match = of_match_device(dev->driver->of_match_table, dev);

	return match ? match->data : NULL;
}

static const void *of_fwnode_match_data(const struct fwnode_handle *fwnode,
					const struct device *dev)
{
	return dev->driver ? of_device_get_match_data(dev) : NULL;
}

static bool of_fwnode_property_present(const struct fwnode_handle *fwnode, const char *propname)
{
	return of_property_present(to_of_node(fwnode), propname);
}

static int of_fwnode_read_int_array(const struct fwnode_handle *fwnode, const char *propname,
				    unsigned int elem_size, void *val, size_t nval)
{
	const struct device_node *np = to_of_node(fwnode);

	if (!val)
		return of_property_count_elems_of_size(np, propname, (int)elem_size);
	switch (elem_size) {
	case sizeof(u8):
		return of_property_read_u8_array(np, propname, val, nval);
	case sizeof(u16):
		return of_property_read_u16_array(np, propname, val, nval);
	case sizeof(u32):
		return of_property_read_u32_array(np, propname, val, nval);
	default:
		return of_property_read_u64_array(np, propname, val, nval);
	}
}

static int of_fwnode_read_string_array(const struct fwnode_handle *fwnode, const char *propname,
				       const char **val, size_t nval)
{
	const struct device_node *np = to_of_node(fwnode);

	return val ? of_property_read_string_array(np, propname, val, nval) :
	       of_property_count_strings(np, propname);
}

static const char *of_fwnode_get_name(const struct fwnode_handle *fwnode)
{
	return to_of_node(fwnode)->full_name;
}

static struct fwnode_handle *of_fwnode_get_parent(const struct fwnode_handle *fwnode)
{
	return of_fwnode_handle(of_get_parent(to_of_node(fwnode)));
}

static struct fwnode_handle *of_fwnode_next_child(const struct fwnode_handle *fwnode,
						  struct fwnode_handle *child)
{
	return of_fwnode_handle(of_get_next_available_child(to_of_node(fwnode),
							    to_of_node(child)));
}

static int of_fwnode_get_reference_args(const struct fwnode_handle *fwnode, const char *prop,
					const char *nargs_prop, unsigned int nargs,
					unsigned int index, struct fwnode_reference_args *args)
{
	const struct device_node *np = to_of_node(fwnode);
	struct of_phandle_args found;
	int err;

	if (nargs_prop)
		err = of_parse_phandle_with_args(np, prop, nargs_prop, (int)index, &found);
	else
		err = of_parse_phandle_with_fixed_args(np, prop, (int)nargs, (int)index, &found);
	if (err || !args)
		return err;
	*args = (struct fwnode_reference_args){
		.fwnode = of_fwnode_handle(found.np),
		.nargs = (unsigned int)found.args_count,
	};
	for (int i = 0; i < found.args_count; i++)
		args->args[i] = found.args[i];
	return 0;
}

static void __iomem *of_fwnode_iomap(struct fwnode_handle *fwnode, int index)
{
	return of_iomap(to_of_node(fwnode), index);
}

static int of_fwnode_irq_get(const struct fwnode_handle *fwnode, unsigned int index)
{
	return of_irq_get(to_of_node(fwnode), (int)index);
}

const struct fwnode_operations of_fwnode_ops = {
	.device_is_available = of_fwnode_is_available,
	.device_get_match_data = of_fwnode_match_data,
	.property_present = of_fwnode_property_present,
	.property_read_int_array = of_fwnode_read_int_array,
	.property_read_string_array = of_fwnode_read_string_array,
	.get_name = of_fwnode_get_name,
	.get_parent = of_fwnode_get_parent,
	.get_next_child_node = of_fwnode_next_child,
	.get_reference_args = of_fwnode_get_reference_args,
	.iomap = of_fwnode_iomap,
	.irq_get = of_fwnode_irq_get,
};
