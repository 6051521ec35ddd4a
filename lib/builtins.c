// SPDX-License-Identifier: BSD-2-Clause
/*
 * Functions that the compiler calls for bit operations on a CPU without Zbb.  Frequent paths use
 * asm-generic/bitscan.h instead.
 */

#include <linux/compiler.h>
#include <linux/types.h>

int __bswapsi2(int value);
long long __bswapdi2(long long value);
int __clzdi2(long value);
int __ctzdi2(long value);
int __popcountdi2(long value);

int __bswapsi2(int value)
{
	u32 v = value;

	return v >> 24 | (v >> 8 & 0xff00) | (v << 8 & 0xff0000) | v << 24;
}

long long __bswapdi2(long long value)
{
	return (u64)(u32)__bswapsi2(value) << 32 | (u32)__bswapsi2((u64)value >> 32);
}

int __clzdi2(long value)
{
	u64 v = value;
	int n = 0;

	for (int half = 32; half; half >>= 1) {
		if (!(v >> (64 - half))) {
			n += half;
			v <<= half;
		}
	}
	return n;
}

int __ctzdi2(long value)
{
	return 63 - __clzdi2(value & -value);
}

int __popcountdi2(long value)
{
	u64 v = value;

	v -= v >> 1 & 0x5555555555555555;
	v = (v & 0x3333333333333333) + (v >> 2 & 0x3333333333333333);
	v = (v + (v >> 4)) & 0x0f0f0f0f0f0f0f0f;
	return v * 0x0101010101010101 >> 56;
}
