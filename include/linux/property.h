/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PROPERTY_H
#define LINUX_PROPERTY_H

/*
 * Properties of devices, independent of their source: the device tree or software nodes.
 *
 * The functions with the prefix device_ read the node of a device, and those with fwnode_ read a
 * node.  A property that the node lacks is looked up in its secondary node.  Strings belong to the
 * node.
 *
 * Errors: -EINVAL if there is no such property or no node; -ENODATA if it has no value; -EPROTO or
 * -EILSEQ if its value has another type; -EOVERFLOW if it has fewer numbers.  Context: any, except
 * where noted.
 */

#include <linux/args.h>
#include <linux/array_size.h>
#include <linux/bits.h>
#include <linux/cleanup.h>
#include <linux/fwnode.h>
#include <linux/stddef.h>
#include <linux/types.h>

struct device;
struct property_entry;
struct software_node;

enum dev_prop_type {
	DEV_PROP_U8,
	DEV_PROP_U16,
	DEV_PROP_U32,
	DEV_PROP_U64,
	DEV_PROP_STRING,
	DEV_PROP_REF,
};

/* Return the node of the device, or NULL. */
const struct fwnode_handle *__dev_fwnode_const(const struct device *dev);
struct fwnode_handle *__dev_fwnode(struct device *dev);
#ifndef __cplusplus
#define dev_fwnode(dev)							\
	_Generic((dev), const struct device *: __dev_fwnode_const,	\
		 struct device *: __dev_fwnode)(dev)
#else
extern "C++" {
static inline const struct fwnode_handle *dev_fwnode(const struct device *dev)
{
	return __dev_fwnode_const(dev);
}

static inline struct fwnode_handle *dev_fwnode(struct device *dev)
{
	return __dev_fwnode(dev);
}
}
#endif

/* ---- Reading properties ---------------------------------------------------------------------- */

/*
 * Read numbers.  The functions with _array read @nval elements, and the others one.  They return 0
 * or an error.  The functions with count return the number of elements that fill the value.
 */
int fwnode_property_read_u8_array(const struct fwnode_handle *fwnode, const char *propname,
				  u8 *val, size_t nval);
int fwnode_property_read_u16_array(const struct fwnode_handle *fwnode, const char *propname,
				   u16 *val, size_t nval);
int fwnode_property_read_u32_array(const struct fwnode_handle *fwnode, const char *propname,
				   u32 *val, size_t nval);
int fwnode_property_read_u64_array(const struct fwnode_handle *fwnode, const char *propname,
				   u64 *val, size_t nval);
int device_property_read_u8_array(const struct device *dev, const char *propname,
				  u8 *val, size_t nval);
int device_property_read_u16_array(const struct device *dev, const char *propname,
				   u16 *val, size_t nval);
int device_property_read_u32_array(const struct device *dev, const char *propname,
				   u32 *val, size_t nval);
int device_property_read_u64_array(const struct device *dev, const char *propname,
				   u64 *val, size_t nval);
#define fwnode_property_read_u8(fwnode, propname, val) \
	fwnode_property_read_u8_array(fwnode, propname, val, 1)
#define fwnode_property_read_u16(fwnode, propname, val) \
	fwnode_property_read_u16_array(fwnode, propname, val, 1)
#define fwnode_property_read_u32(fwnode, propname, val) \
	fwnode_property_read_u32_array(fwnode, propname, val, 1)
#define fwnode_property_read_u64(fwnode, propname, val) \
	fwnode_property_read_u64_array(fwnode, propname, val, 1)
#define fwnode_property_count_u8(fwnode, propname) \
	fwnode_property_read_u8_array(fwnode, propname, NULL, 0)
#define fwnode_property_count_u16(fwnode, propname) \
	fwnode_property_read_u16_array(fwnode, propname, NULL, 0)
#define fwnode_property_count_u32(fwnode, propname) \
	fwnode_property_read_u32_array(fwnode, propname, NULL, 0)
#define fwnode_property_count_u64(fwnode, propname) \
	fwnode_property_read_u64_array(fwnode, propname, NULL, 0)
#define device_property_read_u8(dev, propname, val) \
	device_property_read_u8_array(dev, propname, val, 1)
#define device_property_read_u16(dev, propname, val) \
	device_property_read_u16_array(dev, propname, val, 1)
