// SPDX-License-Identifier: BSD-2-Clause
/*
 * XArray: the tree, and the advanced interface.  xarray_find.c searches the tree, and
 * xarray_normal.c has the normal interface.
 *
 * Problem.  Drivers assign numbers to their objects, and must find an object by its number without
 * a lock.
 *
 * The tree.  A node has XA_CHUNK_SIZE slots, and each slot covers 2^shift indices.  The shift of a
 * child is the parent's shift minus XA_CHUNK_SHIFT.  The head of an empty array is NULL.  If index
 * 0 has the only entry, the head is this entry.  Otherwise, the head refers to the topmost node.
 * The largest index determines the height of the tree.
 *
 *	head --> shift 6	[ . | N | . ]		index 64 * 1 + 5 has the entry E
 *	               |
 *	         shift 0	[ . . . . . E S S . ]	indices 70 and 71 have siblings S of E
 *
 * An entry for 2^order indices is in the slot of its first index, at the highest level where a slot
 * covers at most 2^order indices.  If the entry needs several slots at this level, the other slots
 * contain siblings, which refer to the first slot.
 *
 * A pointer that is aligned to only 2 bytes can look like a reference to a node.  Such a pointer
 * can be stored in a slot that covers one index, but not in the head or in other slots, because
 * these may refer to nodes.
 *
 * Marks.  Each entry has three mark bits.  A slot that refers to a node has a mark if any entry
 * below the slot has the mark.  The array's flags have a mark if any entry has the mark.  In arrays
 * that allocate indices, the first mark means "free", and slots that are NULL have this mark.
 *
 * Invariants, with the lock held:
 *
 * 1. The count of a node is the number of its slots that are not NULL.  It is 0 only in a node of
 *    xas_create_range() that was not used yet.  nr_values is the number of the slots that contain
 *    an integer or its siblings.
 * 2. Between a sibling and the slot to which it refers there are only siblings of the same slot.
 * 3. The mark of a slot with a child is the OR of the child's marks.  The array's mark is the OR of
 *    the topmost node's marks.
 * 4. Siblings have no marks.
 * 5. The topmost node uses a slot other than slot 0, unless the entry in slot 0 covers several
 *    indices or looks like a node.
 *
 * Readers take no lock.  A store writes each slot once, by rcu_assign_pointer().  A node is filled
 * before it is linked.  A removed node is freed after a grace period, and a reader in this node
 * finds:
 *
 * - NULL if the node was removed because it became empty
 * - a retry entry if the node was the topmost one and its last entry became the head; the reader
 *   then repeats the walk
 * - otherwise the old entries.
 *
 * A reader that moves from a node up to the parent computes its position from the index, not from
 * the node's members.
 *
 * Locking: xa_lock is held for all changes.  If the gfp flags of a store allow sleeping, the store
 * releases the lock to allocate a node, and starts again.
 *
 * Bounds: with 64 slots for each node, the tree has at most 11 levels, and a node has 576 bytes.
 * With 16 slots, it has at most 16 levels.  A store allocates at most one node for each level.
 */

#include <linux/bitops.h>
#include <linux/gfp.h>
#include <linux/irqflags.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/xarray.h>

#include "xarray_node.h"

#define LEVEL		XA_CHUNK_SHIFT
#define ALL_SLOTS	(XA_CHUNK_SIZE == BITS_PER_LONG ? ~0UL : (1UL << XA_CHUNK_SIZE) - 1)

/* ---- walking the tree ------------------------------------------------------------------------ */

static void *xas_set_bounds(struct xa_state *xas)
{
	xas->xa_node = XAS_BOUNDS;
	return NULL;
}

/*
 * Move the state into @node, to the slot of the index.  If this slot contains a sibling, move to
 * the slot to which the sibling refers.
 */
static void *xas_descend(struct xa_state *xas, struct xa_node *node)
{
	unsigned int offset = xa_offset_in(node, xas->xa_index);
	void *entry = xa_slot(node, offset);

	if (xa_is_sibling(entry)) {
		offset = xa_to_sibling(entry);
		entry = xa_slot(node, offset);
		/* Without the lock, the slot may have changed after the sibling was read. */
		if (xa_is_sibling(entry) || (node->shift && xa_is_node(entry)))
			entry = XA_RETRY_ENTRY;
	}
	xas->xa_node = node;
	xas->xa_offset = offset;
	return entry;
}

