// SPDX-License-Identifier: BSD-2-Clause
/*
 * The index of device-tree nodes, and functions that find nodes and read properties.
 *
 * One pass over the flattened tree creates an array of struct device_node, with 64 bytes per node,
 * in document order.  Each node has pointers to its parent, its first child and its next sibling.
 * Properties are not copied: lib/dtb.c reads them from the flattened tree, and checks every access.
 */

#include <internal/of_tree.h>
#include <linux/bug.h>
#include <linux/cache.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/of.h>
#include <linux/of_fdt.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <linux/sprintf.h>
#include <linux/string.h>

struct device_node *of_root;
static struct of_tree machine;

unsigned int of_tree_count(const struct dtb *dtb)
{
	unsigned int n = 0;
	int offset = -1;

	while ((offset = dtb_next_node(dtb, offset, NULL)) >= 0)
		n++;
	return n;
}

void of_tree_index(struct of_tree *tree)
{
	struct device_node *last[DTB_MAX_DEPTH + 1] = { NULL };
	int offset = -1, depth = -1;

	tree->nr_nodes = 0;
	while ((offset = dtb_next_node(&tree->dtb, offset, &depth)) >= 0) {
		struct device_node *np = &tree->nodes[tree->nr_nodes++];

		*np = (struct device_node){
			.full_name = dtb_node_name(&tree->dtb, offset),
			.offset = offset,
			.phandle = dtb_phandle(&tree->dtb, offset),
			.parent = depth ? last[depth - 1] : NULL,
			.tree = tree,
			.fwnode.ops = &of_fwnode_ops,
		};
		if (last[depth])
			last[depth]->sibling = np;
		else if (np->parent)
			np->parent->child = np;
		last[depth] = np;
		last[depth + 1] = NULL;
	}
}

int __init of_init(const void *dtb)
{
	int err = dtb_open(&machine.dtb, dtb, INT_MAX);

	if (err)
		return err;
	machine.nodes = memblock_alloc(of_tree_count(&machine.dtb) * sizeof(*machine.nodes),
				       sizeof(void *));
	if (!machine.nodes)
		return -ENOMEM;
	of_tree_index(&machine);
	of_root = machine.nodes;
	return 0;
}

void __init of_check(void)
{
	of_tree_check(&machine);
}

const void *of_get_flat_dt_prop(unsigned long node, const char *name, int *size)
{
	u32 bytes;
	const void *value = dtb_prop(&machine.dtb, node, name, &bytes);

	if (value && size)
		*size = bytes;
	return value;
}

int of_flat_dt_is_compatible(unsigned long node, const char *compatible)
{
	return dtb_compatible(&machine.dtb, node, compatible);
}

/* ---- properties ------------------------------------------------------------------------------ */

const void *of_get_property(const struct device_node *np, const char *name, int *size)
{
	u32 bytes = 0;
	const void *value = np ? dtb_prop(&np->tree->dtb, np->offset, name, &bytes) : NULL;

	if (size)
		*size = bytes;
	return value;
}

bool of_property_present(const struct device_node *np, const char *name)
{
	return of_get_property(np, name, NULL);
}

/*
 * Return the property's value at @offset if at least @bytes bytes follow there.  Otherwise return
 * NULL and store the reason in *@err.
 */
static const u8 *value_of_size(const struct device_node *np, const char *name, size_t offset,
			       size_t bytes, int *err)
{
	int size;
	const u8 *value = of_get_property(np, name, &size);

	*err = !value ? -EINVAL : !size ? -ENODATA : (size_t)size < offset + bytes ? -EOVERFLOW : 0;
	return *err ? NULL : value + offset;
}

int of_property_read_u32_index(const struct device_node *np, const char *name, u32 index, u32 *out)
{
	int err;
	const u8 *value = value_of_size(np, name, (size_t)index * 4, 4, &err);

	if (value)
		*out = dtb_be32(value);
	return err;
}

int of_property_read_u32(const struct device_node *np, const char *name, u32 *out)
{
	return of_property_read_u32_index(np, name, 0, out);
}

int of_property_read_u64_index(const struct device_node *np, const char *name, u32 index, u64 *out)
{
	int err;
	const u8 *value = value_of_size(np, name, (size_t)index * 8, 8, &err);

	if (value)
		*out = dtb_read_cells(value, 2);
	return err;
}

