/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_IDR_H
#define LINUX_IDR_H

/*
 * Allocate small integers.  An IDR, based on XArray, stores a pointer for each integer.  An IDA is
 * a bitmap without pointers.
 */

#include <linux/gfp.h>
#include <linux/gfp_types.h>
#include <linux/xarray.h>

/* ---- IDR ------------------------------------------------------------------------------------- */

/*
 * The caller serializes changes of an IDR.  idr_find(), idr_get_next() and idr_for_each_*() may run
 * concurrently in an RCU reader.  A pointer must be aligned to 4 bytes.  A number whose pointer is
 * NULL is still allocated.
 */
struct idr {
	struct xarray idr_rt;
	unsigned int idr_base;		/* number at index 0 */
	unsigned int idr_next;		/* first number that idr_alloc_cyclic() tries */
};

#define IDR_INIT_BASE(name, base) \
	{ .idr_rt = XARRAY_INIT(name.idr_rt, XA_FLAGS_ALLOC), .idr_base = (base), .idr_next = 0 }
#define IDR_INIT(name)		IDR_INIT_BASE(name, 0)
#define DEFINE_IDR(name)	struct idr name = IDR_INIT(name)

/* Acquire and release a lock for the caller's use.  The idr_*() functions do not acquire it. */
#define idr_lock(idr)		xa_lock(&(idr)->idr_rt)
#define idr_unlock(idr)		xa_unlock(&(idr)->idr_rt)
#define idr_lock_bh(idr)	xa_lock_bh(&(idr)->idr_rt)
#define idr_unlock_bh(idr)	xa_unlock_bh(&(idr)->idr_rt)
#define idr_lock_irq(idr)	xa_lock_irq(&(idr)->idr_rt)
#define idr_unlock_irq(idr)	xa_unlock_irq(&(idr)->idr_rt)
#define idr_lock_irqsave(idr, flags)		xa_lock_irqsave(&(idr)->idr_rt, flags)
#define idr_unlock_irqrestore(idr, flags)	xa_unlock_irqrestore(&(idr)->idr_rt, flags)

/* Initialize an IDR that only allocates numbers from @base on, which makes lookups faster. */
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
 * Allocate the smallest free number from @start to @end - 1, or to INT_MAX if @end is 0 or
 * negative.  idr_alloc_cyclic() starts after the last allocated number.  Returns -ENOSPC if all
 * numbers are in use, -ENOMEM or -EINVAL.  May sleep if @gfp allows it.
 */
int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t gfp);
int idr_alloc_cyclic(struct idr *idr, void *ptr, int start, int end, gfp_t gfp);
/* Allocate a number from *@id to @max, inclusive, and store it in *@id. */
int __must_check idr_alloc_u32(struct idr *idr, void *ptr, u32 *id, unsigned long max, gfp_t gfp);

/*
 * Preallocate memory with @gfp for one idr_alloc() call before idr_preload_end(), so that the
 * caller can hold a spinlock during that call.  The caller must not sleep between idr_preload() and
 * idr_preload_end().  Context: thread.
 */
void idr_preload(gfp_t gfp);
void idr_preload_end(void);

void *idr_remove(struct idr *idr, unsigned long id);
void *idr_find(const struct idr *idr, unsigned long id);
/* Replace a pointer.  Returns the old pointer, or ERR_PTR(-ENOENT) if @id is not allocated. */
void *idr_replace(struct idr *idr, void *ptr, unsigned long id);
/* Call @fn for each pointer.  Stops at the first nonzero result of @fn and returns this result. */
int idr_for_each(const struct idr *idr, int (*fn)(int id, void *p, void *data), void *data);
/* Return the first pointer from *@id on that is not NULL. */
void *idr_get_next(struct idr *idr, int *id);
void *idr_get_next_ul(struct idr *idr, unsigned long *id);
void idr_destroy(struct idr *idr);

#define idr_for_each_entry(idr, entry, id) \
	for (id = 0; ((entry) = idr_get_next(idr, &(id))) != NULL; id += 1U)
#define idr_for_each_entry_ul(idr, entry, tmp, id)			\
	for (tmp = 0, id = 0;						\
	     ((entry) = tmp <= id ? idr_get_next_ul(idr, &(id)) : NULL) != NULL;	\
	     tmp = id, ++id)
#define idr_for_each_entry_continue(idr, entry, id)					\
	for ((entry) = idr_get_next((idr), &(id)); entry; \
	     ++id, (entry) = idr_get_next((idr), &(id)))
#define idr_for_each_entry_continue_ul(idr, entry, tmp, id)		\
	for (tmp = id;							\
	     ((entry) = tmp <= id ? idr_get_next_ul(idr, &(id)) : NULL) != NULL;	\
	     tmp = id, ++id)

/* ---- IDA ------------------------------------------------------------------------------------- */

#define IDA_BITMAP_BITS	1024	/* IDs per bitmap block, which has 128 bytes */

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
 * Allocate the smallest free number from @min to @max (at most INT_MAX), inclusive.  Returns
 * -ENOSPC if all numbers are in use, -ENOMEM, or -EINVAL if @min is above INT_MAX.  May sleep if
 * @gfp allows it.  The IDA has a lock, which these functions acquire with interrupts off.
 */
int ida_alloc_range(struct ida *ida, unsigned int min, unsigned int max, gfp_t gfp);
/* Free a number.  A number that is not allocated is reported.  Context: any. */
void ida_free(struct ida *ida, unsigned int id);
/* Free all numbers. */
void ida_destroy(struct ida *ida);
/* Return the first allocated number from @min to @max, or -ENOENT. */
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
