// SPDX-License-Identifier: BSD-2-Clause

/* Tests of typed register fields, of unaligned accesses, and of less common searches for bits. */

#include <kunit/test.h>
#include <linux/bitfield.h>
#include <linux/bitmap.h>
#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/unaligned.h>

static void bitfield_typed(struct kunit *test)
{
	u32 reg = 0x12345678;
	u8 byte = 0xff;
	__le16 le = cpu_to_le16(0xabcd);
	__be32 be = cpu_to_be32(0x11223344);

	KUNIT_EXPECT_EQ(test, u32_get_bits(reg, GENMASK(15, 8)), 0x56);
	KUNIT_EXPECT_EQ(test, u32_encode_bits(0x1ff, GENMASK(15, 8)), 0xff00);
	KUNIT_EXPECT_EQ(test, u32_replace_bits(reg, 0xa, GENMASK(31, 28)), 0xa2345678);
	u32p_replace_bits(&reg, 0, GENMASK(7, 0));
	KUNIT_EXPECT_EQ(test, reg, 0x12345600);
	u8p_replace_bits(&byte, 2, 0x70);
	KUNIT_EXPECT_EQ(test, byte, 0xaf);
	KUNIT_EXPECT_EQ(test, u64_get_bits(1ULL << 63 | 5, BIT_ULL(63)), 1);
	KUNIT_EXPECT_EQ(test, le16_get_bits(le, 0xf000), 0xa);
	KUNIT_EXPECT_EQ(test, be32_get_bits(be, 0xff00), 0x33);
	be = be32_replace_bits(be, 0x99, 0xff);
	KUNIT_EXPECT_EQ(test, be32_to_cpu(be), 0x11223399);
	KUNIT_EXPECT_EQ(test, be16_to_cpu(be16_encode_bits(7, 0x0f00)), 0x700);
	KUNIT_EXPECT_EQ(test, field_max(0x7f0), 0x7f);
	KUNIT_EXPECT_EQ(test, field_mask(0xff00), 0xff);
	KUNIT_EXPECT_EQ(test, field_multiplier(0xff00), 0x100);
}

static void bitfield_bits(struct kunit *test)
{
	unsigned long word = 0xf0f0;

	KUNIT_EXPECT_EQ(test, BIT_U8(7), 0x80);
	KUNIT_EXPECT_EQ(test, GENMASK_U16(11, 4), 0xff0);
	KUNIT_EXPECT_EQ(test, GENMASK_U64(63, 60), 0xf000000000000000ULL);
	KUNIT_EXPECT_EQ(test, BYTES_TO_BITS(3), 24);
	KUNIT_EXPECT_EQ(test, HWEIGHT8(0x1ff), 8);
	KUNIT_EXPECT_EQ(test, HWEIGHT32(0xf0f0f0f0f0f0), 16);
	KUNIT_EXPECT_EQ(test, get_count_order(0), -1);
	KUNIT_EXPECT_EQ(test, get_count_order(1), 0);
	KUNIT_EXPECT_EQ(test, get_count_order(5), 3);
	KUNIT_EXPECT_EQ(test, get_count_order_long(1UL << 40), 40);
	KUNIT_EXPECT_EQ(test, set_mask_bits(&word, 0xf0, 0x0f), 0xf0f0);
	KUNIT_EXPECT_EQ(test, word, 0xf00f);
	KUNIT_EXPECT_FALSE(test, bit_clear_unless(&word, 0xf, 0x1000));
	KUNIT_EXPECT_EQ(test, word, 0xf00f);
	KUNIT_EXPECT_TRUE(test, bit_clear_unless(&word, 0xf, 0x10));
	KUNIT_EXPECT_EQ(test, word, 0xf000);
	__clear_bit_unlock(12, &word);
	KUNIT_EXPECT_EQ(test, word, 0xe000);
}

static void bitfield_unaligned(struct kunit *test)
{
	u8 buf[16] = { 0 };

	put_unaligned_be24(0x010203, buf + 1);
	put_unaligned_le24(0x040506, buf + 4);
	put_unaligned_be48(0x0708090a0b0cULL, buf + 7);
	KUNIT_EXPECT_MEMEQ(test, buf, "\x00\x01\x02\x03\x06\x05\x04\x07\x08\x09\x0a\x0b\x0c\x00",
			   14);
	KUNIT_EXPECT_EQ(test, get_unaligned_be24(buf + 1), 0x010203);
	KUNIT_EXPECT_EQ(test, get_unaligned_le24(buf + 4), 0x040506);
	KUNIT_EXPECT_EQ(test, get_unaligned_be48(buf + 7), 0x0708090a0b0cULL);
}

static void bitfield_find(struct kunit *test)
{
	DECLARE_BITMAP(a, 200) = { 0 };
	DECLARE_BITMAP(b, 200) = { 0 };
	unsigned long clump, start, seen = 0;

	for (int i = 0; i < 200; i += 10)
		set_bit(i, a);
	bitmap_set(b, 100, 100);
	KUNIT_EXPECT_EQ(test, find_nth_and_bit(a, b, 200, 3), 130);
	KUNIT_EXPECT_EQ(test, find_nth_and_bit(a, b, 200, 10), 200);
	KUNIT_EXPECT_EQ(test, find_nth_andnot_bit(a, b, 200, 2), 20);
	KUNIT_EXPECT_EQ(test, find_nth_andnot_bit(a, b, 200, 10), 200);
	KUNIT_EXPECT_EQ(test, find_first_andnot_bit(b, a, 200), 101);
	KUNIT_EXPECT_EQ(test, find_next_and_bit_wrap(a, b, 200, 195), 100);
	KUNIT_EXPECT_EQ(test, find_next_and_bit_wrap(a, b, 200, 141), 150);
	KUNIT_EXPECT_EQ(test, find_next_bit_le(a, 200, 1), 10);
	KUNIT_EXPECT_EQ(test, find_first_zero_bit_le(b, 200), 0);
	for_each_set_clump8(start, clump, a, 200) {
		KUNIT_EXPECT_EQ(test, start % 8, 0);
		KUNIT_EXPECT_EQ(test, clump, 1UL << (10 - start % 10) % 10);
		seen++;
	}
	KUNIT_EXPECT_EQ(test, seen, 20);
}

static struct kunit_case bitfield_cases[] = {
	KUNIT_CASE(bitfield_typed),
	KUNIT_CASE(bitfield_bits),
	KUNIT_CASE(bitfield_unaligned),
	KUNIT_CASE(bitfield_find),
	{ }
};

static struct kunit_suite bitfield_suite = {
	.name = "bitfield",
	.test_cases = bitfield_cases,
};
kunit_test_suite(bitfield_suite);