void *xas_load(struct xa_state *xas)
{
	void *entry;

	if (xas_error(xas))
		return NULL;
	entry = xa_head(xas->xa);
	if (xas->xa_index > xa_max_index(entry))
		return xas_set_bounds(xas);
	xas->xa_node = NULL;
	while (xa_is_node(entry) && xa_to_node(entry)->shift >= xas->xa_shift) {
		struct xa_node *node = xa_to_node(entry);

		entry = xas_descend(xas, node);
		if (!node->shift)
			break;
	}
	return entry;
}

/* ---- marks ----------------------------------------------------------------------------------- */

static bool node_marked(const struct xa_node *node, unsigned int offset, xa_mark_t mark)
{
	return READ_ONCE(node->marks[mark]) >> offset & 1;
}

bool xas_get_mark(const struct xa_state *xas, xa_mark_t mark)
{
	if (xas_invalid(xas))
		return false;
	if (!xas->xa_node)
		return xa_marked(xas->xa, mark);
	return node_marked(xas->xa_node, xas->xa_offset, mark);
}

/* Set the mark of the slot and of its ancestors.  Stop at an ancestor that already has the mark. */
static void propagate_set(struct xarray *xa, struct xa_node *node, unsigned int offset,
			  xa_mark_t mark)
{
	for (; node; offset = node->offset, node = xa_parent_locked(xa, node)) {
		unsigned long old = node->marks[mark];

		if (old >> offset & 1)
			return;
		WRITE_ONCE(node->marks[mark], old | 1UL << offset);
	}
	WRITE_ONCE(xa->xa_flags, xa->xa_flags | XA_FLAGS_MARK(mark));
}

static void propagate_clear(struct xarray *xa, struct xa_node *node, unsigned int offset,
			    xa_mark_t mark)
{
	for (; node; offset = node->offset, node = xa_parent_locked(xa, node)) {
		unsigned long old = node->marks[mark];

		if (!(old >> offset & 1))
			return;
		WRITE_ONCE(node->marks[mark], old & ~(1UL << offset));
		if (node->marks[mark])
			return;
	}
	WRITE_ONCE(xa->xa_flags, xa->xa_flags & ~XA_FLAGS_MARK(mark));
}

void xas_set_mark(const struct xa_state *xas, xa_mark_t mark)
{
	if (xas_valid(xas))
		propagate_set(xas->xa, xas->xa_node, xas->xa_offset, mark);
}

void xas_clear_mark(const struct xa_state *xas, xa_mark_t mark)
{
	if (xas_valid(xas))
		propagate_clear(xas->xa, xas->xa_node, xas->xa_offset, mark);
}

void xas_init_marks(const struct xa_state *xas)
{
	for (xa_mark_t mark = 0; mark < XA_MAX_MARKS; mark++) {
		if (mark == XA_FREE_MARK && xa_tracks_free(xas->xa))
			xas_set_mark(xas, mark);
		else
			xas_clear_mark(xas, mark);
	}
}

/* Move the marks of the slots that become siblings to the slot to which these siblings refer. */
static void squash_marks(struct xa_state *xas, unsigned int last)
{
	struct xa_node *node = xas->xa_node;
	unsigned int first = xas->xa_offset;
	unsigned long others = (ALL_SLOTS >> (XA_CHUNK_SIZE - 1 - last)) &
			       (ALL_SLOTS << first << 1);

	for (xa_mark_t mark = 0; mark < XA_MAX_MARKS; mark++) {
		unsigned long old = node->marks[mark];

		if (!(old & others))
			continue;
		WRITE_ONCE(node->marks[mark], (old & ~others) | 1UL << first);
	}
}

/* ---- nodes ----------------------------------------------------------------------------------- */

static struct xa_node *alloc_node(gfp_t gfp)
{
	return kzalloc(sizeof(struct xa_node), gfp | __GFP_NOWARN);
}

