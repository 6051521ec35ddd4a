/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_FIND_H
#define LINUX_FIND_H

/*
 * Search for bits in arrays of unsigned long.  Each function returns the index of the bit, or @size
 * if there is no such bit.  Bits from @size on in the last word are ignored.
 */

#include <asm-generic/bitscan.h>
#include <linux/bits.h>
#include <linux/types.h>

unsigned long __find_next_bit(const unsigned long *addr, unsigned long size, unsigned long offset);
unsigned long __find_next_zero_bit(const unsigned long *addr, unsigned long size,
				   unsigned long offset);
unsigned long __find_next_and_bit(const unsigned long *addr1, const unsigned long *addr2,
				  unsigned long size, unsigned long offset);
unsigned long __find_last_bit(const unsigned long *addr, unsigned long size);
unsigned long find_next_andnot_bit(const unsigned long *addr1, const unsigned long *addr2,
				   unsigned long size, unsigned long offset);
unsigned long find_next_or_bit(const unsigned long *addr1, const unsigned long *addr2,
			       unsigned long size, unsigned long offset);
unsigned long find_nth_bit(const unsigned long *addr, unsigned long size, unsigned long n);

/* True if @nbits is a compile-time constant up to BITS_PER_LONG.  Such searches are inlined. */
#define small_const_nbits(nbits) \
	(__builtin_constant_p(nbits) && (nbits) <= BITS_PER_LONG && (nbits) > 0)

/*
 * Return the index of the first set bit of @word from @offset on, or @size if no bit from @offset
 * to @size - 1 is set.  @size is at most BITS_PER_LONG.
 */
static __always_inline unsigned long find_in_word(unsigned long word, unsigned long size,
						  unsigned long offset)
{
	if (offset >= size)
		return size;
	word &= GENMASK(size - 1, offset);
	return word ? __ffs(word) : size;
}

static __always_inline unsigned long find_next_bit(const unsigned long *addr, unsigned long size,
						   unsigned long offset)
{
	return small_const_nbits(size) ? find_in_word(*addr, size, offset) :
					 __find_next_bit(addr, size, offset);
}

static __always_inline unsigned long find_next_zero_bit(const unsigned long *addr,
							unsigned long size, unsigned long offset)
{
	return small_const_nbits(size) ? find_in_word(~*addr, size, offset) :
					 __find_next_zero_bit(addr, size, offset);
}

static __always_inline unsigned long find_next_and_bit(const unsigned long *addr1,
						       const unsigned long *addr2,
						       unsigned long size, unsigned long offset)
{
	return small_const_nbits(size) ? find_in_word(*addr1 & *addr2, size, offset) :
					 __find_next_and_bit(addr1, addr2, size, offset);
}

static __always_inline unsigned long find_last_bit(const unsigned long *addr, unsigned long size)
{
	unsigned long word;

	if (!small_const_nbits(size))
		return __find_last_bit(addr, size);
	word = *addr & GENMASK(size - 1, 0);
	return word ? __fls(word) : size;
}

static __always_inline unsigned long find_first_bit(const unsigned long *addr, unsigned long size)
{
	return find_next_bit(addr, size, 0);
}

static __always_inline unsigned long find_first_zero_bit(const unsigned long *addr,
							 unsigned long size)
{
	return find_next_zero_bit(addr, size, 0);
}

static __always_inline unsigned long find_first_and_bit(const unsigned long *addr1,
					       const unsigned long *addr2, unsigned long size)
{
	return find_next_and_bit(addr1, addr2, size, 0);
}

/* Search from @offset to the end, then from bit 0 to @offset. */
static inline unsigned long find_next_bit_wrap(const unsigned long *addr, unsigned long size,
					       unsigned long offset)
{
	unsigned long bit = find_next_bit(addr, size, offset);

	if (bit < size || offset == 0)
		return bit;
	bit = find_next_bit(addr, offset, 0);
	return bit < offset ? bit : size;
}

static inline unsigned long find_next_and_bit_wrap(const unsigned long *addr1,
						   const unsigned long *addr2,
						   unsigned long size, unsigned long offset)
{
	unsigned long bit = find_next_and_bit(addr1, addr2, size, offset);

	if (bit < size || offset == 0)
		return bit;
	bit = find_next_and_bit(addr1, addr2, offset, 0);
	return bit < offset ? bit : size;
}

static inline unsigned long find_first_andnot_bit(const unsigned long *addr1,
						  const unsigned long *addr2, unsigned long size)
{
	return find_next_andnot_bit(addr1, addr2, size, 0);
}

/* Return set bit number @n, counted from 0, of @addr1 & @addr2 or of @addr1 & ~@addr2. */
static inline unsigned long find_nth_and_bit(const unsigned long *addr1, const unsigned long *addr2,
					     unsigned long size, unsigned long n)
{
	unsigned long bit = find_next_and_bit(addr1, addr2, size, 0);

	while (n-- && bit < size)
		bit = find_next_and_bit(addr1, addr2, size, bit + 1);
	return bit;
}

