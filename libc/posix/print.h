/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * printf() as a template.  printf.c includes it for characters, and wprintf.c includes it with
 * PRINT_WIDE for wide characters.
 *
 * The template replaces the functions of both C libraries.  picolibc's printf() (1.8) stops at the
 * shortest digits that distinguish a number from its neighbours, so that "%.17g" prints 0.1 as 0.1.
 * It also does not support long double, "%1$s", "%m" and "%ls".  newlib's printf() and wprintf()
 * (3.3 to 4.5) read wrong arguments, or fault, if numbered arguments have different types.
 *
 * The text of a conversion consists of a prefix (the sign, "0x"), zeros and digits, with padding up
 * to the width.  number.c produces the digits of floating-point numbers.
 *
 * Sources: ISO C11, 7.21.6.1 and 7.29.2.1; POSIX.1-2017, fprintf(), for "%n$" and for the flag "'"
 * (apostrophe), which is accepted and has no effect.
 */

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "libc/os.h"
#include "number.h"

#ifdef PRINT_WIDE
#define CHAR		wchar_t
#define FIND(text, c)	wcschr(text, c)
#else
#define CHAR		char
#define FIND(text, c)	strchr(text, c)
#endif
#define ARGUMENTS	NL_ARGMAX	/* maximum number of numbered arguments */
#include "format.h"

enum type {
	NONE,
	INT,
	LONG,			/* also all other types of 64 bits */
	DOUBLE,
	LONG_DOUBLE,
	POINTER,
};

union value {
	long integer;
	double number;
	long double long_number;
	void *pointer;
};

struct conversion {
	bool left, plus, space, alternate, zero;
	long width, precision;		/* precision < 0 means that it is not specified */
	/*
	 * Argument number in "*n$".  -1 means the next argument, and 0 means that there is no "*".
	 */
	long width_from, precision_from;
	long from;			/* argument number of the value; 0 means the next one */
	int length;			/* result of parse_length(); 0 without a modifier */
	CHAR letter;
};

struct output {
	FILE *file;
	bool string;			/* newlib: true for a file of the sprintf() family */
	CHAR buffer[128];		/* needed because the file may be unbuffered */
	size_t buffered;
	int saved_errno;		/* value of errno for %m */
	long long count;
	bool failed;
	bool numbered;			/* true if arguments are numbered, and are in values */
	union value values[ARGUMENTS];
	va_list args;
};

/* ---- output ---------------------------------------------------------------------------------- */

#ifdef CONFIG_LIBC_NEWLIB
/*
 * Ensure space for @size bytes and one more byte, if the file is a string of asprintf(), which can
 * grow.  Returns false if there is no memory.
 */
static bool grow_string(FILE *file, size_t size)
{
	size_t used = file->_p - file->_bf._base, whole = used + used / 2 + size + 64;
	bool own = file->_flags & __SMBF;
	void *base;

	if (!(file->_flags & (__SMBF | __SOPT)) || (file->_bf._base && size < (size_t)file->_w))
		return true;
	base = own ? realloc(file->_bf._base, whole) : malloc(whole);
	if (!base)
		return false;
	/* The first buffer of asnprintf() belongs to the caller. */
	if (!own)
		memcpy(base, file->_bf._base, used);
	file->_flags = (file->_flags | __SMBF) & ~__SOPT;
	file->_bf._base = base;
	file->_p = file->_bf._base + used;
	file->_bf._size = whole;
	file->_w = whole - used;
	return true;
}

static bool write_string(FILE *file, const CHAR *text, size_t n)
{
	size_t size = n * sizeof(CHAR);

	if (!grow_string(file, size))
		return false;
	if (size > (size_t)(file->_w > 0 ? file->_w : 0))
		size = file->_w > 0 ? file->_w : 0;
	memcpy(file->_p, text, size);
	file->_p += size;
	file->_w -= size;
	return true;
}
#else
static bool write_string(FILE *file, const CHAR *text, size_t n)
{
	return false;
}
#endif

static bool write_file(FILE *file, const CHAR *text, size_t n)
{
#ifdef PRINT_WIDE
	while (n && fputwc(*text++, file) != WEOF)
		n--;
	return !n;
#else
	return fwrite(text, 1, n, file) == n;
#endif
}

