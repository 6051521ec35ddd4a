// SPDX-License-Identifier: BSD-2-Clause

/* Parse a text according to a format, and store the values. */

#include <linux/bitmap.h>
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/sprintf.h>
#include <linux/string.h>

struct scan_spec {
	int width;		/* maximum number of characters; -1: unlimited */
	int bytes;		/* size of the integer that is stored */
	bool discard;
	char conv;
};

static const char *parse_spec(const char *f, struct scan_spec *s)
{
	*s = (struct scan_spec){ .width = -1, .bytes = sizeof(int) };
	if (*f == '*') {
		s->discard = true;
		f++;
	}
	if (isdigit(*f)) {
		s->width = 0;
		for (; isdigit(*f); f++)
			if (s->width < 100000)
				s->width = s->width * 10 + (*f - '0');
	}
	switch (*f) {
	case 'h':
		s->bytes = f[1] == 'h' ? 1 : 2;
		f += f[1] == 'h' ? 2 : 1;
		break;
	case 'l':
		s->bytes = 8;
		f += f[1] == 'l' ? 2 : 1;
		break;
	case 'L':
	case 'z':
	case 't':
	case 'j':
		s->bytes = 8;
		f++;
		break;
	}
	s->conv = *f;
	return *f ? f + 1 : f;
}

static void store(void *p, int bytes, u64 v)
{
	switch (bytes) {
	case 1:
		*(u8 *)p = (u8)v;
		break;
	case 2:
		*(u16 *)p = (u16)v;
		break;
	case 4:
		*(u32 *)p = (u32)v;
		break;
	default:
		*(u64 *)p = v;
	}
}

/*
 * Parse an integer of at most @s->width characters.  Returns the rest of the text, or NULL if @str
 * does not start with an integer.
 */
static const char *sscanf_integer(const char *str, const struct scan_spec *s, u64 *v)
{
	static const char convs[] = "diuxXop";
	static const u8 bases[] = { 10, 0, 10, 16, 16, 8, 16 };
	unsigned int base = bases[strchr(convs, s->conv) - convs];
	bool negative = false;
	char digits[72], *end;
	size_t max = s->width < 0 ? sizeof(digits) - 1 : (size_t)s->width;

	str = skip_spaces(str);
	if (max && (*str == '-' || *str == '+') && (s->conv == 'd' || s->conv == 'i')) {
		negative = *str == '-';
		str++;
		max--;
	}
	strscpy(digits, str, min(max + 1, sizeof(digits)));
	if (!isxdigit(digits[0]))
		return NULL;
	/*
	 * The prefix 0x without a digit after it, or with its digits beyond the width, is parsed as
	 * 0.
	 */
	if (str[0] == '0' && tolower(str[1]) == 'x' &&
	    (base == 16 || (!base && isxdigit(str[2]))) && (max <= 2 || !isxdigit(str[2]))) {
		*v = 0;
		return str + min_t(size_t, max, 2);
	}
	*v = simple_strtoull(digits, &end, base);
	if (end == digits)
		return NULL;
	if (negative)
		*v = -*v;
	return str + (end - digits);
}

/*
 * Parse the set of characters at @f, after '[', and set their bits in @set.  Returns the format
 * after the closing ']'.
 */
static const char *sscanf_parse_set(const char *f, DECLARE_BITMAP(set, 256))
{
	bool inverted = *f == '^';

	bitmap_zero(set, 256);
	f += inverted;
	do {
		unsigned char lo = (unsigned char)*f, hi = lo;

		if (!lo)
			break;
		if (f[1] == '-' && f[2] && f[2] != ']') {
			hi = (unsigned char)f[2];
			f += 2;
		}
		for (unsigned int c = lo; c <= hi; c++)
			__set_bit(c, set);
		f++;
	} while (*f != ']');
	if (inverted)
		bitmap_complement(set, set, 256);
	__clear_bit(0, set);
	return *f ? f + 1 : f;
}

/*
 * Copy at most @max characters and a NUL to @out, unless @out is NULL.  The copy ends before a
 * character that is not in @set, or before white space if @set is NULL.  Returns the rest of the
 * text, or NULL if no character matches.
 */
static const char *sscanf_text(const char *str, int max, const unsigned long *set, char *out)
{
	const char *start = str;

	while (*str && (max < 0 || str - start < max) &&
	       (set ? test_bit((unsigned char)*str, set) : !isspace(*str))) {
		if (out)
			*out++ = *str;
		str++;
	}
	if (out && str != start)
		*out = '\0';
	return str == start ? NULL : str;
}

static const char *scan_chars(const char *str, int n, char *out)
{
	for (n = n < 0 ? 1 : n; n; n--, str++) {
		if (!*str)
			return NULL;
		if (out)
			*out++ = *str;
	}
	return str;
}

static const char *scan_one(const char *str, const char **fmt, const struct scan_spec *s,
			    va_list *args)
{
	DECLARE_BITMAP(set, 256);
	u64 v;

	switch (s->conv) {
	case 's':
		return sscanf_text(skip_spaces(str), s->width, NULL,
				 s->discard ? NULL : va_arg(*args, char *));
	case '[':
		*fmt = sscanf_parse_set(*fmt, set);
		return sscanf_text(str, s->width, set, s->discard ? NULL : va_arg(*args, char *));
	case 'c':
		return scan_chars(str, s->width, s->discard ? NULL : va_arg(*args, char *));
	case 'd':
	case 'i':
	case 'u':
	case 'x':
	case 'X':
	case 'o':
	case 'p':
		str = sscanf_integer(str, s, &v);
		if (str && !s->discard)
			store(va_arg(*args, void *), s->conv == 'p' ? 8 : s->bytes, v);
		return str;
	default:
		return NULL;
	}
}

int vsscanf(const char *buf, const char *fmt, va_list args)
{
	const char *str = buf;
	int stored = 0;
	va_list ap;

	va_copy(ap, args);
	while (*fmt) {
		struct scan_spec s;

		if (isspace(*fmt)) {
			fmt = skip_spaces(fmt);
			str = skip_spaces(str);
			continue;
		}
		if (*fmt != '%' || fmt[1] == '%') {
			fmt += *fmt == '%';
			if (*fmt++ != *str++)
				break;
			continue;
		}
		fmt = parse_spec(fmt + 1, &s);
		if (s.conv == 'n') {
			if (!s.discard)
				store(va_arg(ap, void *), s.bytes, (u64)(str - buf));
			continue;
		}
		str = scan_one(str, &fmt, &s, &ap);
		if (!str)
			break;
		stored += !s.discard;
	}
	va_end(ap);
	return stored;
}

int sscanf(const char *buf, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsscanf(buf, fmt, args);
	va_end(args);
	return n;
}
