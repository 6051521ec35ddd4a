// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of conversions of numbers, characters and dates from and to text.  The expected values were
 * computed with exact arithmetic, or are from the C standard.
 */

#define _GNU_SOURCE		/* strptime() */
#include <errno.h>
#include <float.h>
#include <limits.h>
#include <locale.h>
#include <malloc.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>
#include "check.h"

static bool is_text(const char *want, const char *format, ...)
{
	char text[1200];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (n == (int)strlen(want) && !strcmp(text, want))
		return true;
	printf("%s: \"%.100s\", %d\n", format, text, n);
	return false;
}

/* Return true if strtod() returns @want and uses @used characters. */
static bool is_number(const char *text, double want, long used)
{
	char *end;
	double got;

	errno = 0;
	got = strtod(text, &end);
	if (((got == want && !signbit(got) == !signbit(want)) || (isnan(got) && isnan(want))) &&
	    end - text == used)
		return true;
	printf("strtod(\"%.40s\"): %a, %ld characters\n", text, got, (long)(end - text));
	return false;
}

static void decimal(void)
{
	static const char halfway[] =
		"9007199254740993.0000000000000000000000000000000000000000000000000000000000";
	char longer[sizeof(halfway) + 1];

	CHECK(is_number("0xA.8", 10.5, 5) && is_number("0x", 0, 1) && is_number("0xg", 0, 1));
	CHECK(is_number("0x.8p1", 1, 6) && is_number("-0x1p-1074", -0x1p-1074, 10) &&
	      is_number("0x1p+", 1, 3) && is_number("0x.p1", 0, 1));
	CHECK(is_number("0x1.fffffffffffff8p1022", 0x1p1023, 23));
	CHECK(is_number("1e", 1, 1) && is_number("1e+", 1, 1) && is_number(".", 0, 0) &&
	      is_number("-.5e1x", -5, 5) && is_number(" \t+1.e2", 100, 7));
	CHECK(is_number("infinit", HUGE_VAL, 3) && is_number("-INFINITY", -HUGE_VAL, 9));
	CHECK(is_number("nan(12)z", NAN, 7) && is_number("nan(1", NAN, 3) &&
	      is_number("-0", -0.0, 2));
	/*
	 * Convert the text of a number halfway between two values of double, and then of a slightly
	 * greater number.
	 */
	CHECK(is_number(halfway, 9007199254740992, sizeof(halfway) - 1));
	strcpy(longer, halfway);
	strcat(longer, "1");
	CHECK(is_number(longer, 9007199254740994, sizeof(halfway)));
	CHECK(is_number("12345678901234567890123e-5", 123456789012345678.90123, 26));
	CHECK(is_number("2.4703282292062327e-324", 0, 23) && errno == ERANGE);
	CHECK(is_number("2.4703282292062328e-324", 0x1p-1074, 23) && errno == ERANGE);
	CHECK(is_number("2.2250738585072011e-308", 0x0.fffffffffffffp-1022, 23));
	CHECK(is_number("1.7976931348623158e308", DBL_MAX, 22) && errno == 0);
	CHECK(is_number("1.7976931348623159e308", HUGE_VAL, 22) && errno == ERANGE);
	CHECK(is_number("1e-99999999999999999999", 0, 23) && is_number("0e99999999999999", 0, 16));
	CHECK(strtof("16777217", NULL) == 16777216 && strtof("16777217.0000001", NULL) == 16777218);
	CHECK(strtof("7.0064923216240853546186479164495e-46", NULL) == 0 &&
	      strtof("7.0064923216240853546186479164496e-46", NULL) == 0x1p-149f);
	CHECK(atof("0xA.8") == 10.5 && wcstod(L"0xA.8", NULL) == 10.5);
}

