// SPDX-License-Identifier: BSD-2-Clause
/*
 * Conversion of floating-point numbers from and to text, with integers of arbitrary size.  Both
 * directions are exact for float and double.
 *
 * There are limits for long double, which may have more than 11,000 significant digits.  Text is
 * converted to the number that is nearest to its first NUMBER_DIGITS (768) significant digits, with
 * one more bit if the rest is not zero.  printf() writes NUMBER_OUTPUT (800) digits, of which the
 * last is rounded, followed by zeros.
 *
 * Text to number: the digits form an integer D, so that the value is D * 10^e, or D * 2^e in
 * hexadecimal.  For e >= 0, the integer D * 5^e contains all bits of the result.  For e < 0, the
 * quotient D * 2^s / 5^-e is used, with s chosen so that the quotient has two bits more than the
 * result.  A remainder that is not zero counts as one more bit.  Rounding uses the first bits of
 * that integer, with the rule "nearest, ties to even".
 *
 * Number to text: the digits down to 10^p are the integer nearest to the value divided by 10^p.
 * This integer is computed as a product with 5^-p or a quotient by 5^p, like the integer for text.
 *
 * Bounds: integers have LIMBS * 32 bits, and two of them are on the stack.  A number of at most
 * fifteen digits with a small exponent is converted to double by one multiplication or division of
 * exact operands, which rounds correctly.
 *
 * Sources: ISO C11, 7.22.1.3; Knuth, The Art of Computer Programming, volume 2, 4.3.1, algorithm D;
 * IEEE 754-2008, table 3.5.
 */

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "number.h"

/*
 * Range of exponents, which determines the size of the integers.  The largest power of five belongs
 * to the smallest number with all digits, 10^(LOWEST - NUMBER_DIGITS).  The largest integer is
 * 10^HIGHEST.
 */
#define LOWEST		(LDBL_MIN_10_EXP - LDBL_DIG - 10)
#define HIGHEST		(LDBL_MAX_10_EXP + 10)
#define BITS_OF(digits)	((digits) * 3322L / 1000 + 1)	/* log2(10) is 3.3219... */
#define LIMBS		((BITS_OF(NUMBER_DIGITS - LOWEST) + 256) / 32)

struct big {
	int size;			/* number of used limbs; the last one is not zero */
	uint32_t limbs[LIMBS];
};

/*
 * A format whose values are mantissa * 2^exponent, with at most @bits bits in the mantissa and an
 * exponent of at least @least.
 */
struct format {
	int bits, least;
	int most;			/* values of 2^most or more are too large */
};

struct binary {
	unsigned __int128 mantissa;
	int exponent;
};

/* ---- integers -------------------------------------------------------------------------------- */

static void big_set(struct big *big, unsigned __int128 value)
{
	for (big->size = 0; value; value >>= 32)
		big->limbs[big->size++] = value;
}

static void big_mul_add(struct big *big, uint32_t factor, uint32_t carry)
{
	for (int i = 0; i < big->size; i++) {
		uint64_t product = (uint64_t)big->limbs[i] * factor + carry;

		big->limbs[i] = product;
		carry = product >> 32;
	}
	if (carry)
		big->limbs[big->size++] = carry;
}

/* Multiply @big by 5^@n. */
static void big_mul_5(struct big *big, int n)
{
	for (; n >= 13; n -= 13)
		big_mul_add(big, 1220703125, 0);
	for (; n; n--)
		big_mul_add(big, 5, 0);
}

static int big_bits(const struct big *big)
{
	return big->size ? 32 * big->size - __builtin_clz(big->limbs[big->size - 1]) : 0;
}

static void big_shift_left(struct big *big, int n)
{
	int limbs = n / 32, bits = n % 32;

	if (!big->size)
		return;
	big->limbs[big->size] = 0;
	for (int i = big->size; i >= 0; i--) {
		uint64_t both = (uint64_t)big->limbs[i] << 32 | (i ? big->limbs[i - 1] : 0);

		big->limbs[i + limbs] = both << bits >> 32;
	}
	memset(big->limbs, 0, limbs * sizeof(big->limbs[0]));
	big->size += limbs + 1;
	if (!big->limbs[big->size - 1])
		big->size--;
}

