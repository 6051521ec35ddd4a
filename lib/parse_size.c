// SPDX-License-Identifier: BSD-2-Clause
/* Parse a size in a boot argument, such as "64M". */

#include <internal/params.h>
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/string.h>

int parse_size(const char *value, char **end, u64 *size)
{
	static const char suffixes[] = "kmgtpe";
	const char *suffix;
	char digits[32];
	unsigned int shift;
	u64 n;
	int err;

	simple_strtoull(value, end, 0);
	if (*end == value)
		return -EINVAL;
	if (*end - value >= (long)sizeof(digits))
		return -ERANGE;
	strscpy(digits, value, *end - value + 1);
	err = kstrtoull(digits, 0, &n);
	if (err)
		return err;
	suffix = **end ? strchr(suffixes, tolower(**end)) : NULL;
	shift = suffix ? 10 * (suffix - suffixes + 1) : 0;
	*end += suffix != NULL;
	if (n << shift >> shift != n)
		return -ERANGE;
	*size = n << shift;
	return 0;
}
