/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_STRING_MEM_H
#define LIB_STRING_MEM_H

/*
 * The parts of string_mem.c: memmove(), which is memcpy() as well, memset() and memcmp() without
 * the checks of KASAN.  string_arm64.S or string_words.c defines them.
 */

#include <linux/compiler.h>
#include <linux/types.h>

#define WORD		sizeof(unsigned long)
#define WORD_MASK	(WORD - 1)
#define BYTES		0x0101010101010101UL

void *__memmove(void *dst, const void *src, size_t n);
void *__memset(void *s, int c, size_t n);
int __memcmp(const void *a, const void *b, size_t n);

static inline bool is_word_aligned(const void *p)
{
	return ((unsigned long)p & WORD_MASK) == 0;
}

/*
 * Return the word at the aligned address @p.  Some bytes of the word may belong to other objects,
 * which other CPUs may write at the same time: callers ignore these bytes.
 */
static __always_inline unsigned long aligned_word(const void *p)
{
	return data_race(read_word_at_a_time(p));
}

/* Return the aligned word that contains the byte at @p. */
static __always_inline unsigned long word_around(const void *p)
{
	return aligned_word((const void *)((unsigned long)p & ~WORD_MASK));
}

/* Store @v @words times at @w.  Returns the address after the last word. */
static inline unsigned long *fill_words(unsigned long *w, unsigned long v, size_t words)
{
	for (; words >= 16; words -= 16, w += 16) {
#pragma GCC unroll 16
		for (int i = 0; i < 16; i++)
			w[i] = v;
	}
	if (words >= 8) {
#pragma GCC unroll 8
		for (int i = 0; i < 8; i++)
			w[i] = v;
		w += 8;
		words -= 8;
	}
	while (words--)
		*w++ = v;
	return w;
}

#endif /* LIB_STRING_MEM_H */
