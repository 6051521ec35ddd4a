/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_XARRAY_H
#define LINUX_XARRAY_H

/*
 * An XArray is a sparse array of pointers, indexed by unsigned long.  It is stored as a tree of
 * nodes with XA_CHUNK_SIZE slots each.  containers/xarray.c explains the implementation.
 *
 * An entry is a pointer that is aligned to 4 bytes, or an integer up to LONG_MAX made by
 * xa_mk_value(); NULL means empty.  Loads acquire no lock and are RCU readers.  Stores acquire
 * xa_lock.  The caller of a function that starts with __ must hold xa_lock; the function releases
 * the lock temporarily if @gfp allows sleeping.  A store may sleep only if @gfp allows it.  A store
 * that fails returns an entry for which xa_is_err() is true.
 *
 * The _irq forms disable interrupts while they hold the lock.  Timers run in interrupts because
 * there are no softirqs, so the _bh forms are the same as the _irq forms.
 */

#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/gfp_types.h>
#include <linux/kconfig.h>
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/sched/mm.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/* ---- entries --------------------------------------------------------------------------------- */

/*
 * The lowest two bits of an entry show its kind:
 *
 *	...00	pointer
 *	...x1	integer, stored from bit 1 on
 *	...10	internal entry: a sibling if below 64 << 2 (it stores the slot of its entry);
 *		XA_RETRY_ENTRY or XA_ZERO_ENTRY; a node if above 4096; an error from
 *		-MAX_ERRNO << 2 on
 */
#define BITS_PER_XA_VALUE	(BITS_PER_LONG - 1)

static inline void *xa_mk_value(unsigned long v)
{
	WARN_ON((long)v < 0);
	return (void *)((v << 1) | 1);
}

static inline unsigned long xa_to_value(const void *entry)
{
	return (unsigned long)entry >> 1;
}

static inline bool xa_is_value(const void *entry)
{
	return (unsigned long)entry & 1;
}

/* Return the pointer @p with @tag, which is 0, 1 or 3, in its lowest two bits. */
static inline void *xa_tag_pointer(void *p, unsigned long tag)
{
	return (void *)((unsigned long)p | tag);
}

static inline void *xa_untag_pointer(void *entry)
{
	return (void *)((unsigned long)entry & ~3UL);
}

static inline unsigned int xa_pointer_tag(void *entry)
{
	return (unsigned long)entry & 3UL;
}

static inline void *xa_mk_internal(unsigned long v)
{
	return (void *)((v << 2) | 2);
}

static inline unsigned long xa_to_internal(const void *entry)
{
	return (unsigned long)entry >> 2;
}

static inline bool xa_is_internal(const void *entry)
{
	return ((unsigned long)entry & 3) == 2;
}

#define XA_RETRY_ENTRY		xa_mk_internal(256)	/* the node was removed from the tree */
#define XA_ZERO_ENTRY		xa_mk_internal(257)	/* reserved index; loads return NULL */

static inline bool xa_is_zero(const void *entry)
{
	return entry == XA_ZERO_ENTRY;
}

static inline bool xa_is_retry(const void *entry)
{
	return entry == XA_RETRY_ENTRY;
}

static inline bool xa_is_err(const void *entry)
{
	return xa_is_internal(entry) && entry >= xa_mk_internal(-MAX_ERRNO);
}

/* Return the error number in an entry, or 0 if the entry is not an error. */
static inline int xa_err(void *entry)
{
	return xa_is_err(entry) ? (int)((long)entry >> 2) : 0;
}

/* Return true if the entry is a sibling entry or XA_RETRY_ENTRY, which only the tree uses. */
static inline bool xa_is_advanced(const void *entry)
{
	return xa_is_internal(entry) && entry <= XA_RETRY_ENTRY;
}

/* ---- the array ------------------------------------------------------------------------------- */

struct xa_limit {
	u32 max, min;
};

#define XA_LIMIT(_min, _max)	(struct xa_limit) { .min = (_min), .max = (_max) }
#define xa_limit_32b		XA_LIMIT(0, UINT_MAX)
#define xa_limit_31b		XA_LIMIT(0, INT_MAX)
#define xa_limit_16b		XA_LIMIT(0, USHRT_MAX)

