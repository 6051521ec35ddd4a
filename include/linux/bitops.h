/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_BITOPS_H
#define LINUX_BITOPS_H

/*
 * Access single bits in arrays of unsigned long, and find set or clear bits of a word.
 *
 * set_bit(), clear_bit() and change_bit() are atomic and unordered; the test_and_ forms are atomic
 * and fully ordered; the forms with two underscores are not atomic.  Context: any.
 */

#include <linux/typecheck.h>
#include <asm-generic/bitscan.h>
#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/types.h>

#define hweight64(w)	((unsigned long)__arch_hweight64(w))
#define hweight32(w)	((unsigned int)__arch_hweight64((u32)(w)))
#define hweight16(w)	((unsigned int)__arch_hweight64((u16)(w)))
#define hweight8(w)	((unsigned int)__arch_hweight64((u8)(w)))
#define hweight_long(w)	hweight64(w)
#define HWEIGHT64(w)	((unsigned int)__builtin_popcountll(w))
#define HWEIGHT32(w)	HWEIGHT64((u32)(w))
#define HWEIGHT16(w)	HWEIGHT64((u16)(w))
#define HWEIGHT8(w)	HWEIGHT64((u8)(w))

/* Return the index of the lowest set bit plus 1, or 0 if @x is 0. */
static __always_inline __attribute_const__ int ffs(int x)
{
	return x ? (int)__ffs((unsigned int)x) + 1 : 0;
}

static __always_inline __attribute_const__ unsigned int fls_long(unsigned long l)
{
	return (unsigned int)fls64(l);
}

static __always_inline __attribute_const__ unsigned int __ffs64(u64 x)
{
	return (unsigned int)__ffs(x);
}

/* Return the index of the lowest clear bit.  The result is undefined if @x has no clear bit. */
#define ffz(x)	__ffs(~(x))

/* Return the smallest n for which 2^n is not less than @count, or -1 if @count is 0. */
static __always_inline __attribute_const__ int get_count_order_long(unsigned long count)
{
	return count ? (int)fls64(count - 1) : -1;
}

static __always_inline __attribute_const__ int get_count_order(unsigned int count)
{
	return get_count_order_long(count);
}

/* Return the index of set bit number @n, counted from 0, or BITS_PER_LONG if it does not exist. */
static inline unsigned int fns(unsigned long word, unsigned int n)
{
	while (word && n--)
		word &= word - 1;
	return word ? (unsigned int)__ffs(word) : BITS_PER_LONG;
}

static __always_inline void set_bit(unsigned long nr, volatile unsigned long *addr)
{
	(void)__atomic_fetch_or(addr + BIT_WORD(nr), BIT_MASK(nr), __ATOMIC_RELAXED);
}

static __always_inline void clear_bit(unsigned long nr, volatile unsigned long *addr)
{
	(void)__atomic_fetch_and(addr + BIT_WORD(nr), ~BIT_MASK(nr), __ATOMIC_RELAXED);
}

static __always_inline void change_bit(unsigned long nr, volatile unsigned long *addr)
{
	(void)__atomic_fetch_xor(addr + BIT_WORD(nr), BIT_MASK(nr), __ATOMIC_RELAXED);
}

static __always_inline bool test_and_set_bit(unsigned long nr, volatile unsigned long *addr)
{
	unsigned long old;

	old = __atomic_fetch_or(addr + BIT_WORD(nr), BIT_MASK(nr), ATOMIC_FULL);
	atomic_full_fence();
	return old & BIT_MASK(nr);
}

static __always_inline bool test_and_clear_bit(unsigned long nr, volatile unsigned long *addr)
{
	unsigned long old;

	old = __atomic_fetch_and(addr + BIT_WORD(nr), ~BIT_MASK(nr), ATOMIC_FULL);
	atomic_full_fence();
	return old & BIT_MASK(nr);
}

static __always_inline bool test_and_change_bit(unsigned long nr, volatile unsigned long *addr)
{
	unsigned long old;

	old = __atomic_fetch_xor(addr + BIT_WORD(nr), BIT_MASK(nr), ATOMIC_FULL);
	atomic_full_fence();
	return old & BIT_MASK(nr);
}

/* Use a bit as a lock.  Locking has acquire semantics, unlocking has release semantics. */
static __always_inline bool test_and_set_bit_lock(unsigned long nr, volatile unsigned long *addr)
{
	unsigned long mask = BIT_MASK(nr);

	return __atomic_fetch_or(addr + BIT_WORD(nr), mask, __ATOMIC_ACQUIRE) & mask;
}

static __always_inline void clear_bit_unlock(unsigned long nr, volatile unsigned long *addr)
{
	(void)__atomic_fetch_and(addr + BIT_WORD(nr), ~BIT_MASK(nr), __ATOMIC_RELEASE);
}

