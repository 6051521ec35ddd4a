// SPDX-License-Identifier: BSD-2-Clause

/* Tests of atomic integers, of xchg() and cmpxchg() on every size, and of reference counts. */

#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/kref.h>

#include "../warnings.h"

#define CHECK_TYPE(p, A, T)								\
do {											\
	A v = { 0 };									\
	T old;										\
											\
	p##_set(&v, 10);								\
	p##_add(5, &v);									\
	p##_sub(3, &v);									\
	p##_inc(&v);									\
	p##_dec(&v);									\
	KUNIT_EXPECT_EQ(test, p##_read(&v), 12);					\
	KUNIT_EXPECT_EQ(test, p##_add_return(3, &v), 15);				\
	KUNIT_EXPECT_EQ(test, p##_sub_return_relaxed(5, &v), 10);			\
	KUNIT_EXPECT_EQ(test, p##_fetch_add(5, &v), 10);				\
	KUNIT_EXPECT_EQ(test, p##_fetch_sub_acquire(5, &v), 15);			\
	KUNIT_EXPECT_EQ(test, p##_inc_return(&v), 11);					\
	KUNIT_EXPECT_EQ(test, p##_dec_return_release(&v), 10);				\
	KUNIT_EXPECT_EQ(test, p##_fetch_inc(&v), 10);					\
	KUNIT_EXPECT_EQ(test, p##_fetch_dec(&v), 11);					\
	p##_set_release(&v, 0xf0);							\
	p##_or(0x0f, &v);								\
	p##_and(0x3c, &v);								\
	p##_xor(0x01, &v);								\
	p##_andnot(0x04, &v);								\
	KUNIT_EXPECT_EQ(test, p##_read_acquire(&v), 0x39);				\
	KUNIT_EXPECT_EQ(test, p##_fetch_or(0x40, &v), 0x39);				\
	KUNIT_EXPECT_EQ(test, p##_fetch_and(0x70, &v), 0x79);				\
	KUNIT_EXPECT_EQ(test, p##_fetch_xor(0x10, &v), 0x70);				\
	KUNIT_EXPECT_EQ(test, p##_fetch_andnot(0x20, &v), 0x60);			\
	KUNIT_EXPECT_EQ(test, p##_xchg(&v, 5), 0x40);					\
	KUNIT_EXPECT_EQ(test, p##_cmpxchg(&v, 4, 9), 5);				\
	KUNIT_EXPECT_EQ(test, p##_cmpxchg_acquire(&v, 5, 9), 5);			\
	old = 1;									\
	KUNIT_EXPECT_FALSE(test, p##_try_cmpxchg(&v, &old, 2));				\
	KUNIT_EXPECT_EQ(test, old, 9);							\
	KUNIT_EXPECT_TRUE(test, p##_try_cmpxchg(&v, &old, -2));				\
	KUNIT_EXPECT_EQ(test, p##_read(&v), -2);					\
	KUNIT_EXPECT_FALSE(test, p##_inc_unless_negative(&v));				\
	KUNIT_EXPECT_TRUE(test, p##_dec_unless_positive(&v));				\
	KUNIT_EXPECT_TRUE(test, p##_add_negative(1, &v));				\
	KUNIT_EXPECT_FALSE(test, p##_inc_and_test(&v));					\
	KUNIT_EXPECT_TRUE(test, p##_inc_and_test(&v));					\
	KUNIT_EXPECT_FALSE(test, p##_inc_not_zero(&v));					\
	KUNIT_EXPECT_EQ(test, p##_dec_if_positive(&v), -1);				\
	KUNIT_EXPECT_EQ(test, p##_read(&v), 0);						\
	KUNIT_EXPECT_EQ(test, p##_dec_if_positive(&(A){ 1 }), 0);			\
	p##_set(&v, 1);									\
	KUNIT_EXPECT_EQ(test, p##_dec_if_positive(&v), 0);				\
	KUNIT_EXPECT_EQ(test, p##_read(&v), 0);						\
	KUNIT_EXPECT_TRUE(test, p##_add_unless(&v, 2, 1));				\
	KUNIT_EXPECT_FALSE(test, p##_add_unless(&v, 2, 2));				\
	KUNIT_EXPECT_EQ(test, p##_fetch_add_unless(&v, 2, 7), 2);			\
	KUNIT_EXPECT_TRUE(test, p##_inc_not_zero(&v));					\
	KUNIT_EXPECT_FALSE(test, p##_dec_and_test(&v));					\
	KUNIT_EXPECT_TRUE(test, p##_sub_and_test(4, &v));				\
	KUNIT_EXPECT_FALSE(test, p##_dec_unless_positive(&(A){ 1 }));		\
} while (0)

static void atomic_operations(struct kunit *test)
{
	CHECK_TYPE(atomic, atomic_t, int);
}

static void atomic64_operations(struct kunit *test)
{
	CHECK_TYPE(atomic64, atomic64_t, s64);
}

static void atomic_long_operations(struct kunit *test)
{
	CHECK_TYPE(atomic_long, atomic_long_t, long);
}

static void atomic_int(struct kunit *test)
{
	atomic_t v = ATOMIC_INIT(INT_MAX);

	/* The value wraps around without a report by UBSAN. */
	KUNIT_EXPECT_EQ(test, atomic_inc_return(&v), INT_MIN);
	KUNIT_EXPECT_EQ(test, atomic_dec_return(&v), INT_MAX);
}

static void atomic_64(struct kunit *test)
{
	atomic64_t v = ATOMIC64_INIT(S64_MAX);

	KUNIT_EXPECT_EQ(test, atomic64_add_return(1, &v), S64_MIN);
	atomic64_set(&v, 0x100000000);
	KUNIT_EXPECT_EQ(test, atomic64_cmpxchg(&v, 0, 1), 0x100000000);
}

static struct {
	u8 before8, v8, after8[6];
	u16 before16, v16, after16[2];
	u32 before32, v32, after32[2];
	u64 v64;
	void *ptr;
} x;

#define CHECK_SIZE(v, T)								\
do {											\
	T old = 0;									\
											\
	v = (T)0x1122334455667788;							\
	KUNIT_EXPECT_EQ(test, xchg(&v, (T)-2), (T)0x1122334455667788);			\
	KUNIT_EXPECT_EQ(test, v, (T)-2);						\
	KUNIT_EXPECT_EQ(test, cmpxchg(&v, 7, 8), (T)-2);				\
	KUNIT_EXPECT_EQ(test, v, (T)-2);						\
	KUNIT_EXPECT_EQ(test, cmpxchg(&v, (T)-2, 8), (T)-2);				\
	KUNIT_EXPECT_EQ(test, v, 8);							\
	KUNIT_EXPECT_FALSE(test, try_cmpxchg(&v, &old, 9));				\
	KUNIT_EXPECT_EQ(test, old, 8);							\
	KUNIT_EXPECT_TRUE(test, try_cmpxchg_acquire(&v, &old, (T)-9));			\
	KUNIT_EXPECT_EQ(test, v, (T)-9);						\
	KUNIT_EXPECT_EQ(test, xchg_release(&v, 0), (T)-9);				\
	KUNIT_EXPECT_EQ(test, v, 0);							\
} while (0)

static void atomic_sizes(struct kunit *test)
{
	int a = 1;
	s16 negative = -5;

	memset(&x, 0x5a, sizeof(x));
	CHECK_SIZE(x.v8, u8);
	CHECK_SIZE(x.v16, u16);
	CHECK_SIZE(x.v32, u32);
	CHECK_SIZE(x.v64, u64);
	for (size_t i = 0; i < sizeof(x.after8); i++) {
		CHECK_SIZE(x.after8[i], u8);
		x.after8[i] = 0x5a;
	}
	KUNIT_EXPECT_EQ(test, x.before8, 0x5a);
	KUNIT_EXPECT_EQ(test, x.before16, 0x5a5a);
	KUNIT_EXPECT_EQ(test, x.after16[0], 0x5a5a);
	KUNIT_EXPECT_EQ(test, x.before32, 0x5a5a5a5a);
	KUNIT_EXPECT_EQ(test, x.after32[0], 0x5a5a5a5a);
	KUNIT_EXPECT_EQ(test, cmpxchg(&negative, -5, -6), -5);
	KUNIT_EXPECT_EQ(test, negative, -6);
	x.ptr = NULL;
	KUNIT_EXPECT_NULL(test, cmpxchg(&x.ptr, NULL, &a));
	KUNIT_EXPECT_PTR_EQ(test, xchg(&x.ptr, NULL), &a);
}

static void atomic_refcount(struct kunit *test)
{
	refcount_t r = REFCOUNT_INIT(1);

	refcount_inc(&r);
	refcount_add(2, &r);
	KUNIT_EXPECT_EQ(test, refcount_read(&r), 4);
	refcount_dec(&r);
	KUNIT_EXPECT_FALSE(test, refcount_sub_and_test(2, &r));
	KUNIT_EXPECT_FALSE(test, refcount_dec_not_one(&r));
	KUNIT_EXPECT_TRUE(test, refcount_inc_not_zero(&r));
	KUNIT_EXPECT_TRUE(test, refcount_dec_not_one(&r));
	KUNIT_EXPECT_TRUE(test, refcount_dec_and_test(&r));
	KUNIT_EXPECT_FALSE(test, refcount_inc_not_zero(&r));
	refcount_set(&r, 1);
	KUNIT_EXPECT_TRUE(test, refcount_dec_if_one(&r));
	KUNIT_EXPECT_FALSE(test, refcount_dec_if_one(&r));
}

/* Expect that the misuse @call is reported once, and that the count is saturated after it. */
#define MISUSE(r, start, call)							\
do {										\
	unsigned long before = warnings_seen();					\
										\
	refcount_set(r, start);							\
	(void)(call);								\
	KUNIT_EXPECT_EQ(test, warnings_seen(), before + 1);			\
	KUNIT_EXPECT_EQ(test, refcount_read(r), (unsigned int)REFCOUNT_SATURATED);	\
} while (0)

static void refcount_misuse(struct kunit *test)
{
	bool dropped = false;
	refcount_t r;

	MISUSE(&r, 0, (refcount_inc(&r), 0));
	MISUSE(&r, INT_MAX, (refcount_inc(&r), 0));
	MISUSE(&r, INT_MAX, dropped = !refcount_inc_not_zero(&r));
	MISUSE(&r, 1, (refcount_dec(&r), 0));
	MISUSE(&r, 0, dropped |= refcount_dec_and_test(&r));
	MISUSE(&r, 2, dropped |= refcount_sub_and_test(3, &r));
	MISUSE(&r, REFCOUNT_SATURATED, dropped |= refcount_dec_and_test(&r));
	KUNIT_EXPECT_FALSE(test, dropped);
}

static int released;

static void count_release(struct kref *kref)
{
	released++;
}

static void atomic_kref(struct kunit *test)
{
	struct kref k;

	released = 0;
	kref_init(&k);
	kref_get(&k);
	KUNIT_EXPECT_EQ(test, kref_put(&k, count_release), 0);
	KUNIT_EXPECT_TRUE(test, kref_get_unless_zero(&k));
	KUNIT_EXPECT_EQ(test, kref_read(&k), 2);
	KUNIT_EXPECT_EQ(test, kref_put(&k, count_release), 0);
	KUNIT_EXPECT_EQ(test, released, 0);
	KUNIT_EXPECT_EQ(test, kref_put(&k, count_release), 1);
	KUNIT_EXPECT_EQ(test, released, 1);
	KUNIT_EXPECT_FALSE(test, kref_get_unless_zero(&k));
}

static struct kunit_case atomic_cases[] = {
	KUNIT_CASE(atomic_operations),
	KUNIT_CASE(atomic64_operations),
	KUNIT_CASE(atomic_long_operations),
	KUNIT_CASE(atomic_int),
	KUNIT_CASE(atomic_64),
	KUNIT_CASE(atomic_sizes),
	KUNIT_CASE(atomic_refcount),
	KUNIT_CASE(refcount_misuse),
	KUNIT_CASE(atomic_kref),
	{}
};

static struct kunit_suite atomic_suite = {
	.name = "atomic",
	.test_cases = atomic_cases,
};
kunit_test_suite(atomic_suite);