#define device_property_read_u32(dev, propname, val) \
	device_property_read_u32_array(dev, propname, val, 1)
#define device_property_read_u64(dev, propname, val) \
	device_property_read_u64_array(dev, propname, val, 1)
#define device_property_count_u8(dev, propname) \
	device_property_read_u8_array(dev, propname, NULL, 0)
#define device_property_count_u16(dev, propname) \
	device_property_read_u16_array(dev, propname, NULL, 0)
#define device_property_count_u32(dev, propname) \
	device_property_read_u32_array(dev, propname, NULL, 0)
#define device_property_count_u64(dev, propname) \
	device_property_read_u64_array(dev, propname, NULL, 0)

/* Return true if the property exists. */
bool fwnode_property_present(const struct fwnode_handle *fwnode, const char *propname);
bool device_property_present(const struct device *dev, const char *propname);

static inline bool fwnode_property_read_bool(const struct fwnode_handle *fwnode,
					     const char *propname)
{
	return fwnode_property_present(fwnode, propname);
}

static inline bool device_property_read_bool(const struct device *dev, const char *propname)
{
	return device_property_present(dev, propname);
}

/*
 * Read the first string, which returns 0 or an error; or at most @nval strings, which returns the
 * number stored or, with @val NULL, the number of strings.
 */
int fwnode_property_read_string(const struct fwnode_handle *fwnode, const char *propname,
				const char **val);
int device_property_read_string(const struct device *dev, const char *propname, const char **val);
int fwnode_property_read_string_array(const struct fwnode_handle *fwnode, const char *propname,
				      const char **val, size_t nval);
int device_property_read_string_array(const struct device *dev, const char *propname,
				      const char **val, size_t nval);
/*
 * Return the index of @string in the property, or -ENODATA.  The function allocates memory, and may
 * return -ENOMEM.  Context: thread.
 */
int fwnode_property_match_string(const struct fwnode_handle *fwnode, const char *propname,
				 const char *string);
int device_property_match_string(const struct device *dev, const char *propname,
				 const char *string);
/* Return the index of the property's string in @array, or -ENOENT. */
int fwnode_property_match_property_string(const struct fwnode_handle *fwnode, const char *propname,
					  const char * const *array, size_t n);

static inline int fwnode_property_string_array_count(const struct fwnode_handle *fwnode,
						     const char *propname)
{
	return fwnode_property_read_string_array(fwnode, propname, NULL, 0);
}

static inline int device_property_string_array_count(const struct device *dev,
						     const char *propname)
{
	return device_property_read_string_array(dev, propname, NULL, 0);
}

static inline int device_property_match_property_string(const struct device *dev,
							const char *propname,
							const char * const *array, size_t n)
{
	return fwnode_property_match_property_string(dev_fwnode(dev), propname, array, n);
}

/* Return true if the node's property compatible contains the string. */
static inline bool fwnode_device_is_compatible(const struct fwnode_handle *fwnode,
					       const char *compat)
{
	return fwnode_property_match_string(fwnode, "compatible", compat) >= 0;
}

static inline bool device_is_compatible(const struct device *dev, const char *compat)
{
	return fwnode_device_is_compatible(dev_fwnode(dev), compat);
}

/*
 * Store entry @index of a list of references in *@args, which may be NULL, with a reference to the
 * node.  The number of arguments is the value of @nargs_prop in that node, or @nargs if
 * @nargs_prop is NULL.  Returns 0, -ENOENT if there is no such entry, or another error.
 */
int fwnode_property_get_reference_args(const struct fwnode_handle *fwnode, const char *prop,
				       const char *nargs_prop, unsigned int nargs,
				       unsigned int index, struct fwnode_reference_args *args);
/* Return the node of entry @index of a list without arguments, or an ERR_PTR(). */
struct fwnode_handle *fwnode_find_reference(const struct fwnode_handle *fwnode, const char *name,
					    unsigned int index);

/* Return the data of the entry of the driver's table that matches the device, or NULL. */
const void *device_get_match_data(const struct device *dev);

/*
 * Return an interrupt of the node, which is positive, or an error.  fwnode_irq_get_byname() may
 * return -ENOMEM.  Context: thread.
 */
int fwnode_irq_get(const struct fwnode_handle *fwnode, unsigned int index);
int fwnode_irq_get_byname(const struct fwnode_handle *fwnode, const char *name);
/* Map registers of the node, or return NULL.  iounmap() undoes this.  Context: thread. */
void __iomem *fwnode_iomap(struct fwnode_handle *fwnode, int index);

