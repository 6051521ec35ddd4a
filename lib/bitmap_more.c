// SPDX-License-Identifier: BSD-2-Clause
/* Bitmaps: less frequent operations. */

#include <linux/bitmap.h>
#include <linux/math.h>
#include <linux/minmax.h>

static unsigned long valid(unsigned int i, unsigned int nbits)
{
	return (i + 1) * BITS_PER_LONG <= nbits ? ~0UL : BITMAP_LAST_WORD_MASK(nbits);
}

void bitmap_replace(unsigned long *dst, const unsigned long *old, const unsigned long *new,
		    const unsigned long *mask, unsigned int nbits)
{
	for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = (old[i] & ~mask[i]) | (new[i] & mask[i]);
}

void bitmap_cut(unsigned long *dst, const unsigned long *src, unsigned int first, unsigned int cut,
		unsigned int nbits)
{
	unsigned int end = round_up(nbits, BITS_PER_LONG);

	memmove(dst, src, bitmap_size(nbits));
	for (unsigned int i = first; i < nbits; i++)
		__assign_bit(i, dst, cut < end - i && test_bit(i + cut, dst));
}

bool bitmap_or_equal(const unsigned long *a, const unsigned long *b, const unsigned long *c,
		     unsigned int nbits)
{
	for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++) {
		if (((a[i] | b[i]) ^ c[i]) & valid(i, nbits))
			return false;
	}
	return true;
}

unsigned int bitmap_weight_and(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++)
		n += hweight64(a[i] & b[i] & valid(i, nbits));
	return n;
}

unsigned int bitmap_weight_andnot(const unsigned long *a, const unsigned long *b,
				  unsigned int nbits)
{
	return bitmap_weight(a, nbits) - bitmap_weight_and(a, b, nbits);
}

void bitmap_scatter(unsigned long *dst, const unsigned long *src, const unsigned long *mask,
		    unsigned int nbits)
{
	unsigned int n = 0, bit;

	bitmap_zero(dst, nbits);
	for_each_set_bit(bit, mask, nbits)
		__assign_bit(bit, dst, test_bit(n++, src));
}

void bitmap_gather(unsigned long *dst, const unsigned long *src, const unsigned long *mask,
		   unsigned int nbits)
{
	unsigned int n = 0, bit;

	bitmap_zero(dst, nbits);
	for_each_set_bit(bit, mask, nbits)
		__assign_bit(n++, dst, test_bit(bit, src));
}

unsigned long bitmap_read(const unsigned long *map, unsigned long start, unsigned long nbits)
{
	unsigned long i = start / BITS_PER_LONG, shift = start % BITS_PER_LONG, value;

	if (!nbits || nbits > BITS_PER_LONG)
		return 0;
	value = map[i] >> shift;
	if (shift + nbits > BITS_PER_LONG)
		value |= map[i + 1] << (BITS_PER_LONG - shift);
	return value & BITMAP_LAST_WORD_MASK(nbits);
}

void bitmap_write(unsigned long *map, unsigned long value, unsigned long start, unsigned long nbits)
{
	unsigned long i = start / BITS_PER_LONG, shift = start % BITS_PER_LONG, mask;

	if (!nbits || nbits > BITS_PER_LONG)
		return;
	mask = BITMAP_LAST_WORD_MASK(nbits);
	value &= mask;
	map[i] = (map[i] & ~(mask << shift)) | value << shift;
	if (shift + nbits > BITS_PER_LONG)
		map[i + 1] = (map[i + 1] & ~(mask >> (BITS_PER_LONG - shift))) |
			     value >> (BITS_PER_LONG - shift);
}

void bitmap_from_arr32(unsigned long *bitmap, const u32 *buf, unsigned int nbits)
{
	bitmap_zero(bitmap, nbits);
	for (unsigned int i = 0; i < nbits; i += 32)
		bitmap_write(bitmap, buf[i / 32], i, min(nbits - i, 32U));
}

void bitmap_to_arr32(u32 *buf, const unsigned long *bitmap, unsigned int nbits)
{
	for (unsigned int i = 0; i < nbits; i += 32)
		buf[i / 32] = bitmap_read(bitmap, i, min(nbits - i, 32U));
}

int bitmap_bitremap(int oldbit, const unsigned long *old, const unsigned long *new, int bits)
{
	unsigned int nbits = (unsigned int)bits, bit = (unsigned int)oldbit;
	unsigned int nr = bitmap_weight(new, nbits);

	if (oldbit < 0 || bit >= nbits || !test_bit(bit, old) || !nr)
		return oldbit;
	return (int)find_nth_bit(new, nbits, bitmap_weight(old, bit) % nr);
}

void bitmap_remap(unsigned long *dst, const unsigned long *src, const unsigned long *old,
		  const unsigned long *new, unsigned int nbits)
{
	unsigned long bit;

	bitmap_zero(dst, nbits);
	for_each_set_bit(bit, src, nbits)
		__set_bit((unsigned int)bitmap_bitremap((int)bit, old, new, (int)nbits), dst);
}
