// SPDX-License-Identifier: BSD-2-Clause
/*
 * Compare lib/dtb.c and lib/dtb_address.c with libfdt: both read the same blobs, and must return
 * the same results.
 *
 * compare FILE...
 *
 * This file is built with the headers of the C library, and lib/dtb.c with those of the firmware.
 * Names, property lists and values are compared as pointers into the blob, because the same offset
 * contains the same bytes.  Addresses are also translated in this file, with functions of libfdt
 * and 128-bit arithmetic.
 */

#include <errno.h>
#include <libfdt.h>
#include <linux/types.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;
typedef unsigned __int128 u128;

#include "internal/dtb.h"

static struct {
	const char *file;
	unsigned long blobs, nodes, properties, regs, translated, phandles, aliases, reservations;
	unsigned long differences;
} seen;

static void __attribute__((format(printf, 1, 2))) differ(const char *format, ...)
{
	va_list args;

	if (++seen.differences > 20)
		return;
	printf("%s: ", seen.file);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
}

static const void *read_file(const char *name, size_t *size)
{
	FILE *f = fopen(name, "rb");
	void *blob = NULL;
	long end;

	if (f && !fseek(f, 0, SEEK_END) && (end = ftell(f)) > 0) {
		rewind(f);
		*size = end;
		blob = malloc(end);
		if (blob && fread(blob, 1, end, f) != *size) {
			free(blob);
			blob = NULL;
		}
	}
	if (f)
		fclose(f);
	return blob;
}

/* ---- properties ------------------------------------------------------------------------------ */

static void compare_properties(const struct dtb *dtb, const void *fdt, int node)
{
	struct dtb_token token;
	int theirs = fdt_first_property_offset(fdt, node);

	for (dtb_token(dtb, node, &token); token.next >= 0;) {
		const char *name;
		const void *value;
		u32 size;
		int length;

		dtb_token(dtb, token.next, &token);
		if (token.type == DTB_NOP)
			continue;
		if (token.type != DTB_PROP)
			break;
		if (theirs < 0)
			return differ("node %#x: property %s is too many", node, token.name);
		value = fdt_getprop_by_offset(fdt, theirs, &name, &length);
		if (token.name != name || token.value != value || (int)token.size != length)
			return differ("node %#x: property %s is not %s", node, token.name, name);
		value = dtb_prop(dtb, node, name, &size);
		if (value != fdt_getprop(fdt, node, name, &length) || (int)size != length)
			differ("node %#x: property %s by name", node, name);
		seen.properties++;
		theirs = fdt_next_property_offset(fdt, theirs);
	}
	if (theirs >= 0)
		differ("node %#x: a property is missing", node);
	if (dtb_prop(dtb, node, "no such property", NULL))
		differ("node %#x: has what no node has", node);
}

static void compare_strings(const struct dtb *dtb, const void *fdt, int node)
{
	int n = fdt_stringlist_count(fdt, node, "compatible");
	const char *status = fdt_getprop(fdt, node, "status", NULL);

	for (int i = 0; i < n; i++) {
		const char *one = fdt_stringlist_get(fdt, node, "compatible", i, NULL);

		if (!dtb_compatible(dtb, node, one))
			differ("node %#x: not compatible with %s", node, one);
	}
	if (dtb_compatible(dtb, node, "vendor,nothing"))
		differ("node %#x: compatible with nothing", node);
	if (dtb_available(dtb, node) !=
	    (!status || !strcmp(status, "okay") || !strcmp(status, "ok")))
		differ("node %#x: status", node);
}

static void compare_phandle(const struct dtb *dtb, const void *fdt, int node)
{
	u32 phandle = fdt_get_phandle(fdt, node);

	if (dtb_phandle(dtb, node) != phandle)
		differ("node %#x: phandle", node);
	if (!phandle)
		return;
	seen.phandles++;
	if (dtb_find_phandle(dtb, phandle) != fdt_node_offset_by_phandle(fdt, phandle))
		differ("phandle %#x: other node", phandle);
}

/* ---- paths ----------------------------------------------------------------------------------- */

static void compare_one_path(const struct dtb *dtb, const void *fdt, const char *path)
{
	int ours = dtb_find_path(dtb, path, strlen(path)), theirs = fdt_path_offset(fdt, path);

	if (ours != theirs && (ours >= 0 || theirs >= 0))
		differ("path %s: %d, expected %d", path, ours, theirs);
}

