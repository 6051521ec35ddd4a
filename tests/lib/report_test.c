// SPDX-License-Identifier: BSD-2-Clause
/* Tests of the report writer: the same calls print text and JSON. */

#include <kunit/test.h>
#include <linux/string.h>
#include <quarry/report.h>

#include "../text.h"

static const char *volatile none;	/* volatile: the compiler must not see a constant */

static void show(struct seq_file *m)
{
	report_open(m, NULL, '{');
	report_open(m, "rows", '[');
	report_row(m, "%-4d{d} %5lu{lu}K %#x{x} %08llx{llx} not this %d\n", -1, ~0UL, 0x10, 0xabULL,
		   7);
	report_row(m, "%s{s}, %4s{blank}, %.*s{cut}, %c{c}%s{null}\n", "a\"\\\n\x01z", " b c", 2,
		   "xyz", 'q', none);
	report_close(m, ']');
	report_fields(m, "list:");
	report_open(m, "list", '[');
	for (unsigned int i = 0; i < 3; i++)
		report_fields(m, " %u{}", i);
	report_close(m, ']');
	report_fields(m, " and a mark{mark}\n");
	report_close(m, '}');
}

static void report_test_text(struct kunit *test)
{
	static struct text text;
	struct seq_file m = { .write = text_write, .private = &text };

	memset(&text, 0, sizeof(text));
	show(&m);
	KUNIT_EXPECT_STREQ(test, text.buf,
			   "-1   18446744073709551615K 0x10 000000ab not this 7\n"
			   "a\"\\\n\x01z,  b c, xy, q(null)\n"
			   "list: 0 1 2 and a mark\n");
}

static void report_test_json(struct kunit *test)
{
	static struct text text;
	struct seq_file m = { .write = text_write, .private = &text, .json = true };

	memset(&text, 0, sizeof(text));
	show(&m);
	KUNIT_EXPECT_STREQ(
		test, text.buf,
		"{\"rows\": ["
		"{\"d\": -1, \"lu\": 18446744073709551615, \"x\": \"0x10\", "
		"\"llx\": \"0xab\"},\n "
		"{\"s\": \"a\\\"\\\\\\u000a\\u0001z\", \"blank\": \"b c\", \"cut\": \"xy\", "
		"\"c\": \"q\", \"null\": \"(null)\"}], "
		"\"list\": [0, 1, 2], \"mark\": true}");
	KUNIT_EXPECT_FALSE(test, seq_has_overflowed(&m));
}

static struct kunit_case report_test_cases[] = {
	KUNIT_CASE(report_test_text),
	KUNIT_CASE(report_test_json),
	{}
};

static struct kunit_suite report_test_suite = {
	.name = "report",
	.test_cases = report_test_cases,
};
kunit_test_suite(report_test_suite);
