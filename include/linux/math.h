/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MATH_H
#define LINUX_MATH_H

#include <linux/types.h>

/* Round to a multiple of @y, a power of two.  The result has the type of @x. */
#define __round_mask(x, y)	((__typeof__(x))((y) - 1))
#define round_up(x, y)		((((x) - 1) | __round_mask(x, y)) + 1)
#define round_down(x, y)	((x) & ~__round_mask(x, y))

#define DIV_ROUND_UP(n, d)	(((n) + (d) - 1) / (d))
#define DIV_ROUND_DOWN_ULL(ll, d) ((unsigned long long)(ll) / (d))
#define DIV_ROUND_UP_ULL(ll, d)	DIV_ROUND_DOWN_ULL((unsigned long long)(ll) + (d) - 1, (d))
#define DIV_ROUND_UP_SECTOR_T(ll, d) DIV_ROUND_UP_ULL(ll, d)

/* Round to a multiple of @y, any positive number. */
#define roundup(x, y)				\
({						\
	__typeof__(y) __ru_y = (y);		\
	(((x) + (__ru_y - 1)) / __ru_y) * __ru_y;	\
})
#define rounddown(x, y)				\
({						\
	__typeof__(x) __rd_x = (x);		\
	__rd_x - (__rd_x % (y));		\
})

/*
 * Divide and round to the nearest integer, halves away from zero.  As in Linux, the result is
 * undefined if one operand is negative and the type of the other is unsigned.
 */
#define DIV_ROUND_CLOSEST(x, divisor)					\
({									\
	__typeof__(x) __drc_x = (x);					\
	__typeof__(divisor) __drc_d = (divisor);			\
	(is_unsigned_type(__typeof__(x)) || is_unsigned_type(__typeof__(divisor)) ||	\
	 (__drc_x > 0) == (__drc_d > 0)) ?				\
		((__drc_x + (__drc_d / 2)) / __drc_d) :			\
		((__drc_x - (__drc_d / 2)) / __drc_d);			\
})
#define DIV_ROUND_CLOSEST_ULL(x, divisor)				\
({									\
	unsigned long long __drcu_d = (divisor);			\
	((unsigned long long)(x) + __drcu_d / 2) / __drcu_d;		\
})

/* Compute @x * @n / @d.  Only the result and (@x % @d) * @n must not overflow. */
#define mult_frac(x, n, d)						\
({									\
	__typeof__(x) __mf_x = (x);					\
	__typeof__(n) __mf_n = (n);					\
	__typeof__(d) __mf_d = (d);					\
	__typeof__(x) __mf_q = __mf_x / __mf_d;				\
	__typeof__(x) __mf_r = __mf_x % __mf_d;				\
	__mf_q * __mf_n + __mf_r * __mf_n / __mf_d;			\
})

static __always_inline __attribute_const__ int __abs_int(int x)
{
	return x < 0 ? -x : x;
}

static __always_inline __attribute_const__ long __abs_long(long x)
{
	return x < 0 ? -x : x;
}

static __always_inline __attribute_const__ long long __abs_llong(long long x)
{
	return x < 0 ? -x : x;
}

/*
 * Return the absolute value.  Unsigned types are treated as signed; types narrower than int return
 * int.
 */
#ifdef __cplusplus
extern "C++" {
#if __has_include(<stdlib.h>)
#include <stdlib.h>	/* C++ libraries overload abs() */
#endif
}
#else
#if defined(CONFIG_LIBC) && __has_include(<stdlib.h>)
#include <stdlib.h>
#endif
#define abs(x)						\
	_Generic((x),					\
		 long: __abs_long,			\
		 unsigned long: __abs_long,		\
		 long long: __abs_llong,		\
		 unsigned long long: __abs_llong,	\
		 default: __abs_int)(x)
#endif
#define abs_diff(a, b)							\
({									\
	__typeof__(a) __ad_a = (a);					\
	__typeof__(b) __ad_b = (b);					\
	__ad_a > __ad_b ? __ad_a - __ad_b : __ad_b - __ad_a;		\
})

#define upper_32_bits(n)	((u32)(((n) >> 16) >> 16))
#define lower_32_bits(n)	((u32)((n) & 0xffffffff))
#define upper_16_bits(n)	((u16)((n) >> 16))
#define lower_16_bits(n)	((u16)((n) & 0xffff))

/* Scale @val, of the whole range of u32, to [0, @ep_ro). */
static inline u32 reciprocal_scale(u32 val, u32 ep_ro)
{
	return (u32)((u64)val * ep_ro >> 32);
}

/* A fraction for clocks and similar ratios. */
#define __STRUCT_FRACT(type) struct type##_fract { __##type numerator, denominator; };
__STRUCT_FRACT(s8)
__STRUCT_FRACT(u8)
__STRUCT_FRACT(s16)
__STRUCT_FRACT(u16)
__STRUCT_FRACT(s32)
__STRUCT_FRACT(u32)
#undef __STRUCT_FRACT

/* Return @base to the power of @exp, modulo 2^64. */
u64 int_pow(u64 base, unsigned int exp);
/* Return the largest number whose square does not exceed @x. */
unsigned long int_sqrt(unsigned long x);

static inline u32 int_sqrt64(u64 x)
{
	return (u32)int_sqrt((unsigned long)x);
}

#endif /* LINUX_MATH_H */
