// SPDX-License-Identifier: BSD-2-Clause
/*
 * Functions on blocks and strings of many sizes and alignments.  The blocks touch the start or the
 * end of a page whose neighbours are not mapped, so that an access outside of the page faults.  All
 * expected results are computed byte by byte.
 */

#include <internal/arch.h>
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#define AREA	4096UL	/* bytes at the start and at the end of a page that a test uses */
#define OFFSETS	16	/* numbers of bytes between a block and the border of its page */
#define LONGEST	300

static u8 *page_a, *page_b;

/* All short sizes, then every seventh, and then some around powers of 2. */
static size_t next_size(size_t n)
{
	static const size_t others[] = { 511, 512, 513, 1023, 1024, 1025, 1500, 2047, 2048, 2049 };

	if (n < LONGEST)
		return n + (n < 160 ? 1 : 7);
	for (unsigned int i = 0; i < ARRAY_SIZE(others); i++)
		if (others[i] > n)
			return others[i];
	return AREA;
}

/* The next number of bytes between a block and the border: all for short blocks, otherwise some. */
static unsigned int next_offset(unsigned int offset, size_t n)
{
	return offset + (n <= LONGEST ? 1 : 5);
}

#define for_each_size(n)		for (n = 0; n <= 2049; n = next_size(n))
#define for_each_offset(offset, n)	\
	for (offset = 0; offset < OFFSETS; offset = next_offset(offset, n))

/* A byte for index @i.  Neither neighbours nor bytes at a distance of a word are equal. */
static u8 pattern(size_t i)
{
	return (u8)(i * 37 + (i >> 3) * 11 + 5);
}

/*
 * Return the address of a block of @n bytes that starts @offset bytes after the start of a page or,
 * if @at_end, ends @offset bytes before the end of the page.
 */
static u8 *block_in(u8 *page, bool at_end, unsigned int offset, size_t n)
{
	return at_end ? page + PAGE_SIZE - offset - n : page + offset;
}

static bool is_guarded(const u8 *page)
{
	u8 value;

	return arch_try_read(page - 1, &value) && arch_try_read(page + PAGE_SIZE, &value) &&
	       !arch_try_read(page, &value) && !arch_try_read(page + PAGE_SIZE - 1, &value);
}

static int guard_init(struct kunit *test)
{
	page_a = vmalloc(PAGE_SIZE);
	page_b = vmalloc(PAGE_SIZE);
	KUNIT_ASSERT_TRUE(test, page_a && page_b);
	KUNIT_ASSERT_TRUE(test, is_guarded(page_a) && is_guarded(page_b));
	return 0;
}

static void guard_exit(struct kunit *test)
{
	vfree(page_a);
	vfree(page_b);
}

/* Return the address 16 bytes before @p, or the start of the page. */
static u8 *start_around(u8 *page, u8 *p)
{
	return p - page > 16 ? p - 16 : page;
}

/* Return the address 16 bytes after @end, or the end of the page. */
static u8 *end_around(u8 *page, u8 *end)
{
	return page + PAGE_SIZE - end > 16 ? end + 16 : page + PAGE_SIZE;
}

/* Set the @n bytes at @p and up to 16 bytes around them, in their page, to @value. */
static void fill_around(u8 *page, u8 *p, size_t n, u8 value)
{
	u8 *from = start_around(page, p), *to = end_around(page, p + n);

	while (from < to)
		*from++ = value;
}

/* Return true if the bytes that fill_around() set have @value, except for the @n bytes at @p. */
static bool is_unchanged_around(u8 *page, u8 *p, size_t n, u8 value)
{
	u8 *from = start_around(page, p), *to = end_around(page, p + n);

	for (; from < to; from++)
		if ((from < p || from >= p + n) && *from != value)
			return false;
	return true;
}

