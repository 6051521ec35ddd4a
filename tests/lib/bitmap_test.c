// SPDX-License-Identifier: BSD-2-Clause

/* Tests of operations on single words (bit scans, counts, rotations, logarithms) and on bitmaps. */

#include <kunit/test.h>
#include <linux/bitfield.h>
#include <linux/bitmap.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/prandom.h>

#define NBITS	200

/* Hide the value from the compiler, which would otherwise compute the result at compile time. */
static unsigned long hidden(unsigned long v)
{
	OPTIMIZER_HIDE_VAR(v);
	return v;
}

static void bitops_scans(struct kunit *test)
{
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_seed(test));
	for (unsigned int bit = 0; bit < 64; bit++) {
		KUNIT_ASSERT_EQ(test, __ffs_bit_hot(hidden(1UL << bit)), bit);
		for (int i = 0; i < 20; i++) {
			unsigned long r = prandom_u32_state(&rnd) * 0x100000001UL;
			unsigned long low = hidden((r | 1) << bit);
			unsigned long high = hidden((r | 1UL << 63) >> (63 - bit));
			u64 map;

			KUNIT_ASSERT_EQ(test, __ffs(low), bit);
			KUNIT_ASSERT_EQ(test, __ffs_hot(low), bit);
			map = low;
			KUNIT_ASSERT_EQ(test, __ffs_clear_hot(&map), bit);
			KUNIT_ASSERT_EQ(test, map, low & (low - 1));
			KUNIT_ASSERT_EQ(test, ffz(~low), bit);
			KUNIT_ASSERT_EQ(test, __fls(high), bit);
			KUNIT_ASSERT_EQ(test, fls64(high), bit + 1);
			KUNIT_ASSERT_EQ(test, fls_long(high), bit + 1);
			if (bit < 32) {
				KUNIT_ASSERT_EQ(test, ffs((int)(u32)low), bit + 1);
				KUNIT_ASSERT_EQ(test, fls((u32)high), bit + 1);
			}
		}
	}
	KUNIT_EXPECT_EQ(test, ffs((int)hidden(0)), 0);
	KUNIT_EXPECT_EQ(test, fls((unsigned int)hidden(0)), 0);
	KUNIT_EXPECT_EQ(test, fls64(hidden(0)), 0);
	KUNIT_EXPECT_EQ(test, fns(0x91, 0), 0);
	KUNIT_EXPECT_EQ(test, fns(0x91, 2), 7);
	KUNIT_EXPECT_EQ(test, fns(0x91, 3), 64);
}

static void bitops_weights(struct kunit *test)
{
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_seed(test));
	for (int i = 0; i < 2000; i++) {
		u64 v = (u64)prandom_u32_state(&rnd) << 32 | prandom_u32_state(&rnd), t;
		unsigned int n = 0;

		for (t = v; t; t >>= 1)
			n += t & 1;
		KUNIT_ASSERT_EQ(test, hweight64(hidden(v)), n);
		KUNIT_ASSERT_EQ(test, hweight32(v) + hweight32(v >> 32), n);
		KUNIT_ASSERT_EQ(test, hweight16(v) + hweight16(v >> 16) + hweight32(v >> 32), n);
	}
	KUNIT_EXPECT_EQ(test, hweight64(hidden(~0UL)), 64);
	KUNIT_EXPECT_EQ(test, hweight8(0xff01), 1);
}

static void bitops_shifts(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, rol32(0x80000001, 1), 3);
	KUNIT_EXPECT_EQ(test, ror32(0x80000001, 1), 0xc0000000);
	KUNIT_EXPECT_EQ(test, rol64(0x8000000000000001, 4), 0x18);
	KUNIT_EXPECT_EQ(test, ror8(1, 1), 0x80);
	KUNIT_EXPECT_EQ(test, rol16(0x8001, 0), 0x8001);
	KUNIT_EXPECT_EQ(test, sign_extend32(0x80, 7), -128);
	KUNIT_EXPECT_EQ(test, sign_extend32(0x7f, 7), 127);
	KUNIT_EXPECT_EQ(test, sign_extend64(1ULL << 38, 38), -(1LL << 38));
	KUNIT_EXPECT_EQ(test, GENMASK(7, 4), 0xf0);
	KUNIT_EXPECT_EQ(test, GENMASK(63, 0), ~0UL);
	KUNIT_EXPECT_EQ(test, FIELD_GET(GENMASK(11, 8), 0xabcd), 0xb);
	KUNIT_EXPECT_EQ(test, FIELD_PREP(GENMASK(11, 8), 0x5), 0x500);
	KUNIT_EXPECT_TRUE(test, FIELD_FIT(GENMASK(11, 8), 0xf));
	KUNIT_EXPECT_FALSE(test, FIELD_FIT(GENMASK(11, 8), 0x10));
}