typedef unsigned int xa_mark_t;
#define XA_MARK_0		0U
#define XA_MARK_1		1U
#define XA_MARK_2		2U
#define XA_PRESENT		8U
#define XA_MAX_MARKS		3
#define XA_MARK_MAX		XA_MARK_2
#define XA_FREE_MARK		XA_MARK_0	/* used by arrays that allocate indices */

#define XA_FLAGS_LOCK_IRQ	1U	/* sleeping stores unlock with xa_unlock_irq() */
#define XA_FLAGS_LOCK_BH	2U	/* the same as XA_FLAGS_LOCK_IRQ */
#define XA_FLAGS_TRACK_FREE	4U
#define XA_FLAGS_ZERO_BUSY	8U
#define XA_FLAGS_ALLOC_WRAPPED	16U
#define XA_FLAGS_ACCOUNT	32U	/* ignored: there are no control groups */
#define XA_FLAGS_MARK(mark)	(1U << (24 + (mark)))
#define XA_FLAGS_ALLOC		(XA_FLAGS_TRACK_FREE | XA_FLAGS_MARK(XA_FREE_MARK))
#define XA_FLAGS_ALLOC1		(XA_FLAGS_ALLOC | XA_FLAGS_ZERO_BUSY)

struct xarray {
	spinlock_t xa_lock;
	unsigned int xa_flags;		/* XA_FLAGS_*; xa_lock protects the marks */
	void __rcu *xa_head; /* NULL, the entry of index 0, or the root node; under xa_lock */
};

#define XARRAY_INIT(name, flags) \
	{ .xa_lock = __SPIN_LOCK_UNLOCKED(name.xa_lock), .xa_flags = (flags), .xa_head = NULL }
#define DEFINE_XARRAY_FLAGS(name, flags) struct xarray name = XARRAY_INIT(name, flags)
#define DEFINE_XARRAY(name)		DEFINE_XARRAY_FLAGS(name, 0)
#define DEFINE_XARRAY_ALLOC(name)	DEFINE_XARRAY_FLAGS(name, XA_FLAGS_ALLOC)
#define DEFINE_XARRAY_ALLOC1(name)	DEFINE_XARRAY_FLAGS(name, XA_FLAGS_ALLOC1)

static inline void xa_init_flags(struct xarray *xa, unsigned int flags)
{
	spin_lock_init(&xa->xa_lock);
	xa->xa_flags = flags;
	xa->xa_head = NULL;
}

static inline void xa_init(struct xarray *xa)
{
	xa_init_flags(xa, 0);
}

static inline bool xa_empty(const struct xarray *xa)
{
	return !READ_ONCE(xa->xa_head);
}

/* True if any entry has the mark. */
static inline bool xa_marked(const struct xarray *xa, xa_mark_t mark)
{
	return READ_ONCE(xa->xa_flags) & XA_FLAGS_MARK(mark);
}

#define xa_trylock(xa)			spin_trylock(&(xa)->xa_lock)
#define xa_lock(xa)			spin_lock(&(xa)->xa_lock)
#define xa_unlock(xa)			spin_unlock(&(xa)->xa_lock)
#define xa_lock_irq(xa)			spin_lock_irq(&(xa)->xa_lock)
#define xa_unlock_irq(xa)		spin_unlock_irq(&(xa)->xa_lock)
#define xa_lock_bh(xa)			spin_lock_irq(&(xa)->xa_lock)
#define xa_unlock_bh(xa)		spin_unlock_irq(&(xa)->xa_lock)
#define xa_lock_irqsave(xa, flags)	spin_lock_irqsave(&(xa)->xa_lock, flags)
#define xa_unlock_irqrestore(xa, flags)	spin_unlock_irqrestore(&(xa)->xa_lock, flags)

/* ---- the normal interface -------------------------------------------------------------------- */

/* Return the entry at @index, or NULL if it is empty.  Context: any. */
void *xa_load(struct xarray *xa, unsigned long index);
bool xa_get_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);
/*
 * Return the first entry that matches @filter (a mark or XA_PRESENT) from *@index up to @max, and
 * store its index in *@index.  xa_find_after() starts at *@index + 1.
 */
void *xa_find(struct xarray *xa, unsigned long *index, unsigned long max, xa_mark_t filter);
void *xa_find_after(struct xarray *xa, unsigned long *index, unsigned long max, xa_mark_t filter);
/*
 * Copy up to @n entries with indices from @start to @max to the array @dst.  Returns the number of
 * copied entries.
 */
