// SPDX-License-Identifier: BSD-2-Clause
/*
 * IDR and IDA, based on XArray.
 *
 * An IDR is an XArray that allocates indices.  Its functions acquire no lock, because the callers
 * provide locking.  The nodes that idr_preload() allocates are on a list of the CPU until
 * idr_preload_end().  No other thread runs on this CPU between these calls.
 *
 * An IDA has one entry for each IDA_BITMAP_BITS numbers: NULL if no number is in use, an integer if
 * only the lowest VALUE_BITS numbers are in use, otherwise a bitmap.  Entries with a free number
 * have the mark XA_FREE_MARK, so that XArray's search for a free index finds them.  Empty bitmaps
 * are freed immediately, because all readers hold the lock.
 *
 * Locking: the lock of ida->xa, with interrupts off.
 */

#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/idr.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/percpu.h>
#include <linux/slab.h>

#include "xarray_node.h"

/* ---- IDR ------------------------------------------------------------------------------------- */

#define PRELOAD_NODES	((32 + XA_CHUNK_SHIFT - 1) / XA_CHUNK_SHIFT)

static DEFINE_PER_CPU(struct xa_node *, preloaded);

void idr_preload(gfp_t gfp)
{
	struct xa_node **list, *node;
	unsigned long flags;

	for (int i = 0; i < PRELOAD_NODES; i++) {
		node = kzalloc(sizeof(*node), gfp);
		if (!node)
			return;
		local_irq_save(flags);
		list = this_cpu_ptr(&preloaded);
		node->next = *list;
		*list = node;
		local_irq_restore(flags);
	}
}

static struct xa_node *take_preloaded(void)
{
	struct xa_node **list, *nodes;
	unsigned long flags;

	local_irq_save(flags);
	list = this_cpu_ptr(&preloaded);
	nodes = *list;
	*list = NULL;
	local_irq_restore(flags);
	return nodes;
}

void idr_preload_end(void)
{
	struct xa_state xas = { .xa_alloc = take_preloaded() };

	xas_destroy(&xas);
}

int idr_alloc_u32(struct idr *idr, void *ptr, u32 *id, unsigned long max, gfp_t gfp)
{
	XA_STATE(xas, &idr->idr_rt, 0);
	unsigned long base = idr->idr_base, first = max((unsigned long)*id, base) - base, index;
	int err;

	if (WARN_ON_ONCE(xa_is_advanced(ptr)))
		return -EINVAL;
	if (max < base)
		return -ENOSPC;
	max = min(max, (unsigned long)UINT_MAX) - base;
	xas.xa_alloc = take_preloaded();
	do {
		index = first;
		if (!xa_find_free(&idr->idr_rt, &index, max)) {
			xas_set_err(&xas, -ENOSPC);
			continue;
		}
		*id = index + base;
		xas_set(&xas, index);
		xas_store(&xas, ptr ? ptr : XA_ZERO_ENTRY);
		xas_clear_mark(&xas, XA_FREE_MARK);
	} while (xas_nomem(&xas, gfp));
	err = xas_error(&xas);
	xas_destroy(&xas);
	return err;
}

int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t gfp)
{
	u32 id = start;
	int err;

	if (WARN_ON_ONCE(start < 0))
		return -EINVAL;
	err = idr_alloc_u32(idr, ptr, &id, end > 0 ? end - 1 : INT_MAX, gfp);
	return err ? err : (int)id;
}

int idr_alloc_cyclic(struct idr *idr, void *ptr, int start, int end, gfp_t gfp)
{
	unsigned long max = end > 0 ? end - 1 : INT_MAX;
	u32 id = max(idr->idr_next, (unsigned int)start);
	int err;

	if (WARN_ON_ONCE(start < 0))
		return -EINVAL;
	err = id > max ? -ENOSPC : idr_alloc_u32(idr, ptr, &id, max, gfp);
	if (err == -ENOSPC && id > (u32)start) {
		id = start;
		err = idr_alloc_u32(idr, ptr, &id, max, gfp);
	}
	if (err)
		return err;
	WRITE_ONCE(idr->idr_next, id + 1);
	return id;
}

void *idr_remove(struct idr *idr, unsigned long id)
{
	XA_STATE(xas, &idr->idr_rt, id - idr->idr_base);
	void *old = xas_store(&xas, NULL);

	return xa_is_zero(old) ? NULL : old;
}