static void free_node(struct xa_node *node)
{
	kfree_rcu(node, rcu_head);
}

/* Tell the user of the state that the count or nr_values of a node changed. */
static void xas_update(struct xa_state *xas, struct xa_node *node)
{
	if (xas->xa_update)
		xas->xa_update(node);
}

static void drop_spare(struct xa_state *xas, unsigned int keep)
{
	struct xa_node **link = &xas->xa_alloc, *node;

	while (keep-- && *link)
		link = &(*link)->next;
	while ((node = *link)) {
		*link = node->next;
		kfree(node);
	}
}

/*
 * Allocate all nodes that a store needs.  They are allocated before the store changes the tree, so
 * that no path is incomplete if an allocation fails.  Nodes of xas_nomem() are not freed before the
 * next attempt, so that repeated attempts succeed.
 */
static bool xas_reserve(struct xa_state *xas, unsigned int need, gfp_t gfp)
{
	struct xa_node **link = &xas->xa_alloc;
	unsigned int had = 0, n;

	for (; *link; link = &(*link)->next)
		had++;
	for (n = had; n < need; n++) {
		*link = alloc_node(gfp);
		if (!*link) {
			drop_spare(xas, had);
			xas_set_err(xas, -ENOMEM);
			return false;
		}
		link = &(*link)->next;
	}
	return true;
}

/*
 * Use one of the reserved nodes as a child of @parent, or as the topmost node if @parent is NULL.
 */
static struct xa_node *xas_new_node(struct xa_state *xas, unsigned int shift,
				    struct xa_node *parent, unsigned int offset)
{
	struct xa_node *node = xas->xa_alloc;

	xas->xa_alloc = node->next;
	INIT_LIST_HEAD(&node->private_list);
	node->shift = shift;
	node->parent = RCU_INITIALIZER(parent);
	node->offset = offset;
	node->array = xas->xa;
	if (xa_tracks_free(xas->xa))
		node->marks[XA_FREE_MARK] = ALL_SLOTS;
	return node;
}

bool xas_nomem(struct xa_state *xas, gfp_t gfp)
{
	struct xa_node *node;

	if (xas_error(xas) != -ENOMEM) {
		xas_destroy(xas);
		return false;
	}
	node = alloc_node(gfp);
	if (!node) {
		xas_destroy(xas);
		return false;
	}
	node->next = xas->xa_alloc;
	xas->xa_alloc = node;
	xas_reset(xas);
	return true;
}

bool __xas_nomem(struct xa_state *xas, gfp_t gfp) __no_context_analysis
{
	bool irq = xas->xa->xa_flags & (XA_FLAGS_LOCK_IRQ | XA_FLAGS_LOCK_BH), drop, again;

	if (xas_error(xas) != -ENOMEM) {
		xas_destroy(xas);
		return false;
	}
	drop = gfpflags_allow_blocking(gfp);
	/*
	 * If a caller disabled interrupts itself, xas_nomem() must not sleep.  If the lock of the
	 * array disabled interrupts, it is released below.
	 */
	if (drop && !irq && irqs_disabled()) {
		drop = false;
		gfp &= ~__GFP_DIRECT_RECLAIM;
	}
	if (drop && irq)
		xas_unlock_irq(xas);
	else if (drop)
		xas_unlock(xas);
	again = xas_nomem(xas, gfp);
	if (drop && irq)
		xas_lock_irq(xas);
	else if (drop)
		xas_lock(xas);
	return again;
}

void xas_destroy(struct xa_state *xas)
{
	drop_spare(xas, 0);
}

/* ---- storing --------------------------------------------------------------------------------- */

static void link_head(struct xarray *xa, void *head)
{
	rcu_assign_pointer(xa->xa_head, head);
}

