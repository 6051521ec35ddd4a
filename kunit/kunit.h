/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_KUNIT_KUNIT_H
#define LIB_KUNIT_KUNIT_H

#include <linux/compiler.h>
#include <linux/stdarg.h>
#include <linux/types.h>

struct kunit;
struct kunit_case;
struct kunit_resource;
struct kunit_suite;

/*
 * Print a line, indented by @indent columns, to the log of @test.  If @test is NULL or has no log,
 * the line is printed on the console.
 */
void kunit_emit(struct kunit *test, int indent, const char *fmt, ...) __printf(3, 4);
void kunit_vemit(struct kunit *test, int indent, const char *fmt, va_list args) __printf(3, 0);

/*
 * Allocate or free the node of an action for which struct kunit has no free slot.  If memory.c is
 * linked, kunit_node_alloc() uses kmalloc(), otherwise it returns NULL.
 */
struct kunit_resource *kunit_node_alloc(void);
void kunit_node_free(struct kunit_resource *res);

/*
 * kunit_fails_nth() returns true after kunit_fail_nth() has succeeded.  kunit_run_case_failing()
 * runs a case as kunit_fail_nth() requested, and stores the result in test->status.
 */
bool kunit_fails_nth(void);
void kunit_run_case_failing(struct kunit_suite *suite, const struct kunit_case *kcase,
			    struct kunit *test);

/*
 * kunit_run_all() calls this function before the first case.  The default function, which an image
 * may replace, does nothing.
 */
void kunit_run_begins(void);

#endif /* LIB_KUNIT_KUNIT_H */
