/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_PROCESSOR_H
#define ASM_PROCESSOR_H

#include <linux/types.h>
#include <asm/csr.h>

/* Execute the hint of Zihintpause.  CPUs without this extension execute it as a fence. */
static inline void cpu_relax(void)
{
	__asm__ __volatile__(".4byte 0x0100000f" : : : "memory");
}

/* Force the compiler to save the callee-saved registers in the current stack frame. */
static __always_inline void arch_spill_registers(void)
{
	__asm__ __volatile__("" : : : "s1", "s2", "s3", "s4", "s5", "s6",
			     "s7", "s8", "s9", "s10", "s11");
}

static inline u64 arch_counter(void)
{
	return csr_read(time);
}

static inline u64 arch_instructions(void)
{
	return csr_read(instret);
}

extern unsigned int riscv_zero_line;

static inline unsigned int arch_zero_line_size(void)
{
	return riscv_zero_line;
}

/* cbo.zero of Zicboz, encoded because older assemblers do not know the mnemonic. */
static inline void arch_zero_line(void *line)
{
	__asm__ __volatile__(".insn i 0x0f, 2, x0, %0, 4" : : "r"(line) : "memory");
}

#endif /* ASM_PROCESSOR_H */
