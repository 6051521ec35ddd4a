/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MINMAX_H
#define LINUX_MINMAX_H

/*
 * Return the minimum, the maximum, or a value limited to a range.  min(), max() and clamp()
 * evaluate each argument once.  They do not compile if they would compare a signed with an unsigned
 * value, because C converts the signed value first.  They accept such values if the signed value is
 * a nonnegative constant, or if the unsigned value is promoted to int.  For other values, state the
 * type: min_t(size_t, a, b).
 */

#include <linux/build_bug.h>
#include <linux/const.h>
#include <linux/types.h>

/* The type of @x as a value: an array is a pointer then. */
#define __minmax_type(x)	__typeof__(((void)0, (x)))
/* For pointers, is_signed_type() is not a constant. */
#define __minmax_signed(x)						\
	__builtin_choose_expr(__is_constexpr(is_signed_type(__minmax_type(x))),	\
			      is_signed_type(__minmax_type(x)), 0)
#define __minmax_nonneg(x) \
	(__builtin_choose_expr(__is_constexpr(x) && __minmax_signed(x), x, -1) >= 0)
#define __minmax_ok(x, y)					\
	(__minmax_signed(x) == __minmax_signed(y) ||		\
	 __minmax_signed((x) + 0) == __minmax_signed((y) + 0) ||	\
	 __minmax_nonneg(x) || __minmax_nonneg(y))

#define __minmax_cmp(op, x, y)	((x) op (y) ? (x) : (y))
#define __minmax_once(op, x, y, ux, uy)				\
({								\
	__typeof__(1 ? (x) : (y)) ux = (x), uy = (y);		\
	static_assert(__minmax_ok(x, y), "signed and unsigned compared");	\
	__minmax_cmp(op, ux, uy);				\
})
#define __careful_minmax(op, x, y) \
	__minmax_once(op, x, y, __UNIQUE_ID(x_), __UNIQUE_ID(y_))

/*
 * In C++, min() and related names are functions, because macros would replace std::min().  They
 * compare signed with unsigned values numerically.
 */
#ifdef __cplusplus
extern "C++" {
template <typename a, typename b> constexpr bool __less(a x, b y)
{
	return is_signed_type(a) == is_signed_type(b) ? x < y :
	       is_signed_type(a) ? x < a() || (unsigned long long)x < (unsigned long long)y :
				   !(y < b()) && (unsigned long long)x < (unsigned long long)y;
}

template <typename a, typename b> constexpr auto min(a x, b y) -> decltype(true ? a() : b())
{
	return __less(y, x) ? y : x;
}

template <typename a, typename b> constexpr auto max(a x, b y) -> decltype(true ? a() : b())
{
	return __less(x, y) ? y : x;
}

template <typename a, typename b, typename c> constexpr a clamp(a val, b lo, c hi)
{
	return __less(hi, val) ? hi : __less(val, lo) ? lo : val;
}

template <typename a> constexpr void swap(a &x, a &y)
{
	a before = x;

	x = y;
	y = before;
}
}
#else
#define min(x, y)	__careful_minmax(<, x, y)
#define max(x, y)	__careful_minmax(>, x, y)
#define clamp(val, lo, hi) \
	__clamp_once(val, lo, hi, __UNIQUE_ID(v_), __UNIQUE_ID(l_), __UNIQUE_ID(h_))
#define swap(a, b)						\
do {								\
	__typeof__(a) __swap_tmp = (a);				\
	(a) = (b);						\
	(b) = __swap_tmp;					\
} while (0)
#endif
#define min3(x, y, z)	min(min(x, y), z)
#define max3(x, y, z)	max(max(x, y), z)
#define umin(x, y)	__careful_minmax(<, (x) + 0u + 0ul, (y) + 0u + 0ul)
#define umax(x, y)	__careful_minmax(>, (x) + 0u + 0ul, (y) + 0u + 0ul)

#define __minmax_t(op, type, x, y, ux, uy)			\
({								\
	type ux = (x);						\
	type uy = (y);						\
	__minmax_cmp(op, ux, uy);				\
})
#define min_t(type, x, y)	__minmax_t(<, type, x, y, __UNIQUE_ID(x_), __UNIQUE_ID(y_))
#define max_t(type, x, y)	__minmax_t(>, type, x, y, __UNIQUE_ID(x_), __UNIQUE_ID(y_))

/* Return the smaller of the values that are not zero, or 0 if both are zero. */
#define min_not_zero(x, y)					\
({								\
	__typeof__(x) __mnz_x = (x);				\
	__typeof__(y) __mnz_y = (y);				\
	__mnz_x == 0 ? __mnz_y :				\
		(__mnz_y == 0 ? __mnz_x : min(__mnz_x, __mnz_y));	\
})

#define __clamp_once(val, lo, hi, uval, ulo, uhi)		\
({								\
	__typeof__(1 ? (val) : (lo)) uval = (val), ulo = (lo);	\
	__typeof__(1 ? (val) : (hi)) uhi = (hi);		\
	static_assert(__minmax_ok(val, lo) && __minmax_ok(val, hi),	\
		      "signed and unsigned compared");		\
	(__typeof__(val))(uval >= uhi ? uhi : (uval <= ulo ? ulo : uval));	\
})
#define clamp_t(type, val, lo, hi)	min_t(type, max_t(type, val, lo), hi)
#define clamp_val(val, lo, hi)		clamp_t(__typeof__(val), val, lo, hi)

/* The smallest or largest element of an array, or of the @len elements at a pointer. */
#define __minmax_array(op, array, len)						\
({										\
	__typeof__(&(array)[0]) __ma_p = (array);				\
	__typeof__(len) __ma_len = (len);					\
	__typeof__(__ma_p[0] + 0) __ma_best = __ma_p[--__ma_len];		\
	while (__ma_len--)							\
		__ma_best = op(__ma_best, __ma_p[__ma_len] + 0);		\
	__ma_best;								\
})
#define min_array(array, len)	__minmax_array(min, array, len)
#define max_array(array, len)	__minmax_array(max, array, len)

static __always_inline bool in_range64(u64 val, u64 start, u64 len)
{
	return val - start < len;
}
#define in_range(val, start, len)	in_range64(val, start, len)

/* C libraries also define MIN and MAX. */
#if defined(CONFIG_LIBC) && __has_include(<sys/param.h>)
#include <sys/param.h>
#endif
#undef MIN
#undef MAX
/* Minimum and maximum for array sizes and static initializers; both arguments must be constants. */
#define MIN(a, b)		__minmax_cmp(<, a, b)
#define MAX(a, b)		__minmax_cmp(>, a, b)
#define MIN_T(type, a, b)	__minmax_cmp(<, (type)(a), (type)(b))
#define MAX_T(type, a, b)	__minmax_cmp(>, (type)(a), (type)(b))

#endif /* LINUX_MINMAX_H */
