// SPDX-License-Identifier: BSD-2-Clause
/* Interrupt specifiers (Devicetree Specification 0.4, section 2.4). */

#include <internal/irqs.h>
#include <internal/of_tree.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/of_irq.h>

#define MAX_HOPS 16	/* interrupt-maps on the way; a tree that has more goes in circles */

static struct device_node *interrupt_parent(struct device_node *np)
{
	for (; np; np = np->parent) {
		struct device_node *parent = of_parse_phandle(np, "interrupt-parent", 0);

		if (parent)
			return parent;
		if (np->parent && of_property_present(np->parent, "#interrupt-cells"))
			return np->parent;
	}
	return NULL;
}

static u32 cells_of(const struct device_node *np, const char *name, u32 fallback)
{
	of_property_read_u32(np, name, &fallback);
	return fallback;
}

/*
 * The entry of a controller's interrupt-map that matches the masked unit address and specifier in key.
 * Leaves the specifier on the other side in out, and the unit address there in key.
 */
static int find_in_map(struct device_node *map, u32 *key, u32 na, struct of_phandle_args *out)
{
	int total = of_property_count_u32_elems(map, "interrupt-map"), at = 0;
	u32 ni = out->args_count, mask;

	while (at + (int)(na + ni) < total) {
		bool match = true;
		u32 cell, handle, pna, pni;
		struct device_node *parent;

		for (u32 i = 0; i < na + ni; i++) {
			of_property_read_u32_index(map, "interrupt-map", at + i, &cell);
			if (of_property_read_u32_index(map, "interrupt-map-mask", i, &mask))
				mask = U32_MAX;
			match &= !((cell ^ key[i]) & mask);
		}
		at += na + ni;
		of_property_read_u32_index(map, "interrupt-map", at++, &handle);
		parent = of_tree_find_phandle(map->tree, handle);
		if (!parent)
			return -EINVAL;
		pna = cells_of(parent, "#address-cells", 0);
		pni = cells_of(parent, "#interrupt-cells", 1);
		if (pna > 4 || pni > MAX_PHANDLE_ARGS || at + (int)(pna + pni) > total)
			return -EINVAL;
		if (match) {
			out->np = parent;
			out->args_count = pni;
			for (u32 i = 0; i < pna; i++)
				of_property_read_u32_index(map, "interrupt-map", at++, &key[i]);
			for (u32 i = 0; i < pni; i++)
				of_property_read_u32_index(map, "interrupt-map", at++,
							   &out->args[i]);
			return 0;
		}
		at += pna + pni;
	}
	return -ENOENT;
}

/* Follow interrupt-maps from out->np until a real controller; the first unit address is np's reg. */
static int follow_maps(struct device_node *np, struct of_phandle_args *out)
{
	u32 key[4 + MAX_PHANDLE_ARGS];

	for (u32 i = 0; i < 4; i++) {
		if (of_property_read_u32_index(np, "reg", i, &key[i]))
			key[i] = 0;
	}
	for (int hops = 0; hops < MAX_HOPS; hops++) {
		u32 na = cells_of(out->np, "#address-cells", 0);
		int err;

		if (!of_property_present(out->np, "interrupt-map"))
			return 0;
		if (na > 4)
			return -EINVAL;
		for (int i = 0; i < out->args_count; i++)
			key[na + i] = out->args[i];
		err = find_in_map(out->np, key, na, out);
		if (err)
			return err;
	}
	return -EINVAL;
}

int of_irq_parse_one(struct device_node *np, int index, struct of_phandle_args *out)
{
	struct device_node *parent;
	u32 cells;
	int err, total;

	err = of_parse_phandle_with_args(np, "interrupts-extended", "#interrupt-cells", index, out);
	if (!err)
		return follow_maps(np, out);
	if (of_property_present(np, "interrupts-extended"))
		return err;
	parent = interrupt_parent(np);
	total = of_property_count_u32_elems(np, "interrupts");
	if (!parent || total < 0)
		return parent ? -ENOENT : -EINVAL;
	cells = cells_of(parent, "#interrupt-cells", 1);
	if (!cells || cells > MAX_PHANDLE_ARGS || index < 0)
		return -EINVAL;
	if ((u32)index >= total / cells)
		return -ENOENT;
	out->np = parent;
	out->args_count = cells;
	for (u32 i = 0; i < cells; i++)
		of_property_read_u32_index(np, "interrupts", index * cells + i, &out->args[i]);
	return follow_maps(np, out);
}

int of_irq_get(struct device_node *np, int index)
{
	struct of_phandle_args args;
	int err = of_irq_parse_one(np, index, &args);

	return err ? err : irq_of_specifier(args.np, args.args, args.args_count);
}

int of_irq_get_byname(struct device_node *np, const char *name)
{
	int index = of_property_match_string(np, "interrupt-names", name);

	return index < 0 ? index : of_irq_get(np, index);
}

int of_irq_count(struct device_node *np)
{
	struct of_phandle_args args;
	int n = 0;

	while (!of_irq_parse_one(np, n, &args))
		n++;
	return n;
}