static inline unsigned long find_nth_andnot_bit(const unsigned long *addr1,
						const unsigned long *addr2, unsigned long size,
						unsigned long n)
{
	unsigned long bit = find_next_andnot_bit(addr1, addr2, size, 0);

	while (n-- && bit < size)
		bit = find_next_andnot_bit(addr1, addr2, size, bit + 1);
	return bit;
}

/*
 * Store the 8 bits that contain the first set bit from @offset on.  @offset and the result are
 * multiples of 8.
 */
static inline unsigned long find_next_clump8(unsigned long *clump, const unsigned long *addr,
					     unsigned long size, unsigned long offset)
{
	unsigned long bit = find_next_bit(addr, size, offset);

	if (bit >= size)
		return size;
	bit &= ~7UL;
	*clump = addr[BIT_WORD(bit)] >> (bit % BITS_PER_LONG) & 0xff;
	return bit;
}
#define find_first_clump8(clump, bits, size)	find_next_clump8((clump), (bits), (size), 0)

/* All ports are little-endian, so a little-endian bitmap is a bitmap. */
#define find_next_bit_le(addr, size, offset)	\
	find_next_bit((const unsigned long *)(addr), size, offset)
#define find_next_zero_bit_le(addr, size, offset)	\
	find_next_zero_bit((const unsigned long *)(addr), size, offset)
#define find_first_zero_bit_le(addr, size)	find_next_zero_bit_le(addr, size, 0)

#define for_each_set_clump8(start, clump, bits, size) \
	for ((start) = 0; \
	     (start) = find_next_clump8(&(clump), (bits), (size), (start)), (start) < (size); \
	     (start) += 8)

#define for_each_set_bit(bit, addr, size) \
	for ((bit) = 0; (bit) = find_next_bit((addr), (size), (bit)), (bit) < (size); (bit)++)

#define for_each_and_bit(bit, addr1, addr2, size) \
	for ((bit) = 0; (bit) = find_next_and_bit((addr1), (addr2), (size), (bit)), \
	     (bit) < (size); (bit)++)

#define for_each_andnot_bit(bit, addr1, addr2, size) \
	for ((bit) = 0; (bit) = find_next_andnot_bit((addr1), (addr2), (size), (bit)), \
	     (bit) < (size); (bit)++)

#define for_each_or_bit(bit, addr1, addr2, size) \
	for ((bit) = 0; (bit) = find_next_or_bit((addr1), (addr2), (size), (bit)), \
	     (bit) < (size); (bit)++)

#define for_each_set_bit_from(bit, addr, size) \
	for (; (bit) = find_next_bit((addr), (size), (bit)), (bit) < (size); (bit)++)

/* Return the set bit at or after @bit in the order @start, ..., @size - 1, 0, ..., @start - 1. */
static inline unsigned long __find_wrapped_bit(const unsigned long *addr, unsigned long size,
					       unsigned long start, unsigned long bit)
{
	unsigned long found;

	if (bit > start) {
		found = find_next_bit(addr, size, bit);
		if (found < size)
			return found;
		bit = 0;
	}
	found = find_next_bit(addr, start, bit);
	return found < start ? found : size;
}

/* Begin at @start, and continue with the first set bit after the last. */
#define for_each_set_bit_wrap(bit, addr, size, start) \
	for ((bit) = find_next_bit_wrap((addr), (size), (start)); (bit) < (size); \
	     (bit) = __find_wrapped_bit((addr), (size), (start), (bit) + 1))

#define for_each_clear_bit(bit, addr, size) \
	for ((bit) = 0; (bit) = find_next_zero_bit((addr), (size), (bit)), (bit) < (size); (bit)++)

#define for_each_clear_bit_from(bit, addr, size) \
	for (; (bit) = find_next_zero_bit((addr), (size), (bit)), (bit) < (size); (bit)++)

/* Iterate over runs of set or clear bits.  A run reaches from @b up to, but not including, @e. */
#define for_each_set_bitrange(b, e, addr, size)			\
	for ((b) = 0;						\
	     (b) = find_next_bit((addr), (size), b),		\
	     (e) = find_next_zero_bit((addr), (size), (b) + 1),	\
	     (b) < (size);					\
	     (b) = (e) + 1)

#define for_each_clear_bitrange(b, e, addr, size)		\
	for ((b) = 0;						\
	     (b) = find_next_zero_bit((addr), (size), b),	\
	     (e) = find_next_bit((addr), (size), (b) + 1),	\
	     (b) < (size);					\
	     (b) = (e) + 1)

/* The same from the value of @b. */
#define for_each_set_bitrange_from(b, e, addr, size)			\
	for (;							\
	     (b) = find_next_bit((addr), (size), b),		\
	     (e) = find_next_zero_bit((addr), (size), (b) + 1),	\
	     (b) < (size);					\
	     (b) = (e) + 1)

#define for_each_clear_bitrange_from(b, e, addr, size)		\
	for (;							\
	     (b) = find_next_zero_bit((addr), (size), b),	\
	     (e) = find_next_bit((addr), (size), (b) + 1),	\
	     (b) < (size);					\
	     (b) = (e) + 1)

#endif /* LINUX_FIND_H */
