// SPDX-License-Identifier: BSD-2-Clause

/*
 * Compute CRC-32 4 bits at a time, with constant tables of 16 words.  Each table fits into a cache
 * line.
 */

#include <linux/bits.h>
#include <linux/crc32.h>
#include <linux/crc32poly.h>

static const u32 table_le[16] = {
	0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac,
	0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
	0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
	0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
};

static const u32 table_be[16] = {
	0x00000000, 0x04c11db7, 0x09823b6e, 0x0d4326d9,
	0x130476dc, 0x17c56b6b, 0x1a864db2, 0x1e475005,
	0x2608edb8, 0x22c9f00f, 0x2f8ad6d6, 0x2b4bcb61,
	0x350c9b64, 0x31cd86d3, 0x3c8ea00a, 0x384fbdbd,
};

u32 crc32_le(u32 crc, const void *p, size_t len)
{
	const u8 *s = p;

	while (len--) {
		crc ^= *s++;
		crc = crc >> 4 ^ table_le[crc & 15];
		crc = crc >> 4 ^ table_le[crc & 15];
	}
	return crc;
}

u32 crc32_be(u32 crc, const void *p, size_t len)
{
	const u8 *s = p;

	while (len--) {
		crc ^= (u32)*s++ << 24;
		crc = crc << 4 ^ table_be[crc >> 28];
		crc = crc << 4 ^ table_be[crc >> 28];
	}
	return crc;
}

/*
 * A reflected CRC is a polynomial over GF(2) whose coefficient of x^0 is bit 31.  A zero byte
 * multiplies it by x^8, modulo the polynomial of the CRC.
 */
static u32 crc32_multiply(u32 a, u32 b, u32 polynomial)
{
	u32 product = 0;

	for (u32 bit = BIT(31); bit; bit >>= 1) {
		if (a & bit)
			product ^= b;
		b = b >> 1 ^ (b & 1 ? polynomial : 0);
	}
	return product;
}

static u32 crc32_shift(u32 crc, size_t len, u32 polynomial)
{
	u32 power = BIT(31 - 8);	/* x^8, squared for each bit of @len */

	for (; len; len >>= 1) {
		if (len & 1)
			crc = crc32_multiply(crc, power, polynomial);
		power = crc32_multiply(power, power, polynomial);
	}
	return crc;
}

u32 crc32_le_shift(u32 crc, size_t len)
{
	return crc32_shift(crc, len, CRC32_POLY_LE);
}

u32 __crc32c_le_shift(u32 crc, size_t len)
{
	return crc32_shift(crc, len, CRC32C_POLY_LE);
}
