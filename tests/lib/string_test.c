// SPDX-License-Identifier: BSD-2-Clause

#include <kunit/test.h>
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/prandom.h>
#include <linux/string.h>
#include <linux/string_helpers.h>

#define AREA	160

static u8 area[AREA], model[AREA], source[AREA];

static void fill(u8 *p, u8 first)
{
	for (int i = 0; i < AREA; i++)
		p[i] = (u8)(first + i);
}

/* Compare memcpy(area + @d, source + @s, @n) with a copy byte by byte. */
static void check_copy(struct kunit *test, int d, int s, int n)
{
	fill(area, 0x80);
	fill(model, 0x80);
	fill(source, 1);
	for (int i = 0; i < n; i++)
		model[d + i] = source[s + i];
	KUNIT_EXPECT_PTR_EQ(test, memcpy(area + d, source + s, (size_t)n), area + d);
	KUNIT_ASSERT_EQ_MSG(test, memcmp(area, model, AREA), 0, "to %d from %d size %d", d, s, n);
}

static void string_memcpy(struct kunit *test)
{
	for (int d = 0; d < 9; d++)
		for (int s = 0; s < 9; s++)
			for (int n = 0; n < 100; n++)
				check_copy(test, d, s, n);
}

static void check_move(struct kunit *test, int d, int s, int n)
{
	fill(area, 1);
	fill(model, 1);
	for (int i = 0; i < n; i++)
		model[d + i] = (u8)(1 + s + i);
	KUNIT_EXPECT_PTR_EQ(test, memmove(area + d, area + s, (size_t)n), area + d);
	KUNIT_ASSERT_EQ_MSG(test, memcmp(area, model, AREA), 0, "to %d from %d size %d", d, s, n);
}

static void string_memmove(struct kunit *test)
{
	for (int d = 20; d < 30; d++)
		for (int distance = -20; distance <= 20; distance++)
			for (int n = 0; n < 100; n += n < 40 ? 1 : 7)
				check_move(test, d, d + distance, n);
}

static void string_memset(struct kunit *test)
{
	for (int d = 0; d < 9; d++) {
		for (int n = 0; n < 130; n++) {
			fill(area, 1);
			fill(model, 1);
			for (int i = 0; i < n; i++)
				model[d + i] = 0xa5;
			KUNIT_EXPECT_PTR_EQ(test, memset(area + d, 0x7a5, (size_t)n), area + d);
			KUNIT_ASSERT_EQ_MSG(test, memcmp(area, model, AREA), 0, "%d at %d", n, d);
		}
	}
}

static void string_memset_wide(struct kunit *test)
{
	u16 a16[5] = { 0 };
	u32 a32[5] = { 0 };
	u64 a64[13] = { 0 };

	memset16(a16, 0x1234, 4);
	memset32(a32, 0x12345678, 4);
	memset64(a64, 0x123456789abcdef0, 12);
	for (int i = 0; i < 4; i++) {
		KUNIT_EXPECT_EQ(test, a16[i], 0x1234);
		KUNIT_EXPECT_EQ(test, a32[i], 0x12345678);
	}
	for (int i = 0; i < 12; i++)
		KUNIT_EXPECT_EQ(test, a64[i], 0x123456789abcdef0);
	KUNIT_EXPECT_EQ(test, a16[4], 0);
	KUNIT_EXPECT_EQ(test, a32[4], 0);
	KUNIT_EXPECT_EQ(test, a64[12], 0);
}

static void string_memcmp(struct kunit *test)
{
	for (int n = 0; n < 40; n++) {
		for (int at = 0; at < n; at++) {
			fill(area, 1);
			fill(model, 1);
			area[at] = 0xff;
			KUNIT_ASSERT_GT(test, memcmp(area, model, (size_t)n), 0);
			KUNIT_ASSERT_LT(test, memcmp(model, area, (size_t)n), 0);
			KUNIT_ASSERT_EQ(test, memcmp(model, area, (size_t)at), 0);
			area[at] = model[at];
			KUNIT_ASSERT_EQ(test, memcmp(model, area, (size_t)n), 0);
		}
	}
	/* The first byte that differs determines the result.  Bytes are compared as unsigned. */
	KUNIT_EXPECT_LT(test, memcmp("\x01\xff\0\0\0\0\0", "\x02\0\0\0\0\0\0", 8), 0);
	KUNIT_EXPECT_GT(test, memcmp("\x80", "\x7f", 1), 0);
}

