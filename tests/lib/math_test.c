// SPDX-License-Identifier: BSD-2-Clause

/* Tests of overflow checks, minima and maxima, rounding, division, alignment and byte order. */

#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/overflow.h>
#include <linux/prandom.h>
#include <linux/sizes.h>
#include <linux/unaligned.h>

static void math_check_overflow(struct kunit *test)
{
	u8 b = 1;
	int i = 1;
	s64 l;
	size_t z;

	KUNIT_EXPECT_FALSE(test, check_add_overflow(200, 55, &b));
	KUNIT_EXPECT_EQ(test, b, 255);
	KUNIT_EXPECT_TRUE(test, check_add_overflow(200, 56, &b));
	KUNIT_EXPECT_EQ(test, b, 0);
	KUNIT_EXPECT_TRUE(test, check_sub_overflow(0, 1, &b));
	KUNIT_EXPECT_TRUE(test, check_add_overflow(INT_MAX, 1, &i));
	KUNIT_EXPECT_EQ(test, i, INT_MIN);
	KUNIT_EXPECT_TRUE(test, check_mul_overflow(S64_MIN, -1, &l));
	KUNIT_EXPECT_FALSE(test, check_mul_overflow(SIZE_MAX, 1, &z));
	KUNIT_EXPECT_TRUE(test, check_mul_overflow(SIZE_MAX, 2, &z));
	KUNIT_EXPECT_FALSE(test, check_shl_overflow(1, 7, &b));
	KUNIT_EXPECT_EQ(test, b, 128);
	KUNIT_EXPECT_TRUE(test, check_shl_overflow(1, 8, &b));
	KUNIT_EXPECT_EQ(test, b, 0);
	KUNIT_EXPECT_TRUE(test, check_shl_overflow(3, 7, &b));
	KUNIT_EXPECT_TRUE(test, check_shl_overflow(1, 31, &i));
	KUNIT_EXPECT_TRUE(test, check_shl_overflow(-1, 0, &i));
	KUNIT_EXPECT_TRUE(test, check_shl_overflow(1, -1, &i));
	KUNIT_EXPECT_EQ(test, wrapping_add(u8, 250, 10), 4);
	KUNIT_EXPECT_EQ(test, wrapping_sub(u16, 3, 5), 65534);
	KUNIT_EXPECT_EQ(test, wrapping_sub(int, INT_MIN, 1), INT_MAX);
	KUNIT_EXPECT_TRUE(test, overflows_type(256, u8));
	KUNIT_EXPECT_FALSE(test, overflows_type(255, u8));
	KUNIT_EXPECT_TRUE(test, overflows_type(-1, u8));
	/*
	 * For a constant, castable_to_type() checks the value; for a variable, it checks the type.
	 */
	static_assert(castable_to_type(255, u8) && !castable_to_type(256, u8));
	static_assert(!castable_to_type(-1, u8));
	static_assert(castable_to_type(-128, s8) && !castable_to_type(-129, s8));
	static_assert(!castable_to_type(128, s8));
	static_assert(!castable_to_type(-1, u64) && !castable_to_type(~0UL, s64));
	static_assert(castable_to_type(b, u8) && castable_to_type(i, int));
	static_assert(!castable_to_type(i, u8) && !castable_to_type(b, int) &&
		      !castable_to_type(i, long));
}

struct flexible {
	u32 count;
	u64 elements[];
};

static void math_sizes(struct kunit *test)
{
	struct flexible *p = NULL;

	KUNIT_EXPECT_EQ(test, size_mul(3, 5), 15);
	KUNIT_EXPECT_EQ(test, size_mul(0, SIZE_MAX), 0);
	KUNIT_EXPECT_EQ(test, size_mul(SIZE_MAX / 2 + 1, 2), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, size_add(SIZE_MAX, 1), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, size_add(SIZE_MAX - 1, 1), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, size_sub(5, 6), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, size_sub(SIZE_MAX, 1), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, size_sub(6, 5), 1);
	KUNIT_EXPECT_EQ(test, array_size(7, 9), 63);
	KUNIT_EXPECT_EQ(test, array_size(1UL << 32, 1UL << 32), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, array3_size(1UL << 32, 1UL << 31, 2), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, struct_size(p, elements, 3), 32);
	KUNIT_EXPECT_EQ(test, struct_size(p, elements, 0), 8);
	KUNIT_EXPECT_EQ(test, struct_size(p, elements, SIZE_MAX / 8), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, struct_size_t(struct flexible, elements, 3), 32);
	KUNIT_EXPECT_EQ(test, struct_size_t(struct flexible, elements, SIZE_MAX / 8), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, flex_array_size(p, elements, SIZE_MAX), SIZE_MAX);
}

