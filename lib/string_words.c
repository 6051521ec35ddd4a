// SPDX-License-Identifier: BSD-2-Clause

/*
 * The functions on blocks of memory of string_mem.c for RISC-V and the host port.
 *
 * Short blocks are processed byte by byte.  For longer blocks, bytes are processed until the
 * destination (or the first block of memcmp()) is aligned, and then whole words, up to eight per
 * iteration.  If the source is then misaligned, its words are combined by shifts from two aligned
 * words each, unless misaligned loads are known to be fast.  The aligned loads read up to seven
 * bytes outside of the source.  Each loaded word contains a part of the source, so that no other
 * page is read.
 *
 * The compiler must not replace the loops by calls of the functions that they implement.
 */

#ifndef __clang__
#pragma GCC optimize("no-tree-loop-distribute-patterns")
#endif

#include <internal/string.h>
#include <linux/kconfig.h>

#include "string_mem.h"

DEFINE_STATIC_KEY_FALSE(string_misaligned_is_fast);

static __always_inline bool is_loadable(const void *p)
{
	return is_word_aligned(p) ||
	       (IS_ENABLED(CONFIG_RISCV) && static_branch_unlikely(&string_misaligned_is_fast));
}

/* The words of a misaligned block, which are read upwards or downwards from its start or end. */
struct shifted {
	const unsigned long *at;	/* address of @have, the last word that was loaded */
	unsigned long have;
	unsigned int low, high;		/* bits of @have before the block's byte, and from it on */
};

static inline struct shifted shifted_from(const unsigned char *p)
{
	const unsigned long *at = (const unsigned long *)((unsigned long)p & ~WORD_MASK);
	unsigned int low = ((unsigned long)p & WORD_MASK) * 8;

	return (struct shifted){ .at = at, .have = aligned_word(at), .low = low, .high = 64 - low };
}

static __always_inline unsigned long shifted_next(struct shifted *block)
{
	unsigned long next = aligned_word(++block->at);
	unsigned long word = block->have >> block->low | next << block->high;

	block->have = next;
	return word;
}

static __always_inline unsigned long shifted_previous(struct shifted *block)
{
	unsigned long previous = aligned_word(--block->at);
	unsigned long word = previous >> block->low | block->have << block->high;

	block->have = previous;
	return word;
}

/*
 * The following functions copy @words words to the aligned address @d, and return nothing.  Those
 * with "down" in the name start at the ends @d and @s of the blocks.  The blocks may overlap if the
 * direction is right: all words of an iteration are loaded before they can be overwritten.
 */
static inline void copy_words(unsigned long *d, const unsigned long *s, size_t words)
{
	unsigned long w[8];

	for (; words >= 8; words -= 8, d += 8, s += 8) {
#pragma GCC unroll 8
		for (int i = 0; i < 8; i++)
			w[i] = s[i];
#pragma GCC unroll 8
		for (int i = 0; i < 8; i++)
			d[i] = w[i];
	}
	while (words--)
		*d++ = *s++;
}

static inline void copy_words_down(unsigned long *d, const unsigned long *s, size_t words)
{
	unsigned long w[8];

	for (; words >= 8; words -= 8) {
		d -= 8;
		s -= 8;
#pragma GCC unroll 8
		for (int i = 0; i < 8; i++)
			w[i] = s[i];
#pragma GCC unroll 8
		for (int i = 0; i < 8; i++)
			d[i] = w[i];
	}
	while (words--)
		*--d = *--s;
}

static inline void copy_shifted(unsigned long *d, const unsigned char *s, size_t words)
{
	struct shifted block = shifted_from(s);

	for (; words >= 8; words -= 8, d += 8) {
#pragma GCC unroll 8
		for (int i = 0; i < 8; i++)
			d[i] = shifted_next(&block);
	}
	while (words--)
		*d++ = shifted_next(&block);
}

static inline void copy_shifted_down(unsigned long *d, const unsigned char *s, size_t words)
{
	struct shifted block = shifted_from(s);

	for (; words >= 8; words -= 8) {
		d -= 8;
#pragma GCC unroll 8
		for (int i = 7; i >= 0; i--)
			d[i] = shifted_previous(&block);
	}
	while (words--)
		*--d = shifted_previous(&block);
}

/* Separate functions, which save registers on the stack only for long blocks. */
static noinline void *copy_up(unsigned char *d, const unsigned char *s, size_t n)
{
	void *dst = d;

	if (n >= 2 * WORD) {
		for (; !is_word_aligned(d); n--)
			*d++ = *s++;
		if (is_loadable(s))
			copy_words((unsigned long *)d, (const unsigned long *)s, n / WORD);
		else
			copy_shifted((unsigned long *)d, s, n / WORD);
		d += n & ~WORD_MASK;
		s += n & ~WORD_MASK;
		n &= WORD_MASK;
	}
	while (n--)
		*d++ = *s++;
	return dst;
}

static noinline void *copy_down(unsigned char *d, const unsigned char *s, size_t n)
{
	void *dst = d;

	d += n;
	s += n;
	if (n >= 2 * WORD) {
		for (; !is_word_aligned(d); n--)
			*--d = *--s;
		if (is_loadable(s))
			copy_words_down((unsigned long *)d, (const unsigned long *)s, n / WORD);
		else
			copy_shifted_down((unsigned long *)d, s, n / WORD);
		d -= n & ~WORD_MASK;
		s -= n & ~WORD_MASK;
		n &= WORD_MASK;
	}
	while (n--)
		*--d = *--s;
	return dst;
}

void *__memmove(void *dst, const void *src, size_t n)
{
	if ((unsigned long)dst - (unsigned long)src >= n)
		return copy_up(dst, src, n);
	return copy_down(dst, src, n);
}

void *__memset(void *s, int c, size_t n)
{
	unsigned char *p = s;

	if (n >= 2 * WORD) {
		for (; !is_word_aligned(p); n--)
			*p++ = (unsigned char)c;
		p = (unsigned char *)fill_words((unsigned long *)p, BYTES * (unsigned char)c,
						n / WORD);
		n &= WORD_MASK;
	}
	while (n--)
		*p++ = (unsigned char)c;
	return s;
}

/* Return the number of equal bytes in whole words at the start of two blocks; @p is aligned. */
static inline size_t equal_words(const unsigned char *p, const unsigned char *q, size_t n)
{
	const unsigned long *a = (const unsigned long *)p, *b = (const unsigned long *)q;
	struct shifted block;
	size_t i = 0, words = n / WORD;

	if (is_loadable(q)) {
		for (; i + 4 <= words; i += 4, a += 4, b += 4)
			if (a[0] != b[0] || a[1] != b[1] || a[2] != b[2] || a[3] != b[3])
				break;
		for (; i < words && *a == *b; a++, b++)
			i++;
	} else {
		block = shifted_from(q);
		for (; i < words && *a == shifted_next(&block); a++)
			i++;
	}
	return i * WORD;
}

int __memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *p = a, *q = b;
	size_t equal;

	if (n >= 2 * WORD) {
		for (; !is_word_aligned(p) && *p == *q; n--, p++)
			q++;
		if (is_word_aligned(p)) {
			equal = equal_words(p, q, n);
			p += equal;
			q += equal;
			n -= equal;
		}
	}
	for (; n--; p++, q++)
		if (*p != *q)
			return *p - *q;
	return 0;
}