unsigned int xa_extract(struct xarray *xa, void **dst, unsigned long start, unsigned long max,
			unsigned int n, xa_mark_t filter);
/* Return log2 of the number of indices that the entry covers. */
int xa_get_order(struct xarray *xa, unsigned long index);

/*
 * Store an entry.  Returns the old entry, or an error: -EINVAL for an invalid entry, or -ENOMEM.
 * Storing to an entry that covers several indices replaces all of them; storing NULL erases all.
 */
void *xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp);
void *xa_store_range(struct xarray *xa, unsigned long first, unsigned long last, void *entry,
		     gfp_t gfp);
void *xa_erase(struct xarray *xa, unsigned long index);
void xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);
void xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);
/* Free the tree, but not the objects that its entries point to. */
void xa_destroy(struct xarray *xa);

void *__xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp);
void *__xa_erase(struct xarray *xa, unsigned long index);
/* Store @entry if the current entry is @old.  Returns the previous entry. */
void *__xa_cmpxchg(struct xarray *xa, unsigned long index, void *old, void *entry, gfp_t gfp);
/* Store an entry at an empty index.  Returns -EBUSY if the index has an entry or is reserved. */
int __must_check __xa_insert(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp);
/*
 * Store an entry at the smallest free index within @limit, and the index in *@id.  The array must
 * have XA_FLAGS_ALLOC.  Returns -EBUSY if no index is free.
 */
int __must_check __xa_alloc(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit,
			    gfp_t gfp);
/*
 * Store an entry like xa_alloc(), but search from *@next on and update *@next.  Returns 1 if the
 * search wrapped around.
 */
int __must_check __xa_alloc_cyclic(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit,
				   u32 *next, gfp_t gfp);
void __xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);
void __xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);

#define __XA_LOCKED(type, name, suffix, args, call)			\
static inline type name##suffix args					\
{									\
	type __ret;							\
									\
	xa_lock##suffix(xa);						\
	__ret = __##name call;						\
	xa_unlock##suffix(xa);						\
	return __ret;							\
}
#define __XA_LOCKED_IRQ(type, name, args, call)				\
	__XA_LOCKED(type, name, _irq, args, call)			\
	__XA_LOCKED(type, name, _bh, args, call)
#define __XA_LOCKED_ALL(type, name, args, call)				\
	__XA_LOCKED(type, name, , args, call)				\
	__XA_LOCKED_IRQ(type, name, args, call)

__XA_LOCKED_IRQ(void *, xa_store,
		(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp),
		(xa, index, entry, gfp))
__XA_LOCKED_IRQ(void *, xa_erase, (struct xarray *xa, unsigned long index), (xa, index))
__XA_LOCKED_ALL(void *, xa_cmpxchg,
		(struct xarray *xa, unsigned long index, void *old, void *entry, gfp_t gfp),
		(xa, index, old, entry, gfp))
__XA_LOCKED_ALL(int, xa_insert,
		(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp),
		(xa, index, entry, gfp))
__XA_LOCKED_ALL(int, xa_alloc,
		(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, gfp_t gfp),
		(xa, id, entry, limit, gfp))

/*
 * Reserve an index, so that a later store at this index cannot fail with -ENOMEM.  Loads of a
 * reserved index return NULL.
 */
#define __XA_RESERVE(suffix)						\
static inline int __must_check xa_reserve##suffix(struct xarray *xa,	\
						  unsigned long index, gfp_t gfp)	\
{									\
	return xa_err(xa_cmpxchg##suffix(xa, index, NULL, XA_ZERO_ENTRY, gfp));	\
}

__XA_RESERVE()
__XA_RESERVE(_irq)
__XA_RESERVE(_bh)

static inline void xa_release(struct xarray *xa, unsigned long index)
{
	xa_cmpxchg(xa, index, XA_ZERO_ENTRY, NULL, 0);
}

#define __XA_ALLOC_CYCLIC(suffix)					\
static inline int xa_alloc_cyclic##suffix(struct xarray *xa, u32 *id, void *entry,	\
					  struct xa_limit limit, u32 *next, gfp_t gfp)	\
{									\
	int __err;							\
									\
	xa_lock##suffix(xa);						\
	__err = __xa_alloc_cyclic(xa, id, entry, limit, next, gfp);	\
	xa_unlock##suffix(xa);						\
	return __err;							\
}

