/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_LOG2_H
#define LINUX_LOG2_H

#include <linux/bitops.h>
#include <linux/types.h>

static __always_inline __attribute_const__ bool is_power_of_2(unsigned long n)
{
	return n != 0 && (n & (n - 1)) == 0;
}

static __always_inline __attribute_const__ int __ilog2_u32(u32 n)
{
	return fls(n) - 1;
}

static __always_inline __attribute_const__ int __ilog2_u64(u64 n)
{
	return fls64(n) - 1;
}

/*
 * Return the index of the highest set bit of the constant @n, as a constant that may be an array
 * size.  Undefined for 0.
 */
#define const_ilog2(n)	(__builtin_constant_p(n) ? ((n) < 2 ? 0 : 63 - __builtin_clzll(n)) : -1)

/* Return the index of the highest set bit of @n. */
#define ilog2(n)	(__builtin_constant_p(n) ? ((n) < 2 ? 0 : 63 - __builtin_clzll(n)) : \
			 __ilog2_u64((n) + 0ULL * sizeof(n)))

static inline __attribute_const__ unsigned long __roundup_pow_of_two(unsigned long n)
{
	return 1UL << fls_long(n - 1);
}

static inline __attribute_const__ unsigned long __rounddown_pow_of_two(unsigned long n)
{
	return 1UL << (fls_long(n) - 1);
}

/* Round to a power of two.  Undefined for 0. */
#define roundup_pow_of_two(n)						\
	(__builtin_constant_p(n) ?					\
		((n) == 1 ? 1UL : 2UL << (63 - __builtin_clzl(((n) - 1) | 1))) :	\
		__roundup_pow_of_two(n))
#define rounddown_pow_of_two(n)						\
	(__builtin_constant_p(n) ? (1UL << (63 - __builtin_clzl(n))) : __rounddown_pow_of_two(n))

/* Return the smallest k with 2^k >= @n, or 0 if @n is 0. */
static inline __attribute_const__ int order_base_2(unsigned long n)
{
	return n > 1 ? fls_long(n - 1) : 0;
}

/* Return the number of bits that are needed to store values up to @n, at least 1. */
static inline __attribute_const__ int bits_per(unsigned long n)
{
	return n < 2 ? 1 : fls_long(n);
}

#endif /* LINUX_LOG2_H */
