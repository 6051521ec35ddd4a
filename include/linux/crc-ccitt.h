/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CRC_CCITT_H
#define LINUX_CRC_CCITT_H

#include <linux/types.h>

/*
 * Return the CRC-16 of CCITT, least significant bit first (polynomial 0x1021, reflected).  @crc is
 * the initial value (0 for Kermit, 0xffff for PPP), or the CRC of the bytes before @p.  Context:
 * any.
 */
u16 crc_ccitt(u16 crc, const u8 *p, size_t len);

static inline u16 crc_ccitt_byte(u16 crc, u8 data)
{
	return crc_ccitt(crc, &data, 1);
}

#endif /* LINUX_CRC_CCITT_H */