static void long_double(void)
{
	volatile long double large, small;
	char *end;

	CHECK(strtold("1.25", NULL) == 1.25L && strtold("-0x1.8p1x", &end) == -3 && *end == 'x');
	CHECK(strtold("0.1", NULL) == 0.1L && strtold("1e4000", NULL) == 1e4000L);
	CHECK(strtold("3.3621031431120935062626778173217526e-4932", NULL) == LDBL_MIN);
	CHECK(strtold("1e5000", NULL) == HUGE_VALL && strtold("-1e-5000", NULL) == 0);
	CHECK(isnan(strtold("nan", NULL)) && strtold("-inf", NULL) == -HUGE_VALL);
	/* Neither of these values is in the range of double. */
	large = 1e4000L;
	small = 1e-4000L;
	CHECK(isfinite(large) && !isinf(large) && isnormal(large) &&
	      fpclassify(large) == FP_NORMAL);
	CHECK(isnormal(small) && fpclassify(small) == FP_NORMAL);
	CHECK(!isnormal(small * 1e-940L) && fpclassify(small * 1e-940L) == FP_SUBNORMAL);
	CHECK(isinf(large * large) && !isfinite(large * large) &&
	      fpclassify(small * small) == FP_ZERO);
#ifdef CONFIG_LIBC_NEWLIB
	long double got = 0;

	CHECK(wcstold(L"1.25", NULL) == 1.25L);
	CHECK(sscanf("2.75", "%Lf", &got) == 1 && got == 2.75L);
	CHECK(swscanf(L"0x1.8p1", L"%La", &got) == 1 && got == 3);
#endif
	CHECK(is_text("1.250000", "%Lf", 1.25L));
	CHECK(is_text("0.3333333333333333333", "%.19Lf", 1 / 3.0L));
	CHECK(is_text("1.0000000000000000000e+4000", "%.19Le", 1e4000L));
	CHECK(is_text("0x1.8p+1", "%La", 3.0L) || is_text("0xc.0p-2", "%.1La", 3.0L));
}

static void printed(void)
{
	CHECK(is_text("0.10000000000000001", "%.17g", 0.1));
	CHECK(is_text("0.1000000000000000055511151231257827", "%.34f", 0.1));
	CHECK(is_text("9.9999999999999995e-08", "%.16e", 1e-7) && is_text("1e+23", "%g", 1e23));
	CHECK(is_text("99999999999999991611392", "%.0f", 1e23));
	CHECK(is_text("0 2 2 4", "%.0f %.0f %.0f %.0f", 0.5, 1.5, 2.5, 3.5));
	CHECK(is_text("0.12 0.38 1e+01", "%.2f %.2f %.0e", 0.125, 0.375, 9.5));
	CHECK(is_text("4.940656458412465442e-324", "%.18e", 0x1p-1074));
	CHECK(is_text("100000 1e+06 0.0001 1e-05", "%g %g %g %g", 1e5, 1e6, 1e-4, 1e-5));
	CHECK(is_text("1.00000 1.", "%#g %#.0f", 1.0, 1.0));
	CHECK(is_text("   -1.50|+2.5    |00003.25| 1", "%8.2f|%-+8.1f|%08.2f|% .0f", -1.5, 2.5,
		      3.25, 1.0));
	CHECK(is_text("  inf|NAN  | -inf", "%5f|%-5F|%05g", INFINITY, NAN, -INFINITY));
	CHECK(is_text("0x1.999999999999ap-4 0x1p+0 -0X1.8P+1", "%a %a %A", 0.1, 1.0, -3.0));
	CHECK(is_text("0x1.ap-4 0x2p+0", "%.1a %.0a", 0.1, 1.5));
	errno = ENOENT;
	CHECK(is_text("No such file or directory", "%m"));
	CHECK(is_text("b a", "%2$s %1$s", "a", "b"));
	CHECK(is_text("7 00042 1.50", "%1$d %3$05ld %2$.2f", 7, 1.5, 42L));
	CHECK(is_text("  1.50 7", "%3$*2$.2f %1$d", 7, 6, 1.5));
	CHECK(is_text("255 -1 65535 ffffffffffffffff", "%hhu %hhd %hu %jx", 255, -1, 65535,
		      (intmax_t)-1));
	CHECK(is_text("[  ab][ab  ][abc]", "[%*.*s][%-*s][%.*s]", 4, 2, "abc", 4, "ab", -1, "abc"));
	CHECK(is_text("||0| +", "%.0d|%.0x|%d| %c", 0, 0, 0, '+'));
	CHECK(is_text("%5", "%%%d", 5));
	CHECK(is_text("xay ab|", "x%lcy %.2ls|", (wint_t)'a', L"abc"));
	/*
	 * The array has no terminator, and its third character cannot be converted.  The precision
	 * is 2, so only two characters are read.
	 */
	CHECK(is_text("ab|", "%.2ls|", (const wchar_t[]){ 'a', 'b', 0x7fffffff }));
#ifdef CONFIG_LIBC_NEWLIB		/* picolibc has no UTF-8 */
	CHECK(is_text("x\303\244y", "x%lcy", (wint_t)0xe4) &&
	      is_text("\303\244", "%.3ls", L"\xe4\xe4"));
#endif
}