/* Return true if at least one of the lowest @n bits is set. */
static bool big_low_bits(const struct big *big, int n)
{
	int i;

	for (i = 0; i < n / 32 && i < big->size; i++) {
		if (big->limbs[i])
			return true;
	}
	return i < big->size && n % 32 && big->limbs[i] << (32 - n % 32);
}

/* Return the bits from bit @from to the highest bit.  There are at most 128 such bits. */
static unsigned __int128 big_high_bits(const struct big *big, int from)
{
	unsigned __int128 value = 0;

	for (int i = big->size - 1; i >= from / 32; i--) {
		int shift = 32 * i - from;

		value |= shift < 0 ? (unsigned __int128)(big->limbs[i] >> -shift) :
				     (unsigned __int128)big->limbs[i] << shift;
	}
	return value;
}

/* Divide @big by a number less than 2^32, and return the remainder. */
static uint32_t big_div_small(struct big *big, uint32_t divisor)
{
	uint64_t rest = 0;

	for (int i = big->size - 1; i >= 0; i--) {
		rest = rest << 32 | big->limbs[i];
		big->limbs[i] = rest / divisor;
		rest %= divisor;
	}
	while (big->size && !big->limbs[big->size - 1])
		big->size--;
	return rest;
}

/*
 * Subtract @factor * @b from @a, which has one limb more than @b.  Returns true if @a was smaller
 * than the product.
 */
static bool sub_mul(uint32_t *a, const struct big *b, uint32_t factor)
{
	uint64_t carry = 0, borrow = 0;

	for (int i = 0; i <= b->size; i++) {
		uint64_t product = (i < b->size ? (uint64_t)b->limbs[i] * factor : 0) + carry;
		uint64_t difference = (uint64_t)a[i] - (uint32_t)product - borrow;

		carry = product >> 32;
		a[i] = difference;
		borrow = difference >> 63;
	}
	return borrow;
}

static void add_back(uint32_t *a, const struct big *b)
{
	uint64_t carry = 0;

	for (int i = 0; i <= b->size; i++) {
		carry += (uint64_t)a[i] + (i < b->size ? b->limbs[i] : 0);
		a[i] = carry;
		carry >>= 32;
	}
}

/*
 * Divide @a by @b, and store the quotient in @a.  Returns true if the remainder is not zero.  @a
 * must have a spare limb.
 */
static bool big_div(struct big *a, struct big *b)
{
	int shift = __builtin_clz(b->limbs[b->size - 1]), n = b->size, size;
	bool rest;

	if (n == 1)
		return big_div_small(a, b->limbs[0]);
	if (a->size < n) {
		rest = a->size;
		a->size = 0;
		return rest;
	}
	big_shift_left(a, shift);
	big_shift_left(b, shift);
	size = a->size;
	a->limbs[size] = 0;
	for (int i = size - n; i >= 0; i--) {
		uint32_t *part = a->limbs + i;
		uint64_t top = (uint64_t)part[n] << 32 | part[n - 1];
		uint64_t guess = top / b->limbs[n - 1], left = top % b->limbs[n - 1];

		while (guess >> 32 || (left >> 32 == 0 && guess * b->limbs[n - 2] >
				       (left << 32 | part[n - 2]))) {
			guess--;
			left += b->limbs[n - 1];
			if (left >> 32)
				break;
		}
		if (sub_mul(part, b, guess)) {
			guess--;
			add_back(part, b);
		}
		part[n] = guess;		/* a limb of the quotient; it was zero */
	}
	rest = big_low_bits(a, 32 * n);
	memmove(a->limbs, a->limbs + n, (size - n + 1) * sizeof(a->limbs[0]));
	a->size = size - n + 1;
	while (a->size && !a->limbs[a->size - 1])
		a->size--;
	return rest;
}

/* ---- text ------------------------------------------------------------------------------------ */

