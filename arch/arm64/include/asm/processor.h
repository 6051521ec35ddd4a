/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_PROCESSOR_H
#define ASM_PROCESSOR_H

#include <linux/types.h>
#include <asm/sysreg.h>

static inline void cpu_relax(void)
{
	__asm__ __volatile__("yield" : : : "memory");
}

static inline u64 arch_counter(void)
{
	isb();
	return read_sysreg(cntvct_el0);
}

extern bool arm64_has_pmu;

/*
 * The cycle counter where there is one, else the system counter.  Under an emulator that counts
 * instructions as time a cycle is an instruction.
 */
static inline u64 arch_instructions(void)
{
	return arm64_has_pmu ? read_sysreg(pmccntr_el0) : arch_counter();
}

#endif /* ASM_PROCESSOR_H */
