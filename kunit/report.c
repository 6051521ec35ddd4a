// SPDX-License-Identifier: BSD-2-Clause

/* Print lines to the console, or to the log of a test. */

#include <kunit/test.h>
#include <linux/minmax.h>

#include "kunit.h"

#define LINE_MAX	400

__weak void kunit_puts(const char *line)
{
	printk("%s\n", line);
}

static void to_log(struct kunit *test, const char *line)
{
	size_t room = test->log_size - test->log_used;

	test->log_used += (size_t)scnprintf(test->log + test->log_used, room, "%s\n", line);
}

void kunit_vemit(struct kunit *test, int indent, const char *fmt, va_list args)
{
	char line[LINE_MAX];
	size_t columns = min_t(size_t, (size_t)indent, LINE_MAX / 2), len;

	memset(line, ' ', columns);
	len = columns + (size_t)vscnprintf(line + columns, sizeof(line) - columns, fmt, args);
	while (len && line[len - 1] == '\n')
		line[--len] = '\0';
	if (test && test->log)
		to_log(test, line);
	else
		kunit_puts(line);
}

void kunit_emit(struct kunit *test, int indent, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	kunit_vemit(test, indent, fmt, args);
	va_end(args);
}

void kunit_log_line(struct kunit *test, const char *fmt, ...)
{
	struct va_format vf = { .fmt = fmt };
	va_list args;

	va_start(args, fmt);
	vf.va = &args;
	kunit_emit(test, test->indent, "# %s: %pV", test->name, &vf);
	va_end(args);
}

void __kunit_skip(struct kunit *test, const char *fmt, ...)
{
	va_list args;

	/* A test that has failed already is reported as failed. */
	if (test->status != KUNIT_FAILURE)
		test->status = KUNIT_SKIPPED;
	va_start(args, fmt);
	vscnprintf(test->status_comment, sizeof(test->status_comment), fmt, args);
	va_end(args);
}