static bool copied(bool at_end, unsigned int from, unsigned int to, size_t n,
		   void *(*copy)(void *dst, const void *src, size_t n))
{
	u8 *s = block_in(page_a, at_end, from, n), *d = block_in(page_b, at_end, to, n);

	fill_around(page_b, d, n, 0xee);
	if (copy(d, s, n) != d)
		return false;
	for (size_t i = 0; i < n; i++)
		if (d[i] != s[i])
			return false;
	return is_unchanged_around(page_b, d, n, 0xee);
}

static void guard_copy(struct kunit *test)
{
	unsigned int from, to;
	size_t n;

	for (size_t i = 0; i < PAGE_SIZE; i++)
		page_a[i] = pattern(i);
	for_each_size(n)
		for_each_offset(from, n)
			for_each_offset(to, n)
				KUNIT_ASSERT_TRUE_MSG(test, copied(false, from, to, n, memcpy) &&
						      copied(true, from, to, n, memcpy) &&
						      copied(n & 1, from, to, n, memmove),
						      "from %u to %u size %zu", from, to, n);
}

/* Move a block by @distance within a page, and compare all bytes around both blocks. */
static bool moved(u8 *s, long distance, size_t n)
{
	u8 *d = s + distance, *from = start_around(page_a, d < s ? d : s),
	   *to = end_around(page_a, (d < s ? s : d) + n);

	for (u8 *p = from; p < to; p++)
		*p = pattern((size_t)(p - page_a));
	if (memmove(d, s, n) != d)
		return false;
	for (u8 *p = from; p < to; p++) {
		size_t i = (size_t)(p - page_a);

		if (*p != pattern(p >= d && p < d + n ? i - (size_t)distance : i))
			return false;
	}
	return true;
}

/* Blocks of odd sizes are at the start of the page, and the others at its end. */
static bool moved_both_ways(unsigned int offset, long distance, size_t n)
{
	u8 *low = block_in(page_a, false, offset, n), *high = block_in(page_a, true, offset, n);

	if (n & 1)
		high = low + distance;
	else
		low = high - distance;
	return moved(low, distance, n) && moved(high, -distance, n);
}

static void guard_move(struct kunit *test)
{
	static const long distances[] = { 1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33,
					  47, 63, 64, 65, 100, 127, 128, 129, 250 };
	unsigned int offset;
	size_t n;

	for_each_size(n)
		for_each_offset(offset, n)
			for (unsigned int i = 0; i < ARRAY_SIZE(distances); i++)
				KUNIT_ASSERT_TRUE_MSG(test,
						      moved_both_ways(offset, distances[i], n),
						      "offset %u distance %ld size %zu",
						      offset, distances[i], n);
}

static bool is_set(bool at_end, unsigned int offset, size_t n, int value)
{
	u8 *p = block_in(page_a, at_end, offset, n);

	fill_around(page_a, p, n, 0x11);
	if (memset(p, value, n) != p)
		return false;
	for (size_t i = 0; i < n; i++)
		if (p[i] != (u8)value)
			return false;
	return is_unchanged_around(page_a, p, n, 0x11);
}

static void guard_set(struct kunit *test)
{
	unsigned int offset;
	size_t n;

	for_each_size(n)
		for_each_offset(offset, n)
			KUNIT_ASSERT_TRUE_MSG(test, is_set(false, offset, n, 0x7a5) &&
					      is_set(true, offset, n, 0), "offset %u size %zu",
					      offset, n);
}

/* Compare two equal blocks, and then blocks that differ at @at and at their last byte. */
static bool compared(u8 *a, u8 *b, size_t n, size_t at)
{
	u8 old = b[at], last = b[n - 1];
	bool greater, ok = !memcmp(a, b, n);

	b[n - 1] = (u8)(last + 1);
	b[at] = (u8)(at & 1 ? old ^ 0x80 : old - 1);
	greater = a[at] > b[at];
	ok = ok && (greater ? memcmp(a, b, n) > 0 && memcmp(b, a, n) < 0 :
			      memcmp(a, b, n) < 0 && memcmp(b, a, n) > 0) && !memcmp(a, b, at);
	b[n - 1] = last;
	b[at] = old;
	return ok;
}

