/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CRC_ITU_T_H
#define LINUX_CRC_ITU_T_H

#include <linux/types.h>

/*
 * Return the CRC-16 of ITU-T V.41, most significant bit first (polynomial 0x1021).  @crc is the
 * initial value (0 for XMODEM), or the CRC of the bytes before @p.  Context: any.
 */
u16 crc_itu_t(u16 crc, const u8 *p, size_t len);

static inline u16 crc_itu_t_byte(u16 crc, u8 data)
{
	return crc_itu_t(crc, &data, 1);
}

#endif /* LINUX_CRC_ITU_T_H */
