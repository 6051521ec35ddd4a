// SPDX-License-Identifier: BSD-2-Clause

/*
 * Tests of divisors, fractions, linear ranges, decimal digits, reversed bits, heaps and UUIDs.
 */

#include <kunit/test.h>
#include <linux/bcd.h>
#include <linux/bitrev.h>
#include <linux/gcd.h>
#include <linux/kernel.h>
#include <linux/lcm.h>
#include <linux/linear_range.h>
#include <linux/min_heap.h>
#include <linux/prandom.h>
#include <linux/rational.h>
#include <linux/reciprocal_div.h>
#include <linux/uuid.h>

#include "../warnings.h"

static void rational_divisors(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, gcd(48, 36), 12);
	KUNIT_EXPECT_EQ(test, gcd(0, 7), 7);
	KUNIT_EXPECT_EQ(test, gcd(7, 0), 7);
	KUNIT_EXPECT_EQ(test, gcd(1UL << 63, 3UL << 62), 1UL << 62);
	KUNIT_EXPECT_EQ(test, lcm(4, 6), 12);
	KUNIT_EXPECT_EQ(test, lcm(4, 0), 0);
	KUNIT_EXPECT_EQ(test, lcm_not_zero(4, 0), 4);
	KUNIT_EXPECT_EQ(test, lcm_not_zero(0, 9), 9);
	KUNIT_EXPECT_EQ(test, lcm_not_zero(4, 6), 12);
}

/* Compare with a search of all fractions: none may be closer. */
static void rational_best_of_all(struct kunit *test)
{
	static const struct { unsigned long n, d, max_n, max_d, best_n, best_d; } known[] = {
		{ 5000, 3, 100, 20, 100, 1 },	/* above all fractions */
		{ 1, 40, 50, 12, 0, 1 },	/* below half of the smallest one */
		{ 1, 23, 50, 12, 1, 12 },	/* closer to the smallest one */
		{ 314159265, 100000000, 1000, 1000, 355, 113 },
		{ ULONG_MAX, ULONG_MAX - 1, ULONG_MAX, ULONG_MAX, ULONG_MAX, ULONG_MAX - 1 },
	};
	unsigned long n, d;

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		rational_best_approximation(known[i].n, known[i].d, known[i].max_n, known[i].max_d,
					    &n, &d);
		KUNIT_EXPECT_EQ_MSG(test, n, known[i].best_n, "fraction %zu", i);
		KUNIT_EXPECT_EQ_MSG(test, d, known[i].best_d, "fraction %zu", i);
	}
	for (unsigned long x = 1; x < 60; x++) {
		long best = LONG_MAX;

		rational_best_approximation(x, 59, 12, 9, &n, &d);
		/* The distance of a / b is proportional to (a * 59 - b * x) / b. */
		for (long a = 0; a <= 12; a++)
			for (long b = 1; b <= 9; b++)
				best = min(best, abs(a * 59 - b * (long)x) * 2520 / b);
		KUNIT_EXPECT_EQ_MSG(test, abs((long)n * 59 - (long)(d * x)) * 2520 / (long)d, best,
				    "%lu/59", x);
	}
}

static void rational_reciprocal(struct kunit *test)
{
	static const u32 numbers[] = { 1, 2, 3, 5, 7, 10, 641, 65535, 65536, 0x7fffffff, 0x80000000,
				       0x80000001, U32_MAX };

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		struct reciprocal_value r = reciprocal_value(numbers[i]);

		for (size_t k = 0; k < ARRAY_SIZE(numbers); k++)
			for (u32 off = 0; off < 3; off++)
				KUNIT_EXPECT_EQ(test, reciprocal_divide(numbers[k] - off, r),
						(numbers[k] - off) / numbers[i]);
	}
}

