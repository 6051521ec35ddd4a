/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CRC16_H
#define LINUX_CRC16_H

#include <linux/types.h>

/*
 * Return the CRC-16 of ARC (polynomial 0x8005, reflected).  @crc is 0, or the CRC of the bytes
 * before @p.  Context: any.
 */
u16 crc16(u16 crc, const void *p, size_t len);

static inline u16 crc16_byte(u16 crc, u8 data)
{
	return crc16(crc, &data, 1);
}

#endif /* LINUX_CRC16_H */
