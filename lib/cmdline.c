// SPDX-License-Identifier: BSD-2-Clause
/* Numbers and words of boot arguments. */

#include <linux/kernel.h>
#include <linux/string.h>

int get_option(char **str, int *pint)
{
	char *start = *str, *end;
	int value;

	if (!start || !*start)
		return 0;
	value = *start == '-' ? -(int)simple_strtoull(start + 1, &end, 0) :
				(int)simple_strtoull(start, &end, 0);
	if (pint)
		*pint = value;
	/* As in Linux, a hyphen without a number is skipped. */
	*str = end;
	if (end == start + (*start == '-'))
		return 0;
	if (*end == ',') {
		++*str;
		return 2;
	}
	return *end == '-' ? 3 : 1;
}

char *get_options(const char *str, int nints, int *ints)
{
	char *at = (char *)str;
	bool validate = !nints;
	int n = 1;

	while (validate || n < nints) {
		/* As in Linux, the first number of a wrong range is stored, but not counted. */
		int number, *first = validate ? &number : &ints[n];
		int found = get_option(&at, first), value = *first, last = value;

		if (!found)
			break;
		if (found == 3) {
			at++;
			found = get_option(&at, &last);
			if (!found || found == 3)
				break;
		}
		for (s64 i = value; i <= last && (validate || n < nints); i++, n++) {
			if (!validate)
				ints[n] = (int)i;
		}
		if (found == 1)
			break;
	}
	ints[0] = n - 1;
	return at;
}

bool parse_option_str(const char *str, const char *option)
{
	size_t size = strlen(option);

	while (*str) {
		const char *end = strchrnul(str, ',');

		if ((size_t)(end - str) == size && !strncmp(str, option, size))
			return true;
		str = *end ? end + 1 : end;
	}
	return false;
}
