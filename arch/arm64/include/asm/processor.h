/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_PROCESSOR_H
#define ASM_PROCESSOR_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <asm/barrier.h>
#include <asm/sysreg.h>

static inline void cpu_relax(void)
{
	__asm__ __volatile__("yield" : : : "memory");
}

/* Force the compiler to save the callee-saved registers in the current stack frame. */
static __always_inline void arch_spill_registers(void)
{
	__asm__ __volatile__("" : : : "x19", "x20", "x21", "x22", "x23",
			     "x24", "x25", "x26", "x27", "x28");
}

/*
 * Errata because of which a single read of the counter may return a wrong value.
 * drivers/timer/arm_generic.c detects them in the device tree, and arch/arm64/errata.c by the kind
 * of core.
 */
enum arm64_counter_erratum {
	COUNTER_IS_SOUND,
	COUNTER_ALLWINNER_UNKNOWN1,
	COUNTER_FSL_A008585,
	COUNTER_HISILICON_161010101,
	COUNTER_CORTEX_A73_858921,
	NR_COUNTER_ERRATA
};

extern enum arm64_counter_erratum arm64_counter_erratum;
u64 arm64_checked_counter(void);

static inline u64 arch_counter(void)
{
	if (unlikely(arm64_counter_erratum))
		return arm64_checked_counter();
	isb();
	return read_sysreg(cntvct_el0);
}

extern bool arm64_has_pmu;

/*
 * Return the cycle counter if the CPU has one, or the system counter otherwise.  In an emulator
 * that derives time from the number of instructions, a cycle is an instruction.
 */
static inline u64 arch_instructions(void)
{
	return arm64_has_pmu ? read_sysreg(pmccntr_el0) : arch_counter();
}

/*
 * Return the size of the block that DC ZVA zeroes, or 0 if bit 4 of DCZID_EL0 prohibits DC ZVA.
 * Bits 0 to 3 are log2 of the size in words.
 */
static inline unsigned int arch_zero_line_size(void)
{
	unsigned long id = read_sysreg(dczid_el0);

	return id & 16 ? 0 : 4U << (id & 15);
}

static inline void arch_zero_line(void *line)
{
	__asm__ __volatile__("dc zva, %0" : : "r"(line) : "memory");
}

#endif /* ASM_PROCESSOR_H */