int of_property_read_u64(const struct device_node *np, const char *name, u64 *out)
{
	return of_property_read_u64_index(np, name, 0, out);
}

int of_property_read_u8_array(const struct device_node *np, const char *name, u8 *out, size_t n)
{
	int err;
	const u8 *value = value_of_size(np, name, 0, n, &err);

	if (value)
		memcpy(out, value, n);
	return err;
}

int of_property_read_u16_array(const struct device_node *np, const char *name, u16 *out, size_t n)
{
	int err;
	const u8 *value = value_of_size(np, name, 0, 2 * n, &err);

	for (size_t i = 0; value && i < n; i++)
		out[i] = (u16)(value[2 * i] << 8 | value[2 * i + 1]);
	return err;
}

int of_property_read_u32_array(const struct device_node *np, const char *name, u32 *out, size_t n)
{
	int err;
	const u8 *value = value_of_size(np, name, 0, 4 * n, &err);

	for (size_t i = 0; value && i < n; i++)
		out[i] = dtb_be32(value + 4 * i);
	return err;
}

int of_property_read_u64_array(const struct device_node *np, const char *name, u64 *out, size_t n)
{
	int err;
	const u8 *value = value_of_size(np, name, 0, 8 * n, &err);

	for (size_t i = 0; value && i < n; i++)
		out[i] = dtb_read_cells(value + 8 * i, 2);
	return err;
}

int of_property_read_variable_u32_array(const struct device_node *np, const char *name, u32 *out,
					size_t min, size_t max)
{
	int nr = of_count_cells(np, name), err;
	size_t n = max && nr > (int)min ? (size_t)nr : min;

	if (max && n > max)
		return -EOVERFLOW;
	err = of_property_read_u32_array(np, name, out, n);
	return err ? err : (int)n;
}

int of_property_count_elems_of_size(const struct device_node *np, const char *name, int elem_size)
{
	int size;

	if (!of_get_property(np, name, &size))
		return -EINVAL;
	return size % elem_size ? -EINVAL : size / elem_size;
}

int of_count_cells(const struct device_node *np, const char *name)
{
	int size;

	return of_get_property(np, name, &size) ? size / 4 : -EINVAL;
}

/*
 * Find a string of a list by its text @string or, if @string is NULL, by its number @index.
 * Returns the string's number and sets *@out to the string.  Returns -EINVAL if the property does
 * not exist, or -EILSEQ if it does not end with NUL.  If there is no such string, stores the number
 * of strings in *@nr and returns -ENODATA.
 */
static int find_string(const struct device_node *np, const char *name, int index,
		       const char *string, const char **out, int *nr)
{
	int size;
	const char *list = of_get_property(np, name, &size);

	if (!list)
		return -EINVAL;
	for (*nr = 0; size > 0; ++*nr) {
		size_t extent = strnlen(list, size) + 1;

		if (extent > (size_t)size)
			return -EILSEQ;
		if (string ? !strcmp(list, string) : *nr == index) {
			*out = list;
			return *nr;
		}
		list += extent;
		size -= extent;
	}
	return -ENODATA;
}

int of_property_read_string_index(const struct device_node *np, const char *name, int index,
				  const char **out)
{
	int nr, found = find_string(np, name, index, NULL, out, &nr);

	return min(found, 0);
}

int of_property_read_string(const struct device_node *np, const char *name, const char **out)
{
	return of_property_read_string_index(np, name, 0, out);
}

int of_property_read_string_array(const struct device_node *np, const char *name, const char **out,
				  size_t n)
{
	size_t i = 0;
	int err = 0;

	while (i < n && !(err = of_property_read_string_index(np, name, (int)i, out + i)))
		i++;
	return i ? (int)i : err;
}

int of_property_match_string(const struct device_node *np, const char *name, const char *string)
{
	const char *at;
	int nr;

	return find_string(np, name, 0, string, &at, &nr);
}

int of_property_count_strings(const struct device_node *np, const char *name)
{
	const char *at;
	int nr, err = find_string(np, name, -1, NULL, &at, &nr);

	return err == -ENODATA && nr ? nr : err;
}

int of_n_addr_cells(const struct device_node *np)
{
	u32 cells = 2;

	of_property_read_u32(np ? np->parent : NULL, "#address-cells", &cells);
	return cells;
}

