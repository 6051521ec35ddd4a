/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_KFIFO_H
#define LINUX_KFIFO_H

/*
 * Rings of elements of one type, or of records of bytes.
 *
 * One writer and one reader need no lock, in any context and on any CPU.  Several writers, or
 * several readers, need a lock between them; the _spinlocked forms acquire this lock with
 * interrupts off.  Sizes are powers of two.  The members in and out count all elements that were
 * ever written and read; their difference is the number of elements in the ring.
 *
 * A record is preceded by its length in recsize (1 or 2) bytes.  A record is read as a whole and
 * truncated to the reader's buffer.  Quarry has no user space, so kfifo_from_user() and
 * kfifo_to_user() do not exist.
 */

#include <linux/array_size.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/gfp_types.h>
#include <linux/log2.h>
#include <linux/spinlock.h>
#include <linux/stddef.h>
#include <linux/types.h>
#include <asm/barrier.h>

struct __kfifo {
	unsigned int in, out;	/* in is changed by the writer, out by the reader */
	unsigned int mask;	/* number of elements minus 1 */
	unsigned int esize;	/* element size in bytes */
	void *data;
};

/* Only the first member uses memory.  The others store types for the macros. */
#define __KFIFO_COMMON(type, recsize, ptrtype)				\
	union {								\
		struct __kfifo __keyword(kfifo);				\
		type *type_of;						\
		char (*rec_of)[recsize];				\
		ptrtype *ptr_of;					\
		const ptrtype *const_ptr_of;				\
	}
#define __KFIFO_CHECK(size)	((size) + BUILD_BUG_ON_ZERO((size) < 2 || ((size) & ((size) - 1))))
#define __STRUCT_KFIFO_PTR(type, recsize, ptrtype)	{ __KFIFO_COMMON(type, recsize, ptrtype); }
#define __STRUCT_KFIFO(type, size, recsize, ptrtype)			\
	{ __KFIFO_COMMON(type, recsize, ptrtype); type buf[__KFIFO_CHECK(size)]; }

#define STRUCT_KFIFO_PTR(type)		struct __STRUCT_KFIFO_PTR(type, 0, type)
#define STRUCT_KFIFO(type, size)	struct __STRUCT_KFIFO(type, size, 0, type)
#define STRUCT_KFIFO_REC_1(size)	struct __STRUCT_KFIFO(unsigned char, size, 1, void)
#define STRUCT_KFIFO_REC_2(size)	struct __STRUCT_KFIFO(unsigned char, size, 2, void)

struct kfifo __STRUCT_KFIFO_PTR(unsigned char, 0, void);
struct kfifo_rec_ptr_1 __STRUCT_KFIFO_PTR(unsigned char, 1, void);
struct kfifo_rec_ptr_2 __STRUCT_KFIFO_PTR(unsigned char, 2, void);

#define DECLARE_KFIFO_PTR(fifo, type)	STRUCT_KFIFO_PTR(type) fifo
#define DECLARE_KFIFO(fifo, type, size)	STRUCT_KFIFO(type, size) fifo
#define DEFINE_KFIFO(fifo, type, size)					\
	DECLARE_KFIFO(fifo, type, size) = { { .__keyword(kfifo) = {	\
		.mask = (size) - 1, .esize = sizeof(*(fifo).buf), .data = (fifo).buf } } }
/* Initialize a fifo that DECLARE_KFIFO() declared. */
#define INIT_KFIFO(fifo)						\
	((fifo).__keyword(kfifo) = (struct __kfifo){ .mask = ARRAY_SIZE((fifo).buf) - 1,	\
		.esize = sizeof(*(fifo).buf), .data = (fifo).buf })

#define __kf(fifo)		(&(fifo)->__keyword(kfifo))
#define __kf_type(fifo)		__typeof__(*(fifo)->type_of)

