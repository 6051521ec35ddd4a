// SPDX-License-Identifier: BSD-2-Clause
/*
 * XArray: search for the next entry.
 *
 * A search has an index ("where") in the range of its node, and the number of the next slot.  The
 * search goes down into children, and up at the end of a node.  It then computes its slot in the
 * parent from the index, because an updater may have moved or removed the node during the search.
 * Readers may miss entries that are added, and may find entries that are removed, during the
 * search.
 */

#include <linux/bitops.h>
#include <linux/minmax.h>
#include <linux/xarray.h>

#include "xarray_node.h"

#define LEVEL	XA_CHUNK_SHIFT

struct place {
	struct xa_node *node;
	unsigned int offset;
	unsigned long where;
};

static void *xas_find_set_bounds(struct xa_state *xas)
{
	xas->xa_node = XAS_BOUNDS;
	return NULL;
}

/*
 * Enter @node at the slot of @index.  If this slot contains a sibling, enter at the slot to which
 * the sibling refers.
 */
static void xas_find_enter(struct place *p, struct xa_node *node, unsigned long index)
{
	void *entry;

	p->node = node;
	p->where = index;
	p->offset = xa_offset_in(node, index);
	entry = xa_slot(node, p->offset);
	if (xa_is_sibling(entry))
		p->offset = xa_to_sibling(entry);
}

/*
 * Move from the end of a node to the next slot in its parent.  Returns false at the end of the
 * tree.
 */
static bool xas_find_leave(struct place *p)
{
	p->where = xa_last_index(p->where, p->node->shift + LEVEL);
	p->node = xa_parent(p->node->array, p->node);
	if (!p->node)
		return false;
	p->offset = xa_offset_in(p->node, p->where) + 1;
	return true;
}

static unsigned long xas_find_index(const struct place *p)
{
	return xa_first_index(p->where, p->node->shift + LEVEL) +
	       ((unsigned long)p->offset << p->node->shift);
}

/*
 * Search a node from the slot p->offset on, and return the offset of the first slot that has the
 * mark or, if @mark is XA_PRESENT, of the first slot with an entry.  Returns XA_CHUNK_SIZE if no
 * slot matches.
 */
static unsigned int next_slot(const struct place *p, xa_mark_t mark)
{
	unsigned int offset = p->offset;
	unsigned long word;

	if (mark < XA_MAX_MARKS) {
		if (offset == XA_CHUNK_SIZE)
			return offset;
		word = READ_ONCE(p->node->marks[mark]) >> offset;
		return word ? offset + __ffs(word) : XA_CHUNK_SIZE;
	}
	for (; offset < XA_CHUNK_SIZE; offset++) {
		void *entry = xa_slot(p->node, offset);

		if (entry && !xa_is_sibling(entry))
			break;
	}
	return offset;
}

static void *xas_find_from(struct xa_state *xas, struct place p, unsigned long max, xa_mark_t mark)
{
	for (;;) {
		unsigned long index;
		void *entry;

		p.offset = next_slot(&p, mark);
		if (p.offset == XA_CHUNK_SIZE) {
			if (!xas_find_leave(&p))
				return xas_find_set_bounds(xas);
			continue;
		}
		index = max(xas_find_index(&p), xas->xa_index);
		if (index > max) {
			xas_set(xas, index);
			return NULL;
		}
		entry = xa_slot(p.node, p.offset);
		if (p.node->shift && xa_is_node(entry)) {
			xas_find_enter(&p, xa_to_node(entry), index);
		} else if (!entry || xa_is_sibling(entry)) {
			p.offset++;	/* skip an entry removed during the search */
		} else {
			xas->xa_node = p.node;
			xas->xa_offset = p.offset;
			xas->xa_index = index;
			return entry;
		}
	}
}

static void *xas_find_entry(struct xa_state *xas, unsigned long max, xa_mark_t mark)
{
	struct place p;
	void *head;

	if (xas_error(xas) || xas->xa_node == XAS_BOUNDS)
		return NULL;
	if (!xas->xa_node)
		xas->xa_index = 1;
	if (xas->xa_index > max || !xas->xa_node)
		return xas_find_set_bounds(xas);
	if (xas_valid(xas)) {
		p = (struct place){ xas->xa_node, xas->xa_offset + 1, xas->xa_index };
		return xas_find_from(xas, p, max, mark);
	}
	head = xa_head(xas->xa);
	if (xas->xa_index > xa_max_index(head))
		return xas_find_set_bounds(xas);
	if (xa_is_node(head)) {
		xas_find_enter(&p, xa_to_node(head), xas->xa_index);
		return xas_find_from(xas, p, max, mark);
	}
	if (!head || (mark < XA_MAX_MARKS && !xa_marked(xas->xa, mark)))
		return xas_find_set_bounds(xas);
	xas->xa_node = NULL;
	return head;
}

void *xas_find(struct xa_state *xas, unsigned long max)
{
	return xas_find_entry(xas, max, XA_PRESENT);
}

