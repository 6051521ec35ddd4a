/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_XARRAY_H
#define LINUX_XARRAY_H

/*
 * An array of pointers with unsigned long indices, mostly empty, in a tree of nodes of
 * XA_CHUNK_SIZE slots. containers/xarray.c tells how.
 *
 * An entry is a pointer to something aligned to 4 bytes, or an integer up to LONG_MAX made by
 * xa_mk_value(); NULL is "nothing there".  Loads need no lock, and are RCU readers; stores take
 * xa_lock themselves, or, with __ in front, want it held.  What the last "gfp" allows decides
 * whether a store may sleep: one with __ drops the lock meanwhile.  A store that fails returns an
 * entry that xa_is_err().
 *
 * The _irq forms have interrupts off while they hold the lock.  There are no softirqs here, timers
 * run in interrupts: the _bh forms are the _irq forms, so that they exclude what they exclude in
 * Linux.
 */

#include <linux/bug.h>
#include <linux/err.h>
#include <linux/gfp_types.h>
#include <linux/kconfig.h>
#include <linux/limits.h>
#include <linux/rcupdate.h>
#include <linux/sched/mm.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/* ---- entries --------------------------------------------------------------------------------- */

/*
 *	...00	pointer
 *	...x1	integer, from bit 1 on
 *	...10	internal: below 64 << 2 a sibling (the entry is in slot n), 256 and 257 as below, above
 *		4096 a node, from -MAX_ERRNO << 2 on an error
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

/* Pointers with two bits of the caller's: 0, 1 or 3. */
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

#define XA_RETRY_ENTRY		xa_mk_internal(256)	/* this node is no longer in the tree */
#define XA_ZERO_ENTRY		xa_mk_internal(257)	/* reserved: NULL for the normal interface */

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

/* 0 for what is no error. */
static inline int xa_err(void *entry)
{
	return xa_is_err(entry) ? (int)((long)entry >> 2) : 0;
}

/* No entry, but internal to the tree. */
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
#define XA_FREE_MARK		XA_MARK_0	/* of arrays that allocate: not the caller's there */

#define XA_FLAGS_LOCK_IRQ	1U	/* stores that sleep drop the lock as the _irq forms do */
#define XA_FLAGS_LOCK_BH	2U	/* the same */
#define XA_FLAGS_TRACK_FREE	4U
#define XA_FLAGS_ZERO_BUSY	8U
#define XA_FLAGS_ALLOC_WRAPPED	16U
#define XA_FLAGS_ACCOUNT	32U	/* accepted: there are no control groups */
#define XA_FLAGS_MARK(mark)	(1U << (24 + (mark)))
#define XA_FLAGS_ALLOC		(XA_FLAGS_TRACK_FREE | XA_FLAGS_MARK(XA_FREE_MARK))
#define XA_FLAGS_ALLOC1		(XA_FLAGS_ALLOC | XA_FLAGS_ZERO_BUSY)

struct xarray {
	spinlock_t xa_lock;
	unsigned int xa_flags;		/* XA_FLAGS_*; marks: xa_lock */
	void __rcu *xa_head;		/* xa_lock: NULL, the entry of index 0, or the topmost node */
};

#define XARRAY_INIT(name, flags) \
	{ .xa_lock = __SPIN_LOCK_UNLOCKED(name.xa_lock), .xa_flags = (flags), .xa_head = NULL }
#define DEFINE_XARRAY_FLAGS(name, flags) struct xarray name = XARRAY_INIT(name, flags)
#define DEFINE_XARRAY(name)		DEFINE_XARRAY_FLAGS(name, 0)
#define DEFINE_XARRAY_ALLOC(name)	DEFINE_XARRAY_FLAGS(name, XA_FLAGS_ALLOC)
#define DEFINE_XARRAY_ALLOC1(name)	DEFINE_XARRAY_FLAGS(name, XA_FLAGS_ALLOC1)

static inline void xa_init_flags(struct xarray *xa, unsigned int flags)
{
	*xa = (struct xarray)XARRAY_INIT(*xa, flags);
}

static inline void xa_init(struct xarray *xa)
{
	xa_init_flags(xa, 0);
}

static inline bool xa_empty(const struct xarray *xa)
{
	return !READ_ONCE(xa->xa_head);
}

/* Has any entry that mark? */
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

/* Any context. */
void *xa_load(struct xarray *xa, unsigned long index);
bool xa_get_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);
/* The first entry (or one with that mark) from *index on, up to max; *index becomes its index. */
void *xa_find(struct xarray *xa, unsigned long *index, unsigned long max, xa_mark_t filter);
void *xa_find_after(struct xarray *xa, unsigned long *index, unsigned long max, xa_mark_t filter);
/* Up to n entries between start and max: how many. */
unsigned int xa_extract(struct xarray *xa, void **dst, unsigned long start, unsigned long max,
			unsigned int n, xa_mark_t filter);
/* log2 of how many indices the entry has. */
int xa_get_order(struct xarray *xa, unsigned long index);

/*
 * The old entry, or an error: -EINVAL for what cannot be an entry, -ENOMEM.  A store into an entry of
 * several indices changes all of them, and NULL removes it from all.
 */
void *xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp);
void *xa_store_range(struct xarray *xa, unsigned long first, unsigned long last, void *entry, gfp_t gfp);
void *xa_erase(struct xarray *xa, unsigned long index);
void xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);
void xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);
/* Frees the tree, not what the entries point to. */
void xa_destroy(struct xarray *xa);

