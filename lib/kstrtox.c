// SPDX-License-Identifier: BSD-2-Clause

#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/string.h>

#define OVERFLOWED	(1U << 31)

/* Determine the base if *@base is 0, and return the text after the prefix 0x if the base is 16. */
static const char *skip_prefix(const char *s, unsigned int *base)
{
	bool hex = s[0] == '0' && _tolower(s[1]) == 'x' && isxdigit(s[2]);

	if (*base == 0)
		*base = hex ? 16 : s[0] == '0' ? 8 : 10;
	return hex && *base == 16 ? s + 2 : s;
}

static unsigned int kstrto_digit_value(char c)
{
	if (isdigit(c))
		return (unsigned int)(c - '0');
	if (isalpha(c))
		return (unsigned int)(_tolower(c) - 'a') + 10;
	return 255;
}

/*
 * Parse the digits at @s.  Returns the number of digits, combined with OVERFLOWED if the value does
 * not fit into *@res.
 */
static unsigned int parse_digits(const char *s, unsigned int base, unsigned long long *res)
{
	unsigned long long v = 0;
	unsigned int n = 0, overflow = 0, d;

	for (; (d = kstrto_digit_value(s[n])) < base; n++) {
		if (__builtin_mul_overflow(v, base, &v) || __builtin_add_overflow(v, d, &v))
			overflow = OVERFLOWED;
	}
	*res = v;
	return n | overflow;
}

static int parse_ull(const char *s, unsigned int base, unsigned long long *res)
{
	unsigned long long v;
	unsigned int n;

	s = skip_prefix(s, &base);
	n = parse_digits(s, base, &v);
	if (n & OVERFLOWED)
		return -ERANGE;
	if (!n)
		return -EINVAL;
	s += n;
	if (*s == '\n')
		s++;
	if (*s)
		return -EINVAL;
	*res = v;
	return 0;
}

int kstrtoull(const char *s, unsigned int base, unsigned long long *res)
{
	return parse_ull(*s == '+' ? s + 1 : s, base, res);
}

int kstrtoll(const char *s, unsigned int base, long long *res)
{
	unsigned long long v;
	int err;

	if (*s != '-') {
		err = kstrtoull(s, base, &v);
		if (err)
			return err;
		if (v > (unsigned long long)LLONG_MAX)
			return -ERANGE;
		*res = (long long)v;
		return 0;
	}
	err = parse_ull(s + 1, base, &v);
	if (err)
		return err;
	if (v > (unsigned long long)LLONG_MAX + 1)
		return -ERANGE;
	*res = (long long)-v;
	return 0;
}

#define DEFINE_KSTRTO(name, type, wide, wide_type)				\
int name(const char *s, unsigned int base, type *res)				\
{										\
	wide_type v;								\
	int err = wide(s, base, &v);						\
										\
	if (err)								\
		return err;							\
	if (v != (type)v)							\
		return -ERANGE;							\
	*res = (type)v;								\
	return 0;								\
}

DEFINE_KSTRTO(kstrtoul, unsigned long, kstrtoull, unsigned long long)
DEFINE_KSTRTO(kstrtol, long, kstrtoll, long long)
DEFINE_KSTRTO(kstrtouint, unsigned int, kstrtoull, unsigned long long)
DEFINE_KSTRTO(kstrtoint, int, kstrtoll, long long)
DEFINE_KSTRTO(kstrtou16, u16, kstrtoull, unsigned long long)
DEFINE_KSTRTO(kstrtos16, s16, kstrtoll, long long)
DEFINE_KSTRTO(kstrtou8, u8, kstrtoull, unsigned long long)
DEFINE_KSTRTO(kstrtos8, s8, kstrtoll, long long)

int kstrtobool(const char *s, bool *res)
{
	if (!s)
		return -EINVAL;
	switch (_tolower(s[0])) {
	case 'y':
	case 't':
	case '1':
		*res = true;
		return 0;
	case 'n':
	case 'f':
	case '0':
		*res = false;
		return 0;
	case 'o':
		if (_tolower(s[1]) == 'n') {
			*res = true;
			return 0;
		}
		if (_tolower(s[1]) == 'f') {
			*res = false;
			return 0;
		}
		return -EINVAL;
	default:
		return -EINVAL;
	}
}

unsigned long long simple_strtoull(const char *s, char **endp, unsigned int base)
{
	unsigned long long v;

	s = skip_prefix(s, &base);
	s += parse_digits(s, base, &v) & ~OVERFLOWED;
	if (endp)
		*endp = (char *)s;
	return v;
}

unsigned long simple_strtoul(const char *s, char **endp, unsigned int base)
{
	return simple_strtoull(s, endp, base);
}

long long simple_strtoll(const char *s, char **endp, unsigned int base)
{
	if (*s == '-')
		return (long long)-simple_strtoull(s + 1, endp, base);
	return (long long)simple_strtoull(s, endp, base);
}

long simple_strtol(const char *s, char **endp, unsigned int base)
{
	return simple_strtoll(s, endp, base);
}

unsigned long long memparse(const char *ptr, char **retptr)
{
	static const char suffixes[] = "kmgtpe";
	char *end;
	unsigned long long v = simple_strtoull(ptr, &end, 0);
	const char *s = *end ? strchr(suffixes, _tolower(*end)) : NULL;

	if (s) {
		v <<= 10 * (s - suffixes + 1);
		end++;
	}
	if (retptr)
		*retptr = end;
	return v;
}
