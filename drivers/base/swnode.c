// SPDX-License-Identifier: BSD-2-Clause
/*
 * Software nodes: firmware nodes that code registers.
 *
 * A list contains the registered nodes in the order of their registration.  A node exists until its
 * last reference is dropped; the list has one.  A node keeps a reference to its parent.
 *
 * Locking: nodes_lock protects the list.
 */

#include <linux/device.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/property.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "base.h"

struct swnode {
	struct fwnode_handle fwnode;
	struct kref kref;
	struct list_head list;		/* empty after it was unregistered */
	struct swnode *parent;
	const struct software_node *node;
	struct software_node own;	/* *node, if the node was created with copied properties */
	char name[16];			/* the name, if the description has none */
	bool managed;			/* it is removed with the device */
};

static LIST_HEAD(nodes);
static DEFINE_MUTEX(nodes_lock);
static unsigned int last_number;
static const struct fwnode_operations software_node_ops;

static struct swnode *to_swnode(const struct fwnode_handle *fwnode)
{
	return is_software_node(fwnode) ? (struct swnode *)container_of(fwnode, struct swnode,
									fwnode) : NULL;
}

bool is_software_node(const struct fwnode_handle *fwnode)
{
	return !IS_ERR_OR_NULL(fwnode) && fwnode->ops == &software_node_ops;
}

const struct software_node *to_software_node(const struct fwnode_handle *fwnode)
{
	const struct swnode *swnode = to_swnode(fwnode);

	return swnode ? swnode->node : NULL;
}

/* ---- properties ------------------------------------------------------------------------------ */

static const struct property_entry *find_property(const struct software_node *node,
						  const char *name)
{
	const struct property_entry *entry = node->properties;

	while (entry && entry->name && strcmp(entry->name, name))
		entry++;
	return entry && entry->name ? entry : NULL;
}

static const void *entry_value(const struct property_entry *entry)
{
	return entry->is_inline ? &entry->value : entry->pointer;
}

/* Return the entry if it has a value, which consists of strings or not, or an ERR_PTR(). */
static const struct property_entry *entry_with_value(const struct fwnode_handle *fwnode,
						     const char *name, bool strings)
{
	const struct property_entry *entry = find_property(to_software_node(fwnode), name);

	if (!entry)
		return ERR_PTR(-EINVAL);
	if (!entry->length || !entry_value(entry))
		return ERR_PTR(-ENODATA);
	if (entry->type == DEV_PROP_REF || (entry->type == DEV_PROP_STRING) != strings)
		return ERR_PTR(-EPROTO);
	return entry;
}

static bool swnode_property_present(const struct fwnode_handle *fwnode, const char *propname)
{
	return find_property(to_software_node(fwnode), propname);
}

static int swnode_read_int_array(const struct fwnode_handle *fwnode, const char *propname,
				 unsigned int elem_size, void *val, size_t nval)
{
	const struct property_entry *entry = entry_with_value(fwnode, propname, false);

	if (IS_ERR(entry))
		return (int)PTR_ERR(entry);
	if (!val)
		return (int)(entry->length / elem_size);
	if (nval > entry->length / elem_size)
		return -EOVERFLOW;
	memcpy(val, entry_value(entry), nval * elem_size);
	return 0;
}

static int swnode_read_string_array(const struct fwnode_handle *fwnode, const char *propname,
				    const char **val, size_t nval)
{
	const struct property_entry *entry = entry_with_value(fwnode, propname, true);
	size_t n;

	if (IS_ERR(entry))
		return (int)PTR_ERR(entry);
	n = entry->length / sizeof(*val);
	if (val) {
		n = min(n, nval);
		memcpy(val, entry_value(entry), n * sizeof(*val));
	}
	return (int)n;
}

