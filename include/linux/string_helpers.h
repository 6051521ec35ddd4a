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