__XA_ALLOC_CYCLIC()
__XA_ALLOC_CYCLIC(_irq)
__XA_ALLOC_CYCLIC(_bh)

/* Iterate without a lock; the array may change during the loop. */
#define xa_for_each_range(xa, index, entry, start, last)		\
	for (index = (start), entry = xa_find(xa, &index, last, XA_PRESENT);	\
	     entry; entry = xa_find_after(xa, &index, last, XA_PRESENT))
#define xa_for_each_start(xa, index, entry, start) \
	xa_for_each_range(xa, index, entry, start, ULONG_MAX)
#define xa_for_each(xa, index, entry)	xa_for_each_start(xa, index, entry, 0)
#define xa_for_each_marked(xa, index, entry, filter)			\
	for (index = 0, entry = xa_find(xa, &index, ULONG_MAX, filter);	\
	     entry; entry = xa_find_after(xa, &index, ULONG_MAX, filter))

/* ---- the advanced interface ------------------------------------------------------------------ */

#define XA_CHUNK_SHIFT		CONFIG_XARRAY_CHUNK_SHIFT
#define XA_CHUNK_SIZE		(1UL << XA_CHUNK_SHIFT)
#define XA_CHUNK_MASK		(XA_CHUNK_SIZE - 1)

struct xa_node {
	unsigned char shift;		/* a slot covers 2^shift indices; constant */
	unsigned char offset;		/* slot of this node in its parent; under xa_lock */
	unsigned char count;		/* number of slots in use; under xa_lock */
	unsigned char nr_values;	/* those that contain an integer; under xa_lock */
	struct xa_node __rcu *parent;	/* under xa_lock */
	struct xarray *array;
	union {
		struct list_head private_list;	/* for the update function of the state */
		struct rcu_head rcu_head;	/* RCU callback that frees the removed node */
		struct xa_node *next;		/* link of unused nodes in xa_alloc */
	};
	void __rcu *slots[XA_CHUNK_SIZE];
	unsigned long marks[XA_MAX_MARKS];	/* one bit per slot; under xa_lock */
};

static inline bool xa_is_node(const void *entry)
{
	return xa_is_internal(entry) && (unsigned long)entry > 4096 && !xa_is_err(entry);
}

static inline struct xa_node *xa_to_node(const void *entry)
{
	return (struct xa_node *)((unsigned long)entry - 2);
}

static inline void *xa_mk_node(const struct xa_node *node)
{
	return (void *)((unsigned long)node + 2);
}

static inline bool xa_is_sibling(const void *entry)
{
	return xa_is_internal(entry) && xa_to_internal(entry) < XA_CHUNK_SIZE;
}

static inline void *xa_mk_sibling(unsigned int offset)
{
	return xa_mk_internal(offset);
}

static inline unsigned long xa_to_sibling(const void *entry)
{
	return xa_to_internal(entry);
}

/*
 * Load the head, a slot or the parent.  Callers of the _locked functions hold xa_lock or use nodes
 * that were removed from the tree.  Callers of the others are RCU readers.  @xa is not used.
 */
static inline void *xa_head(const struct xarray *xa)
{
	return rcu_dereference_raw(xa->xa_head);
}

static inline void *xa_head_locked(const struct xarray *xa)
{
	return unrcu_pointer(xa->xa_head);
}

static inline void *xa_entry(const struct xarray *xa, const struct xa_node *node,
			     unsigned int offset)
{
	return rcu_dereference_raw(node->slots[offset]);
}

static inline void *xa_entry_locked(const struct xarray *xa, const struct xa_node *node,
				    unsigned int offset)
{
	return unrcu_pointer(node->slots[offset]);
}

static inline struct xa_node *xa_parent(const struct xarray *xa, const struct xa_node *node)
{
	return rcu_dereference_raw(node->parent);
}

static inline struct xa_node *xa_parent_locked(const struct xarray *xa, const struct xa_node *node)
{
	return unrcu_pointer(node->parent);
}

/*
 * A function that a store calls with xa_lock held after it wrote to slots of @node or removed it.
 * If the count is 0, the node will be freed, and must not remain in a list.
 */
typedef void (*xa_update_node_t)(struct xa_node *node);

