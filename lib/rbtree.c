// SPDX-License-Identifier: BSD-2-Clause

/*
 * Red-black trees.
 *
 * 1. A node is red or black.
 * 2. The root is black.
 * 3. A red node has no red child.
 * 4. Each path from a node down to a missing child has the same number of black nodes.
 *
 * Hence the longest path from the root has at most twice as many nodes as the shortest one.
 *
 * A new node is red, which can violate only rule 3, or rule 2 if the tree was empty.  Recolouring
 * moves a violation of rule 3 two levels up, or at most two rotations end it.  When a black node is
 * removed, the paths through its position have one black node less than the other paths.
 * Recolouring the sibling moves this deficit one level up, or at most three rotations end it.
 *
 * The code of each step handles both sides: child(node, side) is the left child if side is 0, and
 * the right child if side is 1.  The functions for augmented trees call a callback after each
 * rotation.  The functions for plain trees are the same code with empty callbacks, which inlining
 * removes.
 */

#include <linux/rbtree.h>
#include <linux/rbtree_augmented.h>

#define RED	0UL
#define BLACK	1UL

typedef void (*rotate_fn)(struct rb_node *old, struct rb_node *new);

static __always_inline struct rb_node **child(struct rb_node *n, int side)
{
	return side ? &n->rb_right : &n->rb_left;
}

static __always_inline unsigned long color(const struct rb_node *n)
{
	return n->__rb_parent_color & 1;
}

/* Return true if @n is red.  A missing child counts as black. */
static __always_inline bool is_red(const struct rb_node *n)
{
	return n && color(n) == RED;
}

static __always_inline void set_color(struct rb_node *n, unsigned long c)
{
	n->__rb_parent_color = (n->__rb_parent_color & ~1UL) | c;
}

static __always_inline void set_parent(struct rb_node *n, struct rb_node *parent)
{
	n->__rb_parent_color = color(n) | (unsigned long)parent;
}

static __always_inline int side_of(const struct rb_node *n, const struct rb_node *parent)
{
	return parent->rb_right == n;
}

/* Replace the pointer to @old in @parent, or in the root if @parent is NULL, by @new. */
static __always_inline void relink(struct rb_node *parent, struct rb_node *old,
				   struct rb_node *new, struct rb_root *root)
{
	if (parent)
		WRITE_ONCE(*child(parent, side_of(old, parent)), new);
	else
		WRITE_ONCE(root->rb_node, new);
}

/*
 * Rotate @n towards @side.  The child of @n on the other side, x, takes the position and the colour
 * of @n.  The node @n becomes a child of x and gets the colour @c.
 *
 *	  n              x
 *	 / \    left    / \
 *	a   x   ---->  n   c
 *	   / \        / \
 *	  b   c      a   b
 */
static __always_inline void rotate(struct rb_node *n, int side, unsigned long c,
				   struct rb_root *root, rotate_fn augment)
{
	struct rb_node *x = *child(n, !side), *b = *child(x, side), *parent = rb_parent(n);

	WRITE_ONCE(*child(n, !side), b);
	if (b)
		set_parent(b, n);
	relink(parent, n, x, root);
	x->__rb_parent_color = n->__rb_parent_color;
	WRITE_ONCE(*child(x, side), n);
	n->__rb_parent_color = (unsigned long)x | c;
	augment(n, x);
}

static __always_inline void rb_insert_fixup(struct rb_node *node, struct rb_root *root,
					    rotate_fn augment)
{
	struct rb_node *parent, *gparent, *uncle;
	int side;

	set_color(node, RED);
	while (is_red(parent = rb_parent(node))) {
		/* A red parent is not the root, so the grandparent exists. */
		gparent = rb_parent(parent);
		side = side_of(parent, gparent);
		uncle = *child(gparent, !side);
		if (is_red(uncle)) {
			set_color(parent, BLACK);
			set_color(uncle, BLACK);
			set_color(gparent, RED);
			node = gparent;
			continue;
		}
		/*
		 * The rotation moves a node to the grandparent's position and gives it the
		 * grandparent's colour.  The grandparent is black, because its child @parent is
		 * red.
		 */
		if (side_of(node, parent) != side)
			rotate(parent, side, RED, root, augment);
		rotate(gparent, !side, RED, root, augment);
		return;
	}
	if (!parent)
		set_color(node, BLACK);
}

/*
 * Repair the tree after a removal.  Before the call, the paths through the child of @parent on
 * @side have one black node less than the other paths.  This child may be missing.
 */
static __always_inline void rb_erase_fixup(struct rb_node *parent, int side, struct rb_root *root,
					   rotate_fn augment)
{
	struct rb_node *node, *sibling;

	for (;;) {
		sibling = *child(parent, !side);
		if (is_red(sibling)) {
			rotate(parent, side, RED, root, augment);
			sibling = *child(parent, !side);
		}
		if (is_red(sibling->rb_left) || is_red(sibling->rb_right))
			break;
		set_color(sibling, RED);
		node = parent;
		if (is_red(node) || !rb_parent(node)) {
			set_color(node, BLACK);
			return;
		}
		parent = rb_parent(node);
		side = side_of(node, parent);
	}
	if (!is_red(*child(sibling, !side))) {
		rotate(sibling, !side, RED, root, augment);
		sibling = *child(parent, !side);
	}
	/*
	 * The sibling gets the parent's position and colour, and then both of its children are
	 * black.
	 */
	rotate(parent, side, BLACK, root, augment);
	set_color(*child(sibling, !side), BLACK);
}