static void compare_path(const struct dtb *dtb, const void *fdt, int node)
{
	char path[2048], *at, *end;

	if (fdt_get_path(fdt, node, path, sizeof(path)))
		return differ("node %#x: no path", node);
	compare_one_path(dtb, fdt, path);
	/*
	 * Without the unit address, the path may refer to another node, but both libraries must
	 * find the same node.
	 */
	at = strrchr(path, '@');
	if (at && !strchr(at, '/')) {
		*at = '\0';
		compare_one_path(dtb, fdt, path);
	}
	end = path + strlen(path);
	strcpy(end, "/nothing");
	compare_one_path(dtb, fdt, path);
}

static void compare_aliases(const struct dtb *dtb, const void *fdt)
{
	int aliases = fdt_path_offset(fdt, "/aliases"), property;
	char path[256];

	fdt_for_each_property_offset(property, fdt, aliases) {
		const char *name, *value;
		int node, length;

		value = fdt_getprop_by_offset(fdt, property, &name, &length);
		if (!length || value[length - 1] || *value != '/')
			continue;
		seen.aliases++;
		compare_one_path(dtb, fdt, name);
		node = fdt_first_subnode(fdt, fdt_path_offset(fdt, value));
		if (node < 0)
			continue;
		snprintf(path, sizeof(path), "%s/%s", name, fdt_get_name(fdt, node, NULL));
		compare_one_path(dtb, fdt, path);
	}
	compare_one_path(dtb, fdt, "nobody0");
}

/* ---- addresses ------------------------------------------------------------------------------- */

static u128 number(const u8 *p, int cells)
{
	u128 value = 0;

	for (int i = 0; i < 4 * cells; i++)
		value = value << 8 | p[i];
	return value;
}

/*
 * Return a bus address of 64 bits.  If an address has three or more cells, the upper cells are
 * flags.
 */
static u64 address_of(const u8 *p, int cells)
{
	return (u64)number(p, cells);
}

static bool is_pci(const void *fdt, int bus)
{
	static const char *const types[] = { "pci", "pciex", "vci", "ht" };
	const char *type = fdt_getprop(fdt, bus, "device_type", NULL);
	const char *name = fdt_get_name(fdt, bus, NULL);

	for (int i = 0; type && i < 4; i++) {
		if (!strcmp(type, types[i]))
			return true;
	}
	return !strcmp(name, "pcie") || !strncmp(name, "pcie@", 5);
}

static int cells_of(const void *fdt, int bus, int *size_cells)
{
	int ns = is_pci(fdt, bus) ? 2 : fdt_size_cells(fdt, bus);
	int na = is_pci(fdt, bus) ? 3 : fdt_address_cells(fdt, bus);

	*size_cells = ns;
	return ns < 0 ? ns : na;
}

/*
 * Return the part of an address that must be equal in a matching window: the address space on a PCI
 * bus, or the first of three cells on another bus.
 */
static u32 selector(const void *fdt, int bus, const u8 *cells, int na)
{
	static const u32 spaces[] = { 0, 1, 2, 2 };

	if (na != 3)
		return 0;
	return is_pci(fdt, bus) ? spaces[cells[0] & 3] : (u32)number(cells, 1);
}

/*
 * Translate an address on @bus to an address on its parent bus.  Returns 0 or a negative error
 * number.
 */
static int up(const void *fdt, int bus, u64 *address, u32 *select)
{
	int parent = fdt_parent_offset(fdt, bus), length, ns, pns;
	int na = cells_of(fdt, bus, &ns), pna = cells_of(fdt, parent, &pns);
	const u8 *ranges = fdt_getprop(fdt, bus, "ranges", &length);
	int entry = 4 * (na + pna + ns);

	if (na < 0 || pna < 0)
		return -EINVAL;
	if (!ranges)
		return -ERANGE;
	for (int at = 0; at + entry <= length; at += entry) {
		u128 child = address_of(ranges + at, na);
		u128 size = address_of(ranges + at + 4 * (na + pna), ns);
		const u8 *above = ranges + at + 4 * na;

		if (*select == selector(fdt, bus, ranges + at, na) && *address >= child &&
		    *address < child + size) {
			*address += address_of(above, pna) - (u64)child;
			*select = selector(fdt, parent, above, pna);
			return 0;
		}
	}
	if (!length && (na != pna || is_pci(fdt, bus) != is_pci(fdt, parent)))
		*select = 0;
	return length ? -ERANGE : 0;
}

