// SPDX-License-Identifier: BSD-2-Clause

/*
 * Compute CRCs 4 bits at a time.  The compiler computes the tables of 16 entries: an entry is the
 * CRC of a number of 4 bits.
 */

#include <linux/crc-ccitt.h>
#include <linux/crc-itu-t.h>
#include <linux/crc-t10dif.h>
#include <linux/crc16.h>
#include <linux/crc32.h>
#include <linux/crc32poly.h>
#include <linux/crc4.h>
#include <linux/crc64.h>
#include <linux/crc7.h>
#include <linux/crc8.h>

/* Divide by the polynomial one bit, or four bits; the least significant bit is the first. */
#define LE1(c, poly)	((c) >> 1 ^ ((c) & 1 ? (poly) : 0))
#define LE4(c, poly)	LE1(LE1(LE1(LE1((u64)(c), poly), poly), poly), poly)

/* The same for a CRC with the most significant bit first, which is in the upper bits. */
#define BE1(c, poly)	((c) << 1 ^ ((c) >> 63 ? (poly) : 0))
#define BE4(c, poly)	BE1(BE1(BE1(BE1((u64)(c) << 60, poly), poly), poly), poly)

#define TABLE(entry, poly, shift)							\
	{ entry(0, poly) >> shift, entry(1, poly) >> shift, entry(2, poly) >> shift,	\
	  entry(3, poly) >> shift, entry(4, poly) >> shift, entry(5, poly) >> shift,	\
	  entry(6, poly) >> shift, entry(7, poly) >> shift, entry(8, poly) >> shift,	\
	  entry(9, poly) >> shift, entry(10, poly) >> shift, entry(11, poly) >> shift,	\
	  entry(12, poly) >> shift, entry(13, poly) >> shift, entry(14, poly) >> shift,	\
	  entry(15, poly) >> shift }
#define TABLE_LE(poly)		TABLE(LE4, (u64)(poly), 0)
#define TABLE_BE(poly, bits)	TABLE(BE4, (u64)(poly) << (64 - (bits)), (64 - (bits)))

#define CRC_LE(crc, p, len, table)			\
	for (const u8 *s = (p), *end = s + (len); s < end; s++) {	\
		crc ^= *s;				\
		crc = crc >> 4 ^ table[crc & 15];	\
		crc = crc >> 4 ^ table[crc & 15];	\
	}

#define CRC_BE(crc, p, len, bits, table)					\
	for (const u8 *s = (p), *end = s + (len); s < end; s++) {		\
		crc ^= (__typeof__(crc))*s << ((bits) - 8);			\
		crc = (__typeof__(crc))(crc << 4) ^ table[crc >> ((bits) - 4)];	\
		crc = (__typeof__(crc))(crc << 4) ^ table[crc >> ((bits) - 4)];	\
	}

u16 crc16(u16 crc, const void *p, size_t len)
{
	static const u16 table[16] = TABLE_LE(0xa001);

	CRC_LE(crc, p, len, table);
	return crc;
}

u16 crc_ccitt(u16 crc, const u8 *p, size_t len)
{
	static const u16 table[16] = TABLE_LE(0x8408);

	CRC_LE(crc, p, len, table);
	return crc;
}

u16 crc_itu_t(u16 crc, const u8 *p, size_t len)
{
	static const u16 table[16] = TABLE_BE(0x1021, 16);

	CRC_BE(crc, p, len, 16, table);
	return crc;
}

u16 crc_t10dif_update(u16 crc, const u8 *p, size_t len)
{
	static const u16 table[16] = TABLE_BE(0x8bb7, 16);

	CRC_BE(crc, p, len, 16, table);
	return crc;
}

/* The number starts with the upper of its last @bits bits, 4 bits at a time. */
u8 crc4(u8 c, u64 x, int bits)
{
	static const u8 table[16] = TABLE_BE(0x3, 4);

	if (bits < 64)
		x &= (1ULL << bits) - 1;
	for (int shift = (bits + 3) / 4 * 4 - 4; shift >= 0; shift -= 4)
		c = table[(c ^ x >> shift) & 15];
	return c;
}

/* The CRC has 7 bits and is in the upper bits of a byte, and so is the polynomial. */
u8 crc7_be(u8 crc, const u8 *p, size_t len)
{
	static const u8 table[16] = TABLE_BE(0x09 << 1, 8);

	CRC_BE(crc, p, len, 8, table);
	return crc;
}

u32 crc32c(u32 crc, const void *p, size_t len)
{
	static const u32 table[16] = TABLE_LE(CRC32C_POLY_LE);

	CRC_LE(crc, p, len, table);
	return crc;
}

u64 crc64_be(u64 crc, const void *p, size_t len)
{
	static const u64 table[16] = TABLE_BE(0x42f0e1eba9ea3693ULL, 64);

	CRC_BE(crc, p, len, 64, table);
	return crc;
}

u64 crc64_nvme(u64 crc, const void *p, size_t len)
{
	static const u64 table[16] = TABLE_LE(0x9a6c9329ac4bc9b5ULL);

	crc = ~crc;
	CRC_LE(crc, p, len, table);
	return ~crc;
}

void crc8_populate_msb(u8 table[CRC8_TABLE_SIZE], u8 polynomial)
{
	for (unsigned int i = 0; i < CRC8_TABLE_SIZE; i++) {
		u8 crc = (u8)i;

		for (int bit = 0; bit < 8; bit++)
			crc = (u8)(crc << 1) ^ (crc & 0x80 ? polynomial : 0);
		table[i] = crc;
	}
}

void crc8_populate_lsb(u8 table[CRC8_TABLE_SIZE], u8 polynomial)
{
	for (unsigned int i = 0; i < CRC8_TABLE_SIZE; i++) {
		u8 crc = (u8)i;

		for (int bit = 0; bit < 8; bit++)
			crc = LE1(crc, polynomial);
		table[i] = crc;
	}
}

u8 crc8(const u8 table[CRC8_TABLE_SIZE], const u8 *p, size_t len, u8 crc)
{
	while (len--)
		crc = table[crc ^ *p++];
	return crc;
}