int of_n_size_cells(const struct device_node *np)
{
	u32 cells = 1;

	of_property_read_u32(np ? np->parent : NULL, "#size-cells", &cells);
	return cells;
}

int of_property_read_reg(const struct device_node *np, int index, u64 *address, u64 *size)
{
	int na = of_n_addr_cells(np), ns = of_n_size_cells(np), bytes;
	const u8 *reg = of_get_property(np, "reg", &bytes);
	int entry = 4 * (na + ns);

	if (na < 1 || na > DTB_MAX_CELLS || ns < 0 || ns > DTB_MAX_CELLS)
		return -EINVAL;
	if (!reg || index < 0 || index >= bytes / entry)
		return -ENOENT;
	*address = dtb_read_cells(reg + index * entry, na);
	if (size)
		*size = dtb_read_cells(reg + index * entry + 4 * na, ns);
	return 0;
}

/* ---- walking and finding --------------------------------------------------------------------- */

struct device_node *of_get_parent(const struct device_node *np)
{
	return np ? np->parent : NULL;
}

struct device_node *of_get_next_child(const struct device_node *np, struct device_node *prev)
{
	if (!np)
		return NULL;
	return prev ? prev->sibling : np->child;
}

struct device_node *of_get_next_available_child(const struct device_node *np,
						struct device_node *prev)
{
	do {
		prev = of_get_next_child(np, prev);
	} while (prev && !of_device_is_available(prev));
	return prev;
}

int of_get_child_count(const struct device_node *np)
{
	struct device_node *child;
	int n = 0;

	for_each_child_of_node(np, child)
		n++;
	return n;
}

int of_get_available_child_count(const struct device_node *np)
{
	struct device_node *child;
	int n = 0;

	for_each_available_child_of_node(np, child)
		n++;
	return n;
}

struct device_node *of_get_compatible_child(const struct device_node *np, const char *compatible)
{
	struct device_node *child;

	for_each_child_of_node(np, child) {
		if (of_device_is_compatible(child, compatible))
			break;
	}
	return child;
}

struct device_node *of_get_child_by_name(const struct device_node *np, const char *name)
{
	struct device_node *child;

	for_each_child_of_node(np, child) {
		if (of_node_name_eq(child, name))
			return child;
	}
	return NULL;
}

struct device_node *of_find_all_nodes(struct device_node *prev)
{
	const struct of_tree *tree = prev ? prev->tree : &machine;
	struct device_node *next = prev ? prev + 1 : tree->nodes;

	return next < tree->nodes + tree->nr_nodes ? next : NULL;
}

static struct device_node *node_at(const struct of_tree *tree, int offset)
{
	unsigned int low = 0, high = tree->nr_nodes;

	while (offset >= 0 && low < high) {
		unsigned int mid = (low + high) / 2;
		struct device_node *np = &tree->nodes[mid];

		if (np->offset == (u32)offset)
			return np;
		if (np->offset < (u32)offset)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

/*
 * Return true if a path has an empty name.  As in Linux, two adjacent slashes are invalid, and so
 * is a slash at the end of any path except "/".
 */
static bool has_empty_name(const char *path, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (path[i] == '/' && (i + 1 == size || path[i + 1] == '/'))
			return size > 1;
	}
	return false;
}

struct device_node *of_tree_find_path(const struct of_tree *tree, const char *path)
{
	size_t size = strcspn(path, ":");