void *idr_find(const struct idr *idr, unsigned long id)
{
	return xa_load((struct xarray *)&idr->idr_rt, id - idr->idr_base);
}

void *idr_replace(struct idr *idr, void *ptr, unsigned long id)
{
	XA_STATE(xas, &idr->idr_rt, id - idr->idr_base);
	void *old;

	if (WARN_ON_ONCE(xa_is_advanced(ptr)))
		return ERR_PTR(-EINVAL);
	if (!xas_load(&xas))
		return ERR_PTR(-ENOENT);
	old = xas_store(&xas, ptr ? ptr : XA_ZERO_ENTRY);
	return xa_is_zero(old) ? NULL : old;
}

void *idr_get_next_ul(struct idr *idr, unsigned long *id)
{
	unsigned long index = *id > idr->idr_base ? *id - idr->idr_base : 0;
	void *entry = xa_find(&idr->idr_rt, &index, ULONG_MAX, XA_PRESENT);

	if (entry)
		*id = index + idr->idr_base;
	return entry;
}

void *idr_get_next(struct idr *idr, int *id)
{
	unsigned long next = *id;
	void *entry = idr_get_next_ul(idr, &next);

	if (!entry || WARN_ON_ONCE(next > INT_MAX))
		return NULL;
	*id = next;
	return entry;
}

int idr_for_each(const struct idr *idr, int (*fn)(int id, void *p, void *data), void *data)
{
	unsigned long index;
	void *entry;
	int ret;

	xa_for_each((struct xarray *)&idr->idr_rt, index, entry) {
		ret = fn(index + idr->idr_base, entry, data);
		if (ret)
			return ret;
	}
	return 0;
}

void idr_destroy(struct idr *idr)
{
	xa_destroy(&idr->idr_rt);
	idr->idr_next = 0;
}

/* ---- IDA ------------------------------------------------------------------------------------- */

#define VALUE_BITS	BITS_PER_XA_VALUE

struct block {
	DECLARE_BITMAP(bits, IDA_BITMAP_BITS);
};

static unsigned long *ida_bits_of(void *entry, unsigned long *value)
{
	*value = xa_is_value(entry) ? xa_to_value(entry) : 0;
	return entry && !xa_is_value(entry) ? ((struct block *)entry)->bits : value;
}

static unsigned int ida_size_of(const void *entry)
{
	return entry && !xa_is_value(entry) ? IDA_BITMAP_BITS : BITS_PER_LONG;
}

/* Store @entry at the state's index, and mark it if it has a free bit.  NULL removes the entry. */
static void put_entry(struct xa_state *xas, void *entry)
{
	xas_store(xas, entry);
	if (!entry || xas_error(xas))
		return;
	if (!xa_is_value(entry) && bitmap_full(((struct block *)entry)->bits, IDA_BITMAP_BITS))
		xas_clear_mark(xas, XA_FREE_MARK);
	else
		xas_set_mark(xas, XA_FREE_MARK);
}

/*
 * Set bit @bit, which is clear, in the entry.  Returns 0, or -EAGAIN if a bitmap is needed but
 * *@spare is NULL and no bitmap can be allocated.  An error of the store is recorded in the state.
 */
static int set_bit_in(struct xa_state *xas, void *entry, unsigned int bit, struct block **spare)
{
	unsigned long value;
	struct block *block;

	if (entry && !xa_is_value(entry)) {
		__set_bit(bit, ((struct block *)entry)->bits);
		put_entry(xas, entry);
		return 0;
	}
	ida_bits_of(entry, &value);
	if (bit < VALUE_BITS) {
		put_entry(xas, xa_mk_value(value | 1UL << bit));
		return 0;
	}
	block = *spare ? *spare : kzalloc(sizeof(*block), GFP_NOWAIT | __GFP_NOWARN);
	if (!block)
		return -EAGAIN;
	*spare = block;
	block->bits[0] = value;
	__set_bit(bit, block->bits);
	put_entry(xas, block);
	if (!xas_error(xas))
		*spare = NULL;
	else
		bitmap_zero(block->bits, IDA_BITMAP_BITS);
	return 0;
}

/*
 * Allocate a number with the lock held.  Returns the number, -ENOSPC, or -EAGAIN if memory is
 * needed.
 */
static int ida_alloc_locked(struct xa_state *xas, unsigned int min, unsigned int max,
			    struct block **spare)
{
	unsigned long index = min / IDA_BITMAP_BITS, value, id;
	unsigned int bit = min % IDA_BITMAP_BITS;

