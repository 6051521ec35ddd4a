/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_LCM_H
#define LINUX_LCM_H

#include <linux/compiler.h>

/* Return the least common multiple, or 0 if a number is 0. */
unsigned long lcm(unsigned long a, unsigned long b) __attribute_const__;
/* The same, but return the other number if one is 0. */
unsigned long lcm_not_zero(unsigned long a, unsigned long b) __attribute_const__;

#endif /* LINUX_LCM_H */
