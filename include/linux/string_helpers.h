/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_STRING_HELPERS_H
#define LINUX_STRING_HELPERS_H

#include <linux/bits.h>
#include <linux/ctype.h>
#include <linux/string.h>
#include <linux/string_choices.h>
#include <linux/types.h>

enum string_size_units {
	STRING_UNITS_10,	/* kB, MB: powers of 1000 */
	STRING_UNITS_2,		/* KiB, MiB: powers of 1024 */
	STRING_UNITS_MASK	= BIT(0),
	/* flags, to be combined with one of the above */
	STRING_UNITS_NO_SPACE	= BIT(30),	/* "1.50GiB" */
	STRING_UNITS_NO_BYTES	= BIT(31),	/* "1.50 Gi" */
};

/*
 * Format @nr_blocks * @block_size with three significant digits, for example "1.50 GiB".  The text
 * is truncated to @buf_size.  Returns the length of the whole text.
 */
int string_get_size(u64 nr_blocks, u64 block_size, enum string_size_units units, char *buf,
		    int buf_size);

/* Copy a string in upper or lower case, with its terminator. */
static inline void string_upper(char *dst, const char *src)
{
	do {
		*dst++ = toupper(*src);
	} while (*src++);
}

static inline void string_lower(char *dst, const char *src)
{
	do {
		*dst++ = tolower(*src);
	} while (*src++);
}

/* True if the first @len bytes of @s contain a terminator. */
static inline bool string_is_terminated(const char *s, int len)
{
	return memchr(s, '\0', (size_t)len) ? true : false;
}

/* ---- escape sequences ------------------------------------------------------------------------ */

#define UNESCAPE_SPACE		BIT(0)	/* \f \n \r \t \v */
#define UNESCAPE_OCTAL		BIT(1)	/* \NNN, of one to three digits */
#define UNESCAPE_HEX		BIT(2)	/* \xHH, of one or two digits */
#define UNESCAPE_SPECIAL	BIT(3)	/* \" \\ \a \e */
#define UNESCAPE_ANY	(UNESCAPE_SPACE | UNESCAPE_OCTAL | UNESCAPE_HEX | UNESCAPE_SPECIAL)
#define UNESCAPE_ALL_MASK	GENMASK(3, 0)

/*
 * Copy @src with each escape sequence of @flags replaced by its byte.  @size is that of @dst, or 0
 * for no limit.  @dst may be @src.  Returns the number of bytes before the terminator.
 */
int string_unescape(char *src, char *dst, size_t size, unsigned int flags);

static inline int string_unescape_inplace(char *buf, unsigned int flags)
{
	return string_unescape(buf, buf, 0, flags);
}

static inline int string_unescape_any(char *src, char *dst, size_t size)
{
	return string_unescape(src, dst, size, UNESCAPE_ANY);
}

static inline int string_unescape_any_inplace(char *buf)
{
	return string_unescape_any(buf, buf, 0);
}

#define ESCAPE_SPACE		BIT(0)	/* \f \n \r \t \v */
#define ESCAPE_SPECIAL		BIT(1)	/* \" \\ \a \e */
#define ESCAPE_NULL		BIT(2)	/* \0 */
#define ESCAPE_OCTAL		BIT(3)	/* \NNN, of three digits, for all bytes */
#define ESCAPE_ANY		(ESCAPE_SPACE | ESCAPE_OCTAL | ESCAPE_SPECIAL | ESCAPE_NULL)
#define ESCAPE_NP		BIT(4)	/* copy the bytes that can be printed */
#define ESCAPE_ANY_NP		(ESCAPE_ANY | ESCAPE_NP)
#define ESCAPE_HEX		BIT(5)	/* \xHH, of two digits, for all bytes */
#define ESCAPE_NA		BIT(6)	/* copy the bytes of ASCII */
#define ESCAPE_NAP		BIT(7)	/* copy the bytes of ASCII that can be printed */
#define ESCAPE_APPEND		BIT(8)	/* the bytes in @only are not copied because of ESCAPE_N* */
#define ESCAPE_ALL_MASK		GENMASK(8, 0)

/*
 * Copy @isz bytes of @src, and replace bytes by the escape sequences of @flags.  Other bytes are
 * copied.  Without ESCAPE_APPEND, bytes that are not in @only are copied, too, unless @only is NULL
 * or empty.  At most @osz bytes are written, without a terminator.  Returns the number of bytes
 * that a sufficient buffer would get.
 */
int string_escape_mem(const char *src, size_t isz, char *dst, size_t osz, unsigned int flags,
		      const char *only);

static inline int string_escape_mem_any_np(const char *src, size_t isz, char *dst, size_t osz,
					   const char *only)
{
	return string_escape_mem(src, isz, dst, osz, ESCAPE_ANY_NP, only);
}

static inline int string_escape_str(const char *src, char *dst, size_t sz, unsigned int flags,
				    const char *only)
{
	return string_escape_mem(src, strlen(src), dst, sz, flags, only);
}

static inline int string_escape_str_any_np(const char *src, char *dst, size_t sz, const char *only)
{
	return string_escape_str(src, dst, sz, ESCAPE_ANY_NP, only);
}

/*
 * Copy a string with white space other than blanks, quotation marks, backslashes, \a and \e as
 * \xHH, or with all characters @old replaced.  The caller frees it with kfree().  Returns NULL on
 * failure and if @src is NULL.  May sleep if @gfp allows it.
 */
char *kstrdup_quotable(const char *src, gfp_t gfp);
char *kstrdup_and_replace(const char *src, char old, char _new, gfp_t gfp);

/* ---- arrays of strings ----------------------------------------------------------------------- */

struct device;

/*
 * Allocate an array of @n strings "prefix-0", "prefix-1" and so on.  Returns NULL on failure.  The
 * caller frees it with kfree_strarray().  The devm_ form returns an error pointer, and the device
 * frees the array.  May sleep if @gfp allows it; the devm_ form may sleep.
 */
char **kasprintf_strarray(gfp_t gfp, const char *prefix, size_t n);
void kfree_strarray(char **array, size_t n);
char **devm_kasprintf_strarray(struct device *dev, const char *prefix, size_t n);

#endif /* LINUX_STRING_HELPERS_H */
