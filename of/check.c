// SPDX-License-Identifier: BSD-2-Clause
/*
 * Report malformed properties once at boot: lists whose length is not a multiple of the size of an
 * entry.  The functions that read such a property use only its complete entries, and do not report
 * the rest.
 *
 * mm/boot/boot_scan.c reports such properties of memory nodes and of the children of
 * /reserved-memory.
 */

#include <internal/of_tree.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/of_irq.h>
#include <linux/printk.h>

/* Number of mistakes that are printed.  Further mistakes are only counted. */
#define MAX_COMPLAINTS 8

static bool __init_or_kunit is_in_use(const struct device_node *np)
{
	while (np && of_device_is_available(np))
		np = np->parent;
	return !np;
}

static bool __init_or_kunit of_check_count_mistake(unsigned int *mistakes,
						   const struct device_node *np)
{
	return is_in_use(np) && ++*mistakes <= MAX_COMPLAINTS;
}

static void __init_or_kunit check_entries(const struct device_node *np, const char *property,
					  unsigned int cells, unsigned int *mistakes)
{
	int size;

	if (of_get_property(np, property, &size) && cells && size % (4 * cells) &&
	    of_check_count_mistake(mistakes, np))
		pr_err("%pOF: %s has %d bytes, not a whole number of entries of %u cells\n", np,
		       property, size, cells);
}

static bool __init_or_kunit is_reported(const struct device_node *np)
{
	const struct device_node *parent = np->parent;

	return !parent->parent
		       ? of_node_is_type(np, "memory")
		       : !parent->parent->parent && of_node_name_eq(parent, "reserved-memory");
}

/*
 * Check the properties that depend on the numbers of cells of @np: reg of its children, and ranges
 * and dma-ranges of @np.
 */
static void __init_or_kunit check_bus(struct device_node *np, unsigned int *mistakes)
{
	struct dtb_bus bus, above;
	struct device_node *child;
	unsigned int cells;

	if (!np->child || !of_property_present(np, "#address-cells"))
		return;
	dtb_bus_read(&np->tree->dtb, np->offset, &bus);
	cells = bus.address_cells + bus.size_cells;
	for_each_child_of_node(np, child) {
		if (bus.address_cells && !is_reported(child))
			check_entries(child, "reg", cells, mistakes);
	}
	if (!np->parent || !bus.address_cells)
		return;
	dtb_bus_read(&np->tree->dtb, np->parent->offset, &above);
	if (!above.address_cells)
		return;
	check_entries(np, "ranges", cells + above.address_cells, mistakes);
	check_entries(np, "dma-ranges", cells + above.address_cells, mistakes);
}

static void __init_or_kunit check_interrupts(struct device_node *np, unsigned int *mistakes)
{
	struct device_node *parent;
	u32 cells = 0;

	if (of_property_present(np, "interrupts-extended")) {
		if (of_count_phandle_with_args(np, "interrupts-extended", "#interrupt-cells") < 0 &&
		    of_check_count_mistake(mistakes, np))
			pr_err("%pOF: interrupts-extended has an incomplete entry\n", np);
		return;
	}
	if (!of_property_present(np, "interrupts"))
		return;
	parent = of_irq_find_parent(np);
	of_property_read_u32(parent, "#interrupt-cells", &cells);
	if (cells)
		check_entries(np, "interrupts", cells, mistakes);
	else if (of_check_count_mistake(mistakes, np))
		pr_err("%pOF: has interrupts, but %s\n", np,
		       parent ? "#interrupt-cells of their controller is 0" :
				"its interrupt-parent is not a controller");
}

unsigned int __init_or_kunit of_tree_check(const struct of_tree *tree)
{
	unsigned int mistakes = 0;

	for (unsigned int i = 0; i < tree->nr_nodes; i++) {
		check_bus(&tree->nodes[i], &mistakes);
		check_interrupts(&tree->nodes[i], &mistakes);
	}
	if (mistakes > MAX_COMPLAINTS)
		pr_err("%u more mistakes in the device tree\n", mistakes - MAX_COMPLAINTS);
	return mistakes;
}
