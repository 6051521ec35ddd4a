/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CRC7_H
#define LINUX_CRC7_H

#include <linux/types.h>

/*
 * Return the CRC-7 of MMC and SD cards (polynomial 0x09), in bits 7 to 1.  @crc is 0, or the CRC of
 * the bytes before @p.  Context: any.
 */
u8 crc7_be(u8 crc, const u8 *p, size_t len);

static inline u8 crc7_be_byte(u8 crc, u8 data)
{
	return crc7_be(crc, &data, 1);
}

#endif /* LINUX_CRC7_H */
