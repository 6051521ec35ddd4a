/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_GENERIC_CMPXCHG_H
#define ASM_GENERIC_CMPXCHG_H

/*
 * xchg(), cmpxchg() and try_cmpxchg() for any integer or pointer of 1, 2, 4 or 8 bytes.
 * <linux/atomic.h> includes this file and defines the memory orders.
 *
 * RISC-V without Zacas and Zabha has no atomic access below 4 bytes, and compilers would call a
 * support library for such an access.  On RISC-V, this file therefore exchanges the 32-bit word
 * that contains the object.
 */

#include <linux/compiler.h>
#include <linux/types.h>
#include <asm/barrier.h>

/*
 * On RISC-V, GCC 12 omits the release ordering of a compare-and-exchange unless the order of a
 * failed exchange is a release, too.  Therefore a fence before the exchange provides the release
 * ordering, and the exchange is relaxed.
 */
#if defined(__riscv)
#define cas_fence_before(order)			\
do {						\
	if ((order) == __ATOMIC_RELEASE)	\
		RISCV_FENCE(rw, w);		\
} while (0)
#define CAS_ORDER(order)	((order) == __ATOMIC_RELEASE ? __ATOMIC_RELAXED : (order))
#else
#define cas_fence_before(order)	((void)0)
#define CAS_ORDER(order)	(order)
#endif

#if defined(__riscv)
/*
 * The access is not checked, because KASAN may have poisoned the bytes of the 32-bit word outside
 * of the object.
 */
#ifdef CONFIG_KASAN
#define __subword	static noinline __maybe_unused __no_sanitize_address
#else
#define __subword	static __always_inline
#endif

static __always_inline u32 cmpxchg_word_shift(const volatile void *ptr)
{
	return ((unsigned long)ptr & 3) * 8;
}

__subword bool subword_cas(volatile void *ptr, u32 mask, u32 *old, u32 desired, int order)
{
	volatile u32 *word = (volatile u32 *)((unsigned long)ptr & ~3UL);
	u32 shift = cmpxchg_word_shift(ptr);
	u32 cur = __atomic_load_n(word, __ATOMIC_RELAXED);

	cas_fence_before(order);
	for (;;) {
		u32 next = (cur & ~(mask << shift)) | ((desired & mask) << shift);

		if (((cur >> shift) & mask) != *old) {
			*old = (cur >> shift) & mask;
			return false;
		}
		if (__atomic_compare_exchange_n(word, &cur, next, true, CAS_ORDER(order),
						__ATOMIC_RELAXED))
			return true;
	}
}

__subword u32 subword_xchg(volatile void *ptr, u32 mask, u32 desired, int order)
{
	volatile u32 *word = (volatile u32 *)((unsigned long)ptr & ~3UL);
	u32 shift = cmpxchg_word_shift(ptr);
	u32 cur = __atomic_load_n(word, __ATOMIC_RELAXED);

	cas_fence_before(order);
	while (!__atomic_compare_exchange_n(word, &cur,
			(cur & ~(mask << shift)) | ((desired & mask) << shift),
			true, CAS_ORDER(order), __ATOMIC_RELAXED))
		;
	return (cur >> shift) & mask;
}
#endif

/* Exchange 8 bytes at @ptr. */
#ifndef arch_xchg_acquire
#define arch_xchg_acquire(ptr, desired)	__atomic_exchange_n(ptr, desired, __ATOMIC_ACQUIRE)
#endif

#ifndef arch_try_cmpxchg_acquire
/*
 * Store @desired in *@ptr if *@ptr equals @old.  Returns true if @desired was stored.  May return
 * false although *@ptr equals @old.
 */
static __always_inline bool arch_try_cmpxchg_acquire(u64 *ptr, u64 old, u64 desired)
{
	return __atomic_compare_exchange_n(ptr, &old, desired, true, __ATOMIC_ACQUIRE,
					   __ATOMIC_RELAXED);
}
#endif

static __always_inline u64 __xchg_order(volatile void *ptr, u64 desired, int size, int order)
{
	switch (size) {
#if defined(__riscv)
	case 1:
		return subword_xchg(ptr, 0xff, (u32)desired, order);
	case 2:
		return subword_xchg(ptr, 0xffff, (u32)desired, order);
#else
	case 1:
		return __atomic_exchange_n((volatile u8 *)ptr, (u8)desired, order);
	case 2:
		return __atomic_exchange_n((volatile u16 *)ptr, (u16)desired, order);
#endif
	case 4:
		return __atomic_exchange_n((volatile u32 *)ptr, (u32)desired, order);
	default:
		return __atomic_exchange_n((volatile u64 *)ptr, desired, order);
	}
}

#define __cmpxchg_case(type, order)						\
({										\
	type __old = (type)*old;						\
	bool __ok;								\
										\
	cas_fence_before(order);						\
	__ok = __atomic_compare_exchange_n((volatile type *)ptr, &__old,	\
						(type)desired, false, CAS_ORDER(order),	\
						order == __ATOMIC_SEQ_CST ?	\
						__ATOMIC_SEQ_CST : __ATOMIC_RELAXED);	\
	*old = __old;								\
	__ok;									\
})

#define __cmpxchg_sub(mask, order)						\
({										\
	u32 __old = (u32)*old & (mask);						\
	bool __ok = subword_cas(ptr, mask, &__old, (u32)desired, order);		\
	*old = __old;								\
	__ok;									\
})

/*
 * Define a compare-and-exchange.  On failure, the function stores the current value in *@old and
 * orders nothing.
 */