/* Insert a new topmost node, and move the contents of the head into its slot 0. */
static void xas_grow_tree(struct xa_state *xas, void *head)
{
	struct xarray *xa = xas->xa;
	unsigned int shift = xa_is_node(head) ? xa_to_node(head)->shift + LEVEL : 0;
	struct xa_node *node = xas_new_node(xas, shift, NULL, 0);

	node->count = 1;
	node->nr_values = xa_is_value(head);
	RCU_INIT_POINTER(node->slots[0], head);
	for (xa_mark_t mark = 0; mark < XA_MAX_MARKS; mark++) {
		if (mark == XA_FREE_MARK && xa_tracks_free(xa)) {
			if (!xa_marked(xa, mark))
				node->marks[mark] &= ~1UL;
			WRITE_ONCE(xa->xa_flags, xa->xa_flags | XA_FLAGS_MARK(mark));
		} else if (xa_marked(xa, mark)) {
			node->marks[mark] = 1;
		}
	}
	if (xa_is_node(head)) {
		xa_to_node(head)->offset = 0;
		RCU_INIT_POINTER(xa_to_node(head)->parent, node);
	}
	link_head(xa, xa_mk_node(node));
	xas_update(xas, node);
}

/* Return the last index of the range to which the state stores. */
static unsigned long last_of(const struct xa_state *xas)
{
	unsigned long slots = (unsigned long)xas->xa_sibs + 1;

	return xas->xa_index + ((slots << xas->xa_shift) - 1);
}

/*
 * Ensure that the tree covers the range of the state and has a level for the entry.
 *
 * If the old tree is empty or does not cover the first index, all nodes from the new topmost node
 * down to the entry are needed.  Otherwise, the first index is 0, and only the new topmost nodes
 * are needed: slot 0 of each of them leads to the old head.
 */
static bool expand(struct xa_state *xas, bool in_head)
{
	unsigned long last = last_of(xas);
	void *head = xa_head_locked(xas->xa);
	int old = xa_is_node(head) ? xa_to_node(head)->shift : -LEVEL, top = old;
	unsigned int need;

	if (!last && top < 0 && in_head)
		return true;
	if (top < 0)
		top = 0;
	while (top < xas->xa_shift || xa_last_index(0, top + LEVEL) < last)
		top += LEVEL;
	if (top == old)
		return true;
	need = head ? (top - old) / LEVEL : 1;
	if (!head || xas->xa_index > xa_max_index(head))
		need += (top - xas->xa_shift) / LEVEL;
	if (!xas_reserve(xas, need, GFP_NOWAIT))
		return false;
	if (!head) {
		if (xa_tracks_free(xas->xa))
			WRITE_ONCE(xas->xa->xa_flags,
				   xas->xa->xa_flags | XA_FLAGS_MARK(XA_FREE_MARK));
		link_head(xas->xa, xa_mk_node(xas_new_node(xas, top, NULL, 0)));
		return true;
	}
	for (; old < top; old += LEVEL)
		xas_grow_tree(xas, xa_head_locked(xas->xa));
	return true;
}

static void xas_shrink_tree(struct xa_state *xas);

/* Remove nodes that have become empty, from the state's node upwards. */
static void delete_empty(struct xa_state *xas)
{
	struct xa_node *node = xas->xa_node, *parent;

	while (node && !node->count) {
		parent = xa_parent_locked(xas->xa, node);
		xas->xa_node = parent;
		xas->xa_offset = node->offset;
		if (parent) {
			parent->count--;
			RCU_INIT_POINTER(parent->slots[node->offset], NULL);
			xas_update(xas, parent);
		} else {
			link_head(xas->xa, NULL);
			xas->xa_node = XAS_BOUNDS;
		}
		free_node(node);
		node = parent;
	}
	if (node && !xa_parent_locked(xas->xa, node))
		xas_shrink_tree(xas);
}

/*
 * Walk to the slot of the index, and create the missing nodes on the path.  Returns the current
 * entry.  On failure, the state has an error.
 */
static void *xas_create(struct xa_state *xas, bool in_head)
{
	void *entry;

	if (xas_error(xas) || !expand(xas, in_head))
		return NULL;
	entry = xa_head_locked(xas->xa);
	xas->xa_node = NULL;
	while (xa_is_node(entry) && xa_to_node(entry)->shift >= xas->xa_shift) {
		struct xa_node *node = xa_to_node(entry), *child;

		entry = xas_descend(xas, node);
		if (!node->shift)
			break;
		if (entry || node->shift <= xas->xa_shift)
			continue;
		if (!xas_reserve(xas, (node->shift - xas->xa_shift) / LEVEL, GFP_NOWAIT))
			return NULL;
		child = xas_new_node(xas, node->shift - LEVEL, node, xas->xa_offset);
		node->count++;
		entry = xa_mk_node(child);
		rcu_assign_pointer(node->slots[xas->xa_offset], entry);
		xas_update(xas, node);
	}
	return entry;
}

