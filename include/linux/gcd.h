/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_GCD_H
#define LINUX_GCD_H

#include <linux/compiler.h>

/* Return the greatest common divisor, or the other number if one is 0. */
unsigned long gcd(unsigned long a, unsigned long b) __attribute_const__;

#endif /* LINUX_GCD_H */