static void string_memchr(struct kunit *test)
{
	for (int at = 0; at < 30; at++) {
		for (int n = 0; n < 40; n++) {
			u8 *expect = at < n ? area + 3 + at : NULL;

			memset(area, 0x11, AREA);
			area[3 + at] = 0xf0;
			KUNIT_ASSERT_PTR_EQ(test, memchr(area + 3, 0xf0, (size_t)n), expect);
			KUNIT_ASSERT_PTR_EQ(test, memchr_inv(area + 3, 0x11, (size_t)n), expect);
			KUNIT_ASSERT_PTR_EQ(test, memscan(area + 3, 0xf0, (size_t)n),
					    expect ? expect : area + 3 + n);
		}
	}
	KUNIT_EXPECT_TRUE(test, mem_is_zero(area, 0));
	KUNIT_EXPECT_FALSE(test, mem_is_zero(area, 1));
}

static void string_compare(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, strcmp("", ""), 0);
	KUNIT_EXPECT_LT(test, strcmp("a", "ab"), 0);
	KUNIT_EXPECT_GT(test, strcmp("\x80", "a"), 0);
	KUNIT_EXPECT_EQ(test, strncmp("abc", "abd", 2), 0);
	KUNIT_EXPECT_LT(test, strncmp("abc", "abd", 3), 0);
	KUNIT_EXPECT_EQ(test, strncmp("abc", "xyz", 0), 0);
	KUNIT_EXPECT_EQ(test, strncmp("ab\0c", "ab\0d", 4), 0);
	KUNIT_EXPECT_EQ(test, strcasecmp("HeLLo", "hEllO"), 0);
	KUNIT_EXPECT_LT(test, strcasecmp("HeLL", "hEllO"), 0);
	KUNIT_EXPECT_EQ(test, strncasecmp("HeXX", "hEYY", 2), 0);
	KUNIT_EXPECT_TRUE(test, strstarts("kunit.filter", "kunit"));
	KUNIT_EXPECT_FALSE(test, strstarts("kuni", "kunit"));
	KUNIT_EXPECT_EQ(test, str_has_prefix("abc", "ab"), 2);
	KUNIT_EXPECT_EQ(test, str_has_prefix("abc", "b"), 0);
}

static void string_copy(struct kunit *test)
{
	char buf[8];

	memset(buf, 'x', sizeof(buf));
	KUNIT_EXPECT_EQ(test, strscpy(buf, "abc", 4), 3);
	KUNIT_EXPECT_MEMEQ(test, buf, "abc\0xxxx", 8);
	KUNIT_EXPECT_EQ(test, strscpy(buf, "abcd", 4), -E2BIG);
	KUNIT_EXPECT_MEMEQ(test, buf, "abc\0xxxx", 8);
	KUNIT_EXPECT_EQ(test, strscpy(buf, "zz", 0), -E2BIG);
	KUNIT_EXPECT_EQ(test, strscpy(buf, "zz", 1), -E2BIG);
	KUNIT_EXPECT_MEMEQ(test, buf, "\0bc\0xxxx", 8);
	KUNIT_EXPECT_EQ(test, strscpy(buf, "1234567"), 7);
	KUNIT_EXPECT_EQ(test, strscpy_pad(buf, "ab"), 2);
	KUNIT_EXPECT_MEMEQ(test, buf, "ab\0\0\0\0\0\0", 8);
	memset(buf, 'x', sizeof(buf));
	strncpy(buf, "ab", 4);
	KUNIT_EXPECT_MEMEQ(test, buf, "ab\0\0xxxx", 8);
	KUNIT_EXPECT_PTR_EQ(test, stpcpy(buf, "abc"), buf + 3);
	strcat(buf, "d");
	strncat(buf, "efg", 2);
	KUNIT_EXPECT_STREQ(test, buf, "abcdef");
	KUNIT_EXPECT_PTR_EQ(test, memccpy(buf, "12345", '3', 5), buf + 3);
	KUNIT_EXPECT_NULL(test, memccpy(buf, "12345", '9', 5));
}