static void flush(struct output *out)
{
	bool written = out->string ? write_string(out->file, out->buffer, out->buffered) :
				     write_file(out->file, out->buffer, out->buffered);

	out->failed |= !written;
	out->buffered = 0;
}

static void put(struct output *out, CHAR c)
{
	if (out->buffered == sizeof(out->buffer) / sizeof(CHAR))
		flush(out);
	out->buffer[out->buffered++] = c;
	out->count++;
}

static void put_text(struct output *out, const char *text, size_t size)
{
	while (size--)
		put(out, *text++);
}

static void put_many(struct output *out, CHAR c, long long n)
{
	while (n-- > 0)
		put(out, c);
}

/* ---- the format ------------------------------------------------------------------------------ */

/* Read a width or precision, which is "*", "*2$" or a number. */
static const CHAR *parse_amount(const CHAR *at, long *value, long *from)
{
	if (*at != '*')
		return parse_decimal(at, value);
	at = parse_position(at + 1, from);
	if (!*from)
		*from = -1;
	return at;
}

static const CHAR *parse_flags(const CHAR *at, struct conversion *conversion)
{
	for (;; at++) {
		switch (*at) {
		case '-': conversion->left = true; break;
		case '+': conversion->plus = true; break;
		case ' ': conversion->space = true; break;
		case '#': conversion->alternate = true; break;
		case '0': conversion->zero = true; break;
		case '\'': break;
		default: return at;
		}
	}
}

/* Read the conversion that follows a "%".  Returns the address of the first character after it. */
static const CHAR *parse(const CHAR *at, struct conversion *conversion)
{
	*conversion = (struct conversion){ .precision = -1 };
	at = parse_position(at, &conversion->from);
	at = parse_flags(at, conversion);
	at = parse_amount(at, &conversion->width, &conversion->width_from);
	if (*at == '.')
		at = parse_amount(at + 1, &conversion->precision, &conversion->precision_from);
	at = parse_length(at, &conversion->length);
	conversion->letter = *at;
	if (conversion->letter == 'C' || conversion->letter == 'S') {
		conversion->letter |= 0x20;
		conversion->length = 'l';
	}
	return *at ? at + 1 : at;
}

/*
 * Return true if the numbers of arguments, the width and the precision are valid.  Otherwise, sets
 * errno and returns false.
 */
static bool is_valid(const struct conversion *conversion)
{
	bool numbers = conversion->from <= ARGUMENTS && conversion->width_from <= ARGUMENTS &&
		       conversion->precision_from <= ARGUMENTS;

	if (numbers && conversion->width <= INT_MAX && conversion->precision <= INT_MAX)
		return true;
	errno = numbers ? EOVERFLOW : EINVAL;
	return false;
}

static enum type type_of(const struct conversion *conversion)
{
	switch (conversion->letter) {
	case 'd': case 'i': case 'o': case 'u': case 'x': case 'X':
		return conversion->length == 'l' || conversion->length == 'L' ? LONG : INT;
	case 'c':
		return INT;
	case 'a': case 'A': case 'e': case 'E': case 'f': case 'F': case 'g': case 'G':
		return conversion->length == 'L' ? LONG_DOUBLE : DOUBLE;
	case 'p': case 's': case 'n':
		return POINTER;
	default:
		return NONE;
	}
}

/* ---- arguments ------------------------------------------------------------------------------- */

static union value next_argument(struct output *out, enum type type)
{
	union value value = { .integer = 0 };

	switch (type) {
	case INT: value.integer = va_arg(out->args, int); break;
	case LONG: value.integer = va_arg(out->args, long); break;
	case DOUBLE: value.number = va_arg(out->args, double); break;
	case LONG_DOUBLE: value.long_number = va_arg(out->args, long double); break;
	case POINTER: value.pointer = va_arg(out->args, void *); break;
	default: break;
	}
	return value;
}

static void note_type(enum type types[ARGUMENTS], long number, enum type type)
{
	if (number > 0 && number <= ARGUMENTS && type != NONE)
		types[number - 1] = type;
}

/*
 * Read all arguments if they are numbered.  The conversions determine the types of the arguments,
 * and the types determine the position of each argument.
 */
