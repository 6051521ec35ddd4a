/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_STRING_H
#define INTERNAL_STRING_H

/* A property of the machine that lib/string_words.c uses. */

#include <linux/jump_label.h>

/*
 * True if loads of misaligned words are fast.  Then memcpy() and related functions use them.  A
 * port sets it at boot; it remains false if misaligned loads may trap.
 */
DECLARE_STATIC_KEY_FALSE(string_misaligned_is_fast);

#endif /* INTERNAL_STRING_H */
