// SPDX-License-Identifier: BSD-2-Clause

/*
 * Tests of CRCs by the check values of the "Catalogue of parametrised CRC algorithms" (G. Cook),
 * that is the CRC of the text "123456789", and of SipHash by the values of its authors.
 */

#include <kunit/test.h>
#include <linux/crc-ccitt.h>
#include <linux/crc-itu-t.h>
#include <linux/crc-t10dif.h>
#include <linux/crc16.h>
#include <linux/crc32.h>
#include <linux/crc32c.h>
#include <linux/crc32poly.h>
#include <linux/crc4.h>
#include <linux/crc64.h>
#include <linux/crc7.h>
#include <linux/crc8.h>
#include <linux/jhash.h>
#include <linux/siphash.h>
#include <linux/unaligned.h>

static const u8 crc_text[] = "123456789";
#define CRC_LEN (sizeof(crc_text) - 1)

static void crc_narrow(struct kunit *test)
{
	DECLARE_CRC8_TABLE(msb);
	DECLARE_CRC8_TABLE(lsb);
	static const u8 go_idle[] = { 0x40, 0, 0, 0, 0 };
	u8 data[3] = { 0x12, 0x34 };

	KUNIT_EXPECT_EQ(test, crc7_be(0, crc_text, CRC_LEN), 0x75 << 1);
	/* The first command to an SD card is 40 00 00 00 00 95. */
	KUNIT_EXPECT_EQ(test, crc7_be(0, go_idle, sizeof(go_idle)) | 1, 0x95);
	crc8_populate_msb(msb, 0x07);
	KUNIT_EXPECT_EQ(test, crc8(msb, crc_text, CRC_LEN, 0), 0xf4);
	crc8_populate_lsb(lsb, 0x8c);
	KUNIT_EXPECT_EQ(test, crc8(lsb, crc_text, CRC_LEN, 0), 0xa1);
	data[2] = (u8)~crc8(msb, data, 2, CRC8_INIT_VALUE);
	KUNIT_EXPECT_EQ(test, crc8(msb, data, 3, CRC8_INIT_VALUE), CRC8_GOOD_VALUE(msb));
}

static void crc_16_bits(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, crc16(0, crc_text, CRC_LEN), 0xbb3d);
	KUNIT_EXPECT_EQ(test, crc_ccitt(0, crc_text, CRC_LEN), 0x2189);
	KUNIT_EXPECT_EQ(test, crc_ccitt(0xffff, crc_text, CRC_LEN), 0x6f91);
	KUNIT_EXPECT_EQ(test, crc_itu_t(0, crc_text, CRC_LEN), 0x31c3);
	KUNIT_EXPECT_EQ(test, crc_itu_t(0xffff, crc_text, CRC_LEN), 0x29b1);
	KUNIT_EXPECT_EQ(test, crc_t10dif(crc_text, CRC_LEN), 0xd0db);
	KUNIT_EXPECT_EQ(test, crc16(0, crc_text, 0), 0);
}

static void crc_wide(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ~crc32c(~0U, crc_text, CRC_LEN), 0xe3069283);
	KUNIT_EXPECT_EQ(test, ~__crc32c_le(~0U, crc_text, CRC_LEN), 0xe3069283);
	KUNIT_EXPECT_EQ(test, ~ether_crc_le(CRC_LEN, crc_text), 0xcbf43926);
	KUNIT_EXPECT_EQ(test, ether_crc(CRC_LEN, crc_text),
			bitrev32(ether_crc_le(CRC_LEN, crc_text)));
	KUNIT_EXPECT_EQ(test, crc64_be(0, crc_text, CRC_LEN), 0x6c40df5f0b497347ULL);
	KUNIT_EXPECT_EQ(test, crc64_nvme(0, crc_text, CRC_LEN), 0xae8b14860a799888ULL);
	KUNIT_EXPECT_EQ(test, crc64_rocksoft(crc_text, CRC_LEN), 0xae8b14860a799888ULL);
	KUNIT_EXPECT_EQ(test, CRC32_POLY_LE, bitrev32(CRC32_POLY_BE));
}