/* Free a node that was removed with its entries. */
static void xas_free_node(struct xa_state *xas, struct xa_node *node)
{
	node->count = 0;
	node->nr_values = 0;
	xas_update(xas, node);
	free_node(node);
}

/* Free a subtree that was removed from the tree. */
static void free_nodes(struct xa_state *xas, struct xa_node *top)
{
	struct xa_node *node = top;
	unsigned int offset = 0;

	for (;;) {
		void *entry = NULL;

		if (offset < XA_CHUNK_SIZE)
			entry = xa_entry_locked(xas->xa, node, offset);
		if (node->shift && xa_is_node(entry)) {
			node = xa_to_node(entry);
			offset = 0;
			continue;
		}
		if (offset++ < XA_CHUNK_SIZE)
			continue;
		/*
		 * Readers in these nodes find the old entries, as if they had read the entries
		 * earlier.
		 */
		offset = node->offset + 1;
		if (node == top) {
			xas_free_node(xas, node);
			return;
		}
		node = xa_parent_locked(xas->xa, node);
		xas_free_node(xas, xa_to_node(xa_entry_locked(xas->xa, node, offset - 1)));
	}
}

static void xas_shrink_tree(struct xa_state *xas)
{
	struct xarray *xa = xas->xa;
	struct xa_node *node = xa_to_node(xa_head_locked(xa));

	for (;;) {
		void *entry = xa_entry_locked(xa, node, 0);

		/* Invariant 5 at the top of this file states when the topmost node must remain. */
		if (node->count != 1 || !entry || xa_is_node(entry) == !node->shift)
			return;
		xas->xa_node = XAS_BOUNDS;
		if (xa_tracks_free(xa) && !node_marked(node, 0, XA_FREE_MARK))
			WRITE_ONCE(xa->xa_flags, xa->xa_flags & ~XA_FLAGS_MARK(XA_FREE_MARK));
		if (xa_is_node(entry))
			RCU_INIT_POINTER(xa_to_node(entry)->parent, NULL);
		link_head(xa, entry);
		if (!xa_is_node(entry))
			rcu_assign_pointer(node->slots[0], XA_RETRY_ENTRY);
		xas_free_node(xas, node);
		if (!xa_is_node(entry))
			return;
		node = xa_to_node(entry);
	}
}

/*
 * Write @entry to the slots of the state up to slot @last.  Also write to the following slots if
 * they contain siblings of an overwritten entry.  If @entry is NULL, the entries are removed.
 */
static void xas_fill_node(struct xa_state *xas, void *entry, unsigned int last)
{
	struct xa_node *node = xas->xa_node;
	unsigned int offset = xas->xa_offset;
	void *old = xa_entry_locked(xas->xa, node, offset), *replaced = old;
	bool value = xa_is_value(entry);

	for (;;) {
		rcu_assign_pointer(node->slots[offset], entry);
		if (node->shift && xa_is_node(old))
			free_nodes(xas, xa_to_node(old));
		node->count += !!entry - !!old;
		node->nr_values += value - xa_is_value(replaced);
		if (entry && !xa_is_sibling(entry))
			entry = xa_mk_sibling(xas->xa_offset);
		if (++offset == XA_CHUNK_SIZE)
			break;
		old = xa_entry_locked(xas->xa, node, offset);
		if (!xa_is_sibling(old)) {
			if (offset > last)
				break;
			replaced = old;
		}
	}
	xas_update(xas, node);
}

static void *store_head(struct xa_state *xas, void *old, void *entry)
{
	if (!entry)
		xas_init_marks(xas);
	link_head(xas->xa, entry);
	if (xa_is_node(old))
		free_nodes(xas, xa_to_node(old));
	return old;
}