/* Return the result of vsnprintf().  errno is set to 0 before the call. */
static int printed_as(const char *format, ...)
{
	char text[100];
	va_list args;
	int n;

	va_start(args, format);
	errno = 0;
	n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return n;
}

/* Numbers in a format are read completely, even if they are larger than INT_MAX. */
static void large_numbers(void)
{
	static const char *const widths[] = { "%2147483647s", "%99999999999999999999s" };
	char word[20] = "";

	CHECK(is_text("abc", "%.2147483647s", "abc"));
	CHECK(printed_as("x%2147483648d", 1) == -1 && errno == EOVERFLOW);
	CHECK(printed_as("%.99999999999999999999f", 1.0) == -1 && errno == EOVERFLOW);
	for (int i = 0; i < 2; i++)
		CHECK(sscanf("abc d", widths[i], word) == 1 && !strcmp(word, "abc"));
	CHECK(is_text("17 32", "%17$d %32$d", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
		      17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32));
	CHECK(printed_as("%33$d", 1) == -1 && errno == EINVAL);
	CHECK(printed_as("%1$*4294967297$d", 1) == -1 && errno == EINVAL);
}

#ifdef CONFIG_LIBC_NEWLIB
/*
 * Return true if vswprintf() stores @expected, and fails with a buffer that is one character too
 * small.
 */
static bool is_wide_text(const wchar_t *expected, const wchar_t *format, ...)
{
	size_t size = wcslen(expected);
	wchar_t text[100];
	va_list args, again;
	int n, too_small;

	va_start(args, format);
	va_copy(again, args);
	n = vswprintf(text, size + 1, format, args);
	too_small = vswprintf(text + size + 1, size, format, again);
	va_end(again);
	va_end(args);
	return n == (int)size && !wcscmp(text, expected) && too_small == -1;
}

static void wide_printed(void)
{
	wchar_t text[10];
	FILE *f = tmpfile();

	CHECK(is_wide_text(L"b a", L"%2$ls %1$ls", L"a", L"b"));
	CHECK(is_wide_text(L"7 00042 1.50", L"%1$d %3$05ld %2$.2f", 7, 1.5, 42L));
	CHECK(is_wide_text(L"  1.50 7", L"%3$*2$.2f %1$d", 7, 6, 1.5));
	CHECK(is_wide_text(L"-5|+2.50e+00|0x1.8p+1|ff", L"%d|%+.2Le|%a|%hhx", -5, 2.5L, 3.0, 511));
	/* Widths and precisions count characters, not bytes. */
	CHECK(is_wide_text(L"[ \xe4|\xe4 |\xe4]", L"[%2s|%-2s|%.1s]", "\303\244", "\303\244",
			   "\303\244x"));
	CHECK(is_wide_text(L"[ \xe4|\xe4]", L"[%2ls|%.1ls]", L"\xe4", L"\xe4x"));
	CHECK(is_wide_text(L"a\xe4|(null)", L"%c%lc|%s", 'a', (wint_t)0xe4, NULL));
	errno = ENOENT;
	CHECK(is_wide_text(L"No such file or directory%\x20ac", L"%m%%\x20ac"));
	CHECK(swprintf(text, 10, L"%s", "\377") == -1 && swprintf(text, 10, L"%c", 0xff) == -1);
	errno = 0;
	CHECK(swprintf(text, 10, L"x%2147483648d", 1) == -1 && errno == EOVERFLOW);
	CHECK(swprintf(text, 10, L"%1$*33$d", 1) == -1);
	CHECK(f && fwide(f, 0) == 0 && fwprintf(f, L"%ls\xe4\n", L"\x20ac") == 3 &&
	      fwide(f, 0) > 0);
	CHECK(f && fflush(f) == 0 && ftell(f) == 6 && fclose(f) == 0);
	f = tmpfile();
	CHECK(f && fprintf(f, "x") == 1 && fwide(f, -1) < 0 && fwprintf(f, L"y") == -1 &&
	      fclose(f) == 0);
}

/* Print more characters than wprintf() buffers before it writes them. */
static void wide_printed_long(void)
{
	static wchar_t text[1700];
	FILE *f = tmpfile();

	CHECK(swprintf(text, 1700, L"%1000d|%-600ls|", 7, L"\xe4") == 1602 &&
	      wcsspn(text, L" ") == 999 && !wcsncmp(text + 999, L"7|\xe4 ", 4) &&
	      !wcscmp(text + 1600, L" |"));
	CHECK(f && fwprintf(f, L"%ls", text) == 1602 && fflush(f) == 0 && ftell(f) == 1603);
	CHECK(f && fclose(f) == 0);
}