static void rational_ranges(struct kunit *test)
{
	static const struct linear_range r[] = {
		LINEAR_RANGE(100, 2, 6, 10),	/* 100 to 140 */
		LINEAR_RANGE_IDX(1, 200, 7, 8, 0),
	};
	unsigned int v = 0;
	bool found;

	KUNIT_EXPECT_EQ(test, linear_range_values_in_range(r), 5);
	KUNIT_EXPECT_EQ(test, linear_range_values_in_range_array(r, 2), 7);
	KUNIT_EXPECT_EQ(test, linear_range_get_max_value(r), 140);
	KUNIT_EXPECT_EQ(test, linear_range_get_value(r, 4, &v), 0);
	KUNIT_EXPECT_EQ(test, v, 120);
	KUNIT_EXPECT_EQ(test, linear_range_get_value(r, 7, &v), -EINVAL);
	KUNIT_EXPECT_EQ(test, linear_range_get_value_array(r, 2, 8, &v), 0);
	KUNIT_EXPECT_EQ(test, v, 200);
	KUNIT_EXPECT_EQ(test, linear_range_get_selector_low(r, 99, &v, &found), -EINVAL);
	KUNIT_EXPECT_EQ(test, linear_range_get_selector_low(r, 139, &v, &found), 0);
	KUNIT_EXPECT_TRUE(test, v == 5 && found);
	KUNIT_EXPECT_EQ(test, linear_range_get_selector_low(r, 141, &v, &found), 0);
	KUNIT_EXPECT_TRUE(test, v == 6 && !found);
	KUNIT_EXPECT_EQ(test, linear_range_get_selector_low_array(r, 2, 200, &v, &found), 0);
	KUNIT_EXPECT_TRUE(test, v == 7 && found);
	KUNIT_EXPECT_EQ(test, linear_range_get_selector_low_array(r, 2, 150, &v, &found), 0);
	KUNIT_EXPECT_TRUE(test, v == 6 && !found);
	KUNIT_EXPECT_EQ(test, linear_range_get_selector_high(r, 141, &v, &found), -EINVAL);
	KUNIT_EXPECT_EQ(test, linear_range_get_selector_high(r, 101, &v, &found), 0);
	KUNIT_EXPECT_TRUE(test, v == 3 && found);
	KUNIT_EXPECT_EQ(test, linear_range_get_selector_high(r, 1, &v, &found), 0);
	KUNIT_EXPECT_TRUE(test, v == 2 && !found);
	KUNIT_EXPECT_EQ(test, linear_range_get_selector_high(&r[1], 200, &v, &found), 0);
	KUNIT_EXPECT_EQ(test, v, 8);
	linear_range_get_selector_within(r, 1, &v);
	KUNIT_EXPECT_EQ(test, v, 2);
	linear_range_get_selector_within(r, 1000, &v);
	KUNIT_EXPECT_EQ(test, v, 6);
	linear_range_get_selector_within(r, 111, &v);
	KUNIT_EXPECT_EQ(test, v, 3);
}

static void rational_digits_and_bits(struct kunit *test)
{
	for (unsigned int i = 0; i < 100; i++)
		KUNIT_EXPECT_EQ(test, bcd2bin(bin2bcd(i)), i);
	KUNIT_EXPECT_EQ(test, bin2bcd(59), 0x59);
	KUNIT_EXPECT_TRUE(test, bcd_is_valid(0x99));
	KUNIT_EXPECT_FALSE(test, bcd_is_valid(0x9a));
	KUNIT_EXPECT_FALSE(test, bcd_is_valid(0xa0));
	KUNIT_EXPECT_EQ(test, bitrev8(0x13), 0xc8);
	KUNIT_EXPECT_EQ(test, bitrev16(0x1301), 0x80c8);
	KUNIT_EXPECT_EQ(test, bitrev32(0x00000013), 0xc8000000);
	KUNIT_EXPECT_EQ(test, bitrev8x4(0x13000001), 0xc8000080);
}

struct rational_item {
	int key;
	char pad[5];
};

static bool rational_less(const void *a, const void *b, void *args)
{
	return ((const struct rational_item *)a)->key < ((const struct rational_item *)b)->key;
}

static void rational_swap(void *a, void *b, void *args)
{
	swap(*(struct rational_item *)a, *(struct rational_item *)b);
	++*(int *)args;
}

/* Remove all elements.  Their keys must not become smaller. */
#define rational_drain(test, heap, cb, args)						\
({											\
	int __last = INT_MIN, __n = 0;							\
	for (; (heap)->nr; __n++) {							\
		KUNIT_EXPECT_LE(test, __last, min_heap_peek(heap)->key);		\
		__last = min_heap_peek(heap)->key;					\
		KUNIT_EXPECT_TRUE(test, min_heap_pop(heap, cb, args));			\
	}										\
	__n;										\
})

static void rational_heap(struct kunit *test)
{
	static const struct min_heap_callbacks by_swap = { rational_less, rational_swap };
	static const struct min_heap_callbacks by_bytes = { .less = rational_less };
	MIN_HEAP_PREALLOCATED(struct rational_item, rational_heap, 16) heap;
	struct rational_item item = { 0 };
	struct rnd_state rnd;
	unsigned long warned;
	int swaps = 0;

	prandom_seed_state(&rnd, 7);
	min_heap_init(&heap, NULL, 16);
	warned = warnings_seen();
	/* WARN_ONCE(): an earlier run may have warned. */
	KUNIT_EXPECT_FALSE(test, min_heap_pop(&heap, &by_swap, &swaps));
	KUNIT_EXPECT_LE(test, warnings_seen(), warned + 1);
	KUNIT_EXPECT_PTR_EQ(test, min_heap_peek(&heap), NULL);
	for (int i = 0; i < 16; i++) {
		item.key = (int)(prandom_u32_state(&rnd) % 20);
		KUNIT_EXPECT_FALSE(test, min_heap_full(&heap));
		KUNIT_EXPECT_TRUE(test, min_heap_push(&heap, &item, &by_swap, &swaps));
	}
	KUNIT_EXPECT_TRUE(test, min_heap_full(&heap));
	warned = warnings_seen();
	KUNIT_EXPECT_FALSE(test, min_heap_push(&heap, &item, &by_swap, &swaps));
	KUNIT_EXPECT_LE(test, warnings_seen(), warned + 1);
	KUNIT_EXPECT_EQ(test, rational_drain(test, &heap, &by_swap, &swaps), 16);
	KUNIT_EXPECT_GT(test, swaps, 0);

	heap.nr = 15;
	for (int i = 0; i < 15; i++)
		heap.data[i].key = 15 - i;
	min_heapify_all(&heap, &by_bytes, NULL);
	KUNIT_EXPECT_EQ(test, min_heap_peek(&heap)->key, 1);
	item.key = 100;
	min_heap_pop_push(&heap, &item, &by_bytes, NULL);
	KUNIT_EXPECT_EQ(test, min_heap_peek(&heap)->key, 2);
	KUNIT_EXPECT_TRUE(test, min_heap_del(&heap, 9, &by_bytes, NULL));
	KUNIT_EXPECT_TRUE(test, min_heap_del(&heap, (size_t)heap.nr - 1, &by_bytes, NULL));
	heap.data[12].key = -5;
	min_heap_sift_up(&heap, 12, &by_bytes, NULL);
	KUNIT_EXPECT_EQ(test, min_heap_peek(&heap)->key, -5);
	heap.data[0].key = 50;
	min_heap_sift_down(&heap, 0, &by_bytes, NULL);
	KUNIT_EXPECT_EQ(test, rational_drain(test, &heap, &by_bytes, NULL), 13);
}

