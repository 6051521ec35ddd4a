// SPDX-License-Identifier: BSD-2-Clause
/* Find and translate interrupt specifiers (Devicetree Specification 0.4, section 2.4). */

#include <internal/irqs.h>
#include <internal/of_tree.h>
#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/of.h>
#include <linux/of_irq.h>

#define MAX_HOPS 64	/* maximum number of controllers and maps in a chain; more must be a loop */

/*
 * Controllers whose own driver reads their interrupt-map (the list of Linux's drivers/of/irq.c).  A
 * device's specifier for such a controller is not translated.
 */
static const char *const own_maps[] = {
	"CBEA,platform-spider-pic", "sti,platform-spider-pic", "realtek,rtl-intc",
	"fsl,ls1021a-extirq",	    "fsl,ls1043a-extirq",      "fsl,ls1088a-extirq",
	"renesas,rza1-irqc",
};

static bool has_own_map(const struct device_node *np)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(own_maps); i++) {
		if (of_device_is_compatible(np, own_maps[i]))
			return true;
	}
	return false;
}

/*
 * Return the next interrupt parent that has #interrupt-cells, or NULL.  As in Linux, an
 * interrupt-parent that refers to no node ends the search.
 */
struct device_node *of_irq_find_parent(struct device_node *np)
{
	for (int hops = 0; np && hops < MAX_HOPS; hops++) {
		u32 handle;

		np = of_property_read_u32(np, "interrupt-parent", &handle) ?
			     np->parent : of_tree_find_phandle(np->tree, handle);
		if (np && of_property_present(np, "#interrupt-cells"))
			return np;
	}
	return NULL;
}

static u32 cells_of(const struct device_node *np, const char *name, u32 fallback)
{
	of_property_read_u32(np, name, &fallback);
	return fallback;
}

/*
 * Translate a specifier by the interrupt-map of @map.  @key contains the unit address, of *@na
 * cells, and the specifier.  If an entry matches @key under the mask, the function sets @out to the
 * parent controller and its specifier, sets @key and *@na to the unit address for this controller,
 * and returns 0.  Entries whose controller is not available are ignored.  Returns -ENOENT if no
 * entry matches, or -EINVAL if the map is malformed.
 */
static int find_in_map(struct device_node *map, u32 *key, u32 *na, struct of_phandle_args *out)
{
	int total = of_count_cells(map, "interrupt-map"), at = 0;
	u32 nr = *na + out->args_count, mask;

	while (at + (int)nr < total) {
		u32 cell, handle, pna, pni;
		struct device_node *parent;
		bool match = true;

		for (u32 i = 0; i < nr; i++) {
			of_property_read_u32_index(map, "interrupt-map", at++, &cell);
			if (of_property_read_u32_index(map, "interrupt-map-mask", i, &mask))
				mask = U32_MAX;
			match &= !((cell ^ key[i]) & mask);
		}
		of_property_read_u32_index(map, "interrupt-map", at++, &handle);
		parent = of_tree_find_phandle(map->tree, handle);
		if (!parent || of_property_read_u32(parent, "#interrupt-cells", &pni))
			return -EINVAL;
		pna = cells_of(parent, "#address-cells", 0);
		if (pna > 4 || pni > MAX_PHANDLE_ARGS || at + (int)(pna + pni) > total)
			return -EINVAL;
		if (!match || !of_device_is_available(parent)) {
			at += pna + pni;
			continue;
		}
		out->np = parent;
		out->args_count = pni;
		*na = pna;
		for (u32 i = 0; i < pna; i++)
			of_property_read_u32_index(map, "interrupt-map", at++, &key[i]);
		for (u32 i = 0; i < pni; i++)
			of_property_read_u32_index(map, "interrupt-map", at++, &out->args[i]);
		return 0;
	}
	return -ENOENT;
}

/*
 * Return the number of cells of a unit address in a node's interrupt-map.  It is the #address-cells
 * of the node or, as in Linux, of the nearest ancestor that has the property.
 */
static u32 unit_cells(const struct device_node *np)
{
	u32 cells = 2;

	while (np && of_property_read_u32(np, "#address-cells", &cells))
		np = np->parent;
	return cells;
}

/*
 * Walk from out->np up to an interrupt controller, through interrupt maps and through nodes that
 * are neither a controller nor a map.  The first unit address is the reg of @np.  Returns 0 and
 * sets *out to the controller and its specifier, or returns an error.
 */
static int follow_maps(struct device_node *np, struct of_phandle_args *out)
{
	u32 key[4 + MAX_PHANDLE_ARGS], na = unit_cells(out->np);

	for (u32 i = 0; i < 4; i++) {
		if (of_property_read_u32_index(np, "reg", i, &key[i]))
			key[i] = 0;
	}
	for (int hops = 0; hops < MAX_HOPS; hops++) {
		struct device_node *at = out->np, *above;
		bool has_map = of_property_present(at, "interrupt-map");
		int err;

		if (of_property_present(at, "interrupt-controller") &&
		    (!has_map || has_own_map(at)))
			return 0;
		if (!has_map) {
			above = of_irq_find_parent(at);
			if (!above)
				return 0;	/* accept out->np: it is the last candidate */
			out->np = above;
			continue;
		}
		if (na > 4)
			return -EINVAL;
		for (int i = 0; i < out->args_count; i++)
			key[na + i] = out->args[i];
		err = find_in_map(at, key, &na, out);
		if (err || out->np == at)
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
	parent = of_irq_find_parent(np);
	total = of_count_cells(np, "interrupts");
	if (!parent || total < 0)
		return parent ? -ENOENT : -EINVAL;
	cells = cells_of(parent, "#interrupt-cells", 0);
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

unsigned int irq_of_parse_and_map(struct device_node *np, int index)
{
	int irq = of_irq_get(np, index);

	return irq > 0 ? (unsigned int)irq : 0;
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
