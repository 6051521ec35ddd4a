/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_GLOB_H
#define LINUX_GLOB_H

#include <linux/types.h>

/*
 * Whether all of @str matches @pat: * is any text, ? any character, [a-z] and [!a-z] sets, \
 * quotes.
 */
bool glob_match(const char *pat, const char *str);

#endif /* LINUX_GLOB_H */
