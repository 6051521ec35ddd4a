/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CRC_T10DIF_H
#define LINUX_CRC_T10DIF_H

#include <linux/types.h>

#define CRC_T10DIF_DIGEST_SIZE	2
#define CRC_T10DIF_BLOCK_SIZE	1

/*
 * Return the CRC-16 of T10 DIF, which protects sectors of disks (polynomial 0x8bb7, most
 * significant bit first).  @crc is 0, or the CRC of the bytes before @p.  Context: any.
 */
u16 crc_t10dif_update(u16 crc, const u8 *p, size_t len);

static inline u16 crc_t10dif(const u8 *p, size_t len)
{
	return crc_t10dif_update(0, p, len);
}

#endif /* LINUX_CRC_T10DIF_H */
