// SPDX-License-Identifier: BSD-2-Clause

/* Tables that are used to find bits; <asm-generic/bitscan.h> explains the algorithm. */

#include <asm-generic/bitscan.h>

#define DEBRUIJN { 0x03f79d71b4cb0a89UL, { \
	0, 1, 48, 2, 57, 49, 28, 3, 61, 58, 50, 42, 38, 29, 17, 4, \
	62, 55, 59, 36, 53, 51, 43, 22, 45, 39, 33, 30, 24, 18, 12, 5, \
	63, 47, 56, 27, 60, 41, 37, 16, 54, 35, 52, 21, 44, 32, 23, 11, \
	46, 26, 40, 15, 34, 20, 31, 10, 25, 14, 19, 9, 13, 8, 7, 6, \
} }

const struct bitscan_debruijn bitscan_debruijn = DEBRUIJN;
#if BITSCAN_BY_TABLE
DEFINE_PER_CPU_CACHE_HOT(struct bitscan_debruijn, riscv_debruijn) = DEBRUIJN;
#endif

#define R8(x)	x, x, x, x, x, x, x, x
#define R32(x)	R8(x), R8(x), R8(x), R8(x)
#define R128(x)	R32(x), R32(x), R32(x), R32(x)

const u8 bitscan_fls_tab[256] = {
	0, 1, 2, 2, 3, 3, 3, 3, R8(4), R8(5), R8(5), R32(6), R32(7), R32(7), R128(8),
};
