// SPDX-License-Identifier: BSD-2-Clause
/*
 * The index of device-tree nodes.
 *
 * One pass over the flattened tree makes an array of struct device_node, 48 bytes a node, in document
 * order, linked to parents, children and siblings.  Properties are not copied: they are read from the
 * flattened tree where they stand, by lib/dtb.c, which checks every access.
 */

#include <linux/bug.h>
#include <linux/cache.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/of.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <quarry/dtb.h>

struct device_node *of_root;
static struct device_node *nodes;
static unsigned int nr_nodes;
static struct dtb tree;

int __init of_init(const void *dtb)
{
	struct device_node *last[DTB_MAX_DEPTH + 1] = { NULL };
	unsigned int n = 0;
	int offset = -1, depth = -1, err;

	err = dtb_open(&tree, dtb, INT_MAX);
	if (err)
		return err;
	while ((offset = dtb_next_node(&tree, offset, NULL)) >= 0)
		n++;
	nodes = memblock_alloc(n * sizeof(*nodes), sizeof(void *));
	if (!nodes)
		return -ENOMEM;
	nr_nodes = n;
	for (n = 0; (offset = dtb_next_node(&tree, offset, &depth)) >= 0; n++) {
		struct device_node *np = &nodes[n];

		np->full_name = dtb_node_name(&tree, offset);
		np->offset = offset;
		np->phandle = dtb_prop_u32(&tree, offset, "phandle", 0);
		np->parent = depth ? last[depth - 1] : NULL;
		if (last[depth])
			last[depth]->sibling = np;
		else if (np->parent)
			np->parent->child = np;
		last[depth] = np;
		last[depth + 1] = NULL;
	}
	of_root = nodes;
	return 0;
}

/* ---- properties ------------------------------------------------------------------------------ */

const void *of_get_property(const struct device_node *np, const char *name, int *size)
{
	u32 bytes = 0;
	const void *value = np ? dtb_prop(&tree, np->offset, name, &bytes) : NULL;

	if (size)
		*size = bytes;
	return value;
}

bool of_property_present(const struct device_node *np, const char *name)
{
	return of_get_property(np, name, NULL);
}

/* The value if it has at least bytes from offset on, else NULL and the reason. */
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

