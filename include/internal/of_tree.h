/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_OF_TREE_H
#define INTERNAL_OF_TREE_H

/*
 * A tree of struct device_node for one flattened tree.  of_init() creates the machine's tree, which
 * functions without a node argument use.  Functions with a node argument use the node's tree, so
 * that tests can query a second tree.
 */

#include <internal/dtb.h>
#include <linux/of.h>

struct of_tree {
	struct dtb dtb;
	struct device_node *nodes;	/* in document order */
	unsigned int nr_nodes;
};

/* Return the number of nodes.  Context: any. */
unsigned int of_tree_count(const struct dtb *dtb);

/*
 * Fill tree->nodes, an array of the caller with of_tree_count() nodes, from tree->dtb, which
 * dtb_validate() must have accepted.  Blob, array and tree must remain valid while nodes are used.
 */
void of_tree_index(struct of_tree *tree);

/* Return the node with this path or phandle, or NULL if there is no such node.  Context: any. */
struct device_node *of_tree_find_path(const struct of_tree *tree, const char *path);
struct device_node *of_tree_find_phandle(const struct of_tree *tree, phandle handle);

/*
 * In available nodes, report each property whose size is not a multiple of the size of an entry,
 * and interrupts without a controller.  Functions that read such a property use only its complete
 * entries.  Prints the first reports and returns the total number of reports.
 */
unsigned int of_tree_check(const struct of_tree *tree);
/* Check the machine's tree at boot. */
void of_check(void);

/* Return the number of whole cells of a property, or -EINVAL if it does not exist. */
int of_count_cells(const struct device_node *np, const char *name);

/*
 * Return the matching entry like of_match_node().  @list is the value of the node's property
 * compatible, or NULL if the node does not have this property.
 */
const struct of_device_id *of_match_strings(const struct of_device_id *matches,
					    const struct device_node *np, const char *list,
					    int size);

/*
 * Return the IORESOURCE_* flags of an address on the bus, as of_get_address() does.  Context: any.
 */
unsigned int of_bus_flags(const struct dtb_bus *bus, const __be32 *address);

#endif /* INTERNAL_OF_TREE_H */