enum state {
	START,			/* before the sign */
	FIRST,			/* before the first digit */
	ZERO,			/* after "0", which an x may follow */
	DIGITS,			/* after "1", "1.", "0x", and more digits */
	EXPONENT,		/* after "1e" */
	EXPONENT_SIGNED,	/* after "1e-" or "1e-5" */
	WORD,			/* within "inf", "infinity" or "nan" */
	SEQUENCE,		/* after "nan(" */
	END,			/* nothing can follow */
};

#define EXPONENT_MAX	1000000000000LL

void number_begin(struct number *number)
{
	memset(number, 0, offsetof(struct number, digits));
}

static int digit_of(int c, bool hex)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return hex && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void add_digit(struct number *number, int digit)
{
	int step = number->hex ? 4 : 1;

	number->complete = true;
	if (number->nr_digits == NUMBER_DIGITS) {
		number->more |= digit != 0;
		number->scale += number->point ? 0 : step;
		return;
	}
	if (number->nr_digits || digit)
		number->digits[number->nr_digits++] = digit;
	number->scale -= number->point ? step : 0;
}

static bool push_digits(struct number *number, int c)
{
	int digit = digit_of(c, number->hex);

	if (digit >= 0) {
		add_digit(number, digit);
		number->state = DIGITS;
		return true;
	}
	if (c == '.' && !number->point) {
		number->point = true;
		number->state = DIGITS;
		return true;
	}
	if (!number->complete || (c | 0x20) != (number->hex ? 'p' : 'e'))
		return false;
	number->state = EXPONENT;
	number->complete = false;
	return true;
}

static bool push_exponent(struct number *number, int c)
{
	int digit = digit_of(c, false);

	if (number->state == EXPONENT && (c == '+' || c == '-')) {
		number->state = EXPONENT_SIGNED;
		number->minus = c == '-';
		return true;
	}
	if (digit < 0)
		return false;
	number->state = EXPONENT_SIGNED;
	number->complete = true;
	if (number->exponent < EXPONENT_MAX)
		number->exponent = 10 * number->exponent + digit;
	return true;
}

/*
 * Add a letter of "inf", "infinity" or "nan".  After "inf", the text is complete again only at the
 * end of "infinity".
 */
static bool push_word(struct number *number, int c)
{
	static const char infinity[] = "infinity", nan[] = "nan";
	unsigned int n = number->letters;

	if (!n) {
		number->nan = (c | 0x20) == 'n';
		number->infinite = !number->nan;
	}
	if (number->nan && n == 3) {
		if (c != '(')
			return false;
		number->state = SEQUENCE;
		number->complete = false;
		return true;
	}
	if ((c | 0x20) != (number->nan ? nan : infinity)[n])
		return false;
	number->state = WORD;
	number->letters = ++n;
	number->complete = n == 3 || n == 8;
	if (n == 8)
		number->state = END;
	return true;
}