/*
 * Mark all slots that are NULL as free.  The ancestors already have the mark, because
 * xas_init_marks() has set it for a slot of this node.
 */
static void mark_free(const struct xarray *xa, struct xa_node *node)
{
	if (!xa_tracks_free(xa))
		return;
	for (unsigned int i = 0; i < XA_CHUNK_SIZE; i++) {
		if (!xa_entry_locked(xa, node, i))
			WRITE_ONCE(node->marks[XA_FREE_MARK], node->marks[XA_FREE_MARK] | 1UL << i);
	}
}

/* Record an error if @entry looks like a node and its slot covers more than one index. */
static bool refuse_node(struct xa_state *xas, const void *entry, unsigned int shift)
{
	if (!shift || !WARN(xa_is_node(entry), "xarray: %px cannot be a multi-index entry\n",
			    entry))
		return false;
	xas_set_err(xas, -EINVAL);
	return true;
}

void *xas_store(struct xa_state *xas, void *entry)
{
	struct xa_node *node;
	unsigned int last;
	void *old;

	if (refuse_node(xas, entry, xas->xa_shift))
		return NULL;
	old = entry ? xas_create(xas, !xa_is_node(entry)) : xas_load(xas);
	if (xas_invalid(xas))
		return old;
	node = xas->xa_node;
	if (!node)
		return store_head(xas, old, entry);
	if (refuse_node(xas, entry, node->shift))
		return NULL;
	/* The existing entry is at a higher level than the state requests: replace all of it. */
	if (xas->xa_shift < node->shift)
		xas->xa_sibs = 0;
	if (old == entry && !xas->xa_sibs)
		return old;
	last = xas->xa_offset;
	if (xas->xa_sibs) {
		last = min_t(unsigned int, xa_offset_in(node, xas->xa_index) + xas->xa_sibs,
			     XA_CHUNK_SIZE - 1);
		squash_marks(xas, last);
	}
	/* The marks are cleared before the slots, so that readers find no mark without an entry. */
	if (!entry)
		xas_init_marks(xas);
	xas_fill_node(xas, entry, last);
	if (!entry) {
		mark_free(xas->xa, node);
		delete_empty(xas);
	}
	return old;
}

void xa_delete_node(struct xa_node *node, xa_update_node_t update)
{
	XA_STATE(xas, node->array, 0);

	xas.xa_shift = node->shift + LEVEL;
	xas.xa_update = update;
	for (struct xa_node *parent; (parent = xa_parent_locked(xas.xa, node)); node = parent)
		xas.xa_index |= (unsigned long)node->offset << parent->shift;
	xas_store(&xas, NULL);
}

/* ---- ranges ---------------------------------------------------------------------------------- */

void xas_create_range(struct xa_state *xas)
{
	unsigned long first = xas->xa_index, at = last_of(xas) & ~XA_CHUNK_MASK;
	unsigned char shift = xas->xa_shift, sibs = xas->xa_sibs;

	xas->xa_shift = 0;
	xas->xa_sibs = 0;
	/* Begin with the last node, so that the first index is the state's position at the end. */
	for (;; at -= XA_CHUNK_SIZE) {
		xas->xa_index = max(at, first);
		xas_create(xas, true);
		if (xas_error(xas))
			break;
		if (at <= first)
			return;
	}
	xas->xa_index = first;
	xas->xa_shift = shift;
	xas->xa_sibs = sibs;
}

static unsigned int slots_of_order(unsigned int order)
{
	return 1U << order % LEVEL;
}

/*
 * Return the number of nodes that are needed to split an entry of 2^@order indices, or a negative
 * error number.
 */
static int split_nodes(const struct xa_state *xas, unsigned int order)
{
	int shift = order - order % LEVEL;
	unsigned int nr = slots_of_order(order);

	if (order < BITS_PER_LONG && shift == xas->xa_shift + LEVEL)
		return nr;
	return order < BITS_PER_LONG && shift == xas->xa_shift && nr > xas->xa_sibs ? 0 : -EINVAL;
}

