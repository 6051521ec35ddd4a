/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_OVERFLOW_H
#define LINUX_OVERFLOW_H

/*
 * Arithmetic with overflow checks.  check_*_overflow() store the wrapped result and return true on
 * overflow.  size_*() saturate at SIZE_MAX, which no allocator can satisfy: a size computed from
 * untrusted counts makes the allocation fail instead of wrapping to a small value.
 */

#include <linux/compiler.h>
#include <linux/const.h>
#include <linux/limits.h>
#include <linux/types.h>

static inline bool __must_check __must_check_overflow(bool overflow)
{
	return unlikely(overflow);
}

#define check_add_overflow(a, b, d)	__must_check_overflow(__builtin_add_overflow(a, b, d))
#define check_sub_overflow(a, b, d)	__must_check_overflow(__builtin_sub_overflow(a, b, d))
#define check_mul_overflow(a, b, d)	__must_check_overflow(__builtin_mul_overflow(a, b, d))

#define __type_wrap(T, op, a, b)	\
	({ T __wr; (void)__builtin_##op##_overflow(a, b, &__wr); __wr; })
#define wrapping_add(type, a, b)	__type_wrap(type, add, a, b)
#define wrapping_sub(type, a, b)	__type_wrap(type, sub, a, b)
#define wrapping_mul(type, a, b)	__type_wrap(type, mul, a, b)
/* Add to or subtract from a variable, with wrap-around. */
#define wrapping_assign_add(var, offset)	\
	({ __typeof__(var) *__wa = &(var); *__wa = wrapping_add(__typeof__(var), *__wa, offset); })
#define wrapping_assign_sub(var, offset)	\
	({ __typeof__(var) *__wa = &(var); *__wa = wrapping_sub(__typeof__(var), *__wa, offset); })

/* Store @a << @s in *@d.  If bits or the sign are lost, store 0 and return true. */
#define check_shl_overflow(a, s, d)						\
({										\
	__typeof__(a) __so_a = (a);						\
	__typeof__(s) __so_s = (s);						\
	__typeof__(d) __so_d = (d);						\
	bool __so_bad = __so_s < 0 || (u64)__so_s >= sizeof(*__so_d) * 8 ||	\
			__so_a < 0;						\
	*__so_d = __so_bad ? 0 : (__typeof__(*__so_d))((u64)__so_a << __so_s);	\
	if (!__so_bad && (*__so_d < 0 ||					\
			  (u64)(*__so_d >> __so_s) != (u64)__so_a)) {		\
		*__so_d = 0;							\
		__so_bad = true;						\
	}									\
	__so_bad;								\
})

#define __overflows_type(n, T)	\
	({ __typeof__(T) __ot; __builtin_add_overflow((n), (__typeof__(T))0, &__ot); })
/* True if the constant @n retains its value when converted to type @T. */
#define __constant_fits(n, T)	\
	((u64)(__typeof__(T))(n) == (u64)(n) && ((__typeof__(T))(n) < 1) == ((n) < 1))
#define __overflows_type_constexpr(n, T)	(!__constant_fits(n, T))
/*
 * True if @n cannot be represented by @T, a type or an expression.  For a constant @n, this is a
 * constant expression.
 */
#ifdef __cplusplus
#define overflows_type(n, T)	__overflows_type(n, T)
#else
#define overflows_type(n, T)	\
	__builtin_choose_expr(__is_constexpr(n), __overflows_type_constexpr(n, T), \
			      __overflows_type(n, T))
#endif
/*
 * True if @n can be converted to @T without a loss: a constant @n has a value that @T can
 * represent, a variable @n has the type @T.
 */
#ifdef __cplusplus
#define castable_to_type(n, T)	(__is_constexpr(n) ? __constant_fits(n, T) : __same_type(n, T))
#else
#define castable_to_type(n, T)	\
	__builtin_choose_expr(__is_constexpr(n), __constant_fits(n, T), __same_type(n, T))
#endif

/* The largest and smallest value of an integer type or of an expression's type. */
#define __type_is_signed(T)	((__typeof__(T))-1 < (__typeof__(T))1)
#define __type_half_max(T) \
	((__typeof__(T))1 << (8 * sizeof(__typeof__(T)) - 1 - __type_is_signed(T)))
#define type_max(T)		((__typeof__(T))((__type_half_max(T) - 1) + __type_half_max(T)))
#define type_min(T)		((__typeof__(T))((__typeof__(T))-type_max(T) - (__typeof__(T))1))

/*
 * True if [start, start + size) exceeds [0, max).  For size 0 and start equal to max,
 * range_overflows() is true and range_end_overflows() is false.
 */
#define range_overflows(start, size, max)					\
({										\
	__typeof__(start) __ro_start = (start);					\
	__typeof__(size) __ro_size = (size);					\
	__typeof__(max) __ro_max = (max);					\
	__ro_start >= __ro_max || __ro_size > __ro_max - __ro_start;		\
})
#define range_overflows_t(type, start, size, max) \
	range_overflows((type)(start), (type)(size), (type)(max))
#define range_end_overflows(start, size, max)					\
({										\
	__typeof__(start) __ro_start = (start);					\
	__typeof__(size) __ro_size = (size);					\
	__typeof__(max) __ro_max = (max);					\
	__ro_start > __ro_max || __ro_size > __ro_max - __ro_start;		\
})
#define range_end_overflows_t(type, start, size, max) \
	range_end_overflows((type)(start), (type)(size), (type)(max))

static inline size_t __must_check size_mul(size_t factor1, size_t factor2)
{
	size_t bytes;

	return check_mul_overflow(factor1, factor2, &bytes) ? SIZE_MAX : bytes;
}

static inline size_t __must_check size_add(size_t addend1, size_t addend2)
{
	size_t bytes;

	return check_add_overflow(addend1, addend2, &bytes) ? SIZE_MAX : bytes;
}

/* Subtract sizes.  Returns SIZE_MAX on overflow, or if an operand is SIZE_MAX. */
static inline size_t __must_check size_sub(size_t minuend, size_t subtrahend)
{
	size_t bytes;

	if (minuend == SIZE_MAX || subtrahend == SIZE_MAX ||
	    check_sub_overflow(minuend, subtrahend, &bytes))
		return SIZE_MAX;
	return bytes;
}

#define array_size(a, b)	size_mul(a, b)
#define array3_size(a, b, c)	size_mul(size_mul(a, b), c)

/*
 * The size in bytes of @count elements of the flexible array @p->@member, or of the whole
 * structure.
 */
#define flex_array_size(p, member, count)					\
	size_mul((count), sizeof(*(p)->member) + __must_be_array((p)->member))
#define struct_size(p, member, count)						\
	size_add(sizeof(*(p)), flex_array_size(p, member, count))
#define struct_size_t(type, member, count)					\
	struct_size((type *)NULL, member, count)

/*
 * Define a zeroed variable on the stack with @count elements (a constant) in its flexible array;
 * @name points to it.  DEFINE_FLEX() also sets the counter.
 */
#define DEFINE_RAW_FLEX(type, name, member, count)				\
	union {									\
		u8 bytes[sizeof(type) + (count) * sizeof(*((type *)0)->member)];	\
		type obj;							\
	} name##_u = { .bytes = { 0 } };					\
	type *name = &name##_u.obj
#define DEFINE_FLEX(type, name, member, counter, count)				\
	DEFINE_RAW_FLEX(type, name, member, count) +				\
		({ name##_u.obj.counter = (count); 0; })

/* The number of elements for which the variable of DEFINE_RAW_FLEX() has space. */
#define STACK_FLEX_ARRAY_SIZE(name, array) \
	((sizeof(name##_u) - offsetof(__typeof__(*(name)), array)) / sizeof(*(name)->array))

#endif /* LINUX_OVERFLOW_H */
