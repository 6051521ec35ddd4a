// SPDX-License-Identifier: BSD-2-Clause

#include <linux/bitops.h>
#include <linux/math.h>
#include <linux/math64.h>

/*
 * Compute the root bit by bit, from the highest bit to the lowest bit.  Each step processes two
 * bits of @x.
 */
unsigned long int_sqrt(unsigned long x)
{
	unsigned long root = 0, bit;

	if (x <= 1)
		return x;
	for (bit = 1UL << (__fls(x) & ~1UL); bit; bit >>= 2) {
		unsigned long trial = root + bit;

		root >>= 1;
		if (x >= trial) {
			x -= trial;
			root += bit;
		}
	}
	return root;
}

u64 int_pow(u64 base, unsigned int exp)
{
	u64 result = 1;

	for (; exp; exp >>= 1, base *= base) {
		if (exp & 1)
			result *= base;
	}
	return result;
}

/*
 * Divide the 128-bit product of @a and @mul by @divisor: long division, one bit of the quotient per
 * step.
 */
u64 mul_u64_u64_div_u64(u64 a, u64 mul, u64 divisor)
{
	unsigned __int128 product = (unsigned __int128)a * mul;
	u64 rem = (u64)(product >> 64), low = (u64)product;

	if (!rem)
		return low / divisor;
	if (rem >= divisor)
		return ~0ULL;
	for (int i = 0; i < 64; i++) {
		bool carry = rem >> 63;

		rem = rem << 1 | low >> 63;
		low <<= 1;
		if (carry || rem >= divisor) {
			rem -= divisor;
			low |= 1;
		}
	}
	return low;
}