static void rational_uuid(struct kunit *test)
{
	static const char text[] = "00112233-4455-6677-8899-aAbBcCdDeEfF and more";
	static const uuid_t known = UUID_INIT(0x00112233, 0x4455, 0x6677, 0x88, 0x99, 0xaa, 0xbb,
					      0xcc, 0xdd, 0xee, 0xff);
	static const guid_t known_guid = GUID_INIT(0x00112233, 0x4455, 0x6677, 0x88, 0x99, 0xaa,
						   0xbb, 0xcc, 0xdd, 0xee, 0xff);
	char buf[UUID_STRING_LEN + 1], bad[UUID_STRING_LEN + 1];
	u8 raw[UUID_SIZE];
	uuid_t u = uuid_null, other;
	guid_t g;

	KUNIT_EXPECT_TRUE(test, uuid_is_valid(text));
	KUNIT_EXPECT_EQ(test, uuid_parse(text, &u), 0);
	KUNIT_EXPECT_TRUE(test, uuid_equal(&u, &known));
	KUNIT_EXPECT_EQ(test, u.b[0], 0);
	KUNIT_EXPECT_EQ(test, u.b[3], 0x33);
	KUNIT_EXPECT_EQ(test, guid_parse(text, &g), 0);
	KUNIT_EXPECT_TRUE(test, guid_equal(&g, &known_guid));
	KUNIT_EXPECT_EQ(test, g.b[0], 0x33);
	KUNIT_EXPECT_EQ(test, g.b[15], 0xff);
	snprintf(buf, sizeof(buf), "%pUb", &u);
	KUNIT_EXPECT_STREQ(test, buf, "00112233-4455-6677-8899-aabbccddeeff");
	snprintf(buf, sizeof(buf), "%pUL", &g);
	KUNIT_EXPECT_STREQ(test, buf, "00112233-4455-6677-8899-AABBCCDDEEFF");
	for (int i = 0; i < UUID_STRING_LEN; i++) {
		strscpy(bad, text, sizeof(bad));
		bad[i] = bad[i] == '-' ? '0' : i % 2 ? '-' : 'g';
		KUNIT_EXPECT_EQ(test, uuid_parse(bad, &u), -EINVAL);
	}
	KUNIT_EXPECT_EQ(test, uuid_parse("00112233", &u), -EINVAL);
	KUNIT_EXPECT_TRUE(test, uuid_equal(&u, &known));
	export_uuid(raw, &u);
	import_uuid(&other, raw);
	KUNIT_EXPECT_TRUE(test, uuid_equal(&u, &other));
	KUNIT_EXPECT_TRUE(test, uuid_is_null(&uuid_null) && guid_is_null(&guid_null));
	KUNIT_EXPECT_FALSE(test, uuid_is_null(&u));
	uuid_gen(&u);
	uuid_gen(&other);
	KUNIT_EXPECT_FALSE(test, uuid_equal(&u, &other));
	KUNIT_EXPECT_EQ(test, u.b[6] >> 4, 4);
	KUNIT_EXPECT_EQ(test, u.b[8] >> 6, 2);
	guid_gen(&g);
	KUNIT_EXPECT_EQ(test, g.b[7] >> 4, 4);
	KUNIT_EXPECT_EQ(test, g.b[8] >> 6, 2);
	generate_random_uuid(raw);
	KUNIT_EXPECT_EQ(test, raw[6] >> 4, 4);
}

static struct kunit_case rational_cases[] = {
	KUNIT_CASE(rational_divisors),
	KUNIT_CASE(rational_best_of_all),
	KUNIT_CASE(rational_reciprocal),
	KUNIT_CASE(rational_ranges),
	KUNIT_CASE(rational_digits_and_bits),
	KUNIT_CASE(rational_heap),
	KUNIT_CASE(rational_uuid),
	{ }
};

static struct kunit_suite rational_suite = {
	.name = "rational",
	.test_cases = rational_cases,
};
kunit_test_suite(rational_suite);
