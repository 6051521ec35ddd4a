/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * scanf() as a template.  scanf.c includes it for characters, and wscanf.c includes it with
 * SCAN_WIDE for wide characters.
 *
 * The functions of both C libraries stop in the middle of hexadecimal floating-point numbers, and
 * picolibc's function rounds numbers of more than 19 digits twice.  This file instead passes each
 * character of a floating-point number to number.c.
 *
 * The input of a conversion is the longest text that matches the conversion or could become a
 * match.  Only the first character after this text is pushed back.  Therefore, if "z" follows "0x",
 * the "0x" is consumed, and matches neither %i nor %f.
 *
 * Sources: ISO C11, 7.21.6.2 and 7.29.2.2; POSIX.1-2017, fscanf(), for %m and %n$.
 */

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>
#include "number.h"

#ifdef SCAN_WIDE
#define CHAR		wchar_t
#define CODE(c)		(c)
#define NONE		WEOF
#define IS_SPACE(c)	iswspace(c)
#else
#define CHAR		char
#define CODE(c)		((unsigned char)(c))
#define NONE		EOF
#define IS_SPACE(c)	isspace(c)
#endif
#include "format.h"

enum outcome {
	DONE,			/* converted, and stored unless suppressed by "*" */
	MISMATCH,
	INPUT_ENDED,
};

struct conversion {
	bool suppress, allocate;
	long width;		/* 0 means no limit */
	int length;		/* result of parse_length(); 0 without a modifier */
	int letter;
	const CHAR *set, *set_end;	/* text between the brackets, without the ^ */
	bool others;			/* true for [^...]: match the other characters */
	void *to;
};

struct scan {
	FILE *file;
	bool string;		/* true for a file of the sscanf() family */
	long long count;	/* number of characters read */
	va_list args, first;
	unsigned int stored;
};

/* ---- input ----------------------------------------------------------------------------------- */

/* Read a character.  The file of newlib's sscanf() consists only of a buffer. */
static wint_t next(struct scan *scan)
{
	wint_t c;

#ifdef CONFIG_LIBC_NEWLIB
	if (scan->string) {
		if (scan->file->_r < (int)sizeof(CHAR))
			return NONE;
		c = CODE(*(const CHAR *)scan->file->_p);
		scan->file->_r -= sizeof(CHAR);
		scan->file->_p += sizeof(CHAR);
		scan->count++;
		return c;
	}
#endif
#ifdef SCAN_WIDE
	c = getwc(scan->file);
#else
	c = getc(scan->file);
#endif
	scan->count += c != (wint_t)NONE;
	return c;
}

static void push_back(struct scan *scan, wint_t c)
{
	if (c == (wint_t)NONE)
		return;
	scan->count--;
#ifdef CONFIG_LIBC_NEWLIB
	if (scan->string) {
		scan->file->_r += sizeof(CHAR);
		scan->file->_p -= sizeof(CHAR);
		return;
	}
#endif
#ifdef SCAN_WIDE
	ungetwc(c, scan->file);
#else
	ungetc(c, scan->file);
#endif
}

static void skip_space(struct scan *scan)
{
	wint_t c;

	while (IS_SPACE(c = next(scan)))
		;
	push_back(scan, c);
}

/* ---- numbers --------------------------------------------------------------------------------- */

static void store_integer(const struct conversion *conversion, uintmax_t value)
{
	void *to = conversion->to;

	switch (conversion->length) {
	case 'H': *(unsigned char *)to = value; break;
	case 'h': *(unsigned short *)to = value; break;
	case 'l': case 'L': *(unsigned long *)to = value; break;
	default: *(unsigned int *)to = value;
	}
}

static int digit_value(wint_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'Z' ? (int)c - 'A' + 10 : 99;
}

/*
 * Apply the sign to the value, and limit it to the range of intmax_t or uintmax_t, as strtol() and
 * strtoul() do.
 */
static uintmax_t limited(uintmax_t value, bool negative, bool overflow, bool is_signed)
{
	uintmax_t most = is_signed ? (uintmax_t)INTMAX_MAX + negative : UINTMAX_MAX;

	if (overflow || value > most)
		return is_signed && negative ? (uintmax_t)INTMAX_MIN : most;
	return negative ? -value : value;
}

static enum outcome scan_integer(struct scan *scan, const struct conversion *conversion)
{
	int letter = conversion->letter, base = letter == 'i' ? 0 : letter == 'o' ? 8 :
		   letter == 'x' || letter == 'X' || letter == 'p' ? 16 : 10;
	long left = conversion->width ? conversion->width : LONG_MAX;
	bool negative = false, any = false, overflow = false;
	uintmax_t value = 0;
	wint_t c = next(scan);

