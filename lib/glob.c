// SPDX-License-Identifier: BSD-2-Clause

#include <linux/glob.h>

/*
 * Test whether @c is in the set after '['.  Returns the pattern after the set, or NULL if the set
 * is not closed, which makes '[' an ordinary character.
 */
static const char *match_set(const char *pat, unsigned char c, bool *match)
{
	bool inverted = *pat == '!';
	bool found = false;
	const char *p = pat + inverted;

	do {
		unsigned char lo = (unsigned char)*p++, hi = lo;

		if (!lo)
			return NULL;
		if (p[0] == '-' && p[1] && p[1] != ']') {
			hi = (unsigned char)p[1];
			p += 2;
		}
		found |= lo <= c && c <= hi;
	} while (*p != ']');
	*match = found != inverted;
	return p + 1;
}

/* Return true if the pattern's next element matches @c.  *@next becomes the pattern after it. */
static bool match_one(const char *pat, unsigned char c, const char **next)
{
	bool match;

	*next = pat + 1;
	switch (*pat) {
	case '\0':
		return false;
	case '?':
		return true;
	case '[': {
		const char *end = match_set(pat + 1, c, &match);

		if (!end)
			return c == '[';
		*next = end;
		return match;
	}
	case '\\':
		if (pat[1]) {
			*next = pat + 2;
			return (unsigned char)pat[1] == c;
		}
		return c == '\\';
	default:
		return (unsigned char)*pat == c;
	}
}

/*
 * Only the last star needs backtracking: the last star can match everything that an earlier star
 * could match in addition.
 */
bool glob_match(const char *pat, const char *str)
{
	const char *star_pat = NULL, *star_str = NULL, *next;

	for (;;) {
		if (*pat == '*') {
			star_pat = ++pat;
			star_str = str;
			continue;
		}
		if (!*str)
			return !*pat;
		if (match_one(pat, (unsigned char)*str, &next)) {
			pat = next;
			str++;
			continue;
		}
		if (!star_pat)
			return false;
		pat = star_pat;
		str = ++star_str;
	}
}
