// SPDX-License-Identifier: BSD-2-Clause

/*
 * Functions on blocks of memory: memcpy() and related functions.
 *
 * Short blocks are processed byte by byte.  For longer blocks, bytes are stored until the
 * destination is aligned, and then whole words, up to eight per iteration.  If the source is then
 * misaligned, the compiler's unaligned load reads it.  On RISC-V an unaligned load may trap, so
 * there each word is combined by shifts from two aligned words.  These aligned loads read up to
 * seven bytes outside of the source.  Each loaded word contains a part of the source, so that no
 * other page is read.
 *
 * With KASAN, this file is compiled without checks: the public functions check their blocks
 * explicitly.
 *
 * The compiler must not replace the loops by calls of the functions that they implement.
 */

#ifndef __clang__
#pragma GCC optimize("no-tree-loop-distribute-patterns")
#endif

#include <internal/kasan.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#define WORD		sizeof(unsigned long)
#define WORD_MASK	(WORD - 1)
#define BYTES		0x0101010101010101UL

static inline bool is_word_aligned(const void *p)
{
	return ((unsigned long)p & WORD_MASK) == 0;
}

#ifdef __riscv
static inline size_t copy_shifted(unsigned char *d, const unsigned char *s, size_t n)
{
	unsigned int lo = ((unsigned long)s & WORD_MASK) * 8, hi = 64 - lo;
	const unsigned long *sw = (const unsigned long *)((unsigned long)s & ~WORD_MASK);
	unsigned long *dw = (unsigned long *)d;
	unsigned long cur = *sw++;
	size_t i;

	for (i = 0; i + WORD <= n; i += WORD) {
		unsigned long next = *sw++;

		*dw++ = cur >> lo | next << hi;
		cur = next;
	}
	return i;
}
#else
static inline size_t copy_shifted(unsigned char *d, const unsigned char *s, size_t n)
{
	size_t i;

	for (i = 0; i + WORD <= n; i += WORD)
		*(unsigned long *)(d + i) = get_unaligned((const unsigned long *)(s + i));
	return i;
}
#endif

static inline size_t copy_aligned(unsigned char *d, const unsigned char *s, size_t n)
{
	const unsigned long *sw = (const unsigned long *)s;
	unsigned long *dw = (unsigned long *)d;
	size_t words = n / WORD;

	for (; words >= 8; words -= 8, sw += 8, dw += 8) {
		unsigned long a = sw[0], b = sw[1], c = sw[2], e = sw[3];
		unsigned long f = sw[4], g = sw[5], h = sw[6], i = sw[7];

		dw[0] = a;
		dw[1] = b;
		dw[2] = c;
		dw[3] = e;
		dw[4] = f;
		dw[5] = g;
		dw[6] = h;
		dw[7] = i;
	}
	while (words--)
		*dw++ = *sw++;
	return n & ~WORD_MASK;
}

/* Copy in ascending order.  The blocks may overlap if @d is below @s. */
static __always_inline void copy_up(unsigned char *d, const unsigned char *s, size_t n)
{
	if (n >= 2 * WORD) {
		size_t done;

		while (!is_word_aligned(d)) {
			*d++ = *s++;
			n--;
		}
		done = is_word_aligned(s) ? copy_aligned(d, s, n) : copy_shifted(d, s, n);
		d += done;
		s += done;
		n -= done;
	}
	while (n--)
		*d++ = *s++;
}

/* Copy in descending order, for overlapping blocks with @d above @s. */
static inline void copy_down(unsigned char *d, const unsigned char *s, size_t n)
{
	d += n;
	s += n;
	if (n >= 2 * WORD && (((unsigned long)d ^ (unsigned long)s) & WORD_MASK) == 0) {
		while (!is_word_aligned(d)) {
			*--d = *--s;
			n--;
		}
		for (; n >= WORD; n -= WORD) {
			d -= WORD;
			s -= WORD;
			*(unsigned long *)d = *(const unsigned long *)s;
		}
	}
	while (n--)
		*--d = *--s;
}

__weak void *memcpy(void *dst, const void *src, size_t n)
{
	kasan_check_read(src, n);
	kasan_check_write(dst, n);
	copy_up(dst, src, n);
	return dst;
}

__weak void *memmove(void *dst, const void *src, size_t n)
{
	kasan_check_read(src, n);
	kasan_check_write(dst, n);
	if ((unsigned long)dst - (unsigned long)src >= n)
		copy_up(dst, src, n);
	else
		copy_down(dst, src, n);
	return dst;
}

static inline void *mem_fill_words(unsigned long *w, unsigned long v, size_t words)
{
	for (; words >= 8; words -= 8, w += 8) {
		w[0] = v;
		w[1] = v;
		w[2] = v;
		w[3] = v;
		w[4] = v;
		w[5] = v;
		w[6] = v;
		w[7] = v;
	}
	while (words--)
		*w++ = v;
	return w;
}

__weak void *memset(void *s, int c, size_t n)
{
	unsigned char *p = s;

	kasan_check_write(s, n);
	if (n >= 2 * WORD) {
		while (!is_word_aligned(p)) {
			*p++ = (unsigned char)c;
			n--;
		}
		p = mem_fill_words((unsigned long *)p, BYTES * (unsigned char)c, n / WORD);
		n &= WORD_MASK;
	}
	while (n--)
		*p++ = (unsigned char)c;
	return s;
}

__weak int memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *p = a, *q = b;

	kasan_check_read(a, n);
	kasan_check_read(b, n);
	if (is_word_aligned(p) && is_word_aligned(q)) {
		while (n >= WORD && *(const unsigned long *)p == *(const unsigned long *)q) {
			p += WORD;
			q += WORD;
			n -= WORD;
		}
	}
	for (; n--; p++, q++)
		if (*p != *q)
			return *p - *q;
	return 0;
}

__weak int bcmp(const void *a, const void *b, size_t n)
{
	return memcmp(a, b, n);
}

__weak void *memchr(const void *s, int c, size_t n)
{
	const unsigned char *p = s;

	for (; n--; p++)
		if (*p == (unsigned char)c)
			return (void *)p;
	return NULL;
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

void *memscan(void *s, int c, size_t n)
{
	unsigned char *p = s;

	while (n && *p != (unsigned char)c) {
		p++;
		n--;
	}
	return p;
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

void *memset64(uint64_t *s, uint64_t v, size_t count)
{
	mem_fill_words((unsigned long *)s, v, count);
	return s;
}

void memzero_explicit(void *s, size_t n)
{
	memset(s, 0, n);
	barrier_data(s);
}