	if (c == (wint_t)NONE)
		return INPUT_ENDED;
	if (c == '+' || c == '-') {
		negative = c == '-';
		c = --left ? next(scan) : (wint_t)NONE;
	}
	if (c == '0' && left && (base == 0 || base == 16)) {
		any = true;
		c = --left ? next(scan) : (wint_t)NONE;
		if (left && (c == 'x' || c == 'X')) {
			any = false;
			base = 16;
			c = --left ? next(scan) : (wint_t)NONE;
		} else if (!base) {
			base = 8;
		}
	}
	base = base ? base : 10;
	while (left && digit_value(c) < base) {
		any = true;
		overflow |= __builtin_mul_overflow(value, (uintmax_t)base, &value);
		overflow |= __builtin_add_overflow(value, (uintmax_t)digit_value(c), &value);
		c = --left ? next(scan) : (wint_t)NONE;
	}
	push_back(scan, c);
	if (!any)
		return MISMATCH;
	if (!conversion->suppress)
		store_integer(conversion, limited(value, negative, overflow,
						  letter == 'd' || letter == 'i'));
	return DONE;
}

static enum outcome scan_float(struct scan *scan, const struct conversion *conversion)
{
	long left = conversion->width ? conversion->width : LONG_MAX;
	struct number number;
	wint_t c = next(scan);

	if (c == (wint_t)NONE)
		return INPUT_ENDED;
	number_begin(&number);
	while (left && c < 0x80 && number_push(&number, c))
		c = --left ? next(scan) : (wint_t)NONE;
	push_back(scan, c);
	if (!number.complete)
		return MISMATCH;
	if (conversion->suppress)
		return DONE;
	switch (conversion->length) {
	case 'l': *(double *)conversion->to = number_double(&number); break;
	case 'L': *(long double *)conversion->to = number_long_double(&number); break;
	default: *(float *)conversion->to = number_float(&number);
	}
	return DONE;
}

/* ---- text ------------------------------------------------------------------------------------ */

/*
 * The destination of characters or wide characters: an array of the caller, or an allocated array
 * that grows.
 */
struct text {
	bool wide, suppress, allocate;
	char *start;
	size_t used, room;		/* in bytes */
	mbstate_t state;
};

static bool append(struct text *text, const void *from, size_t size)
{
	if (text->suppress)
		return true;
	if (text->allocate && text->used + size > text->room) {
		size_t room = 2 * text->room + size + 30;
		char *start = realloc(text->start, room);

		if (!start)
			return false;
		text->start = start;
		text->room = room;
	}
	memcpy(text->start + text->used, from, size);
	text->used += size;
	return true;
}

/*
 * Append a character.  Returns true if it was appended, or if it is an incomplete part of a
 * multibyte character.
 */
static bool append_character(struct text *text, wint_t c)
{
	CHAR one = c;
#ifdef SCAN_WIDE
	char bytes[MB_LEN_MAX];
	size_t n;

	if (text->wide)
		return append(text, &one, sizeof(one));
	n = wcrtomb(bytes, one, &text->state);
	return n != (size_t)-1 && append(text, bytes, n);
#else
	wchar_t wide;
	size_t n;

	if (!text->wide)
		return append(text, &one, sizeof(one));
	n = mbrtowc(&wide, &one, 1, &text->state);
	return n == (size_t)-2 || (n != (size_t)-1 && append(text, &wide, sizeof(wide)));
#endif
}

/* Return true if the text ends in the middle of a multibyte character. */
static bool is_partial(const struct text *text)
{
	return !mbsinit(&text->state);
}

static bool in_set(const struct conversion *conversion, wint_t c)
{
	const CHAR *at = conversion->set, *end = conversion->set_end;

	while (at < end) {
		if (at + 2 < end && at[1] == '-') {
			if (c >= (wint_t)CODE(at[0]) && c <= (wint_t)CODE(at[2]))
				return true;
			at += 3;
		} else if (c == (wint_t)CODE(*at++)) {
			return true;
		}
	}
	return false;
}

static bool matches(const struct conversion *conversion, wint_t c)
{
	if (c == (wint_t)NONE)
		return false;
	switch (conversion->letter) {
	case 's': return !IS_SPACE(c);
	case '[': return in_set(conversion, c) != conversion->others;
	default: return true;
	}
}

static enum outcome scan_text(struct scan *scan, const struct conversion *conversion)
{
	bool one = conversion->letter == 'c', any = false;
	long left = conversion->width ? conversion->width : one ? 1 : LONG_MAX;
	struct text text = { .wide = conversion->length == 'l', .suppress = conversion->suppress,
			     .allocate = conversion->allocate };
	wint_t c = next(scan);

