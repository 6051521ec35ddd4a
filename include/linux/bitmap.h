/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_BITMAP_H
#define LINUX_BITMAP_H

/*
 * Arrays of bits, stored in unsigned longs.  Bits beyond @nbits in the last word are undefined:
 * functions may change them, and the results do not depend on them.  The caller provides locking.
 */

#include <linux/align.h>
#include <linux/bitops.h>
#include <linux/cleanup.h>
#include <linux/errno.h>
#include <linux/find.h>
#include <linux/gfp_types.h>
#include <linux/string.h>
#include <linux/types.h>

struct device;

#define BITMAP_FIRST_WORD_MASK(start)	(~0UL << ((start) & (BITS_PER_LONG - 1)))
#define BITMAP_LAST_WORD_MASK(nbits)	(~0UL >> (-(nbits) & (BITS_PER_LONG - 1)))
#define bitmap_size(nbits)		(ALIGN(nbits, BITS_PER_LONG) / BITS_PER_BYTE)

static __always_inline void bitmap_zero(unsigned long *dst, unsigned int nbits)
{
	if (small_const_nbits(nbits))
		*dst = 0;
	else
		memset(dst, 0, bitmap_size(nbits));
}

/* Initialize the longs of a bitmap from a 64-bit number. */
#define BITMAP_FROM_U64(n)	((unsigned long)(n))

static __always_inline void bitmap_fill(unsigned long *dst, unsigned int nbits)
{
	if (small_const_nbits(nbits))
		*dst = ~0UL;
	else
		memset(dst, 0xff, bitmap_size(nbits));
}

static __always_inline void bitmap_copy(unsigned long *dst, const unsigned long *src,
					unsigned int nbits)
{
	if (small_const_nbits(nbits))
		*dst = *src;
	else
		memcpy(dst, src, bitmap_size(nbits));
}

/*
 * Functions for any number of bits (lib/bitmap.c).  The inline functions below call them unless the
 * size is a small constant.
 */
void __bitmap_set(unsigned long *map, unsigned int start, unsigned int nbits);
void __bitmap_clear(unsigned long *map, unsigned int start, unsigned int nbits);
bool __bitmap_and(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		  unsigned int nbits);
bool __bitmap_andnot(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		     unsigned int nbits);
void __bitmap_or(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		 unsigned int nbits);
void __bitmap_xor(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		  unsigned int nbits);
void __bitmap_complement(unsigned long *dst, const unsigned long *src, unsigned int nbits);
void __bitmap_shift_right(unsigned long *dst, const unsigned long *src, unsigned int shift,
			  unsigned int nbits);
void __bitmap_shift_left(unsigned long *dst, const unsigned long *src, unsigned int shift,
			 unsigned int nbits);
bool __bitmap_equal(const unsigned long *a, const unsigned long *b, unsigned int nbits);
bool __bitmap_intersects(const unsigned long *a, const unsigned long *b, unsigned int nbits);
bool __bitmap_subset(const unsigned long *a, const unsigned long *b, unsigned int nbits);
unsigned int __bitmap_weight(const unsigned long *src, unsigned int nbits);

/* True for constant ranges inside the first word. */
#define __small_const_range(start, nbits)						\
	((nbits) && small_const_nbits((start) + (nbits)) && __builtin_constant_p(start))
#define __small_range_mask(start, nbits)						\
	(BITMAP_FIRST_WORD_MASK(start) & BITMAP_LAST_WORD_MASK((start) + (nbits)))

static __always_inline void bitmap_set(unsigned long *map, unsigned int start, unsigned int nbits)
{
	if (__small_const_range(start, nbits))
		*map |= __small_range_mask(start, nbits);
	else
		__bitmap_set(map, start, nbits);
}

static __always_inline void bitmap_clear(unsigned long *map, unsigned int start, unsigned int nbits)
{
	if (__small_const_range(start, nbits))
		*map &= ~__small_range_mask(start, nbits);
	else
		__bitmap_clear(map, start, nbits);
}