static bool push_sequence(struct number *number, int c)
{
	if (c == ')') {
		number->complete = true;
		number->state = END;
		return true;
	}
	return c == '_' || digit_of(c, false) >= 0 || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

bool number_push(struct number *number, int c)
{
	switch (number->state) {
	case START:
		if (c == '+' || c == '-') {
			number->negative = c == '-';
			number->state = FIRST;
			return true;
		}
		/* fallthrough */
	case FIRST:
		if ((c | 0x20) == 'i' || (c | 0x20) == 'n')
			return push_word(number, c);
		if (!push_digits(number, c))
			return false;
		if (c == '0')
			number->state = ZERO;
		return true;
	case ZERO:
		if ((c | 0x20) == 'x') {
			number->hex = true;
			number->complete = false;
			number->state = DIGITS;
			return true;
		}
		/* fallthrough */
	case DIGITS:
		return push_digits(number, c);
	case EXPONENT:
	case EXPONENT_SIGNED:
		return push_exponent(number, c);
	case WORD:
		return push_word(number, c);
	case SEQUENCE:
		return push_sequence(number, c);
	default:
		return false;
	}
}

/* ---- text to number -------------------------------------------------------------------------- */

/*
 * Round big * 2^exponent, which has more bits than the result.  @more is true if the exact value is
 * slightly larger.
 */
static struct binary round_bits(const struct big *big, long long exponent, bool more,
				const struct format *format)
{
	int all = big_bits(big), keep = format->bits;
	struct binary result;
	long long unit = exponent + all - keep;		/* exponent of the last bit of the result */

	if (unit < format->least) {
		keep -= format->least - unit > keep + 1 ? keep + 1 : format->least - unit;
		unit = format->least;
	}
	result.exponent = unit;
	result.mantissa = 0;
	if (keep > 0)
		result.mantissa = big_high_bits(big, all - keep);
	if (keep >= 0 && big_high_bits(big, all - keep - 1) & 1 &&
	    (more || big_low_bits(big, all - keep - 1) || result.mantissa & 1))
		result.mantissa++;
	return result;
}

static void collect_digits(const struct number *number, struct big *big)
{
	unsigned int base = number->hex ? 16 : 10;

	big->size = 0;
	for (unsigned int i = 0; i < number->nr_digits;) {
		uint32_t factor = 1, chunk = 0;

		for (; i < number->nr_digits && factor < 10000000; factor *= base)
			chunk = chunk * base + number->digits[i++];
		if (big->size)
			big_mul_add(big, factor, chunk);
		else
			big_set(big, chunk);
	}
}

/*
 * Compute the value of the number as an integer (@big) times a power of two.  Returns true if the
 * exact value is slightly larger.
 */
static bool scaled(const struct number *number, long long scale, const struct format *format,
		   struct big *big, long long *exponent)
{
	struct big power;
	int shift;

	collect_digits(number, big);
	*exponent = scale;
	if (number->hex || scale >= 0) {
		if (!number->hex)
			big_mul_5(big, scale);
		shift = format->bits + 2 - big_bits(big);
		if (shift > 0) {
			big_shift_left(big, shift);
			*exponent -= shift;
		}
		return number->more;
	}
	big_set(&power, 1);
	big_mul_5(&power, -scale);
	shift = format->bits + 2 - big_bits(big) + big_bits(&power);
	if (shift > 0) {
		big_shift_left(big, shift);
		*exponent -= shift;
	}
	return big_div(big, &power) || number->more;
}

/*
 * Convert a number to binary.  Sets errno to ERANGE if the number is too large or too small.  If it
 * is too large, the result is infinity, with the exponent INT32_MAX.
 */
static struct binary number_convert(const struct number *number, const struct format *format)
{
	static const struct binary zero, infinity = { 0, INT32_MAX };
	long long scale = number->scale + (number->minus ? -number->exponent : number->exponent);
	long long first = scale + (long long)number->nr_digits * (number->hex ? 4 : 1);
	long long exponent;
	struct binary result;
	struct big big;
	bool more;

	if (!number->nr_digits)
		return zero;
	if (first > (number->hex ? BITS_OF(HIGHEST) : HIGHEST)) {
		errno = ERANGE;
		return infinity;
	}
	if (first < (number->hex ? -BITS_OF(-LOWEST) : LOWEST)) {
		errno = ERANGE;
		return zero;
	}
	more = scaled(number, scale, format, &big, &exponent);
	result = round_bits(&big, exponent, more, format);
	if (result.mantissa >> format->bits) {		/* rounding gave a power of two */
		result.mantissa >>= 1;
		result.exponent++;
	}
	if (result.exponent + format->bits > format->most &&
	    result.mantissa >> (format->bits - 1)) {
		errno = ERANGE;
		return infinity;
	}
	/* Report that a subnormal result is not exact. */
	if (!(result.mantissa >> (format->bits - 1)) &&
	    (more || exponent + big_bits(&big) < format->least ||
	     (exponent < format->least && big_low_bits(&big, format->least - exponent))))
		errno = ERANGE;
	return result;
}

/*
 * Return true if the digits and the power of ten can both be represented exactly.  @digits and
 * @power are the limits.
 */
static bool is_simple(const struct number *number, unsigned int digits, int power)
{
	long long scale = number->scale + (number->minus ? -number->exponent : number->exponent);

	return !number->hex && number->nr_digits && number->nr_digits <= digits &&
	       scale >= -power && scale <= power;
}

static uint64_t plain_digits(const struct number *number)
{
	uint64_t value = 0;

	for (unsigned int i = 0; i < number->nr_digits; i++)
		value = value * 10 + number->digits[i];
	return value;
}

static const double powers[] = {
	1,    1e1,  1e2,  1e3,	1e4,  1e5,  1e6,  1e7,	1e8,  1e9,  1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};

static double magnitude(const struct number *number)
{
	static const struct format format = { DBL_MANT_DIG, DBL_MIN_EXP - DBL_MANT_DIG,
					      DBL_MAX_EXP };
	union { uint64_t bits; double value; } result;
	struct binary binary;

	if (is_simple(number, DBL_DIG, 22)) {
		int scale = number->scale + (number->minus ? -number->exponent : number->exponent);
		double value = plain_digits(number);

		return scale < 0 ? value / powers[-scale] : value * powers[scale];
	}
	binary = number_convert(number, &format);
	if (binary.exponent == INT32_MAX)
		return HUGE_VAL;
	/* The implicit bit of a normal number is added to the exponent field, and increments it. */
	result.bits = binary.mantissa;
	if (binary.mantissa)
		result.bits += (uint64_t)(binary.exponent - format.least) << (DBL_MANT_DIG - 1);
	return result.value;
}

double number_double(const struct number *number)
{
	double value = number->nan ? NAN : number->infinite ? HUGE_VAL : magnitude(number);

	return number->negative ? -value : value;
}

float number_float(const struct number *number)
{
	static const struct format format = { FLT_MANT_DIG, FLT_MIN_EXP - FLT_MANT_DIG,
					      FLT_MAX_EXP };
	union { uint32_t bits; float value; } result = { .value = number->nan ? NAN : HUGE_VALF };

	if (!number->nan && !number->infinite) {
		struct binary binary = number_convert(number, &format);

		if (binary.exponent != INT32_MAX) {
			result.bits = binary.mantissa;
			if (binary.mantissa)
				result.bits += (uint32_t)(binary.exponent - format.least)
					       << (FLT_MANT_DIG - 1);
		}
	}
	return number->negative ? -result.value : result.value;
}

/*
 * Build a long double in the format binary128 of IEEE 754, or in the x87 format of 80 bits, which
 * has no implicit bit.
 */
static long double compose(const struct binary *binary, int least)
{
	union {
		unsigned __int128 bits;
#if LDBL_MANT_DIG == 64
		struct {
			uint64_t mantissa;
			uint16_t exponent;
		} x87;
#endif
		long double value;
	} result = { .bits = 0 };

#if LDBL_MANT_DIG == 64
	result.x87.mantissa = binary->mantissa;
	if (binary->mantissa >> 63)
		result.x87.exponent = binary->exponent - least + 1;
#else
	result.bits = binary->mantissa;
	if (binary->mantissa)
		result.bits += (unsigned __int128)(binary->exponent - least) << (LDBL_MANT_DIG - 1);
#endif
	return result.value;
}

long double number_long_double(const struct number *number)
{
	static const struct format format = { LDBL_MANT_DIG, LDBL_MIN_EXP - LDBL_MANT_DIG,
					      LDBL_MAX_EXP };
	long double value = number->nan ? NAN : HUGE_VALL;

	if (!number->nan && !number->infinite) {
		struct binary binary = number_convert(number, &format);

		if (binary.exponent != INT32_MAX)
			value = compose(&binary, format.least);
	}
	return number->negative ? -value : value;
}

/* ---- number to text -------------------------------------------------------------------------- */

/* Split a finite number that is not negative into mantissa and exponent. */
static struct binary decompose(long double value)
{
	union {
		long double value;
		unsigned __int128 bits;
#if LDBL_MANT_DIG == 64
		struct {
			uint64_t mantissa;
			uint16_t exponent;
		} x87;
#endif
	} parts = { .bits = 0 };
	struct binary binary;

	parts.value = value;
#if LDBL_MANT_DIG == 64
	binary.mantissa = parts.x87.mantissa;
	binary.exponent = parts.x87.exponent & 0x7fff;
#else
	binary.mantissa = parts.bits & (((unsigned __int128)1 << (LDBL_MANT_DIG - 1)) - 1);
	binary.exponent = parts.bits >> (LDBL_MANT_DIG - 1) & 0x7fff;
	if (binary.exponent)
		binary.mantissa |= (unsigned __int128)1 << (LDBL_MANT_DIG - 1);
#endif
	binary.exponent += LDBL_MIN_EXP - LDBL_MANT_DIG - (binary.exponent != 0);
	return binary;
}

void number_parts(long double value, unsigned __int128 *mantissa, int *exponent)
{
	struct binary binary = decompose(value);

	*mantissa = binary.mantissa;
	*exponent = binary.exponent;
}

/*
 * Shift right by @n > 0, and round to nearest, ties to even.  @more is true if the exact value is
 * slightly larger.
 */
static void big_shift_right(struct big *big, int n, bool more)
{
	int bits = big_bits(big), limbs = n / 32;
	bool half = n <= bits && big->limbs[(n - 1) / 32] >> (n - 1) % 32 & 1, odd;

	more |= big_low_bits(big, n - 1);
	if (n >= bits) {
		big->size = 0;
	} else {
		for (int i = limbs; i < big->size; i++) {
			uint64_t both = big->limbs[i];

			if (i + 1 < big->size)
				both |= (uint64_t)big->limbs[i + 1] << 32;
			big->limbs[i - limbs] = both >> n % 32;
		}
		big->size -= limbs;
		if (!big->limbs[big->size - 1])
			big->size--;
	}
	odd = big->size && big->limbs[0] & 1;
	if (!half || (!more && !odd))
		return;
	for (int i = 0; i < big->size; i++) {
		if (++big->limbs[i])
			return;
	}
	big->limbs[big->size++] = 1;
}

/* Set @big to @binary / 10^@power, rounded to an integer. */
static void divide_by_power(const struct binary *binary, int power, struct big *big)
{
	int shift = binary->exponent - power;
	struct big divisor;

	big_set(big, binary->mantissa);
	if (power <= 0) {
		big_mul_5(big, -power);
		if (shift >= 0)
			big_shift_left(big, shift);
		else
			big_shift_right(big, -shift, false);
		return;
	}
	/* Compute one more bit, for rounding. */
	big_set(&divisor, 1);
	big_mul_5(&divisor, power);
	shift++;
	big_shift_left(shift >= 0 ? big : &divisor, shift >= 0 ? shift : -shift);
	big_shift_right(big, 1, big_div(big, &divisor));
}

#define CHUNK		1000000000	/* nine digits */

/*
 * Write at most @most digits of the integer.  Returns the number of its digits, which may exceed
 * @most.
 */
static int write_digits(struct big *big, char *digits, int most)
{
	char reversed[NUMBER_OUTPUT + 10];
	int n = 0;

	while (big->size && n <= NUMBER_OUTPUT) {
		uint32_t chunk = big_div_small(big, CHUNK);

		for (int i = 0; i < 9; i++) {
			reversed[n++] = '0' + chunk % 10;
			chunk /= 10;
		}
	}
	while (n && reversed[n - 1] == '0')
		n--;
	for (int i = 0; i < n && i < most; i++)
		digits[i] = reversed[n - 1 - i];
	return n;
}

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

int number_digits(long double value, int most, int last, char *digits, int *exponent)
{
	struct binary binary = decompose(value);
	int bits = 0, power, n;
	struct big big;

	*exponent = 0;
	if (!binary.mantissa)
		return 0;
	while (bits < 128 && binary.mantissa >> bits)
		bits++;
	/*
	 * Estimate the exponent from 2^power, which does not exceed the value.  log10(2) is
	 * 0.301029995...
	 */
	power = bits - 1 + binary.exponent;
	*exponent = power < 0 ? (power * 30103LL - 99999) / 100000 : power * 30102LL / 100000;
	most = smaller(most, NUMBER_OUTPUT);
	/* Repeat if the estimate is too small, or if rounding gives one more digit. */
	for (;; ++*exponent) {
		n = smaller(most, *exponent - last + 1);
		if (n < -1)
			return 0;
		if (n < 0)
			continue;
		divide_by_power(&binary, *exponent - n + 1, &big);
		if (write_digits(&big, digits, n) <= n)
			return big.size || n ? n : 0;
	}
}