	for (;; bit = 0, index++) {
		unsigned long start = index;
		void *entry;

		if (!xa_find_free(xas->xa, &index, max / IDA_BITMAP_BITS))
			return -ENOSPC;
		if (index != start)
			bit = 0;
		xas_set(xas, index);
		entry = xas_load(xas);
		if (bit < ida_size_of(entry))
			bit = find_next_zero_bit(ida_bits_of(entry, &value), ida_size_of(entry),
						 bit);
		if (bit >= IDA_BITMAP_BITS)
			continue;
		id = index * IDA_BITMAP_BITS + bit;
		if (id > max)
			return -ENOSPC;
		if (set_bit_in(xas, entry, bit, spare) || xas_error(xas))
			return -EAGAIN;
		return id;
	}
}

int ida_alloc_range(struct ida *ida, unsigned int min, unsigned int max, gfp_t gfp)
{
	XA_STATE(xas, &ida->xa, 0);
	struct block *spare = NULL;
	unsigned long flags;
	int id;

	if ((int)min < 0)
		return -EINVAL;
	max = min_t(unsigned int, max, INT_MAX);
	for (;;) {
		xas_lock_irqsave(&xas, flags);
		id = ida_alloc_locked(&xas, min, max, &spare);
		xas_unlock_irqrestore(&xas, flags);
		if (id != -EAGAIN)
			break;
		if (xas_error(&xas)) {
			if (xas_nomem(&xas, gfp))
				continue;
			id = -ENOMEM;
			break;
		}
		spare = kzalloc(sizeof(*spare), gfp);
		if (!spare) {
			id = -ENOMEM;
			break;
		}
	}
	xas_destroy(&xas);
	kfree(spare);
	return id;
}

void ida_free(struct ida *ida, unsigned int id)
{
	XA_STATE(xas, &ida->xa, id / IDA_BITMAP_BITS);
	unsigned int bit = id % IDA_BITMAP_BITS;
	unsigned long flags, value, *bits;
	struct block *block = NULL;
	bool used;
	void *entry;

	xas_lock_irqsave(&xas, flags);
	entry = xas_load(&xas);
	bits = ida_bits_of(entry, &value);
	used = bit < ida_size_of(entry) && test_bit(bit, bits);
	if (used) {
		__clear_bit(bit, bits);
		if (!bitmap_empty(bits, ida_size_of(entry))) {
			put_entry(&xas, xa_is_value(entry) ? xa_mk_value(value) : entry);
		} else {
			block = xa_is_value(entry) ? NULL : entry;
			put_entry(&xas, NULL);
		}
	}
	xas_unlock_irqrestore(&xas, flags);
	kfree(block);
	WARN(!used, "ida_free(%u): not in use\n", id);
}

int ida_find_first_range(struct ida *ida, unsigned int min, unsigned int max)
{
	XA_STATE(xas, &ida->xa, min / IDA_BITMAP_BITS);
	unsigned int bit = min % IDA_BITMAP_BITS;
	unsigned long flags, value, id = ULONG_MAX;
	void *entry;

	if ((int)min < 0)
		return -EINVAL;
	max = min_t(unsigned int, max, INT_MAX);
	xas_lock_irqsave(&xas, flags);
	xas_for_each(&xas, entry, max / IDA_BITMAP_BITS) {
		unsigned long *bits = ida_bits_of(entry, &value);

		if (xas.xa_index != min / IDA_BITMAP_BITS)
			bit = 0;
		if (bit < ida_size_of(entry))
			bit = find_next_bit(bits, ida_size_of(entry), bit);
		if (bit < ida_size_of(entry)) {
			id = xas.xa_index * IDA_BITMAP_BITS + bit;
			break;
		}
	}
	xas_unlock_irqrestore(&xas, flags);
	return id <= max ? (int)id : -ENOENT;
}

void ida_destroy(struct ida *ida)
{
	unsigned long index = 0, flags;
	void *entry;

	while (xa_find(&ida->xa, &index, ULONG_MAX, XA_PRESENT)) {
		xa_lock_irqsave(&ida->xa, flags);
		entry = __xa_erase(&ida->xa, index);
		xa_unlock_irqrestore(&ida->xa, flags);
		if (!xa_is_value(entry))
			kfree(entry);
	}
}