static int swnode_get_reference_args(const struct fwnode_handle *fwnode, const char *prop,
				     const char *nargs_prop, unsigned int nargs,
				     unsigned int index, struct fwnode_reference_args *args)
{
	const struct property_entry *entry = find_property(to_software_node(fwnode), prop);
	const struct software_node_ref_args *ref;
	struct fwnode_handle *target;
	u32 count = nargs;
	int err = 0;

	if (!entry || entry->type != DEV_PROP_REF)
		return entry ? -EINVAL : -ENOENT;
	if (index >= entry->length / sizeof(*ref))
		return -ENOENT;
	ref = (const struct software_node_ref_args *)entry->pointer + index;
	target = software_node_fwnode(ref->node);
	if (!target)
		return -ENOENT;
	if (nargs_prop)
		err = fwnode_property_read_u32(target, nargs_prop, &count);
	if (err || count > NR_FWNODE_REFERENCE_ARGS)
		return err ? err : -EINVAL;
	if (!args)
		return 0;
	*args = (struct fwnode_reference_args){
		.fwnode = fwnode_handle_get(target), .nargs = count };
	memcpy(args->args, ref->args, count * sizeof(*args->args));
	return 0;
}

/* ---- nodes ----------------------------------------------------------------------------------- */

static void swnode_release(struct kref *kref)
{
	struct swnode *swnode = container_of(kref, struct swnode, kref);

	if (swnode->parent)
		kref_put(&swnode->parent->kref, swnode_release);
	property_entries_free(swnode->own.properties);
	kfree(swnode);
}

static struct fwnode_handle *swnode_get(struct fwnode_handle *fwnode)
{
	kref_get(&to_swnode(fwnode)->kref);
	return fwnode;
}

static void swnode_put(struct fwnode_handle *fwnode)
{
	kref_put(&to_swnode(fwnode)->kref, swnode_release);
}

static const char *swnode_get_name(const struct fwnode_handle *fwnode)
{
	const struct swnode *swnode = to_swnode(fwnode);

	return swnode->node->name ? swnode->node->name : swnode->name;
}

static struct fwnode_handle *swnode_get_parent(const struct fwnode_handle *fwnode)
{
	struct swnode *parent = to_swnode(fwnode)->parent;

	return parent ? swnode_get(&parent->fwnode) : NULL;
}

/* An iteration ends if its current node was unregistered. */
static struct fwnode_handle *swnode_next_child(const struct fwnode_handle *fwnode,
					       struct fwnode_handle *child)
{
	struct swnode *parent = to_swnode(fwnode), *prev = to_swnode(child), *at;
	struct fwnode_handle *next = NULL;

	mutex_lock(&nodes_lock);
	if (!prev || !list_empty(&prev->list)) {
		at = prev ? list_next_entry(prev, list) :
			    list_first_entry(&nodes, struct swnode, list);
		list_for_each_entry_from(at, &nodes, list) {
			if (at->parent == parent) {
				next = swnode_get(&at->fwnode);
				break;
			}
		}
	}
	mutex_unlock(&nodes_lock);
	if (prev)
		swnode_put(child);
	return next;
}

static const struct fwnode_operations software_node_ops = {
	.get = swnode_get,
	.put = swnode_put,
	.property_present = swnode_property_present,
	.property_read_int_array = swnode_read_int_array,
	.property_read_string_array = swnode_read_string_array,
	.get_name = swnode_get_name,
	.get_parent = swnode_get_parent,
	.get_next_child_node = swnode_next_child,
	.get_reference_args = swnode_get_reference_args,
};

/* ---- registration ---------------------------------------------------------------------------- */

/* Return the registered node of the description.  The caller has nodes_lock. */
static struct swnode *__find_node(const struct software_node *node)
{
	struct swnode *swnode;

	list_for_each_entry(swnode, &nodes, list) {
		if (swnode->node == node)
			return swnode;
	}
	return NULL;
}

struct fwnode_handle *software_node_fwnode(const struct software_node *node)
{
	struct swnode *swnode;

	mutex_lock(&nodes_lock);
	swnode = node ? __find_node(node) : NULL;
	mutex_unlock(&nodes_lock);
	return swnode ? &swnode->fwnode : NULL;
}

