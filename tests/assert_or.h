/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_ASSERT_OR_H
#define TESTS_ASSERT_OR_H

#include <kunit/test.h>

/* An assertion that executes the statements @undo before it fails, to free memory of the case. */
#define ASSERT_OR(test, condition, undo)						\
do {											\
	if (!(condition)) {								\
		undo;									\
		KUNIT_FAIL_AND_ABORT(test, "Expected %s", #condition);			\
	}										\
} while (0)

#endif /* TESTS_ASSERT_OR_H */