struct counted_array {
	u8 count;
	u32 elements[];
};

static void math_ranges(struct kunit *test)
{
	DEFINE_FLEX(struct counted_array, flex, elements, count, 5);
	DEFINE_RAW_FLEX(struct counted_array, raw, elements, 7);

	KUNIT_EXPECT_EQ(test, flex->count, 5);
	KUNIT_EXPECT_EQ(test, raw->count, 0);
	KUNIT_EXPECT_EQ(test, sizeof(flex_u), 4 + 5 * sizeof(u32));
	KUNIT_EXPECT_EQ(test, sizeof(raw_u), 4 + 7 * sizeof(u32));
	for (int i = 0; i < 7; i++)
		KUNIT_EXPECT_EQ(test, raw->elements[i] | (i < 5 ? flex->elements[i] : 0), 0U);

	KUNIT_EXPECT_EQ(test, type_max(u8), 255);
	KUNIT_EXPECT_EQ(test, type_max(s8), 127);
	KUNIT_EXPECT_EQ(test, type_min(s8), -128);
	KUNIT_EXPECT_EQ(test, type_min(u16), 0);
	KUNIT_EXPECT_EQ(test, type_max(u64), U64_MAX);
	KUNIT_EXPECT_EQ(test, type_max(s64), S64_MAX);
	KUNIT_EXPECT_EQ(test, type_min(s64), S64_MIN);
	KUNIT_EXPECT_EQ(test, type_max(raw->count), 255);

	KUNIT_EXPECT_FALSE(test, range_overflows(0U, 10U, 10U));
	KUNIT_EXPECT_TRUE(test, range_overflows(1U, 10U, 10U));
	KUNIT_EXPECT_TRUE(test, range_overflows(10U, 0U, 10U));
	KUNIT_EXPECT_FALSE(test, range_end_overflows(10U, 0U, 10U));
	KUNIT_EXPECT_TRUE(test, range_end_overflows(10U, 1U, 10U));
	KUNIT_EXPECT_TRUE(test, range_end_overflows(11U, 0U, 10U));
	KUNIT_EXPECT_TRUE(test, range_overflows(5U, U32_MAX, 10U));
	KUNIT_EXPECT_TRUE(test, range_overflows_t(u8, 5, 250, 254));
	KUNIT_EXPECT_FALSE(test, range_end_overflows_t(u64, 1, U64_MAX - 1, U64_MAX));
}

static int calls;

static int counted(int v)
{
	calls++;
	return v;
}

static void math_minmax(struct kunit *test)
{
	u8 small = 3;
	size_t size = 10;
	int negative = -1, wide = 300, a = 1, b = 2;
	const char text[] = "text", *end = text + 3;

	KUNIT_EXPECT_PTR_EQ(test, min(end, text), text);
	KUNIT_EXPECT_PTR_EQ(test, max(end, text + 1), end);
	KUNIT_EXPECT_PTR_EQ(test, clamp(text + 4, text, end), end);
	KUNIT_EXPECT_EQ(test, min(negative, 1), -1);
	KUNIT_EXPECT_EQ(test, max(size, 20), 20);
	KUNIT_EXPECT_EQ(test, min(small, 200), 3);
	KUNIT_EXPECT_EQ(test, min(small, negative), -1);
	KUNIT_EXPECT_EQ(test, min3(5, 3, 4), 3);
	KUNIT_EXPECT_EQ(test, max3(5, 3, 4), 5);
	KUNIT_EXPECT_EQ(test, min_t(unsigned int, negative, 5), 5);
	KUNIT_EXPECT_EQ(test, clamp(15, 1, 10), 10);
	KUNIT_EXPECT_EQ(test, clamp(negative, 0, 10), 0);
	KUNIT_EXPECT_EQ(test, clamp(5, 1, 10), 5);
	KUNIT_EXPECT_EQ(test, clamp_t(u8, wide, 0, 255), 44);
	KUNIT_EXPECT_EQ(test, min_not_zero(0, 5), 5);
	KUNIT_EXPECT_EQ(test, min_not_zero(7, 5), 5);
	calls = 0;
	KUNIT_EXPECT_EQ(test, max(counted(3), counted(4)), 4);
	KUNIT_EXPECT_EQ(test, calls, 2);
	swap(a, b);
	KUNIT_EXPECT_EQ(test, a * 10 + b, 21);
	KUNIT_EXPECT_TRUE(test, in_range(5, 5, 1));
	KUNIT_EXPECT_FALSE(test, in_range(6, 5, 1));
	KUNIT_EXPECT_FALSE(test, in_range(4, 5, 100));
}

