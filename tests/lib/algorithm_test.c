// SPDX-License-Identifier: BSD-2-Clause

/*
 * Tests of sort, binary search, checksums, SHA-256, random numbers, memory patterns, hex dumps,
 * error names, and the clean-up macros of <linux/cleanup.h>.
 */

#include <crypto/sha2.h>
#include <kunit/test.h>
#include <linux/bsearch.h>
#include <linux/cleanup.h>
#include <linux/crc32.h>
#include <linux/err.h>
#include <linux/errname.h>
#include <linux/glob.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/prandom.h>
#include <linux/sort.h>

static int cmp_int(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return x < y ? -1 : x > y;
}

static int cmp_u64_down(const void *a, const void *b, const void *priv)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	KUNIT_EXPECT_STREQ((struct kunit *)priv, ((const struct kunit *)priv)->name,
			   "algorithm_sort_wide");
	return x > y ? -1 : x < y;
}

static int nr_swaps;

static void counting_swap(void *a, void *b, int size)
{
	nr_swaps++;
	swap(*(int *)a, *(int *)b);
}

static void algorithm_sort(struct kunit *test)
{
	int v[100];
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_seed(test));
	for (size_t n = 0; n <= ARRAY_SIZE(v); n++) {
		long sum = 0;

		for (size_t i = 0; i < n; i++) {
			v[i] = (int)prandom_u32_below(&rnd, 60) - 30;
			sum += v[i] * v[i];
		}
		sort(v, n, sizeof(v[0]), cmp_int, n % 2 ? counting_swap : NULL);
		for (size_t i = 0; i < n; i++) {
			sum -= v[i] * v[i];
			if (i)
				KUNIT_ASSERT_LE(test, v[i - 1], v[i]);
		}
		KUNIT_ASSERT_EQ(test, sum, 0);
	}
	KUNIT_EXPECT_GT(test, nr_swaps, 0);
}

static void algorithm_sort_wide(struct kunit *test)
{
	u64 v[] = { 3, 1, 2, U64_MAX, 0, 1 };
	static const u64 expect[] = { U64_MAX, 3, 2, 1, 1, 0 };
	char odd[][3] = { "b2", "a1", "c3" };

	sort_r(v, ARRAY_SIZE(v), sizeof(v[0]), cmp_u64_down, NULL, test);
	KUNIT_EXPECT_MEMEQ(test, v, expect, sizeof(v));
	sort(odd, 3, sizeof(odd[0]), (cmp_func_t)strcmp, NULL);
	KUNIT_EXPECT_MEMEQ(test, odd, "a1\0b2\0c3", 9);
}

static void algorithm_bsearch(struct kunit *test)
{
	int v[20];

	for (int i = 0; i < 20; i++)
		v[i] = 2 * i;
	for (size_t n = 0; n <= 20; n++) {
		for (int key = -1; key < 42; key++) {
			bool in = key >= 0 && key % 2 == 0 && key < (int)(2 * n);
			int *p = bsearch(&key, v, n, sizeof(v[0]), cmp_int);

			KUNIT_ASSERT_PTR_EQ(test, p, in ? &v[key / 2] : NULL);
		}
	}
}

static void algorithm_crc32(struct kunit *test)
{
	const char *check = "123456789";

	KUNIT_EXPECT_EQ(test, ~crc32_le(~0U, check, 9), 0xcbf43926);
	KUNIT_EXPECT_EQ(test, crc32_be(~0U, check, 9), 0x0376e6e7);
	KUNIT_EXPECT_EQ(test, crc32_le(5, check, 0), 5);
	KUNIT_EXPECT_EQ(test, crc32_le(crc32_le(~0U, check, 4), check + 4, 5),
			crc32_le(~0U, check, 9));
}

