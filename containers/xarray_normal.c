// SPDX-License-Identifier: BSD-2-Clause
/*
 * XArray: the normal interface, based on the advanced one.  A reservation is stored as
 * XA_ZERO_ENTRY, and the normal interface returns NULL for it.
 */

#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/minmax.h>
#include <linux/xarray.h>

#include "xarray_node.h"

static void *zero_to_null(void *entry)
{
	return xa_is_zero(entry) ? NULL : entry;
}

static void *xa_result(const struct xa_state *xas, void *entry)
{
	return xas_error(xas) ? (void *)xas->xa_node : zero_to_null(entry);
}

static void *error(int err)
{
	return XAS_ERROR(err);
}

/* ---- loads ----------------------------------------------------------------------------------- */

void *xa_load(struct xarray *xa, unsigned long index)
{
	XA_STATE(xas, xa, index);
	void *entry;

	rcu_read_lock();
	do {
		entry = zero_to_null(xas_load(&xas));
	} while (xas_retry(&xas, entry));
	rcu_read_unlock();
	return entry;
}

bool xa_get_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	XA_STATE(xas, xa, index);
	void *entry;
	bool marked;

	rcu_read_lock();
	do {
		entry = xas_load(&xas);
	} while (xa_is_retry(entry));
	marked = entry && xas_get_mark(&xas, mark);
	rcu_read_unlock();
	return marked;
}

/* Return true if the state's index is not the first index of the entry at the state's position. */
static bool inside(const struct xa_state *xas)
{
	const struct xa_node *node = xas->xa_node;

	return xas_is_node(xas) && (xa_offset_in(node, xas->xa_index) != xas->xa_offset ||
				    xa_first_index(xas->xa_index, node->shift) != xas->xa_index);
}

static void *find_next(struct xa_state *xas, unsigned long max, xa_mark_t filter)
{
	void *entry;

	do {
		entry = filter < XA_MAX_MARKS ? xas_find_marked(xas, max, filter)
					      : xas_find(xas, max);
	} while (xas_retry(xas, entry));
	return entry;
}

void *xa_find(struct xarray *xa, unsigned long *index, unsigned long max, xa_mark_t filter)
{
	XA_STATE(xas, xa, *index);
	void *entry;

	rcu_read_lock();
	entry = find_next(&xas, max, filter);
	rcu_read_unlock();
	if (entry)
		*index = xas.xa_index;
	return entry;
}

void *xa_find_after(struct xarray *xa, unsigned long *index, unsigned long max, xa_mark_t filter)
{
	XA_STATE(xas, xa, *index + 1);
	void *entry;

	if (!xas.xa_index)
		return NULL;
	rcu_read_lock();
	do {
		entry = find_next(&xas, max, filter);
	} while (entry && inside(&xas));
	rcu_read_unlock();
	if (entry)
		*index = xas.xa_index;
	return entry;
}

unsigned int xa_extract(struct xarray *xa, void **dst, unsigned long start, unsigned long max,
			unsigned int n, xa_mark_t filter)
{
	XA_STATE(xas, xa, start);
	unsigned int i = 0;

	rcu_read_lock();
	while (i < n && (dst[i] = find_next(&xas, max, filter)))
		i++;
	rcu_read_unlock();
	return i;
}

int xa_get_order(struct xarray *xa, unsigned long index)
{
	XA_STATE(xas, xa, index);
	int order = 0;
	void *entry;

	rcu_read_lock();
	do {
		entry = xas_load(&xas);
	} while (xa_is_retry(entry));
	if (entry)
		order = xas_get_order(&xas);
	rcu_read_unlock();
	return order;
}

/* ---- stores ---------------------------------------------------------------------------------- */

static bool bad_entry(const void *entry)
{
	return WARN(xa_is_advanced(entry), "xarray: %px is not a valid entry\n", entry);
}

/* In arrays that allocate, NULL is stored as a reservation, so that the index remains in use. */
static void *to_store(const struct xarray *xa, void *entry)
{
	return !entry && xa_tracks_free(xa) ? XA_ZERO_ENTRY : entry;
}

static void *store_used(struct xa_state *xas, void *entry)
{
	void *old = xas_store(xas, entry);

	if (entry && xa_tracks_free(xas->xa))
		xas_clear_mark(xas, XA_FREE_MARK);
	return old;
}

void *__xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp)
{
	XA_STATE(xas, xa, index);
	void *old;

	if (bad_entry(entry))
		return error(-EINVAL);
	do {
		old = store_used(&xas, to_store(xa, entry));
	} while (__xas_nomem(&xas, gfp));
	return xa_result(&xas, old);
}

void *xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp)
{
	void *old;

	xa_lock(xa);
	old = __xa_store(xa, index, entry, gfp);
	xa_unlock(xa);
	return old;
}

void *__xa_erase(struct xarray *xa, unsigned long index)
{
	XA_STATE(xas, xa, index);

	return xa_result(&xas, xas_store(&xas, NULL));
}

