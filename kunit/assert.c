// SPDX-License-Identifier: BSD-2-Clause

/*
 * Report failed expectations: the source line, the condition as the source contains it, the values,
 * and the caller's message.
 */

#include <kunit/test.h>
#include <linux/minmax.h>

#include "kunit.h"

static void head(struct kunit *test, const struct kunit_where *where)
{
	test->status = KUNIT_FAILURE;
	kunit_log_line(test, "%s FAILED at %s:%d", where->fatal ? "ASSERTION" : "EXPECTATION",
		       where->file, where->line);
}

static void tail(struct kunit *test, const struct kunit_where *where, const char *fmt, va_list args)
{
	if (fmt)
		kunit_vemit(test, test->indent, fmt, args);
}

static void expected(struct kunit *test, const struct kunit_where *where)
{
	kunit_emit(test, test->indent, "Expected %s %s %s, but", where->left, where->op,
		   where->right);
}

/*
 * Return true if the operand @text is the number @value itself.  Its value is not printed, because
 * "5 == 5" contains no information.
 */
static bool is_literal(const char *text, long long value)
{
	char buf[24];

	snprintf(buf, sizeof(buf), "%lld", value);
	return !strcmp(buf, text);
}

static void show_number(struct kunit *test, const char *text, long long value)
{
	if (!is_literal(text, value))
		kunit_emit(test, test->indent + 4, "%s == %lld (0x%llx)", text, value,
			   (unsigned long long)value);
}

#define FAIL(fmt, body)								\
do {										\
	va_list args;								\
										\
	head(test, where);							\
	body;									\
	va_start(args, fmt);							\
	tail(test, where, fmt, args);						\
	va_end(args);								\
	if (where->fatal)							\
		kunit_abort(test);						\
} while (0)

void kunit_fail_binary(struct kunit *test, const struct kunit_where *where, long long left,
		       long long right, const char *fmt, ...)
{
	FAIL(fmt, {
		expected(test, where);
		show_number(test, where->left, left);
		show_number(test, where->right, right);
	});
}

static void show_pointer(struct kunit *test, const char *text, const void *value)
{
	if (strcmp(text, "NULL"))
		kunit_emit(test, test->indent + 4, "%s == %px", text, value);
}

void kunit_fail_ptr(struct kunit *test, const struct kunit_where *where, const void *left,
		    const void *right, const char *fmt, ...)
{
	FAIL(fmt, {
		expected(test, where);
		show_pointer(test, where->left, left);
		show_pointer(test, where->right, right);
	});
}

/* Print the value of the operand @text, unless @text is a string literal with this value. */
static void show_string(struct kunit *test, const char *text, const char *value)
{
	size_t len = strlen(text);

	if (value && len >= 2 && text[0] == '"' && strlen(value) == len - 2 &&
	    !memcmp(text + 1, value, len - 2))
		return;
	kunit_emit(test, test->indent + 4, "%s == \"%s\"", text, value);
}

void kunit_fail_str(struct kunit *test, const struct kunit_where *where, const char *left,
		    const char *right, const char *fmt, ...)
{
	FAIL(fmt, {
		expected(test, where);
		show_string(test, where->left, left);
		show_string(test, where->right, right);
	});
}

/* Print 16 bytes in each line.  Bytes that differ from those at @other are in angle brackets. */
static void assert_show_bytes(struct kunit *test, const char *text, const u8 *p, const u8 *other,
		       size_t size)
{
	char line[16 * 4 + 1];

	kunit_emit(test, test->indent + 4, "%s ==", text);
	for (size_t row = 0; row < size; row += 16) {
		size_t n = 0;

		for (size_t i = row; i < min(row + 16, size); i++)
			n += (size_t)scnprintf(line + n, sizeof(line) - n,
					       p[i] == other[i] ? " %02x " : "<%02x>", p[i]);
		kunit_emit(test, test->indent + 8, "%s", line);
	}
}

void kunit_fail_mem(struct kunit *test, const struct kunit_where *where, const void *left,
		    const void *right, size_t size, const char *fmt, ...)
{
	FAIL(fmt, {
		if (!left || !right) {
			kunit_emit(test, test->indent, "Expected %s is not null, but is",
				   left ? where->right : where->left);
		} else {
			expected(test, where);
			assert_show_bytes(test, where->left, left, right, min_t(size_t, size, 256));
			assert_show_bytes(test, where->right, right, left,
					  min_t(size_t, size, 256));
		}
	});
}

void kunit_fail_unary(struct kunit *test, const struct kunit_where *where, bool expected,
		      const char *fmt, ...)
{
	FAIL(fmt, kunit_emit(test, test->indent, "Expected %s to be %s, but is %s", where->left,
			     expected ? "true" : "false", expected ? "false" : "true"));
}

void kunit_fail_err_ptr(struct kunit *test, const struct kunit_where *where, const void *ptr,
			const char *fmt, ...)
{
	FAIL(fmt, {
		if (!ptr)
			kunit_emit(test, test->indent, "Expected %s is not null, but is",
				   where->left);
		else
			kunit_emit(test, test->indent, "Expected %s is not error, but is: %ld",
				   where->left, PTR_ERR(ptr));
	});
}

void kunit_fail_plain(struct kunit *test, const struct kunit_where *where, const char *fmt, ...)
{
	FAIL(fmt, {});
}