/* Like clear_bit_unlock(), where no other CPU changes bits of the word. */
static __always_inline void __clear_bit_unlock(unsigned long nr, volatile unsigned long *addr)
{
	clear_bit_unlock(nr, addr);
}

static __always_inline bool test_bit(unsigned long nr, const volatile unsigned long *addr)
{
	const unsigned long *word = (const unsigned long *)addr + BIT_WORD(nr);

	/* If both arguments are constants, the result is a constant, too. */
	if (__builtin_constant_p(nr) && __builtin_constant_p(*word))
		return *word >> (nr % BITS_PER_LONG) & 1;
	return (READ_ONCE(addr[BIT_WORD(nr)]) >> (nr % BITS_PER_LONG)) & 1;
}

static __always_inline bool test_bit_acquire(unsigned long nr, const volatile unsigned long *addr)
{
	return (__atomic_load_n(addr + BIT_WORD(nr), __ATOMIC_ACQUIRE) >> (nr % BITS_PER_LONG)) & 1;
}

static __always_inline void __set_bit(unsigned long nr, unsigned long *addr)
{
	addr[BIT_WORD(nr)] |= BIT_MASK(nr);
}

static __always_inline void __clear_bit(unsigned long nr, unsigned long *addr)
{
	addr[BIT_WORD(nr)] &= ~BIT_MASK(nr);
}

static __always_inline void __change_bit(unsigned long nr, unsigned long *addr)
{
	addr[BIT_WORD(nr)] ^= BIT_MASK(nr);
}

static __always_inline bool __test_and_set_bit(unsigned long nr, unsigned long *addr)
{
	bool old = test_bit(nr, addr);

	__set_bit(nr, addr);
	return old;
}

static __always_inline bool __test_and_clear_bit(unsigned long nr, unsigned long *addr)
{
	bool old = test_bit(nr, addr);

	__clear_bit(nr, addr);
	return old;
}

static __always_inline bool __test_and_change_bit(unsigned long nr, unsigned long *addr)
{
	bool old = test_bit(nr, addr);

	__change_bit(nr, addr);
	return old;
}

#define assign_bit(nr, addr, value) \
	((value) ? set_bit((nr), (addr)) : clear_bit((nr), (addr)))
#define __assign_bit(nr, addr, value) \
	((value) ? __set_bit((nr), (addr)) : __clear_bit((nr), (addr)))

#define __DEFINE_ROTATE(bits)								\
static __always_inline __attribute_const__ u##bits rol##bits(u##bits w, unsigned int s)	\
{											\
	return (u##bits)((w << (s & (bits - 1))) | (w >> (-s & (bits - 1))));		\
}											\
static __always_inline __attribute_const__ u##bits ror##bits(u##bits w, unsigned int s)	\
{											\
	return (u##bits)((w >> (s & (bits - 1))) | (w << (-s & (bits - 1))));		\
}
__DEFINE_ROTATE(8)
__DEFINE_ROTATE(16)
__DEFINE_ROTATE(32)
__DEFINE_ROTATE(64)
#undef __DEFINE_ROTATE

/* Copy the sign bit @index to all bits above it. */
static __always_inline __attribute_const__ s32 sign_extend32(u32 value, int index)
{
	int shift = 31 - index;

	return (s32)(value << shift) >> shift;
}

static __always_inline __attribute_const__ s64 sign_extend64(u64 value, int index)
{
	int shift = 63 - index;

	return (s64)(value << shift) >> shift;
}

static __always_inline __attribute_const__ int parity8(u8 val)
{
	val ^= val >> 4;
	return (0x6996 >> (val & 0xf)) & 1;
}

/*
 * Atomically replace the bits @mask of *@ptr by @bits.  Evaluates to the old value.
 */
#define set_mask_bits(ptr, mask, bits)						\
({										\
	const __typeof__(*(ptr)) __sm_mask = (mask), __sm_bits = (bits);	\
	__typeof__(*(ptr)) __sm_old = READ_ONCE(*(ptr)), __sm_new;		\
										\
	do {									\
		__sm_new = (__sm_old & ~__sm_mask) | __sm_bits;			\
	} while (!try_cmpxchg(ptr, &__sm_old, __sm_new));			\
	__sm_old;								\
})

/*
 * Atomically clear the bits @clear of *@ptr, unless one of the bits @test is set.  Evaluates to
 * true if the bits were cleared.
 */
#define bit_clear_unless(ptr, clear, test)					\
({										\
	const __typeof__(*(ptr)) __bc_clear = (clear), __bc_test = (test);	\
	__typeof__(*(ptr)) __bc_old = READ_ONCE(*(ptr));			\
										\
	while (!(__bc_old & __bc_test) &&					\
	       !try_cmpxchg(ptr, &__bc_old, __bc_old & ~__bc_clear))		\
		;								\
	!(__bc_old & __bc_test);						\
})

#include <linux/find.h>

#endif /* LINUX_BITOPS_H */
