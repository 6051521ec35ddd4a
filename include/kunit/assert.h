/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KUNIT_ASSERT_H
#define KUNIT_ASSERT_H

/*
 * Expectations and assertions of KUnit.  Arguments are evaluated once.  The _MSG forms add
 * formatted text to the report.  Included by <kunit/test.h>.
 */

#include <linux/compiler.h>
#include <linux/types.h>

struct kunit;

/* The location and the text of a condition.  Each use of a macro has one constant. */
struct kunit_where {
	const char *file;
	int line;
	bool fatal;		/* a failure leaves the case (KUNIT_ASSERT_*()) */
	const char *left;
	const char *op;
	const char *right;
};

void kunit_fail_binary(struct kunit *test, const struct kunit_where *where, long long left,
		       long long right, const char *fmt, ...) __printf(5, 6) __cold;
void kunit_fail_ptr(struct kunit *test, const struct kunit_where *where, const void *left,
		    const void *right, const char *fmt, ...) __printf(5, 6) __cold;
void kunit_fail_str(struct kunit *test, const struct kunit_where *where, const char *left,
		    const char *right, const char *fmt, ...) __printf(5, 6) __cold;
void kunit_fail_mem(struct kunit *test, const struct kunit_where *where, const void *left,
		    const void *right, size_t size, const char *fmt, ...) __printf(6, 7) __cold;
void kunit_fail_unary(struct kunit *test, const struct kunit_where *where, bool expected,
		      const char *fmt, ...) __printf(4, 5) __cold;
void kunit_fail_err_ptr(struct kunit *test, const struct kunit_where *where, const void *ptr,
			const char *fmt, ...) __printf(4, 5) __cold;
void kunit_fail_plain(struct kunit *test, const struct kunit_where *where, const char *fmt, ...)
	__printf(3, 4) __cold;

#define __kunit_where(fatal_, left_, op_, right_)				\
	static const struct kunit_where __where = {				\
		.file = __FILE__, .line = __LINE__, .fatal = fatal_,		\
		.left = left_, .op = op_, .right = right_ }

/* Both sides have the common type of C's comparison. */
#ifdef __CHECKER__
#define __kunit_common(l, r)	__typeof__(1 ? (l) : (r))
static inline const void *__kunit_pointer(__force const void *ptr)
{
	return ptr;
}
#else
#define __kunit_common(l, r)	__typeof__((l) + (r))
#define __kunit_pointer(ptr)	(ptr)
#endif

