/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_WORDPART_H
#define LINUX_WORDPART_H

/* Parts of numbers.  linux/math.h has upper_32_bits() and lower_32_bits(). */

#include <linux/math.h>
#include <linux/types.h>

#define upper_16_bits(n)	((u16)((n) >> 16))
#define lower_16_bits(n)	((u16)((n) & 0xffff))

/* A word that has the byte @x in each of its bytes. */
#define REPEAT_BYTE(x)		(~0UL / 0xff * (x))
#define REPEAT_BYTE_U32(x)	lower_32_bits(REPEAT_BYTE(x))

#endif /* LINUX_WORDPART_H */
