/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MATH64_H
#define LINUX_MATH64_H

#include <linux/math.h>

/* 64-bit division.  Linux has these functions for machines without a 64-bit divide instruction. */
static inline u64 div_u64_rem(u64 dividend, u32 divisor, u32 *remainder)
{
	*remainder = dividend % divisor;
	return dividend / divisor;
}

static inline s64 div_s64_rem(s64 dividend, s32 divisor, s32 *remainder)
{
	*remainder = dividend % divisor;
	return dividend / divisor;
}

static inline u64 div64_u64_rem(u64 dividend, u64 divisor, u64 *remainder)
{
	*remainder = dividend % divisor;
	return dividend / divisor;
}

static inline u64 div64_u64(u64 dividend, u64 divisor)
{
	return dividend / divisor;
}

static inline s64 div64_s64(s64 dividend, s64 divisor)
{
	return dividend / divisor;
}

static inline u64 div_u64(u64 dividend, u32 divisor)
{
	return dividend / divisor;
}

static inline s64 div_s64(s64 dividend, s32 divisor)
{
	return dividend / divisor;
}

#define div64_long(x, y)	div64_s64((x), (y))
#define div64_ul(x, y)		div64_u64((x), (y))
#define DIV64_U64_ROUND_UP(ll, d)	({ u64 __d64 = (d); div64_u64((ll) + __d64 - 1, __d64); })
#define DIV_U64_ROUND_UP(ll, d)		({ u32 __d32 = (d); div_u64((ll) + __d32 - 1, __d32); })

/* Divide and round to the nearest integer, halves away from zero. */
#define DIV64_U64_ROUND_CLOSEST(dividend, divisor)	\
	({ u64 __d64 = (divisor); div64_u64((dividend) + __d64 / 2, __d64); })
#define DIV_U64_ROUND_CLOSEST(dividend, divisor)	\
	({ u32 __d32 = (divisor); div_u64((u64)(dividend) + __d32 / 2, __d32); })
#define DIV_S64_ROUND_CLOSEST(dividend, divisor)			\
({									\
	s64 __ds_x = (dividend);					\
	s32 __ds_d = (divisor);						\
	(__ds_x > 0) == (__ds_d > 0) ? div_s64(__ds_x + __ds_d / 2, __ds_d) :	\
				       div_s64(__ds_x - __ds_d / 2, __ds_d);	\
})

/* Round up to a multiple of @y. */
static inline u64 roundup_u64(u64 x, u32 y)
{
	return DIV_U64_ROUND_UP(x, y) * y;
}

/* Divide a number that is not much larger than @divisor. */
static inline u32 iter_div_u64_rem(u64 dividend, u32 divisor, u64 *remainder)
{
	*remainder = dividend % divisor;
	return (u32)(dividend / divisor);
}
#define __iter_div_u64_rem(dividend, divisor, remainder) \
	iter_div_u64_rem(dividend, divisor, remainder)

/* Divide the variable @n by @base and return the remainder. */
#define do_div(n, base)				\
({						\
	u32 __dd_base = (base);			\
	u32 __dd_rem = (u64)(n) % __dd_base;	\
	(n) = (u64)(n) / __dd_base;		\
	__dd_rem;				\
})
#define sector_div(n, base)	do_div(n, base)

static inline u64 mul_u32_u32(u32 a, u32 b)
{
	return (u64)a * b;
}

/* Return (@a * @mul) >> @shift, computed with 128 bits. */
static inline u64 mul_u64_u64_shr(u64 a, u64 mul, unsigned int shift)
{
	return (u64)(((unsigned __int128)a * mul) >> shift);
}

static inline u64 mul_s64_u64_shr(s64 a, u64 mul, unsigned int shift)
{
	u64 result = mul_u64_u64_shr(a < 0 ? 0 - (u64)a : (u64)a, mul, shift);

	return a < 0 ? 0 - result : result;
}

static inline u64 mul_u64_u32_shr(u64 a, u32 mul, unsigned int shift)
{
	u64 low = (u64)(u32)a * mul, high = (a >> 32) * mul;

	if (shift <= 32)
		return (low >> shift) + (high << (32 - shift));
	return (high + (low >> 32)) >> (shift - 32);
}

/* Return @a * @mul / @divisor, computed with 128 bits, or ~0 on overflow. */
u64 mul_u64_u64_div_u64(u64 a, u64 mul, u64 divisor);

static inline u64 mul_u64_u32_div(u64 a, u32 mul, u32 divisor)
{
	return mul_u64_u64_div_u64(a, mul, divisor);
}

#endif /* LINUX_MATH64_H */
