// SPDX-License-Identifier: BSD-2-Clause
/* Tests of linux/parser.h, and of the escape sequences of linux/string_helpers.h. */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/parser.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/string_helpers.h>

/* ---- options --------------------------------------------------------------------------------- */

enum option { SIZE, MODE, RANGE, NAME, PREFIX, PERCENT, MASK, ON, OTHER };

static const match_table_t options = {
	{ SIZE, "size=%u" },
	{ MODE, "mode=%o" },
	{ RANGE, "range=%d-%d" },
	{ NAME, "name=%s" },
	{ PREFIX, "prefix=%3s,%s" },
	{ PERCENT, "%d%%" },
	{ MASK, "mask=%x" },
	{ ON, "on" },
	{ OTHER, NULL },
};

static int token_of(const char *text, substring_t args[])
{
	static char copy[64];

	strscpy(copy, text, sizeof(copy));
	return match_token(copy, options, args);
}

static void text_test_token(struct kunit *test)
{
	substring_t args[MAX_OPT_ARGS];
	char *name, text[4];
	int n;

	KUNIT_EXPECT_EQ(test, token_of("on", args), ON);
	KUNIT_EXPECT_EQ(test, token_of("one", args), OTHER);
	KUNIT_EXPECT_EQ(test, token_of("o", args), OTHER);
	KUNIT_EXPECT_EQ(test, token_of("", args), OTHER);
	KUNIT_EXPECT_EQ(test, token_of("size=", args), OTHER);
	KUNIT_EXPECT_EQ(test, token_of("size=12k", args), OTHER);
	KUNIT_EXPECT_EQ(test, token_of("size=0x1f", args), SIZE);
	KUNIT_EXPECT_EQ(test, args[0].to - args[0].from, 4);
	KUNIT_EXPECT_EQ(test, token_of("range=-3-17", args), RANGE);
	KUNIT_EXPECT_EQ(test, match_int(&args[0], &n), 0);
	KUNIT_EXPECT_EQ(test, n, -3);
	KUNIT_EXPECT_EQ(test, match_int(&args[1], &n), 0);
	KUNIT_EXPECT_EQ(test, n, 17);
	KUNIT_EXPECT_EQ(test, token_of("75%", args), PERCENT);
	KUNIT_EXPECT_EQ(test, token_of("75", args), OTHER);
	KUNIT_EXPECT_EQ(test, token_of("name=", args), OTHER);
	KUNIT_EXPECT_EQ(test, token_of("prefix=abcd", args), OTHER);
	KUNIT_EXPECT_EQ(test, token_of("prefix=abc,d", args), PREFIX);
	KUNIT_EXPECT_EQ(test, match_strlcpy(text, &args[0], sizeof(text)), 3);
	KUNIT_EXPECT_STREQ(test, text, "abc");
	KUNIT_EXPECT_EQ(test, match_strlcpy(text, &args[0], 3), 3);
	KUNIT_EXPECT_STREQ(test, text, "ab");
	KUNIT_EXPECT_EQ(test, match_strlcpy(text, &args[0], 0), 3);
	KUNIT_EXPECT_EQ(test, token_of("name=a long name", args), NAME);
	name = match_strdup(&args[0]);
	if (name)
		KUNIT_EXPECT_STREQ(test, name, "a long name");
	kfree(name);
}

/* Return the result of a function that reads @text, and store the number. */
#define READ_NUMBER(read, text, result) ({					\
	static char __text[] = text;						\
	substring_t __arg = { __text, __text + sizeof(__text) - 1 };		\
	read(&__arg, result);							\
})

