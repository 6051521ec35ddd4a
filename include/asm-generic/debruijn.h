/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_GENERIC_DEBRUIJN_H
#define ASM_GENERIC_DEBRUIJN_H

#include <linux/types.h>

/* The sequence and the table are adjacent, so that the code computes only one address for both. */
struct bitscan_debruijn {
	u64 sequence;
	u8 number[64];
};

#endif /* ASM_GENERIC_DEBRUIJN_H */
