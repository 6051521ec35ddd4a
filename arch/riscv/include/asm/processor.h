/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_PROCESSOR_H
#define ASM_PROCESSOR_H

#include <linux/types.h>
#include <asm/csr.h>

/* Zihintpause's hint, encoded as the fence that it is for a CPU without it. */
static inline void cpu_relax(void)
{
	__asm__ __volatile__(".4byte 0x0100000f" : : : "memory");
}

static inline u64 arch_counter(void)
{
	return csr_read(time);
}

static inline u64 arch_instructions(void)
{
	return csr_read(instret);
}

#endif /* ASM_PROCESSOR_H */