static void math_rounding(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, DIV_ROUND_UP(0, 4), 0);
	KUNIT_EXPECT_EQ(test, DIV_ROUND_UP(5, 4), 2);
	KUNIT_EXPECT_EQ(test, DIV_ROUND_CLOSEST(5, 2), 3);
	KUNIT_EXPECT_EQ(test, DIV_ROUND_CLOSEST(-5, 2), -3);
	KUNIT_EXPECT_EQ(test, DIV_ROUND_CLOSEST(-4, 3), -1);
	KUNIT_EXPECT_EQ(test, DIV_ROUND_CLOSEST(7U, 3U), 2);
	KUNIT_EXPECT_EQ(test, round_up(5, 8), 8);
	KUNIT_EXPECT_EQ(test, round_up(8, 8), 8);
	KUNIT_EXPECT_EQ(test, round_down(15UL, 8), 8);
	KUNIT_EXPECT_EQ(test, round_up(0x1ffffffffUL, 4096), 0x200000000);
	KUNIT_EXPECT_EQ(test, roundup(10, 7), 14);
	KUNIT_EXPECT_EQ(test, rounddown(10, 7), 7);
	KUNIT_EXPECT_EQ(test, ALIGN(4097, 4096), 8192);
	KUNIT_EXPECT_EQ(test, ALIGN_DOWN(4097UL, 4096), 4096);
	KUNIT_EXPECT_EQ(test, ALIGN(0x100000001ULL, 16), 0x100000010);
	KUNIT_EXPECT_TRUE(test, IS_ALIGNED(SZ_4G, SZ_2M));
	KUNIT_EXPECT_FALSE(test, IS_ALIGNED(SZ_4G + 1, SZ_2M));
	KUNIT_EXPECT_EQ(test, abs(-5), 5);
	KUNIT_EXPECT_EQ(test, abs(-5000000000L), 5000000000);
	KUNIT_EXPECT_EQ(test, abs_diff(3U, 5U), 2);
	KUNIT_EXPECT_EQ(test, mult_frac(1000000007UL, 3, 7), 428571431);
	KUNIT_EXPECT_EQ(test, upper_32_bits(0x123456789abcdef0), 0x12345678);
	KUNIT_EXPECT_EQ(test, lower_32_bits(0x123456789abcdef0), 0x9abcdef0);
}

static void math_roots(struct kunit *test)
{
	struct rnd_state rnd;

	for (unsigned long i = 0; i < 1000; i++) {
		unsigned long r = int_sqrt(i);

		KUNIT_ASSERT_LE(test, r * r, i);
		KUNIT_ASSERT_GT(test, (r + 1) * (r + 1), i);
	}
	prandom_seed_state(&rnd, kunit_seed(test));
	for (int i = 0; i < 1000; i++) {
		unsigned long r = prandom_u32_state(&rnd);

		KUNIT_ASSERT_EQ(test, int_sqrt(r * r), r);
		KUNIT_ASSERT_EQ(test, int_sqrt(r * r + 2 * r), r);
		if (r)
			KUNIT_ASSERT_EQ(test, int_sqrt(r * r - 1), r - 1);
	}
	KUNIT_EXPECT_EQ(test, int_sqrt(ULONG_MAX), 0xffffffff);
}