	return has_empty_name(path, size) ? NULL
					  : node_at(tree, dtb_find_path(&tree->dtb, path, size));
}

struct device_node *of_find_node_by_path(const char *path)
{
	return of_tree_find_path(&machine, path);
}

struct device_node *of_tree_find_phandle(const struct of_tree *tree, phandle handle)
{
	for (unsigned int i = 0; handle && i < tree->nr_nodes; i++) {
		if (tree->nodes[i].phandle == handle)
			return &tree->nodes[i];
	}
	return NULL;
}

struct device_node *of_find_node_by_phandle(phandle handle)
{
	return of_tree_find_phandle(&machine, handle);
}

bool of_node_name_eq(const struct device_node *np, const char *name)
{
	size_t size = np ? strcspn(np->full_name, "@") : 0;

	return np && strlen(name) == size && !strncmp(np->full_name, name, size);
}

bool of_node_is_type(const struct device_node *np, const char *type)
{
	const char *value;

	return !of_property_read_string(np, "device_type", &value) && !strcmp(value, type);
}

struct device_node *of_find_node_by_name(struct device_node *from, const char *name)
{
	while ((from = of_find_all_nodes(from)) && !of_node_name_eq(from, name))
		;
	return from;
}

struct device_node *of_find_node_by_type(struct device_node *from, const char *type)
{
	while ((from = of_find_all_nodes(from)) && !of_node_is_type(from, type))
		;
	return from;
}

struct device_node *of_find_compatible_node(struct device_node *from, const char *type,
					    const char *compatible)
{
	while ((from = of_find_all_nodes(from))) {
		if ((!type || of_node_is_type(from, type)) &&
		    of_device_is_compatible(from, compatible))
			break;
	}
	return from;
}

struct device_node *of_find_node_with_property(struct device_node *from, const char *name)
{
	while ((from = of_find_all_nodes(from)) && !of_property_present(from, name))
		;
	return from;
}

int of_device_is_compatible(const struct device_node *np, const char *compatible)
{
	int index = of_property_match_string(np, "compatible", compatible);

	return index < 0 ? 0 : INT_MAX / 2 - index;
}

bool of_device_is_available(const struct device_node *np)
{
	return np && dtb_available(&np->tree->dtb, np->offset);
}

/* Return true if the node has the name and the type of the entry, if the entry specifies them. */
static bool is_kind(const struct of_device_id *entry, const struct device_node *np)
{
	return (!entry->type[0] || of_node_is_type(np, entry->type)) &&
	       (!entry->name[0] || of_node_name_eq(np, entry->name));
}

/*
 * Return the first matching entry with this compatible string.  If @compatible is "", return the
 * first matching entry without a compatible string.
 */
static const struct of_device_id *find_entry(const struct of_device_id *entry,
					     const char *compatible, const struct device_node *np)
{
	for (; entry && (entry->name[0] || entry->type[0] || entry->compatible[0]); entry++) {
		if (entry->compatible[0] == compatible[0] &&
		    !strcmp(entry->compatible, compatible) && is_kind(entry, np))
			return entry;
	}
	return NULL;
}

/*
 * Return the best matching entry.  The strings of a node begin with the most specific string.
 * Entries without a compatible string are tried last.
 */
const struct of_device_id *of_match_strings(const struct of_device_id *matches,
					    const struct device_node *np, const char *list,
					    int size)
{
	size_t extent;

	for (; list && size > 0; list += extent, size -= (int)extent) {
		const struct of_device_id *found;

		extent = strnlen(list, (size_t)size) + 1;
		if (extent > (size_t)size)
			break;
		found = *list ? find_entry(matches, list, np) : NULL;
		if (found)
			return found;
	}
	return find_entry(matches, "", np);
}

const struct of_device_id *of_match_node(const struct of_device_id *matches,
					 const struct device_node *np)
{
	int size;
	const char *list = of_get_property(np, "compatible", &size);

	return of_match_strings(matches, np, list, size);
}

struct device_node *of_parse_phandle(const struct device_node *np, const char *name, int index)
{
	u32 handle;