static int their_reg(const void *fdt, int node, int index, u64 *address, u64 *size)
{
	int bus = fdt_parent_offset(fdt, node), length, na, ns, err = 0;
	const u8 *reg = fdt_getprop(fdt, node, "reg", &length);
	u32 select;

	if (bus < 0)
		return -ENOENT;
	na = cells_of(fdt, bus, &ns);
	if (na < 0)
		return -EINVAL;
	if (!reg || 4 * (na + ns) * (index + 1) > length)
		return -ENOENT;
	reg += 4 * (na + ns) * index;
	*address = address_of(reg, na);
	*size = address_of(reg + 4 * na, ns);
	select = selector(fdt, bus, reg, na);
	while (!err && bus > 0) {
		err = up(fdt, bus, address, &select);
		bus = fdt_parent_offset(fdt, bus);
	}
	return err;
}

static void compare_reg(const struct dtb *dtb, const void *fdt, int node)
{
	for (int i = 0; i < 4096; i++) {
		u64 a = 0, b = 0, asize = 0, bsize = 0;
		int ours = dtb_reg(dtb, node, i, &a, &asize);
		int theirs = their_reg(fdt, node, i, &b, &bsize);

		if (ours != theirs || (!ours && (a != b || asize != bsize)))
			return differ("node %#x: reg %d: %d %#llx +%#llx, expected %d %#llx +%#llx",
				      node, i, ours, (long long)a, (long long)asize, theirs,
				      (long long)b, (long long)bsize);
		if (ours == -ENOENT || ours == -EINVAL)
			return;
		seen.regs++;
		seen.translated += !ours && fdt_node_depth(fdt, node) > 1;
	}
	differ("node %#x: reg does not end", node);
}

/* ---- a blob ---------------------------------------------------------------------------------- */

static void compare_reservations(const struct dtb *dtb, const void *fdt)
{
	int n = fdt_num_mem_rsv(fdt);
	u64 a, asize;
	uint64_t b, bsize;

	for (int i = 0; i < n; i++) {
		fdt_get_mem_rsv(fdt, i, &b, &bsize);
		if (dtb_reservation(dtb, i, &a, &asize) || a != b || asize != bsize)
			differ("reservation %d", i);
		seen.reservations++;
	}
	if (dtb_reservation(dtb, n, &a, &asize) != -ENOENT)
		differ("more than %d reservations", n);
}

static void compare_tree(const struct dtb *dtb, const void *fdt)
{
	int ours = -1, theirs = -1, depth = -1, level = -1;

	for (;;) {
		ours = dtb_next_node(dtb, ours, &depth);
		theirs = fdt_next_node(fdt, theirs, &level);
		if (theirs < 0 || level < 0)
			break;
		if (ours != theirs || depth != level)
			return differ("node %#x at depth %d, expected %#x at %d", ours, depth,
				      theirs, level);
		seen.nodes++;
		if (dtb_node_name(dtb, ours) != fdt_get_name(fdt, theirs, NULL))
			differ("node %#x: name", ours);
		compare_properties(dtb, fdt, ours);
		compare_strings(dtb, fdt, ours);
		compare_phandle(dtb, fdt, ours);
		compare_path(dtb, fdt, ours);
		compare_reg(dtb, fdt, ours);
	}
	if (ours != -ENOENT)
		differ("node %#x behind the last", ours);
}

static void compare_blob(const char *file)
{
	struct dtb dtb;
	size_t size = 0;
	const void *fdt = read_file(file, &size);
	int err;

	seen.file = file;
	if (!fdt)
		return differ("cannot be read");
	err = dtb_open(&dtb, fdt, size);
	if (err || dtb_validate(&dtb) || fdt_check_full(fdt, size)) {
		differ("open %d, libfdt %d", err, fdt_check_full(fdt, size));
	} else {
		if (dtb.size != fdt_totalsize(fdt) || dtb.boot_cpuid != fdt_boot_cpuid_phys(fdt))
			differ("header");
		compare_tree(&dtb, fdt);
		compare_aliases(&dtb, fdt);
		compare_reservations(&dtb, fdt);
		seen.blobs++;
	}
	free((void *)fdt);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		compare_blob(argv[i]);
	printf("%lu nodes, %lu properties, %lu phandles, %lu aliases, %lu reservations\n",
	       seen.nodes, seen.properties, seen.phandles, seen.aliases, seen.reservations);
	printf("%lu reg entries, %lu through a bus\n", seen.regs, seen.translated);
	printf("%lu blobs of %d, %lu differences\n", seen.blobs, argc - 1, seen.differences);
	return seen.differences || !seen.blobs;
}