static void text_test_numbers(struct kunit *test)
{
	unsigned int u = 1;
	int n = 1;
	u64 wide = 1;

	KUNIT_EXPECT_EQ(test, READ_NUMBER(match_int, "0x10", &n), 0);
	KUNIT_EXPECT_EQ(test, n, 16);
	KUNIT_EXPECT_EQ(test, READ_NUMBER(match_octal, "644", &n), 0);
	KUNIT_EXPECT_EQ(test, n, 0644);
	KUNIT_EXPECT_EQ(test, READ_NUMBER(match_hex, "fF", &n), 0);
	KUNIT_EXPECT_EQ(test, n, 255);
	KUNIT_EXPECT_EQ(test, READ_NUMBER(match_int, "2147483648", &n), -ERANGE);
	KUNIT_EXPECT_EQ(test, READ_NUMBER(match_int, "-2147483649", &n), -ERANGE);
	KUNIT_EXPECT_EQ(test, READ_NUMBER(match_int, "x", &n), -EINVAL);
	KUNIT_EXPECT_EQ(test, READ_NUMBER(match_int, "000000000000000000000001", &n), -ERANGE);
	KUNIT_EXPECT_EQ(test, n, 255);
	KUNIT_EXPECT_EQ(test, READ_NUMBER(match_int, "-2147483648", &n), 0);
	KUNIT_EXPECT_EQ(test, n, INT_MIN);
	KUNIT_EXPECT_EQ(test, READ_NUMBER(match_uint, "4294967295", &u), 0);
	KUNIT_EXPECT_EQ(test, u, U32_MAX);
	KUNIT_EXPECT_EQ(test, READ_NUMBER(match_uint, "4294967296", &u), -ERANGE);
	KUNIT_EXPECT_EQ(test, READ_NUMBER(match_uint, "0x1", &u), -EINVAL);
	KUNIT_EXPECT_EQ(test, READ_NUMBER(match_u64, "0xffffffffffffffff", &wide), 0);
	KUNIT_EXPECT_EQ(test, wide, U64_MAX);
	KUNIT_EXPECT_EQ(test, READ_NUMBER(match_u64, "18446744073709551616", &wide), -ERANGE);
	KUNIT_EXPECT_EQ(test, READ_NUMBER(match_u64, "12k", &wide), -EINVAL);
	KUNIT_EXPECT_EQ(test, wide, U64_MAX);
}

static void text_test_wildcard(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, match_wildcard("*", ""));
	KUNIT_EXPECT_TRUE(test, match_wildcard("", ""));
	KUNIT_EXPECT_FALSE(test, match_wildcard("", "a"));
	KUNIT_EXPECT_FALSE(test, match_wildcard("?", ""));
	KUNIT_EXPECT_TRUE(test, match_wildcard("a?c", "abc"));
	KUNIT_EXPECT_FALSE(test, match_wildcard("a?c", "abcd"));
	KUNIT_EXPECT_TRUE(test, match_wildcard("*ab*ab", "abaabab"));
	KUNIT_EXPECT_TRUE(test, match_wildcard("a**c*", "abbc"));
	KUNIT_EXPECT_FALSE(test, match_wildcard("*ab", "abc"));
	KUNIT_EXPECT_FALSE(test, match_wildcard("[a]", "a"));
	KUNIT_EXPECT_TRUE(test, match_wildcard("[a]", "[a]"));
}

/* ---- escape sequences ------------------------------------------------------------------------ */

static void text_test_unescape(struct kunit *test)
{
	static const struct {
		const char *text, *wanted;
		unsigned int flags;
		size_t size;
	} cases[] = {
		{ "\\f\\n\\r\\t\\v", "\f\n\r\t\v", UNESCAPE_SPACE, 0 },
		{ "\\f\\n", "\\f\\n", UNESCAPE_SPECIAL, 0 },
		{ "\\\"\\\\\\a\\e", "\"\\\a\033", UNESCAPE_SPECIAL, 0 },
		{ "\\101\\1018\\47", "AA8'", UNESCAPE_OCTAL, 0 },
		{ "\\400\\8", " 0\\8", UNESCAPE_OCTAL, 0 },
		{ "\\x41\\x4g\\x", "A\004g\\x", UNESCAPE_HEX, 0 },
		{ "\\x41\\n\\\\", "A\n\\", UNESCAPE_ANY, 0 },
		{ "a\\", "a\\", UNESCAPE_ANY, 0 },
		{ "abcdef", "abc", UNESCAPE_ANY, 4 },
		{ "a\\nb", "a\n", UNESCAPE_ANY, 4 },
		{ "ab", "", UNESCAPE_ANY, 1 },
	};
	char in[24], out[24];

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		strscpy(in, cases[i].text, sizeof(in));
		KUNIT_EXPECT_EQ(test, string_unescape(in, out, cases[i].size, cases[i].flags),
				(int)strlen(cases[i].wanted));
		KUNIT_EXPECT_STREQ(test, out, cases[i].wanted);
	}
	strscpy(in, "\\t\\x2d\\q", sizeof(in));
	KUNIT_EXPECT_EQ(test, string_unescape_any_inplace(in), 4);
	KUNIT_EXPECT_STREQ(test, in, "\t-\\q");
}

