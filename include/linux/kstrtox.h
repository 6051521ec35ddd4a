/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_KSTRTOX_H
#define LINUX_KSTRTOX_H

/*
 * Parse a whole string as one number: an optional sign, digits in @base, and an optional newline.
 * With @base 0, a prefix 0x means hexadecimal, a prefix 0 octal, and no prefix decimal.  Returns 0;
 * -EINVAL if the syntax is wrong; or -ERANGE if the type cannot hold the value.  *@res is unchanged
 * after an error.
 */

#include <linux/compiler.h>
#include <linux/types.h>

int __must_check kstrtoull(const char *s, unsigned int base, unsigned long long *res);
int __must_check kstrtoll(const char *s, unsigned int base, long long *res);
int __must_check kstrtoul(const char *s, unsigned int base, unsigned long *res);
int __must_check kstrtol(const char *s, unsigned int base, long *res);
int __must_check kstrtouint(const char *s, unsigned int base, unsigned int *res);
int __must_check kstrtoint(const char *s, unsigned int base, int *res);
int __must_check kstrtou16(const char *s, unsigned int base, u16 *res);
int __must_check kstrtos16(const char *s, unsigned int base, s16 *res);
int __must_check kstrtou8(const char *s, unsigned int base, u8 *res);
int __must_check kstrtos8(const char *s, unsigned int base, s8 *res);
/*
 * Parse a truth value: y, t, 1 and on are true; n, f, 0 and off are false, in upper or lower case.
 * Only the first letters are checked.  Returns 0 or -EINVAL.
 */
int __must_check kstrtobool(const char *s, bool *res);

static inline int __must_check kstrtou64(const char *s, unsigned int base, u64 *res)
{
	return kstrtoull(s, base, res);
}

static inline int __must_check kstrtos64(const char *s, unsigned int base, s64 *res)
{
	return kstrtoll(s, base, res);
}

static inline int __must_check kstrtou32(const char *s, unsigned int base, u32 *res)
{
	return kstrtouint(s, base, res);
}

static inline int __must_check kstrtos32(const char *s, unsigned int base, s32 *res)
{
	return kstrtoint(s, base, res);
}

/* Parse the number at the start of a string, without checking for overflow or trailing text. */
unsigned long simple_strtoul(const char *s, char **endp, unsigned int base);
long simple_strtol(const char *s, char **endp, unsigned int base);
unsigned long long simple_strtoull(const char *s, char **endp, unsigned int base);
long long simple_strtoll(const char *s, char **endp, unsigned int base);

/*
 * Parse a number with an optional suffix K, M, G, T, P or E (powers of 1024), in upper or lower
 * case.
 */
unsigned long long memparse(const char *ptr, char **retptr);

#endif /* LINUX_KSTRTOX_H */