void *__xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp);
void *__xa_erase(struct xarray *xa, unsigned long index);
/* Stores if old is there; returns what was there. */
void *__xa_cmpxchg(struct xarray *xa, unsigned long index, void *old, void *entry, gfp_t gfp);
/* -EBUSY if there is an entry or a reservation. */
int __must_check __xa_insert(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp);
/* The smallest free index of the limit, for arrays with XA_FLAGS_ALLOC; -EBUSY if there is none. */
int __must_check __xa_alloc(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, gfp_t gfp);
/* The next one behind *next, which moves; 1 if it wrapped around. */
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

/* A reservation: a later store there cannot fail for lack of memory; loads find NULL. */
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

/* The array may change under the loop, which takes no lock. */
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
	unsigned char shift;		/* a slot is 2^shift indices; constant */
	unsigned char offset;		/* of this node in its parent; xa_lock */
	unsigned char count;		/* slots that are not NULL; xa_lock */
	struct xa_node __rcu *parent;	/* xa_lock */
	struct xarray *array;
	union {
		struct rcu_head rcu_head;	/* once it is out of the tree */
		struct xa_node *next;		/* of nodes that wait in xa_alloc */
	};
	void __rcu *slots[XA_CHUNK_SIZE];
	unsigned long marks[XA_MAX_MARKS];	/* a bit for each slot; xa_lock */
};

/*
 * A place in the array.  Lives on the stack, between xas_lock() and xas_unlock(), or in an RCU
 * reader for what only reads; xas_pause() before either is left and entered again.
 */
struct xa_state {
	struct xarray *xa;
	unsigned long xa_index;
	unsigned char xa_shift;		/* of the entry to be stored */
	unsigned char xa_sibs;		/* slots that it takes, less one */
	unsigned char xa_offset;	/* slot of xa_node */
	struct xa_node *xa_node;	/* NULL: the head; or XAS_* */
	struct xa_node *xa_alloc;	/* nodes to be used */
};

#define XAS_ERROR(errno)	((struct xa_node *)(((unsigned long)(errno) << 2) | 2UL))
#define XAS_BOUNDS		((struct xa_node *)1UL)	/* beyond the tree */
#define XAS_RESTART		((struct xa_node *)3UL)	/* walk from the head */

#define __XA_STATE(array, index, shift, sibs)	\
	{ .xa = (array), .xa_index = (index), .xa_shift = (shift), .xa_sibs = (sibs),	\
	  .xa_node = XAS_RESTART }
#define XA_STATE(name, array, index) struct xa_state name = __XA_STATE(array, index, 0, 0)
/* For an entry of 2^order indices, of which this is one. */
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

/* Not at the head, and not at a slot. */
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

/* What a reader found is no entry, but a reason to look again, or to go on. */
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

/* The entry at the index; NULL too if the state has an error.  With an order: perhaps an internal entry. */
void *xas_load(struct xa_state *xas);
/* Store there (xa_lock), return what was there.  Errors: xas_error(). */
void *xas_store(struct xa_state *xas, void *entry);
/* The next entry: at the index itself after XA_STATE, xas_set() or xas_pause(), else behind it. */
void *xas_find(struct xa_state *xas, unsigned long max);
void *xas_find_marked(struct xa_state *xas, unsigned long max, xa_mark_t mark);
/* What is there of the range to be stored to, one after the other; NULL at the end.  xa_lock. */
void *xas_find_conflict(struct xa_state *xas);
/* The entry at the next index, at the one before: NULL if there is none. */
void *xas_next(struct xa_state *xas);
void *xas_prev(struct xa_state *xas);

bool xas_get_mark(const struct xa_state *xas, xa_mark_t mark);
void xas_set_mark(const struct xa_state *xas, xa_mark_t mark);
void xas_clear_mark(const struct xa_state *xas, xa_mark_t mark);
/* Those of a new entry. */
void xas_init_marks(const struct xa_state *xas);

/* After a store failed: whether to try again, with a node by gfp.  Not under the lock if that may sleep. */
bool xas_nomem(struct xa_state *xas, gfp_t gfp);
/* The same under the lock, which is dropped meanwhile if gfp may sleep. */
bool __xas_nomem(struct xa_state *xas, gfp_t gfp);
/* Frees the nodes that were not used. */
void xas_destroy(struct xa_state *xas);
/* Go on behind the current entry, after the lock was dropped. */
void xas_pause(struct xa_state *xas);
/* log2 of the indices of the current entry. */
int xas_get_order(struct xa_state *xas);

/* Look again at where xas_load() was.  xa_lock, or a reader. */
static inline void *xas_reload(struct xa_state *xas)
{
	if (xas_is_node(xas))
		return rcu_dereference_raw(xas->xa_node->slots[xas->xa_offset]);
	return rcu_dereference_raw(xas->xa->xa_head);
}

#define xas_next_entry(xas, max)		xas_find(xas, max)
#define xas_next_marked(xas, max, mark)		xas_find_marked(xas, max, mark)
#define xas_for_each(xas, entry, max) \
	for (entry = xas_find(xas, max); entry; entry = xas_next_entry(xas, max))
#define xas_for_each_marked(xas, entry, max, mark) \
	for (entry = xas_find_marked(xas, max, mark); entry; entry = xas_next_marked(xas, max, mark))
#define xas_for_each_conflict(xas, entry) \
	while ((entry = xas_find_conflict(xas)))

/* Entries between two offers of the CPU in long loops. */
#define XA_CHECK_SCHED	4096

#endif /* LINUX_XARRAY_H */
