/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_TIMEX_H
#define LINUX_TIMEX_H

/*
 * A fast counter, for measurements and as a source of unpredictable bits.  It is that of the
 * machine's timer (`time` on RISC-V, CNTVCT_EL0 on AArch64), so its frequency is not the CPU's.
 */

#include <linux/types.h>
#include <asm/processor.h>

typedef u64 cycles_t;

static inline cycles_t get_cycles(void)
{
	return arch_counter();
}

#define random_get_entropy()	((unsigned long)get_cycles())

#endif /* LINUX_TIMEX_H */