/* Examples of FIPS 180-4.  They are hashed with one call, and in pieces of every size. */
static const struct {
	const char *text, *digest;
} digests[] = {
	{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	{ "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
	  "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
	  "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1" },
};

static void algorithm_sha256(struct kunit *test)
{
	for (size_t i = 0; i < ARRAY_SIZE(digests); i++) {
		const u8 *text = (const u8 *)digests[i].text;
		size_t size = strlen(digests[i].text);
		u8 out[SHA256_DIGEST_SIZE], expect[SHA256_DIGEST_SIZE];

		KUNIT_ASSERT_EQ(test, hex2bin(expect, digests[i].digest, sizeof(expect)), 0);
		sha256(text, size, out);
		KUNIT_EXPECT_MEMEQ(test, out, expect, sizeof(out));
		for (size_t piece = 1; piece <= size; piece++) {
			struct sha256_ctx ctx;

			sha256_init(&ctx);
			for (size_t at = 0; at < size; at += piece)
				sha256_update(&ctx, text + at, min(piece, size - at));
			sha256_final(&ctx, out);
			KUNIT_ASSERT_MEMEQ(test, out, expect, sizeof(out));
		}
	}
}

/* Hash the long example of FIPS 180-4: one million times the letter "a". */
static void algorithm_sha256_long(struct kunit *test)
{
	static const u8 a[1000] = { [0 ... 999] = 'a' };
	struct sha256_ctx ctx;
	u8 out[SHA256_DIGEST_SIZE], expect[SHA256_DIGEST_SIZE];

	KUNIT_ASSERT_EQ(test, hex2bin(expect, "cdc76e5c9914fb9281a1c7e284d73e67"
					      "f1809a48a497200e046d39ccc7112cd0", 32), 0);
	sha256_init(&ctx);
	for (int i = 0; i < 1000; i++)
		sha256_update(&ctx, a, sizeof(a));
	sha256_final(&ctx, out);
	KUNIT_EXPECT_MEMEQ(test, out, expect, sizeof(out));
	KUNIT_EXPECT_TRUE(test, mem_is_zero(&ctx, sizeof(ctx)));
}

static void algorithm_prandom(struct kunit *test)
{
	/*
	 * The sequence of numbers is part of the interface: a seed from a report gives the same
	 * numbers on every architecture.
	 */
	static const u32 first[] = { 0x54352d7f, 0x6ac20236, 0x0768dd4c, 0x75560a43 };
	unsigned int histogram[16] = { 0 };
	struct rnd_state a, b;
	u8 bytes[7] = { 0 };

	prandom_seed_state(&a, 1);
	for (size_t i = 0; i < ARRAY_SIZE(first); i++)
		KUNIT_EXPECT_EQ(test, prandom_u32_state(&a), first[i]);
	prandom_seed_state(&a, 1);
	prandom_seed_state(&b, 1);
	for (int i = 0; i < 100; i++)
		KUNIT_ASSERT_EQ(test, prandom_u32_state(&a), prandom_u32_state(&b));
	prandom_seed_state(&b, 2);
	KUNIT_EXPECT_NE(test, prandom_u32_state(&a), prandom_u32_state(&b));
	for (int i = 0; i < 16000; i++)
		histogram[prandom_u32_below(&a, 16)]++;
	for (int i = 0; i < 16; i++) {
		KUNIT_EXPECT_GT(test, histogram[i], 850);
		KUNIT_EXPECT_LT(test, histogram[i], 1150);
	}
	KUNIT_EXPECT_EQ(test, prandom_u32_below(&a, 0), 0);
	prandom_bytes_state(&a, bytes, 5);
	KUNIT_EXPECT_FALSE(test, mem_is_zero(bytes, 5));
	KUNIT_EXPECT_TRUE(test, mem_is_zero(bytes + 5, 2));
}

static void algorithm_hash(struct kunit *test)
{
	unsigned int used = 0, table[64] = { 0 };

	/* The addresses of adjacent pages must be distributed over many buckets. */
	for (unsigned long i = 0; i < 64; i++)
		used += table[hash_ptr((void *)(0x80000000 + i * 4096), 6)]++ == 0;
	KUNIT_EXPECT_GT(test, used, 40);
	KUNIT_EXPECT_LT(test, hash_32(12345, 5), 32);
	KUNIT_EXPECT_EQ(test, hash_32(1, 32), 0x61c88647);
}

static void algorithm_glob(struct kunit *test)
{
	static const struct {
		const char *pat, *str;
		bool match;
	} globs[] = {
		{ "", "", true }, { "", "a", false }, { "*", "", true }, { "*", "abc", true },
		{ "a*c", "abbc", true }, { "a*c", "abcd", false }, { "*b*", "abc", true },
		{ "*.c", "a.c.c", true }, { "a?c", "abc", true }, { "a?c", "ac", false },
		{ "?", "", false }, { "[a-c]x", "bx", true }, { "[!a-c]x", "bx", false },
		{ "[!a-c]x", "dx", true }, { "[]]", "]", true }, { "[a", "[a", true },
		{ "\\*", "*", true }, { "\\*", "x", false }, { "a*b*c*d", "axbxbxcxd", true },
		{ "a*b*c*d", "axbxbxcx", false }, { "**a", "ba", true }, { "[a-]", "-", true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(globs); i++)
		KUNIT_EXPECT_EQ_MSG(test, glob_match(globs[i].pat, globs[i].str), globs[i].match,
				    "\"%s\" \"%s\"", globs[i].pat, globs[i].str);
}

static void algorithm_hexdump(struct kunit *test)
{
	static const u8 data[] = "0123456789abcdef\x01\xff";
	char line[160], small[10];
	u8 bin[3] = { 0 };
	int n;

	n = hex_dump_to_buffer(data, 16, 16, 1, line, sizeof(line), true);
	KUNIT_EXPECT_STREQ(test, line,
			   "30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef");
	KUNIT_EXPECT_EQ(test, n, 65);
	n = hex_dump_to_buffer(data + 14, 4, 16, 1, line, sizeof(line), true);
	KUNIT_EXPECT_STREQ(test, line, "65 66 01 ff                                      ef..");
	KUNIT_EXPECT_EQ(test, n, 53);
	hex_dump_to_buffer(data, 8, 16, 4, line, sizeof(line), false);
	KUNIT_EXPECT_STREQ(test, line, "33323130 37363534");
	hex_dump_to_buffer(data, 16, 16, 8, line, sizeof(line), true);
	KUNIT_EXPECT_STREQ(test, line, "3736353433323130 6665646362613938  0123456789abcdef");
	hex_dump_to_buffer(data, 6, 16, 4, line, sizeof(line), false);
	KUNIT_EXPECT_STREQ(test, line, "30 31 32 33 34 35");
	KUNIT_EXPECT_EQ(test, hex_dump_to_buffer(data, 16, 16, 1, small, sizeof(small), false), 47);
	KUNIT_EXPECT_STREQ(test, small, "30 31 32 ");
	KUNIT_EXPECT_EQ(test, hex_dump_to_buffer(data, 0, 16, 1, line, sizeof(line), true), 0);
	*bin2hex(line, "\x01\xab", 2) = '\0';
	KUNIT_EXPECT_STREQ(test, line, "01ab");
	KUNIT_EXPECT_EQ(test, hex2bin(bin, "0aFf", 2), 0);
	KUNIT_EXPECT_MEMEQ(test, bin, "\x0a\xff\x00", 3);
	KUNIT_EXPECT_EQ(test, hex2bin(bin, "0g", 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, hex_to_bin('G'), -1);
}

static void algorithm_errors(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, errname(EPERM), "EPERM");
	KUNIT_EXPECT_STREQ(test, errname(-ENOMEM), "-ENOMEM");
	KUNIT_EXPECT_STREQ(test, errname(-EHWPOISON), "-EHWPOISON");
	KUNIT_EXPECT_STREQ(test, errname(-ENOTRECOVERABLE), "-ENOTRECOVERABLE");
	KUNIT_EXPECT_STREQ(test, errname(EPROBE_DEFER), "EPROBE_DEFER");
	KUNIT_EXPECT_STREQ(test, errname(-ENOTSUPP), "-ENOTSUPP");
	KUNIT_EXPECT_NULL(test, errname(0));
	KUNIT_EXPECT_NULL(test, errname(-41));
	KUNIT_EXPECT_NULL(test, errname(INT_MIN));
	KUNIT_EXPECT_TRUE(test, IS_ERR(ERR_PTR(-1)));
	KUNIT_EXPECT_TRUE(test, IS_ERR(ERR_PTR(-4095)));
	KUNIT_EXPECT_FALSE(test, IS_ERR((void *)-4096L));
	KUNIT_EXPECT_FALSE(test, IS_ERR(NULL));
	KUNIT_EXPECT_TRUE(test, IS_ERR_OR_NULL(NULL));
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(ERR_PTR(-5)), -5);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(NULL), 0);
}

