/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_BITS_H
#define LINUX_BITS_H

#include <linux/const.h>

#define BIT(nr)			(UL(1) << (nr))
#define BIT_ULL(nr)		(ULL(1) << (nr))

#ifndef __ASSEMBLY__
#include <linux/build_bug.h>
#include <linux/types.h>

#define BITS_PER_BYTE		8
#define BITS_PER_TYPE(type)	(sizeof(type) * BITS_PER_BYTE)
#define BIT_MASK(nr)		(UL(1) << ((nr) % BITS_PER_LONG))
#define BIT_WORD(nr)		((nr) / BITS_PER_LONG)
#define BIT_ULL_MASK(nr)	(ULL(1) << ((nr) % BITS_PER_LONG_LONG))
#define BIT_ULL_WORD(nr)	((nr) / BITS_PER_LONG_LONG)
/*
 * Round up the number of bits @nr to units of @type.  The result is a size_t, so it does not
 * overflow for any unsigned int.
 */
#define __BITS_TO(type, nr)	(((nr) + BITS_PER_TYPE(type) - 1) / BITS_PER_TYPE(type))
#define BITS_TO_LONGS(nr)	__BITS_TO(long, nr)
#define BITS_TO_U64(nr)		__BITS_TO(u64, nr)
#define BITS_TO_U32(nr)		__BITS_TO(u32, nr)
#define BITS_TO_BYTES(nr)	__BITS_TO(char, nr)
#define BYTES_TO_BITS(nr)	((nr) * BITS_PER_BYTE)
#endif

/* The build stops if @h and @l are constants and @h is below @l. */
#if defined(__ASSEMBLY__) || defined(__cplusplus)
#define GENMASK_INPUT_CHECK(h, l)	0
#else
#define GENMASK_INPUT_CHECK(h, l) \
	BUILD_BUG_ON_ZERO(__builtin_choose_expr(__is_constexpr((int)(l) > (int)(h)),	\
						(int)(l) > (int)(h), 0))
#endif

/* Return a mask of bits @l to @h, inclusive. */
#define __GENMASK(h, l)		((~UL(0) << (l)) & (~UL(0) >> (64 - 1 - (h))))
#define __GENMASK_ULL(h, l)	((~ULL(0) << (l)) & (~ULL(0) >> (64 - 1 - (h))))
#define GENMASK(h, l)		(GENMASK_INPUT_CHECK(h, l) + __GENMASK(h, l))
#define GENMASK_ULL(h, l)	(GENMASK_INPUT_CHECK(h, l) + __GENMASK_ULL(h, l))

#ifndef __ASSEMBLY__
/* Bits and masks with the type of a register of this width. */
#define BIT_U8(nr)		((u8)BIT(nr))
#define BIT_U16(nr)		((u16)BIT(nr))
#define BIT_U32(nr)		((u32)BIT(nr))
#define BIT_U64(nr)		((u64)BIT_ULL(nr))
#define GENMASK_U8(h, l)	((u8)GENMASK(h, l))
#define GENMASK_U16(h, l)	((u16)GENMASK(h, l))
#define GENMASK_U32(h, l)	((u32)GENMASK(h, l))
#define GENMASK_U64(h, l)	((u64)GENMASK_ULL(h, l))
#endif

#endif /* LINUX_BITS_H */
