/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_IDR_H
#define LINUX_IDR_H

/*
 * Numbers for things.  IDR: from small integers to pointers, over XArray.  IDA: only the numbers, a bit
 * each.
 */

#include <linux/gfp_types.h>
#include <linux/xarray.h>

/* ---- IDR ------------------------------------------------------------------------------------- */

/*
 * The caller keeps calls that change an IDR apart; idr_find(), idr_get_next() and the loops may run
 * beside them in an RCU reader.  A pointer is aligned to 4 bytes, or NULL, which keeps the number
 * in use.
 */
struct idr {
	struct xarray idr_rt;
	unsigned int idr_base;		/* the number of index 0 */
	unsigned int idr_next;		/* idr_alloc_cyclic() begins there */
};

#define IDR_INIT_BASE(name, base) \
	{ .idr_rt = XARRAY_INIT(name.idr_rt, XA_FLAGS_ALLOC), .idr_base = (base), .idr_next = 0 }
#define IDR_INIT(name)		IDR_INIT_BASE(name, 0)
#define DEFINE_IDR(name)	struct idr name = IDR_INIT(name)

/* For the caller's own use; nothing here takes it. */
#define idr_lock(idr)		xa_lock(&(idr)->idr_rt)
#define idr_unlock(idr)		xa_unlock(&(idr)->idr_rt)
#define idr_lock_bh(idr)	xa_lock_bh(&(idr)->idr_rt)
#define idr_unlock_bh(idr)	xa_unlock_bh(&(idr)->idr_rt)
#define idr_lock_irq(idr)	xa_lock_irq(&(idr)->idr_rt)
#define idr_unlock_irq(idr)	xa_unlock_irq(&(idr)->idr_rt)
#define idr_lock_irqsave(idr, flags)		xa_lock_irqsave(&(idr)->idr_rt, flags)
#define idr_unlock_irqrestore(idr, flags)	xa_unlock_irqrestore(&(idr)->idr_rt, flags)

/* Numbers from base on only: lookups are shorter by it. */
static inline void idr_init_base(struct idr *idr, int base)
{
	xa_init_flags(&idr->idr_rt, XA_FLAGS_ALLOC);
	idr->idr_base = base;
	idr->idr_next = 0;
}

static inline void idr_init(struct idr *idr)
{
	idr_init_base(idr, 0);
}

static inline bool idr_is_empty(const struct idr *idr)
{
	return xa_empty(&idr->idr_rt);
}

static inline unsigned int idr_get_cursor(const struct idr *idr)
{
	return READ_ONCE(idr->idr_next);
}

static inline void idr_set_cursor(struct idr *idr, unsigned int val)
{
	WRITE_ONCE(idr->idr_next, val);
}

/*
 * The smallest free number from start to end - 1 (end 0 or less: INT_MAX); cyclic: the first behind the
 * last one given.  -ENOSPC if there is none, -ENOMEM, -EINVAL.  Context: as gfp says.
 */
int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t gfp);
int idr_alloc_cyclic(struct idr *idr, void *ptr, int start, int end, gfp_t gfp);
/* From *id to max, both included; *id becomes the number. */
int __must_check idr_alloc_u32(struct idr *idr, void *ptr, u32 *id, unsigned long max, gfp_t gfp);

/*
 * Around one idr_alloc() with a lock held: what it may need is allocated before, by gfp.  Nothing that
 * sleeps in between.  Thread context.
 */
void idr_preload(gfp_t gfp);
void idr_preload_end(void);

void *idr_remove(struct idr *idr, unsigned long id);
void *idr_find(const struct idr *idr, unsigned long id);
/* The old pointer; ERR_PTR(-ENOENT) if the number is not in use. */
void *idr_replace(struct idr *idr, void *ptr, unsigned long id);
/* fn's first result that is not 0. */
int idr_for_each(const struct idr *idr, int (*fn)(int id, void *p, void *data), void *data);
/* The first from *id on that is not NULL. */
void *idr_get_next(struct idr *idr, int *id);
void *idr_get_next_ul(struct idr *idr, unsigned long *id);
void idr_destroy(struct idr *idr);

#define idr_for_each_entry(idr, entry, id) \
	for (id = 0; ((entry) = idr_get_next(idr, &(id))) != NULL; id += 1U)
#define idr_for_each_entry_ul(idr, entry, tmp, id)			\
	for (tmp = 0, id = 0;						\
	     ((entry) = tmp <= id ? idr_get_next_ul(idr, &(id)) : NULL) != NULL;	\
	     tmp = id, ++id)
#define idr_for_each_entry_continue(idr, entry, id) \
	for ((entry) = idr_get_next((idr), &(id)); entry; ++id, (entry) = idr_get_next((idr), &(id)))
#define idr_for_each_entry_continue_ul(idr, entry, tmp, id)		\
	for (tmp = id;							\
	     ((entry) = tmp <= id ? idr_get_next_ul(idr, &(id)) : NULL) != NULL;	\
	     tmp = id, ++id)

/* ---- IDA ------------------------------------------------------------------------------------- */

#define IDA_BITMAP_BITS	1024	/* numbers of one block of 128 bytes */

struct ida {
	struct xarray xa;
};

#define IDA_INIT(name)		{ .xa = XARRAY_INIT(name.xa, XA_FLAGS_ALLOC) }
#define DEFINE_IDA(name)	struct ida name = IDA_INIT(name)

static inline void ida_init(struct ida *ida)
{
	xa_init_flags(&ida->xa, XA_FLAGS_ALLOC);
}

static inline bool ida_is_empty(const struct ida *ida)
{
	return xa_empty(&ida->xa);
}

/*
 * The smallest free number from min to max, both included and up to INT_MAX.  -ENOSPC if there is none,
 * -ENOMEM, -EINVAL for a min above INT_MAX.  Context: as gfp says; takes its own lock, with interrupts off.
 */
int ida_alloc_range(struct ida *ida, unsigned int min, unsigned int max, gfp_t gfp);
/* One that is not in use is reported.  Any context. */
void ida_free(struct ida *ida, unsigned int id);
/* All of them at once. */
void ida_destroy(struct ida *ida);
/* The first in use from min to max; -ENOENT. */
int ida_find_first_range(struct ida *ida, unsigned int min, unsigned int max);

static inline int ida_alloc(struct ida *ida, gfp_t gfp)
{
	return ida_alloc_range(ida, 0, ~0U, gfp);
}

static inline int ida_alloc_min(struct ida *ida, unsigned int min, gfp_t gfp)
{
	return ida_alloc_range(ida, min, ~0U, gfp);
}

static inline int ida_alloc_max(struct ida *ida, unsigned int max, gfp_t gfp)
{
	return ida_alloc_range(ida, 0, max, gfp);
}

static inline int ida_find_first(struct ida *ida)
{
	return ida_find_first_range(ida, 0, ~0U);
}

static inline bool ida_exists(struct ida *ida, unsigned int id)
{
	return ida_find_first_range(ida, id, id) == (int)id;
}

#define ida_simple_get(ida, start, end, gfp)	ida_alloc_range(ida, start, (end) - 1, gfp)
#define ida_simple_remove(ida, id)		ida_free(ida, id)

#endif /* LINUX_IDR_H */
