// SPDX-License-Identifier: BSD-2-Clause

/*
 * Searches in arrays of bits.  The searches for the next bit use the macro FIND_NEXT(), which loops
 * over the words of one or two arrays.
 */

#include <linux/bitmap.h>
#include <linux/find.h>
#include <linux/minmax.h>

/*
 * @WORD is the expression for the word with the index idx.  The bits below @start are cleared in
 * the first word.  min() discards a bit in the unused part of the last word.
 */
#define FIND_NEXT(WORD, size, start)						\
({										\
	unsigned long __size = (size), __start = (start), idx, __word;		\
										\
	if (unlikely(__start >= __size))					\
		return __size;							\
	idx = __start / BITS_PER_LONG;						\
	__word = (WORD) & BITMAP_FIRST_WORD_MASK(__start);			\
	while (!__word) {							\
		if (++idx * BITS_PER_LONG >= __size)				\
			return __size;						\
		__word = (WORD);						\
	}									\
	return min(idx * BITS_PER_LONG + __ffs(__word), __size);		\
})

unsigned long __find_next_bit(const unsigned long *addr, unsigned long size, unsigned long offset)
{
	FIND_NEXT(addr[idx], size, offset);
}

unsigned long __find_next_zero_bit(const unsigned long *addr, unsigned long size,
				 unsigned long offset)
{
	FIND_NEXT(~addr[idx], size, offset);
}

unsigned long __find_next_and_bit(const unsigned long *addr1, const unsigned long *addr2,
				unsigned long size, unsigned long offset)
{
	FIND_NEXT(addr1[idx] & addr2[idx], size, offset);
}

unsigned long find_next_andnot_bit(const unsigned long *addr1, const unsigned long *addr2,
				   unsigned long size, unsigned long offset)
{
	FIND_NEXT(addr1[idx] & ~addr2[idx], size, offset);
}

unsigned long find_next_or_bit(const unsigned long *addr1, const unsigned long *addr2,
			       unsigned long size, unsigned long offset)
{
	FIND_NEXT(addr1[idx] | addr2[idx], size, offset);
}

unsigned long __find_last_bit(const unsigned long *addr, unsigned long size)
{
	unsigned long idx, word;

	if (!size)
		return size;
	idx = (size - 1) / BITS_PER_LONG;
	word = addr[idx] & BITMAP_LAST_WORD_MASK(size);
	while (!word) {
		if (!idx)
			return size;
		word = addr[--idx];
	}
	return idx * BITS_PER_LONG + __fls(word);
}

unsigned long find_nth_bit(const unsigned long *addr, unsigned long size, unsigned long n)
{
	for (unsigned long idx = 0; idx * BITS_PER_LONG < size; idx++) {
		unsigned long word = addr[idx], w;

		if (size - idx * BITS_PER_LONG < BITS_PER_LONG)
			word &= BITMAP_LAST_WORD_MASK(size);
		w = hweight64(word);
		if (n < w)
			return idx * BITS_PER_LONG + fns(word, (unsigned int)n);
		n -= w;
	}
	return size;
}
