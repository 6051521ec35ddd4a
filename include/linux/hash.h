/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_HASH_H
#define LINUX_HASH_H

/*
 * Multiplicative hashing.  The value is multiplied by 2^n / phi^2, where phi is the golden ratio,
 * and n is 32 or 64.  The hash consists of the high bits of the product.
 */

#include <linux/types.h>

#define GOLDEN_RATIO_32	0x61c88647
#define GOLDEN_RATIO_64	0x61c8864680b583ebULL

/* Return a hash of @bits bits, 1 to 32. */
static inline u32 hash_32(u32 val, unsigned int bits)
{
	return (val * (u32)GOLDEN_RATIO_32) >> (32 - bits);
}

static __always_inline u32 hash_64(u64 val, unsigned int bits)
{
	return (u32)((val * GOLDEN_RATIO_64) >> (64 - bits));
}

#define hash_long(val, bits)	hash_64(val, bits)

static inline u32 hash_ptr(const void *ptr, unsigned int bits)
{
	return hash_long((unsigned long)ptr, bits);
}

static inline u32 hash32_ptr(const void *ptr)
{
	unsigned long val = (unsigned long)ptr;

	return (u32)(val ^ val >> 32);
}

#endif /* LINUX_HASH_H */