static void bitops_logarithms(struct kunit *test)
{
	for (unsigned int k = 1; k < 63; k++) {
		unsigned long p = hidden(1UL << k);

		KUNIT_ASSERT_EQ(test, ilog2(p), k);
		KUNIT_ASSERT_EQ(test, ilog2(hidden(p + 1)), k);
		KUNIT_ASSERT_EQ(test, ilog2(hidden(p - 1)), k - 1);
		KUNIT_ASSERT_TRUE(test, is_power_of_2(p));
		KUNIT_ASSERT_EQ(test, roundup_pow_of_two(hidden(p)), p);
		KUNIT_ASSERT_EQ(test, roundup_pow_of_two(hidden(p + 1)), p * 2);
		KUNIT_ASSERT_EQ(test, rounddown_pow_of_two(hidden(p + 1)), k == 0 ? 2 : p);
		KUNIT_ASSERT_EQ(test, order_base_2(p), k);
		KUNIT_ASSERT_EQ(test, order_base_2(p + 1), k + 1);
		KUNIT_ASSERT_EQ(test, bits_per(p), k + 1);
	}
	KUNIT_EXPECT_FALSE(test, is_power_of_2(0));
	KUNIT_EXPECT_FALSE(test, is_power_of_2(6));
	KUNIT_EXPECT_EQ(test, order_base_2(0), 0);
	KUNIT_EXPECT_EQ(test, order_base_2(1), 0);
	KUNIT_EXPECT_EQ(test, roundup_pow_of_two(1), 1);
	KUNIT_EXPECT_EQ(test, roundup_pow_of_two(2), 2);
	KUNIT_EXPECT_EQ(test, roundup_pow_of_two(3), 4);
	KUNIT_EXPECT_EQ(test, ilog2(1024), 10);
}

static void bitops_atomic(struct kunit *test)
{
	DECLARE_BITMAP(map, 128) = { 0 };

	set_bit(0, map);
	set_bit(127, map);
	KUNIT_EXPECT_EQ(test, map[0], 1);
	KUNIT_EXPECT_EQ(test, map[1], 1UL << 63);
	KUNIT_EXPECT_TRUE(test, test_bit(127, map));
	KUNIT_EXPECT_FALSE(test, test_bit(126, map));
	KUNIT_EXPECT_TRUE(test, test_and_set_bit(0, map));
	KUNIT_EXPECT_FALSE(test, test_and_set_bit(64, map));
	KUNIT_EXPECT_TRUE(test, test_and_clear_bit(64, map));
	KUNIT_EXPECT_FALSE(test, test_and_clear_bit(64, map));
	KUNIT_EXPECT_FALSE(test, test_and_change_bit(65, map));
	KUNIT_EXPECT_TRUE(test, test_and_change_bit(65, map));
	change_bit(3, map);
	clear_bit(0, map);
	KUNIT_EXPECT_EQ(test, map[0], 8);
	KUNIT_EXPECT_FALSE(test, test_and_set_bit_lock(9, map));
	KUNIT_EXPECT_TRUE(test, test_and_set_bit_lock(9, map));
	clear_bit_unlock(9, map);
	assign_bit(70, map, true);
	__assign_bit(3, map, false);
	KUNIT_EXPECT_EQ(test, map[0], 0);
	KUNIT_EXPECT_TRUE(test, __test_and_clear_bit(70, map));
	KUNIT_EXPECT_FALSE(test, __test_and_set_bit(70, map));
	KUNIT_EXPECT_TRUE(test, __test_and_change_bit(70, map));
	KUNIT_EXPECT_EQ(test, map[1], 1UL << 63);
}

/* A bitmap, and a copy of it that has one byte for each bit. */
static DECLARE_BITMAP(map, NBITS);
static u8 bits[NBITS];

