/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CRC4_H
#define LINUX_CRC4_H

#include <linux/types.h>

/*
 * Return the CRC with the polynomial x^4 + x + 1 of the lower @bits bits of @x, rounded up to a
 * multiple of 4.  @c is 0, or the CRC of the bits before them.  Context: any.
 */
u8 crc4(u8 c, u64 x, int bits);

#endif /* LINUX_CRC4_H */
