/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_GLOB_H
#define LINUX_GLOB_H

#include <linux/types.h>

/*
 * True if all of @str matches @pat, where * is any text, ? any character, [a-z] and [!a-z] are
 * sets, and \ quotes.
 */
bool glob_match(const char *pat, const char *str);

#endif /* LINUX_GLOB_H */
