// SPDX-License-Identifier: BSD-2-Clause
/* Allocate the results of functions of lib/parser.c and lib/string_escape.c. */

#include <linux/gfp.h>
#include <linux/parser.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/string_helpers.h>

char *match_strdup(const substring_t *s)
{
	return kmemdup_nul(s->from, (size_t)(s->to - s->from), GFP_KERNEL);
}

char *kstrdup_quotable(const char *src, gfp_t gfp)
{
	static const char only[] = "\f\n\r\t\v\a\033\\\"";
	size_t size;
	char *copy;

	if (!src)
		return NULL;
	size = (size_t)string_escape_str(src, NULL, 0, ESCAPE_HEX, only) + 1;
	copy = kmalloc(size, gfp);
	if (!copy)
		return NULL;
	string_escape_str(src, copy, size, ESCAPE_HEX, only);
	copy[size - 1] = '\0';
	return copy;
}

char *kstrdup_and_replace(const char *src, char old, char new, gfp_t gfp)
{
	char *copy = kstrdup(src, gfp);

	return copy ? strreplace(copy, old, new) : NULL;
}
