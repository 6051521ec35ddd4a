/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_PERCPU_H
#define ASM_PERCPU_H

/* Objects of this many bytes and more are changed in one go by the compiler's atomic builtins. */
#define ARCH_PERCPU_ATOMIC_SIZE 4

/* The offset is kept in tp, which the compiler never touches. */
register unsigned long riscv_percpu_offset __asm__("tp");

static inline unsigned long arch_percpu_offset(void)
{
	return riscv_percpu_offset;
}

static inline void arch_set_percpu_offset(unsigned long offset)
{
	__asm__ __volatile__("mv tp, %0" : : "r"(offset) : "memory");
}

#endif /* ASM_PERCPU_H */
