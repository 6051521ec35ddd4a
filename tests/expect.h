/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_EXPECT_H
#define TESTS_EXPECT_H

#include <kunit/test.h>
#include <linux/panic.h>

/* One warning comes of the statements. */
#define EXPECT_REPORT(test, ...)							\
do {											\
	unsigned long __warned = warn_count();						\
											\
	__VA_ARGS__;									\
	KUNIT_EXPECT_EQ(test, warn_count(), __warned + 1);				\
} while (0)

/* The same, and the objects' engine is as it should be. */
#define EXPECT_REFUSED_BY_ENGINE(test, ...)					\
do {											\
	EXPECT_REPORT(test, __VA_ARGS__);						\
	KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);				\
} while (0)

/* The engine's validator sees that @place has another value. */
#define EXPECT_DAMAGE(test, place, bad)							\
do {											\
	__typeof__(place) __saved = place;						\
											\
	place = bad;									\
	KUNIT_EXPECT_NE(test, slab_engine_validate(), 0);				\
	place = __saved;								\
	KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);				\
} while (0)

#endif /* TESTS_EXPECT_H */