/* Erase all entries of @node.  The caller holds xa_lock. */
void xa_delete_node(struct xa_node *node, xa_update_node_t update);

/*
 * The position of an operation in the array.  The state is on the stack.  It is valid between
 * xas_lock() and xas_unlock() or, for reads, inside an RCU reader.  Call xas_pause() before
 * releasing the lock or leaving the reader if the operation continues later.
 */
struct xa_state {
	struct xarray *xa;
	unsigned long xa_index;
	unsigned char xa_shift;		/* shift of the node for the entry to be stored */
	unsigned char xa_sibs;		/* number of slots of the entry minus 1 */
	unsigned char xa_offset;	/* slot in xa_node */
	struct xa_node *xa_node;	/* a node; NULL for the head; or XAS_* */
	struct xa_node *xa_alloc;	/* preallocated nodes */
	xa_update_node_t xa_update;	/* NULL, or the function of xas_set_update() */
};

#define XAS_ERROR(errno)	((struct xa_node *)(((unsigned long)(errno) << 2) | 2UL))
#define XAS_BOUNDS		((struct xa_node *)1UL)	/* outside the tree */
#define XAS_RESTART		((struct xa_node *)3UL)	/* start at the head */

#define __XA_STATE(array, index, shift, sibs)	\
	{ .xa = (array), .xa_index = (index), .xa_shift = (shift), .xa_sibs = (sibs),	\
	  .xa_node = XAS_RESTART }
#define XA_STATE(name, array, index) struct xa_state name = __XA_STATE(array, index, 0, 0)
/* State for an entry of 2^@order indices that includes @index. */
#define XA_STATE_ORDER(name, array, index, order)			\
	struct xa_state name = __XA_STATE(array, ((index) >> (order)) << (order),	\
					  (order) - (order) % XA_CHUNK_SHIFT,	\
					  (1U << ((order) % XA_CHUNK_SHIFT)) - 1)

#define xas_marked(xas, mark)		xa_marked((xas)->xa, mark)
#define xas_trylock(xas)		xa_trylock((xas)->xa)
#define xas_lock(xas)			xa_lock((xas)->xa)
#define xas_unlock(xas)			xa_unlock((xas)->xa)
#define xas_lock_bh(xas)		xa_lock_bh((xas)->xa)
#define xas_unlock_bh(xas)		xa_unlock_bh((xas)->xa)
#define xas_lock_irq(xas)		xa_lock_irq((xas)->xa)
#define xas_unlock_irq(xas)		xa_unlock_irq((xas)->xa)
#define xas_lock_irqsave(xas, flags)	xa_lock_irqsave((xas)->xa, flags)
#define xas_unlock_irqrestore(xas, flags) xa_unlock_irqrestore((xas)->xa, flags)

static inline int xas_error(const struct xa_state *xas)
{
	return xa_err(xas->xa_node);
}

static inline void xas_set_err(struct xa_state *xas, long err)
{
	xas->xa_node = XAS_ERROR(err);
}

/* Return true if the position is neither the head nor a slot of a node. */
static inline bool xas_invalid(const struct xa_state *xas)
{
	return (unsigned long)xas->xa_node & 3;
}

static inline bool xas_valid(const struct xa_state *xas)
{
	return !xas_invalid(xas);
}

static inline bool xas_is_node(const struct xa_state *xas)
{
	return xas_valid(xas) && xas->xa_node;
}

static inline void xas_reset(struct xa_state *xas)
{
	xas->xa_node = XAS_RESTART;
}

/* Return true if a reader must skip the entry, or retry because the entry was removed. */
static inline bool xas_retry(struct xa_state *xas, const void *entry)
{
	if (xa_is_zero(entry))
		return true;
	if (!xa_is_retry(entry))
		return false;
	xas_reset(xas);
	return true;
}

static inline void xas_set(struct xa_state *xas, unsigned long index)
{
	xas->xa_index = index;
	xas->xa_node = XAS_RESTART;
}

static inline void xas_set_order(struct xa_state *xas, unsigned long index, unsigned int order)
{
	xas->xa_index = order < BITS_PER_LONG ? (index >> order) << order : 0;
	xas->xa_shift = order - order % XA_CHUNK_SHIFT;
	xas->xa_sibs = (1U << (order % XA_CHUNK_SHIFT)) - 1;
	xas->xa_node = XAS_RESTART;
}

