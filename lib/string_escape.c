// SPDX-License-Identifier: BSD-2-Clause
/* Escape bytes in a text as \n, \x07 and similar sequences, and read such sequences. */

#include <linux/ctype.h>
#include <linux/hex.h>
#include <linux/limits.h>
#include <linux/string.h>
#include <linux/string_helpers.h>

/* Bytes, and at the same index the letters that follow a backslash. */
static const char space_bytes[] = "\f\n\r\t\v", space_letters[] = "fnrtv";
static const char special_bytes[] = "\"\\\a\033", special_letters[] = "\"\\ae";

/* Return the character of @to at the index of @c in @from, or 0 if @from does not contain it. */
static char escape_translate(char c, const char *from, const char *to)
{
	const char *at = c ? strchr(from, c) : NULL;

	return at ? to[at - from] : '\0';
}

/* ---- reading --------------------------------------------------------------------------------- */

static bool unescape_octal(const char **src, char *out)
{
	const char *p = *src;
	unsigned int value = 0;

	while (p < *src + 3 && *p >= '0' && *p <= '7' && value < 32)
		value = value * 8 + (unsigned int)(*p++ - '0');
	if (p == *src)
		return false;
	*out = (char)value;
	*src = p;
	return true;
}

static bool unescape_hex(const char **src, char *out)
{
	const char *p = *src + 1;
	int high, low;

	if (**src != 'x')
		return false;
	high = hex_to_bin((unsigned char)*p++);
	if (high < 0)
		return false;
	low = hex_to_bin((unsigned char)*p);
	if (low >= 0) {
		high = high * 16 + low;
		p++;
	}
	*out = (char)high;
	*src = p;
	return true;
}

/* Read the sequence whose backslash precedes *@src.  Returns false if @flags exclude it. */
static bool unescape_one(const char **src, char *out, unsigned int flags)
{
	char c = '\0';

	if (flags & UNESCAPE_SPACE)
		c = escape_translate(**src, space_letters, space_bytes);
	if (!c && flags & UNESCAPE_OCTAL && unescape_octal(src, out))
		return true;
	if (!c && flags & UNESCAPE_HEX && unescape_hex(src, out))
		return true;
	if (!c && flags & UNESCAPE_SPECIAL)
		c = escape_translate(**src, special_letters, special_bytes);
	if (!c)
		return false;
	*out = c;
	(*src)++;
	return true;
}

int string_unescape(char *src, char *dst, size_t size, unsigned int flags)
{
	size_t left = (size ? size : SIZE_MAX) - 1;	/* bytes before the terminator */
	const char *from = src;
	char *out = dst;

	while (*from && left) {
		if (from[0] == '\\' && from[1] && left > 1) {
			from++;
			left--;
			if (unescape_one(&from, out, flags)) {
				out++;
				left--;
				continue;
			}
			*out++ = '\\';
		}
		*out++ = *from++;
		left--;
	}
	*out = '\0';
	return (int)(out - dst);
}

/* ---- writing --------------------------------------------------------------------------------- */

struct escape_out {
	char *buf;
	size_t size;
	size_t used;	/* number of bytes, including those that the buffer has no space for */
};

static void escape_put(struct escape_out *out, char c)
{
	if (out->used < out->size)
		out->buf[out->used] = c;
	out->used++;
}

static void escape_put_pair(struct escape_out *out, char c)
{
	escape_put(out, '\\');
	escape_put(out, c);
}

/* Return true if the byte is copied as it is, because of @only or because it may be printed. */
static bool escape_passes(unsigned char c, unsigned int flags, const char *only)
{
	bool limited = only && *only, listed = limited && strchr(only, c);

	if (flags & ESCAPE_APPEND) {
		if (listed)
			return false;
	} else if (limited && !listed) {
		return true;
	}
	return (flags & ESCAPE_NAP && isascii(c) && isprint(c)) ||
	       (flags & ESCAPE_NP && isprint(c)) || (flags & ESCAPE_NA && isascii(c));
}

static void escape_one(struct escape_out *out, unsigned char c, unsigned int flags)
{
	char letter = '\0';

	if (flags & ESCAPE_SPACE)
		letter = escape_translate((char)c, space_bytes, space_letters);
	if (!letter && flags & ESCAPE_SPECIAL)
		letter = escape_translate((char)c, special_bytes, special_letters);
	if (!letter && flags & ESCAPE_NULL && !c)
		letter = '0';
	if (letter) {
		escape_put_pair(out, letter);
	} else if (flags & ESCAPE_OCTAL) {
		escape_put_pair(out, (char)('0' + (c >> 6)));
		escape_put(out, (char)('0' + (c >> 3 & 7)));
		escape_put(out, (char)('0' + (c & 7)));
	} else if (flags & ESCAPE_HEX) {
		escape_put_pair(out, 'x');
		escape_put(out, hex_asc_hi(c));
		escape_put(out, hex_asc_lo(c));
	} else {
		escape_put(out, (char)c);
	}
}

int string_escape_mem(const char *src, size_t isz, char *dst, size_t osz, unsigned int flags,
		      const char *only)
{
	struct escape_out out = { .buf = dst, .size = osz };

	for (size_t i = 0; i < isz; i++) {
		unsigned char c = (unsigned char)src[i];

		if (escape_passes(c, flags, only))
			escape_put(&out, src[i]);
		else
			escape_one(&out, c, flags);
	}
	return (int)out.used;
}
