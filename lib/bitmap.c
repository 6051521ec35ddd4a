// SPDX-License-Identifier: BSD-2-Clause

#include <linux/bitmap.h>
#include <linux/limits.h>
#include <linux/minmax.h>

void __bitmap_set(unsigned long *map, unsigned int start, unsigned int nbits)
{
	while (nbits) {
		unsigned int bit = start % BITS_PER_LONG;
		unsigned int n = min(nbits, BITS_PER_LONG - bit);

		map[start / BITS_PER_LONG] |= BITMAP_LAST_WORD_MASK(n) << bit;
		start += n;
		nbits -= n;
	}
}

void __bitmap_clear(unsigned long *map, unsigned int start, unsigned int nbits)
{
	while (nbits) {
		unsigned int bit = start % BITS_PER_LONG;
		unsigned int n = min(nbits, BITS_PER_LONG - bit);

		map[start / BITS_PER_LONG] &= ~(BITMAP_LAST_WORD_MASK(n) << bit);
		start += n;
		nbits -= n;
	}
}

/* Return a mask of the bits of word @i that belong to the bitmap. */
static unsigned long valid_mask(unsigned int i, unsigned int nbits)
{
	return (i + 1) * BITS_PER_LONG <= nbits ? ~0UL : BITMAP_LAST_WORD_MASK(nbits);
}

bool __bitmap_and(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		unsigned int nbits)
{
	unsigned long any = 0;

	for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++)
		any |= dst[i] = a[i] & b[i] & valid_mask(i, nbits);
	return any != 0;
}

bool __bitmap_andnot(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		   unsigned int nbits)
{
	unsigned long any = 0;

	for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++)
		any |= dst[i] = a[i] & ~b[i] & valid_mask(i, nbits);
	return any != 0;
}

void __bitmap_or(unsigned long *dst, const unsigned long *a, const unsigned long *b,
	       unsigned int nbits)
{
	for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = a[i] | b[i];
}

void __bitmap_xor(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		unsigned int nbits)
{
	for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = a[i] ^ b[i];
}

void __bitmap_complement(unsigned long *dst, const unsigned long *src, unsigned int nbits)
{
	for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = ~src[i];
}

void __bitmap_shift_right(unsigned long *dst, const unsigned long *src, unsigned int shift,
			unsigned int nbits)
{
	unsigned int words = BITS_TO_LONGS(nbits), off = shift / BITS_PER_LONG;
	unsigned int rem = shift % BITS_PER_LONG;

	for (unsigned int i = 0; i < words; i++) {
		unsigned int j = i + off;
		unsigned long lo = j < words ? src[j] & valid_mask(j, nbits) : 0;
		unsigned long hi = j + 1 < words ? src[j + 1] & valid_mask(j + 1, nbits) : 0;

		dst[i] = rem ? lo >> rem | hi << (BITS_PER_LONG - rem) : lo;
	}
}

void __bitmap_shift_left(unsigned long *dst, const unsigned long *src, unsigned int shift,
		       unsigned int nbits)
{
	unsigned int words = BITS_TO_LONGS(nbits), off = shift / BITS_PER_LONG;
	unsigned int rem = shift % BITS_PER_LONG;

	for (unsigned int i = words; i-- > 0;) {
		unsigned long hi = i >= off ? src[i - off] : 0;
		unsigned long lo = i > off ? src[i - off - 1] : 0;

		dst[i] = rem ? hi << rem | lo >> (BITS_PER_LONG - rem) : hi;
	}
}

bool __bitmap_equal(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++)
		if ((a[i] ^ b[i]) & valid_mask(i, nbits))
			return false;
	return true;
}

bool __bitmap_intersects(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	return find_first_and_bit(a, b, nbits) < nbits;
}

bool __bitmap_subset(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	return find_next_andnot_bit(a, b, nbits, 0) >= nbits;
}

unsigned int __bitmap_weight(const unsigned long *src, unsigned int nbits)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++)
		n += hweight64(src[i] & valid_mask(i, nbits));
	return n;
}

unsigned long bitmap_find_next_zero_area_off(unsigned long *map, unsigned long size,
					     unsigned long start, unsigned int nr,
					     unsigned long align_mask, unsigned long align_offset)
{
	for (;;) {
		unsigned long index = find_next_zero_bit(map, size, start), busy;

		index = __ALIGN_MASK(index + align_offset, align_mask) - align_offset;
		if (index + nr > size)
			return max(index + nr, size + 1);
		busy = find_next_bit(map, index + nr, index);
		if (busy >= index + nr)
			return index;
		start = busy + 1;
	}
}

int bitmap_find_free_region(unsigned long *bitmap, unsigned int bits, int order)
{
	unsigned long pos;

	if (order < 0 || order >= 32)
		return -ENOMEM;
	pos = bitmap_find_next_zero_area(bitmap, bits, 0, 1U << order, (1UL << order) - 1);
	if (pos >= bits)
		return -ENOMEM;
	bitmap_set(bitmap, (unsigned int)pos, 1U << order);
	return (int)pos;
}

void bitmap_release_region(unsigned long *bitmap, unsigned int pos, int order)
{
	bitmap_clear(bitmap, pos, 1U << order);
}

int bitmap_allocate_region(unsigned long *bitmap, unsigned int pos, int order)
{
	unsigned long end = pos + (1UL << order);

	if (find_next_bit(bitmap, end, pos) < end)
		return -EBUSY;
	bitmap_set(bitmap, pos, 1U << order);
	return 0;
}
