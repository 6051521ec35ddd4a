// SPDX-License-Identifier: BSD-2-Clause
/*
 * Properties of devices.  Each function calls the operation of the node, and then that of the
 * secondary node if the node has no such property.
 */

#include <linux/device.h>
#include <linux/minmax.h>
#include <linux/of.h>
#include <linux/property.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

struct fwnode_handle *__dev_fwnode(struct device *dev)
{
	return dev->of_node ? of_fwnode_handle(dev->of_node) : dev->fwnode;
}

const struct fwnode_handle *__dev_fwnode_const(const struct device *dev)
{
	return __dev_fwnode((struct device *)dev);
}

void device_set_node(struct device *dev, struct fwnode_handle *fwnode)
{
	dev->fwnode = fwnode;
	dev->of_node = to_of_node(fwnode);
}

/* ---- reading --------------------------------------------------------------------------------- */

/* The call is repeated for the secondary node while it has the result of a missing property. */
#define FWNODE_READ(fwnode, missing, op, ...) ({					\
	const struct fwnode_handle *at = (fwnode);					\
	int ret = missing;								\
											\
	for (; !IS_ERR_OR_NULL(at) && ret == missing; at = at->secondary)		\
		ret = at->ops->op(at, __VA_ARGS__);					\
	ret;										\
})

bool fwnode_property_present(const struct fwnode_handle *fwnode, const char *propname)
{
	return FWNODE_READ(fwnode, 0, property_present, propname) > 0;
}

bool device_property_present(const struct device *dev, const char *propname)
{
	return fwnode_property_present(dev_fwnode(dev), propname);
}

static int read_int_array(const struct fwnode_handle *fwnode, const char *propname,
			  unsigned int elem_size, void *val, size_t nval)
{
	return FWNODE_READ(fwnode, -EINVAL, property_read_int_array, propname, elem_size, val,
			   nval);
}

#define PROPERTY_READ(type)								\
int fwnode_property_read_##type##_array(const struct fwnode_handle *fwnode,		\
					const char *propname, type *val, size_t nval)	\
{											\
	return read_int_array(fwnode, propname, sizeof(type), val, nval);		\
}											\
int device_property_read_##type##_array(const struct device *dev, const char *propname,	\
					type *val, size_t nval)				\
{											\
	return read_int_array(dev_fwnode(dev), propname, sizeof(type), val, nval);	\
}

PROPERTY_READ(u8)
PROPERTY_READ(u16)
PROPERTY_READ(u32)
PROPERTY_READ(u64)

int fwnode_property_read_string_array(const struct fwnode_handle *fwnode, const char *propname,
				      const char **val, size_t nval)
{
	return FWNODE_READ(fwnode, -EINVAL, property_read_string_array, propname, val, nval);
}

int device_property_read_string_array(const struct device *dev, const char *propname,
				      const char **val, size_t nval)
{
	return fwnode_property_read_string_array(dev_fwnode(dev), propname, val, nval);
}

int fwnode_property_read_string(const struct fwnode_handle *fwnode, const char *propname,
				const char **val)
{
	return min(fwnode_property_read_string_array(fwnode, propname, val, 1), 0);
}

int device_property_read_string(const struct device *dev, const char *propname, const char **val)
{
	return fwnode_property_read_string(dev_fwnode(dev), propname, val);
}

int fwnode_property_match_string(const struct fwnode_handle *fwnode, const char *propname,
				 const char *string)
{
	int nval = fwnode_property_string_array_count(fwnode, propname), found;
	const char **values;

	if (nval <= 0)
		return nval ? nval : -ENODATA;
	values = kcalloc((size_t)nval, sizeof(*values), GFP_KERNEL);
	if (!values)
		return -ENOMEM;
	found = fwnode_property_read_string_array(fwnode, propname, values, (size_t)nval);
	if (found >= 0)
		found = match_string(values, (size_t)found, string);
	kfree(values);
	return found == -EINVAL ? -ENODATA : found;
}

int device_property_match_string(const struct device *dev, const char *propname,
				 const char *string)
{
	return fwnode_property_match_string(dev_fwnode(dev), propname, string);
}

int fwnode_property_match_property_string(const struct fwnode_handle *fwnode, const char *propname,
					  const char * const *array, size_t n)
{
	const char *string;
	int found = fwnode_property_read_string(fwnode, propname, &string);

	if (found)
		return found;
	found = match_string(array, n, string);
	return found < 0 ? -ENOENT : found;
}

int fwnode_property_get_reference_args(const struct fwnode_handle *fwnode, const char *prop,
				       const char *nargs_prop, unsigned int nargs,
				       unsigned int index, struct fwnode_reference_args *args)
{
	return FWNODE_READ(fwnode, -ENOENT, get_reference_args, prop, nargs_prop, nargs, index,
			   args);
}

struct fwnode_handle *fwnode_find_reference(const struct fwnode_handle *fwnode, const char *name,
					    unsigned int index)
{
	struct fwnode_reference_args args;
	int err = fwnode_property_get_reference_args(fwnode, name, NULL, 0, index, &args);

	return err ? ERR_PTR(err) : args.fwnode;
}

const void *device_get_match_data(const struct device *dev)
{
	const struct fwnode_handle *fwnode = dev_fwnode(dev);

	return fwnode && fwnode->ops->device_get_match_data ?
	       fwnode->ops->device_get_match_data(fwnode, dev) : NULL;
}

