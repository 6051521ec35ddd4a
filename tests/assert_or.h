/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_ASSERT_OR_H
#define TESTS_ASSERT_OR_H

#include <kunit/test.h>

/*
 * Assert @condition.  If it is false, execute the statements @undo, which free the memory of the
 * test case, and abort the test case.
 */
#define ASSERT_OR(test, condition, undo)						\
do {											\
	if (!(condition)) {								\
		undo;									\
		KUNIT_FAIL_AND_ABORT(test, "Expected %s", #condition);			\
	}										\
} while (0)

#endif /* TESTS_ASSERT_OR_H */
