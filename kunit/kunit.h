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

/* A line at @indent columns, to @test's log or the console; @test may be NULL. */
void kunit_emit(struct kunit *test, int indent, const char *fmt, ...) __printf(3, 4);
void kunit_vemit(struct kunit *test, int indent, const char *fmt, va_list args) __printf(3, 0);

/* Nodes beyond the slots of struct kunit: from kmalloc() where memory.c is linked. */
struct kunit_resource *kunit_node_alloc(void);
void kunit_node_free(struct kunit_resource *res);

/* Was kunit_fail_nth() called?  A case run as it says; the result is test->status. */
bool kunit_fails_nth(void);
void kunit_run_case_failing(struct kunit_suite *suite, const struct kunit_case *kcase,
			    struct kunit *test);

/* Called by kunit_run_all() before the first case.  It does nothing unless the image defines it. */
void kunit_run_begins(void);

#endif /* LIB_KUNIT_KUNIT_H */
