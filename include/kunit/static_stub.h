/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KUNIT_STATIC_STUB_H
#define KUNIT_STATIC_STUB_H

/*
 * Static stubs: a case replaces a function that the tested code calls.  The function begins with
 *
 *	KUNIT_STATIC_STUB_REDIRECT(function, arguments...);
 *
 * which calls the replacement and returns its result, if the calling thread runs a case that has
 * activated one.  Without CONFIG_KUNIT, in other threads and in interrupts, it does nothing.
 */

#include <kunit/test-bug.h>
#include <linux/compiler.h>

#if IS_ENABLED(CONFIG_KUNIT)

#include <linux/typecheck.h>

#define KUNIT_STATIC_STUB_REDIRECT(function, args...)					\
do {											\
	typeof(&(function)) __replacement =						\
		__kunit_static_stub(kunit_get_current_test(), &(function));		\
											\
	if (unlikely(__replacement))							\
		return __replacement(args);						\
} while (0)

/*
 * Replace @function with @replacement, which has the same type, until the case ends or deactivates
 * it.  A second call changes the replacement; NULL deactivates it.  The case fails if there is no
 * memory.  Context: thread.
 */
#define kunit_activate_static_stub(test, function, replacement)			\
do {											\
	typecheck_fn(typeof(&(function)), replacement);					\
	__kunit_activate_static_stub(test, function, replacement);			\
} while (0)

/* End the replacement of @function, if there is one.  Context: thread. */
void kunit_deactivate_static_stub(struct kunit *test, void *function);

void __kunit_activate_static_stub(struct kunit *test, void *function, void *replacement);
/* Return the replacement, or NULL.  @test: may be NULL. */
void *__kunit_static_stub(struct kunit *test, const void *function);

#else

#define KUNIT_STATIC_STUB_REDIRECT(function, args...)	do { } while (0)

#endif

#endif /* KUNIT_STATIC_STUB_H */