/*
 * Store the result of @a op @b in @dst.  The op is &, &~, | or ^.  The functions that return bool
 * return true if any bit of the result is set.
 */
static __always_inline bool bitmap_and(unsigned long *dst, const unsigned long *a,
				       const unsigned long *b, unsigned int nbits)
{
	if (!small_const_nbits(nbits))
		return __bitmap_and(dst, a, b, nbits);
	return (*dst = *a & *b & BITMAP_LAST_WORD_MASK(nbits)) != 0;
}

static __always_inline bool bitmap_andnot(unsigned long *dst, const unsigned long *a,
					  const unsigned long *b, unsigned int nbits)
{
	if (!small_const_nbits(nbits))
		return __bitmap_andnot(dst, a, b, nbits);
	return (*dst = *a & ~*b & BITMAP_LAST_WORD_MASK(nbits)) != 0;
}

static __always_inline void bitmap_or(unsigned long *dst, const unsigned long *a,
				      const unsigned long *b, unsigned int nbits)
{
	if (small_const_nbits(nbits))
		*dst = *a | *b;
	else
		__bitmap_or(dst, a, b, nbits);
}

static __always_inline void bitmap_xor(unsigned long *dst, const unsigned long *a,
				       const unsigned long *b, unsigned int nbits)
{
	if (small_const_nbits(nbits))
		*dst = *a ^ *b;
	else
		__bitmap_xor(dst, a, b, nbits);
}

static __always_inline void bitmap_complement(unsigned long *dst, const unsigned long *src,
					      unsigned int nbits)
{
	if (small_const_nbits(nbits))
		*dst = ~*src;
	else
		__bitmap_complement(dst, src, nbits);
}

/* Shift towards bit 0 (right) or away from it (left).  Zeros are shifted in. */
static __always_inline void bitmap_shift_right(unsigned long *dst, const unsigned long *src,
					       unsigned int shift, unsigned int nbits)
{
	if (small_const_nbits(nbits) && shift < BITS_PER_LONG)
		*dst = (*src & BITMAP_LAST_WORD_MASK(nbits)) >> shift;
	else
		__bitmap_shift_right(dst, src, shift, nbits);
}

static __always_inline void bitmap_shift_left(unsigned long *dst, const unsigned long *src,
					      unsigned int shift, unsigned int nbits)
{
	if (small_const_nbits(nbits) && shift < BITS_PER_LONG)
		*dst = (*src << shift) & BITMAP_LAST_WORD_MASK(nbits);
	else
		__bitmap_shift_left(dst, src, shift, nbits);
}

static __always_inline bool bitmap_equal(const unsigned long *a, const unsigned long *b,
					 unsigned int nbits)
{
	if (!small_const_nbits(nbits))
		return __bitmap_equal(a, b, nbits);
	return !((*a ^ *b) & BITMAP_LAST_WORD_MASK(nbits));
}

static __always_inline bool bitmap_intersects(const unsigned long *a, const unsigned long *b,
					      unsigned int nbits)
{
	if (!small_const_nbits(nbits))
		return __bitmap_intersects(a, b, nbits);
	return *a & *b & BITMAP_LAST_WORD_MASK(nbits);
}

static __always_inline bool bitmap_subset(const unsigned long *a, const unsigned long *b,
					  unsigned int nbits)
{
	if (!small_const_nbits(nbits))
		return __bitmap_subset(a, b, nbits);
	return !(*a & ~*b & BITMAP_LAST_WORD_MASK(nbits));
}

static __always_inline unsigned int bitmap_weight(const unsigned long *src, unsigned int nbits)
{
	if (!small_const_nbits(nbits))
		return __bitmap_weight(src, nbits);
	return hweight_long(*src & BITMAP_LAST_WORD_MASK(nbits));
}

static __always_inline bool bitmap_empty(const unsigned long *src, unsigned int nbits)
{
	return find_first_bit(src, nbits) == nbits;
}