static void read_numbered(struct output *out, const CHAR *format)
{
	enum type types[ARGUMENTS] = { NONE };
	int last;

	while ((format = FIND(format, '%'))) {
		struct conversion conversion;

		format = parse(format + 1, &conversion);
		out->numbered |= conversion.from > 0;
		note_type(types, conversion.from, type_of(&conversion));
		note_type(types, conversion.width_from, INT);
		note_type(types, conversion.precision_from, INT);
	}
	for (last = ARGUMENTS; last && types[last - 1] == NONE; last--)
		;
	for (int i = 0; out->numbered && i < last; i++)
		out->values[i] = next_argument(out, types[i] == NONE ? INT : types[i]);
}

static union value argument(struct output *out, long number, enum type type)
{
	if (!out->numbered)
		return next_argument(out, type);
	return number > 0 && number <= ARGUMENTS ? out->values[number - 1]
						 : (union value){ .integer = 0 };
}

static void read_amounts(struct output *out, struct conversion *conversion)
{
	if (conversion->width_from) {
		conversion->width = argument(out, conversion->width_from, INT).integer;
		if (conversion->width < 0) {
			conversion->left = true;
			conversion->width = conversion->width == INT_MIN ? INT_MAX
									 : -conversion->width;
		}
	}
	if (conversion->precision_from)
		conversion->precision = argument(out, conversion->precision_from, INT).integer;
}

/* ---- integers -------------------------------------------------------------------------------- */

/* Print the prefix, @zeros zeros, and the text, padded to the width. */
static void put_padded(struct output *out, const struct conversion *conversion, const char *prefix,
		       long long zeros, const char *text, size_t size)
{
	long long padding = conversion->width - (long long)strlen(prefix) - zeros - (long long)size;

	if (!conversion->left)
		put_many(out, ' ', padding);
	put_text(out, prefix, strlen(prefix));
	put_many(out, '0', zeros);
	put_text(out, text, size);
	if (conversion->left)
		put_many(out, ' ', padding);
}

static const char *sign_of(const struct conversion *conversion, bool negative)
{
	return negative ? "-" : conversion->plus ? "+" : conversion->space ? " " : "";
}

static long narrow(const struct conversion *conversion, long value, bool is_signed)
{
	switch (conversion->length) {
	case 'H': return is_signed ? (signed char)value : (unsigned char)value;
	case 'h': return is_signed ? (short)value : (unsigned short)value;
	case 'l': case 'L': return value;
	default: return is_signed ? (int)value : (long)(unsigned int)value;
	}
}

static void put_integer(struct output *out, const struct conversion *conversion, long value)
{
	const char *digits = conversion->letter == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
	bool is_signed = conversion->letter == 'd' || conversion->letter == 'i';
	unsigned int base = conversion->letter == 'o' ? 8 : (conversion->letter | 0x20) == 'x' ||
			    conversion->letter == 'p' ? 16 : 10;
	long long zeros = 0;
	const char *prefix;
	unsigned long left;
	char text[24];
	int n = 0;

	value = narrow(conversion, value, is_signed);
	left = is_signed && value < 0 ? -(unsigned long)value : (unsigned long)value;
	for (; left; left /= base)
		text[sizeof(text) - ++n] = digits[left % base];
	if (conversion->letter == 'p')
		prefix = "0x";
	else if (is_signed)
		prefix = sign_of(conversion, value < 0);
	else
		prefix = conversion->alternate && base == 16 && n ?
			 (conversion->letter == 'x' ? "0x" : "0X") : "";
	if (conversion->precision >= 0)
		zeros = conversion->precision - n;
	else if (!n)
		zeros = 1;
	if (conversion->precision < 0 && conversion->zero && !conversion->left)
		zeros = conversion->width - (long long)strlen(prefix) - n;
	if (base == 8 && conversion->alternate && zeros <= 0)
		zeros = 1;
	if (zeros < 0 || (!n && conversion->precision < 0 && zeros < 1))
		zeros = !n && conversion->precision < 0;
	put_padded(out, conversion, prefix, zeros, text + sizeof(text) - n, n);
}

/* ---- strings --------------------------------------------------------------------------------- */

/* Return the maximum length of the text in printed characters, according to the precision. */
static size_t longest(const struct conversion *conversion)
{
	return conversion->precision >= 0 ? (size_t)conversion->precision : SIZE_MAX;
}