static void random_runs(struct rnd_state *rnd)
{
	bool v = prandom_u32_below(rnd, 2);
	unsigned int i = 0;

	/* Fill the bits beyond the end with random values: they must not affect a result. */
	memset(map, (int)prandom_u32_state(rnd), sizeof(map));
	while (i < NBITS) {
		unsigned int n = min(prandom_u32_below(rnd, 70) + 1, NBITS - i);

		if (v)
			bitmap_set(map, i, n);
		else
			bitmap_clear(map, i, n);
		memset(bits + i, v, n);
		i += n;
		v = !v;
	}
}

static unsigned int model_next(unsigned int from, unsigned int size, u8 value)
{
	while (from < size && bits[from] != value)
		from++;
	return min(from, size);
}

static void bitmap_find(struct kunit *test)
{
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_seed(test));
	for (int round = 0; round < 100; round++) {
		unsigned int size = prandom_u32_below(&rnd, NBITS + 1), last = size, n = 0, nth = 0;

		random_runs(&rnd);
		for (unsigned int i = 0; i <= size; i++) {
			KUNIT_ASSERT_EQ(test, find_next_bit(map, size, i), model_next(i, size, 1));
			KUNIT_ASSERT_EQ(test, find_next_zero_bit(map, size, i),
					model_next(i, size, 0));
		}
		for (unsigned int i = 0; i < size; i++) {
			if (!bits[i])
				continue;
			KUNIT_ASSERT_EQ(test, find_nth_bit(map, size, nth++), i);
			last = i;
			n++;
		}
		KUNIT_ASSERT_EQ(test, find_nth_bit(map, size, n), size);
		KUNIT_ASSERT_EQ(test, find_last_bit(map, size), last);
		KUNIT_ASSERT_EQ(test, bitmap_weight(map, size), n);
		KUNIT_ASSERT_EQ(test, bitmap_empty(map, size), n == 0);
		KUNIT_ASSERT_EQ(test, bitmap_full(map, size), n == size);
	}
	KUNIT_EXPECT_EQ(test, find_next_bit(map, 64, 100), 64);
}

static void bitmap_iterate(struct kunit *test)
{
	struct rnd_state rnd;
	unsigned int b, e, i, covered = 0;

	prandom_seed_state(&rnd, kunit_seed(test));
	random_runs(&rnd);
	i = 0;
	for_each_set_bit(b, map, NBITS) {
		i = model_next(i, NBITS, 1);
		KUNIT_ASSERT_EQ(test, b, i++);
	}
	KUNIT_EXPECT_EQ(test, model_next(i, NBITS, 1), NBITS);
	for_each_set_bitrange(b, e, map, NBITS) {
		KUNIT_ASSERT_EQ(test, model_next(b, NBITS, 0), e);
		covered += e - b;
	}
	KUNIT_EXPECT_EQ(test, covered, bitmap_weight(map, NBITS));
	covered = 0;
	for_each_clear_bitrange(b, e, map, NBITS) {
		KUNIT_ASSERT_EQ(test, model_next(b, NBITS, 1), e);
		covered += e - b;
	}
	KUNIT_EXPECT_EQ(test, covered, NBITS - bitmap_weight(map, NBITS));
}

