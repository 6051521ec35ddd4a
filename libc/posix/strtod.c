// SPDX-License-Identifier: BSD-2-Clause
/*
 * strtod(), strtof() and strtold(), for both C libraries.  newlib's strtold() (3.3 to 4.5) returns
 * the bits of an x87 number even if long double has 128 bits.  picolibc's strtod() misreads
 * hexadecimal numbers with a point, and decimal numbers of more than 19 digits.
 */

#include <ctype.h>
#include <locale.h>
#include <stdlib.h>
#include "number.h"

/*
 * Read the longest prefix of @text that is a number.  Returns the end of the prefix, or @text if no
 * prefix is a number.
 */
static const char *strtod_read_number(const char *text, struct number *number)
{
	const char *end = text, *at = text;

	number_begin(number);
	while (isspace((unsigned char)*at))
		at++;
	while (number_push(number, (unsigned char)*at)) {
		at++;
		if (number->complete)
			end = at;
	}
	return end;
}

#define CONVERT(name, type, convert)					\
type name(const char *restrict text, char **restrict end)		\
{									\
	struct number number;						\
	const char *stop = strtod_read_number(text, &number);			\
									\
	if (end)							\
		*end = (char *)stop;					\
	return stop == text ? 0 : convert(&number);			\
}

CONVERT(strtod, double, number_double)
CONVERT(strtof, float, number_float)
CONVERT(strtold, long double, number_long_double)

/* Ignore the locale: all locales use the same decimal point. */
double strtod_l(const char *restrict text, char **restrict end, locale_t locale)
{
	return strtod(text, end);
}

float strtof_l(const char *restrict text, char **restrict end, locale_t locale)
{
	return strtof(text, end);
}

long double strtold_l(const char *restrict text, char **restrict end, locale_t locale)
{
	return strtold(text, end);
}

#ifdef CONFIG_LIBC_NEWLIB
/* These are the names that newlib's code calls. */
double _strtod_r(struct _reent *reent, const char *restrict text, char **restrict end)
{
	return strtod(text, end);
}

double _strtod_l(struct _reent *reent, const char *restrict text, char **restrict end,
		 locale_t locale)
{
	return strtod(text, end);
}

long double _strtold_r(struct _reent *reent, const char *restrict text, char **restrict end)
{
	return strtold(text, end);
}
#endif