/* If asprintf() fails after it has formatted some characters, it frees its buffer. */
static void failed_asprintf(void)
{
	const char *format = "%300d%2147483648d";
	size_t before = mallinfo().uordblks;
	char *text;

	for (int i = 0; i < 10; i++)
		CHECK(asprintf(&text, format, 1, 1) == -1 && errno == EOVERFLOW);
	CHECK(mallinfo().uordblks == before);
}
#endif

static void scanned(void)
{
	char word[20] = "", *made = NULL;
	int a = 0, b = 0, used = 0;
	unsigned int hex = 0;
	double d = 0, second = 0;
	float f = 0;
	wchar_t wide[10];

	CHECK(sscanf("0x1.8p1 8", "%lf %d", &d, &a) == 2 && d == 3 && a == 8);
	CHECK(sscanf("0xA.8", "%f", &f) == 1 && f == 10.5f);
	CHECK(sscanf("1.7976931348623158079372897140530341507993413271003782693617377898"
		     "e308,-inf", "%lf,%f",
		     &d, &f) == 2 && d == DBL_MAX && f == -HUGE_VALF);
	CHECK(sscanf("nan 1", "%lf%lf", &d, &second) == 2 && isnan(d) && second == 1);
	CHECK(sscanf("nan,2", "%lf,%lf", &d, &second) == 2 && isnan(d) && second == 2);
	CHECK(sscanf("nan(", "%lf", &d) == 0 && sscanf("nan(a_1)3", "%lf%lf", &d, &second) == 2 &&
	      second == 3);
	CHECK(sscanf("100ergs", "%lf", &d) == 0 && sscanf("", "%lf", &d) == EOF);
	CHECK(sscanf("1e3.5", "%3lf%lf%n", &d, &d, &used) == 2 && d == 0.5 && used == 5);
	CHECK(sscanf("0x7f 010 -0x10", "%i %i %i", &a, &b, (int *)&hex) == 3 && a == 127 &&
	      b == 8 && (int)hex == -16);
	CHECK(sscanf("ff,0xFF", "%x,%x", (unsigned int *)&a, &hex) == 2 && a == 255 && hex == 255);
	CHECK(sscanf("12345", "%2d%*1d%d", &a, &b) == 2 && a == 12 && b == 45);
	CHECK(sscanf("abc-d]e", "%[a-c]%[]-]", word, word + 10) == 2 && !strcmp(word, "abc") &&
	      !strcmp(word + 10, "-"));
	CHECK(sscanf("key = value", "%[^=]=%s", word, word + 10) == 2 && !strcmp(word, "key ") &&
	      !strcmp(word + 10, "value"));
	CHECK(sscanf("  xyz", "%3c", word) == 1 && !memcmp(word, "  x", 3));
	CHECK(sscanf("50% of it", "%d%% of%n", &a, &used) == 1 && a == 50 && used == 6);
	CHECK(sscanf("x", "y") == 0 && sscanf("", "%d", &a) == EOF && sscanf("z", "%d", &a) == 0);
	CHECK(sscanf("99999999999999999999 -1", "%ld %lu", (long *)wide,
		     (unsigned long *)wide + 1) == 2 &&
	      *(long *)wide == LONG_MAX && ((unsigned long *)wide)[1] == ULONG_MAX);
	CHECK(sscanf("some text", "%ms", &made) == 1 && made && !strcmp(made, "some"));
	free(made);
	CHECK(sscanf("b a", "%2$s %1$s", word, word + 10) == 2 && !strcmp(word, "a") &&
	      !strcmp(word + 10, "b"));
	CHECK(sscanf("ab c", "%ls", wide) == 1 && !wcscmp(wide, L"ab"));
#ifdef CONFIG_LIBC_NEWLIB		/* picolibc has no UTF-8 */
	CHECK(sscanf("a\303\244b c", "%ls", wide) == 1);
	CHECK(!wcscmp(wide, L"a\xe4" "b"));
	CHECK(swscanf(L"0x1.8p1 w\xe4 5", L"%lf %s %d", &d, word, &a) == 3 && d == 3 && a == 5 &&
	      !strcmp(word, "w\303\244"));
#endif
}

