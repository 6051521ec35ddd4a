/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CRC32_H
#define LINUX_CRC32_H

#include <linux/bitrev.h>
#include <linux/types.h>

/*
 * Return the CRC of Ethernet and gzip (polynomial 0x04c11db7, reflected), without the inversions
 * before and after.  The usual CRC value is ~crc32_le(~0, p, len).
 */
u32 crc32_le(u32 crc, const void *p, size_t len);
/* Return the CRC that is not reflected: most significant bit first. */
u32 crc32_be(u32 crc, const void *p, size_t len);

/* Return the CRC of Castagnoli (polynomial 0x1edc6f41, reflected), without the inversions. */
u32 crc32c(u32 crc, const void *p, size_t len);
#define __crc32c_le(crc, p, len)	crc32c(crc, p, len)

#define crc32(seed, data, length)	crc32_le(seed, data, length)

/* The CRC of an Ethernet address that selects the bit of a multicast filter. */
#define ether_crc(length, data)		bitrev32(crc32_le(~0, data, length))
#define ether_crc_le(length, data)	crc32_le(~0, data, length)

#endif /* LINUX_CRC32_H */
