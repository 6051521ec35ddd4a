// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of random numbers: the output blocks of the generator, ranges, and numbers that do not
 * repeat.  Also tested is the text of the kernel version.
 */

#include <crypto/chacha.h>
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/random.h>
#include <linux/string.h>
#include <linux/version.h>

/* Check the test vector of RFC 8439, section 2.3.2. */
static void random_test_block(struct kunit *test)
{
	static const u8 expected[CHACHA_BLOCK_SIZE] = {
		0x10, 0xf1, 0xe7, 0xe4, 0xd1, 0x3b, 0x59, 0x15, 0x50, 0x0f, 0xdd, 0x1f,
		0xa3, 0x20, 0x71, 0xc4, 0xc7, 0xd1, 0xf4, 0xc7, 0x33, 0xc0, 0x68, 0x03,
		0x04, 0x22, 0xaa, 0x9a, 0xc3, 0xd4, 0x6c, 0x4e, 0xd2, 0x82, 0x64, 0x46,
		0x07, 0x9f, 0xaa, 0x09, 0x14, 0xc2, 0xd7, 0x05, 0xd9, 0x8b, 0x02, 0xa2,
		0xb5, 0x12, 0x9c, 0xd1, 0xde, 0x16, 0x4e, 0xb9, 0xcb, 0xd0, 0x83, 0xe8,
		0xa2, 0x50, 0x3c, 0x4e,
	};
	struct chacha_state state;
	u8 key[CHACHA_KEY_SIZE], out[CHACHA_BLOCK_SIZE];
	u32 words[CHACHA_KEY_WORDS];

	for (unsigned int i = 0; i < sizeof(key); i++)
		key[i] = (u8)i;
	memcpy(words, key, sizeof(words));
	chacha_init(&state, words);
	state.x[12] = 1;
	state.x[13] = 0x09000000;
	state.x[14] = 0x4a000000;
	chacha20_block(&state, out);
	KUNIT_EXPECT_MEMEQ(test, out, expected, sizeof(out));
	KUNIT_EXPECT_EQ(test, state.x[12], 2U);
}

/*
 * The values of a small range are almost equally frequent.  The limit of 190 is 6 standard
 * deviations for an expected count of 1,000.
 */
static void random_test_ranges(struct kunit *test)
{
	unsigned int counts[10] = { 0 };

	for (unsigned int i = 0; i < 10000; i++) {
		u32 value = get_random_u32_below(10);

		KUNIT_ASSERT_LT(test, value, 10U);
		counts[value]++;
		KUNIT_ASSERT_EQ(test, get_random_u32_below(1), 0U);
		KUNIT_ASSERT_GT(test, get_random_u32_above(0xfffffff0), 0xfffffff0);
		value = get_random_u32_inclusive(7, 9);
		KUNIT_ASSERT_TRUE(test, value >= 7 && value <= 9);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(counts); i++) {
		KUNIT_EXPECT_GT(test, counts[i], 810U);
		KUNIT_EXPECT_LT(test, counts[i], 1190U);
	}
	KUNIT_EXPECT_EQ(test, get_random_u32_inclusive(5, 5), 5U);
}

/*
 * Each bit is set in some byte and clear in another byte, two calls return different bytes, and the
 * bytes next to the buffer do not change.
 */
static void random_test_bytes(struct kunit *test)
{
	static u8 first[300], second[300];
	u8 any = 0, all = 0xff;
	u64 ors = 0, ands = ~0ULL;

	for (unsigned int size = 0; size < 260; size++) {
		memset(first, 0x5a, sizeof(first));
		get_random_bytes(first + 1, size);
		KUNIT_ASSERT_EQ(test, first[0], 0x5a);
		KUNIT_ASSERT_NULL(test,
				  memchr_inv(first + 1 + size, 0x5a, sizeof(first) - 1 - size));
		get_random_bytes(second + 1, size);
		KUNIT_ASSERT_TRUE(test, size < 16 || memcmp(first + 1, second + 1, 16));
		if (size > 200)
			KUNIT_ASSERT_TRUE(test, memcmp(first + 1, first + 65, 64));
	}
	for (unsigned int i = 1; i < 260; i++) {
		any |= first[i];
		all &= first[i];
	}
	KUNIT_EXPECT_EQ(test, any, 0xff);
	KUNIT_EXPECT_EQ(test, all, 0);
	for (unsigned int i = 0; i < 64; i++) {
		u64 value = get_random_u64() ^ get_random_long() ^ get_random_u32() ^
			    get_random_u16() ^ get_random_u8();

		ors |= value;
		ands &= value;
	}
	KUNIT_EXPECT_EQ(test, ors, ~0ULL);
	KUNIT_EXPECT_EQ(test, ands, 0ULL);
}

/*
 * No number is returned again: 200 numbers of 64 bits need several buffers, and some of them are
 * discarded.
 */
static void random_test_numbers(struct kunit *test)
{
	static u64 numbers[200];

	for (unsigned int i = 0; i < ARRAY_SIZE(numbers); i++) {
		numbers[i] = get_random_u64();
		for (unsigned int j = 0; j < i; j++)
			KUNIT_ASSERT_NE(test, numbers[i], numbers[j]);
		if (i % 70 == 0)
			add_device_randomness(&i, sizeof(i));
	}
}

static void random_test_stir(struct kunit *test)
{
	bool given = rng_is_initialized();
	u64 before = get_random_u64();

	add_device_randomness("something", 9);
	KUNIT_EXPECT_NE(test, get_random_u64(), before);
	add_device_randomness(NULL, 0);
	KUNIT_EXPECT_EQ(test, rng_is_initialized(), given);
}

static void random_test_version(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, KERNEL_VERSION(6, 12, 3), 0x060c03);
	KUNIT_EXPECT_EQ(test, KERNEL_VERSION(5, 4, 300), 0x0504ff);
	KUNIT_EXPECT_TRUE(test, LINUX_VERSION_CODE >= KERNEL_VERSION(6, 18, 0));
}

/*
 * All values below 3 * 2^30 are equally likely.  If the generator only used a product of 64 bits,
 * every third value would be twice as likely, and 1,500 of 3,000 numbers would be multiples of 3.
 */
static void random_test_fair(struct kunit *test)
{
	unsigned int multiples = 0;

	for (unsigned int i = 0; i < 3000; i++)
		multiples += get_random_u32_below(3U << 30) % 3 == 0;
	KUNIT_EXPECT_GT(test, multiples, 800U);
	KUNIT_EXPECT_LT(test, multiples, 1200U);	/* 400 above and below 1,000 */
}

static const struct kunit_case random_cases[] = {
	KUNIT_CASE(random_test_block),
	KUNIT_CASE(random_test_fair),
	KUNIT_CASE(random_test_ranges),
	KUNIT_CASE(random_test_bytes),
	KUNIT_CASE(random_test_numbers),
	KUNIT_CASE(random_test_stir),
	KUNIT_CASE(random_test_version),
	{}
};

static struct kunit_suite random_suite = {
	.name = "random",
	.test_cases = random_cases,
};
kunit_test_suite(random_suite);
