// SPDX-License-Identifier: BSD-2-Clause
/*
 * Read the counter of the generic timer on CPUs with errata, where a read may return a wrong value.
 * The counter is read until the last two values are plausible, and the later value is used.  The
 * conditions for plausible values are those of Linux's workarounds for the same errata.
 */

#include <linux/cache.h>
#include <linux/kernel.h>
#include <asm/barrier.h>
#include <asm/processor.h>
#include <asm/sysreg.h>

#include "arm64.h"

/* Maximum number of pairs of reads.  If no pair is plausible, the last value is used. */
#define MAX_READS 200

enum arm64_counter_erratum arm64_counter_erratum __ro_after_init;

static bool plausible(enum arm64_counter_erratum erratum, u64 earlier, u64 later)
{
	switch (erratum) {
	case COUNTER_ALLWINNER_UNKNOWN1:	/* wrong during a carry in the low bits */
		return (later & 0x1ff) != 0 && (later & 0x1ff) != 0x1ff;
	case COUNTER_FSL_A008585:
		return later == earlier;
	case COUNTER_HISILICON_161010101:
		return later - earlier < 32;
	case COUNTER_CORTEX_A73_858921:		/* wrong when the low word wraps */
		return !((later ^ earlier) >> 32 & 1);
	default:
		return true;
	}
}

u64 arm64_read_counter_by(enum arm64_counter_erratum erratum, u64 (*read)(void))
{
	u64 earlier, later = read();

	for (unsigned int i = 0; i < MAX_READS; i++) {
		earlier = later;
		later = read();
		if (plausible(erratum, earlier, later))
			break;
	}
	return later;
}

static u64 read_counter(void)
{
	isb();
	return read_sysreg(cntvct_el0);
}

u64 arm64_checked_counter(void)
{
	return arm64_read_counter_by(arm64_counter_erratum, read_counter);
}