bool device_dma_supported(const struct device *dev);
enum dev_dma_attr device_get_dma_attr(const struct device *dev);

/* ---- Nodes ----------------------------------------------------------------------------------- */

/*
 * Nodes of the device tree are never freed.  A software node is freed with its last reference.
 * Functions that return a node return a reference, except dev_fwnode(); the functions for the next
 * node drop the reference to the node before it.  An iteration that is left early must call
 * fwnode_handle_put(), or use the _scoped form.
 */
struct fwnode_handle *fwnode_handle_get(struct fwnode_handle *fwnode);
void fwnode_handle_put(struct fwnode_handle *fwnode);
DEFINE_FREE(fwnode_handle, struct fwnode_handle *, fwnode_handle_put(_T))

const char *fwnode_get_name(const struct fwnode_handle *fwnode);
/* Compare the name, without the unit address, with @name. */
bool fwnode_name_eq(const struct fwnode_handle *fwnode, const char *name);
bool fwnode_device_is_available(const struct fwnode_handle *fwnode);
struct fwnode_handle *fwnode_get_parent(const struct fwnode_handle *fwnode);
struct fwnode_handle *fwnode_get_next_parent(struct fwnode_handle *fwnode);
struct fwnode_handle *fwnode_get_next_child_node(const struct fwnode_handle *fwnode,
						 struct fwnode_handle *child);
struct fwnode_handle *fwnode_get_next_available_child_node(const struct fwnode_handle *fwnode,
							   struct fwnode_handle *child);
struct fwnode_handle *fwnode_get_named_child_node(const struct fwnode_handle *fwnode,
						  const char *name);
struct fwnode_handle *device_get_next_child_node(const struct device *dev,
						 struct fwnode_handle *child);
struct fwnode_handle *device_get_named_child_node(const struct device *dev, const char *name);
unsigned int device_get_child_node_count(const struct device *dev);

#define fwnode_for_each_child_node(fwnode, child)					\
	for (child = fwnode_get_next_child_node(fwnode, NULL); child;			\
	     child = fwnode_get_next_child_node(fwnode, child))
#define fwnode_for_each_available_child_node(fwnode, child)				\
	for (child = fwnode_get_next_available_child_node(fwnode, NULL); child;		\
	     child = fwnode_get_next_available_child_node(fwnode, child))
#define fwnode_for_each_parent_node(fwnode, parent)					\
	for (parent = fwnode_get_parent(fwnode); parent;				\
	     parent = fwnode_get_next_parent(parent))
#define device_for_each_child_node(dev, child)						\
	for (child = device_get_next_child_node(dev, NULL); child;			\
	     child = device_get_next_child_node(dev, child))
#define device_for_each_child_node_scoped(dev, child)					\
	for (struct fwnode_handle *child __free(fwnode_handle) =			\
		     device_get_next_child_node(dev, NULL);				\
	     child; child = device_get_next_child_node(dev, child))

/* ---- Software nodes -------------------------------------------------------------------------- */

/* A reference to a software node, which must be registered when the property is read. */
struct software_node_ref_args {
	const struct software_node *node;
	unsigned int nargs;
	u64 args[NR_FWNODE_REFERENCE_ARGS];
};

#define SOFTWARE_NODE_REFERENCE(_ref, ...)	\
(const struct software_node_ref_args) {		\
	.node = _ref,				\
	.nargs = COUNT_ARGS(__VA_ARGS__),	\
	.args = { __VA_ARGS__ },		\
}

/* A property.  An array of them ends with an entry without a name. */
struct property_entry {
	const char *name;
	size_t length;			/* size of the value in bytes */
	bool is_inline;			/* the value is in value, not at pointer */
	enum dev_prop_type type;
	union {
		const void *pointer;
		union {
			u8 u8_data[sizeof(u64)];
			u16 u16_data[sizeof(u64) / sizeof(u16)];
			u32 u32_data[sizeof(u64) / sizeof(u32)];
			u64 u64_data[1];
			const char *str[sizeof(u64) / sizeof(char *)];
		} value;
	};
};

