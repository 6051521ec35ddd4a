/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIBC_POSIX_NUMBER_H
#define LIBC_POSIX_NUMBER_H

/*
 * Floating-point numbers as text: number.c reads them character by character, for strtod() and scanf(),
 * and converts them in both directions.  number.c states how exactly.
 */

#include <stdbool.h>

/*
 * How many significant digits are kept, without leading zeros: as many as a double can have in decimal.
 * Digits behind them count as one that is not zero, if one of them is.
 */
#define NUMBER_DIGITS	768

struct number {
	int state;		/* enum state in number.c */
	bool negative, hex;
	bool complete;		/* all of the text so far is a number */
	bool infinite, nan;
	bool point;		/* the point was read */
	bool more;		/* digits that are not zero were left out */
	bool minus;		/* the written exponent is negative */
	unsigned int letters;	/* of "infinity" or "nan" */
	unsigned int nr_digits;
	long long scale;	/* power of ten, in hexadecimal of two, of the last digit that is kept */
	long long exponent;	/* as it is written */
	unsigned char digits[NUMBER_DIGITS];
};

void number_begin(struct number *number);
/* True if @c continues a number, which may need further characters: see number->complete. */
bool number_push(struct number *number, int c);

/* The value, rounded to nearest; sets errno to ERANGE where it does not fit. */
double number_double(const struct number *number);
float number_float(const struct number *number);
long double number_long_double(const struct number *number);

/* A finite number that is not negative is mantissa * 2^exponent. */
void number_parts(long double value, unsigned __int128 *mantissa, int *exponent);

/* A double has 767 significant decimal digits at most; of a long double further ones are not written. */
#define NUMBER_OUTPUT	800

/*
 * Write the first @most significant decimal digits, and NUMBER_OUTPUT at most, of a finite number that is
 * not negative, correctly rounded, down to @last, the power of ten of the last digit.  Returns how many
 * there are, without a '\0', and sets *exponent to the power of ten of the first.  Zeros follow them.
 * 0: the number is zero, or rounds to zero.
 */
int number_digits(long double value, int most, int last, char *digits, int *exponent);

#endif /* LIBC_POSIX_NUMBER_H */
