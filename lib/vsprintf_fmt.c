// SPDX-License-Identifier: BSD-2-Clause
/* Write numbers and strings to a struct fmt_out, as a struct fmt_spec specifies. */

#include <linux/err.h>
#include <linux/hex.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "vsprintf.h"

void fmt_fill(struct fmt_out *o, char c, int n)
{
	while (n-- > 0)
		fmt_putc(o, c);
}

/*
 * Write the digits of @num in front of @end, where 24 bytes are free.  Returns the address of the
 * first digit.
 */
static char *digits(char *end, u64 num, unsigned int base, const char *set)
{
	char *p = end;

	if (base == 10) {
		do {
			*--p = (char)('0' + num % 10);
			num /= 10;
		} while (num);
	} else {
		unsigned int shift = base == 16 ? 4 : 3;

		do {
			*--p = set[num & (base - 1)];
			num >>= shift;
		} while (num);
	}
	return p;
}

static char sign_char(u64 *num, const struct fmt_spec *spec)
{
	if (!(spec->flags & FMT_SIGNED))
		return 0;
	if ((s64)*num < 0) {
		*num = -*num;
		return '-';
	}
	if (spec->flags & FMT_PLUS)
		return '+';
	return spec->flags & FMT_SPACE ? ' ' : 0;
}

void fmt_number(struct fmt_out *o, u64 num, const struct fmt_spec *spec)
{
	char tmp[24], *end = tmp + sizeof(tmp), *p;
	char sign = sign_char(&num, spec);
	bool upper = spec->flags & FMT_UPPER;
	bool prefix = (spec->flags & FMT_SPECIAL) && spec->base != 10;
	int len, zeros, pad;

	if (prefix && spec->base == 8 && num == 0)
		prefix = false;
	p = digits(end, num, spec->base, upper ? hex_asc_upper : hex_asc);
	len = (int)(end - p);
	zeros = max(spec->prec - len, 0);
	pad = spec->width - len - zeros - (sign != 0);
	if (prefix)
		pad -= spec->base == 16 ? 2 : 1;
	if ((spec->flags & (FMT_ZERO | FMT_LEFT)) == FMT_ZERO && spec->prec < 0 && pad > 0) {
		zeros = pad;
		pad = 0;
	}

	if (!(spec->flags & FMT_LEFT))
		fmt_fill(o, ' ', pad);
	if (sign)
		fmt_putc(o, sign);
	if (prefix) {
		fmt_putc(o, '0');
		if (spec->base == 16)
			fmt_putc(o, upper ? 'X' : 'x');
	}
	fmt_fill(o, '0', zeros);
	while (p < end)
		fmt_putc(o, *p++);
	if (spec->flags & FMT_LEFT)
		fmt_fill(o, ' ', pad);
}

void fmt_hex(struct fmt_out *o, u64 num, int nr_digits)
{
	fmt_number(o, num, &(struct fmt_spec){ .width = -1, .prec = nr_digits, .base = 16 });
}

void fmt_dec(struct fmt_out *o, u64 num)
{
	fmt_number(o, num, &(struct fmt_spec){ .width = -1, .prec = -1, .base = 10 });
}

void fmt_string(struct fmt_out *o, const char *s, const struct fmt_spec *spec)
{
	size_t max = spec->prec < 0 ? (size_t)INT_MAX : (size_t)spec->prec;
	size_t len;
	int pad;

	if (!s)
		s = "(null)";
	else if ((unsigned long)s < 4096 || IS_ERR(s))
		s = "(efault)";
	len = strnlen(s, max);
	pad = spec->width > 0 && (size_t)spec->width > len ? spec->width - (int)len : 0;
	if (!(spec->flags & FMT_LEFT))
		fmt_fill(o, ' ', pad);
	for (size_t i = 0; i < len; i++)
		fmt_putc(o, s[i]);
	if (spec->flags & FMT_LEFT)
		fmt_fill(o, ' ', pad);
}