#define __PROPERTY_ENTRY_ARRAY(_name, _size, _type, _val)	\
(struct property_entry) {					\
	.name = _name,						\
	.length = _size,					\
	.type = DEV_PROP_##_type,				\
	{ .pointer = _val },					\
}
#define __PROPERTY_ENTRY_ELEMENT(_name, _member, _type, _val)				\
(struct property_entry) {								\
	.name = _name,									\
	.length = sizeof(((struct property_entry *)NULL)->value._member[0]),		\
	.is_inline = true,								\
	.type = DEV_PROP_##_type,							\
	{ .value = { ._member[0] = _val } },						\
}

#define PROPERTY_ENTRY_U8_ARRAY_LEN(_name, _val, _len) \
	__PROPERTY_ENTRY_ARRAY(_name, (_len) * sizeof(u8), U8, _val)
#define PROPERTY_ENTRY_U16_ARRAY_LEN(_name, _val, _len) \
	__PROPERTY_ENTRY_ARRAY(_name, (_len) * sizeof(u16), U16, _val)
#define PROPERTY_ENTRY_U32_ARRAY_LEN(_name, _val, _len) \
	__PROPERTY_ENTRY_ARRAY(_name, (_len) * sizeof(u32), U32, _val)
#define PROPERTY_ENTRY_U64_ARRAY_LEN(_name, _val, _len) \
	__PROPERTY_ENTRY_ARRAY(_name, (_len) * sizeof(u64), U64, _val)
#define PROPERTY_ENTRY_STRING_ARRAY_LEN(_name, _val, _len) \
	__PROPERTY_ENTRY_ARRAY(_name, (_len) * sizeof(char *), STRING, _val)
#define PROPERTY_ENTRY_REF_ARRAY_LEN(_name, _val, _len) \
	__PROPERTY_ENTRY_ARRAY(_name, (_len) * sizeof(struct software_node_ref_args), REF, _val)

#define PROPERTY_ENTRY_U8_ARRAY(_name, _val) \
	PROPERTY_ENTRY_U8_ARRAY_LEN(_name, _val, ARRAY_SIZE(_val))
#define PROPERTY_ENTRY_U16_ARRAY(_name, _val) \
	PROPERTY_ENTRY_U16_ARRAY_LEN(_name, _val, ARRAY_SIZE(_val))
#define PROPERTY_ENTRY_U32_ARRAY(_name, _val) \
	PROPERTY_ENTRY_U32_ARRAY_LEN(_name, _val, ARRAY_SIZE(_val))
#define PROPERTY_ENTRY_U64_ARRAY(_name, _val) \
	PROPERTY_ENTRY_U64_ARRAY_LEN(_name, _val, ARRAY_SIZE(_val))
#define PROPERTY_ENTRY_STRING_ARRAY(_name, _val) \
	PROPERTY_ENTRY_STRING_ARRAY_LEN(_name, _val, ARRAY_SIZE(_val))
#define PROPERTY_ENTRY_REF_ARRAY(_name, _val) \
	PROPERTY_ENTRY_REF_ARRAY_LEN(_name, _val, ARRAY_SIZE(_val))