static void string_search(struct kunit *test)
{
	const char *s = "one,two,three";

	KUNIT_EXPECT_EQ(test, strlen(""), 0);
	KUNIT_EXPECT_EQ(test, strlen(s), 13);
	KUNIT_EXPECT_EQ(test, strnlen(s, 5), 5);
	KUNIT_EXPECT_EQ(test, strnlen(s, 100), 13);
	KUNIT_EXPECT_PTR_EQ(test, strchr(s, ','), s + 3);
	KUNIT_EXPECT_PTR_EQ(test, strrchr(s, ','), s + 7);
	KUNIT_EXPECT_PTR_EQ(test, strchr(s, 0), s + 13);
	KUNIT_EXPECT_PTR_EQ(test, strrchr(s, 0), s + 13);
	KUNIT_EXPECT_NULL(test, strchr(s, 'x'));
	KUNIT_EXPECT_NULL(test, strrchr(s, 'x'));
	KUNIT_EXPECT_PTR_EQ(test, strchrnul(s, 'x'), s + 13);
	KUNIT_EXPECT_NULL(test, strnchr(s, 3, ','));
	KUNIT_EXPECT_PTR_EQ(test, strnchr(s, 4, ','), s + 3);
	KUNIT_EXPECT_PTR_EQ(test, strstr(s, "two"), s + 4);
	KUNIT_EXPECT_PTR_EQ(test, strstr(s, ""), s);
	KUNIT_EXPECT_NULL(test, strstr(s, "threes"));
	KUNIT_EXPECT_NULL(test, strnstr(s, "two", 6));
	KUNIT_EXPECT_PTR_EQ(test, strnstr(s, "two", 7), s + 4);
	KUNIT_EXPECT_EQ(test, strspn(s, "eno"), 3);
	KUNIT_EXPECT_EQ(test, strcspn(s, ","), 3);
	KUNIT_EXPECT_PTR_EQ(test, strpbrk(s, "wt"), s + 4);
	KUNIT_EXPECT_NULL(test, strpbrk(s, ""));
	KUNIT_EXPECT_STREQ(test, kbasename("/a/b/c"), "c");
	KUNIT_EXPECT_STREQ(test, kbasename("c"), "c");
}

static void string_split(struct kunit *test)
{
	char buf[] = "a,,b;c", white[] = " \t x y \n", none[] = "   ", *s = buf;

	KUNIT_EXPECT_STREQ(test, strsep(&s, ",;"), "a");
	KUNIT_EXPECT_STREQ(test, strsep(&s, ",;"), "");
	KUNIT_EXPECT_STREQ(test, strsep(&s, ",;"), "b");
	KUNIT_EXPECT_STREQ(test, strsep(&s, ",;"), "c");
	KUNIT_EXPECT_NULL(test, s);
	KUNIT_EXPECT_NULL(test, strsep(&s, ",;"));
	KUNIT_EXPECT_STREQ(test, strim(white), "x y");
	KUNIT_EXPECT_STREQ(test, strim(none), "");
	KUNIT_EXPECT_STREQ(test, strreplace(white, 'x', 'z') + 3, "z y");
}

static void string_match(struct kunit *test)
{
	static const char * const names[] = { "slob", "slub", NULL, "slab" };

	KUNIT_EXPECT_EQ(test, match_string(names, ARRAY_SIZE(names), "slub"), 1);
	KUNIT_EXPECT_EQ(test, match_string(names, ARRAY_SIZE(names), "slab"), -EINVAL);
	KUNIT_EXPECT_EQ(test, match_string(names, (size_t)-1, "x"), -EINVAL);
	KUNIT_EXPECT_EQ(test, sysfs_match_string(names, "slub\n"), 1);
	KUNIT_EXPECT_TRUE(test, sysfs_streq("on", "on\n"));
	KUNIT_EXPECT_TRUE(test, sysfs_streq("on\n", "on"));
	KUNIT_EXPECT_TRUE(test, sysfs_streq("", ""));
	KUNIT_EXPECT_FALSE(test, sysfs_streq("on\n\n", "on"));
	KUNIT_EXPECT_FALSE(test, sysfs_streq("on", "on\n\n"));
	KUNIT_EXPECT_FALSE(test, sysfs_streq("on", "one"));
}