static inline void xas_set_update(struct xa_state *xas, xa_update_node_t update)
{
	xas->xa_update = update;
}

/*
 * Return the entry at the state's index, or NULL if the entry is empty or the state has an error.
 * If the state has an order, the result may be an internal entry.
 */
void *xas_load(struct xa_state *xas);
/* Store an entry and return the old one.  xas_error() returns errors.  The caller holds xa_lock. */
void *xas_store(struct xa_state *xas, void *entry);
/*
 * Return the next entry up to index @max.  After XA_STATE(), xas_set() or xas_pause(), the search
 * includes the state's own index.
 */
void *xas_find(struct xa_state *xas, unsigned long max);
void *xas_find_marked(struct xa_state *xas, unsigned long max, xa_mark_t mark);
/*
 * Return the existing entries in the range of a store, one per call, then NULL.  The caller holds
 * xa_lock.
 */
void *xas_find_conflict(struct xa_state *xas);
/* Return the entry at the next or previous index, or NULL if it is empty. */
void *xas_next(struct xa_state *xas);
void *xas_prev(struct xa_state *xas);

bool xas_get_mark(const struct xa_state *xas, xa_mark_t mark);
void xas_set_mark(const struct xa_state *xas, xa_mark_t mark);
void xas_clear_mark(const struct xa_state *xas, xa_mark_t mark);
/* Set the marks of the entry at the position to those of a new entry. */
void xas_init_marks(const struct xa_state *xas);

/*
 * Allocate a node after a store failed.  Returns true if the caller must retry.  The caller must
 * not hold the lock if @gfp allows sleeping.
 */
bool xas_nomem(struct xa_state *xas, gfp_t gfp);
/* Like xas_nomem(), but the caller holds the lock, which is released during a sleep. */
bool __xas_nomem(struct xa_state *xas, gfp_t gfp);
/* Free unused preallocated nodes. */
void xas_destroy(struct xa_state *xas);
/* Prepare for releasing the lock.  The iteration resumes after the current entry. */
void xas_pause(struct xa_state *xas);
/* Return log2 of the number of indices that the current entry covers. */
int xas_get_order(struct xa_state *xas);

/*
 * Create the nodes for the range of the state.  Then set the state to the first index, with order
 * 0.  Stores of order 0 in this range cannot fail with -ENOMEM afterwards, unless an index in the
 * range is erased.  On failure, xas_error() returns -ENOMEM, and the state has its old index and
 * order.  The nodes that were created remain until entries in them were stored and erased, or until
 * xa_destroy().
 */
void xas_create_range(struct xa_state *xas);
/*
 * Replace the entry at the state's index, which covers 2^@order indices, by copies of @entry that
 * have the order of the state.  The copies have the marks of the old entry.  The state is reset.
 * On failure, xas_error() returns -ENOMEM, or -EINVAL if the entry does not have this order or the
 * new nodes would be more than one level below it.
 *
 * xas_split_alloc() allocates the nodes before the caller takes the lock, so that xas_split() does
 * not fail with -ENOMEM.  It fails like xas_split().  After a failure of either, no nodes of the
 * state remain.
 */
void xas_split_alloc(struct xa_state *xas, void *entry, unsigned int order, gfp_t gfp);
void xas_split(struct xa_state *xas, void *entry, unsigned int order);

/* Load the entry again that xas_load() found.  The caller holds xa_lock or is an RCU reader. */
static inline void *xas_reload(struct xa_state *xas)
{
	if (xas_is_node(xas))
		return xa_entry(xas->xa, xas->xa_node, xas->xa_offset);
	return xa_head(xas->xa);
}

#define xas_next_entry(xas, max)		xas_find(xas, max)
#define xas_next_marked(xas, max, mark)		xas_find_marked(xas, max, mark)
#define xas_for_each(xas, entry, max) \
	for (entry = xas_find(xas, max); entry; entry = xas_next_entry(xas, max))
#define xas_for_each_marked(xas, entry, max, mark) \
	for (entry = xas_find_marked(xas, max, mark); entry; \
	     entry = xas_next_marked(xas, max, mark))
#define xas_for_each_conflict(xas, entry) \
	while ((entry = xas_find_conflict(xas)))

/* Number of entries after which long loops call cond_resched(). */
#define XA_CHECK_SCHED	4096

#endif /* LINUX_XARRAY_H */
