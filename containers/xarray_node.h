/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_XARRAY_NODE_H
#define LIB_XARRAY_NODE_H

/* Ranges of indices, for the xarray files. */

#include <linux/xarray.h>

/* Load a slot.  The caller is an RCU reader or holds xa_lock. */
static inline void *xa_slot(const struct xa_node *node, unsigned int offset)
{
	return xa_entry(node->array, node, offset);
}

/* Return the last index of the aligned range of 2^@shift indices that contains @index. */
static inline unsigned long xa_last_index(unsigned long index, unsigned int shift)
{
	return shift < BITS_PER_LONG ? index | ((1UL << shift) - 1) : ULONG_MAX;
}

static inline unsigned long xa_first_index(unsigned long index, unsigned int shift)
{
	return shift < BITS_PER_LONG ? index & ~((1UL << shift) - 1) : 0;
}

/* Return the largest index for which the tree with the root @head has a slot. */
static inline unsigned long xa_max_index(const void *head)
{
	return xa_is_node(head) ? xa_last_index(0, xa_to_node(head)->shift + XA_CHUNK_SHIFT) : 0;
}

static inline unsigned int xa_offset_in(const struct xa_node *node, unsigned long index)
{
	return (index >> node->shift) & XA_CHUNK_MASK;
}

static inline bool xa_tracks_free(const struct xarray *xa)
{
	return xa->xa_flags & XA_FLAGS_TRACK_FREE;
}

/*
 * Find the first index from *@index to @max that has XA_FREE_MARK or that the tree does not cover,
 * and store it in *@index.  Returns false if no such index exists.  The array must track free
 * indices, and the caller must hold xa_lock.
 */
bool xa_find_free(struct xarray *xa, unsigned long *index, unsigned long max);

#endif /* LIB_XARRAY_NODE_H */
