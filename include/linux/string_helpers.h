/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_STRING_HELPERS_H
#define LINUX_STRING_HELPERS_H

#include <linux/bits.h>
#include <linux/ctype.h>
#include <linux/string.h>
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

static inline const char *str_yes_no(bool v)
{
	return v ? "yes" : "no";
}

static inline const char *str_on_off(bool v)
{
	return v ? "on" : "off";
}

static inline const char *str_enabled_disabled(bool v)
{
	return v ? "enabled" : "disabled";
}

static inline const char *str_true_false(bool v)
{
	return v ? "true" : "false";
}

static inline const char *str_plural(size_t num)
{
	return num == 1 ? "" : "s";
}

#endif /* LINUX_STRING_HELPERS_H */