#define PROPERTY_ENTRY_U8(_name, _val)	__PROPERTY_ENTRY_ELEMENT(_name, u8_data, U8, _val)
#define PROPERTY_ENTRY_U16(_name, _val)	__PROPERTY_ENTRY_ELEMENT(_name, u16_data, U16, _val)
#define PROPERTY_ENTRY_U32(_name, _val)	__PROPERTY_ENTRY_ELEMENT(_name, u32_data, U32, _val)
#define PROPERTY_ENTRY_U64(_name, _val)	__PROPERTY_ENTRY_ELEMENT(_name, u64_data, U64, _val)
#define PROPERTY_ENTRY_STRING(_name, _val)	__PROPERTY_ENTRY_ELEMENT(_name, str, STRING, _val)
#define PROPERTY_ENTRY_REF(_name, _ref, ...)						\
	__PROPERTY_ENTRY_ARRAY(_name, sizeof(struct software_node_ref_args), REF,	\
			       &SOFTWARE_NODE_REFERENCE(_ref, ##__VA_ARGS__))
#define PROPERTY_ENTRY_BOOL(_name)	\
(struct property_entry) {		\
	.name = _name,			\
	.is_inline = true,		\
}

/*
 * Copy an array of properties with names and values.  Nodes to which it refers are not copied.
 * Returns the copy, NULL for NULL, or ERR_PTR(-ENOMEM).  Context: thread.
 */
struct property_entry *property_entries_dup(const struct property_entry *properties);
void property_entries_free(const struct property_entry *properties);

/* The description of a node.  It is read while the node is registered. */
struct software_node {
	const char *name;		/* "node0" and so on if it is NULL */
	const struct software_node *parent;	/* registered earlier, or NULL */
	const struct property_entry *properties;
};

#define SOFTWARE_NODE(_name, _properties, _parent)	\
(struct software_node) {				\
	.name = _name,					\
	.properties = _properties,			\
	.parent = _parent,				\
}

bool is_software_node(const struct fwnode_handle *fwnode);
/* Return the description of a software node, or NULL for another node. */
const struct software_node *to_software_node(const struct fwnode_handle *fwnode);
/* Return the registered node of the description, or NULL.  It is not a reference. */
struct fwnode_handle *software_node_fwnode(const struct software_node *node);
const struct software_node *software_node_find_by_name(const struct software_node *parent,
						       const char *name);

/*
 * Register the nodes of descriptions.  A group ends with NULL; if a node cannot be registered, the
 * earlier ones are unregistered.  Returns 0; -EEXIST if it is registered; -EINVAL if the parent is
 * not; or -ENOMEM.  Context: thread.
 */
int software_node_register(const struct software_node *node);
void software_node_unregister(const struct software_node *node);
int software_node_register_node_group(const struct software_node **node_group);
void software_node_unregister_node_group(const struct software_node **node_group);

/*
 * Create a node with a copy of the properties, which may be NULL, below @parent, a software node or
 * NULL.  Returns the node, or an ERR_PTR().  Context: thread.
 */
struct fwnode_handle *fwnode_create_software_node(const struct property_entry *properties,
						  const struct fwnode_handle *parent);
void fwnode_remove_software_node(struct fwnode_handle *fwnode);

/*
 * Add a software node to the device: it becomes the device's node, or the secondary node if the
 * device has a node.  device_create_managed_software_node() creates the node, which is removed with
 * the device.  Returns 0; -EBUSY if the device has a software node; or another error.  Context:
 * thread.
 */
int device_add_software_node(struct device *dev, const struct software_node *node);
void device_remove_software_node(struct device *dev);
int device_create_managed_software_node(struct device *dev,
					const struct property_entry *properties,
					const struct software_node *parent);

/* ---- connections between devices ------------------------------------------------------------- */

/*
 * These functions are those of linux/of_graph.h for firmware nodes.  Software nodes have no
 * connections.  A function that returns a node returns NULL if the node does not exist, and the
 * caller releases it with fwnode_handle_put(); the next endpoint releases @prev.
 */
struct fwnode_handle *fwnode_graph_get_next_endpoint(const struct fwnode_handle *fwnode,
						     struct fwnode_handle *prev);
struct fwnode_handle *fwnode_graph_get_port_parent(const struct fwnode_handle *fwnode);
struct fwnode_handle *fwnode_graph_get_remote_endpoint(const struct fwnode_handle *fwnode);
struct fwnode_handle *fwnode_graph_get_remote_port(const struct fwnode_handle *fwnode);
struct fwnode_handle *fwnode_graph_get_remote_port_parent(const struct fwnode_handle *fwnode);

/* Store the numbers of an endpoint.  Returns 0, or -EOPNOTSUPP for a software node. */
int fwnode_graph_parse_endpoint(const struct fwnode_handle *fwnode,
				struct fwnode_endpoint *endpoint);

/* Find endpoints of devices that are not available, too. */
#define FWNODE_GRAPH_DEVICE_DISABLED	BIT(0)
/* If there is no endpoint with the number, find the one with the next number. */
#define FWNODE_GRAPH_ENDPOINT_NEXT	BIT(1)

/* Return an endpoint with these numbers, whose device at the other end is available. */
struct fwnode_handle *fwnode_graph_get_endpoint_by_id(const struct fwnode_handle *fwnode, u32 port,
						      u32 endpoint, unsigned long flags);

#define fwnode_graph_for_each_endpoint(fwnode, child)					\
	for (child = fwnode_graph_get_next_endpoint(fwnode, NULL); child;		\
	     child = fwnode_graph_get_next_endpoint(fwnode, child))

#endif /* LINUX_PROPERTY_H */
