/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PARSER_H
#define LINUX_PARSER_H

/* Recognize options such as "size=4k" by patterns, and read their arguments.  Context: any. */

#include <linux/types.h>

enum { MAX_OPT_ARGS = 3 };	/* arguments of a pattern */

struct match_token {
	int token;
	const char *pattern;	/* NULL in the last entry, which matches everything */
};

typedef struct match_token match_table_t[];

/* A part of a text, from its first byte to the byte after its last. */
typedef struct {
	char *from;
	char *to;
} substring_t;

/*
 * Return the token of the first entry of @table whose pattern matches all of @s.  In a pattern, %s
 * matches the rest of the text, which must not be empty, or its first N bytes with %Ns; %d, %u, %o
 * and %x match a number, and %% a percent sign.  args[i] becomes the i-th argument.  @args may be
 * NULL if no pattern has arguments.
 */
int match_token(char *s, const match_table_t table, substring_t args[]);

/*
 * Read an argument as a number.  match_int() and match_u64() accept the prefixes of octal and
 * hexadecimal numbers.  Return 0, -EINVAL if it is not a number, or -ERANGE if *@result cannot
 * hold it; *@result changes only on success.
 */
int match_int(substring_t *s, int *result);
int match_uint(substring_t *s, unsigned int *result);
int match_u64(substring_t *s, u64 *result);
int match_octal(substring_t *s, int *result);
int match_hex(substring_t *s, int *result);

/* Return true if all of @str matches @pattern, in which * is any text and ? any character. */
bool match_wildcard(const char *pattern, const char *str);

/* Copy at most @size - 1 bytes of an argument, and a terminator.  Returns the argument's length. */
size_t match_strlcpy(char *dest, const substring_t *src, size_t size);

/* Copy an argument to a string, which the caller frees with kfree().  Returns NULL on failure. */
char *match_strdup(const substring_t *s);

#endif /* LINUX_PARSER_H */
