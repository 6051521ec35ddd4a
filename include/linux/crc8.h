/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CRC8_H
#define LINUX_CRC8_H

#include <linux/types.h>

/*
 * CRC-8 of any polynomial, by a table that the caller provides and fills once.  The polynomial
 * lacks its highest bit; for crc8_populate_lsb() it is reflected.  Context: any.
 */
#define CRC8_TABLE_SIZE		256
#define CRC8_INIT_VALUE		0xff
/* The CRC of data that is followed by its inverted CRC, calculated from CRC8_INIT_VALUE. */
#define CRC8_GOOD_VALUE(table)	((table)[0xff])
#define DECLARE_CRC8_TABLE(table) static u8 table[CRC8_TABLE_SIZE]

/* Fill a table for CRCs with the most, or the least significant bit first. */
void crc8_populate_msb(u8 table[CRC8_TABLE_SIZE], u8 polynomial);
void crc8_populate_lsb(u8 table[CRC8_TABLE_SIZE], u8 polynomial);

/* Return the CRC.  @crc is the initial value, or the CRC of the bytes before @p. */
u8 crc8(const u8 table[CRC8_TABLE_SIZE], const u8 *p, size_t len, u8 crc);

#endif /* LINUX_CRC8_H */
