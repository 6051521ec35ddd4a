/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_GENERIC_DEBRUIJN_H
#define ASM_GENERIC_DEBRUIJN_H

#include <linux/types.h>

/* The sequence precedes its table, so that one address is sufficient for both. */
struct bitscan_debruijn {
	u64 sequence;
	u8 number[64];
};

#endif /* ASM_GENERIC_DEBRUIJN_H */