void *xas_find_marked(struct xa_state *xas, unsigned long max, xa_mark_t mark)
{
	bool ended = xas->xa_node == XAS_BOUNDS;
	void *entry = xas_find_entry(xas, max, mark);

	/* Reset the position, because the caller may continue the search beyond @max. */
	if (!ended && xas->xa_node == XAS_BOUNDS && xas->xa_index > max)
		xas_reset(xas);
	return entry;
}

bool xa_find_free(struct xarray *xa, unsigned long *index, unsigned long max)
{
	unsigned long at = *index;
	void *head = xa_head_locked(xa);
	struct place p;

	if (at <= xa_max_index(head) && !xa_is_node(head)) {
		if (head && !xa_marked(xa, XA_FREE_MARK))
			at++;
	} else if (at <= xa_max_index(head)) {
		xas_find_enter(&p, xa_to_node(head), at);
		for (;;) {
			void *entry;

			p.offset = next_slot(&p, XA_FREE_MARK);
			if (p.offset == XA_CHUNK_SIZE) {
				if (xas_find_leave(&p))
					continue;
				/* The next index is after the end of the tree. */
				if (p.where == ULONG_MAX)
					return false;
				at = p.where + 1;
				break;
			}
			at = max(xas_find_index(&p), *index);
			entry = xa_slot(p.node, p.offset);
			if (at > max || !p.node->shift || !xa_is_node(entry))
				break;
			xas_find_enter(&p, xa_to_node(entry), at);
		}
	}
	*index = at;
	return at <= max;
}

/* ---- single steps ---------------------------------------------------------------------------- */

static void *xas_step(struct xa_state *xas, unsigned long delta)
{
	struct xa_node *node = xas->xa_node;
	unsigned long old = xas->xa_index;
	void *entry;

	if (xas_error(xas))
		return NULL;
	if (node != XAS_RESTART)
		xas->xa_index += delta;
	if (xas_is_node(xas) && !node->shift &&
	    xa_first_index(old, LEVEL) == xa_first_index(xas->xa_index, LEVEL)) {
		xas->xa_offset = xas->xa_index & XA_CHUNK_MASK;
		entry = xa_slot(node, xas->xa_offset);
		if (!xa_is_sibling(entry))
			return entry;
	}
	return xas_load(xas);
}

void *xas_next(struct xa_state *xas)
{
	return xas_step(xas, 1);
}

void *xas_prev(struct xa_state *xas)
{
	return xas_step(xas, -1UL);
}

void xas_pause(struct xa_state *xas)
{
	struct place p = { xas->xa_node, xas->xa_offset, xas->xa_index };
	unsigned long next = xas->xa_index + 1;

	if (xas_invalid(xas))
		return;
	if (p.node) {
		do {
			p.offset++;
		} while (p.offset < XA_CHUNK_SIZE && xa_is_sibling(xa_slot(p.node, p.offset)));
		next = xas_find_index(&p);
	}
	if (next > xas->xa_index)
		xas_set(xas, next);
	else
		xas_find_set_bounds(xas);
}

int xas_get_order(struct xa_state *xas)
{
	const struct xa_node *node = xas->xa_node;
	unsigned int order = 0;

	if (!xas_is_node(xas))
		return 0;
	while (xas->xa_offset + (1U << order) < XA_CHUNK_SIZE &&
	       xa_is_sibling(xa_slot(node, xas->xa_offset + (1U << order))))
		order++;
	return order + node->shift;
}

/* ---- the entries that a store would replace -------------------------------------------------- */

/*
 * If @entry is a node, descend to the first slot below it.  An entry in a slot of one index is
 * never a node.
 */
static void *xas_find_descend(struct xa_state *xas, void *entry)
{
	while (xa_is_node(entry) && !(xas_is_node(xas) && !xas->xa_node->shift)) {
		xas->xa_node = xa_to_node(entry);
		xas->xa_offset = 0;
		entry = xa_entry_locked(xas->xa, xas->xa_node, 0);
	}
	return entry;
}

/* Move to the next slot of the range.  Returns false at its end. */
static bool next_in_range(struct xa_state *xas)
{
	struct xa_node *node = xas->xa_node;

	while (node) {
		if (node->shift > xas->xa_shift ||
		    (node->shift == xas->xa_shift &&
		     xas->xa_offset >= xa_offset_in(node, xas->xa_index) + xas->xa_sibs))
			return false;
		if (++xas->xa_offset < XA_CHUNK_SIZE) {
			xas->xa_node = node;
			return true;
		}
		xas->xa_offset = node->offset;
		node = xa_parent_locked(xas->xa, node);
	}
	return false;
}

void *xas_find_conflict(struct xa_state *xas)
{
	void *entry = NULL;

	if (xas_error(xas) || xas->xa_node == XAS_BOUNDS)
		return NULL;
	if (xas->xa_node == XAS_RESTART) {
		entry = xas_find_descend(xas, xas_load(xas));
		if (entry || !xas_is_node(xas))
			return entry;
	}
	while (xas_is_node(xas) && next_in_range(xas)) {
		entry = xas_find_descend(xas, xas_reload(xas));
		if (entry && !xa_is_sibling(entry))
			return entry;
	}
	xas_reset(xas);
	return xas_find_set_bounds(xas);
}