	if (index < 0 || of_property_read_u32_index(np, name, index, &handle))
		return NULL;
	return of_tree_find_phandle(np->tree, handle);
}

/*
 * Read the entry at cell *@at of a list of phandles with arguments, and set *@at to the next entry.
 * The number of arguments is the value of the property @cells in the node of the phandle, or
 * @count without @cells.  Returns -ENOENT for an empty entry, which is a phandle of 0, or -EINVAL
 * for an invalid entry.
 */
static int parse_entry(const struct device_node *np, const char *list, const char *cells, u32 count,
		       int total, int *at, struct of_phandle_args *out)
{
	u32 handle;

	of_property_read_u32_index(np, list, (*at)++, &handle);
	out->np = NULL;
	out->args_count = 0;
	if (!handle)
		return -ENOENT;
	out->np = of_tree_find_phandle(np->tree, handle);
	if (!out->np || (cells && of_property_read_u32(out->np, cells, &count)))
		return -EINVAL;
	if (count > MAX_PHANDLE_ARGS || (int)count > total - *at)
		return -EINVAL;
	for (u32 i = 0; i < count; i++)
		of_property_read_u32_index(np, list, (*at)++, &out->args[i]);
	out->args_count = count;
	return 0;
}

static int find_phandle(const struct device_node *np, const char *list, const char *cells,
			int nargs, int index, struct of_phandle_args *out)
{
	int total = of_count_cells(np, list), at = 0;

	if (index < 0 || nargs < 0 || total < 0)
		return total >= 0 || index < 0 ? -EINVAL : -ENOENT;
	for (int i = 0; at < total; i++) {
		int err = parse_entry(np, list, cells, (u32)nargs, total, &at, out);

		if (err == -EINVAL || i == index)
			return err;
	}
	return -ENOENT;
}

int of_parse_phandle_with_args(const struct device_node *np, const char *list, const char *cells,
			       int index, struct of_phandle_args *out)
{
	return find_phandle(np, list, cells, 0, index, out);
}

int of_parse_phandle_with_fixed_args(const struct device_node *np, const char *list, int nargs,
				     int index, struct of_phandle_args *out)
{
	return find_phandle(np, list, NULL, nargs, index, out);
}

int of_count_phandle_with_args(const struct device_node *np, const char *list, const char *cells)
{
	int total = of_count_cells(np, list), at = 0, n = 0;
	struct of_phandle_args args;

	if (total < 0)
		return -ENOENT;
	for (; at < total; n++) {
		if (parse_entry(np, list, cells, 0, total, &at, &args) == -EINVAL)
			return -EINVAL;
	}
	return n;
}

/* Return the number N, below 100, of the alias "stem<N>" of the node, or -ENODEV. */
int of_alias_get_id(struct device_node *np, const char *stem)
{
	char name[32];

	for (int id = 0; id < 100; id++) {
		scnprintf(name, sizeof(name), "%s%d", stem, id);
		if (np && of_tree_find_path(np->tree, name) == np)
			return id;
	}
	return -ENODEV;
}

struct device_node *of_get_cpu_node(int cpu, unsigned int *thread)
{
	struct device_node *cpus = of_find_node_by_path("/cpus"), *np;
	u64 hwid;

	for_each_child_of_node(cpus, np) {
		if (of_node_is_type(np, "cpu") && !of_property_read_reg(np, 0, &hwid, NULL) &&
		    hwid == cpu_hwid[cpu])
			return np;
	}
	return NULL;
}

const char *of_node_path(const struct device_node *np, char *buf, size_t size)
{
	const struct device_node *chain[DTB_MAX_DEPTH];
	int depth = 0, n = 0;

	for (; np && np->parent && depth < DTB_MAX_DEPTH; np = np->parent)
		chain[depth++] = np;
	if (!depth)
		strscpy(buf, "/", size);
	while (depth)
		n += scnprintf(buf + n, size - n, "/%s", chain[--depth]->full_name);
	return buf;
}

/* Write the part of a node that a letter after %pOF selects.  Returns the length of the text. */
static int sprint_of_part(char *buf, size_t size, const struct device_node *np, char letter)
{
	struct device_node *node = (struct device_node *)np;
	const char *text = NULL;
	int n = 0;

	buf[0] = 0;
	switch (letter) {
	case 'n':
		return scnprintf(buf, size, "%.*s", (int)strcspn(np->full_name, "@"),
				 np->full_name);
	case 'P':
		return scnprintf(buf, size, "%s", np->parent ? np->full_name : "/");
	case 'p':
		return scnprintf(buf, size, "%d", (int)np->phandle);
	case 'c':
		return of_property_read_string(node, "compatible", &text) ? 0 :
			scnprintf(buf, size, "%s", text);
	case 'C':
		for (int i = 0; !of_property_read_string_index(node, "compatible", i, &text); i++)
			n += scnprintf(buf + n, size - n, i ? ",\"%s\"" : "\"%s\"", text);
		return n;
	}
	return strlen(of_node_path(np, buf, size));
}

/* Format the node for %pOF of printf: see <linux/sprintf.h>. */
int sprint_of_node(char *buf, size_t size, const struct device_node *np, const char *letters)
{
	size_t parts = strspn(letters, "fnPpcC");
	int n = sprint_of_part(buf, size, np, parts ? letters[0] : 'f');

	for (size_t i = 1; i < parts; i++) {
		n += scnprintf(buf + n, size - n, ":");
		n += sprint_of_part(buf + n, size - n, np, letters[i]);
	}
	return n;
}