/* The length modifier determines how many bytes scanf() stores and printf() reads. */
static void lengths(void)
{
	static const struct {
		const char *format;
		size_t size;
	} lengths[] = {
		{ "%hhi", 1 }, { "%hi", 2 }, { "%i", 4 }, { "%li", 8 }, { "%lli", 8 }, { "%qi", 8 },
		{ "%ji", 8 }, { "%zi", 8 }, { "%ti", 8 }, { "%p", 8 },
	};

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		unsigned char stored[16], expected[16];

		memset(stored, 0x55, sizeof(stored));
		memset(expected, 0x55, sizeof(expected));
		memset(expected, 0xff, lengths[i].size);
		CHECK(sscanf("-1", lengths[i].format, stored) == 1);
		CHECK(!memcmp(stored, expected, sizeof(stored)));
		if (lengths[i].size == 8 && lengths[i].format[1] != 'p')
			CHECK(is_text("-9223372036854775807", lengths[i].format,
				      -9223372036854775807l));
	}
}

/*
 * When fscanf() stops at a character that does not match, this character can still be read from the
 * file.
 */
static void scanned_file(void)
{
	FILE *f = tmpfile();
	double d = 0;
	int a = 0;

	CHECK(f && fputs("0x1.8p1 12abc", f) >= 0 && fseek(f, 0, SEEK_SET) == 0);
	if (!f)
		return;
	CHECK(fscanf(f, "%lf%d", &d, &a) == 2 && d == 3 && a == 12 && fgetc(f) == 'a' &&
	      ftell(f) == 11);
	CHECK(fscanf(f, "%*s%d", &a) == 0 && feof(f) && fclose(f) == 0);
}

/*
 * Return true if strptime() reads the values @want: year, month, day, hour, minute, second, day of
 * the week and day of the year.  A value that strptime() does not read is -1.
 */
static bool reads_date(const char *text, const char *format, const char *want)
{
	struct tm tm = { .tm_year = -1, .tm_mon = -1, .tm_mday = -1, .tm_hour = -1, .tm_min = -1,
			 .tm_sec = -1, .tm_wday = -1, .tm_yday = -1 };
	const char *end = strptime(text, format, &tm);
	char got[100];

	snprintf(got, sizeof(got), "%d %d %d, %d %d %d, %d %d", tm.tm_year, tm.tm_mon, tm.tm_mday,
		 tm.tm_hour, tm.tm_min, tm.tm_sec, tm.tm_wday, tm.tm_yday);
	if (end && !*end && !strcmp(got, want))
		return true;
	printf("strptime(\"%s\"): %s\n", text, got);
	return false;
}

static void dates(void)
{
	static const char day[] = "126 10 26, -1 -1 -1, 4 329";
	struct tm tm = { 0 };

	CHECK(reads_date("08:00AM", "%I:%M%p", "-1 -1 -1, 8 0 -1, -1 -1"));
	CHECK(reads_date("PM 12:30", "%p %I:%M", "-1 -1 -1, 12 30 -1, -1 -1"));
	CHECK(reads_date("12 am", "%I %p", "-1 -1 -1, 0 -1 -1, -1 -1"));
	CHECK(reads_date("11:01:02 pm", "%r", "-1 -1 -1, 23 1 2, -1 -1"));
	CHECK(reads_date("20261126", "%Y%m%d", day) && reads_date("2026-330", "%Y-%j", day));
	CHECK(reads_date("Thursday, 26 nov 2026", "%a, %d %B %Y", day) &&
	      reads_date("11/26/26", "%D", day));
	CHECK(reads_date("2026 47 4", "%Y %W %u", day) &&
	      reads_date("2026 47 Thu", "%Y %U %a", day));
	CHECK(reads_date("7", "%u", "-1 -1 -1, -1 -1 -1, 0 -1"));
	CHECK(reads_date("69 19", "%y %C", "69 -1 -1, -1 -1 -1, -1 -1"));
	CHECK(reads_date("1793000000", "%s", "126 9 26, 7 33 20, 1 298"));
	CHECK(reads_date("-14000000000000", "%s", "-443573 7 30, 23 6 40, 2 241") &&
	      !strptime("9223372036854775807", "%s", &tm) &&
	      !strptime("-67768040609740801", "%s", &tm));
	CHECK(!strptime("24:00", "%H:%M", &tm) && !strptime("13PM", "%I%p", &tm) &&
	      !strptime("x", "%d", &tm));
	CHECK(strptime("12:34 -0330", "%R %z", &tm) && tm.tm_gmtoff == -12600);
}

