// SPDX-License-Identifier: BSD-2-Clause
/* Options with arguments: linux/parser.h. */

#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/parser.h>
#include <linux/string.h>

/* The longest number, of 64 bits in octal with its prefix, and a terminator. */
#define NUMBER_SIZE	sizeof("01777777777777777777777")

/*
 * Find the end of the argument at @s of a type: s, d, u, o or x.  @max is the maximum length of a
 * text, or -1.  Returns NULL if the argument is empty, or if the type is unknown.
 */
static char *parser_argument_end(char *s, char type, int max)
{
	size_t len;
	char *end = s;

	switch (type) {
	case 's':
		len = strlen(s);
		if (!len)
			return NULL;
		return s + (max >= 0 && (size_t)max < len ? (size_t)max : len);
	case 'd':
		simple_strtol(s, &end, 0);
		break;
	case 'u':
		simple_strtoul(s, &end, 0);
		break;
	case 'o':
		simple_strtoul(s, &end, 8);
		break;
	case 'x':
		simple_strtoul(s, &end, 16);
		break;
	default:
		break;
	}
	return end == s ? NULL : end;
}

static bool parser_matches(char *s, const char *pattern, substring_t args[])
{
	unsigned int nr_args = 0;

	while (*pattern) {
		int max = -1;

		if (*pattern != '%') {
			if (*pattern++ != *s++)
				return false;
			continue;
		}
		pattern++;
		if (*pattern == '%') {
			if (*pattern++ != *s++)
				return false;
			continue;
		}
		if (isdigit(*pattern))
			max = (int)simple_strtoul(pattern, (char **)&pattern, 10);
		if (nr_args >= MAX_OPT_ARGS || !*pattern)
			return false;
		args[nr_args].from = s;
		s = parser_argument_end(s, *pattern++, max);
		if (!s)
			return false;
		args[nr_args++].to = s;
	}
	return !*s;
}

int match_token(char *s, const match_table_t table, substring_t args[])
{
	const struct match_token *entry = table;

	while (entry->pattern && !parser_matches(s, entry->pattern, args))
		entry++;
	return entry->token;
}

size_t match_strlcpy(char *dest, const substring_t *src, size_t size)
{
	size_t len = (size_t)(src->to - src->from), copied = min(len, size - 1);

	if (size) {
		memcpy(dest, src->from, copied);
		dest[copied] = '\0';
	}
	return len;
}

/* Copy the text of a number.  Returns 0, or -ERANGE if it is too long. */
static int parser_number(char *buf, const substring_t *s)
{
	return match_strlcpy(buf, s, NUMBER_SIZE) < NUMBER_SIZE ? 0 : -ERANGE;
}

static int parser_int(substring_t *s, int *result, unsigned int base)
{
	char buf[NUMBER_SIZE], *end;
	long value;

	if (parser_number(buf, s))
		return -ERANGE;
	value = simple_strtol(buf, &end, base);
	if (end == buf)
		return -EINVAL;
	if (value < INT_MIN || value > INT_MAX)
		return -ERANGE;
	*result = (int)value;
	return 0;
}

int match_int(substring_t *s, int *result)
{
	return parser_int(s, result, 0);
}

int match_octal(substring_t *s, int *result)
{
	return parser_int(s, result, 8);
}

int match_hex(substring_t *s, int *result)
{
	return parser_int(s, result, 16);
}

int match_uint(substring_t *s, unsigned int *result)
{
	char buf[NUMBER_SIZE];

	return parser_number(buf, s) ?: kstrtouint(buf, 10, result);
}

int match_u64(substring_t *s, u64 *result)
{
	char buf[NUMBER_SIZE];

	return parser_number(buf, s) ?: kstrtou64(buf, 0, result);
}

bool match_wildcard(const char *pattern, const char *str)
{
	const char *star = NULL, *again = NULL;	/* the last *, and where the text after it starts */

	while (*str) {
		if (*pattern == '*') {
			star = ++pattern;
			again = str;
		} else if (*pattern && (*pattern == '?' || *pattern == *str)) {
			pattern++;
			str++;
		} else if (star) {
			pattern = star;
			str = ++again;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}