/*
 * Replace @node, which has two children, by its successor.  The successor gets the colour and the
 * subtrees of @node.
 */
static __always_inline void swap_with_successor(struct rb_node *node, struct rb_root *root,
						struct rb_node **parent, int *side,
						struct rb_node **orphan)
{
	struct rb_node *next = node->rb_right;

	while (next->rb_left)
		next = next->rb_left;
	*orphan = next->rb_right;
	if (next == node->rb_right) {
		*parent = next;
		*side = 1;
	} else {
		*parent = rb_parent(next);
		*side = 0;
		WRITE_ONCE((*parent)->rb_left, *orphan);
		if (*orphan)
			set_parent(*orphan, *parent);
		WRITE_ONCE(next->rb_right, node->rb_right);
		set_parent(node->rb_right, next);
	}
	WRITE_ONCE(next->rb_left, node->rb_left);
	set_parent(node->rb_left, next);
	relink(rb_parent(node), node, next, root);
	next->__rb_parent_color = node->__rb_parent_color;
}

static __always_inline void rb_erase_node(struct rb_node *node, struct rb_root *root,
					  const struct rb_augment_callbacks *augment)
{
	struct rb_node *orphan, *parent;
	unsigned long removed;
	int side;

	if (node->rb_left && node->rb_right) {
		struct rb_node *next = rb_next(node);

		removed = color(next);
		swap_with_successor(node, root, &parent, &side, &orphan);
		augment->copy(node, next);
		if (parent != next)
			augment->propagate(parent, next);
		augment->propagate(next, NULL);
	} else {
		orphan = node->rb_left ? node->rb_left : node->rb_right;
		parent = rb_parent(node);
		side = parent ? side_of(node, parent) : 0;
		removed = color(node);
		relink(parent, node, orphan, root);
		if (orphan)
			set_parent(orphan, parent);
		augment->propagate(parent, NULL);
	}
	if (removed == RED)
		return;
	/*
	 * If the removed black node had one child, this child is red, because both sides have the
	 * same number of black nodes.  Making the child black restores that number.
	 */
	if (orphan)
		set_color(orphan, BLACK);
	else if (parent)
		rb_erase_fixup(parent, side, root, augment->rotate);
}

static inline void no_propagate(struct rb_node *node, struct rb_node *stop)
{
}

static inline void no_pair(struct rb_node *old, struct rb_node *new)
{
}

static const struct rb_augment_callbacks no_augment = {
	.propagate = no_propagate,
	.copy = no_pair,
	.rotate = no_pair,
};

void rb_insert_color(struct rb_node *node, struct rb_root *root)
{
	rb_insert_fixup(node, root, no_pair);
}

void __rb_insert_augmented(struct rb_node *node, struct rb_root *root, rotate_fn augment)
{
	rb_insert_fixup(node, root, augment);
}

void rb_erase(struct rb_node *node, struct rb_root *root)
{
	rb_erase_node(node, root, &no_augment);
}

void __rb_erase_augmented(struct rb_node *node, struct rb_root *root,
			  const struct rb_augment_callbacks *augment)
{
	rb_erase_node(node, root, augment);
}

static struct rb_node *outermost(const struct rb_root *root, int side)
{
	struct rb_node *n = root->rb_node;

	while (n && *child(n, side))
		n = *child(n, side);
	return n;
}

struct rb_node *rb_first(const struct rb_root *root)
{
	return outermost(root, 0);
}

struct rb_node *rb_last(const struct rb_root *root)
{
	return outermost(root, 1);
}

/*
 * Return the next node in the direction of @side, or NULL.  If @node has a subtree on that side,
 * the next node is the nearest one in this subtree.  Otherwise, the next node is the nearest
 * ancestor that has @node in its subtree on the opposite side.
 */
static __always_inline struct rb_node *neighbour(const struct rb_node *node, int side)
{
	struct rb_node *n = (struct rb_node *)node, *parent;

	if (RB_EMPTY_NODE(node))
		return NULL;
	if (*child(n, side)) {
		n = *child(n, side);
		while (*child(n, !side))
			n = *child(n, !side);
		return n;
	}
	while ((parent = rb_parent(n)) && n == *child(parent, side))
		n = parent;
	return parent;
}

struct rb_node *rb_next(const struct rb_node *node)
{
	return neighbour(node, 1);
}

struct rb_node *rb_prev(const struct rb_node *node)
{
	return neighbour(node, 0);
}

void rb_replace_node(struct rb_node *victim, struct rb_node *new, struct rb_root *root)
{
	*new = *victim;
	if (victim->rb_left)
		set_parent(victim->rb_left, new);
	if (victim->rb_right)
		set_parent(victim->rb_right, new);
	relink(rb_parent(victim), victim, new, root);
}

static struct rb_node *first_leaf(const struct rb_node *node)
{
	while (node->rb_left || node->rb_right)
		node = node->rb_left ? node->rb_left : node->rb_right;
	return (struct rb_node *)node;
}

struct rb_node *rb_first_postorder(const struct rb_root *root)
{
	return root->rb_node ? first_leaf(root->rb_node) : NULL;
}

struct rb_node *rb_next_postorder(const struct rb_node *node)
{
	struct rb_node *parent;

	if (!node)
		return NULL;
	parent = rb_parent(node);
	if (parent && node == parent->rb_left && parent->rb_right)
		return first_leaf(parent->rb_right);
	return parent;
}