#define __kunit_binary(test, fatal, l, lt, op, r, rt, fmt, ...)			\
do {										\
	const __kunit_common(l, r) __left = (l), __right = (r);		\
	__kunit_where(fatal, lt, #op, rt);					\
	if (unlikely(!(__left op __right)))					\
		kunit_fail_binary(test, &__where, (__force long long)__left,	\
				  (__force long long)__right, fmt, ##__VA_ARGS__);	\
} while (0)

#define __kunit_ptr(test, fatal, l, lt, op, r, rt, fmt, ...)			\
do {										\
	const void *__left = __kunit_pointer(l), *__right = __kunit_pointer(r);	\
	__kunit_where(fatal, lt, #op, rt);					\
	if (unlikely(!(__left op __right)))					\
		kunit_fail_ptr(test, &__where, __left, __right, fmt, ##__VA_ARGS__);	\
} while (0)

#define __kunit_str(test, fatal, l, lt, op, r, rt, fmt, ...)			\
do {										\
	const char *__left = (l), *__right = (r);				\
	__kunit_where(fatal, lt, #op, rt);					\
	if (unlikely(!__left || !__right || !(strcmp(__left, __right) op 0)))	\
		kunit_fail_str(test, &__where, __left, __right, fmt, ##__VA_ARGS__);	\
} while (0)

#define __kunit_mem(test, fatal, l, lt, op, r, rt, size, fmt, ...)		\
do {										\
	const void *__left = (l), *__right = (r);				\
	const size_t __size = (size);						\
	__kunit_where(fatal, lt, #op, rt);					\
	if (unlikely(!__left || !__right || !(memcmp(__left, __right, __size) op 0)))	\
		kunit_fail_mem(test, &__where, __left, __right, __size, fmt,	\
			       ##__VA_ARGS__);					\
} while (0)

#define __kunit_unary(test, fatal, cond, text, expected, fmt, ...)		\
do {										\
	__kunit_where(fatal, text, "", "");					\
	if (unlikely((cond) ? !(expected) : (expected)))			\
		kunit_fail_unary(test, &__where, expected, fmt, ##__VA_ARGS__);	\
} while (0)

#define __kunit_not_err(test, fatal, ptr, text, fmt, ...)			\
do {										\
	const void *__ptr = __kunit_pointer(ptr);				\
	__kunit_where(fatal, text, "", "");					\
	if (unlikely(IS_ERR_OR_NULL(__ptr)))					\
		kunit_fail_err_ptr(test, &__where, __ptr, fmt, ##__VA_ARGS__);	\
} while (0)

#define __kunit_plain(test, fatal, fmt, ...)					\
do {										\
	__kunit_where(fatal, "", "", "");					\
	kunit_fail_plain(test, &__where, fmt, ##__VA_ARGS__);			\
} while (0)

#define KUNIT_SUCCEED(test)	do { (void)(test); } while (0)
#define KUNIT_FAIL(test, fmt, ...)		__kunit_plain(test, false, fmt, ##__VA_ARGS__)
#define KUNIT_FAIL_AND_ABORT(test, fmt, ...)	__kunit_plain(test, true, fmt, ##__VA_ARGS__)

#define KUNIT_EXPECT_EQ(test, l, r) \
	__kunit_binary(test, false, l, #l, ==, r, #r, NULL)
#define KUNIT_EXPECT_EQ_MSG(test, l, r, fmt, ...) \
	__kunit_binary(test, false, l, #l, ==, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_NE(test, l, r) \
	__kunit_binary(test, false, l, #l, !=, r, #r, NULL)
#define KUNIT_EXPECT_NE_MSG(test, l, r, fmt, ...) \
	__kunit_binary(test, false, l, #l, !=, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_LT(test, l, r) \
	__kunit_binary(test, false, l, #l, <, r, #r, NULL)
#define KUNIT_EXPECT_LT_MSG(test, l, r, fmt, ...) \
	__kunit_binary(test, false, l, #l, <, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_LE(test, l, r) \
	__kunit_binary(test, false, l, #l, <=, r, #r, NULL)
#define KUNIT_EXPECT_LE_MSG(test, l, r, fmt, ...) \
	__kunit_binary(test, false, l, #l, <=, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_GT(test, l, r) \
	__kunit_binary(test, false, l, #l, >, r, #r, NULL)
#define KUNIT_EXPECT_GT_MSG(test, l, r, fmt, ...) \
	__kunit_binary(test, false, l, #l, >, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_GE(test, l, r) \
	__kunit_binary(test, false, l, #l, >=, r, #r, NULL)
#define KUNIT_EXPECT_GE_MSG(test, l, r, fmt, ...) \
	__kunit_binary(test, false, l, #l, >=, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_PTR_EQ(test, l, r) \
	__kunit_ptr(test, false, l, #l, ==, r, #r, NULL)
#define KUNIT_EXPECT_PTR_EQ_MSG(test, l, r, fmt, ...) \
	__kunit_ptr(test, false, l, #l, ==, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_PTR_NE(test, l, r) \
	__kunit_ptr(test, false, l, #l, !=, r, #r, NULL)
#define KUNIT_EXPECT_PTR_NE_MSG(test, l, r, fmt, ...) \
	__kunit_ptr(test, false, l, #l, !=, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_NULL(test, p) \
	__kunit_ptr(test, false, p, #p, ==, NULL, "NULL", NULL)
#define KUNIT_EXPECT_NULL_MSG(test, p, fmt, ...) \
	__kunit_ptr(test, false, p, #p, ==, NULL, "NULL", fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_NOT_NULL(test, p) \
	__kunit_ptr(test, false, p, #p, !=, NULL, "NULL", NULL)
#define KUNIT_EXPECT_NOT_NULL_MSG(test, p, fmt, ...) \
	__kunit_ptr(test, false, p, #p, !=, NULL, "NULL", fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_STREQ(test, l, r) \
	__kunit_str(test, false, l, #l, ==, r, #r, NULL)
#define KUNIT_EXPECT_STREQ_MSG(test, l, r, fmt, ...) \
	__kunit_str(test, false, l, #l, ==, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_STRNEQ(test, l, r) \
	__kunit_str(test, false, l, #l, !=, r, #r, NULL)
#define KUNIT_EXPECT_STRNEQ_MSG(test, l, r, fmt, ...) \
	__kunit_str(test, false, l, #l, !=, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_MEMEQ(test, l, r, size) \
	__kunit_mem(test, false, l, #l, ==, r, #r, size, NULL)
#define KUNIT_EXPECT_MEMEQ_MSG(test, l, r, size, fmt, ...) \
	__kunit_mem(test, false, l, #l, ==, r, #r, size, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_MEMNEQ(test, l, r, size) \
	__kunit_mem(test, false, l, #l, !=, r, #r, size, NULL)
#define KUNIT_EXPECT_MEMNEQ_MSG(test, l, r, size, fmt, ...) \
	__kunit_mem(test, false, l, #l, !=, r, #r, size, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_TRUE(test, cond) \
	__kunit_unary(test, false, cond, #cond, true, NULL)
#define KUNIT_EXPECT_TRUE_MSG(test, cond, fmt, ...) \
	__kunit_unary(test, false, cond, #cond, true, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_FALSE(test, cond) \
	__kunit_unary(test, false, cond, #cond, false, NULL)
#define KUNIT_EXPECT_FALSE_MSG(test, cond, fmt, ...) \
	__kunit_unary(test, false, cond, #cond, false, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_NOT_ERR_OR_NULL(test, ptr) \
	__kunit_not_err(test, false, ptr, #ptr, NULL)
#define KUNIT_EXPECT_NOT_ERR_OR_NULL_MSG(test, ptr, fmt, ...) \
	__kunit_not_err(test, false, ptr, #ptr, fmt, ##__VA_ARGS__)

#define KUNIT_ASSERT_EQ(test, l, r) \
	__kunit_binary(test, true, l, #l, ==, r, #r, NULL)
#define KUNIT_ASSERT_EQ_MSG(test, l, r, fmt, ...) \
	__kunit_binary(test, true, l, #l, ==, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_NE(test, l, r) \
	__kunit_binary(test, true, l, #l, !=, r, #r, NULL)
#define KUNIT_ASSERT_NE_MSG(test, l, r, fmt, ...) \
	__kunit_binary(test, true, l, #l, !=, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_LT(test, l, r) \
	__kunit_binary(test, true, l, #l, <, r, #r, NULL)
#define KUNIT_ASSERT_LT_MSG(test, l, r, fmt, ...) \
	__kunit_binary(test, true, l, #l, <, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_LE(test, l, r) \
	__kunit_binary(test, true, l, #l, <=, r, #r, NULL)
#define KUNIT_ASSERT_LE_MSG(test, l, r, fmt, ...) \
	__kunit_binary(test, true, l, #l, <=, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_GT(test, l, r) \
	__kunit_binary(test, true, l, #l, >, r, #r, NULL)
#define KUNIT_ASSERT_GT_MSG(test, l, r, fmt, ...) \
	__kunit_binary(test, true, l, #l, >, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_GE(test, l, r) \
	__kunit_binary(test, true, l, #l, >=, r, #r, NULL)
#define KUNIT_ASSERT_GE_MSG(test, l, r, fmt, ...) \
	__kunit_binary(test, true, l, #l, >=, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_PTR_EQ(test, l, r) \
	__kunit_ptr(test, true, l, #l, ==, r, #r, NULL)
#define KUNIT_ASSERT_PTR_EQ_MSG(test, l, r, fmt, ...) \
	__kunit_ptr(test, true, l, #l, ==, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_PTR_NE(test, l, r) \
	__kunit_ptr(test, true, l, #l, !=, r, #r, NULL)
#define KUNIT_ASSERT_PTR_NE_MSG(test, l, r, fmt, ...) \
	__kunit_ptr(test, true, l, #l, !=, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_NULL(test, p) \
	__kunit_ptr(test, true, p, #p, ==, NULL, "NULL", NULL)
#define KUNIT_ASSERT_NULL_MSG(test, p, fmt, ...) \
	__kunit_ptr(test, true, p, #p, ==, NULL, "NULL", fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_NOT_NULL(test, p) \
	__kunit_ptr(test, true, p, #p, !=, NULL, "NULL", NULL)
#define KUNIT_ASSERT_NOT_NULL_MSG(test, p, fmt, ...) \
	__kunit_ptr(test, true, p, #p, !=, NULL, "NULL", fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_STREQ(test, l, r) \
	__kunit_str(test, true, l, #l, ==, r, #r, NULL)
#define KUNIT_ASSERT_STREQ_MSG(test, l, r, fmt, ...) \
	__kunit_str(test, true, l, #l, ==, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_STRNEQ(test, l, r) \
	__kunit_str(test, true, l, #l, !=, r, #r, NULL)
#define KUNIT_ASSERT_STRNEQ_MSG(test, l, r, fmt, ...) \
	__kunit_str(test, true, l, #l, !=, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_MEMEQ(test, l, r, size) \
	__kunit_mem(test, true, l, #l, ==, r, #r, size, NULL)
#define KUNIT_ASSERT_MEMEQ_MSG(test, l, r, size, fmt, ...) \
	__kunit_mem(test, true, l, #l, ==, r, #r, size, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_MEMNEQ(test, l, r, size) \
	__kunit_mem(test, true, l, #l, !=, r, #r, size, NULL)
#define KUNIT_ASSERT_MEMNEQ_MSG(test, l, r, size, fmt, ...) \
	__kunit_mem(test, true, l, #l, !=, r, #r, size, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_TRUE(test, cond) \
	__kunit_unary(test, true, cond, #cond, true, NULL)
#define KUNIT_ASSERT_TRUE_MSG(test, cond, fmt, ...) \
	__kunit_unary(test, true, cond, #cond, true, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_FALSE(test, cond) \
	__kunit_unary(test, true, cond, #cond, false, NULL)
#define KUNIT_ASSERT_FALSE_MSG(test, cond, fmt, ...) \
	__kunit_unary(test, true, cond, #cond, false, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_NOT_ERR_OR_NULL(test, ptr) \
	__kunit_not_err(test, true, ptr, #ptr, NULL)
#define KUNIT_ASSERT_NOT_ERR_OR_NULL_MSG(test, ptr, fmt, ...) \
	__kunit_not_err(test, true, ptr, #ptr, fmt, ##__VA_ARGS__)

#endif /* KUNIT_ASSERT_H */