#define __DEFINE_CMPXCHG(name, order)						\
static __always_inline bool name(volatile void *ptr, u64 *old, u64 desired, int size)	\
{										\
	switch (size) {								\
	case 1:									\
		return __cmpxchg_1(order);					\
	case 2:									\
		return __cmpxchg_2(order);					\
	case 4:									\
		return __cmpxchg_case(u32, order);				\
	default:								\
		return __cmpxchg_case(u64, order);				\
	}									\
}

#if defined(__riscv)
#define __cmpxchg_1(order)	__cmpxchg_sub(0xff, order)
#define __cmpxchg_2(order)	__cmpxchg_sub(0xffff, order)
#else
#define __cmpxchg_1(order)	__cmpxchg_case(u8, order)
#define __cmpxchg_2(order)	__cmpxchg_case(u16, order)
#endif

__DEFINE_CMPXCHG(__try_cmpxchg_relaxed, __ATOMIC_RELAXED)
__DEFINE_CMPXCHG(__try_cmpxchg_acquire, __ATOMIC_ACQUIRE)
__DEFINE_CMPXCHG(__try_cmpxchg_release, __ATOMIC_RELEASE)
__DEFINE_CMPXCHG(__try_cmpxchg_cas, ATOMIC_FULL_CAS)

static __always_inline bool __try_cmpxchg_full(volatile void *ptr, u64 *old, u64 desired, int size)
{
	bool ok = __try_cmpxchg_cas(ptr, old, desired, size);

	if (ok)
		atomic_full_cas_fence();
	return ok;
}

static __always_inline u64 __xchg_full(volatile void *ptr, u64 desired, int size)
{
	u64 old = __xchg_order(ptr, desired, size, size < 4 ? ATOMIC_FULL_CAS : ATOMIC_FULL);

	if (size < 4)
		atomic_full_cas_fence();
	else
		atomic_full_fence();
	return old;
}

/* Store @n in *@ptr if *@ptr equals @o.  Returns the old value of *@ptr. */
#define __cmpxchg(fn, ptr, o, n)						\
({										\
	__typeof__(*(ptr)) __cx_o = (o), __cx_n = (n);				\
	u64 __cx_old = (u64)(unsigned long)__cx_o;				\
	(void)fn((ptr), &__cx_old, (u64)(unsigned long)__cx_n, sizeof(*(ptr)));	\
	(__typeof__(*(ptr)))__cx_old;						\
})

/*
 * Store @n in *@ptr if *@ptr equals *@oldp, and return true.  Otherwise store the current value in
 * *@oldp and return false.
 */
#define __try_cmpxchg(fn, ptr, oldp, n)						\
({										\
	__typeof__(oldp) __tc_oldp = (oldp);					\
	__typeof__(*(ptr)) __tc_n = (n);					\
	u64 __tc_old = (u64)(unsigned long)*__tc_oldp;				\
	bool __tc_ok = fn((ptr), &__tc_old, (u64)(unsigned long)__tc_n, sizeof(*(ptr)));	\
	if (!__tc_ok)								\
		*__tc_oldp = (__typeof__(*(ptr)))__tc_old;			\
	likely(__tc_ok);							\
})

#define __xchg(ptr, n, expr)							\
({										\
	__typeof__(*(ptr)) __xc_n = (n);					\
	u64 __xc_new = (u64)(unsigned long)__xc_n;				\
	(__typeof__(*(ptr)))(expr);						\
})

#define cmpxchg(ptr, o, n)		__cmpxchg(__try_cmpxchg_full, ptr, o, n)
#define cmpxchg_relaxed(ptr, o, n)	__cmpxchg(__try_cmpxchg_relaxed, ptr, o, n)
#define cmpxchg_acquire(ptr, o, n)	__cmpxchg(__try_cmpxchg_acquire, ptr, o, n)
#define cmpxchg_release(ptr, o, n)	__cmpxchg(__try_cmpxchg_release, ptr, o, n)
#define cmpxchg64			cmpxchg
/* Callers of cmpxchg_local() need atomicity only with respect to this CPU's interrupts. */
#define cmpxchg_local			cmpxchg_relaxed
#define try_cmpxchg(ptr, po, n)		__try_cmpxchg(__try_cmpxchg_full, ptr, po, n)
#define try_cmpxchg_relaxed(ptr, po, n)	__try_cmpxchg(__try_cmpxchg_relaxed, ptr, po, n)
#define try_cmpxchg_acquire(ptr, po, n)	__try_cmpxchg(__try_cmpxchg_acquire, ptr, po, n)
#define try_cmpxchg_release(ptr, po, n)	__try_cmpxchg(__try_cmpxchg_release, ptr, po, n)
#define try_cmpxchg64			try_cmpxchg
#define try_cmpxchg_local		try_cmpxchg_relaxed
#define xchg(ptr, n)			__xchg(ptr, n, __xchg_full((ptr), __xc_new, sizeof(*(ptr))))
#define xchg_relaxed(ptr, n) \
	__xchg(ptr, n, __xchg_order((ptr), __xc_new, sizeof(*(ptr)), __ATOMIC_RELAXED))
#define xchg_acquire(ptr, n) \
	__xchg(ptr, n, __xchg_order((ptr), __xc_new, sizeof(*(ptr)), __ATOMIC_ACQUIRE))
#define xchg_release(ptr, n) \
	__xchg(ptr, n, __xchg_order((ptr), __xc_new, sizeof(*(ptr)), __ATOMIC_RELEASE))

#endif /* ASM_GENERIC_CMPXCHG_H */