/* Print text whose characters have the same type as the format. */
static void put_same(struct output *out, const struct conversion *conversion, const CHAR *text,
		     size_t size)
{
	if (!conversion->left)
		put_many(out, ' ', conversion->width - (long long)size);
	for (size_t i = 0; i < size; i++)
		put(out, text[i]);
	if (conversion->left)
		put_many(out, ' ', conversion->width - (long long)size);
}

#ifdef PRINT_WIDE
/*
 * Print a string of bytes as wide characters.  If there is a precision, the array need not be
 * terminated.
 */
static void put_string(struct output *out, const struct conversion *conversion, const char *text)
{
	size_t most = longest(conversion), size = 0, n;
	const char *at = text ? text : "(null)";
	const char *first = at;
	mbstate_t state;
	wchar_t c;

	memset(&state, 0, sizeof(state));
	for (; size < most && (n = mbrtowc(&c, at, MB_LEN_MAX, &state)); at += n, size++) {
		if (n >= (size_t)-2) {
			out->failed = true;
			return;
		}
	}
	if (!conversion->left)
		put_many(out, ' ', conversion->width - (long long)size);
	memset(&state, 0, sizeof(state));
	for (size_t i = 0; i < size; i++) {
		first += mbrtowc(&c, first, MB_LEN_MAX, &state);
		put(out, c);
	}
	if (conversion->left)
		put_many(out, ' ', conversion->width - (long long)size);
}

static void put_wide(struct output *out, const struct conversion *conversion, const wchar_t *text)
{
	put_same(out, conversion, text, wcsnlen(text, longest(conversion)));
}

static void put_character(struct output *out, const struct conversion *conversion, int c)
{
	wint_t wide = conversion->length == 'l' ? (wint_t)c : btowc((unsigned char)c);

	if (wide == WEOF)
		out->failed = true;
	else
		put_same(out, conversion, (const wchar_t[]){ wide }, 1);
}
#else
static void put_string(struct output *out, const struct conversion *conversion, const char *text)
{
	if (!text)
		text = "(null)";
	put_same(out, conversion, text, strnlen(text, longest(conversion)));
}

/*
 * Print wide characters as bytes.  No character is printed only in part.  If there is a precision,
 * the array need not be terminated.
 */
static void put_wide(struct output *out, const struct conversion *conversion, const wchar_t *text)
{
	size_t most = longest(conversion), size = 0;
	char bytes[MB_LEN_MAX];
	const wchar_t *end;
	mbstate_t state;

	memset(&state, 0, sizeof(state));
	for (end = text; size < most && *end; end++) {
		size_t n = wcrtomb(bytes, *end, &state);

		if (n == (size_t)-1) {
			out->failed = true;
			return;
		}
		if (n > most - size)
			break;
		size += n;
	}
	if (!conversion->left)
		put_many(out, ' ', conversion->width - (long long)size);
	while (text < end)
		put_text(out, bytes, wcrtomb(bytes, *text++, &state));
	if (conversion->left)
		put_many(out, ' ', conversion->width - (long long)size);
}

static void put_character(struct output *out, const struct conversion *conversion, int c)
{
	if (conversion->length == 'l')
		put_wide(out, conversion, (const wchar_t[]){ c, 0 });
	else
		put_same(out, conversion, (const char[]){ c }, 1);
}
#endif

/* ---- floating-point numbers ------------------------------------------------------------------ */

/* Significant digits of a number.  All further digits are zero. */
struct digits {
	char text[NUMBER_OUTPUT];
	int size, exponent;		/* number of digits; power of ten of the first */
};

static char digit_at(const struct digits *digits, int power)
{
	int at = digits->exponent - power;

	return digits->size && at >= 0 && at < digits->size ? digits->text[at] : '0';
}

struct shape {
	const char *prefix;
	int whole, fraction;		/* digits before and after the point */
	int first;			/* power of ten of the first digit */
	bool point;
	char exponent[10];		/* for example "e+05" */
};

