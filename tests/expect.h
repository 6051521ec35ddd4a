/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_EXPECT_H
#define TESTS_EXPECT_H

#include <kunit/test.h>

#include "alone.h"
#include "warnings.h"

/* Expect that the statements cause exactly one warning. */
#define EXPECT_REPORT(test, ...)							\
do {											\
	unsigned long __warned = warnings_seen();					\
											\
	__VA_ARGS__;									\
	KUNIT_EXPECT_EQ(test, warnings_seen(), __warned + 1);				\
} while (0)

/*
 * Expect that the statements cause exactly one warning, and that the validator of the object
 * allocator finds no error afterwards.
 */
#define EXPECT_REFUSED_BY_ENGINE(test, ...)					\
do {											\
	EXPECT_REPORT(test, __VA_ARGS__);						\
	KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);				\
} while (0)

/*
 * Expect that the allocator's validator reports an error while @place has the value @bad, and no
 * error after @place has its old value again.  No other code runs while @place has the wrong value.
 */
#define EXPECT_DAMAGE(test, place, bad)							\
do {											\
	struct alone __alone;								\
	int __damaged, __mended;							\
											\
	alone_begin(&__alone);								\
	__typeof__(place) __saved = place;						\
	place = bad;									\
	__damaged = slab_engine_validate_alone();					\
	place = __saved;								\
	__mended = slab_engine_validate_alone();					\
	alone_end(&__alone);								\
	KUNIT_EXPECT_NE(test, __damaged, 0);						\
	KUNIT_EXPECT_EQ(test, __mended, 0);						\
} while (0)

#endif /* TESTS_EXPECT_H */
