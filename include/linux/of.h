/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_OF_H
#define LINUX_OF_H

/*
 * The device tree, with Linux's interface.
 *
 * of_init() builds an index of the flattened tree at boot.  The tree and the index never change.
 * Pointers to nodes, names and property values therefore remain valid, and nodes have no reference
 * counts.  Functions accept NULL as a node without properties and children.  Context: any, after
 * of_init().
 */

#include <linux/bitops.h>
#include <linux/cleanup.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/errno.h>
#include <linux/fwnode.h>
#include <linux/list.h>
#include <linux/property.h>
#include <linux/types.h>
#include <asm/byteorder.h>

typedef u32 phandle;

struct of_tree;

struct device;

struct device_node {
	const char *full_name;		/* with the unit address ("serial@10000000"); root: "" */
	phandle phandle;
	u32 offset;			/* offset of the node in the flattened tree, in bytes */
	struct device_node *parent;
	struct device_node *child;
	struct device_node *sibling;
	struct of_tree *tree;
	struct fwnode_handle fwnode;
};

#define MAX_PHANDLE_ARGS 16

struct of_phandle_args {
	struct device_node *np;
	int args_count;
	u32 args[MAX_PHANDLE_ARGS];
};

struct of_device_id {
	char name[32];
	char type[32];
	char compatible[128];
	const void *data;
};

extern struct device_node *of_root;

/* Build the index of nodes from a validated tree.  Returns 0 or -ENOMEM. */
int of_init(const void *dtb);

/*
 * Do nothing, because nodes are never freed.  These functions exist so that Linux drivers compile.
 */
static inline struct device_node *of_node_get(struct device_node *node)
{
	return node;
}

static inline void of_node_put(struct device_node *node)
{
}

DEFINE_FREE(device_node, struct device_node *, of_node_put(_T))

/* Nodes as firmware nodes (linux/property.h). */
extern const struct fwnode_operations of_fwnode_ops;

static inline bool is_of_node(const struct fwnode_handle *fwnode)
{
	return !IS_ERR_OR_NULL(fwnode) && fwnode->ops == &of_fwnode_ops;
}

static inline struct device_node *to_of_node(const struct fwnode_handle *fwnode)
{
	return is_of_node(fwnode) ? (struct device_node *)container_of(fwnode, struct device_node,
								       fwnode) : NULL;
}

static inline struct fwnode_handle *of_fwnode_handle(const struct device_node *np)
{
	return np ? (struct fwnode_handle *)&np->fwnode : NULL;
}

const void *of_get_property(const struct device_node *np, const char *name, int *size);
bool of_property_present(const struct device_node *np, const char *name);
#define of_property_read_bool(np, name) of_property_present(np, name)

/* Return true if the device switches the machine on and off. */
#define of_device_is_system_power_controller(np)	\
	of_property_read_bool(np, "system-power-controller")

static inline const char *of_node_full_name(const struct device_node *np)
{
	return np ? np->full_name : "<no-node>";
}

/*
 * Read a property.  Returns 0, -EINVAL if the property does not exist, -ENODATA if it has no value,
 * -EOVERFLOW if the value is too short, or -EILSEQ if a string is not terminated.
 */
int of_property_read_u32_index(const struct device_node *np, const char *name, u32 index, u32 *out);

/* Set @u to each cell of the property.  If the node does not have it, the loop is not entered. */
#define of_property_for_each_u32(np, name, u)						\
	for (u32 __index = 0; !of_property_read_u32_index(np, name, __index, &(u)); __index++)

int of_property_read_u32(const struct device_node *np, const char *name, u32 *out);
int of_property_read_u64(const struct device_node *np, const char *name, u64 *out);
int of_property_read_u64_index(const struct device_node *np, const char *name, u32 index, u64 *out);
int of_property_read_u8_array(const struct device_node *np, const char *name, u8 *out, size_t n);
int of_property_read_u16_array(const struct device_node *np, const char *name, u16 *out, size_t n);
int of_property_read_u32_array(const struct device_node *np, const char *name, u32 *out, size_t n);
int of_property_read_u64_array(const struct device_node *np, const char *name, u64 *out, size_t n);
#define of_property_read_u8(np, name, out) of_property_read_u8_array(np, name, out, 1)
#define of_property_read_u16(np, name, out) of_property_read_u16_array(np, name, out, 1)
/*
 * Read @min elements or, unless @max is 0, all elements, of which there must be @min to @max.
 * Returns the number of elements read, or an error.
 */
int of_property_read_variable_u32_array(const struct device_node *np, const char *name, u32 *out,
					size_t min, size_t max);
int of_property_count_elems_of_size(const struct device_node *np, const char *name, int elem_size);
#define of_property_count_u8_elems(np, name) of_property_count_elems_of_size(np, name, 1)
#define of_property_count_u16_elems(np, name) of_property_count_elems_of_size(np, name, 2)
#define of_property_count_u32_elems(np, name) of_property_count_elems_of_size(np, name, 4)
#define of_property_count_u64_elems(np, name) of_property_count_elems_of_size(np, name, 8)
/* Store at most @n strings.  Returns the number stored, or an error. */
int of_property_read_string_array(const struct device_node *np, const char *name, const char **out,
				  size_t n);