void xas_split_alloc(struct xa_state *xas, void *entry, unsigned int order, gfp_t gfp)
{
	int need = split_nodes(xas, order);

	if (WARN(need < 0, "xarray: cannot split an entry of order %u\n", order))
		xas_set_err(xas, need);
	else
		xas_reserve(xas, need, gfp);
}

/* Set the marks of the bits in @marks for a slot.  The ancestors already have these marks. */
static void node_add_marks(struct xa_node *node, unsigned int offset, unsigned int marks)
{
	for (xa_mark_t mark = 0; mark < XA_MAX_MARKS; mark++) {
		if (marks >> mark & 1)
			WRITE_ONCE(node->marks[mark], node->marks[mark] | 1UL << offset);
	}
}

/*
 * Fill the @nr slots of @node from @first on with copies of @entry that have the order of the
 * state and the marks of the bits in @marks.
 */
static void xas_fill_copies(const struct xa_state *xas, struct xa_node *node, unsigned int first,
			    unsigned int nr, void *entry, unsigned int marks)
{
	for (unsigned int end = first + nr; first < end; first += xas->xa_sibs + 1) {
		node_add_marks(node, first, marks);
		rcu_assign_pointer(node->slots[first], entry);
		for (unsigned int i = 1; i <= xas->xa_sibs; i++)
			rcu_assign_pointer(node->slots[first + i], xa_mk_sibling(first));
	}
}

/* Replace the slot @offset of @node by a node that is filled with copies of @entry. */
static void xas_split_slot(struct xa_state *xas, struct xa_node *node, unsigned int offset,
			   void *entry, unsigned int marks)
{
	struct xa_node *child = xas_new_node(xas, node->shift - LEVEL, node, offset);

	memset(child->marks, 0, sizeof(child->marks));
	xas_fill_copies(xas, child, 0, XA_CHUNK_SIZE, entry, marks);
	child->count = XA_CHUNK_SIZE;
	child->nr_values = xa_is_value(entry) ? XA_CHUNK_SIZE : 0;
	node_add_marks(node, offset, marks);
	rcu_assign_pointer(node->slots[offset], xa_mk_node(child));
	xas_update(xas, child);
}

void xas_split(struct xa_state *xas, void *entry, unsigned int order)
{
	int need = split_nodes(xas, order);
	unsigned int first, nr = slots_of_order(order), marks = 0;
	struct xa_node *node;
	void *old = xas_load(xas);

	if (xas_error(xas))
		return;
	if (refuse_node(xas, entry, xas->xa_shift) ||
	    WARN(need < 0 || !old || xas_get_order(xas) != (int)order,
		 "xarray: cannot split an entry of order %u at index %lu\n", order,
		 xas->xa_index)) {
		xas_set_err(xas, -EINVAL);
		xas_destroy(xas);
		return;
	}
	node = xas->xa_node;
	if (!node || !xas_reserve(xas, need, GFP_NOWAIT))
		return;
	first = xas->xa_offset;
	for (xa_mark_t mark = 0; mark < XA_MAX_MARKS; mark++)
		marks |= node_marked(node, first, mark) << mark;
	if (!need) {
		xas_fill_copies(xas, node, first, nr, entry, marks);
		node->nr_values += (xa_is_value(entry) - xa_is_value(old)) * nr;
	} else {
		/* Begin with the last slot, because siblings refer to the first one. */
		for (unsigned int i = nr; i-- > 0;)
			xas_split_slot(xas, node, first + i, entry, marks);
		node->nr_values -= xa_is_value(old) * nr;
	}
	xas_update(xas, node);
	xas_reset(xas);
}

void xa_destroy(struct xarray *xa)
{
	XA_STATE(xas, xa, 0);
	unsigned long flags;
	void *head;

	xas.xa_node = NULL;
	xas_lock_irqsave(&xas, flags);
	head = xa_head_locked(xa);
	RCU_INIT_POINTER(xa->xa_head, NULL);
	xas_init_marks(&xas);
	xas_unlock_irqrestore(&xas, flags);
	/* The tree is empty for other CPUs.  Only readers that began before may be in the nodes. */
	if (xa_is_node(head))
		free_nodes(&xas, xa_to_node(head));
}
