/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_INTERVAL_TREE_GENERIC_H
#define LINUX_INTERVAL_TREE_GENERIC_H

/*
 * Define functions for a tree of intervals with inclusive ends: a red-black tree that is ordered by
 * the start.  Each node stores the largest end of its subtree, so each overlapping interval is
 * found in O(log n).
 *
 * @ITSTRUCT is the type of an element, @ITRB its rb_node member, @ITTYPE the type of the ends, and
 * @ITSUBTREE the member for the largest end of the subtree.  @ITSTART(n) and @ITLAST(n) return the
 * start and the end of element n.  @ITSTATIC is static or empty, and @ITPREFIX is the prefix of the
 * function names.  The root is a struct rb_root_cached.  The caller provides locking.
 */

#include <linux/rbtree_augmented.h>

#define INTERVAL_TREE_DEFINE(ITSTRUCT, ITRB, ITTYPE, ITSUBTREE, ITSTART, ITLAST, ITSTATIC, \
			     ITPREFIX) \
RB_DECLARE_CALLBACKS_MAX(static, ITPREFIX##_augment, ITSTRUCT, ITRB, ITTYPE, ITSUBTREE, ITLAST); \
 \
ITSTATIC void ITPREFIX##_insert(ITSTRUCT *node, struct rb_root_cached *root) \
{ \
	struct rb_node **link = &root->rb_root.rb_node, *parent = NULL; \
	ITTYPE start = ITSTART(node), last = ITLAST(node); \
	bool leftmost = true; \
 \
	while (*link) { \
		ITSTRUCT *at = rb_entry(*link, ITSTRUCT, ITRB); \
 \
		parent = *link; \
		if (at->ITSUBTREE < last) \
			at->ITSUBTREE = last; \
		if (start < ITSTART(at)) { \
			link = &parent->rb_left; \
		} else { \
			link = &parent->rb_right; \
			leftmost = false; \
		} \
	} \
	node->ITSUBTREE = last; \
	rb_link_node(&node->ITRB, parent, link); \
	rb_insert_augmented_cached(&node->ITRB, root, leftmost, &ITPREFIX##_augment); \
} \
 \
ITSTATIC void ITPREFIX##_remove(ITSTRUCT *node, struct rb_root_cached *root) \
{ \
	rb_erase_augmented_cached(&node->ITRB, root, &ITPREFIX##_augment); \
} \
 \
/* Return the subtree's first overlap, or NULL.  Some interval must end at start or later. */ \
ITSTATIC ITSTRUCT *ITPREFIX##_subtree_search(ITSTRUCT *node, ITTYPE start, ITTYPE last) \
{ \
	for (;;) { \
		ITSTRUCT *left = rb_entry_safe(node->ITRB.rb_left, ITSTRUCT, ITRB); \
 \
		/* If the left subtree has no overlap, all later intervals start after last. */ \
		if (left && left->ITSUBTREE >= start) { \
			node = left; \
			continue; \
		} \
		if (ITSTART(node) > last) \
			return NULL; \
		if (ITLAST(node) >= start) \
			return node; \
		node = rb_entry_safe(node->ITRB.rb_right, ITSTRUCT, ITRB); \
		if (!node || node->ITSUBTREE < start) \
			return NULL; \
	} \
} \
 \
ITSTATIC ITSTRUCT *ITPREFIX##_iter_first(struct rb_root_cached *root, ITTYPE start, ITTYPE last) \
{ \
	ITSTRUCT *top = rb_entry_safe(root->rb_root.rb_node, ITSTRUCT, ITRB); \
 \
	if (!top || top->ITSUBTREE < start) \
		return NULL; \
	return ITPREFIX##_subtree_search(top, start, last); \
} \
 \
ITSTATIC ITSTRUCT *ITPREFIX##_iter_next(ITSTRUCT *node, ITTYPE start, ITTYPE last) \
{ \
	struct rb_node *rb = &node->ITRB; \
 \
	for (;;) { \
		ITSTRUCT *right = rb_entry_safe(rb->rb_right, ITSTRUCT, ITRB); \
		struct rb_node *from; \
 \
		if (right && right->ITSUBTREE >= start) \
			return ITPREFIX##_subtree_search(right, start, last); \
		do { \
			from = rb; \
			rb = rb_parent(rb); \
			if (!rb) \
				return NULL; \
		} while (from == rb->rb_right); \
		node = rb_entry(rb, ITSTRUCT, ITRB); \
		if (ITSTART(node) > last) \
			return NULL; \
		if (ITLAST(node) >= start) \
			return node; \
	} \
}

#endif /* LINUX_INTERVAL_TREE_GENERIC_H */
