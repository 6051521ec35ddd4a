/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CRC32_H
#define LINUX_CRC32_H

#include <linux/types.h>

/*
 * Return the CRC of Ethernet and gzip (polynomial 0x04c11db7, reflected), without the inversions
 * before and after.  The usual CRC value is ~crc32_le(~0, p, len).
 */
u32 crc32_le(u32 crc, const void *p, size_t len);
/* Return the CRC that is not reflected: most significant bit first. */
u32 crc32_be(u32 crc, const void *p, size_t len);

#define crc32(seed, data, length)	crc32_le(seed, data, length)

#endif /* LINUX_CRC32_H */
