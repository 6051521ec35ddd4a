/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_PERCPU_H
#define ASM_PERCPU_H

/*
 * Smallest size in bytes of an object on which the compiler's atomic builtins use one instruction.
 */
#define ARCH_PERCPU_ATOMIC_SIZE 1

extern __thread unsigned long host_percpu_offset;

static inline unsigned long arch_percpu_offset(void)
{
	return host_percpu_offset;
}

static inline void arch_set_percpu_offset(unsigned long offset)
{
	host_percpu_offset = offset;
}

#endif /* ASM_PERCPU_H */