static void put_shape(struct output *out, const struct conversion *conversion,
		      const struct shape *shape, const struct digits *digits)
{
	long long size = strlen(shape->prefix) + shape->whole + (long long)shape->point +
			 shape->fraction + strlen(shape->exponent);
	bool zeros = conversion->zero && !conversion->left;
	int power = shape->first;

	if (!conversion->left && !zeros)
		put_many(out, ' ', conversion->width - size);
	put_text(out, shape->prefix, strlen(shape->prefix));
	if (zeros)
		put_many(out, '0', conversion->width - size);
	for (int i = 0; i < shape->whole; i++)
		put(out, digit_at(digits, power--));
	if (shape->point)
		put(out, '.');
	for (int i = 0; i < shape->fraction; i++)
		put(out, digit_at(digits, power--));
	put_text(out, shape->exponent, strlen(shape->exponent));
	if (conversion->left)
		put_many(out, ' ', conversion->width - size);
}

static void write_exponent(char *text, char letter, int exponent, int least)
{
	unsigned int n = exponent < 0 ? -exponent : exponent, divisor = 1;

	*text++ = letter;
	*text++ = exponent < 0 ? '-' : '+';
	for (int i = 1; i < least || n / divisor >= 10; i++)
		divisor *= 10;
	for (; divisor; divisor /= 10)
		*text++ = '0' + n / divisor % 10;
	*text = '\0';
}

static void put_fixed(struct output *out, const struct conversion *conversion, struct shape *shape,
		      const struct digits *digits, int fraction)
{
	int exponent = digits->size ? digits->exponent : 0;

	shape->first = exponent > 0 ? exponent : 0;
	shape->whole = shape->first + 1;
	shape->fraction = fraction;
	shape->point = fraction || conversion->alternate;
	put_shape(out, conversion, shape, digits);
}

static void put_scientific(struct output *out, const struct conversion *conversion,
			   struct shape *shape, const struct digits *digits, int fraction)
{
	shape->first = digits->exponent;
	shape->whole = 1;
	shape->fraction = fraction;
	shape->point = fraction || conversion->alternate;
	write_exponent(shape->exponent, conversion->letter & 0x20 ? 'e' : 'E', digits->exponent, 2);
	put_shape(out, conversion, shape, digits);
}

/* Print %g: like %e or %f, depending on the exponent and the precision, without trailing zeros. */
static void put_general(struct output *out, const struct conversion *conversion,
			struct shape *shape, struct digits *digits, int precision)
{
	int limit = precision, size = digits->size;

	while (size && digits->text[size - 1] == '0')
		size--;
	if (!conversion->alternate)
		precision = size ? size : 1;
	if (digits->exponent < -4 || digits->exponent >= limit)
		put_scientific(out, conversion, shape, digits, precision - 1);
	else
		put_fixed(out, conversion, shape, digits, precision - 1 - digits->exponent > 0 ?
							  precision - 1 - digits->exponent : 0);
}

/*
 * Print %a: the first bit, and 28 hexadecimal digits after the point, or fewer if the rest is zero.
 */
static void put_hexadecimal(struct output *out, const struct conversion *conversion,
			    long double value, struct shape *shape)
{
	const char *letters = conversion->letter == 'a' ? "0123456789abcdef" : "0123456789ABCDEF";
	bool upper = conversion->letter == 'A';
	struct digits digits = { .size = 29 };
	unsigned __int128 mantissa;
	char prefix[4];
	int exponent;

	strcpy(prefix, shape->prefix);
	strcat(prefix, upper ? "0X" : "0x");
	shape->prefix = prefix;
	number_parts(value, &mantissa, &exponent);
	for (; mantissa && !(mantissa >> 112); exponent--)
		mantissa <<= 1;
	if (conversion->precision >= 0 && conversion->precision < 28) {
		int drop = 4 * (28 - conversion->precision);
		unsigned __int128 half = (unsigned __int128)1 << (drop - 1);
		unsigned __int128 rest = mantissa & (2 * half - 1);

		mantissa = (mantissa >> drop) +
			   (rest > half || (rest == half && mantissa >> drop & 1));
		mantissa <<= drop;
	}
	for (int i = 0; i < 29; i++)
		digits.text[i] = letters[mantissa >> (112 - 4 * i) & 15];
	shape->fraction = 28;
	while (shape->fraction && digits.text[shape->fraction] == '0')
		shape->fraction--;
	if (conversion->precision >= 0)
		shape->fraction = conversion->precision;
	shape->whole = 1;
	shape->point = shape->fraction || conversion->alternate;
	write_exponent(shape->exponent, upper ? 'P' : 'p', mantissa ? exponent + 112 : 0, 1);
	put_shape(out, conversion, shape, &digits);
}

