/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_GENERIC_BITSCAN_H
#define ASM_GENERIC_BITSCAN_H

/*
 * Find and count bits, with machine instructions where the CPU has them.
 *
 * Where the CPU has none, the compiler's builtins call its support library, which a freestanding
 * image does not link.  RV64 without Zbb has no instructions to find or count bits.  AArch64 counts
 * bits only in vector registers, which the kernel does not use.  The functions below replace the
 * missing instructions as follows:
 * - The lowest set bit is isolated (x & -x) and multiplied by a de Bruijn sequence.  The top six
 *   bits of the product differ for each of the 64 positions and index a table of 64 bytes.
 * - The highest set bit is found by narrowing to one byte in three comparisons, then by a table of
 *   256 bytes.
 * - Bits are counted in parallel within the word.
 */

#include <asm-generic/debruijn.h>
#include <linux/types.h>

#if defined(__riscv) && !defined(__riscv_zbb)
#define BITSCAN_BY_TABLE 1
#else
#define BITSCAN_BY_TABLE 0
#endif

#if defined(__riscv_zbb) || defined(__POPCNT__)
#define BITSCAN_POPCOUNT 1
#else
#define BITSCAN_POPCOUNT 0
#endif

extern const struct bitscan_debruijn bitscan_debruijn;
extern const u8 bitscan_fls_tab[256];

/* Return the index of the single set bit in @bit. */
static __always_inline __attribute_const__ unsigned long bitscan_number(unsigned long bit)
{
	return bitscan_debruijn.number[bit * bitscan_debruijn.sequence >> 58];
}

/* Return the index of the lowest set bit; undefined for 0. */
static __always_inline __attribute_const__ unsigned long __ffs(unsigned long x)
{
	if (!BITSCAN_BY_TABLE || __builtin_constant_p(x))
		return (unsigned long)__builtin_ctzl(x);
	return bitscan_number(x & -x);
}

static __always_inline __attribute_const__ int bitscan_fls64(u64 x)
{
	int n = 0;

	if (x >> 32) {
		x >>= 32;
		n = 32;
	}
	if (x >> 16) {
		x >>= 16;
		n += 16;
	}
	if (x >> 8) {
		x >>= 8;
		n += 8;
	}
	return n + bitscan_fls_tab[x];
}

/* A C library declares functions with these names. */
#if defined(CONFIG_LIBC) && __has_include(<strings.h>)
#include <strings.h>
#define ffs linux_ffs
#define fls linux_fls
#endif

/* Return the index of the highest set bit plus 1, or 0 if @x is 0. */
static __always_inline __attribute_const__ int fls64(u64 x)
{
	if (!BITSCAN_BY_TABLE || __builtin_constant_p(x))
		return x ? 64 - __builtin_clzll(x) : 0;
	return bitscan_fls64(x);
}

static __always_inline __attribute_const__ int fls(unsigned int x)
{
	if (!BITSCAN_BY_TABLE || __builtin_constant_p(x))
		return x ? 32 - __builtin_clz(x) : 0;
	return bitscan_fls64(x);
}

/* Return the index of the highest set bit; undefined for 0. */
static __always_inline __attribute_const__ unsigned long __fls(unsigned long x)
{
	if (!BITSCAN_BY_TABLE || __builtin_constant_p(x))
		return 63 - (unsigned long)__builtin_clzl(x);
	return (unsigned long)bitscan_fls64(x) - 1;
}

static __always_inline __attribute_const__ unsigned int __arch_hweight64(u64 x)
{
	if (BITSCAN_POPCOUNT || __builtin_constant_p(x))
		return (unsigned int)__builtin_popcountll(x);
	x -= (x >> 1) & 0x5555555555555555UL;
	x = (x & 0x3333333333333333UL) + ((x >> 2) & 0x3333333333333333UL);
	x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fUL;
	return (unsigned int)((x * 0x0101010101010101UL) >> 56);
}

#if BITSCAN_BY_TABLE
#include <asm/zbb.h>
#endif

/*
 * Return the index of the lowest set bit, like __ffs(), but use the CPU's instruction if boot has
 * detected that it exists.  For paths in which every instruction counts.
 */
static __always_inline unsigned long __ffs_hot(unsigned long x)
{
#if BITSCAN_BY_TABLE
	return riscv_ffs_hot(x);
#else
	return __ffs(x);
#endif
}

/* Return the index of the only set bit of @bit.  Faster than __ffs_hot(). */
static __always_inline unsigned long __ffs_bit_hot(unsigned long bit)
{
#if BITSCAN_BY_TABLE
	return riscv_ffs_bit_hot(bit);
#else
	return __ffs(bit);
#endif
}

/* Clear the lowest set bit of *@map, which must not be 0, and return its index. */
static __always_inline unsigned long __ffs_clear_hot(u64 *map)
{
#if BITSCAN_BY_TABLE
	u64 bit = *map & -*map;

	/* Prevent the compiler from computing *@map & (*@map - 1), instead of reusing bit. */
	__asm__("" : "+r"(bit));
	*map ^= bit;
	return __ffs_bit_hot(bit);
#else
	unsigned long n = __ffs(*map);

	*map &= *map - 1;
	return n;
#endif
}

#endif /* ASM_GENERIC_BITSCAN_H */