static void string_ctype(struct kunit *test)
{
	for (int c = 0; c < 256; c++) {
		bool upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z';
		bool digit = c >= '0' && c <= '9';
		bool hex = digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
		bool graph = c > 32 && c < 127;

		KUNIT_EXPECT_EQ_MSG(test, isupper(c), upper, "%d", c);
		KUNIT_EXPECT_EQ_MSG(test, islower(c), lower, "%d", c);
		KUNIT_EXPECT_EQ_MSG(test, !!isdigit(c), digit, "%d", c);
		KUNIT_EXPECT_EQ_MSG(test, isxdigit(c), hex, "%d", c);
		KUNIT_EXPECT_EQ_MSG(test, isalnum(c), upper || lower || digit, "%d", c);
		KUNIT_EXPECT_EQ_MSG(test, isspace(c), c == 32 || (c >= 9 && c <= 13), "%d", c);
		KUNIT_EXPECT_EQ_MSG(test, isprint(c), graph || c == 32, "%d", c);
		KUNIT_EXPECT_EQ_MSG(test, isgraph(c), graph, "%d", c);
		KUNIT_EXPECT_EQ_MSG(test, iscntrl(c), c < 32 || c == 127, "%d", c);
		KUNIT_EXPECT_EQ_MSG(test, ispunct(c), graph && !upper && !lower && !digit, "%d", c);
		KUNIT_EXPECT_EQ_MSG(test, tolower(c), upper ? c + 32 : c, "%d", c);
		KUNIT_EXPECT_EQ_MSG(test, toupper(c), lower ? c - 32 : c, "%d", c);
	}
}

static void check_size(struct kunit *test, u64 nr, u64 size, enum string_size_units units,
		       const char *expect)
{
	char buf[24];

	KUNIT_EXPECT_EQ(test, string_get_size(nr, size, units, buf, sizeof(buf)),
			(int)strlen(expect));
	KUNIT_EXPECT_STREQ(test, buf, expect);
}

static void string_sizes(struct kunit *test)
{
	check_size(test, 0, 1, STRING_UNITS_2, "0 B");
	check_size(test, 1023, 1, STRING_UNITS_2, "1023 B");
	check_size(test, 1024, 1, STRING_UNITS_2, "1.00 KiB");
	check_size(test, 16384, 512, STRING_UNITS_2, "8.00 MiB");
	check_size(test, 16384, 512, STRING_UNITS_10, "8.39 MB");
	check_size(test, 3, 512 << 20, STRING_UNITS_2, "1.50 GiB");
	check_size(test, 12, 1 << 20, STRING_UNITS_2, "12.0 MiB");
	check_size(test, 128, 1 << 20, STRING_UNITS_2, "128 MiB");
	check_size(test, 1000, 1, STRING_UNITS_10, "1.00 kB");
	check_size(test, 8192, 4096, STRING_UNITS_10, "33.6 MB");
	check_size(test, 1999, 1, STRING_UNITS_10, "2.00 kB");
	check_size(test, 1536, 1, STRING_UNITS_2 | STRING_UNITS_NO_SPACE, "1.50KiB");
	check_size(test, 1536, 1, STRING_UNITS_10 | STRING_UNITS_NO_BYTES, "1.54 k");
	check_size(test, 7, 1, STRING_UNITS_2 | STRING_UNITS_NO_SPACE | STRING_UNITS_NO_BYTES, "7");
	check_size(test, U64_MAX, 1, STRING_UNITS_2, "16.0 EiB");
	check_size(test, U64_MAX, U64_MAX, STRING_UNITS_10, "340282366920938 YB");
}

static struct kunit_case string_cases[] = {
	KUNIT_CASE(string_memcpy),
	KUNIT_CASE(string_memmove),
	KUNIT_CASE(string_memset),
	KUNIT_CASE(string_memset_wide),
	KUNIT_CASE(string_memcmp),
	KUNIT_CASE(string_memchr),
	KUNIT_CASE(string_compare),
	KUNIT_CASE(string_copy),
	KUNIT_CASE(string_search),
	KUNIT_CASE(string_split),
	KUNIT_CASE(string_match),
	KUNIT_CASE(string_ctype),
	KUNIT_CASE(string_sizes),
	{}
};

static struct kunit_suite string_suite = {
	.name = "string",
	.test_cases = string_cases,
};
kunit_test_suite(string_suite);
