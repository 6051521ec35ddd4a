// SPDX-License-Identifier: BSD-2-Clause

#include <kunit/test.h>
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/ioport.h>
#include <linux/kernel.h>

/* Format with a buffer of sufficient size, with each smaller size, and without a buffer. */
static void check(struct kunit *test, const char *expect, const char *fmt, ...) __printf(3, 4);
static void check(struct kunit *test, const char *expect, const char *fmt, ...)
{
	int len = (int)strlen(expect);
	char buf[256];
	va_list args;

	for (int size = 0; size <= len + 2; size++) {
		int stored = min(len, size - 1), n;

		memset(buf, 0x5a, sizeof(buf));
		va_start(args, fmt);
		n = vsnprintf(size ? buf : NULL, (size_t)size, fmt, args);
		va_end(args);
		KUNIT_ASSERT_EQ_MSG(test, n, len, "\"%s\" for \"%s\"", buf, fmt);
		if (!size)
			continue;
		KUNIT_ASSERT_EQ_MSG(test, memcmp(buf, expect, (size_t)stored), 0,
				    "\"%s\" instead of \"%s\"", buf, expect);
		KUNIT_ASSERT_EQ(test, buf[stored], '\0');
		KUNIT_ASSERT_EQ_MSG(test, (u8)buf[stored + 1], 0x5a, "written beyond %d", size);
	}
}

/* The compiler would warn about some of these formats. */
#pragma GCC diagnostic ignored "-Wformat"
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wformat-overflow"
#endif

static void printf_numbers(struct kunit *test)
{
	check(test, "0|1|-1|2147483647|-2147483648", "%d|%i|%d|%d|%d", 0, 1, -1, INT_MAX, INT_MIN);
	check(test, "4294967295|18446744073709551615", "%u|%lu", UINT_MAX, ULONG_MAX);
	check(test, "-9223372036854775808|9223372036854775807", "%lld|%ld", LLONG_MIN, LONG_MAX);
	check(test, "ff|FF|0xff|0XFF|377|0377|0", "%x|%X|%#x|%#X|%o|%#o|%#o", 255, 255, 255, 255,
	      255, 255, 0);
	check(test, "-1|255|-1|65535", "%hhd|%hhu|%hd|%hu", 255, 255, 65535, 65535);
	check(test, "12|-3|7", "%zu|%zd|%td", (size_t)12, (ssize_t)-3, (ptrdiff_t)7);
	check(test, "    5|5    |00005|-0005|+5| 5", "%5d|%-5d|%05d|%05d|%+d|% d", 5, 5, 5, -5,
	      5, 5);
	check(test, "00005|   005|005   |  0x00ff", "%.5d|%6.3d|%-6.3d|%#8.4x", 5, 5, 5, 255);
	check(test, "0x0000ff", "%#08x", 255);
	check(test, "   42|42   |007", "%*d|%*d|%.*d", 5, 42, -5, 42, 3, 7);
	check(test, "100%", "%d%%", 100);
}

static void printf_strings(struct kunit *test)
{
	check(test, "hello|     hello|hello     |hel|       hel", "%s|%10s|%-10s|%.3s|%10.3s",
	      "hello", "hello", "hello", "hello", "hello");
	check(test, "a|    b|c    ", "%c|%5c|%-5c", 'a', 'b', 'c');
	check(test, "(null)|(efault)|", "%s|%s|%s", (char *)NULL, (char *)ERR_PTR(-EIO), "");
	check(test, "", "%.0s", "never");
	check(test, "    |all|5", "%4.*s|%.s|%.d", -5, "never", "all", 5);
}

static void printf_pointers(struct kunit *test)
{
	phys_addr_t pa = 0x80200000;
	u64 all = U64_MAX;

	check(test, "0000000000001234|ffffffffffffffff", "%p|%px", (void *)0x1234, (void *)-1);
	check(test, "0000000000000000", "%p", NULL);
	check(test, "0x0000000080200000|0xffffffffffffffff", "%pa|%pad", &pa, &all);
	check(test, "-ENOMEM|-EPROBE_DEFER|-4000|    -EIO", "%pe|%pe|%pe|%8pe", ERR_PTR(-ENOMEM),
	      ERR_PTR(-EPROBE_DEFER), ERR_PTR(-4000), ERR_PTR(-EIO));
	check(test, "0000000000001234", "%pe", (void *)0x1234);
	check(test, "(null)|(efault)", "%pM|%pR", NULL, ERR_PTR(-EIO));
}

static void printf_bytes(struct kunit *test)
{
	static const u8 b[16] = { 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77,
				  0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff };
	static const u8 ip[4] = { 192, 168, 0, 1 };
	u32 fourcc = 'X' | 'R' << 8 | '2' << 16 | '4' << 24;

	check(test, "00:11:22:33:44:55|55:44:33:22:11:00|00-11-22-33-44-55|001122334455",
	      "%pM|%pMR|%pMF|%pm", b, b, b, b);
	check(test, "00 11 22|00:11:22|00-11-22|001122|00", "%*ph|%*phC|%*phD|%*phN|%ph", 3, b,
	      3, b, 3, b, 3, b, b);
	check(test, "192.168.0.1|192.168.000.001", "%pI4|%pi4", ip, ip);
	check(test, "00112233-4455-6677-8899-aabbccddeeff", "%pUb", b);
	check(test, "00112233-4455-6677-8899-AABBCCDDEEFF", "%pUB", b);
	check(test, "33221100-5544-7766-8899-aabbccddeeff", "%pUl", b);
	check(test, "XR24 little-endian (0x34325258)", "%p4cc", &fourcc);
}

