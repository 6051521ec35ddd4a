/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_BCD_H
#define LINUX_BCD_H

/* Convert between numbers from 0 to 99 and two decimal digits in 4 bits each. */

#include <linux/types.h>

static inline __attribute_const__ unsigned int bcd2bin(unsigned char val)
{
	return (val & 0xf) + (val >> 4) * 10U;
}

static inline __attribute_const__ unsigned char bin2bcd(unsigned int val)
{
	return (unsigned char)(val / 10 << 4 | val % 10);
}

static inline __attribute_const__ bool bcd_is_valid(unsigned char val)
{
	return (val & 0xf) < 10 && val >> 4 < 10;
}

#endif /* LINUX_BCD_H */
