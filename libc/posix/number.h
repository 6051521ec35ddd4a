/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIBC_POSIX_NUMBER_H
#define LIBC_POSIX_NUMBER_H

/*
 * Conversion between text and floating-point numbers, implemented in number.c, which also states
 * the accuracy.  Text is read one character at a time, for strtod() and scanf().
 */

#include <stdbool.h>

/*
 * Number of significant digits that are stored, without leading zeros.  A double has at most this
 * number of decimal digits.  All further digits together count as one digit, which is not zero if
 * any of them is not zero.
 */
#define NUMBER_DIGITS	768

struct number {
	int state;		/* enum state in number.c */
	bool negative, hex;
	bool complete;		/* true if the text so far is a complete number */
	bool infinite, nan;
	bool point;		/* true if the decimal point was read */
	bool more;		/* true if dropped digits were not zero */
	bool minus;		/* true if the exponent is negative */
	unsigned int letters;	/* letters of "infinity" or "nan" that were read */
	unsigned int nr_digits;
	long long scale;	/* power of ten (or two, if hexadecimal) of the last stored digit */
	long long exponent;	/* absolute value of the exponent in the text */
	unsigned char digits[NUMBER_DIGITS];
};

void number_begin(struct number *number);
/*
 * Add character @c.  Returns true if @c continues a number.  After that, number->complete is false
 * if more characters must follow.
 */
bool number_push(struct number *number, int c);

/*
 * Return the value, rounded to nearest.  Sets errno to ERANGE if the value is too large or too
 * small.
 */
double number_double(const struct number *number);
float number_float(const struct number *number);
long double number_long_double(const struct number *number);

/* Split a finite number that is not negative, so that @value is mantissa * 2^exponent. */
void number_parts(long double value, unsigned __int128 *mantissa, int *exponent);

/*
 * Maximum number of digits that number_digits() writes.  A double has at most 767 digits.  A long
 * double may have more.
 */
#define NUMBER_OUTPUT	800

/*
 * Write the significant decimal digits of a finite number that is not negative, correctly rounded.
 * At most @most and at most NUMBER_OUTPUT digits are written, and none after the power of ten
 * @last.  Returns the number of digits, and sets *@exponent to the power of ten of the first digit.
 * All further digits are zero.  No '\0' is written.  Returns 0 if the number is zero or is rounded
 * to zero.
 */
int number_digits(long double value, int most, int last, char *digits, int *exponent);

#endif /* LIBC_POSIX_NUMBER_H */
