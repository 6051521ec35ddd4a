/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_INTERVAL_TREE_H
#define LINUX_INTERVAL_TREE_H

/* Tree of intervals of unsigned longs, both ends inclusive; see interval_tree_generic.h. */

#include <linux/rbtree.h>

struct interval_tree_node {
	struct rb_node rb;
	unsigned long start, last;
	unsigned long __subtree_last;
};

void interval_tree_insert(struct interval_tree_node *node, struct rb_root_cached *root);
void interval_tree_remove(struct interval_tree_node *node, struct rb_root_cached *root);
struct interval_tree_node *interval_tree_subtree_search(struct interval_tree_node *node,
							unsigned long start, unsigned long last);
/* Iterate over the intervals that overlap [@start, @last], ordered by their start. */
struct interval_tree_node *interval_tree_iter_first(struct rb_root_cached *root,
						    unsigned long start, unsigned long last);
struct interval_tree_node *interval_tree_iter_next(struct interval_tree_node *node,
						   unsigned long start, unsigned long last);

#endif /* LINUX_INTERVAL_TREE_H */
