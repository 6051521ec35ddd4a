/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_PROCESSOR_H
#define ASM_PROCESSOR_H

#include <linux/types.h>

/*
 * Let other threads of the process run occasionally: there may be more simulated CPUs than CPUs of
 * the build machine.
 */
void host_relax(void);
/*
 * host_now() returns the nanoseconds since the start.  host_instructions() returns the number of
 * user-mode instructions of this CPU, or 0 if they are not counted.
 */
u64 host_now(void);
u64 host_instructions(void);

static inline void cpu_relax(void)
{
	host_relax();
}

/* Force the compiler to save the callee-saved registers in the current stack frame. */
static __always_inline void arch_spill_registers(void)
{
	__asm__ __volatile__("" : : : "rbx", "r12", "r13", "r14", "r15");
}

static inline u64 arch_counter(void)
{
	return host_now();
}

static inline u64 arch_instructions(void)
{
	return host_instructions();
}

static inline unsigned int arch_zero_line_size(void)
{
	return 0;
}

static inline void arch_zero_line(void *line)
{
}

/* Store to memory for memtest.  At addresses in host.badmem=, one bit is stuck at 1. */
void host_memtest_store(volatile u64 *p, u64 value);
#define arch_memtest_store(p, value)	host_memtest_store(p, value)

#endif /* ASM_PROCESSOR_H */
