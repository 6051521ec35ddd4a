/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_RECIPROCAL_DIV_H
#define LINUX_RECIPROCAL_DIV_H

/*
 * Divide by a value that is known before, by a multiplication (T. Granlund and P. Montgomery,
 * "Division by Invariant Integers using Multiplication", 1994).
 */

#include <linux/types.h>

struct reciprocal_value {
	u32 m;
	u8 sh1, sh2;
};

/* Prepare divisions by @d, which is not 0. */
struct reciprocal_value reciprocal_value(u32 d);

static inline u32 reciprocal_divide(u32 a, struct reciprocal_value r)
{
	u32 t = (u32)((u64)a * r.m >> 32);

	return (t + ((a - t) >> r.sh1)) >> r.sh2;
}

#endif /* LINUX_RECIPROCAL_DIV_H */