static void bitmap_logic(struct kunit *test)
{
	DECLARE_BITMAP(a, NBITS), b[BITS_TO_LONGS(NBITS)], d[BITS_TO_LONGS(NBITS)];
	u8 ma[NBITS], mb[NBITS];
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_seed(test));
	for (int round = 0; round < 50; round++) {
		unsigned int n = prandom_u32_below(&rnd, NBITS) + 1;
		unsigned int shift = prandom_u32_below(&rnd, n);
		bool any = false, subset = true;

		random_runs(&rnd);
		bitmap_copy(a, map, NBITS);
		memcpy(ma, bits, NBITS);
		random_runs(&rnd);
		bitmap_copy(b, map, NBITS);
		memcpy(mb, bits, NBITS);
		for (unsigned int i = 0; i < n; i++) {
			any |= ma[i] && mb[i];
			subset &= !ma[i] || mb[i];
		}
		KUNIT_ASSERT_EQ(test, bitmap_and(d, a, b, n), any);
		KUNIT_ASSERT_EQ(test, bitmap_intersects(a, b, n), any);
		KUNIT_ASSERT_EQ(test, bitmap_subset(a, b, n), subset);
		for (unsigned int i = 0; i < n; i++)
			KUNIT_ASSERT_EQ(test, test_bit(i, d), ma[i] & mb[i]);
		KUNIT_ASSERT_EQ(test, bitmap_andnot(d, a, b, n), !subset);
		bitmap_or(d, a, b, n);
		for (unsigned int i = 0; i < n; i++)
			KUNIT_ASSERT_EQ(test, test_bit(i, d), ma[i] | mb[i]);
		bitmap_xor(d, a, b, n);
		bitmap_xor(d, d, b, n);
		KUNIT_ASSERT_TRUE(test, bitmap_equal(d, a, n));
		change_bit(n - 1, d);
		KUNIT_ASSERT_FALSE(test, bitmap_equal(d, a, n));
		bitmap_shift_right(d, a, shift, n);
		for (unsigned int i = 0; i < n; i++)
			KUNIT_ASSERT_EQ(test, test_bit(i, d), i + shift < n && ma[i + shift]);
		bitmap_shift_left(d, a, shift, n);
		for (unsigned int i = 0; i < n; i++)
			KUNIT_ASSERT_EQ(test, test_bit(i, d), i >= shift && ma[i - shift]);
	}
}

/* The n-th set bit of the old map becomes the n-th of the new one. */
static void bitmap_remapping(struct kunit *test)
{
	DECLARE_BITMAP(old, NBITS) = {};
	DECLARE_BITMAP(new, NBITS) = {};
	DECLARE_BITMAP(src, NBITS) = {};
	DECLARE_BITMAP(dst, NBITS);

	for (unsigned int i = 0; i < 3; i++) {
		__set_bit(60 + 10 * i, old);
		__set_bit(199 - 100 * (i % 2), new);
	}
	KUNIT_EXPECT_EQ(test, bitmap_bitremap(60, old, new, NBITS), 99);
	KUNIT_EXPECT_EQ(test, bitmap_bitremap(70, old, new, NBITS), 199);
	KUNIT_EXPECT_EQ(test, bitmap_bitremap(80, old, new, NBITS), 99);
	KUNIT_EXPECT_EQ(test, bitmap_bitremap(61, old, new, NBITS), 61);
	KUNIT_EXPECT_EQ(test, bitmap_bitremap(-1, old, new, NBITS), -1);
	KUNIT_EXPECT_EQ(test, bitmap_bitremap(60, old, src, NBITS), 60);
	__set_bit(70, src);
	__set_bit(5, src);
	bitmap_remap(dst, src, old, new, NBITS);
	KUNIT_EXPECT_EQ(test, bitmap_weight(dst, NBITS), 2U);
	KUNIT_EXPECT_TRUE(test, test_bit(199, dst) && test_bit(5, dst));
}

static void bitmap_areas(struct kunit *test)
{
	bitmap_zero(map, NBITS);
	bitmap_set(map, 3, 5);
	bitmap_set(map, 70, 1);
	KUNIT_EXPECT_EQ(test, bitmap_find_next_zero_area(map, NBITS, 0, 3, 0), 0);
	KUNIT_EXPECT_EQ(test, bitmap_find_next_zero_area(map, NBITS, 0, 4, 0), 8);
	KUNIT_EXPECT_EQ(test, bitmap_find_next_zero_area(map, NBITS, 0, 62, 0), 8);
	KUNIT_EXPECT_EQ(test, bitmap_find_next_zero_area(map, NBITS, 0, 63, 0), 71);
	KUNIT_EXPECT_EQ(test, bitmap_find_next_zero_area(map, NBITS, 0, 16, 15), 16);
	KUNIT_EXPECT_EQ(test, bitmap_find_next_zero_area_off(map, NBITS, 0, 16, 15, 3), 13);
	KUNIT_EXPECT_EQ(test, bitmap_find_next_zero_area(map, NBITS, 0, 129, 0), 71);
	KUNIT_EXPECT_GT(test, bitmap_find_next_zero_area(map, NBITS, 0, 130, 0), NBITS);
	KUNIT_EXPECT_EQ(test, bitmap_find_free_region(map, 64, 3), 8);
	KUNIT_EXPECT_EQ(test, bitmap_find_free_region(map, 64, 5), 32);
	KUNIT_EXPECT_EQ(test, bitmap_find_free_region(map, 64, 5), -ENOMEM);
	KUNIT_EXPECT_EQ(test, bitmap_find_free_region(map, 64, 64), -ENOMEM);
	KUNIT_EXPECT_EQ(test, bitmap_find_free_region(map, 64, -1), -ENOMEM);
	KUNIT_EXPECT_EQ(test, bitmap_allocate_region(map, 32, 0), -EBUSY);
	bitmap_release_region(map, 32, 5);
	KUNIT_EXPECT_EQ(test, bitmap_allocate_region(map, 32, 5), 0);
}

