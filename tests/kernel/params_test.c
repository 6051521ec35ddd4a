// SPDX-License-Identifier: BSD-2-Clause
/* Tests of boot arguments: words, quotes, values that are too long, and unknown arguments. */

#include <internal/params.h>
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/limits.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "../said.h"

#define LINE	2048	/* maximum length of the line in bytes, including the NUL */

static char machines[LINE], line[2 * LINE];

static int params_test_init(struct kunit *test)
{
	strscpy(machines, boot_command_line, sizeof(machines));
	return 0;
}

static void params_test_exit(struct kunit *test)
{
	params_read(machines);
}

static void params_test_words(struct kunit *test)
{
	char small[4];

	params_read(
		"  one two= three=3  four=\"a b=c; d\" \"five=x y\" six=\"\" three=4 seven=a=b ");
	KUNIT_EXPECT_STREQ(test, cmdline_value("one"), "");
	KUNIT_EXPECT_STREQ(test, cmdline_value("two"), "");
	KUNIT_EXPECT_STREQ(test, cmdline_value("three"), "4");
	KUNIT_EXPECT_STREQ(test, cmdline_value("four"), "a b=c; d");
	KUNIT_EXPECT_STREQ(test, cmdline_value("five"), "x y");
	KUNIT_EXPECT_STREQ(test, cmdline_value("six"), "");
	KUNIT_EXPECT_STREQ(test, cmdline_value("seven"), "a=b");
	KUNIT_EXPECT_NULL(test, cmdline_value("thre"));
	KUNIT_EXPECT_NULL(test, cmdline_value("three3"));
	KUNIT_EXPECT_NULL(test, cmdline_value("b"));
	KUNIT_EXPECT_TRUE(test, cmdline_find("seven", small, sizeof(small)));
	KUNIT_EXPECT_STREQ(test, small, "a=b");
	mark();
	KUNIT_EXPECT_FALSE(test, cmdline_find("five", small, 3));
	EXPECT_SAID(test, "boot argument five=x y: longer than 2 characters: ignored");
	params_read("");
	KUNIT_EXPECT_NULL(test, cmdline_value("one"));
}

/*
 * The last word of a command line of the maximum length is found.  A word after the maximum length
 * is not found, and it is reported that the line is too long.
 */
static void params_test_long(struct kunit *test)
{
	for (unsigned int size = 1000; size < 2 * LINE - 100; size += 500) {
		unsigned int used = 0;

		while (used < size - 20)
			used += scnprintf(line + used, sizeof(line) - used, "a%u=bcdefgh ", used);
		scnprintf(line + used, sizeof(line) - used, "run=last");
		mark();
		params_read(line);
		if (strlen(line) < LINE) {
			KUNIT_EXPECT_STREQ(test, cmdline_value("run"), "last");
			EXPECT_UNSAID(test, "boot arguments");
		} else {
			KUNIT_EXPECT_NULL(test, cmdline_value("run"));
			EXPECT_SAID(test, "boot arguments: longer than 2047 characters");
		}
		KUNIT_EXPECT_STREQ(test, cmdline_value("a0"), "bcdefgh");
	}
}

static void params_test_quote(struct kunit *test)
{
	mark();
	params_read("one=1 two=\"b c");
	EXPECT_SAID(test, "boot arguments: the quote is not closed: \"b c");
	KUNIT_EXPECT_STREQ(test, cmdline_value("one"), "1");
	KUNIT_EXPECT_STREQ(test, cmdline_value("two"), "b c");
}

static char seen[128];

static void see(const char *name, const char *value)
{
	size_t used = strlen(seen);

	scnprintf(seen + used, sizeof(seen) - used, "%s(%s) ", name, value);
}

static void params_test_for_each(struct kunit *test)
{
	seen[0] = '\0';
	params_read("my.a=1 other=2 my.b my.c=\"3 4\" -- my.d");
	cmdline_for_each("my.", see);
	KUNIT_EXPECT_STREQ(test, seen, "my.a(1) my.b() my.c(3 4) ");
}

static void params_test_unknown(struct kunit *test)
{
	mark();
	params_read("known=1 strange my.x=2 loglevl=7 \"odd=a b\" -- app=1 more");
	cmdline_value("known");
	cmdline_for_each("my.", see);
	params_report_unknown();
	EXPECT_SAID(test, "Unknown kernel command line parameters \"strange loglevl=7 odd=a b\"\n");
	KUNIT_EXPECT_NULL(test, cmdline_value("app"));
	KUNIT_EXPECT_NULL(test, cmdline_value("more"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(boot_command_line, "-- app=1 more"));
	mark();
	params_read("known=1 -- app=1");
	cmdline_value("known");
	params_report_unknown();
	EXPECT_UNSAID(test, "Unknown");
}

static const struct size_case {
	const char *text;
	u64 size;
	const char *rest;
	int err;
} sizes[] = {
	{ "0", 0, "" }, { "4096", 4096, "" }, { "0x10k", 16384, "" }, { "64M", 64ULL << 20, "" },
	{ "2G@1", 2ULL << 30, "@1" }, { "50%", 50, "%" }, { "16E", 0, NULL, -ERANGE },
	{ "15E", 15ULL << 60, "" }, { "18446744073709551615", U64_MAX, "" },
	{ "18446744073709551616", 0, NULL, -ERANGE }, { "18446744073709551615K", 0, NULL, -ERANGE },
	{ "0x10000000000000000", 0, NULL, -ERANGE }, { "", 0, NULL, -EINVAL },
	{ "M", 0, NULL, -EINVAL }, { "-1", 0, NULL, -EINVAL },
	{ "99999999999999999999999999999999999999999", 0, NULL, -ERANGE },
};
KUNIT_ARRAY_PARAM_DESC(size, sizes, text);

static void params_test_size(struct kunit *test)
{
	const struct size_case *c = test->param_value;
	u64 size = 77;
	char *end;

	KUNIT_ASSERT_EQ(test, parse_size(c->text, &end, &size), c->err);
	KUNIT_EXPECT_EQ(test, size, c->err ? 77 : c->size);
	if (!c->err)
		KUNIT_EXPECT_STREQ(test, end, c->rest);
}

static struct kunit_case params_cases[] = {
	KUNIT_CASE(params_test_words),
	KUNIT_CASE(params_test_long),
	KUNIT_CASE(params_test_quote),
	KUNIT_CASE(params_test_for_each),
	KUNIT_CASE(params_test_unknown),
	KUNIT_CASE_PARAM(params_test_size, size_gen_params),
	{}
};

static struct kunit_suite params_suite = {
	.name = "params",
	.init = params_test_init,
	.exit = params_test_exit,
	.test_cases = params_cases,
};
kunit_test_suite(params_suite);