const struct software_node *software_node_find_by_name(const struct software_node *parent,
						       const char *name)
{
	const struct software_node *found = NULL;
	struct swnode *swnode;

	mutex_lock(&nodes_lock);
	list_for_each_entry(swnode, &nodes, list) {
		if (!found && swnode->node->parent == parent && swnode->node->name &&
		    !strcmp(swnode->node->name, name))
			found = swnode->node;
	}
	mutex_unlock(&nodes_lock);
	return found;
}

/*
 * Register a node with the description @node or, if it is NULL, with its own description, which
 * has @properties, which the node owns then.  Returns the node or an ERR_PTR().
 */
static struct swnode *swnode_register(const struct software_node *node,
				      const struct property_entry *properties,
				      const struct software_node *parent)
{
	struct swnode *swnode = kzalloc(sizeof(*swnode), GFP_KERNEL);
	int err = 0;

	if (!swnode)
		return ERR_PTR(-ENOMEM);
	kref_init(&swnode->kref);
	fwnode_init(&swnode->fwnode, &software_node_ops);
	swnode->own = (struct software_node){ .name = swnode->name, .parent = parent };
	swnode->node = node ? node : &swnode->own;
	mutex_lock(&nodes_lock);
	if (node && __find_node(node))
		err = -EEXIST;
	swnode->parent = parent ? __find_node(parent) : NULL;
	if (!err && parent && !swnode->parent)
		err = -EINVAL;
	if (!err) {
		scnprintf(swnode->name, sizeof(swnode->name), "node%u", last_number);
		last_number += !node || !node->name;
		swnode->own.properties = properties;
		if (swnode->parent)
			kref_get(&swnode->parent->kref);
		list_add_tail(&swnode->list, &nodes);
	}
	mutex_unlock(&nodes_lock);
	if (!err)
		return swnode;
	kfree(swnode);
	return ERR_PTR(err);
}

static void swnode_unregister(struct swnode *swnode)
{
	mutex_lock(&nodes_lock);
	list_del_init(&swnode->list);
	mutex_unlock(&nodes_lock);
	swnode_put(&swnode->fwnode);
}

int software_node_register(const struct software_node *node)
{
	return PTR_ERR_OR_ZERO(swnode_register(node, NULL, node->parent));
}

void software_node_unregister(const struct software_node *node)
{
	struct fwnode_handle *fwnode = software_node_fwnode(node);

	if (fwnode)
		swnode_unregister(to_swnode(fwnode));
}

int software_node_register_node_group(const struct software_node **node_group)
{
	for (unsigned int i = 0; node_group && node_group[i]; i++) {
		int err = software_node_register(node_group[i]);

		if (err) {
			while (i--)
				software_node_unregister(node_group[i]);
			return err;
		}
	}
	return 0;
}

/* Children may follow their parents in the group, and are unregistered before them. */
void software_node_unregister_node_group(const struct software_node **node_group)
{
	unsigned int n = 0;

	while (node_group && node_group[n])
		n++;
	while (n--)
		software_node_unregister(node_group[n]);
}

struct fwnode_handle *fwnode_create_software_node(const struct property_entry *properties,
						  const struct fwnode_handle *parent)
{
	struct property_entry *copy;
	struct swnode *swnode;

	if (parent && !is_software_node(parent))
		return ERR_PTR(-EINVAL);
	copy = property_entries_dup(properties);
	if (IS_ERR(copy))
		return ERR_CAST(copy);
	swnode = swnode_register(NULL, copy, to_software_node(parent));
	if (!IS_ERR(swnode))
		return &swnode->fwnode;
	property_entries_free(copy);
	return ERR_CAST(swnode);
}

void fwnode_remove_software_node(struct fwnode_handle *fwnode)
{
	if (is_software_node(fwnode))
		swnode_unregister(to_swnode(fwnode));
}

/* ---- nodes of devices ------------------------------------------------------------------------ */

/* Return where the device's software node is, or would be. */
static struct fwnode_handle **device_swnode(struct device *dev)
{
	struct fwnode_handle *primary = dev_fwnode(dev);

	return primary && !is_software_node(primary) ? &primary->secondary : &dev->fwnode;
}

