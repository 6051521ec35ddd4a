/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_GLOB_H
#define LINUX_GLOB_H

#include <linux/types.h>

/*
 * Return true if all of @str matches @pat.  In @pat, * matches any text, ? any character, [a-z] and
 * [!a-z] a set of characters, and \ quotes the next character.
 */
bool glob_match(const char *pat, const char *str);

#endif /* LINUX_GLOB_H */
