/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_SAID_H
#define TESTS_SAID_H

/*
 * Check the messages that were printed after the last call of mark().  Only one thread at a time
 * may use these functions.
 */

#include <internal/console.h>
#include <kunit/test.h>
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/sprintf.h>

#include "warnings.h"

#define SAID_MARK	"said: mark"

static char said[12288];
static size_t nr_said;

static void collect_said(u64 time_ns, int level, const char *text, unsigned int size)
{
	if (size >= strlen(SAID_MARK) && !memcmp(text, SAID_MARK, strlen(SAID_MARK)))
		nr_said = 0;
	size = min_t(size_t, size, sizeof(said) - 1 - nr_said);
	memcpy(said + nr_said, text, size);
	nr_said += size;
	said[nr_said] = '\0';
}

static void mark(void)
{
	printk(KERN_DEBUG SAID_MARK "\n");
}

static bool was_said(const char *what)
{
	nr_said = 0;
	dmesg_show(collect_said);
	return strstr(said, what);
}

#define EXPECT_SAID(test, what)	KUNIT_EXPECT_TRUE_MSG(test, was_said(what), "not said: %s", what)
/* Expect the message that scnprintf() makes from @format and @number. */
#define EXPECT_SAID_WITH(test, format, number)					\
do {										\
	char what_[128];							\
										\
	scnprintf(what_, sizeof(what_), format, number);			\
	EXPECT_SAID(test, what_);						\
} while (0)
#define EXPECT_UNSAID(test, what) KUNIT_EXPECT_FALSE_MSG(test, was_said(what), "said: %s", what)

/*
 * True if reports contain the name of the caller of an allocator's function.  For this, the last
 * call in the allocator's function must be a jump (tail call).  The thread sanitizer prevents such
 * jumps.
 */
#define KNOWS_CALLERS	(!IS_ENABLED(CONFIG_HOST_SANITIZE_THREAD))
#define EXPECT_SITE(test, what)								\
do {											\
	if (KNOWS_CALLERS)								\
		EXPECT_SAID(test, what);						\
} while (0)

/* Expect that @call causes exactly one warning. */
#define EXPECT_WARNS(test, call)				\
do {								\
	unsigned long __warned = warnings_seen();			\
								\
	mark();							\
	call;							\
	KUNIT_EXPECT_EQ(test, warnings_seen(), __warned + 1);	\
} while (0)

#endif /* TESTS_SAID_H */
