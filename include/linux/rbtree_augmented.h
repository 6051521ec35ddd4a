/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_RBTREE_AUGMENTED_H
#define LINUX_RBTREE_AUGMENTED_H

/*
 * Red-black trees whose nodes store a value that is computed from their subtree, such as the
 * largest gap in the subtree.
 *
 * RB_DECLARE_CALLBACKS() generates the callbacks from a function that recomputes a node's value
 * from its own data and its children's values.  To insert a node, the caller updates the values
 * during the descent, links the node and calls rb_insert_augmented().  Removal updates all values
 * without the caller.
 */

#include <linux/rbtree.h>

struct rb_augment_callbacks {
	/* Recompute the values from @node upwards, until @stop or until a value is unchanged. */
	void (*propagate)(struct rb_node *node, struct rb_node *stop);
	/* Copy the value of @old to @node, which replaces @old and inherits its subtree. */
	void (*copy)(struct rb_node *old, struct rb_node *node);
	/* Update the values after @node became the parent of @old and inherited its subtree. */
	void (*rotate)(struct rb_node *old, struct rb_node *node);
};

void __rb_insert_augmented(struct rb_node *node, struct rb_root *root,
			   void (*rotate)(struct rb_node *old, struct rb_node *node));
void __rb_erase_augmented(struct rb_node *node, struct rb_root *root,
			  const struct rb_augment_callbacks *augment);

static inline void rb_insert_augmented(struct rb_node *node, struct rb_root *root,
				       const struct rb_augment_callbacks *augment)
{
	__rb_insert_augmented(node, root, augment->rotate);
}

static inline void rb_insert_augmented_cached(struct rb_node *node, struct rb_root_cached *root,
					      bool newleft,
					      const struct rb_augment_callbacks *augment)
{
	if (newleft)
		root->rb_leftmost = node;
	rb_insert_augmented(node, &root->rb_root, augment);
}

static inline void rb_erase_augmented(struct rb_node *node, struct rb_root *root,
				      const struct rb_augment_callbacks *augment)
{
	__rb_erase_augmented(node, root, augment);
}

static inline void rb_erase_augmented_cached(struct rb_node *node, struct rb_root_cached *root,
					     const struct rb_augment_callbacks *augment)
{
	if (root->rb_leftmost == node)
		root->rb_leftmost = rb_next(node);
	rb_erase_augmented(node, &root->rb_root, augment);
}

static __always_inline struct rb_node *
rb_add_augmented_cached(struct rb_node *node, struct rb_root_cached *tree,
			bool (*less)(struct rb_node *a, const struct rb_node *b),
			const struct rb_augment_callbacks *augment)
{
	struct rb_node **link = &tree->rb_root.rb_node, *parent = NULL;
	bool leftmost = true;

	while (*link) {
		parent = *link;
		if (less(node, parent)) {
			link = &parent->rb_left;
		} else {
			link = &parent->rb_right;
			leftmost = false;
		}
	}
	rb_link_node(node, parent, link);
	augment->propagate(parent, NULL);
	rb_insert_augmented_cached(node, tree, leftmost, augment);
	return leftmost ? node : NULL;
}

/*
 * Define the callbacks @RBNAME.  @RBSTATIC is static or empty, @RBSTRUCT is the type of the
 * element, @RBFIELD its rb_node member, and @RBAUGMENTED its member with the value.
 * @RBCOMPUTE(element, bool exit) recomputes the value of the element; it returns true if exit is
 * true and the value is unchanged.
 */
#define RB_DECLARE_CALLBACKS(RBSTATIC, RBNAME, RBSTRUCT, RBFIELD, RBAUGMENTED, RBCOMPUTE)	\
static inline void RBNAME##_propagate(struct rb_node *rb, struct rb_node *stop)		\
{											\
	while (rb != stop) {								\
		RBSTRUCT *node = rb_entry(rb, RBSTRUCT, RBFIELD);			\
											\
		if (RBCOMPUTE(node, true))						\
			break;								\
		rb = rb_parent(&node->RBFIELD);						\
	}										\
}											\
static inline void RBNAME##_copy(struct rb_node *rb_old, struct rb_node *rb_new)	\
{											\
	RBSTRUCT *old = rb_entry(rb_old, RBSTRUCT, RBFIELD);				\
	RBSTRUCT *node = rb_entry(rb_new, RBSTRUCT, RBFIELD);				\
											\
	node->RBAUGMENTED = old->RBAUGMENTED;						\
}											\
static void RBNAME##_rotate(struct rb_node *rb_old, struct rb_node *rb_new)		\
{											\
	RBSTRUCT *old = rb_entry(rb_old, RBSTRUCT, RBFIELD);				\
	RBSTRUCT *node = rb_entry(rb_new, RBSTRUCT, RBFIELD);				\
											\
	node->RBAUGMENTED = old->RBAUGMENTED;						\
	(void)RBCOMPUTE(old, false);							\
}											\
RBSTATIC const struct rb_augment_callbacks RBNAME = {					\
	.propagate = RBNAME##_propagate,						\
	.copy = RBNAME##_copy,								\
	.rotate = RBNAME##_rotate,							\
};

/*
 * Define callbacks whose value is the maximum of @RBCOMPUTE(node), of type @RBTYPE, over the
 * subtree.
 */
#define RB_DECLARE_CALLBACKS_MAX(RBSTATIC, RBNAME, RBSTRUCT, RBFIELD, RBTYPE,		\
				 RBAUGMENTED, RBCOMPUTE)				\
static inline bool RBNAME##_compute_max(RBSTRUCT *node, bool exit)			\
{											\
	RBTYPE max = RBCOMPUTE(node);							\
											\
	if (node->RBFIELD.rb_left) {							\
		RBSTRUCT *child = rb_entry(node->RBFIELD.rb_left, RBSTRUCT, RBFIELD);	\
											\
		if (child->RBAUGMENTED > max)						\
			max = child->RBAUGMENTED;					\
	}										\
	if (node->RBFIELD.rb_right) {							\
		RBSTRUCT *child = rb_entry(node->RBFIELD.rb_right, RBSTRUCT, RBFIELD);	\
											\
		if (child->RBAUGMENTED > max)						\
			max = child->RBAUGMENTED;					\
	}										\
	if (exit && node->RBAUGMENTED == max)						\
		return true;								\
	node->RBAUGMENTED = max;							\
	return false;									\
}											\
RB_DECLARE_CALLBACKS(RBSTATIC, RBNAME, RBSTRUCT, RBFIELD, RBAUGMENTED, RBNAME##_compute_max)

#endif /* LINUX_RBTREE_AUGMENTED_H */
