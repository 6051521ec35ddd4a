// SPDX-License-Identifier: BSD-2-Clause

/*
 * Formatting.  One pass over the format decodes each conversion into a struct fmt_spec and passes
 * it to a function that writes to a struct fmt_out, which drops characters that do not fit, and
 * counts all.
 */

#include <linux/bug.h>
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "vsprintf.h"

enum { LEN_CHAR = 1, LEN_SHORT = 2, LEN_INT = 4, LEN_LONG = 8 };

static void fmt_char(struct fmt_out *o, char c, const struct fmt_spec *spec)
{
	if (!(spec->flags & FMT_LEFT))
		fmt_fill(o, ' ', spec->width - 1);
	fmt_putc(o, c);
	if (spec->flags & FMT_LEFT)
		fmt_fill(o, ' ', spec->width - 1);
}

static const char *vsnprintf_parse_flags(const char *f, struct fmt_spec *spec)
{
	for (;; f++) {
		switch (*f) {
		case '-':
			spec->flags |= FMT_LEFT;
			break;
		case '+':
			spec->flags |= FMT_PLUS;
			break;
		case ' ':
			spec->flags |= FMT_SPACE;
			break;
		case '#':
			spec->flags |= FMT_SPECIAL;
			break;
		case '0':
			spec->flags |= FMT_ZERO;
			break;
		default:
			return f;
		}
	}
}

static int parse_int(const char **f)
{
	int n = 0;

	while (**f >= '0' && **f <= '9') {
		if (n < INT_MAX / 10 - 1)
			n = n * 10 + (**f - '0');
		(*f)++;
	}
	return n;
}

/*
 * Parse the width and the precision; %* consumes an argument.  The arguments are passed by
 * reference, because a va_list may be an array.
 */
static const char *parse_width(const char *f, struct fmt_spec *spec, va_list *args)
{
	spec->width = -1;
	spec->prec = -1;
	if (*f == '*') {
		spec->width = va_arg(*args, int);
		if (spec->width < 0) {
			spec->width = spec->width == INT_MIN ? INT_MAX : -spec->width;
			spec->flags |= FMT_LEFT;
		}
		f++;
	} else if (*f >= '0' && *f <= '9') {
		spec->width = parse_int(&f);
	}
	if (*f == '.') {
		f++;
		if (*f == '*') {
			spec->prec = max(va_arg(*args, int), 0);
			f++;
		} else if (isdigit(*f)) {
			spec->prec = parse_int(&f);
		}
	}
	return f;
}

static const char *vsnprintf_parse_length(const char *f, int *len)
{
	*len = LEN_INT;
	switch (*f) {
	case 'h':
		if (f[1] == 'h') {
			*len = LEN_CHAR;
			return f + 2;
		}
		*len = LEN_SHORT;
		return f + 1;
	case 'l':
		*len = LEN_LONG;
		return f[1] == 'l' ? f + 2 : f + 1;
	case 'L':
	case 'z':
	case 't':
	case 'j':
		*len = LEN_LONG;
		return f + 1;
	default:
		return f;
	}
}

static u64 get_integer(va_list *args, int len, bool is_signed)
{
	u64 v;

	if (len == LEN_LONG)
		return va_arg(*args, unsigned long);
	v = va_arg(*args, unsigned int);
	switch (len) {
	case LEN_CHAR:
		return is_signed ? (u64)(s8)v : (u8)v;
	case LEN_SHORT:
		return is_signed ? (u64)(s16)v : (u16)v;
	default:
		return is_signed ? (u64)(s32)v : (u32)v;
	}
}

/* Return true if @conv is a conversion of an integer, and set base and flags. */
static bool is_integer(char conv, struct fmt_spec *spec)
{
	switch (conv) {
	case 'd':
	case 'i':
		spec->flags |= FMT_SIGNED;
		spec->base = 10;
		return true;
	case 'u':
		spec->base = 10;
		return true;
	case 'o':
		spec->base = 8;
		return true;
	case 'X':
		spec->flags |= FMT_UPPER;
		spec->base = 16;
		return true;
	case 'x':
		spec->base = 16;
		return true;
	default:
		return false;
	}
}

/*
 * Format one conversion; @f points after its '%'.  Returns the rest of the format, or NULL if the
 * conversion is invalid.
 */
static const char *vsnprintf_convert(struct fmt_out *o, const char *f, va_list *args)
{
	struct fmt_spec spec = { 0 };
	int len;

	f = vsnprintf_parse_flags(f, &spec);
	f = parse_width(f, &spec, args);
	f = vsnprintf_parse_length(f, &len);
	if (is_integer(*f, &spec)) {
		fmt_number(o, get_integer(args, len, spec.flags & FMT_SIGNED), &spec);
		return f + 1;
	}
	switch (*f) {
	case 's':
		fmt_string(o, va_arg(*args, const char *), &spec);
		return f + 1;
	case 'c':
		fmt_char(o, (char)va_arg(*args, int), &spec);
		return f + 1;
	case 'p':
		return fmt_pointer(o, f + 1, va_arg(*args, const void *), &spec);
	case '%':
		fmt_putc(o, '%');
		return f + 1;
	default:
		return NULL;
	}
}

int vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	struct fmt_out o = { .buf = buf, .size = size };
	va_list ap;

	if (WARN_ON_ONCE(size > INT_MAX))
		return 0;
	va_copy(ap, args);
	while (*fmt) {
		const char *next;

		if (*fmt != '%') {
			fmt_putc(&o, *fmt++);
			continue;
		}
		next = vsnprintf_convert(&o, fmt + 1, &ap);
		if (!next) {
			/*
			 * The types of the further arguments are unknown: print the rest of the
			 * format without conversion.
			 */
			fmt_string(&o, fmt, &(struct fmt_spec){ .width = -1, .prec = -1 });
			break;
		}
		fmt = next;
	}
	va_end(ap);
	if (size)
		buf[min(o.pos, size - 1)] = '\0';
	return (int)o.pos;
}

int vscnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	int n;

	if (!size)
		return 0;
	n = vsnprintf(buf, size, fmt, args);
	return n < (int)size ? n : (int)size - 1;
}

int snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return n;
}

int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vscnprintf(buf, size, fmt, args);
	va_end(args);
	return n;
}

int vsprintf(char *buf, const char *fmt, va_list args)
{
	return vsnprintf(buf, INT_MAX, fmt, args);
}

int sprintf(char *buf, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(buf, INT_MAX, fmt, args);
	va_end(args);
	return n;
}