#define kfifo_initialized(fifo)	(__kf(fifo)->data != NULL)
#define kfifo_esize(fifo)	(__kf(fifo)->esize)
#define kfifo_recsize(fifo)	(sizeof(*(fifo)->rec_of))
#define kfifo_size(fifo)	(__kf(fifo)->mask + 1)

/*
 * Return the number of used or unused elements.  The writer and the reader may call these
 * functions, in any context.
 */
static inline unsigned int __kfifo_len(const struct __kfifo *fifo)
{
	return smp_load_acquire(&fifo->in) - smp_load_acquire(&fifo->out);
}

static inline unsigned int __kfifo_unused(const struct __kfifo *fifo)
{
	return fifo->mask + 1 - __kfifo_len(fifo);
}

#define kfifo_len(fifo)		__kfifo_len(__kf(fifo))
#define kfifo_is_empty(fifo)	(!__kfifo_len(__kf(fifo)))
#define kfifo_is_full(fifo)	(__kfifo_len(__kf(fifo)) > __kf(fifo)->mask)
/*
 * Return the number of elements that can be written, or the length of the longest record that can
 * be written.
 */
#define kfifo_avail(fifo)	__kfifo_avail(__kf(fifo), kfifo_recsize(fifo))
unsigned int __kfifo_avail(const struct __kfifo *fifo, size_t recsize);

/* Discard all contents.  No other context may use the fifo at the same time. */
#define kfifo_reset(fifo)	((void)(__kf(fifo)->in = __kf(fifo)->out = 0))
/* Discard all contents.  Only the reader may call this. */
#define kfifo_reset_out(fifo) \
	smp_store_release(&__kf(fifo)->out, smp_load_acquire(&__kf(fifo)->in))

/*
 * kfifo_alloc() and kfifo_init() return 0, -ENOMEM, or -EINVAL for less than 2 elements.
 * kfifo_alloc() rounds the size up to a power of two, kfifo_init() rounds it down.
 */
#define kfifo_alloc(fifo, size, gfp) __kfifo_alloc(__kf(fifo), size, sizeof(__kf_type(fifo)), gfp)
#define kfifo_init(fifo, buffer, bytes) \
	__kfifo_init(__kf(fifo), buffer, bytes, sizeof(__kf_type(fifo)))
#define kfifo_free(fifo)		__kfifo_free(__kf(fifo))
int __must_check __kfifo_alloc(struct __kfifo *fifo, unsigned int size, size_t esize, gfp_t gfp);
int __kfifo_init(struct __kfifo *fifo, void *buffer, unsigned int bytes, size_t esize);
void __kfifo_free(struct __kfifo *fifo);

/*
 * Write or read at most @n elements.  Returns the number of elements written or read.  A record is
 * written completely or not at all.
 */
unsigned int __kfifo_in(struct __kfifo *fifo, const void *buf, unsigned int n, size_t recsize);
unsigned int __kfifo_out(struct __kfifo *fifo, void *buf, unsigned int n, size_t recsize,
			 bool take);
/*
 * Return the number of elements that can be read from contiguous memory, at most @n.  *@tail
 * becomes the index of the first of them.
 */
unsigned int __kfifo_out_linear(struct __kfifo *fifo, unsigned int *tail, unsigned int n,
				size_t recsize);
unsigned int __kfifo_peek_len(const struct __kfifo *fifo, size_t recsize);
void __kfifo_skip(struct __kfifo *fifo, unsigned int n, size_t recsize);

#define kfifo_in(fifo, buf, n)							\
({										\
	__typeof__((fifo)->const_ptr_of) __kf_buf = (buf);			\
										\
	__kfifo_in(__kf(fifo), __kf_buf, n, kfifo_recsize(fifo));		\
})
#define __kfifo_read(fifo, buf, n, take)					\
({										\
	__typeof__((fifo)->ptr_of) __kf_buf = (buf);				\
										\
	__kfifo_out(__kf(fifo), __kf_buf, n, kfifo_recsize(fifo), take);	\
})
#define kfifo_out(fifo, buf, n)		__kfifo_read(fifo, buf, n, true)
#define kfifo_out_peek(fifo, buf, n)	__kfifo_read(fifo, buf, n, false)

