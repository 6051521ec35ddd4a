/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_ARCH_TIMER_H
#define ASM_ARCH_TIMER_H

#include <asm/processor.h>
#include <asm/sysreg.h>
#include <linux/types.h>

/* Return the frequency of the generic timer in Hz, as firmware has set it.  Context: any. */
static inline u32 arch_timer_get_cntfrq(void)
{
	return (u32)read_sysreg(cntfrq_el0);
}

/* Return the counter of the generic timer.  Context: any. */
static inline u64 arch_timer_read_counter(void)
{
	return arch_counter();
}

#endif /* ASM_ARCH_TIMER_H */