int of_property_read_string(const struct device_node *np, const char *name, const char **out);
int of_property_read_string_index(const struct device_node *np, const char *name, int index,
				  const char **out);
int of_property_match_string(const struct device_node *np, const char *name, const char *string);
int of_property_count_strings(const struct device_node *np, const char *name);

/*
 * Read entry @index of the property reg, without translating the address.  The parent determines
 * the number of cells.  Returns 0, -EINVAL or -ENOENT.
 */
int of_property_read_reg(const struct device_node *np, int index, u64 *address, u64 *size);

struct device_node *of_get_parent(const struct device_node *np);
struct device_node *of_get_next_child(const struct device_node *np, struct device_node *prev);
struct device_node *of_get_next_available_child(const struct device_node *np,
						struct device_node *prev);
/* The number of children. */
int of_get_child_count(const struct device_node *np);
int of_get_available_child_count(const struct device_node *np);
struct device_node *of_get_compatible_child(const struct device_node *np, const char *compatible);
struct device_node *of_get_child_by_name(const struct device_node *np, const char *name);
struct device_node *of_find_all_nodes(struct device_node *prev);	/* in document order */
struct device_node *of_find_node_by_path(const char *path);	/* accepts aliases and ":options" */
struct device_node *of_find_node_by_phandle(phandle handle);
struct device_node *of_find_node_by_name(struct device_node *from, const char *name);
struct device_node *of_find_node_by_type(struct device_node *from, const char *type);
struct device_node *of_find_compatible_node(struct device_node *from, const char *type,
					    const char *compatible);
struct device_node *of_find_node_with_property(struct device_node *from, const char *name);
struct device_node *of_parse_phandle(const struct device_node *np, const char *name, int index);
int of_parse_phandle_with_args(const struct device_node *np, const char *list, const char *cells,
			       int index, struct of_phandle_args *out);
int of_parse_phandle_with_fixed_args(const struct device_node *np, const char *list, int nargs,
				     int index, struct of_phandle_args *out);
int of_count_phandle_with_args(const struct device_node *np, const char *list, const char *cells);

int of_device_is_compatible(const struct device_node *np, const char *compatible);
/* Return true if the machine, which is the root node, is compatible. */
static inline bool of_machine_is_compatible(const char *compatible)
{
	return of_device_is_compatible(of_root, compatible) > 0;
}

/* Return true if the registers are big-endian.  The CPUs are little-endian. */
static inline bool of_device_is_big_endian(const struct device_node *np)
{
	return of_property_present(np, "big-endian");
}

bool of_device_is_available(const struct device_node *np);
/* The table, because drivers can always be matched by the device tree. */
#define of_match_ptr(table)	(table)

const struct of_device_id *of_match_node(const struct of_device_id *matches,
					 const struct device_node *np);
/* Return the data of the entry of the driver's table that matches the device, or NULL. */
const void *of_device_get_match_data(const struct device *dev);
/*
 * Return the next matching node after @from, or the first matching node if @from is NULL, even if
 * the node is not available.  Returns NULL if no other node matches.
 */
static inline struct device_node *of_find_matching_node(struct device_node *from,
							const struct of_device_id *matches)
{
	do {
		from = of_find_all_nodes(from);
	} while (from && !of_match_node(matches, from));
	return from;
}

bool of_node_name_eq(const struct device_node *np, const char *name);
bool of_node_is_type(const struct device_node *np, const char *type);

int of_n_addr_cells(const struct device_node *np);
int of_n_size_cells(const struct device_node *np);
int of_alias_get_id(struct device_node *np, const char *stem);

/* Return the node of a logical CPU.  @thread is ignored and may be NULL. */
struct device_node *of_get_cpu_node(int cpu, unsigned int *thread);

/* Store the path, such as "/soc/serial@10000000", in @buf.  Returns @buf. */
const char *of_node_path(const struct device_node *np, char *buf, size_t size);

static inline u64 of_read_number(const __be32 *cells, int nr_cells)
{
	u64 value = 0;

	for (; nr_cells > 0; nr_cells--, cells++)
		value = value << 32 | be32_to_cpup(cells);
	return value;
}

#define for_each_of_allnodes(np) \
	for (np = of_find_all_nodes(NULL); np; np = of_find_all_nodes(np))
#define for_each_child_of_node(parent, child) \
	for (child = of_get_next_child(parent, NULL); child; \
	     child = of_get_next_child(parent, child))
#define for_each_available_child_of_node(parent, child) \
	for (child = of_get_next_available_child(parent, NULL); child; \
	     child = of_get_next_available_child(parent, child))
#define for_each_compatible_node(np, type, compat) \
	for (np = of_find_compatible_node(NULL, type, compat); np; \
	     np = of_find_compatible_node(np, type, compat))
#define for_each_node_by_type(np, type) \
	for (np = of_find_node_by_type(NULL, type); np; np = of_find_node_by_type(np, type))
#define for_each_node_with_property(np, name) \
	for (np = of_find_node_with_property(NULL, name); np; \
	     np = of_find_node_with_property(np, name))

#endif /* LINUX_OF_H */