static void bitmap_lists(struct kunit *test)
{
	static const struct {
		const char *text, *list;
		int err;
	} lists[] = {
		{ "", "", 0 }, { "0", "0", 0 }, { "0-3,8", "0-3,8", 0 }, { "8, 0-3\n", "0-3,8", 0 },
		{ "0-15:2/4", "0-1,4-5,8-9,12-13", 0 }, { "0-9:3/4", "0-2,4-6,8-9", 0 },
		{ "N", "99", 0 }, { "90-N", "90-99", 0 }, { "all", "0-99", 0 },
		{ "100", NULL, -ERANGE }, { "5-3", NULL, -EINVAL }, { "a", NULL, -EINVAL },
		{ "1-", NULL, -EINVAL }, { "0-5:3", NULL, -EINVAL }, { "0-5:3/0", NULL, -EINVAL },
		{ "0-5:4/3", NULL, -EINVAL }, { "1x", NULL, -EINVAL },
		{ "99999999999", NULL, -EOVERFLOW }, { "1\n2", "1", 0 }, { "\n,2", "2", 0 },
	};
	char buf[64];

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		memset(map, 0xff, sizeof(map));
		KUNIT_EXPECT_EQ_MSG(test, bitmap_parselist(lists[i].text, map, 100), lists[i].err,
				    "\"%s\"", lists[i].text);
		if (lists[i].err)
			continue;
		snprintf(buf, sizeof(buf), "%*pbl", 100, map);
		KUNIT_EXPECT_STREQ(test, buf, lists[i].list);
	}
}

static void bitmap_masks(struct kunit *test)
{
	static const struct {
		const char *text, *list;
		int err;
	} masks[] = {
		{ "", "", 0 }, { " ,\n1", "", 0 }, { "1", "0", 0 }, { "f,00000000", "32-35", 0 },
		{ "8,0,0,1", "0,99", 0 }, { " 1 , ,0\n", "32", 0 }, { "fFfffFff", "0-31", 0 },
		{ "10,0,0,1", NULL, -EOVERFLOW }, { "0,1,0,0,0", NULL, -EOVERFLOW },
		{ "123456789", NULL, -EOVERFLOW }, { "1x", NULL, -EINVAL },
		{ "0-3", NULL, -EINVAL },
	};
	char buf[64];

	for (size_t i = 0; i < ARRAY_SIZE(masks); i++) {
		memset(map, 0xff, sizeof(map));
		KUNIT_EXPECT_EQ_MSG(test, bitmap_parse(masks[i].text, UINT_MAX, map, 100),
				    masks[i].err, "\"%s\"", masks[i].text);
		if (masks[i].err)
			continue;
		snprintf(buf, sizeof(buf), "%*pbl", 100, map);
		KUNIT_EXPECT_STREQ(test, buf, masks[i].list);
	}
	/* Only the given number of characters is read. */
	KUNIT_EXPECT_EQ(test, bitmap_parse("1x", 1, map, 100), 0);
	KUNIT_EXPECT_EQ(test, map[0], 1UL);
}

