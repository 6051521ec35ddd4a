/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_OF_TREE_H
#define INTERNAL_OF_TREE_H

/*
 * A tree of struct device_node over one flattened tree.  The machine's is made by of_init(), and
 * functions that take no node mean that one; functions that take a node stay within the node's tree,
 * so that a second tree can be asked like the first.
 */

#include <internal/dtb.h>
#include <linux/of.h>

struct of_tree {
	struct dtb dtb;
	struct device_node *nodes;	/* in document order */
	unsigned int nr_nodes;
};

/* The number of nodes; any context. */
unsigned int of_tree_count(const struct dtb *dtb);

/*
 * Fill tree->nodes, an array of the caller's with room for of_tree_count() nodes, from tree->dtb, which
 * dtb_validate() accepted.  The blob, the array and the tree stay as long as a node is used.
 */
void of_tree_index(struct of_tree *tree);

/* NULL if there is none.  Any context. */
struct device_node *of_tree_find_path(const struct of_tree *tree, const char *path);
struct device_node *of_tree_find_phandle(const struct of_tree *tree, phandle handle);

/*
 * Report properties of available nodes that are not a whole number of entries, or whose interrupts have no
 * controller; readers use the whole entries.  Returns the number of reports, the first of which
 * are printed.
 */
unsigned int of_tree_check(const struct of_tree *tree);
/* The same of the machine's tree, at boot. */
void of_check(void);

/* Whole cells of a property; -EINVAL: there is none. */
int of_count_cells(const struct device_node *np, const char *name);

/* The node that a node's interrupts go to; NULL. */
struct device_node *of_irq_parent(struct device_node *np);

/* As of_match_node(), of a caller that has the node's "compatible" at hand; NULL: it has none. */
const struct of_device_id *of_match_strings(const struct of_device_id *matches,
					    const struct device_node *np, const char *list, int size);

/* The IORESOURCE_ flags of an address on the bus: of of_get_address().  Any context. */
unsigned int of_bus_flags(const struct dtb_bus *bus, const __be32 *address);

#endif /* INTERNAL_OF_TREE_H */