static void put_number(struct output *out, const struct conversion *conversion, long double value)
{
	int precision = conversion->precision < 0 ? 6 : conversion->precision;
	bool upper = !(conversion->letter & 0x20);
	struct shape shape = { .prefix = sign_of(conversion, signbit(value)) };
	struct digits digits;

	if (!isfinite(value)) {
		put_padded(out, conversion, shape.prefix, 0,
			   isnan(value) ? (upper ? "NAN" : "nan") : (upper ? "INF" : "inf"), 3);
		return;
	}
	value = signbit(value) ? -value : value;
	switch (conversion->letter | 0x20) {
	case 'a':
		put_hexadecimal(out, conversion, value, &shape);
		return;
	case 'f':
		digits.size = number_digits(value, INT_MAX, -precision, digits.text,
					    &digits.exponent);
		put_fixed(out, conversion, &shape, &digits, precision);
		return;
	case 'e':
		digits.size = number_digits(value, precision < INT_MAX ? precision + 1 : precision,
					    INT_MIN / 2, digits.text, &digits.exponent);
		put_scientific(out, conversion, &shape, &digits, precision);
		return;
	default:
		precision = precision ? precision : 1;
		digits.size = number_digits(value, precision, INT_MIN / 2, digits.text,
					    &digits.exponent);
		put_general(out, conversion, &shape, &digits, precision);
	}
}

/* ---- printf() -------------------------------------------------------------------------------- */

static void store_count(const struct output *out, const struct conversion *conversion, void *to)
{
	switch (conversion->length) {
	case 'H': *(signed char *)to = out->count; break;
	case 'h': *(short *)to = out->count; break;
	case 'l': case 'L': *(long *)to = out->count; break;
	default: *(int *)to = out->count;
	}
}

static void convert(struct output *out, struct conversion *conversion)
{
	union value value;
	enum type type;

	read_amounts(out, conversion);
	type = type_of(conversion);
	value = type == NONE ? (union value){ .integer = 0 }
			     : argument(out, conversion->from, type);
	switch (conversion->letter) {
	case '%':
		put(out, '%');
		break;
	case 'c':
		put_character(out, conversion, value.integer);
		break;
	case 's':
		if (conversion->length == 'l' && value.pointer)
			put_wide(out, conversion, value.pointer);
		else
			put_string(out, conversion, value.pointer);
		break;
	case 'm':
		put_string(out, conversion, strerror(out->saved_errno));
		break;
	case 'n':
		store_count(out, conversion, value.pointer);
		break;
	case 'p':
		conversion->length = 'l';
		put_integer(out, conversion, value.integer);
		break;
	case 'd': case 'i': case 'o': case 'u': case 'x': case 'X':
		put_integer(out, conversion, value.integer);
		break;
	case 'a': case 'A': case 'e': case 'E': case 'f': case 'F': case 'g': case 'G':
		put_number(out, conversion, type == LONG_DOUBLE ? value.long_number : value.number);
		break;
	case '\0':
		break;
	default:
		put(out, conversion->letter);
	}
}

static int print(FILE *file, bool string, const CHAR *format, va_list args)
{
	struct output out;
	const CHAR *first = FIND(format, '%');

	out.file = file;
	out.string = string;
	out.saved_errno = errno;
	out.buffered = out.count = 0;
	out.failed = out.numbered = false;
	va_copy(out.args, args);
	if (first && FIND(first, '$'))
		read_numbered(&out, first);
	while (*format) {
		struct conversion conversion;

		if (*format != '%') {
			put(&out, *format++);
			continue;
		}
		format = parse(format + 1, &conversion);
		if (!is_valid(&conversion)) {
			out.failed = true;
			break;
		}
		convert(&out, &conversion);
	}
	if (out.buffered || string)
		flush(&out);
	va_end(out.args);
	if (out.count > INT_MAX) {
		errno = EOVERFLOW;
		return -1;
	}
	return out.failed ? -1 : (int)out.count;
}