static void bitmap_print(struct kunit *test)
{
	static unsigned long bits[2] = { 0xf0, 1 };
	char *page = (char *)get_zeroed_page(GFP_KERNEL);
	char buf[32] = "";
	char list[] = "4-7,64\n", mask[] = "1,00000000,000000f0\n";

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, bitmap_print_to_pagebuf(true, page, bits, 65), (int)strlen(list));
	KUNIT_EXPECT_STREQ(test, page, list);
	KUNIT_EXPECT_EQ(test, bitmap_print_to_pagebuf(false, page, bits, 65), (int)strlen(mask));
	KUNIT_EXPECT_STREQ(test, page, mask);
	/* The text ends with the page. */
	KUNIT_EXPECT_EQ(test, bitmap_print_to_pagebuf(true, page + PAGE_SIZE - 4, bits, 65), 3);
	KUNIT_EXPECT_STREQ(test, page + PAGE_SIZE - 4, "4-7");
	free_page((unsigned long)page);

	KUNIT_EXPECT_EQ(test, bitmap_print_list_to_buf(buf, bits, 65, 0, sizeof(buf)),
			(int)sizeof(list));
	KUNIT_EXPECT_STREQ(test, buf, list);
	KUNIT_EXPECT_EQ(test, bitmap_print_list_to_buf(buf, bits, 65, 4, 2), 2);
	KUNIT_EXPECT_STREQ(test, buf, "647,64\n");
	KUNIT_EXPECT_EQ(test, bitmap_print_bitmask_to_buf(buf, bits, 65, 2, sizeof(buf)),
			(int)sizeof(mask) - 2);
	KUNIT_EXPECT_STREQ(test, buf, mask + 2);
}

static void bitmap_cuts(struct kunit *test)
{
	unsigned long bits[4] = { 0, 0xa5, 0xffff0000, 0x5a00 }, copy[4];

	memcpy(copy, bits, sizeof(bits));
	bitmap_cut(copy, copy, 2, 3, 8);
	KUNIT_EXPECT_EQ(test, copy[0], 0UL);
	bitmap_cut(copy, bits + 1, 2, 3, 8);
	KUNIT_EXPECT_EQ(test, copy[0] & 0xff, 0x15UL);
	bitmap_cut(copy, bits + 1, 2, UINT_MAX, 8);
	KUNIT_EXPECT_EQ(test, copy[0] & 0xff, 1UL);
	/* The bitmaps overlap.  Bits of the last word move down from beyond the end. */
	bitmap_cut(bits, bits + 1, 4, 64 + 12, 128 + 12);
	KUNIT_EXPECT_EQ(test, bits[0], 0xa0000000000ffff5UL);
	KUNIT_EXPECT_EQ(test, bits[1], 5UL);
}

static void bitmap_memory(struct kunit *test)
{
	static volatile unsigned int most = UINT_MAX;
	unsigned long *plain = bitmap_alloc(NBITS, GFP_KERNEL),
		      *zeroed = bitmap_zalloc(NBITS, GFP_KERNEL);

	KUNIT_EXPECT_NOT_NULL(test, plain);
	if (plain) {
		bitmap_fill(plain, NBITS);
		KUNIT_EXPECT_EQ(test, bitmap_weight(plain, NBITS), (unsigned int)NBITS);
	}
	KUNIT_EXPECT_TRUE(test,
			  zeroed && bitmap_empty(zeroed, BITS_TO_LONGS(NBITS) * BITS_PER_LONG));
	bitmap_free(plain);
	bitmap_free(zeroed);
	bitmap_free(NULL);
	/* bitmap_alloc() refuses a number of bits whose size in bytes would wrap around. */
	KUNIT_EXPECT_NULL(test, bitmap_alloc(most, GFP_KERNEL | __GFP_NOWARN));
}

/*
 * With a sanitizer, the compiler does not compute these results at compile time, because each
 * access is checked.
 */
#if defined(__OPTIMIZE__) && !defined(CONFIG_KASAN) && !defined(CONFIG_HOST_SANITIZE_THREAD)
#define FOLDS_CONSTANTS
#define EXPECT_CONSTANT(test, expression, value)					\
do {											\
	unsigned long __constant = (expression);					\
											\
	BUILD_BUG_ON(!__builtin_constant_p(__constant));				\
	KUNIT_EXPECT_EQ(test, __constant, (unsigned long)(value));			\
} while (0)