/* The CRC of a text is that of its second part, begun with the CRC of the first part. */
static void crc_in_parts(struct kunit *test)
{
	const u8 *rest = crc_text + 4;
	size_t n = CRC_LEN - 4;

	KUNIT_EXPECT_EQ(test, crc16(crc16(0, crc_text, 4), rest, n), 0xbb3d);
	KUNIT_EXPECT_EQ(test, crc7_be(crc7_be(0, crc_text, 4), rest, n), 0xea);
	KUNIT_EXPECT_EQ(test, crc_t10dif_update(crc_t10dif(crc_text, 4), rest, n), 0xd0db);
	KUNIT_EXPECT_EQ(test, crc64_be(crc64_be(0, crc_text, 4), rest, n), 0x6c40df5f0b497347ULL);
	KUNIT_EXPECT_EQ(test, crc64_nvme(crc64_nvme(0, crc_text, 4), rest, n),
			0xae8b14860a799888ULL);
	KUNIT_EXPECT_EQ(test, crc16_byte(crc16(0, crc_text, 8), '9'), 0xbb3d);
	KUNIT_EXPECT_EQ(test, crc7_be_byte(crc7_be(0, crc_text, 8), '9'), 0xea);
	KUNIT_EXPECT_EQ(test, crc_ccitt_byte(crc_ccitt(0, crc_text, 8), '9'), 0x2189);
	KUNIT_EXPECT_EQ(test, crc_itu_t_byte(crc_itu_t(0, crc_text, 8), '9'), 0x31c3);
}

static void crc_siphash(struct kunit *test)
{
	static const u64 authors[] = { 0x726fdb47dd0e0e31ULL, 0x74f839c593dc67fdULL };
	siphash_key_t key = { { 0x0706050403020100ULL, 0x0f0e0d0c0b0a0908ULL } }, none = { };
	hsiphash_key_t hkey = { { 0x0706050403020100UL, 0x0f0e0d0c0b0a0908UL } };
	u8 bytes[33];
	u32 w[4];

	for (u8 i = 0; i < sizeof(bytes); i++)
		bytes[i] = i;
	for (size_t n = 0; n < 2; n++)
		KUNIT_EXPECT_EQ(test, siphash(bytes, n, &key), authors[n]);
	KUNIT_EXPECT_EQ(test, siphash(bytes, 8, &key), 0x93f5f5799a932462ULL);
	KUNIT_EXPECT_EQ(test, siphash(bytes, 15, &key), 0xa129ca6149be45e5ULL);
	/* The address of the data need not be aligned. */
	memmove(bytes + 1, bytes, 15);
	KUNIT_EXPECT_EQ(test, siphash(bytes + 1, 15, &key), 0xa129ca6149be45e5ULL);
	memmove(bytes, bytes + 1, 15);
	for (int i = 0; i < 4; i++)
		w[i] = get_unaligned_le32(bytes + 4 * i);
	KUNIT_EXPECT_EQ(test, siphash_1u64(0x0706050403020100ULL, &key), siphash(bytes, 8, &key));
	KUNIT_EXPECT_EQ(test, siphash_2u32(w[0], w[1], &key), siphash(bytes, 8, &key));
	KUNIT_EXPECT_EQ(test, siphash_1u32(w[0], &key), siphash(bytes, 4, &key));
	KUNIT_EXPECT_EQ(test, siphash_3u32(w[0], w[1], w[2], &key), siphash(bytes, 12, &key));
	memset(bytes, 0, sizeof(bytes));
	KUNIT_EXPECT_EQ(test, siphash_2u64(0, 0, &key), siphash(bytes, 16, &key));
	KUNIT_EXPECT_EQ(test, siphash_3u64(0, 0, 0, &key), siphash(bytes, 24, &key));
	KUNIT_EXPECT_EQ(test, siphash_4u64(0, 0, 0, 0, &key), siphash(bytes, 32, &key));
	KUNIT_EXPECT_EQ(test, siphash_4u32(0, 0, 0, 0, &key), siphash(bytes, 16, &key));
	KUNIT_EXPECT_EQ(test, hsiphash(bytes, 0, &hkey), 0x050fc4dc);
	KUNIT_EXPECT_EQ(test, hsiphash_2u32(0x03020100, 0x07060504, &hkey), 0x8d299a8e);
	KUNIT_EXPECT_EQ(test, hsiphash_1u32(0, &hkey), hsiphash(bytes, 4, &hkey));
	KUNIT_EXPECT_EQ(test, hsiphash_3u32(0, 0, 0, &hkey), hsiphash(bytes, 12, &hkey));
	KUNIT_EXPECT_EQ(test, hsiphash_4u32(0, 0, 0, 0, &hkey), hsiphash(bytes, 16, &hkey));
	KUNIT_EXPECT_TRUE(test, siphash_key_is_zero(&none));
	KUNIT_EXPECT_FALSE(test, siphash_key_is_zero(&key));
}

