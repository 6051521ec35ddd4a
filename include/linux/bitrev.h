/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_BITREV_H
#define LINUX_BITREV_H

/* Reverse the order of the bits of a value.  bitrev8x4() reverses each byte of a 32-bit value. */

#include <linux/types.h>

static inline __attribute_const__ u32 bitrev8x4(u32 x)
{
	x = (x & 0x0f0f0f0f) << 4 | (x >> 4 & 0x0f0f0f0f);
	x = (x & 0x33333333) << 2 | (x >> 2 & 0x33333333);
	return (x & 0x55555555) << 1 | (x >> 1 & 0x55555555);
}

static inline __attribute_const__ u8 bitrev8(u8 x)
{
	return (u8)bitrev8x4(x);
}

static inline __attribute_const__ u16 bitrev16(u16 x)
{
	return __builtin_bswap16((u16)bitrev8x4(x));
}

static inline __attribute_const__ u32 bitrev32(u32 x)
{
	return __builtin_bswap32(bitrev8x4(x));
}
#define __bitrev8(x)	bitrev8(x)
#define __bitrev16(x)	bitrev16(x)
#define __bitrev32(x)	bitrev32(x)

#endif /* LINUX_BITREV_H */