void *xa_erase(struct xarray *xa, unsigned long index)
{
	void *old;

	xa_lock(xa);
	old = __xa_erase(xa, index);
	xa_unlock(xa);
	return old;
}

void *__xa_cmpxchg(struct xarray *xa, unsigned long index, void *old, void *entry, gfp_t gfp)
{
	XA_STATE(xas, xa, index);
	void *found;

	if (bad_entry(entry))
		return error(-EINVAL);
	do {
		found = xas_load(&xas);
		if (found == old)
			store_used(&xas, entry);
	} while (__xas_nomem(&xas, gfp));
	return xa_result(&xas, found);
}

int __xa_insert(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp)
{
	XA_STATE(xas, xa, index);

	if (bad_entry(entry))
		return -EINVAL;
	if (!entry)
		entry = XA_ZERO_ENTRY;
	do {
		if (xas_load(&xas))
			xas_set_err(&xas, -EBUSY);
		else
			store_used(&xas, entry);
	} while (__xas_nomem(&xas, gfp));
	return xas_error(&xas);
}

/*
 * Set the state to the largest part of the range from @first on that can be one entry: slots of one
 * node, at the highest level where they are complete.
 */
static void set_range(struct xa_state *xas, unsigned long first, unsigned long last)
{
	unsigned long begin = first, slots = last - first;	/* number of indices minus one */
	unsigned int shift = 0, room;

	while (!(begin & XA_CHUNK_MASK) && slots >= XA_CHUNK_MASK) {
		shift += XA_CHUNK_SHIFT;
		begin >>= XA_CHUNK_SHIFT;
		slots = (slots - XA_CHUNK_MASK) >> XA_CHUNK_SHIFT;
		if (shift + XA_CHUNK_SHIFT > BITS_PER_LONG)
			break;
	}
	room = XA_CHUNK_MASK - (begin & XA_CHUNK_MASK);
	xas_set(xas, first);
	xas->xa_shift = shift;
	xas->xa_sibs = min_t(unsigned long, slots, room);
}

void *xa_store_range(struct xarray *xa, unsigned long first, unsigned long last, void *entry,
		     gfp_t gfp)
{
	XA_STATE(xas, xa, first);
	unsigned long size;

	if (bad_entry(entry) || last < first)
		return error(-EINVAL);
	do {
		set_range(&xas, first, last);
		size = ((unsigned long)xas.xa_sibs + 1) << xas.xa_shift;
		xas_lock(&xas);
		do {
			store_used(&xas, entry);
		} while (__xas_nomem(&xas, gfp));
		xas_unlock(&xas);
		if (xas_error(&xas))
			return xa_result(&xas, NULL);
		first += size;
	} while (first && first <= last && size);
	return NULL;
}

/* ---- marks ----------------------------------------------------------------------------------- */

void __xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	XA_STATE(xas, xa, index);

	if (xas_load(&xas))
		xas_set_mark(&xas, mark);
}

void __xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	XA_STATE(xas, xa, index);

	if (xas_load(&xas))
		xas_clear_mark(&xas, mark);
}

void xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	xa_lock(xa);
	__xa_set_mark(xa, index, mark);
	xa_unlock(xa);
}

void xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	xa_lock(xa);
	__xa_clear_mark(xa, index, mark);
	xa_unlock(xa);
}

/* ---- allocation ------------------------------------------------------------------------------ */

int __xa_alloc(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, gfp_t gfp)
{
	XA_STATE(xas, xa, 0);
	unsigned long index;

	if (bad_entry(entry) || WARN_ON_ONCE(!xa_tracks_free(xa)))
		return -EINVAL;
	do {
		index = max(limit.min, (u32)!!(xa->xa_flags & XA_FLAGS_ZERO_BUSY));
		if (!xa_find_free(xa, &index, limit.max)) {
			xas_set_err(&xas, -EBUSY);
			continue;
		}
		*id = index;
		xas_set(&xas, index);
		store_used(&xas, to_store(xa, entry));
	} while (__xas_nomem(&xas, gfp));
	return xas_error(&xas);
}

int __xa_alloc_cyclic(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, u32 *next,
		      gfp_t gfp)
{
	u32 min = limit.min;
	int err;

	limit.min = max(min, *next);
	err = __xa_alloc(xa, id, entry, limit, gfp);
	if (!err && (xa->xa_flags & XA_FLAGS_ALLOC_WRAPPED)) {
		xa->xa_flags &= ~XA_FLAGS_ALLOC_WRAPPED;
		err = 1;
	}
	if (err == -EBUSY && limit.min > min) {
		limit.min = min;
		err = __xa_alloc(xa, id, entry, limit, gfp);
		if (!err)
			err = 1;
	}
	if (err >= 0) {
		*next = *id + 1;
		if (!*next)
			xa->xa_flags |= XA_FLAGS_ALLOC_WRAPPED;
	}
	return err;
}