int device_add_software_node(struct device *dev, const struct software_node *node)
{
	struct fwnode_handle **place = device_swnode(dev), *fwnode;

	if (*place)
		return -EBUSY;
	fwnode = software_node_fwnode(node);
	if (fwnode) {
		swnode_get(fwnode);
	} else {
		struct swnode *swnode = swnode_register(node, NULL, node->parent);

		if (IS_ERR(swnode))
			return (int)PTR_ERR(swnode);
		swnode->managed = true;
		fwnode = &swnode->fwnode;
	}
	*place = fwnode;
	return 0;
}

int device_create_managed_software_node(struct device *dev,
					const struct property_entry *properties,
					const struct software_node *parent)
{
	struct fwnode_handle **place = device_swnode(dev), *fwnode;

	if (*place)
		return -EBUSY;
	fwnode = fwnode_create_software_node(properties, software_node_fwnode(parent));
	if (IS_ERR(fwnode))
		return (int)PTR_ERR(fwnode);
	to_swnode(fwnode)->managed = true;
	*place = fwnode;
	return 0;
}

void device_remove_software_node(struct device *dev)
{
	struct fwnode_handle **place = device_swnode(dev);
	struct swnode *swnode = to_swnode(*place);

	if (!swnode)
		return;
	*place = NULL;
	if (swnode->managed)
		swnode_unregister(swnode);
	else
		swnode_put(&swnode->fwnode);
}

void device_remove_managed_software_node(struct device *dev)
{
	struct swnode *swnode = to_swnode(*device_swnode(dev));

	if (swnode && swnode->managed)
		device_remove_software_node(dev);
}

/* ---- copies of properties -------------------------------------------------------------------- */

static bool has_strings(const struct property_entry *entry)
{
	return entry->type == DEV_PROP_STRING;
}

static void entry_free(const struct property_entry *entry)
{
	const char * const *strings = entry_value(entry);

	size_t n = has_strings(entry) && strings ? entry->length / sizeof(*strings) : 0;

	while (n--)
		kfree(strings[n]);
	if (!entry->is_inline)
		kfree(entry->pointer);
	kfree(entry->name);
}

/* Copy an entry.  After an error, entry_free() frees what was copied. */
static int entry_copy(struct property_entry *to, const struct property_entry *from)
{
	bool in_place = from->type != DEV_PROP_REF && from->length <= sizeof(to->value);
	const char **strings;
	void *value;

	*to = (struct property_entry){ .type = from->type, .is_inline = true };
	to->name = kstrdup(from->name, GFP_KERNEL);
	if (!to->name)
		return -ENOMEM;
	if (!from->length || !entry_value(from))
		return 0;
	value = in_place ? (void *)&to->value : kzalloc(from->length, GFP_KERNEL);
	if (!value)
		return -ENOMEM;
	if (!in_place) {
		to->is_inline = false;
		to->pointer = value;
	}
	to->length = from->length;
	if (!has_strings(from)) {
		memcpy(value, entry_value(from), from->length);
		return 0;
	}
	strings = value;
	for (size_t i = 0; i < from->length / sizeof(*strings); i++) {
		strings[i] = kstrdup(((const char * const *)entry_value(from))[i], GFP_KERNEL);
		if (!strings[i])
			return -ENOMEM;
	}
	return 0;
}

struct property_entry *property_entries_dup(const struct property_entry *properties)
{
	struct property_entry *copy;
	size_t n = 0;
	int err = 0;

	if (!properties)
		return NULL;
	while (properties[n].name)
		n++;
	copy = kcalloc(n + 1, sizeof(*copy), GFP_KERNEL);
	if (!copy)
		return ERR_PTR(-ENOMEM);
	for (size_t i = 0; i < n && !err; i++)
		err = entry_copy(copy + i, properties + i);
	if (!err)
		return copy;
	property_entries_free(copy);
	return ERR_PTR(err);
}

void property_entries_free(const struct property_entry *properties)
{
	if (!properties)
		return;
	for (const struct property_entry *entry = properties; entry->name; entry++)
		entry_free(entry);
	kfree(properties);
}
