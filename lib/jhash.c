// SPDX-License-Identifier: BSD-2-Clause
/* The hash lookup3 of Bob Jenkins: 12 bytes are added to three words, which are mixed. */

#include <linux/jhash.h>
#include <linux/minmax.h>
#include <linux/unaligned.h>

/* Return up to 4 bytes as a little-endian word.  Absent bytes are 0. */
static u32 jhash_word(const u8 *key, u32 length)
{
	u32 word = 0;

	if (length >= 4)
		return get_unaligned_le32(key);
	while (length--)
		word = word << 8 | key[length];
	return word;
}

static u32 jhash_left(u32 length, u32 done)
{
	return length > done ? length - done : 0;
}

u32 jhash(const void *key, u32 length, u32 initval)
{
	u32 a = JHASH_INITVAL + length + initval, b = a, c = a;
	const u8 *k = key;

	for (; length > 12; length -= 12, k += 12) {
		a += get_unaligned_le32(k);
		b += get_unaligned_le32(k + 4);
		c += get_unaligned_le32(k + 8);
		__jhash_mix(a, b, c);
	}
	if (!length)
		return c;
	a += jhash_word(k, length);
	b += jhash_word(k + 4, jhash_left(length, 4));
	c += jhash_word(k + 8, jhash_left(length, 8));
	__jhash_final(a, b, c);
	return c;
}

u32 jhash2(const u32 *k, u32 length, u32 initval)
{
	u32 a = JHASH_INITVAL + (length << 2) + initval, b = a, c = a;

	for (; length > 3; length -= 3, k += 3) {
		a += k[0];
		b += k[1];
		c += k[2];
		__jhash_mix(a, b, c);
	}
	if (!length)
		return c;
	a += k[0];
	b += length > 1 ? k[1] : 0;
	c += length > 2 ? k[2] : 0;
	__jhash_final(a, b, c);
	return c;
}