static __always_inline bool bitmap_full(const unsigned long *src, unsigned int nbits)
{
	return find_first_zero_bit(src, nbits) == nbits;
}

/*
 * Find the first run of @nr clear bits at or after @start whose index plus @align_offset has no bit
 * of @align_mask set.  Returns a value above @size if there is no such run.
 */
unsigned long bitmap_find_next_zero_area_off(unsigned long *map, unsigned long size,
					     unsigned long start, unsigned int nr,
					     unsigned long align_mask, unsigned long align_offset);

static inline unsigned long bitmap_find_next_zero_area(unsigned long *map, unsigned long size,
						       unsigned long start, unsigned int nr,
						       unsigned long align_mask)
{
	return bitmap_find_next_zero_area_off(map, size, start, nr, align_mask, 0);
}

/* Copy @nbits bits, and clear the bits beyond @nbits in the last word of @dst. */
static inline void bitmap_copy_clear_tail(unsigned long *dst, const unsigned long *src,
					  unsigned int nbits)
{
	bitmap_copy(dst, src, nbits);
	if (nbits % BITS_PER_LONG)
		dst[nbits / BITS_PER_LONG] &= BITMAP_LAST_WORD_MASK(nbits);
}

/*
 * Map a bit of @old to the bit of @new with the same rank among the set bits, modulo their number.
 * Returns the bit, or @oldbit if it is not set in @old or if @new is empty.
 */
int bitmap_bitremap(int oldbit, const unsigned long *old, const unsigned long *__keyword(new),
		    int bits);

/* Set *@dst to the bits of @src, each mapped like bitmap_bitremap().  @dst and @src must differ. */
void bitmap_remap(unsigned long *dst, const unsigned long *src, const unsigned long *old,
		  const unsigned long *__keyword(new), unsigned int nbits);

/*
 * Set each bit of @dst to the bit of @with if the bit in @mask is set, otherwise to the bit of
 * @old.
 */
void bitmap_replace(unsigned long *dst, const unsigned long *old, const unsigned long *with,
		    const unsigned long *mask, unsigned int nbits);
/*
 * Remove the @cut bits from bit @first on; the bits above the removed bits move down, also those of
 * the last word beyond @nbits.  @dst and @src may overlap.
 */
void bitmap_cut(unsigned long *dst, const unsigned long *src, unsigned int first, unsigned int cut,
		unsigned int nbits);
/* Return true if the union of @a and @b equals @c. */
bool bitmap_or_equal(const unsigned long *a, const unsigned long *b, const unsigned long *c,
		     unsigned int nbits);
unsigned int bitmap_weight_and(const unsigned long *a, const unsigned long *b, unsigned int nbits);
unsigned int bitmap_weight_andnot(const unsigned long *a, const unsigned long *b,
				  unsigned int nbits);
/*
 * bitmap_scatter() copies the lowest bits of @src to the positions that are set in @mask, in
 * ascending order.  bitmap_gather() is the inverse.
 */
void bitmap_scatter(unsigned long *dst, const unsigned long *src, const unsigned long *mask,
		    unsigned int nbits);
void bitmap_gather(unsigned long *dst, const unsigned long *src, const unsigned long *mask,
		   unsigned int nbits);

/*
 * Read or write @nbits bits (1 to 64) at any position.  For any other @nbits, bitmap_read() returns
 * 0 and bitmap_write() does nothing.
 */
unsigned long bitmap_read(const unsigned long *map, unsigned long start, unsigned long nbits);
void bitmap_write(unsigned long *map, unsigned long value, unsigned long start,
		  unsigned long nbits);
#define bitmap_get_value8(map, start)		bitmap_read(map, start, 8)
#define bitmap_set_value8(map, value, start)	bitmap_write(map, value, start, 8)