	if (c == (wint_t)NONE)
		return INPUT_ENDED;
	if (!text.suppress && !text.allocate)
		text.start = conversion->to;
	while (left && (is_partial(&text) || matches(conversion, c))) {
		if (c == (wint_t)NONE || !append_character(&text, c))
			goto failed;
		any = true;
		left -= !is_partial(&text);
		c = left ? next(scan) : (wint_t)NONE;
	}
	push_back(scan, c);
	if (!any || (one && left && conversion->width))
		goto mismatch;
	if (!one &&
	    !append(&text, text.wide ? (const void *)L"" : "", text.wide ? sizeof(wchar_t) : 1))
		goto failed;
	if (text.allocate && !text.suppress)
		*(char **)conversion->to = text.start;
	return DONE;
failed:
	if (text.allocate)
		free(text.start);
	return INPUT_ENDED;
mismatch:
	if (text.allocate)
		free(text.start);
	return c == (wint_t)NONE ? INPUT_ENDED : MISMATCH;
}

/* ---- the format ------------------------------------------------------------------------------ */

static const CHAR *parse_set(const CHAR *at, struct conversion *conversion)
{
	conversion->others = *at == '^';
	at += conversion->others;
	conversion->set = at;
	at += *at == ']';
	while (*at && *at != ']')
		at++;
	conversion->set_end = at;
	return *at ? at + 1 : at;
}

/*
 * Return the argument with the given number, or the next one for 0.  All arguments are pointers, so
 * that an argument is found by skipping the arguments before it.
 */
static void *argument(struct scan *scan, long number)
{
	va_list args;
	void *to = NULL;

	if (!number)
		return va_arg(scan->args, void *);
	va_copy(args, scan->first);
	while (number--)
		to = va_arg(args, void *);
	va_end(args);
	return to;
}

/* Read the conversion that follows a "%".  Returns the address of the first character after it. */
static const CHAR *parse_conversion(struct scan *scan, const CHAR *at,
				    struct conversion *conversion)
{
	long number;

	*conversion = (struct conversion){ .suppress = false };
	at = parse_position(at, &number);
	if (*at == '*') {
		conversion->suppress = true;
		at++;
	}
	at = parse_decimal(at, &conversion->width);
	if (*at == 'm') {
		conversion->allocate = true;
		at++;
	}
	at = parse_length(at, &conversion->length);
	conversion->letter = *at;
	if (!*at)
		return at;
	at++;
	if (conversion->letter == '[')
		at = parse_set(at, conversion);
	if (number > NL_ARGMAX) {
		errno = EINVAL;
		conversion->letter = 0;		/* matches nothing */
		return at;
	}
	if (conversion->letter == 'C' || conversion->letter == 'S') {
		conversion->letter |= 0x20;
		conversion->length = 'l';
	}
	if (!conversion->suppress && conversion->letter != '%')
		conversion->to = argument(scan, number);
	return at;
}

static enum outcome scan_literal(struct scan *scan, wint_t want)
{
	wint_t c = next(scan);

	if (c == want)
		return DONE;
	push_back(scan, c);
	return c == (wint_t)NONE ? INPUT_ENDED : MISMATCH;
}

static enum outcome convert(struct scan *scan, struct conversion *conversion)
{
	int letter = conversion->letter;

	if (letter != 'c' && letter != '[' && letter != 'n')
		skip_space(scan);
	switch (letter) {
	case '%':
		return scan_literal(scan, '%');
	case 'n':
		if (!conversion->suppress)
			store_integer(conversion, scan->count);
		return DONE;
	case 'd': case 'i': case 'o': case 'u': case 'x': case 'X':
		return scan_integer(scan, conversion);
	case 'p':
		conversion->length = 'l';
		return scan_integer(scan, conversion);
	case 'a': case 'A': case 'e': case 'E': case 'f': case 'F': case 'g': case 'G':
		return scan_float(scan, conversion);
	case 'c': case 's': case '[':
		return scan_text(scan, conversion);
	default:
		return MISMATCH;
	}
}

static int scan_format(struct scan *scan, const CHAR *format)
{
	bool converted = false;

	while (*format) {
		enum outcome outcome;

		if (IS_SPACE(CODE(*format))) {
			skip_space(scan);
			format++;
			continue;
		}
		if (*format == '%') {
			struct conversion conversion;

			format = parse_conversion(scan, format + 1, &conversion);
			outcome = convert(scan, &conversion);
			if (outcome == DONE && conversion.letter != '%' &&
			    conversion.letter != 'n') {
				scan->stored += !conversion.suppress;
				converted = true;
			}
		} else {
			outcome = scan_literal(scan, CODE(*format));
			format++;
		}
		if (outcome == INPUT_ENDED && !converted)
			return EOF;
		if (outcome != DONE)
			break;
	}
	return scan->stored;
}

static int scan_file(FILE *file, bool string, const CHAR *format, va_list args)
{
	struct scan scan = { .file = file, .string = string };
	int result;

	va_copy(scan.args, args);
	va_copy(scan.first, args);
	result = scan_format(&scan, format);
	va_end(scan.args);
	va_end(scan.first);
	return result;
}
