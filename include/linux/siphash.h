/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SIPHASH_H
#define LINUX_SIPHASH_H

/*
 * SipHash, a hash function with a secret key (J.-P. Aumasson and D. J. Bernstein, 2012).  A table
 * of objects that come from outside, for example from a network, uses it so that nobody can choose
 * objects with the same hash.  hsiphash() is SipHash with fewer rounds and a result of 32 bits:
 * faster, and only for tables.  Context: any.
 */

#include <linux/types.h>

#define SIPHASH_ALIGNMENT	__alignof__(u64)
#define HSIPHASH_ALIGNMENT	__alignof__(unsigned long)

typedef struct {
	u64 key[2];
} siphash_key_t;
#define siphash_aligned_key_t	siphash_key_t __aligned(16)

typedef struct {
	unsigned long key[2];
} hsiphash_key_t;

static inline bool siphash_key_is_zero(const siphash_key_t *key)
{
	return !(key->key[0] | key->key[1]);
}

/* Return the hash of @len bytes (SipHash-2-4). */
u64 siphash(const void *data, size_t len, const siphash_key_t *key);

/*
 * Return the hash of a few values: that of an array of them in memory, but two and four values of
 * 32 bits are one and two of 64 bits.
 */
u64 siphash_1u64(u64 a, const siphash_key_t *key);
u64 siphash_2u64(u64 a, u64 b, const siphash_key_t *key);
u64 siphash_3u64(u64 a, u64 b, u64 c, const siphash_key_t *key);
u64 siphash_4u64(u64 a, u64 b, u64 c, u64 d, const siphash_key_t *key);
u64 siphash_1u32(u32 a, const siphash_key_t *key);
u64 siphash_3u32(u32 a, u32 b, u32 c, const siphash_key_t *key);

static inline u64 siphash_2u32(u32 a, u32 b, const siphash_key_t *key)
{
	return siphash_1u64((u64)b << 32 | a, key);
}

static inline u64 siphash_4u32(u32 a, u32 b, u32 c, u32 d, const siphash_key_t *key)
{
	return siphash_2u64((u64)b << 32 | a, (u64)d << 32 | c, key);
}

/* Return the hash for tables (SipHash-1-3, of which it is the lower half). */
u32 hsiphash(const void *data, size_t len, const hsiphash_key_t *key);
u32 hsiphash_1u32(u32 a, const hsiphash_key_t *key);
u32 hsiphash_2u32(u32 a, u32 b, const hsiphash_key_t *key);
u32 hsiphash_3u32(u32 a, u32 b, u32 c, const hsiphash_key_t *key);
u32 hsiphash_4u32(u32 a, u32 b, u32 c, u32 d, const hsiphash_key_t *key);

#endif /* LINUX_SIPHASH_H */