int of_property_read_u64(const struct device_node *np, const char *name, u64 *out)
{
	int err;
	const u8 *value = value_of_size(np, name, 0, 8, &err);

	if (value)
		*out = dtb_read_cells(value, 2);
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

int of_property_count_elems_of_size(const struct device_node *np, const char *name, int elem_size)
{
	int size;

	if (!of_get_property(np, name, &size))
		return -EINVAL;
	return size % elem_size ? -EINVAL : size / elem_size;
}

/* String index of a list: 0 and *out, or -errno with the number of strings in *out unchanged. */
int of_property_read_string_index(const struct device_node *np, const char *name, int index,
				  const char **out)
{
	int size;
	const char *list = of_get_property(np, name, &size);

	if (!list)
		return -EINVAL;
	if (!size)
		return -ENODATA;
	while (size > 0) {
		size_t extent = strnlen(list, size) + 1;

		if (extent > (size_t)size)
			return -EILSEQ;
		if (!index--) {
			*out = list;
			return 0;
		}
		list += extent;
		size -= extent;
	}
	return -ENODATA;
}

int of_property_read_string(const struct device_node *np, const char *name, const char **out)
{
	return of_property_read_string_index(np, name, 0, out);
}

int of_property_match_string(const struct device_node *np, const char *name, const char *string)
{
	const char *at;
	int err;

	for (int i = 0;; i++) {
		err = of_property_read_string_index(np, name, i, &at);
		if (err)
			return err;
		if (!strcmp(at, string))
			return i;
	}
}

int of_property_count_strings(const struct device_node *np, const char *name)
{
	const char *at;
	int n = 0, err;

	while (!(err = of_property_read_string_index(np, name, n, &at)))
		n++;
	return err == -ENODATA && n ? n : err;
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
	struct device_node *next = prev ? prev + 1 : nodes;

	return next < nodes + nr_nodes ? next : NULL;
}

static struct device_node *node_at(int offset)
{
	unsigned int low = 0, high = nr_nodes;

	while (offset >= 0 && low < high) {
		unsigned int mid = (low + high) / 2;

		if (nodes[mid].offset == (u32)offset)
			return &nodes[mid];
		if (nodes[mid].offset < (u32)offset)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

struct device_node *of_find_node_by_path(const char *path)
{
	return node_at(dtb_find_path(&tree, path, strcspn(path, ":")));
}

struct device_node *of_find_node_by_phandle(phandle handle)
{
	struct device_node *np;

	if (!handle)
		return NULL;
	for_each_of_allnodes(np) {
		if (np->phandle == handle)
			return np;
	}
	return NULL;
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
	return np && dtb_available(&tree, np->offset);
}

const struct of_device_id *of_match_node(const struct of_device_id *matches,
					 const struct device_node *np)
{
	const struct of_device_id *best = NULL;
	int best_score = 0;

	for (; matches && (matches->name[0] || matches->type[0] || matches->compatible[0]); matches++) {
		int score = 1;

		if (matches->compatible[0])
			score = of_device_is_compatible(np, matches->compatible);
		if (matches->type[0] && !of_node_is_type(np, matches->type))
			score = 0;
		if (matches->name[0] && !of_node_name_eq(np, matches->name))
			score = 0;
		if (score > best_score) {
			best_score = score;
			best = matches;
		}
	}
	return best;
}

struct device_node *of_parse_phandle(const struct device_node *np, const char *name, int index)
{
	u32 handle;

	if (index < 0 || of_property_read_u32_index(np, name, index, &handle))
		return NULL;
	return of_find_node_by_phandle(handle);
}

/* One entry of a list of phandles with arguments, at cell *at; moves *at behind it. */
static int parse_entry(const struct device_node *np, const char *list, const char *cells, int total,
		       int *at, struct of_phandle_args *out)
{
	u32 handle, count = 0;

	of_property_read_u32_index(np, list, (*at)++, &handle);
	out->np = NULL;
	out->args_count = 0;
	if (!handle)
		return -ENOENT;
	out->np = of_find_node_by_phandle(handle);
	if (!out->np || (cells && of_property_read_u32(out->np, cells, &count)))
		return -EINVAL;
	if (count > MAX_PHANDLE_ARGS || (int)count > total - *at)
		return -EINVAL;
	for (u32 i = 0; i < count; i++)
		of_property_read_u32_index(np, list, (*at)++, &out->args[i]);
	out->args_count = count;
	return 0;
}

int of_parse_phandle_with_args(const struct device_node *np, const char *list, const char *cells,
			       int index, struct of_phandle_args *out)
{
	int total = of_property_count_u32_elems(np, list), at = 0;

	if (index < 0 || total < 0)
		return index < 0 ? -EINVAL : -ENOENT;
	for (int i = 0; at < total; i++) {
		int err = parse_entry(np, list, cells, total, &at, out);

		if (err == -EINVAL || i == index)
			return err;
	}
	return -ENOENT;
}

int of_count_phandle_with_args(const struct device_node *np, const char *list, const char *cells)
{
	int total = of_property_count_u32_elems(np, list), at = 0, n = 0;
	struct of_phandle_args args;

	if (total < 0)
		return -ENOENT;
	for (; at < total; n++) {
		if (parse_entry(np, list, cells, total, &at, &args) == -EINVAL)
			return -EINVAL;
	}
	return n;
}

/* The number that an alias "stem<N>" gives the node. */
int of_alias_get_id(struct device_node *np, const char *stem)
{
	char name[32];

	for (int id = 0; id < 100; id++) {
		scnprintf(name, sizeof(name), "%s%d", stem, id);
		if (np && of_find_node_by_path(name) == np)
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

/* printf's %pOF: f, the full path, and P, the name without the unit address; anything else is f. */
int sprint_of_node(char *buf, size_t size, const struct device_node *np, char what)
{
	if (what == 'P')
		return scnprintf(buf, size, "%.*s", (int)strcspn(np->full_name, "@"),
				 np->full_name);
	of_node_path(np, buf, size);
	return strlen(buf);
}
