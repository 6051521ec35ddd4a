/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_GENERIC_DEBRUIJN_H
#define ASM_GENERIC_DEBRUIJN_H

#include <linux/types.h>

/* The sequence lies before its table, so that one address finds both. */
struct bitscan_debruijn {
	u64 sequence;
	u8 number[64];
};

#endif /* ASM_GENERIC_DEBRUIJN_H */
