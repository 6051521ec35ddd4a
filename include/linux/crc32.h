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

/*
 * Return the CRC of the bytes that gave @crc, followed by @len zero bytes.  The time depends on the
 * number of bits of @len.
 */
u32 crc32_le_shift(u32 crc, size_t len);
u32 __crc32c_le_shift(u32 crc, size_t len);

/*
 * Return the CRC of two blocks, of the CRC of the first block and that of the second, which has
 * @len2 bytes and was computed with the seed 0.
 */
static inline u32 crc32_le_combine(u32 crc1, u32 crc2, size_t len2)
{
	return crc32_le_shift(crc1, len2) ^ crc2;
}

static inline u32 __crc32c_le_combine(u32 crc1, u32 crc2, size_t len2)
{
	return __crc32c_le_shift(crc1, len2) ^ crc2;
}

#define crc32(seed, data, length)	crc32_le(seed, data, length)

/* The CRC of an Ethernet address that selects the bit of a multicast filter. */
#define ether_crc(length, data)		bitrev32(crc32_le(~0, data, length))
#define ether_crc_le(length, data)	crc32_le(~0, data, length)

#endif /* LINUX_CRC32_H */
