// SPDX-License-Identifier: BSD-2-Clause

/* Tests of conversions from text to numbers: kstrto*(), memparse() and sscanf(). */

#include <kunit/test.h>
#include <linux/kernel.h>

struct number {
	const char *text;
	unsigned int base;
	int err;
	long long value;
};

static const struct number numbers[] = {
	{ "0", 10, 0, 0 }, { "00", 0, 0, 0 }, { "42\n", 10, 0, 42 }, { "+7", 10, 0, 7 },
	{ "-7", 10, 0, -7 }, { "0x1F", 0, 0, 31 }, { "0x1f", 16, 0, 31 }, { "ff", 16, 0, 255 },
	{ "010", 0, 0, 8 }, { "777", 8, 0, 511 }, { "-0x10", 0, 0, -16 }, { "zz", 36, 0, 1295 },
	{ "9223372036854775807", 10, 0, LLONG_MAX }, { "-9223372036854775808", 10, 0, LLONG_MIN },
	{ "9223372036854775808", 10, -ERANGE }, { "-9223372036854775809", 10, -ERANGE },
	{ "18446744073709551616", 10, -ERANGE }, { "", 10, -EINVAL }, { "\n", 10, -EINVAL },
	{ "-", 10, -EINVAL }, { "+", 10, -EINVAL }, { "+-1", 10, -EINVAL }, { "-+1", 10, -EINVAL },
	{ " 1", 10, -EINVAL }, { "1 ", 10, -EINVAL }, { "1\n\n", 10, -EINVAL },
	{ "0x", 0, -EINVAL },
	{ "0x", 16, -EINVAL }, { "08", 0, -EINVAL }, { "12a", 10, -EINVAL }, { "8", 8, -EINVAL },
};

static void kstrtox_signed(struct kunit *test)
{
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		const struct number *n = &numbers[i];
		long long v = 12345;

		KUNIT_EXPECT_EQ_MSG(test, kstrtoll(n->text, n->base, &v), n->err, "\"%s\"",
				    n->text);
		KUNIT_EXPECT_EQ_MSG(test, v, n->err ? 12345 : n->value, "\"%s\"", n->text);
	}
}

static void kstrtox_unsigned(struct kunit *test)
{
	unsigned long long v = 1;

	KUNIT_EXPECT_EQ(test, kstrtoull("18446744073709551615", 10, &v), 0);
	KUNIT_EXPECT_EQ(test, v, U64_MAX);
	KUNIT_EXPECT_EQ(test, kstrtoull("0xffffffffffffffff", 0, &v), 0);
	KUNIT_EXPECT_EQ(test, kstrtoull("18446744073709551616", 10, &v), -ERANGE);
	KUNIT_EXPECT_EQ(test, kstrtoull("99999999999999999999999999", 10, &v), -ERANGE);
	KUNIT_EXPECT_EQ(test, kstrtoull("-1", 10, &v), -EINVAL);
}

#define CHECK_LIMITS(name, type, low, low_beyond, high, high_beyond)		\
do {										\
	type v = 1;								\
	KUNIT_EXPECT_EQ(test, name(low, 10, &v), 0);				\
	KUNIT_EXPECT_NE(test, name(low_beyond, 10, &v), 0);			\
	KUNIT_EXPECT_EQ(test, name(high, 10, &v), 0);				\
	KUNIT_EXPECT_EQ(test, name(high_beyond, 10, &v), -ERANGE);		\
	snprintf(buf, sizeof(buf), "%lld", (long long)v);			\
	KUNIT_EXPECT_STREQ(test, buf, high);					\
} while (0)

static void kstrtox_limits(struct kunit *test)
{
	char buf[24];

	CHECK_LIMITS(kstrtou8, u8, "0", "-1", "255", "256");
	CHECK_LIMITS(kstrtos8, s8, "-128", "-129", "127", "128");
	CHECK_LIMITS(kstrtou16, u16, "0", "-1", "65535", "65536");
	CHECK_LIMITS(kstrtos16, s16, "-32768", "-32769", "32767", "32768");
	CHECK_LIMITS(kstrtouint, unsigned int, "0", "-1", "4294967295", "4294967296");
	CHECK_LIMITS(kstrtoint, int, "-2147483648", "-2147483649", "2147483647", "2147483648");
	CHECK_LIMITS(kstrtol, long, "-9223372036854775808", "-9223372036854775809",
		     "9223372036854775807", "9223372036854775808");
}

static void kstrtox_bool(struct kunit *test)
{
	static const char * const yes[] = { "y", "Y", "1", "on", "ON", "true" };
	static const char * const no[] = { "n", "N", "0", "off", "oF", "false" };
	static const char * const bad[] = { "", "o", "2", "ox", "x", "-1" };
	bool v = false;

	for (size_t i = 0; i < ARRAY_SIZE(yes); i++) {
		v = false;
		KUNIT_EXPECT_EQ_MSG(test, kstrtobool(yes[i], &v), 0, "%s", yes[i]);
		KUNIT_EXPECT_TRUE_MSG(test, v, "%s", yes[i]);
		KUNIT_EXPECT_EQ_MSG(test, kstrtobool(no[i], &v), 0, "%s", no[i]);
		KUNIT_EXPECT_FALSE_MSG(test, v, "%s", no[i]);
		KUNIT_EXPECT_EQ_MSG(test, kstrtobool(bad[i], &v), -EINVAL, "%s", bad[i]);
	}
	KUNIT_EXPECT_EQ(test, kstrtobool(NULL, &v), -EINVAL);
}