/*
 * Write or read one element, or a record with one element.  Returns 1, or 0 if the fifo is full
 * (write) or empty (read).
 */
#define kfifo_put(fifo, val)							\
({										\
	__kf_type(fifo) __kf_val = (val);					\
										\
	__kfifo_in(__kf(fifo), &__kf_val, 1, kfifo_recsize(fifo));		\
})
#define kfifo_get(fifo, val)	kfifo_out(fifo, val, 1)
#define kfifo_peek(fifo, val)	kfifo_out_peek(fifo, val, 1)

/* Return the length in bytes of the next record or, for a fifo of elements, of all elements. */
#define kfifo_peek_len(fifo)	__kfifo_peek_len(__kf(fifo), kfifo_recsize(fifo))
#define kfifo_skip(fifo)	__kfifo_skip(__kf(fifo), 1, kfifo_recsize(fifo))
#define kfifo_skip_count(fifo, n)	__kfifo_skip(__kf(fifo), n, kfifo_recsize(fifo))
#define kfifo_out_linear(fifo, tail, n) \
	__kfifo_out_linear(__kf(fifo), tail, n, kfifo_recsize(fifo))
#define kfifo_out_linear_ptr(fifo, ptr, n)					\
({										\
	unsigned int __kf_tail, __kf_n = kfifo_out_linear(fifo, &__kf_tail, n);	\
										\
	*(ptr) = (__kf_type(fifo) *)__kf(fifo)->data + __kf_tail;		\
	__kf_n;									\
})

#define kfifo_in_spinlocked(fifo, buf, n, lock)					\
({										\
	unsigned long __kf_flags;						\
	unsigned int __kf_done;							\
										\
	spin_lock_irqsave(lock, __kf_flags);					\
	__kf_done = kfifo_in(fifo, buf, n);					\
	spin_unlock_irqrestore(lock, __kf_flags);				\
	__kf_done;								\
})
#define kfifo_out_spinlocked(fifo, buf, n, lock)				\
({										\
	unsigned long __kf_flags;						\
	unsigned int __kf_done;							\
										\
	spin_lock_irqsave(lock, __kf_flags);					\
	__kf_done = kfifo_out(fifo, buf, n);					\
	spin_unlock_irqrestore(lock, __kf_flags);				\
	__kf_done;								\
})
#define kfifo_in_spinlocked_noirqsave(fifo, buf, n, lock)			\
({										\
	unsigned int __kf_done;							\
										\
	spin_lock(lock);							\
	__kf_done = kfifo_in(fifo, buf, n);					\
	spin_unlock(lock);							\
	__kf_done;								\
})
#define kfifo_out_spinlocked_noirqsave(fifo, buf, n, lock)			\
({										\
	unsigned int __kf_done;							\
										\
	spin_lock(lock);							\
	__kf_done = kfifo_out(fifo, buf, n);					\
	spin_unlock(lock);							\
	__kf_done;								\
})
#define kfifo_is_empty_spinlocked(fifo, lock)					\
({										\
	unsigned long __kf_flags;						\
	bool __kf_empty;							\
										\
	spin_lock_irqsave(lock, __kf_flags);					\
	__kf_empty = kfifo_is_empty(fifo);					\
	spin_unlock_irqrestore(lock, __kf_flags);				\
	__kf_empty;								\
})
#define kfifo_in_locked(fifo, buf, n, lock)	kfifo_in_spinlocked(fifo, buf, n, lock)
#define kfifo_out_locked(fifo, buf, n, lock)	kfifo_out_spinlocked(fifo, buf, n, lock)

#endif /* LINUX_KFIFO_H */