static void printf_resources(struct kunit *test)
{
	struct resource mem = DEFINE_RES_MEM(0x80000000, 0x10000000);
	struct resource irq = DEFINE_RES_IRQ(10);
	struct resource io = DEFINE_RES_NAMED(0x60, 5, NULL, IORESOURCE_IO);
	struct resource odd = DEFINE_RES_NAMED(1, 1, NULL, 0);

	check(test, "[mem 0x80000000-0x8fffffff]|[irq 10]|[io  0x0060-0x0064]", "%pR|%pR|%pR", &mem,
	      &irq, &io);
	check(test, "[mem 0x80000000-0x8fffffff flags 0x200]", "%pr", &mem);
	check(test, "[??? 0x00000001 flags 0x0]", "%pR", &odd);
	mem.flags |= IORESOURCE_MEM_64 | IORESOURCE_PREFETCH;
	check(test, "[mem 0x80000000-0x8fffffff 64bit pref]", "%pR", &mem);
	mem.flags = IORESOURCE_MEM | IORESOURCE_UNSET;
	check(test, "[mem size 0x10000000]", "%pR", &mem);
}

static void printf_bitmaps(struct kunit *test)
{
	DECLARE_BITMAP(map, 100) = { 0 };

	bitmap_set(map, 0, 3);
	bitmap_set(map, 7, 1);
	bitmap_set(map, 62, 4);
	check(test, "0-2,7,62-65", "%*pbl", 100, map);
	check(test, "0,00000003,c0000000,00000087", "%*pb", 100, map);
	check(test, "7||", "%*pb|%*pb|%*pbl", 3, map, 0, map, 0, map);
}

static void check_va(struct kunit *test, const char *expect, const char *fmt, ...) __printf(3, 4);
static void check_va(struct kunit *test, const char *expect, const char *fmt, ...)
{
	struct va_format vf = { .fmt = fmt };
	va_list args;

	va_start(args, fmt);
	vf.va = &args;
	check(test, expect, "<%pV>", &vf);
	va_end(args);
}

static void printf_nested(struct kunit *test)
{
	check_va(test, "<1 two 3>", "%d %s %x", 1, "two", 3);
}

static void printf_invalid(struct kunit *test)
{
	check(test, "5 %y %d", "%d %y %d", 5, 6);
	check(test, "%", "%");
	check(test, "%l", "%l");
}

static void printf_sizes(struct kunit *test)
{
	char buf[8];

	KUNIT_EXPECT_EQ(test, snprintf(buf, sizeof(buf), "%s", "0123456789"), 10);
	KUNIT_EXPECT_STREQ(test, buf, "0123456");
	KUNIT_EXPECT_EQ(test, scnprintf(buf, sizeof(buf), "%s", "0123456789"), 7);
	KUNIT_EXPECT_EQ(test, scnprintf(buf, sizeof(buf), "%s", "0123"), 4);
	buf[0] = 'x';
	KUNIT_EXPECT_EQ(test, scnprintf(buf, 0, "%s", "0123"), 0);
	KUNIT_EXPECT_EQ(test, buf[0], 'x');
	KUNIT_EXPECT_EQ(test, sprintf(buf, "%d", 123), 3);
	KUNIT_EXPECT_STREQ(test, buf, "123");
}

/*
 * Format numbers of every width, positive and negative, and compare them with digits that are
 * computed by division.
 */
static void printf_all_widths(struct kunit *test)
{
	for (int bits = 0; bits < 64; bits++) {
		u64 v = (1ULL << bits) - 1, t = v;
		char expect[24] = { 0 }, buf[24], *p = expect + 22;

		do {
			*--p = (char)('0' + t % 10);
			t /= 10;
		} while (t);
		KUNIT_EXPECT_EQ(test, snprintf(buf, sizeof(buf), "%llu", v), (int)strlen(p));
		KUNIT_EXPECT_STREQ(test, buf, p);
		if (v) {
			*--p = '-';
			snprintf(buf, sizeof(buf), "%lld", -(s64)v);
			KUNIT_EXPECT_STREQ(test, buf, p);
		}
	}
}

static struct kunit_case printf_cases[] = {
	KUNIT_CASE(printf_numbers),
	KUNIT_CASE(printf_strings),
	KUNIT_CASE(printf_pointers),
	KUNIT_CASE(printf_bytes),
	KUNIT_CASE(printf_resources),
	KUNIT_CASE(printf_bitmaps),
	KUNIT_CASE(printf_nested),
	KUNIT_CASE(printf_invalid),
	KUNIT_CASE(printf_sizes),
	KUNIT_CASE(printf_all_widths),
	{}
};

static struct kunit_suite printf_suite = {
	.name = "printf",
	.test_cases = printf_cases,
};
kunit_test_suite(printf_suite);
