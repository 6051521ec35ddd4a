/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KUNIT_TEST_BUG_H
#define KUNIT_TEST_BUG_H

/*
 * For code that is tested: find the running case, or fail it.  Without CONFIG_KUNIT, and outside of
 * a case, the functions do nothing.
 */

#include <linux/kconfig.h>
#include <linux/stddef.h>

#if IS_ENABLED(CONFIG_KUNIT)

#include <kunit/test.h>

#define kunit_fail_current_test(fmt, ...)					\
do {										\
	struct kunit *__current_test = kunit_get_current_test();		\
										\
	if (__current_test)							\
		KUNIT_FAIL(__current_test, fmt, ##__VA_ARGS__);			\
} while (0)

#else

struct kunit;

static inline struct kunit *kunit_get_current_test(void)
{
	return NULL;
}

#define kunit_fail_current_test(fmt, ...)	do { } while (0)

#endif

#endif /* KUNIT_TEST_BUG_H */