static void text_test_escape(struct kunit *test)
{
	static const char bytes[] = "a\n\"\\\a\033 \177\200\0z";
	static const struct {
		const char *wanted, *only;
		unsigned int flags;
	} cases[] = {
		{ "a\\n\"\\\a\033 \177\200", NULL, ESCAPE_SPACE },
		{ "a\n\\\"\\\\\\a\\e \177\200", NULL, ESCAPE_SPECIAL },
		/* Bytes that can be printed are copied first. */
		{ "a\\n\"\\\\a\\e \\x7f\\x80", NULL,
		  ESCAPE_SPACE | ESCAPE_SPECIAL | ESCAPE_HEX | ESCAPE_NAP | ESCAPE_APPEND },
		{ "\\141\\012\\042\\134\\007\\033\\040\\177\\200", NULL, ESCAPE_OCTAL },
		{ "\\x61\\x0a\\x22\\x5c\\x07\\x1b\\x20\\x7f\\x80", NULL, ESCAPE_HEX },
		{ "a\\x0a\"\\\a\033 \\x7f\200", "\n\177", ESCAPE_HEX },
		{ "a\n\"\\\a\033 \177\\x80", NULL, ESCAPE_HEX | ESCAPE_NA },
		{ "a\\x0a\"\\\\x07\\x1b \\x7f\\x80", NULL, ESCAPE_HEX | ESCAPE_NP },
		{ "\\x61\\x0a\"\\\\x07\\x1b \\x7f\\x80", "a",
		  ESCAPE_HEX | ESCAPE_NP | ESCAPE_APPEND },
	};
	char out[64];

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *wanted = cases[i].wanted;
		size_t len = strlen(wanted);

		memset(out, '#', sizeof(out));
		KUNIT_EXPECT_EQ(test, string_escape_mem(bytes, 9, out, sizeof(out), cases[i].flags,
							cases[i].only), (int)len);
		KUNIT_EXPECT_EQ(test, out[len], '#');
		out[len] = '\0';
		KUNIT_EXPECT_STREQ(test, out, wanted);
	}
	/* A byte of zero, and a buffer that is too small. */
	KUNIT_EXPECT_EQ(test, string_escape_mem(bytes + 9, 2, out, 64, ESCAPE_NULL, NULL), 3);
	KUNIT_EXPECT_EQ(test, memcmp(out, "\\0z", 3), 0);
	memset(out, '#', sizeof(out));
	KUNIT_EXPECT_EQ(test, string_escape_mem("\n\n", 2, out, 5, ESCAPE_HEX, NULL), 8);
	KUNIT_EXPECT_EQ(test, memcmp(out, "\\x0a\\###", 8), 0);
	KUNIT_EXPECT_EQ(test, string_escape_str_any_np("a\tb", NULL, 0, NULL), 4);
}

static void text_test_copies(struct kunit *test)
{
	char *copy = kstrdup_quotable("say \"\\\n\a\"\001", GFP_KERNEL);

	if (copy)
		KUNIT_EXPECT_STREQ(test, copy, "say \\x22\\x5c\\x0a\\x07\\x22\001");
	kfree(copy);
	KUNIT_EXPECT_NULL(test, kstrdup_quotable(NULL, GFP_KERNEL));
	copy = kstrdup_and_replace("a/b/c", '/', '!', GFP_KERNEL);
	if (copy)
		KUNIT_EXPECT_STREQ(test, copy, "a!b!c");
	kfree(copy);
}

static struct kunit_case text_cases[] = {
	KUNIT_CASE(text_test_token),
	KUNIT_CASE(text_test_numbers),
	KUNIT_CASE(text_test_wildcard),
	KUNIT_CASE(text_test_unescape),
	KUNIT_CASE(text_test_escape),
	KUNIT_CASE(text_test_copies),
	{}
};

static struct kunit_suite text_suite = {
	.name = "text",
	.test_cases = text_cases,
};
kunit_test_suite(text_suite);
