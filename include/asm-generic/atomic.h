/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_GENERIC_ATOMIC_H
#define ASM_GENERIC_ATOMIC_H

/*
 * Operations of one atomic type, based on compiler builtins.  <linux/atomic.h> instantiates them
 * for each type.  @T is the C type of the value.  @U is its unsigned counterpart, which is used for
 * arithmetic because it may wrap.
 */

/*
 * Define one operation in one memory order: the _return form returns the new value, the fetch_ form
 * returns the old value.
 */
#define __ATOMIC_ORDER(p, A, T, U, op, c_op, sfx, order, fence)				\
static __always_inline T p##_fetch_##op##sfx(T i, A *v)					\
{											\
	T old = (T)__atomic_fetch_##op((U *)&v->counter, (U)i, order);			\
	fence;										\
	return old;									\
}											\
static __always_inline __maybe_unused T p##_##op##_return##sfx(T i, A *v)		\
{											\
	return (T)((U)p##_fetch_##op##sfx(i, v) c_op (U)i);				\
}

#define __ATOMIC_OP(p, A, T, U, op, c_op)						\
static __always_inline void p##_##op(T i, A *v)						\
{											\
	(void)__atomic_fetch_##op((U *)&v->counter, (U)i, __ATOMIC_RELAXED);		\
}											\
__ATOMIC_ORDER(p, A, T, U, op, c_op, , ATOMIC_FULL, atomic_full_fence())		\
__ATOMIC_ORDER(p, A, T, U, op, c_op, _relaxed, __ATOMIC_RELAXED, (void)0)		\
__ATOMIC_ORDER(p, A, T, U, op, c_op, _acquire, __ATOMIC_ACQUIRE, (void)0)		\
__ATOMIC_ORDER(p, A, T, U, op, c_op, _release, __ATOMIC_RELEASE, (void)0)

#define __ATOMIC_BY_ONE(p, A, T, sfx)							\
static __always_inline T p##_inc_return##sfx(A *v) { return p##_add_return##sfx(1, v); }	\
static __always_inline T p##_dec_return##sfx(A *v) { return p##_sub_return##sfx(1, v); }	\
static __always_inline T p##_fetch_inc##sfx(A *v) { return p##_fetch_add##sfx(1, v); }	\
static __always_inline T p##_fetch_dec##sfx(A *v) { return p##_fetch_sub##sfx(1, v); }	\
static __always_inline T p##_fetch_andnot##sfx(T i, A *v)				\
{											\
	return p##_fetch_and##sfx(~i, v);						\
}											\
static __always_inline T p##_xchg##sfx(A *v, T desired)					\
{											\
	return xchg##sfx(&v->counter, desired);						\
}											\
static __always_inline T p##_cmpxchg##sfx(A *v, T old, T desired)				\
{											\
	return cmpxchg##sfx(&v->counter, old, desired);					\
}											\
static __always_inline bool p##_try_cmpxchg##sfx(A *v, T *old, T desired)			\
{											\
	return try_cmpxchg##sfx(&v->counter, old, desired);					\
}

/* Define the conditional operations, as loops of compare-and-exchange. */
#define __ATOMIC_CONDITIONAL(p, A, T, U)						\
static __always_inline T p##_fetch_add_unless(A *v, T a, T u)				\
{											\
	T c = p##_read(v);								\
											\
	do {										\
		if (unlikely(c == u))							\
			break;								\
	} while (!p##_try_cmpxchg(v, &c, (T)((U)c + (U)a)));				\
	return c;									\
}											\
static __always_inline bool p##_add_unless(A *v, T a, T u)				\
{											\
	return p##_fetch_add_unless(v, a, u) != u;					\
}											\
static __always_inline bool p##_inc_not_zero(A *v)					\
{											\
	return p##_add_unless(v, 1, 0);							\
}											\
static __always_inline bool p##_inc_unless_negative(A *v)				\
{											\
	T c = p##_read(v);								\
											\
	do {										\
		if (unlikely(c < 0))							\
			return false;							\
	} while (!p##_try_cmpxchg(v, &c, (T)((U)c + 1)));				\
	return true;									\
}											\
static __always_inline bool p##_dec_unless_positive(A *v)				\
{											\
	T c = p##_read(v);								\
											\
	do {										\
		if (unlikely(c > 0))							\
			return false;							\
	} while (!p##_try_cmpxchg(v, &c, (T)((U)c - 1)));				\
	return true;									\
}											\
static __always_inline T p##_dec_if_positive(A *v)					\
{											\
	T c = p##_read(v), dec;								\
											\
	do {										\
		dec = (T)((U)c - 1);							\
		if (unlikely(dec < 0))							\
			break;								\
	} while (!p##_try_cmpxchg(v, &c, dec));						\
	return dec;									\
}

#define __ATOMIC_TESTS(p, A, T)								\
static __always_inline void p##_inc(A *v) { p##_add(1, v); }				\
static __always_inline void p##_dec(A *v) { p##_sub(1, v); }				\
static __always_inline void p##_andnot(T i, A *v) { p##_and(~i, v); }			\
static __always_inline bool p##_sub_and_test(T i, A *v) { return p##_sub_return(i, v) == 0; }	\
static __always_inline bool p##_dec_and_test(A *v) { return p##_dec_return(v) == 0; }	\
static __always_inline bool p##_inc_and_test(A *v) { return p##_inc_return(v) == 0; }	\
static __always_inline bool p##_add_negative(T i, A *v) { return p##_add_return(i, v) < 0; }

#define __ATOMIC_TYPE(p, A, T, U)							\
static __always_inline T p##_read(const A *v)						\
{											\
	return (T)__atomic_load_n(&v->counter, __ATOMIC_RELAXED);			\
}											\
static __always_inline T p##_read_acquire(const A *v)					\
{											\
	return (T)__atomic_load_n(&v->counter, __ATOMIC_ACQUIRE);			\
}											\
static __always_inline void p##_set(A *v, T i)						\
{											\
	__atomic_store_n(&v->counter, i, __ATOMIC_RELAXED);				\
}											\
static __always_inline void p##_set_release(A *v, T i)					\
{											\
	__atomic_store_n(&v->counter, i, __ATOMIC_RELEASE);				\
}											\
__ATOMIC_OP(p, A, T, U, add, +)								\
__ATOMIC_OP(p, A, T, U, sub, -)								\
__ATOMIC_OP(p, A, T, U, and, &)								\
__ATOMIC_OP(p, A, T, U, or, |)								\
__ATOMIC_OP(p, A, T, U, xor, ^)								\
__ATOMIC_BY_ONE(p, A, T, )								\
__ATOMIC_BY_ONE(p, A, T, _relaxed)							\
__ATOMIC_BY_ONE(p, A, T, _acquire)							\
__ATOMIC_BY_ONE(p, A, T, _release)							\
__ATOMIC_CONDITIONAL(p, A, T, U)							\
__ATOMIC_TESTS(p, A, T)

#endif /* ASM_GENERIC_ATOMIC_H */