/* If the bits are known at compile time, the compiler computes the results of the operations. */
static void bitmap_constants(struct kunit *test)
{
	unsigned long a[1] = { 0 }, b[1] = { 0xf0 }, c[1] = { 0 };

	bitmap_clear(a, 0, BITS_PER_LONG);
	if (!test_bit(7, a))
		bitmap_set(a, 5, 2);
	EXPECT_CONSTANT(test, bitmap_weight(a, 20), 2);
	EXPECT_CONSTANT(test, find_first_bit(a, 64), 5);
	EXPECT_CONSTANT(test, find_next_zero_bit(a, 7, 5), 7);
	EXPECT_CONSTANT(test, find_last_bit(a, 64), 6);
	EXPECT_CONSTANT(test, bitmap_empty(a, 5), 1);
	EXPECT_CONSTANT(test, bitmap_subset(a, b, 64), 1);
	EXPECT_CONSTANT(test, bitmap_intersects(a, b, 5), 0);
	__change_bit(31, c);
	bitmap_shift_right(c, c, 11, BITS_PER_LONG);
	EXPECT_CONSTANT(test, test_bit(20, c), 1);
	EXPECT_CONSTANT(test, test_bit(18, c), 0);
	bitmap_or(c, c, a, 64);
	bitmap_and(c, c, b, 64);
	EXPECT_CONSTANT(test, bitmap_equal(c, a, 64), 1);
	bitmap_xor(c, c, b, 64);
	bitmap_shift_left(c, c, 56, 64);
	EXPECT_CONSTANT(test, c[0], 0x9UL << 60);
	bitmap_complement(c, c, 64);
	__assign_bit(60, c, true);
	__assign_bit(63, c, true);
	EXPECT_CONSTANT(test, bitmap_full(c, BITS_PER_LONG), 1);
	bitmap_zero(c, 40);
	EXPECT_CONSTANT(test, bitmap_empty(c, 40), 1);
}
#endif

/*
 * bitmap_read() and bitmap_write() accept 1 to BITS_PER_LONG bits.  For any other number of bits,
 * they read 0 and write nothing.
 */
static void bitmap_values(struct kunit *test)
{
	unsigned long map[4] = { ~0UL, 0x123456789abcdef0, 0, ~0UL };

	for (unsigned long start = 60; start < 68; start++) {
		KUNIT_EXPECT_EQ(test, bitmap_read(map, start, 0), 0UL);
		KUNIT_EXPECT_EQ(test, bitmap_read(map, start, 65), 0UL);
		KUNIT_EXPECT_EQ(test, bitmap_read(map, start, hidden(-1UL)), 0UL);
		bitmap_write(map, hidden(0), start, 0);
		bitmap_write(map, hidden(0), start, 65);
		bitmap_write(map, hidden(0), start, 200);
		bitmap_write(map, hidden(0), start, hidden(-1UL));
	}
	KUNIT_EXPECT_EQ(test, map[0], ~0UL);
	KUNIT_EXPECT_EQ(test, map[1], 0x123456789abcdef0);
	KUNIT_EXPECT_EQ(test, map[2], 0UL);
	KUNIT_EXPECT_EQ(test, map[3], ~0UL);
	KUNIT_EXPECT_EQ(test, bitmap_read(map, 60, 64), 0x23456789abcdef0f);
	bitmap_write(map, 0x1111111111111111, 60, 64);
	KUNIT_EXPECT_EQ(test, map[0], 0x1fffffffffffffff);
	KUNIT_EXPECT_EQ(test, map[1], 0x1111111111111111);
}

static struct kunit_case bitmap_cases[] = {
	KUNIT_CASE(bitops_scans),
	KUNIT_CASE(bitops_weights),
	KUNIT_CASE(bitops_shifts),
	KUNIT_CASE(bitops_logarithms),
	KUNIT_CASE(bitops_atomic),
	KUNIT_CASE(bitmap_find),
	KUNIT_CASE(bitmap_iterate),
	KUNIT_CASE(bitmap_logic),
	KUNIT_CASE(bitmap_remapping),
	KUNIT_CASE(bitmap_areas),
	KUNIT_CASE(bitmap_lists),
	KUNIT_CASE(bitmap_masks),
	KUNIT_CASE(bitmap_print),
	KUNIT_CASE(bitmap_cuts),
	KUNIT_CASE(bitmap_memory),
#ifdef FOLDS_CONSTANTS
	KUNIT_CASE(bitmap_constants),
#endif
	KUNIT_CASE(bitmap_values),
	{}
};

static struct kunit_suite bitmap_suite = {
	.name = "bitmap",
	.test_cases = bitmap_cases,
};
kunit_test_suite(bitmap_suite);
