/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_STRING_CHOICES_H
#define LINUX_STRING_CHOICES_H

/*
 * Words for truth values, for messages: str_yes_no(v) is "yes" if @v is true, otherwise "no", and
 * str_no_yes() is the opposite.
 */

#include <linux/types.h>

#define __DEFINE_CHOICE(yes, no)					\
static inline const char *str_##yes##_##no(bool v)			\
{									\
	return v ? #yes : #no;						\
}									\
static inline const char *str_##no##_##yes(bool v)			\
{									\
	return v ? #no : #yes;						\
}
__DEFINE_CHOICE(high, low)
__DEFINE_CHOICE(hi, lo)
__DEFINE_CHOICE(enable, disable)
__DEFINE_CHOICE(enabled, disabled)
__DEFINE_CHOICE(on, off)
__DEFINE_CHOICE(yes, no)
__DEFINE_CHOICE(up, down)
__DEFINE_CHOICE(read, write)
__DEFINE_CHOICE(input, output)
__DEFINE_CHOICE(assert, deassert)
#undef __DEFINE_CHOICE

/* true and false are macros, and cannot be pasted. */
static inline const char *str_true_false(bool v)
{
	return v ? "true" : "false";
}

static inline const char *str_false_true(bool v)
{
	return v ? "false" : "true";
}

/* Return the ending of a noun of which there are @num. */
static inline const char *str_plural(size_t num)
{
	return num == 1 ? "" : "s";
}

#endif /* LINUX_STRING_CHOICES_H */