static void kstrtox_memparse(struct kunit *test)
{
	static const struct {
		const char *text, *rest;
		u64 value;
	} sizes[] = {
		{ "0", "", 0 }, { "64", "", 64 }, { "64K", "", 65536 }, { "64k@x", "@x", 65536 },
		{ "0x10M", "", 16 << 20 }, { "1G", "", 1 << 30 }, { "2t", "", 2ULL << 40 },
		{ "1P", "", 1ULL << 50 }, { "1E", "", 1ULL << 60 }, { "12b", "b", 12 },
		{ "K", "", 0 }, { "1KK", "K", 1024 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		char *end;

		KUNIT_EXPECT_EQ_MSG(test, memparse(sizes[i].text, &end), sizes[i].value, "%s",
				    sizes[i].text);
		KUNIT_EXPECT_STREQ(test, end, sizes[i].rest);
	}
}

static void kstrtox_simple(struct kunit *test)
{
	char *end;

	KUNIT_EXPECT_EQ(test, simple_strtoul("0x20,3", &end, 0), 32);
	KUNIT_EXPECT_STREQ(test, end, ",3");
	KUNIT_EXPECT_EQ(test, simple_strtol("-12x", &end, 10), -12);
	KUNIT_EXPECT_STREQ(test, end, "x");
	KUNIT_EXPECT_EQ(test, simple_strtoul("0xg", &end, 16), 0);
	KUNIT_EXPECT_STREQ(test, end, "xg");
}

/*
 * If the field width ends within the prefix "0x" or directly after it, the number is 0.  The next
 * conversion reads the rest of the text.
 */
static void sscanf_prefix(struct kunit *test)
{
	unsigned int a = 9, b = 9;
	char rest[8] = "";

	KUNIT_EXPECT_EQ(test, sscanf("0xA7", "%2x%x", &a, &b), 2);
	KUNIT_EXPECT_EQ(test, a, 0U);
	KUNIT_EXPECT_EQ(test, b, 0xa7U);
	KUNIT_EXPECT_EQ(test, sscanf("0xA7", "%1x%x", &a, &b), 1);
	KUNIT_EXPECT_EQ(test, sscanf("0xA7", "%3x%x", &a, &b), 2);
	KUNIT_EXPECT_EQ(test, a, 0xaU);
	KUNIT_EXPECT_EQ(test, b, 7U);
	KUNIT_EXPECT_EQ(test, sscanf("0x67", "%2i%i", &a, &b), 2);
	KUNIT_EXPECT_EQ(test, a, 0U);
	KUNIT_EXPECT_EQ(test, b, 67U);
	KUNIT_EXPECT_EQ(test, sscanf("0xg", "%x%s", &a, rest), 2);
	KUNIT_EXPECT_EQ(test, a, 0U);
	KUNIT_EXPECT_STREQ(test, rest, "g");
	KUNIT_EXPECT_EQ(test, sscanf("0x1f 0X1F", "%x%i", &a, &b), 2);
	KUNIT_EXPECT_TRUE(test, a == 0x1f && b == 0x1f);
}

static void sscanf_integers(struct kunit *test)
{
	int a = 0, b = 0;
	unsigned int u = 0;
	unsigned long long ll = 0;
	short s = 1;
	signed char c = 1;
	long l = 0;
	size_t z = 0;

	KUNIT_EXPECT_EQ(test, sscanf("12 -5 0x1f", "%d%d%i", &a, &b, &u), 3);
	KUNIT_EXPECT_EQ(test, a, 12);
	KUNIT_EXPECT_EQ(test, b, -5);
	KUNIT_EXPECT_EQ(test, u, 31);
	KUNIT_EXPECT_EQ(test, sscanf("ff:18446744073709551615", "%x:%llu", &u, &ll), 2);
	KUNIT_EXPECT_EQ(test, u, 255);
	KUNIT_EXPECT_EQ(test, ll, U64_MAX);
	KUNIT_EXPECT_EQ(test, sscanf("-3 -4 -5 77", "%hd %hhd %ld %zu", &s, &c, &l, &z), 4);
	KUNIT_EXPECT_EQ(test, s, -3);
	KUNIT_EXPECT_EQ(test, c, -4);
	KUNIT_EXPECT_EQ(test, l, -5);
	KUNIT_EXPECT_EQ(test, z, 77);
	KUNIT_EXPECT_EQ(test, sscanf("123456", "%3d%2d", &a, &b), 2);
	KUNIT_EXPECT_EQ(test, a, 123);
	KUNIT_EXPECT_EQ(test, b, 45);
	KUNIT_EXPECT_EQ(test, sscanf("1 2 3", "%*d %d", &a), 1);
	KUNIT_EXPECT_EQ(test, a, 2);
	KUNIT_EXPECT_EQ(test, sscanf("x", "%d", &a), 0);
	KUNIT_EXPECT_EQ(test, sscanf("", "%d", &a), 0);
	KUNIT_EXPECT_EQ(test, sscanf("5,x", "%d,%d", &a, &b), 1);
}

static void sscanf_text(struct kunit *test)
{
	char w[16], v[16];
	int n = -1, d = 0;

	KUNIT_EXPECT_EQ(test, sscanf("  hello world", "%s %15s", w, v), 2);
	KUNIT_EXPECT_STREQ(test, w, "hello");
	KUNIT_EXPECT_STREQ(test, v, "world");
	KUNIT_EXPECT_EQ(test, sscanf("hello", "%3s%n", w, &n), 1);
	KUNIT_EXPECT_STREQ(test, w, "hel");
	KUNIT_EXPECT_EQ(test, n, 3);
	KUNIT_EXPECT_EQ(test, sscanf("key=42", "%[a-z]=%d", w, &d), 2);
	KUNIT_EXPECT_STREQ(test, w, "key");
	KUNIT_EXPECT_EQ(test, d, 42);
	KUNIT_EXPECT_EQ(test, sscanf("a b:c", "%[^:]:%c", w, v), 2);
	KUNIT_EXPECT_STREQ(test, w, "a b");
	KUNIT_EXPECT_EQ(test, v[0], 'c');
	KUNIT_EXPECT_EQ(test, sscanf("100%", "%d%%%n", &d, &n), 1);
	KUNIT_EXPECT_EQ(test, n, 4);
	KUNIT_EXPECT_EQ(test, sscanf("xyz", "xz%d", &d), 0);
}

static void kstrtox_options(struct kunit *test)
{
	char text[] = "4,-0x10", *at = text;
	int value = 0, ints[5];

	KUNIT_EXPECT_EQ(test, get_option(&at, &value), 2);
	KUNIT_EXPECT_EQ(test, value, 4);
	KUNIT_EXPECT_EQ(test, get_option(&at, &value), 1);
	KUNIT_EXPECT_EQ(test, value, -16);
	KUNIT_EXPECT_EQ(test, get_option(&at, NULL), 0);
	KUNIT_EXPECT_STREQ(test, get_options("7,2-4,9", 5, ints), "9");
	KUNIT_EXPECT_EQ(test, ints[0], 4);
	KUNIT_EXPECT_EQ(test, ints[1], 7);
	KUNIT_EXPECT_EQ(test, ints[4], 4);
	KUNIT_EXPECT_STREQ(test, get_options("1,x", 5, ints), "x");
	KUNIT_EXPECT_EQ(test, ints[0], 1);
	/* the first number of a wrong range is stored, and not counted; a lone hyphen is skipped */
	ints[1] = 0;
	KUNIT_EXPECT_STREQ(test, get_options("5-a", 5, ints), "a");
	KUNIT_EXPECT_EQ(test, ints[0], 0);
	KUNIT_EXPECT_EQ(test, ints[1], 5);
	at = "-x";
	KUNIT_EXPECT_EQ(test, get_option(&at, NULL), 0);
	KUNIT_EXPECT_STREQ(test, at, "x");
	KUNIT_EXPECT_STREQ(test, get_options("1-3,8,10", 0, ints), "");
	KUNIT_EXPECT_EQ(test, ints[0], 5);
	KUNIT_EXPECT_TRUE(test, parse_option_str("one,two", "two"));
	KUNIT_EXPECT_FALSE(test, parse_option_str("one,two", "tw"));
	KUNIT_EXPECT_FALSE(test, parse_option_str("", "two"));
	KUNIT_EXPECT_EQ(test, REPEAT_BYTE(0x80UL), 0x8080808080808080UL);
	KUNIT_EXPECT_EQ(test, upper_16_bits(0x12345678), 0x1234);
	KUNIT_EXPECT_EQ(test, lower_16_bits(0x12345678), 0x5678);
}

static struct kunit_case kstrtox_cases[] = {
	KUNIT_CASE(kstrtox_signed),
	KUNIT_CASE(kstrtox_unsigned),
	KUNIT_CASE(kstrtox_limits),
	KUNIT_CASE(kstrtox_bool),
	KUNIT_CASE(kstrtox_memparse),
	KUNIT_CASE(kstrtox_simple),
	KUNIT_CASE(sscanf_integers),
	KUNIT_CASE(sscanf_prefix),
	KUNIT_CASE(sscanf_text),
	KUNIT_CASE(kstrtox_options),
	{}
};

static struct kunit_suite kstrtox_suite = {
	.name = "kstrtox",
	.test_cases = kstrtox_cases,
};
kunit_test_suite(kstrtox_suite);