static int nr_freed, nr_locked;

static void free_counted(int *p)
{
	nr_freed += *p;
}

DEFINE_FREE(counted, int *, if (_T) free_counted(_T))
DEFINE_GUARD(counted, int *, (*_T)++, (*_T)--)

static int *keeps(int *v)
{
	int *p __free(counted) = v;

	return_ptr(p);
}

static void algorithm_cleanup(struct kunit *test)
{
	int one = 1, rounds = 0;

	nr_freed = 0;
	{
		int *p __free(counted) = &one;
		int *none __free(counted) = NULL;

		KUNIT_EXPECT_PTR_EQ(test, p, &one);
		KUNIT_EXPECT_NULL(test, none);
	}
	KUNIT_EXPECT_EQ(test, nr_freed, 1);
	KUNIT_EXPECT_PTR_EQ(test, keeps(&one), &one);
	KUNIT_EXPECT_EQ(test, nr_freed, 1);
	{
		guard(counted)(&nr_locked);
		KUNIT_EXPECT_EQ(test, nr_locked, 1);
		scoped_guard(counted, &nr_locked) {
			KUNIT_EXPECT_EQ(test, nr_locked, 2);
			rounds++;
		}
		KUNIT_EXPECT_EQ(test, nr_locked, 1);
	}
	KUNIT_EXPECT_EQ(test, nr_locked, 0);
	KUNIT_EXPECT_EQ(test, rounds, 1);
}

static struct kunit_case algorithm_cases[] = {
	KUNIT_CASE(algorithm_sort),
	KUNIT_CASE(algorithm_sort_wide),
	KUNIT_CASE(algorithm_bsearch),
	KUNIT_CASE(algorithm_crc32),
	KUNIT_CASE(algorithm_sha256),
	KUNIT_CASE(algorithm_sha256_long),
	KUNIT_CASE(algorithm_prandom),
	KUNIT_CASE(algorithm_hash),
	KUNIT_CASE(algorithm_glob),
	KUNIT_CASE(algorithm_hexdump),
	KUNIT_CASE(algorithm_errors),
	KUNIT_CASE(algorithm_cleanup),
	{}
};

static struct kunit_suite algorithm_suite = {
	.name = "algorithm",
	.test_cases = algorithm_cases,
};
kunit_test_suite(algorithm_suite);