static void compare_sizes(struct kunit *test, bool at_end, unsigned int i, unsigned int j)
{
	u8 *a, *b;
	size_t n;

	a = block_in(page_a, at_end, i, AREA - OFFSETS);
	b = block_in(page_b, at_end, j, AREA - OFFSETS);
	for (size_t k = 0; k < AREA - OFFSETS; k++)
		a[k] = b[k] = pattern(k);
	for_each_size(n) {
		a = block_in(page_a, at_end, i, n);
		b = block_in(page_b, at_end, j, n);
		if (n > 0)
			KUNIT_ASSERT_TRUE_MSG(test, compared(a, b, n, 0) &&
					      compared(a, b, n, n / 3) &&
					      compared(a, b, n, n / 2) &&
					      compared(a, b, n, n - 1 - n / 5) &&
					      compared(a, b, n, n - 1),
					      "offsets %u %u size %zu", i, j, n);
		KUNIT_ASSERT_EQ(test, memcmp(a, b, n), 0);
	}
}

static void guard_compare(struct kunit *test)
{
	for (unsigned int i = 0; i < OFFSETS; i++)
		for (unsigned int j = 0; j < OFFSETS; j++)
			compare_sizes(test, (i + j) & 1, i, j);
}

/*
 * Search the byte @c after @n other bytes, which are @other.  The bytes around the block are @c if
 * they are in the page.
 */
static bool found(bool at_end, unsigned int offset, size_t n, int c, u8 other)
{
	u8 *s = block_in(page_a, at_end, offset, n + 1);
	bool ok;

	fill_around(page_a, s, n + 1, (u8)c);
	for (size_t i = 0; i < n; i++)
		s[i] = other;
	ok = memchr(s, c, n + 1) == s + n && memscan(s, c | 0x700, n + 1) == s + n &&
	     memchr(s, c, (size_t)-1) == s + n && !memchr(s, c, n) && memscan(s, c, n) == s + n;
	if (c == 0)
		ok = ok && strlen((char *)s) == n && strnlen((char *)s, n) == n &&
		     strnlen((char *)s, n + 1) == n && strnlen((char *)s, (size_t)-1) == n &&
		     strnlen((char *)s, n / 2) == n / 2;
	s[n] = other;
	return ok && !memchr(s, c, n + 1) && memscan(s, c, n + 1) == s + n + 1 &&
	       !memchr_inv(s, other, n + 1) &&
	       strnlen((char *)s, n + 1) == (other ? n + 1 : 0);
}

static void guard_search(struct kunit *test)
{
	unsigned int offset;
	size_t n;

	for_each_size(n)
		for (offset = 0; offset < 32; offset = next_offset(offset, n)) {
			bool end = (n + offset) & 1;

			KUNIT_ASSERT_TRUE_MSG(test, found(true, offset, n, 0, 'x') &&
					      found(false, offset, n, 0, 1) &&
					      found(end, offset, n, 0, 0x80) &&
					      found(!end, offset, n, 0, 0xff) &&
					      found(end, offset, n, 0x5b, 0x5a) &&
					      found(!end, offset, n, 0xff, 0),
					      "offset %u size %zu", offset, n);
		}
}

static struct kunit_case guard_cases[] = {
	KUNIT_CASE(guard_copy),
	KUNIT_CASE(guard_move),
	KUNIT_CASE(guard_set),
	KUNIT_CASE(guard_compare),
	KUNIT_CASE(guard_search),
	{}
};

static struct kunit_suite guard_suite = {
	.name = "string_guard",
	.init = guard_init,
	.exit = guard_exit,
	.test_cases = guard_cases,
};
kunit_test_suite(guard_suite);