/* Convert a bitmap from and to words of 32 or 64 bits, lowest word first. */
void bitmap_from_arr32(unsigned long *bitmap, const u32 *buf, unsigned int nbits);
void bitmap_to_arr32(u32 *buf, const unsigned long *bitmap, unsigned int nbits);
#define bitmap_from_arr64(bitmap, buf, nbits)	\
	bitmap_copy_clear_tail(bitmap, (const unsigned long *)(buf), nbits)
#define bitmap_to_arr64(buf, bitmap, nbits)	\
	bitmap_copy_clear_tail((unsigned long *)(buf), bitmap, nbits)

static inline void bitmap_from_u64(unsigned long *dst, u64 mask)
{
	dst[0] = mask;
}

/*
 * Allocate a bitmap of @nbits bits.  Returns NULL on failure.  May sleep if @gfp allows sleeping.
 */
unsigned long *bitmap_alloc(unsigned int nbits, gfp_t gfp);
unsigned long *bitmap_zalloc(unsigned int nbits, gfp_t gfp);
unsigned long *bitmap_alloc_node(unsigned int nbits, gfp_t gfp, int node);
unsigned long *bitmap_zalloc_node(unsigned int nbits, gfp_t gfp, int node);
void bitmap_free(const unsigned long *bitmap);
DEFINE_FREE(bitmap, unsigned long *, if (_T) bitmap_free(_T))

/*
 * Allocate a bitmap that is freed when the driver is unbound.  To free it earlier, call
 * devm_kfree(), not bitmap_free().
 */
unsigned long *devm_bitmap_alloc(struct device *dev, unsigned int nbits, gfp_t gfp);
unsigned long *devm_bitmap_zalloc(struct device *dev, unsigned int nbits, gfp_t gfp);

/*
 * Work on naturally aligned regions of 2^@order bits.  bitmap_find_free_region() finds a clear
 * region, sets its bits and returns its position, or -ENOMEM.  bitmap_release_region() clears a
 * region.  bitmap_allocate_region() sets a region and returns 0, or returns -EBUSY if a bit of the
 * region is set.
 */
int bitmap_find_free_region(unsigned long *bitmap, unsigned int bits, int order);
void bitmap_release_region(unsigned long *bitmap, unsigned int pos, int order);
int bitmap_allocate_region(unsigned long *bitmap, unsigned int pos, int order);

/*
 * Parse a list such as "0-3,8,16-31:2/4" (in the last range, the first 2 of every 4 bits), "N" (the
 * last bit) or "all".  The list ends at the end of the string or at a newline after a range.  The
 * bitmap is cleared first.  Returns 0, -EINVAL if the syntax is wrong, -ERANGE for a bit above
 * @nbits - 1, or -EOVERFLOW if a number is too large.
 */
int bitmap_parselist(const char *buf, unsigned long *map, int nbits);

/*
 * Parse a mask of groups of up to eight hexadecimal digits, such as "ff,00000001".  The last group
 * has the bits 0 to 31.  The mask has @buflen characters, or ends earlier at a newline or at the
 * end of the string.  The bitmap is cleared first.  Returns 0, -EINVAL if the syntax is wrong, or
 * -EOVERFLOW if a group has too many digits or a bit above @nbits - 1 is set.
 */
int bitmap_parse(const char *buf, unsigned int buflen, unsigned long *map, int nbits);

/*
 * Write a bitmap and a newline to @buf, as a list or as a mask, and return the number of characters
 * without the null character.  bitmap_print_to_pagebuf() writes at most up to the end of the page
 * of @buf.
 *
 * The others write at most @count characters of the text, from position @off on, and return their
 * number, including the null character; 0 if @off is beyond the text; or -ENOMEM.  They may sleep.
 */
int bitmap_print_to_pagebuf(bool list, char *buf, const unsigned long *map, int nbits);
int bitmap_print_bitmask_to_buf(char *buf, const unsigned long *map, int nbits, loff_t off,
				size_t count);
int bitmap_print_list_to_buf(char *buf, const unsigned long *map, int nbits, loff_t off,
			     size_t count);

#endif /* LINUX_BITMAP_H */