/*
 * Convert the first and the last second of the years that tm_year can hold, the second before the
 * first one, and the second after the last one.
 */
static void large_years(void)
{
	const time_t first = -67768040609740800, last = 67768036191676799, before = first - 1,
		     after = last + 1;
	struct tm tm;
	char text[40];

	CHECK(gmtime_r(&first, &tm) == &tm && tm.tm_year == INT_MIN && tm.tm_yday == 0 &&
	      tm.tm_sec == 0);
	CHECK(gmtime_r(&last, &tm) == &tm && tm.tm_year == INT_MAX && tm.tm_mon == 11 &&
	      tm.tm_mday == 31 && tm.tm_hour == 23 && tm.tm_wday == 3);
	errno = 0;
	CHECK(!gmtime_r(&before, &tm) && errno == EOVERFLOW);
	errno = 0;
	CHECK(!localtime_r(&after, &tm) && errno == EOVERFLOW);
	CHECK(!gmtime(&after) && !localtime(&before) && !ctime(&after) && !ctime_r(&after, text));
}

static void zones(void)
{
	time_t time = 1793000000;	/* 2026-10-26 07:33:20 UTC */
	struct tm tm;
	char text[40];

	CHECK(gmtime_r(&time, &tm) == &tm && tm.tm_gmtoff == 0 && tm.tm_hour == 7 &&
	      tm.tm_yday == 298);
	CHECK(setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1) == 0);
	tzset();
	CHECK(localtime_r(&time, &tm) == &tm && tm.tm_gmtoff == 3600 && !strcmp(tm.tm_zone, "CET"));
	CHECK(mktime(&tm) == time && strftime(text, sizeof(text), "%F %T %z %Z", &tm));
	CHECK(!strcmp(text, "2026-10-26 08:33:20 +0100 CET"));
	time -= 30 * 24 * 3600;
	CHECK(localtime(&time)->tm_gmtoff == 7200 && localtime(&time)->tm_isdst == 1 &&
	      !strcmp(localtime(&time)->tm_zone, "CEST"));
	CHECK(!strcmp(ctime_r(&time, text), "Sat Sep 26 09:33:20 2026\n"));
	tm = (struct tm){ .tm_year = 69, .tm_mon = 11, .tm_mday = 31, .tm_hour = 24,
	      .tm_min = 59, .tm_sec = 59 };
	CHECK(mktime(&tm) == -1 && tm.tm_year == 70 && tm.tm_gmtoff == 3600);
	time += 100LL * 146097 * 24 * 3600;
	CHECK(localtime_r(&time, &tm) == &tm && tm.tm_gmtoff == 7200 && tm.tm_year == 40126 &&
	      tm.tm_hour == 9 && tm.tm_wday == 6);
	time = 67768036191676799;
	CHECK(!localtime_r(&time, &tm) && errno == EOVERFLOW);
	time = 1793000000;
	CHECK(unsetenv("TZ") == 0);
	tzset();
	CHECK(localtime(&time)->tm_gmtoff == 0 && localtime(&time)->tm_hour == 7);
}

static void characters(void)
{
#ifdef CONFIG_LIBC_NEWLIB		/* picolibc's characters are bytes */
	wchar_t wide[10];
	char text[10];

	CHECK(mbstowcs(wide, "\303\244", 10) == 1 && wide[0] == 0xe4 && MB_CUR_MAX > 1 &&
	      MB_LEN_MAX > 1);
	CHECK(wcstombs(text, L"\x20ac", 10) == 3 && !strcmp(text, "\342\202\254"));
	CHECK(mbstowcs(wide, "\303", 10) == (size_t)-1 && errno == EILSEQ);
	CHECK(setlocale(LC_ALL, "C") && MB_CUR_MAX == 1 && mbstowcs(wide, "\303\244", 10) == 2);
	CHECK(setlocale(LC_ALL, "") && mbstowcs(wide, "\303\244", 10) == 1);
	CHECK(setlocale(LC_ALL, "C.UTF-8") && mbstowcs(wide, "\303\244", 10) == 1);
#endif
	CHECK(SSIZE_MAX == (ssize_t)((size_t)-1 >> 1));
}

void check_numbers(void)
{
	decimal();
	long_double();
	printed();
	large_numbers();
#ifdef CONFIG_LIBC_NEWLIB
	wide_printed();
	wide_printed_long();
	failed_asprintf();
#endif
	scanned();
	lengths();
	scanned_file();
	dates();
	large_years();
	zones();
	characters();
}