/* CRC-4 of the check text, and of parts of a number. */
static void crc_4(struct kunit *test)
{
	u64 number = 0x123456789abcdef0ULL;
	u8 crc = 0xf;

	for (int i = 0; i < 9; i++)
		crc = crc4(crc, crc_text[i], 8);
	KUNIT_EXPECT_EQ(test, crc ^ 0xf, 0xb);	/* CRC-4/INTERLAKEN */
	KUNIT_EXPECT_EQ(test, crc4(crc4(0, number >> 32, 32), number, 32), crc4(0, number, 64));
	KUNIT_EXPECT_EQ(test, crc4(0, 0xff3, 4), crc4(0, 3, 4));
	KUNIT_EXPECT_EQ(test, crc4(0, 5, 3), crc4(0, 5, 4));
}

/* The values that the author of lookup3 publishes. */
static void crc_jhash(struct kunit *test)
{
	static const char text[] = "Four score and seven years ago";
	static const u32 words[] = { 1, 2, 3, 4 };

	KUNIT_EXPECT_EQ(test, jhash(text, 0, 0), 0xdeadbeef);
	KUNIT_EXPECT_EQ(test, jhash(text, 0, 0xdeadbeef), 0xbd5b7dde);
	KUNIT_EXPECT_EQ(test, jhash(text, 30, 0), 0x17770551);
	KUNIT_EXPECT_EQ(test, jhash(text, 30, 1), 0xcd628161);
	for (u32 n = 0; n <= 4; n++)
		KUNIT_EXPECT_EQ(test, jhash2(words, n, 7), jhash(words, n * 4, 7));
	KUNIT_EXPECT_EQ(test, jhash_3words(1, 2, 3, 7), jhash2(words, 3, 7));
	KUNIT_EXPECT_EQ(test, jhash_2words(1, 2, 7), jhash2(words, 2, 7));
	KUNIT_EXPECT_EQ(test, jhash_1word(1, 7), jhash2(words, 1, 7));
}

/* The CRC of two blocks is that of the whole. */
static void crc_combine(struct kunit *test)
{
	static const size_t sizes[] = { 0, 1, 7, 100, 4096 };
	static u8 text[4096 + 100];

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (u8)(i * 7 + i / 256);
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		size_t n = sizes[i];
		u32 first = crc32_le(~0U, text, 100), second = crc32_le(0, text + 100, n);
		u32 first_c = crc32c(~0U, text, 100), second_c = crc32c(0, text + 100, n);

		KUNIT_EXPECT_EQ(test, crc32_le_combine(first, second, n),
				crc32_le(~0U, text, 100 + n));
		KUNIT_EXPECT_EQ(test, __crc32c_le_combine(first_c, second_c, n),
				crc32c(~0U, text, 100 + n));
	}
	memset(text, 0, 64);
	KUNIT_EXPECT_EQ(test, crc32_le_shift(0x1234567, 64), crc32_le(0x1234567, text, 64));
	/* x^(2^32 - 1) is 1, because the polynomial is primitive. */
	KUNIT_EXPECT_EQ(test, crc32_le_shift(0x1234567, 0xffffffffUL), 0x1234567);
}

static struct kunit_case crc_cases[] = {
	KUNIT_CASE(crc_narrow),
	KUNIT_CASE(crc_16_bits),
	KUNIT_CASE(crc_wide),
	KUNIT_CASE(crc_in_parts),
	KUNIT_CASE(crc_siphash),
	KUNIT_CASE(crc_combine),
	KUNIT_CASE(crc_4),
	KUNIT_CASE(crc_jhash),
	{ }
};

static struct kunit_suite crc_suite = {
	.name = "crc",
	.test_cases = crc_cases,
};
kunit_test_suite(crc_suite);
