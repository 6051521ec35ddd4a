/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_JHASH_H
#define LINUX_JHASH_H

/*
 * The hash lookup3 of Bob Jenkins (public domain, 2006), for tables in memory.  It is not safe
 * against keys that an attacker chooses; linux/siphash.h is.  Context: any.
 */

#include <linux/bitops.h>
#include <linux/types.h>

#define JHASH_INITVAL	0xdeadbeef

#define __jhash_rot(x, n)	((x) << (n) | (x) >> (32 - (n)))

/* Mix three words in place, so that each affects all. */
#define __jhash_mix(a, b, c)							\
({										\
	a -= c; a ^= __jhash_rot(c, 4); c += b;					\
	b -= a; b ^= __jhash_rot(a, 6); a += c;					\
	c -= b; c ^= __jhash_rot(b, 8); b += a;					\
	a -= c; a ^= __jhash_rot(c, 16); c += b;				\
	b -= a; b ^= __jhash_rot(a, 19); a += c;				\
	c -= b; c ^= __jhash_rot(b, 4); b += a;					\
})

/* Mix three words into @c. */
#define __jhash_final(a, b, c)							\
({										\
	c ^= b; c -= __jhash_rot(b, 14);					\
	a ^= c; a -= __jhash_rot(c, 11);					\
	b ^= a; b -= __jhash_rot(a, 25);					\
	c ^= b; c -= __jhash_rot(b, 16);					\
	a ^= c; a -= __jhash_rot(c, 4);						\
	b ^= a; b -= __jhash_rot(a, 14);					\
	c ^= b; c -= __jhash_rot(b, 24);					\
})

/* Return the hash of @length bytes at any address. */
u32 jhash(const void *key, u32 length, u32 initval);
/* Return the hash of @length words. */
u32 jhash2(const u32 *k, u32 length, u32 initval);

/* The hash of three words that differs from that of an array by its start value. */
static inline u32 __jhash_nwords(u32 a, u32 b, u32 c, u32 initval)
{
	a += initval;
	b += initval;
	c += initval;
	__jhash_final(a, b, c);
	return c;
}

static inline u32 jhash_3words(u32 a, u32 b, u32 c, u32 initval)
{
	return __jhash_nwords(a, b, c, initval + JHASH_INITVAL + (3 << 2));
}

static inline u32 jhash_2words(u32 a, u32 b, u32 initval)
{
	return __jhash_nwords(a, b, 0, initval + JHASH_INITVAL + (2 << 2));
}

static inline u32 jhash_1word(u32 a, u32 initval)
{
	return __jhash_nwords(a, 0, 0, initval + JHASH_INITVAL + (1 << 2));
}

#endif /* LINUX_JHASH_H */
