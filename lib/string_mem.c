// SPDX-License-Identifier: BSD-2-Clause

/*
 * Functions on blocks of memory, and searches of strings that read whole words.
 *
 * The machine's part of memcpy() and related functions is in string_arm64.S or string_words.c.
 *
 * A search reads aligned words.  Each word contains a part of the block or string, so that no other
 * page is read, but it may contain bytes of other objects, too.  With KASAN, these files are
 * compiled without checks: the public functions check their blocks explicitly.
 *
 * The compiler must not replace the loops by calls of the functions that they implement.
 */

#ifndef __clang__
#pragma GCC optimize("no-tree-loop-distribute-patterns")
#endif

#include <internal/kasan.h>
#include <linux/bitops.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "string_mem.h"

#define HIGH_BITS	(BYTES << 7)

__weak void *memcpy(void *dst, const void *src, size_t n)
{
	return kasan_check_read(src, n) && kasan_check_write(dst, n) ? __memmove(dst, src, n) : dst;
}

__weak void *memmove(void *dst, const void *src, size_t n)
{
	return kasan_check_read(src, n) && kasan_check_write(dst, n) ? __memmove(dst, src, n) : dst;
}

__weak void *memset(void *s, int c, size_t n)
{
	return kasan_check_write(s, n) ? __memset(s, c, n) : s;
}

__weak int memcmp(const void *a, const void *b, size_t n)
{
	kasan_check_read(a, n);
	kasan_check_read(b, n);
	return __memcmp(a, b, n);
}

__weak int bcmp(const void *a, const void *b, size_t n)
{
	return memcmp(a, b, n);
}

/* Return a value whose lowest set bit is in the first byte of @word that is 0; 0 if none is. */
static inline unsigned long zero_byte(unsigned long word)
{
	return (word - BYTES) & ~word & HIGH_BITS;
}

/* Return the word around @p with ones in the bytes before @p. */
static inline unsigned long word_from(const void *p)
{
	return word_around(p) | ~(~0UL << ((unsigned long)p & WORD_MASK) * 8);
}

/* Return the index of the first byte @c in the @n bytes at @s, or @n. */
static size_t find_byte(const void *s, int c, size_t n)
{
	unsigned int skip = (unsigned long)s & WORD_MASK;
	unsigned long pattern = BYTES * (unsigned char)c, found;
	size_t done = WORD - skip, index;

	if (!n)
		return 0;
	found = zero_byte(word_from(s) ^ (pattern & ~0UL << skip * 8));
	for (; !found; done += WORD) {
		if (done >= n)
			return n;
		found = zero_byte(aligned_word(s + done) ^ pattern);
	}
	index = done - WORD + __ffs(found) / 8;
	return min(index, n);
}

void *memscan(void *s, int c, size_t n)
{
	size_t index = find_byte(s, c, n);

	kasan_check_read(s, min(index + 1, n));
	return s + index;
}

__weak void *memchr(const void *s, int c, size_t n)
{
	size_t index = find_byte(s, c, n);

	kasan_check_read(s, min(index + 1, n));
	return index < n ? (void *)s + index : NULL;
}

__weak size_t strnlen(const char *s, size_t max)
{
	size_t len = find_byte(s, 0, max);

	kasan_check_read(s, min(len + 1, max));
	return len;
}

/*
 * Size of an aligned group of words that strlen() tests at once: not more than a granule of the
 * hardware's tags, because the next granule may have another tag.
 */
#define GROUP	(IS_ENABLED(CONFIG_KASAN_HW_TAGS) ? 2 * WORD : 4 * WORD)

/*
 * Return the first group from @p on that may contain a zero byte.  The test is short and also finds
 * bytes from 0x81 on.
 */
static inline const char *skip_groups(const char *p)
{
	unsigned long high;

	for (;; p += GROUP) {
		high = 0;
#pragma GCC unroll 4
		for (unsigned int i = 0; i < GROUP; i += WORD)
			high |= aligned_word(p + i) - BYTES;
		if (high & HIGH_BITS)
			return p;
	}
}

__weak size_t strlen(const char *s)
{
	const char *p = (const char *)((unsigned long)s & ~WORD_MASK);
	unsigned long found = zero_byte(word_from(s));
	size_t len;

	while (!found) {
		p += WORD;
		if (!((unsigned long)p & (GROUP - 1)))
			p = skip_groups(p);
		found = zero_byte(aligned_word(p));
	}
	len = (size_t)(p - s) + __ffs(found) / 8;
	kasan_check_read(s, len + 1);
	return len;
}

void *memchr_inv(const void *s, int c, size_t n)
{
	unsigned long pattern = BYTES * (unsigned char)c;
	const unsigned char *p = s;

	for (; n && !is_word_aligned(p); p++, n--)
		if (*p != (unsigned char)c)
			return (void *)p;
	for (; n >= WORD && *(const unsigned long *)p == pattern; n -= WORD)
		p += WORD;
	for (; n--; p++)
		if (*p != (unsigned char)c)
			return (void *)p;
	return NULL;
}

void *memccpy(void *dst, const void *src, int c, size_t n)
{
	const unsigned char *s = src;
	unsigned char *d = dst;

	while (n--)
		if ((*d++ = *s++) == (unsigned char)c)
			return d;
	return NULL;
}

void *memset16(uint16_t *s, uint16_t v, size_t count)
{
	for (size_t i = 0; i < count; i++)
		s[i] = v;
	return s;
}

void *memset32(uint32_t *s, uint32_t v, size_t count)
{
	for (size_t i = 0; i < count; i++)
		s[i] = v;
	return s;
}

void *memset64(u64 *s, u64 v, size_t count)
{
	fill_words((unsigned long *)s, v, count);
	return s;
}

void memzero_explicit(void *s, size_t n)
{
	memset(s, 0, n);
	barrier_data(s);
}