static void math_division(struct kunit *test)
{
	struct rnd_state rnd;
	u64 n = 10000000019ULL, rem64;
	u32 rem = do_div(n, 10), rem32;

	KUNIT_EXPECT_EQ(test, n, 1000000001);
	KUNIT_EXPECT_EQ(test, rem, 9);
	KUNIT_EXPECT_EQ(test, div_u64_rem(100, 7, &rem32), 14);
	KUNIT_EXPECT_EQ(test, rem32, 2);
	KUNIT_EXPECT_EQ(test, div64_u64_rem(U64_MAX, 1ULL << 32, &rem64), 0xffffffff);
	KUNIT_EXPECT_EQ(test, rem64, 0xffffffff);
	KUNIT_EXPECT_EQ(test, div_s64(-7, 2), -3);
	KUNIT_EXPECT_EQ(test, mul_u64_u32_shr(1ULL << 60, 1U << 31, 32), 1ULL << 59);
	KUNIT_EXPECT_EQ(test, mul_u64_u64_shr(U64_MAX, U64_MAX, 64), U64_MAX - 1);
	KUNIT_EXPECT_EQ(test, mul_u64_u64_div_u64(U64_MAX, U64_MAX, U64_MAX), U64_MAX);
	KUNIT_EXPECT_EQ(test, mul_u64_u64_div_u64(U64_MAX, 2, 1), U64_MAX);
	prandom_seed_state(&rnd, kunit_seed(test));
	for (int i = 0; i < 1000; i++) {
		u64 a = (u64)prandom_u32_state(&rnd) << 32 | prandom_u32_state(&rnd);
		u64 b = prandom_u32_state(&rnd), c = ((u64)prandom_u32_state(&rnd) << 8) + b + 1;

		/* The quotients a * b / b and a * c / c are equal to a. */
		if (b)
			KUNIT_ASSERT_EQ(test, mul_u64_u64_div_u64(a, b, b), a);
		KUNIT_ASSERT_EQ(test, mul_u64_u64_div_u64(a, c, c), a);
		KUNIT_ASSERT_EQ(test, mul_u64_u64_div_u64(a >> 32, b, c), (a >> 32) * b / c);
	}
}

static void math_byte_order(struct kunit *test)
{
	u8 b[12] = { 0 };

	for (int i = 0; i < 4; i++) {
		put_unaligned_be32(0x11223344, b + i);
		KUNIT_EXPECT_MEMEQ(test, b + i, "\x11\x22\x33\x44", 4);
		KUNIT_EXPECT_EQ(test, get_unaligned_be32(b + i), 0x11223344);
		KUNIT_EXPECT_EQ(test, get_unaligned_le32(b + i), 0x44332211);
		KUNIT_EXPECT_EQ(test, get_unaligned_be16(b + i), 0x1122);
		KUNIT_EXPECT_EQ(test, get_unaligned_be24(b + i), 0x112233);
		put_unaligned_le64(0x1122334455667788, b + i);
		KUNIT_EXPECT_EQ(test, b[i], 0x88);
		KUNIT_EXPECT_EQ(test, get_unaligned((u64 *)(b + i)), 0x1122334455667788);
		KUNIT_EXPECT_EQ(test, get_unaligned_be64(b + i), 0x8877665544332211);
	}
	KUNIT_EXPECT_EQ(test, (__force u32)cpu_to_be32(1), 0x01000000);
	KUNIT_EXPECT_EQ(test, be16_to_cpu((__force __be16)0x1234), 0x3412);
	KUNIT_EXPECT_EQ(test, (__force u64)cpu_to_le64(5), 5);
	KUNIT_EXPECT_EQ(test, swab64(0x0102030405060708), 0x0807060504030201);
}

static struct kunit_case math_cases[] = {
	KUNIT_CASE(math_check_overflow),
	KUNIT_CASE(math_sizes),
	KUNIT_CASE(math_ranges),
	KUNIT_CASE(math_minmax),
	KUNIT_CASE(math_rounding),
	KUNIT_CASE(math_roots),
	KUNIT_CASE(math_division),
	KUNIT_CASE(math_byte_order),
	{}
};

static struct kunit_suite math_suite = {
	.name = "math",
	.test_cases = math_cases,
};
kunit_test_suite(math_suite);
