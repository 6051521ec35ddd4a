/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_PROCESSOR_H
#define ASM_PROCESSOR_H

#include <linux/types.h>

/* Let another thread of the process run now and then: there may be more CPUs than the machine has. */
void host_relax(void);
/* Nanoseconds since the start; user-mode instructions of this CPU, 0 where they are not counted. */
u64 host_now(void);
u64 host_instructions(void);

static inline void cpu_relax(void)
{
	host_relax();
}

/* The callers' values of registers are on the stack then, in the caller's frame. */
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

/* Memory that host.badmem= says is faulty: a bit of each address there is stuck at 1. */
void host_memtest_store(volatile u64 *p, u64 value);
#define arch_memtest_store(p, value)	host_memtest_store(p, value)

#endif /* ASM_PROCESSOR_H */