int fwnode_irq_get(const struct fwnode_handle *fwnode, unsigned int index)
{
	int irq;

	if (IS_ERR_OR_NULL(fwnode) || !fwnode->ops->irq_get)
		return IS_ERR_OR_NULL(fwnode) ? -EINVAL : -ENXIO;
	irq = fwnode->ops->irq_get(fwnode, index);
	return irq ? irq : -EINVAL;
}

int fwnode_irq_get_byname(const struct fwnode_handle *fwnode, const char *name)
{
	int index = name ? fwnode_property_match_string(fwnode, "interrupt-names", name) : -EINVAL;

	return index < 0 ? index : fwnode_irq_get(fwnode, (unsigned int)index);
}

void __iomem *fwnode_iomap(struct fwnode_handle *fwnode, int index)
{
	return IS_ERR_OR_NULL(fwnode) || !fwnode->ops->iomap ? NULL :
	       fwnode->ops->iomap(fwnode, index);
}

bool device_dma_supported(const struct device *dev)
{
	return dev->dma_mask || dev->coherent_dma_mask;
}

enum dev_dma_attr device_get_dma_attr(const struct device *dev)
{
	if (!device_dma_supported(dev))
		return DEV_DMA_NOT_SUPPORTED;
	return dev_dma_coherent(dev) ? DEV_DMA_COHERENT : DEV_DMA_NON_COHERENT;
}

/* ---- nodes ----------------------------------------------------------------------------------- */

struct fwnode_handle *fwnode_handle_get(struct fwnode_handle *fwnode)
{
	return IS_ERR_OR_NULL(fwnode) || !fwnode->ops->get ? fwnode : fwnode->ops->get(fwnode);
}

void fwnode_handle_put(struct fwnode_handle *fwnode)
{
	if (!IS_ERR_OR_NULL(fwnode) && fwnode->ops->put)
		fwnode->ops->put(fwnode);
}

const char *fwnode_get_name(const struct fwnode_handle *fwnode)
{
	return IS_ERR_OR_NULL(fwnode) ? NULL : fwnode->ops->get_name(fwnode);
}

/* Format the node for %pfw of printf: see <linux/sprintf.h>. */
int sprint_fwnode(char *buf, size_t size, const struct fwnode_handle *fwnode, const char *letters)
{
	struct fwnode_handle *node;
	char *start = buf + size - 1;

	if (is_of_node(fwnode))
		return sprint_of_node(buf, size, to_of_node(fwnode), letters);
	if (letters[0] == 'P')
		return scnprintf(buf, size, "%s", fwnode_get_name(fwnode));
	/* Store the names from the end of the buffer on, that of the node itself first. */
	*start = '\0';
	for (node = fwnode_handle_get((struct fwnode_handle *)fwnode); node;
	     node = fwnode_get_next_parent(node)) {
		const char *name = fwnode_get_name(node);
		size_t len = strlen(name), slash = *start ? 1 : 0;

		if (len + slash > (size_t)(start - buf)) {
			fwnode_handle_put(node);
			break;
		}
		start -= len + slash;
		if (slash)
			start[len] = '/';
		memcpy(start, name, len);
	}
	memmove(buf, start, buf + size - start);
	return (int)strlen(buf);
}

bool fwnode_name_eq(const struct fwnode_handle *fwnode, const char *name)
{
	const char *own = fwnode_get_name(fwnode);
	size_t size = own ? strcspn(own, "@") : 0;

	return own && strlen(name) == size && !strncmp(own, name, size);
}

bool fwnode_device_is_available(const struct fwnode_handle *fwnode)
{
	return !IS_ERR_OR_NULL(fwnode) &&
	       (!fwnode->ops->device_is_available || fwnode->ops->device_is_available(fwnode));
}

struct fwnode_handle *fwnode_get_parent(const struct fwnode_handle *fwnode)
{
	return IS_ERR_OR_NULL(fwnode) ? NULL : fwnode->ops->get_parent(fwnode);
}

struct fwnode_handle *fwnode_get_next_parent(struct fwnode_handle *fwnode)
{
	struct fwnode_handle *parent = fwnode_get_parent(fwnode);

	fwnode_handle_put(fwnode);
	return parent;
}

struct fwnode_handle *fwnode_get_next_child_node(const struct fwnode_handle *fwnode,
						 struct fwnode_handle *child)
{
	return IS_ERR_OR_NULL(fwnode) ? NULL : fwnode->ops->get_next_child_node(fwnode, child);
}

struct fwnode_handle *fwnode_get_next_available_child_node(const struct fwnode_handle *fwnode,
							   struct fwnode_handle *child)
{
	do {
		child = fwnode_get_next_child_node(fwnode, child);
	} while (child && !fwnode_device_is_available(child));
	return child;
}

struct fwnode_handle *fwnode_get_named_child_node(const struct fwnode_handle *fwnode,
						  const char *name)
{
	struct fwnode_handle *child;

	fwnode_for_each_child_node(fwnode, child) {
		if (fwnode_name_eq(child, name))
			break;
	}
	return child;
}

struct fwnode_handle *device_get_next_child_node(const struct device *dev,
						 struct fwnode_handle *child)
{
	return fwnode_get_next_child_node(dev_fwnode(dev), child);
}

struct fwnode_handle *device_get_named_child_node(const struct device *dev, const char *name)
{
	return fwnode_get_named_child_node(dev_fwnode(dev), name);
}

unsigned int device_get_child_node_count(const struct device *dev)
{
	struct fwnode_handle *child;
	unsigned int n = 0;

	device_for_each_child_node(dev, child)
		n++;
	return n;
}
