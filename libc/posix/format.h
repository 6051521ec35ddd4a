/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers and length modifiers in the formats of printf() and scanf().  print.h and scan.h
 * include this file after they have defined CHAR, the type of the format's characters.
 *
 * Each function returns the address of the first character that it has not read.
 */

#include <limits.h>

/* Read all digits.  If the number exceeds INT_MAX, *@value is any value greater than INT_MAX. */
static const CHAR *parse_decimal(const CHAR *at, long *value)
{
	for (*value = 0; *at >= '0' && *at <= '9'; at++) {
		if (*value <= INT_MAX)
			*value = *value * 10 + (*at - '0');
	}
	return at;
}

/* Read the number of an argument ("n$").  Sets *@number to 0 if there is no such number at @at. */
static const CHAR *parse_position(const CHAR *at, long *number)
{
	const CHAR *end = parse_decimal(at, number);

	if (end != at && *end == '$')
		return end + 1;
	*number = 0;
	return at;
}

/*
 * Read a length modifier.  Sets *@length to 'H' for hh, 'h' for h, 'L' for ll, q and L, and 'l' for
 * l, j, z and t, which all have 64 bits.  Without a modifier, *@length is not changed.
 */
static const CHAR *parse_length(const CHAR *at, int *length)
{
	switch (*at) {
	case 'h':
		*length = at[1] == 'h' ? 'H' : 'h';
		return at + (at[1] == 'h') + 1;
	case 'l':
		*length = at[1] == 'l' ? 'L' : 'l';
		return at + (at[1] == 'l') + 1;
	case 'q': case 'L':
		*length = 'L';
		return at + 1;
	case 'j': case 'z': case 't':
		*length = 'l';
		return at + 1;
	default:
		return at;
	}
}
